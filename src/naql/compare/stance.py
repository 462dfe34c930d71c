"""Whether two short texts about one thing agree or disagree: a small model over what stands in one of them alone."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from math import exp

from naql.compare.counts import numbers
from naql.compare.words import stem, weight, weights, words
from naql.lexicon import rows, table
from naql.text import fold

LABELS = ("agree", "disagree", "other")
_ALIKE = 0.5  # of the letter trigrams: another form of the same word


def stance(one: str, other: str) -> tuple[str, float]:
    """How ``other`` stands to ``one``: 'agree', 'disagree' or 'other', and how likely that is (0 to 1).

    Trained by scripts/train_stance.py on pairs of headlines (Khouja 2020, 'Stance prediction and claim verification: an
    Arabic perspective'); on sentences of another length it is less sure than it says.
    """
    scores = dict.fromkeys(LABELS, 0.0)
    told = features(one, other)
    for name, value in told.items():
        for label, factor in zip(LABELS, _weights().get(name, ()), strict=False):
            scores[label] += factor * value
    for label, factor in zip(LABELS, _weights()["*"], strict=True):
        scores[label] += factor
    best = max(LABELS, key=lambda label: scores[label])
    return best, 1 / sum(exp(scores[label] - scores[best]) for label in LABELS)


def features(one: str, other: str) -> dict[str, float]:
    """What the model looks at: how much is shared, what stands on one side alone, negations and numbers."""
    held, there = words(one), words(other)
    mine, yours = frozenset(map(stem, held)), frozenset(map(stem, there))
    only, others = mine - yours, yours - mine
    left = {word for word in only if _nearest(word, others) < _ALIKE}
    right = {word for word in others if _nearest(word, only) < _ALIKE}
    shared = weights(mine & yours)
    alone, beside = weights(left) / (weights(mine) or 1.0), weights(right) / (weights(yours) or 1.0)
    counted, recounted = ({word for word in some if word.isdecimal()} for some in (held, there))
    negative = [bool(_negations() & some) for some in (only, others)]
    both = shared / (weights(mine | yours) or 1.0)
    found = {
        "both": both,
        "less": shared / (min(weights(mine), weights(yours)) or 1.0),
        "left": alone,
        "right": beside,
        "smaller": min(alone, beside),
        "replaced": both * min(alone, beside),
        "letters": _letters(held, there),
        "negated": float(negative[0] != negative[1]),
        "negated left": float(negative[0]),
        "negated right": float(negative[1]),
        "other numbers": float(bool(counted and recounted and not counted & recounted)),
        "same numbers": float(bool(counted & recounted)),
        "other counts": float(_recounted(held, there)),
        "length": abs(len(held) - len(there)) / max(len(held), len(there), 1),
        "first": float(bool(held and there and stem(held[0]) == stem(there[0]))),
        "last": float(bool(held and there and stem(held[-1]) == stem(there[-1]))),
        "rarest left": max(map(weight, left), default=0.0) / 10,
        "rarest right": max(map(weight, right), default=0.0) / 10,
    }
    found |= {f"alone {word}": 1.0 for word in left | right}
    return found | {f"right {word}": 1.0 for word in right}


def _recounted(held: list[str], there: list[str]) -> bool:
    first, second = ({(number.of, number.value) for number in numbers(some)} for some in (held, there))
    kinds = {of for of, _ in first} & {of for of, _ in second}
    return any({v for k, v in first if k == of}.isdisjoint({v for k, v in second if k == of}) for of in kinds)


def _letters(held: Iterable[str], there: Iterable[str]) -> float:
    first, second = (frozenset().union(*map(_trigrams, some)) for some in (held, there))
    return len(first & second) / (len(first | second) or 1)


def _nearest(word: str, others: Iterable[str]) -> float:
    mine = _trigrams(word)
    return max((2 * len(mine & _trigrams(w)) / (len(mine) + len(_trigrams(w))) for w in others), default=0.0)


@lru_cache(maxsize=1 << 14)
def _trigrams(word: str) -> frozenset[str]:
    padded = f" {word} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


@cache
def _negations() -> frozenset[str]:
    told = table("compare")["claims"]
    return frozenset(stem(fold(word)) for word in (*told["negations"], *told["without"]))


@cache
def _weights() -> dict[str, tuple[float, ...]]:
    return {
        row["feature"]: tuple(int(cell) / 100 for cell in row["weights"].split(",")) for row in rows("stance_weights")
    }
