"""How one version of a report differs from another, word by word, made ready to be shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

_WORD = re.compile(r"\n+|[^\S\n]+|\w+|[^\w\s]")
_AROUND = 24  # words and blanks shown on either side of what differs
_LONG = 60_000  # characters; longer texts are compared by their paragraphs


class Piece(NamedTuple):
    """Words that are in both versions ('same'), in the later one alone ('new') or in the earlier one alone ('old'); 'gap' stands for what is left out."""

    kind: str
    text: str


def pieces(before: str, after: str) -> list[Piece]:
    """What differs between two texts, with some words around it; nothing where they are the same."""
    cut = re.compile(r"[^\n]*\n+|[^\n]+").findall if max(len(before), len(after)) > _LONG else _WORD.findall
    old, new = cut(before), cut(after)
    if old == new:
        return []
    first = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    most = min(len(old), len(new)) - first
    last = next((at for at in range(most) if old[-1 - at] != new[-1 - at]), most)
    found = list(_same(old[:first], True, False))
    # What is very frequent starts no match, so that a text of one word over and over does not take for ever.
    matched = SequenceMatcher(None, old[first : len(old) - last], new[first : len(new) - last])
    for kind, a, b, c, d in matched.get_opcodes():
        if kind == "equal":
            found += _same(old[first + a : first + b], False, False)
            continue
        found += [Piece("old", "".join(old[first + a : first + b]))] if b > a else []
        found += [Piece("new", "".join(new[first + c : first + d]))] if d > c else []
    found += _same(old[len(old) - last :], False, True)
    return found


def _same(words: list[str], first: bool, last: bool) -> Iterator[Piece]:
    """The beginning and the end of what is the same; at an end of the text only what stands next to a difference."""
    shown = _AROUND if first or last else 2 * _AROUND
    if len(words) <= shown:
        yield from [Piece("same", "".join(words))] if words else []
        return
    if not first:
        yield Piece("same", "".join(words[:_AROUND]))
    yield Piece("gap", "")
    if not last:
        yield Piece("same", "".join(words[-_AROUND:]))
