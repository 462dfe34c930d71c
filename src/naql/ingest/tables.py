"""Reports from CSV: a line of column names, then an article a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from naql.errors import InputError
from naql.ingest.fields import FIELDS, pick, to_report
from naql.ingest.files import decode, read_bytes
from naql.messages import message
from naql.records import Report

_SEPARATORS = ",;\t|"
_LONGEST = 1 << 24  # characters of one cell


def read_table(
    path: Path, mapping: Mapping[str, str] | None = None, encoding: str | None = None
) -> Iterator[Report | InputError]:
    """The reports of ``path`` in order; a row that holds none comes as the error that says why, and the rest goes on.

    Columns are those of JSON Lines (see :func:`naql.ingest.lines.read_lines`), large and small letters alike, or what
    ``mapping`` names; a comma, a semicolon, a tab or a bar stands between them. Raises InputError where the file cannot be
    read, or no column holds the text.
    """
    mapping = mapping or {}
    text = decode(read_bytes(path), str(path), encoding)
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    earlier = csv.field_size_limit(_LONGEST)
    try:
        rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
        columns = [column.strip() for column in rows.fieldnames or ()]
        rows.fieldnames = [
            column.casefold() if column.casefold() in FIELDS and column not in mapping.values() else column
            for column in columns
        ]
        for field, name in {"text": "text", **mapping}.items():
            if name not in rows.fieldnames:
                key = "table-column" if field == "text" else "table-no-column"
                raise InputError(message(key, name=path, columns=", ".join(columns), column=name))
        for number, row in enumerate(rows, 1):
            told = {key: value for key, value in row.items() if isinstance(key, str) and isinstance(value, str)}
            try:
                yield to_report(pick(told, mapping), f"{path.name}:{number}", mapping)
            except ValueError as error:
                yield InputError(message("table-row", name=path, line=rows.line_num, reason=error))
    except csv.Error as error:
        raise InputError(message("damaged", name=path, what="CSV", reason=error)) from error
    finally:
        csv.field_size_limit(earlier)
