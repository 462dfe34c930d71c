"""The commands: parse, call, print."""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from naql import __version__
from naql.cli import intake, usage
from naql.cli.asking import COMMANDS as ASKING
from naql.cli.cluster import COMMANDS as RUNNING
from naql.cli.cluster import measure_scale
from naql.cli.compare import COMMANDS as COMPARING
from naql.cli.compare import ledger_events
from naql.cli.intake import Asked, find_sources, holds_many, take_all, take_one
from naql.cli.keeping import COMMANDS as KEEPING
from naql.cli.ledger import with_ledger
from naql.cli.watch import COMMANDS as WATCHING
from naql.cli.web import COMMANDS as ROOM
from naql.cli.work import Day, map_in_order, progress
from naql.errors import InputError, NaqlError, OutputError
from naql.export import contract
from naql.export.strings import listed
from naql.ingest import gazetteers, message
from naql.ingest.files import whole_file
from naql.names import LONGEST, Gazetteer, compare
from naql.reading import Reader, read_or_tell
from naql.records import Reading, Report
from naql.triggers import TYPES

if TYPE_CHECKING:
    from naql.export.plover import Row

FORMATS = ("table", "json", "html", "jsonl")


@click.group(cls=usage.Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="naql")
def cli() -> None:
    """Read Arabic news: who said what, to whom, when, and through whom.

    \b
    naql read report.txt --published 2021-11-08        show a reading
    naql read report.txt --format html -o page.html    write a page of it
    naql read folder/ --format jsonl -o out.jsonl      read many
    naql events folder/ --type assault --format csv    what happened between whom
    naql schema                                        the JSON Schema of what is printed

    \b
    naql add folder/ news.jsonl.gz                     keep reports and their readings in a ledger
    naql watch feeds.opml                              follow feeds into it
    naql search 'words "a phrase"'                     find reports in it
    naql said --by NAME --about WORDS                  find who said what
    naql who NAME                                      a name's spellings, roles, statements
    naql compare                                       stories, who copied whom, what contradicts

    What it says of reports, and of what went wrong, it says in Arabic where the locale is Arabic (LANG=ar...) or with
    NAQL_LANG=ar; with NAQL_LANG=en in English.

    نقل يقرأ الخبر العربي: من قال ماذا لمن ومتى وعمن نقله.
    """


@cli.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--published",
    type=Day(),
    help="The day the report came out (2021-11-08), where it does not tell it itself; anchors 'yesterday'.",
)
@click.option(
    "--encoding", help="The files' encoding, where detecting it fails: utf-8, utf-16, windows-1256, iso-8859-6."
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    help="table on a terminal, else json for one file and jsonl for many, if not given.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Write here instead; for html of many files a folder, and without it the folder where you are.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Processes that read; output stays in input order.",
)
@click.option(
    "--gazetteer",
    type=click.Path(path_type=Path),
    help="A gazetteer file instead of your own ('naql gazetteer add'): CSV or FollowTheMoney JSON Lines.",
)
@intake.options
def read(
    files: Sequence[str],
    published: date | None,
    encoding: str | None,
    format_: str | None,
    output: Path | None,
    jobs: int,
    gazetteer: Path | None,
    **how: Any,
) -> None:
    """Read reports: FILE is a path, a folder, an address (http:// or https://), or - for standard input.

    Text, HTML, PDF, DOCX, e-mail (EML), JSON Lines, CSV and web archives (WARC) are told apart by what is in them. The first
    line of a text is its title; of a page the article alone is read. A batch goes on past a file that cannot be read and says at the end which
    and why; the exit code is then 1.

    \b
    naql read report.txt
    naql read report.txt --published 2021-11-08 --format json
    naql read page.html crawl.warc.gz https://outlet.example/story -o all.jsonl
    naql read articles.csv --map text=body --map title=headline
    cat report.txt | naql read -
    """
    wanted = intake.asked(how, encoding, published)
    sources, failures, many = _inputs(files)
    chosen = format_ or _default_format(output, many)
    taught = Gazetteer(gazetteers.read_entries(gazetteer)) if gazetteer else gazetteers.load(gazetteers.default_path())
    seen: list[str] = []
    refused = len(failures)
    work = partial(_read_one, how=wanted, gazetteer=taught)
    results = progress(map_in_order(work, _articles(sources, wanted, seen), jobs), None, many)
    if chosen == "html" and many:
        failures += _write_pages(results, output)
    else:
        with _destination(output) as stream:
            for name, reading, error in results:
                if reading is None:
                    failures.append((name, error))
                else:
                    _print(reading, chosen, stream, output is None)
    _report(failures, len(seen) + refused)


