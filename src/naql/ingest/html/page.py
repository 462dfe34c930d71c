"""A page to a report: trafilatura says where the article is, its paragraphs are taken as the page has them."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from naql.errors import InputError
from naql.ingest.clock import read_stamp
from naql.ingest.files import ARABIC
from naql.ingest.html import metadata
from naql.ingest.html.blocks import Block, Element, blocks, leading, length, prune, told_about
from naql.ingest.html.charset import decode_page
from naql.ingest.outlets import Outlets
from naql.lexicon import table
from naql.messages import message
from naql.records import Report
from naql.text import fold


class StopWords:
    """The stop words of all of jusText's languages, read when they are gone through.

    trafilatura would keep them beside the table that jusText makes of them once (13 MB), and go through all of them at every page
    to find that table again.
    """

    def __iter__(self) -> Iterator[str]:
        """Every word of every language."""
        from justext.utils import get_stoplist, get_stoplists

        return (word for language in get_stoplists() for word in get_stoplist(language))


_MOST = 0.8  # of what trafilatura takes stands in the element that is the article
_SHORT = 25  # characters of a line that can be a teaser's heading
_SENTENCE = re.compile(r"[.!?\u061f\u2026\u00bb\"\u201d:]\s*$")
_CLOCK = re.compile(r"\W*\d{1,2}:\d\d(?::\d\d)?\W*")
_STOP_WORDS = StopWords()
_NOT_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def read_page(
    data: bytes,
    name: str,
    *,
    url: str | None = None,
    media: str | None = None,
    encoding: str | None = None,
    published: date | None = None,
    outlets: Outlets | None = None,
    latest: date | None = None,
) -> Report:
    """The report that the page ``data`` holds: title, then a line a paragraph.

    ``url`` is where it came from, ``media`` the Content-Type it came with; ``latest`` the last day on which it can have been
    published. Raises InputError where there is no article in it, or no Arabic.
    """
    root = parse(decode_page(data, name, media, encoding), name)
    facts = metadata.find_facts(root, url)
    known = outlets or Outlets()
    outlet = known.of(facts.url) or known.of(url) or known.named(facts.publisher)
    prune(root.find("body") if root.find("body") is not None else root)
    lines = blocks(root)
    names = [facts.publisher or "", *([outlet.name, outlet.latin] if outlet else [])]
    facts.title = metadata.tidy(metadata.choose_title(facts, lines, names)) or None
    stamp = metadata.find_stamp(root, facts, lines, url, outlet.clock if outlet else None, latest)
    if facts.author is None:
        facts.author = next((told for told in (metadata.byline(b.text) for b in lines) if told), None)
    paragraphs = find_paragraphs(root, facts)
    if not paragraphs:
        raise InputError(message("page-no-article", name=name))
    text = "\n".join([*([facts.title] if facts.title else []), *paragraphs])
    if not ARABIC.search(text):
        raise InputError(message("not-arabic", name=name))
    return Report(
        text,
        _name(name, facts.url),
        facts.title or paragraphs[0],
        outlet.name if outlet else facts.publisher,
        stamp.day if stamp else published,
        facts.url,
        _language(facts.language, outlet.language if outlet else "ar"),
        facts.author,
        stamp.at if stamp else None,
    )


def parse(text: str, name: str) -> Element:
    """The tree of a page, however broken its mark-up. Raises InputError where there is nothing in it."""
    from lxml import etree, html

    text = _NOT_XML.sub(" ", re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    try:
        return html.document_fromstring(text, parser=html.HTMLParser(huge_tree=False, remove_comments=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise InputError(message("page-no-article", name=name)) from error


def find_paragraphs(root: Element, facts: metadata.Facts) -> list[str]:
    """The article's paragraphs in order: those of the element that holds it, and those elsewhere that trafilatura took too."""
    pieces = blocks(root)
    taken = _extracted(root)
    holder = _marked(root)
    if holder is None:
        holder = _holder(root, [b for b in pieces if _key(b.text) in taken])
    about = {e for e in told_about(root) if e is not holder and not _inline(e)}
    inside = set(holder.iter()) if holder is not None else set()
    first = next((n for n, b in enumerate(pieces) if b.element in inside), 0)
    kept: list[Block] = []
    for n, block in enumerate(pieces):
        before = (
            n <= first and len(block.text) > _SHORT and (_key(block.text) in taken or _leads(block.element, holder))
        )
        wanted = block.element in inside or before
        if wanted and not _about(block.element, about) and not _beside(block, facts):
            kept.append(block)
    while kept and kept[-1].element.tag in ("h2", "h3", "h4", "h5", "h6"):
        kept.pop()
    found = [block.text for block in kept]
    told = [
        line for line in (metadata.tidy(part) for part in re.split(r"\n+|</p>|<br\s*/?>", facts.body or "")) if line
    ]
    if sum(map(len, found)) < 0.4 * sum(map(len, told)):
        found = told
    enough = any(len(text.split()) >= 8 and ARABIC.search(text) for text in found)
    return found if enough else []


