"""What a careful reader would stop at. Each kind is a function of what has been read; doubt yields no finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from naql.lexicon import table
from naql.records import Entity, Finding, Span, Statement
from naql.text import Text, fold
from naql.times import TimeMention
from naql.times.words import TimeWords

_ARTICLE = "\u0627\u0644"
_EXACT = 1000  # larger figures in titles are mostly rounded
_ROUND = 20  # figures from here on may be rounded, by as much as one part in as many
_APART = 3


class FindingFinder:
    """Finds contradictions and weak spots; built once, it serves many texts."""

    def __init__(self, numbers: TimeWords | None = None) -> None:
        self.messages = table("findings")
        self.numbers = numbers if numbers is not None else TimeWords()
        self.uncounted = frozenset(fold(word) for word in self.messages["uncounted"]["words"])
        self.others = frozenset(fold(word) for word in self.messages["uncounted"]["others"])
        self.teens = frozenset(fold(word) for word in self.messages["teens"]["words"])
        self.spokesmen = frozenset(fold(word) for word in self.messages["spokesmen"]["words"])

    def find(
        self, text: Text, times: Sequence[TimeMention], entities: Sequence[Entity], statements: Sequence[Statement]
    ) -> tuple[Finding, ...]:
        """All findings of one report, in the order of their first span."""
        found = [
            *self.weekday_mismatch(text, times),
            *self.date_conflict(text, times),
            *self.malformed_number(text),
            *self.number_conflict(text),
            *self.spelling_variant(entities),
            *self.anonymous_only(entities, statements),
        ]
        return tuple(sorted(found, key=lambda finding: (finding.spans[0].start, finding.kind)))

    def say(
        self, kind: str, spans: Sequence[Span], suggestion: str | None = None, suffix: str = "", **words: str
    ) -> Finding:
        """A finding with its messages filled in."""
        message = self.messages[kind]
        return Finding(
            kind,
            tuple(spans),
            message["en" + suffix].format(**words),
            message["ar" + suffix].format(**words),
            suggestion,
        )

    def weekday_mismatch(self, text: Text, times: Sequence[TimeMention]) -> Iterator[Finding]:
        """A weekday and a numeric date that disagree; the suggestion is what the rest of the report supports."""
        days = self.messages["weekdays"]
        for mention in times:
            time = mention.time
            if (
                time.calendar != "gregorian"
                or not time.alternatives
                or len(time.value) < 10
                or time.value.startswith("X")
            ):
                continue
            if not any(character.isdecimal() for character in time.span.text):
                continue
            told = date.fromisoformat(time.alternatives[0])
            stands = date.fromisoformat(time.value[:10])
            if told.isoweekday() == stands.isoweekday():
                continue
            others = [m.time.value[:10] for m in times if m is not mention and m.time.value[:10] in time.alternatives]
            names = {
                "date": f"{stands.day} {stands:%B %Y}",
                "date_ar": time.value[:10],
                "right": days["en"][stands.isoweekday() - 1],
                "right_ar": days["ar"][stands.isoweekday() - 1],
                "told": days["en"][told.isoweekday() - 1],
                "told_ar": days["ar"][told.isoweekday() - 1],
            }
            if others:
                other = date.fromisoformat(others[0])
                names |= {"other": f"{other.day} {other:%B %Y}", "other_ar": others[0]}
                yield self.say("weekday-mismatch", [time.span], others[0], "_support", **names)
            else:
                yield self.say("weekday-mismatch", [time.span], None, **names)

    def date_conflict(self, text: Text, times: Sequence[TimeMention]) -> Iterator[Finding]:
        """A Hijri date and the Gregorian one said to correspond to it that lie more than a day apart."""
        for one, other in pairwise(times):
            if (
                one.time.calendar == "islamic-umalqura"
                and other.time.calendar == "gregorian"
                and other.first - one.last <= 1
            ):
                a, b = one.time, other.time
                days = len(a.value) == len(b.value) == 10 and bool(a.alternatives)
                if days and b.value not in (a.value, *a.alternatives):
                    yield self.say("date-conflict", [a.span, b.span], None, one=a.value, other=b.value)

    def malformed_number(self, text: Text) -> Iterator[Finding]:
        """Digits from 11 on followed by the word 'ten' of a number in words ('18 عشر')."""
        for i, word in enumerate(text.words[:-1]):
            if (
                len(word) == 2
                and word.isdecimal()
                and 10 < int(word) < 20
                and text.words[i + 1] in self.teens
                and text.gaps[i + 1] == " "
            ):
                span = text.word_span(i, i + 2)
                yield self.say("malformed-number", [span], word, text=span.text)

    def number_conflict(self, text: Text) -> Iterator[Finding]:
        """A number of things in the title that the report itself gives only with other numbers.

        Figures that rounding reconciles, sums of the report's own and numbers beside 'other' are left alone; so is what
        differs by more than a factor of three, which counts something else.
        """
        if len(text.paragraphs) < 2:
            return
        first, last = text.paragraphs[0]
        titled = [count for count in self._counts(text, first, last) if 2 < count.value < _EXACT]
        told = list(self._counts(text, last, len(text.words))) if titled else []
        for count in titled:
            same = [other for other in told if other.noun == count.noun]
            values = [other.value for other in same]
            if not same or any(_reconciled(count.value, value) for value in values) or sum(values) == count.value:
                continue
            other = same[0]
            if self._about(text, count) or self._about(text, other):
                continue
            if any(self.others & set(text.words[c.last : c.last + 2]) for c in (count, *same)):
                continue
            if max(count.value, other.value) > _APART * min(count.value, other.value):
                continue
            spans = [text.word_span(count.first, count.last), text.word_span(other.first, other.last)]
            yield self.say("number-conflict", spans, None, one=spans[0].text, other=spans[1].text)

    def _about(self, text: Text, count: _Count) -> bool:
        """Whether 'about' or 'more than' stands before a number."""
        before = tuple(text.words[max(0, count.first - 2) : count.first])
        return before[-1:] != () and (before[-1] in self.numbers.about or before in self.numbers.about_pairs)

    def _counts(self, text: Text, first: int, last: int) -> Iterator[_Count]:
        """The counted nouns between two words."""
        at = first
        while at < last:
            found = self.numbers.number(text.words, at)
            if found is None:
                at += 1
                continue
            value, noun = found
            if (
                noun < last
                and text.gaps[noun] == " "
                and len(text.words[noun]) > 2
                and text.words[noun] not in self.uncounted
                and not text.words[noun][0].isdecimal()
                and self.numbers.unit(text.words[noun]) is None
            ):
                yield _Count(value, _counted(text.words[noun]), at, noun + 1)
            at = noun

    def spelling_variant(self, entities: Sequence[Entity]) -> Iterator[Finding]:
        """One entity whose name is written in two ways that fold alike, or differ by a letter that spellings confuse."""
        for entity in entities:
            seen: dict[str, Span] = {}
            if len({mention.text for mention in entity.mentions}) < 2:
                continue
            for mention in {mention.text: mention for mention in reversed(entity.mentions)}.values():
                words = tuple(mention.text.split())
                for word in words:
                    key = fold(word).removeprefix(_ARTICLE)
                    first = seen.setdefault(key, mention)
                    odd = _word_like(first.text, key)
                    if (
                        odd is not None
                        and odd.removeprefix(_ARTICLE) != word.removeprefix(_ARTICLE)
                        and _hamza_apart(odd, word)
                    ):
                        yield self.say("spelling-variant", [first, mention], None, forms=f"{odd} / {word}")
                        break
                else:
                    continue
                break

    def anonymous_only(self, entities: Sequence[Entity], statements: Sequence[Statement]) -> Iterator[Finding]:
        """A claim that rests on unnamed sources alone, once for each unnamed source."""
        seen: set[str | None] = set()
        for statement in statements:
            source = statement.source
            if source.kind != "anonymous" or source.span is None or source.entity in seen:
                continue
            if fold(source.span.text).startswith(_ARTICLE):
                continue  # 'the source' was met before
            seen.add(source.entity)
            if fold(source.span.text.split()[0]) in self.spokesmen:
                continue
            yield self.say("anonymous-only", [source.span], None, source=source.span.text)


class _Count(NamedTuple):
    """A number, the stem of the noun that it counts, and its words (half open)."""

    value: int
    noun: str
    first: int
    last: int


def _counted(word: str) -> str:
    """A counted noun without the article and the ending of the accusative."""
    word = word.removeprefix(_ARTICLE) if len(word) > 4 else word
    return word[:-1] if len(word) > 3 and word[-1] == _ARTICLE[0] else word


def _reconciled(one: int, other: int) -> bool:
    """Whether two figures are the same, or one is the other rounded."""
    return one == other or (min(one, other) >= _ROUND and abs(one - other) <= max(one, other) / _ROUND)


def _word_like(text: str, key: str) -> str | None:
    """The word of ``text`` that folds to ``key``, as written."""
    return next((word for word in text.split() if fold(word).removeprefix(_ARTICLE) == key), None)


def _hamza_apart(one: str, other: str) -> bool:
    """Whether two spellings differ once marks are gone: not by tatweel or vowels alone."""
    return Text(one).norm.removeprefix(_ARTICLE) != Text(other).norm.removeprefix(_ARTICLE)
