"""Make ``lexicons/event_weights.tsv``: the weights of the linear models that decide about events.

    PYTHONPATH=. train_events.py GOLD_DIR ... DATA_DIR              train on everything and write the weights
    PYTHONPATH=. train_events.py GOLD_DIR ... DATA_DIR --cross OUT  cross-validate: print the tables of docs/events.md, write the
                                                                    articles' readings (each outlet left out in turn) into OUT

A GOLD_DIR holds NAME.txt with NAME.gold.json, each with its publisher; tables tell the folders apart.
``annotations.py restore`` writes such a folder; articles whose events were not annotated are left aside. DATA_DIR holds the judged sentences of the Arabic event gold standard records
(openeventdata/arabic_event_gsr, MIT): events_protest.tsv, events_assault.tsv and their _spans.json. Four models:
``told`` learns from the articles' events; ``scene`` from the sentences, whose judges' votes count as shares; ``actor`` and
``recipient`` from both. Thresholds are chosen within the training part and stored in the weight of ``*`` (of who took part, one for
the names of articles and one for the phrases of lone sentences), so that naql always decides at one half. Features are lexicon entries, closed classes and shapes, no running words.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, cast

import numpy as np
from evaluation.score import Article as Scored
from evaluation.score import Table, align
from scipy.sparse import vstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from naql.events.features import (
    AMONG_ALL,
    AMONG_NAMES,
    View,
    around_trigger,
    filled_features,
    frame_of,
    part_features,
    scene_features,
    speaker_features,
)
from naql.events.finder import LONE, EventFinder, site_features
from naql.events.model import MODELS
from naql.events.reality import reality
from naql.events.sites import Site
from naql.export.contract import dumps, to_dict
from naql.lexicon import rows
from naql.reading import Reader
from naql.statements import Spoken
from naql.statements.model import Model, written
from naql.text import Text
from naql.triggers import TriggerTable

OUT = Path(__file__).parents[1] / "src" / "naql" / "lexicons" / "event_weights.tsv"
C = {"told": 0.05, "scene": 0.03, "actor": 0.1, "recipient": 0.03}
FOLDS = 5
INNER = 3  # parts of the training part by which a threshold is chosen
GOLD_WEIGHT = 3.0  # of a phrase of an article beside one of a sentence
STEPS = np.arange(0.1, 0.7, 0.02)
KEYWORDS = {
    "protest": "مظاهرة مظاهرات تظاهر تظاهرة متظاهرون المتظاهرين احتجاج احتجاجات اعتصام إضراب مسيرة شغب",
    "assault": "هجوم قتل مقتل تفجير انفجار قصف خطف اغتيال أصيب جرح اشتباكات غارة صاروخ قتلى انتحاري مسلحون",
}
LEARNED = "in annotated reports"  # in the notes of entries that were added because annotated reports had them

Weights = dict[str, Model]
Features = list[str]


@dataclass
class Row:
    """One decision: its features, the share of 'yes' among its judges, its weight, and the group it is left out with."""

    features: Features
    yes: float
    weight: float
    group: str


@dataclass
class Item:
    """An article or a judged sentence, read."""

    group: str
    view: View
    sites: list[Site]
    spoken: Spoken
    features: list[Features]
    gold: dict[str, Any]
    text: str = ""
    name: str = ""
    folder: str = ""
    labels: list[int] = field(default_factory=list)


class Corpus:
    """Everything there is to learn from."""

    def __init__(self, gold: Sequence[Path], data: Path) -> None:
        self.parts: dict[str, list[Row]] = {}
        self.reader = Reader()
        self.finder = EventFinder(dict.fromkeys(MODELS, Model({})))
        paths = [path for folder in gold for path in sorted(folder.glob("*.gold.json"))]
        self.articles = [self._article(path, found) for path in paths if (found := _annotated(path)) is not None]
        self.sentences = {kind: [self._sentence(row) for row in _rows(data, kind)] for kind in LONE}
        self.marked = {kind: [self._marked(row) for row in _spans(data, kind)] for kind in LONE}

    def _read(self, text: str, published: str | None, **given: Any) -> Item:
        prepared = Text(text)
        times = self.reader.times.find(prepared, date.fromisoformat(published) if published else None)
        names = self.reader.names.find(prepared, times)
        spoken = self.reader.statements.find(prepared, names, times)
        view, sites = self.finder.look(spoken)
        features = site_features(view, sites)
        for site, each in zip(sites, features, strict=True):
            each.extend(filled_features(view, site))
        return Item(view=view, sites=sites, spoken=spoken, features=features, text=text, **given)

    def _article(self, path: Path, gold: dict[str, Any]) -> Item:
        name = path.name.removesuffix(".gold.json")
        text = path.with_name(f"{name}.txt").read_bytes().decode("utf-8")
        given = {"group": gold["document"].get("publisher") or name, "gold": gold, "name": name}
        item = self._read(text, gold["document"].get("published"), folder=path.parent.name, **given)
        item.labels = [_event_of(item, site) for site in item.sites]
        return item

    def _sentence(self, row: dict[str, str]) -> Item:
        document = row["id"].rsplit("-" if "-" in row["id"] else "_", 1)[0]
        return self._read(row["text"], None, group=f"fold{zlib.crc32(document.encode()) % FOLDS}", gold=row)

    def _marked(self, row: dict[str, Any]) -> Item:
        return self._read(row["text"], None, group=f"fold{zlib.crc32(row['_id'].encode()) % FOLDS}", gold=row)


def _annotated(path: Path) -> dict[str, Any] | None:
    """The annotation at ``path``, unless it says that its events were not annotated (``"events": null``)."""
    gold: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return gold if gold["events"] is not None else None


def _rows(data: Path, kind: str) -> list[dict[str, str]]:
    with (data / f"events_{kind}.tsv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def _spans(data: Path, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((data / f"events_{kind}_spans.json").read_text(encoding="utf-8"))
    return found


def told_events(gold: dict[str, Any]) -> list[dict[str, Any]]:
    """The annotated events that are no speech acts."""
    cues = [statement["cue"] for statement in gold["statements"]]
    return [
        event
        for event in gold["events"]
        if not any(event["trigger"]["start"] < cue["end"] and cue["start"] < event["trigger"]["end"] for cue in cues)
    ]


def _event_of(item: Item, site: Site) -> int:
    """The number of the annotated event that ``site`` tells, or -1."""
    span = item.view.scene.text.word_span(site.first, site.last)
    for n, event in enumerate(told_events(item.gold)):
        trigger = event["trigger"]
        if event["type"] == site.entry.type and trigger["start"] < span.end and span.start < trigger["end"]:
            return n
    return -1


def told_rows(articles: Iterable[Item]) -> list[Row]:
    """Every site; but what is told as planned, possible or denied is not annotated, whether an event or none, and says nothing."""
    return [
        Row(features, float(label >= 0), 1.0, item.group)
        for item in articles
        for site, features, label in zip(item.sites, item.features, item.labels, strict=True)
        if label >= 0 or reality(item.view, site).happened
    ]


def scene_rows(items: Iterable[Item], kind: str) -> list[Row]:
    found = []
    for item in items:
        if any(site.entry.type == kind for site in item.sites):
            features = scene_features(item.view, item.sites, item.features, kind)
            found.append(Row(features, share(item.gold), 1.0, item.group))
    return found


def share(row: dict[str, str]) -> float:
    """The share of judges that said 'yes'; what all of them found plain counts as that."""
    if row["label"] in ("yes", "easy no"):
        return float(row["label"] == "yes")
    accept, reject = int(row["accept"]), int(row["reject"])
    return accept / max(1, accept + reject)


def part_rows(corpus: Corpus, part: str, left_out: str = "") -> list[Row]:
    if part not in corpus.parts:
        found = [row for item in corpus.articles for row in _article_parts(item, part)]
        found += [row for kind in LONE for item in corpus.marked[kind] for row in _marked_parts(item, part, kind)]
        corpus.parts[part] = found
    return [row for row in corpus.parts[part] if row.group != left_out]


def _article_parts(item: Item, part: str) -> list[Row]:
    """Named phrases beside the annotated triggers: only names are annotated, so the others say nothing."""
    view, found = item.view, []
    events, ours = told_events(item.gold), _same_entities(item)
    for site, label in zip(item.sites, item.labels, strict=True):
        if label < 0:
            continue
        wanted = {n for name in events[label][f"{part}s"] for n in ours.get(name, ())}
        phrases = around_trigger(view, site)
        frame = frame_of(view, site, phrases)
        for n, phrase in enumerate(phrases):
            if view.entity_of(phrase) >= 0:
                yes = view.entity_of(phrase) in wanted
                found.append(Row(part_features(view, site, frame, n), float(yes), GOLD_WEIGHT, item.group))
        teller = view.teller[site.at]
        if teller >= 0 and view.told[teller].speakers:
            yes = view.told[teller].speakers[0] in wanted
            found.append(Row(speaker_features(view, site, phrases), float(yes), GOLD_WEIGHT, item.group))
    return found


def _same_entities(item: Item) -> dict[str, set[int]]:
    """For each annotated entity the numbers of naql's that share a mention with it."""
    text, found = item.view.scene.text, {}
    spans = [(text.span(m.start, m.end), m.entity) for m in item.view.scene.names.mentions]
    for entity in item.gold["entities"]:
        found[entity["id"]] = {
            number
            for span, number in spans
            for mention in entity.get("mentions", ())
            if span.start < mention["end"] and mention["start"] < span.end
        }
    return found


