"""Reports from JSON Lines, plain or gzip: an object a line with a ``text`` and what is known about it."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from naql.errors import InputError
from naql.ingest.messages import message
from naql.reading import title_of
from naql.records import Report

SUFFIXES = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")


def is_lines(path: Path) -> bool:
    """Whether a path is named as JSON Lines are."""
    return path.name.casefold().endswith(SUFFIXES)


def read_lines(path: Path) -> Iterator[Report | InputError]:
    """The reports of ``path`` in order; a line that holds none comes as the error that says why, and the rest goes on.

    Keys: ``text``, and where they are there ``title`` (put before the text as its first line), ``publisher``,
    ``published`` (ISO 8601), ``url``, ``name``, ``language``. Raises InputError where the file cannot be read.
    """
    number = 0
    try:
        with _open(path) as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield _report(line, path, number)
    except FileNotFoundError as error:
        raise InputError(message("missing", name=path)) from error
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(message("unreadable", name=path, reason=reason)) from error
    except UnicodeDecodeError as error:
        raise InputError(message("json-line", name=path, line=number + 1, reason="is not UTF-8")) from error


def _open(path: Path) -> IO[str]:
    opener: Any = gzip.open if path.suffix == ".gz" else open
    stream: IO[str] = opener(path, "rt", encoding="utf-8-sig")
    return stream


def _report(line: str, path: Path, number: int) -> Report | InputError:
    def bad(reason: str) -> InputError:
        return InputError(message("json-line", name=path, line=number, reason=reason))

    try:
        item = json.loads(line)
    except ValueError as error:
        return bad(f"is not JSON: {error}")
    if not isinstance(item, dict) or not isinstance(item.get("text"), str):
        return bad("has no 'text'")
    told = {key: item.get(key) for key in ("title", "publisher", "url", "name", "language")}
    for key, value in told.items():
        if value is not None and not isinstance(value, str):
            return bad(f"'{key}' is no text")
    title = (told["title"] or "").strip()
    body = item["text"]
    text = body if not title or body.lstrip().startswith(title) else f"{title}\n{body}"
    if not text.strip():
        return bad("holds no words")
    try:
        published = _day(item.get("published"))
    except ValueError:
        return bad(f"'published' is no date: {item['published']}")
    name = told["name"] or f"{path.name}:{number}"
    return Report(
        text, name, title or title_of(text), told["publisher"], published, told["url"], told["language"] or "ar"
    )


def _day(told: Any) -> date | None:
    """The day of an ISO 8601 time, as the text's own zone counts it."""
    if told is None or told == "":
        return None
    if not isinstance(told, str):
        raise ValueError(told)
    return datetime.fromisoformat(told).date()
