"""The ledger: the same tests on SQLite and on PostgreSQL; nothing lost however a process ends."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import random
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

import naql
from naql import InputError, LedgerError, Reader, Reading, Report
from naql.cli import cli
from naql.export import contract
from naql.ledger import Added, Ledger, migrate, reviews, rows, settling
from naql.ledger.keeping import take_out_index, write_index
from naql.ledger.mentions import regrouped
from naql.ledger.settling import standing
from naql.ledger.words import Query, hits, keys, keys_and_pairs, parse
from naql.records import Entity, Statement
from naql.text import Text

DAY = date(2021, 11, 8)
OUTLET = "صحيفة المنارة"
LIBRARY = (
    "المكتبة البلدية تفتح أبوابها\n"
    "قال مدير المكتبة سامي الزيزفوني إن المكتبة ستفتح أبوابها الأحد المقبل.\n"
    "وأضاف الزيزفوني أن الدخول مجاني للطلاب.\n"
)
GARDEN = (
    "الحديقة مغلقة للصيانة\n"
    "نفت المهندسة ليلى الأقحواني أن تكون الحديقة قد بيعت.\n"
    "وأبلغ رئيس المجلس البلدي منصور الياسميني ليلى الأقحواني أن الصيانة ستنتهي قريبا.\n"
)
PORT = "الميناء القديم\nذكرت مصادر مطلعة أن الميناء سيتوسع، وقال سامي الزيزفوني إن الكتب ستصل بحرا.\n"


def report(body: str, name: str, published: date = DAY, url: str | None = None, publisher: str = OUTLET) -> Report:
    return Report(body, name, body.split("\n")[0], publisher, published, url)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.fixture(scope="module")
def readings(reader: Reader) -> list[Reading]:
    told = [(LIBRARY, "library", DAY), (GARDEN, "garden", date(2021, 11, 20)), (PORT, "port", date(2022, 1, 3))]
    return [reader.read(report(body, name, day)) for body, name, day in told]


@pytest.fixture
def ledger(url: str, readings: list[Reading]) -> Iterator[Ledger]:
    with Ledger.open(url) as made:
        for reading in readings:
            assert made.add(reading).state == "new"
        yield made


def change(ledger: Ledger, sql: str, **values: Any) -> None:
    with ledger.engine.execution_options(naql_writes=True).begin() as connection:
        connection.execute(text(sql), values)


# What comes in


def test_the_same_report_twice_is_one(ledger: Ledger, readings: list[Reading]) -> None:
    before = ledger.stats()
    again = ledger.add(readings[0])
    assert again.state == "known"
    assert again.number == 1
    nobodys = replace(readings[0], report=replace(readings[0].report, publisher=None))
    assert ledger.add(nobodys) == again
    assert ledger.stats() == before


def test_the_same_text_of_two_outlets_is_two_reports(ledger: Ledger, readings: list[Reading]) -> None:
    copied = replace(readings[0], report=replace(readings[0].report, publisher="صحيفة أخرى"))
    assert ledger.add(copied).state == "new"
    assert ledger.stats()["reports"] == 4


def test_a_changed_text_at_a_known_address_is_a_version(ledger: Ledger, reader: Reader) -> None:
    address = "https://example.org/library"
    first = ledger.add(reader.read(report(LIBRARY, "a", url=address)))
    second = ledger.add(reader.read(report(LIBRARY.replace("مجاني", "مدفوع"), "a", url=address)))
    assert (first.state, second.state, second.number) == ("new", "version", 2)
    assert first.code != second.code
    shown = ledger.show(second.code)
    assert [version.number for version in shown.versions] == [1, 2]
    assert shown.versions[0].text == LIBRARY
    lines = ledger.difference(second.code)
    assert any(line.startswith("-") and "مجاني" in line for line in lines)
    assert any(line.startswith("+") and "مدفوع" in line for line in lines)
    assert ledger.difference(first.code) == []
    assert ledger.add(reader.read(report(LIBRARY, "a", url=address))) == first._replace(state="known")


def test_the_bytes_are_kept_as_they_came(ledger: Ledger, reader: Reader) -> None:
    body = LIBRARY.replace("الأحد", "الاثنين")
    ledger.add(reader.read(report(body, "old")), body.encode("windows-1256"))
    assert not list(ledger.verify())
    with ledger.engine.begin() as connection:
        kept = connection.execute(text("SELECT received FROM versions WHERE received IS NOT NULL")).scalar_one()
    assert bytes(kept).decode("windows-1256") == body


def test_what_no_database_keeps_is_refused(ledger: Ledger) -> None:
    for bad in ("قال سامي\0إن", "قال \ud800"):
        with pytest.raises(InputError):
            ledger.add(Reading(Report(bad, "bad")))
    assert ledger.stats()["reports"] == 3


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=60))
def test_any_text_is_kept_with_every_span_true(ledger: Ledger, reader: Reader, noise: str) -> None:
    body = f"{noise}\nقال {noise} سامي الزيزفوني إن {noise} المكتبة {noise} مفتوحة."
    added = ledger.add(reader.read(report(body, "noise")))
    assert ledger.show(added.code).report.text == body
    for said in ledger.statements(limit=None):
        whole = ledger.show(said.report).report.text
        for span in (said.cue, said.content, *([said.source] if said.source else [])):
            assert whole[span.start : span.end] == span.text


# What is asked

SEARCHES = [
    ("المكتبة", ["library"], "as it stands"),
    ("مكتبة", ["library"], "without the article"),
    ("مكتبه", ["library"], "another last letter"),
    ("الطلاب", ["library"], "written together with a preposition"),
    ("الزيزفوني", ["port", "library"], "the last published first"),
    ("الميناء مصادر", ["port"], "both words"),
    ("المكتبة الحديقة", [], "no report has both"),
    ('"الدخول مجاني"', ["library"], "a phrase"),
    ('"مجاني الدخول"', [], "a phrase in another order"),
    ('"المجلس البلدي" صيانة', ["garden"], "a phrase and a word"),
    ("«المجلس البلدي»", ["garden"], "Arabic quotation marks"),
    ("", [], "nothing"),
    ("\" '; -- * NEAR(", [], "what a query language would choke on"),
]


@pytest.mark.parametrize(("query", "expected"), [row[:2] for row in SEARCHES], ids=[row[2] for row in SEARCHES])
def test_search(ledger: Ledger, query: str, expected: list[str]) -> None:
    found = ledger.search(query)
    assert [ledger.show(hit.code).report.name for hit in found] == expected
    for hit in found:
        whole = ledger.show(hit.code).report.text
        assert hit.spans
        assert all(whole[span.start : span.end] == span.text for span in hit.spans)


def test_search_by_day_outlet_and_number(ledger: Ledger) -> None:
    assert len(ledger.search("الزيزفوني", since=date(2022, 1, 1))) == 1
    assert len(ledger.search("الزيزفوني", until=date(2021, 12, 31))) == 1
    assert len(ledger.search("الزيزفوني", limit=1)) == 1
    assert ledger.search("الزيزفوني", outlet="لا أحد") == []


@pytest.mark.parametrize("many", [1, 2000], ids=["walked", "fetched"])
def test_frequent_words_are_found_as_rare_ones_are(ledger: Ledger, many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("naql.ledger.queries._MANY", many)
    names = {query: [ledger.show(hit.code).report.name for hit in ledger.search(query)] for query, _, _ in SEARCHES}
    assert names == {query: found for query, found, _ in SEARCHES}
    told = [said.content.text for said in ledger.statements(about='"الصيانة ستنتهي"')]
    assert told == ["الصيانة ستنتهي قريبا"]
    assert ledger.statements(about='"ستنتهي الصيانة"') == []
    assert len(ledger.statements(by="منصور الياسميني", about='"الصيانة ستنتهي"')) == 1


def test_the_index_and_the_marks_agree() -> None:
    body = "وللمكتبات كتبها، وبالميناء سفنه في 2018م"
    for word in ("مكتبات", "كتب", "ميناء", "سفن", "2018"):
        assert word in keys(body).split()
        assert hits(body, parse(word))


@given(st.lists(st.text(min_size=1, max_size=8), min_size=2, max_size=8), st.data())
def test_every_run_of_words_is_found_as_a_phrase(parts: list[str], data: st.DataObject) -> None:
    body = " ".join(part.replace('"', "") for part in parts)
    words = [word.casefold() for word in Text(body).words]
    first = data.draw(st.integers(0, len(words)))
    last = data.draw(st.integers(first, len(words)))
    query = Query((), (tuple(words[first:last]),))
    assert set(query.needed) <= set(keys(body).split())
    assert set(query.marked) <= set(keys_and_pairs(body).split())


def test_naql_gives_the_ledger() -> None:
    assert naql.Ledger is Ledger
    with pytest.raises(AttributeError, match="no attribute 'Ledgers'"):
        naql.Ledgers  # type: ignore[attr-defined]  # noqa: B018


def test_said(ledger: Ledger) -> None:
    by = ledger.statements(by="سامي الزيزفوني")
    assert len(by) == 3
    assert all("سامي الزيزفوني" in said.speakers for said in by)
    assert ledger.statements(by="Sami al-Zayzafuni") == by
    assert ledger.statements(by="Zayzafuni", about="الدخول")[0].content.text.startswith("الدخول مجاني")
    assert [said.act for said in ledger.statements(act="deny")] == ["deny"]
    assert ledger.statements(to="ليلى الأقحواني")[0].speakers == ("منصور الياسميني",)
    assert ledger.statements(source_kind="anonymous")[0].content.text.startswith("الميناء")
    assert ledger.statements(by="Nobody Atall") == []
    assert {said.published for said in ledger.statements(until=date(2021, 11, 30))} == {DAY, date(2021, 11, 20)}
    days = [said.published for said in ledger.statements(oldest_first=True)]
    assert days == sorted(days, key=str)
    assert len(ledger.statements(limit=2)) == 2
    assert ledger.statements(about='"الدخول مجاني"')
    assert ledger.statements(about='"مجاني الدخول"') == []


def test_who_and_what_a_person_decides(ledger: Ledger) -> None:
    found = ledger.who("الزيزفوني")
    assert [person.name for person in found.spellings] == ["سامي الزيزفوني"]
    assert "surname after full name" in found.spellings[0].reasons
    assert dict(found.outlets) == {OUTLET: 3}
    assert dict(found.years) == {"2021": 2, "2022": 1}
    assert ledger.people("ليلى الزيزفوني") == []
    same = ledger.decide("same", "المدير", "سامي الزيزفوني")
    assert ledger.people("المدير")[0].reasons == ("decided by a person",)
    ledger.decide("different", "الزيزفوني", "سامي الزيزفوني")
    assert ledger.people("الزيزفوني") == []
    assert ledger.undo().kind == "different"
    assert ledger.people("الزيزفوني")
    assert ledger.undo(same.number) == same
    assert ledger.people("المدير") == []
    with pytest.raises(LedgerError):
        ledger.undo()


@pytest.mark.parametrize("name", ["", "  ", "!!", "\u064b", "س" * 600])
def test_what_is_no_name_decides_nothing(ledger: Ledger, name: str) -> None:
    for pair in ((name, "سامي الزيزفوني"), ("سامي الزيزفوني", name)):
        with pytest.raises(LedgerError, match="is no name"):
            ledger.decide("same", *pair)
    assert ledger.decided() == []
    assert ledger.people(name) == []


def test_roles_tell_when_they_were_held(reader: Reader, tmp_path: Path) -> None:
    body = "المكتبة\nقال مدير المكتبة سامي الزيزفوني، الذي تولى المنصب عام 2019، إن المكتبة ستفتح أبوابها.\n"
    with Ledger.open(tmp_path / "roles.db") as ledger:
        ledger.add(reader.read(report(body, "library")))
        assert ledger.who("الزيزفوني").roles == (("مدير المكتبة (2019/..)", 1),)


def test_show_by_the_beginning_of_a_code(ledger: Ledger) -> None:
    said = ledger.statements(act="deny")[0]
    shown = ledger.show(said.code[:7])
    assert shown.statement is not None
    assert shown.report.code == said.report
    for code in ("sffffffffff", "r", "", "x"):
        with pytest.raises(LedgerError):
            ledger.show(code)


def test_findings_and_stats(ledger: Ledger) -> None:
    found = ledger.findings("anonymous-only")
    assert [finding.span.text for finding in found] == ["مصادر مطلعة"]
    assert ledger.findings("no-such-kind") == []
    stats = ledger.stats()
    assert (stats["reports"], stats["versions"], stats["readings"]) == (3, 3, 3)


# Looking after it


def test_verify_finds_what_is_not_true(ledger: Ledger) -> None:
    assert list(ledger.verify()) == []
    change(ledger, "UPDATE versions SET text = replace(text, 'مجاني', 'مدفوع') WHERE text LIKE '%مجاني%'")
    change(ledger, "UPDATE statements SET cue_start = cue_start + 1 WHERE act = 'deny'")
    faults = list(ledger.verify())
    assert any("hash" in fault.what for fault in faults)
    assert any("statement" in fault.what for fault in faults)
    assert len({fault.report for fault in faults}) == 2


def test_reread_keeps_what_stayed_the_same(ledger: Ledger, reader: Reader) -> None:
    codes = {said.code for said in ledger.statements(limit=None)}
    assert list(ledger.reread(reader.read)) == []
    assert list(ledger.reread(reader.read, everything=True)) == []
    assert {said.code for said in ledger.statements(limit=None)} == codes

    def worse(asked: Report) -> Reading:
        read = reader.read(asked)
        kept = [replace(statement, act="ask") for statement in read.statements if statement.act != "deny"]
        return replace(read, statements=tuple(replace(s, parent=None) for s in kept))

    changes = list(ledger.reread(worse, everything=True))
    assert {state for *_, state, _ in changes} == {"removed", "altered"}
    assert {said.code for said in ledger.statements(limit=None)} < codes
    assert list(ledger.verify()) == []
    assert ledger.statements(about="الحديقة", act="deny") == []
    assert [c.state for c in ledger.reread(reader.read, everything=True)].count("added") == 1
    assert {said.code for said in ledger.statements(limit=None)} == codes
    assert ledger.statements(about="الحديقة")


def test_an_older_naqls_readings_are_read_again(
    ledger: Ledger, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(naql, "__version__", "99.0")
    assert list(ledger.reread(reader.read)) == []
    with ledger.engine.begin() as connection:
        assert set(connection.execute(text("SELECT naql FROM readings")).scalars()) == {"99.0"}


def test_export_and_import(ledger: Ledger, tmp_path: Path) -> None:
    ledger.decide("same", "المدير", "سامي الزيزفوني")
    stream = io.StringIO()
    assert ledger.export(stream) == 3
    lines = stream.getvalue().splitlines(keepends=True)
    with Ledger.open(tmp_path / "other.db") as other:
        assert [added.state for added in other.import_(lines, "x")] == ["new"] * 3
        assert [added.state for added in other.import_(lines, "x")] == ["known"] * 3
        assert other.statements(limit=None) == ledger.statements(limit=None)
        assert [d[1:4] for d in other.decided()] == [d[1:4] for d in ledger.decided()]
        again = io.StringIO()
        other.export(again)
        with pytest.raises(InputError, match="line 1"):
            list(other.import_(["{}"], "x"))
    strip = [json.loads(line).get("reading") for line in again.getvalue().splitlines()]
    assert strip == [json.loads(line).get("reading") for line in lines]


def test_a_newer_ledger_is_refused_and_an_older_one_migrated(ledger: Ledger, url: str) -> None:
    assert migrate(url) is False
    change(ledger, "UPDATE alembic_version SET version_num = '9999'")
    for opening in (Ledger.open, migrate):
        with pytest.raises(LedgerError, match="newer"):
            opening(url)


def test_an_older_ledger_finds_phrases_once_it_is_migrated(ledger: Ledger, url: str) -> None:
    sqlite = ledger.engine.dialect.name == "sqlite"
    empty = "INSERT INTO report_words (report_words) VALUES ('delete-all')" if sqlite else "DELETE FROM report_words"
    later = tuple(f"DROP TABLE {name}" for name in ("feeds", "links", "marks", "profiles", "waiting"))
    for sql in (empty, *later, "UPDATE alembic_version SET version_num = '0003'"):
        change(ledger, sql)
    with pytest.raises(LedgerError, match="naql migrate"):
        Ledger.open(url)
    assert migrate(url) is True
    with Ledger.open(url) as brought:
        assert len(brought.search('"المجلس البلدي"')) == 1
        assert len(brought.search("الزيزفوني")) == 2
        assert list(brought.verify()) == []


@pytest.mark.parametrize("shape", ["0006", "0008", "0009"])
def test_an_older_ledger_compares_its_reports_anew(ledger: Ledger, url: str, shape: str) -> None:
    stories = ledger.stories()
    change(ledger, "UPDATE profiles SET body = :other", other=b"a profile of another shape")
    change(ledger, f"UPDATE alembic_version SET version_num = '{shape}'")
    assert migrate(url) is True
    with Ledger.open(url) as brought:
        assert brought.uncompared() == sum(map(len, stories)) > 0
        assert brought.stories() == stories


def test_the_tables_are_those_of_the_migrations(url: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from naql.ledger.tables import metadata

    with Ledger.open(url) as made, made.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": only_ours})
        assert compare_metadata(context, metadata) == []


def only_ours(_: object, name: str, kind: str, *__: object) -> bool:
    return not (kind == "table" and ("_words" in name or name == "alembic_version"))


# However a process ends


def in_child(work: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException as error:
            print(error, file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    return child


def small(number: int) -> Reading:
    """An invented reading, made without reading."""
    body = f"الخبر {number}\nقال سامي إن الكتاب {number} وصل."
    data = {
        "document": {"name": str(number), "publisher": OUTLET, "published": "2021-11-08"},
        "entities": [{"id": "e1", "type": "PER", "name": "سامي", "mentions": []}],
        "statements": [
            {
                "id": "s1",
                "source": {"entity": "e1", "kind": "person"},
                "cue": spanned(body, "قال"),
                "content": [spanned(body, "الكتاب")],
                "act": "say",
                "mode": "indirect",
            }
        ],
    }
    from naql.export.contract import from_dict

    return from_dict(data, body)


def spanned(body: str, words: str) -> dict[str, Any]:
    start = body.index(words)
    return {"start": start, "end": start + len(words), "text": words}


def add_all(url: str, numbers: range) -> Callable[[], None]:
    def work() -> None:
        with Ledger.open(url) as ledger:
            for number in numbers:
                ledger.add(small(number))

    return work


def test_killed_at_any_moment_it_holds_whole_reports(url: str, request: pytest.FixtureRequest) -> None:
    Ledger.open(url).close()
    chance = random.Random(7)
    kept, soon = 0, 0.0
    for turn in range(100 if "://" not in url else 20):
        began = time.monotonic()
        child = in_child(add_all(url, range(turn * 1000, turn * 1000 + 1000)))
        if turn:
            time.sleep(chance.random() * soon)
        else:  # so long as this machine takes for a few
            with Ledger.open(url) as ledger:
                while ledger.stats()["reports"] < 4:
                    time.sleep(0.005)
            soon = 1.5 * (time.monotonic() - began)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with Ledger.open(url) as ledger:
            stats = ledger.stats()
        assert stats["reports"] == stats["versions"] == stats["readings"] == stats["statements"] >= kept
        kept = stats["reports"]
    assert kept > 5
    with Ledger.open(url) as ledger:
        assert list(ledger.verify()) == []
        names = {ledger.show(said.report).report.name for said in ledger.statements(limit=None)}
        firsts = {int(name) - int(name) % 1000 for name in names}
        for first in firsts:  # what each process had added are its first reports, without a gap
            numbers = sorted(int(name) for name in names if int(name) - int(name) % 1000 == first)
            assert numbers == list(range(first, first + len(numbers)))


def test_two_writers_at_once(url: str) -> None:
    children = [in_child(add_all(url, range(60))), in_child(add_all(url, range(30, 90)))]
    for child in children:
        _, status = os.waitpid(child, 0)
        assert status == 0
    with Ledger.open(url) as ledger:
        assert ledger.stats()["reports"] == ledger.stats()["statements"] == 90
        assert list(ledger.verify()) == []


def command(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "naql", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        **options,
    )


def clear(run: subprocess.CompletedProcess[str]) -> str:
    assert run.returncode == 1, run.stderr
    assert "Traceback" not in run.stderr
    assert run.stderr.count("\n") == 1
    return run.stderr


def test_no_room_on_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "naql.db"
    lines = tmp_path / "many.jsonl"
    lines.write_text("\n".join(json.dumps({"text": f"{LIBRARY} {n}"}) for n in range(60)), encoding="utf-8")
    with Ledger.open(path) as ledger:
        ledger.add(small(1))
    limit = path.stat().st_size + 60_000

    def quota() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    run = command("add", lines, "--ledger", path, preexec_fn=quota)
    assert "no room" in clear(run)
    with Ledger.open(path) as ledger:
        assert list(ledger.verify()) == []
        assert 1 <= ledger.stats()["reports"] < 60
    assert command("add", lines, "--ledger", path).returncode == 0
    with Ledger.open(path) as ledger:
        assert ledger.stats()["reports"] == 61


def test_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "naql.db"
    with Ledger.open(path) as ledger:
        for number in range(40):
            ledger.add(small(number))
        change(ledger, "SELECT 1")
        with ledger.engine.connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    data = bytearray(path.read_bytes())
    for page in range(3, len(data) // 4096):
        data[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    path.write_bytes(data)
    assert "damaged" in clear(command("said", "--ledger", path))
    assert command("verify", "--ledger", path).returncode == 1
    path.write_text("no database at all, but a text that is long enough to look like a file " * 100)
    assert "damaged" in clear(command("stats", "--ledger", path))


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for address in (
        tmp_path / "file" / "naql.db",
        "nosuch://host/name",
        "postgresql+psycopg://nobody@127.0.0.1:1/none",
    ):
        clear(command("stats", "--ledger", address))
    (tmp_path / "report.txt").write_text(LIBRARY, encoding="utf-8")
    for address in (tmp_path, "/dev/null", "sqlite:////dev/null"):
        for run in (
            command("stats", "--ledger", address),
            command("add", tmp_path / "report.txt", "--ledger", address),
        ):
            assert "no ledger" in clear(run)
            assert "no room" not in run.stderr


# The commands


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "library.txt").write_text(LIBRARY, encoding="utf-8")
    (tmp_path / "in" / "empty.txt").write_text("", encoding="utf-8")
    items: list[object] = [
        {
            "text": GARDEN.split("\n", 1)[1],
            "title": GARDEN.split("\n")[0],
            "published": "2021-11-20T10:00:00+03:00",
            "publisher": OUTLET,
        },
        {"text": PORT, "published": "2022-01-03", "publisher": OUTLET},
        {"title": "no text"},
        {"text": PORT, "published": "yesterday"},
        ["no object"],
    ]
    with gzip.open(tmp_path / "in" / "news.jsonl.gz", "wt", encoding="utf-8") as stream:
        stream.write("\n".join(json.dumps(item) for item in items) + "\n{broken\n\n")
    return tmp_path


def test_the_commands(filled: Path) -> None:
    ledger = filled / "naql.db"
    options = ("--ledger", ledger)
    run = command("add", filled / "in", *options, "--publisher", OUTLET, "--published", "2021-11-08", "--jobs", "2")
    assert run.returncode == 1
    assert "Reports added: 3;" in run.stdout
    assert len(run.stderr.splitlines()) == 6
    assert all(f"line {n}" in run.stderr for n in (3, 4, 5, 6))
    assert (
        "known already: 3"
        in command("add", filled / "in", *options, "--publisher", OUTLET, "--published", "2021-11-08").stdout
    )
    found = json.loads(command("said", "--by", "Zayzafuni", *options, "--format", "json").stdout)
    assert len(found) == 3
    assert "unnamed source" in command("said", "--source-kind", "anonymous", *options).stdout
    rows = list(csv.DictReader(io.StringIO(command("search", "الميناء", *options, "--format", "csv").stdout)))
    assert [row["title"] for row in rows] == ["الميناء القديم"]
    assert "Zizfuni" in command("who", "الزيزفوني", *options).stdout
    assert "المكتبة" in command("show", found[-1]["code"], *options).stdout
    assert command("show", found[-1]["report"], *options, "--text").stdout == LIBRARY
    assert command("timeline", *options).stdout.index("2021-11-08") < command("timeline", *options).stdout.index("2022")
    assert "مصادر" in command("findings", *options).stdout
    assert json.loads(command("stats", *options, "--json").stdout)["reports"] == 3
    assert "true" in command("verify", *options).stdout
    assert command("reread", "--all", *options).returncode == 0
    assert command("export", filled / "out.jsonl", *options).returncode == 0
    assert "Reports added: 3;" in command("import", filled / "out.jsonl", "--ledger", filled / "other.db").stdout
    assert "Decision 1" in command("same", "المدير", "سامي الزيزفوني", *options).stdout
    assert "Undone" in command("undo", *options).stdout
    assert "Nothing" in command("search", "غير موجود", *options).stdout


def test_of_nothing_that_can_be_read_no_ledger_is_made(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "dataset" / "_shards").mkdir(parents=True)
    for path in (tmp_path / "empty.txt", tmp_path / "none.txt", tmp_path / "dataset"):
        run = command("add", path, "--ledger", tmp_path / "folder" / "naql.db")
        assert (run.returncode, str(path) in run.stderr) == (1, True)
        assert not (tmp_path / "folder").exists()


@pytest.mark.parametrize("content", [b"hello\n", b"\xff\xfe\x00abc", b"[1]\n", b'"text"\n', b"{}\n"])
def test_of_what_was_not_exported_no_ledger_is_made(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_bytes(content)
    run = command("import", tmp_path / "bad.jsonl", "--ledger", tmp_path / "new.db")
    assert run.returncode == 1
    assert "line 1 is not what 'naql export' writes" in run.stderr
    assert not (tmp_path / "new.db").exists()


def test_of_texts_that_no_database_keeps_no_ledger_is_made(tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text(json.dumps({"text": "قال سامي الزيزفوني\0 إن الجسر جاهز"}), encoding="utf-8")
    run = command("add", tmp_path / "bad.jsonl", "--ledger", tmp_path / "new.db")
    assert run.returncode == 1
    assert "NUL" in run.stderr
    assert not (tmp_path / "new.db").exists()


def test_nothing_of_a_report_reaches_the_terminal_as_a_control(tmp_path: Path, reader: Reader) -> None:
    path = tmp_path / "naql.db"
    with Ledger.open(path) as ledger:
        ledger.add(reader.read(report(LIBRARY.replace("المكتبة", "\x1b[31mالمكتبة\u202e"), "\x1b[2J")))
    for arguments in (("said",), ("search", "مجاني"), ("timeline",), ("who", "الزيزفوني")):
        assert "\x1b" not in command(*arguments, "--ledger", path).stdout


# Many at once


def whole(url: str) -> list[dict[str, Any]]:
    """All that a ledger exports, but for when it was added."""
    stream = io.StringIO()
    with Ledger.open(url) as ledger:
        ledger.export(stream)
        assert not list(ledger.verify())
    return [{**json.loads(line), "added": None} for line in stream.getvalue().splitlines()]


def many(reader: Reader) -> list[Reading]:
    """A hundred reports and more, among them versions of one, the same twice, the same text of two outlets, and of none."""
    bodies = [LIBRARY.replace("الأحد", f"رقم {n} الأحد") for n in range(110)]
    told = [report(body, f"n{n}", url=f"https://example.org/{n % 100}") for n, body in enumerate(bodies)]
    told += [
        told[3],
        report(GARDEN, "one"),
        report(GARDEN, "other", publisher="صحيفة أخرى"),
        Report(PORT, "a"),
        Report(PORT, "b"),
    ]
    return [reader.read(one) for one in told]


def test_many_at_once_are_as_one_by_one(url: str, reader: Reader, tmp_path: Path) -> None:
    given = many(reader)
    other = str(tmp_path / "one-by-one.db")
    with Ledger.open(url) as ledger, Ledger.open(other) as slow:
        told = [slow.add(reading) for reading in given]
        assert list(ledger.add_all(given)) == told
        assert [state for _, state in zip(given, ledger.add_all(given), strict=True)] == [
            one._replace(state="known") for one in told
        ]
        assert [hit.code for hit in ledger.search("الطلاب", limit=500)] == [
            hit.code for hit in slow.search("الطلاب", limit=500)
        ]
        assert ledger.stats() == slow.stats()
        assert [(said.code, said.speakers) for said in ledger.statements(by="Zayzafuni", limit=None)] == [
            (said.code, said.speakers) for said in slow.statements(by="Zayzafuni", limit=None)
        ]
    assert whole(url) == whole(other)


def test_one_bad_among_many_is_told_alone(url: str, readings: list[Reading]) -> None:
    bad = Reading(Report("قال سامي\0إن", "bad"))
    with Ledger.open(url) as ledger:
        told = list(ledger.add_all([readings[0], bad, readings[1]]))
        assert isinstance(told[1], InputError)
        assert [one.state for one in (told[0], told[2]) if isinstance(one, Added)] == ["new", "new"]
        assert ledger.stats()["reports"] == 2


def test_codes_that_are_taken_are_told_and_the_rest_is_kept(
    url: str, readings: list[Reading], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two versions whose codes are alike, as two among a million are."""
    real = rows.version_code
    monkeypatch.setattr(
        rows, "version_code", lambda report: "r0" if report.name in ("library", "port") else real(report)
    )
    with Ledger.open(url) as ledger:
        told = list(ledger.add_all(readings))
        assert [isinstance(one, LedgerError) for one in told] == [False, False, True]
        assert ledger.stats()["reports"] == 2


