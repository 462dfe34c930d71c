"""Where lines stand on a page: columns from right to left, lines from the top, paragraphs by gaps, short lines and indents."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from statistics import median

from naql.ingest.pdf.order import Glyph, line_text

_PART = 1.1  # of the letters' size: a wider gap parts a line in two
_ENDS = re.compile("[.!?\u061f\u2026:]['\"\u00bb\u201d)\u2019\\]]*$")


@dataclass(slots=True)
class Line:
    """A line, or the part of one that stands in a column; ``y`` is its foot, points from the page's lower edge."""

    text: str
    left: float
    right: float
    y: float
    size: float
    page: int = 0
    column: int = 0


def lines_of(glyphs: list[Glyph], page: int = 0) -> list[Line]:
    """The lines of a page in the order of reading."""
    segments: list[list[Line]] = []
    for row in _rows(glyphs):
        parts = [_line(part, page) for part in _parts(row)]
        segments.append([line for line in parts if line.text])
    found = _ordered([row for row in segments if row])
    return found


def _rows(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Glyphs by the line that they stand on, from the top."""
    rows: list[list[Glyph]] = []
    for glyph in sorted((g for g in glyphs if g.text.strip()), key=lambda g: (-g.y, g.place)):
        if rows and abs(rows[-1][0].y - glyph.y) <= 0.35 * max(glyph.size, 1.0):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    spaces = [g for g in glyphs if not g.text.strip()]
    for row in rows:
        row += [g for g in spaces if abs(row[0].y - g.y) <= 0.35 * max(g.size, 1.0)]
    return rows


def _parts(row: list[Glyph]) -> list[list[Glyph]]:
    """A row parted at gaps that are no space between words, from the right."""
    letters = sorted((g for g in row if g.text.strip()), key=lambda g: -g.right)
    parts = [[letters[0]]]
    left = letters[0].left
    for glyph in letters[1:]:
        if left - glyph.right > _PART * glyph.size:
            parts.append([])
        parts[-1].append(glyph)
        left = glyph.left if len(parts[-1]) == 1 else min(left, glyph.left)
    for space in (g for g in row if not g.text.strip()):
        for part in parts:
            if min(g.left for g in part) <= space.middle <= max(g.right for g in part):
                part.append(space)
                break
    return parts


def _line(part: list[Glyph], page: int) -> Line:
    letters = [g for g in part if g.text.strip()]
    return Line(
        " ".join(line_text(part).split()),
        min(g.left for g in letters),
        max(g.right for g in letters),
        median(g.y for g in letters),
        median(g.size for g in letters),
        page,
    )


def _ordered(rows: list[list[Line]]) -> list[Line]:
    """Lines in order: where most rows have a gutter, what stands right of it comes first; above and below likewise."""
    best: tuple[int, int, float] | None = None
    for start in range(len(rows)):
        for end in range(len(rows), start + 2, -1):
            if best is not None and end - start <= best[1] - best[0]:
                break
            at = _gutter(rows[start:end])
            if at is not None:
                best = (start, end, at)
                break
    if best is None:
        return [line for row in rows for line in row]
    start, end, at = best
    inner = rows[start:end]
    right = [[line for line in row if line.left >= at] for row in inner]
    left = [[line for line in row if line.left < at] for row in inner]
    found = _ordered(rows[:start])
    number = max((line.column for line in found), default=-1) + 1
    for side in (right, left):
        for line in _ordered([row for row in side if row]):
            line.column += number
            found.append(line)
        number = max(line.column for line in found) + 1
    for line in _ordered(rows[end:]):
        line.column += number
        found.append(line)
    return found


def _gutter(rows: list[list[Line]]) -> float | None:
    """Where a white strip runs through all ``rows`` that has three lines at least on either side; None where none does."""
    lines = [line for row in rows for line in row]
    if len(lines) < 6:
        return None
    first, last = rows[0], rows[-1]
    edges = sorted((line.left, line.right) for line in lines)
    reach = edges[0][1]
    widest = max(line.right for line in lines) - min(line.left for line in lines)
    for left, right in edges[1:]:
        if left - reach > 0.6 * median(line.size for line in lines):
            at = (left + reach) / 2
            sides = [[line for line in lines if (line.left > at) is side] for side in (True, False)]
            wide = all(max(x.right for x in side) - min(x.left for x in side) > 0.15 * widest for side in sides)
            both = any(x.left > at for x in (*first, *last)) and any(x.left < at for x in (*first, *last))
            if wide and both and all(len(side) >= 3 for side in sides):
                return at
        reach = max(reach, right)
    return None


def paragraphs_of(lines: list[Line]) -> list[tuple[str, float]]:
    """Paragraphs with the size of their letters. One that a column or a page cuts is whole."""
    if not lines:
        return []
    gap = _usual_gap(lines)
    edges = _edges(lines)
    found: list[list[Line]] = []
    for line in lines:
        if found and not _begins(found[-1][-1], line, gap, edges):
            found[-1].append(line)
        else:
            found.append([line])
    return [(" ".join(line.text for line in part), median(line.size for line in part)) for part in found]


def _usual_gap(lines: list[Line]) -> float:
    gaps = [
        (one.y - other.y) / max(one.size, 1.0)
        for one, other in itertools.pairwise(lines)
        if one.page == other.page and one.column == other.column and one.y > other.y
    ]
    return median(gaps) if gaps else 1.5


def _edges(lines: list[Line]) -> dict[tuple[int, int], tuple[float, float]]:
    found: dict[tuple[int, int], tuple[float, float]] = {}
    for line in lines:
        left, right = found.get((line.page, line.column), (line.left, line.right))
        found[line.page, line.column] = (min(left, line.left), max(right, line.right))
    return found


def _begins(before: Line, line: Line, gap: float, edges: dict[tuple[int, int], tuple[float, float]]) -> bool:
    """Whether ``line`` begins a paragraph behind ``before``."""
    if abs(before.size - line.size) > 0.15 * max(before.size, line.size):
        return True
    left, right = edges[before.page, before.column]
    own = edges[line.page, line.column]
    ended = _ENDS.search(before.text) is not None
    short = before.left - left > 0.1 * (right - left)
    indented = own[1] - line.right > 0.6 * line.size and before.right - line.right > 0.6 * line.size
    if (before.page, before.column) != (line.page, line.column):
        return ended or indented
    if (before.y - line.y) / max(line.size, 1.0) > max(1.3 * gap, gap + 0.3):
        return True
    return indented or (ended and short)