def _words(written: Iterable[str]) -> set[str]:
    return set(Text(" ".join(written)).words)


def _marked_parts(item: Item, part: str, kind: str) -> list[Row]:
    """Phrases beside the verbs that judges marked; 'yes' is what half of a verb's judges marked."""
    key = "source_actor" if part == "actor" else "target_actor"
    view, words, found = item.view, item.view.scene.text.words, []
    for site in item.sites:
        if site.entry.type != kind:
            continue
        own = set(words[site.first : site.last])
        marked = [_words(span[key]) for span in item.gold["spans"] if own & _words(span["verb"])]
        if not marked:
            continue
        phrases = around_trigger(view, site)
        frame = frame_of(view, site, phrases)
        for n, phrase in enumerate(phrases):
            here = set(words[phrase.first : phrase.last])
            votes = sum(bool(here & each) and 2 * len(here & each) >= min(len(here), len(each)) for each in marked)
            found.append(Row(part_features(view, site, frame, n), float(2 * votes >= len(marked)), 1.0, item.group))
    return found


def fit(rows: Sequence[Row], c: float) -> dict[str, float]:
    """Weights by feature; the intercept is the weight of ``*``."""
    vectoriser = DictVectorizer(dtype=np.float32)
    x = vectoriser.fit_transform([dict.fromkeys(row.features, 1) for row in rows]).tocsr()
    yes = np.array([row.yes for row in rows])
    weight = np.array([row.weight for row in rows])
    both = vstack([x, x])
    labels = np.r_[np.ones(len(rows)), np.zeros(len(rows))]
    weights = np.r_[weight * yes, weight * (1 - yes)]
    used = weights > 1e-9
    model = LogisticRegression(C=c, solver="liblinear", max_iter=300).fit(
        both[used], labels[used], sample_weight=weights[used]
    )
    found = dict(zip(vectoriser.get_feature_names_out(), map(float, model.coef_[0]), strict=True))
    found["*"] = found.get("*", 0.0) + float(model.intercept_[0])
    return found


