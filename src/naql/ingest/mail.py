"""Letters (EML) to reports: a newsletter's HTML part as paragraphs, or its plain text."""

from __future__ import annotations

import re
from datetime import date
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import MIMEPart
from email.utils import parseaddr

from naql.errors import InputError
from naql.ingest.clock import read_stamp
from naql.ingest.files import ARABIC
from naql.ingest.html.blocks import blocks, leading, prune
from naql.ingest.html.charset import decode_page
from naql.ingest.html.page import parse
from naql.ingest.outlets import Outlets
from naql.messages import message
from naql.records import Report
from naql.text import fold

_QUOTED = re.compile(r"^\s*>")
_RULE = re.compile(r"^[\W_]{3,}$")


def read_mail(
    data: bytes, name: str, *, published: date | None = None, outlets: Outlets | None = None, latest: date | None = None
) -> Report:
    """The report that a letter holds: its subject, then a line a paragraph; who sent it is the publisher.

    Raises InputError where it is no letter, or there is no Arabic in it.
    """
    try:
        letter = message_from_bytes(data, policy=policy.default)
        subject = " ".join(str(letter.get("subject") or "").split())
        sender, address = parseaddr(str(letter.get("from") or ""))
        part = letter.get_body(("html", "plain"))
        if part is None:
            raise InputError(message("empty", name=name))
        body = part.get_payload(decode=True)
        lines = _lines(part, body if isinstance(body, bytes) else b"", name)
        sent = str(letter.get("date") or "")
    except (MessageError, LookupError, ValueError, AttributeError, TypeError) as error:
        raise InputError(message("damaged", name=name, what="EML", reason=" ".join(str(error).split()))) from error
    lines = [line for line in lines if line != subject]
    text = "\n".join([*([subject] if subject else []), *lines])
    if not lines or not ARABIC.search(text):
        raise InputError(message("not-arabic" if lines else "empty", name=name))
    known = outlets or Outlets()
    outlet = known.of(f"https://{address.rpartition('@')[2]}/") or known.named(sender)
    stamp = read_stamp(sent, None, latest)
    return Report(
        text,
        name.rsplit("/", 1)[-1].removesuffix(".eml"),
        subject or lines[0],
        outlet.name if outlet else sender or address or None,
        stamp.day if stamp else published,
        None,
        "ar",
        None,
        stamp.at if stamp else None,
    )


def _lines(part: MIMEPart, data: bytes, name: str) -> list[str]:
    media = str(part.get("content-type") or "")
    text = decode_page(data, name, media)
    if part.get_content_type() == "text/html":
        root = parse(text, name)
        prune(root)
        found = [b.text for b in blocks(root) if b.linked < 0.8 * len(b.text.replace(" ", ""))]
    else:
        found = _plain(text)
    teasers = leading("teasers")
    return [
        line for line in found if ARABIC.search(line) and not (len(line) < 80 and teasers.match(fold(line).casefold()))
    ]


def _plain(text: str) -> list[str]:
    """The paragraphs of a plain letter: parted by empty lines, or by every line end where there are no empty lines."""
    lines = [line.rstrip() for line in text.splitlines()]
    lines = [line for line in lines if not _QUOTED.match(line) and not _RULE.match(line)]
    if lines and "--" in (line.strip() for line in lines):
        lines = lines[: [line.strip() for line in lines].index("--")]
    parts = re.split(r"\n\s*\n", "\n".join(lines).strip())
    if len(parts) == 1:
        parts = parts[0].split("\n")
    return [" ".join(part.split()) for part in parts if part.strip()]
