"""Rows for a terminal, as CSV or as JSON: what the ledger's commands print."""

from __future__ import annotations

import csv
import dataclasses
import json
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import IO, Any

FORMATS = ("table", "json", "csv")
_SHORT = 160  # characters of a title or a content in a list


def print_rows(rows: Iterable[Any], columns: Sequence[str], format_: str, stream: IO[str]) -> int:
    """Print named tuples in one of ``FORMATS``, JSON and CSV with every field; returns how many there were.

    A table shows ``columns`` a record at a time, a line each, so that no line mixes writing directions more than it must.
    """
    count = 0
    if format_ == "csv":
        writer = csv.writer(stream, lineterminator="\n")
        for count, row in enumerate(rows, 1):
            if count == 1:
                writer.writerow(row._fields)
            writer.writerow([_cell(value) for value in row])
        return count
    if format_ == "json":
        items = [_plain(row) for row in rows]
        stream.write(json.dumps(items, ensure_ascii=False, indent=1) + "\n")
        return len(items)
    for count, row in enumerate(rows, 1):
        if count > 1:
            stream.write("\n")
        stream.write(_block(row, columns))
    return count


def _block(row: Any, columns: Sequence[str]) -> str:
    lines = []
    for n, column in enumerate(columns):
        parts = [_SHOWN.get(field, clean)(_cell(getattr(row, field))) for field in column.split("+")]
        line = "  ".join(part for part in parts if part)
        if line:
            lines.append(line if n == 0 else f"    {line}")
    return "\n".join(lines) + "\n"


def short(text: str) -> str:
    """The beginning of ``text`` for one line of a list: a report whose first paragraph is all of it has that for a title."""
    flat = clean(text)
    return flat if len(flat) <= _SHORT else f"{flat[:_SHORT].rsplit(' ', 1)[0]} ..."


def paired(text: str) -> str:
    """``text`` with the quotation mark that its span leaves outside: content that begins or ends with a quotation is cut at the marks,
    and the one left inside would look like a slip."""
    for opening, closing in ("\u00ab\u00bb", "\u201c\u201d"):
        missing = text.count(opening) - text.count(closing)
        text = text + closing if missing == 1 else opening + text if missing == -1 else text
    first = text.find('"')
    if first > 0 and text[first - 1].strip() and not text[first + 1 : first + 2].isalnum():
        text = f'"{text}'
    return f'{text}"' if text.count('"') % 2 else text


def clean(text: str) -> str:
    """``text`` on one line and without control characters, which a report must not send to a terminal."""
    flat = " ".join(text.split())
    return "".join(character for character in flat if unicodedata.category(character) not in ("Cc", "Cf", "Cs"))


def content(text: str) -> str:
    """What is said, on one line."""
    return paired(clean(text))


_SHOWN: dict[str, Callable[[str], str]] = {"title": short, "content": content}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "start") and hasattr(value, "text"):
        return str(value.text)
    if isinstance(value, tuple):
        return "; ".join(_cell(item) for item in value)
    return str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if hasattr(value, "_asdict"):
        return {key: _plain(item) for key, item in value._asdict().items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {key: _plain(item) for key, item in dataclasses.asdict(value).items()}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    return value