def train(name: str, rows: Sequence[Row], groups: Sequence[str] = ("*",)) -> Model:
    """A model whose threshold, chosen by cross-validation within ``rows``, is moved to one half.

    Of the features ``groups`` every row has one; each has a threshold of its own.
    """
    weights = fit(rows, C[name])
    scores = np.zeros(len(rows))
    parts = FOLDS if name == "scene" else INNER
    part = {group: n % parts for n, group in enumerate(sorted({row.group for row in rows}))}
    for held in sorted(set(part.values())):
        inner = Model(fit([row for row in rows if part[row.group] != held], C[name]))
        for n, row in enumerate(rows):
            if part[row.group] == held:
                scores[n] = inner.probability(row.features)
    yes = np.array([row.yes >= 0.99 for row in rows])
    for group in groups:
        own = np.array([group in row.features for row in rows])
        best = max(STEPS, key=lambda t: _f1_at(scores[own] >= t, yes[own]))
        weights[group] = weights.get(group, 0.0) - math.log(best / (1 - best))
    return Model({key: round(value, 3) for key, value in weights.items() if key in groups or abs(value) >= 0.01})


def _f1_at(taken: np.ndarray, yes: np.ndarray) -> float:
    return float(2 * (taken & yes).sum() / max(1, taken.sum() + yes.sum()))


def train_all(corpus: Corpus, left_out: str = "", known: Weights | None = None) -> Weights:
    """All models, without the articles, sentences and marks of group ``left_out``.

    ``known`` are the models of everything: articles are not among what ``scene`` learns from, nor sentences among that of ``told``.
    """
    fold = left_out.startswith("fold")
    rows = [row for row in told_rows(corpus.articles) if row.group != left_out]
    return {
        "told": known["told"] if known and fold else train("told", rows),
        "scene": known["scene"] if known and not fold else train_scene(corpus, left_out),
        "actor": train_part(corpus, "actor", left_out),
        "recipient": train_part(corpus, "recipient", left_out),
    }


