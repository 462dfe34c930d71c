"""A place in a text being read for times, and what every parser of a temporal expression asks about the words there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from naql.records import Time
from naql.text import Text
from naql.times import calendar
from naql.times.words import Phrases, TimeWords

CLOCK_UNITS = frozenset({"S", "M", "H"})
GREGORIAN = "gregorian"
ARTICLE = "\u0627\u0644"
WAW, _FA = "\u0648", "\u0641"
_PARAGRAPHS = 3  # back from a 'then' to the date that it means
_REACH = 12  # words between a verb of the future and the weekday that it puts ahead
_WAS = 3  # words between 'was' and what was then planned
_WAS_TO = 5  # the same of "was expected to begin"


class TimeMention(NamedTuple):
    """A time and the words (``first`` to ``last``, half open) that it stands in."""

    first: int
    last: int
    time: Time


class Found(NamedTuple):
    """A parsed expression: words ``first`` to ``last``, its type and value."""

    first: int
    last: int
    type: str
    value: str
    calendar: str = GREGORIAN
    alternatives: tuple[str, ...] = ()


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

    def phrase(self, phrases: Phrases, i: int) -> tuple[int | str, int] | None:
        """What the longest of ``phrases`` at word ``i`` means, and the word behind it."""
        word = self.word(i)
        if word not in phrases.first:
            return None
        found = self.lexicon.phrase(phrases, self.words, i, word)
        if found is not None and any(self.text.gaps[k] != " " for k in range(i + 1, found[1])):
            return None
        return found

    def behind(self, i: int, words: frozenset[str]) -> bool:
        """Whether one of ``words`` stands right before word ``i``."""
        return i > 0 and self.text.gaps[i] == " " and self.words[i - 1] in words

    def direction(self, k: int) -> tuple[int, int]:
        """-1, 1 or 0 with the word behind, for 'last', 'next', 'this' at word ``k``; -2 and 2 for 'the one before last' and 'after next'."""
        start = k
        if self.near(k):
            lexicon, word = self.lexicon, self.words[k]
            for words, direction in ((lexicon.past, -1), (lexicon.future, 1), (lexicon.present, 0)):
                if word in words:
                    return direction, k + 1
            if word == "\u0645\u0627" and self.near(k + 1):
                k, word = k + 1, self.words[k + 1]
            if self.near(k + 1):
                if word in lexicon.glue["ago"] and self.words[k + 1] in lexicon.past:
                    return -2, k + 2
                if word in lexicon.glue["after"] and self.words[k + 1] in lexicon.future:
                    return 2, k + 2
        return 0, start

    def at_word(self, k: int, parser: Callable[[int], Found | None]) -> Found | None:
        """What ``parser`` finds at word ``k``, read without its clitics, inside an expression that began before it."""
        if k >= len(self.words):
            return None
        head, at = self.head, self.at
        self.head, self.at = self.lexicon.bare(self.words[k])[0], k
        found = parser(k)
        self.head, self.at = head, at
        return found

    def ahead(self, i: int) -> bool:
        """Whether what is said before word ``i`` in its sentence lies in the future."""
        verbs, sentence = self.lexicon.future_verbs, self.text.sentence_of[i]
        for k in range(i - 1, max(-1, i - 1 - _REACH), -1):
            if self.text.sentence_of[k] != sentence:
                return False
            word = self.words[k]
            bare = word[1:] if word[0] in (WAW, _FA) and len(word) > 3 else word
            planned = bare in verbs.planned and self.text.paragraph_of[i] > 0
            if word in verbs.marks or bare in verbs.marks or planned or verbs.future(bare):
                before = self.words[max(0, k - (_WAS_TO if planned else _WAS)) : k]
                return not any(w in verbs.was or w[1:] in verbs.was for w in before)
            if bare in verbs.past or word in verbs.past:
                return False
        return False

    def last_named(self, i: int) -> str | None:
        """The value of the last date before word ``i``, of whatever precision, in its paragraph or one of the three before."""
        for mention in reversed(self.found):
            if self.text.paragraph_of[i] - self.text.paragraph_of[mention.first] > _PARAGRAPHS:
                return None
            value = mention.time.value
            if (
                mention.time.type in ("DATE", "TIME")
                and value.replace("-", "")[:8].isdecimal()
                and len(value) in (4, 7, 10)
            ):
                return value
        return None

    def day_named(self, i: int) -> str:
        """The last date before word ``i`` as a day, X where it is less precise."""
        value = self.last_named(i) or "XXXX"
        return value + "-XX" * ((10 - len(value)) // 3)

    def last_date(self, i: int, length: int) -> str | None:
        """The value, cut to ``length``, of the last date before word ``i`` that is so precise, in its paragraph or one of the three before."""
        for mention in reversed(self.found):
            if self.text.paragraph_of[i] - self.text.paragraph_of[mention.first] > _PARAGRAPHS:
                return None
            value = mention.time.value
            if mention.time.type in ("DATE", "TIME") and len(value) >= length and value[:4].isdecimal():
                cut = value[:length]
                if length == 4 or (cut[4] == "-" and cut[5:7].isdecimal()):
                    return cut
        return None

    def article_number(self, k: int) -> tuple[int, int] | None:
        """A number in digits with the article written on it ('the 19th'), and the word behind it."""
        if k + 1 >= len(self.words) or self.words[k] != ARTICLE or self.text.gaps[k + 1] not in ("", "-"):
            return None
        number = self.words[k + 1]
        return (int(number), k + 2) if number.isdecimal() and len(number) < 5 else None

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