# Merges inside a reading


def settled(ledger: Ledger, code: str) -> Reading:
    shown = ledger.show(code)
    assert shown.reading is not None
    return shown.reading


def who_is(reading: Reading, words: str) -> Entity:
    (found,) = [one for one in reading.entities if words in {span.text for span in one.mentions}]
    return found


def test_a_merge_inside_a_reading_is_taken_apart_and_undone(
    ledger: Ledger, reader: Reader, readings: list[Reading]
) -> None:
    code = ledger.known(readings[0].report).code  # type: ignore[union-attr]
    before = settled(ledger, code)
    both = who_is(before, "سامي الزيزفوني")
    place = next((span.start, span.end) for span in both.mentions if span.text == "الزيزفوني")
    made = reviews.part(ledger, code, place, "", "sara", "his brother")
    for _ in range(2):
        reading = settled(ledger, code)
        contract.from_dict(contract.to_dict(reading), LIBRARY)
        full, brother = who_is(reading, "سامي الزيزفوني"), who_is(reading, "الزيزفوني")
        assert [full.name, brother.name, brother.latin] == ["سامي الزيزفوني", "الزيزفوني", "al-Zizfuni"]
        assert [[role.span.text for role in one.roles] for one in (full, brother)] == [["مدير المكتبة"], []]
        assert [one.source.entities for one in reading.statements] == [(full.id,), (brother.id,)]
        list(ledger.reread(reader.read, everything=True))
    reviews.part(ledger, code, place, "ليلى الأقحواني", "sara", "")
    assert who_is(settled(ledger, code), "الزيزفوني").name == "ليلى الأقحواني"
    reviews.part(ledger, code, place, "سامي الزيزفوني", "sara", "")
    assert settled(ledger, code) == before
    last = standing(ledger.show(code).said)[made.target]
    reviews.undo(ledger, last.number, "sara")
    assert who_is(settled(ledger, code), "الزيزفوني").name == "ليلى الأقحواني"
    for review in ledger.show(code).said:
        if review.undone is None:
            reviews.undo(ledger, review.number, "sara")
    assert settled(ledger, code) == before
    with pytest.raises(InputError, match="stands no name"):
        reviews.part(ledger, code, (0, 3), "", "sara", "")


