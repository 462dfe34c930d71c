"""What naql knows of each word of a report before it looks for statements, as numbers: the inputs of the network's encoder."""

from __future__ import annotations

import numpy as np

from naql.cues import ACTS
from naql.statements.scene import Scene
from naql.statements.sources import gap_sort
from naql.vectors import Whole

DILATIONS = (1, 2, 4, 8, 16, 1)
# What is known of a word before: every list is an input of the network, in this order, and each of its values a vector.
_CLASSES = [
    "P",
    "O",
    "L",
    "T",
    "N",
    "X",
    "V",
    "D",
    "bD",
    "lD",
    "v",
    "S",
    "vn",
    "Y",
    "t",
    "b",
    "l",
    "I",
    "adv",
    "ask",
    "aux",
    "class",
    "conj",
    "dem",
    "neg",
    "part",
    "prep",
    "prepron",
    "pron",
    "quant",
    "rel",
    "sub",
    "that",
]
_TENSES = ["", "perfect", "imperfect", "passive", "participle", "masdar", "noun", "prep", "phrase", "imperative"]
_GAPS = '_,(:.-"/^'
_CLASS = {name: n for n, name in enumerate(_CLASSES)}
_ACT = {act: n for n, act in enumerate(sorted(ACTS), 1)}
_TENSE = {tense: n for n, tense in enumerate(_TENSES)}
_GAP = {gap: n for n, gap in enumerate(_GAPS)}
KNOWN = (len(_CLASSES), 5, 3, len(_GAPS), 2, 3, 3, 2, len(_ACT) + 1, len(_TENSES), 2)


def known(scene: Scene) -> Whole:
    """What naql knows of each word, as numbers: (words, len(KNOWN)), each below what :data:`KNOWN` says."""
    text, count = scene.text, len(scene.codes)
    sentence_of = text.sentence_of
    found = []
    for i in range(count):
        form = scene.forms[i][0] if scene.forms[i] else None
        found.append(
            (
                _CLASS[scene.codes[i]],
                _quoted(scene.quote_at, i, count),
                _part(scene.mention_at, i),
                _GAP[gap_sort(text.gaps[i])] if i else _GAP["^"],
                i + 1 == count or sentence_of[i + 1] != sentence_of[i],
                _part(scene.time_at, i),
                _part(scene.role_at, i),
                scene.joined[i],
                _ACT[form.entry.act] if form is not None else 0,
                _TENSE[form.tense] if form is not None else 0,
                scene.in_title(i),
            )
        )
    return np.array(found, dtype=np.int64).reshape(count, len(KNOWN))


def _part(covers: list[int], i: int) -> int:
    """0 outside, 1 where one begins, 2 where it goes on."""
    return 0 if covers[i] < 0 else 2 if i and covers[i - 1] == covers[i] else 1


def _quoted(quotes: list[int], i: int, count: int) -> int:
    """0 outside a quotation, else 1, plus 1 where it begins and 2 where it ends."""
    if quotes[i] < 0:
        return 0
    begins = i == 0 or quotes[i - 1] != quotes[i]
    ends = i + 1 == count or quotes[i + 1] != quotes[i]
    return 1 + begins + 2 * ends
