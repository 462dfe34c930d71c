"""JSON Lines: the public JSON of a reading a line, as ``naql read --format jsonl`` prints it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from naql.export.contract import dumps
from naql.records import Reading


def write(readings: Iterable[Reading], stream: IO[bytes]) -> None:
    """Write a line of JSON a reading, UTF-8."""
    for reading in readings:
        stream.write(dumps(reading).encode("utf-8") + b"\n")
