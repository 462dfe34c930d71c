"""How alike two reports are: a function of the two alone."""

from __future__ import annotations

from typing import NamedTuple

from naql.compare.overlap import overlap
from naql.compare.profile import Profile
from naql.compare.words import weights

WINDOW = 3  # days between two reports of one story
# What two reports share from which on one is a copy; a copy in part. Tuned on the pairs of evaluation/compare/reports.tsv that
# are not 'unseen'.
COPY, PART = 0.37, 0.2
SAME = 0.2  # likeness of two reports of one story
# Of likeness, how much is that of the leads, the rest being what the shorter report has in common with the other one, and what
# each day between them takes away: a logistic curve's weights on the pairs of evaluation/compare/reports.tsv that are not 'unseen'.
_LEADS, _DAY = 0.62, 0.06
_ABOUT = 0.2  # leads that are less alike tell two stories, however many words the reports share: a round-up holds those of many


class Pair(NamedTuple):
    """``likeness`` of what two reports are about and ``shared``, how much of their texts is the same (:func:`.overlap.overlap`)."""

    one: str
    other: str
    likeness: float
    shared: float


def judge(one: Profile, other: Profile) -> Pair:
    """Two reports held against one another; the codes stand in their order."""
    first, second = sorted((one, other), key=lambda p: p.code)
    shared = overlap(first.body, second.body)
    return Pair(first.code, second.code, round(_likeness(first, second), 4), round(shared, 4))


def apart(one: Profile, other: Profile) -> int:
    """Days between two reports; 0 where it is not told of one."""
    return abs(one.day - other.day) if one.day and other.day else 0


def _likeness(one: Profile, other: Profile) -> float:
    """How alike the leads are and how much the reports have in common, less for each day between them."""
    days = apart(one, other)
    if days > WINDOW:
        return 0.0
    leads = _leads(one, other)
    if leads < _ABOUT:
        return _LEADS * leads
    return max(0.0, _LEADS * leads + (1 - _LEADS) * _common(one, other) - _DAY * days)


def _leads(one: Profile, other: Profile) -> float:
    """Half how alike the leads are, half how much of each report's first words the other one holds somewhere."""
    shorter, longer = sorted((one.lead, other.lead), key=len)
    alike = sum(value * longer[stem] for stem, value in shorter.items() if stem in longer)
    return (alike + min(_held(one, other), _held(other, one))) / 2


def _common(one: Profile, other: Profile) -> float:
    """How much of the stems of the report that has less of them the other one holds too, wherever they stand."""
    return weights(one.stems & other.stems) / (min(one.weight, other.weight) or 1.0)


def _held(one: Profile, other: Profile) -> float:
    return weights(one.head & other.stems) / (weights(one.head) or 1.0)
