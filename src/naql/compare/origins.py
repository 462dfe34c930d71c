"""How many independent origins reports have that tell the same, and why it is thought so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cache
from itertools import combinations
from typing import NamedTuple

from naql.compare.pairs import COPY, PART, judge
from naql.compare.profile import Profile
from naql.compare.words import stems, weights, words
from naql.lexicon import table
from naql.records import Reading, Span
from naql.text import Text, fold

_RUN = 8  # words that two reports seldom share by chance
_LONG = 12  # words in a row that are copied where they are not a quotation
_SAME_SOURCE = 0.6  # of the weighted words of two descriptions of an unnamed source


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


class Witness(NamedTuple):
    """A report as its origins are looked at: what it is compared by, its text, its outlet, and whom it credits."""

    code: str
    profile: Profile
    reading: Reading
    credits: Mapping[str, Span]
    sources: Mapping[str, Span]


def witness(code: str, profile: Profile, reading: Reading) -> Witness:
    """A report with the agencies and outlets that it credits and the unnamed sources that it rests on, each with its span."""
    return Witness(code, profile, reading, _credits(reading), _unnamed(reading))


def evidence(one: Witness, other: Witness) -> tuple[Evidence, ...]:
    """What speaks for one origin of two reports, the surest first; nothing speaks for two but that nothing is found."""
    return tuple(sorted(_evidence(one, other), key=lambda item: (not item.certain, item.kind)))


def count(codes: Iterable[str], found: Iterable[Evidence]) -> Origins:
    """How many origins the reports ``codes`` have, given the evidence between them."""
    wanted = sorted(set(codes))
    held = [item for item in found if item.one in wanted and item.other in wanted]
    sure = _groups(wanted, [item for item in held if item.certain])
    return Origins(len(_groups(wanted, held)), len(sure), tuple(sure))


def shared_runs(one: Text, other: Text, least: int = _RUN) -> Iterator[tuple[Span, Span, int]]:
    """The runs of ``least`` words or more that two texts share, in order, with how many words each has."""
    first, second = ([word.casefold() for word in text.words] for text in (one, other))
    for block in SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks():
        if block.size >= least:
            mine = one.word_span(block.a, block.a + block.size)
            yield mine, other.word_span(block.b, block.b + block.size), block.size


def _evidence(one: Witness, other: Witness) -> Iterator[Evidence]:
    def say(kind: str, certain: bool, what: str, *rest: int | Span | None) -> Evidence:
        return Evidence(one.code, other.code, kind, certain, what, *rest)  # type: ignore[arg-type]

    mine, yours = one.reading.report.publisher or "", other.reading.report.publisher or ""
    if mine and mine == yours:
        yield say("outlet", True, mine)
    for name in sorted(one.credits.keys() & other.credits.keys()):
        yield say(
            "credit" if name != _WIRES else "wires", name != _WIRES, name, 0, one.credits[name], other.credits[name]
        )
    for name in sorted(one.sources.keys() & other.sources.keys()):
        yield say("source", True, name, 0, one.sources[name], other.sources[name])
    for name, cited in ((yours, one), (mine, other)):
        where = _cited(cited.reading, name) if name and mine != yours else None
        if where is not None:
            yield say("cites", True, name, 0, *((where, None) if cited is one else (None, where)))
    pair = judge(one.profile, other.profile)
    if pair.shared <= 0:
        return
    runs = list(shared_runs(Text(one.reading.report.text), Text(other.reading.report.text)))
    if not runs:
        return
    first, second, _ = max(runs, key=lambda run: (run[2], -run[0].start))
    total = sum(size for _, _, size in runs)
    plain = max((size for span, _, size in runs if not _quoted(one.reading, span)), default=0)
    if plain and pair.shared >= COPY:
        yield say("copy", True, f"{pair.shared:.0%}", total, first, second)
    elif plain and (pair.shared >= PART or plain >= _LONG):
        yield say("part", plain >= 2 * _LONG, f"{pair.shared:.0%}", total, first, second)
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


def _credits(reading: Reading) -> dict[str, Span]:
    """The agencies that a report names anywhere, and ``_WIRES`` where it says 'agencies', with the first place of each."""
    text = Text(reading.report.text)
    held = [word.casefold() for word in text.words]
    found: dict[str, Span] = {}
    for i, word in enumerate(held):
        for form, name in _agencies().get(_bare(word), ()):
            if name not in found and [_bare(held[i]), *held[i + 1 : i + len(form)]] == list(form):
                found[name] = text.word_span(i, i + len(form))
    return found


def _unnamed(reading: Reading) -> dict[str, Span]:
    """Unnamed sources that are described closely enough to be known again, and media that are cited, by their stems."""
    names = {entity.id: entity for entity in reading.entities}
    found: dict[str, Span] = {}
    for statement in reading.statements:
        span = statement.source.span
        if span is None or statement.source.kind not in ("anonymous", "media"):
            continue
        if statement.source.kind == "media":
            for one in statement.source.entities:
                if one in names:
                    found.setdefault(" ".join(sorted(set(stems(names[one].name)))), span)
            continue
        held = sorted(set(stems(span.text)))
        if weights(held) >= _DESCRIBED:
            found.setdefault(" ".join(held), span)
    return found


def _cited(reading: Reading, outlet: str) -> Span | None:
    """Where a report names another outlet as its source."""
    wanted = words(outlet)
    for statement in reading.statements:
        span = statement.source.span
        if span is not None and statement.source.kind in ("media", "organisation", "document", "anonymous"):
            held = words(span.text)
            if any(held[i : i + len(wanted)] == wanted for i in range(len(held) - len(wanted) + 1)):
                return span
    return None


def _groups(codes: Sequence[str], found: Iterable[Evidence]) -> list[tuple[str, ...]]:
    roots = {code: code for code in codes}
    root: Callable[[str], str] = lambda code: code if roots[code] == code else root(roots[code])  # noqa: E731
    for item in found:
        one, other = sorted((root(item.one), root(item.other)))
        roots[other] = one
    groups: dict[str, list[str]] = {}
    for code in codes:
        groups.setdefault(root(code), []).append(code)
    return [tuple(group) for _, group in sorted(groups.items())]


def between(witnesses: Sequence[Witness]) -> list[Evidence]:
    """The evidence between every two of some reports."""
    return [item for one, other in combinations(witnesses, 2) for item in evidence(one, other)]


def _bare(word: str) -> str:
    """A word without what is written on to its beginning: 'to', 'by', 'and' before an agency's name."""
    return word[1:] if len(word) > 4 and word[0] in _JOINED else word


@cache
def _agencies() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    told = {**table("compare")["agencies"], _WIRES: table("compare")["credits"]["unnamed"]}
    for name, forms in told.items():
        for form in forms:
            held = tuple(Text(form).words)
            folded = (_bare(fold(held[0])), *map(fold, held[1:]))
            found.setdefault(folded[0], []).append((folded, name))
    return found


_WIRES = "wires"
_DESCRIBED = 8.0  # weight of a description that says whose source it is, not only that there is one
_JOINED = "\N{ARABIC LETTER LAM}\N{ARABIC LETTER BEH}\N{ARABIC LETTER WAW}"
