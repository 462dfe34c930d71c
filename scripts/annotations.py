"""Hand-made annotation of reports of the ANT corpus, kept as offsets and labels without any text.

    annotations.py restore CORPUS.jsonl.gz OUT       write NAME.txt and NAME.gold.json of every annotated report into OUT
    annotations.py store GOLD_DIR ...                put such folders' reports into evaluation/annotations/statements.jsonl
    annotations.py store --events GOLD_DIR ...       the same, of folders whose events are annotated too
    annotations.py ... --held-out                    either, with evaluation/annotations/held_out.jsonl, on which nothing is trained

``evaluation/annotations/statements.jsonl`` has a line a report: its ``name`` in the corpus, the SHA-256 of the text that the
offsets count in (title, then paragraphs), names (entities with their mentions) and statements as ``../shared/gold/GUIDELINES.md``
defines them; a line with ``events`` also has what happened, each as [type, trigger, actors, recipients, place, asserted_by], one with ``times``
its temporal expressions, each as [type, value, ends].
Findings are not annotated. A line that is stored again takes the place of the one before. The corpus itself
(antcorpus.multisource.data v2.1) is not part of the project. ``train_statements.py``, ``train_encoder.py``, ``train_names.py``
and, on those whose ``events`` are not null, ``train_events.py`` train on what ``restore`` writes.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "evaluation" / "annotations"
KEPT, HELD_OUT = FOLDER / "statements.jsonl", FOLDER / "held_out.jsonl"
_EMPTY_LINES = re.compile(r"\n\s*\n+")


def text_of(article: dict[str, Any]) -> str:
    """The text that is annotated: the title, then the paragraphs, one a line."""
    return article["title"].strip() + "\n" + _EMPTY_LINES.sub("\n", article["text"].strip())


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def kept_lines(held_out: bool = False) -> dict[str, dict[str, Any]]:
    """The lines that are kept, by the report's name."""
    kept = HELD_OUT if held_out else KEPT
    lines = kept.read_text(encoding="utf-8").splitlines() if kept.exists() else []
    return {line["name"]: line for line in map(json.loads, lines)}


def store(folders: list[Path], events: bool, held_out: bool = False) -> None:
    kept = HELD_OUT if held_out else KEPT
    lines, others = kept_lines(held_out), kept_lines(not held_out)
    for folder in folders:
        for path in folder.glob("*.gold.json"):
            gold = json.loads(path.read_text(encoding="utf-8"))
            text = path.with_name(path.name.replace(".gold.json", ".txt")).read_text(encoding="utf-8")
            if "from" not in gold["document"]:
                continue
            if gold["document"]["from"] in others:
                raise SystemExit(f"{path}: kept in the other file; what is measured on is not trained on")
            numbers = {entity["id"]: f"e{n}" for n, entity in enumerate(gold["entities"], 1)}
            ids = {statement["id"]: f"s{n}" for n, statement in enumerate(gold["statements"], 1)}
            line = {
                "name": gold["document"]["from"],
                "sha256": sha256(text),
                "entities": [
                    [numbers[e["id"]], e["type"], [[m["start"], m["end"]] for m in e["mentions"]]]
                    for e in gold["entities"]
                ],
                "statements": [stored(statement, ids, numbers) for statement in gold["statements"]],
            }
            if gold.get("times"):
                line["times"] = [[time["type"], time["value"], [time["start"], time["end"]]] for time in gold["times"]]
            before = lines.get(line["name"], {})
            if events:
                line["events"] = [stored_event(event, ids, numbers) for event in gold["events"]]
            elif "events" in before:
                raise SystemExit(f"{path}: its events are kept, and numbered as its names are; store it with --events")
            lines[line["name"]] = line
    kept.parent.mkdir(exist_ok=True)
    written = sorted(json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in lines.values())
    kept.write_text("\n".join(written) + "\n", encoding="utf-8")
    told = [line["events"] for line in lines.values() if "events" in line]
    print(f"{len(lines)} reports, {len(told)} of them with events ({sum(map(len, told))})")


