"""Finding temporal expressions: one pass over the words, and where one may begin, a small parser for each kind."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from naql.records import Span, Time
from naql.text import Text
from naql.times.clock import Clock
from naql.times.cursor import ARTICLE, Found, TimeMention
from naql.times.durations import Durations
from naql.times.words import DIGITS, TimeWords

_MADDA = "\N{ARABIC LETTER ALEF WITH MADDA ABOVE}"
_PART = re.compile(r"T[A-Z]{2}\Z")


class TimeFinder:
    """Finds times; built once, it serves many texts."""

    def __init__(self) -> None:
        self.words = TimeWords()

    def find(self, text: Text, published: date | None) -> tuple[TimeMention, ...]:
        """The temporal expressions of ``text`` in order, none overlapping; ``published`` anchors the relative ones."""
        return _Pass(self.words, text, published).run()


class _Pass(Durations, Clock):
    """One text being read by all parsers."""

    def __init__(self, lexicon: TimeWords, text: Text, published: date | None) -> None:
        super().__init__(lexicon, text, published)
        heads = lexicon.heads
        self.parsers: tuple[tuple[Callable[[int], Found | None], frozenset[str] | None], ...] = (
            (self.fixed, heads["fixed"]),
            (self.often, heads["often"]),
            (self.clock, heads["clock"]),
            (self.named_last, heads["named"]),
            (self.day, None),
            (self.tonight, lexicon.night["tonight"]),
            (self.late, lexicon.late["hours"]),
            (self.phase, heads["phase"]),
            (self.year, heads["year"]),
            (self.period, heads["period"]),
            (self.week_of_month, heads["period"]),
            (self.duration, None),
            (self.age, heads["age"]),
            (self.hours, heads["hours"]),
            (self.each, heads["each"]),
            (self.decade, heads["decade"]),
        )

    def run(self) -> tuple[TimeMention, ...]:
        found = self.found
        lexicon, text, words = self.lexicon, self.text, self.words
        i = 0
        while i < len(words):
            word, cut = words[i], 0
            if not word[0].isdecimal() and word not in lexicon.triggers:
                word, cut = lexicon.bare(word)
                if not cut:
                    i += 1
                    continue
            result = self.parse(i, word)
            if result is None:
                i += 1
                continue
            start = text.starts[result.first] + (cut if result.first == i else 0)
            end = text.ends[result.last - 1]
            span = text.closed_span(start, end)
            found.append(TimeMention(result.first, result.last, self.record(len(found), span, result)))
            i = result.last
        return tuple(found)

    @staticmethod
    def record(number: int, span: Span, result: Found) -> Time:
        return Time(f"t{number + 1}", span, result.type, result.value, result.calendar, result.alternatives)

    def parse(self, i: int, word: str) -> Found | None:
        """The longest expression that begins at word ``i``, read as ``word``."""
        if word in self.lexicon.general_year and self.behind(i, self.lexicon.general):
            return None
        if word[:2] == ARTICLE and self.text.norm[self.text.starts[i]] == _MADDA:
            return None  # a name, not 'now'
        self.head, self.at = word, i
        best: Found | None = None
        word = DIGITS if word[0].isdecimal() else word
        for parser, heads in self.parsers:
            if heads is not None and word not in heads:
                continue
            result = parser(i)
            if result is not None and (best is None or result.last > best.last):
                best = result
        glue = self.lexicon.glue
        teen = self.near(i + 1) and self.words[i + 1] in glue["teen"]  # 'eleven', not 'one of'
        if best is not None and best.type == "DURATION" and self.head in glue["one_of"] and not teen:
            return None
        if (
            best is not None
            and best.type in ("DATE", "TIME")
            and (len(best.value) == 10 or _PART.match(best.value[10:]))
        ):
            return self.with_clock(best)
        return best