def _report(failures: Sequence[tuple[str, str]], total: int) -> None:
    """Say which files could not be read and why; the exit code is then 1."""
    for _, error in failures:
        click.echo(error, err=True)
    if failures:
        if total > 1:
            names = ", ".join(list(dict.fromkeys(str(name) for name, _ in failures))[:20])
            click.echo(message("skipped", count=len(failures), total=total, names=names), err=True)
        sys.exit(1)


def _inputs(files: Sequence[str]) -> tuple[list[str], list[tuple[str, str]], bool]:
    """The sources that FILE... names, those that are none with the reason, and whether there can be several articles."""
    found = list(find_sources(files))
    sources = [source for source, error in found if not error]
    failures = [(source, error) for source, error in found if error]
    return sources, failures, len(found) > 1 or any(map(holds_many, sources))


_Item = tuple[
    str, Report | None, str
]  # a source, or an article of one that holds many: its name, the report, what is wrong


def _articles(sources: Sequence[str], how: Asked, seen: list[str]) -> Iterator[_Item]:
    """What is to be read: sources that hold one article as they are, so that the processes that read open them themselves.

    The name of each is added to ``seen``."""
    for source in sources:
        if not holds_many(source):
            seen.append(source)
            yield source, None, ""
            continue
        for taken in take_all(source, how):
            seen.append(taken.name)
            yield taken.name, taken.report, taken.error


def _default_format(output: Path | None, many: bool) -> str:
    if output is not None and output.suffix in (".html", ".jsonl", ".json"):
        return output.suffix[1:]
    if output is None and sys.stdout.isatty():
        return "table"
    return "jsonl" if many else "json"


_READER: list[Reader] = []  # one a process, made when the first report is read


def _read_one(item: _Item, *, how: Asked, gazetteer: Gazetteer) -> tuple[str, Reading | None, str]:
    name, report, wrong = item
    if wrong:
        return name, None, wrong
    try:
        report = report or take_one(name, how)
        if not _READER:
            _READER.append(Reader(gazetteer))
        return name, read_or_tell(_READER[0], report), ""
    except NaqlError as error:
        return name, None, str(error)


@contextlib.contextmanager
def _destination(output: Path | None) -> Iterator[IO[str]]:
    """Standard output, or a file that appears under its name only when whole."""
    if output is None:
        yield sys.stdout
        return
    with whole_file(output) as stream:
        text = io.TextIOWrapper(stream, "utf-8", newline="\n", write_through=True)
        yield text
        text.detach()


def _print(reading: Reading, format_: str, stream: IO[str], on_terminal: bool) -> None:
    if format_ == "table":
        from rich.console import Console

        from naql.export.terminal import print_reading

        print_reading(reading, Console(file=stream, width=None if on_terminal and sys.stdout.isatty() else 100))
    elif format_ == "html":
        from naql.export.page import to_html

        stream.write(to_html(reading))
    else:
        stream.write(contract.dumps(reading, 1 if format_ == "json" else None) + "\n")


def _write_pages(results: Iterator[tuple[str, Reading | None, str]], output: Path | None) -> list[tuple[str, str]]:
    """A page a report, in the folder ``output``."""
    folder = output or Path(".")
    failures: list[tuple[str, str]] = []
    taken: set[str] = set()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(message("output", name=folder, reason=error.strerror)) from error
    for name, reading, error_text in results:
        if reading is None:
            failures.append((name, error_text))
            continue
        with _destination(folder / f"{_own_name(reading.report.name, taken)}.html") as stream:
            _print(reading, "html", stream, False)
    click.echo(message("pages-written", count=len(taken), folder=folder), err=True)
    return failures


def _own_name(name: str, taken: set[str]) -> str:
    """A name of its own for a report's page: two folders can hold files of one name."""
    wanted = own = _file_name(name)
    number = 1
    while own.casefold() in taken:
        number += 1
        own = f"{wanted}-{number}"
    taken.add(own.casefold())
    return own


def _file_name(name: str) -> str:
    """A report's name as one part of a path: an address, or a line of a file, can have stroke and colon in it."""
    return re.sub(r"[/\\:\0]+", "_", name).strip("._")[-100:] or "report"


