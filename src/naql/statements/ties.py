"""Contents that grammar ties to another statement's, whatever was chosen for them alone.

Constructions of news with two cues for one thought: relaying ('an agency quoted X as saying that ...'), the embrace ('X said
that ..., an agency reported'), the echo ('..., as he put it') and the reference back ('..., which Y denied').
"""

from __future__ import annotations

from collections.abc import Sequence

from naql.statements.breaks import attributes
from naql.statements.chains import Told
from naql.statements.contents import Content
from naql.statements.scene import Scene

_LEADING = frozenset({"prep", "sub", "rel", "adv", "conj", "part", "aux"})  # words that lead to an attribution
_NEAR = 3  # words between the end of a content and the echo or the reference that belongs to it
_STOPS = ".\u2026"  # what ends a sentence, and no heading, as a question may be
_SHORTEST_RUN = 6  # words of a paragraph that goes on with a quotation
_REACH = 40  # words from a verb of relaying to the words that it relays


def tie(scene: Scene, told: Sequence[Told]) -> None:
    """Set the contents that follow from another's, in place; ``told`` stands in text order."""
    for n, statement in enumerate(told):
        before = [other for other in told[max(0, n - 4) : n] if _same_sentence(scene, other, statement)]
        if not before:
            continue
        site = statement.site
        _led(scene, before[-1], statement)
        quoting = site.sort == "prep" and site.lemma in scene.lexicon.quoting
        if (
            site.sort == "via"
            or (quoting and before[-1].site.sort == "verb")
            or (_is_saying_of(statement) and _has_via(scene, before[-1], statement))
        ):
            _relayed(scene, before[-1], statement)
        elif _attributes(scene, statement) and (held := _interrupted(scene, before, statement)) is not None:
            _reports(scene, statement, held)
        elif site.sort == "phrase" and statement.content.side == "before":
            _echoed(before, statement)
        elif statement.content.side == "before" and _is_outlet(scene, statement, documents=True):
            _embraced(before, statement)
        elif statement.content.side == "before" and site.form is not None and site.form.after:
            _referred(scene, before, statement)
        elif _points_back(scene, statement):
            content = before[-1].content
            statement.content = Content(content.first, content.last, "before", (), statement.content.features)


def run_on(scene: Scene, told: Sequence[Told]) -> None:
    """Lengthen, in place, contents that a quotation closes by the paragraphs behind them that are quoted whole and that nobody is named for."""
    text = scene.text
    for statement in told:
        last = statement.content.last
        if statement.content.side != "after" or scene.quote_at[last - 1] < 0:
            continue
        while last == text.paragraphs[text.paragraph_of[last - 1]][1] < len(text.words):
            end = _quoted_whole(scene, last)
            if end is None or any(last <= other.site.first < end and _names_teller(other) for other in told):
                break
            last = end
        if last != statement.content.last:
            statement.content = statement.content._replace(last=last)


def _quoted_whole(scene: Scene, first: int) -> int | None:
    """The end of the paragraph that begins at word ``first``, where one quotation fills it that is no heading."""
    text = scene.text
    end = text.paragraphs[text.paragraph_of[first]][1]
    quote = scene.quotes[scene.quote_at[first]] if scene.quote_at[first] >= 0 else None
    whole = quote is not None and quote.closed and (quote.first, quote.last) == (first, end)
    stopped = any(mark in text.gaps[end] for mark in _STOPS)
    return end if whole and stopped and end - first >= _SHORTEST_RUN else None


def _names_teller(statement: Told) -> bool:
    """Whether somebody is named who tells it, as within a quotation nobody is who speaks himself."""
    form = statement.site.form
    return statement.source.side != "none" or form is None or form.person != 1


def _same_sentence(scene: Scene, other: Told, statement: Told) -> bool:
    sentence_of, top = scene.text.sentence_of, len(scene.codes) - 1
    here, there = min(statement.site.first, top), min(other.site.first, top)
    return sentence_of[here] == sentence_of[there] or other.content.last >= here


def _is_saying_of(statement: Told) -> bool:
    """Whether the cue is 'his saying' or 'the saying', bound to somebody named before it."""
    form = statement.site.form
    bound = form is not None and form.tense == "masdar" and (bool(form.after) or (form.definite and not form.before))
    return bound and statement.content.side == "after"


def _has_via(scene: Scene, agency: Told, statement: Told) -> bool:
    """Whether 'from', 'from him' or 'in the words of' stands between a verb of relaying and 'his saying'."""
    if agency.site.lemma not in scene.lexicon.relaying or statement.site.first - agency.site.first > _REACH:
        return False
    words = scene.text.words[agency.site.last : statement.site.first]
    if agency.site.lemma in scene.lexicon.attributing and statement.source.side == "pre":
        return statement.source.first >= agency.site.last
    return any(word in scene.lexicon.through for word in words)


