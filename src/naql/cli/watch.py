"""Following feeds into the ledger, the outlets that are known, and pages as they came."""

from __future__ import annotations

import signal
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from naql.cli import intake
from naql.cli.ledger import open_ledger, with_ledger
from naql.cli.usage import Command
from naql.errors import InputError
from naql.export.listing import clean
from naql.ingest import gazetteers, message
from naql.ingest.files import whole_file
from naql.reading import Reader, read_or_tell

if TYPE_CHECKING:
    from naql.ingest.watch import Step, Watch
    from naql.ledger import Ledger


@click.command(cls=Command)
@click.argument("feeds", type=click.Path(path_type=Path), metavar="FEEDS")
@with_ledger
@click.option("--once", is_flag=True, help="Ask every feed that is due once, then end.")
@click.option("--status", is_flag=True, help="Ask nothing; say how each feed fares, and since when it fails.")
@click.option(
    "--every", type=click.FloatRange(1), default=15.0, show_default=True, help="Minutes between two visits of a feed."
)
@click.option(
    "--pause",
    type=click.FloatRange(0),
    default=2.0,
    show_default=True,
    help="Seconds between two requests of a host, at least.",
)
@click.option("--agent", help="The user agent that servers are told, instead of naql's own; say how to reach you.")
@click.option(
    "--state",
    type=click.Path(path_type=Path),
    help="Where it is kept how far each feed was read, instead of NAQL_WATCH or your data folder.",
)
@intake.network_options
def watch(
    feeds: Path,
    url: str | None,
    once: bool,
    status: bool,
    every: float,
    pause: float,
    agent: str | None,
    state: Path | None,
    **how: Any,
) -> None:
    """Follow the feeds that FEEDS (OPML or TOML) names, and keep their articles in the ledger.

    Feeds are asked for what has changed only, one request a host at a time, as robots.txt allows. One that fails is asked less
    and less often, once a day at least; the others go on. It runs until it is stopped (Ctrl-C), and goes on where it was.

    \b
    naql watch feeds.opml
    naql watch feeds.toml --once --ledger news.db
    naql watch feeds.toml --status
    """
    from naql.ingest.feeds import read_list
    from naql.ingest.net.fetch import AGENT
    from naql.ingest.net.polite import Polite
    from naql.ingest.watch import Watch, default_path

    told = intake.asked(how).told()
    client = Polite(told.limits, agent or AGENT, pause)
    watched = Watch(read_list(feeds), state or default_path(), told, client, timedelta(minutes=every))
    if status:
        _tell(watched)
        return
    signal.signal(signal.SIGTERM, _interrupt)
    reader = Reader(gazetteers.load(gazetteers.default_path()))
    failing = False
    with open_ledger(url, make=True) as ledger:
        try:
            while True:
                if once and not watched.due(datetime.now(UTC)):
                    minutes = -(-watched.wait(datetime.now(UTC)) // 60)
                    click.echo(message("watch-not-due", minutes=f"{minutes:.0f}"), err=True)
                failing = _round(watched, ledger, reader)
                if once:
                    break
                time.sleep(min(watched.wait(datetime.now(UTC)) + 0.5, 3600.0))
        finally:
            client.stopping.set()
            watched.keep()
    if failing:
        sys.exit(1)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _round(watched: Watch, ledger: Ledger, reader: Reader) -> bool:
    """Ask what is due; whether a feed failed. A line a feed on standard output, what went wrong on standard error."""
    counts: dict[str, Counter[str]] = {}
    failing = False
    for step in watched.round(watched.due(datetime.now(UTC))):
        counted = counts.setdefault(step.feed.url, Counter())
        if step.entry is not None:
            wrong = _keep(step, ledger, reader, counted)
            if wrong:
                counted["failed"] += 1
                click.echo(wrong, err=True)
            watched.done(step, wrong)
            continue
        watched.done(step)
        if step.error:
            failing = True
            state = watched.state(step.feed)
            click.echo(
                message("watch-failing", url=step.feed.url, since=state.since, count=state.failures, error=step.error),
                err=True,
            )
        else:
            told = {key: counted[key] for key in ("known", "failed")}
            click.echo(message("watched", url=step.feed.url, new=counted["new"] + counted["version"], **told))
    return failing


def _keep(step: Step, ledger: Ledger, reader: Reader, counted: Counter[str]) -> str:
    """Add a step's article to the ledger; why it could not be, or an empty text."""
    taken = step.taken
    if taken is None or taken.report is None:
        return taken.error if taken is not None else ""
    try:
        if ledger.known(taken.report) is not None:
            counted["known"] += 1
        else:
            counted[ledger.add(read_or_tell(reader, taken.report), taken.received).state] += 1
    except InputError as error:
        return str(error)
    return ""


def _tell(watched: Watch) -> None:
    failing = 0
    for feed in watched.feeds:
        state = watched.state(feed)
        if state.since:
            failing += 1
            click.echo(
                message("watch-failing", url=feed.url, since=state.since, count=state.failures, error=state.error)
            )
        elif state.succeeded:
            click.echo(message("watch-fine", url=feed.url, when=state.succeeded, seen=len(state.seen)))
        else:
            click.echo(message("watch-never", url=feed.url))
    if failing:
        sys.exit(1)


@click.command(cls=Command)
@click.option(
    "--file",
    type=click.Path(path_type=Path),
    help="Your outlets (TOML) instead of NAQL_OUTLETS or the file in your data folder.",
)
@click.option("--feeds", is_flag=True, help="Those that have feeds, as TOML that 'naql watch' takes.")
def outlets(file: Path | None, feeds: bool) -> None:
    """List the outlets that are known: id, names, language, time zone, hosts and feeds, with tabs between them.

    Yours are read from a TOML file and win over naql's: a table an outlet, as in

    \b
    [al-manara]
    name = "منارة الخبر"
    latin = "Manarat al-Khabar"
    hosts = ["manara.example"]
    zone = "Asia/Amman"
    feeds = ["https://manara.example/rss.xml"]
    """
    import json

    from naql.ingest.outlets import load

    for outlet in load(file).all.values():
        if not feeds:
            told = (
                outlet.id,
                outlet.name,
                outlet.latin,
                outlet.language,
                outlet.zone,
                " ".join(outlet.hosts),
                " ".join(outlet.feeds),
            )
            click.echo("\t".join(clean(part) for part in told))
        elif outlet.feeds:
            addresses = ", ".join(json.dumps(feed, ensure_ascii=False) for feed in outlet.feeds)
            click.echo(f"[{outlet.id}]\nname = {json.dumps(outlet.name, ensure_ascii=False)}\nfeeds = [{addresses}]")


@click.command(cls=Command)
@click.argument("code")
@with_ledger
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write here instead of to standard output.")
def original(code: str, url: str | None, output: Path | None) -> None:
    """Give back the bytes of the report of that CODE as they came: the page, the PDF, the letter."""
    with open_ledger(url) as ledger:
        data = ledger.received(code)
    if output is None:
        sys.stdout.buffer.write(data)
        return
    with whole_file(output) as stream:
        stream.write(data)


COMMANDS = (watch, outlets, original)
