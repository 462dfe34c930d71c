"""A run over many files: the same rows however it is cut, killed and gone on with; nothing lost, nothing twice."""

from __future__ import annotations

import gzip
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
import zlib
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from click.testing import CliRunner
from ray.autoscaler._private.util import prepare_config, validate_config

from crawl import ARTICLES, ENGLISH, PEOPLE, PERSIAN, article, crawl, files, line, page, rows
from naql import InputError, OutputError, Reader, Report
from naql.cli import cli
from naql.cluster import SCHEMAS, Place, Summary, Work, readings, run
from naql.cluster.dataset import rows_of
from naql.cluster.places import LOCK
from naql.cluster.scale import as_record
from naql.cluster.shards import File, find
from naql.ingest.articles import Told
from naql.ingest.language import is_arabic, is_arabic_text


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return crawl(tmp_path_factory.mktemp("run") / "crawl")


@pytest.fixture(scope="module")
def clean(folder: Path) -> tuple[Path, Summary]:
    """What one worker makes of the crawl, undisturbed."""
    place = folder.parent / "clean"
    return place, run([str(folder)], str(place))


# What a run makes of a crawl


def test_what_a_run_counts(clean: tuple[Path, Summary]) -> None:
    place, done = clean
    assert (done.read, done.before, done.failed, done.quarantine) == (6, 0, (), ())
    assert done.counts["reports"] == ARTICLES == len(rows(place)["reports"])
    assert done.counts["other_language"] == 36
    assert done.counts["records"] == sum(count for name, count in done.counts.items() if name != "records")
    manifest = json.loads((place / "manifest.json").read_bytes())
    assert {name: told["rows"] for name, told in manifest["tables"].items()} == {
        name: len(some) for name, some in rows(place).items()
    }
    assert manifest["counts"] == done.counts
    assert sorted(path.name for path in (place / "reports").iterdir()) == [
        f"month=2021-0{month}" for month in (1, 2, 3)
    ]


def test_every_span_of_the_dataset_is_true(clean: tuple[Path, Summary]) -> None:
    texts = {row["report"]: row["text"] for row in map(json.loads, rows(clean[0])["reports"])}
    count = 0
    for table, columns in (("statements", ("cue", "source", "content", "time")), ("entities", ("mentions", "roles"))):
        for row in map(json.loads, rows(clean[0])[table]):
            for column in columns:
                for span in row[column] if isinstance(row[column], list) else [row[column]] if row[column] else []:
                    assert texts[row["report"]][span["start"] : span["end"]] == span["text"]
                    count += 1
    assert count > 500
    assert len(list(readings(Place(str(clean[0]))))) == ARTICLES


def test_the_roles_of_the_dataset_have_their_times() -> None:
    text = "أخبار المدينة\nقال سامي الزيزفوني، المدير السابق للمكتبة، إن الجسر جاهز.\nوقال نزار الفستقي، مدير المسرح منذ عام 2015، إن المطر نزل."
    made = rows_of(Reader().read(Report(text, "x")), "x", 0)["entities"]
    roles = {row["name"]: [(role["status"], role["since"]) for role in row["roles"]] for row in made if row["roles"]}
    assert roles == {"سامي الزيزفوني": [("former", None)], "نزار الفستقي": [(None, "2015")]}
    assert pa.Table.from_pylist(made, SCHEMAS["entities"]).num_rows == len(made)


def test_many_workers_and_parts_make_the_same_rows(folder: Path, clean: tuple[Path, Summary], tmp_path: Path) -> None:
    done = run([str(folder)], str(tmp_path / "parts"), Work(workers=3), part=2500)
    assert done.read > 12
    assert rows(tmp_path / "parts") == rows(clean[0])
    assert done.counts == clean[1].counts
    again = run([str(folder)], str(tmp_path / "parts"), Work(workers=1))  # a file that has been begun keeps its parts
    assert (again.read, again.before) == (0, done.read)


def test_what_is_added_later_is_as_if_it_had_come_at_once(
    folder: Path, clean: tuple[Path, Summary], tmp_path: Path
) -> None:
    place = tmp_path / "out"
    for pattern in ("*.parquet", "[23].warc.gz", "*"):  # the last first, so that what was kept yields
        run([str(folder / pattern)], str(place))
    assert rows(place) == rows(clean[0])


