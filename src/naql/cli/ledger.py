"""The ledger's commands. The database's library is loaded only where one of them runs."""

from __future__ import annotations

import io
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from functools import partial
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click
from platformdirs import user_data_path

from naql.cli import intake
from naql.cli.cluster import is_place, readings_of
from naql.cli.usage import Known
from naql.cli.work import Day, map_in_order, progress
from naql.errors import InputError, NaqlError
from naql.export.listing import FORMATS, clean, print_rows
from naql.export.strings import listed, string
from naql.ingest import gazetteers, message
from naql.ingest.files import whole_file
from naql.messages import language
from naql.names import Gazetteer
from naql.reading import Reader
from naql.records import Reading, Report, Span

if TYPE_CHECKING:
    from naql.ingest.articles import Taken
    from naql.ledger import Ledger, Said

EXPORTS = (
    *("jsonl", "csv", "parquet", "ftm", "conllu", "webannotation"),
    *("schemaorg", "prov", "webanno", "xmi", "brat", "timeml"),
)  # the names of naql.export.formats, which is loaded only where it is asked for; a test holds them the same
_SHORT = 20  # words; a report that has fewer is told of
_LISTED = 20  # reports that were not added, by name

_ledger = click.option(
    "--ledger",
    "url",
    envvar="NAQL_LEDGER",
    help="The ledger: an SQLite file, or a URL such as postgresql+psycopg://user@host/name. Without it, and without "
    "NAQL_LEDGER, a file in your data folder.",
)
_format = click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="table",
    show_default=True,
    help="json and csv hold every field.",
)
_limit = click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="So many at most.")
_since = click.option("--since", type=Day(), help="From this day on.")
_until = click.option("--until", type=Day(), help="Up to this day.")
_outlet = click.option("--outlet", help="Of this outlet only, as its name stands in the reports.")


with_ledger = _ledger


def open_ledger(url: str | None, make: bool = False) -> Ledger:
    """The ledger that ``--ledger`` names; without it, the one in the user's data folder. Only what adds may ``make`` one: a
    question to a mistyped path is told that there is none."""
    from naql.ledger import Ledger

    return Ledger.open(_address(url), make)


def _address(url: str | None) -> str:
    return url or str(user_data_path("naql", appauthor=False) / "naql.db")


class _Read(NamedTuple):
    item: Taken
    reading: Reading | None
    error: str


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@_ledger
@click.option("--published", type=Day(), help="The day the reports came out, where they do not tell it themselves.")
@click.option("--encoding", help="The text files' encoding, where detecting it fails.")
@click.option("--publisher", help="The outlet, where it is one that the files do not tell, or tell wrongly.")
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Processes that read.")
@intake.options
def add(
    files: Sequence[str],
    url: str | None,
    published: date | None,
    encoding: str | None,
    publisher: str | None,
    jobs: int,
    **how: Any,
) -> None:
    """Read reports and keep them: FILE is a path, a folder, an address (http:// or https://), a dataset of 'naql run', or - for
    standard input.

    Text, HTML, PDF, DOCX, e-mail (EML), JSON Lines (also .gz), CSV and web archives (WARC) are taken in, and the bytes they came
    as are kept beside. A line of JSON, or a row, has a 'text', and may have 'title', 'publisher', 'published', 'url', 'name',
    'language', 'author'; --map says where they are called otherwise. What is known already is
    kept once; a text that has changed at a known url is kept as a new version beside the old one. What cannot be read is
    told at the end, and the exit code is then 1. However the work ends, every report is kept whole or not at all. A dataset's
    folder or address (s3://...) is loaded with its readings as they are, many reports a transaction (PostgreSQL: by COPY).

    \b
    naql add reports/ --publisher 'An outlet' --published 2021-11-08
    naql add news.jsonl.gz --jobs 2
    naql add crawl.warc.gz https://outlet.example/story
    """
    states: Counter[str] = Counter()
    failures: list[str] = []
    short = 0
    places = [file for file in files if is_place(file)]
    files = [file for file in files if file not in places]
    taught = gazetteers.load(gazetteers.default_path())
    with ExitStack() as stack:
        ledger = stack.enter_context(open_ledger(url, make=True))
        known = partial(_unless_known, ledger, states, failures)
        items = known(_items(files, intake.asked(how, encoding, published, publisher)))
        for read in progress(map_in_order(partial(_read, taught), items, jobs), None, True):
            if read.reading is None:
                failures.append(read.error)
                continue
            try:
                states[ledger.add(read.reading, read.item.received).state] += 1
            except InputError as error:
                failures.append(str(error))
            else:
                short += len(read.reading.report.text.split()) < _SHORT
        for place in places:
            for added in progress(ledger.add_all(readings_of(place)), None, True):
                if isinstance(added, NaqlError):
                    failures.append(str(added))
                else:
                    states[added.state] += 1
    counts = {state: states[state] for state in ("new", "version", "known")}
    click.echo(message("added", **counts, short=short, words=_SHORT))
    if failures:
        click.echo(message("not-added", count=len(failures), total=len(failures) + sum(states.values())), err=True)
        for line in failures[:_LISTED]:
            click.echo(line, err=True)
        if len(failures) > _LISTED:
            click.echo(f"... (+{len(failures) - _LISTED})", err=True)
        sys.exit(1)


