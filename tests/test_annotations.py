"""Hand-made annotation kept without its text: what is restored is what was stored."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from scripts import annotations

TITLE, BODY = "قراصنة في الميناء", "هاجم القراصنة الميناء أمس. وقال العمدة إن السفن غرقت."
TEXT = f"{TITLE}\n{BODY}"


def span(words: str) -> dict[str, object]:
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words), "text": words}


GOLD = {
    "document": {"name": "x", "from": "port", "publisher": "مرآة الوادي", "published": "2021-11-15"},
    "times": [{"id": "t4", "type": "DATE", "value": "2021-11-14", **span("أمس")}],
    "entities": [
        {"id": "mayor", "type": "PER", "mentions": [span("العمدة")]},
        {"id": "port", "type": "FAC", "mentions": [span("الميناء أمس") | {"end": TEXT.index(" أمس"), "text": "الميناء"}]},
    ],
    "statements": [
        {
            "id": "s9", "parent": None, "source": {"kind": "person", "entities": ["mayor"], **span("العمدة")},
            "cue": span("وقال"), "content": [span("السفن غرقت")], "addressees": [], "act": "say", "mode": "indirect",
        }
    ],
    "events": [
        {"type": "assault", "trigger": span("هاجم"), "actors": [], "recipients": ["port"], "place": "port", "asserted_by": None},
        {"type": "assault", "trigger": span("غرقت"), "actors": ["mayor"], "recipients": [], "place": None, "asserted_by": "s9"},
    ],
}  # fmt: skip


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty place for annotation, and a folder with one annotated report."""
    monkeypatch.setattr(annotations, "KEPT", tmp_path / "kept" / "statements.jsonl")
    monkeypatch.setattr(annotations, "HELD_OUT", tmp_path / "kept" / "held_out.jsonl")
    gold = tmp_path / "gold"
    gold.mkdir()
    (gold / "port.txt").write_text(TEXT, encoding="utf-8")
    (gold / "port.gold.json").write_text(json.dumps(GOLD, ensure_ascii=False), encoding="utf-8")
    return gold


def restored(tmp_path: Path) -> dict[str, object]:
    corpus = tmp_path / "corpus.jsonl.gz"
    article = {
        "name": "port",
        "publisher": "مرآة الوادي",
        "published": "2021-11-15T10:00",
        "title": TITLE,
        "text": BODY,
    }
    corpus.write_bytes(gzip.compress(json.dumps(article).encode()))
    annotations.restore(corpus, tmp_path / "out")
    found: dict[str, object] = json.loads((tmp_path / "out" / "port.gold.json").read_text(encoding="utf-8"))
    return found


def test_events_come_back_as_they_were_stored(kept: Path, tmp_path: Path) -> None:
    annotations.store([kept], events=True)
    assert not any(word in annotations.KEPT.read_text(encoding="utf-8") for word in TEXT.split())
    assert restored(tmp_path)["events"] == [
        {"id": "v1", "type": "assault", "trigger": span("هاجم"), "actors": [], "recipients": ["e2"], "place": "e2", "time": None, "asserted_by": None},
        {"id": "v2", "type": "assault", "trigger": span("غرقت"), "actors": ["e1"], "recipients": [], "place": None, "time": None, "asserted_by": "s1"},
    ]  # fmt: skip


def test_times_come_back_as_they_were_stored(kept: Path, tmp_path: Path) -> None:
    annotations.store([kept], events=False)
    assert restored(tmp_path)["times"] == [{"id": "t1", "type": "DATE", "value": "2021-11-14", **span("أمس")}]


def test_events_that_were_not_annotated_are_null(kept: Path, tmp_path: Path) -> None:
    annotations.store([kept], events=False)
    assert restored(tmp_path)["events"] is None


def test_other_reports_stay_and_events_are_not_lost(kept: Path) -> None:
    annotations.KEPT.parent.mkdir()
    annotations.KEPT.write_text('{"name":"other"}\n', encoding="utf-8")
    annotations.store([kept], events=True)
    assert [json.loads(line)["name"] for line in annotations.KEPT.read_text(encoding="utf-8").splitlines()] == [
        "other",
        "port",
    ]
    with pytest.raises(SystemExit, match="--events"):
        annotations.store([kept], events=False)


def test_what_is_measured_on_is_not_trained_on(kept: Path) -> None:
    annotations.store([kept], events=True, held_out=True)
    assert not annotations.KEPT.exists()
    with pytest.raises(SystemExit, match="not trained on"):
        annotations.store([kept], events=True)
