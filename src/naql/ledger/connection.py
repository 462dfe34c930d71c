"""Opening a database: its address, its shape, and what its errors mean."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError

from naql.errors import LedgerError
from naql.ingest import message

HEAD = "0010"
KNOWN = (
    "0001",
    "0003",
    "0004",
    "0005",
    "0006",
    "0007",
    "0008",
    "0009",
    "0010",
)  # every shape that this naql can bring up to date, the oldest first
_WAIT = 60_000  # milliseconds that a writer waits for another
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    f"busy_timeout={_WAIT}",
    "cache_size=-65536",  # KiB
    "wal_autocheckpoint=8000",  # pages; what is committed is moved into the file every 32 MB, not every 4
)
_MAKING = 611712  # a number of our own for the lock under which tables are made
_MIGRATIONS = Path(__file__).parent / "migrations"


def connect(url: str) -> Engine:
    """An engine for ``url``: an SQLAlchemy URL, or the path of an SQLite file.

    Raises LedgerError where there is no such kind of database or no driver for it, or the path is a folder's or a device's.
    """
    address = url if "://" in url else f"sqlite:///{Path(url).expanduser()}"
    try:
        parsed = make_url(address)
        if parsed.get_backend_name() == "sqlite":
            if os.path.exists(parsed.database or "") and not os.path.isfile(parsed.database or ""):
                raise LedgerError(message("ledger-device", name=url))
            engine = create_engine(parsed, connect_args={"timeout": _WAIT / 1000})
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        return create_engine(parsed, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError) as error:
        raise LedgerError(message("ledger-url", url=url)) from error
    except ModuleNotFoundError as error:
        raise LedgerError(message("ledger-driver", name=error.name)) from error


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy says when a transaction begins
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("naql_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")  # a reader that turns writer would be refused


@contextlib.contextmanager
def told(name: str) -> Iterator[None]:
    """Make one line of whatever the database of the ledger ``name`` complains about."""
    try:
        yield
    except DBAPIError as error:
        raise LedgerError(_meaning(name, error)) from error


def _meaning(name: str, error: DBAPIError) -> str:
    reason = " ".join(str(error.orig).split())
    low = reason.casefold()
    if "is full" in low or "no space left" in low or "disk i/o" in low:
        return message("ledger-full", name=name, reason=reason)
    if "malformed" in low or "not a database" in low or "corrupt" in low:
        return message("ledger-broken", name=name, reason=reason)
    if "locked" in low:
        return message("ledger-locked", name=name)
    if isinstance(error, OperationalError) and ("unable to open" in low or "connection" in low or "readonly" in low):
        return message("ledger-unreachable", name=name, reason=reason)
    return message("ledger-error", name=name, reason=reason)


def shape(connection: Connection) -> str | None:
    """The name of the shape that the database's tables have; None where there are none."""
    if "alembic_version" not in inspect(connection).get_table_names():
        return None
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())


def bring_up(connection: Connection) -> None:
    """Bring the tables to the newest shape, inside the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name == "postgresql":  # two that open a new ledger at once make its tables once
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_MAKING})"))
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
