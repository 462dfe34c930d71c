"""From the order of the eye to the order of reading: glyphs of a line, by where they stand, to text."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from typing import NamedTuple

_GAP = 0.2  # of the letters' size: a wider gap is a space; the ink of letters that join nothing leaves narrower ones
_WIDE = 0.5  # the same in a line that tells its spaces
_WORD = 15  # letters to a space, at most, in a line that tells its spaces
_BACKWARD = re.compile(
    r"[A-Za-z\u00c0-\u024f0-9](?:[A-Za-z\u00c0-\u024f0-9 .,:/@&'+_%#?=~-]*[A-Za-z\u00c0-\u024f0-9])?|"
    r"[%\u066a]?[0-9\u0660-\u0669\u06f0-\u06f9](?:[0-9\u0660-\u0669\u06f0-\u06f9.,:/\u066b\u066c+-]*[0-9\u0660-\u0669\u06f0-\u06f9])?"
)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]+")
_MIRROR = str.maketrans("()[]{}<>\u00ab\u00bb\u2039\u203a", ")(][}{><\u00bb\u00ab\u203a\u2039")
_SNUG = re.compile("(?<=[([{\u00ab\u2039]) | (?=[)\\]}\u00bb\u203a])")  # a bracket's own white, taken for a space
_OPENING, _CLOSING = "([{\u00ab\u2039", ")]}\u00bb\u203a"
_LAM, _ALEFS = "\u0644", "\u0627\u0623\u0625\u0622\u0671"


class Glyph(NamedTuple):
    """A character and its box in points, ``y`` its foot; ``size`` the letters' size; ``place`` its number in the file."""

    text: str
    left: float
    right: float
    y: float
    size: float
    place: int

    @property
    def middle(self) -> float:
        """Where it stands on its line."""
        return (self.left + self.right) / 2


def line_text(glyphs: list[Glyph]) -> str:
    """The text of a line in the order of reading, brackets as they look."""
    letters = sorted((g for g in glyphs if not g.text.isspace() and not unicodedata.combining(g.text)), key=_from_right)
    if not letters:
        return ""
    told = [g for g in glyphs if g.text.isspace()]
    spaces = sorted(g.middle for g in told if g.right - g.left > 0.05 * g.size)
    ends = (
        [] if spaces or len(told) * _WORD < len(letters) else sorted(g.place for g in told)
    )  # without boxes: by the file's order
    widest = _WIDE if len(spaces) * _WORD >= len(letters) else _GAP
    marks = _marks([g for g in glyphs if unicodedata.combining(g.text)], letters)
    pieces: list[str] = []
    before: Glyph | None = None
    for glyph in _ligatures(letters):
        if before is not None:
            gap = before.left - glyph.right
            between = any(glyph.middle < at < before.middle for at in spaces)
            parted = gap > 0.1 * glyph.size and bisect(ends, glyph.place) != bisect(ends, before.place)
            if gap > widest * glyph.size or parted or (between and gap > -0.1 * glyph.size):
                pieces.append(" ")
        pieces.append(glyph.text + marks.get(glyph.place, ""))
        before = glyph
    seen = "".join(pieces)
    if _mostly_latin(seen):
        return seen[::-1]
    return _FORMS.sub(lambda found: unicodedata.normalize("NFKC", found.group()), _turn(seen))


def _from_right(glyph: Glyph) -> tuple[float, int]:
    return -glyph.middle, glyph.place


def _mostly_latin(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and sum(map(bool, map(_LATIN.match, letters))) > 0.9 * len(letters)


def _marks(marks: list[Glyph], letters: list[Glyph]) -> dict[int, str]:
    """Vowel marks by the letter above or below which each stands."""
    found: dict[int, str] = {}
    for mark in sorted(marks, key=lambda g: g.place):
        letter = min(letters, key=lambda g: (abs(g.middle - mark.middle), g.place))
        found[letter.place] = found.get(letter.place, "") + mark.text
    return found


def _ligatures(letters: list[Glyph]) -> list[Glyph]:
    """Letters that one glyph joins stand at one place; the file's own order, where it goes right to left, orders them."""
    found: list[Glyph] = []
    n = 0
    while n < len(letters):
        end = n + 1
        while (
            end < len(letters)
            and abs(letters[end].middle - letters[n].middle) < 0.02 * letters[n].size + 0.01
            and (abs(letters[end].place - letters[end - 1].place) == 1)
        ):
            end += 1
        group = letters[n:end]
        if len(group) > 1:
            group = _grouped(group, letters, n, end)
        found += group
        n = end
    return found


def _grouped(group: list[Glyph], letters: list[Glyph], n: int, end: int) -> list[Glyph]:
    texts = [g.text for g in group]
    if len(texts) == 2 and set(texts) & set(_ALEFS) and _LAM in texts:
        return sorted(group, key=lambda g: g.text != _LAM)
    before = letters[n - 1] if n else None
    after = letters[end] if end < len(letters) else None
    rightward = (before is not None and before.place == group[-1].place + 1) or (
        after is not None and after.place == group[0].place - 1
    )
    return group[::-1] if rightward else group


def _turn(seen: str) -> str:
    """``seen``, read from the right, with the words and figures that are read from the left turned round."""

    def turned(found: re.Match[str]) -> str:
        text = found.group()[::-1]
        return text if _LATIN.search(text) else " ".join(reversed(text.split(" ")))

    return _BACKWARD.sub(turned, seen)


def mirrored(texts: list[str]) -> list[str]:
    """``texts`` with brackets turned where they are told as they look: an opening one that would close."""
    wrong = right = 0
    for text in texts:
        depth = 0
        for character in text:
            if character in _OPENING:
                depth += 1
            elif character in _CLOSING:
                if depth > 0:
                    depth -= 1
                    right += 1
                else:
                    wrong += 1
    turned = [text.translate(_MIRROR) for text in texts] if wrong > right else texts
    return [_SNUG.sub("", text) for text in turned]