def _relayed(scene: Scene, agency: Told, statement: Told) -> None:
    """What an agency relays: from the name on where a clause or an insertion follows, else the words alone."""
    site, content = statement.site, statement.content
    if content.side != "after" or agency.content.side != "after" or agency.site.sort not in ("verb", "participle"):
        return
    if site.sort != "masdar":
        first = statement.source.first if statement.source.side == "post" else site.last
    else:
        inserted = content.first - site.last > 1
        first = statement.source.first if inserted and statement.source.side == "pre" else content.first
    if first > agency.site.first:
        agency.content = Content(first, content.last, "after", agency.content.shared, agency.content.features)
        statement.told_by = agency


def _echoed(before: Sequence[Told], statement: Told) -> None:
    """'..., as he put it': the words are those of the statement that ends there."""
    at = statement.site.first
    for other in reversed(before):
        content = other.content
        if content.side != "after" or content.first >= at or content.last < at - _NEAR:
            continue
        last = min(content.last, at)
        if content.last > at and content.last <= statement.site.last:
            other.content = Content(content.first, at, "after", content.shared, content.features)
        statement.content = Content(content.first, last, "before", (), statement.content.features)
        statement.same_as = other
        return


def _is_outlet(scene: Scene, statement: Told, documents: bool = False) -> bool:
    """Whether a news outlet is who tells it; a site or an account that relays is one, with ``documents`` any document."""
    first, last = statement.source.first, statement.source.last
    if first == last:
        return False
    noun = scene.speaker(first)
    if noun is not None and noun.kind == "document":
        return documents or (statement.site.sort == "verb" and statement.site.lemma in scene.lexicon.relaying)
    mentions = {scene.mention_at[i] for i in range(first, last)} - {-1}
    named = any(scene.names.mentions[number].entity in scene.names.outlets for number in mentions)
    return named or (noun is not None and noun.kind == "media")


def _attributes(scene: Scene, statement: Told) -> bool:
    """Whether the words are 'according to X', 'as X reported', or an outlet's."""
    site = statement.site
    as_told = site.sort == "verb" and site.first > 1 and scene.codes[site.first - 2 : site.first] == ["prep", "rel"]
    return site.sort == "prep" or as_told or _is_outlet(scene, statement)


def _led(scene: Scene, outer: Told, statement: Told) -> None:
    """'According to the paper, X said that ...', 'the agency reported X's speech, where he said ...': it tells that X said it."""
    site, content = statement.site, outer.content
    if site.sort != "verb" or statement.content.side != "after" or content.side != "after" or outer.told_by is not None:
        return
    between = outer.closes <= site.first < content.first <= statement.content.last
    if not between or outer.site.sort not in ("prep", "verb") or not _attributes(scene, outer):
        return
    first = statement.opens if statement.opens >= outer.closes else site.first
    outer.content = Content(first, max(content.last, statement.content.last), "after", content.shared, content.features)
    statement.told_by = outer


def _interrupted(scene: Scene, before: Sequence[Told], statement: Told) -> Told | None:
    """The statement between whose cue and content an outlet is named: 'X said, as the agency reported, that ...'."""
    for other in reversed(before):
        if other.content.side == "after" and other.site.sort == "verb":
            inside = other.closes <= statement.site.first and statement.closes <= other.content.first
            return other if inside and statement.source.first >= other.site.last else None
    return None


def _reports(scene: Scene, statement: Told, other: Told) -> None:
    """The outlet tells that ``other`` was said: the words before its name and those behind it."""
    first, last = other.opens, statement.site.first
    while last > first + 1 and (scene.codes[last - 1] in _LEADING or attributes(scene, last - 1)):
        last -= 1
    statement.content = Content(first, last, "before", (), statement.content.features)
    statement.rest = (other.content.first, other.content.last)
    other.told_by = statement


def _embraced(before: Sequence[Told], statement: Told) -> None:
    """'X said that ..., the agency reported': the agency tells that X said it, and all that its sentence tells before."""
    content = statement.content
    first = content.first
    for other in reversed(before):
        held = other.content
        if held.side == "after" and other.site.first < first <= held.last + _NEAR and held.first < content.last:
            first = other.opens
    if first < content.first:
        statement.content = Content(first, content.last, "before", (), content.features)


def _points_back(scene: Scene, statement: Told) -> bool:
    """Whether all that is said is 'that'."""
    content = statement.content
    return content.last == content.first + 1 and scene.text.words[content.first] in scene.lexicon.that


def _referred(scene: Scene, before: Sequence[Told], statement: Told) -> None:
    """'..., which Y denied': the words denied are those of the statement that ends before the reference."""
    end = statement.content.last
    if scene.codes[statement.site.first - 1] != "rel":
        return
    for other in reversed(before):
        content = other.content
        if content.side == "after" and content.first < end and content.last >= end - _NEAR:
            if content.last > end:
                other.content = Content(content.first, end, "after", content.shared, content.features)
            statement.content = Content(content.first, end, "before", (), statement.content.features)
            return
