"""Rows of events and what they are written as."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from naql.export import plover
from naql.export.retold import retold
from naql.lexicon import rows
from naql.records import Count, Cue, Entity, Event, Participant, Reading, Report, Source, Span, Statement, Time
from naql.triggers import TYPES, trigger_table

TEXT = "قال سندباد إن الجيش الفرنسي قصف بغداد أمس وقتل 12 شخصا"


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words), words)


READING = Reading(
    Report(TEXT, "salt", "title", "مرآة الوادي", date(2021, 11, 15), "https://example.org/1"),
    (Time("t1", span("أمس"), "DATE", "2021-11-14"),),
    (
        Entity("e1", "PER", "سندباد", "Sindibad", (span("سندباد"),)),
        Entity("e2", "ORG", "الجيش الفرنسي", "al-Jaish al-Faransi", (span("الجيش الفرنسي"),)),
        Entity("e3", "LOC", "العراق", "Iraq", (span("بغداد"),)),
    ),
    (Statement("s1", None, Source("e1", ("e1",), "person", span("سندباد"), "name"), Cue(span("قال"), "قال"), (span("الجيش الفرنسي قصف بغداد"),), (), "say", "indirect"),),
    (
        Event(
            "v1", "assault", span("قصف"), ("e2",), ("e3",), "e3", "t1", "s1", "heavy-weapons", ("military",),
            (Participant("actor", span("الجيش الفرنسي"), "e2", "MIL", "FR"), Participant("recipient", span("12 شخصا"), None, "CVL")),
            (Count(12, "killed", span("12")),),
        ),
    ),
    (),
    (Event("v2", "retreat", span("وقتل"), modality="will"),),
)  # fmt: skip


def test_a_row_knows_who_when_and_who_tells() -> None:
    (row,) = plover.rows(READING)
    assert (row.date, row.dated_by, row.place) == (date(2021, 11, 14), "event", "العراق")
    assert [side.code for side in row.actors] == ["FRAMIL"]
    assert [(side.name, side.code) for side in row.recipients] == [("العراق", "IRQ"), ("12 شخصا", "CVL")]
    assert (row.told_by, row.act) == (("سندباد",), "say")


def test_without_a_day_the_reports_own_counts() -> None:
    event = replace(READING.events[0], time=None)
    (row,) = plover.rows(replace(READING, events=(event,)))
    assert (row.date, row.dated_by) == (date(2021, 11, 15), "report")
    (row,) = plover.rows(replace(READING, events=(event,), report=replace(READING.report, published=None)))
    assert (row.date, row.dated_by) == (None, "none")


@pytest.mark.parametrize(
    ("given", "count"),
    [
        ({}, 2), ({"types": ["assault"]}, 1), ({"types": ["aid"]}, 0), ({"actor": "Faransi"}, 1), ({"actor": "الفرنسي"}, 1),
        ({"actor": "سندباد"}, 0), ({"since": date(2021, 11, 15)}, 1), ({"since": date(2021, 11, 14)}, 2),
    ],
)  # fmt: skip
def test_rows_are_chosen(given: dict[str, object], count: int) -> None:
    assert len(plover.wanted(plover.rows(READING, unrealised=True), **given)) == count


def test_json_is_plovers() -> None:
    first, second = json.loads(plover.to_json(plover.rows(READING, unrealised=True)))
    assert (first["type"], first["mode"], first["date"], first["dead"]) == (
        "ASSAULT",
        "heavy-weapons",
        "2021-11-14",
        12,
    )
    assert first["asserted_by"] == {"statement": "s1", "names": ["سندباد"], "act": "say"}
    assert (second["modality"], second["asserted_by"], second["actor"]) == ("will", None, [])


def test_csv_has_a_line_a_row() -> None:
    lines = list(csv.DictReader(io.StringIO(plover.to_csv(plover.rows(READING)))))
    assert [line["actor_codes"] for line in lines] == ["FRAMIL"]
    assert lines[0]["recipient_codes"] == "IRQ; CVL"
    assert set(lines[0]) == set(plover.COLUMNS)


def test_cameo_has_a_line_a_pair() -> None:
    assert plover.to_cameo(plover.rows(READING, unrealised=True)).splitlines() == [
        "20211114\tFRAMIL\tIRQ\t194\tsalt\tv1",
        "20211114\tFRAMIL\tCVL\t194\tsalt\tv1",
        "20211115\t---\t---\t084\tsalt\tv2",
    ]


def test_every_type_and_mode_of_the_lexicon_has_a_code() -> None:
    codes = {(row["type"], row["mode"]) for row in rows("plover_cameo")}
    for kind in TYPES:
        assert (kind, "-") in codes
    for entry in trigger_table().entries.values():
        if entry.type:
            assert plover.cameo(Event("v1", entry.type, span("قصف"), mode=entry.mode)).isdecimal()


def test_the_columns_are_documented() -> None:
    page = (Path(__file__).parents[1] / "docs" / "events.md").read_text(encoding="utf-8")
    assert [column for column in plover.COLUMNS if f"`{column}`" not in page] == []


def elsewhere(name: str, event: Event, published: date = date(2021, 11, 15)) -> Reading:
    return replace(READING, report=replace(READING.report, name=name, published=published), events=(event,))


def test_one_event_of_several_reports_is_one_row_with_its_tellings() -> None:
    told = READING.events[0]
    bare = replace(told, recipients=(), place=None, participants=(), counts=())
    (row,) = retold([*plover.rows(elsewhere("pepper", bare)), *plover.rows(READING)])
    assert row.reading.report.name == "salt"  # the fullest
    assert [(each.reading.report.name, each.event.id) for each in row.tellings] == [("pepper", "v1")]
    (record,) = json.loads(plover.to_json([row]))
    assert [each["id"] for each in record["tellings"]] == ["salt#v1", "pepper#v1"]
    (line,) = csv.DictReader(io.StringIO(plover.to_csv([row])))
    assert line["tellings"] == "salt#v1; pepper#v1"


@pytest.mark.parametrize(
    ("change", "day"),
    [
        ({"type": "coerce"}, 14),
        ({"actors": ("e1",), "recipients": ("e2",)}, 14),
        ({}, 18),
        ({"modality": "may"}, 14),
        ({"actors": (), "recipients": (), "place": None, "mode": "", "counts": (), "participants": ()}, 14),
    ],
    ids=["type", "who", "day", "not done", "nothing to go by"],
)
def test_other_events_of_a_story_are_rows_of_their_own(change: dict[str, object], day: int) -> None:
    other = elsewhere("pepper", replace(READING.events[0], **change))
    other = replace(other, times=(Time("t1", span("أمس"), "DATE", f"2021-11-{day}"),))
    assert len(retold([*plover.rows(READING), *plover.rows(other)])) == 2


def test_of_one_report_no_rows_are_joined() -> None:
    twice = replace(READING, events=(READING.events[0], replace(READING.events[0], id="v3")))
    assert len(retold(plover.rows(twice))) == 2