def test_running_again_changes_nothing(folder: Path, clean: tuple[Path, Summary]) -> None:
    before = files(clean[0])
    done = run([str(folder)], str(clean[0]), Work(workers=2))
    assert (done.read, done.before, done.read_now) == (0, 6, 0)
    assert files(clean[0]) == before
    assert LOCK not in before


def test_a_file_that_changes_is_read_again_with_those_that_yielded_to_it(tmp_path: Path) -> None:
    place, first, second = tmp_path / "out", tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    first.write_text(json.dumps(line(1)) + "\n")
    second.write_text(json.dumps(line(1)) + "\n" + json.dumps(line(2)) + "\n")
    run([str(first), str(second)], str(place))
    assert [row["source"] for row in map(json.loads, rows(place)["reports"])].count(str(second)) == 1
    first.write_text(json.dumps(line(3)) + "\n")
    os.utime(first, ns=(1, 1))
    done = run([str(first), str(second)], str(place))
    assert done.read == 2
    assert len(rows(place)["reports"]) == 3
    told = run([str(first), str(second)], str(place), told=Told(publisher="صحيفة المنارة"))
    assert told.read == 2
    assert {json.loads(row)["publisher"] for row in rows(place)["reports"]} == {"صحيفة المنارة"}


def test_a_dataset_is_read_anew(clean: tuple[Path, Summary], tmp_path: Path) -> None:
    done = run([str(clean[0])], str(tmp_path / "out"))
    assert done.counts["reports"] == ARTICLES
    one, other = (
        {row["report"]: row["reading"] for row in map(json.loads, rows(place)["reports"])}
        for place in (clean[0], tmp_path / "out")
    )
    assert one == other


# What the docs say of it

PAGE = Path(__file__).parents[1] / "docs" / "cluster.md"


def test_every_column_is_documented() -> None:
    sys.path.insert(0, str(PAGE.parents[1] / "scripts"))
    from make_cluster_docs import MEANINGS, columns

    assert columns() in PAGE.read_text("utf-8"), "run scripts/make_cluster_docs.py"
    assert all(column in SCHEMAS[table].names for table, column in MEANINGS)


def test_the_queries_of_the_docs(
    clean: tuple[Path, Summary], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = PAGE.read_text("utf-8")
    monkeypatch.chdir(clean[0].parent)
    Path("dataset").symlink_to(clean[0])
    (sql,) = re.findall(r"```sql\n(.*?)```", page, re.S)
    found = duckdb.sql(sql).fetchall()
    assert len(found) >= len(PEOPLE)
    assert {name for name, count, hosts in found if count > 3 and hosts > 1}
    polars, spark = re.findall(r"```python\n(.*?)```", page, re.S)
    exec(polars, {})
    assert capsys.readouterr().out.count("2021-0") == 3
    compile(spark, "docs/cluster.md", "exec")
    names = set(SCHEMAS["events"].names) | {"month"}
    assert set(re.findall(r"[\"( ](modality|polarity|place|type|month)\b", spark)) <= names


def test_the_descriptions_of_clusters() -> None:
    deploy = PAGE.parents[1] / "deploy"
    told = yaml.safe_load((deploy / "aws.yaml").read_text("utf-8"))
    validate_config(prepare_config(told))
    job = yaml.safe_load((deploy / "kubernetes.yaml").read_text("utf-8"))
    image = (deploy / "Dockerfile").read_text("utf-8")
    (version,) = re.findall(r"ARG RAY=(\S+)", image)
    assert job["spec"]["rayClusterSpec"]["rayVersion"] == version
    assert any(f"ray[default]=={version}" in command for command in told["setup_commands"])
    for copied in re.findall(r"^COPY (?!--from)(.*) \S+$", image, re.M):
        assert all((deploy.parent / name).exists() for name in copied.split())
    for command in (
        job["spec"]["entrypoint"],
        *re.findall(r"naql run [^#]*?--workers 64", (deploy / "aws.yaml").read_text("utf-8")),
    ):
        words = shlex.split(command.replace("#", " "))
        cli.commands["run"].make_context("run", words[words.index("run") + 1 :])


# Whatever ends


def started(folder: Path, place: str | Path, *options: str, **environment: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "naql", "run", str(folder), "--out", str(place), *options]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **environment}
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=240)
    assert "Traceback" not in err
    return process.returncode, out, err


