"""How much, how long and how far: what stands between naql and a peer or a file that never ends."""

from __future__ import annotations

from dataclasses import dataclass, field

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one article, and one address, may cost.

    ``bytes`` of one article as it came and unpacked; ``seconds`` from the first look-up of an address to its last byte, all
    redirects among them; ``redirects`` that are followed; ``pages`` of a PDF; ``allowed`` are the host names, and addresses,
    in the local network that may be asked.
    """

    bytes: int = 16 * MEGABYTE
    seconds: float = 30.0
    redirects: int = 5
    pages: int = 500
    allowed: frozenset[str] = field(default_factory=frozenset)
