"""How many independent origins reports have that tell the same, and why it is thought so."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

from naql.compare.credits import WIRES, Credit, credits, outlet
from naql.compare.pairs import COPY, PART, judge
from naql.compare.profile import Profile
from naql.compare.runs import Indexed, shared_runs
from naql.records import Reading, Span
from naql.text import Text

_LONG = 12  # words in a row that are copied where they are not a quotation


class Evidence(NamedTuple):
    """Why two reports are thought to have one origin.

    ``kind`` is outlet, copy, credit, cites, source, part, quote or wires; only where ``certain`` do they count as one for sure.
    ``words`` are how many both hold in long runs, ``one_span`` and ``other_span`` where each report shows it, if it is to be shown.
    """

    one: str
    other: str
    kind: str
    certain: bool
    what: str
    words: int = 0
    one_span: Span | None = None
    other_span: Span | None = None


class Origins(NamedTuple):
    """From ``least`` to ``most`` independent origins; where the two differ it cannot be told. ``groups`` count once for sure."""

    least: int
    most: int
    groups: tuple[tuple[str, ...], ...]

    @property
    def known(self) -> bool:
        """Whether it can be told how many there are."""
        return self.least == self.most


class Root(NamedTuple):
    """Where a report says that it has what it tells: from an agency it credits, or from its ``own`` people (``kind``)."""

    code: str
    kind: str
    what: str
    span: Span


class Witness:
    """A report as its origins are looked at: what it is compared by, its text, its outlet, and whom it credits."""

    def __init__(self, code: str, profile: Profile, reading: Reading, others: Iterable[str] = ()) -> None:
        self.code = code
        self.profile = profile
        self.reading = reading
        self.outlet = outlet(reading.report.publisher)
        self.text = Text(reading.report.text)
        self.credits = credits(reading, self.text, others)
        self._by_name = {(credit.kind, credit.name): credit for credit in self.credits}

    @cached_property
    def indexed(self) -> Indexed:
        """Its words, to find what it shares with another one."""
        return Indexed(self.text)

    def credit(self, kind: str, name: str) -> Credit | None:
        """Where it credits somebody, or None."""
        return self._by_name.get((kind, name))

    def roots(self, spans: Collection[Span] = ()) -> Iterator[Root]:
        """Where it says that it has from all that it tells, or what stands in the sentences of ``spans``."""
        for credit in self.credits:
            if credit.kind in ("agency", "own") and (credit.whole or _said_of(credit, spans)):
                if credit.kind == "agency":
                    yield Root(self.code, "credit", credit.name, credit.span)
                else:
                    yield Root(self.code, "own", self.reading.report.publisher or "", credit.span)


def witnesses(readings: Sequence[tuple[str, Profile, Reading]]) -> list[Witness]:
    """Reports as their origins are looked at; one may cite another's outlet though no list has it."""
    others = {outlet(reading.report.publisher) for _, _, reading in readings} - {""}
    return [Witness(code, profile, reading, others) for code, profile, reading in readings]


def evidence(one: Witness, other: Witness) -> tuple[Evidence, ...]:
    """What speaks for one origin of two reports, the surest first. That nothing does is no proof of two origins."""
    return tuple(sorted(_evidence(one, other), key=lambda item: (not item.certain, item.kind)))


def between(some: Sequence[Witness]) -> list[Evidence]:
    """The evidence between every two of some reports."""
    return [item for one, other in combinations(some, 2) for item in evidence(one, other)]


def of_claim(
    found: Iterable[Evidence], told: Mapping[str, Sequence[Span]], by_code: Mapping[str, Witness]
) -> list[Evidence]:
    """The evidence as it is of one claim, which stands in ``told`` of each report.

    Whom reports credit in a sentence counts for sure for what they tell in that sentence, and a run of words that both hold for
    what is told in it; for the rest they may have another source.
    """
    kept = []
    for item in found:
        if item.one not in told or item.other not in told:
            continue
        if item.kind in ("credit", "cites", "source") and not item.certain:
            sides = ((item.one, item.one_span), (item.other, item.other_span))
            certain = all(span is None or _credited(by_code[code], span, told[code]) for code, span in sides)
            item = item._replace(certain=certain)
        elif item.kind == "part":
            item = item._replace(certain=_copied(by_code[item.one], by_code[item.other], told))
        kept.append(item)
    return kept


def count(codes: Iterable[str], found: Iterable[Evidence], roots: Iterable[Root] = ()) -> Origins:
    """How many origins the reports ``codes`` have, given the evidence between them and what they say of their own.

    An outlet counts once, and what is one text or rests on one source counts once: at most as many as there are pairs of an
    outlet and a text of its own. At least as many of these as say where they have it from and have nothing in common: two
    reports of which neither says so may rest on a third that nobody names.
    """
    wanted = sorted(set(codes))
    held = [item for item in found if item.one in wanted and item.other in wanted]
    outlets = _homes(wanted, [item for item in held if item.kind == "outlet"])
    texts = _homes(wanted, [item for item in held if item.certain and item.kind != "outlet"])
    perhaps = _homes(wanted, [item for item in held if item.kind != "outlet"])
    told = {root.code for root in roots}
    most = _matched({code: (outlets[code], texts[code]) for code in wanted})
    least = _matched({code: (outlets[code], perhaps[code]) for code in wanted if code in told})
    groups: dict[str, list[str]] = {}
    own = {text: home for home, text in most.items()}
    for code in wanted:
        groups.setdefault(own.get(texts[code], outlets[code]), []).append(code)
    lowest = min(1, len(most)) if len(most) < 2 else max(1, len(least))
    return Origins(lowest, len(most), tuple(sorted(map(tuple, groups.values()))))


