"""What a reading got wrong, told apart by kind of error and by cue: a tool to find what to mend next."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from evaluation.score import SAME_CONTENT, Alignment, Claim, Place, Verdict
from naql.cues import CueTable
from naql.text import Text

_SHOWN = 90  # characters of a content that a line shows
_AROUND = 45  # characters shown on either side of a place


class Miss(NamedTuple):
    """One error: its ``kind``, the ``group`` that it is listed under (a cue, a type), and what went wrong."""

    kind: str
    group: str
    detail: str


class CueNames:
    """Dictionary form and tense of a cue as it is written."""

    def __init__(self) -> None:
        self._table = CueTable()
        self._known: dict[str, str] = {}

    def name(self, written: str) -> str:
        """Such as the lemma and 'perfect'; the word itself where the lexicon does not know it."""
        if written not in self._known:
            self._known[written] = self._read(written)
        return self._known[written]

    def _read(self, written: str) -> str:
        words = tuple(Text(written).words)
        if not words:
            return f"{written} mark"
        forms = [
            form for phrase, form in self._table.phrases().get(words[0], ()) if tuple(phrase) == words[: len(phrase)]
        ]
        forms += self._table.lookup(words[0])
        return f"{forms[0].entry.lemma} {forms[0].tense}" if forms else f"{written} unknown"


def find_misses(part: str, article: Alignment, text: str, cues: CueNames) -> list[Miss]:
    """The errors in ``part`` (a key of :data:`PARTS`) of one article, whose text is ``text``."""
    return list(PARTS[part](article, text, cues))


def _statements(article: Alignment, text: str, cues: CueNames) -> Iterator[Miss]:
    for (g, r), verdict in zip(article.claims.both, article.verdicts, strict=True):
        for kind, detail in _faults(g, r, verdict, article, text):
            yield Miss(kind, cues.name(g.cue.text), f"{g.id} [{g.cue.text}] {detail}")
    for claim in article.claims.missed:
        yield Miss("missed", cues.name(claim.cue.text), f"{claim.id} {_around(text, claim.cue)}")
    for claim in article.claims.spurious:
        yield Miss("spurious", cues.name(claim.cue.text), f"{claim.id} {_around(text, claim.cue)}")


def _faults(g: Claim, r: Claim, verdict: Verdict, article: Alignment, text: str) -> Iterator[tuple[str, str]]:
    if not verdict.source:
        yield f"source wrong, {_how(g)} read as {_how(r)}", f"{_who(g)}, read: {_who(r)}: {_around(text, g.cue)}"
    if verdict.content < SAME_CONTENT:
        yield f"content {_edges(g, r)}", f"{verdict.content:.2f} {_said(g)}, read: {_said(r)}"
    if not verdict.parent:
        cue_of = {claim.id: claim.cue.text for side in (article.gold, article.read) for claim in side.claims}
        told = f"{cue_of.get(g.parent or '', 'none')}, read: {cue_of.get(r.parent or '', 'none')}"
        yield f"parent {'missing' if not r.parent else 'wrong' if g.parent else 'too many'}", told
    for name, ours, theirs in (("act", g.act, r.act), ("mode", g.mode, r.mode), ("source kind", g.kind, r.kind)):
        if ours != theirs:
            yield f"{name} {ours} read as {theirs}", _around(text, g.cue)


def _how(claim: Claim) -> str:
    return "named" if claim.source else "implied" if claim.entity else "open"


def _who(claim: Claim) -> str:
    return f"«{claim.source.text}»" if claim.source else f"({claim.entity})"


def _said(claim: Claim) -> str:
    return " / ".join(_short(span.text) for span in claim.content) or "nothing"


def _edges(g: Claim, r: Claim) -> str:
    """Where the read content leaves the annotated one: which ends are off, and which way."""
    if not g.words & r.words:
        return "elsewhere"
    faults = []
    if min(r.words) != min(g.words):
        faults.append("starts early" if min(r.words) < min(g.words) else "starts late")
    if max(r.words) != max(g.words):
        faults.append("ends late" if max(r.words) > max(g.words) else "ends early")
    return ", ".join(faults) or "holed"


def _times(article: Alignment, text: str, _: CueNames) -> Iterator[Miss]:
    for g, r in article.times.both:
        if g.value != r.value:
            yield Miss("value", _shape(g.value), f"{g.place.text}: {g.value}, read: {r.value} «{r.place.text}»")
    for when in article.times.missed:
        yield Miss("missed", _shape(when.value), f"{when.value} {_around(text, when.place)}")
    for when in article.times.spurious:
        yield Miss("spurious", _shape(when.value), f"{when.value} {_around(text, when.place)}")


def _shape(value: str | None) -> str:
    return "".join("9" if sign.isdigit() else sign for sign in value or "none")


def _names(article: Alignment, text: str, _: CueNames) -> Iterator[Miss]:
    for name in article.names.missed:
        yield Miss("missed", name.type, _around(text, name.place))
    for name in article.names.spurious:
        yield Miss("spurious", name.type, _around(text, name.place))
    for g, r in article.names.both:
        if g.place.words != r.place.words:
            yield Miss("span", g.type, f"«{g.place.text}», read: «{r.place.text}»")


def _events(article: Alignment, text: str, _: CueNames) -> Iterator[Miss]:
    for event in article.happenings.missed:
        yield Miss("missed", event.type, _around(text, event.trigger))
    for event in article.happenings.spurious:
        yield Miss("spurious", event.type, _around(text, event.trigger))


def _findings(article: Alignment, text: str, _: CueNames) -> Iterator[Miss]:
    for flag in article.flags.missed:
        yield Miss("missed", flag.kind, _around(text, flag.spans[0]))
    for flag in article.flags.spurious:
        yield Miss("spurious", flag.kind, _around(text, flag.spans[0]))


PARTS: Mapping[str, Callable[[Alignment, str, CueNames], Iterator[Miss]]] = {
    "statements": _statements,
    "times": _times,
    "names": _names,
    "events": _events,
    "findings": _findings,
}


def _around(text: str, place: Place) -> str:
    before = text[max(0, place.start - _AROUND) : place.start].replace("\n", " ¶ ")
    after = text[place.end : place.end + _AROUND].replace("\n", " ¶ ")
    return f"{before}[{place.text}]{after}"


def _short(words: str) -> str:
    return words if len(words) <= _SHOWN else f"{words[: _SHOWN // 2]} … {words[-_SHOWN // 2 :]}"


def list_misses(misses: Iterable[tuple[str, Miss]]) -> Iterator[str]:
    """Lines that list errors, each with its article's name: a count of each kind, then kind by kind, group by group."""
    kinds: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for article, miss in misses:
        kinds[miss.kind][miss.group].append(f"{article} {miss.detail}")
    counts = Counter({kind: sum(map(len, groups.values())) for kind, groups in kinds.items()})
    ranked = sorted(counts, key=lambda kind: (-counts[kind], kind))
    for kind in ranked:
        yield f"{counts[kind]:5}  {kind}"
    for kind in ranked:
        yield f"\n== {kind}: {counts[kind]}"
        for group, details in sorted(kinds[kind].items(), key=lambda item: (-len(item[1]), item[0])):
            yield f"-- {group}: {len(details)}"
            yield from (f"   {detail}" for detail in details)
