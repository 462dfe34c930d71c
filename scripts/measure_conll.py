"""Read files of 'word tag' lines (AQMAR, ANERcorp) and hold the names against theirs, by mention and type.

    measure_conll.py FILE ...              with the shipped tagger, which learned from ANERcorp too
    measure_conll.py --cross 5 FILE ...    with taggers that learned from the rest of the files alone, a fifth left out in turn

Persons, places and bodies alone. ``exact``: the same words; ``half``: at least half of the words of the longer one, as the
evaluation's NAME, TYPE RIGHT counts.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from train_names import LETTER, conll_examples, touched_words, train

from naql.names import NameFinder, Names
from naql.names.tagger import Tagger, Weights
from naql.text import Text
from naql.times import TimeFinder

KINDS = {"PER": "P", "PERS": "P", "LOC": "L", "ORG": "O"}
Mention = tuple[int, int, str]
ROUNDS = 60  # of fitting a tagger


def read(path: Path) -> tuple[Text, set[Mention]]:
    """The text with its words a blank apart, and the names of its tags."""
    source, spans, opened = "", [], ""
    for line in path.read_text(encoding="utf-8").splitlines():
        word, _, tag = line.strip().rpartition(" ")
        if not word:
            source, opened = source.rstrip(" ") + "\n", ""
            continue
        kind = KINDS.get(tag[2:5] if tag[2:].startswith("PER") else tag[2:], "")
        if kind and tag[0] == "I" and opened == kind:
            spans[-1] = (spans[-1][0], len(source) + len(word), kind)
        elif kind:
            spans.append((len(source), len(source) + len(word), kind))
        opened = kind
        source += word + " "
    text = Text(source)
    found = set()
    for start, end, kind in spans:
        words = touched_words(text, start, end)
        if words:
            found.add((words[0], words[-1] + 1, kind))
    return text, found


def alike(one: Mention, other: Mention) -> bool:
    """Whether two mentions of one type share half of the longer one's words."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    return one[2] == other[2] and 2 * common >= max(one[1] - one[0], other[1] - other[0])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--cross", type=int, default=0, metavar="FOLDS")
    asked = parser.parse_args()
    finder, times = NameFinder(), TimeFinder()
    if asked.cross:
        told = crossed(asked.files, times, asked.cross)
    else:
        texts = map(read, asked.files)
        told = ((finder.find(text, times.find(text, None)), theirs) for text, theirs in texts)
    show(told)


def crossed(files: Sequence[Path], times: TimeFinder, folds: int) -> Iterator[tuple[Names, set[Mention]]]:
    """Some forty sentences at a time, read by a tagger that has seen none of their fold."""
    finder = NameFinder(Tagger(Weights()))
    examples = [example for path in files for example in conll_examples(path, finder, times)]
    for fold in range(folds):
        finder.tagger = Tagger(train([example for n, example in enumerate(examples) if n % folds != fold], ROUNDS))
        for example in examples[fold::folds]:
            yield finder.find(example.text, example.times), set(example.mentions)


def show(told: Iterable[tuple[Names, set[Mention]]]) -> None:
    """Print the table."""
    hit, half, gold, read_ = Counter(), Counter(), Counter(), Counter()
    for names, theirs in told:
        ours = {(m.first, m.last, LETTER[m.type]) for m in names.mentions}
        for kind in "PLO":
            g, p = sorted(m for m in theirs if m[2] == kind), sorted(m for m in ours if m[2] == kind)
            gold[kind] += len(g)
            read_[kind] += len(p)
            hit[kind] += len(set(g) & set(p))
            half[kind] += sum(any(alike(a, b) for b in p) for a in g)
    print(
        "| type | annotated | read | exact P | exact R | exact F1 | half F1 |\n| --- | --- | --- | --- | --- | --- | --- |"
    )
    for name, kinds in (("person", "P"), ("place", "L"), ("body", "O"), ("all", "PLO")):
        g, p, h, o = (sum(c[k] for k in kinds) for c in (gold, read_, hit, half))
        print(
            f"| {name} | {g} | {p} | {h / max(p, 1):.3f} | {h / max(g, 1):.3f} | {2 * h / max(g + p, 1):.3f} | {2 * o / max(g + p, 1):.3f} |"
        )


if __name__ == "__main__":
    main()
