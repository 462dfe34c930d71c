"""Word's DOCX to reports."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

from naql.errors import InputError
from naql.ingest.clock import read_stamp
from naql.ingest.files import ARABIC
from naql.ingest.limits import MEGABYTE, Limits
from naql.messages import message
from naql.records import Report

_HEAD = 6  # paragraphs in which a date of publication can stand


def read_docx(
    data: bytes, name: str, *, url: str | None = None, published: date | None = None, limits: Limits | None = None
) -> Report:
    """The report that a DOCX file holds, a line a paragraph, cells of tables among them.

    Raises InputError where python-docx is not installed, or the file is damaged, unpacks to more than the limit, or is another ZIP.
    """
    limits = limits or Limits()
    try:
        from docx import Document
        from docx.opc.exceptions import PackageNotFoundError
    except ImportError as error:
        raise InputError(message("needs-extra", name=name, what="DOCX", extra="docx")) from error
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if "word/document.xml" not in archive.namelist():
                raise InputError(message("binary", name=name, what="ZIP"))
            # zipfile reads no further than the sizes told here, so that a bomb that lies about them is cut off as damaged.
            if sum(entry.file_size for entry in archive.infolist()) > 4 * limits.bytes:
                raise InputError(message("too-large", name=name, most=f"{4 * limits.bytes / MEGABYTE:g}"))
            if archive.getinfo("word/document.xml").file_size > limits.bytes:
                raise InputError(message("too-large", name=name, most=f"{limits.bytes / MEGABYTE:g}"))
        document = Document(io.BytesIO(data))
        styled = [(" ".join(p.text.split()), str(getattr(p.style, "name", ""))) for p in _paragraphs(document)]
        author = (document.core_properties.author or "").strip()
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, OSError, SyntaxError, EOFError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise InputError(message("damaged", name=name, what="DOCX", reason=reason)) from error
    lines = [(text, style) for text, style in styled if text]
    if not lines:
        raise InputError(message("empty", name=name))
    title = next((text for text, style in lines[:3] if style.startswith(("Title", "Heading"))), lines[0][0])
    texts = [title, *(text for text, _ in lines if text != title)]
    text = "\n".join(texts)
    if not ARABIC.search(text):
        raise InputError(message("not-arabic", name=name))
    stamp = next((s for s in (read_stamp(t) for t in texts[1:_HEAD] if len(t) < 80) if s is not None), None)
    day = published or (stamp.day if stamp else None)
    told = Path(name).stem if "://" not in name else name
    at = stamp.at if stamp and stamp.day == day else None
    return Report(text, told, title, None, day, url, "ar", author if ARABIC.search(author) else None, at)


def _paragraphs(document: Any) -> list[Any]:
    found: list[Any] = []
    for part in document.iter_inner_content():
        if hasattr(part, "rows"):
            seen = set()
            for row in part.rows:
                for cell in row.cells:  # a merged cell is told once for each place it takes
                    if cell._tc not in seen:
                        seen.add(cell._tc)
                        found += cell.paragraphs
        else:
            found.append(part)
    return found
