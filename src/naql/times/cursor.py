"""A place in a text being read for times, and what every parser of a temporal expression asks about the words there."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from naql.records import Time
from naql.text import Text
from naql.times import calendar
from naql.times.words import TimeWords

CLOCK_UNITS = frozenset({"S", "M", "H"})
GREGORIAN = "gregorian"


class TimeMention(NamedTuple):
    """A time and the words (``first`` to ``last``, half open) that it stands in."""

    first: int
    last: int
    time: Time


class Found(NamedTuple):
    """A parsed expression: words ``first`` to ``last``, its type and value; ``cut`` letters of the first word are not its."""

    first: int
    last: int
    type: str
    value: str
    calendar: str = GREGORIAN
    alternatives: tuple[str, ...] = ()
    cut: int = 0


class Cursor:
    """The words of a text and the expression being read, which begins at word ``at``, read as ``head``."""

    def __init__(self, lexicon: TimeWords, text: Text, published: date | None) -> None:
        self.lexicon = lexicon
        self.text = text
        self.words = text.words
        self.published = published
        self.head, self.at = "", 0
        self.found: list[TimeMention] = []

    def word(self, i: int) -> str:
        """Word ``i``; the first one of the expression without its clitics."""
        if i >= len(self.words):
            return ""
        return self.head if i == self.at else self.words[i]

    def near(self, i: int) -> bool:
        """Whether word ``i`` exists and only a space stands before it."""
        return i < len(self.words) and self.text.gaps[i] == " "

    def phrase(self, phrases: dict[tuple[str, ...], int | str], i: int) -> tuple[int | str, int] | None:
        """What the longest of ``phrases`` at word ``i`` means, and the word behind it."""
        if i >= len(self.words):
            return None
        found = self.lexicon.phrase(phrases, self.words, i, self.word(i))
        if found is not None and any(self.text.gaps[k] != " " for k in range(i + 1, found[1])):
            return None
        return found

    def behind(self, i: int, words: frozenset[str]) -> bool:
        """Whether one of ``words`` stands right before word ``i``."""
        return i > 0 and self.text.gaps[i] == " " and self.words[i - 1] in words

    def direction(self, k: int) -> tuple[int, int]:
        """-1, 1 or 0 with the word behind, for 'last', 'next', 'this' at word ``k``."""
        if self.near(k):
            word = self.words[k]
            for words, direction in ((self.lexicon.past, -1), (self.lexicon.future, 1), (self.lexicon.present, 0)):
                if word in words:
                    return direction, k + 1
        return 0, k

    def unit_at(self, k: int) -> tuple[str, str] | None:
        """The unit of time at word ``k`` (``TimeWords.unit``)."""
        return self.lexicon.unit(self.word(k)) if k < len(self.words) else None

    def shifted(self, days: int) -> str:
        """The date ``days`` from the publication."""
        found = calendar.shift_days(self.published, days) if self.published else None
        return found.isoformat() if found else "XXXX-XX-XX"

    def this_period(self, unit: str, direction: int) -> str | None:
        """The week, month, year, ... that stands ``direction`` from the publication's."""
        if self.published is None:
            return "XXXX"
        published = self.published
        if unit == "D":
            return self.shifted(direction)
        if unit == "W":
            return calendar.iso_week(published, direction)
        if unit == "Mo":
            return calendar.shift_month(published, direction)
        if unit == "Y":
            return f"{published.year + direction:04d}"
        if unit == "Y10":
            return f"{published.year // 10 + direction}"
        return f"{published.year // 100 + direction:02d}" if unit == "Y100" else None
