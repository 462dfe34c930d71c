"""Make ``lexicons/name_network.npz``: the small network that helps the tagger of names.

    train_name_network.py GOLD_DIR ... [--conll FILE ...] [--test GOLD_DIR]

After ``train_names.py``, whose weights it stands beside, and ``train_network.py``, whose words' vectors it looks at as they are. With
``--test`` nothing is written: exact precision, recall and F1 of names on that folder, of whose reports none should be among
the others, without the network and with it. Needs PyTorch (measured with 2.13) beside the ``dev`` extra.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from train_names import CONLL_NAMES, FOREIGN_SHARE, Example, conll_examples, doubt, gold_examples, lines_of
from train_network import HALF, Encoder, unpacked

from naql.lexicon import arrays
from naql.names.finder import NameFinder
from naql.names.network import INPUTS, STEPS, NameNetwork
from naql.names.tagger import TAGS, Tagger, Weights
from naql.times import TimeFinder
from naql.vectors import WordVectors, word_vectors

OUT = Path(__file__).parents[1] / "src" / "naql" / "lexicons" / "name_network.npz"
WIDTH, LEAST = 96, 20  # values that are rarer have no vector
EPOCHS, WINDOW, ROWS, RATE, DECAY = 8, 128, 16, 2e-3, 0.02
DROP, HIDE = 0.3, 0.25


class Lesson(NamedTuple):
    """An example's inputs, its tags, and how much each word counts."""

    numbers: np.ndarray
    known: np.ndarray
    tags: np.ndarray
    shares: np.ndarray


class Net(nn.Module):
    """As :class:`naql.names.network.NameNetwork`, to be trained on ``values``, the values of each of its inputs."""

    def __init__(self, values: Sequence[Sequence[str]]) -> None:
        super().__init__()
        vectors = word_vectors().vocabulary
        self.enc = Encoder(vectors, DROP, WIDTH, [1 + len(some) for some in values], STEPS)
        self.out = nn.Linear(WIDTH, len(TAGS))
        stored = arrays("word_vectors")
        for table, name in ((self.enc.w, "enc.w.weight"), (self.enc.s, "enc.s.weight")):
            table.weight.data.copy_(torch.from_numpy(stored[name][np.arange(len(stored[name].values))]))
            table.weight.requires_grad_(False)

    def forward(self, numbers: torch.Tensor, known: torch.Tensor) -> torch.Tensor:
        scores: torch.Tensor = self.out(self.enc(numbers, known))
        return scores


def values_of(examples: Sequence[Example]) -> list[list[str]]:
    """The values of each input that are common enough, the most frequent first."""
    found = []
    for name in INPUTS:
        counts = Counter(value for example in examples for value in getattr(example, name))
        found.append([value for value, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if n >= LEAST])
    return found


def lesson(example: Example, values: Sequence[Sequence[str]]) -> Lesson:
    numbers = [{value: n for n, value in enumerate(some, 1)} for some in values]
    known = [
        [number.get(value, 0) for value in getattr(example, name)] for number, name in zip(numbers, INPUTS, strict=True)
    ]
    shares = np.full(len(example.tags), FOREIGN_SHARE if example.publisher in CONLL_NAMES else 1.0, dtype=np.float32)
    shares[sorted(example.doubtful)] = 0.0
    vocabulary = word_vectors().vocabulary
    return Lesson(
        np.array([vocabulary.numbers(word) for word in example.text.words], dtype=np.int64),
        np.array(known, dtype=np.int64).T + 1,  # 0 is a hidden one's
        np.array([TAGS.index(tag) for tag in example.tags], dtype=np.int64),
        shares,
    )


