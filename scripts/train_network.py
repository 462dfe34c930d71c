"""Make ``lexicons/statement_network.npz`` and ``word_vectors.npz``: the small network that helps to decide about statements.

    train_network.py guess CORPUS.jsonl.gz OUT.pt [--minutes 42]    first: learn to guess hidden words of a corpus of reports
                                                                     (a second time, from where OUT.pt is: --again)
    train_network.py fit GUESSED.pt GOLD_DIR [GOLD_DIR ...]         then: learn from annotated reports, and write the arrays
                     [--taught TAUGHT.pkl ...]                       and from what a larger network thinks of others (train_teacher.py)

In place of GUESSED.pt what is shipped may be named, to go on from its encoder. ``train_statements.py --network GUESSED.pt``
cross-validates linear models and network together. Needs PyTorch (measured with
2.13, on one core) beside the ``dev`` extra; what is written is read by numpy alone (``naql.statements.network``). The corpus
gives vectors of words, no text: words that stand in it ten times or more, and numbers.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import pickle
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from taught import Taught, taught_losses
from torch import nn
from torch.nn import functional as F
from train_names import lines_of
from train_statements import Article, Gold, Thirds, align, gold_places, load, single

from naql.lexicon import listed
from naql.names import NameFinder
from naql.statements.chains import RECENT, names_before
from naql.statements.encoder import DILATIONS, KNOWN, known
from naql.statements.network import (
    AHEAD,
    BACK,
    DISTANCES,
    NEAR_SENTENCES,
    SORTS,
    Network,
    distance,
    lemmas,
    parent_sort,
    place,
    told_sort,
)
from naql.statements.scene import Scene, Words
from naql.statements.sites import Site, find_sites
from naql.text import Text
from naql.times import TimeFinder
from naql.vectors import ENDINGS, Vocabulary, WordVectors, parts

OUT = Path(__file__).parents[1] / "src" / "naql" / "lexicons" / "statement_network.npz"
VECTORS = "word_vectors.npz"  # beside it; the network of names looks at them too (train_name_network.py)
WIDTH, NARROW, HEAD, LETTERS, SITE = 128, 96, 64, 32, 32
MOST_WORDS, MOST_STEMS, LEAST = 20_000, 14_000, 10
GUESSED = 12_000  # the most frequent words, which are to be guessed
HIDDEN = 0.15
WINDOW, ROWS = 128, 32  # words and windows a step
LONGEST = 8000  # characters of a report that are looked at
SPANS = 2 * NEAR_SENTENCES + 1
PARENTS, TOLD = 16, 32
HEARER_BACK = 22
EPOCHS, EPOCHS_TAUGHT, BATCH, DROP, DECAY = 15, 9, 4, 0.3, 0.02
RATE_GUESS, RATE_AGAIN = 2e-3, 1.2e-3
RATE_ENCODER, RATE_HEADS = 1e-3, 2e-3
HIDE = 0.15  # of the words whose form is hidden while learning from annotation
# with a teacher's thoughts of many reports there is less to fear from what is known by heart
DROP_TAUGHT, PASSES, BATCH_TAUGHT = 0.2, 3, 8
FORMS = ("words", "stems", "before", "after")
TINY, HALF = ("enc.w.weight", "enc.s.weight"), np.float16


class Encoder(nn.Module):
    """As :class:`naql.vectors.Encoder`, to be trained: of ``width`` numbers, ``known`` values a column and a layer a step."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        drop: float = 0.1,
        width: int = WIDTH,
        known: Sequence[int] = KNOWN,
        steps: Sequence[int] = DILATIONS,
    ) -> None:
        super().__init__()
        self.steps = steps
        self.w = nn.Embedding(len(vocabulary.words) + 2, NARROW)
        self.s = nn.Embedding(len(vocabulary.stems) + 2, NARROW)
        self.proj = nn.Linear(NARROW, width, bias=False)
        self.pre = nn.Embedding(len(vocabulary.before) + 2, width)
        self.post = nn.Embedding(len(vocabulary.after) + 2, width)
        self.suf, self.pref = nn.Embedding(ENDINGS, LETTERS), nn.Embedding(ENDINGS, LETTERS)
        self.len = nn.Embedding(16, width)
        self.psuf = nn.Linear(2 * LETTERS, width, bias=False)
        self.f = nn.ModuleList([nn.Embedding(size + 1, width) for size in known])
        for table in (self.w, self.s, self.suf, self.pref):
            nn.init.normal_(table.weight, std=0.3)
        for table in (self.pre, self.post, self.len, *self.f):
            nn.init.normal_(table.weight, std=0.1)
        self.norm0 = nn.LayerNorm(width)
        self.lin = nn.ModuleList([nn.Linear(3 * width, 2 * width) for _ in steps])
        self.norm = nn.ModuleList([nn.LayerNorm(width) for _ in steps])
        self.drop = nn.Dropout(drop)

    def inputs(self, numbers: torch.Tensor, told: torch.Tensor) -> torch.Tensor:
        x = self.proj(self.w(numbers[..., 0]) + self.s(numbers[..., 1]))
        x = x + self.pre(numbers[..., 2]) + self.post(numbers[..., 3])
        x = x + self.psuf(torch.cat([self.suf(numbers[..., 4]), self.pref(numbers[..., 5])], -1))
        x = x + self.len(numbers[..., 6])
        for n, table in enumerate(self.f):
            x = x + table(told[..., n])
        found: torch.Tensor = self.drop(self.norm0(x))
        return found

    def convolved(self, x: torch.Tensor) -> torch.Tensor:
        count = x.shape[1]
        for step, linear, norm in zip(self.steps, self.lin, self.norm, strict=True):
            padded = F.pad(x, (0, 0, step, step))
            wide = linear(torch.cat([padded[:, :count], x, padded[:, 2 * step :]], -1))
            value, gate = wide.chunk(2, -1)
            x = norm(x + self.drop(value * torch.sigmoid(gate)))
        return x

    def forward(self, numbers: torch.Tensor, told: torch.Tensor) -> torch.Tensor:
        return self.convolved(self.inputs(numbers, told))


