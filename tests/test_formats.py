"""Exports: every format is read back by its own library, or by a small reader here, and says what was written."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import cassis
import conllu
import jsonschema
import pyarrow.parquet
import pytest
import rdflib
from click.testing import CliRunner
from followthemoney import model
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from naql import Cue, Entity, InputError, Reader, Reading, Report, Source, Span, Statement, Time
from naql.cli import cli
from naql.cli.keeping import EXPORTS
from naql.export import formats
from naql.export.contract import from_dict, to_dict
from naql.export.formats import tables
from naql.export.formats.layers import LAYERS, Mark, marks
from naql.export.formats.offsets import xml_text
from naql.export.formats.webanno import PREFIX
from naql.export.schema import schema
from naql.export.selection import narrow
from naql.ledger import Ledger

PROJECT = Path(__file__).parents[1]
GOLD = PROJECT.parent / "shared" / "gold" / "dev"
PAGES = PROJECT / "docs" / "formats"


def written(name: str, *readings: Reading) -> bytes:
    stream = io.BytesIO()
    assert formats.write(name, readings, stream) == len(readings)
    return stream.getvalue()


def files(name: str, reading: Reading) -> dict[str, bytes]:
    """The files that a format makes for one report, by suffix, and those that all reports share, by name."""
    with zipfile.ZipFile(io.BytesIO(written(name, reading))) as archive:
        shared = {"TypeSystem.xml", "annotation.conf"}
        return {file if file in shared else Path(file).suffix: archive.read(file) for file in archive.namelist()}


# Readers of formats that no library reads, each after the format's own description


def read_webanno(data: bytes, text: str) -> list[Mark]:
    """WebAnno TSV 3.3, after the appendix on formats of INCEpTION's user guide."""
    lines = data.decode("utf-8").split("\n")
    assert lines[0] == "#FORMAT=WebAnno TSV 3.3"
    layers = [line.removeprefix("#T_SP=").split("|") for line in lines if line.startswith("#T_SP=")]
    units = text.encode("utf-16-le")
    found: dict[tuple[str, str], list[Any]] = {}
    for line in lines:
        if not re.match(r"\d+-\d+\t", line):
            continue
        assert line.endswith("\t")
        place, offsets, form, *columns = line[:-1].split("\t")
        start, end = map(int, offsets.split("-"))
        assert units[2 * start : 2 * end].decode("utf-16-le") == form
        start, end = (len(units[: 2 * n].decode("utf-16-le")) for n in (start, end))
        for layer, *features in layers:
            cells = [re.findall(r"(?:\\.|[^\\|])+", columns.pop(0)) for _ in features]
            for values in zip(*cells, strict=True):
                if values[0] != "_":
                    plain, number = tuple(_value(value)[0] for value in values), _value(values[0])[1]
                    mark = found.setdefault((layer, number or place), [start, end, plain])
                    mark[1] = end
                    assert mark[2] == plain
        assert not columns
    return [
        Mark(layer.removeprefix(PREFIX), Span(start, end, text[start:end]), plain)
        for (layer, _), (start, end, plain) in found.items()
    ]


def _value(cell: str) -> tuple[str, str | None]:
    numbered = re.fullmatch(r"((?:\\.|[^\\])*?)\[(\d+)\]", cell)
    plain, number = numbered.groups() if numbered else (cell, None)
    letters = {"t": "\t", "n": "\n", "r": "\r"}
    return ("" if plain == "*" else re.sub(r"\\(->|.)", lambda m: letters.get(m[1], m[1]), plain)), number


def read_xmi(data: bytes, types: bytes, text: str) -> list[Mark]:
    cas = cassis.load_cas_from_xmi(io.BytesIO(data), cassis.load_typesystem(io.BytesIO(types)))
    assert cas.sofa_string == xml_text(text)
    return [
        Mark(layer, Span(a.begin, a.end, text[a.begin : a.end]), tuple(getattr(a, name) or "" for name in features))
        for layer, features in LAYERS.items()
        for a in cas.select(PREFIX + layer)
    ]


