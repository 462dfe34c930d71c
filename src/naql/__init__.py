"""naql reads Arabic news and keeps who said what, to whom, when, and through which chain of sources."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from naql.errors import InputError, LedgerError, LexiconError, NaqlError, OutputError
from naql.reading import Reader, read
from naql.records import Cue, Entity, Event, Finding, Reading, Report, Source, Span, Statement, Time

if TYPE_CHECKING:
    from naql.ledger import Ledger

__all__ = [
    "Cue",
    "Entity",
    "Event",
    "Finding",
    "InputError",
    "Ledger",
    "LedgerError",
    "LexiconError",
    "NaqlError",
    "OutputError",
    "Reader",
    "Reading",
    "Report",
    "Source",
    "Span",
    "Statement",
    "Time",
    "__version__",
    "read",
]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """The ledger, loaded when it is first asked for: a single reading needs no database library."""
    if name == "Ledger":
        return import_module("naql.ledger").Ledger
    raise AttributeError(f"module 'naql' has no attribute {name!r}")
