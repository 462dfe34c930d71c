"""naql reads Arabic news and keeps who said what, to whom, when, and through which chain of sources."""

from naql.errors import InputError, LedgerError, LexiconError, NaqlError, OutputError
from naql.reading import Reader, read
from naql.records import Cue, Entity, Event, Finding, Reading, Report, Source, Span, Statement, Time

__all__ = [
    "Cue",
    "Entity",
    "Event",
    "Finding",
    "InputError",
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
