"""Make ``lexicons/word_kinds.tsv`` by counting in a corpus of news: words that are parts of people's names, and common nouns.

    make_word_kinds.py NEWS.jsonl.gz

A word is name-like (n) where a given name, a title or another name-like word stands before it in a third of its uses;
a common noun (c) where the corpus writes it both with and without the article. Counts alone, no sentence.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from pathlib import Path

from naql.lexicon import rows
from naql.text import Text, fold

OUT = Path(__file__).parents[1] / "src" / "naql" / "lexicons" / "word_kinds.tsv"
ARTICLE = "\u0627\u0644"
LEAST, SHARE, ROUNDS = 4, 0.35, 2


def main() -> None:
    """Count, decide, write."""
    closed = {fold(w["word"]) for w in rows("function_words")} | {w["form"] for w in rows("verb_forms")}
    closed |= {fold(w["word"]) for w in rows("name_heads")} | {fold(w["word"]) for w in rows("speakers")}
    closed |= {fold(w["word"]) for w in rows("titles")}
    places = {fold(w["name"]) for w in rows("places")} | {fold(w["name"]) for w in rows("known_names")}
    nationalities = {fold(w["word"]) for w in rows("nationalities")}
    first = {fold(w["name"]) for w in rows("first_names")}
    titles = {fold(w["word"]) for w in rows("titles")}
    counts: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    with gzip.open(sys.argv[1], "rt", encoding="utf-8") as news:
        for line in news:
            text = Text(json.loads(line)["text"])
            counts.update(text.words)
            pairs.update(
                (a, b) for a, b, gap in zip(text.words, text.words[1:], text.gaps[1:], strict=False) if gap == " "
            )
    common = {
        w
        for w in counts
        if counts[w] >= 5 and counts[ARTICLE + w] >= 5 and w not in closed and w not in first and w.isalpha()
    }
    names: set[str] = set()
    for _ in range(ROUNDS):
        before: Counter[str] = Counter()
        for (a, b), n in pairs.items():
            if a in first or a in names or (a in titles and b[:2] != ARTICLE):
                before[b] += n
        names = {
            w
            for w in before
            if counts[w] >= LEAST and before[w] >= SHARE * counts[w] and len(w) > 2 and w.isalpha()
            and w not in closed and w not in places and w not in first
            and not (w[0] in "\u0648\u0641\u0628\u0644" and (w[1:] in first or counts[w[1:]] > counts[w]))
            and w.removeprefix(ARTICLE).rstrip("\u0647") not in nationalities
            and (w[:2] == ARTICLE or w not in common or before[w] >= 0.6 * counts[w])
        }  # fmt: skip
    common -= names
    lines = ["# Made by scripts/make_word_kinds.py: n parts of people's names, c common nouns.", "word\tkind"]
    lines += [f"{w}\t{'n' if w in names else 'c'}" for w in sorted(names | common) if "\u0621" <= w[0] <= "\u064a"]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(len(names), len(common))


if __name__ == "__main__":
    main()
