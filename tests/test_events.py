"""Events: what must be read in invented reports, and what must not."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from naql.reading import Reader
from naql.records import Event, Reading

CASES = tomllib.loads((Path(__file__).parent / "cases" / "events.toml").read_text(encoding="utf-8"))["case"]
READER = Reader()
NAMED = [case["id"] for case in CASES]


def read(case: dict[str, object]) -> Reading:
    return READER.read(str(case["text"]), published=date(2021, 11, 15))


def described(reading: Reading, event: Event) -> str:
    names = {entity.id: entity.mentions[0].text for entity in reading.entities if entity.mentions}
    actors, recipients = (" ".join(names[n] for n in side) for side in (event.actors, event.recipients))
    return " ".join(f"{event.type} {event.trigger.text} | {actors} > {recipients} | {event.modality}".split())


@pytest.mark.parametrize("case", CASES, ids=NAMED)
def test_events_of_a_report(case: dict[str, object]) -> None:
    reading = read(case)
    found = [described(reading, event) for event in reading.events]
    other = [described(reading, event) for event in reading.unrealised]
    assert [line for line in case.get("events", ()) if line not in found] == [], found
    assert [line for line in case.get("unrealised", ()) if line not in other] == [], other
    assert [event.type for event in reading.events if event.type in case.get("none", ())] == []


@pytest.mark.parametrize(
    "case", [case for case in CASES if "counts" in case or "participants" in case], ids=lambda c: c["id"]
)
def test_counts_and_unnamed_participants(case: dict[str, object]) -> None:
    reading = read(case)
    counts = {f"{count.number} {count.of}" for event in reading.events for count in event.counts}
    parts = {f"{part.part} {part.span.text} {part.role}" for event in reading.events for part in event.participants}
    assert counts >= set(case.get("counts", ()))
    assert parts >= set(case.get("participants", ()))


@pytest.mark.parametrize("case", CASES, ids=NAMED)
def test_anchors_ids_and_who_tells(case: dict[str, object]) -> None:
    reading = read(case)
    text = reading.report.text
    events = (*reading.events, *reading.unrealised)
    assert len({event.id for event in events}) == len(events)
    for event in events:
        spans = [event.trigger, *(part.span for part in event.participants), *(count.span for count in event.counts)]
        assert all(text[span.start : span.end] == span.text for span in spans)
        holders = [
            statement
            for statement in reading.statements
            if any(content.start <= event.trigger.start < content.end for content in statement.content)
        ]
        if event.asserted_by is None:
            assert holders == []
        else:
            innermost = min(holders, key=lambda s: sum(content.end - content.start for content in s.content))
            assert event.asserted_by == innermost.id
    for statement in reading.statements:
        assert all(event.trigger != statement.cue.span for event in events)


def test_what_happened_and_what_did_not_are_kept_apart() -> None:
    for case in CASES:
        reading = read(case)
        assert all(e.polarity == "positive" and e.modality in ("did", "attempted") for e in reading.events)
        assert all(e.polarity == "negative" or e.modality in ("will", "may", "denied") for e in reading.unrealised)


@pytest.mark.parametrize("text", ["", "\n\n", "123", "hello", "قصف", "و", "؟؟؟ !!", "قصفت " * 400])
def test_odd_texts_are_read(text: str) -> None:
    reading = READER.read(text)
    assert all(text[e.trigger.start : e.trigger.end] == e.trigger.text for e in reading.events)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("قتل 12 شخصا في هجوم على القرية وأجلت السلطات 4500 شخصا.", [("killed", 12), ("people", 4500)]),
        ("قتل 35 صيادا في هجوم على المركب وتم إنقاذ 68 آخرين.", [("killed", 35)]),
        ("مقتل المطلوب رقم 16 في هجوم على القرية.", []),
        ("سقط 1000 قتيل وجريح في هجوم على القرية.", [("people", 1000)]),
    ],
)
def test_who_comes_away_is_no_victim(text: str, counts: list[tuple[str, int]]) -> None:
    told = {(count.of, count.number) for event in READER.read(text).events for count in event.counts}
    assert told == set(counts)
