"""The public JSON both ways, its schema, its documentation, and the terminal's listing."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from rich.cells import cell_len
from rich.console import Console

from naql import Reader
from naql.errors import InputError
from naql.export.contract import dumps, from_dict, to_dict
from naql.export.listing import paired, short
from naql.export.schema import schema
from naql.export.tenure import interval, tenure
from naql.export.terminal import print_reading
from naql.records import Finding, Reading, Report, Role, Source, Span, Statement

HERE = Path(__file__).parent
GOLD = HERE.parents[1] / "shared" / "gold" / "dev"
INVENTED = HERE.parent / "evaluation" / "reports"
TEXT = (HERE / "cases" / "lanterns.txt").read_text(encoding="utf-8")
DATA = json.loads((HERE / "cases" / "lanterns.json").read_text(encoding="utf-8"))
DATA["document"] |= {"author": "ليلى الأقحواني", "published_at": "2021-11-08T14:30:00+03:00"}
READING = from_dict(DATA, TEXT)
FORMAT = (HERE.parent / "docs" / "format.md").read_text(encoding="utf-8")
RECORDS = ("span", "document", "time", "entity", "role", "source", "cue", "statement", "event", "finding")


def without_required(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: without_required(value) for key, value in part.items() if key != "required"}
    return part


def gold_files() -> list[Path]:
    return [path for folder in (GOLD, INVENTED) for path in sorted(folder.glob("*.gold.json"))]


def properties(name: str) -> dict[str, Any]:
    return schema()["$defs"][name]["properties"] if name else schema()["properties"]


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema())


def test_the_printed_reading_keeps_to_the_schema_and_comes_back() -> None:
    printed = json.loads(dumps(READING))
    Draft202012Validator(schema()).validate(printed)
    assert from_dict(printed, TEXT) == READING
    assert printed == DATA


def test_the_same_reading_prints_the_same_bytes_with_letters_as_letters() -> None:
    assert dumps(READING) == dumps(from_dict(DATA, TEXT))
    assert "\\u" not in dumps(READING)
    assert READING.statements[0].source.span is not None
    assert READING.statements[0].source.span.text in dumps(READING)


def test_nothing_is_printed_that_the_schema_does_not_name() -> None:
    printed = to_dict(READING)
    assert list(printed) == list(properties(""))
    assert list(printed["document"]) == list(properties("document"))
    for group, name in (
        ("times", "time"), ("entities", "entity"), ("statements", "statement"),
        ("events", "event"), ("findings", "finding"),
    ):  # fmt: skip
        for record in printed[group]:
            assert list(record) == list(properties(name))
    for statement in printed["statements"]:
        assert set(statement["source"]) <= set(properties("source"))
        assert list(statement["cue"]) == list(properties("cue"))


def test_a_source_without_a_span_has_no_span_keys() -> None:
    silent = [s for s in to_dict(READING)["statements"] if s["source"]["by"] == "implied"]
    assert [list(s["source"]) for s in silent] == [["entity", "entities", "kind", "by"]]


def test_an_empty_reading_is_a_reading() -> None:
    printed = to_dict(Reading(Report("")))
    Draft202012Validator(schema()).validate(printed)
    assert from_dict(printed, "") == Reading(Report(""))


@pytest.mark.parametrize(
    "path", gold_files() or [pytest.param(None, marks=pytest.mark.skip("no gold annotation lies beside the project"))],
    ids=lambda path: path.name.removesuffix(".gold.json") if path else "none",
)  # fmt: skip
def test_gold_annotation_is_taken(path: Path) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    text = path.with_name(path.name.replace(".gold.json", ".txt")).read_bytes().decode("utf-8")
    Draft202012Validator(without_required(schema())).validate(data)
    printed = to_dict(from_dict(data, text))
    for finding in printed["findings"]:
        assert finding["spans"]
    Draft202012Validator(schema()).validate(printed)


def changed(*path: str | int, to: Any) -> dict[str, Any]:
    data = json.loads(json.dumps(DATA))
    place = data
    for step in path[:-1]:
        place = place[step]
    if to is KeyError:
        del place[path[-1]]
    else:
        place[path[-1]] = to
    return data


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(changed("times", 0, "text", to="x"), "not what the report holds", id="another text"),
        pytest.param(changed("times", 0, "start", to=-3), "not what the report holds", id="before the start"),
        pytest.param(changed("times", 0, "start", to="3"), "not a reading", id="a string for a number"),
        pytest.param(changed("times", 0, "id", to=KeyError), "'id' is missing", id="no id"),
        pytest.param(changed("document", to=KeyError), "'document' is missing", id="no document"),
        pytest.param(changed("document", "published", to="yesterday"), "not a reading", id="no date"),
        pytest.param(changed("document", "sha256", to="0" * 64), "another text", id="another digest"),
        pytest.param(changed("statements", 1, "parent", to="s99"), "nothing has the id s99", id="no such parent"),
        pytest.param(changed("statements", 1, "time", to="e1"), "nothing has the id e1", id="an entity for a time"),
        pytest.param(
            changed("entities", 2, "roles", 0, "since", to="t99"), "nothing has the id t99", id="no such time"
        ),
        pytest.param(changed("events", 0, "actors", to=["e99"]), "nothing has the id e99", id="no such actor"),
        pytest.param(changed("times", 1, "id", to="t1"), "two things", id="one id twice"),
        pytest.param([], "not a reading", id="a list"),
    ],
)
def test_what_is_no_reading_of_the_text_is_refused(data: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        from_dict(data, TEXT)


def section(name: str) -> str:
    title = "The whole" if not name else name.capitalize()
    found = re.search(rf"^#+ {title}\n(.*?)(?=^##+ |\Z)", FORMAT, re.MULTILINE | re.DOTALL)
    assert found, f"docs/format.md has no section {title}"
    return found.group(1)


@pytest.mark.parametrize("name", ["", *RECORDS])
def test_every_key_is_documented_and_nothing_else(name: str) -> None:
    first_table = section(name).strip().split("\n\n")
    rows = next(block for block in first_table if block.startswith("| key |")).splitlines()[2:]
    documented = [key for row in rows for key in re.findall(r"`([^`]+)`", row.split("|")[1])]
    assert sorted(documented) == sorted(properties(name))


def enumerated() -> Iterator[tuple[str, str]]:
    for name in RECORDS:
        for key, about in properties(name).items():
            for value in about.get("enum", ()):
                if value is not None:
                    yield f"{name}.{key}", value


@pytest.mark.parametrize(("where", "value"), list(enumerated()))
def test_every_value_is_documented(where: str, value: str) -> None:
    assert f"`{value}`" in FORMAT
    assert len(schema()["$defs"][where.split(".")[0]]["properties"][where.split(".")[1]]["description"]) > 10


def printed(reading: Reading, width: int = 100) -> str:
    file = io.StringIO()
    print_reading(reading, Console(file=file, width=width, color_system=None))
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ('القرار "لا يلزم أحدا', 'القرار "لا يلزم أحدا"'),
        ('دليلا" على ذلك', '"دليلا" على ذلك'),
        ('الأول" و"الثاني', '"الأول" و"الثاني"'),
        ("المكتبة «مفتوحة للجميع", "المكتبة «مفتوحة للجميع»"),
        ("مفتوحة» للجميع", "«مفتوحة» للجميع"),
        ("لا علامات هنا", "لا علامات هنا"),
    ],
)
def test_a_mark_left_outside_a_span_is_shown_with_it(content: str, shown: str) -> None:
    assert paired(content) == shown


def test_a_long_title_is_shortened_in_lists() -> None:
    assert short("كلمة " * 100) == "كلمة " * 31 + "كلمة ..."


def test_a_document_that_speaks_is_no_unnamed_source() -> None:
    listing = printed(Reader().read("توتر في السوق\nووفقا للبيان، تم رفع السعر. وقالت مصادر محلية إن السعر ارتفع."))
    assert "document says" in listing
    assert "unnamed source says" in listing
    assert "\n      document" in listing


def test_the_listing_shows_the_chain_by_its_indents() -> None:
    lines = printed(READING).splitlines()
    indent = {
        match[1]: match.start(1) for line in lines if (match := re.search(r"(?:^|[─ ])(s\d+)  ", line))
    }  # fmt: skip
    assert list(indent) == [statement.id for statement in READING.statements]
    for statement in READING.statements:
        assert indent[statement.id] == (indent[statement.parent] + 4 if statement.parent else min(indent.values()))


def test_the_listing_tells_speaker_act_addressee_time_and_findings() -> None:
    listing = printed(READING, 140)
    assert "Samir al-Kawkabi informs → Layla al-Zaafarani · 2023-05-08 · in Ayn al-Sindyan" in listing
    assert READING.entities[2].name in listing
    assert "2023-05-08 or 2023-05-07" in listing
    assert "weekday-mismatch" in listing
    assert "suggested: 2023-05-07" in listing


def test_the_listing_tells_when_a_role_was_held() -> None:
    held = Role(READING.entities[2].roles[0].span, "former", since="t6", until="t3")
    entities = (*READING.entities[:2], replace(READING.entities[2], roles=(held,)), *READING.entities[3:])
    reading = replace(READING, entities=entities)
    assert from_dict(json.loads(dumps(reading)), TEXT) == reading
    assert f"{held.span.text} (former, since 2009, until Sunday 21 May 2023)" in " ".join(printed(reading, 300).split())
    assert tenure(held, {time.id: time for time in READING.times}, "ar").startswith("سابقا، منذ ")


@pytest.mark.parametrize(
    ("role", "told"),
    [
        ((None, "t6", "t3"), "2009/2023-05-21"),
        (("new", "t6"), "2009/.."),
        (("former", None, "t1"), "../2023-05-08"),
        ((None, None, None, "t6"), "2009"),
        ((None, "t5"), ""),
        (("acting",), ""),
    ],
)
def test_a_roles_interval(role: tuple[str | None, ...], told: str) -> None:
    assert interval(Role(READING.times[0].span, *role), {time.id: time for time in READING.times}) == told


@pytest.mark.parametrize("width", [40, 60, 100, 200])
def test_no_line_is_wider_than_the_console(width: int) -> None:
    assert max(cell_len(line) for line in printed(READING, width).splitlines()) <= width


def test_the_listing_adds_no_bidi_controls() -> None:
    assert not re.search("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]", printed(READING))


def test_a_report_cannot_steer_the_terminal_or_the_markup() -> None:
    text = "قال \x1b[31mفلان\x07 [red]إن[/red] [/] الجو جميل"
    span = Span(0, len(text), text)
    cue = READING.statements[0].cue.__class__(Span(0, 3, text[:3]), "قال")
    statement = Statement("s1", None, Source(None, (), "person", span, "open"), cue, (span,), (), "say", "indirect")
    finding = Finding("number-conflict", (span,), f"[bold]{text}", text)
    listing = printed(Reading(Report(text, title=text), statements=(statement,), findings=(finding,)), 300)
    assert "\x1b" not in listing
    assert "\x07" not in listing
    assert "[red]إن[/red] [/]" in listing
    assert "[bold]" in listing


def test_a_chain_of_any_length_is_printed() -> None:
    text = "قال"
    one = READING.statements[0]
    cue = one.cue.__class__(Span(0, 3, text), text)
    statements = tuple(
        Statement(
            f"s{n}", f"s{n - 1}" if n else None, Source(None, (), "person", None, "open"), cue, (), (), "say", "direct"
        )
        for n in range(40)
    )
    assert "s39" in printed(Reading(Report(text), statements=statements), 400)
