"""Opening the ledger, and the options that its commands share. The database's library is loaded only where one of them runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click
from platformdirs import user_data_path

from naql.cli.work import Day, not_before_since
from naql.export.listing import FORMATS

if TYPE_CHECKING:
    from naql.ledger import Ledger

F = TypeVar("F", bound=Callable[..., Any])
with_ledger = click.option(
    "--ledger",
    "url",
    envvar="NAQL_LEDGER",
    help="The ledger: an SQLite file, or a URL such as postgresql+psycopg://user@host/name. Without it, and without "
    "NAQL_LEDGER, a file in your data folder.",
)
with_format = click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="table",
    show_default=True,
    help="json and csv hold every field.",
)
with_limit = click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="So many at most.")
with_outlet = click.option("--outlet", help="Of this outlet only, as its name stands in the reports.")


def with_since(told: str = "From this day on.") -> Callable[[F], F]:
    """``--since``, and what it says of itself."""
    return click.option("--since", type=Day(), is_eager=True, help=told)


def with_days(since: str = "From this day on.", until: str = "Up to this day.") -> Callable[[F], F]:
    """``--since`` and ``--until``, which is looked at after it and may not lie before it; what they say of themselves."""
    last = click.option("--until", type=Day(), callback=not_before_since, help=until)
    return lambda command: with_since(since)(last(command))


def with_rows(command: F) -> F:
    """The options of a command that lists the ledger's rows, the latest first."""
    return with_ledger(with_days()(with_outlet(with_limit(with_format(command)))))


def open_ledger(url: str | None, make: bool = False) -> Ledger:
    """The ledger that ``--ledger`` names; without it, the one in the user's data folder. Only what adds may ``make`` one: a
    question to a mistyped path is told that there is none."""
    from naql.ledger import Ledger

    return Ledger.open(address_of(url), make)


def address_of(url: str | None) -> str:
    """What ``--ledger`` names; without it, a file in the user's data folder."""
    return url or str(user_data_path("naql", appauthor=False) / "naql.db")