def _items(files: Sequence[str], how: intake.Asked) -> Iterator[Taken]:
    from naql.ingest.articles import Taken

    for source, error in intake.find_sources(files):
        if error:
            yield Taken(source, None, None, error)
        else:
            yield from intake.take_all(source, how)


def _unless_known(
    ledger: Ledger, states: Counter[str], failures: list[str], items: Iterator[Taken]
) -> Iterator[tuple[Taken, Report]]:
    """The items that have to be read; what is known is counted, and what could not be taken in is told."""
    for item in items:
        if item.report is None:
            failures.append(item.error)
        elif ledger.known(item.report) is not None:
            states["known"] += 1
        else:
            yield item, item.report


_READER: list[Reader] = []  # one a process, made when the first report is read


def _read(taught: Gazetteer, given: tuple[Taken, Report]) -> _Read:
    item, report = given
    try:
        if not _READER:
            _READER.append(Reader(taught))
        return _Read(item, _READER[0].read(report), "")
    except NaqlError as error:
        return _Read(item, None, str(error))


@click.command()
@click.argument("words", nargs=-1, required=True)
@_ledger
@_since
@_until
@_outlet
@_limit
@_format
def search(
    words: Sequence[str],
    url: str | None,
    since: date | None,
    until: date | None,
    outlet: str | None,
    limit: int,
    format_: str,
) -> None:
    """Find reports that hold all WORDS, the last published first.

    Spelling variants, the article and what is written on to a word do not matter; a "quoted phrase" must stand as it is.

    \b
    naql search الميناء 'المجلس البلدي'
    naql search '"المجلس البلدي" ميناء' --since 2021-11-01
    """
    if not any(character.isalnum() for word in words for character in word):
        raise InputError(message("search-words"))
    with open_ledger(url) as ledger:
        found = ledger.search(" ".join(words), since=since, until=until, outlet=outlet, limit=limit)
    _print(found, ("code+published+publisher", "title", "excerpt"), format_)


@click.command()
@click.option("--by", metavar="NAME", help="Said by NAME, in Arabic or Latin letters.")
@click.option("--to", metavar="NAME", help="Told to NAME.")
@click.option("--about", metavar="WORDS", help="What is said holds WORDS.")
@click.option("--act", type=Known("act", "ACT"), help="say, deny, warn, promise, ... as 'naql schema' lists them.")
@click.option(
    "--source-kind", type=Known("kind", "KIND"), help="person, office, organisation, anonymous, document, media, group."
)
@_ledger
@_since
@_until
@_outlet
@_limit
@_format
def said(url: str | None, format_: str, limit: int, **asked: Any) -> None:
    """Find who said what: by whom, to whom, about what, when; the last said first.

    \b
    naql said --by 'رشاد المرجاني' --about الميناء
    naql said --by Marjani --act deny --since 2021-11-01
    naql said --source-kind anonymous --format csv
    """
    with open_ledger(url) as ledger:
        found = ledger.statements(**asked, limit=limit)
    if format_ == "table" and language() == "ar":
        found = [_in_arabic(row) for row in found]
    _print(found, _SAID, format_)


def _in_arabic(row: Said) -> Said:
    """A row whose codes are told in Arabic."""
    channel = string("channel", row.channel, "ar") if row.channel else row.channel
    return row._replace(act=string("act", row.act, "ar"), mode=string("mode", row.mode, "ar"), channel=channel)


_SAID = ("code+published+publisher", "act+mode+said+channel", "latin", "speakers", "cue", "content", "addressees")


@click.command()
@click.option("--by", metavar="NAME", help="Said by NAME.")
@click.option("--about", metavar="WORDS", help="What is said holds WORDS.")
@_ledger
@_since
@_until
@click.option("--limit", type=click.IntRange(1), default=200, show_default=True, help="So many at most.")
@_format
def timeline(url: str | None, format_: str, limit: int, **asked: Any) -> None:
    """Show who said what in the order in which it was said; where that is not told, the report's day counts."""
    with open_ledger(url) as ledger:
        found = ledger.statements(**asked, oldest_first=True, limit=limit)
    _print(found, ("said+published+publisher", "latin", "speakers", "content", "code"), format_)


