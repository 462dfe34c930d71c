"""Write what is generated in the READMEs: the demo's output, the bench's table, the last lines of the tests.

    make_readme.py [--bench NEWS.jsonl.gz] [--tests LOG] [--held HELD_DIR] [--cross GOLD_DIR OUT]

``--cross`` takes what `scripts/train_statements.py GOLD_DIR --cross OUT` wrote: every article read with weights that had not
seen its outlet. ``--held`` reads what `scripts/annotations.py restore --held-out` wrote with the shipped models.

The measured quality is written by `make eval`.
"""

from __future__ import annotations

import argparse
import io
from datetime import date
from pathlib import Path

from evaluation.__main__ import HEADS, as_markdown
from evaluation.__main__ import measure as score
from rich.console import Console

from naql import Reader, Report
from naql.bench import measure, show
from naql.export.terminal import print_reading

PROJECT = Path(__file__).parents[1]
READMES = ("README.md", "README.ar.md")
LINES, WIDTH = 34, 100


def demo() -> str:
    """The first lines of what `make demo` prints."""
    report = PROJECT / "examples" / "report.txt"
    published = date.fromisoformat(report.with_suffix(".published").read_text().strip())
    stream = io.StringIO()
    print_reading(
        Reader().read(Report(report.read_text(encoding="utf-8"), "report", published=published)),
        Console(file=stream, width=WIDTH),
    )
    lines = [line.rstrip() for line in stream.getvalue().splitlines()][:LINES]
    return "```text\n" + "\n".join(lines) + "\n...\n```"


def fill(mark: str, content: str) -> None:
    """Put ``content`` between the marks of every README that has them."""
    for name in READMES:
        path = PROJECT / name
        text = path.read_text(encoding="utf-8")
        begin, end = f"<!-- {mark}:begin -->", f"<!-- {mark}:end -->"
        if begin in text:
            before, _, rest = text.partition(begin)
            path.write_text(f"{before}{begin}\n{content}\n{end}{rest.partition(end)[2]}", encoding="utf-8")


def main() -> None:
    """Parse and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path)
    parser.add_argument("--tests", type=Path)
    parser.add_argument("--cross", type=Path, nargs=2, metavar=("GOLD_DIR", "OUT"))
    parser.add_argument("--held", type=Path, metavar="HELD_DIR")
    arguments = parser.parse_args()
    if arguments.held:
        fill("held", as_markdown({"held out": score(arguments.held).table}, HEADS["README.md"]))
    if arguments.cross:
        gold, out = arguments.cross
        fill("cross", as_markdown({"a third of the outlets left out": score(gold, out).table}, HEADS["README.md"]))
    fill("demo", demo())
    if arguments.bench:
        fill("bench", show(measure(arguments.bench, 1000)))
    if arguments.tests:
        last = arguments.tests.read_text(encoding="utf-8").strip().splitlines()[-1]
        fill("test", f"```text\n{last}\n```")


if __name__ == "__main__":
    main()
