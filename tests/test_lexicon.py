"""The opener of the lexicons, and the form that weights are kept in."""

from pathlib import Path

import pytest

from naql import lexicon
from naql.errors import LexiconError
from naql.events.model import MODELS as EVENT_MODELS
from naql.events.model import load_weights as load_event_weights
from naql.statements.model import MODELS, Model, load_models, load_weights, written


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(lexicon, "_FOLDER", tmp_path)
    return tmp_path


def test_comments_and_empty_lines_are_no_rows(folder: Path) -> None:
    (folder / "boats.tsv").write_text(
        "# by hand\nname\tkind\n\nkarib\trow\n# not yet\nsafina\tsail\n", encoding="utf-8"
    )
    assert lexicon.rows("boats") == ({"name": "karib", "kind": "row"}, {"name": "safina", "kind": "sail"})
    assert lexicon.pairs("boats") == {"karib": "row", "safina": "sail"}
    assert lexicon.columns("boats", "name", "kind") == [["karib", "safina"], ["row", "sail"]]
    lexicon.rows.cache_clear()
    lexicon.pairs.cache_clear()


@pytest.mark.parametrize("read", [lexicon.rows, lexicon.pairs, lambda name: lexicon.columns(name, "name", "kind")])
def test_a_row_with_a_cell_too_many_is_named(folder: Path, read) -> None:
    (folder / "ships.tsv").write_text("name\tkind\nkarib\trow\nsafina\tsail\tbig\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"ships\.tsv: 'safina\\tsail\\tbig' has 3 cells, not 2"):
        read("ships")


def test_a_row_with_a_cell_too_many_is_not_made_up_for_by_one_with_a_cell_too_few(folder: Path) -> None:
    (folder / "rafts.tsv").write_text("name\tkind\nkarib\nsafina\tsail\tbig\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"rafts\.tsv: 'karib' has 1 cells, not 2"):
        lexicon.columns("rafts", "name", "kind")


def test_weights_are_read_as_they_were_written(folder: Path) -> None:
    models = {"cue": Model({"*": -0.6, "a|b": 1.25, "b c": 1.25, " ": 3.0}), "source": Model({"a|b": 0.001})}
    (folder / "made.tsv").write_text(written(models), encoding="utf-8")
    found = load_models("made", ("cue", "source"))
    assert {name: model.weights for name, model in found.items()} == {
        name: model.weights for name, model in models.items()
    }


def test_the_shipped_weights_are_as_they_would_be_written() -> None:
    for name, weights, order in (
        ("statement_weights", load_weights(), sorted(MODELS)),
        ("event_weights", load_event_weights(), EVENT_MODELS),
    ):
        lines = (Path(lexicon.__file__).parent / "lexicons" / f"{name}.tsv").read_text(encoding="utf-8")
        assert lines.partition("\n")[2] == written({model: weights[model] for model in order}), name
