"""Normalising with a map back to the source's offsets, and sentences, words and clitics on top of it.

Three strings stand side by side. ``source`` is the text as given. ``norm`` drops what is not a letter
(tatweel, harakat, bidi controls, zero-width characters), spells presentation forms and ligatures out,
writes Persian and Urdu letters as Arabic ones and all digits as ASCII. ``fold`` has ``norm``'s length, character for
character, with hamza seats, ya and alef maqsura, ta marbuta and ha made alike, for look-ups. Everything inside
naql counts in ``norm``/``fold`` offsets; :meth:`Text.span` leads back to the source, by a map built on the way.
"""

from __future__ import annotations

import html
import re
import unicodedata
from array import array
from functools import lru_cache
from typing import NamedTuple

from naql.records import Span

_MARKS = "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
_CONTROLS = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
_FORMS = "\ufb50-\ufdff\ufe70-\ufefc"
_ENTITY = "&(?:[A-Za-z]{2,8}|#[0-9]{2,6}|#[Xx][0-9A-Fa-f]{2,5});"  # of HTML, as scraped texts keep them
_SPECIAL = re.compile(f"([{_MARKS}]+)|([{_CONTROLS}]+)|([{_FORMS}])|({_ENTITY})")

_ALEF, _YA, _HA, _KAF, _WAW, _HAMZA = "\u0627", "\u064a", "\u0647", "\u0643", "\u0648", "\u0621"

# One character for one character, so that offsets do not move.
_LIGHT = str.maketrans(
    {
        "\u06a9": _KAF, "\u06aa": _KAF, "\u06cc": _YA, "\u06cd": _YA, "\u06d0": _YA, "\u06d2": _YA,
        "\u06be": _HA, "\u06c1": _HA, "\u06d5": _HA, "\u06c0": _HA, "\u06c2": _HA, "\u06c3": "\u0629",
        **{chr(0x660 + d): str(d) for d in range(10)},
        **{chr(0x6F0 + d): str(d) for d in range(10)},
        "\u066b": ".", "\u066c": ",", "\u066a": "%",
        **dict.fromkeys("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t", " "),
        **dict.fromkeys("\u000b\u000c\u0085\u2028\u2029\r", "\n"),
    }
)  # fmt: skip
_HEAVY = str.maketrans(
    {
        "\u0623": _ALEF, "\u0625": _ALEF, "\u0622": _ALEF, "\u0671": _ALEF, "\u0624": _HAMZA, "\u0626": _HAMZA,
        "\u0649": _YA, "\u0629": _HA,
        "\u06af": _KAF, "\u067e": "\u0628", "\u0686": "\u062c", "\u0698": "\u0632", "\u06a4": "\u0641", "\u06a8": "\u0642",
    }
)  # fmt: skip

_BOTH = _HEAVY | {letter: _HEAVY.get(ord(plain), plain) for letter, plain in _LIGHT.items()}

_OPENING = {"\u00bb": "\u00ab", "\u201d": "\u201c"}
_MARBUTA = "\N{ARABIC LETTER TEH MARBUTA}"
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_STOP = re.compile("[.!?\u061f\u2026\n]")
_TAGGED = {ord("_"): " ", ord("#"): ""}  # a hashtag's words are words like others
_INITIAL = re.compile(r"\. ?")