@cli.command()
@click.argument("files", nargs=-1, metavar="[FILE...]")
@with_ledger
@click.option(
    "--type", "types", multiple=True, type=click.Choice(TYPES), help="Only events of this type; may be repeated."
)
@click.option("--actor", help="Only events whose actor's name holds this, in Arabic or Latin letters.")
@click.option("--since", type=Day(), help="Only events from this day on (2021-11-08).")
@click.option("--unrealised", is_flag=True, help="Also what is told as planned, possible, denied or not done.")
@click.option("--published", type=Day(), help="The day the reports came out (2021-11-08); anchors 'yesterday'.")
@click.option("--encoding", help="The files' encoding, where detecting it fails.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(("table", "json", "csv", "cameo")),
    help="table on a terminal, else json, if not given; cameo is a line a pair of actors with a CAMEO code.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write here instead.")
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Processes that read.")
@intake.options
def events(
    files: Sequence[str],
    url: str | None,
    types: Sequence[str],
    actor: str | None,
    since: date | None,
    unrealised: bool,
    published: date | None,
    encoding: str | None,
    format_: str | None,
    output: Path | None,
    jobs: int,
    **how: Any,
) -> None:
    """List what happened between whom in reports, by PLOVER's types; FILE as for 'naql read'.

    Without FILE, in the reports of the ledger: what several reports of a story tell of one event is one row, with its tellings.

    \b
    naql events report.txt --published 2021-11-08
    naql events folder/ --type assault --type coerce --since 2021-11-01 --format csv -o events.csv
    naql events folder/ --actor Qaani --format cameo
    naql events --ledger news.db --type protest --since 2021-11-01
    """
    from naql.export import plover

    if files:
        _without(("url",), "events-files")
    else:
        _without(("published", "encoding", "jobs", *how), "events-ledger")
        kept = ledger_events(url, since, unrealised)
        held = [row for row in kept if plover.wanted((row, *row.tellings), types, actor, since)]
        _print_events(held, format_, output)
        return
    wanted = intake.asked(how, encoding, published)
    sources, failures, many = _inputs(files)
    taught = gazetteers.load(gazetteers.default_path())
    seen: list[str] = []
    refused = len(failures)
    work = partial(_read_one, how=wanted, gazetteer=taught)
    found = []
    for name, reading, error in progress(map_in_order(work, _articles(sources, wanted, seen), jobs), None, many):
        if reading is None:
            failures.append((name, error))
        else:
            found += plover.wanted(plover.rows(reading, unrealised), types, actor, since)
    total = len(seen) + refused
    if len(failures) == total:
        _report(failures, total)
    _print_events(found, format_, output)
    _report(failures, total)


def _without(options: Sequence[str], key: str) -> None:
    """Refuse ``options`` where they stand on the command line, with the message ``key``: they would be without effect."""
    context = click.get_current_context()
    told = [
        max(param.opts, key=len)
        for param in context.command.params
        if param.name in options and context.get_parameter_source(param.name) is ParameterSource.COMMANDLINE
    ]
    if told:
        raise click.UsageError(message(key, options=", ".join(told)), context)


def _print_events(found: Sequence[Row], format_: str | None, output: Path | None) -> None:
    from naql.export import plover

    chosen = format_ or ("table" if output is None and sys.stdout.isatty() else "json")
    with _destination(output) as stream:
        if chosen == "table":
            from rich.console import Console

            from naql.export.terminal import print_events

            print_events(found, Console(file=stream, width=None if output is None and sys.stdout.isatty() else 120))
        else:
            write = {"json": plover.to_json, "csv": plover.to_csv, "cameo": plover.to_cameo}[chosen]
            stream.write(write(found) + ("\n" if chosen == "json" else ""))


@cli.command()
@click.argument("a")
@click.argument("b")
def names(a: str, b: str) -> None:
    """Say whether names A and B can be one person's or body's, and why; in Arabic or Latin letters, also one in each.

    The exit code is 0 where they can, 3 where not.

    \b
    naql names 'رشاد المرجاني' 'الدكتور رشاد المرجانى'
    naql names 'رشاد المرجاني' 'Rashad al-Marjani'
    """
    if not a.strip() or not b.strip():
        raise InputError(message("names-empty"))
    for name in (a, b):
        if len(name) > LONGEST:  # of what lies behind nothing would be said
            raise InputError(message("ledger-no-name", name=f"{name[:40]}...", most=LONGEST))
    found = compare(a, b, gazetteers.load(gazetteers.default_path()))
    key = "names-same" if found.same else "names-different"
    click.echo(message(key, reasons=listed("reason", found.reasons), score=f"{found.score:.2f}"))
    if not found.same:
        sys.exit(3)


