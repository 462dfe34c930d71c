"""Rows written many at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table, insert, text
from sqlalchemy.exc import DBAPIError

_MANY = 100  # rows from which on COPY is quicker


def put(connection: Connection, table: Table, some: Sequence[dict[str, Any]]) -> list[int]:
    """Write rows into a table that numbers them in ``id``; their numbers, in their order.

    The numbers are taken first and the rows written in one go: a database that numbers rows while it writes them has to be
    asked row by row which it gave.
    """
    (numbers,) = take(connection, {table: len(some)})
    put_as(connection, table, some, numbers)
    return numbers


def put_as(connection: Connection, table: Table, some: Sequence[dict[str, Any]], numbers: Sequence[int]) -> None:
    """Write rows under ``numbers`` that were taken for them."""
    write(connection, table, [{**row, "id": number} for row, number in zip(some, numbers, strict=True)])


def take(connection: Connection, wanted: dict[Table, int]) -> list[list[int]]:
    """For each table so many numbers that nobody else gets, in one question on PostgreSQL."""
    if connection.dialect.name == "sqlite":
        return [_after_the_last(connection, table, count) for table, count in wanted.items()]
    asked = [{"name": table.name, "count": count} for table, count in wanted.items() if count]
    given: dict[str, list[int]] = {}
    if asked:
        given = {row.name: row.numbers for row in connection.execute(_NEXT, {"wanted": json.dumps(asked)})}
    return [given.get(table.name, []) for table in wanted]


def write(connection: Connection, table: Table, some: Sequence[dict[str, Any]]) -> None:
    """Write rows that all have the same columns; many of them on PostgreSQL by COPY.

    Rows of text and numbers alone go to the driver as they are, on PostgreSQL in one message: what SQLAlchemy does for each
    row, and a message a row, took as long as the databases themselves. Others (dates, bytes) are written by SQLAlchemy.
    """
    if not some:
        return
    columns = tuple(some[0])
    if _copies(connection, len(some)):
        _copy(connection, table.name, columns, ([row[column] for column in columns] for row in some))
    elif not all(issubclass(table.c[column].type.python_type, str | int) for column in columns):
        connection.execute(insert(table), list(some))
    elif connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_by_name(table.name, columns), list(some))
    else:
        connection.execute(_by_record(table.name, columns), {"rows": json.dumps(list(some), ensure_ascii=False)})


def write_words(connection: Connection, table: str, words: dict[int, str]) -> None:
    """Put the ``words`` of each number, with blanks between them, into the index ``table``."""
    if not words:
        return
    if _copies(connection, len(words)):
        quoted = ((number, " ".join(f"'{word}'" for word in held.split())) for number, held in words.items())
        _copy(connection, table, ("id", "words"), quoted)
        return
    some = [{"id": number, "words": held} for number, held in words.items()]
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"INSERT INTO {table} (rowid, words) VALUES (:id, :words)", some)
    else:
        sql = (
            f"INSERT INTO {table} (id, words) SELECT id, array_to_tsvector(string_to_array(words, ' ')) "
            "FROM json_to_recordset(CAST(:rows AS json)) AS given(id integer, words text)"
        )
        connection.execute(text(sql), {"rows": json.dumps(some, ensure_ascii=False)})


def _copies(connection: Connection, count: int) -> bool:
    return count >= _MANY and connection.dialect.name == "postgresql" and connection.dialect.driver == "psycopg"


def _copy(connection: Connection, table: str, columns: Sequence[str], some: Iterable[Sequence[Any]]) -> None:
    """Write rows by COPY, in the connection's transaction."""
    names = ", ".join(f'"{column}"' for column in columns)
    driver: Any = connection.connection.driver_connection
    with (
        told_by_the_driver(connection),
        driver.cursor() as cursor,
        cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
    ):
        for row in some:
            copy.write_row(row)


@contextmanager
def told_by_the_driver(connection: Connection) -> Iterator[None]:
    """Make of the driver's own errors what SQLAlchemy makes of them."""
    driver = connection.dialect.loaded_dbapi
    try:
        yield
    except driver.Error as error:
        raise DBAPIError.instance("COPY", None, error, driver.Error, dialect=connection.dialect) from error


@lru_cache(maxsize=64)
def _by_name(table: str, columns: tuple[str, ...]) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join(f':{column}' for column in columns)})"


@lru_cache(maxsize=64)
def _by_record(table: str, columns: tuple[str, ...]) -> Any:
    names = ", ".join(f'"{column}"' for column in columns)
    given = f"json_populate_recordset(NULL::{table}, CAST(:rows AS json))".replace("::", r"\:\:")
    return text(f"INSERT INTO {table} ({names}) SELECT {names} FROM {given}")


def _after_the_last(connection: Connection, table: Table, count: int) -> list[int]:
    last = connection.exec_driver_sql(f"SELECT max(id) FROM {table.name}").scalar() or 0  # no other writes now
    if table.dialect_options["sqlite"]["autoincrement"]:  # numbers of rows that are gone are not given again
        last = max(last, connection.execute(_LAST, {"name": table.name}).scalar() or 0)
    return list(range(last + 1, last + 1 + count))


_NEXT = text(
    "SELECT name, array_agg(nextval(pg_get_serial_sequence(name, 'id'))) AS numbers "
    "FROM json_to_recordset(CAST(:wanted AS json)) AS wanted(name text, count integer), generate_series(1, count) "
    "GROUP BY name"
)
_LAST = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