def train_part(corpus: Corpus, part: str, left_out: str) -> Model:
    """One threshold for the names of articles, one for whatever else."""
    return train(part, part_rows(corpus, part, left_out), (AMONG_NAMES, AMONG_ALL))


def train_scene(corpus: Corpus, left_out: str) -> Model:
    """One model a type, told apart by the type's name before each feature."""
    weights: dict[str, float] = {}
    for kind in LONE:
        rows = [row for row in scene_rows(corpus.sentences[kind], kind) if row.group != left_out]
        weights |= {f"{kind} {feature}": weight for feature, weight in train("scene", rows).weights.items()}
    return Model(weights)


def write(weights: Weights) -> None:
    made = "# Made by scripts/train_events.py: weights over lexicon entries, classes and shapes; no text.\n"
    kept = {name: {feature: weight for feature, weight in weights[name].weights.items() if weight} for name in MODELS}
    OUT.write_text(made + written({name: Model(found) for name, found in kept.items()}), encoding="utf-8")


def interval(values: Sequence[tuple[float, ...]], figure: Callable[[np.ndarray], float]) -> str:
    """A figure over items with its 95% bootstrap interval (1,000 draws of items)."""
    table = np.array(values, dtype=float)
    draw = np.random.default_rng(0)
    drawn = sorted(figure(table[draw.integers(0, len(table), len(table))]) for _ in range(1000))
    return f"{figure(table):.2f} ({drawn[25]:.2f} to {drawn[974]:.2f})"


def f1(table: np.ndarray) -> float:
    """F1 of columns right, annotated, read."""
    right, annotated, read = table.sum(axis=0)[:3]
    return float(2 * right / max(1e-9, annotated + read))


def recall(table: np.ndarray) -> float:
    """Recall of columns right, annotated."""
    right, annotated = table.sum(axis=0)[:2]
    return float(right / max(1e-9, annotated))


def cross_sentences(corpus: Corpus, finders: dict[str, EventFinder]) -> None:
    print("| sentences | against | naql, cross-validated: F1 | recall of 'yes' | list of words: F1 |")
    print("| --- | --- | --- | --- | --- |")
    for kind in LONE:
        listed = _words([KEYWORDS[kind]])
        for against, labels in (
            ("easy no", ("easy no",)),
            ("difficult no", ("difficult no",)),
            ("all no", ("easy no", "difficult no")),
        ):
            ours, theirs = [], []
            for item in corpus.sentences[kind]:
                if item.gold["label"] != "yes" and item.gold["label"] not in labels:
                    continue
                yes = item.gold["label"] == "yes"
                finder = finders[item.group]
                chosen = finder.choose(item.view, item.sites)
                found = any(site.entry.type == kind and reality(item.view, site).happened for site, _ in chosen)
                plain = any(
                    word in listed or word.lstrip("\u0648\u0628").removeprefix("\u0627\u0644") in listed
                    for word in item.view.scene.text.words
                )
                ours.append((found and yes, yes, found))
                theirs.append((plain and yes, yes, plain))
            print(f"| {kind} | {against} | {interval(ours, f1)} | {interval(ours, recall)} | {interval(theirs, f1)} |")


