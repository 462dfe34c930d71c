"""Fields of JSON objects and table columns as reports: which name holds what, told or known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from naql.errors import InputError
from naql.messages import message
from naql.reading import title_of
from naql.records import Report

FIELDS = ("text", "title", "publisher", "published", "url", "name", "language", "author")


def parse_mapping(told: Iterable[str]) -> dict[str, str]:
    """``FIELD=NAME`` pairs as a mapping from naql's fields to a file's own names. Raises InputError where one is not that."""
    found: dict[str, str] = {}
    for pair in told:
        field, equals, name = pair.partition("=")
        if not equals or field.strip() not in FIELDS or not name.strip():
            raise InputError(message("map", value=pair, fields=", ".join(FIELDS)))
        found[field.strip()] = name.strip()
    return found


def pick(item: Mapping[str, Any], mapping: Mapping[str, str]) -> dict[str, Any]:
    """naql's fields of ``item``: by ``mapping``, else by their own names. A name with dots leads into objects and lists."""
    return {field: _at(item, mapping[field]) if field in mapping else item.get(field) for field in FIELDS}


def _at(item: Any, name: str) -> Any:
    if isinstance(item, Mapping) and name in item:
        return item[name]
    for part in name.split("."):
        if isinstance(item, Mapping):
            item = item.get(part)
        elif isinstance(item, list) and part.isdecimal() and int(part) < len(item):
            item = item[int(part)]
        else:
            return None
    return item


def to_report(told: Mapping[str, Any], name: str, mapping: Mapping[str, str]) -> Report:
    """The report of fields that :func:`pick` took; its title goes before its text. ValueError with the reason where they make none."""
    if not isinstance(told["text"], str):
        raise ValueError(message("field-missing", field=mapping.get("text", "text")))
    for key in FIELDS:
        if told[key] is not None and not isinstance(told[key], str) and key not in ("text", "published"):
            raise ValueError(message("field-type", field=mapping.get(key, key)))
    title = (told["title"] or "").strip()
    body = told["text"]
    text = body if not title or body.lstrip().startswith(title) else f"{title}\n{body}"
    if not text.strip():
        raise ValueError(message("field-empty"))
    try:
        day, at = _time(told["published"])
    except ValueError:
        field = mapping.get("published", "published")
        raise ValueError(message("field-date", field=field, value=told["published"])) from None
    return Report(
        text,
        told["name"] or name,
        title or title_of(text),
        told["publisher"] or None,
        day,
        told["url"] or None,
        told["language"] or "ar",
        told["author"] or None,
        at,
    )


def _time(told: Any) -> tuple[date | None, str | None]:
    """The day of an ISO 8601 time, as the text's own zone counts it, and the whole of the time where an hour is told."""
    if told is None or told == "":
        return None, None
    if not isinstance(told, str):
        raise ValueError(told)
    moment = datetime.fromisoformat(told.strip())
    return moment.date(), moment.isoformat(timespec="seconds") if len(told.strip()) > 10 else None
