"""Make ``lexicons/name_weights.tsv``: the weights of the tagger of names, from the gold annotation.

    train_names.py GOLD_DIR [GOLD_DIR ...]           train on all and write
    train_names.py GOLD_DIR ... --cross              leave each outlet out in turn and print precision, recall, F1

Needs the ``dev`` extra (scikit-learn, scipy). Features are word classes and endings, see ``naql.names.tagger``.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from naql.names.finder import NameFinder, marks_of
from naql.names.tagger import TAGS, Tagger, class_features, tag_features, word_features
from naql.text import Text
from naql.times import TimeFinder

OUT = Path(__file__).parents[1] / "src" / "naql" / "lexicons" / "name_weights.tsv"
LETTER = {"PER": "P", "ORG": "O", "LOC": "L", "FAC": "L"}
STRENGTH = 0.5


class Example:
    """One gold article as tags of its words."""

    def __init__(self, path: Path, finder: NameFinder, times: TimeFinder) -> None:
        gold = json.loads(path.read_text(encoding="utf-8"))
        self.publisher = gold["document"]["publisher"]
        self.text = Text(path.with_name(path.name.replace(".gold.json", ".txt")).read_text(encoding="utf-8"))
        self.times = times.find(self.text, date.fromisoformat(gold["document"]["published"]))
        self.codes, _, _ = finder.classes(self.text, self.times)
        self.marks = marks_of(self.text)
        self.mentions = mentions_of(self.text, gold)
        self.tags = ["O"] * len(self.text.words)
        for first, last, kind in self.mentions:
            for i in range(first, last):
                self.tags[i] = ("B" if i == first else "I") + kind

    def rows(self) -> list[tuple[list[str], str]]:
        padded = ["^", "^", *self.codes, "$", "$"]
        found, before, last = [], "O", "O"
        for i, code in enumerate(self.codes):
            if not (last == "O" and code[0] in "fv"):
                window = padded[i : i + 5]
                features = class_features(window, self.marks[i]) + word_features(self.text.words[i], code)
                features += tag_features(before, last, padded[i + 1], code, padded[i + 3], self.marks[i])
                found.append((features, self.tags[i]))
            before, last = last, self.tags[i]
        return found


def mentions_of(text: Text, gold: dict[str, Any]) -> list[tuple[int, int, str]]:
    spans = [text.word_span(i, i + 1)[:2] for i in range(len(text.words))]
    found = []
    for entity in gold["entities"]:
        if entity["type"] in LETTER:
            for mention in entity.get("mentions", []):
                touched = [i for i, (start, end) in enumerate(spans) if start < mention["end"] and mention["start"] < end]
                if touched:
                    found.append((touched[0], touched[-1] + 1, LETTER[entity["type"]]))
    return sorted(set(found))


def train(examples: list[Example]) -> dict[str, tuple[float, ...]]:
    index: dict[str, int] = {}
    rows, columns, labels = [], [], []
    for example in examples:
        for features, tag in example.rows():
            for feature in features:
                rows.append(len(labels))
                columns.append(index.setdefault(feature, len(index)))
            labels.append(TAGS.index(tag))
    matrix = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(labels), len(index)))
    model = LogisticRegression(C=STRENGTH, max_iter=200, fit_intercept=False)
    model.fit(matrix, labels)
    weights = np.zeros((len(TAGS), len(index)))
    weights[model.classes_] = model.coef_
    names = list(index)
    return {names[i]: tuple(round(float(w), 2) for w in weights[:, i]) for i in range(len(names)) if np.abs(weights[:, i]).max() >= 0.05}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--cross", action="store_true")
    arguments = parser.parse_args()
    finder, times = NameFinder(Tagger({})), TimeFinder()
    examples = [Example(path, finder, times) for folder in arguments.gold for path in sorted(folder.glob("*.gold.json"))]
    if arguments.cross:
        hit, gold, found = Counter(), Counter(), Counter()
        for outlet in sorted({e.publisher for e in examples}):
            reader = NameFinder(Tagger(train([e for e in examples if e.publisher != outlet])))
            for example in (e for e in examples if e.publisher == outlet):
                names = {(m.first, m.last, LETTER[m.type]) for m in reader.find(example.text, example.times).mentions}
                for kind in "POL":
                    g, p = ({m for m in side if m[2] == kind} for side in (set(example.mentions), names))
                    hit[kind] += len(g & p)
                    gold[kind] += len(g)
                    found[kind] += len(p)
        for kind in ("P", "O", "L", "POL"):
            h, g, p = (sum(c[k] for k in kind) for c in (hit, gold, found))
            print(f"{kind:4} P {h / p:.3f} R {h / g:.3f} F1 {2 * h / (g + p):.3f}")
    else:
        weights = train(examples)
        lines = ["# Made by scripts/train_names.py: weights over " + " ".join(TAGS) + "; see naql.names.tagger.", "feature\tweights"]
        lines += [f"{feature}\t{' '.join(f'{w:g}' for w in vector)}" for feature, vector in sorted(weights.items())]
        OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(len(weights))


if __name__ == "__main__":
    main()
