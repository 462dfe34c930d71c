"""Reports from Parquet: an article a row, under the names of JSON Lines' keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from naql.errors import InputError
from naql.ingest.fields import FIELDS, pick, to_report
from naql.messages import message
from naql.records import Report

_AT_ONCE = 256  # rows
_WHOLE = "published_at"  # of naql's own datasets, beside the day


def read_columns(path: Path, mapping: Mapping[str, str] | None = None) -> Iterator[Report | InputError]:
    """The reports of ``path`` in order; a row that holds none comes as the error that says why, and the rest goes on.

    Raises InputError where the file cannot be read, or no column holds the text.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise InputError(message("needs-extra", name=path, what="Parquet", extra="parquet")) from error
    mapping = mapping or {}
    try:
        with pq.ParquetFile(path) as file:
            columns = file.schema_arrow.names
            wanted = [
                name
                for name in columns
                if name in (*FIELDS, _WHOLE) or any(name == told.split(".")[0] for told in mapping.values())
            ]
            if mapping.get("text", "text").split(".")[0] not in columns:
                raise InputError(message("table-column", name=path, columns=", ".join(columns)))
            number = 0
            for batch in file.iter_batches(_AT_ONCE, columns=wanted):
                for row in batch.to_pylist():
                    number += 1
                    if hasattr(row.get("published"), "isoformat"):
                        row["published"] = row.pop(_WHOLE, None) or row["published"].isoformat()
                    try:
                        yield to_report(pick(row, mapping), f"{path.name}:{number}", mapping)
                    except ValueError as error:
                        yield InputError(message("table-row", name=path, line=number, reason=error))
    except FileNotFoundError as error:
        raise InputError(message("missing", name=path)) from error
    except (OSError, pa.ArrowException) as error:
        raise InputError(message("damaged", name=path, what="Parquet", reason=" ".join(str(error).split()))) from error
