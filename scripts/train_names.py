"""Make ``lexicons/name_weights.npz``: the weights of the tagger of names, from the gold annotation.

    train_names.py GOLD_DIR ... [--conll FILE ...] [--more GOLD_DIR ...]     train on all and write
    train_names.py GOLD_DIR ... [...] --cross OUT    leave each outlet out in turn, print precision, recall, F1 (exact), write
                                                     NAME.json for the scorer into OUT
    train_names.py GOLD_DIR ... [...] --thirds OUT   leave a third of the outlets out in turn, write N.npz and N.outlets into OUT:
                                                     train_statements.py --names OUT reads each article with what has not seen it

Needs the ``dev`` extra (scikit-learn, scipy). Features are word classes and endings, see ``naql.names.tagger``.
"""

from __future__ import annotations

import argparse
import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from train_statements import groups_of_outlets

from naql.names.finder import NameFinder, marks_of
from naql.names.tagger import (
    TAGS,
    Tagger,
    Weights,
    left_features,
    right_features,
    tag_features,
    window_features,
    word_features,
)
from naql.text import Text
from naql.times import TimeFinder, TimeMention

OUT = Path(__file__).parents[1] / "src" / "naql" / "lexicons" / "name_weights.npz"
LETTER = {"PER": "P", "ORG": "O", "LOC": "L", "FAC": "L"}
CONLL = {"PERS": "P", "ORG": "O", "LOC": "L"}
CONLL_NAMES: set[str] = set()
STRENGTH, FOREIGN_SHARE = 0.5, 0.4
LEAST, SMALLEST = 2, 8
DOUBTED = {"O"}
QUIET_LEAST, QUIET_SHARE = 12, 0.002
Mentions = list[tuple[int, int, str]]


class Example:
    """One article as tags of its words."""

    def __init__(
        self,
        name: str,
        publisher: str,
        text: Text,
        times: Sequence[TimeMention],
        mentions: Mentions,
        finder: NameFinder,
    ) -> None:
        self.name = name
        self.publisher, self.text, self.times, self.mentions = publisher, text, times, mentions
        self.codes, _, _ = finder.classes(text, times)
        self.groups = [finder.words.group(word) for word in text.words]
        self.marks = marks_of(text)
        self.doubtful: frozenset[int] = frozenset()
        self.tags = ["O"] * len(text.words)
        for first, last, kind in mentions:
            for i in range(first, last):
                self.tags[i] = ("B" if i == first else "I") + kind

    def rows(self, quiet: frozenset[tuple[str, str]]) -> Iterator[tuple[list[str], str]]:
        """Features and tag of each word that the tagger would look at."""
        padded, grouped = ["^", "^", *self.codes, "$", "$"], ["^", *self.groups, "$"]
        before = last = "O"
        for i, code in enumerate(self.codes):
            group = self.groups[i]
            if i not in self.doubtful and not (last == "O" and (code[0] in "fv" or (code, group) in quiet)):
                features = window_features(padded[i : i + 5], self.marks[i])
                features += word_features(last, self.text.words[i], code, group)
                features += tag_features(before, last, padded[i + 1], code, padded[i + 3], self.marks[i])
                features += left_features(grouped[i], code, group) + right_features(grouped[i + 2], code, group)
                yield features, self.tags[i]
            before, last = last, self.tags[i]


