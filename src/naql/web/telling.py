"""What the reports of a story tell, made ready to be shown: who said it through whom, when, and how it lies in time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from naql.compare import Telling
from naql.compare.tellings import tellings
from naql.ledger.results import Together
from naql.records import Event, Reading

_HAPPENED = ("did", "attempted")
Named = tuple[str, str]  # a name, and the same romanised


class Told(NamedTuple):
    """One telling of one report.

    ``code`` is the statement's, or the report's where no statement tells it; ``through`` are those who pass it on, the
    nearest first. ``day`` (ISO 8601, as precise as it is told) is when it was said or happened where ``dated``, else the
    day of the report, '' where neither is told. ``types`` are the events', none of a statement.
    """

    code: str
    report: str
    publisher: str
    who: tuple[Named, ...]
    through: tuple[tuple[Named, ...], ...]
    kind: str
    act: str
    mode: str
    types: tuple[str, ...]
    day: str
    dated: bool
    words: str
    place: str


class Item(NamedTuple):
    """What several reports tell alike on one day, or one alone: the first telling, and the others."""

    told: Told
    others: tuple[Told, ...]
    claim: int  # its number, 0 where only one report has it


class Day(NamedTuple):
    """A day, a month or a year ('' where none is told): what happened, and what was said."""

    day: str
    happened: tuple[Item, ...]
    said: tuple[Item, ...]


def tellers(reading: Reading, statement: str) -> tuple[tuple[Named, ...], ...]:
    """Who says a statement, who is said to say so, and so on up to the report; an unknown one is an empty tuple."""
    by_id = {one.id: one for one in reading.statements}
    names = {one.id: (one.name, one.latin) for one in reading.entities}
    found = []
    link = by_id.get(statement)
    for _ in reading.statements:
        if link is None:
            break
        found.append(tuple(names[one] for one in link.source.entities if one in names))
        link = by_id.get(link.parent or "")
    return tuple(found)


def told_of(telling: Telling, together: Together) -> Told:
    """A telling as it is shown."""
    reading = together.readings[telling.report]
    chain = tellers(reading, telling.id)
    return Told(
        together.statements.get((telling.report, telling.id), telling.report),
        telling.report,
        telling.publisher,
        tuple(zip(telling.speakers, telling.latin, strict=True)),
        chain[1:],
        telling.kind,
        telling.act,
        telling.mode,
        (telling.type,) if telling.type else (),
        telling.day,
        _dated(telling, reading),
        " [...] ".join(span.text for span in telling.spans),
        _place(telling, reading),
    )


def timeline(together: Together) -> list[Day]:
    """What happened and who said what when, day by day, what has no day last."""
    claims = {
        (telling.report, telling.id): number
        for number, claim in enumerate(together.account.claims, 1)
        for telling in claim.tellings
    }
    happened: dict[str, dict[object, list[Told]]] = {}
    said: dict[str, dict[object, list[Told]]] = {}
    numbers: dict[object, int] = {}
    for code in together.account.codes:
        reading = together.readings[code]
        every = [*tellings(code, reading), *_asserted(code, reading)]
        for telling in every:
            if telling.type and telling.mode not in _HAPPENED:
                continue
            number = claims.get((code, telling.id), 0)
            told = told_of(telling, together)
            key: object = number or (code, telling.spans[0] if telling.type else telling.id)
            numbers[key] = number
            there = (happened if telling.type else said).setdefault(told.day, {}).setdefault(key, [])
            if there and telling.type and there[-1].report == code and there[-1].words == told.words:
                there[-1] = there[-1]._replace(types=tuple(dict.fromkeys((*there[-1].types, *told.types))))
            else:
                there.append(told)
    days = sorted(happened.keys() | said.keys(), key=lambda day: (not day, day))
    return [Day(day, _items(happened.get(day, {}), numbers), _items(said.get(day, {}), numbers)) for day in days]


def _items(some: Mapping[object, Sequence[Told]], numbers: Mapping[object, int]) -> tuple[Item, ...]:
    """What most reports have stands first."""
    found = [Item(told[0], tuple(told[1:]), numbers[key]) for key, told in some.items()]
    return tuple(sorted(found, key=lambda item: -len({told.report for told in (item.told, *item.others)})))


def _asserted(code: str, reading: Reading) -> Iterable[Telling]:
    """The events that somebody is said to have told, one of a type a statement, as tellings of the words that tell them."""
    by_id = {one.id: one for one in reading.statements}
    names = {one.id: one for one in reading.entities}
    seen: set[tuple[str, str]] = set()
    for event in reading.events:
        statement = by_id.get(event.asserted_by or "")
        if statement is None or (event.type, statement.id) in seen:
            continue
        seen.add((event.type, statement.id))
        who = [names[one] for one in statement.source.entities if one in names]
        part = next((s for s in statement.content if s.start <= event.trigger.start < s.end), statement.content[0])
        published = reading.report.published
        yield Telling(
            code, statement.id, reading.report.publisher or "",
            tuple(one.name for one in who), tuple(one.latin for one in who),
            statement.source.kind, statement.act, event.modality, event.trigger, (part,),
            type=event.type, day=_when(event, reading) or (published.isoformat() if published else ""),
        )  # fmt: skip


def _when(event: Event, reading: Reading) -> str:
    value = next((time.value for time in reading.times if time.id == event.time), "")
    return value[:10] if value[:4].isdigit() else ""


def _dated(telling: Telling, reading: Reading) -> bool:
    """Whether the text itself tells the day of a telling."""
    if telling.type:
        events = (*reading.events, *reading.unrealised)
        return any(e.trigger == telling.cue and _when(e, reading) == telling.day for e in events)
    time = next((one.time for one in reading.statements if one.id == telling.id), None)
    return any(one.id == time and one.value[:4].isdigit() for one in reading.times)


def _place(telling: Telling, reading: Reading) -> str:
    if not telling.type:
        return ""
    place = next((e.place for e in reading.events if e.trigger == telling.cue), None)
    return next((one.name for one in reading.entities if one.id == place), "")
