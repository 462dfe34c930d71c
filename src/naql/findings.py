"""What a careful reader would stop at. Each kind is a function of what has been read; doubt yields no finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from naql.lexicon import table
from naql.records import Entity, Finding, Span, Statement
from naql.text import Text, fold
from naql.times import TimeMention

_ARTICLE = "\u0627\u0644"
_JOINABLE = ("\u0639\u0628\u062f ", "\u0627\u0628\u0648 ")


class FindingFinder:
    """Finds contradictions and weak spots; built once, it serves many texts."""

    def __init__(self) -> None:
        self.messages = table("findings")
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
            if word.isdecimal() and 10 < int(word) < 20 and text.words[i + 1] in self.teens and text.gaps[i + 1] == " ":
                span = text.word_span(i, i + 2)
                yield self.say("malformed-number", [span], word, text=span.text)

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
            seen.add(source.entity)
            if fold(source.span.text.split()[0]) in self.spokesmen:
                continue
            yield self.say("anonymous-only", [source.span], None, source=source.span.text)


def _word_like(text: str, key: str) -> str | None:
    """The word of ``text`` that folds to ``key``, as written."""
    return next((word for word in text.split() if fold(word).removeprefix(_ARTICLE) == key), None)


def _hamza_apart(one: str, other: str) -> bool:
    """Whether two spellings differ once marks are gone: not by tatweel or vowels alone."""
    return Text(one).norm.removeprefix(_ARTICLE) != Text(other).norm.removeprefix(_ARTICLE)