def reading_processes(process: subprocess.Popen[str], words: str = "naql.cluster.reading") -> list[psutil.Process]:
    """The processes below ``process`` whose command holds ``words``."""
    found = []
    for child in psutil.Process(process.pid).children(recursive=True):
        try:
            if words in " ".join(child.cmdline()):
                found.append(child)
        except psutil.Error:
            continue
    return found


def until(what: Any, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A crawl that takes a while, and what undisturbed work makes of it."""
    folder, place = tmp_path_factory.mktemp("long"), tmp_path_factory.mktemp("undisturbed")
    for file in range(3):
        lines = [
            json.dumps({**line(n), "url": f"https://a.example/{file}/{n}"}) for n in range(file * 60, file * 60 + 60)
        ]
        (folder / f"{file}.jsonl").write_text("\n".join(lines))
    run([str(folder)], str(place), Work(workers=2))
    return folder, place


def test_workers_that_are_killed(long: tuple[Path, Path], tmp_path: Path) -> None:
    process = started(long[0], tmp_path / "out", "--workers", "2")
    killed = 0
    while killed < 4 and process.poll() is None:
        time.sleep(0.7)
        for child in reading_processes(process)[:1]:
            child.kill()
            killed += 1
    code, out, err = ended(process)
    assert (code, killed) == (0, 4), out + err
    assert "quarantine" not in err
    assert rows(tmp_path / "out") == rows(long[1])


def test_a_driver_that_is_killed(long: tuple[Path, Path], tmp_path: Path) -> None:
    place = tmp_path / "out"
    for turn in range(2):
        process = started(long[0], place, "--workers", "2")
        until(lambda turn=turn: len(list((place / "_shards").glob("*.json"))) > turn if place.exists() else False)
        readers = reading_processes(process)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        psutil.wait_procs(readers, timeout=20)
        assert not [reader for reader in readers if reader.is_running() and reader.status() != psutil.STATUS_ZOMBIE]
    (place / "statements" / "month=2021-01").mkdir(parents=True, exist_ok=True)
    left = place / "statements" / "month=2021-01" / f"{'ab' * 8}.parquet"
    left.write_bytes(b"half a file")
    assert ended(started(long[0], place, "--workers", "2"))[0] == 0
    assert not left.exists()
    assert rows(place) == rows(long[1])
    assert sum(1 for _ in readings(Place(str(place)))) == 180


def test_an_interrupted_run_lets_go_of_the_place(long: tuple[Path, Path], tmp_path: Path) -> None:
    place = tmp_path / "out"
    process = started(long[0], place, "--workers", "2")
    until(lambda: (place / LOCK).exists() and reading_processes(process))
    process.send_signal(signal.SIGINT)
    assert ended(process)[0] == 130
    assert not (place / LOCK).exists()


BAD_READER = """
import os, time
import naql.reading
read = naql.reading.Reader.read
def reads(self, report, *more):
    if "7-CRASH" in report.text:
        os.kill(os.getpid(), 9)
    if "7-HANG" in report.text:
        time.sleep(600)
    if "7-FAIL" in report.text:
        raise ValueError("this one\\ncannot be read")
    return read(self, report, *more)
naql.reading.Reader.read = reads
"""


@pytest.mark.parametrize("engine", ["local", "ray"])
def test_records_over_which_the_reader_fails_hangs_and_crashes(engine: str, tmp_path: Path) -> None:
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "sitecustomize.py").write_text(BAD_READER)
    told = [line(number) for number in range(8)]
    for number, what in ((2, "CRASH"), (4, "HANG"), (6, "FAIL")):
        told[number]["text"] += f" 7-{what}"
    (tmp_path / "some.jsonl").write_text("\n".join(map(json.dumps, told)))
    paths = os.pathsep.join([str(tmp_path / "bad"), *filter(None, [os.environ.get("PYTHONPATH")])])
    place = tmp_path / "out"
    options = ("--workers", "1", "--record-timeout", "3", "--engine", engine)
    code, out, err = ended(started(tmp_path / "some.jsonl", place, *options, PYTHONPATH=paths))
    assert code == 1, err
    assert out.startswith("Reports in the dataset: 5,"), err
    kept = [json.loads(one) for one in (place / "quarantine.jsonl").read_text().splitlines()]
    assert [(item["record"], item["kind"]) for item in kept] == [(2, "crashed"), (4, "hung"), (6, "failed")]
    assert kept[0]["address"] == "some.jsonl:3"
    assert kept[2]["reason"] == "ValueError: this one cannot be read"
    assert "some.jsonl:5" in err
    code, again, _ = ended(started(tmp_path / "some.jsonl", place, *options))  # nothing to read: they stand there still
    assert (code, "read now: 0" in again) == (1, True)
    code, out, err = ended(started(tmp_path / "some.jsonl", place, "--again"))  # with a reader that is well
    assert code == 0
    assert out.startswith("Reports in the dataset: 8,")
    assert (place / "quarantine.jsonl").read_bytes() == b""


# Two at once, and places that cannot be written


def test_two_runs_into_one_place(long: tuple[Path, Path], tmp_path: Path) -> None:
    place = tmp_path / "out"
    process = started(long[0], place, "--workers", "1")
    until(lambda: (place / LOCK).exists())
    code, out, err = ended(started(long[0], place))
    assert code == 1
    assert out == ""
    assert err.count("\n") == 1
    assert f"process {process.pid}" in err
    assert ended(process)[0] == 0
    assert rows(place) == rows(long[1])


def test_locks_of_those_that_are_gone(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place(str(tmp_path / "out"))
    place.prepare()
    gone = subprocess.Popen(["true"])
    gone.wait()
    for held, stale in (
        ({"host": os.uname().nodename, "pid": gone.pid, "alive": time.time()}, True),
        ({"host": os.uname().nodename, "pid": os.getpid(), "alive": time.time()}, False),
        ({"host": os.uname().nodename, "pid": os.getpid(), "alive": time.time() - 999}, True),
        ({"host": "elsewhere", "pid": 1, "alive": time.time() - 999}, True),
        ({"host": "elsewhere", "pid": 1, "alive": time.time() - 9}, False),
        ({}, False),
    ):
        place.write(LOCK, json.dumps(held).encode())
        if stale:
            with place.locked():
                assert json.loads(place.read(LOCK) or b"")["pid"] == os.getpid()
        else:
            with pytest.raises(OutputError, match="_lock"), place.locked():
                raise AssertionError
            place.remove(LOCK)
    monkeypatch.setattr("naql.cluster.places._BEAT", 0.05)
    with place.locked() as still_held:
        still_held()
        place.write(LOCK, json.dumps({"token": "another"}).encode())
        with pytest.raises(OutputError):
            until(lambda: still_held() or False, 5)
    assert place.read(LOCK) is not None  # it is not ours any more


def test_a_place_that_is_full(long: tuple[Path, Path], tmp_path: Path) -> None:
    script = (
        "import resource, signal, sys; from naql.cli import main; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000)); sys.argv[0] = 'naql'; main()"
    )
    command = [sys.executable, "-c", script, "run", str(long[0]), "--out", str(tmp_path / "out"), "--workers", "1"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "File too large" in done.stderr
    assert not list(tmp_path.glob("out/_shards/*.json"))
    run([str(long[0])], str(tmp_path / "out"), Work(workers=2))
    assert rows(tmp_path / "out") == rows(long[1])


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: path.write_text("a file"), "out: this is a file"),
        (lambda path: (path.mkdir(), (path / "thesis.docx").write_text("mine")), "thesis.docx"),
        (lambda path: (path / "reports").mkdir(parents=True) or (path / "reports" / "mine.parquet").write_text("x"), "mine.parquet"),
    ],
    ids=["a file", "another folder", "another folder called reports"],
)  # fmt: skip
def test_a_place_that_is_something_else(make: Any, says: str, folder: Path, tmp_path: Path) -> None:
    make(tmp_path / "out")
    before = files(tmp_path)
    result = CliRunner().invoke(cli, ["run", str(folder), "--out", str(tmp_path / "out")])
    assert result.exit_code == 1
    assert isinstance(result.exception, OutputError)
    assert says in str(result.exception)
    assert "_probe" not in str(result.exception)
    assert files(tmp_path) == before


def test_a_place_that_may_not_be_written(folder: Path) -> None:
    result = CliRunner().invoke(cli, ["run", str(folder), "--out", "/proc/naql"])
    assert isinstance(result.exception, OutputError)
    assert "\n" not in str(result.exception)


# Bad input


def gigabyte() -> bytes:
    """A record whose page has a gigabyte, packed."""
    size = 1 << 30
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://big.example/\r\nWARC-Date: 2021-11-08T00:00:00Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {size}\r\n\r\n"
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    )
    member = zlib.compressobj(1, zlib.DEFLATED, 31)
    pieces = [member.compress(head.encode())]
    left = size - len(head.partition("\r\n\r\n")[2])
    while left > 0:
        piece = b"a" * min(left, 1 << 24)
        pieces.append(member.compress(piece))
        left -= len(piece)
    return b"".join([*pieces, member.compress(b"\r\n\r\n"), member.flush()])


def broken(number: int) -> bytes:
    data = bytearray(as_record("https://broken.example/", page(number)))
    data[len(data) // 2] ^= 0x5A
    return bytes(data)


GOOD = [as_record(article(number)["url"], page(number)) for number in range(3)]
INPUTS = {
    "truncated": ("a.warc.gz", b"".join(GOOD) + as_record("https://cut.example/", page(3))[:-700], 3, ["refused"]),
    "corrupt": ("a.warc.gz", GOOD[0] + broken(9) + GOOD[1] + broken(8) + GOOD[2], 3, ["refused", "refused"]),
    "rubbish between": ("a.warc.gz", GOOD[0] + b"rubbish" * 99 + GOOD[1] + GOOD[2], 3, ["refused"]),
    "gzip inside gzip": ("a.warc.gz", gzip.compress(b"".join(GOOD)), 3, []),
    "a page packed twice": (
        "a.warc.gz",
        GOOD[0] + GOOD[1] + as_record(article(2)["url"], gzip.compress(page(2))),
        3,
        [],
    ),
    "a gigabyte": ("a.warc.gz", GOOD[0] + gigabyte() + GOOD[1] + GOOD[2], 3, ["refused"]),
    "no content type": (
        "a.warc.gz",
        b"".join(as_record(article(n)["url"], page(n), media) for n, media in enumerate(("", "text/plain", "application/octet-stream"))),
        3,
        [],
    ),
    "a picture that says it is a page": ("a.warc.gz", GOOD[0] + as_record("https://a.example/", b"\x89PNG" + bytes(range(256)) * 40), 1, ["refused"]),
    "a page that says it is a picture": ("a.warc.gz", GOOD[0] + as_record("https://a.example/", page(4), "image/png"), 1, []),
    "charsets": (
        "a.warc.gz",
        as_record(article(0)["url"], page(0, charset="windows-1256"), "text/html")
        + as_record(article(1)["url"], page(1), "text/html; charset=iso-8859-6")
        + as_record(article(2)["url"], page(2, charset="windows-1256").replace(b"windows-1256", b"no-such"), "text/html"),
        3,
        [],
    ),
    "not JSON": ("a.jsonl", "\n".join([json.dumps(line(0)), "{half", json.dumps(line(1)), "[]", json.dumps({"text": "\ud800" * 50})]).encode(), 2, ["refused"] * 3),
    "no such column": ("a.parquet", None, 0, ["refused"]),
    "no Parquet": ("a.parquet", b"PAR1 and no more", 0, ["refused"]),
    "no archive": ("a.warc.gz", gzip.compress(b"nothing of the kind"), 0, ["refused"]),
    "nothing in it": ("a.warc", b"", 0, ["refused"]),
}  # fmt: skip


@pytest.mark.parametrize("name", INPUTS)
def test_bad_input(name: str, tmp_path: Path) -> None:
    file, data, count, kinds = INPUTS[name]
    if data is None:
        pq.write_table(pa.table({"body": ["a"]}), tmp_path / file)
    else:
        (tmp_path / file).write_bytes(data)
    done = run([str(tmp_path / file)], str(tmp_path / "out"))
    assert (done.counts["reports"], done.failed) == (count, ())
    assert [item["kind"] for item in done.quarantine] == kinds
    for item in done.quarantine:
        assert "\n" not in item["reason"]
        assert "Error" not in item["reason"]
    assert done.memory < 500 << 20


def test_input_that_is_not_there(tmp_path: Path) -> None:
    for given, says in ((tmp_path / "no.warc", "no.warc"), (tmp_path, ".warc.gz"), (tmp_path / "*.warc", ".warc.gz")):
        result = CliRunner().invoke(cli, ["run", str(given), "--out", str(tmp_path / "out")])
        assert isinstance(result.exception, InputError)
        assert says in str(result.exception)
        assert not (tmp_path / "out").exists()


def test_input_that_goes_away_is_tried_again(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("naql.cluster.guard._TICK", 0.01)
    here = crawl(tmp_path / "crawl")
    (here / "gone.warc").symlink_to(tmp_path / "nowhere.warc")
    monkeypatch.setattr(sys.modules["naql.cluster.run"], "find", _with_gone(here / "gone.warc"))
    done = run([str(here)], str(tmp_path / "out"))
    assert [Path(url).name for url, _ in done.failed] == ["gone.warc"]
    assert done.counts["reports"] == ARTICLES


def _with_gone(gone: Path) -> Any:
    return lambda inputs: [*(file for file in find(inputs) if file.url != str(gone)), File(str(gone), 1, "1")]


# Languages

LANGUAGES = {
    "English": (ENGLISH * 3, False),
    "Persian": (PERSIAN, False),
    "Persian with Arabic's letters": (PERSIAN.replace("ی", "ي").replace("ک", "ك"), False),
    "Urdu": ("بلدیہ نے کل شہر کے مرکز میں ایک نیا کتب خانہ کھولا اور کونسل کے صدر نے کہا کہ داخلہ مفت ہے۔", False),
    "Pashto": ("ښاروالۍ پرون د ښار په مرکز کې یو نوی کتابتون پرانیست او د شورا مشر وویل چې ننوتل وړیا دي.", False),
    "Sorani": ("شارەوانی دوێنێ کتێبخانەیەکی نوێی لە ناوەندی شاردا کردەوە و سەرۆکی ئەنجومەن گوتی بێ بەرامبەرە.", False),
    "Uyghur": ("شەھەرلىك ھۆكۈمەت تۈنۈگۈن شەھەر مەركىزىدە يېڭى كۈتۈپخانا ئاچتى ۋە رەئىسى كىرىش ھەقسىز دېدى.", False),
    "Arabic": (article(1)["paragraphs"][1], True),
    "Arabic of Cairo": ("البلديه فتحت امبارح مكتبه جديده فى وسط البلد وقال رئيس المجلس ان الدخول ببلاش للطلبه كلهم.", True),
    "Arabic with vowels": ("قَالَ رَئِيسُ المَجْلِسِ إِنَّ المَكْتَبَةَ سَتُفْتَحُ كُلَّ يَوْمٍ مِنَ الصَّبَاحِ إِلَى المَسَاءِ.", True),
    "a few words of Arabic": (ENGLISH * 9 + "المكتبة الجديدة في وسط المدينة مفتوحة كل يوم", False),
    "nothing": ("", False),
}  # fmt: skip


@pytest.mark.parametrize("name", LANGUAGES)
def test_languages(name: str) -> None:
    text, arabic = LANGUAGES[name]
    assert is_arabic_text(text) is arabic
    for charset in ("utf-8", "utf-16"):
        data = f'<html><head><style>a{{}}</style></head><body><div class="long-name"><p>{text}</p></div></body></html>'
        assert is_arabic(data.encode(charset)) is arabic
    entities = "".join(f"&#{ord(character)};" for character in text)
    assert is_arabic(f"<p>{entities}</p>".encode()) is arabic


@pytest.mark.parametrize("piece", [b"<script", b"<", b"<style>", b"&#", b"</", b"\xd8", b"\xff\xfe", b"<!--"])
def test_the_look_at_a_page_takes_no_longer_for_bad_ones(piece: bytes) -> None:
    """What is repeated a million times is looked at in about the time of a good page: nothing is looked for twice."""
    text = "قال رئيس المجلس " * 20
    assert isinstance(is_arabic(text.encode() + piece * 100_000), bool)


def test_the_day_of_a_report_is_its_month(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({**line(1), "published": None}) + "\n" + json.dumps(line(2)))
    run([str(tmp_path / "a.jsonl")], str(tmp_path / "out"))
    assert sorted(path.name for path in (tmp_path / "out" / "reports").iterdir()) == ["month=2021-03", "month=unknown"]
    found = {reading.report.published for reading in readings(Place(str(tmp_path / "out")))}
    assert found == {None, date(2021, 3, 3)}
