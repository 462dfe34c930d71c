"""A page's tree as blocks of running text, and what is cut from it before it is read."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from naql.lexicon import table
from naql.text import fold

Element = Any  # lxml's elements have no types

_BREAKING = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_SILENT = (
    "script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "form", "button", "select", "input", "textarea",
    "nav", "footer", "aside", "figure", "figcaption", "picture", "video", "audio", "canvas", "map", "dialog", "head",
)  # fmt: skip
_SPACES = re.compile(r"[^\S\n]+")
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_FEW = 400  # characters that a part which tells of the article, as a byline, has at most


class Block(NamedTuple):
    """A paragraph as it stands on the page: its ``text`` (one space between words), the element it stands in, and how many of
    its characters are links'."""

    text: str
    element: Element
    linked: int


def length(element: Element) -> int:
    """How many characters of text stand in ``element``."""
    return sum(len(text.strip()) for text in element.itertext() if isinstance(text, str))


def prune(root: Element, words: str = "words", pairs: str = "pairs") -> None:
    """Take out of ``root`` what is no article: by tag, by the words of a class or id, or because it is not shown.

    A part that holds most of the page's running text stays, whatever it is called.
    """
    lists = table("pages")["clutter"]
    single, double = frozenset(lists[words]), frozenset(lists[pairs])
    most = sum(length(p) for p in root.iter("p")) / 2 or length(root) / 2
    doomed = [element for element in root.iter() if not isinstance(element.tag, str) and element is not root]
    for element in root.iter(*_SILENT):
        if length(element) <= most or element.tag in ("script", "style", "head"):
            doomed.append(element)
    for element in root.iter():
        if (
            isinstance(element.tag, str)
            and element.tag not in ("html", "body")
            and (_hidden(element) or _named(element, single, double))
            and _running(element) <= most
        ):
            doomed.append(element)
    for element in doomed:
        drop(element)


def _running(element: Element) -> int:
    return sum(length(p) for p in element.iter("p")) or length(element)


def _hidden(element: Element) -> bool:
    style = (element.get("style") or "").replace(" ", "").casefold()
    return "display:none" in style or element.get("hidden") is not None or element.get("aria-hidden") == "true"


def _named(element: Element, single: frozenset[str], double: frozenset[str]) -> bool:
    if "articlebody" in (element.get("itemprop") or "").casefold():
        return False
    for name in [*(element.get("class") or "").split(), element.get("id") or "", element.get("role") or ""]:
        parts = [part.casefold() for part in _WORDS.findall(name)]
        if any(part in single for part in parts):
            return True
        if any(f"{one}-{other}" in double for one, other in itertools.pairwise(parts)):
            return True
    return False


def drop(element: Element) -> None:
    """Take ``element`` out of its tree; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    tail, before = element.tail or "", element.getprevious()
    if tail:
        if before is not None:
            before.tail = (before.tail or "") + " " + tail
        else:
            parent.text = (parent.text or "") + " " + tail
    parent.remove(element)


def told_about(root: Element) -> list[Element]:
    """The parts that tell of the article (bylines, dates), in order."""
    lists = table("pages")["clutter"]
    single, double = frozenset(lists["about"]), frozenset(lists["about-pairs"])
    return [e for e in root.iter() if isinstance(e.tag, str) and _named(e, single, double) and length(e) <= _FEW]


def blocks(root: Element) -> list[Block]:
    """The paragraphs of ``root`` in order. Line breaks part them where they stand alone; two of them, where some are doubled."""
    found: list[Block] = []
    for element, pieces in _runs(root):
        whole = "".join(text for text, _ in pieces)
        double = re.search(r"\S\s*\0\s*\0\s*\S", whole) is not None
        for part in _split(pieces, double):
            text = " ".join(_SPACES.sub(" ", "".join(t for t, _ in part).replace("\0", " ").replace("\n", " ")).split())
            if text:
                found.append(Block(text, element, sum(len(t.strip()) for t, linked in part if linked)))
    return found


_Piece = tuple[str, bool]


def _runs(root: Element) -> Iterator[tuple[Element, list[_Piece]]]:
    """Runs of text without a block's edge in them, each with the element it stands in; a line break is a NUL."""
    run: list[_Piece] = []
    owner = root

    def flush(following: Element) -> Iterator[tuple[Element, list[_Piece]]]:
        nonlocal run, owner
        if any(text.strip(" \0\n\t\r") for text, _ in run):
            yield owner, run
        run, owner = [], following

    stack: list[tuple[Element, bool, bool, Element]] = [(root, False, False, root)]
    while stack:
        element, leaving, linked, inside = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        if not leaving:
            here = element if tag in _BREAKING else inside
            if tag in _BREAKING:
                yield from flush(element)
            elif tag == "br":
                run.append(("\0", False))
            within = linked or tag == "a"
            if tag and element.text:
                run.append((element.text.replace("\0", " "), within))
            stack.append((element, True, linked, inside))
            if tag:
                stack.extend((child, False, within, here) for child in reversed(element))
            continue
        if tag in _BREAKING:
            yield from flush(inside)
        if element.tail and element is not root:
            run.append((element.tail.replace("\0", " "), linked))
    yield from flush(root)


def _split(pieces: list[_Piece], double: bool) -> Iterator[list[_Piece]]:
    part: list[_Piece] = []
    breaks = 0
    for text, linked in pieces:
        if text == "\0":
            breaks += 1
            if breaks == (2 if double else 1):
                yield part
                part = []
            elif breaks == 1:
                part.append((" ", False))
            continue
        if text.strip():
            breaks = 0
        part.append((text, linked))
    yield part


@cache
def leading(section: str, key: str = "leading") -> re.Pattern[str]:
    """What begins like one of the phrases of ``lexicons/pages.toml``."""
    phrases = sorted((fold(phrase.casefold()) for phrase in table("pages")[section][key]), key=len, reverse=True)
    return re.compile(rf"\W*(?:{'|'.join(re.escape(phrase) for phrase in phrases)})(?!\w)")
