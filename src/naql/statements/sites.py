"""Where a statement may stand: every word, phrase or colon that the lexicon knows as a cue, before anything is decided."""

from __future__ import annotations

from typing import NamedTuple

from naql.cues import CueEntry, CueForm
from naql.statements.scene import FINITE, Scene

COLON = ":"
_MOST_BEFORE_COLON = 9  # a headline's speaker takes at most so many words
_NEAR = 12  # 'relayed ... from X': so many words between the verb and its preposition


class Site(NamedTuple):
    """A possible cue: words ``first`` to ``last`` (half open), or the mark at offsets ``start`` to ``end``.

    ``sort``: verb participle masdar noun prep phrase colon via ('from', after a verb of relaying).
    """

    first: int
    last: int
    start: int
    end: int
    sort: str
    lemma: str
    act: str
    form: CueForm | None
    entry: CueEntry | None


def find_sites(scene: Scene) -> list[Site]:
    """All possible cues in text order; one word may give several readings."""
    text = scene.text
    phrases = scene.lexicon.cues.phrases()
    sites: list[Site] = []
    relayed: Site | None = None
    for i, word in enumerate(text.words):
        if text.gaps[i] != " ":
            colon = text.gaps[i].find(COLON)
            if colon >= 0 and i:
                _add_colon(scene, sites, i, text.ends[i - 1] + colon)
        fixed = False
        for words, form in phrases.get(word, ()):
            if tuple(text.words[i : i + len(words)]) == words:
                sites.append(_site(scene, i, i + len(words), form))
                fixed = form.entry.pos == "phrase"
                break
        forms = () if fixed else scene.forms[i]
        if forms and not scene.withholds(i + 1) and not (i and scene.withholds(i - 1)):
            seen = set()
            for form in forms:
                key = (form.entry.lemma, form.tense)
                if key not in seen:
                    seen.add(key)
                    sites.append(_site(scene, i, i + 1, form))
            for form in forms:
                if form.entry.lemma in scene.lexicon.relaying:
                    relayed = sites[-1]
        if word in scene.lexicon.via and relayed is not None and i - relayed.first <= _NEAR:
            sites.append(Site(i, i + 1, text.starts[i], text.ends[i], "via", text.form(i), "say", None, relayed.entry))
            relayed = None
    return sites


def _site(scene: Scene, first: int, last: int, form: CueForm) -> Site:
    sort = "verb" if form.tense in FINITE or form.tense == "imperative" else form.tense
    start, end = scene.text.starts[first], scene.text.ends[last - 1]
    return Site(first, last, start, end, sort, form.entry.lemma, form.entry.act, form, form.entry)


def _add_colon(scene: Scene, sites: list[Site], i: int, offset: int) -> None:
    """A colon that a short phrase stands before: 'X: ...'."""
    text = scene.text
    first = i - 1
    sentence = text.sentences[text.sentence_of[i - 1]][0]
    while first > sentence and i - first <= _MOST_BEFORE_COLON and text.gaps[first].strip(" \"'()") == "":
        first -= 1
    if i - first > _MOST_BEFORE_COLON or text.sentence_of[i] != text.sentence_of[i - 1]:
        return
    if first == i - 1 and len(text.words[first]) == 1:
        return  # 'Q:' and 'A:' of an interview name nobody
    if text.words[first] in scene.lexicon.teasers or (
        scene.time_at[i] >= 0 and scene.time_at[i] == scene.time_at[i - 1]
    ):
        return
    place = first - 1 if first and "-" in text.gaps[first] else first
    if scene.is_place(place) and scene.codes[i] == "V" and not scene.in_title(i):
        return  # the dateline 'Cairo: ' or 'Cairo - agencies: '
    # 'X in answer to Y: ...' has no verb.
    nouns = {site.first for site in sites[-4:] if site.sort in ("noun", "masdar")}
    if any(site.first >= first and site.sort == "verb" and site.first not in nouns for site in sites[-4:]):
        return
    sites.append(Site(i, i, offset, offset + 1, "colon", COLON, "say", None, None))
