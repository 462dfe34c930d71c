"""The scorer, the compact annotation and the table in the READMEs, on the project's own reports."""

import copy
import json
import subprocess
import sys
from pathlib import Path

import evaluation.__main__ as command
import pytest
from evaluation.annotate import AnnotationError, build, locate
from evaluation.misses import PARTS, CueNames, find_misses, list_misses
from evaluation.score import Article, OffsetError, Table, align, pair

ROOT = Path(__file__).parents[1]
REPORTS = ROOT / "evaluation" / "reports"
SHARED = ROOT.parent / "shared"
SAMPLES = list(command.samples(REPORTS))
NAMES = [sample.name for sample in SAMPLES]


def table_of(gold_of, read_of, folder=REPORTS):
    table = Table()
    for sample in command.samples(folder):
        table.add(align(Article(sample.text, gold_of(sample)), Article(sample.text, read_of(sample))))
    return table


def spoil(sample):
    """A reading with every kind of error in it, made from the annotation, the same each time."""
    data = copy.deepcopy(sample.gold)
    data["statements"] = [row for i, row in enumerate(data["statements"]) if i % 5]
    ids = {row["id"] for row in data["statements"]}
    for i, row in enumerate(data["statements"]):
        if row["parent"] not in ids:
            row["parent"] = None
        if i % 3 == 0:
            row["source"] = {"entity": None, "kind": "anonymous"}
        if i % 4 == 0:
            row["content"] = row["content"][:1]
            half = len(row["content"][0]["text"]) // 2
            row["content"][0]["end"] -= len(row["content"][0]["text"]) - half
            row["content"][0]["text"] = row["content"][0]["text"][:half]
        if i % 6 == 0:
            row["mode"], row["act"], row["addressees"] = "direct", "say", []
    for i, entity in enumerate(data["entities"]):
        if i % 4 == 0 and entity["type"] == "PER":
            entity["type"] = "ORG"
    data["times"] = [{**time, "value": "2000"} if i % 3 == 0 else time for i, time in enumerate(data["times"])]
    data["events"], data["findings"] = data["events"][1:], data["findings"][:1] * 2
    return data


def test_there_are_enough_reports():
    assert len(SAMPLES) >= 18


def test_a_perfect_reading_scores_one():
    table = table_of(lambda sample: sample.gold, lambda sample: sample.gold)
    assert table.articles == len(SAMPLES)
    assert {name: row.f1 for name, row in table.sorted()} == {name: 1.0 for name in table.rows}


def test_nothing_read_scores_nothing():
    table = table_of(lambda sample: sample.gold, lambda sample: {})
    assert {row.f1 for _, row in table.sorted()} == {0.0}


@pytest.mark.parametrize("part", PARTS)
def test_every_error_is_listed(part):
    cues = CueNames()
    for sample in SAMPLES:
        right = align(Article(sample.text, sample.gold), Article(sample.text, sample.gold))
        assert find_misses(part, right, sample.text, cues) == []
    missed = [
        (sample.name, miss)
        for sample in SAMPLES
        for miss in find_misses(
            part, align(Article(sample.text, sample.gold), Article(sample.text, {})), sample.text, cues
        )
    ]
    assert {miss.kind for _, miss in missed} == {"missed"}
    lines = list(list_misses(missed))
    assert lines[0] == f"{len(missed):5}  missed"
    assert sum(line.startswith("   ") for line in lines[1:]) == len(missed)


def test_a_false_offset_is_refused():
    data = copy.deepcopy(SAMPLES[0].gold)
    data["statements"][0]["cue"]["start"] -= 1
    with pytest.raises(OffsetError, match="holds"):
        Article(SAMPLES[0].text, data)


def test_pairs_are_one_to_one_heaviest_first():
    weights = {("a", "x"): 1, ("a", "y"): 3, ("b", "y"): 2, ("b", "x"): 0}
    found = pair("ab", "xy", lambda gold, read: weights[gold, read])
    assert found.both == [("a", "y")]
    assert (found.missed, found.spurious) == (["b"], ["x"])


