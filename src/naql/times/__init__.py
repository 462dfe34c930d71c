"""Temporal expressions as TIMEX3, anchored on the publication date."""

from naql.times.cursor import TimeMention
from naql.times.finder import TimeFinder

__all__ = ["TimeFinder", "TimeMention"]
