"""Train src/naql/lexicons/stance_weights.tsv: logistic regression over naql.compare.stance's features of pairs of headlines.

    python scripts/train_stance.py ../shared/data/headlines_stance_train.csv

Prints what five-fold cross-validation over the headlines reaches; the development pairs are not looked at.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from naql.compare.stance import LABELS, features

OUT = Path(__file__).parents[1] / "src" / "naql" / "lexicons" / "stance_weights.tsv"
LEAST = 3  # pairs in which a word must stand alone to be a feature


def main() -> None:
    with open(sys.argv[1], encoding="utf-8") as stream:
        pairs = list(csv.DictReader(stream))
    told = [features(pair["s1"], pair["s2"]) for pair in pairs]
    held = Counter(name for one in told for name in one)
    told = [{name: value for name, value in one.items() if held[name] >= LEAST} for one in told]
    gold = np.array([LABELS.index(pair["stance"]) for pair in pairs])
    vectors = DictVectorizer()
    x = vectors.fit_transform(told)
    model = LogisticRegression(C=1.0, max_iter=5000, class_weight="balanced")
    found = cross_val_predict(model, x, gold, cv=GroupKFold(5), groups=[pair["s1"] for pair in pairs])
    for number, label in enumerate(LABELS):
        print(label, round(f1_score(gold == number, found == number), 3))
    model.fit(x, gold)
    rows = [("*", model.intercept_), *zip(vectors.feature_names_, model.coef_.T, strict=True)]
    kept = sorted((name, [round(float(v) * 100) for v in values]) for name, values in rows)
    lines = [f"{name}\t{','.join(map(str, values))}" for name, values in kept if any(values)]
    head = f"# Made by scripts/train_stance.py: hundredths for {', '.join(LABELS)}; see naql.compare.stance."
    OUT.write_text("\n".join([head, "feature\tweights", *lines]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
