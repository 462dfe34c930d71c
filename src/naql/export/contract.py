"""The public JSON of a reading, both ways: one object an article, described by :func:`naql.export.schema.schema`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from naql.errors import InputError
from naql.records import (
    Count,
    Cue,
    Entity,
    Event,
    Finding,
    Participant,
    Reading,
    Report,
    Role,
    Source,
    Span,
    Statement,
    Time,
)  # fmt: skip

VERSION = 1


def dumps(reading: Reading, indent: int | None = None) -> str:
    """The JSON text of ``reading``; the same reading gives the same bytes."""
    return json.dumps(to_dict(reading), ensure_ascii=False, indent=indent)


def to_dict(reading: Reading) -> dict[str, Any]:
    """``reading`` in the public shape, keys in a fixed order."""
    report = reading.report
    return {
        "naql": VERSION,
        "document": {
            "name": report.name,
            "sha256": sha256(report.text),
            "title": report.title,
            "publisher": report.publisher,
            "published": report.published.isoformat() if report.published else None,
            "url": report.url,
            "language": report.language,
            **({"author": report.author} if report.author else {}),
            **({"published_at": report.published_at} if report.published_at else {}),
        },
        "times": [_time(time) for time in reading.times],
        "entities": [_entity(entity) for entity in reading.entities],
        "statements": [_statement(statement) for statement in reading.statements],
        "events": [_event(event) for event in reading.events],
        "findings": [_finding(finding) for finding in reading.findings],
        "unrealised": [_event(event) for event in reading.unrealised],
    }


def sha256(text: str) -> str:
    """The SHA-256 of ``text``'s UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _span(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.text}


def _time(time: Time) -> dict[str, Any]:
    return {
        "id": time.id,
        **_span(time.span),
        "type": time.type,
        "value": time.value,
        "calendar": time.calendar,
        "alternatives": list(time.alternatives),
    }


def _entity(entity: Entity) -> dict[str, Any]:
    return {
        "id": entity.id,
        "type": entity.type,
        "name": entity.name,
        "latin": entity.latin,
        "roles": [_role(role) for role in entity.roles],
        "wikidata": entity.wikidata,
        "country": entity.country,
        "candidates": list(entity.candidates),
        "reasons": list(entity.reasons),
        "mentions": [_span(mention) for mention in entity.mentions],
    }


def _role(role: Role) -> dict[str, Any]:
    told = {"status": role.status, "since": role.since, "until": role.until, "during": role.during}
    return {**_span(role.span), **{key: value for key, value in told.items() if value is not None}}


def _statement(statement: Statement) -> dict[str, Any]:
    source = statement.source
    where = _span(source.span) if source.span is not None else {}
    return {
        "id": statement.id,
        "parent": statement.parent,
        "source": {
            "entity": source.entity,
            "entities": list(source.entities),
            "kind": source.kind,
            **where,
            "by": source.by,
        },
        "cue": {**_span(statement.cue.span), "lemma": statement.cue.lemma},
        "content": [_span(content) for content in statement.content],
        "addressees": list(statement.addressees),
        "act": statement.act,
        "mode": statement.mode,
        "time": statement.time,
        "channel": statement.channel,
        "place": statement.place,
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "id": event.id,
        "type": event.type,
        "trigger": _span(event.trigger),
        "actors": list(event.actors),
        "recipients": list(event.recipients),
        "place": event.place,
        "time": event.time,
        "asserted_by": event.asserted_by,
        "mode": event.mode or None,
        "contexts": list(event.contexts),
        "participants": [
            {"part": part.part, **_span(part.span), "entity": part.entity, "role": part.role, "country": part.country}
            for part in event.participants
        ],
        "counts": [{"number": count.number, "of": count.of, **_span(count.span)} for count in event.counts],
        "polarity": event.polarity,
        "modality": event.modality,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "spans": [_span(span) for span in finding.spans],
        "message": {"en": finding.en, "ar": finding.ar},
        "suggestion": finding.suggestion,
    }


def from_dict(data: Mapping[str, Any], text: str) -> Reading:
    """The reading that ``data`` holds of the report ``text``; annotation that lacks optional keys is taken too.

    Raises InputError where a span is not what stands in the text, an id stands for nothing, a needed key is
    missing or a value is of the wrong kind.
    """
    try:
        reading = _Restored(text).reading(data)
    except KeyError as error:
        raise InputError(f"not a reading: {error} is missing") from error
    except (AttributeError, TypeError, ValueError) as error:
        raise InputError(f"not a reading: {error}") from error
    _check_ids(reading)
    return reading