class Heads(nn.Module):
    """As :class:`naql.statements.network.Outlook`, to be trained."""

    def __init__(self, encoder: Encoder, drop: float = DROP) -> None:
        super().__init__()
        self.enc = encoder
        self.sort, self.lem = nn.Embedding(len(SORTS), SITE), nn.Embedding(len(lemmas()) + 1, SITE)
        self.q, self.drop = nn.Linear(2 * WIDTH + 2 * SITE, WIDTH), nn.Dropout(drop)
        self.cue, self.none = nn.Linear(WIDTH, 1), nn.Linear(WIDTH, 1)
        self.key, self.qry = nn.Linear(WIDTH, 4 * HEAD), nn.Linear(WIDTH, 4 * HEAD)
        self.given = nn.ModuleList([nn.Linear(WIDTH, HEAD) for _ in range(2)])
        self.dist, self.distg = nn.Embedding(DISTANCES, 4 * HEAD), nn.Embedding(DISTANCES, 2 * HEAD)
        self.sent, self.db = nn.Embedding(SPANS, 4 * HEAD), nn.Embedding(DISTANCES, 4)
        self.sb, self.dgb = nn.Embedding(SPANS, 4), nn.Embedding(DISTANCES, 2)
        for table in (self.dist, self.distg, self.sent, self.db, self.sb, self.dgb):
            nn.init.normal_(table.weight, std=0.02)
        self.adq, self.adk, self.adb = nn.Linear(WIDTH, HEAD), nn.Linear(WIDTH, HEAD), nn.Linear(HEAD, 1)
        self.add, self.ads = nn.Embedding(DISTANCES, HEAD), nn.Embedding(SPANS, HEAD)
        nn.init.normal_(self.add.weight, std=0.1)
        self.pa, self.pb, self.pu = nn.Linear(WIDTH, HEAD), nn.Linear(WIDTH, HEAD), nn.Linear(HEAD, 1)
        self.pf, self.p0 = nn.Embedding(PARENTS, HEAD), nn.Linear(WIDTH, 1)
        self.sa, self.sb_, self.su = nn.Linear(WIDTH, HEAD), nn.Linear(WIDTH, HEAD), nn.Linear(HEAD, 1)
        self.sd = nn.Embedding(TOLD, HEAD)
        self.ma, self.mb, self.mu = nn.Linear(WIDTH, HEAD), nn.Linear(WIDTH, HEAD), nn.Linear(HEAD, 1)
        self.md, self.ms = nn.Embedding(DISTANCES, HEAD), nn.Embedding(SPANS, HEAD)

    def queries(self, words: torch.Tensor, asked: torch.Tensor) -> torch.Tensor:
        joined = torch.cat([words[asked[:, 0]], words[asked[:, 1]], self.sort(asked[:, 2]), self.lem(asked[:, 3])], -1)
        return self.drop(gelu(self.q(joined)))

    def pointers(
        self, words: torch.Tensor, asked: torch.Tensor, at: np.ndarray, sentence: np.ndarray
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Scores (4, sites, words) and the words' keys (4, words, HEAD)."""
        away = np.arange(len(sentence))[None] - at[:, None]
        sorts = torch.from_numpy(distance(away))
        passed = torch.from_numpy(between(sentence[None] - sentence[at][:, None]))
        keys, queries = heads(self.key(words)), heads(self.qry(asked))
        scores = queries @ keys.transpose(1, 2)
        near = queries @ heads(self.dist.weight).transpose(1, 2)
        crossed = queries @ heads(self.sent.weight).transpose(1, 2)
        scores = (
            scores + near.gather(2, sorts[None].expand(4, -1, -1)) + crossed.gather(2, passed[None].expand(4, -1, -1))
        )
        scores = scores * (2 / math.sqrt(HEAD)) + self.db(sorts).permute(2, 0, 1) + self.sb(passed).permute(2, 0, 1)
        return scores.masked_fill(torch.from_numpy((away < -BACK) | (away > AHEAD))[None], -1e4), keys

    def ends(
        self,
        which: int,
        scores: torch.Tensor,
        keys: torch.Tensor,
        words: torch.Tensor,
        rows: list[int],
        starts: list[int],
    ) -> torch.Tensor:
        """Scores of the last words, given the first."""
        given = self.given[which](words[starts])
        away = np.arange(words.shape[0])[None] - np.array(starts)[:, None]
        sorts = torch.from_numpy(distance(np.maximum(away, 0)))
        table = self.distg.weight.view(DISTANCES, 2, HEAD)[:, which]
        found = given @ keys[1 + 2 * which].t() + (given @ table.t()).gather(1, sorts)
        found = found * (2 / math.sqrt(HEAD)) + self.dgb(sorts)[..., which] + scores[1 + 2 * which][rows]
        return found.masked_fill(torch.from_numpy(away < 0), -1e4)

    def hearers(
        self,
        words: torch.Tensor,
        asked: torch.Tensor,
        rows: list[int],
        names: np.ndarray,
        at: np.ndarray,
        sentence: np.ndarray,
    ) -> torch.Tensor:
        x = self.adq(asked[rows]) * self.adk(words[names]) + self.add(torch.from_numpy(distance(names - at)))
        x = x + self.ads(torch.from_numpy(between(sentence[names] - sentence[at])))
        return self.adb(gelu(x))[:, 0]

    def parents(self, asked: torch.Tensor, row: int, above: list[int], sorts: list[int]) -> torch.Tensor:
        x = self.pa(asked[row])[None] + self.pb(asked[above]) + self.pf(torch.tensor(sorts))
        return torch.cat([self.pu(gelu(x))[:, 0], self.p0(asked[row])])

    def told(self, asked: torch.Tensor, row: int, earlier: list[int], sorts: list[int]) -> torch.Tensor:
        x = self.sa(asked[row])[None] + self.sb_(asked[earlier]) + self.sd(torch.tensor(sorts))
        return self.su(gelu(x))[:, 0]

    def named(
        self, words: torch.Tensor, asked: torch.Tensor, row: int, names: np.ndarray, at: int, sentence: np.ndarray
    ) -> torch.Tensor:
        x = self.ma(asked[row])[None] + self.mb(words[names]) + self.md(torch.from_numpy(distance(names - at)))
        x = x + self.ms(torch.from_numpy(between(sentence[names] - sentence[at])))
        return self.mu(gelu(x))[:, 0]


def gelu(x: torch.Tensor) -> torch.Tensor:
    return F.gelu(x, approximate="tanh")


def heads(x: torch.Tensor) -> torch.Tensor:
    return x.view(x.shape[0], 4, HEAD).transpose(0, 1)


def between(sentences: np.ndarray) -> np.ndarray:
    return np.clip(sentences, -NEAR_SENTENCES, NEAR_SENTENCES) + NEAR_SENTENCES


# Guessing hidden words


class Seen(NamedTuple):
    """A report of the corpus: its folded words, and what naql knows of each."""

    words: list[str]
    known: np.ndarray


def look(corpus: Path) -> list[Seen]:
    words, names, times = Words(), NameFinder(), TimeFinder()
    found, bodies = [], set()
    with gzip.open(corpus, "rt", encoding="utf-8") as stream:
        for article in map(json.loads, stream):
            body = article["text"].strip()
            if body in bodies or len(body.split()) < 30:
                continue
            bodies.add(body)
            text = Text(f"{article['title'].strip()}\n{body}"[:LONGEST])
            told = times.find(text, date.fromisoformat(article["published"][:10]))
            scene = Scene(text, names.find(text, told), told, words)
            found.append(Seen(text.words, known(scene).astype(np.uint8)))
    return found


def vocabulary_of(reports: Sequence[Seen]) -> tuple[list[str], list[str], list[str], list[str]]:
    words = Counter(word for report in reports for word in report.words)
    counts: tuple[Counter[str], Counter[str], Counter[str]] = (Counter(), Counter(), Counter())
    for word, times in words.items():
        for counter, part in zip(counts, parts(word), strict=True):
            counter[part] += times

    def common(counter: Counter[str], most: int) -> list[str]:
        ranked = sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:most]
        return [form for form, times in ranked if times >= LEAST]

    return common(words, MOST_WORDS), common(counts[1], MOST_STEMS), common(counts[0], 60), common(counts[2], 20)


