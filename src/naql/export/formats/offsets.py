"""Offsets in the units of other formats, characters that XML cannot hold, and the text cut where marks begin and end."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from naql.records import Reading, Span
from naql.text import Text

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u200c\u200d"  # belong to the letter before
_PIECE = re.compile(rf"\w[\w{_MARKS}]*|[^\w\s]")


class Utf16:
    """From code points to UTF-16 units, which formats that come from Java count."""

    def __init__(self, text: str) -> None:
        self._wide = [i for i, letter in enumerate(text) if letter > "\uffff"]

    def __call__(self, offset: int) -> int:
        """The offset in UTF-16 units of the code point ``offset``."""
        return offset + bisect_left(self._wide, offset)


def xml_text(text: str) -> str:
    """``text`` with U+FFFD for every character that XML 1.0 does not allow; as long as before, so that offsets hold."""
    return _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text)


class Sentence(NamedTuple):
    """Characters ``start`` to ``end`` of a text, and the tokens in them."""

    start: int
    end: int
    tokens: tuple[Span, ...]


def sentences(reading: Reading, spans: Iterable[Span]) -> Iterator[Sentence]:
    """The text's sentences, each on one line, as tokens: words and signs, cut wherever one of ``spans`` begins or ends."""
    text = reading.report.text
    cuts = sorted({edge for span in spans for edge in (span.start, span.end)})
    bounds = _bounds(text)
    for start, end in pairwise(bounds):
        tokens = tuple(_tokens(text, start, end, cuts))
        if tokens:
            yield Sentence(tokens[0].start, tokens[-1].end, tokens)


def _bounds(text: str) -> list[int]:
    """Where sentences can begin: after line breaks, and before the word with its signs that begins a sentence of naql's."""
    found = {0, len(text)}
    found.update(match.end() for match in re.finditer(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+", text))
    read = Text(text)
    for first, _ in read.sentences:
        start = read.word_span(first, first + 1).start
        while start and not text[start - 1].isspace():
            start -= 1
        found.add(start)
    return sorted(found)


def _tokens(text: str, start: int, end: int, cuts: list[int]) -> Iterator[Span]:
    for piece in _PIECE.finditer(text, start, end):
        edges = [
            piece.start(),
            *cuts[bisect_left(cuts, piece.start() + 1) : bisect_left(cuts, piece.end())],
            piece.end(),
        ]
        for first, last in pairwise(edges):
            yield Span(first, last, text[first:last])
