"""Words as they are searched for: folded, with and without what is written on to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from naql.records import Span
from naql.text import Text, fold, splits

_PARTS = re.compile('"([^"]*)"|(\\S+)')
_WORD = re.compile(r"[^\W_]+")
_SHORTEST = 3  # letters of a stem that a clitic is taken off


class Query(NamedTuple):
    """What is asked for: words that must all stand in a text, and phrases that must stand in it as they are written."""

    words: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...]

    @property
    def needed(self) -> tuple[str, ...]:
        """Every word that the index must hold, in the form in which it does."""
        phrased = (word for phrase in self.phrases for word in phrase)
        return tuple(dict.fromkeys((*self.words, *phrased)))


def parse(query: str) -> Query:
    """Words and "quoted phrases" of ``query``. A word is looked for without the article and with anything written on to it."""
    words: list[str] = []
    phrases: list[tuple[str, ...]] = []
    for quoted, bare in _PARTS.findall(query.translate(_QUOTES)):
        if quoted:
            phrase = tuple(_WORD.findall(fold(quoted).casefold()))
            if phrase:
                phrases.append(phrase)
        else:
            words.extend(_bare(word) for word in _WORD.findall(fold(bare).casefold()))
    return Query(tuple(words), tuple(phrases))


def keys(text: str) -> str:
    """The words under which ``text`` is found, each once, in order, with blanks between them."""
    return " ".join(dict.fromkeys(chain.from_iterable(map(forms, _WORD.findall(fold(text))))))


@lru_cache(maxsize=1 << 15)
def forms(word: str) -> tuple[str, ...]:
    """A folded word and every stem that it may have."""
    found: list[str] = []
    for plain in _WORD.findall(word.casefold()):
        found.append(plain)
        found += (s.stem for s in splits(plain, _SHORTEST) if s.stem != plain and s.after not in _UNUSUAL)
    return tuple(found)


def hits(text: Text, query: Query) -> tuple[Span, ...]:
    """Where in ``text`` the words and phrases of ``query`` stand; nothing where one of its phrases is missing."""
    folded = [word.casefold() for word in text.words]
    found: list[Span] = []
    for phrase in query.phrases:
        places = list(_places(folded, phrase))
        if not places:
            return ()
        found += [text.word_span(first, first + len(phrase)) for first in places]
    wanted = set(query.words)
    for i, word in enumerate(folded):
        if wanted and wanted.intersection(forms(word)):
            found.append(text.word_span(i, i + 1))
    return tuple(sorted(set(found)))


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
