"""Whom a report credits: agencies, other outlets, its own people; where it says so, and for how much of itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from naql.compare.words import stems, weights, words
from naql.lexicon import table
from naql.records import Reading, Span
from naql.text import Text, fold

WIRES = "wires"
_REACH = 4  # words before a name among which it says that it is credited
_LEAD = 3  # sentences, the title among them: who is credited there is credited with the story
_LINE = 8  # words of a last line that says no more than from whom it all is
_DATELINE = 12  # words before which a name in brackets is where the report comes from
_BETWEEN = 2  # words between an agency and the short name behind it, as 'official'
_DESCRIBED = 8.0  # weight of a description that says whose source it is, not only that there is one


class Credit(NamedTuple):
    """Somebody credited: ``kind`` is agency, outlet, own (the outlet's own people), wires or source (unnamed, but described).

    ``name`` is the same for all spellings; ``span`` is where it stands; ``whole`` whether the report as a whole is credited so (a
    credit line, a dateline, its first sentences), ``start`` and ``end`` bound the sentence that it is said of otherwise.
    """

    kind: str
    name: str
    span: Span
    whole: bool
    start: int
    end: int


class _Form(NamedTuple):
    words: tuple[str, ...]
    key: str
    kind: str
    loose: bool  # believed without quotes and without a word of what it is the name of


_Forms = dict[str, list[_Form]]


def credits(reading: Reading, text: Text, others: Iterable[str] = ()) -> tuple[Credit, ...]:
    """Whom a report credits, of each the place that says most, in order. A name that is only talked of is not credited.

    ``others`` are outlets that no list has, by the names that :func:`outlet` gives, among whom one may be cited.
    """
    own = outlet(reading.report.publisher)
    forms = _forms(frozenset({own, *others} - _listed() - {""}))
    best: dict[tuple[str, str], Credit] = {}
    for found in (*_named(reading, text, own, forms), *_unnamed(reading, text), *_author(reading, text)):
        key = found.kind, found.name
        if key not in best or (found.whole and not best[key].whole):
            best[key] = found
    return tuple(sorted(best.values(), key=lambda credit: (credit.span.start, credit.kind, credit.name)))


def outlet(publisher: str | None) -> str:
    """One name for an outlet, however it is written; '' where none is told."""
    name = " ".join((publisher or "").split())
    return _outlets().get(fold(name).casefold(), name)


def _named(reading: Reading, text: Text, own: str, forms: _Forms) -> Iterator[Credit]:
    words = [word.casefold() for word in text.words]
    sources = [s.source.span for s in reading.statements if s.source.span is not None]
    line = _line(text, words, forms)
    for i, word in enumerate(words):
        if own and word in _told()["own"]:
            yield _credit("own", own, text, i, i + 1)
        for form, end, joined in _at(words, i, forms):
            if not _close(text, i, end, form) or _renamed(text, words, end, form, forms):
                continue
            if i in line:
                if form.key != own or len({f.key for at in line for f, _, _ in _at(words, at, forms)}) == 1:
                    yield _credit("own" if form.key == own else form.kind, form.key, text, i, end, whole=True)
                continue
            how = _how(text, words, i, end, joined, form, sources)
            if how and (form.key != own or how == "to"):
                kind = "own" if form.key == own else form.kind
                yield _credit(kind, form.key, text, i, end, whole=how == "dateline")


def _at(words: Sequence[str], i: int, forms: _Forms) -> Iterator[tuple[_Form, int, bool]]:
    """The names that stand at word ``i``, with the word behind them and whether a 'to' is written on to them."""
    for bare, joined in _bare(words[i]):
        for form in forms.get(bare, ()):
            end = i + len(form.words)
            if (bare, *words[i + 1 : end]) == form.words:
                yield form, end, joined


def _credit(kind: str, name: str, text: Text, i: int, end: int, whole: bool = False) -> Credit:
    sentence = text.sentence_of[i]
    bounds = text.word_span(*text.sentences[sentence])
    return Credit(kind, name, text.word_span(i, end), whole or sentence < _LEAD, bounds.start, bounds.end)


def _how(text: Text, words: Sequence[str], i: int, end: int, joined: bool, form: _Form, sources: Sequence[Span]) -> str:
    """How a name is credited: 'dateline', 'to' where somebody told it, 'by' where it is relayed; '' where it is not."""
    told = _told()
    if form.kind == "agency" and i < _DATELINE and "(" in text.gaps[i] and ")" in text.gaps[end]:
        return "dateline"
    before = words[max(text.sentences[text.sentence_of[i]][0], i - _REACH) : i]
    headed = any(word.removeprefix(_TO) in told["heads"] for word in before[-2:])
    quoted = any(mark in text.gaps[i] for mark in _OPEN)
    if not (form.loose or headed or quoted) or any(word in told["not"] for word in before):
        return ""
    to = joined or _TO in before[-1:] or any(word in told["to"] or _told_to(word) for word in before[-2:])
    if to:
        return "to"
    if any(word in told["relays"] for word in before):
        return "by"
    span = text.word_span(i, end)
    return "by" if any(s.start <= span.start and span.end <= s.end for s in sources) else ""


def _told_to(word: str) -> bool:
    """Whether a word is 'to the agency', 'to the channel' and the like."""
    return word.startswith(_TO) and word[1:].removeprefix(_TO) in _told()["heads"]


def _line(text: Text, words: Sequence[str], forms: _Forms) -> range:
    """The words of a last line that holds names of agencies and outlets and no more; none where there is no such line."""
    if len(text.paragraphs) < 2:
        return range(0)
    first, last = text.paragraphs[-1]
    at = first
    while at < last and last - first <= _LINE:
        ends = [end for _, end, _ in _at(words, at, forms)]
        if not ends and words[at] not in _told()["line"]:
            return range(0)
        at = max(ends, default=at + 1)
    return range(first, last) if at >= last else range(0)


def _close(text: Text, i: int, end: int, form: _Form) -> bool:
    """Whether a name's words stand together; letters spelled out with blanks or stops between them alone."""
    between = text.gaps[i + 1 : end]
    spelled = all(len(word) == 1 for word in form.words)
    return all(gap.strip(". ") == "" if spelled else len(gap) <= 2 and "\n" not in gap for gap in between)


def _renamed(text: Text, words: Sequence[str], end: int, form: _Form, forms: _Forms) -> bool:
    """Whether a word in brackets or quotes, right behind an agency that is named by its country, is another one's name."""
    if form.kind != "agency" or len(form.words) < 2:
        return False
    last = text.sentences[text.sentence_of[end - 1]][1]
    for at in range(end, min(end + _BETWEEN + 1, last)):
        if text.gaps[at].endswith(("(", *_OPEN)):
            closed = text.gaps[at + 1].startswith((")", *_CLOSE))
            return closed and all(found.key != form.key for found, _, _ in _at(words, at, forms))
    return False


def _unnamed(reading: Reading, text: Text) -> Iterator[Credit]:
    """Unnamed sources that are described closely enough to be known again, and media that no list has, by their stems."""
    names = {entity.id: entity for entity in reading.entities}
    known = _known()
    for statement in reading.statements:
        span = statement.source.span
        if span is None or statement.source.kind not in ("anonymous", "media"):
            continue
        if not _told()["own"].isdisjoint(words(span.text)):
            continue  # 'our correspondent' is another man in every outlet
        if statement.source.kind == "media":
            held = [" ".join(sorted(set(stems(names[one].name)))) for one in statement.source.entities if one in names]
        else:
            described = sorted(set(stems(span.text)))
            held = [" ".join(described)] if weights(described) >= _DESCRIBED else []
        at = next((i for i in range(len(text.words)) if text.word_span(i, i + 1).end > span.start), None)
        if at is None:
            continue
        sentence = text.sentence_of[at]
        bounds = text.word_span(*text.sentences[sentence])
        for name in held:
            if name and name not in known:
                yield Credit("source", name, span, sentence < _LEAD, bounds.start, bounds.end)


def _author(reading: Reading, text: Text) -> Iterator[Credit]:
    """An agency that is told as the author: no place in the text shows it, so that its first word stands for all."""
    author = [word.casefold() for word in Text(reading.report.author or "").words]
    for i in range(len(author) if text.words else 0):
        for form, _, _ in _at(author, i, _forms(frozenset())):
            if form.kind == "agency":
                yield _credit(form.kind, form.key, text, 0, 1, whole=True)


def _bare(word: str) -> Iterator[tuple[str, bool]]:
    """A word, and what is left of it without what is written on to its beginning; whether that says 'to'."""
    yield word, False
    if len(word) > 3 and word[0] in _JOINED:
        yield word[1:], word[0] == _TO
    for article in (_ARTICLE, _TO * 2):
        if len(word) > 4 and word.startswith(article):
            yield word[2:], article != _ARTICLE


@cache
def _told() -> dict[str, frozenset[str]]:
    told = table("compare")["credits"]
    return {name: frozenset(fold(word).casefold() for word in some) for name, some in told.items()}


@cache
def _outlets() -> dict[str, str]:
    """The key of an outlet by each of its names."""
    same = table("compare")["same"]
    return {
        fold(name).casefold(): same.get(key, key)
        for key, told in table("outlets").items()
        for name in (key, told["name"], told.get("latin", ""))
        if name
    }


@cache
def _listed() -> frozenset[str]:
    return frozenset(_outlets().values())


@cache
def _names() -> tuple[tuple[str, str, str, bool], ...]:
    """Kind, key and name of every agency and outlet, and whether the name is believed where it stands alone."""
    told = table("compare")
    also = told["words"]["also"]
    agencies = [("agency", key, name, name not in also) for key, some in told["agencies"].items() for name in some]
    outlets = [
        ("outlet", key, entry["name"], len(Text(entry["name"]).words) > 1)
        for key, entry in table("outlets").items()
        if key not in told["same"]
    ]
    others = [("outlet", key, name, True) for key, some in told["outlets"].items() for name in some]
    return (*agencies, *outlets, *others, *((WIRES, WIRES, name, True) for name in told["credits"]["unnamed"]))


@cache
def _known() -> frozenset[str]:
    """The names of the listed agencies and outlets by their stems: they are credited by name."""
    return frozenset(" ".join(sorted(set(stems(name)))) for _, _, name, _ in _names())


@lru_cache(maxsize=256)
def _forms(more: frozenset[str]) -> _Forms:
    """Names of agencies and outlets by their first word; of outlets in ``more`` those of one word are not believed alone."""
    found: _Forms = {}
    told = [*_names(), *(("outlet", name, name, len(Text(name).words) > 1) for name in sorted(more))]
    for kind, key, name, loose in told:
        words = tuple(word.casefold() for word in Text(name).words)
        if words:
            found.setdefault(words[0], []).append(_Form(words, key, kind, loose))
    return found


_TO = "\N{ARABIC LETTER LAM}"
_JOINED = _TO + "\N{ARABIC LETTER BEH}\N{ARABIC LETTER WAW}\N{ARABIC LETTER FEH}\N{ARABIC LETTER KAF}"
_ARTICLE = "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER LAM}"
_CLOSE = "\"\u00bb\u201d'\u2019"
_OPEN = "\"(\u00ab\u201c\u201d'\u2018"
