"""What several reports tell together: claims, who carries them, from how many origins, and what contradicts what."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from naql.compare.claims import Verdict, judge
from naql.compare.origins import Evidence, Origins, between, count, witness
from naql.compare.profile import profile
from naql.compare.tellings import Telling, tellings
from naql.compare.words import weight
from naql.records import Reading

_COMMON = 2  # stems that two tellings must share to be held against one another
_RARE = 2.5  # weight of such a stem


Key = tuple[str, str]  # a telling: its report's code, and its id in the reading


class Claim(NamedTuple):
    """What reports tell alike: its tellings, the earliest first, and the origins of the reports that carry it."""

    tellings: tuple[Telling, ...]
    origins: Origins


class Contradiction(NamedTuple):
    """Two tellings that cannot both be right, the earlier first."""

    one: Telling
    other: Telling
    verdict: Verdict


class Account(NamedTuple):
    """Reports told together: ``codes`` the earliest first, the origins of all of them and the evidence for that."""

    codes: tuple[str, ...]
    claims: tuple[Claim, ...]
    contradictions: tuple[Contradiction, ...]
    origins: Origins
    evidence: tuple[Evidence, ...]


def account(
    readings: Mapping[str, Reading],
    decided_same: Iterable[tuple[Key, Key]] = (),
    decided_different: Iterable[tuple[Key, Key]] = (),
) -> Account:
    """What the reports, by their codes, tell together; a function of them and of what people decided, whatever their order.

    Decisions are pairs of statements, each by its report's code and its id; they win.
    """
    codes = sorted(readings, key=lambda code: (_when(readings[code]), code))
    place = {code: at for at, code in enumerate(codes)}
    witnesses = [witness(code, profile(code, readings[code]), readings[code]) for code in codes]
    found = between(witnesses)
    told = [telling for code in codes for telling in tellings(code, readings[code])]
    same: list[tuple[int, int]] = []
    against: list[tuple[int, int, Verdict]] = []
    for one, other in _near(told):
        verdict = judge(told[one], told[other])
        if verdict.verdict == "same":
            same.append((one, other))
        elif verdict.verdict == "contradicts":
            against.append((one, other, verdict))
    at = {(telling.report, telling.id): n for n, telling in enumerate(told)}
    must, never = (
        {(min(at[one], at[other]), max(at[one], at[other])) for one, other in some if one in at and other in at}
        for some in (decided_same, decided_different)
    )
    groups = _grouped(len(told), same, must, never)
    claims = []
    for group in groups:
        held = sorted((told[at] for at in group), key=lambda telling: (place[telling.report], telling.cue.start))
        if len({telling.report for telling in held}) > 1:
            claims.append(Claim(tuple(held), count((telling.report for telling in held), found)))
    claims.sort(
        key=lambda claim: (
            -len({t.report for t in claim.tellings}),
            place[claim.tellings[0].report],
            claim.tellings[0].cue,
        )
    )
    opposed = _opposed(told, groups, against)
    return Account(tuple(codes), tuple(claims), opposed, count(codes, found), tuple(found))


def _opposed(
    told: Sequence[Telling], groups: Sequence[Sequence[int]], against: Sequence[tuple[int, int, Verdict]]
) -> tuple[Contradiction, ...]:
    """Of each two groups of tellings that contradict one another in one way, the pair of which that is surest."""
    home = {at: number for number, group in enumerate(groups) for at in group}
    best: dict[tuple[int, int, str], tuple[int, int, Verdict]] = {}
    for item in against:
        one, other, verdict = item
        key = (*sorted((home[one], home[other])), verdict.kind)
        if key not in best or verdict.confidence > best[key][2].confidence:
            best[key] = item  # type: ignore[index]
    found = [Contradiction(told[one], told[other], verdict) for one, other, verdict in best.values()]
    return tuple(
        sorted(found, key=lambda c: (-c.verdict.confidence, c.one.report, c.one.cue, c.other.report, c.other.cue))
    )


def _near(told: Sequence[Telling]) -> Iterator[tuple[int, int]]:
    """The pairs of tellings of different reports that share enough rare stems, in order."""
    holders: dict[str, list[int]] = defaultdict(list)
    for at, telling in enumerate(told):
        shared: Counter[int] = Counter()
        for stem in telling.stems:
            if weight(stem) >= _RARE:
                shared.update(holders[stem])
                holders[stem].append(at)
        for other in sorted(shared):
            if shared[other] >= _COMMON and told[other].report != telling.report:
                yield other, at


def _grouped(
    size: int, same: Sequence[tuple[int, int]], must: Set[tuple[int, int]], never: Set[tuple[int, int]]
) -> list[list[int]]:
    """Tellings that are one claim: groups are joined where at least half of their pairs were found the same."""
    alike: dict[int, set[int]] = defaultdict(set)
    for one, other in same:
        alike[one].add(other)
        alike[other].add(one)
    group = {at: [at] for at in range(size)}
    home = list(range(size))
    for one, other in (*sorted(must), *sorted(set(same) - never)):
        mine, yours = sorted((home[one], home[other]))
        if mine == yours:
            continue
        pairs = [(min(a, b), max(a, b)) for a in group[mine] for b in group[yours]]
        linked = sum(b in alike[a] for a, b in pairs)
        if (one, other) in must or (linked * 2 >= len(pairs) and never.isdisjoint(pairs)):
            for at in group[yours]:
                home[at] = mine
            group[mine] += group.pop(yours)
    return list(group.values())


def _when(reading: Reading) -> str:
    report = reading.report
    return report.published_at or (report.published.isoformat() if report.published else "9")
