"""Where and when an event happened, how many it befell, and what it was about."""

from __future__ import annotations

from collections.abc import Sequence

from naql.events.features import View
from naql.events.sites import Site
from naql.lexicon import table
from naql.records import Count
from naql.text import fold
from naql.times.words import TimeWords

_DATING = frozenset(("DATE", "TIME"))
_REACH = 14  # words on either side in which a time or place belongs to the trigger
_JOINING = "\N{ARABIC LETTER WAW}\N{ARABIC LETTER FEH}"
_BEHIND = 6  # words behind a victim's verb or number in which the other stands


class Circumstances:
    """Times, places, counts and contexts beside triggers; built once."""

    def __init__(self) -> None:
        """Compile the words of counting and of contexts."""
        lexicon = table("events")
        self._numbers = TimeWords()
        self._counted: dict[str, str] = {
            fold(word): what for what, words in lexicon["counted"].items() for word in words
        }
        self._spared = frozenset(fold(word) for word in lexicon["spared"])
        self._numbering = frozenset(fold(word) for word in lexicon["numbering"])
        self._contexts: dict[str, str] = {
            fold(word): name for name, words in lexicon["contexts"].items() for word in words
        }
        self._places = frozenset(fold(word) for word in lexicon["places"])

    def time(self, view: View, site: Site) -> str | None:
        """The id of the time nearest to the trigger in its sentence."""
        scene, sentence = view.scene, view.sentence(site.at)
        for k in _outwards(site, sentence.first, sentence.last):
            number = scene.time_at[k]
            if number >= 0 and scene.times[number].time.type in _DATING:
                return scene.times[number].time.id
        return None

    def place(self, view: View, site: Site, taken: frozenset[int]) -> int | None:
        """The number of the entity of the place: the nearest named one behind a preposition of place, not ``taken``."""
        scene, sentence = view.scene, view.sentence(site.at)
        for k in _outwards(site, sentence.first, sentence.last):
            number = scene.mention_at[k]
            if number < 0 or scene.names.mentions[number].type not in ("LOC", "FAC"):
                continue
            mention = scene.names.mentions[number]
            if mention.entity not in taken and self._is_place(view, mention.first, mention.start):
                return mention.entity
        return None

    def _is_place(self, view: View, first: int, start: int) -> bool:
        text = view.scene.text
        written = text.fold[text.starts[first] : start]
        before = text.words[max(0, first - 3) : first]
        return bool(written and written[-1] == "\N{ARABIC LETTER BEH}") or any(
            word in self._places or word[1:] in self._places for word in before
        )

    def counts(self, view: View, site: Site) -> tuple[Count, ...]:
        """The numbers of killed, wounded, taken and so on of the trigger's sentence."""
        scene, sentence = view.scene, view.sentence(site.at)
        text, found = scene.text, []
        i = sentence.first
        while i < sentence.last:
            number = self._numbers.number(text.words, i) if scene.time_at[i] < 0 else None
            if number is None or number[1] > sentence.last:
                i += 1
                continue
            value, end = number
            if i > sentence.first and _plain(text.words[i - 1]) in self._numbering:
                i = end
                continue  # 'number 16' counts nobody
            what = self._what(view, i, end, sentence.first, sentence.last)
            if what:
                found.append(Count(value, what, text.word_span(i, end)))
            i = max(end, i + 1)
        return tuple(found)

    def _what(self, view: View, first: int, last: int, start: int, stop: int) -> str:
        """What the number at words ``first`` to ``last`` counts: by the noun behind it, else by the verb before it."""
        words = view.scene.text.words
        for k in range(last, min(last + 2, stop)):
            if k > last and words[k][0] in _JOINING:
                break
            what = self._counted.get(_plain(words[k]))
            if what and what != "people":
                both = k + 1 < stop and words[k + 1][0] in _JOINING and self._counted.get(_plain(words[k + 1]))
                return what if not both or both == what else "people"  # 'dead and wounded' are not told apart
        people = any(
            view.words.role(words[k]) or self._counted.get(_plain(words[k])) for k in range(last, min(last + 2, stop))
        )
        for k in range(first - 1, max(first - _BEHIND, start) - 1, -1):
            if _plain(words[k]) in self._spared:
                break
            what = self._counted.get(_plain(words[k]))
            if what and what != "people":
                return what
        return "people" if people else ""

    def contexts(self, view: View, site: Site) -> tuple[str, ...]:
        """PLOVER's contexts that words of the sentence tell of."""
        sentence = view.sentence(site.at)
        words = view.scene.text.words[sentence.first : sentence.last]
        return tuple(sorted({self._contexts[p] for p in map(_plain, words) if p in self._contexts}))


def _outwards(site: Site, first: int, last: int) -> Sequence[int]:
    near = [*range(site.first, min(last, site.last + _REACH)), *range(max(first, site.first - _REACH), site.first)]
    return sorted(near, key=lambda k: abs(k - site.first) + (3 if k < site.first else 0))


def _plain(word: str) -> str:
    if word[:1] in _JOINING and len(word) > 3:
        word = word[1:]
    return word.removeprefix("\N{ARABIC LETTER ALEF}\N{ARABIC LETTER LAM}")
