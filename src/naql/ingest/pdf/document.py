"""A PDF's bytes to a report, read by PDFium."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from naql.errors import InputError
from naql.ingest.clock import read_stamp
from naql.ingest.files import ARABIC
from naql.ingest.limits import MEGABYTE, Limits
from naql.ingest.pdf.layout import Line, lines_of, paragraphs_of
from naql.ingest.pdf.order import Glyph, mirrored
from naql.messages import message
from naql.records import Report

_LETTERS = re.compile(r"[^\W\d_]")
_FEW = 20  # letters; a PDF that has fewer holds no text
_HEAD = 8  # lines at a page's head or foot that can be running titles, and at the document's head that can be a date


def read_pdf(
    data: bytes, name: str, *, url: str | None = None, published: date | None = None, limits: Limits | None = None
) -> Report:
    """The report that a PDF holds: title, then a line a paragraph.

    Raises InputError where PDFium is not installed, or the file is damaged, locked, or holds no text.
    """
    limits = limits or Limits()
    lines = _lines(data, name, limits)
    letters = sum(len(_LETTERS.findall(line.text)) for line in lines)
    if letters < _FEW or _nonsense(lines):
        raise InputError(message("pdf-no-text", name=name))
    if not any(ARABIC.search(line.text) for line in lines):
        raise InputError(message("not-arabic", name=name))
    parts = paragraphs_of(_without_running(lines))
    texts = mirrored([text for text, _ in parts])
    sizes = [size for _, size in parts]
    usual = median(size for (text, size) in parts for _ in range(len(text)))
    large = next((n for n, size in enumerate(sizes[:6]) if size > 1.15 * usual), None)
    end = (large or 0) + 1
    while large is not None and end < len(sizes) and abs(sizes[end] - sizes[large]) < 0.5:
        end += 1
    title = " ".join(texts[large:end]) if large is not None else None
    body = [text for n, text in enumerate(texts) if large is None or not large <= n < end]
    stamp = next((s for s in (read_stamp(t) for t in body[:_HEAD] if len(t) < 80) if s is not None), None)
    text = "\n".join([*([title] if title else []), *body])
    told = Path(name).stem if "://" not in name else name
    day = published or (stamp.day if stamp else None)
    at = stamp.at if stamp and day == stamp.day else None
    return Report(text, told, title or texts[0], None, day, url, "ar", None, at)


def _lines(data: bytes, name: str, limits: Limits) -> list[Line]:
    try:
        import pypdfium2
    except ImportError as error:
        raise InputError(message("needs-extra", name=name, what="PDF", extra="pdf")) from error
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        key = "pdf-password" if "password" in str(error).casefold() else "damaged"
        raise InputError(message(key, name=name, what="PDF", reason=" ".join(str(error).split()))) from error
    with document:
        if len(document) > limits.pages:
            raise InputError(message("pdf-long", name=name, pages=len(document), most=limits.pages))
        found: list[Line] = []
        size = 0
        for number in range(len(document)):
            try:
                glyphs = _glyphs(document[number])
            except pypdfium2.PdfiumError as error:
                raise InputError(message("damaged", name=name, what="PDF", reason=f"{number + 1}: {error}")) from error
            size += 8 * len(glyphs)
            if size > limits.bytes:
                raise InputError(message("too-large", name=name, most=f"{limits.bytes / MEGABYTE:g}"))
            found += lines_of(glyphs, number)
        return found


def _glyphs(page: Any) -> list[Glyph]:
    """The characters of a page with their boxes."""
    from ctypes import c_double

    import pypdfium2.raw as pdfium

    text = page.get_textpage()
    found: list[Glyph] = []
    x, y = c_double(), c_double()
    for place in range(text.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(text.raw, place))
        if (
            pdfium.FPDFText_IsGenerated(text.raw, place)
            or character in "\0\r\n\ufffe\ufffd"
            or 0xD800 <= ord(character) < 0xE000
        ):
            continue
        left, bottom, right, top = text.get_charbox(place, loose=True)
        pdfium.FPDFText_GetCharOrigin(text.raw, place, x, y)
        size = pdfium.FPDFText_GetFontSize(text.raw, place)
        matrix = pdfium.FS_MATRIX()
        if pdfium.FPDFText_GetMatrix(text.raw, place, matrix):
            size *= abs(matrix.d) or abs(matrix.b) or 1.0
        if right <= left and character.strip():
            left, right = x.value, x.value + 0.2 * size
        found.append(Glyph(character, left, right, y.value, size or top - bottom, place))
    return found


def _nonsense(lines: list[Line]) -> bool:
    """Whether the letters have no meaning: codes of a font that does not say what they stand for."""
    text = "".join(line.text for line in lines)
    private = sum(1 for c in text if "\ue000" <= c <= "\uf8ff" or c < " ")
    return private > 0.3 * max(len(text), 1)


def _without_running(lines: list[Line]) -> list[Line]:
    """Lines without page numbers and what stands at the head or foot of several pages."""
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    margins: dict[int, set[int]] = {}
    seen: Counter[str] = Counter()
    for number, some in pages.items():
        by_height = sorted(some, key=lambda line: line.y)
        edge = {id(line) for line in (*by_height[:2], *by_height[-2:])}
        margins[number] = edge
        seen.update({re.sub(r"\d+", "0", line.text) for line in some if id(line) in edge})
    return [
        line
        for line in lines
        if not (
            id(line) in margins[line.page]
            and (
                re.fullmatch(r"\W*\d{1,4}\W*", line.text)
                or (seen[re.sub(r"\d+", "0", line.text)] > 1 and len(pages) > 1)
            )
        )
    ]