def corrected(ledger: Ledger, code: str, statement: Statement, name: str) -> reviews.Review:
    reading = ledger.show(code).reading
    assert reading is not None
    target = ledger.show(code).codes[statement.id]
    body = settling.snapshot(reading, statement) | {"speakers": [["PER", name]], "by": "name"}
    return reviews.keep(ledger, code, target, "correct", body, "sara", "", 0)


def by(ledger: Ledger, name: str) -> list[str]:
    return sorted(said.code for said in ledger.statements(by=name, limit=None))


def test_what_people_said_holds_wherever_a_reading_is_asked_for(
    ledger: Ledger, reader: Reader, readings: list[Reading], tmp_path: Path
) -> None:
    code = ledger.known(readings[0].report).code  # type: ignore[union-attr]
    before, shown = by(ledger, "سامي الزيزفوني"), ledger.show(code)
    first, second = shown.reading.statements[:2]  # type: ignore[union-attr]
    made = corrected(ledger, code, first, "نزار الفستقي")
    rejected = reviews.keep(ledger, code, shown.codes[second.id], "reject", {}, "sara", "", 0)
    for _ in range(2):
        assert by(ledger, "نزار الفستقي") == [shown.codes[first.id]]
        assert shown.codes[first.id] not in by(ledger, "سامي الزيزفوني")
        assert shown.codes[second.id] not in {said.code for said in ledger.statements(limit=None)}
        assert [person.name for person in ledger.people("نزار الفستقي")] == ["نزار الفستقي"]
        (exported,) = ledger.readings(by="نزار الفستقي")
        assert [s.cue.span for s in exported.statements] == [first.cue.span]
        assert ledger.show(shown.codes[second.id]).report.code == code  # what is rejected still leads to its report
        assert list(ledger.verify()) == []
        list(ledger.reread(reader.read, everything=True))
    stream = io.StringIO()
    ledger.export(stream)
    with Ledger.open(tmp_path / "copy.db") as copy:
        for _ in range(2):  # what is said already is not said twice
            list(copy.import_(stream.getvalue().splitlines(), "x"))
            assert by(copy, "نزار الفستقي") == [shown.codes[first.id]]
            assert [one._replace(number=0) for one in copy.show(code).said] == [
                one._replace(number=0) for one in ledger.show(code).said
            ]
        assert list(copy.verify()) == []
    for review in (made, rejected):
        reviews.undo(ledger, review.number, "sara")
    assert (by(ledger, "سامي الزيزفوني"), by(ledger, "نزار الفستقي")) == (before, [])
    assert ledger.show(code).reading == shown.reading


