"""What several reports tell together: claims, who carries them, from how many origins, and what contradicts what."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from naql.compare.claims import Verdict, judge
from naql.compare.order import moment
from naql.compare.origins import Evidence, Origins, Root, Witness, between, count, of_claim, witnesses
from naql.compare.profile import profile
from naql.compare.tellings import Telling, tellings
from naql.compare.words import weight
from naql.records import Reading, Span

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
    """Reports told together: ``codes`` the earliest first, the origins of all of them and the evidence for that.

    ``roots`` is where reports say that they have all of it from: an agency, or their own people. ``settled`` are pairs that
    would contradict one another, had nobody said that they have nothing to do with one another.
    """

    codes: tuple[str, ...]
    claims: tuple[Claim, ...]
    contradictions: tuple[Contradiction, ...]
    origins: Origins
    evidence: tuple[Evidence, ...]
    roots: tuple[Root, ...] = ()
    settled: tuple[Contradiction, ...] = ()


def account(
    readings: Mapping[str, Reading],
    decided_same: Iterable[tuple[Key, Key]] = (),
    decided_different: Iterable[tuple[Key, Key]] = (),
) -> Account:
    """What the reports, by their codes, tell together; a function of them and of what people decided, whatever their order.

    Decisions are pairs of statements, each by its report's code and its id; they win.
    """
    codes = sorted(readings, key=lambda code: (moment(readings[code].report).at, code))
    place = {code: at for at, code in enumerate(codes)}
    seen = witnesses([(code, profile(code, readings[code]), readings[code]) for code in codes])
    by_code = {witness.code: witness for witness in seen}
    found = between(seen)
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
    groups = _grouped(len(told), same, must, never, {(one, other) for one, other, _ in against})
    claims = []
    for group in groups:
        held = sorted((told[at] for at in group), key=lambda telling: (place[telling.report], telling.cue.start))
        if len({telling.report for telling in held}) > 1:
            claims.append(Claim(tuple(held), _origins(held, found, by_code)))
    claims.sort(
        key=lambda claim: (
            -len({t.report for t in claim.tellings}),
            place[claim.tellings[0].report],
            claim.tellings[0].cue,
        )
    )
    opposed = _opposed(told, groups, against, must | never)
    roots = tuple(root for witness in seen for root in witness.roots())
    settled = tuple(Contradiction(told[a], told[b], verdict) for a, b, verdict in against if (a, b) in never)
    return Account(tuple(codes), tuple(claims), opposed, count(codes, found, roots), tuple(found), roots, settled)


def against_themselves(
    readings: Mapping[str, Reading], wanted: Set[Key], decided: Iterable[tuple[Key, Key]] = ()
) -> tuple[Contradiction, ...]:
    """What in the statements ``wanted`` of the readings, which are one speaker's, contradicts what else he is said to have said."""
    codes = sorted(readings, key=lambda code: (moment(readings[code].report).at, code))
    told = [t for code in codes for t in tellings(code, readings[code]) if (t.report, t.id) in wanted]
    verdicts = [(one, other, judge(told[one], told[other])) for one, other in _near(told)]
    against = [item for item in verdicts if item[2].verdict == "contradicts"]
    same = [(one, other) for one, other, verdict in verdicts if verdict.verdict == "same"]
    groups = _grouped(len(told), same, set(), set(), {(one, other) for one, other, _ in against})
    at = {(telling.report, telling.id): n for n, telling in enumerate(told)}
    settled = {(at[one], at[other]) for one, other in decided if one in at and other in at}
    return _opposed(told, groups, against, settled)


def _origins(held: Sequence[Telling], found: Iterable[Evidence], by_code: Mapping[str, Witness]) -> Origins:
    told: dict[str, list[Span]] = defaultdict(list)
    for telling in held:
        told[telling.report] += [telling.cue, *telling.spans]
    roots = [root for code, spans in told.items() for root in by_code[code].roots(spans)]
    return count(told, of_claim(found, told, by_code), roots)


def _opposed(
    told: Sequence[Telling],
    groups: Sequence[Sequence[int]],
    against: Sequence[tuple[int, int, Verdict]],
    decided: Set[tuple[int, int]],
) -> tuple[Contradiction, ...]:
    """Of each two groups of tellings that contradict one another in one way, the pair of which that is surest.

    None of two groups of which a person said that they are one claim, or that they have nothing to do with one another.
    """
    home = {at: number for number, group in enumerate(groups) for at in group}
    settled = {tuple(sorted((home[one], home[other]))) for one, other in decided}
    best: dict[tuple[int, int, str], tuple[int, int, Verdict]] = {}
    for item in against:
        one, other, verdict = item
        pair = tuple(sorted((home[one], home[other])))
        key = (*pair, verdict.kind)
        if pair not in settled and (key not in best or verdict.confidence > best[key][2].confidence):
            best[key] = item  # type: ignore[index]
    # One sentence may tell of several events: what differs in it is told once.
    shown: dict[tuple[object, ...], Contradiction] = {}
    for one, other, verdict in best.values():
        sides = ((telling.report, telling.spans) for telling in (told[one], told[other]))
        shown.setdefault((*sides, verdict.kind), Contradiction(told[one], told[other], verdict))
    found = list(shown.values())
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
    size: int,
    same: Sequence[tuple[int, int]],
    must: Set[tuple[int, int]],
    never: Set[tuple[int, int]],
    against: Set[tuple[int, int]],
) -> list[list[int]]:
    """Tellings that are one claim: groups are joined where at least half of their pairs were found the same.

    Two that contradict one another are never in one claim but where a person said so. Where what people said cannot all be
    so, what is not the same is kept apart.
    """
    alike: dict[int, set[int]] = defaultdict(set)
    for one, other in (*same, *must):
        alike[one].add(other)
        alike[other].add(one)
    group = {at: [at] for at in range(size)}
    home = list(range(size))
    for one, other in (*sorted(must - never), *sorted(set(same) - must - never)):
        mine, yours = sorted((home[one], home[other]))
        if mine == yours:
            continue
        pairs = {(min(a, b), max(a, b)) for a in group[mine] for b in group[yours]}
        if not never.isdisjoint(pairs):
            continue
        linked = sum(b in alike[a] for a, b in pairs)
        if (one, other) in must or (linked * 2 >= len(pairs) and against.isdisjoint(pairs)):
            for at in group[yours]:
                home[at] = mine
            group[mine] += group.pop(yours)
    return list(group.values())
