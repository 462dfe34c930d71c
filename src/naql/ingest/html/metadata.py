"""What a page tells about its article: JSON-LD first, then OpenGraph and other meta elements, time elements, bylines in words."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import Any
from urllib.parse import urljoin, urlsplit

from naql.ingest.clock import Stamp, read_stamp
from naql.ingest.html.blocks import Block, Element, leading, told_about
from naql.text import fold

_ARTICLE = re.compile(r"(?:Article|Posting|Report|Blog|Story)$")
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "article:published", "datepublished",
    "parsely-pub-date", "sailthru.date", "publishdate", "publish-date", "publish_date", "pubdate", "dc.date.issued", "dcterms.created",
    "dc.date", "dcterms.date", "cxenseparse:recs:publishtime", "article.published", "date", "rbpubdate", "lp.article:published_time",
)  # fmt: skip
_AUTHOR = ("author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "byl")
_PARTED = re.compile(r"\s+[|\u2013\u2014:\u00bb\u00ab-]+\s+|\s*\|\s*")
_IN_PATH = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|$)")
_BIDI = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"  # marks of direction
_LONG = 120  # characters of a line that can be a byline or a date


@dataclass(slots=True)
class Facts:
    """What is known of an article but its text; None where the page does not tell it."""

    title: str | None = None
    author: str | None = None
    stamp: Stamp | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    body: str | None = None  # what JSON-LD repeats of the text
    titles: list[str] = field(default_factory=list)  # every wording of the title


def tidy(told: Any) -> str:
    """A value as running text: entities resolved, tags out, one space between words."""
    if isinstance(told, list):
        told = next((item for item in told if item), "")
    if isinstance(told, Mapping):
        told = told.get("@value") or told.get("name") or ""
    text = html.unescape(html.unescape(str(told or "")))
    return " ".join(re.sub(r"</?[a-zA-Z][^<>]{0,200}>", " ", text).split()).strip(_BIDI)


def find_facts(root: Element, url: str | None) -> Facts:
    """Everything but the date, which needs the outlet's zone: see :func:`find_stamp`. Titles are candidates, best first."""
    facts = Facts()
    metas = _metas(root)
    article = json_ld(root)
    publisher = article.get("publisher") or {}
    facts.titles = [
        t for t in (tidy(article.get("headline")), *map(tidy, _all(metas, "og:title", "twitter:title"))) if t
    ]
    facts.titles += [t for t in (tidy(e.text_content()) for e in root.iter("title")) if t][:1]
    facts.publisher = (
        tidy(publisher)
        or next(iter(map(tidy, _all(metas, "og:site_name", "application-name"))), "")
        or _by_property(root, "publisher")
        or None
    )
    facts.author = _authors(article.get("author")) or next(
        (a for a in map(tidy, _all(metas, *_AUTHOR)) if a and "://" not in a and len(a) < _LONG), None
    )
    facts.language = next((e.get("lang") or e.get("xml:lang") for e in root.iter("html")), None)
    facts.url = _address(root, metas, url)
    facts.body = str(article.get("articleBody") or "") or None
    return facts


def find_stamp(
    root: Element, facts: Facts, lines: list[Block], url: str | None, zone: tzinfo | None, latest: date | None
) -> Stamp | None:
    """The time of publication: the first that can be read, of JSON-LD, meta elements, time elements, the lines about the title
    (``lines`` are the page's blocks), the address. A time after ``latest`` is a wrong clock's and is passed over."""

    def read(told: Any) -> Stamp | None:
        return read_stamp(told, zone, latest)

    found = [
        read(told)
        for told in (
            *(json_ld(root).get(key) for key in ("datePublished", "dateCreated")),
            *_all(_metas(root), *_PUBLISHED),
        )
        if told
    ]
    times = sorted(root.iter("time"), key=lambda e: not _publishes(e))
    found += [read(e.get("datetime") or e.text_content()) for e in times]
    found += [
        read(e.get("content") or e.get("datetime") or e.get("title") or e.text_content()) for e in _with_property(root)
    ]
    stamps = [stamp for stamp in found if stamp is not None]
    whole = [stamp for stamp in stamps if stamp.at is not None and stamp.day == stamps[0].day]
    if stamps:
        return (whole or stamps)[0]
    about = [" ".join(e.text_content().split()) for e in told_about(root)]
    for line in [*about, *_near_title(lines, facts)]:
        stamp = read(line) if len(line) <= _LONG else None
        if stamp is not None:
            return stamp
    path = _IN_PATH.search(urlsplit(url or facts.url or "").path)
    return read("{}-{:0>2}-{:0>2}".format(*path.groups())) if path else None


def _near_title(lines: list[Block], facts: Facts) -> Iterator[str]:
    """The lines that can hold a date: behind the title first, nearest first; then those before it, nearest first."""
    folded = [fold(block.text) for block in lines]
    at = next((n for n, text in enumerate(folded) if facts.title and text == fold(facts.title)), 0)
    dated = leading("bylines", "dated")
    for n in [*range(at + 1, min(at + 6, len(lines))), *range(at - 1, max(at - 4, -1), -1)]:
        if len(lines[n].text) <= _LONG and not lines[n].text.rstrip().endswith("."):
            yield lines[n].text
    yield from (block.text for block, text in zip(lines, folded, strict=True) if dated.match(text))


