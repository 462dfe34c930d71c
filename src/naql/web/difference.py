"""How one version of a report differs from another, word by word, made ready to be shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

_WORD = re.compile(r"\n+|[^\S\n]+|\w+|[^\w\s]")
_AROUND = 12  # words shown on either side of what differs
_LONG = 6000  # words; longer texts are compared by their paragraphs


class Piece(NamedTuple):
    """Words that are in both versions ('same'), in the later one alone ('new') or in the earlier one alone ('old'); 'gap' stands for what is left out."""

    kind: str
    text: str


def pieces(before: str, after: str) -> list[Piece]:
    """What differs between two texts, with some words around it; nothing where they are the same."""
    whole = max(len(before), len(after)) > _LONG * 6
    cut = re.compile(r"[^\n]*\n+|[^\n]+").findall if whole else _WORD.findall
    old, new = cut(before), cut(after)
    if old == new:
        return []
    found: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found += _same(old[a:b], a == 0, b == len(old))
            continue
        found += [Piece("old", "".join(old[a:b]))] if b > a else []
        found += [Piece("new", "".join(new[c:d]))] if d > c else []
    return found


def _same(words: list[str], first: bool, last: bool) -> Iterator[Piece]:
    if len(words) <= 4 * _AROUND and not (first or last):
        yield Piece("same", "".join(words))
        return
    if not first:
        yield Piece("same", "".join(words[: 2 * _AROUND]))
    yield Piece("gap", "")
    if not last:
        yield Piece("same", "".join(words[max(0, len(words) - 2 * _AROUND) :]))
