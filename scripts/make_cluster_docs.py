"""Write the tables of ``docs/cluster.md``: the dataset's columns and, where they are given, the measured figures.

naql bench NEWS.jsonl.gz --scale --json > scale.json
make_cluster_docs.py [scale.json]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pyarrow as pa

from naql.cluster import SCHEMAS
from naql.cluster.scale import show

PAGE = Path(__file__).parents[1] / "docs" / "cluster.md"
# What a column holds, where its name and docs/format.md do not tell.
MEANINGS = {
    ("reports", "report"): "the report's code, the same in all tables and in a ledger",
    ("reports", "sha256"): "of the text's UTF-8",
    ("reports", "host"): "of the address, without 'www.'",
    ("reports", "published"): "the day, as the outlet's zone counts it",
    ("reports", "published_at"): "ISO 8601, with the distance from UTC where it is known",
    ("reports", "text"): "what all spans refer to",
    ("reports", "reading"): "the whole reading, as `naql read --format json` prints it",
    ("reports", "source"): "the file that it came from",
    ("reports", "record"): "its number in that file, from 0",
    ("statements", "statement"): "its id within the report",
    ("statements", "parent"): "the statement that tells this one",
    ("statements", "lemma"): "of the cue",
    ("statements", "source"): "the words for who speaks",
    ("statements", "source_by"): "how the speaker was found",
    ("statements", "speakers"): "their names; `speaker_ids` are their rows in `entities`",
    ("statements", "time_value"): "when it was said, TIMEX3",
    ("statements", "place"): "where it was said, by name",
    ("entities", "entity"): "its id within the report",
    ("entities", "latin"): "the name romanised",
    ("entities", "country"): "ISO 3166",
    ("entities", "roles"): "titles and roles; `since`, `until`, `during` are TIMEX3",
    ("times", "value"): "TIMEX3",
    ("times", "alternatives"): "other values that the words allow",
    ("events", "event"): "its id within the report",
    ("events", "type"): "PLOVER's, in lower case",
    ("events", "actor_ids"): "rows of `entities`",
    ("events", "place"): "by name",
    ("events", "time_value"): "TIMEX3",
    ("events", "asserted_by"): "the statement that tells it",
    ("events", "modality"): "did, will, may, attempted, denied: what did not happen stands here too",
    ("findings", "en"): "what a careful reader would stop at, in English",
    ("findings", "ar"): "the same in Arabic",
    ("findings", "suggestion"): "what would be right",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("figures", type=Path, nargs="?")
    figures = parser.parse_args().figures
    fill("columns", columns())
    if figures is not None:
        fill("scale", show(json.loads(figures.read_text(encoding="utf-8"))))


def columns() -> str:
    """A table of the columns of each of the dataset's tables."""
    lines = []
    for table, schema in SCHEMAS.items():
        lines += ["", f"**{table}**", "", "| column | type | |", "| --- | --- | --- |"]
        for field in schema:
            lines.append(f"| `{field.name}` | {written(field.type)} | {MEANINGS.get((table, field.name), '')} |")
    return "\n".join(lines[1:])


def written(kind: pa.DataType) -> str:
    """A type as people write it; a struct of a start, an end and a text is a span."""
    if pa.types.is_list(kind):
        return f"list of {written(kind.value_type)}"
    if pa.types.is_struct(kind):
        fields = [kind.field(n) for n in range(kind.num_fields)]
        names = [field.name for field in fields]
        return (
            "span"
            if names == ["start", "end", "text"]
            else f"struct of {', '.join(f'{f.name} ({written(f.type)})' for f in fields)}"
        )
    return "date" if pa.types.is_date(kind) else str(kind)


def fill(mark: str, content: str) -> None:
    begin, end = f"<!-- {mark}:begin -->", f"<!-- {mark}:end -->"
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(begin)
    PAGE.write_text(f"{before}{begin}\n{content}\n{end}{rest.partition(end)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
