"""Make ``lexicons/statement_weights.tsv``: the weights of the linear models that decide about statements.

    train_statements.py GOLD_DIR [GOLD_DIR ...]              train on all articles and write the weights
    train_statements.py GOLD_DIR ... --cross OUT             leave a third of the outlets out in turn, read their articles of
                                                             the first folder with the weights of the others, write
                                                             NAME.json for the scorer into OUT
    train_statements.py GOLD_DIR ... --test GOLD_DIR OUT     train on the former, read the latter

With ``--network GUESSED.pt`` (see ``train_network.py``, needs PyTorch) the network is trained on the same articles in each of
these; without it they read with the shipped one, which has seen all of them. With ``--names THIRDS`` (see ``train_names.py``)
names are read as they would be in an unknown outlet's articles, in training too; without it by the shipped tagger, which has
seen all of them.

A folder holds NAME.txt with NAME.gold.json. Features are closed classes, shapes and lexicon entries (see
``naql.statements``), no running words, so the weights carry no article's text. Needs the ``dev`` extra (scikit-learn, scipy).
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from naql.export.contract import dumps
from naql.names import NameFinder
from naql.names.tagger import Tagger, Weights
from naql.reading import Reader
from naql.records import Report
from naql.statements.breaks import Breaks
from naql.statements.cast import Cast
from naql.statements.chains import Told, nest, unknown_features
from naql.statements.contents import Content, find_contents
from naql.statements.decisions import cue_features, site_features
from naql.statements.finder import (
    StatementFinder,
    antecedents,
    choose_content,
    choose_source,
    likely_sites,
)
from naql.statements.hearers import possible_addressees
from naql.statements.holders import NOBODY
from naql.statements.model import Model, expand, written
from naql.statements.modes import LONGEST_NAME, marked_features, quotes_in
from naql.statements.network import Network
from naql.statements.scene import Scene, Words
from naql.statements.sites import Site, find_sites
from naql.statements.sources import Candidate, candidates, end_features
from naql.text import Text
from naql.times import TimeFinder

OUT = Path(__file__).parents[1] / "src" / "naql" / "lexicons" / "statement_weights.tsv"
C_YES_NO = {"local": 0.3, "cue": 0.3, "source_end": 0.3, "addressee": 0.3, "unknown": 0.3, "marked": 0.5}
L2_CHOICE = {"source": 2.0, "content": 5.0, "speaker": 8.0, "holder": 3.0}
FOLDS = 5
GROUPS = 3  # of outlets, each left out in turn
ROUND = 3

Models = dict[str, Model]
YesNo = tuple[tuple[str, ...], int, float]  # features, label, weight
Choice = list[tuple[tuple[str, ...], float]]  # the options' features, and how right each is (0 to 1)


@dataclass
class Article:
    """A gold article with its scene."""

    name: str
    publisher: str
    published: str
    text: Text
    scene: Scene
    gold: dict[str, Any]


class Thirds:
    """Finders of names for the articles of an outlet: taggers that have not seen it where there are, else the shipped one."""

    def __init__(self, folder: Path | None) -> None:
        self.shipped = NameFinder()
        self.unseen: dict[str, NameFinder] = {}
        for path in sorted(folder.glob("*.outlets")) if folder is not None else []:
            finder = NameFinder(Tagger(Weights.of(np.load(path.with_suffix(".npz")))))
            self.unseen |= dict.fromkeys(path.read_text(encoding="utf-8").split("\n"), finder)

    def of(self, outlet: str) -> NameFinder:
        return self.unseen.get(outlet, self.shipped)


def groups_of_outlets(publishers: Iterable[str]) -> list[set[str]]:
    """The outlets in three groups of about as many articles each."""
    counts = Counter(publishers)
    found: list[tuple[int, set[str]]] = [(0, set()) for _ in range(GROUPS)]
    for outlet, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        least = min(range(GROUPS), key=lambda n: (found[n][0], n))
        found[least] = (found[least][0] + count, found[least][1] | {outlet})
    return [outlets for _, outlets in found]


def load(folders: Sequence[Path], thirds: Thirds) -> list[Article]:
    words, times = Words(), TimeFinder()
    articles = []
    for folder in folders:
        for path in sorted(folder.glob("*.gold.json")):
            gold = json.loads(path.read_text(encoding="utf-8"))
            name = path.name.removesuffix(".gold.json")
            text = Text(path.with_name(name + ".txt").read_text(encoding="utf-8"))
            found_times = times.find(text, date.fromisoformat(gold["document"]["published"]))
            names = thirds.of(gold["document"]["publisher"])
            scene = Scene(text, names.find(text, found_times), found_times, words)
            articles.append(
                Article(name, gold["document"]["publisher"], gold["document"]["published"], text, scene, gold)
            )
    return articles


class Gold:
    """A gold statement in word numbers."""

    def __init__(self, article: Article, statement: dict[str, Any]) -> None:
        text = article.text
        self.statement = statement
        self.id = statement["id"]
        self.cue = words_of(text, statement["cue"])
        self.cue_span = (statement["cue"]["start"], statement["cue"]["end"])
        source = statement["source"]
        self.source = words_of(text, source) if source.get("start") is not None else None
        self.content = frozenset().union(*[frozenset(range(*words_of(text, c))) for c in statement["content"]])
        self.act = statement["act"]


def words_of(text: Text, span: dict[str, Any]) -> tuple[int, int]:
    """The words that a source span touches."""
    spans = source_spans(text)
    touched = [i for i, (start, end) in enumerate(spans) if start < span["end"] and span["start"] < end]
    return (touched[0], touched[-1] + 1) if touched else (0, 0)


_SPANS: dict[int, list[tuple[int, int]]] = {}


def source_spans(text: Text) -> list[tuple[int, int]]:
    if id(text) not in _SPANS:
        _SPANS[id(text)] = [text.word_span(i, i + 1)[:2] for i in range(len(text.words))]
    return _SPANS[id(text)]


def f1(a: frozenset[int], b: frozenset[int]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0


def align(article: Article, sites: Sequence[Site]) -> dict[int, Gold]:
    """Gold statement of each site (by its index) that is one; a reading whose act is right is preferred."""
    text = article.text
    found: dict[int, Gold] = {}
    for statement in article.gold["statements"]:
        gold = Gold(article, statement)
        start, end = gold.cue_span
        touching = []
        for n, site in enumerate(sites):
            span = text.span(site.start, site.end)
            if span.start < end and start < span.end and (site.sort != "colon" or end - start == 1):
                touching.append(n)
        same_act = [n for n in touching if sites[n].act == gold.act]
        for n in same_act or touching:
            if n not in found:
                found[n] = gold
    return found


def single(gold: dict[int, Gold], sites: Sequence[Site]) -> dict[int, Gold]:
    """One site a gold statement: of a word's readings the first, a finite one where there is one."""
    best: dict[str, int] = {}
    for n in sorted(gold, key=lambda n: (sites[n].sort != "verb", n)):
        best.setdefault(gold[n].id, n)
    return {n: gold[n] for n in sorted(best.values())}


