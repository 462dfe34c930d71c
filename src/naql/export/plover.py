"""Events for those who count them: rows with who did what to whom, as PLOVER JSON, CSV and CAMEO codes.

Pure functions over readings: :func:`rows` makes one flat row an event, :func:`to_json`, :func:`to_csv` and
:func:`to_cameo` write rows. CAMEO codes come by the published mapping of PLOVER's types, modes and contexts
(``lexicons/plover_cameo.tsv``).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from naql.export.calendar import days
from naql.lexicon import rows as lexicon_rows
from naql.records import Entity, Event, Participant, Reading
from naql.text import fold

_UNKNOWN = "---"  # CAMEO's actor of whom nothing is known
_COUNTED = {"killed": "dead", "injured": "injured", "demonstrators": "size"}
COLUMNS = (
    "report", "publisher", "published", "url", "id", "date", "dated_by", "type", "mode", "contexts", "cameo", "actors",
    "actor_codes", "recipients", "recipient_codes", "place", "trigger", "start", "end", "dead", "injured", "size",
    "polarity", "modality", "asserted_by", "act", "tellings",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Side:
    """One participant: the name (or words), its romanisation where it is named, and PLOVER's country and role."""

    name: str
    latin: str | None
    country: str | None
    role: str | None

    @property
    def code(self) -> str:
        """CAMEO's actor code: the country's three letters and the role's, '---' where neither is known."""
        return (self.country or "") + (self.role or "") or _UNKNOWN


_NOBODY = (Side("", None, None, None),)


@dataclass(frozen=True, slots=True)
class Row:
    """One event of one report, with everything looked up.

    ``date`` is the day it is dated to or, failing that, the day of the report (``dated_by``: event, report or none).
    ``told_by`` are the names of those who tell it, empty where the report vouches for it; ``act`` how they do.
    ``tellings`` are the rows of other reports that tell the same event (:func:`naql.export.retold.retold`).
    """

    reading: Reading
    event: Event
    date: date | None
    dated_by: str
    actors: tuple[Side, ...]
    recipients: tuple[Side, ...]
    place: str | None
    told_by: tuple[str, ...]
    act: str | None
    tellings: tuple[Row, ...] = ()


def rows(reading: Reading, unrealised: bool = False) -> list[Row]:
    """The events of ``reading`` in text order; with ``unrealised`` also those planned, possible, denied or not done."""
    events = (*reading.events, *reading.unrealised) if unrealised else reading.events
    look_up = _LookUp(reading)
    return [look_up.row(event) for event in sorted(events, key=lambda event: event.trigger.start)]


def wanted(
    found: Iterable[Row], types: Sequence[str] = (), actor: str | None = None, since: date | None = None
) -> list[Row]:
    """The rows of these types (any if none), with an actor whose name holds ``actor`` in Arabic or Latin letters, from ``since`` on."""
    needle = fold(actor).casefold() if actor else ""
    return [
        row
        for row in found
        if (not types or row.event.type in types)
        and (not needle or any(_names(side, needle) for side in row.actors))
        and (since is None or (row.date is not None and row.date >= since))
    ]


def _names(side: Side, needle: str) -> bool:
    return needle in fold(side.name).casefold() or needle in (side.latin or "").casefold()


