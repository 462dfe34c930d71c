"""brat standoff: the text as it is, and beside it text-bound annotations, events and notes; offsets in code points."""

from __future__ import annotations

import re
from collections.abc import Iterator

from naql.export.formats.layers import LAYERS, Mark, marks
from naql.records import Reading, Span

_BREAK = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")


def render(reading: Reading) -> dict[str, bytes]:
    """The report's ``.txt`` and ``.ann``."""
    return {
        ".txt": reading.report.text.encode("utf-8"),
        ".ann": "".join(f"{line}\n" for line in _lines(reading)).encode("utf-8"),
    }


def shared() -> dict[str, bytes]:
    """brat's ``annotation.conf``, which names the types."""
    told = "Statement\tSource*:Source, Content*:Content, Parent?:Statement\n"
    happened = "Event\tParticipant*:Participant, Count*:Count, Teller?:Statement\n"
    types = "".join(f"{layer}\n" for layer in LAYERS if layer not in ("Statement", "Event"))
    return {"annotation.conf": f"[entities]\n{types}[relations]\n[events]\n{told}{happened}[attributes]\n".encode()}


def _lines(reading: Reading) -> Iterator[str]:
    found = marks(reading)
    bound = {n: f"T{n}" for n in range(1, len(found) + 1)}
    events = _events(found)
    for n, mark in enumerate(found, 1):
        yield f"{bound[n]}\t{mark.layer} {_fragments(mark.span)}\t{_BREAK.sub(' ', mark.span.text)}"
    for identifier, (code, n) in events.items():
        parts = [f"{part}:{bound[m]}" for part, m in _parts(found, identifier)]
        parts += [f"{role}:{events[other][0]}" for role, other in _upward(found[n - 1]) if other in events]
        yield f"{code}\t{found[n - 1].layer}:{bound[n]}{''.join(f' {part}' for part in parts)}"
    for n, mark in enumerate(found, 1):
        told = " ".join(
            f"{name}={_BREAK.sub(' ', value)!r}"
            for name, value in zip(LAYERS[mark.layer], mark.values, strict=True)
            if value
        )
        yield f"#{n}\tAnnotatorNotes {bound[n]}\t{told}"


def _events(found: list[Mark]) -> dict[str, tuple[str, int]]:
    """The event that each statement and each event becomes: its code and the number of its trigger, by identifier."""
    codes: dict[str, tuple[str, int]] = {}
    for n, mark in enumerate(found, 1):
        if mark.layer in ("Statement", "Event"):
            codes[mark.values[0]] = (f"E{len(codes) + 1}", n)
    return codes


def _parts(found: list[Mark], identifier: str) -> Iterator[tuple[str, int]]:
    """The arguments of an event; brat numbers those of one role (Content, Content2, ...)."""
    seen: dict[str, int] = {}
    for n, mark in enumerate(found, 1):
        if mark.layer in ("Source", "Content", "Participant", "Count") and mark.values[0] == identifier:
            seen[mark.layer] = seen.get(mark.layer, 0) + 1
            yield (mark.layer if seen[mark.layer] == 1 else f"{mark.layer}{seen[mark.layer]}"), n


def _upward(mark: Mark) -> Iterator[tuple[str, str]]:
    told = dict(zip(LAYERS[mark.layer], mark.values, strict=True))
    if told.get("parent"):
        yield "Parent", told["parent"]
    if told.get("teller"):
        yield "Teller", told["teller"]


def _fragments(span: Span) -> str:
    """The offsets of a span, which brat wants in pieces where it crosses a line."""
    pieces, start = [], 0
    for match in _BREAK.finditer(span.text):
        pieces.append((start, match.start()))
        start = match.end()
    pieces.append((start, len(span.text)))
    kept = [(one, other) for one, other in pieces if one < other] or [(0, len(span.text))]
    return ";".join(f"{span.start + one} {span.start + other}" for one, other in kept)
