"""Names: people, bodies, places and facilities of one report, their roles, spellings and Latin forms."""

from naql.names.compare import LONGEST, Comparison, compare, sounds
from naql.names.finder import Mention, NameFinder, Names
from naql.names.gazetteer import Alias, Entry, Gazetteer
from naql.names.romanise import romanise
from naql.names.tenure import PAST, statuses
from naql.names.words import nationalities

__all__ = [
    "LONGEST",
    "PAST",
    "Alias",
    "Comparison",
    "Entry",
    "Gazetteer",
    "Mention",
    "NameFinder",
    "Names",
    "compare",
    "nationalities",
    "romanise",
    "sounds",
    "statuses",
]
