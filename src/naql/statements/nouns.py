"""Who asks a question or brings a charge that a noun alone tells of: never he who answers, or who is charged."""

from __future__ import annotations

from dataclasses import replace

from naql.statements.cast import Cast, Resolved
from naql.statements.chains import Told
from naql.statements.model import Model
from naql.statements.scene import Scene
from naql.statements.sites import Site
from naql.statements.sources import Candidate, phrase_ends

_JOINED = "\N{ARABIC LETTER WAW}\N{ARABIC LETTER FEH}\N{ARABIC LETTER BEH}"
_NEAR = 60  # words before a question in which the outlet that asks it is named


def told_by_noun(scene: Scene, cast: Cast, statement: Told, ends: Model) -> Resolved | None:
    """Who asks or accuses where a noun tells it and no words name him; None where it is somebody as with any other cue."""
    site = statement.site
    if site.sort not in ("noun", "masdar"):
        return None
    if site.lemma in scene.lexicon.asking:
        return _asker(scene, site.first)
    if site.sort == "noun" and site.lemma in scene.lexicon.charging:
        return _accuser(scene, cast, site, ends)
    return Resolved((), "anonymous", "open") if _accused(scene, site) else None


def _asker(scene: Scene, at: int) -> Resolved:
    """The outlet that was named last before word ``at``, to which the interview was given; nobody where none was."""
    outlets, mentions = scene.names.outlets, scene.names.mentions
    for i in range(at - 1, max(0, at - _NEAR) - 1, -1):
        if scene.mention_at[i] >= 0 and mentions[scene.mention_at[i]].entity in outlets:
            return Resolved((mentions[scene.mention_at[i]].entity,), "media", "implied")
    return Resolved((), "anonymous", "open")


def _accuser(scene: Scene, cast: Cast, site: Site, ends: Model) -> Resolved | None:
    """The authority that the sentence names before the charge, nobody where it names none; None where somebody went to court."""
    first = scene.text.sentences[scene.text.sentence_of[site.first]][0]
    if any(word.lstrip(_JOINED) in scene.lexicon.suing for word in scene.text.words[first : site.first]):
        return None
    for i in range(site.first - 1, first - 1, -1):
        if not _is_authority(scene, i):
            continue
        last = phrase_ends(scene, site, i, site.first, ends)[0][0]
        resolved = cast.resolve(Candidate(i, last, "pre", ()), ())
        return replace(resolved, by="implied") if resolved.speakers else resolved
    return Resolved((), "anonymous", "open")


def _accused(scene: Scene, site: Site) -> bool:
    """Whether a noun tells that somebody is accused, not who accuses him: 'the charges that', 'his being accused of'."""
    if site.act != "accuse" or site.form is None:
        return False
    return not site.form.after or (site.last < len(scene.codes) and scene.codes[site.last][0] == "b")


def _is_authority(scene: Scene, i: int) -> bool:
    word = scene.text.words[i]
    bare = word[1:] if scene.joined[i] or scene.codes[i] in ("l", "b") else word
    return bare.removeprefix(scene.lexicon.article) in scene.lexicon.authorities