def stored_event(event: dict[str, Any], ids: dict[str, str], numbers: dict[str, str]) -> list[Any]:
    return [
        event["type"],
        [event["trigger"]["start"], event["trigger"]["end"]],
        [numbers[entity] for entity in event["actors"]],
        [numbers[entity] for entity in event["recipients"]],
        numbers.get(event.get("place") or ""),
        ids.get(event.get("asserted_by") or ""),
    ]


def stored(statement: dict[str, Any], ids: dict[str, str], numbers: dict[str, str]) -> dict[str, Any]:
    source = statement["source"]
    found = {
        "id": ids[statement["id"]],
        "parent": ids.get(statement["parent"] or ""),
        "kind": source["kind"],
        "by": [numbers[entity] for entity in source["entities"]],
        "source": [source["start"], source["end"]] if source.get("start") is not None else None,
        "cue": [statement["cue"]["start"], statement["cue"]["end"]],
        "content": [[c["start"], c["end"]] for c in statement["content"]],
        "to": [numbers[entity] for entity in statement["addressees"]],
        "act": statement["act"],
        "mode": statement["mode"],
        "channel": statement.get("channel"),
    }
    return {key: value for key, value in found.items() if value not in (None, [])}


def restore(corpus: Path, out: Path, held_out: bool = False) -> None:
    kept = kept_lines(held_out)
    out.mkdir(parents=True, exist_ok=True)
    done = 0
    with gzip.open(corpus, "rt", encoding="utf-8") as stream:
        for article in map(json.loads, stream):
            line = kept.get(article["name"])
            if line is None or sha256(text_of(article)) != line["sha256"]:
                continue
            text = text_of(article)
            (out / f"{article['name']}.txt").write_text(text, encoding="utf-8")
            gold = restored(line, text, article["publisher"], article["published"][:10])
            (out / f"{article['name']}.gold.json").write_text(json.dumps(gold, ensure_ascii=False), encoding="utf-8")
            done += 1
    print(f"{done} of {len(kept)} reports")


def restored(line: dict[str, Any], text: str, publisher: str, published: str) -> dict[str, Any]:
    def span(ends: list[int]) -> dict[str, Any]:
        return {"start": ends[0], "end": ends[1], "text": text[ends[0] : ends[1]]}

    statements = []
    for kept in line["statements"]:
        by = kept.get("by", [])
        source = {"kind": kept["kind"], "entity": by[0] if by else None, "entities": by}
        statements.append(
            {
                "id": kept["id"],
                "parent": kept.get("parent"),
                "source": source | (span(kept["source"]) if "source" in kept else {}),
                "cue": span(kept["cue"]),
                "content": [span(ends) for ends in kept["content"]],
                "addressees": kept.get("to", []),
                "act": kept["act"],
                "mode": kept["mode"],
                "channel": kept.get("channel"),
            }
        )
    return {
        "document": {"name": line["name"], "publisher": publisher, "published": published, "language": "ar"},
        "times": [
            {"id": f"t{n}", "type": kind, "value": value, **span(ends)}
            for n, (kind, value, ends) in enumerate(line.get("times", []), 1)
        ],
        "entities": [
            {
                "id": number,
                "type": kind,
                "name": text[places[0][0] : places[0][1]] if places else number,
                "mentions": [span(ends) for ends in places],
            }
            for number, kind, places in line["entities"]
        ],
        "statements": statements,
        "events": restored_events(line["events"], span) if "events" in line else None,
        "findings": [],
    }


def restored_events(kept: list[Any], span: Callable[[list[int]], dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "id": f"v{n}",
            "type": kind,
            "trigger": span(trigger),
            "actors": actors,
            "recipients": recipients,
            "place": place,
            "time": None,
            "asserted_by": teller,
        }
        for n, (kind, trigger, actors, recipients, place, teller) in enumerate(kept, 1)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    told = commands.add_parser("restore")
    told.add_argument("corpus", type=Path)
    told.add_argument("out", type=Path)
    keeping = commands.add_parser("store")
    keeping.add_argument("folders", type=Path, nargs="+")
    keeping.add_argument("--events", action="store_true")
    for command in (told, keeping):
        command.add_argument("--held-out", action="store_true")
    asked = parser.parse_args()
    if asked.command == "store":
        store(asked.folders, asked.events, asked.held_out)
    else:
        restore(asked.corpus, asked.out, asked.held_out)


if __name__ == "__main__":
    main()
