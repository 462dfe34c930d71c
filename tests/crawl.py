"""What the tests of runs share: an invented crawl, and a look at what a run makes of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from naql.cluster import TABLES, Place
from naql.cluster.dataset import read_tables
from naql.cluster.scale import as_record

TOWNS = ("المنارة", "الزهراء", "الواحة", "البستان", "المرجان", "الياسمين")
PEOPLE = ("سامي الزيزفوني", "ليلى الأقحواني", "منصور الياسميني", "هدى المرجاني", "رشاد الزعتري")
ENGLISH = "The council opened a library, its head said, and students may come in free of charge. "
PERSIAN = "شهرداری دیروز کتابخانه تازه‌ای در مرکز شهر گشود و رئیس شورا گفت که ورود برای همه دانش‌آموزان رایگان است. "


def article(number: int) -> dict[str, Any]:
    """An invented article, another for every number: its title, paragraphs, day and address."""
    town, one, other = TOWNS[number % 6], PEOPLE[number % 5], PEOPLE[(number + 2) % 5]
    return {
        "title": f"بلدية {town} تفتتح المكتبة رقم {number}",
        "paragraphs": [
            f"افتتحت بلدية {town} يوم أمس مكتبة جديدة في وسط المدينة تضم {number + 100} كتابا للأطفال.",
            f"وقال رئيس المجلس البلدي {one} إن المكتبة ستفتح أبوابها كل يوم من الصباح إلى المساء.",
            f"وأضاف {one} أن الدخول مجاني للطلاب، بينما أكدت المهندسة {other} أن الصيانة انتهت في موعدها.",
            f"وذكرت مصادر مطلعة أن بلدية {town} ستشتري حافلة خضراء لنقل القراء الأسبوع المقبل.",
        ],
        "published": f"2021-{1 + number % 3:02}-{1 + number % 27:02}T09:30:00+00:00",
        "url": f"https://outlet{number % 4}.example/news/{number}",
    }


def page(number: int, body: str = "", charset: str = "utf-8") -> bytes:
    """The article as a page; ``body`` in the place of its paragraphs."""
    told = article(number)
    paragraphs = body or "".join(f"<p>{text}</p>" for text in told["paragraphs"])
    return (
        f'<!DOCTYPE html><html lang="ar"><head><meta charset="{charset}"><title>{told["title"]}</title>'
        f'<meta property="article:published_time" content="{told["published"]}">'
        f'<script>var a = "{"x" * 300}";</script></head><body><nav><a href="/">الرئيسية</a></nav>'
        f"<article><h1>{told['title']}</h1>{paragraphs}</article><footer><p>2021</p></footer></body></html>"
    ).encode(charset)


def foreign(number: int, text: str = ENGLISH) -> bytes:
    return (
        f"<html><head><title>{number}</title></head><body><article><p>{text * 12}</p></article></body></html>".encode()
    )


def archive(numbers: Sequence[int]) -> bytes:
    """The articles as records of a web archive, a page in another language behind each."""
    pieces = []
    for number in numbers:
        pieces.append(as_record(article(number)["url"], page(number)))
        pieces.append(as_record(f"https://other.example/{number}", foreign(number, PERSIAN if number % 2 else ENGLISH)))
    return b"".join(pieces)


def line(number: int) -> dict[str, Any]:
    told = article(number)
    return {**{key: told[key] for key in ("title", "published", "url")}, "text": "\n".join(told["paragraphs"])}


def crawl(folder: Path) -> Path:
    """Archives, JSON Lines and Parquet: 40 articles, of which some come twice, at the same host and at another."""
    folder.mkdir(parents=True)
    for file in range(4):
        (folder / f"{file}.warc.gz").write_bytes(archive(range(file * 7, file * 7 + 9)))  # two of each come again
    lines = [line(number) for number in range(28, 36)]
    lines += [{**line(30), "url": "https://elsewhere.example/30"}, {**line(31), "url": "https://outlet3.example/again"}]
    (folder / "more.jsonl").write_text("".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in lines), "utf-8")
    pq.write_table(pa.Table.from_pylist([line(number) for number in range(34, 40)]), folder / "rest.parquet")
    return folder


ARTICLES = 41  # 0 to 39, and one of them at another host too


def rows(place: str | Path) -> dict[str, list[str]]:
    """All rows of a dataset, by table, sorted, as text."""
    where = Place(str(place))
    return {
        table: sorted(
            json.dumps(row, ensure_ascii=False, default=str, sort_keys=True)
            for _, found in read_tables(where, where.names(table))
            for row in found.to_pylist()
        )
        for table in TABLES
    }


def files(place: Path) -> dict[str, tuple[bytes, int]]:
    """Every file of a folder with its bytes and when it was written."""
    return {
        str(path.relative_to(place)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(place.rglob("*"))
        if path.is_file()
    }