def windows(
    data: Sequence[tuple[np.ndarray, np.ndarray]], rng: np.random.Generator
) -> Iterator[tuple[np.ndarray, ...]]:
    """Windows of the reports in a new order, some at a time."""
    numbers, told, count = [], [], 0
    for n in rng.permutation(len(data)):
        numbers.append(data[n][0])
        told.append(data[n][1])
        count += len(data[n][0])
        if count > 8 * ROWS * WINDOW:
            rows = count // WINDOW
            a = np.concatenate(numbers)[: rows * WINDOW].reshape(rows, WINDOW, -1)
            b = np.concatenate(told)[: rows * WINDOW].reshape(rows, WINDOW, -1)
            for some in np.array_split(rng.permutation(rows), max(1, rows // ROWS)):
                yield a[some], b[some]
            numbers, told, count = [], [], 0


def guess(corpus: Path, out: Path, minutes: float, again: bool) -> None:
    torch.manual_seed(1 + again)
    rng = np.random.default_rng(1 + again)
    reports = look(corpus)
    forms = vocabulary_of(reports)
    vocabulary = Vocabulary(*forms)
    data = [(np.array([vocabulary.numbers(word) for word in r.words], dtype=np.int32), r.known) for r in reports]
    encoder, head = Encoder(vocabulary), nn.Linear(WIDTH, NARROW)
    bias = nn.Parameter(torch.zeros(GUESSED + 2))
    if again:
        before = torch.load(out)
        encoder.load_state_dict(before["encoder"])
        head.load_state_dict(before["head"])
        bias.data.copy_(before["bias"])
    rate = RATE_AGAIN if again else RATE_GUESS
    parameters = [*encoder.parameters(), *head.parameters(), bias]
    optimiser = torch.optim.AdamW(parameters, lr=rate, weight_decay=0.01, betas=(0.9, 0.98))
    began, steps, total = time.monotonic(), 0, 0.0
    while (share := (time.monotonic() - began) / (60 * minutes)) < 1:
        for numbers, told in windows(data, rng):
            share = (time.monotonic() - began) / (60 * minutes)
            if share >= 1:
                break
            optimiser.param_groups[0]["lr"] = rate * min(1, share / 0.03) * max(0.02, 1 - share)
            a, b = torch.from_numpy(numbers.astype(np.int64)), torch.from_numpy(told.astype(np.int64)) + 1
            wanted = a[..., 0]
            hidden = (torch.rand(wanted.shape) < HIDDEN) & (wanted < GUESSED + 2) & (wanted > 1)
            a = a.clone()
            a[hidden] = 0
            for n in (0, 2, 5, 6, 7, 8, 9):  # all but marks, quotations and the title would give the word away
                b[..., n] = torch.where(hidden, 0, b[..., n])
            scores = head(encoder(a, b)[hidden]) @ encoder.w.weight[: GUESSED + 2].t() + bias
            loss = F.cross_entropy(scores, wanted[hidden])
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(parameters, 1.0)
            optimiser.step()
            steps, total = steps + 1, total + loss.item()
            if steps % 200 == 0:
                print(f"{steps} steps, loss {total / 200:.3f}", flush=True)
                total = 0.0
    torch.save({"forms": forms, "encoder": encoder.state_dict(), "head": head.state_dict(), "bias": bias.data}, out)


# Learning from annotation


class Lesson(NamedTuple):
    """An annotated report: what goes in, the possible cues, and what is right of each."""

    numbers: np.ndarray
    known: np.ndarray
    asked: torch.Tensor  # a site's words, sort and lemma
    at: np.ndarray
    sentence: np.ndarray
    cues: torch.Tensor
    sources: list[tuple[int, tuple[int, int] | None]]
    contents: list[tuple[int, tuple[int, int]]]
    hearers: list[tuple[int, int, float]]
    parents: list[tuple[int, list[int], list[int], int]]
    speakers: list[tuple[int, list[int], list[int], list[int], list[float]]]


def questions(scene: Scene, sites: Sequence[Site], numbers: dict[str, int]) -> tuple[np.ndarray, torch.Tensor]:
    """The word that stands for each site, and what the network is asked of it: two words, sort and lemma."""
    count = len(scene.codes)
    at = np.array([place(site, count) for site in sites], dtype=np.int64)
    asked = [
        (
            at[n],
            min(s.first if s.sort == "colon" else s.last - 1, count - 1),
            SORTS.index(s.sort),
            numbers.get(s.lemma, 0),
        )
        for n, s in enumerate(sites)
    ]
    return at, torch.tensor(asked)


def lesson(article: Article, vocabulary: Vocabulary, numbers: dict[str, int]) -> Lesson:
    scene = article.scene
    sites = find_sites(scene)
    gold = align(article, sites)
    right = single(gold, sites)
    at, asked = questions(scene, sites, numbers)
    contents = {n: (min(g.content), max(g.content) + 1) for n, g in right.items() if g.content}
    return Lesson(
        np.array([vocabulary.numbers(word) for word in scene.text.words], dtype=np.int64),
        known(scene) + 1,
        asked,
        at,
        np.array(scene.text.sentence_of),
        torch.tensor([float(n in gold) for n in range(len(sites))]),
        [(n, g.source) for n, g in right.items()],
        list(contents.items()),
        hearer_lessons(article, sites, right),
        parent_lessons(scene, sites, right, at),
        speaker_lessons(article, sites, right, at),
    )


def hearer_lessons(article: Article, sites: Sequence[Site], right: dict[int, Gold]) -> list[tuple[int, int, float]]:
    scene, places = article.scene, gold_places(article)
    found = []
    for n, gold in right.items():
        hearers = set().union(*(places[entity] for entity in gold.statement.get("addressees", ())), set())
        spoken = places[gold.statement["source"].get("entity")]
        at = min(sites[n].first, len(scene.codes) - 1)
        for mention in scene.names.mentions:
            if (
                abs(mention.first - at) <= HEARER_BACK
                and scene.text.sentence_of[mention.first] == scene.text.sentence_of[at]
            ):
                words = set(range(mention.first, mention.last))
                if not words & spoken:
                    found.append((n, mention.first, float(bool(words & hearers))))
    return found


def parent_lessons(
    scene: Scene, sites: Sequence[Site], right: dict[int, Gold], at: np.ndarray
) -> list[tuple[int, list[int], list[int], int]]:
    found = []
    by_id = {gold.id: n for n, gold in right.items()}
    for n, gold in sorted(right.items(), key=lambda item: sites[item[0]].start):
        above = [
            m
            for m, other in right.items()
            if m != n
            and at[n] in other.content
            and not (at[m] in gold.content and len(other.content) < len(gold.content))
        ]
        if not above:
            continue
        above.sort(key=lambda m: (len(right[m].content), sites[m].start))
        quote = scene.quote_at[at[n]]
        sorts = [
            parent_sort(rank, quote >= 0 and quote == scene.quote_at[min(right[m].content)], quote >= 0)
            for rank, m in enumerate(above)
        ]
        parent = by_id.get(gold.statement["parent"])
        found.append((n, above, sorts, above.index(parent) if parent in above else len(above)))
    return found


def speaker_lessons(
    article: Article, sites: Sequence[Site], right: dict[int, Gold], at: np.ndarray
) -> list[tuple[int, list[int], list[int], list[int], list[float]]]:
    scene, places = article.scene, gold_places(article)
    order = sorted(right, key=lambda n: sites[n].start)
    found = []
    for position, n in enumerate(order):
        entity = right[n].statement["source"].get("entity")
        if right[n].source is not None or not entity:
            continue
        earlier = order[max(0, position - RECENT) : position][::-1]
        paragraph = scene.text.paragraph_of[at[n]]
        sorts = [
            told_sort(k, abs(paragraph - scene.text.paragraph_of[at[m]]), int(at[n] in right[m].content))
            for k, m in enumerate(earlier)
        ]
        mentions = names_before(scene, int(at[n]))
        good = [float(right[m].statement["source"].get("entity") == entity) for m in earlier]
        good += [float(bool(places[entity] & set(range(m.first, m.last)))) for m in mentions]
        if any(good):
            found.append((n, earlier, sorts, [m.first for m in mentions], good))
    return found


def losses(model: Heads, lesson: Lesson, words: torch.Tensor) -> list[torch.Tensor]:
    if not len(lesson.at):
        return []
    asked = model.queries(words, lesson.asked)
    found = [0.5 * F.binary_cross_entropy_with_logits(model.cue(asked)[:, 0], lesson.cues, reduction="sum")]
    rows = sorted({n for n, _ in lesson.sources} | {n for n, _ in lesson.contents})
    if not rows:
        return found
    row = {n: k for k, n in enumerate(rows)}
    scores, keys = model.pointers(words, asked[rows], lesson.at[rows], lesson.sentence)
    found += pointer_losses(model, lesson, words, scores, keys, row, model.none(asked[rows]))
    if lesson.hearers:
        which = [n for n, _, _ in lesson.hearers]
        names = np.array([word for _, word, _ in lesson.hearers])
        odds = model.hearers(words, asked, which, names, lesson.at[which], lesson.sentence)
        told = torch.tensor([value for _, _, value in lesson.hearers])
        found.append(0.5 * F.binary_cross_entropy_with_logits(odds, told, weight=1 + told, reduction="sum"))
    for n, above, sorts, parent in lesson.parents:
        found.append(F.cross_entropy(model.parents(asked, n, above, sorts)[None], torch.tensor([parent])))
    for n, earlier, sorts, names, good in lesson.speakers:
        parts_ = []
        if earlier:
            parts_.append(model.told(asked, n, earlier, sorts))
        if names:
            parts_.append(model.named(words, asked, n, np.array(names), int(lesson.at[n]), lesson.sentence))
        x = torch.cat(parts_)
        found.append(torch.logsumexp(x, 0) - torch.logsumexp(x.masked_fill(torch.tensor(good) == 0, -1e4), 0))
    return found


def pointer_losses(
    model: Heads,
    lesson: Lesson,
    words: torch.Tensor,
    scores: torch.Tensor,
    keys: torch.Tensor,
    row: dict[int, int],
    none: torch.Tensor,
) -> list[torch.Tensor]:
    count = words.shape[0]
    begins = torch.cat([scores[0], none], 1)[[row[n] for n, _ in lesson.sources]]
    wanted = torch.tensor([span[0] if span is not None else count for _, span in lesson.sources])
    found = [F.cross_entropy(begins, wanted, reduction="sum")]
    sources = [(row[n], span) for n, span in lesson.sources if span is not None]
    contents = [(row[n], span) for n, span in lesson.contents]
    if contents:
        begins = scores[2][[k for k, _ in contents]]
        found.append(F.cross_entropy(begins, torch.tensor([span[0] for _, span in contents]), reduction="sum"))
    for which, spans in enumerate((sources, contents)):
        if spans:
            ends = model.ends(which, scores, keys, words, [k for k, _ in spans], [span[0] for _, span in spans])
            found.append(F.cross_entropy(ends, torch.tensor([span[1] - 1 for _, span in spans]), reduction="sum"))
    return found


def begun(start: Path) -> tuple[list[list[str]], dict[str, torch.Tensor]]:
    """Words and encoder of what ``guess`` wrote, or of a network that is fitted already."""
    if start.suffix != ".npz":
        guessed = torch.load(start)
        return guessed["forms"], guessed["encoder"]
    stored = dict(np.load(start)) | dict(np.load(start.with_name(VECTORS)))
    forms = [listed(stored[name]) for name in FORMS]
    weights = {name: value for name, value in unpacked(stored).items() if name.startswith("enc.")}
    return forms, {name.removeprefix("enc."): torch.from_numpy(value) for name, value in weights.items()}


def fit(start: Path, articles: Sequence[Article], taught: Sequence[Taught] = ()) -> dict[str, np.ndarray]:
    """Train on ``articles``, and on what a teacher thinks of others; the arrays of a network."""
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    forms, weights = begun(start)
    vocabulary, numbers = Vocabulary(*forms), lemmas()
    encoder = Encoder(vocabulary, DROP_TAUGHT if taught else DROP)
    encoder.load_state_dict(weights)
    model = Heads(encoder, DROP_TAUGHT if taught else DROP)
    encoder.w.weight.requires_grad_(False)  # words that the annotated reports lack are to stay where they are
    encoder.s.weight.requires_grad_(False)
    lessons = [lesson(article, vocabulary, numbers) for article in articles if len(article.scene.codes) >= 5]
    slow = [p for p in encoder.parameters() if p.requires_grad]
    fast = [p for name, p in model.named_parameters() if not name.startswith("enc.")]
    groups = [{"params": slow, "lr": RATE_ENCODER}, {"params": fast, "lr": RATE_HEADS}]
    optimiser = torch.optim.AdamW(groups, weight_decay=DECAY)
    plan = planned(lessons, taught, EPOCHS_TAUGHT if taught else EPOCHS, rng)
    model.train()
    for done, some in enumerate(plan):
        share = done / len(plan)
        for group, rate in zip(optimiser.param_groups, (RATE_ENCODER, RATE_HEADS), strict=True):
            group["lr"] = rate * min(1, share / 0.05 + 0.01) * (1 - share)
        words = model.enc(*padded(some, rng))
        found = [x for n, one in enumerate(some) for x in either(model, one, words[n, : len(one.numbers)])]
        if not found:
            continue
        optimiser.zero_grad()
        (torch.stack(found).sum() / (12 * len(some))).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        if done % 1000 == 999:
            print(f"{done + 1} of {len(plan)} steps", flush=True)
    return packed(model, forms)


def planned(
    lessons: Sequence[Lesson], taught: Sequence[Taught], epochs: int, rng: np.random.Generator
) -> list[list[Lesson] | list[Taught]]:
    """The batches in their order: every lesson ``epochs`` times and every taught report ``PASSES`` times, well mixed."""
    plan: list[tuple[float, list[Any]]] = []
    for epoch in range(epochs):
        order = rng.permutation(len(lessons))
        for at in range(0, len(order), BATCH):
            plan.append((epoch + at / len(order), [lessons[n] for n in order[at : at + BATCH]]))
    for turn in range(PASSES if taught else 0):
        order = rng.permutation(len(taught))
        for at in range(0, len(order), 8 * BATCH_TAUGHT):
            chunk = sorted(order[at : at + 8 * BATCH_TAUGHT], key=lambda n: len(taught[n].numbers))
            for n in range(0, len(chunk), BATCH_TAUGHT):
                when = (turn + (at + rng.integers(8 * BATCH_TAUGHT)) / len(order)) * epochs / PASSES
                plan.append((when, [taught[m] for m in chunk[n : n + BATCH_TAUGHT]]))
    plan.sort(key=lambda batch: batch[0])
    return [batch for _, batch in plan]


def either(model: Heads, one: Lesson | Taught, words: torch.Tensor) -> list[torch.Tensor]:
    return losses(model, one, words) if isinstance(one, Lesson) else taught_losses(model, one, words)


def padded(some: Sequence[Lesson | Taught], rng: np.random.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    longest = max(len(one.numbers) for one in some)
    numbers = np.ones((len(some), longest, some[0].numbers.shape[1]), dtype=np.int64)
    told = np.zeros((len(some), longest, len(KNOWN)), dtype=np.int64)
    for n, one in enumerate(some):
        numbers[n, : len(one.numbers)] = one.numbers
        told[n, : len(one.known)] = one.known
    form = rng.random(numbers.shape[:2]) < HIDE
    every = form & (rng.random(numbers.shape[:2]) < HIDE / 2)
    numbers[form, 0] = 0
    numbers[every] = 0
    return torch.from_numpy(numbers), torch.from_numpy(told)


def packed(model: Heads, forms: Sequence[Sequence[str]]) -> dict[str, np.ndarray]:
    found: dict[str, np.ndarray] = {}
    for name, value in model.state_dict().items():
        array = value.numpy()
        if name in TINY:
            scale = np.maximum(np.abs(array).max(axis=1), 1e-6) / 127
            found[name] = np.rint(array / scale[:, None]).astype(np.int8)
            found[f"{name}.scale"] = scale.astype(HALF)
        else:
            found[name] = array.astype(HALF)
    for name, some in zip((*FORMS, "lemmas"), (*forms, list(lemmas())), strict=True):
        found[name] = lines_of(some)
    return found


def unpacked(stored: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """What :func:`packed` stored, its numbers as floats again."""
    plain: dict[str, np.ndarray] = {}
    for name, value in stored.items():
        if name.endswith(".scale"):
            continue
        scale = stored.get(f"{name}.scale")
        if scale is not None:
            value = value.astype(np.float32) * scale.astype(np.float32)[:, None]
        plain[name] = value.astype(np.float32) if value.dtype == HALF else value
    return plain


def network_of(stored: dict[str, np.ndarray]) -> Network:
    """The network that naql would read from what is stored."""
    plain = unpacked(stored)
    return Network(plain, WordVectors(plain))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    guessing = commands.add_parser("guess")
    guessing.add_argument("corpus", type=Path)
    guessing.add_argument("out", type=Path)
    guessing.add_argument("--minutes", type=float, default=42)
    guessing.add_argument(
        "--again", action="store_true", help="go on from OUT.pt; what is shipped went on for 40 minutes"
    )
    fitting = commands.add_parser("fit")
    fitting.add_argument("guessed", type=Path)
    fitting.add_argument("gold", type=Path, nargs="+")
    fitting.add_argument("--names", type=Path, metavar="THIRDS", help="as for train_statements.py")
    fitting.add_argument("--taught", type=Path, nargs="+", default=[], metavar="TAUGHT.pkl")
    fitting.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    torch.set_num_threads(1)
    if asked.command == "guess":
        guess(asked.corpus, asked.out, asked.minutes, asked.again)
    else:
        taught = [one for path in asked.taught for one in pickle.loads(path.read_bytes())]
        stored = fit(asked.guessed, load(asked.gold, Thirds(asked.names)), taught)
        shared = {name: value for name, value in stored.items() if name in FORMS or name.removesuffix(".scale") in TINY}
        np.savez(asked.out.with_name(VECTORS), **shared)
        np.savez(asked.out, **{name: value for name, value in stored.items() if name not in shared})


if __name__ == "__main__":
    main()