def test_figures_are_those_of_the_other_scorer(tmp_path):
    scorer = SHARED / "score" / "score.py"
    if not scorer.exists():
        pytest.skip("no other scorer beside the project")
    for folder in (REPORTS, SHARED / "gold" / "dev"):
        out = tmp_path / folder.name
        out.mkdir()
        for sample in command.samples(folder):
            (out / f"{sample.name}.json").write_text(json.dumps(spoil(sample)), encoding="utf-8")
        run = subprocess.run(
            [sys.executable, scorer, folder, out, "--json"], capture_output=True, text=True, check=True
        )
        theirs = {name: (row["hit"], row["gold"], row["pred"]) for name, row in json.loads(run.stdout)["rows"].items()}
        table = table_of(lambda sample: sample.gold, spoil, folder)
        assert [name for name, _ in table.sorted()] == list(theirs)
        for name, row in table.sorted():
            assert (row.hit, row.gold, row.read) == pytest.approx(theirs[name]), name


@pytest.mark.parametrize("name", NAMES)
def test_annotation_and_offsets_agree(name):
    text = (REPORTS / f"{name}.txt").read_text(encoding="utf-8")
    annotation = json.loads((REPORTS / f"{name}.ann.json").read_text(encoding="utf-8"))
    assert build(text, annotation) == json.loads((REPORTS / f"{name}.gold.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("written", "start"),
    [("غد", 8), ("¶1:يوم@1", 0), ("¶1:يوم@2", 4), ("¶2:يوم", 11), ("يوم@3", 11)],
)
def test_words_are_located(written, start):
    assert locate("يوم يوم غد\nيوم", written)["start"] == start


@pytest.mark.parametrize("written", ["أمس", "يوم", "يوم@4", "¶3:يوم", ""])
def test_words_that_are_not_one_place_are_refused(written):
    with pytest.raises(AnnotationError):
        locate("يوم يوم\nيوم", written)


def test_an_unknown_id_is_refused():
    annotation = json.loads((REPORTS / f"{NAMES[0]}.ann.json").read_text(encoding="utf-8"))
    annotation["statements"][0]["addressees"] = ["nobody"]
    with pytest.raises(AnnotationError, match="nobody"):
        build((REPORTS / f"{NAMES[0]}.txt").read_text(encoding="utf-8"), annotation)


def test_the_readme_is_written_between_its_marks(tmp_path):
    table = table_of(lambda sample: sample.gold, lambda sample: sample.gold)
    readme = tmp_path / "README.md"
    readme.write_text("before\n<!-- eval:begin -->\nold\n<!-- eval:end -->\nafter\n", encoding="utf-8")
    assert command.write_readme(readme, {"own": table})
    written = readme.read_text(encoding="utf-8")
    assert written.startswith("before\n<!-- eval:begin -->\n| Reports |")
    assert written.endswith("|\n<!-- eval:end -->\nafter\n")
    assert "whole statement | 1.00 | 1.00 | 1.00 |" in written
    assert not command.write_readme(readme, {"own": table})


def test_a_readme_without_marks_is_left_alone(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text("words\n", encoding="utf-8")
    assert not command.write_readme(readme, {})
    assert not command.write_readme(tmp_path / "README.ar.md", {})
    assert readme.read_text(encoding="utf-8") == "words\n"


def test_a_row_under_its_floor_is_named():
    table = table_of(lambda sample: sample.gold, lambda sample: {})
    floor = {"own": {"source": 0.5, "statement found": 0.0}, "elsewhere": {"source": 1.0}}
    assert command.below_floor({"own": table}, floor) == ["own: source: F1 0.000 is under its floor of 0.5"]


def test_every_row_is_documented():
    page = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
    table = table_of(lambda sample: sample.gold, lambda sample: sample.gold)
    assert [name for name in table.rows if name.split(" (")[0] not in page and name != "parent, nested only"] == []