def _matched(held: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """The most outlets that each have a text that is no other's: the texts by outlet (Kuhn's algorithm for a bipartite matching)."""
    has: dict[str, set[str]] = {}
    for home, text in held.values():
        has.setdefault(home, set()).add(text)
    taken: dict[str, str] = {}

    def find(home: str, tried: set[str]) -> bool:
        for text in sorted(has[home]):
            if text not in tried:
                tried.add(text)
                if text not in taken or find(taken[text], tried):
                    taken[text] = home
                    return True
        return False

    for home in sorted(has):
        find(home, set())
    return {home: text for text, home in taken.items()}


def _evidence(one: Witness, other: Witness) -> Iterator[Evidence]:
    def say(kind: str, certain: bool, what: str, *rest: int | Span | None) -> Evidence:
        return Evidence(one.code, other.code, kind, certain, what, *rest)  # type: ignore[arg-type]

    if one.outlet and one.outlet == other.outlet:
        yield say("outlet", True, one.reading.report.publisher or "")
    for mine in one.credits:
        yours = other.credit(mine.kind, mine.name)
        if yours is None or mine.kind == "own":
            continue
        kind = {"agency": "credit", WIRES: "wires"}.get(mine.kind, "source")
        what = mine.name if mine.kind == "agency" else mine.span.text
        yield say(kind, kind != "wires" and mine.whole and yours.whole, what, 0, mine.span, yours.span)
    for citing, cited in ((one, other), (other, one)):
        if not cited.outlet or one.outlet == other.outlet:
            continue
        found = citing.credit("outlet", cited.outlet) or citing.credit("agency", cited.outlet)
        if found is not None:
            spans = (found.span, None) if citing is one else (None, found.span)
            yield say("cites", found.whole, cited.reading.report.publisher or "", 0, *spans)
    pair = judge(one.profile, other.profile)
    if pair.shared <= 0:
        return
    runs = list(shared_runs(one.indexed, other.indexed))
    if not runs:
        if pair.shared >= COPY:  # edited in every line
            yield say("copy", True, f"{pair.shared:.0%}")
        return
    first, second, _ = max(runs, key=lambda run: (run[2], -run[0].start))
    total = sum(size for _, _, size in runs)
    plain = max((size for span, _, size in runs if not _quoted(one.reading, span)), default=0)
    if plain and pair.shared >= COPY:
        yield say("copy", True, f"{pair.shared:.0%}", total, first, second)
    elif plain and (pair.shared >= PART or plain >= _LONG):
        yield say("part", False, f"{pair.shared:.0%}", total, first, second)
    else:
        yield say("quote", False, f"{pair.shared:.0%}", total, first, second)


def _quoted(reading: Reading, span: Span) -> bool:
    """Whether most of a span is the content of a statement that is quoted word for word."""
    inside = 0
    for statement in reading.statements:
        if statement.mode != "indirect":
            for part in statement.content:
                inside = max(inside, min(part.end, span.end) - max(part.start, span.start))
    return inside * 2 > span.end - span.start


def _credited(witness: Witness, span: Span, told: Iterable[Span]) -> bool:
    """Whether the credit that stands at ``span`` is for what is told, or for all."""
    return any(credit.span == span and (credit.whole or _said_of(credit, told)) for credit in witness.credits)


def _said_of(credit: Credit, spans: Iterable[Span]) -> bool:
    return any(span.start < credit.end and credit.start < span.end for span in spans)


def _copied(one: Witness, other: Witness, told: Mapping[str, Sequence[Span]]) -> bool:
    """Whether what both tell stands in a run of words that both hold, which is not a quotation."""
    return any(
        not _quoted(one.reading, mine) and _covers(mine, told[one.code]) and _covers(yours, told[other.code])
        for mine, yours, _ in shared_runs(one.indexed, other.indexed)
    )


def _covers(run: Span, told: Iterable[Span]) -> bool:
    return any(2 * (min(run.end, span.end) - max(run.start, span.start)) > span.end - span.start for span in told)


def _homes(codes: Sequence[str], found: Iterable[Evidence]) -> dict[str, str]:
    """For each code the first one of those that hang together with it by the evidence."""
    roots = {code: code for code in codes}
    root: Callable[[str], str] = lambda code: code if roots[code] == code else root(roots[code])  # noqa: E731
    for item in found:
        one, other = sorted((root(item.one), root(item.other)))
        roots[other] = one
    return {code: root(code) for code in codes}