def gold_examples(folder: Path, finder: NameFinder, times: TimeFinder) -> Iterator[Example]:
    """The articles of a folder of NAME.txt with NAME.gold.json."""
    for path in sorted(folder.glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        document = gold["document"]
        text = Text(path.with_name(path.name.replace(".gold.json", ".txt")).read_text(encoding="utf-8"))
        found = times.find(text, date.fromisoformat(document["published"]) if document.get("published") else None)
        yield Example(
            path.name.removesuffix(".gold.json"),
            document.get("publisher") or folder.name,
            text,
            found,
            mentions_of(text, gold),
            finder,
        )


def conll_examples(path: Path, finder: NameFinder, times: TimeFinder) -> Iterator[Example]:
    """Some forty sentences at a time of a file of 'word tag' lines, empty lines between sentences."""
    sentences = path.read_text(encoding="utf-8").strip().split("\n\n")
    for at in range(0, len(sentences), 40):
        source, spans = "", []
        for sentence in sentences[at : at + 40]:
            for line in sentence.splitlines():
                word, _, tag = line.rpartition(" ")
                kind = CONLL.get(tag[2:])
                if kind and tag[0] == "I" and spans and spans[-1][2] == kind and spans[-1][1] == len(source) - 1:
                    spans[-1] = (spans[-1][0], len(source) + len(word), kind)
                elif kind:
                    spans.append((len(source), len(source) + len(word), kind))
                source += word + " "
            source = source[:-1] + "\n"
        text = Text(source)
        mentions = []
        for start, end, kind in spans:
            touched = touched_words(text, start, end)
            if touched:
                mentions.append((touched[0], touched[-1] + 1, kind))
        yield Example(f"{path.stem}-{at}", path.stem, text, times.find(text, None), sorted(set(mentions)), finder)


def touched_words(text: Text, start: int, end: int) -> list[int]:
    """The words of ``text`` that the source offsets touch."""
    spans = word_spans(text)
    at = bisect_right(spans, (start, 1 << 60))
    found = []
    for i in range(max(at - 1, 0), len(spans)):
        if spans[i][0] >= end:
            break
        if spans[i][1] > start:
            found.append(i)
    return found


@lru_cache(maxsize=4)
def word_spans(text: Text) -> list[tuple[int, int]]:
    """The source offsets of each word."""
    return [text.word_span(i, i + 1)[:2] for i in range(len(text.words))]


def mentions_of(text: Text, gold: dict[str, Any]) -> Mentions:
    """The gold names as word ranges."""
    found = set()
    for entity in gold["entities"]:
        if entity["type"] in LETTER:
            for mention in entity.get("mentions", []):
                touched = touched_words(text, mention["start"], mention["end"])
                if touched:
                    found.add((touched[0], touched[-1] + 1, LETTER[entity["type"]]))
    return sorted(found)


def quiet_pairs(examples: Sequence[Example]) -> frozenset[tuple[str, str]]:
    """Pairs of class and cluster that are common and (nearly) never open a name."""
    seen, opening = Counter(), Counter()
    for example in examples:
        for code, group, tag in zip(example.codes, example.groups, example.tags, strict=True):
            seen[code, group] += 1
            opening[code, group] += tag[0] == "B"
    return frozenset(pair for pair, n in seen.items() if n >= QUIET_LEAST and opening[pair] <= QUIET_SHARE * n)


def doubt(examples: Sequence[Example], tagger: Tagger) -> None:
    """Leave out of foreign examples the words that our guidelines would make part of a body's name and theirs do not."""
    for example in examples:
        tags = tagger.tag(example.text.words, example.codes, example.groups, example.marks)
        pairs = enumerate(zip(tags, example.tags, strict=True))
        example.doubtful = frozenset(i for i, (ours, theirs) in pairs if ours[1:] in DOUBTED and theirs == "O")


def train_all(native: Sequence[Example], foreign: Sequence[Example], rounds: int = 120) -> Weights:
    """Weights from both, the foreign ones first looked through by a model of the native ones."""
    if foreign:
        doubt(foreign, Tagger(train(native, 60)))
    return train([*native, *foreign], rounds)


def train(examples: Sequence[Example], rounds: int = 120) -> Weights:
    """Weights (hundredths) of a logistic regression over the examples' words; foreign ones count less."""
    quiet = quiet_pairs(examples)
    index: dict[str, int] = {}
    columns, ends, labels, shares = [], [0], [], []
    for example in examples:
        share = FOREIGN_SHARE if example.publisher in CONLL_NAMES else 1.0
        for features, tag in example.rows(quiet):
            columns.extend(index.setdefault(feature, len(index)) for feature in features)
            ends.append(len(columns))
            labels.append(TAGS.index(tag))
            shares.append(share)
    counts = np.bincount(columns, minlength=len(index))
    kept = np.flatnonzero(counts >= LEAST)
    matrix = csr_matrix((np.ones(len(columns), np.float32), columns, ends), shape=(len(labels), len(index)))[:, kept]
    model = LogisticRegression(C=STRENGTH, max_iter=rounds, fit_intercept=False, tol=1e-5)
    model.fit(matrix, labels, shares)
    weights = np.zeros((len(TAGS), len(kept)))
    weights[model.classes_] = model.coef_
    names = list(index)
    rounded = np.rint(weights * 100).astype(int)
    vectors = {
        names[k]: tuple(int(w) for w in rounded[:, i])
        for i, k in enumerate(kept)
        if np.abs(rounded[:, i]).max() >= SMALLEST
    }
    return Weights(list(vectors), np.array(list(vectors.values()), dtype=np.int16), quiet)


def main() -> None:
    """Train and write, or measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--conll", type=Path, nargs="*", default=[])
    parser.add_argument(
        "--more", type=Path, nargs="*", default=[], help="gold folders to train on and not to measure on"
    )
    parser.add_argument("--cross", type=Path, metavar="OUT")
    parser.add_argument("--thirds", type=Path, metavar="OUT")
    arguments = parser.parse_args()
    finder, times = NameFinder(Tagger(Weights())), TimeFinder()
    examples = [e for folder in arguments.gold for e in gold_examples(folder, finder, times)]
    examples += [e for folder in arguments.more for e in gold_examples(folder, finder, times)]
    measured = {
        path.name.removesuffix(".gold.json") for folder in arguments.gold for path in folder.glob("*.gold.json")
    }
    foreign = [e for path in arguments.conll for e in conll_examples(path, finder, times)]
    CONLL_NAMES.update(path.stem for path in arguments.conll)
    if arguments.cross:
        cross(examples, foreign, measured, arguments.cross)
        return
    if arguments.thirds:
        arguments.thirds.mkdir(parents=True, exist_ok=True)
        publishers = [example.publisher for example in examples if example.name in measured]
        for n, outlets in enumerate(groups_of_outlets(publishers)):
            write(
                train_all([e for e in examples if e.publisher not in outlets], foreign, 60),
                arguments.thirds / f"{n}.npz",
            )
            (arguments.thirds / f"{n}.outlets").write_text("\n".join(sorted(outlets)), encoding="utf-8")
        return
    write(train_all(examples, foreign), OUT)


def write(weights: Weights, out: Path) -> None:
    """Write the file that :meth:`naql.names.tagger.Weights.of` reads."""
    rows = sorted(zip(weights.rows, weights.values.tolist(), strict=True))
    values = np.array([vector for _, vector in rows], dtype=np.int16)
    quiet = sorted(f"{code} {group}" for code, group in weights.quiet)
    np.savez(out, features=lines_of(feature for feature, _ in rows), values=values, quiet=lines_of(quiet))
    print(len(weights.rows), len(weights.quiet))


def lines_of(words: Iterable[str]) -> np.ndarray:
    """Words as an array of bytes, one a line: what :func:`naql.lexicon.listed` reads."""
    return np.frombuffer("\n".join(words).encode(), dtype=np.uint8)


def cross(examples: Sequence[Example], foreign: Sequence[Example], measured: set[str], out: Path) -> None:
    """Read each outlet's articles with the weights of the others; print the tables, write NAME.json for the scorer."""
    hit, gold, found = Counter(), Counter(), Counter()
    out.mkdir(parents=True, exist_ok=True)
    finder = NameFinder(Tagger(Weights()))
    for outlet in sorted({e.publisher for e in examples if e.name in measured}):
        finder.tagger = Tagger(train_all([e for e in examples if e.publisher != outlet], foreign, 60))
        for example in (e for e in examples if e.publisher == outlet and e.name in measured):
            names = finder.find(example.text, example.times)
            told = {(m.first, m.last, LETTER[m.type]) for m in names.mentions}
            entities = [
                {"id": e.id, "type": e.type, "name": e.name, "latin": e.latin, "roles": [r.span._asdict() for r in e.roles],
                 "reasons": e.reasons, "mentions": [m._asdict() for m in e.mentions]} for e in names.entities
            ]  # fmt: skip
            (out / f"{example.name}.json").write_text(
                json.dumps({"entities": entities}, ensure_ascii=False), encoding="utf-8"
            )
            for kind in "POL":
                g, p = ({m for m in side if m[2] == kind} for side in (set(example.mentions), told))
                hit[kind] += len(g & p)
                gold[kind] += len(g)
                found[kind] += len(p)
    for kind in ("P", "O", "L", "POL"):
        h, g, p = (sum(c[k] for k in kind) for c in (hit, gold, found))
        print(f"{kind:4} P {h / p:.3f} R {h / g:.3f} F1 {2 * h / (g + p):.3f}")


if __name__ == "__main__":
    main()
