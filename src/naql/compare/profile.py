"""What comparing keeps of a report: small enough to hold a hundred thousand, and enough to judge any two."""

from __future__ import annotations

import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import chain
from math import log, sqrt
from typing import NamedTuple

from rensa import RMinHash

from naql.compare.overlap import Body, body
from naql.compare.words import WORD, stem, stems, weight, weights, words
from naql.records import Reading
from naql.statements.quotes import find_quotes
from naql.text import Text, fold

SHINGLE = 3  # stems: an ending, an article or a spelling that an editor changed hides no copy from being looked up
LEAD, HEAD = (
    80,
    40,
)  # words that say what a report is about, with its title; and the first of these, that say it shortest
_LONGEST = 1 << 14  # words of a report that are compared, so that a page without an end costs no more than a long one
_QUOTE = 6  # words of a quotation that is somebody's speech: fewer are a name, a title or a term
_MARKED = 24  # stems under which a report is looked up
_NAMED = 1.5  # a stem in a name says more of the story than another as rare
STEM, PIECE, WHOLE = range(3)  # the kinds of marks
SHARED = 3  # marks of stems that make two reports worth comparing
_BANDS = {WHOLE: (16, 5), PIECE: (4, 3)}  # and rows: wholes that share 0.6 of their shingles are found 99 times of 100
_LEAST = 8  # words of a sentence that is looked up
_PIECES = re.compile(r"[!?\u061f\n]+|\.(?![0-9])[.]*")  # the stop inside a number ends no sentence
_SEED = 611712


class Profile(NamedTuple):
    """A report as it is compared.

    ``day`` counts as :meth:`datetime.date.toordinal`, 0 where it is not told. ``text`` are its stems in their order, a blank
    between two, and ``quoted`` the half-open ranges of those in quotation marks; all that follows is made of these. ``lead``
    weighs the stems of the first words, its length being 1; ``head`` are the stems of the very first, ``stems`` all, which
    weigh ``weight`` together; ``body`` is what :func:`naql.compare.overlap.overlap` takes.
    """

    code: str
    publisher: str
    day: int
    text: str
    quoted: tuple[tuple[int, int], ...]
    lead: dict[str, float]
    head: frozenset[str]
    stems: frozenset[str]
    weight: float
    body: Body


def profile(code: str, reading: Reading) -> Profile:
    """The profile of a report that is known by ``code``."""
    report = reading.report
    text = Text(report.text)
    stemmed = [stem(word.casefold()) for word in text.words[:_LONGEST]]
    quoted = tuple(
        (quote.first, min(quote.last, _LONGEST))
        for quote in find_quotes(text)
        if quote.last - quote.first >= _QUOTE and quote.first < _LONGEST
    )
    day = report.published.toordinal() if report.published else 0
    return _profile(code, report.publisher or "", day, " ".join(stemmed), quoted)


def marks(reading: Reading) -> frozenset[int]:
    """Under what a report is looked up: numbers of 62 bits that two reports share where they are worth comparing.

    Divided by four they leave STEM, of which two reports must share :data:`SHARED`, or PIECE and WHOLE, of which one will do:
    these are of the shingles of a sentence and of the whole report (MinHash in bands; Broder 1997, Leskovec, Rajaraman and
    Ullman 2014, chapter 3).
    """
    pieces = _pieces(reading.report.text)
    whole = list(chain.from_iterable(pieces))
    found = {_mark(STEM, name) for name in _heaviest(reading, whole)}
    if len(whole) >= _LEAST:
        found.update(_bands(WHOLE, set(_runs(list(map(stem, whole)), SHINGLE)), _BANDS[WHOLE]))
    for held in pieces:
        if len(held) >= _LEAST:
            found.update(_bands(PIECE, set(_runs(held, 2)), _BANDS[PIECE]))
    return frozenset(found)


def pack(profile: Profile) -> bytes:
    """A profile as bytes."""
    return zlib.compress(json.dumps(profile[:5], ensure_ascii=False).encode(), 1)


def unpack(packed: bytes) -> Profile:
    """What :func:`pack` packed."""
    code, publisher, day, text, quoted = json.loads(zlib.decompress(packed))
    return _profile(code, publisher, day, text, tuple(map(tuple, quoted)))


def _profile(code: str, publisher: str, day: int, text: str, quoted: tuple[tuple[int, int], ...]) -> Profile:
    stemmed = text.split()
    head, found = frozenset(stemmed[:HEAD]), frozenset(stemmed)
    lead, heavy = _vector(stemmed[:LEAD]), weights(found)
    return Profile(code, publisher, day, text, quoted, lead, head, found, heavy, body(stemmed, quoted))


def _vector(stems: list[str], named: frozenset[str] = frozenset()) -> dict[str, float]:
    """The stems' weights: rare in news, frequent here, in a name."""
    counts = Counter(stems)
    vector = {
        name: weight(name) * (1 + log(count)) * (_NAMED if name in named else 1) for name, count in counts.items()
    }
    size = sqrt(sum(value * value for value in vector.values())) or 1.0
    return {name: round(value / size, 4) for name, value in vector.items() if value > 0}


@lru_cache(maxsize=1 << 15)
def _stems_of(name: str) -> tuple[str, ...]:
    return tuple(stems(name))


def _heaviest(reading: Reading, whole: list[str]) -> list[str]:
    named = (_stems_of(entity.name) for entity in reading.entities if entity.type in ("PER", "ORG", "LOC", "FAC"))
    title = words(reading.report.title or "")
    vector = _vector([stem(word) for word in (*whole, *whole[:LEAD], *title)], frozenset(chain.from_iterable(named)))
    return sorted(vector, key=lambda name: (-vector[name], name))[:_MARKED]


def _pieces(text: str) -> tuple[tuple[str, ...], ...]:
    """The folded words of the sentences of ``text``."""
    return tuple(tuple(WORD.findall(piece)) for piece in _PIECES.split(fold(text).casefold()))


def _runs(held: Sequence[str], size: int) -> Iterator[str]:
    """The runs of ``size`` words, or stems."""
    return map(" ".join, zip(*(held[i:] for i in range(size)), strict=False))


def _bands(kind: int, shingles: Iterable[str], shape: tuple[int, int]) -> Iterator[int]:
    bands, rows = shape
    sketch = RMinHash(num_perm=bands * rows, seed=_SEED)
    sketch.update(sorted(shingles))
    digest = sketch.digest()
    for band in range(bands):
        yield _mark(kind, band, *digest[band * rows : (band + 1) * rows])


def _mark(kind: int, *of: object) -> int:
    return (int.from_bytes(blake2b(repr((kind, of)).encode(), digest_size=8).digest()) >> 4 << 2) + kind
