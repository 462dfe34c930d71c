"""What the ledger is asked: who said what, who is who, what happened when."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from naql.cli.ledger import open_ledger, with_days, with_format, with_ledger, with_limit, with_rows, with_since
from naql.cli.usage import Command, Known
from naql.errors import InputError
from naql.export.listing import clean, content, print_rows, short
from naql.export.strings import called, joined, listed, string
from naql.ingest import message
from naql.messages import language
from naql.records import Reading

if TYPE_CHECKING:
    from naql.ledger import Said


@click.command(cls=Command)
@click.argument("words", nargs=-1, required=True)
@with_rows
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


@click.command(cls=Command)
@click.option("--by", metavar="NAME", help="Said by NAME, in Arabic or Latin letters.")
@click.option("--to", metavar="NAME", help="Told to NAME.")
@click.option("--about", metavar="WORDS", help="What is said holds WORDS.")
@click.option("--act", type=Known("act", "ACT"), help="say, deny, warn, promise, ... as 'naql schema' lists them.")
@click.option(
    "--source-kind", type=Known("kind", "KIND"), help="person, office, organisation, anonymous, document, media, group."
)
@with_rows
def said(url: str | None, format_: str, limit: int, **asked: Any) -> None:
    """Find who said what: by whom, to whom, about what, when; the last said first.

    \b
    naql said --by 'رشاد المرجاني' --about الميناء
    naql said --by Marjani --act deny --since 2021-11-01
    naql said --source-kind anonymous --format csv
    """
    with open_ledger(url) as ledger:
        found = ledger.statements(**asked, limit=limit)
    if format_ == "table":
        found = [_in_arabic(row) if language() == "ar" else _unnamed(row) for row in found]
    _print(found, _SAID, format_)


def _in_arabic(row: Said) -> Said:
    """A row whose codes are told in Arabic."""
    channel = string("channel", row.channel, "ar") if row.channel else row.channel
    return row._replace(act=string("act", row.act, "ar"), mode=string("mode", row.mode, "ar"), channel=channel)


def _unnamed(row: Said) -> Said:
    """A row whose speaker, where nobody is named, is told as such in English: a description in Latin letters says nothing."""
    type_ = _NAMELESS.get(row.kind)
    return row._replace(latin=(string("entity", type_, "en"),)) if type_ and row.latin else row


_NAMELESS = {"office": "OFFICE", "anonymous": "ANON", "group": "GROUP"}
_SAID = ("code+published+publisher", "act+mode+said+channel", "latin", "speakers", "cue", "content", "addressees")


@click.command(cls=Command)
@click.option("--by", metavar="NAME", help="Said by NAME.")
@click.option("--about", metavar="WORDS", help="What is said holds WORDS.")
@with_ledger
@with_days()
@click.option("--limit", type=click.IntRange(1), default=200, show_default=True, help="So many at most.")
@with_format
def timeline(url: str | None, format_: str, limit: int, **asked: Any) -> None:
    """Show who said what in the order in which it was said; where that is not told, the report's day counts."""
    with open_ledger(url) as ledger:
        found = ledger.statements(**asked, oldest_first=True, limit=limit)
    if format_ == "table" and language() != "ar":
        found = list(map(_unnamed, found))
    _print(found, ("said+published+publisher", "latin", "speakers", "content", "code"), format_)


@click.command(cls=Command)
@click.argument("name")
@with_ledger
@with_format
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
        names = (person.name, person.latin) if language() == "ar" else (person.latin, person.name)
        click.echo(f"{string('entity', person.type, language())}  {clean(names[0])}  ({counts})")
        click.echo(f"    {clean(names[1])}")
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


@click.command(cls=Command)
@click.argument("code")
@with_ledger
@click.option("--diff", is_flag=True, help="How this version differs from the one before.")
@click.option("--text", "as_text", is_flag=True, help="The report's text alone, as it was kept.")
@click.option("--format", "format_", type=click.Choice(("table", "json", "html")), default="table", show_default=True)
def show(code: str, url: str | None, diff: bool, as_text: bool, format_: str) -> None:
    """Show the report or the statement of that CODE (the first column of what is listed); its beginning will do.

    A statement is shown with the chain that tells it, and where it stands in its report. What people said of the reading is
    laid over it.
    """
    with open_ledger(url) as ledger:
        if diff:
            click.echo("\n".join(ledger.difference(code)) or message("show-no-diff", code=code))
            return
        shown = ledger.show(code)
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
        f"{report}  {reading.report.published or ''}  {clean(reading.report.publisher or '')}\n    {short(title)}"
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
        who = joined((clean(called(speaker, told, statement.source.kind)) for speaker in speakers), told)
        click.echo(f"{pad}{act} ({mode}): {who or '?'}")
        click.echo(f"{pad}{clean('; '.join(s.name for s in speakers))}  {clean(statement.cue.span.text)}")
        click.echo(f"{pad}{content(' '.join(part.text for part in statement.content))}")
    first = by_id[wanted].cue.span.start
    text = reading.report.text
    start = text.rfind("\n", 0, first) + 1
    end = text.find("\n", first)
    click.echo(f"    {clean(text[start : end if end >= 0 else len(text)])}")


@click.command(cls=Command)
@click.option(
    "--kind", type=Known("finding", "KIND"), help="weekday-mismatch, number-conflict, ... as 'naql schema' lists them."
)
@with_ledger
@with_since()
@with_limit
@with_format
def findings(kind: str | None, url: str | None, since: date | None, limit: int, format_: str) -> None:
    """List what a careful reader would stop at, the last published report first."""
    with open_ledger(url) as ledger:
        found = ledger.findings(kind, since, limit)
    _print(found, ("report+published+publisher", "kind", "ar" if language() == "ar" else "en", "span"), format_)


@click.command(cls=Command)
@with_ledger
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


def _print(found: Sequence[Any], columns: Sequence[str], format_: str) -> None:
    if not found and format_ == "table":
        click.echo(message("found-nothing"))
        return
    print_rows(found, columns, format_, sys.stdout)


COMMANDS = (search, said, timeline, who, show, findings, stats)