def test_decisions_about_what_is_rejected_disturb_nothing(
    ledger: Ledger, reader: Reader, readings: list[Reading], tmp_path: Path
) -> None:
    first, second = (ledger.known(one.report).code for one in readings[:2])  # type: ignore[union-attr]
    edited = replace(readings[0].report, text=readings[0].report.text + "\nوكان الجو جميلا.")
    newer = ledger.add(reader.read(edited)).code
    mine, yours = (next(iter(ledger.show(code).codes.values())) for code in (first, second))
    ledger.decide("different", mine, yours)
    reviews.keep(ledger, first, mine, "reject", {}, "sara", "", 0)
    assert ledger.together([newer, second]).account.codes
    made = ledger.decide("same", yours, mine)
    assert (made.one, made.other) == (yours, mine)
    stream = io.StringIO()
    ledger.export(stream)
    with Ledger.open(tmp_path / "copy.db") as copy:
        for _ in range(2):
            list(copy.import_(stream.getvalue().splitlines(), "x"))
            assert [d[1:4] for d in copy.decided()] == [d[1:4] for d in ledger.decided()]


def test_what_hangs_on_what_is_rejected_goes_with_it(ledger: Ledger, reader: Reader) -> None:
    text = "أخبار المدينة\nذكرت وكالة نورس الأحد نقلا عن سامي الزيزفوني قوله إن الجيش قصف مدينة حلب الاثنين."
    code = ledger.add(reader.read(Report(text, "strike", published=date(2021, 11, 8)))).code
    shown = ledger.show(code)
    assert shown.reading is not None
    inner = next(s for s in shown.reading.statements if s.parent)
    (event,) = shown.reading.events
    assert event.asserted_by == inner.id
    assert event.time is not None
    span = next(time.span for time in shown.reading.times if time.id == event.time)
    reviews.keep(ledger, code, shown.codes[inner.id], "reject", {}, "sara", "", 0)
    reviews.keep(ledger, code, settling.target_of(span), "reject", {}, "sara", "", 0)
    reading = ledger.show(code).reading
    assert reading is not None
    assert [(e.asserted_by, e.time) for e in reading.events] == [(inner.parent, None)]
    assert contract.from_dict(contract.to_dict(reading), text) == reading


