"""How fast a run is with one worker, with several and on Ray, in how much memory; and what that means for a month of a crawl."""

from __future__ import annotations

import gzip
import hashlib
import html
import os
import random
import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from naql.cluster.dataset import TABLES, read_tables
from naql.cluster.engines import Work
from naql.cluster.places import Place
from naql.cluster.run import Summary, run
from naql.errors import InputError
from naql.ingest import read_lines
from naql.records import Report

_FILES = 24  # archives that the articles are written into
_OTHERS = 1000  # pages in another language, of which the rate of leaving them out is taken
_MEGABYTE = 1 << 20
_SCRIPT = 40_000  # characters of script on a page, of the 70,000 that an Arabic page of the web has (ArabicWeb16)
_LINKS, _AROUND = 60, 40
_PAGE = (
    '<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta property="og:title" content="{title}"><meta property="og:site_name" content="{publisher}">'
    '<meta property="article:published_time" content="{published}"><script>{script}</script></head><body>'
    "<header><nav><ul>{links}</ul></nav></header><main><article><h1>{title}</h1>{paragraphs}</article></main>"
    "<aside><ul>{links}</ul></aside><footer><p>2018</p></footer></body></html>"
)


class Machine(NamedTuple):
    """A machine to hire: its name, its cores as the clouds count them, gigabytes of memory, and dollars an hour."""

    name: str
    cores: int
    memory: int
    dollars: float


class Crawl(NamedTuple):
    """What an estimate is of: how many pages come, and how many of them are Arabic articles."""

    name: str
    pages: int
    articles: int


# docs/cluster.md says where each figure is from.
MACHINE = Machine("c7i.4xlarge", 16, 32, 0.714)
CRAWLS = (Crawl("a month of CC-NEWS", 15_000_000, 750_000), Crawl("100 million articles", 100_000_000, 100_000_000))


def measure(source: Path, limit: int | None, workers: int) -> dict[str, Any]:
    """The figures, by name: of runs with one worker, with ``workers``, and on Ray where it is installed, over the articles of
    ``source`` (JSON Lines) written as web archives. Raises InputError where it cannot be read, or archives cannot be written."""
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="naql-scale-") as told:
        folder = Path(told)
        reports = (report for report in read_lines(source) if isinstance(report, Report))
        articles = _write(map(_article, islice(reports, limit)), folder / "arabic", _FILES)
        others = _write((_other(n) for n in range(_OTHERS)), folder / "others", 1)
        plans = [Work("local", 1), Work("local", workers)]
        plans += [Work("ray", workers)] if find_spec("ray") else []
        runs, digests = [], set()
        without = ""
        for number, work in enumerate(plans):
            place = folder / f"out{number}"
            try:
                done = run([str(folder / "arabic")], str(place), work)
            except InputError as error:
                if work.engine != "ray":
                    raise
                without = str(error)  # what was measured before stands
                continue
            runs.append({"engine": work.engine, "workers": work.workers, **_told(done)})
            digests.add(_digest(Place(str(place))))
        again = run([str(folder / "arabic")], str(folder / "out0"))
        left_out = run([str(folder / "others")], str(folder / "none"))
    per_core = runs[0]["reports"] / runs[0]["cpu_seconds"]
    return {
        "measured": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "load": [round(before, 1), round(os.getloadavg()[0], 1)],
        "articles": articles,
        "runs": runs,
        "speed_up": round(runs[0]["seconds"] / runs[1]["seconds"], 2),
        "cost_of_ray": round(runs[2]["seconds"] / runs[1]["seconds"] - 1, 3) if len(runs) > 2 else None,
        "computing_of_ray": round(runs[2]["cpu_seconds"] / runs[1]["cpu_seconds"] - 1, 3) if len(runs) > 2 else None,
        "same_rows": len(digests) == 1,
        "without_ray": without,
        "nothing_to_do_seconds": round(again.seconds, 1),
        "articles_a_core_second": round(per_core, 1),
        "others_a_core_second": round(others / left_out.cpu, 1),
        "estimates": [_estimate(crawl, per_core, others / left_out.cpu) for crawl in CRAWLS],
    }


def show(figures: dict[str, Any]) -> str:
    """The figures as Markdown."""
    lines = [
        "| engine | workers | seconds | articles a second | times one worker | seconds of computing | most memory of a worker, MB | after the first and the last third, MB |",
        "| --- |" + " ---: |" * 7,
    ]
    for one in figures["runs"]:
        times = figures["runs"][0]["seconds"] / one["seconds"]
        flat = f"{one['memory_early']} and {one['memory_late']}"
        cells = (
            one["engine"],
            one["workers"],
            f"{one['seconds']:.1f}",
            f"{one['articles_a_second']:.1f}",
            f"{times:.2f}",
            f"{one['cpu_seconds']:.1f}",
            one["memory_most"],
            flat,
        )
        lines.append(f"| {' | '.join(map(str, cells))} |")
    ray = figures["cost_of_ray"]
    lines += [
        "",
        f"{figures['articles']:,} articles as web archives, {figures['measured']}, {figures['cores']} cores; load of the machine before and after: "
        f"{figures['load'][0]:g} and {figures['load'][1]:g}. The rows are {'the same' if figures['same_rows'] else 'NOT the same'} on all. "
        + (
            f"Ray takes {ray:+.1%} of the time of as many local workers, and {figures['computing_of_ray']:+.1%} of their computing. "
            if ray is not None
            else ""
        )
        + (f"Ray did not run: {figures['without_ray']} " if figures["without_ray"] else "")
        + f"Run again with nothing to do: {figures['nothing_to_do_seconds']:g} s. "
        f"A core reads {figures['articles_a_core_second']:g} Arabic articles a second of its own, and leaves out {figures['others_a_core_second']:g} pages in other languages.",
        "",
        f"| estimate | pages | Arabic articles | hours of a core | hours of one {MACHINE.name} | machines for a day | dollars |",
        "| --- |" + " ---: |" * 6,
    ]
    for one in figures["estimates"]:
        lines.append(
            f"| {one['name']} | {one['pages']:,} | {one['articles']:,} | {one['core_hours']:,} | {one['machine_hours']:,} | {one['machines_for_a_day']} | {one['dollars']:,} |"
        )
    return "\n".join(lines)


