"""What is put into the ledger, taken out of it, and settled in it."""

from __future__ import annotations

import io
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from getpass import getuser
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from naql.cli import intake
from naql.cli.cluster import is_place, readings_of
from naql.cli.ledger import address_of, open_ledger, with_days, with_format, with_ledger, with_outlet
from naql.cli.usage import Command, Known
from naql.cli.work import Day, map_in_order, progress
from naql.errors import InputError, NaqlError
from naql.export.listing import print_rows
from naql.ingest import gazetteers, message
from naql.ingest.files import whole_file
from naql.names import Gazetteer
from naql.reading import Reader, read_or_tell
from naql.records import Reading, Report, Span

if TYPE_CHECKING:
    from naql.ingest.articles import Taken
    from naql.ledger import Ledger

EXPORTS = (
    *("jsonl", "csv", "parquet", "ftm", "conllu", "webannotation"),
    *("schemaorg", "prov", "webanno", "xmi", "brat", "timeml"),
)  # the names of naql.export.formats, which is loaded only where it is asked for; a test holds them the same
T = TypeVar("T")
_SHORT = 20  # words; a report that has fewer is told of
_LISTED = 20  # reports that were not added, by name


class _Read(NamedTuple):
    item: Taken
    reading: Reading | None
    error: str


@click.command(cls=Command)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@with_ledger
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
    items = _begun(_readable(failures, _items(files, intake.asked(how, encoding, published, publisher))))
    if items is not None:  # of nothing that can be read no ledger is made
        with open_ledger(url, make=True) as ledger:
            wanted = _unless_known(ledger, states, items)
            for read in progress(map_in_order(partial(_read, taught), wanted, jobs), None, True):
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
        readings = _begun(readings_of(place))
        if readings is None:
            continue
        with open_ledger(url, make=True) as ledger:
            for added in progress(ledger.add_all(readings), None, True):
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


def _begun(items: Iterator[T]) -> Iterator[T] | None:
    """``items``, whole, when the first of them is there; None where there is none."""
    for first in items:
        return chain((first,), items)
    return None


def _readable(failures: list[str], items: Iterator[Taken]) -> Iterator[tuple[Taken, Report]]:
    """The items that are reports and can be kept; of the others it is told why not."""
    from naql.ledger.store import check

    for item in items:
        if item.report is None:
            failures.append(item.error)
            continue
        try:
            check(item.report)
        except InputError as error:
            failures.append(str(error))
        else:
            yield item, item.report


def _unless_known(
    ledger: Ledger, states: Counter[str], items: Iterator[tuple[Taken, Report]]
) -> Iterator[tuple[Taken, Report]]:
    """The items that have to be read; what is known is counted."""
    for item, report in items:
        if ledger.known(report) is not None:
            states["known"] += 1
        else:
            yield item, report


_READER: list[Reader] = []  # one a process, made when the first report is read


def _read(taught: Gazetteer, given: tuple[Taken, Report]) -> _Read:
    item, report = given
    try:
        if not _READER:
            _READER.append(Reader(taught))
        return _Read(item, read_or_tell(_READER[0], report), "")
    except NaqlError as error:
        return _Read(item, None, str(error))


@click.command(cls=Command)
@with_ledger
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


@click.command(cls=Command)
@with_ledger
@click.option("--all", "everything", is_flag=True, help="Also what this naql has read already.")
@with_format
def reread(url: str | None, everything: bool, format_: str) -> None:
    """Read again what an older naql has read, and show which statements that adds, removes or alters.

    A statement whose cue stands where it stood keeps its code.
    """
    reader = Reader(gazetteers.load(gazetteers.default_path()))
    states: Counter[str] = Counter()
    failures: list[str] = []

    def read(report: Report) -> Reading | None:
        try:
            return read_or_tell(reader, report)
        except InputError as error:
            failures.append(str(error))
            return None

    def counted(changes: Iterator[Any]) -> Iterator[Any]:
        for change in changes:
            states[change.state] += 1
            yield change

    with open_ledger(url) as ledger:
        print_rows(counted(ledger.reread(read, everything)), ("state+report+code+cue",), format_, sys.stdout)
    counts = {state: states[state] for state in ("added", "removed", "altered")}
    click.echo(message("reread", **counts), err=True)
    if failures:
        click.echo("\n".join(failures), err=True)
        sys.exit(1)


