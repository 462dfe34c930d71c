"""What commands share: how days are written, and many reports at once."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any, TypeVar

import click

from naql.ingest import message

T = TypeVar("T")
R = TypeVar("R")
_BATCH = 256  # items handed to the workers at once, so that what is to be read is never all in memory


class Day(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """A day, as 2021-11-08."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day that ``value`` tells."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(message("date", value=value), param, ctx)


def not_before_since(context: click.Context, param: click.Parameter, until: date | None) -> date | None:
    """What ``--until`` tells, where it does not lie before ``--since``, which is looked at first (``is_eager``)."""
    since = context.params.get("since")
    if since and until and until < since:
        raise click.BadParameter(message("date-order", since=since, until=until), context, param)
    return until


def map_in_order(work: Callable[[T], R], items: Iterable[T], jobs: int) -> Iterator[R]:
    """What ``work`` makes of each item, in order, in ``jobs`` processes."""
    items = iter(items)
    first = list(islice(items, 2))
    if jobs == 1 or len(first) < 2:
        yield from map(work, first)
        yield from map(work, items)
        return
    from multiprocessing import get_context

    with get_context("spawn").Pool(jobs, initializer=_quiet_worker) as pool:
        batch = [*first, *islice(items, _BATCH - 2)]
        while batch:
            yield from pool.imap(work, batch, chunksize=4)
            batch = list(islice(items, _BATCH))


def _quiet_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def progress(results: Iterator[T], total: int | None, many: bool) -> Iterator[T]:
    """``results``, with a bar on standard error where there are many and a terminal shows it."""
    if not (many and sys.stderr.isatty()):
        yield from results
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("naql", total=total)
        for result in results:
            yield result
            bar.advance(task)
