"""How long it takes to compare and to group a ledger's reports, and how that grows.

    naql add ../shared/data/news_2018_h1.jsonl.gz --ledger news.db --jobs 2
    python scripts/measure_compare.py news.db --reports 5000 20000 100000 [--postgres] [--docs]

Works on a copy. More reports than the ledger has are made by repeating it a year later each time, so that a day has as many
reports as before; the texts stay, so that each is also found as a copy of its repetitions. ``--docs`` writes the rows into
docs/compare.md, where those of other databases and sizes stay. ``--postgres`` measures each size, up to as many reports as the
ledger has, on a PostgreSQL of its own too, from the wheel of the ``dev`` extra.

What is told is processor time, which does not depend on what else runs: of the one process with SQLite; of this one and all of
the server's with PostgreSQL.
"""

from __future__ import annotations

import argparse
import contextlib
import os
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
from sqlalchemy import delete, func, insert, select, text

from naql.ledger import Ledger, alike
from naql.ledger.tables import links, marks, profiles, readings, reports, versions, waiting
from naql.records import Reading

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
    first: dict[str, float] = {}
    for size in asked.reports:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "naql.db"
            shutil.copy(asked.ledger, path)
            with Ledger.open(str(path)) as ledger:
                had = resize(ledger, size)
                rows = [measure(ledger, "SQLite", first, time.process_time)]
                if asked.postgres and size <= had:
                    rows.append(on_postgres(ledger, first))
        lines += rows
        print(*rows, sep="\n", flush=True)
    if asked.docs:
        write(PAGE, MARKS, lines + others(PAGE.read_text(encoding="utf-8"), lines))


def on_postgres(ledger: Ledger, first: dict[str, float]) -> str:
    """A row of the table, of what ``ledger`` holds, on a PostgreSQL."""
    url = postgres()
    with Ledger.open(url) as other:
        for _ in other.add_all(kept(ledger)):
            pass
        with other.engine.begin() as connection:
            folder = connection.execute(text("SHOW data_directory")).scalar_one()
        server = int((Path(folder) / "postmaster.pid").read_text().split()[0])
        return measure(other, "PostgreSQL", first, lambda: time.process_time() + spent(server))


def kept(ledger: Ledger) -> Iterator[Reading]:
    """The readings that ``resize`` has left, in the order of their reports' days."""
    with ledger._begin() as connection:
        chosen = select(versions.c.code).join(readings, readings.c.version == versions.c.id)
        codes = connection.execute(chosen.order_by(versions.c.published, versions.c.id)).scalars().all()
    for code in codes:
        if (found := ledger.show(code).reading) is not None:
            yield found


def spent(server: int) -> float:
    """Seconds of processor time of a PostgreSQL's processes, those that have ended as well (Linux: proc(5))."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            told = stat.read_text().rpartition(")")[2].split()
            if int(stat.parent.name) == server:
                ticks += sum(map(int, told[11:15]))
            elif int(told[1]) == server:
                ticks += sum(map(int, told[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def others(page: str, lines: list[str]) -> list[str]:
    """The rows that stand in a page's table, of databases and sizes that ``lines`` do not tell of."""
    told = {line.split("|")[1] for line in lines}
    table = page.partition(MARKS[0])[2].partition(MARKS[1])[0].splitlines()
    return [row for row in table if row.startswith("|") and row.split("|")[1] not in told]


def write(page: Path, marks: tuple[str, str], lines: list[str]) -> None:
    """Put ``lines`` between the two marks of a page."""
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(marks[0])
    made = "\n".join([marks[0], *lines, marks[1]])
    page.write_text(f"{before}{made}{rest.partition(marks[1])[2]}", encoding="utf-8")


def resize(ledger: Ledger, size: int) -> int:
    """Leave ``size`` versions, none of them compared; how many there were."""
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
    return int(have)


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


def measure(ledger: Ledger, name: str, first: dict[str, float], clock: Callable[[], float]) -> str:
    """A row of the table; ``first`` are the seconds that a report took in the first row of each database."""
    start = clock()
    total = ledger.compare()
    each = (clock() - start) / total
    start = clock()
    found = ledger.stories()
    grouped = clock() - start
    some = sorted((story for story in found if len(story) > 1), key=lambda codes: (len(codes), codes))
    one, story = (sorted(took)[TURNS // 2] for took in zip(*turns(ledger, some, clock), strict=True))
    return (
        f"| {name}, {total:,} | {each * total:.0f} s | {each * 1000:.1f} ms | {each / first.setdefault(name, each):.2f} | {grouped:.1f} s | "
        f"{len(some):,} | {one * 1000:.0f} ms | {story * 1000:.0f} ms |"
    )


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