@cli.group(cls=usage.Commands)
def gazetteer() -> None:
    """Teach naql your own people, bodies and places: names, aliases, Wikidata ids.

    Kept in your data folder, or where NAQL_GAZETTEER says; 'naql read' uses it.
    """


@gazetteer.command("add")
@click.argument("file", type=click.Path(path_type=Path))
def gazetteer_add(file: Path) -> None:
    """Add the entries of FILE: CSV with a line of column names, or FollowTheMoney JSON Lines.

    \b
    CSV columns: type (PER ORG LOC FAC) and name; if you like id, aliases (with ; between them,
    a language behind an alias as in 'Rashad Marjani@en'), language, wikidata, country.
    A bad row is named with its line and column, and nothing is changed.
    """
    path = gazetteers.default_path()
    entries = gazetteers.read_entries(file)
    taught = gazetteers.load(path).with_entries(entries)
    gazetteers.save(taught, path)
    click.echo(message("gazetteer-added", count=len(entries), total=len(taught)))
    for alias, claims in taught.ambiguous().items():
        click.echo(message("gazetteer-ambiguous", alias=alias, ids=", ".join(entry.id for entry in claims)), err=True)


@gazetteer.command("list")
def gazetteer_list() -> None:
    """List the entries: id, type, name, aliases, Wikidata id and country, with tabs between them."""
    for entry in gazetteers.load(gazetteers.default_path()).entries.values():
        aliases = "; ".join(alias.text for alias in entry.aliases)
        click.echo("\t".join((entry.id, entry.type, entry.name, aliases, entry.wikidata or "", entry.country or "")))


@gazetteer.command("remove")
@click.argument("id_", metavar="ID")
def gazetteer_remove(id_: str) -> None:
    """Remove the entry with that ID, as 'naql gazetteer list' shows it."""
    path = gazetteers.default_path()
    taught = gazetteers.load(path)
    if id_ not in taught.entries:
        raise InputError(message("gazetteer-unknown", id=id_))
    left = taught.without(id_)
    gazetteers.save(left, path)
    click.echo(message("gazetteer-removed", id=id_, total=len(left)))


@cli.command()
def schema() -> None:
    """Print the JSON Schema of what 'naql read --format json' prints."""
    import json

    from naql.export.schema import schema as described

    click.echo(json.dumps(described(), ensure_ascii=False, indent=2))


@cli.command()
@click.argument("input_", metavar="[INPUT]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--limit", type=click.IntRange(1), help="Read so many articles at most; 500, and all with --scale, if not told."
)
@click.option("--longest", type=float, default=5.0, show_default=True, help="Megabytes of the longest article tried.")
@click.option(
    "--scale", is_flag=True, help="Measure 'naql run' instead: one worker, several, and Ray, on INPUT as web archives."
)
@click.option("--workers", type=click.IntRange(2), default=2, show_default=True, help="Workers of --scale.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def bench(input_: Path | None, limit: int | None, longest: float, scale: bool, workers: int, as_json: bool) -> None:
    """Measure speed and memory on INPUT: JSON Lines (also .gz) with a 'text', a folder, or naql's own sentences.

    Articles and megabytes a second on one core, peak memory, start-up, a breakdown by step, and how the time a megabyte
    grows with an article's length. With --scale: what 'naql run' does with one worker, with several and on Ray, whether the
    rows are the same, and what a month of a crawl would cost at these rates.
    """
    if scale:
        figures, shown = measure_scale(input_, limit, workers)
    else:
        from naql.bench import measure, show

        figures = measure(input_, limit or 500, longest)
        shown = show(figures)
    if as_json:
        import json

        click.echo(json.dumps(figures, indent=2))
    else:
        click.echo(shown)


for command in (*ASKING, *KEEPING, *COMPARING, *WATCHING, *ROOM, *RUNNING):
    cli.add_command(command)


def main() -> None:
    """Run the command line; problems are one line on standard error and an exit code."""
    try:
        cli(prog_name="naql", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        usage.show(error)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo(message("interrupted"), err=True)
        sys.exit(130)
    except NaqlError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if error.filename is None:
            click.echo(message("output", name="-", reason=error.strerror or error), err=True)
        else:
            click.echo(message("unreadable", name=error.filename, reason=error.strerror or error), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
