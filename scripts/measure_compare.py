"""How long it takes to compare and to group a ledger's reports, and how that grows.

    naql add ../shared/data/news_2018_h1.jsonl.gz --ledger news.db --jobs 2
    python scripts/measure_compare.py news.db --reports 5000 21000 100000

Works on a copy. More reports than the ledger has are made by repeating it a year later each time, so that a day has as many
reports as before; the texts stay, so that each is also found as a copy of its repetitions.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
import zlib
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, insert, select

from naql.ledger import Ledger, alike
from naql.ledger.tables import links, marks, profiles, readings, reports, versions

YEAR = timedelta(days=364)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--reports", type=int, nargs="+", default=[5000, 20000])
    asked = parser.parse_args()
    print("| reports | compare | a report | group | stories of two and more | one more report | its story |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    for size in asked.reports:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "naql.db"
            shutil.copy(asked.ledger, path)
            with Ledger.open(str(path)) as ledger:
                resize(ledger, size)
                measure(ledger)


def resize(ledger: Ledger, size: int) -> None:
    """Leave ``size`` versions, none of them compared."""
    with ledger._begin(write=True) as connection:
        for table in (links, marks, profiles):
            connection.execute(delete(table))
        have = connection.execute(select(func.count()).select_from(readings)).scalar_one()
        if size < have:
            kept = select(versions.c.id).order_by(versions.c.published, versions.c.id).limit(size)
            connection.execute(delete(readings).where(readings.c.version.not_in(kept)))
            return
        chosen = select(versions, readings.c.body, readings.c.naql, readings.c.made)
        some = connection.execute(chosen.join(readings, readings.c.version == versions.c.id)).mappings().all()
        last = connection.execute(select(func.max(versions.c.id))).scalar_one()
        homes = connection.execute(select(func.max(reports.c.id))).scalar_one()
        for at in range(size - have):
            row: Any = some[at % len(some)]
            turn = 1 + at // len(some)
            later = row["published"] + turn * YEAR if row["published"] else None
            number, home = last + 1 + at, homes + 1 + at
            code = f"r{zlib.crc32(row['code'].encode()):08x}{turn:02x}"
            body = json.loads(zlib.decompress(row["body"]))
            body["document"]["published"] = later.isoformat() if later else None
            connection.execute(
                insert(reports),
                {"id": home, "key": f"{turn} {row['code']}", "name": "", "publisher": str(row["report"])},
            )
            values = {column.name: row[column.name] for column in versions.c}
            connection.execute(
                insert(versions), values | {"id": number, "report": home, "number": 1, "code": code, "published": later}
            )
            packed = zlib.compress(json.dumps(body, ensure_ascii=False).encode(), 1)
            connection.execute(
                insert(readings), {"version": number, "naql": row["naql"], "made": row["made"], "body": packed}
            )


def measure(ledger: Ledger) -> None:
    start = time.perf_counter()
    total = ledger.compare()
    compared = time.perf_counter() - start
    start = time.perf_counter()
    found = ledger.stories()
    grouped = time.perf_counter() - start
    newest = max((story for story in found if len(story) > 1), key=len)
    with ledger._begin(write=True) as connection:
        number = connection.execute(select(versions.c.id).where(versions.c.code == newest[0])).scalar_one()
        alike.forget(connection, number)
    start = time.perf_counter()
    ledger.compare()
    one = time.perf_counter() - start
    start = time.perf_counter()
    ledger.story(newest[0])
    story = time.perf_counter() - start
    print(
        f"| {total:,} | {compared:.0f} s | {compared / total * 1000:.1f} ms | {grouped:.1f} s | "
        f"{sum(len(story) > 1 for story in found):,} | {one * 1000:.0f} ms | {story * 1000:.0f} ms |",
        flush=True,
    )


if __name__ == "__main__":
    main()
