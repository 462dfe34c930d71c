"""Words as texts are compared by: folded, without what is written on to them, and weighed by how rare they are in news."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from math import log

from naql.lexicon import columns, table
from naql.text import fold

WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_ARABIC = re.compile("[\u0621-\u064a]")
_UNSEEN = 8  # reports of the background in which a word that it does not list is taken to stand


def words(text: str) -> list[str]:
    """The words and numbers of ``text``, folded."""
    return WORD.findall(fold(text).casefold())


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    """A folded word without the article, the 'and' before it and the commonest endings (light10).

    Larkey, Ballesteros and Connell 2002, 'Improving stemming for Arabic information retrieval'. Two words may share a stem
    and mean different things; what it is for is likeness of whole texts.
    """
    if not _ARABIC.match(word):
        return word
    before, joined, after = _parts()
    for part in before:
        if word.startswith(part) and len(word) - len(part) >= 2:
            word = word[len(part) :]
            break
    else:
        if word.startswith(joined) and len(word) >= 4:
            word = word[1:]
    for part in after:
        if word.endswith(part) and len(word) - len(part) >= 2 + (len(part) == 1):
            word = word[: -len(part)]
    return word


def stems(text: str) -> list[str]:
    """The stems of the words of ``text``, in order."""
    return [stem(word) for word in words(text)]


@lru_cache(maxsize=1 << 17)
def weight(stem: str) -> float:
    """How much a stem says of what a text is about: the logarithm of the background's reports over those that hold it."""
    total, counts = _background()
    if stem.isdigit() and len(stem) < 3:
        return 0.0
    return log(total / counts.get(stem, _UNSEEN))


def weights(some: Iterable[str]) -> float:
    """The weights of ``some`` stems together."""
    return sum(map(weight, some))


@cache
def _parts() -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    told = table("compare")["stems"]
    return tuple(map(fold, told["before"])), fold(told["and"]), tuple(map(fold, told["after"]))


@cache
def _background() -> tuple[int, dict[str, int]]:
    counts = {stem: int(reports) for stem, reports in zip(*columns("stem_weights", "stem", "reports"), strict=True)}
    return counts.pop("*"), counts