class _LookUp:
    """Ids of one reading turned into names, days and codes."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.entities = {entity.id: entity for entity in reading.entities}
        self.times = {time.id: time for time in reading.times}
        self.statements = {statement.id: statement for statement in reading.statements}

    def row(self, event: Event) -> Row:
        when, dated_by = self.day(event)
        told = self.statements.get(event.asserted_by or "")
        speakers = told.source.entities if told is not None else ()
        return Row(
            self.reading,
            event,
            when,
            dated_by,
            self.sides(event, "actor", event.actors),
            self.sides(event, "recipient", event.recipients),
            self.entities[event.place].name if event.place in self.entities else None,
            tuple(self.entities[name].name for name in speakers if name in self.entities),
            told.act if told is not None else None,
        )

    def day(self, event: Event) -> tuple[date | None, str]:
        time = self.times.get(event.time or "")
        covered = days(time.value) if time is not None else None
        if covered is not None and covered[0] == covered[1]:
            return covered[0], "event"
        published = self.reading.report.published
        return published, "report" if published else "none"

    def sides(self, event: Event, part: str, named: Sequence[str]) -> tuple[Side, ...]:
        """The named participants of one side, then the unnamed ones."""
        held = {each.entity: each for each in event.participants if each.part == part and each.entity}
        found = [self.side(self.entities[name], held.get(name)) for name in named if name in self.entities]
        others = [each for each in event.participants if each.part == part and each.entity is None]
        found += [Side(each.span.text, None, _alpha3(each.country), each.role) for each in others]
        return tuple(dict.fromkeys(found))

    def side(self, entity: Entity, participant: Participant | None) -> Side:
        country = entity.country or (participant.country if participant is not None else None) or _home(entity.name)
        role = participant.role if participant is not None else None
        return Side(entity.name, entity.latin, _alpha3(country), role)


@cache
def _homes() -> dict[str, str]:
    return {fold(row["name"]): row["country"] for row in lexicon_rows("places") if row["kind"] == "country"}


def _home(name: str) -> str | None:
    """The ISO country whose name ``name`` is."""
    return _homes().get(fold(name))


@cache
def _three_letters() -> dict[str, str]:
    return {row["two"]: row["three"] for row in lexicon_rows("country_codes")}


def _alpha3(country: str | None) -> str | None:
    """The ISO 3166 three-letter code, as CAMEO writes countries; the code itself where no other is known."""
    return _three_letters().get(country, country) if country else None


@cache
def _codes() -> dict[tuple[str, str, str], str]:
    return {
        (row["type"], row["mode"].strip("-"), row["context"].strip("-")): row["cameo"]
        for row in lexicon_rows("plover_cameo")
    }


def cameo(event: Event) -> str:
    """The CAMEO code of ``event``: of its type, mode and a context, else of type and mode, else of the type."""
    codes = _codes()
    for mode in dict.fromkeys((event.mode, "")):
        for context in (*event.contexts, ""):
            code = codes.get((event.type, mode, context))
            if code is not None:
                return code
    raise KeyError(event.type)


def to_json(found: Iterable[Row]) -> str:
    """The rows as a JSON array of PLOVER records."""
    return json.dumps([_record(row) for row in found], ensure_ascii=False, indent=1)


def _record(row: Row) -> dict[str, Any]:
    event, report = row.event, row.reading.report
    return {
        "id": f"{report.name}#{event.id}",
        "date": row.date.isoformat() if row.date else None,
        "dated_by": row.dated_by,
        "type": event.type.upper(),
        "mode": event.mode or None,
        "context": list(event.contexts),
        "actor": [_side(side) for side in row.actors],
        "recipient": [_side(side) for side in row.recipients],
        "location": row.place,
        **_magnitude(event),
        "counts": [{"number": count.number, "of": count.of} for count in event.counts],
        "polarity": event.polarity,
        "modality": event.modality,
        "asserted_by": {"statement": event.asserted_by, "names": list(row.told_by), "act": row.act}
        if event.asserted_by
        else None,
        "text": event.trigger.text,
        "start": event.trigger.start,
        "end": event.trigger.end,
        "cameo": cameo(event),
        "language": report.language,
        "source": report.publisher,
        "publication_date": report.published.isoformat() if report.published else None,
        "url": report.url,
        "version": "NAQL",
        "tellings": [_telling(each) for each in (row, *row.tellings)],
    }


def _telling(row: Row) -> dict[str, Any]:
    """Who tells it where: one entry a report."""
    report = row.reading.report
    return {
        "id": f"{report.name}#{row.event.id}",
        "source": report.publisher,
        "publication_date": report.published.isoformat() if report.published else None,
        "url": report.url,
        "names": list(row.told_by),
        "act": row.act,
        "text": row.event.trigger.text,
        "start": row.event.trigger.start,
        "end": row.event.trigger.end,
    }


def _side(side: Side) -> dict[str, Any]:
    return {"name": side.name, "latin": side.latin, "country": side.country, "role": side.role, "code": side.code}


def _magnitude(event: Event) -> dict[str, int | None]:
    """PLOVER's dead, injured and size: the largest number told of each."""
    found: dict[str, int | None] = dict.fromkeys(_COUNTED.values())
    for count in event.counts:
        name = _COUNTED.get(count.of)
        if name is not None:
            found[name] = max(count.number, found[name] or 0)
    return found


def to_csv(found: Iterable[Row]) -> str:
    """The rows as CSV, the columns named in the first line; several values of a cell have '; ' between them."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_cells(row) for row in found)
    return out.getvalue()


def _cells(row: Row) -> dict[str, Any]:
    event, report = row.event, row.reading.report
    return {
        "report": report.name, "publisher": report.publisher, "published": report.published, "url": report.url,
        "id": event.id, "date": row.date, "dated_by": row.dated_by, "type": event.type, "mode": event.mode,
        "contexts": "; ".join(event.contexts), "cameo": cameo(event),
        "actors": "; ".join(side.name for side in row.actors),
        "actor_codes": "; ".join(side.code for side in row.actors),
        "recipients": "; ".join(side.name for side in row.recipients),
        "recipient_codes": "; ".join(side.code for side in row.recipients),
        "place": row.place, "trigger": event.trigger.text, "start": event.trigger.start, "end": event.trigger.end,
        **_magnitude(event), "polarity": event.polarity, "modality": event.modality,
        "asserted_by": "; ".join(row.told_by), "act": row.act,
        "tellings": "; ".join(f"{each.reading.report.name}#{each.event.id}" for each in (row, *row.tellings)),
    }  # fmt: skip


def to_cameo(found: Iterable[Row]) -> str:
    """A line a pair of actor and recipient: day, source, target and CAMEO code, tabs between them, then report and event."""
    return "".join(f"{line}\n" for row in found for line in _lines(row))


def _lines(row: Row) -> Iterator[str]:
    day = f"{row.date:%Y%m%d}" if row.date else ""
    for actor in dict.fromkeys(side.code for side in row.actors or _NOBODY):
        for recipient in dict.fromkeys(side.code for side in row.recipients or _NOBODY):
            yield "\t".join((day, actor, recipient, cameo(row.event), row.reading.report.name, row.event.id))
