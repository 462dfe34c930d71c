"""Hold what naql finds across reports against what people judged, and count the copies that it finds.

    naql add ../shared/data/news_2018_h1.jsonl.gz --ledger news.db --jobs 2
    python scripts/evaluate_compare.py news.db [--stance ../shared/data] [--docs]

``evaluation/compare/reports.tsv`` holds pairs of reports of different outlets that look alike: is the shorter one a copy of
the other, partly, or not at all; do they tell one story? ``claims.tsv`` holds pairs of what two such reports tell: the same,
a contradiction, or neither. Both name texts by the beginning of their SHA-256 and characters by their offsets; no text is in
them. Three annotators judged the pairs marked 'seen' and 'unseen', and 'later' ones of reports: ``reuse`` and ``story`` are what two of them say
(``reuse_by``, ``story_by``: the first one, then two who saw neither his labels nor naql's); ``label`` is the first one's,
``label_by`` all three. The thresholds of naql.compare were chosen on the rows marked 'seen', and on those marked 'later'. Of reports these are pairs
that were drawn afterwards from what shares some text, most of them from where copies and partial copies are hard to tell apart,
and of which two judged whether they tell one story, and 73 (``reuse_by`` has one label) from around the
threshold of stories, judged by one; of claims, pairs in which numbers differ or one side denies, drawn from
what naql passed over and from what it called a contradiction: nobody judged of them whether they tell the same, and they are no
measure but of what was mended. ``--docs`` writes the tables into docs/compare.md.
"""

from __future__ import annotations

import argparse
import csv
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from measure_compare import write
from sqlalchemy import select

from naql.compare import COPY, PART, Telling, profile
from naql.compare import judge as judge_pair
from naql.compare.claims import judge as judge_claims
from naql.compare.tellings import tellings
from naql.compare.words import words
from naql.ledger import Ledger, alike
from naql.ledger.tables import reports, versions
from naql.records import Reading

PAGE = Path(__file__).parents[1] / "docs" / "compare.md"
MARKS = ("<!-- quality:begin -->", "<!-- quality:end -->")
HERE = Path(__file__).parents[1] / "evaluation" / "compare"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ledger")
    parser.add_argument("--stance", type=Path, help="the folder of headlines_stance_train.csv and _dev.csv")
    parser.add_argument("--docs", action="store_true")
    asked = parser.parse_args()
    with Ledger.open(asked.ledger) as ledger:
        ledger.compare()
        with ledger._begin() as connection:
            chosen = select(versions.c.code, versions.c.sha256, versions.c.text, reports.c.publisher)
            kept = list(connection.execute(chosen.join(reports, reports.c.id == versions.c.report)))
            newest = set(alike.current(connection).values())
        codes = {row.sha256[:16]: row.code for row in kept}
        home = {code: group for group in ledger.stories() for code in group}
        lines = ["| what | half | pairs | that are so | precision | recall |", "|---|---|---:|---:|---:|---:|"]
        lines += pairs(ledger, codes, home)
        lines += claims(ledger, codes)
        lines += ["", "| pairs of | in the corpus | found as copies |", "|---|---:|---:|"]
        lines += duplicates(ledger, [row for row in kept if row.code in newest])
    if asked.stance:
        lines += ["", *stance(asked.stance)]
    print("\n".join(lines))
    if asked.docs:
        write(PAGE, MARKS, lines)


def pairs(ledger: Ledger, codes: dict[str, str], home: dict[str, tuple[str, ...]]) -> Iterator[str]:
    rows = read("reports.tsv")
    judged = {}
    for row in rows:
        one, other = codes[row["one"]], codes[row["other"]]
        made = [profile(code, reading(ledger, code)) for code in (one, other)]
        if one in home and other not in home:  # it has a newer version, in whose place it stands where it is asked for
            one, other = other, one
        judged[row["one"], row["other"]] = (judge_pair(*made).shared, other in (home.get(one) or ledger.story(one)))
    for half in ("seen", "later", "unseen"):
        some = [row for row in rows if row["half"] == half]
        found = [judged[row["one"], row["other"]] for row in some]
        yield table("a copy", half, [row["reuse"] == "copy" for row in some], [shared >= COPY for shared, _ in found])
        yield table(
            "a copy or partly one", half, [row["reuse"] != "none" for row in some], [s >= PART for s, _ in found]
        )
        told = [
            (row["story"] == "same", together) for row, (_, together) in zip(some, found, strict=True) if row["story"]
        ]
        yield table("one story", half, [same for same, _ in told], [together for _, together in told])


