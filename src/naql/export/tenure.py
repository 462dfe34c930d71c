"""When a role was held, for people: in words, and as an interval of ISO 8601."""

from __future__ import annotations

import re
from collections.abc import Mapping

from naql.export.calendar import tell
from naql.export.strings import joined, string
from naql.records import Role, Time

_DATED = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


def tenure(role: Role, times: Mapping[str, Time], language: str) -> str:
    """The status and the times of ``role`` in words, '' where none is told."""
    told = [string("status", role.status, language)] if role.status else []
    for key in ("since", "until", "during"):
        time = times.get(getattr(role, key) or "")
        if time is not None:
            told.append(string("tenure", key, language).format(time=tell(time.value, time.type, language)))
    return joined(told, language)


def interval(role: Role, times: Mapping[str, Time]) -> str:
    """The years, months or days of ``role`` as ISO 8601-2 writes them: 2012/2017, 2019/.., ../2018, 2003; '' where none is dated."""
    since, until, during = (times.get(name or "") for name in (role.since, role.until, role.during))
    one, other = _dated(since), _dated(until)
    if one or other:
        return f"{one or '..'}/{other or '..'}"
    return _dated(during)


def _dated(time: Time | None) -> str:
    return time.value if time is not None and _DATED.fullmatch(time.value) else ""
