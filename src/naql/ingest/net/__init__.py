"""The network: one address asked, within limits, and never a machine in the local network that nobody named."""
