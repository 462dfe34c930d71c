"""The reading room: a ledger in the browser, and the same as JSON at the same addresses."""