def read_brat(ann: bytes, text: str) -> list[tuple[str, int, int]]:
    found, bound = [], set()
    for line in ann.decode("utf-8").split("\n")[:-1]:
        code, told, *rest = line.split("\t")
        if code.startswith("T"):
            layer, _, offsets = told.partition(" ")
            pieces = [tuple(map(int, piece.split())) for piece in offsets.split(";")]
            assert all(start < end and "\n" not in text[start:end] for start, end in pieces)
            assert rest
            found.append((layer, pieces[0][0], pieces[-1][1]))
            bound.add(code)
        elif code.startswith("E"):
            targets = [part.rpartition(":")[2] for part in told.split()]
            assert all(target in bound or target.startswith("E") for target in targets)
        else:
            assert code.startswith("#")
            assert told.split()[1] in bound
    return found


def read_conllu(data: bytes, text: str) -> list[tuple[str, int, int, str]]:
    found: list[list[Any]] = []
    open_: dict[tuple[str, str], list[Any]] = {}
    for sentence in conllu.parse(data.decode("utf-8")):
        for token in sentence:
            start, end = map(int, token["misc"]["Offset"].split(":"))
            assert text[start:end] == token["form"]
            for told in filter(None, (token["misc"].get("Naql") or "").split(",")):
                edge, _, rest = told.partition("-")
                layer, _, name = rest.partition(":")
                if edge == "B":
                    found.append([layer, start, end, name])
                    open_[layer, name] = found[-1]
                else:
                    open_[layer, name][2] = end
    return [(layer, start, end, name) for layer, start, end, name in found]


# What is held of every reading


def check(reading: Reading) -> None:
    text, found = reading.report.text, Counter(marks(reading))
    (line,) = written("jsonl", reading).decode("utf-8").split("\n")[:-1]
    jsonschema.validate(json.loads(line), schema())
    assert from_dict(json.loads(line), text) == reading
    assert Counter(read_webanno(files("webanno", reading)[".tsv"], text)) == found
    made = files("xmi", reading)
    plain = Counter(mark._replace(values=tuple(map(xml_text, mark.values))) for mark in found.elements())
    assert Counter(read_xmi(made[".xmi"], made["TypeSystem.xml"], text)) == plain
    brat = files("brat", reading)
    assert brat[".txt"].decode("utf-8") == text
    assert sorted(read_brat(brat[".ann"], text)) == sorted(
        (m.layer, m.span.start, m.span.end) for m in found.elements()
    )
    check_tables(reading)
    check_annotations(reading)
    check_graphs(reading)
    check_entities(reading)
    check_times(reading)


def check_tokens(reading: Reading) -> None:
    told = [(m.layer, m.span.start, m.span.end, re.sub("[,|=]", " ", m.values[0])) for m in marks(reading)]
    assert Counter(read_conllu(written("conllu", reading), reading.report.text)) == Counter(told)


def check_tables(reading: Reading) -> None:
    rows = list(tables.rows(reading))
    assert pyarrow.parquet.read_table(io.BytesIO(written("parquet", reading))).to_pylist() == rows
    back = list(csv.DictReader(io.StringIO(written("csv", reading).decode("utf-8"), newline="")))
    for kept, row in zip(back, rows, strict=True):
        for name, kind in tables.COLUMNS.items():
            if kind == "text":
                assert kept[name] == (row[name] or "")
            elif kind == "span":
                told = row[name] or {"start": "", "end": "", "text": ""}
                assert [kept[f"{name}_{part}"] for part in told] == [str(value) for value in told.values()]
            else:
                assert json.loads(kept[name]) == row[name]


ANNOTATIONS = {
    "required": ["@context", "id", "type", "items"],
    "properties": {
        "@context": {"const": "http://www.w3.org/ns/anno.jsonld"},
        "type": {"const": "AnnotationPage"},
        "items": {
            "items": {
                "required": ["id", "type", "body", "target"],
                "properties": {
                    "type": {"const": "Annotation"},
                    "motivation": {"enum": ["identifying", "commenting"]},
                    "body": {"required": ["type", "value"], "properties": {"type": {"const": "TextualBody"}}},
                    "target": {"minItems": 1, "items": {"required": ["source", "selector"]}},
                },
            }
        },
    },
}  # after https://www.w3.org/TR/annotation-model/, which has no schema of its own


