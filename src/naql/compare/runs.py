"""The runs of words that two texts share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from naql.records import Span
from naql.text import Text

RUN = 8  # words that two reports seldom share by chance


class Indexed:
    """A text's words, and where each run of :data:`RUN` begins."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.words = tuple(word.casefold() for word in text.words)
        self.places: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for at in range(len(self.words) - RUN + 1):
            self.places[self.words[at : at + RUN]].append(at)


def shared_runs(one: Indexed, other: Indexed) -> Iterator[tuple[Span, Span, int]]:
    """The runs of :data:`RUN` words or more that two texts share, in the order of the first, with how many words each has.

    Every word of ``one`` is in one run at most: the longest that begins where no earlier one has gone on to.
    """
    if one.places.keys().isdisjoint(other.places):
        return
    at = 0
    while at <= len(one.words) - RUN:
        best, where = 0, 0
        for there in other.places.get(one.words[at : at + RUN], ()):
            size = RUN
            while (
                at + size < len(one.words)
                and there + size < len(other.words)
                and one.words[at + size] == other.words[there + size]
            ):
                size += 1
            if size > best:
                best, where = size, there
        if best:
            yield one.text.word_span(at, at + best), other.text.word_span(where, where + best), best
        at += best or 1
