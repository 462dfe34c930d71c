"""Feeds: what RSS and Atom tell of an outlet's newest articles, and lists of feeds in OPML and TOML."""

from __future__ import annotations

import io
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin

from naql.errors import InputError
from naql.ingest.clock import Stamp, read_stamp
from naql.ingest.files import read_bytes
from naql.ingest.net.fetch import is_url
from naql.messages import message

_ENTITY = re.compile(rb"<!ENTITY", re.I)
_MOST = 500  # entries of a feed that are looked at


class Feed(NamedTuple):
    """A feed that is followed: its address, and its outlet's name where the list tells it."""

    url: str
    name: str | None = None


class Entry(NamedTuple):
    """An article as its feed tells it: an ``id`` that stays, the address, title, time, who wrote it, the HTML of the text that
    the feed carries itself (often a summary, or nothing), and a ``mark`` that changes when the article is said to have changed."""

    id: str
    url: str
    title: str
    stamp: Stamp | None
    author: str | None
    html: str
    mark: str


def read_list(path: Path) -> list[Feed]:
    """The feeds that an OPML or a TOML file names, each once. Raises InputError where it is neither, or names none.

    In TOML, ``feeds`` is a list of addresses, or tables with ``url`` and ``name``; a file of outlets is a list of feeds too.
    """
    data = read_bytes(path)
    found = _toml(data, path) if path.suffix.casefold() == ".toml" else _opml(data, path)
    feeds = list({feed.url: feed for feed in found}.values())
    if not feeds:
        raise InputError(message("feeds-none", name=path))
    return feeds


def _toml(data: bytes, path: Path) -> list[Feed]:
    try:
        told = tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(message("feeds-list", name=path, reason=" ".join(str(error).split()))) from error
    found = [_feed(item, path, None) for item in _list(told.get("feeds", []), path)]
    for outlet in told.values():
        if isinstance(outlet, dict):
            name = outlet.get("name")
            found += [
                _feed(item, path, name if isinstance(name, str) else None)
                for item in _list(outlet.get("feeds", []), path)
            ]
    return found


def _list(told: Any, path: Path) -> list[Any]:
    if not isinstance(told, list):
        raise InputError(message("feeds-list", name=path, reason="feeds = [...]?"))
    return told


def _feed(item: Any, path: Path, name: str | None) -> Feed:
    url = item.get("url") if isinstance(item, dict) else item
    own = item.get("name") if isinstance(item, dict) else None
    if not isinstance(url, str) or not is_url(url):
        raise InputError(message("feeds-list", name=path, reason=f"{item!r}: http(s)://?"))
    return Feed(url, own if isinstance(own, str) else name)


def _opml(data: bytes, path: Path) -> list[Feed]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(message("feeds-list", name=path, reason=" ".join(str(error).split()))) from error
    found = []
    for outline in root.iter("outline", "{*}outline"):
        url = next((value for key, value in outline.items() if key.casefold() == "xmlurl"), "").strip()
        if is_url(url):
            found.append(Feed(url, outline.get("title") or outline.get("text")))
    return found


def read_feed(data: bytes, url: str, media: str | None = None, latest: date | None = None) -> list[Entry]:
    """The entries of the feed ``data`` that came from ``url``, the oldest first, so that what is new is added in its order.

    Raises InputError where it is no feed, or declares entities of its own, which no feed has reason to.
    """
    try:
        import feedparser
    except ImportError as error:
        raise InputError(message("needs-extra", name=url, what="RSS/Atom", extra="feeds")) from error
    if _ENTITY.search(data.replace(b"\0", b"")):
        raise InputError(message("feed-entities", name=url))
    headers = {"content-type": media} if media else {}
    try:
        parsed = feedparser.parse(io.BytesIO(data), response_headers=headers, sanitize_html=False)
    except Exception as error:  # whatever a parser makes of rubbish, the next feed goes on
        raise InputError(message("feed-none", name=url)) from error
    if not parsed.get("version"):
        raise InputError(message("feed-none", name=url))
    found = [entry for entry in (_entry(item, url, latest) for item in parsed.entries[:_MOST]) if entry is not None]
    return found[::-1]


def _entry(item: Any, feed: str, latest: date | None) -> Entry | None:
    links = [item.get("link"), *(link.get("href") for link in item.get("links", []) if link.get("rel") == "alternate")]
    told = item.get("id") or ""
    address = next((urljoin(feed, link.strip()) for link in (*links, told if is_url(told) else "") if link), "")
    if not is_url(address):
        return None
    stamp = next(
        (s for s in (read_stamp(item.get(key), None, latest) for key in ("published", "created", "updated")) if s), None
    )
    body = (
        max((part.get("value") or "" for part in item.get("content", [])), key=len, default="")
        or item.get("summary")
        or ""
    )
    author = " ".join((item.get("author") or "").split()) or None
    return Entry(
        told or address,
        address,
        " ".join((item.get("title") or "").split()),
        stamp,
        author,
        body,
        item.get("updated") or "",
    )