def test_who_is_put_in_has_a_latin_name_and_a_kind(ledger: Ledger, readings: list[Reading]) -> None:
    code = ledger.known(readings[0].report).code  # type: ignore[union-attr]
    corrected(ledger, code, ledger.show(code).reading.statements[0], "نزار الفستقي")  # type: ignore[union-attr]
    (person,) = ledger.people("نزار الفستقي")
    assert person.latin.isascii()
    assert len(list(ledger.statements(by="نزار الفستقي", source_kind="person"))) == 1


@pytest.mark.parametrize(
    "told",
    [
        {"decision": {"kind": "same", "one": 1, "other": 2}},
        {"decision": {"kind": "foo", "one": "a", "other": "b"}},
        {"review": {"body": None}},
        {"review": {"kind": "foo"}},
        {"review": {"target": "mention:x"}},
        {"review": {"body": {"content": 5}}},
        {"review": {"body": {"speakers": "x"}}},
        {"review": {"target": "s0000000000", "body": {"cue": [0, 3]}}},
        {"review": {"target": "mention:0-3", "body": {}}},
    ],
    ids=str,
)
def test_a_line_that_says_nothing_is_told(told: dict[str, Any], ledger: Ledger, readings: list[Reading]) -> None:
    code = ledger.known(readings[0].report).code  # type: ignore[union-attr]
    target = next(iter(ledger.show(code).codes.values()))
    plain = {"of": code, "target": target, "kind": "correct", "body": {}, "who": "sara", "why": ""}
    whole = plain | {"made": "2021-11-08T10:00:00", "undone": None, "undone_by": None}
    line = {"review": whole | told["review"]} if "review" in told else told
    with pytest.raises(InputError):
        list(ledger.import_([json.dumps(line)], "x"))
    assert ledger.show(code).said == ()
    assert list(ledger.verify()) == []


