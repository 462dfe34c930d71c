"""A user's own names: taken in from CSV and FollowTheMoney, kept, matched in reports, told as ambiguous where they are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from naql import Reader
from naql.errors import InputError
from naql.ingest import gazetteers
from naql.names import Alias, Entry, Gazetteer, compare

TABLE = """id,type,name,aliases,wikidata,country
p1,PER,رشاد المرجاني,"رشاد مرجاني; Rashad al-Marjani@en",Q424242,AE
p2,PER,سليم المرجاني,المرجاني,,
p3,PER,نادر المرجاني,المرجاني,,
o1,ORG,هيئة الفوانيس,الهيئة الفانوسية; Lantern Board@en,,
"""
FTM = (
    {
        "id": "x1",
        "schema": "Person",
        "properties": {"name": ["وداد الزمردي"], "alias": ["Widad Zumurrudi"], "wikidataId": ["Q77"]},
    },
    {"id": "x2", "schema": "PublicBody", "properties": {"name": ["مجلس المراكب"], "country": ["ae"]}},
    {"id": "x3", "schema": "Payment", "properties": {"amount": ["12"]}},
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "own.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_csv_is_taken_in(table: Path) -> None:
    entries = gazetteers.read_entries(table)
    assert [entry.id for entry in entries] == ["p1", "p2", "p3", "o1"]
    assert entries[0] == Entry(
        "p1",
        "PER",
        "رشاد المرجاني",
        (Alias("رشاد مرجاني"), Alias("Rashad al-Marjani", "en")),
        "Q424242",
        "AE",
    )
    assert entries[3].latin() == "Lantern Board"


def test_follow_the_money_is_taken_in(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text("\n".join(json.dumps(item, ensure_ascii=False) for item in FTM), encoding="utf-8")
    entries = gazetteers.read_entries(path)
    assert [(entry.id, entry.type, entry.wikidata, entry.country) for entry in entries] == [
        ("x1", "PER", "Q77", None),
        ("x2", "ORG", None, "AE"),
    ]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("type,name\nPER,\n", "line 2, column name"),
        ("type,name\nPERSON,رشاد\n", "line 2, column type"),
        ("name\nرشاد\n", "line 1, column type"),
        ("type,name,wikidata\nPER,رشاد,77\n", "line 2, column wikidata"),
        ("type,name,country\nPER,رشاد,العراق\n", "line 2, column country"),
        ("type,name\nPER,رشاد,زائد\n", "line 2, column 3"),
        ("type,name\nPER," + "ا" * 600 + "\n", "line 2, column name"),
        ("type,name\nPER," + "رشاد " * 40000 + "\n", "line 2, column name: a name of more"),
        ("type,name,aliases\nPER,رشاد," + "رشاد " * 40000 + "\n", "line 2, column aliases: a name of more"),
        ("type,name\nPER,!!\n", "line 2, column name"),
        ("type,name\nPER,ر\0شاد\n", "line 2, column name"),
        ("type,name\nPER,رشاد\u2028المرجاني\n", "line 2, column name"),
        ('type,name\nPER,"رشاد\n', "line 2, column -: the quotation marks"),
        ("id,type,name\na,PER,رشاد\na,PER,سليم\n", "line 3, column id: 'a' stands in line 2 too"),
        ("type,name,country\nPER,رشاد,AE\nPER,رشاد,EG\n", "line 3, column id"),
        ('{"schema": "Person", "properties": {"name": []}}', "line 1, column name"),
        ('{"schema": "Person", "properties": {"name": "رشاد"}}', "line 1, column name"),
        ('{"schema": "Person"', "line 1, column"),
    ],
)
def test_a_bad_row_names_line_and_column(tmp_path: Path, text: str, where: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=where):
        gazetteers.read_entries(path)


def test_a_row_twice_is_one(tmp_path: Path) -> None:
    path = tmp_path / "twice.csv"
    path.write_text("type,name\nPER,رشاد\nPER,رشاد\n", encoding="utf-8")
    assert len(gazetteers.read_entries(path)) == 1


def test_a_gazetteer_that_is_damaged_says_so(tmp_path: Path) -> None:
    for data, said in ((b"\xff\xfe", "is not UTF-8"), (b"{", "line 1, column 2"), (b"[]", "line 1, column 1")):
        (tmp_path / "kept.jsonl").write_bytes(data)
        with pytest.raises(InputError, match=said):
            gazetteers.load(tmp_path / "kept.jsonl")
    with pytest.raises(InputError, match="cannot be opened"):
        gazetteers.load(tmp_path)


def test_aliases_in_a_circle_are_ambiguous() -> None:
    circle = (
        ("a", "رشاد المرجاني", "سليم الزمردي"),
        ("b", "سليم الزمردي", "نادر الفانوسي"),
        ("c", "نادر الفانوسي", "رشاد المرجاني"),
    )
    taught = Gazetteer(Entry(id_, "PER", name, (Alias(alias),)) for id_, name, alias in circle)
    assert sorted(taught.ambiguous()) == ["رشاد المرجاني", "سليم الزمردي", "نادر الفانوسي"]
    entities = Reader(taught).read("قال رشاد المرجاني إن الموسم جيد. وأكد سليم الزمردي ذلك.").entities
    assert [(entity.candidates, entity.wikidata) for entity in entities] == [(("a", "c"), None), (("a", "b"), None)]
    assert compare("رشاد المرجاني", "نادر الفانوسي", taught).same


def test_kept_and_loaded_again(table: Path, tmp_path: Path) -> None:
    kept = tmp_path / "deep" / "gazetteer.jsonl"
    taught = Gazetteer(gazetteers.read_entries(table))
    gazetteers.save(taught, kept)
    assert gazetteers.load(kept).entries == taught.entries
    assert set(gazetteers.load(kept).without("p3").entries) == {"p1", "p2", "o1"}
    assert len(gazetteers.load(tmp_path / "none.jsonl")) == 0


def test_a_reading_links_and_tells_ambiguity(table: Path) -> None:
    reader = Reader(Gazetteer(gazetteers.read_entries(table)))
    linked = reader.read("قال رشاد المرجاني إن الهيئة الفانوسية جاهزة.").entities
    person = next(entity for entity in linked if entity.type == "PER")
    body = next(entity for entity in linked if entity.name == "الهيئة الفانوسية")
    assert (person.wikidata, person.country, person.latin) == ("Q424242", "AE", "Rashad al-Marjani")
    assert (body.type, body.latin, body.wikidata) == ("ORG", "Lantern Board", None)
    vague = next(entity for entity in reader.read("قال المرجاني إن الموسم جيد.").entities if entity.type == "PER")
    assert (vague.wikidata, vague.candidates) == (None, ("p2", "p3"))


def test_what_is_taught_wins_over_likeness(table: Path) -> None:
    taught = Gazetteer(gazetteers.read_entries(table))
    assert compare("هيئة الفوانيس", "Lantern Board", taught) == (True, 1.0, ("alias known",))
    assert not compare("سليم المرجاني", "نادر المرجاني", taught).same
    assert not compare("هيئة الفوانيس", "Lantern Board").same


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=6), st.text(max_size=40))
def test_any_aliases_are_kept(pairs: list[tuple[str, str]], name: str) -> None:
    entries = [Entry(str(n), "PER", a, (Alias(b),)) for n, (a, b) in enumerate(pairs)]
    taught = Gazetteer(entries)
    assert len(taught) == len(pairs)
    compare(name, pairs[0][0] if pairs else "", taught)


def run(*arguments: str, home: Path, language: str = "en") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NAQL_GAZETTEER": str(home / "own.jsonl"), "NAQL_LANG": language}
    return subprocess.run(
        [sys.executable, "-m", "naql", *arguments], capture_output=True, text=True, encoding="utf-8", env=environment
    )


def test_the_commands(table: Path, tmp_path: Path) -> None:
    added = run("gazetteer", "add", str(table), home=tmp_path)
    assert (added.returncode, added.stdout) == (0, "4 added, 4 in all.\n")
    assert "claimed by p2, p3" in added.stderr
    before = (tmp_path / "own.jsonl").read_bytes()
    table.write_text("type,name\nPER,\n", encoding="utf-8")
    refused = run("gazetteer", "add", str(table), home=tmp_path)
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert (tmp_path / "own.jsonl").read_bytes() == before
    listed = run("gazetteer", "list", home=tmp_path).stdout.splitlines()
    assert [line.split("\t")[0] for line in listed] == ["p1", "p2", "p3", "o1"]
    assert run("gazetteer", "remove", "p3", home=tmp_path).returncode == 0
    assert run("gazetteer", "remove", "p3", home=tmp_path).returncode == 1
    same = run("names", "رشاد المرجاني", "Rashad al-Marjani", home=tmp_path)
    assert (same.returncode, same.stdout) == (0, "can be one: alias known (score 1.00)\n")
    assert run("names", "رشاد المرجاني", "سليم المرجاني", home=tmp_path).returncode == 3
    assert "two entries" in run("names", "رشاد المرجاني", "سليم المرجاني", home=tmp_path).stdout
    assert "مدخلان" in run("names", "رشاد المرجاني", "سليم المرجاني", home=tmp_path, language="ar").stdout