@click.command("export", cls=Command)
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
@with_days()
@with_outlet
@with_ledger
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


@click.command("import", cls=Command)
@click.argument("file", type=click.Path(path_type=Path))
@with_ledger
def import_(file: Path, url: str | None) -> None:
    """Add what 'naql export' wrote into FILE; what the ledger has already stays as it is."""
    from naql.ledger import backup

    states: Counter[str] = Counter()
    try:
        with file.open(encoding="utf-8") as stream:
            items = _begun(backup.read(stream, str(file)))
            if items is not None:  # of what nothing can be read from no ledger is made
                with open_ledger(url, make=True) as ledger:
                    states.update(added.state for added in ledger.restore(items))
    except FileNotFoundError as error:
        raise InputError(message("missing", name=file)) from error
    except OSError as error:
        raise InputError(message("unreadable", name=file, reason=error.strerror)) from error
    counts = {state: states[state] for state in ("new", "version", "known")}
    click.echo(message("imported", **counts))


@click.command(cls=Command)
@with_ledger
def migrate(url: str | None) -> None:
    """Bring a ledger that an older naql made to this naql's shape."""
    from naql.ledger import migrate as bring

    address = address_of(url)
    click.echo(message("migrated" if bring(address) else "migrated-not", name=address))


def _decide(kind: str) -> Callable[[str, str, str | None], None]:
    def decide(one: str, other: str, url: str | None) -> None:
        from naql.ledger.rows import is_code

        with open_ledger(url) as ledger:
            names = [] if is_code(one) and is_code(other) else [one, other]
            unknown = [name for name in names if not ledger.people(name)]
            made = ledger.decide(kind, one, other)
        click.echo(message(f"decided-{kind}", number=made.number, one=made.one, other=made.other))
        for name in unknown:
            click.echo(message("decided-unknown", name=name))

    return decide


same = click.command(
    "same",
    cls=Command,
    help="Say that names A and B are one's, or that reports (or statements) A and B tell the same, whatever naql thinks of them.",
)(click.argument("one", metavar="A")(click.argument("other", metavar="B")(with_ledger(_decide("same")))))
different = click.command(
    "different",
    cls=Command,
    help="Say that names A and B are not one's, or that reports (or statements) A and B do not tell the same, however alike they are.",
)(click.argument("one", metavar="A")(click.argument("other", metavar="B")(with_ledger(_decide("different")))))


@click.command(cls=Command)
@click.argument("code")
@click.argument("start", type=click.IntRange(0))
@click.argument("end", type=click.IntRange(1))
@with_ledger
@click.option("--name", default="", help="Who it is; without it, one of its own.")
@click.option("--undo", "undone", is_flag=True, help="Undo what was said of it last.")
def mention(code: str, start: int, end: int, url: str | None, name: str, undone: bool) -> None:
    """Say that the name at the characters START to END of the report CODE is not whom naql took it for.

    It wins over every new reading in which the name stands there; what is shown, searched, compared and exported follows it.
    """
    from naql.ledger import reviews, settling

    with open_ledger(url) as ledger:
        shown = ledger.show(code)
        words, code = shown.report.text[start:end], shown.report.code
        if undone:
            held = settling.standing(shown.said).get(settling.mention_of(Span(start, end, words)))
            if held is None:
                raise InputError(message("mention-unsaid", code=code, start=start, end=end))
            reviews.undo(ledger, held.number, _person())
            click.echo(message("mention-undone", words=words, code=code))
            return
        name = " ".join(name.split())
        made = reviews.part(ledger, shown, (start, end), name, _person(), "")
    told = "mention-named" if name else "mention-apart"
    click.echo(message(told, words=words, code=code, name=name, read=made.body["read"]))


def _person() -> str:
    """Who types, as the system knows them; '' where it does not."""
    try:
        return getuser()
    except (KeyError, OSError):
        return ""


@click.command(cls=Command)
@click.argument("number", type=int, required=False)
@with_ledger
def undo(number: int | None, url: str | None) -> None:
    """Undo decision NUMBER about two names, reports or statements; without one, the last."""
    with open_ledger(url) as ledger:
        gone = ledger.undo(number)
    click.echo(message("undone", number=gone.number, one=gone.one, other=gone.other))


COMMANDS = (add, verify, reread, export_, import_, migrate, same, different, mention, undo)