@click.command()
@click.argument("name")
@_ledger
@_format
def who(name: str, url: str | None, format_: str) -> None:
    """Show what the ledger knows of NAME: spellings and why they count, roles, statements by year, who carries them.

    Spellings that can be NAME are listed, not merged; 'naql same' and 'naql different' settle what you know better.
    """
    with open_ledger(url) as ledger:
        found = ledger.who(name)
    if format_ != "table":
        _print([found], (), format_)
        return
    if not found.spellings:
        click.echo(message("found-nothing"))
        return
    for person in found.spellings:
        counts = string("listing", "person", language()).format(reports=person.reports, statements=person.statements)
        click.echo(f"{person.type}  {clean(person.latin)}  ({counts})")
        click.echo(f"    {clean(person.name)}")
        click.echo(f"    {listed('reason', person.reasons)}")
    for title, counted in (
        ("roles", found.roles),
        ("years", found.years),
        ("acts", found.acts),
        ("outlets", found.outlets),
    ):
        if counted:
            click.echo(string("listing", title, language()))
            for what, count in counted:
                told = string("act", what, language()) if title == "acts" and language() == "ar" else clean(what)
                click.echo(f"    {count}  {told}")


@click.command()
@click.argument("code")
@_ledger
@click.option("--diff", is_flag=True, help="How this version differs from the one before.")
@click.option("--text", "as_text", is_flag=True, help="The report's text alone, as it was kept.")
@click.option("--format", "format_", type=click.Choice(("table", "json", "html")), default="table", show_default=True)
def show(code: str, url: str | None, diff: bool, as_text: bool, format_: str) -> None:
    """Show the report or the statement of that CODE (the first column of what is listed); its beginning will do.

    A statement is shown with the chain that tells it, and where it stands in its report. What people said of the reading is
    laid over it.
    """
    from naql.ledger import reviews

    with open_ledger(url) as ledger:
        if diff:
            click.echo("\n".join(ledger.difference(code)) or message("show-no-diff", code=code))
            return
        shown = ledger.show(code)
        told = reviews.history(ledger, shown.report.code)
    if shown.reading is not None:
        settled, _ = reviews.reviewed(shown.reading, shown.report.code, told)
        if shown.statement is None or any(one.id == shown.statement for one in settled.statements):
            shown = shown._replace(reading=settled)  # a statement that is rejected is shown as it was read
    if as_text:
        click.echo(shown.report.text, nl=False)
    elif format_ == "json" and shown.reading is not None:
        from naql.export import contract

        click.echo(contract.dumps(shown.reading, 1))
    elif format_ == "html" and shown.reading is not None:
        from naql.export.page import to_html

        click.echo(to_html(shown.reading))
    elif shown.statement is not None and shown.reading is not None:
        _show_statement(shown.report.code, shown.reading, shown.statement)
    else:
        _show_report(shown.reading, shown.versions)


def _show_report(reading: Reading | None, versions: Sequence[Any]) -> None:
    from rich.console import Console

    from naql.export.terminal import print_reading

    if len(versions) > 1:
        for version in versions:
            told = string("listing", "version", language())
            when = f"{version.added:%Y-%m-%d %H:%M}"
            click.echo(f"{version.code}  {told.format(number=version.number, when=when)}")
    if reading is not None:
        print_reading(reading, Console(width=None if sys.stdout.isatty() else 100))


def _show_statement(report: str, reading: Reading, wanted: str) -> None:
    by_id = {statement.id: statement for statement in reading.statements}
    names = {entity.id: entity for entity in reading.entities}
    chain = [by_id[wanted]]
    while chain[0].parent is not None:
        chain.insert(0, by_id[chain[0].parent])
    title = " ".join((reading.report.title or "").split())
    click.echo(
        f"{report}  {reading.report.published or ''}  {clean(reading.report.publisher or '')}\n    {clean(title)}"
    )
    for depth, statement in enumerate(chain, 1):
        pad = "    " * depth
        speakers = [names[entity] for entity in statement.source.entities]
        told = language()
        act, mode = (
            (string("act", statement.act, told), string("mode", statement.mode, told))
            if told == "ar"
            else (statement.act, statement.mode)
        )
        who = listed("", (clean(s.name if told == "ar" else s.latin) for s in speakers))
        click.echo(f"{pad}{act} ({mode}): {who or '?'}")
        click.echo(f"{pad}{clean('; '.join(s.name for s in speakers))}  {clean(statement.cue.span.text)}")
        click.echo(f"{pad}{clean(' '.join(part.text for part in statement.content))}")
    first = by_id[wanted].cue.span.start
    text = reading.report.text
    start = text.rfind("\n", 0, first) + 1
    end = text.find("\n", first)
    click.echo(f"    {clean(text[start : end if end >= 0 else len(text)])}")


