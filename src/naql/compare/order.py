"""Which of two reports came out first, as far as that is told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from naql.records import Report

_LATE = "T24"  # a report of which only the day is told stands behind those of the day whose clock is
_NEVER = "9"


class Moment(NamedTuple):
    """When a report came out: ``at`` in ISO 8601, by which reports are put in order, UTC where ``exact`` to the clock; its day."""

    at: str
    exact: bool
    day: str


def moment(report: Report) -> Moment:
    """When ``report`` came out. Of a time that does not say how far from UTC it is, the day alone counts."""
    day = report.published.isoformat() if report.published else ""
    try:
        told = datetime.fromisoformat(report.published_at) if report.published_at else None
    except ValueError:
        told = None
    if told is not None and told.tzinfo is not None and len(report.published_at or "") > len("2018-05-01"):
        return Moment(told.astimezone(UTC).isoformat(timespec="seconds"), True, day or told.date().isoformat())
    if not day and told is not None:
        day = told.date().isoformat()
    return Moment(day + _LATE if day else _NEVER, False, day)


def known(one: Moment, other: Moment) -> bool:
    """Whether it is told which of two came out first: both clocks, or two days."""
    if one.exact and other.exact:
        return one.at != other.at
    return bool(one.day and other.day) and one.day != other.day