class _Restored:
    """Builds records from their public shapes, each span held against the report's text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def span(self, item: Mapping[str, Any]) -> Span:
        start, end, text = item["start"], item["end"], item["text"]
        if not 0 <= start <= end <= len(self.text) or self.text[start:end] != text:
            raise InputError(f"span {start}-{end} is not what the report holds there")
        return Span(start, end, text)

    def spans(self, items: Iterable[Mapping[str, Any]]) -> tuple[Span, ...]:
        return tuple(self.span(item) for item in items)

    def reading(self, data: Mapping[str, Any]) -> Reading:
        return Reading(
            self.report(data["document"]),
            tuple(self.time(item) for item in data.get("times", ())),
            tuple(self.entity(item) for item in data.get("entities", ())),
            tuple(self.statement(item) for item in data.get("statements", ())),
            tuple(self.event(item) for item in data.get("events", ())),
            tuple(self.finding(item) for item in data.get("findings", ())),
            tuple(self.event(item) for item in data.get("unrealised", ())),
        )

    def report(self, document: Mapping[str, Any]) -> Report:
        published, digest = document.get("published"), document.get("sha256")
        if digest is not None and digest != sha256(self.text):
            raise InputError("the reading is of another text: sha256 differs")
        return Report(
            self.text,
            document.get("name") or "",
            document.get("title"),
            document.get("publisher"),
            date.fromisoformat(published) if published else None,
            document.get("url"),
            document.get("language") or "ar",
            document.get("author"),
            document.get("published_at"),
        )

    def time(self, item: Mapping[str, Any]) -> Time:
        return Time(
            item["id"],
            self.span(item),
            item["type"],
            item["value"],
            item.get("calendar", "gregorian"),
            tuple(item.get("alternatives", ())),
        )

    def entity(self, item: Mapping[str, Any]) -> Entity:
        return Entity(
            item["id"],
            item["type"],
            item["name"],
            item.get("latin") or item["name"],
            self.spans(item.get("mentions", ())),
            tuple(map(self.role, item.get("roles", ()))),
            item.get("wikidata"),
            tuple(item.get("reasons", ())),
            item.get("country"),
            tuple(item.get("candidates", ())),
        )

    def role(self, item: Mapping[str, Any]) -> Role:
        return Role(self.span(item), *(item.get(key) for key in ("status", "since", "until", "during")))

    def source(self, item: Mapping[str, Any]) -> Source:
        entity, span = item.get("entity"), self.span(item) if item.get("start") is not None else None
        found = "open" if entity is None else "implied" if span is None else "name"
        return Source(
            entity,
            tuple(item.get("entities") or ([entity] if entity else [])),
            item["kind"],
            span,
            item.get("by") or found,
        )

    def statement(self, item: Mapping[str, Any]) -> Statement:
        cue = item["cue"]
        return Statement(
            item["id"],
            item.get("parent"),
            self.source(item["source"]),
            Cue(self.span(cue), cue.get("lemma") or cue["text"]),
            self.spans(item["content"]),
            tuple(item.get("addressees", ())),
            item["act"],
            item["mode"],
            item.get("time"),
            item.get("channel"),
            item.get("place"),
        )

    def event(self, item: Mapping[str, Any]) -> Event:
        return Event(
            item["id"],
            item["type"],
            self.span(item["trigger"]),
            tuple(item.get("actors", ())),
            tuple(item.get("recipients", ())),
            item.get("place"),
            item.get("time"),
            item.get("asserted_by"),
            item.get("mode") or "",
            tuple(item.get("contexts", ())),
            tuple(self.participant(part) for part in item.get("participants", ())),
            tuple(Count(count["number"], count["of"], self.span(count)) for count in item.get("counts", ())),
            item.get("polarity", "positive"),
            item.get("modality", "did"),
        )

    def participant(self, item: Mapping[str, Any]) -> Participant:
        return Participant(item["part"], self.span(item), item.get("entity"), item.get("role"), item.get("country"))

    def finding(self, item: Mapping[str, Any]) -> Finding:
        message = item.get("message") or {}
        return Finding(
            item["kind"],
            self.spans(item["spans"]),
            message.get("en", ""),
            message.get("ar", ""),
            item.get("suggestion"),
        )


def _check_ids(reading: Reading) -> None:
    events = (*reading.events, *reading.unrealised)
    records = (reading.times, reading.entities, reading.statements, events)
    listed = [record.id for group in records for record in group]
    if len(set(listed)) < len(listed):
        raise InputError("not a reading: an id stands for two things")
    times, entities, statements, _ = ({record.id for record in group} for group in records)
    told: list[tuple[str | None, set[str]]] = []
    for entity in reading.entities:
        told += [(time, times) for role in entity.roles for time in (role.since, role.until, role.during)]
    for statement in reading.statements:
        source = statement.source
        told += [(statement.parent, statements), (statement.time, times), (statement.place, entities)]
        told += [(entity, entities) for entity in (source.entity, *source.entities, *statement.addressees)]
    for event in events:
        told += [(part.entity, entities) for part in event.participants]
        told += [(event.asserted_by, statements), (event.time, times), (event.place, entities)]
        told += [(entity, entities) for entity in (*event.actors, *event.recipients)]
    for name, known in told:
        if name is not None and name not in known:
            raise InputError(f"not a reading: nothing has the id {name}")
