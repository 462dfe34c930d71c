"""Make src/naql/lexicons/stem_weights.tsv: in how many reports each stem stands.

    python scripts/make_stem_weights.py ../shared/data/news_2018_h1.jsonl.gz

Counts of words alone, no text. A stem that fewer than twenty reports hold is left out: how rare it is exactly says little,
and the list would be six times as long.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from pathlib import Path

from naql.compare.words import stems

OUT = Path(__file__).parents[1] / "src" / "naql" / "lexicons" / "stem_weights.tsv"
LEAST = 20


def main() -> None:
    counts: Counter[str] = Counter()
    total = 0
    with gzip.open(sys.argv[1], "rt", encoding="utf-8") as lines:
        for line in lines:
            item = json.loads(line)
            counts.update(set(stems(f"{item.get('title') or ''}\n{item.get('text') or ''}")))
            total += 1
    kept = sorted((stem, count) for stem, count in counts.items() if count >= LEAST and len(stem) > 1)
    head = "# Made by scripts/make_stem_weights.py: reports of the Arabic News Texts corpus that hold a stem; * is all of them."
    OUT.write_text("\n".join([head, "stem\treports", f"*\t{total}", *(f"{s}\t{n}" for s, n in kept)]) + "\n", "utf-8")
    print(f"{OUT.name}: {len(kept)} stems of {total} reports")


if __name__ == "__main__":
    main()
