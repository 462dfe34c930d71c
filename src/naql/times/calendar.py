"""ISO 8601 values from what an expression says: dates in three calendars, and what is relative to the publication."""

from __future__ import annotations

from datetime import date, timedelta

from hijridate import Hijri
from persiantools.jdatetime import JalaliDate

_CLOSE = 45  # days
_FUTURE = 2.0  # a date without a year lies rather behind the report than ahead of it


def make(year: int, month: int, day: int) -> date | None:
    """The Gregorian date, or None where there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def nearest_year(month: int, day: int, weekday: int | None, published: date, direction: int) -> date | None:
    """The date that a day and month without a year mean, beside the publication.

    ``direction`` is -1 where the text says last, 1 where it says next, else 0. Of the years in which the weekday
    agrees the nearest wins; where it agrees with none, the nearest of all.
    """
    dates = [found for year in range(published.year - 1, published.year + 2) if (found := make(year, month, day))]
    if direction < 0:
        dates = [d for d in dates if d <= published]
    elif direction > 0:
        dates = [d for d in dates if d >= published] or dates
    if not dates:
        return None
    nearest = min(dates, key=lambda d: _distance(d, published))
    if abs((nearest - published).days) <= _CLOSE:
        return nearest  # so close that a weekday which disagrees is the mistake
    agreeing = [d for d in dates if weekday is None or d.isoweekday() == weekday]
    return min(agreeing or dates, key=lambda d: _distance(d, published))


def _distance(day: date, published: date) -> float:
    days = (day - published).days
    return days * _FUTURE if days > 0 else -days


def month_year(month: int, published: date, direction: int) -> int:
    """The year that a month without one means."""
    if direction < 0:
        return published.year - (month >= published.month) + direction + 1
    if direction > 0:
        return published.year + (month <= published.month) + direction - 1
    first = [date(year, month, 15) for year in range(published.year - 1, published.year + 2)]
    return min(first, key=lambda d: _distance(d, published.replace(day=15))).year


def weekday_date(weekday: int, published: date, direction: int) -> date:
    """The day that a bare weekday means: the last one up to the publication; strictly before or after where told.

    ``direction`` is -1 for the last one, 1 for the next one, -2 and 2 for those a week further.
    """
    back = (published.isoweekday() - weekday) % 7
    if direction > 0:
        return published + timedelta(days=((weekday - published.isoweekday()) % 7 or 7) + 7 * (direction - 1))
    if direction < 0:
        back = (back or 7) - 7 * (direction + 1)
    return published - timedelta(days=back)


def season_year(season: str, published: date, direction: int) -> int:
    """The year of the season (TIMEX3's SP, SU, FA, WI) that is the last, this or the next one; a winter has the year it begins in."""
    first, last = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 14)}[season]
    month = published.month + (12 if season == "WI" and published.month <= 2 else 0)
    year = published.year - (month > 12)
    if direction < 0:
        return year - (month <= last)
    if direction > 0:
        return year + (month >= first)
    return year


def iso_week(day: date, offset: int = 0) -> str:
    """The ISO week, counted with Sunday as its first day, as Arab countries do."""
    year, week, _ = (day + timedelta(days=day.isoweekday() == 7) + timedelta(weeks=offset)).isocalendar()
    return f"{year}-W{week:02d}"


def shift_month(day: date, months: int) -> str:
    """The month ``months`` from that of ``day``."""
    index = day.year * 12 + day.month - 1 + months
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def shift_days(published: date, days: int) -> date | None:
    """The day ``days`` from ``published``, or None outside the calendar."""
    try:
        return published + timedelta(days=days)
    except OverflowError:
        return None


def from_hijri(year: int, month: int, day: int) -> date | None:
    """The Gregorian date by Umm al-Qura (1343 to 1500 AH), or None."""
    try:
        return Hijri(year, month, day).to_gregorian()
    except (ValueError, OverflowError):
        return None


def hijri_to_year(year: int) -> int:
    """The Gregorian year in which most of a Hijri year falls, by the years' mean lengths (for years before the tables)."""
    return int(year * 354.367 / 365.2425 + 622.04)


def persian_year(month: int, published: date, direction: int) -> int:
    """The Solar Hijri year that a month without one means."""
    now = JalaliDate(published)  # type: ignore[no-untyped-call]
    year, now_month = int(now.year), int(now.month)
    if direction < 0:
        return year - (month >= now_month)
    if direction > 0:
        return year + (month <= now_month)
    middles = [(day, y) for y in (year - 1, year, year + 1) if (day := from_persian(y, month, 15))]
    return min(middles, key=lambda pair: _distance(pair[0], published))[1] if middles else year


def hijri_year(month: int, published: date, direction: int = 0) -> int:
    """The Hijri year that a Hijri month without one means beside the publication, before or after it where told."""
    now = round((published - date(622, 7, 16)).days / 354.367) + 1
    middles = [(found, year) for year in range(now - 2, now + 2) if (found := from_hijri(year, month, 15))]
    if direction < 0:
        middles = [(day, year) for day, year in middles if day + timedelta(days=14) < published] or middles
    elif direction > 0:
        middles = [(day, year) for day, year in middles if day - timedelta(days=14) > published] or middles
    years = [(abs((day - published).days), year) for day, year in middles]
    return min(years)[1] if years else now


def from_persian(year: int, month: int, day: int) -> date | None:
    """The Gregorian date of a Solar Hijri one, or None."""
    try:
        found: date = JalaliDate(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]
        return found
    except (ValueError, OverflowError):
        return None
