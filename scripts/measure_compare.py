"""How long it takes to compare and to group a ledger's reports, and how that grows.

    naql add ../shared/data/news_2018_h1.jsonl.gz --ledger news.db --jobs 2
    python scripts/measure_compare.py news.db --reports 5000 20000 100000 [--postgres] [--docs]

Works on a copy. More reports than the ledger has are made by repeating it a year later each time, so that a day has as many
reports as before; the texts stay, so that each is also found as a copy of its repetitions. ``--docs`` writes the table into
docs/compare.md. ``--postgres`` measures the first size on a PostgreSQL of its own too, from the wheel of the ``dev`` extra.

With SQLite all is done in one process, whose processor time is told: it does not depend on what else runs. With PostgreSQL
it is the time on the clock.
"""

from __future__ import annotations

import argparse
import re
import shutil
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from measure_ledger import postgres
from sqlalchemy import delete, func, insert, select

from naql.ledger import Ledger, alike
from naql.ledger.tables import links, marks, profiles, readings, reports, versions, waiting

PAGE = Path(__file__).parents[1] / "docs" / "compare.md"
MARKS = ("<!-- speed:begin -->", "<!-- speed:end -->")
YEAR = timedelta(days=364)
AT_ONCE = 1000
TURNS = 9


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--reports", type=int, nargs="+", default=[5000, 20000])
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--docs", action="store_true")
    asked = parser.parse_args()
    lines = [
        "| database, reports | compare all | a report | times the first row's | group | stories of two and more | one more report | its story |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    print(*lines, sep="\n", flush=True)
    first = 0.0
    for size in asked.reports:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "naql.db"
            shutil.copy(asked.ledger, path)
            with Ledger.open(str(path)) as ledger:
                resize(ledger, size)
                line, each = measure(ledger, "SQLite", first)
        first = first or each
        lines.append(line)
        print(line, flush=True)
        if asked.docs:
            write(PAGE, MARKS, lines)
    if asked.postgres:
        with Ledger.open(postgres()) as other:
            with Ledger.open(str(asked.ledger)) as ledger:
                for reading in islice(ledger.readings(), asked.reports[0]):
                    other.add(reading)
            lines.append(measure(other, "PostgreSQL", first)[0])
            print(lines[-1], flush=True)
    if asked.docs:
        write(PAGE, MARKS, lines)


def write(page: Path, marks: tuple[str, str], lines: list[str]) -> None:
    """Put ``lines`` between the two marks of a page."""
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(marks[0])
    made = "\n".join([marks[0], *lines, marks[1]])
    page.write_text(f"{before}{made}{rest.partition(marks[1])[2]}", encoding="utf-8")


def resize(ledger: Ledger, size: int) -> None:
    """Leave ``size`` versions, none of them compared."""
    with ledger._begin(write=True) as connection:
        for table in (links, marks, profiles, waiting):
            connection.execute(delete(table))
        have = connection.execute(select(func.count()).select_from(readings)).scalar_one()
        if size < have:
            kept = select(versions.c.id).order_by(versions.c.published, versions.c.id).limit(size)
            connection.execute(delete(readings).where(readings.c.version.not_in(kept)))
        else:
            chosen = select(versions, readings.c.body, readings.c.naql, readings.c.made)
            some = connection.execute(chosen.join(readings, readings.c.version == versions.c.id)).mappings().all()
            last = connection.execute(select(func.max(versions.c.id))).scalar_one()
            homes = connection.execute(select(func.max(reports.c.id))).scalar_one()
            made = (
                repeated(some[at % len(some)], 1 + at // len(some), last + 1 + at, homes + 1 + at)
                for at in range(size - have)
            )
            while part := list(islice(made, AT_ONCE)):
                for table, rows in zip((reports, versions, readings), zip(*part, strict=True), strict=True):
                    connection.execute(insert(table), list(rows))
        read = select(readings.c.version, versions.c.published).join(versions, versions.c.id == readings.c.version)
        alike.wait(connection, [(row.version, row.published) for row in connection.execute(read)])


def repeated(row: Any, turn: int, number: int, home: int) -> tuple[dict[str, Any], ...]:
    """The rows of a report as another one, ``turn`` years later."""
    later = row["published"] + turn * YEAR if row["published"] else None
    body = zlib.decompress(row["body"]).decode()
    if later:
        body = re.sub(r'"published": ?"[^"]*"', f'"published":"{later.isoformat()}"', body, count=1)
    return (
        {"id": home, "key": f"{turn} {row['code']}", "name": "", "publisher": str(row["report"])},
        {column.name: row[column.name] for column in versions.c}
        | {"id": number, "report": home, "number": 1, "published": later}
        | {"code": f"r{zlib.crc32(row['code'].encode()):08x}{turn:02x}"},
        {"version": number, "naql": row["naql"], "made": row["made"], "body": zlib.compress(body.encode(), 1)},
    )


def measure(ledger: Ledger, name: str, first: float) -> tuple[str, float]:
    """A row of the table, and the seconds that one report took."""
    clock = time.process_time if name == "SQLite" else time.perf_counter
    start = clock()
    total = ledger.compare()
    each = (clock() - start) / total
    start = clock()
    found = ledger.stories()
    grouped = clock() - start
    some = sorted((story for story in found if len(story) > 1), key=lambda codes: (len(codes), codes))
    one, story = (sorted(took)[TURNS // 2] for took in zip(*turns(ledger, some, clock), strict=True))
    return (
        f"| {name}, {total:,} | {each * total:.0f} s | {each * 1000:.1f} ms | {each / (first or each):.2f} | {grouped:.1f} s | "
        f"{len(some):,} | {one * 1000:.0f} ms | {story * 1000:.0f} ms |"
    ), each


def turns(ledger: Ledger, some: list[tuple[str, ...]], clock: Callable[[], float]) -> Iterator[tuple[float, float]]:
    """How long it takes to compare one more report, and to find its story; of stories of every size."""
    for turn in range(TURNS):
        code = some[turn * (len(some) - 1) // (TURNS - 1)][0]
        with ledger._begin(write=True) as connection:
            row = connection.execute(select(versions.c.id, versions.c.published).where(versions.c.code == code)).one()
            alike.forget(connection, row.id)
            alike.wait(connection, [(row.id, row.published)])
        start = clock()
        ledger.compare()
        between = clock()
        ledger.story(code)
        yield between - start, clock() - between


if __name__ == "__main__":
    main()
