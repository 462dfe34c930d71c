"""Words as they are searched for: folded, with and without what is written on to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple
from zlib import crc32

from naql.records import Span
from naql.text import Text, fold, splits

_PARTS = re.compile('"([^"]*)"|(\\S+)')
_WORD = re.compile(r"\d+|[^\W\d_]+")
_RUN = re.compile(r"\S+")
_SHORTEST = 3  # letters of a stem that a clitic is taken off


class Query(NamedTuple):
    """What is asked for: words that must all stand in a text, and phrases that must stand in it as they are written."""

    words: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...]

    @property
    def needed(self) -> tuple[str, ...]:
        """Every word that the index must hold, in the form in which it does."""
        phrased = (part for phrase in self.phrases for word in phrase for part in _WORD.findall(word))
        return tuple(dict.fromkeys((*self.words, *phrased)))

    @property
    def marked(self) -> tuple[str, ...]:
        """What an index of :func:`keys_and_pairs` must hold: pairs say more than their words, and are seldom frequent."""
        found: list[str] = list(self.words)
        for phrase in self.phrases:
            parts = [part for word in phrase for part in _WORD.findall(word)]
            found += _pairs(parts) if len(parts) > 1 else parts
        return tuple(dict.fromkeys(found))


def parse(query: str) -> Query:
    """Words and "quoted phrases" of ``query``. A word is looked for without the article and with anything written on to it."""
    words: list[str] = []
    phrases: list[tuple[str, ...]] = []
    for quoted, bare in _PARTS.findall(query.translate(_QUOTES)):
        if quoted:
            phrase = tuple(word.casefold() for word in Text(quoted).words)
            if phrase:
                phrases.append(phrase)
        else:
            words.extend(_bare(word) for word in _WORD.findall(fold(bare).casefold()))
    return Query(tuple(words), tuple(phrases))


def keys(text: str) -> str:
    """The words under which ``text`` is found, each once, in order, with blanks between them."""
    return " ".join(dict.fromkeys(chain.from_iterable(map(forms, _WORD.findall(fold(text))))))


def keys_and_pairs(text: str) -> str:
    """As :func:`keys`, and a mark for every two words that stand together."""
    words = _WORD.findall(fold(text).casefold())
    return " ".join(dict.fromkeys(chain(chain.from_iterable(map(forms, words)), _pairs(words))))


def _pairs(words: Sequence[str]) -> Iterator[str]:
    """A mark for every two words that stand together, so that a phrase of frequent words is found as quickly as a rare word.

    The mark is five digits of the pair's CRC-32: no more than some million marks, which keeps the index small. Two pairs may
    share one, so that what is found is held against the text.
    """
    return (f"p{crc32(f'{one} {other}'.encode()) & 0xFFFFF:05x}" for one, other in pairwise(words))


@lru_cache(maxsize=1 << 15)
def forms(word: str) -> tuple[str, ...]:
    """A folded word and every stem that it may have."""
    found: list[str] = []
    for plain in _WORD.findall(word.casefold()):
        found.append(plain)
        found += (s.stem for s in splits(plain, _SHORTEST) if s.stem != plain and s.after not in _UNUSUAL)
    return tuple(found)


def hits(text: str, query: Query) -> tuple[Span, ...]:
    """Where in ``text`` the words and phrases of ``query`` stand; nothing where one of its phrases is missing."""
    found: list[Span] = []
    if query.phrases:
        folded = fold(text).casefold()
        if not all(_may_stand(phrase).search(folded) for phrase in query.phrases):
            return ()
        whole = Text(text)
        words = [word.casefold() for word in whole.words]
        for phrase in query.phrases:
            places = list(_places(words, phrase))
            if not places:
                return ()
            found += [whole.word_span(first, first + len(phrase)) for first in places]
    if query.words:
        found += _single(text, frozenset(query.words))
    return tuple(sorted(set(found)))


def _single(text: str, wanted: frozenset[str]) -> Iterator[Span]:
    """The words of ``text`` that have a wanted stem; only a run of characters that holds one is cut up to the letter."""
    for run in _RUN.finditer(text):
        if wanted.isdisjoint(_keys_of_run(run.group())):
            continue
        near = Text(run.group())
        for i, word in enumerate(near.words):
            if not wanted.isdisjoint(forms(word)):
                span = near.word_span(i, i + 1)
                yield Span(run.start() + span.start, run.start() + span.end, span.text)


@lru_cache(maxsize=1 << 15)
def _keys_of_run(run: str) -> frozenset[str]:
    return frozenset(chain.from_iterable(map(forms, _WORD.findall(fold(run)))))


@lru_cache(maxsize=64)
def _may_stand(phrase: tuple[str, ...]) -> re.Pattern[str]:
    """What a folded text must hold for the phrase to stand in it; quicker to look for than to cut the text into words."""
    return re.compile(r"[\W_]*".join(map(re.escape, phrase)))


def _places(words: Sequence[str], phrase: tuple[str, ...]) -> Iterator[int]:
    for i in range(len(words) - len(phrase) + 1):
        if tuple(words[i : i + len(phrase)]) == phrase:
            yield i


def _bare(word: str) -> str:
    return word[len(_ARTICLE) :] if word.startswith(_ARTICLE) and len(word) > len(_ARTICLE) + 2 else word


# 'My', 'your', 'our': rare in reports, and the same letters end adjectives.
_UNUSUAL = frozenset(
    (
        "\N{ARABIC LETTER YEH}",
        "\N{ARABIC LETTER NOON}\N{ARABIC LETTER YEH}",
        "\N{ARABIC LETTER KAF}",
        "\N{ARABIC LETTER KAF}\N{ARABIC LETTER MEEM}",
    )
)
_ARTICLE = "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER LAM}"
_QUOTES = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'))