def check_annotations(reading: Reading) -> None:
    text = reading.report.text
    page = json.loads(files("webannotation", reading)[".jsonld"])
    jsonschema.validate(page, ANNOTATIONS)
    sections: dict[str, Any] = {
        name: [] for name in ("times", "entities", "statements", "events", "findings", "unrealised")
    }
    for item in page["items"]:
        for section, record in json.loads(item["body"]["value"]).items():
            sections[section].append(record)
        for target in item["target"]:
            quote, position = target["selector"]
            assert quote["type"] == "TextQuoteSelector"
            assert position["type"] == "TextPositionSelector"
            start, end = position["start"], position["end"]
            assert text[start:end] == quote["exact"]
            assert text[:start].endswith(quote["prefix"])
            assert text[end:].startswith(quote["suffix"])
    whole = to_dict(reading)
    whole["entities"] = [entity for entity in whole["entities"] if entity["mentions"] or entity["roles"]]
    assert sections == {section: whole[section] for section in sections}


def check_graphs(reading: Reading) -> None:
    graph = rdflib.Graph().parse(data=files("schemaorg", reading)[".jsonld"], format="json-ld")
    schema_org = rdflib.Namespace("https://schema.org/")
    direct = sum(statement.mode == "direct" for statement in reading.statements)
    for kind, count in (("Quotation", direct), ("Claim", len(reading.statements) - direct), ("NewsArticle", 1)):
        assert len(list(graph.subjects(rdflib.RDF.type, schema_org[kind]))) == count
    graph = rdflib.Graph().parse(data=files("prov", reading)[".jsonld"], format="json-ld")
    assert len(list(graph.subjects(rdflib.RDF.type, rdflib.PROV.Activity))) == len(reading.statements)
    links = [*graph.subject_objects(rdflib.PROV.wasDerivedFrom), *graph.subject_objects(rdflib.PROV.wasQuotedFrom)]
    told = {(str(child).split("#")[-1], str(parent).split("#")[-1]) for parent, child in links if "#s" in str(parent)}
    assert told == {(statement.id, statement.parent) for statement in reading.statements if statement.parent}


def check_entities(reading: Reading) -> None:
    lines = [json.loads(line) for line in written("ftm", reading).decode("utf-8").split("\n")[:-1]]
    known = {data["id"] for data in lines}
    assert len(known) == len(lines)
    for data in lines:
        proxy = model.get_proxy(data)
        model.get(data["schema"]).validate(data)
        assert proxy.to_dict()["properties"].keys() == data["properties"].keys()
        for name in {"resolved", "document", "entity", "proof"} & data["properties"].keys():
            assert set(data["properties"][name]) <= known


def check_times(reading: Reading) -> None:
    (data,) = files("timeml", reading).values()
    body = etree.fromstring(data).find("TEXT")
    assert "".join(body.itertext()) == xml_text(reading.report.text)
    told = {(element.get("tid"), element.get("value"), element.text) for element in body.findall("TIMEX3")}
    assert told <= {(time.id, time.value, xml_text(time.span.text)) for time in reading.times}
    assert bool(told) == bool(reading.times)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.fixture(scope="module")
def example(reader: Reader) -> Reading:
    text = (PROJECT / "examples" / "report.txt").read_text(encoding="utf-8")
    return reader.read(Report(text, "report", "المنارة", "صحيفة", date(2021, 11, 15), "https://outlet.example/1?a=b"))


def test_a_report_comes_back_from_every_format(example: Reading) -> None:
    assert len(example.statements) > 20
    check(example)
    check_tokens(example)


@pytest.mark.skipif(not GOLD.is_dir(), reason="needs ../shared/gold/dev")
def test_real_articles_come_back_from_every_format(reader: Reader) -> None:
    for path in sorted(GOLD.glob("*.txt"))[::6]:
        reading = reader.read(Report(path.read_text(encoding="utf-8"), path.stem))
        assert reading.statements
        check(reading)
        check_tokens(reading)


LETTERS = st.characters(exclude_categories=["Cs"]) | st.sampled_from("\n\r\t |[]\\_*;->،\U0001f600\u0651\u200fنق")


