"""What a careful reader would stop at. Each kind is a function of what has been read; doubt yields no finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations, pairwise, product
from typing import NamedTuple

from naql.lexicon import table
from naql.names.merge import one_spelling, spelling_key
from naql.records import Entity, Finding, Span, Statement
from naql.text import Text, fold
from naql.times import TimeMention
from naql.times.words import TimeWords

_ARTICLE = "\u0627\u0644"
_EXACT = 1000  # larger figures in titles are mostly rounded
_ROUND = 20  # figures from here on may be rounded, by as much as one part in as many
_APART = 3
_LEAP = "2000"  # where no year is told
_ENDING = 2  # letters that gender and number change


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
            *self.no_such_day(times),
            *self.number_conflict(text),
            *self.spelling_variant(entities),
            *self.anonymous_only(text, statements),
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

    def no_such_day(self, times: Sequence[TimeMention]) -> Iterator[Finding]:
        """A day that its month does not have: the 31st of November, the 29th of February in a common year."""
        for mention in times:
            time = mention.time
            year, _, day = time.value[:10].partition("-")
            if time.calendar != "gregorian" or len(day) != 5 or not day.replace("-", "").isdecimal():
                continue
            try:
                date.fromisoformat(f"{year if year.isdecimal() else _LEAP}-{day}")
            except ValueError:
                yield self.say("malformed-number", [time.span], None, "_day", text=time.span.text)

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
        """One entity whose name is written in two ways: they fold alike, or a letter of one is another, lacks or is misplaced."""
        for entity in entities:
            written = {mention.text: mention for mention in reversed(entity.mentions)}
            for one, other in combinations(reversed(written.values()), 2):
                forms = _variants(one.text, other.text, entity.type == "PER")
                if forms is not None:
                    yield self.say("spelling-variant", [one, other], None, forms=" / ".join(forms))
                    break

    def anonymous_only(self, text: Text, statements: Sequence[Statement]) -> Iterator[Finding]:
        """A claim that rests on unnamed sources alone, once for each unnamed source and for each way in which one is described: where
        the report tells it, and only else where its title does."""
        body = text.word_span(*text.paragraphs[1]).start if len(text.paragraphs) > 1 else 0
        seen: set[str | None] = set()
        for statement in sorted(statements, key=lambda statement: statement.cue.span.start < body):
            source = statement.source
            if source.kind != "anonymous" or source.span is None or {source.entity, fold(source.span.text)} & seen:
                continue
            if fold(source.span.text).startswith(_ARTICLE):
                continue  # 'the source' was met before
            seen |= {source.entity, fold(source.span.text)}
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


def _variants(one: str, other: str, person: bool) -> tuple[str, str] | None:
    """The two spellings of one word that two forms of a name have, if they have any."""
    mine, yours = ([word.removeprefix(_ARTICLE) for word in form.split()] for form in (one, other))
    for a, b in product(mine, yours):
        if a != b and fold(a).removeprefix(_ARTICLE) == fold(b).removeprefix(_ARTICLE) and _hamza_apart(a, b):
            return a, b
    if len(mine) != len(yours):  # a full name and a surname
        mine, yours = (mine[-1:], yours[-1:]) if person and 1 in (len(mine), len(yours)) else ([], [])
    pairs = [(a, b) for a, b in zip(mine, yours, strict=True) if fold(a) != fold(b)]
    if len(pairs) != 1 or (not person and fold(pairs[0][0])[-_ENDING:] != fold(pairs[0][1])[-_ENDING:]):
        return None  # 'Syrian' as a man's adjective and as a woman's are no slip
    first, second = (fold(pairs[0][0]),), (fold(pairs[0][1]),)
    return pairs[0] if one_spelling(first, second, spelling_key(first), spelling_key(second)) else None


def _hamza_apart(one: str, other: str) -> bool:
    """Whether two spellings differ once marks are gone: not by tatweel or vowels alone."""
    return Text(one).norm.removeprefix(_ARTICLE) != Text(other).norm.removeprefix(_ARTICLE)
