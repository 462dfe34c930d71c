"""What is taken in: the set of evaluation/intake, files of every kind, and files that are bad."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from click.testing import CliRunner
from docx import Document
from evaluation.intake.__main__ import ROWS, by_naql, judge
from evaluation.intake.pages import DAY, ITEMS, PARAGRAPHS, TITLES, Item
from fastwarc.warc import WarcRecord, WarcRecordType
from pypdfium2 import PdfDocument

from naql import read
from naql.cli import cli
from naql.ingest.articles import Taken, Told, take
from naql.ingest.feeds import read_feed
from naql.ingest.limits import Limits
from naql.ledger import Ledger

BODY = "\n".join(PARAGRAPHS[:4])
PAGE = next(item for item in ITEMS if item.name == "wordpress_theme")


def one(path: Path, **how: Any) -> Taken:
    (taken,) = take(str(path), Told(**how))
    return taken


def error(path: Path, **how: Any) -> str:
    taken = one(path, **how)
    assert taken.report is None
    assert "\n" not in taken.error
    return taken.error


@pytest.mark.parametrize("row", ROWS)
def test_the_set_is_taken_in(row: str) -> None:
    wrong = [item.name for item in ITEMS if not judge(item, by_naql(item))[row]]
    assert len(ITEMS) >= 40
    assert len(wrong) <= 0.05 * len(ITEMS), wrong


@pytest.mark.parametrize("item", ITEMS[::7], ids=[item.name for item in ITEMS[::7]])
def test_spans_refer_to_the_text_taken_out(item: Item, tmp_path: Path) -> None:
    path = tmp_path / item.name
    path.write_bytes(item.data)
    report = one(path).report
    assert report is not None
    for statement in read(report.text).statements:
        assert report.text[statement.cue.span.start : statement.cue.span.end] == statement.cue.span.text


def letter(charset: str, coding: str, html: bool) -> EmailMessage:
    made = EmailMessage()
    made["Subject"] = TITLES[0]
    made["From"] = "نشرة الفنار <news@lantern.example>"
    made["Date"] = "Sun, 14 Nov 2021 09:30:00 +0300"
    made.set_content(BODY.replace("\n", "\n\n"), charset=charset, cte=coding)
    if html:
        page = "".join(f"<p>{text}</p>" for text in PARAGRAPHS[:4])
        made.add_alternative(f"<html><body>{page}</body></html>", subtype="html", charset=charset, cte=coding)
    return made


@pytest.mark.parametrize("html", [False, True], ids=["plain", "html"])
@pytest.mark.parametrize(
    ("charset", "coding"),
    [("utf-8", "base64"), ("utf-8", "quoted-printable"), ("windows-1256", "base64"), ("utf-8", "8bit")],
)
def test_letters(charset: str, coding: str, html: bool, tmp_path: Path) -> None:
    path = tmp_path / "letter.eml"
    data = letter(charset, coding, html).as_bytes()
    path.write_bytes(data)
    taken = one(path)
    assert taken.report is not None, taken.error
    assert taken.report.title == TITLES[0]
    assert taken.report.text.split("\n")[1:] == list(PARAGRAPHS[:4])
    assert (taken.report.published, taken.report.publisher) == (DAY, "نشرة الفنار")
    assert taken.received == data


def test_a_letter_with_a_letter_in_it(tmp_path: Path) -> None:
    outer = letter("utf-8", "base64", True)
    outer.add_attachment(letter("utf-8", "base64", False))
    path = tmp_path / "forwarded.eml"
    path.write_bytes(outer.as_bytes())
    report = one(path).report
    assert report is not None
    assert report.text.split("\n")[1:] == list(PARAGRAPHS[:4])


def word(path: Path) -> bytes:
    made = Document()
    made.add_heading(TITLES[1], 0)
    for text in PARAGRAPHS[:3]:
        made.add_paragraph(text)
    made.add_table(1, 1).rows[0].cells[0].text = PARAGRAPHS[3]
    made.save(str(path))
    return path.read_bytes()


def test_a_word_file(tmp_path: Path) -> None:
    data = word(tmp_path / "a.docx")
    taken = one(tmp_path / "a.docx")
    assert taken.report is not None
    assert taken.report.text.split("\n") == [TITLES[1], *PARAGRAPHS[:4]]
    assert taken.received == data


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
def test_tables(delimiter: str, encoding: str, tmp_path: Path) -> None:
    text = io.StringIO(newline="")
    table = csv.writer(text, delimiter=delimiter)
    table.writerows(
        [["title", "body", "day"], [TITLES[0], BODY, "2021-11-14"], [TITLES[1], PARAGRAPHS[5], "2021-11-15"]]
    )
    path = tmp_path / "a.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    mapping = {"text": "body", "published": "day"}
    reports = [taken.report for taken in take(str(path), Told(mapping=mapping))]
    assert [report and report.published for report in reports] == [DAY, date(2021, 11, 15)]
    assert all(report is not None for report in reports)
    assert reports[0] is not None
    assert BODY in reports[0].text


def test_lines_with_a_mapping(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    lines = [
        {"content": {"body": BODY}, "meta": {"by": "سامي الزعتري"}, "h": TITLES[0]},
        {"content": {}},
        {"content": {"body": BODY}},
    ]
    path.write_bytes(gzip.compress("\n".join(json.dumps(line) for line in lines).encode()))
    mapping = {"text": "content.body", "author": "meta.by", "title": "h"}
    first, second, third = take(str(path), Told(mapping=mapping))
    assert first.report is not None
    assert (first.report.author, first.report.title) == ("سامي الزعتري", TITLES[0])
    assert second.report is None
    assert "\n" not in second.error
    assert third.report is not None


def archived(*pages: tuple[str, bytes], media: str = "text/html", packed: bool = True) -> bytes:
    stream = io.BytesIO()
    target = gzip.GzipFile(fileobj=stream, mode="wb", mtime=0) if packed else stream
    for url, data in pages:
        record = WarcRecord()
        record.init_headers(WarcRecordType.response)
        record.headers["WARC-Target-URI"] = url
        record.headers["WARC-Date"] = "2021-11-20T00:00:00Z"
        record.headers["Content-Type"] = "application/http; msgtype=response"
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {media}\r\nContent-Length: {len(data)}\r\n\r\n".encode()
        record.set_bytes_content(head + data)
        record.write(target)
    if packed:
        target.close()
    return stream.getvalue()


@pytest.mark.parametrize("packed", [True, False], ids=["gzip", "plain"])
def test_web_archives(packed: bool, tmp_path: Path) -> None:
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    others = [item for item in ITEMS[:3]]
    path.write_bytes(archived(*((item.url or "", item.data) for item in others), packed=packed))
    found = list(take(str(path), Told()))
    assert [taken.report and taken.report.title for taken in found] == [item.title for item in others]
    assert [taken.received for taken in found] == [item.data for item in others]


def test_a_web_archive_in_zstd(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.zst"
    data = archived(*((item.url or "", item.data) for item in ITEMS[:3]), packed=False)
    packed = pyarrow.compress(data, codec="zstd", asbytes=True)
    path.write_bytes(packed)
    assert [taken.received for taken in take(str(path), Told())] == [item.data for item in ITEMS[:3]]
    path.write_bytes(packed[:-300])
    assert "a.warc.zst" in error(path)


@pytest.mark.parametrize("packed", [True, False], ids=["gzip", "plain"])
def test_a_web_archive_that_breaks_off(packed: bool, tmp_path: Path) -> None:
    """Wherever it is cut, no half page is taken for a whole one, and the loss is told."""
    path = tmp_path / ("cut.warc.gz" if packed else "cut.warc")
    pages = [(item.url or "", item.data) for item in ITEMS[:3]]
    data = b"".join(archived(one, packed=packed) for one in pages)
    whole = {item.data for item in ITEMS[:3]}
    for length in [*range(200, len(data) - 100, 397), 1450, 2700]:
        path.write_bytes(data[:length])
        found = list(take(str(path), Told()))
        taken = [one.received for one in found if one.report is not None]
        assert set(taken) <= whole
        assert len(taken) < 3
        ends = {len(b"".join(archived(one, packed=packed) for one in pages[:n])) for n in (1, 2)}
        assert found[-1].report is None or length in ends
        assert "cut.warc" in found[-1].error or length in ends


def test_feeds_of_every_shape() -> None:
    item = f"<title>{TITLES[0]}</title><link>https://a.example/1</link>"
    rss = f"<item>{item}<pubDate>Sun, 14 Nov 2021 09:30:00 +0300</pubDate><content:encoded><![CDATA[<p>{PARAGRAPHS[0]}</p>]]></content:encoded></item>"
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    shapes = {
        "rss 2.0": f'<rss version="2.0" {space}><channel><title>أ</title>{rss}</channel></rss>',
        "rss 0.91": f'<rss version="0.91"><channel><title>أ</title><item>{item}</item></channel></rss>',
        "rss 1.0": f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" {space}><channel/>'
        f'<item rdf:about="https://a.example/1">{item}<dc:date>2021-11-14T09:30:00+03:00</dc:date></item></rdf:RDF>',
        "atom": f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><title>{TITLES[0]}</title><link href="https://a.example/1"/>'
        "<published>2021-11-14T09:30:00+03:00</published></entry></feed>",
        "broken": f'<rss version="2.0"><channel><title>أ & ب</title>{rss}',
    }
    for name, text in shapes.items():
        for encoding in ("utf-8", "windows-1256"):
            data = f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding)
            (entry,) = read_feed(data, "https://a.example/feed", f"application/xml; charset={encoding}")
            assert (entry.title, entry.url) == (TITLES[0], "https://a.example/1"), name
            assert entry.stamp is None or entry.stamp.day == DAY


# Bad input


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * 60_000_000)


def scanned(path: Path) -> None:
    made = PdfDocument.new()
    made.new_page(200, 200)
    made.save(str(path))


def locked(path: Path) -> None:
    """A PDF whose password nobody knows, written out by hand."""
    lock = b"<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        lock,
    ]
    out, places = b"%PDF-1.4\n", []
    for number, made in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, made)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size 5 /Root 1 0 R /Encrypt 4 0 R /ID [<00><00>] >>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    path.write_bytes(out + b"xref\n0 5\n0000000000 65535 f \n" + table + end)


BAD = [
    ("locked.pdf", locked, "password"),
    ("bomb.docx", bomb, "MB"),
    ("broken.docx", lambda path: path.write_bytes(word(path)[:900]), "DOCX"),
    ("scan.pdf", scanned, "OCR"),
    ("cut.pdf", lambda path: path.write_bytes((Path(__file__).parents[1] / "evaluation/intake/pdf/one_column.pdf").read_bytes()[:3000]), "PDF"),
    ("nothing.html", lambda path: path.write_text("<html><body><ul><li><a href='/'>الرئيسية</a></li></ul></body></html>"), "nothing"),
    ("english.html", lambda path: path.write_text("<html><body><article><p>" + "No Arabic words are in this text at all. " * 9 + "</p></article></body></html>"), "english"),
    ("huge.html", lambda path: path.write_bytes(b"<html>" + b"<p>x</p>" * 3_000_000), "MB"),
    ("no.warc.gz", lambda path: path.write_bytes(gzip.compress(b"no archive at all" * 9)), "WARC"),
    ("twice.jsonl.gz", lambda path: path.write_bytes(gzip.compress(gzip.compress(b'{"text": "a"}'))), "twice"),
    ("cut.jsonl.gz", lambda path: path.write_bytes(gzip.compress(b'{"text": "a"}\n' * 9999)[:60]), "cut"),
    ("bomb.jsonl.gz", lambda path: path.write_bytes(gzip.compress(b" " * 90_000_000)), "bomb"),
    ("empty.eml", lambda path: path.write_bytes(b"Subject: x\nFrom: a@b\nMIME-Version: 1.0\n\n"), "empty"),
    ("noise.pdf", lambda path: path.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 20), "PDF"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "make", "says"), BAD, ids=[row[0] for row in BAD])
def test_a_bad_file_is_told_in_one_line_and_the_rest_goes_on(name: str, make: Any, says: str, tmp_path: Path) -> None:
    bad, good = tmp_path / name, tmp_path / "good.html"
    make(bad)
    good.write_bytes(PAGE.data)
    found = list(take(str(bad), Told(limits=Limits(bytes=10_000_000))))
    assert found
    assert found[-1].report is None
    assert any(says in taken.error for taken in found)
    assert not any("\n" in taken.error or "Traceback" in taken.error for taken in found)
    ledger = tmp_path / "naql.db"
    arguments = ["add", "--ledger", str(ledger), "--max-size", "10", str(bad), str(good)]
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 1
    with Ledger.open(ledger) as opened:
        assert [opened.show(hit.code).report.title for hit in opened.search(PAGE.title.split()[-1])] == [PAGE.title]


def test_clocks_that_are_wrong() -> None:
    for told in ("2099-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "0000-00-00", "yesterday-ish"):
        page = (
            f'<html><head><meta property="article:published_time" content="{told}"></head><body><h1>{TITLES[0]}</h1><article>'
            + "".join(f"<p>{text}</p>" for text in PARAGRAPHS[:4])
        )
        item = Item("clock", page.encode(), "text/html; charset=utf-8", None, TITLES[0], None, None, PARAGRAPHS[:4])
        got = by_naql(item)
        assert got.day is None or told.startswith("2099")  # without an address there is no last day to hold it against
        assert got.paragraphs == list(PARAGRAPHS[:4])


def test_the_bytes_come_back_as_they_came(tmp_path: Path) -> None:
    path, ledger = tmp_path / "page.html", tmp_path / "naql.db"
    item = next(item for item in ITEMS if item.name == "windows_1256_declared")
    path.write_bytes(item.data)
    assert CliRunner().invoke(cli, ["add", "--ledger", str(ledger), str(path)]).exit_code == 0
    with Ledger.open(ledger) as opened:
        (hit,) = opened.search("الزيزفوني") or opened.search("البلدية")
        assert opened.received(hit.code) == item.data
