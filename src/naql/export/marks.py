"""A report's text cut into paragraphs of segments, so that nested and overlapping spans can be marked side by side.

A segment is the longest run of characters that the same spans cover. Marking segments instead of spans needs no nesting
of elements, and the segments of a paragraph, joined, are the paragraph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from naql.records import Reading, Span

ROLES = ("source", "cue", "content", "finding", "time", "name")


@dataclass(frozen=True, slots=True)
class Segment:
    """Characters from ``start`` on, and the ids of what covers them, by role (:data:`ROLES`), outermost first.

    ``anchor`` says that a span begins here; ``opens`` names the statements whose cue does.
    """

    start: int
    text: str
    ids: dict[str, tuple[str, ...]] = field(default_factory=dict)
    anchor: bool = False
    opens: tuple[str, ...] = ()


def paragraphs(reading: Reading) -> Iterator[tuple[Segment, ...]]:
    """The paragraphs of the report that hold more than spaces, each as its segments in text order."""
    text = reading.report.text
    starts, ends = _edges(reading)
    cuts = sorted({*starts, *ends})
    active: dict[tuple[str, str], int] = {}
    at = next_cut = 0
    for line in text.split("\n"):
        stop, segments = at + len(line), []
        while True:
            while next_cut < len(cuts) and cuts[next_cut] <= at:
                _pass(cuts[next_cut], starts, ends, active)
                next_cut += 1
            if at >= stop:
                break
            end = min(stop, cuts[next_cut]) if next_cut < len(cuts) else stop
            segments.append(_segment(at, text[at:end], active, starts.get(at, ())))
            at = end
        at = stop + 1
        if line.strip():
            yield tuple(segments)


_Edges = dict[int, list[tuple[str, str]]]


def _edges(reading: Reading) -> tuple[_Edges, _Edges]:
    """What begins and what ends at every offset; the longest first, so that what is active lists the outermost first."""
    marks = [(span, role, name) for role, name, span in _spans(reading) if span.start < span.end]
    marks.sort(key=lambda mark: (mark[0].start, -mark[0].end))
    starts: _Edges = defaultdict(list)
    ends: _Edges = defaultdict(list)
    for span, role, name in marks:
        starts[span.start].append((role, name))
        ends[span.end].append((role, name))
    return dict(starts), dict(ends)


def _spans(reading: Reading) -> Iterator[tuple[str, str, Span]]:
    for statement in reading.statements:
        if statement.source.span is not None:
            yield "source", statement.id, statement.source.span
        yield "cue", statement.id, statement.cue.span
        yield from (("content", statement.id, span) for span in statement.content)
    for number, finding in enumerate(reading.findings, 1):
        yield from (("finding", str(number), span) for span in finding.spans)
    for time in reading.times:
        yield "time", time.id, time.span
    for entity in reading.entities:
        yield from (("name", entity.id, span) for span in (*entity.mentions, *(role.span for role in entity.roles)))


def _pass(cut: int, starts: _Edges, ends: _Edges, active: dict[tuple[str, str], int]) -> None:
    for mark in ends.get(cut, ()):
        active[mark] -= 1
        if not active[mark]:
            del active[mark]
    for mark in starts.get(cut, ()):
        active[mark] = active.get(mark, 0) + 1


def _segment(
    start: int, text: str, active: dict[tuple[str, str], int], begins: list[tuple[str, str]] | tuple[()]
) -> Segment:
    ids: dict[str, tuple[str, ...]] = {}
    for role, name in active:
        ids[role] = (*ids.get(role, ()), name)
    opens = tuple(name for role, name in begins if role == "cue")
    return Segment(start, text, ids, bool(begins), opens)
