"""The public JSON of a reading, both ways: one object an article, described by :func:`naql.export.schema.schema`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from naql.errors import InputError
from naql.records import Cue, Entity, Event, Finding, Reading, Report, Source, Span, Statement, Time

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
            "sha256": hashlib.sha256(report.text.encode("utf-8", "surrogatepass")).hexdigest(),
            "title": report.title,
            "publisher": report.publisher,
            "published": report.published.isoformat() if report.published else None,
            "url": report.url,
            "language": report.language,
        },
        "times": [_time(time) for time in reading.times],
        "entities": [_entity(entity) for entity in reading.entities],
        "statements": [_statement(statement) for statement in reading.statements],
        "events": [_event(event) for event in reading.events],
        "findings": [_finding(finding) for finding in reading.findings],
    }


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
        "roles": [_span(role) for role in entity.roles],
        "wikidata": entity.wikidata,
        "reasons": list(entity.reasons),
        "mentions": [_span(mention) for mention in entity.mentions],
    }


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
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "spans": [_span(span) for span in finding.spans],
        "message": {"en": finding.en, "ar": finding.ar},
        "suggestion": finding.suggestion,
    }


def from_dict(data: Mapping[str, Any], text: str) -> Reading:
    """The reading that ``data`` holds of the report ``text``; gold annotation, which lacks some keys, is taken too.

    Raises InputError where a span is not what stands in the text.
    """

    def span(item: Mapping[str, Any]) -> Span:
        if text[item["start"] : item["end"]] != item["text"]:
            raise InputError(f"span {item['start']}-{item['end']} is not what the report holds there")
        return Span(item["start"], item["end"], item["text"])

    def maybe(item: Mapping[str, Any]) -> Span | None:
        return span(item) if item.get("start") is not None else None

    document = data["document"]
    published = document.get("published")
    report = Report(
        text,
        document.get("name") or "",
        document.get("title"),
        document.get("publisher"),
        date.fromisoformat(published) if published else None,
        document.get("url"),
        document.get("language") or "ar",
    )
    times = tuple(
        Time(t["id"], span(t), t["type"], t["value"], t.get("calendar", "gregorian"), tuple(t.get("alternatives", ())))
        for t in data.get("times", ())
    )
    entities = tuple(
        Entity(
            e["id"],
            e["type"],
            e["name"],
            e.get("latin") or e["name"],
            tuple(span(m) for m in e.get("mentions", ())),
            tuple(span(r) for r in e.get("roles", ())),
            e.get("wikidata"),
            tuple(e.get("reasons", ())),
        )
        for e in data.get("entities", ())
    )
    statements = tuple(
        Statement(
            s["id"],
            s.get("parent"),
            Source(
                s["source"].get("entity"),
                tuple(s["source"].get("entities") or filter(None, [s["source"].get("entity")])),
                s["source"].get("kind") or "person",
                maybe(s["source"]),
                s["source"].get("by") or ("name" if s["source"].get("start") is not None else "implied"),
            ),
            Cue(span(s["cue"]), s["cue"].get("lemma") or s["cue"]["text"]),
            tuple(span(c) for c in s["content"]),
            tuple(s.get("addressees", ())),
            s["act"],
            s["mode"],
            s.get("time"),
            s.get("channel"),
            s.get("place"),
        )
        for s in data.get("statements", ())
    )
    events = tuple(
        Event(
            v["id"],
            v["type"],
            span(v["trigger"]),
            tuple(v.get("actors", ())),
            tuple(v.get("recipients", ())),
            v.get("place"),
            v.get("time"),
            v.get("asserted_by"),
        )
        for v in data.get("events", ())
    )
    findings = tuple(
        Finding(
            f["kind"],
            tuple(span(x) for x in f["spans"]),
            f.get("message", {}).get("en", ""),
            f.get("message", {}).get("ar", ""),
            f.get("suggestion"),
        )
        for f in data.get("findings", ())
    )
    return Reading(report, times, entities, statements, events, findings)
