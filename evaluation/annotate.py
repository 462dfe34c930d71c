"""Turn compact annotation into the form that ``naql read --format json`` prints.

    python -m evaluation.annotate FOLDER

Beside each ``NAME.txt`` stands ``NAME.ann.json``, written by hand, where a span is a string
``[¶P:]words[@K]``: these words in line P (1 is the title), the K-th time they stand there (or in the whole text
where no line is given). They must stand there once unless @K says which. ``NAME.gold.json`` is written beside it.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Data = dict[str, Any]
_PLACE = re.compile(r"(?:¶(\d+):)?(.*?)(?:@(\d+))?", re.DOTALL)


class AnnotationError(ValueError):
    """Annotation that does not fit its text: words that are not there, an id that nothing has."""


def locate(text: str, written: str) -> Data:
    """The span of ``text`` that ``[¶P:]words[@K]`` means. :class:`AnnotationError` where that is not one place."""
    match = _PLACE.fullmatch(written)
    if match is None or not match[2]:
        raise AnnotationError(f"no words in {written!r}")
    line, words, which = match.groups()
    low, high = _line(text, int(line)) if line else (0, len(text))
    found = [m.start() for m in re.finditer(f"(?={re.escape(words)})", text[:high]) if m.start() >= low]
    found = [start for start in found if start + len(words) <= high]
    if len(found) < int(which or 1) or (len(found) > 1 and which is None):
        raise AnnotationError(f"{len(found)} times there: {written!r}")
    start = found[int(which) - 1 if which else 0]
    return {"start": start, "end": start + len(words), "text": words}


def _line(text: str, number: int) -> tuple[int, int]:
    lines = text.split("\n")
    if not 1 <= number <= len(lines):
        raise AnnotationError(f"no line {number}")
    low = sum(len(line) + 1 for line in lines[: number - 1])
    return low, low + len(lines[number - 1])


def build(text: str, annotation: Mapping[str, Any]) -> Data:
    """Compact ``annotation`` of ``text`` with its spans as offsets. Raises :class:`AnnotationError`."""
    check_references(annotation)

    def at(row: Mapping[str, Any]) -> Data:
        span = locate(text, row["at"]) if "at" in row else {}
        return {**{key: value for key, value in row.items() if key != "at"}, **span}

    def all_at(written: list[str]) -> list[Data]:
        return [locate(text, place) for place in written]

    return {
        "document": annotation["document"],
        "times": [at(time) for time in annotation["times"]],
        "entities": [{**entity, "mentions": all_at(entity["mentions"])} for entity in annotation["entities"]],
        "statements": [
            {**row, "source": at(row["source"]), "cue": locate(text, row["cue"]), "content": all_at(row["content"])}
            for row in annotation["statements"]
        ],
        "events": [{**event, "trigger": locate(text, event["trigger"])} for event in annotation["events"]],
        "findings": [{**finding, "spans": all_at(finding["spans"])} for finding in annotation["findings"]],
    }


def check_references(annotation: Mapping[str, Any]) -> None:
    """Raise :class:`AnnotationError` where an id is used twice or names nothing."""
    ids = {part: [row["id"] for row in annotation[part]] for part in ("times", "entities", "statements", "events")}
    for part, seen in ids.items():
        if len(seen) != len(set(seen)):
            raise AnnotationError(f"an id twice in {part}: {sorted({one for one in seen if seen.count(one) > 1})}")
    for row in annotation["statements"]:
        _check(row["id"], "entities", [row["source"].get("entity"), row.get("place"), *row["addressees"]], ids)
        _check(row["id"], "statements", [row["parent"]], ids)
        _check(row["id"], "times", [row.get("time")], ids)
    for row in annotation["events"]:
        _check(row["id"], "entities", [row.get("place"), *row["actors"], *row["recipients"]], ids)
        _check(row["id"], "statements", [row.get("asserted_by")], ids)
        _check(row["id"], "times", [row.get("time")], ids)


def _check(row: str, part: str, used: list[str | None], ids: Mapping[str, list[str]]) -> None:
    unknown = [one for one in used if one is not None and one not in ids[part]]
    if unknown:
        raise AnnotationError(f"{row}: not among {part}: {', '.join(unknown)}")


def main(folder: Path) -> int:
    """Write every annotation's offsets; 1 where one does not fit its text."""
    wrong = 0
    for path in sorted(folder.glob("*.ann.json")):
        bare = path.with_name(path.name.removesuffix(".ann.json"))
        text = bare.with_name(bare.name + ".txt").read_text(encoding="utf-8")
        try:
            gold = build(text, json.loads(path.read_text(encoding="utf-8")))
        except (AnnotationError, KeyError, json.JSONDecodeError) as error:
            wrong = 1
            print(f"{path.name}: {type(error).__name__}: {error}", file=sys.stderr)
            continue
        target = bare.with_name(bare.name + ".gold.json")
        target.write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return wrong


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