@click.command()
@click.option(
    "--kind", type=Known("finding", "KIND"), help="weekday-mismatch, number-conflict, ... as 'naql schema' lists them."
)
@_ledger
@_since
@_limit
@_format
def findings(kind: str | None, url: str | None, since: date | None, limit: int, format_: str) -> None:
    """List what a careful reader would stop at, the last published report first."""
    with open_ledger(url) as ledger:
        found = ledger.findings(kind, since, limit)
    _print(found, ("report+published+publisher", "kind", "ar" if language() == "ar" else "en", "span"), format_)


@click.command()
@_ledger
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def stats(url: str | None, as_json: bool) -> None:
    """Say how much the ledger holds."""
    with open_ledger(url) as ledger:
        counted = ledger.stats()
    if as_json:
        import json

        click.echo(json.dumps(counted))
    else:
        for name, count in counted.items():
            click.echo(f"{count:>10}  {string('listing', name, language())}")


@click.command()
@_ledger
def verify(url: str | None) -> None:
    """Check every text's hash and every span in the ledger; the exit code is 1 where something is not true."""
    count = 0
    with open_ledger(url) as ledger:
        for fault in ledger.verify():
            count += 1
            click.echo(f"{fault.report or url or ''}: {fault.what}")
        total = ledger.stats()["versions"]
    click.echo(message("not-verified", count=count) if count else message("verified", count=total))
    if count:
        sys.exit(1)


@click.command()
@_ledger
@click.option("--all", "everything", is_flag=True, help="Also what this naql has read already.")
@_format
def reread(url: str | None, everything: bool, format_: str) -> None:
    """Read again what an older naql has read, and show which statements that adds, removes or alters.

    A statement whose cue stands where it stood keeps its code.
    """
    reader = Reader(gazetteers.load(gazetteers.default_path()))
    states: Counter[str] = Counter()

    def counted(changes: Iterator[Any]) -> Iterator[Any]:
        for change in changes:
            states[change.state] += 1
            yield change

    with open_ledger(url) as ledger:
        print_rows(counted(ledger.reread(reader.read, everything)), ("state+report+code+cue",), format_, sys.stdout)
    counts = {state: states[state] for state in ("added", "removed", "altered")}
    click.echo(message("reread", **counts), err=True)


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option(
    "--to",
    "format_",
    metavar="FORMAT",
    help=f"The format: {', '.join(EXPORTS)}. Without it FILE is the ledger's backup.",
)
@click.option("--by", metavar="NAME", help="Statements of NAME.")
@click.option("--addressee", "to", metavar="NAME", help="Statements to NAME.")
@click.option("--about", metavar="WORDS", help="Statements that hold WORDS.")
@click.option("--act", type=Known("act", "ACT"), help="Statements of this act: say, deny, warn, ...")
@click.option(
    "--source-kind",
    type=Known("kind", "KIND"),
    help="Statements of such a source: person, office, organisation, anonymous, ...",
)
@_since
@_until
@_outlet
@_ledger
def export_(file: Path | None, format_: str | None, url: str | None, **asked: Any) -> None:
    """Write the whole ledger into FILE as JSON Lines, which 'naql import' takes back; with --to, in another tool's format.

    With --by, --about, --since and the like only reports that hold such statements are written, with these statements and
    those that tell them. A format that makes files of its own for every report needs FILE: a folder, or a name that ends in
    .zip. Without FILE the others go to standard output. docs/formats says what each carries and loses.

    \b
    naql export backup.jsonl
    naql export --to csv --by 'رشاد المرجاني' --since 2021-11-01
    naql export --to xmi inception.zip --about الميناء
    """
    if format_ is None:
        if any(value is not None for value in asked.values()) or file is None:
            raise InputError(message("export-format", formats=", ".join(EXPORTS)))
        _back_up(file, url)
        return
    from naql.export import formats

    if format_ not in formats.FORMATS:
        raise InputError(message("export-unknown", name=format_, formats=", ".join(formats.FORMATS)))
    whole = formats.FORMATS[format_].write is not None
    if file is None and not whole:
        raise InputError(message("export-place", name=format_))
    with open_ledger(url) as ledger:
        found = progress(ledger.readings(**asked), None, file is not None)
        if file is None:
            formats.write(format_, found, sys.stdout.buffer)
            return
        if whole or file.suffix == ".zip":
            with whole_file(file) as stream:
                count = formats.write(format_, found, stream)
        else:
            count = formats.write_folder(format_, found, file)
    click.echo(message("exported", count=count), err=True)


