"""Reports from JSON Lines, plain or gzip: an object a line with a ``text`` and what is known about it."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from naql.errors import InputError
from naql.ingest.fields import pick, to_report
from naql.messages import message
from naql.records import Report

SUFFIXES = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")

_LONGEST = 1 << 26  # characters of one line


def is_lines(path: Path) -> bool:
    """Whether a path is named as JSON Lines are."""
    return path.name.casefold().endswith(SUFFIXES)


def read_lines(
    path: Path, mapping: Mapping[str, str] | None = None, longest: int = _LONGEST
) -> Iterator[Report | InputError]:
    """The reports of ``path`` in order; a line that holds none comes as the error that says why, and the rest goes on.

    A line of more than ``longest`` characters ends the file: it is no article, and may be a bomb.

    Keys: ``text``, and where they are there ``title`` (put before the text as its first line), ``publisher``,
    ``published`` (ISO 8601), ``url``, ``name``, ``language``, ``author``; ``mapping`` names others in their place. Raises
    InputError where the file cannot be read.
    """
    number = 0
    try:
        with _open(path) as stream:
            while line := stream.readline(longest + 1):
                number += 1
                if len(line) > longest:
                    reason = message("line-long", most=longest)
                    yield InputError(message("json-line", name=path, line=number, reason=reason))
                    return
                if line.strip():
                    yield _report(line, path, number, mapping or {})
        if number == 0:
            raise InputError(message("empty", name=path))
    except FileNotFoundError as error:
        raise InputError(message("missing", name=path)) from error
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(message("unreadable", name=path, reason=reason)) from error
    except UnicodeDecodeError as error:
        reason = message("line-utf8")
        raise InputError(message("json-line", name=path, line=number + 1, reason=reason)) from error


def _open(path: Path) -> IO[str]:
    opener: Any = gzip.open if path.suffix == ".gz" else open
    stream: IO[str] = opener(path, "rt", encoding="utf-8-sig")
    return stream


def _report(line: str, path: Path, number: int, mapping: Mapping[str, str]) -> Report | InputError:
    def bad(reason: str) -> InputError:
        return InputError(message("json-line", name=path, line=number, reason=reason))

    try:
        item = json.loads(line)
    except (ValueError, RecursionError) as error:
        return bad(message("line-json", reason=error))
    if not isinstance(item, dict):
        return bad(message("field-missing", field=mapping.get("text", "text")))
    try:
        return to_report(pick(item, mapping), f"{path.name}:{number}", mapping)
    except ValueError as error:
        return bad(str(error))
