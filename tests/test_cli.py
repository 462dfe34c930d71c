"""The command line as a person meets it: through a process of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from naql import Ledger, Reader, Reading, Report
from naql.cli import cli
from naql.cli.usage import Command
from naql.lexicon import table

PROJECT = Path(__file__).parents[1]
REPORT = PROJECT / "examples" / "report.txt"
SENTENCE = "قال المدير سامي الزيزفوني إن المكتبة ستفتح أبوابها الأحد.\nوأضاف أن الدخول مجاني.\n"


def naql(*arguments: object, stdin: bytes | None = None, **options: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "naql", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        timeout=120,
        check=False,
        **options,
    )


def one_line(run: subprocess.CompletedProcess[bytes]) -> str:
    error = run.stderr.decode()
    assert run.returncode != 0
    assert "Traceback" not in error
    assert error.strip()
    assert error.count("\n") == 1, error
    return error


def test_json_of_one_file() -> None:
    run = naql("read", REPORT, "--published", "2021-11-08", "--format", "json")
    assert run.returncode == 0, run.stderr.decode()
    data = json.loads(run.stdout)
    text = REPORT.read_text(encoding="utf-8")
    assert data["naql"] == 1
    assert data["statements"]
    for statement in data["statements"]:
        for span in (statement["cue"], *statement["content"]):
            assert text[span["start"] : span["end"]] == span["text"]


def test_the_same_bytes_twice() -> None:
    first, second = (naql("read", REPORT, "--format", "json").stdout for _ in range(2))
    assert first == second


def test_standard_input() -> None:
    run = naql("read", "-", "--format", "jsonl", stdin=SENTENCE.encode())
    assert run.returncode == 0
    assert json.loads(run.stdout)["document"]["name"] == "stdin"


def test_table_and_page() -> None:
    assert naql("read", REPORT, "--format", "table").returncode == 0
    page = naql("read", REPORT, "--format", "html").stdout.decode()
    assert page.lstrip().lower().startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("encoding", "codec"),
    [
        ("utf-8-sig", None),
        ("utf-16", None),
        ("utf-16-le", None),
        ("cp1256", None),
        ("iso8859-6", None),
        ("cp1256", "windows-1256"),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, codec: str | None) -> None:
    file = tmp_path / "r.txt"
    file.write_bytes((SENTENCE * 4).encode(encoding))
    told = ["--encoding", codec] if codec else []
    run = naql("read", file, "--format", "jsonl", *told)
    assert run.returncode == 0, run.stderr.decode()
    data = json.loads(run.stdout)
    assert data["document"]["title"] == SENTENCE.splitlines()[0]


def test_a_batch_goes_on_and_says_what_failed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SENTENCE, encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"")
    (tmp_path / "c.txt").write_text(SENTENCE, encoding="utf-8")
    run = naql("read", tmp_path, "--format", "jsonl")
    assert run.returncode == 1
    assert [json.loads(line)["document"]["name"] for line in run.stdout.splitlines()] == ["a", "c"]
    assert "b.txt" in run.stderr.decode()
    assert "Traceback" not in run.stderr.decode()


@pytest.mark.parametrize("command", ["read", "add"])
def test_a_fault_of_naqls_own_costs_one_report(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    read = Reader.read

    def faulty(reader: Reader, report: Report) -> Reading:
        return {}["no such key"] if report.name == "b" else read(reader, report)

    monkeypatch.setattr(Reader, "read", faulty)
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(f"{name}\n{SENTENCE}", encoding="utf-8")
    told = {
        "read": ["--format", "jsonl", "-o", str(tmp_path / "out.jsonl")],
        "add": ["--ledger", str(tmp_path / "n.db")],
    }
    with pytest.raises(SystemExit) as ended:
        cli.main([command, *(str(tmp_path / f"{name}.txt") for name in "abc"), *told[command]], standalone_mode=False)
    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert "naql itself failed" in said
    assert "KeyError, " in said
    if command == "add":
        with Ledger.open(tmp_path / "n.db") as ledger:
            assert ledger.stats()["reports"] == 2
    else:
        assert len((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()) == 2


def test_jobs_keep_the_order(tmp_path: Path) -> None:
    for n in range(9):
        (tmp_path / f"{n}.txt").write_text(SENTENCE * (1 + n % 3), encoding="utf-8")
    one = naql("read", tmp_path, "--format", "jsonl").stdout
    two = naql("read", tmp_path, "--format", "jsonl", "--jobs", "2").stdout
    assert one == two
    assert len(one.splitlines()) == 9


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   \n",
        b"%PDF-1.7 x",
        b"\x89PNG\r\n\x1a\n",
        b"PK\x03\x04abc",
        b"plain English only\n",
        b"\x00\x01\x02\x03" * 30,
        bytes(range(1, 256)) * 20,
    ],
    ids=["empty", "blank", "pdf", "png", "zip", "no-arabic", "binary", "binary-like-1256"],
)
def test_bad_files_get_one_line(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "bad.txt"
    file.write_bytes(content)
    assert "bad.txt" in one_line(naql("read", file, "--format", "json"))


def test_missing_and_empty_folder(tmp_path: Path) -> None:
    one_line(naql("read", tmp_path / "none.txt"))
    one_line(naql("read", tmp_path))


@pytest.mark.parametrize("broken", [b"\xff", b"\x00", SENTENCE.encode()[:1]])
def test_a_broken_byte_costs_a_letter_not_the_text(broken: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(SENTENCE.encode() * 3 + broken + SENTENCE.encode() * 3)
    run = naql("read", tmp_path / "a.txt", "--format", "json")
    assert run.returncode == 0, run.stderr.decode()
    assert len(json.loads(run.stdout)["statements"]) > 8


def test_wrong_encoding_told(tmp_path: Path) -> None:
    file = tmp_path / "r.txt"
    file.write_bytes(SENTENCE.encode("cp1256"))
    one_line(naql("read", file, "--encoding", "utf-8"))
    one_line(naql("read", file, "--encoding", "klingon"))


def test_unknown_date() -> None:
    run = naql("read", REPORT, "--published", "yesterday")
    assert run.returncode == 2
    assert "2021-11-08" in run.stderr.decode()


def test_output_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    assert naql("read", REPORT, "-o", out).returncode == 0
    json.loads(out.read_text(encoding="utf-8"))
    assert os.listdir(tmp_path) == ["out.json"]
    one_line(naql("read", REPORT, "-o", tmp_path / "no" / "out.json"))


def test_output_through_a_link_and_into_a_pipe(tmp_path: Path) -> None:
    """A link stays a link and a pipe a pipe: neither is replaced by a file."""
    link, pipe = tmp_path / "link.json", tmp_path / "pipe"
    link.symlink_to("out.json")
    assert naql("read", REPORT, "-o", link).returncode == 0
    assert link.is_symlink()
    json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
        assert naql("read", REPORT, "--format", "json", "-o", pipe).returncode == 0
        read, _ = reader.communicate(timeout=30)
    assert read == (tmp_path / "out.json").read_bytes()
    assert pipe.is_fifo()


def test_a_question_makes_no_ledger(tmp_path: Path) -> None:
    """Who mistypes a path is told so, and finds no empty ledger there afterwards."""
    place = tmp_path / "folder" / "none.db"
    for question in (("search", "الميناء"), ("said",), ("stats",), ("verify",), ("compare",), ("migrate",)):
        assert "naql add" in one_line(naql(*question, "--ledger", place))
    one_line(naql("import", tmp_path / "none.jsonl", "--ledger", place))
    one_line(naql("export", tmp_path / "backup.jsonl", "--ledger", place))
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_full_disk() -> None:
    with open("/dev/full", "wb") as full:
        run = subprocess.run(
            [sys.executable, "-m", "naql", "read", str(REPORT), "--format", "json"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert run.returncode != 0
    assert b"Traceback" not in run.stderr


def test_closed_pipe(tmp_path: Path) -> None:
    for n in range(30):
        (tmp_path / f"{n}.txt").write_text(SENTENCE * 20, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "naql", "read", str(tmp_path), "--format", "jsonl"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.read(10)
    process.stdout.close()
    _, error = (
        process.communicate(timeout=60)[0],
        process.stderr.read() if process.stderr and not process.stderr.closed else b"",
    )
    assert b"Traceback" not in error


def test_interrupt(tmp_path: Path) -> None:
    for n in range(400):
        (tmp_path / f"{n}.txt").write_text(SENTENCE * 60, encoding="utf-8")
    out = tmp_path / "out.jsonl"
    process = subprocess.Popen(
        [sys.executable, "-m", "naql", "read", str(tmp_path), "-o", str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in error
    assert not out.exists()
    assert not [name for name in os.listdir(tmp_path) if name.startswith(".out")]


INTERRUPTED = """
import os, runpy, signal, sys

