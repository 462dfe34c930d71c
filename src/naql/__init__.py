"""naql reads Arabic news and keeps who said what, to whom, when, and through which chain of sources."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from naql.errors import InputError, LedgerError, LexiconError, NaqlError, OutputError
from naql.records import Cue, Entity, Event, Finding, Reading, Report, Source, Span, Statement, Time

if TYPE_CHECKING:
    from naql.ledger import Ledger
    from naql.reading import Reader, read

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


_LATER = {"Ledger": "naql.ledger", "Reader": "naql.reading", "read": "naql.reading"}


def __getattr__(name: str) -> Any:
    """The reader and the ledger, loaded when they are first asked for: a reading needs no database library, and the command line
    begins before what it runs is there."""
    if name in _LATER:
        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module 'naql' has no attribute {name!r}")