def test_an_older_word_that_is_imported_does_not_win_over_a_newer_one(
    ledger: Ledger, readings: list[Reading], tmp_path: Path
) -> None:
    code = ledger.known(readings[0].report).code  # type: ignore[union-attr]
    statement = ledger.show(code).reading.statements[0]  # type: ignore[union-attr]
    target = ledger.show(code).codes[statement.id]
    with Ledger.open(tmp_path / "other.db") as other:
        other.add(readings[0])
        reviews.keep(other, code, target, "reject", {}, "omar", "", 0)
        stream = io.StringIO()
        other.export(stream)
    corrected(ledger, code, statement, "نزار الفستقي")
    list(ledger.import_(stream.getvalue().splitlines(), "x"))
    assert by(ledger, "نزار الفستقي") == [target]
    assert list(ledger.verify()) == []


def test_two_who_review_one_report_at_once_lose_nothing(ledger: Ledger, readings: list[Reading]) -> None:
    code = ledger.known(readings[0].report).code  # type: ignore[union-attr]
    targets = list(ledger.show(code).codes.values())[:2]
    told: list[object] = []

    def judge(target: str, who: str) -> None:
        try:
            reviews.keep(ledger, code, target, "reject", {}, who, "", 0)
        except reviews.Overtaken as clash:
            told.append(clash.other.who)

    both = [threading.Thread(target=judge, args=(target, who)) for who in ("sara", "omar") for target in targets]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert len(told) == 2
    assert len(ledger.show(code).said) == 2
    assert not set(targets) & {said.code for said in ledger.statements(limit=None)}
    assert list(ledger.verify()) == []