def byline(line: str) -> str | None:
    """Who a line such as 'بقلم: فلان' names; None where it is no byline."""
    if len(line) > _LONG:
        return None
    folded = fold(line).casefold()
    found = leading("bylines").match(folded)
    if found is None or len(folded) != len(line):
        return None
    rest = line[found.end() :]
    told = rest.lstrip(" :-/\u2013|")
    if len(told.split()) > 5 or not told or (rest[:1] == " " and ":" not in rest[:3] and len(told.split()) > 4):
        return None
    return told.strip(" .\u060c,:|-") or None


def choose_title(facts: Facts, lines: list[Block], names: list[str]) -> str | None:
    """The title as the page shows it: a heading or a line that its meta elements repeat; else theirs, without the outlet's name."""
    known = {fold(name).casefold() for name in names if name}
    wanted = [without_outlet(title, known) for title in facts.titles]
    headings = [block for block in lines if block.element.tag in ("h1", "h2")]
    headings.sort(key=lambda block: block.element.tag)
    for block in [*headings, *lines]:
        text = fold(block.text).casefold()
        if text in known or len(text) < 12:
            continue
        if any(text == fold(title).casefold() for title in wanted):
            return block.text
    for block in [*headings, *lines]:
        text = fold(block.text).casefold()
        if (
            len(text) >= 12
            and text not in known
            and any(len(text) > 0.5 * len(t) and text in fold(t).casefold() for t in facts.titles)
        ):
            return block.text
    for title in wanted:
        cut = title.rstrip(". \u2026")
        if cut != title:
            whole = next((b.text for b in headings if fold(b.text).startswith(fold(cut))), None)
            if whole:
                return str(whole)
    if wanted:
        return wanted[0]
    return headings[0].text if headings else None


def without_outlet(title: str, known: set[str]) -> str:
    """A title without the parts at its ends that are an outlet's name (folded, in ``known``)."""
    parts = _PARTED.split(title)
    marks = [m.group() for m in _PARTED.finditer(title)]
    while len(parts) > 1 and fold(parts[-1]).casefold().strip() in known:
        parts.pop()
        marks.pop()
    while len(parts) > 1 and fold(parts[0]).casefold().strip() in known:
        parts.pop(0)
        marks.pop(0)
    return "".join(part + mark for part, mark in zip(parts, [*marks, ""], strict=True)).strip()


def json_ld(root: Element) -> Mapping[str, Any]:
    """The page's article as its JSON-LD tells it; empty where it tells none that can be read."""
    found: list[Mapping[str, Any]] = []
    for element in root.iter("script"):
        if "ld+json" in (element.get("type") or ""):
            found += [node for node in _nodes(_lenient(element.text or "")) if _is_article(node)]
    return max(found, key=lambda node: bool(node.get("headline")) + bool(node.get("datePublished")), default={})


def _lenient(text: str) -> Any:
    text = (
        re.sub(r"^\s*(?://\s*)?(?:<!--|<!\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)\s*$", "", text.strip()).strip().rstrip(";")
    )
    for attempt in (text, re.sub(r",(\s*[}\]])", r"\1", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(told: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    if isinstance(told, list) and depth < 5:
        for item in told:
            yield from _nodes(item, depth + 1)
    elif isinstance(told, Mapping) and depth < 5:
        yield told
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _nodes(told.get(key), depth + 1)


def _is_article(node: Mapping[str, Any]) -> bool:
    types = node.get("@type")
    return any(_ARTICLE.search(str(t)) for t in (types if isinstance(types, list) else [types]))


def _authors(told: Any) -> str | None:
    people = told if isinstance(told, list) else [told]
    names = [name for name in map(tidy, people) if name and "://" not in name]
    return ", ".join(dict.fromkeys(names)) or None


def _metas(root: Element) -> list[tuple[str, str]]:
    found = []
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        if name and element.get("content"):
            found.append((name.strip().casefold(), element.get("content")))
    return found


def _all(metas: list[tuple[str, str]], *names: str) -> list[str]:
    return [value for name in names for key, value in metas if key == name and value.strip()]


def _publishes(element: Element) -> bool:
    told = f"{element.get('itemprop')} {element.get('class')}".casefold()
    return "publish" in told or element.get("pubdate") is not None


def _by_property(root: Element, name: str) -> str:
    """What microdata tells under ``name``: its own name, its content, or its text."""
    for element in root.iter():
        if isinstance(element.tag, str) and name in (element.get("itemprop") or "").casefold().split():
            named = [e for e in element.iter() if "name" in (e.get("itemprop") or "").casefold().split()]
            for told in [*named, element]:
                text = tidy(told.get("content") or told.text_content())
                if text and len(text) < _LONG:
                    return text
    return ""


def _with_property(root: Element) -> list[Element]:
    return [
        e for e in root.iter() if isinstance(e.tag, str) and "datepublished" in (e.get("itemprop") or "").casefold()
    ]


def _address(root: Element, metas: list[tuple[str, str]], url: str | None) -> str | None:
    """The page's own address: what it calls canonical, where that is of the site it came from; else where it came from."""
    told = [e.get("href") for e in root.iter("link") if "canonical" in (e.get("rel") or "").casefold().split()]
    for address in [*told, *_all(metas, "og:url")]:
        try:
            whole = urljoin(url or "", (address or "").strip())
            parts = urlsplit(whole)
            same = url is None or _site(parts.hostname) == _site(urlsplit(url).hostname)
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and parts.hostname and same and (parts.path.strip("/") or parts.query):
            return str(whole)
    return url


def _site(host: str | None) -> str:
    return re.sub(r"^(?:www|m|mobile|amp)\.", "", (host or "").casefold())