def claims(ledger: Ledger, codes: dict[str, str]) -> Iterator[str]:
    rows = read("claims.tsv")
    for half in ("seen", "later", "unseen"):
        some = [row for row in rows if row["half"] == half]
        found = []
        for row in some:
            held = [
                nearest(
                    tellings(codes[row[who]], reading(ledger, codes[row[who]])),
                    int(row[f"{who}_start"]),
                    int(row[f"{who}_end"]),
                )
                for who in ("one", "other")
            ]
            one, other = held
            found.append(judge_claims(one, other).verdict if one is not None and other is not None else "different")
        for label in ("contradicts",) if half == "later" else ("same", "contradicts"):
            what = {"same": "one claim", "contradicts": "a contradiction"}[label]
            yield table(what, half, [row["label"] == label for row in some], [verdict == label for verdict in found])
        if half != "later":
            agreed = [row["label_by"].split().count("contradicts") >= 2 for row in some]
            yield table("a contradiction, two of three say", half, agreed, [v == "contradicts" for v in found])


def nearest(told: Sequence[Telling], start: int, end: int) -> Telling | None:
    """The telling that shares most characters with ``start`` to ``end``, and has fewest beside them; None where nothing is told."""

    def overlap(telling: Telling) -> tuple[int, int]:
        first, last = telling.spans[0].start, telling.spans[-1].end
        return max(0, min(last, end) - max(first, start)), first - last

    return max(told, key=overlap, default=None)


def duplicates(ledger: Ledger, kept: Sequence[Any]) -> Iterator[str]:
    """Reports of which the words are the same, and double postings of one outlet: how many of these pairs are linked as copies."""
    exact: dict[int, list[str]] = defaultdict(list)
    titled: dict[tuple[str, str], list[tuple[str, frozenset[str]]]] = defaultdict(list)
    for row in kept:
        held = words(row.text)
        body = words(row.text.partition("\n")[2])
        if len(body) >= 8:
            exact[zlib.crc32(" ".join(body).encode()) << 16 | len(body) & 0xFFFF].append(row.code)
            titled[row.publisher or "", " ".join(words(row.text.partition("\n")[0]))].append(
                (row.code, frozenset(held))
            )
    linked = copies(ledger)
    same = [pair for group in exact.values() for pair in couples(group)]
    twice = [
        (one, other)
        for group in titled.values()
        for (one, mine), (other, yours) in couples(group)
        if len(mine & yours) >= 0.8 * min(len(mine), len(yours))
    ]
    for what, wanted in (
        ("the same words under two addresses", same),
        ("one title and text of one outlet, posted twice", twice),
    ):
        found = sum(tuple(sorted(pair)) in linked for pair in wanted)
        yield f"| {what} | {len(wanted)} | {found} |"


def copies(ledger: Ledger) -> set[tuple[str, str]]:
    with ledger._begin() as connection:
        codes = alike.current(connection)
        return {(pair.one, pair.other) for pair in alike.pairs(connection, codes) if pair.shared >= COPY}


def stance(folder: Path) -> Iterator[str]:
    """F1 of 'agree' and 'disagree' on pairs of headlines: naql's rules, and logistic regression over TF-IDF as a baseline."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import f1_score

    from naql.compare.stance import stance as told

    sets = {}
    for name in ("train", "dev"):
        with (folder / f"headlines_stance_{name}.csv").open(encoding="utf-8") as stream:
            sets[name] = list(csv.DictReader(stream))
    vectors = TfidfVectorizer(ngram_range=(1, 2)).fit([row[side] for row in sets["train"] for side in ("s1", "s2")])

    def features(rows: list[dict[str, str]]) -> Any:
        one, other = (vectors.transform([row[side] for row in rows]) for side in ("s1", "s2"))
        import scipy.sparse as sparse

        return sparse.hstack([one, other, abs(one - other), one.multiply(other)])

    gold = {name: np.array([row["stance"] for row in rows]) for name, rows in sets.items()}
    base = LogisticRegression(max_iter=2000, class_weight="balanced").fit(features(sets["train"]), gold["train"])
    ours = np.array([told(row["s1"], row["s2"])[0] for row in sets["dev"]])
    yield f"| {len(gold['dev'])} pairs of headlines (dev) | F1 agree | F1 disagree |"
    yield "|---|---:|---:|"
    for name, found in (("TF-IDF and logistic regression", base.predict(features(sets["dev"]))), ("naql", ours)):
        scores = [f1_score(gold["dev"] == label, found == label) for label in ("agree", "disagree")]
        yield f"| {name} | {scores[0]:.2f} | {scores[1]:.2f} |"


def reading(ledger: Ledger, code: str) -> Reading:
    found = ledger.show(code).reading
    assert found is not None
    return found


def read(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def couples(some: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    held = list(some)
    return ((one, other) for at, one in enumerate(held) for other in held[at + 1 :])


def table(what: str, half: str, gold: Sequence[bool], found: Sequence[bool]) -> str:
    both = sum(a and b for a, b in zip(gold, found, strict=True))
    count: Callable[[Sequence[bool]], float] = lambda some: sum(some) or float("nan")  # noqa: E731
    return f"| {what} | {half} | {len(gold)} | {sum(gold)} | {both / count(found):.2f} | {both / count(gold):.2f} |"


if __name__ == "__main__":
    main()