def _key(text: str) -> str:
    return re.sub(r"\W+", "", text)


def _extracted(root: Element) -> set[str]:
    """The keys of the blocks that trafilatura takes for the article's."""
    from trafilatura import bare_extraction, external

    external.JT_STOPLIST = _STOP_WORDS  # type: ignore[assignment]
    try:
        found = bare_extraction(copy.deepcopy(root), include_comments=False, include_tables=True, with_metadata=False)
    except Exception:  # whatever a library makes of a broken tree, the page's own marks are left to go by
        return set()
    body = getattr(found, "body", None)
    return {_key(block.text) for block in blocks(_as_html(body))} if body is not None else set()


def _as_html(body: Element) -> Element:
    """trafilatura's tree with the names that HTML has for its elements."""
    for element in body.iter():
        if isinstance(element.tag, str):
            element.tag = {
                "lb": "br",
                "head": "h2",
                "list": "ul",
                "item": "li",
                "quote": "blockquote",
                "row": "tr",
                "cell": "td",
            }.get(element.tag, element.tag)
    return body


def _marked(root: Element) -> Element | None:
    """The element that the page itself calls the article's body, where just one says so and there is text in it."""
    names = table("pages")["clutter"]["bodies"]
    marked = [
        e for e in root.iter() if isinstance(e.tag, str) and "articlebody" in (e.get("itemprop") or "").casefold()
    ]
    if len(marked) != 1:
        marked = [e for e in root.iter("div", "section", "article", "td") if set(_classes(e)) & set(names)]
        marked = [e for e in marked if not any(other in marked for other in e.iterancestors())]
    return marked[0] if len(marked) == 1 and length(marked[0]) > 120 else None


def _leads(element: Element, holder: Element | None) -> bool:
    """Whether ``element`` stands in a part, beside the article's own, that is called its first paragraph."""
    names = set(table("pages")["clutter"]["leads"])
    parts = [
        part for part in (element, *element.iterancestors()) if holder is None or part not in holder.iterancestors()
    ]
    return any(names & set(_classes(part)) for part in parts)


def _classes(element: Element) -> list[str]:
    return [name.casefold() for name in [*(element.get("class") or "").split(), element.get("id") or ""]]


def _holder(root: Element, taken: list[Block]) -> Element | None:
    """The smallest element in which most of ``taken`` stands."""
    if not taken:
        return next((e for e in root.iter("article")), None)
    counts: dict[Element, int] = {}
    for block in taken:
        for element in (block.element, *block.element.iterancestors()):
            counts[element] = counts.get(element, 0) + len(block.text)
    most = _MOST * sum(len(block.text) for block in taken)
    fit = [element for element, count in counts.items() if count >= most]
    return max(fit, key=lambda element: sum(1 for _ in element.iterancestors()))


def _inline(element: Element) -> bool:
    """Whether an element stands in a sentence: there is more text around it than in it."""
    parent = element.getparent()
    return (
        element.tag in ("span", "time", "b", "strong", "em", "i", "a")
        and parent is not None
        and parent.tag == "p"
        and (length(parent) > 2 * length(element))
    )


def _about(element: Element, about: set[Element]) -> bool:
    return element in about or any(parent in about for parent in element.iterancestors())


def _beside(block: Block, facts: metadata.Facts) -> bool:
    """Whether a block of the article's element is none of its paragraphs: its title again, a byline, a date, another story's link."""
    text = fold(block.text).casefold()
    if facts.title and text.strip() == fold(facts.title).casefold().strip():
        return True
    if (
        not re.search(r"\w", text)
        or metadata.byline(block.text) is not None
        or (facts.author and block.text == facts.author)
    ):
        return True
    if leading("bylines", "dated").match(text) and len(text) < 100 and re.search(r"\d", text):
        return True
    heads = leading("teasers").match(text)
    if block.element.tag == "time" or _CLOCK.fullmatch(text):
        return True
    if heads and (not _SENTENCE.search(text) or text.endswith(":") or block.linked or len(text) <= _SHORT):
        return True
    if block.linked > 0.8 * len(block.text.replace(" ", "")) and len(text.split()) > 1:
        return not (_SENTENCE.search(text) and len(text) > 150)
    return _only_a_date(block.text)


def _only_a_date(text: str) -> bool:
    return (
        len(text) < 60
        and len(text.split()) <= 9
        and not text.rstrip().endswith(".")
        and (read_stamp(text) is not None and re.search(r"\d{4}", fold(text)) is not None)
    )


def _language(told: str | None, otherwise: str) -> str:
    told = (told or "").strip().replace("_", "-")
    return told if told.casefold().startswith("ar") else otherwise


def _name(name: str, url: str | None) -> str:
    if "://" in name:
        return name
    return Path(name).stem or url or name
