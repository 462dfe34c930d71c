"""Measure ``naql.names.compare`` beside other comparers of names; print docs/names.md's table.

    measure_names.py FOLDER [--others]

FOLDER holds names_same_or_not.tsv and names_politicians.tsv (``../shared/data``). Of the politicians, two spellings of
one are a pair that is the same; every spelling with every other politician's, and a name of two words with its words
turned round, are pairs that are not. ``--others`` needs nomenklatura and rigour, which naql does not depend on.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import time
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from naql.names import compare

ARABIC = re.compile("[\u0621-\u064a]")
BRACKETS = re.compile(r"\([^)]*\)")
AIM = 0.98
FEW = 1000  # pairs, too few for a speed
Score = Callable[[str, str], float]


class Pair(NamedTuple):
    """Two names and whether they are one's."""

    a: str
    b: str
    same: bool


def judged(path: Path) -> Iterator[Pair]:
    """The pairs in Arabic letters of JRC-Names."""
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["pure_arabic"].casefold() == "true":
                yield Pair(row["a"], row["b"], row["same"].casefold() == "true")


def politicians(path: Path, across: bool) -> Iterator[Pair]:
    """Pairs within the Arabic script or, ``across``, of an Arabic and a Latin spelling."""
    people: list[tuple[list[str], list[str]]] = []
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            arabic, latin = (
                list(dict.fromkeys(BRACKETS.sub("", form).strip() for form in row[key].split("|") if form.strip()))
                for key in ("arabic_forms", "latin_forms")
            )
            people.append(([form for form in arabic if form], [form for form in latin if form]))
    for arabic, latin in people:
        if across:
            yield from (Pair(a, b, True) for a in arabic for b in latin)
            continue
        yield from (Pair(a, b, True) for a, b in combinations(arabic, 2))
        for form in arabic:
            words = form.split()
            if len(words) == 2 and words[0] != words[1]:
                yield Pair(form, " ".join(reversed(words)), False)
    for one, other in combinations(people, 2):
        if set(one[0]) & set(other[0]) or set(one[1]) & set(other[1]):
            continue  # one who sat in two parliaments
        yield from (Pair(a, b, False) for a in one[0] for b in other[across])


def scorers(others: bool) -> Iterator[tuple[str, Score, float]]:
    """Each comparer's name, its score of two names, and the score from which it calls them one."""

    def ours(a: str, b: str) -> float:
        result = compare(a, b)
        return result.score if result.same else min(result.score, 0.63)

    yield "naql", ours, 0.64
    if not others:
        return
    from followthemoney import model
    from nomenklatura.matching import LogicV2
    from rapidfuzz.distance import JaroWinkler
    from rigour.names import NameTypeTag, analyze_names, compare_parts

    kept = {}
    config = LogicV2.default_config()

    def entity(name: str):
        if name not in kept:
            kept[name] = model.get_proxy({"id": name, "schema": "Person", "properties": {"name": [name]}})
        return kept[name]

    def nomenklatura(a: str, b: str) -> float:
        return LogicV2.compare(entity(a), entity(b), config).score

    analysed = {}

    def parts(name: str):
        if name not in analysed:
            analysed[name] = next(iter(analyze_names(NameTypeTag.PER, [name], {})), None)
        return analysed[name]

    def rigour(a: str, b: str) -> float:
        one, other = parts(a), parts(b)
        if one is None or other is None:
            return 0.0
        scores = [
            (alignment.score, len(alignment.qstr) + len(alignment.rstr))
            for alignment in compare_parts(list(one.parts), list(other.parts))
        ]
        return sum(s * n for s, n in scores) / (sum(n for _, n in scores) or 1)

    yield "nomenklatura LogicV2", nomenklatura, 0.7
    yield "rigour compare_parts", rigour, 0.7
    yield "rapidfuzz JaroWinkler", lambda a, b: JaroWinkler.similarity(a, b), 0.85


def figures(pairs: list[Pair], scores: list[float], least: float) -> tuple[float, float]:
    """Precision and recall of the pairs that score ``least`` or more."""
    hit = sum(p.same for p, s in zip(pairs, scores, strict=True) if s >= least)
    told = sum(s >= least for s in scores)
    return hit / told if told else 1.0, hit / sum(p.same for p in pairs)


def best_recall(pairs: list[Pair], scores: list[float]) -> float:
    """The highest recall that some threshold has at a precision of :data:`AIM`."""
    best, hit, total = 0.0, 0, sum(p.same for p in pairs)
    order = sorted(zip(scores, pairs, strict=True), key=lambda both: -both[0])
    for n, (score, pair) in enumerate(order, 1):
        hit += pair.same
        if (n == len(order) or order[n][0] != score) and hit / n >= AIM:
            best = max(best, hit / total)
    return best


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--others", action="store_true")
    parser.add_argument("--errors", action="store_true", help="list our errors")
    parser.add_argument("--most", type=int, default=60_000, help="pairs that are not the same to take of each set")
    arguments = parser.parse_args()
    sets = {
        "JRC-Names": list(judged(arguments.folder / "names_same_or_not.tsv")),
        "politicians": list(politicians(arguments.folder / "names_politicians.tsv", across=False)),
        "politicians, two scripts": list(politicians(arguments.folder / "names_politicians.tsv", across=True)),
    }
    chance = random.Random(1)
    print("| pairs | same | not | comparer | precision | recall | recall at precision 0.98 | pairs a second |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for name, pairs in sets.items():
        different = [pair for pair in pairs if not pair.same]
        if len(different) > arguments.most:
            different = chance.sample(different, arguments.most)
        pairs = [pair for pair in pairs if pair.same] + different
        for comparer, score, least in scorers(arguments.others):
            score(pairs[0].a, pairs[0].b)  # loads what has to be loaded
            began = time.process_time()
            scores = [score(pair.a, pair.b) for pair in pairs]
            speed = len(pairs) / (time.process_time() - began)
            precision, recall = figures(pairs, scores, least)
            row = [name, len(pairs) - len(different), len(different), comparer]
            row += [f"{x:.3f}" for x in (precision, recall, best_recall(pairs, scores))] + [
                f"{speed:,.0f}" if len(pairs) > FEW else "-"
            ]
            print("| " + " | ".join(map(str, row)) + " |", flush=True)
            if arguments.errors:
                for pair, s in zip(pairs, scores, strict=True):
                    if (s >= least) != pair.same:
                        print("   ", "same" if pair.same else "not", f"{s:.2f}", pair.a, "|", pair.b)


if __name__ == "__main__":
    main()