def cross_marks(corpus: Corpus, finders: dict[str, EventFinder]) -> None:
    print(
        "\n| marked | trigger read | trigger known | actor found | recipient found | actor, words F1 | recipient, words F1 | of ours, marked by a judge |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for kind in LONE:
        trigger: list[tuple[float, ...]] = []
        found: dict[str, list[tuple[float, ...]]] = {"actor": [], "recipient": []}
        words_of: dict[str, list[tuple[float, ...]]] = {"actor": [], "recipient": []}
        agreed: list[tuple[float, ...]] = []
        given = 0
        for item in corpus.marked[kind]:
            finder = finders[item.group]
            sites = [site for site, _ in finder.choose(item.view, item.sites) if site.entry.type == kind]
            verbs = set().union(*[_words(span["verb"]) for span in item.gold["spans"]])
            words = item.view.scene.text.words
            trigger.append((any(verbs & set(words[s.first : s.last]) for s in sites), 1))
            marked = [s for s in item.sites if s.entry.type == kind and verbs & set(words[s.first : s.last])]
            given += bool(marked)
            if not marked:
                continue
            parts = [part for site in marked for part in finder.parts(item.view, site) if part.phrase is not None]
            for part, gold, key in (
                ("actor", "source_gold", "source_actor"),
                ("recipient", "target_gold", "target_actor"),
            ):
                ours = {w for p in parts if p.part == part and p.phrase for w in words[p.phrase.first : p.phrase.last]}
                wanted = _words([item.gold[gold]])
                any_judge = set().union(*[_words(span[key]) for span in item.gold["spans"]])
                if wanted:
                    found[part].append((bool(ours & wanted), 1))
                    words_of[part].append((len(ours & wanted), len(wanted), len(ours)))
                if ours:
                    agreed.append((bool(ours & any_judge), 1))
        share_of: Callable[[np.ndarray], float] = lambda table: float(table[:, 0].mean())  # noqa: E731
        print(
            f"| {kind} ({len(trigger)}) | {interval(trigger, share_of)} | {given} | {interval(found['actor'], share_of)} "
            f"| {interval(found['recipient'], share_of)} | {interval(words_of['actor'], f1)} "
            f"| {interval(words_of['recipient'], f1)} | {interval(agreed, share_of)} |"
        )


class HeldOut:
    """The lexicon of triggers as it would be without the reports of one outlet.

    Entries that were added because annotated reports had them count only where another outlet's reports have them too.
    """

    def __init__(self, corpus: Corpus, left_out: str) -> None:
        added = {entry_key(row) for row in rows("triggers") if LEARNED in row["note"]}
        labelled = [(s, label, i.group) for i in corpus.articles for s, label in zip(i.sites, i.labels, strict=True)]
        seen = {site.entry.key for site, label, group in labelled if label >= 0 and group != left_out}
        self._never = added - seen
        self._whole = corpus.finder.triggers

    def lookup(self, word: str) -> tuple[Any, ...]:
        return tuple(each for each in self._whole.lookup(word) if each[0].key not in self._never)


def entry_key(row: dict[str, str]) -> str:
    return f"{row['lemma']}|{row['type'].strip('-')}|{row['pos']}"


def cross_articles(corpus: Corpus, finders: dict[str, EventFinder], out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    folders = dict.fromkeys(item.folder for item in corpus.articles)
    outlets = sorted({item.group for item in corpus.articles})
    tables = {name: Table() for name in ("all", *folders, *outlets)}
    for item in corpus.articles:
        corpus.reader.events = finders[item.group]
        published = item.gold["document"].get("published")
        reading = corpus.reader.read(item.text, date.fromisoformat(published) if published else None)
        (out / f"{item.name}.json").write_text(dumps(reading), encoding="utf-8")
        scored = align(Scored(item.text, item.gold), Scored(item.text, to_dict(reading)))
        for name in ("all", item.folder, item.group):
            tables[name].add(scored)
    print("\n| articles | event, type right: P | R | F1 | right/annotated/read | actors F1 | recipients F1 |")
    print("| --- | ---: | ---: | ---: | --- | --- | --- |")
    for name, table in tables.items():
        event = table.rows["EVENT, TYPE RIGHT"]
        parts = [table.rows[f"event {part}"] for part in ("actors", "recipients")]
        told = " | ".join(f"{r.f1:.2f} ({r.hit:g}/{r.gold}/{r.read})" for r in parts)
        print(
            f"| {name} ({table.articles}) | {event.precision:.2f} | {event.recall:.2f} | {event.f1:.2f} "
            f"| {event.hit:g}/{event.gold}/{event.read} | {told} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("data", type=Path)
    parser.add_argument("--cross", type=Path, metavar="OUT")
    args = parser.parse_args()
    corpus = Corpus(args.gold, args.data)
    if args.cross is None:
        write(train_all(corpus))
        return
    groups: dict[str, EventFinder] = {}
    known = train_all(corpus)
    for group in sorted({i.group for i in corpus.articles} | {f"fold{n}" for n in range(FOLDS)}):
        groups[group] = EventFinder(train_all(corpus, group, known))
        if not group.startswith("fold"):
            groups[group].triggers = cast("TriggerTable", HeldOut(corpus, group))
    cross_sentences(corpus, groups)
    cross_marks(corpus, groups)
    cross_articles(corpus, groups, args.cross)


if __name__ == "__main__":
    main()
