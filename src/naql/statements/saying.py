"""Cues that only carry on to what is said ('saying', 'by saying', 'from'): when they tell it, and when the verb before them does."""

from __future__ import annotations

from collections.abc import Iterable

from naql.statements.chains import Told
from naql.statements.contents import Content
from naql.statements.scene import Scene
from naql.statements.sites import Site
from naql.statements.sources import Candidate

_SAY = "\N{ARABIC LETTER QAF}\N{ARABIC LETTER ALEF}\N{ARABIC LETTER LAM}"
_BY = "\N{ARABIC LETTER BEH}"
_HIDDEN = 9  # words of 'who asked for his name not to be told'
_SOON = 8  # words from a carrying cue to what is said
_PASS_ON = "\N{ARABIC LETTER NOON}\N{ARABIC LETTER QAF}\N{ARABIC LETTER LAM}"


def relays(scene: Scene, site: Site, source: Candidate, content: Content) -> bool:
    """Whether the cue is the 'from' of 'an agency passed on from Y that ...', what is said right behind Y."""
    passed = site.sort == "via" and site.entry is not None and site.entry.lemma == _PASS_ON
    if not passed or source.side != "post" or content.side != "after":
        return False
    return _right_behind(scene, content, source.last)


def _is_saying(site: Site) -> bool:
    """Whether the cue is 'saying' ('قائلا', 'قوله')."""
    return site.lemma == _SAY and site.sort in ("participle", "masdar")


def _with_saying(site: Site) -> bool:
    """Whether the cue is 'by saying', the preposition written on."""
    return _is_saying(site) and site.form is not None and site.form.definite and bool(site.form.before)


def answered(scene: Scene, site: Site, others: Iterable[Site]) -> bool:
    """Whether the cue is a verb of answering, and 'saying' or 'by saying' stands among ``others`` further on in its sentence."""
    if site.sort != "verb" or site.lemma not in scene.lexicon.answering:
        return False
    sentence_of = scene.text.sentence_of
    return any(
        (_with_saying(other) or leads(other))
        and other.first > site.last
        and sentence_of[other.first] == sentence_of[site.first]
        for other in others
    )


def says(scene: Scene, site: Site, content: Content) -> bool:
    """Whether the cue is 'saying', 'by saying' or 'with his saying', and what is said right behind it: 'turned to his guests, saying: ...'."""
    carrying = _with_saying(site) or leads(site)
    return carrying and content.side == "after" and _right_behind(scene, content, site.last)


def leads(site: Site) -> bool:
    """Whether the cue is 'saying' or 'with his saying', no noun phrase of its own."""
    if not _is_saying(site) or site.form is None or site.form.definite:
        return False
    return site.sort == "participle" or site.form.before == _BY


def _right_behind(scene: Scene, content: Content, last: int) -> bool:
    """Whether what is said begins at word ``last``, or behind a 'that' there; 'who asked not to be named' aside."""
    if scene.withholds(last + 1):
        reach = range(last + 3, min(last + _HIDDEN, len(scene.codes)))
        last = next((k for k in reach if scene.codes[k] == "that"), last)
    between = content.first - last
    return between == 0 or (between == 1 and scene.codes[last] == "that")


def goes_on(before: Site, site: Site) -> bool:
    """Whether ``site`` follows ``before`` at once as its adverb or object, and tells no act of its own."""
    touching = before.last == site.first and before.first < site.first
    return touching and before.sort in ("verb", "participle") and site.sort in ("participle", "masdar")


def carries(before: Told, told: Told) -> bool:
    """Whether the cue only carries on to what the verb before it says ('replied to X by saying ...')."""
    site = told.site
    if not _is_saying(site) or before.site.sort not in ("verb", "noun"):
        return False
    if before.site.lemma == _PASS_ON and site.sort == "masdar":
        return False  # 'quoted him as saying'
    same = (told.source.first, told.source.last) == (before.source.first, before.source.last)
    unsaid = told.source.side == "none" and not (site.form and site.form.after)
    if before.site.act != "say" or not (same or unsaid):
        return False  # 'condemned X, saying ...' and 'the agency quoted him as saying ...' tell two things
    return before.content.side == "after" and before.site.last <= site.first < before.content.first <= site.last + _SOON


def insists(scene: Scene, before: Told, told: Told) -> bool:
    """Whether 'insisted on saying that': what is insisted on is what is said."""
    site, form = told.site, told.site.form
    bare = _is_saying(site) and form is not None and form.definite and not form.after
    same = before.content[:2] == told.content[:2] and before.site.sort == "verb"
    return bare and same and site.first > before.site.first and scene.codes[site.first - 1] == "prep"


def same_told(scene: Scene, before: Told, told: Told) -> bool:
    """Whether two cues tell one thing, and the second is the cue: 'citing X, his saying', 'issued a statement that says'."""
    site, source = told.site, told.source
    if before.site.lemma in scene.lexicon.issuing and site.sort == "verb" and before.content.side == "after":
        noun = scene.speaker(before.content.first)
        held = before.content.first <= source.first <= source.last <= site.first and source.side == "pre"
        return noun is not None and noun.kind == "document" and held and site.first < before.content.last
    if site.lemma != _SAY or site.sort != "masdar" or source.side != "pre":
        return False
    if before.site.first < site.first and scene.text.words[before.site.first] in scene.lexicon.citing:
        return source.first >= before.site.last
    return before.site.sort in ("prep", "via") and before.source.first <= source.first < before.source.last


def answers(scene: Scene, before: Told, told: Told) -> bool:
    """Whether 'replied to the charges by saying that ...' is told: what follows 'saying' is what the reply says."""
    site, at = told.site, min(told.site.first, len(scene.codes) - 1)
    if not _is_saying(site) or before.site.lemma not in scene.lexicon.answering:
        return False
    led = site.sort == "participle" or (site.form is not None and bool(site.form.before))
    one = scene.text.sentence_of[min(before.site.first, at)] == scene.text.sentence_of[at]
    return led and one and before.site.sort == "verb" and told.content.side == "after"