def _told(done: Summary) -> dict[str, Any]:
    third = max(1, len(done.held) // 3)
    return {
        "seconds": round(done.seconds, 2),
        "cpu_seconds": round(done.cpu, 2),
        "reports": done.read_now,
        "articles_a_second": round(done.read_now / done.seconds, 2),
        "memory_most": done.memory // _MEGABYTE,
        "memory_early": max(done.held[:third], default=0) // _MEGABYTE,
        "memory_late": max(done.held[-third:], default=0) // _MEGABYTE,
    }


def _estimate(crawl: Crawl, articles: float, others: float) -> dict[str, Any]:
    """Hours and money by the rates of one core: what is not an Arabic article is left out, what is one is read."""
    seconds = crawl.articles / articles + (crawl.pages - crawl.articles) / others
    hours = seconds / 3600 / MACHINE.cores
    return {
        **crawl._asdict(),
        "core_hours": round(seconds / 3600),
        "machine_hours": round(hours, 1),
        "machines_for_a_day": max(1, -(-round(hours) // 24)),
        "dollars": round(hours * MACHINE.dollars),
    }


def _digest(place: Place) -> str:
    """A digest of all rows of a dataset, whatever the order and the files in which they stand."""
    whole = hashlib.sha256()
    for table in TABLES:
        lines: list[str] = []
        for _, found in read_tables(place, place.names(table)):
            lines += map(repr, found.to_pylist())
        whole.update("\n".join(sorted(lines)).encode())
    return whole.hexdigest()


def _article(report: Report) -> tuple[str, bytes]:
    """A report as a page of its address."""
    title, *paragraphs = [line for line in report.text.split("\n") if line.strip()]
    return _url(report), _page(
        "ar", title, paragraphs, report.publisher or "", report.published_at or str(report.published)
    )


def _url(report: Report) -> str:
    return report.url or f"https://outlet.example/{hashlib.sha256(report.text.encode()).hexdigest()[:16]}"


def _other(number: int) -> tuple[str, bytes]:
    """A page in no language, in Latin letters."""
    chance = random.Random(number)
    paragraphs = [_words(chance, 60) for _ in range(12)]
    return f"https://other.example/{number}", _page("en", _words(chance, 8), paragraphs, "Other", "2018-01-01")


def _words(chance: random.Random, count: int) -> str:
    return " ".join("".join(chance.choices("etaoinshrdlu", k=chance.randint(2, 9))) for _ in range(count))


def _page(language: str, title: str, paragraphs: Sequence[str], publisher: str, published: str) -> bytes:
    script, links = _around(crc32(title.encode()) % _AROUND)
    given = {"title": title, "publisher": publisher, "published": published}
    return _PAGE.format(
        language=language,
        script=script,
        links=links,
        paragraphs="".join(f"<p>{html.escape(text)}</p>" for text in paragraphs),
        **{name: html.escape(text) for name, text in given.items()},
    ).encode()


@cache
def _around(kind: int) -> tuple[str, str]:
    """What stands around an article, of several kinds: a script, and the items of a list of links."""
    chance = random.Random(kind)
    links = [f"/section/{n}/{chance.randrange(10**6)}" for n in range(_LINKS)]
    return _words(chance, _SCRIPT // 7), "".join(
        f'<li><a class="item" href="{link}">{link[-3:]}</a></li>' for link in links
    )


def _write(pages: Iterable[tuple[str, bytes]], folder: Path, files: int) -> int:
    """Write pages into ``files`` archives, in turn; how many there are."""
    folder.mkdir()
    count = 0
    streams = [(folder / f"{number:03}.warc.gz").open("wb") for number in range(files)]
    for url, data in pages:
        streams[count % files].write(as_record(url, data))
        count += 1
    for stream in streams:
        stream.close()
    return count


def as_record(url: str, data: bytes, media: str = "text/html; charset=utf-8", day: str = "2022-01-01") -> bytes:
    """A page as a record of a web archive, a gzip member of its own."""
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: {media}\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: {day}T00:00:00Z\r\n"
        f"WARC-Record-ID: <urn:sha256:{hashlib.sha256(answer).hexdigest()}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + answer + b"\r\n\r\n", 1, mtime=0)
