"""A reading as layers of marked characters with features, which is how annotation tools see a text.

Each mark is a span and strings; several ids stand in one string with blanks between, and what is not told is ''.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from naql.records import Event, Reading, Span

LAYERS: dict[str, tuple[str, ...]] = {
    "Statement": (
        "identifier", "parent", "act", "mode", "lemma", "speakers", "kind", "by", "addressees", "time", "channel", "place",
    ),
    "Source": ("statement",),
    "Content": ("statement",),
    "Timex": ("identifier", "category", "value", "calendar", "alternatives"),
    "Mention": ("entity", "category", "name", "latin"),
    "Role": ("entity",),
    "Event": (
        "identifier", "category", "mode", "contexts", "place", "time", "teller", "polarity", "modality",
    ),
    "Participant": ("event", "part", "entity", "role", "country"),
    "Count": ("event", "number", "counted"),
    "Finding": ("category", "message"),
}  # fmt: skip


class Mark(NamedTuple):
    """Characters of the text, the layer they belong to, and the values of its features (:data:`LAYERS`), in their order."""

    layer: str
    span: Span
    values: tuple[str, ...]


def marks(reading: Reading) -> list[Mark]:
    """Everything in ``reading`` that stands on characters of the text, in text order, the longest first."""
    found = [mark for mark in _marks(reading) if mark.span.start < mark.span.end]
    order = list(LAYERS)
    return sorted(found, key=lambda m: (m.span.start, -m.span.end, order.index(m.layer), m.values))


def _marks(reading: Reading) -> Iterator[Mark]:
    yield from _told(reading)
    for time in reading.times:
        yield Mark("Timex", time.span, (time.id, time.type, time.value, time.calendar, " ".join(time.alternatives)))
    for entity in reading.entities:
        for mention in entity.mentions:
            yield Mark("Mention", mention, (entity.id, entity.type, entity.name, entity.latin))
        for role in entity.roles:
            yield Mark("Role", role.span, (entity.id,))
    for event in (*reading.events, *reading.unrealised):
        yield from _happened(event)
    for finding in reading.findings:
        for span in finding.spans:
            yield Mark("Finding", span, (finding.kind, finding.en))


def _told(reading: Reading) -> Iterator[Mark]:
    for statement in reading.statements:
        source = statement.source
        values = (
            statement.id,
            statement.parent or "",
            statement.act,
            statement.mode,
            statement.cue.lemma,
            " ".join(source.entities),
            source.kind,
            source.by,
            " ".join(statement.addressees),
            statement.time or "",
            statement.channel or "",
            statement.place or "",
        )
        yield Mark("Statement", statement.cue.span, values)
        if source.span is not None:
            yield Mark("Source", source.span, (statement.id,))
        for content in statement.content:
            yield Mark("Content", content, (statement.id,))


def _happened(event: Event) -> Iterator[Mark]:
    values = (
        event.id,
        event.type,
        event.mode,
        " ".join(event.contexts),
        event.place or "",
        event.time or "",
        event.asserted_by or "",
        event.polarity,
        event.modality,
    )
    yield Mark("Event", event.trigger, values)
    for part in event.participants:
        yield Mark(
            "Participant", part.span, (event.id, part.part, part.entity or "", part.role or "", part.country or "")
        )
    for count in event.counts:
        yield Mark("Count", count.span, (event.id, str(count.number), count.of))
