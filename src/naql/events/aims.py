"""Whom a protest is against: what words of aiming ('against', 'demanding the resignation of') and the places of power name."""

from __future__ import annotations

from collections.abc import Container, Sequence

from naql.events.phrases import AGENT, QUOTES, Phrase
from naql.events.words import EventWords, bare
from naql.statements.scene import Scene

_AIM = 9  # words behind a word of aiming in which it says against whom
_CLAUSE = 12  # and in which a clause says whose doing it is
_OURS = "PRO"
_POWERS = frozenset(("GOV", "LEG", "JUD", "COP", "MIL", "IGO"))
_HOUSES = frozenset(("ORG", "FAC"))
_IN = "\N{ARABIC LETTER FEH}\N{ARABIC LETTER YEH}"
AIMED, SEAT = "aimed", "seat"


class Aims:
    """The words of aiming of a sentence of protest, and how they tie its phrases to what is protested against.

    ``harmed`` are verbal nouns whose genitive suffers ('the killing of'): whom a protest mourns it is not against.
    """

    def __init__(
        self,
        scene: Scene,
        words: EventWords,
        phrases: Sequence[Phrase],
        harmed: Container[int],
        bounds: tuple[int, int],
        at: int,
    ) -> None:
        """Look for words of aiming among the words from ``bounds[0]`` up to ``bounds[1]``, those behind the trigger ``at`` first."""
        self._scene, self._words, self._phrases, self._harmed = scene, words, phrases, harmed
        self._end = bounds[1]
        self._at = [k for k in range(*bounds) if words.aims(scene.text.words[k])]
        self._order = sorted(zip(self._at, [*self._at, self._end][1:], strict=True), key=lambda each: each[0] < at)

    def behind(self, n: int) -> bool:
        """Whether a word of aiming stands before phrase ``n``."""
        return bool(self._at) and self._at[0] < self._phrases[n].start

    def links(self, expected: Sequence[str], doers: Container[int]) -> dict[int, list[str]]:
        """For phrases that somebody or something is aimed at, by their number, how.

        ``doers`` are subjects of clauses that say whose doing the phrase before is ('the verdict that the court gave').
        """
        found: dict[int, list[str]] = {}
        taken: list[int] = []
        for k, stop in self._order:
            if any(self._phrases[n].last == k for n in taken) and not self._scene.joined[k]:
                continue  # 'against the campaign of A against B' is not against B
            near = [n for n, p in enumerate(self._phrases) if k <= p.start <= k + _CLAUSE and expected[n] != "actor"]
            whom = next((n for n in near if self._phrases[n].start <= k + _AIM and self._is_whom(n)), -1)
            if whom >= 0 and self._phrases[whom].role == _OURS:
                continue  # against the protesters themselves
            others = [n for n in near if self._phrases[n].role != _OURS]
            doer = next((n for n in others if self._phrases[n].prep == AGENT or (n in doers and self._runs(k, n))), -1)
            if doer >= 0 and self._phrases[doer].start < stop and doer not in taken:
                found.setdefault(doer, []).append(f"{AIMED} doer")
                if whom >= 0 and whom not in taken and whom != doer:
                    found.setdefault(whom, []).append(f"past {AIMED}")
                whom = doer
            if whom >= 0 and whom not in taken and not self._is_mourned(whom):
                found.setdefault(whom, []).extend((AIMED, f"{AIMED} {min(2, len(taken))}"))
                taken.append(whom)
        seats = [n for n, p in enumerate(self._phrases) if p.prep and self._is_seat(n)]
        for n in seats:
            found.setdefault(n, []).append(f"{SEAT} {'beside' if taken else 'alone'}")
        return found

    def _runs(self, k: int, n: int) -> bool:
        """Whether no mark stands between word ``k`` and phrase ``n``: a clause behind a comma is about something else."""
        return not any(gap.strip(QUOTES) for gap in self._scene.text.gaps[k + 1 : self._phrases[n].start + 1])

    def _is_whom(self, n: int) -> bool:
        return self._phrases[n].prep != _IN and self._is_somebody(n)

    def _is_mourned(self, n: int) -> bool:
        """Whether phrase ``n`` is who suffers, and not who does it ('the killing of guards', 'the killing by pirates of guards' without a 'by')."""
        each, behind = self._phrases[n], self._phrases[n + 1 : n + 2]
        if each.start - 1 not in self._harmed or self._words.aims(self._scene.text.words[each.start - 1]):
            return False
        return not any(p.start == each.last and not p.prep and not p.joined and not p.gap for p in behind)

    def _is_somebody(self, n: int) -> bool:
        """Whether phrase ``n`` tells people or a body, or what is a named state's."""
        each, written = self._phrases[n], self._scene.text.words
        named = any(self._scene.mention_at[k] >= 0 for k in range(each.first, each.last))
        return bool(each.role) or named or any(map(self._words.country, written[each.first : each.last]))

    def _is_seat(self, n: int) -> bool:
        """Whether phrase ``n`` is a house of those in power, or of a body, that people stand before or go to."""
        each, written = self._phrases[n], self._scene.text.words
        if each.prep not in self._words.fronts and (
            each.start < 2 or written[each.start - 2] not in self._words.fronts
        ):
            return False
        house = any(bare(word) in self._words.seats for word in written[each.start : each.last])
        kind = self._scene.names.mentions[each.mention].type if each.mention >= 0 else ""
        return house or kind in _HOUSES or (self._words.role(written[each.first]) in _POWERS and kind != "PER")
