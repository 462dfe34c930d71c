"""A small network that looks at a whole report at once: for every word a vector that tells what it is in its context.

Gated convolutions (Dauphin et al. 2017), each over a word and two others, the steps between them growing (Yu and Koltun
2016), so that a vector knows some thirty words on either side. What goes in are the word, its parts and what naql knows of
it already (class, name, time, quotation, cue). ``scripts/train_encoder.py`` makes the weights: the network first learns to
guess hidden words of a news corpus, then with :mod:`naql.statements.network` to find sources and contents.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from naql.cues import ACTS
from naql.statements.scene import Scene
from naql.statements.sources import gap_sort

Floats = NDArray[np.float32]
Whole = NDArray[np.int64]

DILATIONS = (1, 2, 4, 8, 16, 1)
ENDINGS = 2048  # buckets of the first and of the last letters
_BLOCK = 4096  # words that are encoded at once
_HALO = sum(DILATIONS)
_UNKNOWN = 1  # 0 stands for a hidden word
_ROOM = 1 << 14
_PARTS = re.compile(
    "^([\u0648\u0641]?(?:\u0628\u0627\u0644|\u0643\u0627\u0644|\u0644\u0644|\u0627\u0644|[\u0628\u0644\u0643\u0633])?)(.{2,}?)"
    "(\u0647\u0627|\u0647\u0645\u0627|\u0647\u0645|\u0647\u0646|\u0647|\u0643\u0645|\u0643|\u0646\u0627|\u0646\u064a|\u064a)?$"
)

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
    sentence_of, paragraph_of = text.sentence_of, text.paragraph_of
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
                paragraph_of[i] == 0,
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


def parts(word: str) -> tuple[str, str, str]:
    """A folded word as letters written on before it, stem and pronoun, by its letters alone."""
    match = _PARTS.match(word) if "\u0600" <= word[0] <= "\u06ff" else None
    return (match[1], match[2], match[3] or "") if match else ("", word, "")


class Vocabulary:
    """The words, stems, beginnings and pronouns that have vectors; number 0 is a hidden word's, 1 an unknown one's."""

    def __init__(self, words: list[str], stems: list[str], before: list[str], after: list[str]) -> None:
        self.words, self.stems, self.before, self.after = (
            {form: n for n, form in enumerate(forms, 2)} for forms in (words, stems, before, after)
        )
        self._known: dict[str, tuple[int, ...]] = {}

    def numbers(self, word: str) -> tuple[int, ...]:
        """The numbers of a folded word: itself, its stem, what is written on it, its last and first letters, its length."""
        found = self._known.get(word)
        if found is None:
            before, stem, after = parts(word)
            found = (
                self.words.get(word, _UNKNOWN),
                self.stems.get(stem, _UNKNOWN),
                self.before.get(before, _UNKNOWN),
                self.after.get(after, _UNKNOWN),
                1 + crc32(stem[-3:].encode()) % (ENDINGS - 1),
                1 + crc32(f"^{stem[:3]}".encode()) % (ENDINGS - 1),
                min(15, len(word)),
            )
            if len(self._known) >= _ROOM:
                self._known.clear()
            self._known[word] = found
        return found


class Encoder:
    """The network's weights, ready to encode; ``arrays`` are those of ``lexicons/statement_network.npz``."""

    def __init__(self, arrays: Mapping[str, Any]) -> None:
        def words(name: str) -> list[str]:
            return bytes(arrays[name]).decode("utf-8").split("\n")

        self.vocabulary = Vocabulary(*(words(name) for name in ("words", "stems", "before", "after")))
        project, ends = arrays["enc.proj.weight"].T, arrays["enc.psuf.weight"].T
        half = len(ends) // 2
        self._words, self._stems = arrays["enc.w.weight"], arrays["enc.s.weight"]
        self._tables: list[Floats] = [
            arrays["enc.pre.weight"],
            arrays["enc.post.weight"],
            arrays["enc.suf.weight"] @ ends[:half],
            arrays["enc.pref.weight"] @ ends[half:],
            arrays["enc.len.weight"],
        ]
        self._project: Floats = project
        self._known: list[Floats] = [arrays[f"enc.f.{n}.weight"][1:] for n in range(len(KNOWN))]
        self._norm = arrays["enc.norm0.weight"], arrays["enc.norm0.bias"]
        self._layers = [
            (
                np.ascontiguousarray(arrays[f"enc.lin.{n}.weight"].T),
                arrays[f"enc.lin.{n}.bias"],
                arrays[f"enc.norm.{n}.weight"],
                arrays[f"enc.norm.{n}.bias"],
                dilation,
            )
            for n, dilation in enumerate(DILATIONS)
        ]
        self.width = len(self._norm[0])

    def encode(self, scene: Scene) -> Floats:
        """A vector for each word: (words, width)."""
        count = len(scene.codes)
        if not count:
            return np.zeros((0, self.width), dtype=np.float32)
        numbers = np.array([self.vocabulary.numbers(word) for word in scene.text.words])
        told = known(scene)
        found = []
        for first in range(0, count, _BLOCK):
            low, high = max(0, first - _HALO), min(count, first + _BLOCK + _HALO)
            block = self._run(numbers[low:high], told[low:high])
            found.append(block[first - low : first - low + _BLOCK])
        return found[0] if len(found) == 1 else np.concatenate(found)

    def _run(self, numbers: Whole, told: Whole) -> Floats:
        x: Floats = (self._words[numbers[:, 0]] + self._stems[numbers[:, 1]]).astype(np.float32) @ self._project
        for n, table in enumerate(self._tables, 2):
            x += table[numbers[:, n]]
        for n, table in enumerate(self._known):
            x += table[told[:, n]]
        x = _normal(x, *self._norm)
        count = len(x)
        for matrix, bias, scale, shift, step in self._layers:
            padded = np.zeros((count + 2 * step, self.width), dtype=np.float32)
            padded[step : step + count] = x
            wide = np.concatenate((padded[:count], x, padded[2 * step :]), axis=1) @ matrix + bias
            half = self.width
            x = _normal(x + wide[:, :half] * sigmoid(wide[:, half:]), scale, shift)
        return x


def sigmoid(x: Floats) -> Floats:
    """The logistic function, by tanh, which does not overflow."""
    found: Floats = (0.5 + 0.5 * np.tanh(0.5 * x)).astype(np.float32, copy=False)
    return found


def _normal(x: Floats, scale: Floats, shift: Floats) -> Floats:
    """Layer normalisation (Ba, Kiros and Hinton 2016)."""
    centred = x - x.mean(axis=1, keepdims=True)
    spread = np.sqrt(np.square(centred).mean(axis=1, keepdims=True) + np.float32(1e-5))
    found: Floats = centred / spread * scale + shift
    return found
