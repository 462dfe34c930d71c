"""Times of publication as pages, feeds and letters write them, in machines' forms or in Arabic words."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import get_month_names

from naql.lexicon import table
from naql.text import Text, fold
from naql.times import TimeFinder

_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ]+(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d:?(?:\d\d)?)?)?"
)
_FIGURES = re.compile(
    r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)|(?<!\d)(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?!\d)"
)
_CLOCK = re.compile(r"(?<![\d:/-])(\d{1,2}):(\d\d)(?::\d\d)?(?![\d/])")
_OFFSET = re.compile(r"(?:gmt|utc)\s*([+-])\s*(\d{1,2})(?::(\d\d))?")
_ENGLISH = re.compile(
    r"(?<!\w)([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})(?!\d)|(?<!\d)(\d{1,2}) ([A-Za-z]{3,9})\.?,? (\d{4})(?!\d)"
)
_EPOCH = re.compile(r"\d{10}|\d{13}")
_FIRST = date(1990, 1, 1)  # an older time on a page is a clock's zero, not a day of publication


class Stamp(NamedTuple):
    """A time of publication: its ``day`` where the outlet is, and ``at``, the whole of it in ISO 8601 where it is told."""

    day: date
    at: str | None


def zone_named(name: str | None) -> tzinfo | None:
    """The time zone of that IANA name; None for no name, or one that is not known."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def read_stamp(told: Any, zone: tzinfo | None = None, latest: date | None = None) -> Stamp | None:
    """The time that ``told`` writes, or None where it is none, or lies before 1990 or after ``latest``.

    ``zone`` is the outlet's: a time that tells no zone is taken to be in it.
    """
    text = " ".join(fold(str(told or "")).split())
    stamp = _iso(text, zone) or _epoch(text, zone) or _mail(text, zone) or _words(text, zone)
    if stamp is None or stamp.day < _FIRST or (latest is not None and stamp.day > latest):
        return None
    return stamp


def stamp_of(moment: datetime, zone: tzinfo | None = None) -> Stamp:
    """``moment`` as a stamp; where it knows no zone it is in ``zone``; one in UTC is told as the outlet's day."""
    if moment.tzinfo is None and zone is not None:
        moment = moment.replace(tzinfo=zone)
    local = moment.astimezone(zone) if zone is not None and moment.utcoffset() == timedelta(0) else moment
    return Stamp(local.date(), moment.isoformat(timespec="seconds"))


def _iso(text: str, zone: tzinfo | None) -> Stamp | None:
    found = _ISO.match(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, offset = found.groups()
    try:
        if hour is None:
            return Stamp(date(int(year), int(month), int(day)), None)
        moment = datetime(
            int(year), int(month), int(day), int(hour), int(minute), int(second or 0), tzinfo=_offset(offset)
        )
        return stamp_of(moment, zone)
    except (ValueError, OverflowError):
        return None


def _offset(told: str | None) -> tzinfo | None:
    if told is None:
        return None
    if told in ("Z", "UTC", "GMT"):
        return UTC
    digits = told[1:].replace(":", "").ljust(4, "0")
    distance = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-distance if told[0] == "-" else distance)


def _epoch(text: str, zone: tzinfo | None) -> Stamp | None:
    if not _EPOCH.fullmatch(text):
        return None
    return stamp_of(datetime.fromtimestamp(int(text[:10]), UTC), zone)


def _mail(text: str, zone: tzinfo | None) -> Stamp | None:
    if not text.isascii():
        return None
    try:
        return stamp_of(parsedate_to_datetime(text), zone)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


@cache
def _finder() -> TimeFinder:
    return TimeFinder()


def _words(text: str, zone: tzinfo | None) -> Stamp | None:
    """A day in words ('8 تشرين الثاني 2021') or figures, day before month, and the clock that stands beside it."""
    day = _figures(text) or _english(text)
    if day is None:
        for mention in _finder().find(Text(text), None):
            if re.match(r"\d{4}-\d\d-\d\d", mention.time.value):
                day = date.fromisoformat(mention.time.value[:10])
                break
    if day is None:
        return None
    clock = _clock(text)
    if clock is None:
        return Stamp(day, None)
    hour, minute, told = clock
    return stamp_of(datetime(day.year, day.month, day.day, hour, minute, tzinfo=told), zone)


def _figures(text: str) -> date | None:
    found = _FIGURES.search(text)
    if found is None:
        return None
    day, month, year = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


@cache
def _months() -> dict[str, int]:
    """English months and their short forms, which Arabic pages' clocks write too (CLDR)."""
    forms = [get_month_names(width, locale="en") for width in ("wide", "abbreviated")]
    return {name.casefold(): number for names in forms for number, name in names.items()}


def _english(text: str) -> date | None:
    """A day as 'Nov 14, 2021' or '14 November 2021'."""
    found = _ENGLISH.search(text)
    if found is None:
        return None
    day, month, year = (found[2], found[1], found[3]) if found[1] else (found[4], found[5], found[6])
    number = _months().get(month.casefold())
    try:
        return date(int(year), number, int(day)) if number else None
    except ValueError:
        return None


def _clock(text: str) -> tuple[int, int, tzinfo | None] | None:
    """The hour, the minute and the zone that ``text`` tells."""
    found = _CLOCK.search(text)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    hour, minute = int(found[1]), int(found[2])
    words = table("pages")["clocks"]
    around = text[found.end() :].split()[:1] + text[: found.start()].split()[-1:]
    near = {word.strip("().,،").casefold() for word in around}
    if hour < 12 and near & set(words["afternoon"]):
        hour += 12
    elif hour == 12 and near & set(words["morning"]):
        hour = 0
    lowered = text.casefold()
    offset = _OFFSET.search(lowered)
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        return hour, minute, timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes))
    for word, minutes in words.items():
        if isinstance(minutes, int) and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", lowered):
            return hour, minute, timezone(timedelta(minutes=minutes))
    return hour, minute, None