def yes_no(examples: list[YesNo], strength: float) -> dict[str, float]:
    """Logistic regression on (features, label, weight)."""
    index: dict[str, int] = {}
    rows, columns = [], []
    for n, (features, _, _) in enumerate(examples):
        for feature in set(features):
            rows.append(n)
            columns.append(index.setdefault(feature, len(index)))
    matrix = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(examples), len(index)))
    labels = np.array([label for _, label, _ in examples])
    model = LogisticRegression(C=strength, solver="liblinear", fit_intercept=False, max_iter=400, random_state=0)
    model.fit(matrix, labels, sample_weight=[weight for _, _, weight in examples])
    return tidy(index, model.coef_[0])


def choice(examples: list[Choice], l2: float) -> dict[str, float]:
    """Conditional logit: of each example's options the right ones are to win (McFadden 1974)."""
    examples = [e for e in examples if len(e) > 1 and sum(right for _, right in e) > 0]
    index: dict[str, int] = {}
    rows, columns, group, target = [], [], [], []
    n = 0
    for g, options in enumerate(examples):
        total = sum(right for _, right in options)
        for features, right in options:
            for feature in set(features):
                rows.append(n)
                columns.append(index.setdefault(feature, len(index)))
            group.append(g)
            target.append(right / total)
            n += 1
    matrix = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(n, len(index)))
    groups, targets = np.array(group), np.array(target)
    starts = np.searchsorted(groups, np.arange(len(examples)))

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        s = matrix @ w
        top = np.maximum.reduceat(s, starts)
        e = np.exp(s - top[groups])
        z = np.add.reduceat(e, starts)
        p = e / z[groups]
        value = -(targets * (s - top[groups] - np.log(z)[groups])).sum() + l2 / 2 * (w @ w)
        return value, matrix.T @ (p - targets) + l2 * w

    result = minimize(loss, np.zeros(len(index)), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return tidy(index, result.x)


def tidy(index: dict[str, int], weights: Iterable[float]) -> dict[str, float]:
    values = list(weights)
    return {f: round(float(values[i]), ROUND) for f, i in index.items() if abs(values[i]) >= 0.02}


def train(articles: Sequence[Article], nested: bool = True) -> Models:
    """Train every model on ``articles``; the cue's own on decisions made by models that had not seen the article."""
    weights = train_parts(articles)
    examples = []
    if nested:
        for fold in range(FOLDS):
            held = [a for n, a in enumerate(articles) if n % FOLDS == fold]
            parts = train_parts([a for n, a in enumerate(articles) if n % FOLDS != fold])
            for article in held:
                examples.extend(cue_examples(article, parts))
        weights["cue"] = Model(yes_no(examples, C_YES_NO["cue"]))
    return weights


def train_parts(articles: Sequence[Article]) -> Models:
    local, ends, sources, contents, speakers = [], [], [], [], []
    aligned = []
    for article in articles:
        sites = find_sites(article.scene)
        gold = align(article, sites)
        aligned.append((article, sites, gold))
        for n, site in enumerate(sites):
            local.append((site_features(article.scene, site), int(n in gold), 1.0))
        for n, statement in single(gold, sites).items():
            ends.extend(end_examples(article.scene, sites[n], statement))
    weights: Models = {
        "local": Model(yes_no(local, C_YES_NO["local"])),
        "source_end": Model(yes_no(ends, C_YES_NO["source_end"])),
    }
    chosen: list[tuple[Article, list[tuple[Site, Gold, Candidate, Content]]]] = []
    for article, sites, gold in aligned:
        scene = article.scene
        breaks = Breaks(scene, [s for s, p in likely_sites(scene, weights["local"]) if p >= 0.3])
        told = []
        for n, statement in single(gold, sites).items():
            options = candidates(scene, sites[n], weights["source_end"])
            rightness = sharpen([source_right(option, statement) for option in options])
            sources.append([(expand(o.features), r) for o, r in zip(options, rightness, strict=True)])
            best = options[int(np.argmax(rightness))]
            found = find_contents(scene, sites[n], best, breaks)
            values = [f1(frozenset(range(c.first, c.last)), statement.content) for c in found]
            if values and max(values) >= 0.6:
                top = max(values)
                contents.append(
                    [
                        (expand(c.shared + c.features), 1.0 if v >= top - 1e-9 else 0.3 if v >= 0.92 else 0.0)
                        for c, v in zip(found, values, strict=True)
                    ]
                )
                told.append((sites[n], statement, best, found[int(np.argmax(values))]))
        chosen.append((article, told))
    weights["source"] = Model(choice(sources, L2_CHOICE["source"]))
    weights["content"] = Model(choice(contents, L2_CHOICE["content"]))
    addressed, unknown, marked, described = [], [], [], []
    for article, told in chosen:
        meant, nobody, people = speaker_examples(article, told)
        speakers.extend(meant)
        unknown.extend(nobody)
        described.extend(people)
        addressed.extend(addressee_examples(article, told))
        marked.extend(marked_examples(article))
    for name, examples in (("addressee", addressed), ("unknown", unknown), ("marked", marked)):
        weights[name] = Model(yes_no(examples, C_YES_NO[name]))
    weights["speaker"] = Model(choice(speakers, L2_CHOICE["speaker"]))
    weights["holder"] = Model(choice(described, L2_CHOICE["holder"]))
    return weights


def source_right(option: Candidate, gold: Gold) -> float:
    if gold.source is None:
        return float(option.side == "none")
    if option.side == "none":
        return 0.0
    value = f1(frozenset(range(option.first, option.last)), frozenset(range(*gold.source)))
    return value if value >= 0.5 else 0.0


def sharpen(values: list[float]) -> list[float]:
    """Of phrases that begin at the same word the scorer takes those with most words right; the others teach little."""
    top = max(values)
    return [1.0 if v >= top - 1e-9 and v > 0 else 0.5 if v >= 0.8 else 0.0 for v in values]


def end_examples(scene: Scene, site: Site, gold: Gold) -> list[YesNo]:
    if gold.source is None or gold.source[1] - gold.source[0] > 20:
        return []
    first, last = gold.source
    examples = []
    named = scene.codes[first] in "PO"
    for at in range(first + 1, min(last + 1, len(scene.codes))):
        if scene.mention_at[at] >= 0 and scene.mention_at[at] == scene.mention_at[at - 1]:
            continue
        examples.append((expand(end_features(scene, site, first, at, named)), int(at == last), 1.0))
        named = named or scene.codes[at] == "P"
    return examples


def cue_examples(article: Article, weights: Models) -> list[YesNo]:
    scene = article.scene
    likely = likely_sites(scene, weights["local"])
    gold = align(article, [site for site, _ in likely])
    breaks = Breaks(scene, [site for site, p in likely if p >= 0.3])
    examples = []
    for n, (site, local) in enumerate(likely):
        source, by = choose_source(scene, site, weights)
        content, margin = choose_content(scene, site, source, breaks, weights)
        features = cue_features(scene, site, source, content, (by, margin), float(np.log(local / (1 - local))))
        examples.append((features, int(n in gold), 1.0))
    return examples


def speaker_examples(
    article: Article, chosen: list[tuple[Site, Gold, Candidate, Content]]
) -> tuple[list[Choice], list[YesNo], list[Choice]]:
    """Who was meant, where the words leave it open, whether nobody is named, and whom a description means, given that all
    before was read rightly."""
    scene = article.scene
    unique = {gold.id: (site, gold, source, content) for site, gold, source, content in chosen}
    ordered = sorted(unique.values(), key=lambda item: item[0].start)
    told = [Told(site, source, content) for site, _, source, content in ordered]
    nest(told)
    cast = Cast(scene)
    places = gold_places(article)
    history: list[tuple[int, Told]] = []
    examples: list[Choice] = []
    nobody: list[YesNo] = []
    described: list[Choice] = []
    for statement, (site, gold, source, _) in zip(told, ordered, strict=True):
        entity = gold.statement["source"].get("entity")
        if source.side != "none":
            meant = cast.resolve(source, history).speakers
            if cast.is_described(source):
                people = cast.options(source.first, source.last, history)
                right = holders_right(article, places, entity, [number for number, _ in people])
                described.append([(features, r) for (_, features), r in zip(people, right, strict=True)])
                if any(right) and people[int(np.argmax(right))][0] != NOBODY:
                    meant = (people[int(np.argmax(right))][0],)
            statement.speakers = meant
            if site.form is not None and source.side == "post" and site.sort == "verb" and statement.speakers:
                cast.learn_gender(statement.speakers[0], site.form.gender)
        else:
            options = antecedents(scene, cast, statement, history)
            right = [
                float(bool(places[entity] & words_at(scene, cast, speaker.entity, history))) for speaker, _ in options
            ]
            examples.append([(features, r) for (_, features), r in zip(options, right, strict=True)])
            nobody.append((unknown_features(scene, statement, history), int(not places[entity]), 1.0))
            if any(right):
                statement.speakers = (options[int(np.argmax(right))][0].entity,)
        if statement.speakers:
            history.append((statement.speakers[0], statement))
    return examples, nobody, described


def holders_right(
    article: Article, places: dict[str | None, set[int]], entity: str | None, people: Sequence[int]
) -> list[float]:
    """Which of ``people`` a description of ``entity`` means, nobody where no person's name is its; none where naql has not found it."""
    kinds = {e["id"]: e["type"] for e in article.gold["entities"]}
    named = {
        n: {i for m in article.scene.names.mentions if m.entity == n for i in range(m.first, m.last)} for n in people
    }
    unnamed = kinds.get(entity or "") != "PER"
    return [float(unnamed if n == NOBODY else not unnamed and bool(named[n] & places[entity])) for n in people]


def marked_examples(article: Article) -> list[YesNo]:
    """Short quotations in what is said: whether they are names, which make nothing a quotation.

    Where several stand in it, they are known only if all of them are names.
    """
    scene, examples = article.scene, []
    for statement in article.gold["statements"]:
        words = sorted(Gold(article, statement).content)
        quotes = quotes_in(scene, words[0], words[-1] + 1) if words else []
        if len(quotes) == 1 or statement["mode"] == "indirect":
            name = int(statement["mode"] == "indirect")
            short = [quote for quote in quotes if quote.last - quote.first <= LONGEST_NAME]
            examples += [(marked_features(scene, quote), name, 1.0) for quote in short]
    return examples


def addressee_examples(article: Article, chosen: list[tuple[Site, Gold, Candidate, Content]]) -> list[YesNo]:
    """Which of the names near a cue are told; what is carried over from an earlier statement teaches nothing."""
    places = gold_places(article)
    examples = []
    for site, gold, source, content in chosen:
        told = Told(site, source, content)
        hearers = set().union(*(places[entity] for entity in gold.statement.get("addressees", ())), set())
        spoken = places[gold.statement["source"].get("entity")]
        for mention, features in possible_addressees(article.scene, told):
            words = set(range(mention.first, mention.last))
            if not words & spoken:
                told_them = bool(words & hearers)
                examples.append((features, int(told_them), 3.0 if told_them else 1.0))
    return examples


def gold_places(article: Article) -> dict[str | None, set[int]]:
    places: dict[str | None, set[int]] = defaultdict(set)
    for entity in article.gold["entities"]:
        for mention in entity.get("mentions", []):
            places[entity["id"]] |= set(range(*words_of(article.text, mention)))
    for statement in article.gold["statements"]:
        if statement["source"].get("start") is not None:
            places[statement["source"].get("entity")] |= set(range(*words_of(article.text, statement["source"])))
    return places


def words_at(scene: Scene, cast: Cast, entity: int, history: Sequence[tuple[int, Told]]) -> set[int]:
    words = {i for m in scene.names.mentions if m.entity == entity for i in range(m.first, m.last)}
    for number, told in history:
        if number == entity and told.source.side != "none":
            words |= set(range(told.source.first, told.source.last))
    return words


def write(weights: Models) -> None:
    made = "# Made by scripts/train_statements.py: weights of linear models over features; see naql.statements.model.\n"
    OUT.write_text(made + written(dict(sorted(weights.items()))), encoding="utf-8")


def read_all(articles: Sequence[Article], weights: Models, network: Network | None, out: Path, thirds: Thirds) -> None:
    reader = Reader()
    reader.statements = StatementFinder(weights, network)
    for article in articles:
        reader.names = thirds.of(article.publisher)
        report = Report(article.text.source, article.name, published=date.fromisoformat(article.published))
        (out / f"{article.name}.json").write_text(dumps(reader.read(report)), encoding="utf-8")


def network(guessed: Path | None, articles: Sequence[Article]) -> Network | None:
    """A network trained on ``articles``; None, for the shipped one, where nothing is given to begin with."""
    if guessed is None:
        return None
    from train_network import fit, network_of  # only here is PyTorch needed

    return network_of(fit(guessed, articles))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--cross", type=Path, metavar="OUT")
    parser.add_argument("--test", type=Path, nargs=2, metavar=("GOLD_DIR", "OUT"))
    parser.add_argument("--network", type=Path, metavar="GUESSED.pt")
    parser.add_argument("--names", type=Path, metavar="THIRDS")
    arguments = parser.parse_args()
    thirds = Thirds(arguments.names)
    articles = load(arguments.gold, thirds)
    print(f"{len(articles)} articles, {sum(len(a.gold['statements']) for a in articles)} statements")
    if arguments.cross:
        arguments.cross.mkdir(parents=True, exist_ok=True)
        measured = {path.name.removesuffix(".gold.json") for path in arguments.gold[0].glob("*.gold.json")}
        for outlets in groups_of_outlets(a.publisher for a in articles if a.name in measured):
            known = [a for a in articles if a.publisher not in outlets]
            held = [a for a in articles if a.publisher in outlets and a.name in measured]
            read_all(held, train(known), network(arguments.network, known), arguments.cross, thirds)
    elif arguments.test:
        gold, out = arguments.test
        out.mkdir(parents=True, exist_ok=True)
        read_all(load([gold], thirds), train(articles), network(arguments.network, articles), out, thirds)
    else:
        weights = train(articles)
        write(weights)
        print({name: len(w.weights) for name, w in weights.items()})


if __name__ == "__main__":
    main()