def test_a_ledger_of_before_is_searched_as_people_settled_it_once_it_is_migrated(
    ledger: Ledger, url: str, readings: list[Reading]
) -> None:
    code = ledger.known(readings[0].report).code  # type: ignore[union-attr]
    corrected(ledger, code, ledger.show(code).reading.statements[0], "نزار الفستقي")  # type: ignore[union-attr]
    with ledger.engine.begin() as connection:
        number = connection.execute(text("SELECT version FROM reviews")).scalar_one()
        take_out_index(connection, number)
        write_index(connection, [(number, rows.statement_codes(code, readings[0]), readings[0])])
    change(ledger, "UPDATE alembic_version SET version_num = '0007'")
    assert by(ledger, "نزار الفستقي") == []
    with ledger.engine.begin() as connection:  # what is broken is passed over, and told by 'naql verify'
        other = connection.execute(text("SELECT id FROM versions WHERE id <> :n"), {"n": number}).scalars().first()
        good = connection.execute(text("SELECT body FROM readings WHERE version = :v"), {"v": other}).scalar_one()
        broken = {"v": other, "body": b"no reading"}
        connection.execute(text("UPDATE readings SET body = :body WHERE version = :v"), broken)
        connection.execute(
            text(
                "INSERT INTO reviews (version, target, kind, body, who, why, made) "
                "VALUES (:v, 's0', 'reject', '{}', '', '', '2021-11-08 00:00:00')"
            ),
            {"v": other},
        )
    assert migrate(url) is True
    assert len(list(ledger.verify())) == 1
    with ledger.engine.begin() as connection:
        connection.execute(text("UPDATE readings SET body = :body WHERE version = :v"), {"v": other, "body": good})
    assert len(by(ledger, "نزار الفستقي")) == 1
    assert list(ledger.verify()) == []