@st.composite
def made(draw: st.DrawFn) -> Reading:
    """A reading of any text with marks anywhere, but for blanks at their ends, which naql never marks."""
    text = draw(st.text(LETTERS, min_size=1, max_size=60))
    solid = [i for i, letter in enumerate(text) if not letter.isspace()]
    if not solid:
        return Reading(Report(text, "made"))

    def span() -> Span:
        one, other = sorted((draw(st.sampled_from(solid)), draw(st.sampled_from(solid))))
        return Span(one, other + 1, text[one : other + 1])

    names = draw(st.lists(st.text(LETTERS, min_size=1, max_size=6), min_size=1, max_size=2))
    people = tuple(Entity(f"e{n}", "PER", name, name, (span(),)) for n, name in enumerate(names, 1))
    statements = tuple(
        Statement(
            f"s{n}",
            f"s{n - 1}" if n > 1 else None,
            Source("e1", ("e1",), "person", span() if n > 1 else None, "name"),
            Cue(span(), "قال"),
            (span(),),
            (people[-1].id,),
            "say",
            draw(st.sampled_from(["direct", "indirect"])),
            "t1",
        )
        for n in range(1, draw(st.integers(1, 3)) + 1)
    )
    times = (Time("t1", span(), "DATE", "2021-11-08"),)
    return Reading(Report(text, "made", published=date(2021, 11, 8)), times, people, statements)


@settings(max_examples=60, deadline=None)
@given(made())
def test_any_text_comes_back(reading: Reading) -> None:
    check(reading)
    written("conllu", reading)


def test_a_text_that_no_file_can_hold_is_refused() -> None:
    for name in formats.FORMATS:
        with pytest.raises(InputError, match="surrogates"):
            written(name, Reading(Report("\ud800", "half")))


def test_narrowing_keeps_what_tells_a_statement(example: Reading) -> None:
    child = next(statement for statement in example.statements if statement.parent)
    few = narrow(example, [child.id])
    assert {statement.id for statement in few.statements} == {child.id, child.parent}
    assert from_dict(to_dict(few), few.report.text) == few
    assert set(child.source.entities) <= {entity.id for entity in few.entities}


def test_the_command(example: Reading, reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "naql.db"
    market = Report("قالت سلمى البرقوقي إن السوق ستفتح غدا.\n", "market", published=date(2022, 1, 1))
    with Ledger.open(path) as ledger:
        ledger.add(example)
        ledger.add(reader.read(market))
        assert [reading.report.name for reading in ledger.readings()] == ["report", "market"]

    def run(*arguments: str) -> Any:
        return CliRunner().invoke(cli, ["export", "--ledger", str(path), *arguments])

    assert tuple(formats.FORMATS) == EXPORTS
    counts = [len(json.loads(line)["statements"]) for line in run("--to", "jsonl").stdout.splitlines()]
    assert counts == [len(example.statements), 1]
    for asked in (("--by", "البرقوقي"), ("--about", '"السوق ستفتح"'), ("--since", "2021-12-31")):
        (line,) = run("--to", "jsonl", *asked).stdout.splitlines()
        assert json.loads(line)["document"]["name"] == "market"
    for name in formats.FORMATS:
        place = tmp_path / f"{name}.zip"
        assert run("--to", name, str(place)).exit_code == 0
        assert place.stat().st_size > 100
    assert run("--to", "brat", str(tmp_path / "brat")).exit_code == 0
    assert len(list((tmp_path / "brat").glob("*.ann"))) == 2
    assert (tmp_path / "brat" / "annotation.conf").is_file()
    assert run("--to", "brat", str(tmp_path / "again.zip")).exit_code == 0
    assert (tmp_path / "again.zip").read_bytes() == (tmp_path / "brat.zip").read_bytes()
    for arguments, told in (
        (("--to", "nope"), "no such format"),
        (("--to", "brat"), "name a folder"),
        ((), "Name a FILE"),
        (("x.jsonl", "--by", "أحد"), "Name a FILE"),
        (("--to", "csv", str(tmp_path / "nowhere" / "x.csv")), "nowhere"),
        (("--to", "brat", str(path)), "naql.db"),
    ):
        failed = run(*arguments)
        assert failed.exit_code != 0
        assert told in str(failed.exception)
    assert not list(tmp_path.glob(".*"))


def test_an_extra_that_is_missing(example: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cassis", None)
    with pytest.raises(InputError, match=r"pip install 'naql\[cas\]'"):
        written("xmi", example)


def test_every_format_has_its_page() -> None:
    assert {path.stem for path in PAGES.glob("*.md")} == {"README", *formats.FORMATS}
    table = (PAGES / "README.md").read_text(encoding="utf-8")
    for layer, features in LAYERS.items():
        assert f"| {layer} |" in table
        assert all(f"`{feature}`" in table for feature in features)
    columns = (PAGES / "csv.md").read_text(encoding="utf-8")
    assert all(f"`{column}`" in columns for column in tables.heading())
