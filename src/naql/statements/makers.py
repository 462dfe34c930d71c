"""Whose document speaks, or what who speaks is called, where a clause alone tells it: 'a study that the university made'."""

from __future__ import annotations

from naql.statements.model import Model
from naql.statements.scene import Scene
from naql.statements.sites import Site
from naql.statements.sources import Candidate, phrase_ends


def with_maker(scene: Scene, site: Site, source: Candidate, ends: Model) -> Candidate:
    """``source``, a document without an article, with the clause right behind it that names who made or published it.

    What an agency only published is not its own: 'a statement that the agency published' stays a statement.
    """
    words, at = scene.text.words, source.last
    noun = scene.speaker(source.first) if source.side != "none" else None
    if noun is None or noun.kind != "document" or words[source.first].startswith(scene.lexicon.article):
        return source
    limit = site.first if source.side == "pre" else scene.text.sentences[scene.text.sentence_of[source.first]][1]
    if at + 1 >= limit or scene.text.gaps[at] != " " or words[at] not in scene.lexicon.making:
        return source
    first = at + 1
    while first < limit and scene.time_at[first] >= 0:
        first += 1  # 'that it published on Monday'
    if first == limit or scene.text.gaps[first] != " ":
        return source._replace(last=first)
    maker, behind = scene.mention_at[first], scene.speaker(first)
    handed_on = (maker >= 0 and scene.names.mentions[maker].entity in scene.names.outlets) or (
        behind is not None and behind.kind == "media"
    )
    if handed_on and words[source.first].endswith(scene.lexicon.communique):
        return source
    return source._replace(last=phrase_ends(scene, site, first, limit, ends)[0][0])


def with_name(scene: Scene, site: Site, source: Candidate) -> Candidate:
    """``source`` with the name that a word right behind it gives: 'a witness called X', 'the spy, his name is X'."""
    at = source.last
    if source.side == "none" or at + 1 >= len(scene.codes) or scene.text.words[at] not in scene.lexicon.called:
        return source
    number = scene.mention_at[at + 1]
    named = scene.names.mentions[number] if number >= 0 else None
    if (
        named is None
        or named.type != "PER"
        or named.first != at + 1
        or (source.side == "pre" and named.last > site.first)
    ):
        return source
    return source._replace(last=named.last)