def windows(lessons: Sequence[Lesson], rng: np.random.Generator) -> Iterator[list[torch.Tensor]]:
    """Windows of the lessons, joined in a new order, some at a time."""
    order, skip = rng.permutation(len(lessons)), rng.integers(WINDOW)
    joined = [np.concatenate([lessons[n][part] for n in order])[skip:] for part in range(4)]
    rows = len(joined[0]) // WINDOW
    cut = [part[: rows * WINDOW].reshape(rows, WINDOW, *part.shape[1:]) for part in joined]
    for some in np.array_split(rng.permutation(rows), rows // ROWS):
        yield [torch.from_numpy(part[some]) for part in cut]


def fit(examples: Sequence[Example]) -> dict[str, np.ndarray]:
    """Train on ``examples``; the arrays of a network."""
    torch.manual_seed(1)
    rng = np.random.default_rng(1)
    values = values_of(examples)
    lessons = [lesson(example, values) for example in examples if example.text.words]
    net = Net(values)
    optimiser = torch.optim.AdamW([p for p in net.parameters() if p.requires_grad], lr=RATE, weight_decay=DECAY)
    for epoch in range(EPOCHS):
        batches = list(windows(lessons, rng))
        total = 0.0
        for step, (numbers, known, tags, shares) in enumerate(batches):
            done = epoch + step / len(batches)
            optimiser.param_groups[0]["lr"] = RATE * min(1, (done + 0.05) / 0.3) * max(0.03, 1 - done / EPOCHS)
            hidden = torch.rand(tags.shape) < HIDE
            numbers = numbers.clone()
            numbers[..., 0][hidden] = 1
            numbers[..., 1][hidden & (torch.rand(tags.shape) < 0.5)] = 1
            loss = (F.cross_entropy(net(numbers, known).transpose(1, 2), tags, reduction="none") * shares).mean()
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            total += loss.item()
        print(f"{epoch + 1} of {EPOCHS}: loss {total / len(batches):.4f}", flush=True)
    shared = ("enc.w.weight", "enc.s.weight")
    found = {name: value.numpy().astype(HALF) for name, value in net.state_dict().items() if name not in shared}
    for name, some in zip(INPUTS, values, strict=True):
        found[name] = lines_of(some)
    return found


def network_of(stored: dict[str, np.ndarray], vectors: WordVectors) -> NameNetwork:
    """The network that naql would read from what is stored."""
    return NameNetwork(unpacked(stored), vectors)


def spans(tags: Sequence[str]) -> set[tuple[int, int, str]]:
    """The names that tags tell."""
    found, first = set(), -1
    for i, tag in enumerate([*tags, "O"]):
        if first >= 0 and tag[0] != "I":
            found.add((first, i, tags[first][1]))
            first = -1
        if tag[0] == "B":
            first = i
    return found


def measure(tagger: Tagger, examples: Sequence[Example], title: str) -> None:
    right = told = annotated = 0
    for example in examples:
        gold = spans(example.tags)
        found = spans(tagger.tag(example.text.words, example.codes, example.groups, example.marks))
        right, told, annotated = right + len(gold & found), told + len(found), annotated + len(gold)
    print(f"{title}: P {right / told:.4f} R {right / annotated:.4f} F1 {2 * right / (told + annotated):.4f}")


def main() -> None:
    """Train and write, or measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--conll", type=Path, nargs="*", default=[])
    parser.add_argument("--test", type=Path, metavar="GOLD_DIR")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    finder, times = NameFinder(Tagger(Weights())), TimeFinder()
    CONLL_NAMES.update(path.stem for path in arguments.conll)
    weights = Weights.load()
    foreign = [example for path in arguments.conll for example in conll_examples(path, finder, times)]
    doubt(foreign, Tagger(weights))
    tested = list(gold_examples(arguments.test, finder, times)) if arguments.test else []
    names = {example.name for example in tested}
    examples = [e for folder in arguments.gold for e in gold_examples(folder, finder, times) if e.name not in names]
    stored = fit([*examples, *foreign])
    if not tested:
        np.savez(OUT, **stored)
        return
    measure(Tagger(weights), tested, "linear model alone")
    measure(Tagger(weights, network_of(stored, word_vectors())), tested, "with the network")


if __name__ == "__main__":
    main()
