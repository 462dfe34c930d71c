"""Quotation marks of every kind, reversed, mixed or never closed, paired into regions."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from naql.text import Text

_MARK = re.compile(
    "[\"\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a\u2033\u275d\u275e\uff02]|''|``"
    "|(?<!\\w)[\u2018\u201b'](?=\\w)|(?<=[\\w.!?\u061f])[\u2019'](?!\\w)"
)
_OPENING, _CLOSING = "\u00ab\u2039", "\u00bb\u203a"
_BEFORE_OPEN = " \n([{:-\u2013\u2014\u060c/"
_AFTER_CLOSE = " \n.,;:!?)]}-\u2013\u2014\u060c\u061b\u061f/"
_STOPS = ".,:!?)\u060c\u061b\u061f"  # no quotation begins with one
_MOST_PARAGRAPHS = 4  # a quotation left open runs on over at most so many paragraphs

OPENS, CLOSES, EITHER = 1, -1, 0


class Quote(NamedTuple):
    """Words ``first`` to ``last`` (half open) between the marks at ``start`` and before ``end`` (``norm`` offsets).

    ``start`` and ``end`` are those of the inside, without the marks. ``closed`` is False where no closing mark was found.
    """

    first: int
    last: int
    start: int
    end: int
    closed: bool


class _Mark(NamedTuple):
    start: int
    end: int
    faces: int


def find_quotes(text: Text) -> tuple[Quote, ...]:
    """The outermost quotations of ``text``, in order.

    Which way a mark faces is told by what stands beside it before its shape, since both shapes are used for both
    ends, then by the marks that follow. A quotation that its paragraph does not close goes on where the next paragraph opens with a mark
    again or closes one that it did not open; else it ends with its paragraph.
    """
    by_paragraph = _marks(text)
    if not by_paragraph:
        return ()
    found: list[Quote] = []
    running: tuple[int, int] | None = None  # where an unclosed quotation began, in which paragraph
    for paragraph in sorted(by_paragraph):
        marks = by_paragraph[paragraph]
        if running is not None:
            begun, since = running
            near = paragraph - since <= _MOST_PARAGRAPHS and all(p in by_paragraph for p in range(since, paragraph))
            repeats = (
                near
                and marks[0].faces != CLOSES
                and not text.norm[_line_start(text, paragraph) : marks[0].start].strip()
            )
            if near and marks[0].faces == CLOSES and marks[0].end < len(text.norm):
                _add(text, found, begun, marks[0].start, closed=True)
                marks, running = marks[1:], None
            elif repeats and (since > 0 or not _balanced(marks)):
                closing = next((n for n, mark in enumerate(marks[1:], 1) if mark.faces != OPENS), None)
                if closing is None:
                    continue
                _add(text, found, begun, marks[closing].start, closed=True)
                marks, running = marks[closing + 1 :], None
            else:
                _add(text, found, begun, _paragraph_end(text, since), closed=False)
                running = None
        marks = _turned(text, marks)
        left = _pair(text, found, marks, nested=_balanced(marks))
        if left is not None:
            running = (left, paragraph)
    if running is not None:
        _add(text, found, running[0], _paragraph_end(text, running[1]), closed=False)
    return tuple(sorted(found))


def _marks(text: Text) -> dict[int, list[_Mark]]:
    norm = text.norm
    found: dict[int, list[_Mark]] = {}
    for match in _MARK.finditer(norm):
        start, end = match.span()
        before = norm[start - 1] if start else "\n"
        after = norm[end] if end < len(norm) else "\n"
        may_open, may_close = (
            before in _BEFORE_OPEN and after not in " \n",
            after in _AFTER_CLOSE and before not in " \n",
        )
        if norm[max(0, start - 2) : start].rstrip().endswith(":"):
            faces = OPENS  # said 'X:" we ...'
        elif before == " " and after in _STOPS:
            faces = CLOSES
        elif may_open != may_close:
            faces = OPENS if may_open else CLOSES
        else:
            faces = OPENS if match.group() in _OPENING else CLOSES if match.group() in _CLOSING else EITHER
        word = bisect_left(text.starts, start)
        if word == len(text.words) or (word and "\n" in norm[start : text.starts[word]]):
            word -= 1
        if word >= 0:
            found.setdefault(text.paragraph_of[word], []).append(_Mark(start, end, faces))
    return found


def _turned(text: Text, marks: list[_Mark]) -> list[_Mark]:
    """The marks, of two that close in a row, where nothing is open, the first opening: it is written to the wrong word."""
    turned, depth = list(marks), 0
    for n, mark in enumerate(marks[:-1]):
        straight = text.norm[mark.start : mark.end] == '"'
        if mark.faces == CLOSES and not depth and straight and marks[n + 1].faces == CLOSES:
            turned[n] = mark._replace(faces=OPENS)
        depth = max(0, depth + _facing(turned[n], depth))
    return turned


def _facing(mark: _Mark, depth: int) -> int:
    """Which way a mark faces; one that may face either way closes what is open."""
    return mark.faces or (CLOSES if depth else OPENS)


def _balanced(marks: list[_Mark]) -> bool:
    depth = 0
    for mark in marks:
        depth += _facing(mark, depth)
        if depth < 0:
            return False
    return depth == 0


def _pair(text: Text, found: list[Quote], marks: list[_Mark], *, nested: bool) -> int | None:
    """Add the quotations that ``marks`` make; the start of one that stays open, or None."""
    depth, begun = 0, 0
    for mark in marks:
        if _facing(mark, depth) == OPENS:
            if not depth:
                begun = mark.end
            depth = depth + 1 if nested else 1
        elif depth:
            depth -= 1
            if not depth:
                _add(text, found, begun, mark.start, closed=True)
    return begun if depth else None


def _line_start(text: Text, paragraph: int) -> int:
    return text.norm.rfind("\n", 0, text.starts[text.paragraphs[paragraph][0]]) + 1


def _paragraph_end(text: Text, paragraph: int) -> int:
    return text.ends[text.paragraphs[paragraph][1] - 1]


def _add(text: Text, found: list[Quote], start: int, end: int, *, closed: bool) -> None:
    first, last = bisect_left(text.starts, start), bisect_left(text.starts, end)
    if first < last:
        found.append(Quote(first, last, start, end, closed))