def test_a_name_that_a_new_reading_does_not_have_is_passed_over(reader: Reader) -> None:
    reading = reader.read(report(LIBRARY, "library"))
    assert regrouped(reading, {(0, 3): ""}) is reading


def test_who_is_parted_as_a_whole_is_who_it_was_or_another(reader: Reader) -> None:
    reading = reader.read(report(GARDEN, "garden"))
    leila, mansour = who_is(reading, "ليلى الأقحواني"), who_is(reading, "منصور الياسميني")
    every = [(span.start, span.end) for span in leila.mentions]
    assert len(every) == 2
    assert regrouped(reading, dict.fromkeys(every, "")) is reading
    joined = regrouped(reading, dict.fromkeys(every, mansour.name))
    assert leila.id not in {entity.id for entity in joined.entities}
    assert who_is(joined, "ليلى الأقحواني").id == mansour.id
    told = {id_ for one in joined.statements for id_ in (*one.source.entities, *one.addressees)}
    assert leila.id not in told
    assert mansour.id in told
    contract.from_dict(contract.to_dict(joined), GARDEN)


def test_names_that_the_ledger_lacks_are_told_and_kept(url: str, readings: list[Reading]) -> None:
    with Ledger.open(url) as made:
        made.add(readings[0])
    known = readings[0].entities[0].name
    run = CliRunner().invoke(cli, ["same", known, "شمس العنبري", "--ledger", url])
    assert (run.exit_code, run.stdout.count("\n")) == (0, 2)
    assert "شمس العنبري" in run.stdout.splitlines()[1]
    assert known not in run.stdout.splitlines()[1]
    with Ledger.open(url) as made:
        assert [d.other for d in made.decided()] == ["شمس العنبري"]
        code = made.add(readings[1]).code
        other = made.add(readings[0]).code
    run = CliRunner().invoke(cli, ["different", code, other, "--ledger", url])
    assert (run.exit_code, run.stdout.count("\n")) == (0, 1)


def test_mention_shows_its_report_once(url: str, readings: list[Reading], monkeypatch: pytest.MonkeyPatch) -> None:
    with Ledger.open(url) as made:
        code = made.add(readings[0]).code
    place = [str(number) for number in next((s.start, s.end) for s in readings[0].entities[0].mentions[1:])]
    shown: list[str] = []
    show = Ledger.show
    monkeypatch.setattr(Ledger, "show", lambda self, code: shown.append(code) or show(self, code))
    assert CliRunner().invoke(cli, ["mention", code[:8], *place, "--ledger", url]).exit_code == 0
    assert shown == [code[:8]]


def test_the_command_line_takes_a_merge_apart(url: str, readings: list[Reading]) -> None:
    with Ledger.open(url) as made:
        code = made.add(readings[0]).code
    place = [str(number) for number in next((s.start, s.end) for s in readings[0].entities[0].mentions[1:])]
    run = CliRunner()

    def names() -> list[str]:
        shown = run.invoke(cli, ["show", code, "--format", "json", "--ledger", url])
        return [one["name"] for one in json.loads(shown.stdout)["entities"]]

    before = names()
    assert run.invoke(cli, ["mention", code, *place, "--ledger", url]).exit_code == 0
    assert names() == [*before, "الزيزفوني"]
    assert run.invoke(cli, ["mention", code, *place, "--name", "ليلى الأقحواني", "--ledger", url]).exit_code == 0
    assert names() == [*before, "ليلى الأقحواني"]
    for _ in range(2):
        assert run.invoke(cli, ["mention", code, *place, "--undo", "--ledger", url]).exit_code == 0
    assert names() == before
    assert run.invoke(cli, ["mention", code, *place, "--undo", "--ledger", url]).exit_code != 0
    assert run.invoke(cli, ["mention", code, "0", "3", "--ledger", url]).exit_code != 0
