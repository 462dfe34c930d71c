"""How the set is taken in: by naql, and by trafilatura alone.

    python -m evaluation.intake [--docs] [--wrong]

``--docs`` writes the table into docs/intake.md, ``--wrong`` lists what is not as expected.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import trafilatura

from evaluation.intake.pages import ITEMS, Item
from naql.errors import InputError
from naql.ingest.html import read_page
from naql.ingest.pdf import read_pdf

PAGE = Path(__file__).parents[2] / "docs" / "intake.md"
MARKS = ("<!-- intake:begin -->", "<!-- intake:end -->")
ROWS = ("title", "date", "publisher", "paragraphs kept", "nothing else", "everything")


class Got(NamedTuple):
    """What was taken of a page."""

    title: str | None
    publisher: str | None
    day: str | None
    paragraphs: list[str]


def by_naql(item: Item) -> Got:
    """What naql takes."""
    try:
        if item.name.endswith(".pdf"):
            report = read_pdf(item.data, item.name)
        else:
            report = read_page(item.data, item.name, url=item.url, media=item.media)
    except InputError as error:
        return Got(None, None, None, [str(error)])
    lines = report.text.split("\n")
    return Got(
        report.title,
        report.publisher,
        report.published.isoformat() if report.published else None,
        lines[1:] if lines[0] == report.title else lines,
    )


def by_trafilatura(item: Item) -> Got:
    """What trafilatura takes by itself."""
    if item.name.endswith(".pdf"):  # which it does not read
        return Got(None, None, None, [])
    found: Any = trafilatura.bare_extraction(item.data, url=item.url, with_metadata=True, include_comments=False)
    if found is None:
        return Got(None, None, None, [])
    lines = [" ".join(line.split()) for line in (found.text or "").split("\n") if line.strip()]
    return Got(found.title, found.sitename, found.date, [line for line in lines if line != found.title])


def judge(item: Item, got: Got) -> dict[str, bool]:
    """Which of :data:`ROWS` is as expected."""
    kept, given = Counter(got.paragraphs), Counter(item.paragraphs)
    judged = {
        "title": got.title == item.title,
        "date": got.day == (item.day.isoformat() if item.day else None),
        "publisher": got.publisher == item.publisher,
        "paragraphs kept": not given - kept,
        "nothing else": not kept - given,
    }
    return {**judged, "everything": all(judged.values())}


def table() -> str:
    """The shares of pages that are right, as Markdown."""
    shares = []
    for take in (by_naql, by_trafilatura):
        judged = [judge(item, take(item)) for item in ITEMS]
        shares.append({row: sum(one[row] for one in judged) / len(judged) for row in ROWS})
    lines = [f"| of {len(ITEMS)} pages and PDFs | naql | trafilatura alone |", "| --- | ---: | ---: |"]
    return "\n".join([*lines, *(f"| {row} | {shares[0][row]:.0%} | {shares[1][row]:.0%} |" for row in ROWS)])


def main() -> None:
    """Parse and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--docs", action="store_true")
    parser.add_argument("--wrong", action="store_true")
    arguments = parser.parse_args()
    made = table()
    print(made)
    if arguments.wrong:
        for item in ITEMS:
            got = by_naql(item)
            wrong = [row for row, right in judge(item, got).items() if not right]
            if wrong:
                print(item.name, wrong, got.title, got.publisher, got.day)
                for line in {*got.paragraphs} ^ {*item.paragraphs}:
                    print("  ", "+" if line in got.paragraphs else "-", line)
    if arguments.docs:
        text = PAGE.read_text(encoding="utf-8")
        before, _, rest = text.partition(MARKS[0])
        PAGE.write_text(f"{before}{MARKS[0]}\n{made}\n{MARKS[1]}{rest.partition(MARKS[1])[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