class Interrupting:
    def find_spec(self, name, path, target=None):
        if name == sys.argv[1]:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupting())
runpy.run_module("naql", run_name="__main__")
"""


@pytest.mark.parametrize("module", ["naql.cli", "numpy", "naql.reading", "rich.console"])
def test_interrupt_while_it_loads(module: str) -> None:
    """Whatever is being loaded when Ctrl-C comes."""
    run = subprocess.run([sys.executable, "-c", INTERRUPTED, module], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (130, "")
    assert run.stderr.strip().count("\n") == 0
    assert "Interrupted" in run.stderr
    ignoring = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n" + INTERRUPTED  # as behind nohup
    run = subprocess.run([sys.executable, "-c", ignoring, module], capture_output=True, text=True, check=False)
    assert "Interrupted" not in run.stderr
    assert "Usage" in run.stderr


def test_a_long_line(tmp_path: Path) -> None:
    file = tmp_path / "long.txt"
    file.write_text("ا" * 2_000_000 + " قال سامي إن الجو جميل", encoding="utf-8")
    assert naql("read", file, "--format", "jsonl").returncode == 0


def test_pages_of_one_name_do_not_overwrite_one_another(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "r.txt").write_text(SENTENCE, encoding="utf-8")
    run = naql("read", tmp_path / "a", tmp_path / "b", "--format", "html", "-o", tmp_path / "pages")
    assert run.returncode == 0, run.stderr.decode()
    assert sorted(os.listdir(tmp_path / "pages")) == ["r-2.html", "r.html"]
    assert str(tmp_path / "pages") in run.stderr.decode()


def test_a_folder_that_a_run_made_is_read_by_its_texts_alone(tmp_path: Path) -> None:
    for folder in ("_shards", "reports", "names"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "r.txt").write_text(SENTENCE, encoding="utf-8")
    run = naql("read", tmp_path, "--format", "jsonl")
    assert len(run.stdout.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("read",), "FILE"),
        (("frob",), "frob"),
        (("read", "r.txt", "--frob"), "--frob"),
        (("read", "r.txt", "--format", "xml"), "jsonl"),
        (("read", "r.txt", "--jobs", "0"), "x>=1"),
        (("read", "r.txt", "--jobs"), "--jobs"),
        (("said", "--act", "foo"), "promise"),
        (("said", "--source-kind", "foo"), "anonymous"),
        (("findings", "--kind", "foo"), "weekday-mismatch"),
        (("compare", "r1", "--by", "x"), "--by"),
        (("events", "r.txt", "--ledger", "x.db"), "--ledger"),
        (("events", "--published", "2021-11-08", "--map", "text=body", "--jobs", "2"), "--published, --jobs, --map"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_wrong_command_line_is_told_in_both_languages(arguments: tuple[str, ...], told: str) -> None:
    english, arabic = (naql(*arguments, env=os.environ | {"NAQL_LANG": language}) for language in ("en", "ar"))
    for run in (english, arabic):
        assert run.returncode == 2
        assert not run.stdout
        assert told in run.stderr.decode()
        assert "Traceback" not in run.stderr.decode()
    assert re.search("[\u0620-\u064a]{3}", arabic.stderr.decode())
    assert not re.search("Usage|Error|Option|Missing|Invalid", arabic.stderr.decode().replace("[OPTIONS]", ""))


@pytest.mark.parametrize(
    "command", [("search", "x"), ("said",), ("timeline",), ("compare",), ("export", "--to", "csv")]
)
def test_days_that_lie_the_wrong_way_round(command: tuple[str, ...], tmp_path: Path) -> None:
    for days in (
        ("--since", "2021-11-08", "--until", "2021-11-01"),
        ("--until", "2021-11-01", "--since", "2021-11-08"),
    ):
        for language in ("en", "ar"):
            run = naql(*command, *days, "--ledger", tmp_path / "x.db", env=os.environ | {"NAQL_LANG": language})
            assert run.returncode == 2
            assert "--since" in run.stderr.decode()
            assert "2021-11-01" in run.stderr.decode().splitlines()[-1]


def test_the_table_speaks_the_readers_language() -> None:
    english, arabic = (
        naql("read", REPORT, "--format", "table", env=os.environ | {"NAQL_LANG": language}).stdout.decode()
        for language in ("en", "ar")
    )
    assert "Statements (" in english
    assert "الأقوال (" in arabic
    # Codes that options and other commands take, and nothing else, are Latin.
    words = set(re.findall("[A-Za-z]{4,}", arabic))
    codes = "report anonymous only weekday mismatch malformed number spelling variant multilateral XXXX PAST"
    assert words <= set(codes.split())


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    """An empty name, as of a variable that is not set, does not mean the folder where one stands."""
    (tmp_path / "r.txt").write_text(SENTENCE, encoding="utf-8")
    one_line(naql("read", "", cwd=tmp_path))
    assert naql("add", "", "--ledger", tmp_path / "l.db", cwd=tmp_path).returncode == 1
    assert "ftp://" in one_line(naql("read", "ftp://outlet.example/story"))
    error = one_line(naql("read", REPORT, env=os.environ | {"NAQL_GAZETTEER": str(tmp_path)}))
    assert str(tmp_path) in error
    assert "written" not in error


def test_another_language_in_arabic_letters_is_not_read_as_arabic(tmp_path: Path) -> None:
    persian = "وزیر کشاورزی گفت که بازار دره یکشنبه باز می‌شود. وی افزود: «ما آماده‌ایم و پل هم گشوده خواهد شد.»"
    (tmp_path / "r.txt").write_text(persian, encoding="utf-8")
    (tmp_path / "n.jsonl").write_text(
        "\n".join(json.dumps({"text": text}) for text in (SENTENCE, persian)), encoding="utf-8"
    )
    assert "Persian" in one_line(naql("read", tmp_path / "r.txt"))
    typed = SENTENCE.replace("ي", "ی").replace("ك", "ک").replace("ه", "ھ")  # Arabic on another country's keyboard
    (tmp_path / "t.txt").write_text(typed, encoding="utf-8")
    assert naql("read", tmp_path / "t.txt").returncode == 0
    assert "n.jsonl:2" in naql("read", tmp_path / "n.jsonl").stderr.decode()


def test_a_line_without_arabic_is_refused_as_a_file_is(tmp_path: Path) -> None:
    lines = [json.dumps({"text": text}) for text in (SENTENCE, "plain English only")]
    (tmp_path / "n.jsonl").write_text("\n".join(lines), encoding="utf-8")
    run = naql("read", tmp_path / "n.jsonl")
    assert run.returncode == 1
    assert len(run.stdout.splitlines()) == 1
    assert "n.jsonl:2" in run.stderr.decode()


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    pytest.importorskip("uvicorn")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert str(port) in one_line(naql("serve", "--port", port, "--ledger", tmp_path / "l.db"))


def test_names_without_letters_and_a_file_that_bench_cannot_use(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").touch()
    (tmp_path / "odd.jsonl").write_text('{"text": 5}\n', encoding="utf-8")
    one_line(naql("names", " ", "سامي"))
    assert len(one_line(naql("names", "سامي", "م" * 50_000))) < 200
    one_line(naql("bench", tmp_path / "empty.jsonl"))
    one_line(naql("bench", tmp_path / "odd.jsonl"))


def test_help_teaches() -> None:
    help_ = naql("read", "--help").stdout.decode()
    assert "naql read report.txt" in help_
    assert naql("--version").stdout.decode().strip().endswith("0.1.0")


def commands(group: click.Group, context: click.Context) -> Iterator[tuple[click.Command, click.Context]]:
    yield group, context
    for name, command in group.commands.items():
        inner = click.Context(command, context, name)
        if isinstance(command, click.Group):
            yield from commands(command, inner)
        else:
            yield command, inner


def test_help_is_told_in_arabic(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command and every option, and nothing that there is none of any more; commands to copy hold no marks of direction."""
    monkeypatch.setenv("NAQL_LANG", "ar")
    wide = {"max_content_width": 500, "terminal_width": 500}
    every = list(commands(cli, click.Context(cli, info_name="naql", **{**cli.context_settings, **wide})))
    for command, context in every:
        assert isinstance(command, Command)
        told = command.get_help(context)
        assert re.search("[\u0620-\u064a]{3}", told)
        assert not re.search("Usage|Options:|Commands|Show|default|required", told), told
    helps = {
        option.help
        for command, context in every
        for option in command.get_params(context)
        if isinstance(option, click.Option)
    }
    kept = table("help")
    assert set(kept["words"]) == (helps - {None}) | {"Usage", "Options", "Commands", "default", "required"}
    assert set(kept["commands"]) == {context.command_path.removeprefix("naql ") for _, context in every}
    for text in (*kept["commands"].values(), *kept["words"].values()):
        assert not re.search("'naql[^']*\u200e|(?m:^naql.*\u200e)", text)


