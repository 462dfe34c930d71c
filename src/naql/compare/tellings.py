"""What a report tells, in the form in which it can be held against what another one tells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from naql.compare.words import stem, words
from naql.lexicon import table
from naql.records import Event, Reading, Span, Statement
from naql.text import fold
from naql.times.words import TimeWords

_SENTENCE = re.compile(r"[.!?\u061f\n]+")
_REACH = 3  # words before a number in which what it counts may stand
_COVERED = 0.7  # of a content that another statement tells: the outer one says no more than that it was said
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}


class Number(NamedTuple):
    """A number of things; ``near`` where the text says 'about', ``least`` where it says 'more than' or 'at least'."""

    value: float
    of: str
    near: bool
    least: bool


class Telling(NamedTuple):
    """One statement, or one event that nobody is said to have told, as one report has it.

    ``speakers`` are the names of who says it, none where that is not told. ``act`` is the statement's, or '' of an event.
    ``day`` is when it was said or happened, as precise as the text tells (ISO 8601), else that of the report, else ''.
    ``negated`` are the stems behind a negation, ``future`` the verbs of the future without what makes them so, ``denied``
    whether all of it is denied or said not to have happened.
    """

    report: str
    id: str
    publisher: str
    speakers: tuple[str, ...]
    latin: tuple[str, ...]
    kind: str
    act: str
    mode: str
    cue: Span
    spans: tuple[Span, ...]
    words: tuple[str, ...]
    stems: frozenset[str]
    numbers: tuple[Number, ...]
    days: frozenset[str]
    places: frozenset[str]
    negated: frozenset[str]
    future: frozenset[str]
    denied: bool = False
    type: str = ""
    day: str = ""


def tellings(code: str, reading: Reading) -> list[Telling]:
    """What the report known by ``code`` tells, in the order of its text."""
    found = [_statement(code, reading, statement) for statement in reading.statements if not _outer(reading, statement)]
    text = reading.report.text
    seen: set[tuple[str, int]] = set()
    for event in (*reading.events, *reading.unrealised):
        sentence = _sentence(text, event.trigger)
        if event.asserted_by is None and (event.type, sentence.start) not in seen and not _told(reading, sentence):
            seen.add((event.type, sentence.start))
            found.append(_event(code, reading, event, sentence))
    return sorted(found, key=lambda telling: (telling.cue.start, telling.id))


def numbers(held: Sequence[str]) -> Iterator[Number]:
    """The numbers in folded words, with what each counts, as the lexicon of events has it or as a stem."""
    known, lexicon = _numbers(), _lexicon()
    at = 0
    while at < len(held):
        found = known.number(held, at)
        if found is None:
            at += 1
            continue
        value, end = float(found[0]), found[1]
        before = held[max(0, at - _REACH) : at]
        near = any(word in lexicon["about"] for word in before)
        least = any(word in lexicon["least"] for word in before) or any(
            word in lexicon["least"] for word in held[end + 1 : end + 3]
        )
        if end < len(held) and held[end] in lexicon["scales"]:
            value *= lexicon["scales"][held[end]]
            end += 1
        after = held[end] if end < len(held) else ""
        of = _kind(after)
        if of is None or of == "people":
            of = next((kind for kind in map(_kind, reversed(before)) if kind and kind != "people"), of)
        if of is None and after and not after.isdigit() and len(after) > 2:
            of = stem(after)
        if of and (value > 2 or held[at].isdecimal()):  # 'one' and 'two' are also days of the week
            yield Number(value, of, near, least)
        at = max(end, at + 1)


def _kind(word: str) -> str | None:
    """What the lexicon of events says a word counts, with or without the article and 'and'."""
    kinds = _kinds()
    return kinds.get(word) or kinds.get(word[1:] if word[:1] in "\u0648\u0641" else word.removeprefix("\u0627\u0644"))


def _statement(code: str, reading: Reading, statement: Statement) -> Telling:
    names = {entity.id: entity for entity in reading.entities}
    times = {time.id: time.value for time in reading.times}
    who = [names[one] for one in statement.source.entities if one in names]
    made = _of(reading, statement.content)
    return Telling(
        code,
        statement.id,
        reading.report.publisher or "",
        tuple(entity.name for entity in who),
        tuple(entity.latin for entity in who),
        statement.source.kind,
        statement.act,
        statement.mode,
        statement.cue.span,
        statement.content,
        *made,
        denied=statement.act == "deny",
        day=_told_day(reading, times.get(statement.time or "")),
    )


def _event(code: str, reading: Reading, event: Event, sentence: Span) -> Telling:
    times = {time.id: time.value for time in reading.times}
    made = _of(reading, (sentence,))
    return Telling(
        code,
        event.id,
        reading.report.publisher or "",
        (),
        (),
        "event",
        "",
        event.modality if event.polarity == "positive" else "negative",
        event.trigger,
        (sentence,),
        *made,
        denied=event.polarity == "negative" or event.modality == "denied",
        type=event.type,
        day=_told_day(reading, times.get(event.time or "")),
    )


def _of(
    reading: Reading, spans: Sequence[Span]
) -> tuple[
    tuple[str, ...], frozenset[str], tuple[Number, ...], frozenset[str], frozenset[str], frozenset[str], frozenset[str]
]:
    """Words, stems, numbers, days, places, what is negated and what is of the future in ``spans``."""
    held = tuple(word for span in spans for word in words(span.text))
    inside = [any(span.start <= at < span.end for span in spans) for at in (time.span.start for time in reading.times)]
    days = {time.value for time, here in zip(reading.times, inside, strict=True) if here and time.type == "DATE"}
    places = {
        mention.text
        for entity in reading.entities
        if entity.type in ("LOC", "FAC")
        for mention in entity.mentions
        if any(span.start <= mention.start < span.end for span in spans)
    }
    lexicon = _lexicon()
    return (
        held,
        frozenset(stem(word) for word in held),
        tuple(numbers(held)),
        frozenset(days),
        frozenset(places),
        frozenset(stem(after) for word, after in pairwise(held) if word in lexicon["negations"]),
        frozenset(filter(None, map(_future_verb, held))),
    )


def _future_verb(word: str) -> str:
    """What is left of a verb of the future without its prefixes; '' of another word."""
    return word[2:] if len(word) > 4 and word[0] == "\u0633" and word[1] in "\u064a\u062a\u0646" else ""


def _outer(reading: Reading, statement: Statement) -> bool:
    """Whether what a statement tells is another statement and no more."""
    length = sum(span.end - span.start for span in statement.content)
    inner = 0
    for other in reading.statements:
        if other.parent == statement.id:
            start = min(other.cue.span.start, other.content[0].start)
            inner += max(other.cue.span.end, other.content[-1].end) - start
    return inner >= _COVERED * length


def _told(reading: Reading, sentence: Span) -> bool:
    """Whether most of a sentence is what a statement tells: the statement is held against others then."""
    parts = [part for statement in reading.statements for part in statement.content]
    inside = (min(part.end, sentence.end) - max(part.start, sentence.start) for part in parts)
    return max(inside, default=0) * 2 > sentence.end - sentence.start


def _sentence(text: str, trigger: Span) -> Span:
    start = max((found.end() for found in _SENTENCE.finditer(text, 0, trigger.start)), default=0)
    after = _SENTENCE.search(text, trigger.end)
    end = after.start() if after else len(text)
    while start < end and text[start].isspace():
        start += 1
    return Span(start, end, text[start:end])


def _told_day(reading: Reading, value: str | None) -> str:
    published: date | None = reading.report.published
    if value and value[:4].isdigit():
        return value[:10]
    return published.isoformat() if published else ""


@cache
def _numbers() -> TimeWords:
    return TimeWords()


@cache
def _kinds() -> dict[str, str]:
    return {fold(word): kind for kind, some in table("events")["counted"].items() for word in some}


@cache
def _lexicon() -> dict[str, dict[str, int]]:
    told = table("compare")["claims"]
    found = {name: dict.fromkeys(map(fold, told[name]), 1) for name in ("about", "least", "negations")}
    return found | {"scales": {fold(word): _SCALES[name] for name, some in told["scales"].items() for word in some}}
