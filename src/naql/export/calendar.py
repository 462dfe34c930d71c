"""TIMEX3 values for people: which days a value covers, and how it is told in Arabic and English."""

from __future__ import annotations

import re
from datetime import date, timedelta

from babel import Locale
from babel.dates import format_date
from babel.units import format_unit

from naql.export.strings import joined, string
from naql.lexicon import table

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_WEEK = re.compile(r"(\d{4})-W(\d\d)(?:-(WE|[1-7]))?")
_PERIOD = re.compile(r"(\d{4})-(Q[1-4]|H[12]|SP|SU|FA|WI)")
_YEARS = re.compile(r"\d{2,4}")
_YEARLESS = re.compile(r"XXXX-(\d\d)(?:-(\d\d))?")
_WEEKDAY = re.compile(r"XXXX-WXX-([1-7])")
_CLOCK = re.compile(r"T(\d\d):(\d\d)(?::\d\d)?(Z|[+-]\d\d(?::?\d\d)?)?")
_LENGTH = re.compile(r"P(T)?(\d+|X)([YMWDHSE])")
_UNITS = {"Y": "year", "M": "month", "W": "week", "D": "day", "TH": "hour", "TM": "minute", "TS": "second"}
_SEASONS = {"SP": (3, 3), "SU": (6, 3), "FA": (9, 3), "WI": (12, 3)}
_PERIODS = {"Q1": (1, 3), "Q2": (4, 3), "Q3": (7, 3), "Q4": (10, 3), "H1": (1, 6), "H2": (7, 6), **_SEASONS}
_ARABIC = Locale("ar")
_MONDAY = date(2024, 1, 1)


def days(value: str) -> tuple[date, date] | None:
    """The first and last day that a value covers; None for durations, repetitions and what has no date."""
    try:
        return _days(value.partition("T")[0])
    except (ValueError, OverflowError):
        return None


def _days(value: str) -> tuple[date, date] | None:
    if match := _DAY.fullmatch(value):
        day = date(*map(int, match.groups()))
        return day, day
    if match := _MONTH.fullmatch(value):
        return _months(int(match[1]), int(match[2]), 1)
    if match := _WEEK.fullmatch(value):
        first = {None: 1, "WE": 6}.get(match[3]) or int(match[3])
        last = first if match[3] and match[3] != "WE" else 7
        return date.fromisocalendar(int(match[1]), int(match[2]), first), date.fromisocalendar(
            int(match[1]), int(match[2]), last
        )
    if match := _PERIOD.fullmatch(value):
        return _months(int(match[1]), *_PERIODS[match[2]])
    if _YEARS.fullmatch(value):
        return date(int(value.ljust(4, "0")), 1, 1), date(int(value.ljust(4, "9")), 12, 31)
    return None


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    year_after, month_after = divmod(year * 12 + month - 1 + count, 12)
    return date(year, month, 1), date(year_after, month_after + 1, 1) - timedelta(1)


def tell(value: str, kind: str, language: str) -> str:
    """A value in words; what cannot be told is given as it stands."""
    try:
        return _tell(value, kind, language) or value
    except (ValueError, OverflowError):
        return value


def _tell(value: str, kind: str, language: str) -> str | None:
    if kind == "SET" and (match := _LENGTH.fullmatch(value)) and match[2] == "1":
        return string("each", (match[1] or "") + match[3], language)
    if kind == "SET" and value.startswith("P"):
        length = _length(value, language)
        return string("timex", "every", language).format(span=length) if length else None
    if value.startswith("P") and not value.endswith("_REF"):
        return _length(value, language)
    if value.endswith("_REF"):
        return string("timex", value, language)
    day, _, time = value.partition("T")
    if match := _WEEKDAY.fullmatch(day):
        named = format_date(_MONDAY + timedelta(int(match[1]) - 1), "EEEE", language)
        if kind == "SET":
            told = string("timex", "every", language).format(span=named)
        else:
            told = string("timex", "no_date", language).format(day=named)
        return joined(filter(None, (told, _time(time, language))), language)
    known = day and day != "XXXX" and not day.startswith("XXXX-XX")
    if day and not known and not time:
        return string("timex", "unknown", language)
    return joined(filter(None, (_date(day, language) if known else None, _time(time, language))), language)


def _date(value: str, language: str) -> str | None:
    if match := _YEARLESS.fullmatch(value):
        day = date(2000, int(match[1]), int(match[2] or 1))
        told = format_date(day, "d MMMM" if match[2] else "LLLL", language)
        return string("timex", "no_year", language).format(day=told)
    covered = _days(value)
    if covered is None:
        return value
    first = covered[0]
    if covered[0] == covered[1]:
        return format_date(first, "EEEE d MMMM y", language)
    if _MONTH.fullmatch(value):
        return format_date(first, "LLLL y", language)
    if match := _WEEK.fullmatch(value):
        key = "weekend" if match[3] else "week"
        return string("timex", key, language).format(day=format_date(first, "d MMMM y", language))
    if match := _PERIOD.fullmatch(value):
        key, number = match[2], match[2][1]
        key = {"Q": "quarter", "H": "half"}.get(key[0], key) if number.isdecimal() else key
        return string("timex", key, language).format(year=match[1], number=number)
    named = {3: "decade", 2: "century"}.get(len(value))
    return string("timex", named, language).format(year=value.ljust(4, "0")) if named else value


def _time(value: str, language: str) -> str | None:
    if not value:
        return None
    match = _CLOCK.fullmatch(f"T{value}")
    if not match:
        return string("timex", f"T{value}", language)
    zone = match[3]
    if zone == "Z":
        return f"{match[1]}:{match[2]} {string('timex', 'utc', language)}"
    told = string("timex", "zone", language).format(offset=zone) if zone else ""
    return f"{match[1]}:{match[2]} {told}".strip()


def _length(value: str, language: str) -> str | None:
    match = _LENGTH.fullmatch(value)
    if not match:
        return None
    unit = (match[1] or "") + match[3]
    if match[2] == "X":
        return string("timex", f"{match[1] or ''}X{match[3]}", language)
    return count(int(match[2]), unit, language) if unit in _UNITS else None


def count(number: int, unit: str, language: str) -> str:
    """So many of a unit (Y M W D, TH TM TS): '18 years'."""
    if number == 1 and unit in table("interface")["one"]:
        return string("one", unit, language)
    patterns = table("interface")["counted"].get(unit)
    if patterns and language == "ar":
        told: str = patterns[_ARABIC.plural_form(number)]
        return told.format(number)
    return format_unit(number, f"duration-{_UNITS[unit]}", locale=language)


def gap(earlier: date, later: date, language: str) -> str:
    """How long after ``earlier`` ``later`` is, in the largest unit that fits: '3 days', '18 years'."""
    number = (later - earlier).days
    for size, unit in ((365.25, "Y"), (30.44, "M"), (7, "W")):
        if number >= 2 * size:
            return count(round(number / size), unit, language)
    return count(number, "D", language)
