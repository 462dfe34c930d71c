"""The lexicons of events: their format, the examples that are their tests, and how written words are read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from naql.cues import CueTable
from naql.errors import LexiconError
from naql.events.model import load_weights
from naql.events.sites import find_sites
from naql.events.words import EventWords
from naql.lexicon import rows, table
from naql.names import NameFinder
from naql.statements.scene import Scene, Words
from naql.text import Text, fold
from naql.triggers import TYPES, TriggerTable, _entry, _named, trigger_table

ROWS = rows("triggers")
TABLE = trigger_table()
WORDS, EVENT_WORDS, NAMES = Words(), EventWords(), NameFinder()
MODES = {
    "abduct", "access", "arrest", "assassinate", "ban", "beat", "boycott", "ceasefire", "censor", "cleansing", "confiscate",
    "curfew", "cyber", "demo", "deport", "destroy", "disapprove", "disarm", "discontinue", "execute", "expel", "explosives",
    "firearms", "heavy-weapons", "host", "hunger", "investigate", "multilateral", "obstruct", "phone", "police", "primitive",
    "release", "resign", "restrict", "return", "riot", "sexual", "suicide-attack", "third-party", "torture", "troops",
    "unconventional", "visit", "weapons", "withdraw",
}  # fmt: skip


def name(row: dict[str, str]) -> str:
    return f"{row['lemma']}-{row['type']}-{row['pos']}"


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_row_keeps_the_format(row: dict[str, str]) -> None:
    assert row["type"] in TYPES or (row["pos"] == "light" and row["type"] == "-")
    assert not row["mode"] or row["mode"] in MODES
    assert row["gloss"]
    assert row["note"].startswith(("dictionary", "guideline"))
    assert row["example"].count("[") == row["example"].count("]") >= 1
    assert not re.search("[\u064b-\u0652]", row["lemma"] + row["parts"])


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_trigger_of_its_own_example_is_found(row: dict[str, str]) -> None:
    before = row["example"].split("[")[0]
    text = Text(row["example"].replace("[", "").replace("]", ""))
    first = next(i for i, end in enumerate(text.ends) if end > len(before))
    if row["pos"] == "light":
        assert row["lemma"] in {entry.lemma for entry, _ in TABLE.lookup(text.words[first])}
        return
    scene = Scene(text, NAMES.find(text), (), WORDS)
    scene.mention_at = [-1] * len(text.words)  # an invented name must not hide a trigger
    sites = find_sites(scene, TABLE, EVENT_WORDS, frozenset())
    assert row["type"] in {site.entry.type for site in sites if site.at == first}
    assert row["lemma"] in {entry.lemma for entry, _ in TABLE.lookup(text.words[first]) if entry.type == row["type"]}


def test_every_type_has_triggers() -> None:
    assert {entry.type for entry in TABLE.entries.values()} >= set(TYPES)
    assert len(TABLE.entries) > 450


@pytest.mark.parametrize(
    ("word", "lemma", "tense"),
    [
        ("وقصفت", "قصف", "perfect"),
        ("سيقصف", "قصف", "imperfect"),
        ("القصف", "قصف", "masdar"),
        ("بقصفها", "قصف", "masdar"),
        ("هاجموا", "هاجم", "perfect"),
        ("الهجمات", "هجوم", "noun"),
        ("اعتقلتهم", "اعتقل", "perfect"),
        ("فاغتيل", "اغتال", "passive"),
        ("زيارته", "زار", "masdar"),
        ("اقتيد", "اقتاد", "passive"),
    ],
)
def test_written_word_is_read(word: str, lemma: str, tense: str) -> None:
    assert (lemma, tense) in {(entry.lemma, form.tense) for entry, form in TABLE.lookup(fold(word))}


@pytest.mark.parametrize(
    "word", ["وزير", "كتاب", "مصر", "المتحدة", "الفجر", "صادر", "مصادر", "مستقبل", "مجتمع", "حاكم", "محتل"]
)
def test_other_words_are_no_triggers(word: str) -> None:
    assert TABLE.lookup(fold(word)) == ()


@pytest.mark.parametrize(
    ("change", "value"),
    [("type", "attack"), ("pos", "word"), ("strength", "sure"), ("genitive", "x"), ("pos", "idiom")],
)
def test_a_bad_row_is_named(change: str, value: str) -> None:
    row = {**ROWS[0], change: value}
    with pytest.raises(LexiconError, match=ROWS[0]["lemma"]):
        _entry(row, _named(row["parts"]))


def test_a_table_is_built_anew() -> None:
    assert TriggerTable().entries == TABLE.entries


def test_cues_are_looked_up_as_before() -> None:
    assert {form.entry.lemma for form in CueTable().lookup(fold("وأعلن"))} == {"أعلن"}


def test_words_of_the_scene() -> None:
    assert "fiction" in EVENT_WORDS.classes(fold("والفيلم"))
    assert EVENT_WORDS.role(fold("المتظاهرين")) == "PRO"
    assert EVENT_WORDS.role(fold("للجيش")) == "MIL"
    assert EVENT_WORDS.country(fold("الفرنسية")) == "FR"
    assert EVENT_WORDS.classes(fold("تفاحة")) == ()


def test_every_class_and_role_is_documented() -> None:
    page = (Path(__file__).parents[1] / "docs" / "events.md").read_text(encoding="utf-8")
    names = {row["class"] for row in rows("event_words")} | {row["role"] for row in rows("actor_roles")}
    names |= set(table("events")["contexts"]) | set(table("events")["counted"]) | set(TYPES) | MODES
    assert [each for each in sorted(names) if f"`{each}`" not in page] == []


def test_weights_are_of_known_models() -> None:
    assert all(model.weights for model in load_weights().values())
