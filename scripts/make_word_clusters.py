"""Make ``lexicons/word_clusters.tsv``: words of news grouped by the words they stand beside, from counts alone.

    make_word_clusters.py NEWS.jsonl.gz

Each frequent word is a row of how much more often than chance the commonest words stand left and right of it; the rows'
main directions (SVD) are grouped by k-means. No sentence is kept. Needs the ``dev`` extra (scikit-learn, scipy).
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.cluster import MiniBatchKMeans
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import randomized_svd

from naql.text import Text

OUT = Path(__file__).parents[1] / "src" / "naql" / "lexicons" / "word_clusters.tsv"
LEAST, CONTEXTS, DIRECTIONS, CLUSTERS = 12, 3000, 64, 256


def main() -> None:
    """Count, decompose, group, write."""
    with gzip.open(sys.argv[1], "rt", encoding="utf-8") as news:
        bodies = sorted({json.loads(line)["text"] for line in news})
    index: dict[str, int] = {}
    stream: list[int] = []
    for body in bodies:
        text = Text(body)
        for word, gap in zip(text.words, text.gaps, strict=False):
            if gap != " ":
                stream.append(-1)
            stream.append(index.setdefault("0" if word[0].isdecimal() else word, len(index)))
        stream.append(-1)
    numbers = np.array(stream)
    counts = Counter(stream)
    del counts[-1]
    common = [n for n, _ in counts.most_common(CONTEXTS)]
    column = np.full(len(index) + 1, CONTEXTS)  # the rarer ones and the edges (-1) share one column
    column[common] = np.arange(CONTEXTS)
    column[-1] = CONTEXTS + 1
    kept = [n for n, count in counts.items() if count >= LEAST]
    row = np.full(len(index) + 1, -1)
    row[kept] = np.arange(len(kept))
    width = CONTEXTS + 2
    rows, columns = [], []
    for shift, side in ((1, 0), (-1, width)):
        words, beside = (numbers[1:], numbers[:-1]) if shift == 1 else (numbers[:-1], numbers[1:])
        used = row[words] >= 0
        rows.append(row[words[used]])
        columns.append(column[beside[used]] + side)
    pairs = csr_matrix(
        (np.ones(sum(map(len, rows))), (np.concatenate(rows), np.concatenate(columns))), (len(kept), 2 * width)
    )
    pairs.sum_duplicates()
    total = pairs.sum()
    by_row, by_column = np.asarray(pairs.sum(1)).ravel(), np.asarray(pairs.sum(0)).ravel() ** 0.75
    by_column *= total / by_column.sum()
    entries = pairs.tocoo()
    chance = np.log(entries.data * total / (by_row[entries.row] * by_column[entries.col]))
    positive = chance > 0
    ppmi = csr_matrix((chance[positive], (entries.row[positive], entries.col[positive])), pairs.shape)
    left, strength, _ = randomized_svd(ppmi, DIRECTIONS, random_state=0)
    vectors = normalize(left * np.sqrt(strength))
    groups = MiniBatchKMeans(CLUSTERS, random_state=0, n_init=3, batch_size=4096, max_iter=60).fit_predict(vectors)
    spelt = {n: word for word, n in index.items()}
    members: dict[int, list[str]] = {}
    for n, group in zip(kept, groups, strict=True):
        members.setdefault(int(group), []).append(spelt[n])
    lines = ["# Made by scripts/make_word_clusters.py: words of like neighbours.", "cluster\twords"]
    lines += [f"{number}\t{' '.join(sorted(words))}" for number, words in sorted(members.items())]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(len(kept), "words in", len(members), "clusters")


if __name__ == "__main__":
    main()
