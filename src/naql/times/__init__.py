"""Temporal expressions as TIMEX3, anchored on the publication date."""

from naql.times.finder import TimeFinder, TimeMention

__all__ = ["TimeFinder", "TimeMention"]