def test_schema_and_bench() -> None:
    assert "$schema" in json.loads(naql("schema").stdout)
    figures = json.loads(naql("bench", "--limit", "3", "--longest", "0.1", "--json").stdout)
    assert figures["articles"] == 3


EVENT = "سوق الملح\nفرضت الولايات المتحدة عقوبات على إيران أمس.\nوقالت طهران إنها سترد.\n"


def test_events_in_every_form(tmp_path: Path) -> None:
    file = tmp_path / "r.txt"
    file.write_text(EVENT, encoding="utf-8")
    told = naql("events", file, "--published", "2021-11-15")
    assert [(row["type"], row["date"], row["cameo"]) for row in json.loads(told.stdout)] == [
        ("SANCTION", "2021-11-14", "163")
    ]
    lines = naql("events", file, "--published", "2021-11-15", "--format", "cameo").stdout.decode().splitlines()
    assert lines == ["20211114\tUSA\tIRN\t163\tr\tv1"]
    assert naql("events", file, "--format", "csv").stdout.decode().count("\n") == 2
    assert "sanction" in naql("events", file, "--format", "table").stdout.decode()
    assert json.loads(naql("events", file, "--type", "aid").stdout) == []
    assert json.loads(naql("events", file, "--actor", "iran").stdout) == []
    assert json.loads(naql("events", file, "--published", "2021-11-15", "--since", "2021-11-15").stdout) == []


