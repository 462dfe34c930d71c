"""Rows written many at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert, text


def put(connection: Connection, table: Table, some: Sequence[dict[str, Any]]) -> list[int]:
    """Write rows into a table that numbers them in ``id``; their numbers, in their order.

    The numbers are taken first and the rows written in one go: a database that numbers rows while it writes them has to be
    asked row by row which it gave.
    """
    if not some:
        return []
    numbers = _taken(connection, table, len(some))
    connection.execute(insert(table), [{**row, "id": number} for row, number in zip(some, numbers, strict=True)])
    return numbers


def _taken(connection: Connection, table: Table, count: int) -> list[int]:
    if connection.dialect.name != "sqlite":
        return list(connection.execute(_NEXT, {"name": table.name, "count": count}).scalars())
    last = connection.exec_driver_sql(f"SELECT max(id) FROM {table.name}").scalar() or 0  # no other writes now
    if table.dialect_options["sqlite"]["autoincrement"]:  # numbers of rows that are gone are not given again
        last = max(last, connection.execute(_LAST, {"name": table.name}).scalar() or 0)
    return list(range(last + 1, last + 1 + count))


_NEXT = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
_LAST = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