def _back_up(file: Path, url: str | None) -> None:
    with open_ledger(url) as ledger, whole_file(file) as stream:
        text = io.TextIOWrapper(stream, "utf-8", write_through=True)
        count = ledger.export(text)
        text.detach()
    click.echo(message("exported", count=count))


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@_ledger
def import_(file: Path, url: str | None) -> None:
    """Add what 'naql export' wrote into FILE; what the ledger has already stays as it is."""
    states: Counter[str] = Counter()
    try:
        with file.open(encoding="utf-8") as stream, open_ledger(url, make=True) as ledger:
            for added in ledger.import_(stream, str(file)):
                states[added.state] += 1
    except FileNotFoundError as error:
        raise InputError(message("missing", name=file)) from error
    except OSError as error:
        raise InputError(message("unreadable", name=file, reason=error.strerror)) from error
    counts = {state: states[state] for state in ("new", "version", "known")}
    click.echo(message("imported", **counts))


@click.command()
@_ledger
def migrate(url: str | None) -> None:
    """Bring a ledger that an older naql made to this naql's shape."""
    from naql.ledger import migrate as bring

    address = _address(url)
    click.echo(message("migrated" if bring(address) else "migrated-not", name=address))


def _decide(kind: str) -> Callable[[str, str, str | None], None]:
    def decide(one: str, other: str, url: str | None) -> None:
        with open_ledger(url) as ledger:
            made = ledger.decide(kind, one, other)
        click.echo(message(f"decided-{kind}", number=made.number, one=made.one, other=made.other))

    return decide


same = click.command(
    "same",
    help="Say that names A and B are one's, or that reports (or statements) A and B tell the same, whatever naql thinks of them.",
)(click.argument("one", metavar="A")(click.argument("other", metavar="B")(_ledger(_decide("same")))))
different = click.command(
    "different",
    help="Say that names A and B are not one's, or that reports (or statements) A and B do not tell the same, however alike they are.",
)(click.argument("one", metavar="A")(click.argument("other", metavar="B")(_ledger(_decide("different")))))


@click.command()
@click.argument("code")
@click.argument("start", type=click.IntRange(0))
@click.argument("end", type=click.IntRange(1))
@_ledger
@click.option("--name", default="", help="Who it is; without it, one of its own.")
@click.option("--undo", "undone", is_flag=True, help="Undo what was said of it last.")
def mention(code: str, start: int, end: int, url: str | None, name: str, undone: bool) -> None:
    """Say that the name at the characters START to END of the report CODE is not whom naql took it for.

    It wins over every new reading in which the name stands there, and 'naql show' shows it.
    """
    from naql.ledger import reviews

    with open_ledger(url) as ledger:
        shown = ledger.show(code)
        words, code = shown.report.text[start:end], shown.report.code
        if undone:
            held = reviews.standing(reviews.history(ledger, code)).get(reviews.mention_of(Span(start, end, words)))
            if held is None:
                raise InputError(message("mention-unsaid", code=code, start=start, end=end))
            reviews.undo(ledger, held.number, _person())
            click.echo(message("mention-undone", words=words, code=code))
            return
        name = " ".join(name.split())
        made = reviews.part(ledger, code, (start, end), name, _person(), "")
    told = "mention-named" if name else "mention-apart"
    click.echo(message(told, words=words, code=code, name=name, read=made.body["read"]))


@click.command()
@click.argument("number", type=int, required=False)
@_ledger
def undo(number: int | None, url: str | None) -> None:
    """Undo decision NUMBER about two names, reports or statements; without one, the last."""
    with open_ledger(url) as ledger:
        gone = ledger.undo(number)
    click.echo(message("undone", number=gone.number, one=gone.one, other=gone.other))


def _person() -> str:
    """Who types, as the system knows them; '' where it does not."""
    try:
        return getuser()
    except (KeyError, OSError):
        return ""


def _print(found: Sequence[Any], columns: Sequence[str], format_: str) -> None:
    if not found and format_ == "table":
        click.echo(message("found-nothing"))
        return
    print_rows(found, columns, format_, sys.stdout)


COMMANDS = (
    add,
    search,
    said,
    timeline,
    who,
    show,
    findings,
    stats,
    verify,
    reread,
    export_,
    import_,
    migrate,
    same,
    different,
    mention,
    undo,
)
