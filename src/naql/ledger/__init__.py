"""The ledger: thousands of reports kept with their readings, searched and followed; SQLite, or PostgreSQL by URL."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from naql.ledger.results import (
        Added,
        Change,
        Decision,
        Fault,
        Hit,
        Kept,
        Person,
        Said,
        Shown,
        Stopped,
        Together,
        Who,
    )
    from naql.ledger.store import Ledger, migrate

__all__ = [
    "Added",
    "Change",
    "Decision",
    "Fault",
    "Hit",
    "Kept",
    "Ledger",
    "Person",
    "Said",
    "Shown",
    "Stopped",
    "Together",
    "Who",
    "migrate",
]

_STORED = ("Ledger", "migrate")


def __getattr__(name: str) -> Any:
    """What is public, loaded when it is first asked for: a worker that only makes a report's code needs no database library."""
    if name in __all__:
        return getattr(import_module(f"naql.ledger.{'store' if name in _STORED else 'results'}"), name)
    raise AttributeError(f"module 'naql.ledger' has no attribute {name!r}")
