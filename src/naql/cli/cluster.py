"""The command that reads a crawl's worth. What it runs on is loaded only where it is asked for."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from naql.cli import intake
from naql.cli.usage import Command
from naql.errors import InputError
from naql.ingest import gazetteers, message
from naql.records import Reading

_LISTED = 10
_MEGABYTE = 1 << 20
_SAID = 60.0  # seconds between two lines about the progress


@click.command(cls=Command)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--out", required=True, metavar="PLACE", help="A folder, or an address such as s3://bucket/prefix.")
@click.option(
    "--engine", type=click.Choice(("local", "ray")), default="local", show_default=True, help="What runs the workers."
)
@click.option("--address", help="The Ray cluster: ray://host:10001, or auto. Without it, Ray runs on this machine.")
@click.option("--workers", type=click.IntRange(1), help="Processes that read. As many as there are cores, if not told.")
@click.option(
    "--record-timeout",
    type=click.FloatRange(1),
    default=60.0,
    show_default=True,
    help="Seconds that one record may take.",
)
@click.option(
    "--part",
    type=click.FloatRange(0.001),
    default=2048.0,
    show_default=True,
    help="Megabytes above which a file is read in parts.",
)
@click.option("--again", is_flag=True, help="Try again the records over which the reader failed, crashed or hung.")
@click.option("--publisher", help="The outlet, where it is one that the files do not tell, or tell wrongly.")
@intake.options
def run(
    inputs: Sequence[str],
    out: str,
    engine: str,
    address: str | None,
    workers: int | None,
    record_timeout: float,
    part: float,
    again: bool,
    publisher: str | None,
    **how: Any,
) -> None:
    """Read web archives (WARC), JSON Lines and Parquet into a dataset of Parquet files, with many processes or machines.

    INPUT and PLACE are paths or addresses (s3:// and what fsspec knows); an INPUT may be a folder or a pattern. What is not in
    Arabic is left out early, the same text at one host is kept once. Files that are finished are not read again, so that the
    same command goes on where it was broken off. A record that cannot be taken in, or over which the reader crashes or hangs
    twice, is put in quarantine and the rest goes on; as long as one stands there, it is told at the end which and why, and the exit
    code is 1. 'naql add PLACE' loads the dataset into a ledger.

    \b
    naql run crawl/ --out dataset/ --workers 2
    naql run 's3://commoncrawl/crawl-data/CC-NEWS/2024/01/*.warc.gz' --out s3://mine/news --engine ray --address auto
    """
    try:
        from naql.cluster import Work
        from naql.cluster import run as start
    except ImportError as error:
        raise InputError(message("needs-extra", name="naql run", what=error.name, extra="run")) from error
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    taught = gazetteers.load(gazetteers.default_path())
    work = Work(engine, workers or cores, address, record_timeout, taught, _tell_dashboard)
    told = intake.asked(how, None, None, publisher).told()
    with _progress() as show:
        done = start(inputs, out, work, told=told, part=int(part * _MEGABYTE), again=again, progress=show)
    click.echo(
        message(
            "run-done",
            reports=done.counts["reports"],
            now=done.read_now,
            read=done.read,
            before=done.before,
            seconds=f"{done.seconds:.1f}",
            rate=f"{done.read_now / done.seconds:.1f}",
            records=done.counts["records"],
            other=done.counts["other_language"],
            duplicates=done.counts["duplicates"],
            bad=done.counts["bad"],
            memory=done.memory // _MEGABYTE,
        )
    )
    if done.quarantine:
        click.echo(message("run-quarantine", place=out.rstrip("/")), err=True)
        for item in done.quarantine[:_LISTED]:
            click.echo(f"{item['address'] or item['file']} ({item['kind']}): {item['reason']}", err=True)
        if len(done.quarantine) > _LISTED:
            click.echo(f"... (+{len(done.quarantine) - _LISTED})", err=True)
    if done.failed:
        click.echo(message("run-failed", count=len(done.failed)), err=True)
        for url, reason in done.failed[:_LISTED]:
            click.echo(f"{url}: {reason}", err=True)
    if done.quarantine or done.failed:
        sys.exit(1)


def measure_scale(source: Path | None, limit: int | None, workers: int) -> tuple[dict[str, Any], str]:
    """The figures of ``naql bench --scale``, and how they are shown."""
    try:
        from naql.cluster.scale import measure, show
    except ImportError as error:
        raise InputError(message("needs-extra", name="naql bench --scale", what=error.name, extra="run")) from error
    if source is None:
        raise InputError(message("bench-source"))
    figures = measure(source, limit, workers)
    return figures, show(figures)


def is_place(path: str) -> bool:
    """Whether a path, or an address of an object store, is meant as a dataset of ``naql run``."""
    if "://" in path:
        return not path.startswith(("http://", "https://"))
    return (Path(path) / "_shards").is_dir()


def readings_of(place: str) -> Iterator[Reading]:
    """The readings of a dataset. Raises InputError where there is none, or what reads it is not installed."""
    try:
        from naql.cluster import Place, readings
    except ImportError as error:
        raise InputError(message("needs-extra", name=place, what=error.name, extra="run")) from error
    return readings(Place(place))


@contextmanager
def _progress() -> Iterator[Callable[[Any], None]]:
    """What shows how far a run is: a bar on a terminal, elsewhere a line a minute, both on standard error."""
    last = time.monotonic()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[reports]} reports, {task.fields[rate]} a second"),
        TimeElapsedColumn(),
    )
    terminal = sys.stderr.isatty()
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not terminal) as bar:
        task = bar.add_task("naql run", total=None, reports=0, rate="-")

        def show(state: Any) -> None:
            nonlocal last
            rate = f"{state.reports / state.seconds:.1f}" if state.seconds else "-"
            bar.update(task, total=state.total, completed=state.shards, reports=state.reports, rate=rate)
            if not terminal and time.monotonic() - last > _SAID:
                last = time.monotonic()
                told = {"done": state.shards, "total": state.total, "reports": state.reports, "rate": rate}
                click.echo(message("run-progress", **told, seconds=f"{state.seconds:.0f}"), err=True)

        yield show


def _tell_dashboard(address: str) -> None:
    if address:
        click.echo(message("run-dashboard", address=address), err=True)


COMMANDS = (run,)