class Text:
    """A text cut into words, sentences and paragraphs, whose every offset leads back to the source.

    ``words[i]`` is the folded form of word ``i``; it stands at ``fold[starts[i]:ends[i]]``, after the
    characters ``gaps[i]`` (spaces and punctuation between it and the word before, a run of spaces alone as one, the marks of a hashtag as
    none; ``gaps[len(words)]`` is what follows the last word). ``sentences`` and ``paragraphs`` are half-open ranges of word numbers, in order, none empty.
    ``sentence_of[i]`` and ``paragraph_of[i]`` are the numbers of those that word ``i`` stands in.
    """

    __slots__ = (
        "_ends", "_starts", "ends", "fold", "gaps", "norm", "paragraph_of", "paragraphs",
        "sentence_of", "sentences", "source", "starts", "words",
    )  # fmt: skip

    def __init__(self, source: str) -> None:
        self.source = source
        self._starts: array[int] | None = None
        self._ends: array[int] | None = None
        self.norm = self._normalise(source).translate(_LIGHT)
        self.fold = fold = self.norm.translate(_HEAVY)
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.words: list[str] = []
        self.gaps: list[str] = []
        last = 0
        for match in _WORD.finditer(fold):
            start, end = match.span()
            self.starts.append(start)
            self.ends.append(end)
            self.words.append(match.group())
            gap = fold[last:start]
            if gap != " ":
                gap = gap.translate(_TAGGED)
                gap = gap if gap.strip(" ") else gap[:1]
            self.gaps.append(gap)
            last = end
        self.gaps.append(fold[last:])
        self._cut()

    def _normalise(self, source: str) -> str:
        if not _SPECIAL.search(source):
            return source
        starts, ends = array("L"), array("L")
        pieces: list[str] = []
        position = 0
        for match in _SPECIAL.finditer(source):
            start, end = match.span()
            if position < start:
                pieces.append(source[position:start])
                starts.extend(range(position, start))
                ends.extend(range(position + 1, start + 1))
            position = end
            if match.lastindex in (3, 4):
                letters = _plain(match)
                pieces.append(letters)
                starts.extend([start] * len(letters))
                ends.extend([end] * len(letters))
            elif match.lastindex == 1 and ends and ends[-1] == start:
                ends[-1] = end  # a mark belongs to the letter before it
        pieces.append(source[position:])
        starts.extend(range(position, len(source)))
        ends.extend(range(position + 1, len(source) + 1))
        self._starts, self._ends = starts, ends
        return "".join(pieces)

    def _cut(self) -> None:
        self.sentences: list[tuple[int, int]] = []
        self.paragraphs: list[tuple[int, int]] = []
        self.sentence_of: list[int] = []
        self.paragraph_of: list[int] = []
        sentence = paragraph = 0
        words, gaps = self.words, self.gaps
        for i in range(1, len(words)):
            gap = gaps[i]
            if gap == " " or not _STOP.search(gap):
                continue
            new_paragraph = "\n" in gap
            if (
                not new_paragraph
                and not words[i - 1].isdecimal()
                and (
                    (len(words[i - 1]) <= 2 and _INITIAL.fullmatch(gap))
                    or (gap == "." and len(words[i - 1]) <= 3 and len(words[i]) <= 3)
                )
            ):
                continue  # an initial, an abbreviated title or letters spelled out, not the end of a sentence
            self.sentences.append((sentence, i))
            sentence = i
            if new_paragraph:
                self.paragraphs.append((paragraph, i))
                paragraph = i
        if words:
            self.sentences.append((sentence, len(words)))
            self.paragraphs.append((paragraph, len(words)))
        for n, (first, last) in enumerate(self.sentences):
            self.sentence_of.extend([n] * (last - first))
        for n, (first, last) in enumerate(self.paragraphs):
            self.paragraph_of.extend([n] * (last - first))

    def span(self, start: int, end: int) -> Span:
        """The source's span for the half-open ``norm`` offsets ``start`` to ``end`` (not empty)."""
        if self._starts is not None and self._ends is not None:
            start, end = self._starts[start], self._ends[end - 1]
        return Span(start, end, self.source[start:end])

    def has_marbuta(self, word: int) -> bool:
        """Whether a word ends in ta marbuta, as a noun does, never a verb or a pronoun; folded it is a plain ha."""
        return self.norm[self.ends[word] - 1] == _MARBUTA

    def word_span(self, first: int, last: int) -> Span:
        """The source's span from word ``first`` to the word before ``last``."""
        return self.span(self.starts[first], self.ends[last - 1])

    def closed_span(self, start: int, end: int, quoted: bool = False) -> Span:
        """The source's span from ``start`` to ``end`` (offsets of ``norm``), with the bracket behind it that closes one opened inside;
        where ``quoted``, with such a quotation mark too."""
        norm, after = self.norm, self.norm[end : end + 1]
        if after == ")":
            return self.span(start, end + (norm.count("(", start, end) > norm.count(")", start, end)))
        if quoted and after == '"':
            return self.span(start, end + norm.count('"', start, end) % 2)
        opening = _OPENING.get(after) if quoted else None
        opened = opening is not None and norm.count(opening, start, end) > norm.count(after, start, end)
        return self.span(start, end + opened)

    def form(self, i: int) -> str:
        """Word ``i`` as ``norm`` has it: hamza seats, ta marbuta and alef maqsura as written."""
        return self.norm[self.starts[i] : self.ends[i]]


def fold(text: str) -> str:
    """``text`` folded as :class:`Text` folds it, for keys of look-up tables."""
    return _SPECIAL.sub(_plain, text).translate(_BOTH)


def _plain(special: re.Match[str]) -> str:
    """What is left of a run of special characters: the letters of presentation forms and of entities, of marks nothing."""
    if special.lastindex == 3:
        return _SPECIAL.sub("", unicodedata.normalize("NFKC", special.group()))
    return _SPECIAL.sub("", html.unescape(special.group())) if special.lastindex == 4 else ""


class Split(NamedTuple):
    """One way to cut a folded word: what is written on before it, the stem, a pronoun written on after it."""

    before: str
    stem: str
    after: str


_BEFORE = tuple(
    conjunction + rest
    for conjunction in ("", "\u0648", "\u0641")
    for rest in (
        "",
        "\u0628",
        "\u0644",
        "\u0643",
        "\u0633",
        "\u0627\u0644",
        "\u0628\u0627\u0644",
        "\u0643\u0627\u0644",
        "\u0644\u0644",
    )
)
_AFTER = (
    "",
    "\u0647",
    "\u0647\u0627",
    "\u0647\u0645",
    "\u0647\u0645\u0627",
    "\u0647\u0646",
    "\u0643",
    "\u0643\u0645",
    "\u0646\u0627",
    "\u064a",
    "\u0646\u064a",
)


@lru_cache(maxsize=1 << 12)
def splits(word: str, shortest: int = 2) -> tuple[Split, ...]:
    """Every way to read a folded ``word`` as clitics around a stem of ``shortest`` letters or more, the whole word first.

    The readings stay alternatives: a lexicon or the sentence decides between them.
    """
    found = []
    for before in _BEFORE:
        if not word.startswith(before):
            continue
        rest = word[len(before) :]
        for after in _AFTER:
            if rest.endswith(after) and len(rest) - len(after) >= shortest:
                found.append(Split(before, rest[: len(rest) - len(after)], after))
    return tuple(found)
