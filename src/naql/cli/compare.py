"""The commands that look across reports: stories, claims and their origins, contradictions, and how a report travelled."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from naql.cli.ledger import open_ledger, with_days, with_ledger
from naql.cli.usage import Command
from naql.errors import LedgerError
from naql.export.listing import clean, print_rows, short
from naql.export.strings import joined, string
from naql.ingest import message
from naql.messages import language

if TYPE_CHECKING:
    from naql.export import plover
    from naql.ledger import Ledger, Together
    from naql.ledger.across import Own

_format = click.option("--format", "format_", type=click.Choice(("table", "json")), default="table", show_default=True)


@click.command(cls=Command)
@click.argument("ids", nargs=-1, metavar="[ID...]")
@with_ledger
@click.option("--by", metavar="NAME", help="Only where this speaker contradicts himself, in whatever story.")
@with_days("Stories of reports, or statements, from this day on.", "Stories of reports, or statements, up to this day.")
@click.option(
    "--least", type=click.IntRange(1), default=2, show_default=True, help="Reports that a story has at least."
)
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="So many stories at most.")
@_format
def compare(
    ids: Sequence[str],
    url: str | None,
    by: str | None,
    since: date | None,
    until: date | None,
    least: int,
    limit: int,
    format_: str,
) -> None:
    """Group the ledger's reports into stories, or hold the reports of these IDs against one another.

    Of every story: how many reports and outlets it has, how many independent origins these have, how many claims they share
    and how many contradict one another, the story with most reports first. Copies, reports that credit one agency and outlets
    that cite one another count once; where it cannot be told, it says so. 'naql same ID ID' and 'naql different ID ID' settle
    what you know better.

    \b
    naql compare --since 2021-11-01
    naql compare r1a2b r3c4d
    naql compare --by 'A minister'
    """
    if ids and (by or since or until):
        raise click.UsageError(message("compare-ids"))
    with open_ledger(url) as ledger:
        if by:
            if not ledger.people(by):
                raise LedgerError(message("ledger-nobody", name=by))
            _print_own(ledger.own(by, since, until), format_)
            return
        if ids:
            _print_together(ledger, _told_once(ledger, ids), format_)
            return
        _bring_up(ledger)
        found = [codes for codes in ledger.stories(since, until) if len(codes) >= least]
        rows = []
        for codes in sorted(found, key=lambda codes: (-len(codes), codes))[:limit]:
            rows.append(_row(ledger.together(codes)))
            if format_ == "table":
                click.echo(_row_lines(rows[-1]))
    if format_ == "json":
        print_rows(rows, (), format_, sys.stdout)
    elif not rows:
        click.echo(message("found-nothing"))


def _told_once(ledger: Ledger, ids: Sequence[str]) -> list[str]:
    """The codes of the reports that ``ids`` mean; which mean one that another before them means is remarked on standard error."""
    meant: dict[str, str] = {}
    for id_ in ids:
        code = ledger.report_of(id_)
        if code in meant:
            click.echo(message("compare-twice", one=meant[code], other=id_), err=True)
        meant.setdefault(code, id_)
    return list(meant)


class _Story(NamedTuple):
    story: str
    reports: int
    outlets: tuple[str, ...]
    first: date | None
    last: date | None
    title: str
    least_origins: int
    most_origins: int
    claims: int
    contradictions: int


def _row(told: Together) -> _Story:
    account = told.account
    first = told.reports[account.codes[0]]
    days = sorted(report.published for report in told.reports.values() if report.published)
    return _Story(
        first.code,
        len(account.codes),
        tuple(sorted({report.publisher for report in told.reports.values() if report.publisher})),
        days[0] if days else None,
        days[-1] if days else None,
        first.title or first.name,
        account.origins.least,
        account.origins.most,
        len(account.claims),
        len(account.contradictions),
    )


def _row_lines(row: _Story) -> str:
    from naql.compare import Origins
    from naql.export.together import origins_told

    told = message(
        "story",
        reports=row.reports,
        outlets=joined(map(clean, row.outlets), language()) or string("listing", "unnamed", language()),
        origins=origins_told(Origins(row.least_origins, row.most_origins, ())),
        claims=row.claims,
        contradictions=row.contradictions,
    )
    return f"{row.story}  {row.first or ''}  {row.last or ''}  {short(row.title)}\n    {told}"


@click.command(cls=Command)
@click.argument("id_", metavar="ID")
@with_ledger
@_format
def story(id_: str, url: str | None, format_: str) -> None:
    """Show the story of the report, or the statement, of that ID: who reports it, its claims, origins and contradictions.

    Each claim is shown with everyone who carries it, through which chain, and from how many independent origins.
    """
    with open_ledger(url) as ledger:
        _bring_up(ledger)
        _print_together(ledger, ledger.story(id_), format_)


@click.command(cls=Command)
@click.argument("id_", metavar="ID")
@with_ledger
@_format
def trace(id_: str, url: str | None, format_: str) -> None:
    """Show how the report, or the claim, of that ID travelled: the earliest first, each under the one it seems to come from.

    For a statement (s...), the reports of its story that carry the claim; for a report (r...), those that share its text, on
    whatever day. Reports whose text was changed are shown with their versions; 'naql show ID --diff' shows how it changed.
    """
    from naql.compare import moment, travel
    from naql.export.together import report_line, step_lines, steps_dict

    with open_ledger(url) as ledger:
        _bring_up(ledger)
        told, codes = ledger.trace(id_)
        when = {code: moment(told.readings[code].report) for code in codes}
        steps = travel(codes, told.account.evidence, when)
        edited = {code: told.versions[code] for code in codes if len(told.versions[code]) > 1}
        if format_ == "json":
            found = steps_dict(steps, told.readings)
            for item in found:
                item["versions"] = [
                    {"report": kept.code, "number": kept.number, "added": kept.added.isoformat(timespec="seconds")}
                    for kept in told.versions[item["report"]]
                ]
            click.echo(json.dumps(found, ensure_ascii=False, indent=1))
            return
        for line in step_lines(steps, told.readings):
            click.echo(line)
        for code, versions in edited.items():
            click.echo(f"\n{message('trace-edited', count=len(versions))}  {report_line(code, told.readings[code])}")
            for kept in versions:
                changed = sum(
                    line[:1] in "+-" and line[:3] not in ("+++", "---") for line in ledger.difference(kept.code)
                )
                click.echo(f"    {kept.code}  {kept.added:%Y-%m-%d %H:%M}  {message('trace-lines', count=changed)}")


def _print_together(ledger: Ledger, ids: Sequence[str], format_: str) -> None:
    from naql.export.together import lines, to_dict

    told = ledger.together(ids)
    if format_ == "json":
        click.echo(json.dumps(to_dict(told.account, told.readings, told.statements), ensure_ascii=False, indent=1))
        return
    for line in lines(told.account, told.readings, told.statements):
        click.echo(line)


def _print_own(own: Own, format_: str) -> None:
    from naql.export.together import contradiction_dict, contradiction_lines

    if format_ == "json":
        found = [contradiction_dict(item, own.readings, own.statements) for item in own.contradictions]
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for line in contradiction_lines(own.contradictions, own.readings, own.statements):
        click.echo(line)


def ledger_events(url: str | None, since: date | None, unrealised: bool) -> list[plover.Row]:
    """The events of the ledger's reports from ``since`` on, story by story; one event that several reports tell is one row."""
    from naql.export import plover
    from naql.export.retold import retold

    found: list[plover.Row] = []
    with open_ledger(url) as ledger:
        _bring_up(ledger)
        for codes in ledger.stories(since):
            read = [shown.reading for code in codes if (shown := ledger.show(code)).reading is not None]
            found += retold(row for reading in read if reading is not None for row in plover.rows(reading, unrealised))
    return found


def _bring_up(ledger: Ledger) -> None:
    """Compare what is new, and show how far it is where that takes a while."""
    total = ledger.uncompared()
    if not total:
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(message("comparing"), total=total)
        ledger.compare(lambda done: bar.update(task, completed=done))


COMMANDS = (compare, story, trace)