def test_events_of_bad_files_and_options(tmp_path: Path) -> None:
    one_line(naql("events", tmp_path / "none.txt"))
    (tmp_path / "a.txt").write_text(EVENT, encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"")
    out = tmp_path / "out.csv"
    run = naql("events", tmp_path, "--format", "csv", "-o", out)
    assert run.returncode == 1
    assert out.read_text(encoding="utf-8").count("\n") == 2
    assert "Traceback" not in run.stderr.decode()
    assert naql("events", tmp_path / "a.txt", "--type", "war").returncode == 2
    assert naql("events", tmp_path / "a.txt", "--since", "soon").returncode == 2


def test_events_of_the_ledger(tmp_path: Path) -> None:
    """What two reports of a story tell of one event is one row."""
    story = "الشرطة الفرنسية اعتقلت خباز مدينة ليون يوم الاثنين بتهمة سرقة الملح من مخزن البلدية الكبير قرب النهر"
    for name, lead in (("salt", "سرقة الملح"), ("pepper", "خباز في السجن")):
        (tmp_path / f"{name}.txt").write_text(f"{lead}\n{story}.\nوأغلق المخزن أبوابه بعد ذلك.\n", encoding="utf-8")
    ledger = tmp_path / "news.db"
    naql("add", tmp_path / "salt.txt", tmp_path / "pepper.txt", "--ledger", ledger, "--published", "2021-11-15")
    rows = json.loads(naql("events", "--ledger", ledger, "--type", "coerce").stdout)
    told = [sorted(each["id"].split("#")[0] for each in row["tellings"]) for row in rows if "اعتقلت" in row["text"]]
    assert told == [["pepper", "salt"]]
    assert json.loads(naql("events", "--ledger", ledger, "--since", "2021-11-16").stdout) == []
    assert "also in" in naql("events", "--ledger", ledger, "--format", "table").stdout.decode()
