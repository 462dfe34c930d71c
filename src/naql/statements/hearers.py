"""Whom a statement is told to."""

from __future__ import annotations

from collections.abc import Sequence

from naql.names import Mention
from naql.statements.cast import Cast
from naql.statements.chains import Speaker, Told
from naql.statements.circumstances import REACH
from naql.statements.model import Model
from naql.statements.network import Outlook
from naql.statements.scene import Scene
from naql.statements.sources import CLOSED
from naql.text import splits

HEARER_SHARE = 0.7  # of the network's word beside the linear model's
_TOLD = -0.5  # half of the hearers are never named beside the cue: a doubtful name is rather taken, as cross-validated
_LAM = "\N{ARABIC LETTER LAM}"
_TO_THE = _LAM + _LAM
_JOINING = "\N{ARABIC LETTER WAW}\N{ARABIC LETTER FEH}"
_HIM, _HER = "\N{ARABIC LETTER HEH}", "\N{ARABIC LETTER HEH}\N{ARABIC LETTER ALEF}"
_OURS = (
    "\N{ARABIC LETTER YEH}",
    "\N{ARABIC LETTER NOON}\N{ARABIC LETTER YEH}",
    "\N{ARABIC LETTER NOON}\N{ARABIC LETTER ALEF}",
)
_PRONOUNS = frozenset((_HIM, _HER, *_OURS))
_TELLING = frozenset(("say", "affirm", "inform", "announce", "reveal", "warn", "promise", "ask"))  # acts with 'to him'
_OBJECT = 3  # words in which an object follows, where what is said stands before the cue
_PROGRAMME = 4  # words from 'the guest' to whose


def addressees(scene: Scene, told: Told, near: Sequence[int], model: Model, outlook: Outlook) -> tuple[int, ...]:
    """Numbers of the entities that are told directly, none of them the speaker."""
    found = _outlets_told(scene, told, near) or _hosts(scene, told, near)
    possible = possible_addressees(scene, told)
    if not possible:
        return tuple(found)
    seen = outlook.hearers(told.site, [mention.first for mention, _ in possible])
    for (mention, features), odds in zip(possible, seen, strict=True):
        score = (1 - HEARER_SHARE) * model.total(features) + HEARER_SHARE * float(odds)
        if mention.entity not in found and score > _TOLD:
            found.append(mention.entity)
    return tuple(found)


def _outlets_told(scene: Scene, told: Told, near: Sequence[int]) -> list[int]:
    """The outlet that 'to the newspaper' beside a cue means: the last one named before."""
    words, outlets = scene.text.words, scene.names.outlets
    for i in near:
        if scene.mention_at[i] >= 0 or not words[i].startswith(_TO_THE):
            continue
        noun = scene.lexicon.speaker(words[i][2:])
        if noun is None or noun.kind != "media" or (i + 1 < len(words) and scene.mention_at[i + 1] >= 0):
            continue
        before = [m.entity for m in scene.names.mentions if m.last <= i and m.entity in outlets]
        return [before[-1]] if before and before[-1] not in told.speakers else []
    return []


def _hosts(scene: Scene, told: Told, near: Sequence[int]) -> list[int]:
    """The programme or the outlet whose guest the speaker is said to be: 'X, the guest of Y, said'."""
    source = range(told.source.first, told.source.last)
    for i in (*source, *near):
        if scene.text.words[i] in scene.lexicon.guests:
            for k in range(i + 1, min(i + _PROGRAMME, len(scene.codes))):
                number = scene.mention_at[k]
                if number >= 0 and scene.names.mentions[number].type == "ORG":
                    return [scene.names.mentions[number].entity]
                if number >= 0 or scene.text.gaps[k] != " ":
                    break
    return []


def object_told(scene: Scene, told: Told) -> tuple[int, int] | None:
    """The words, half open, of the unnamed object right behind a verb that takes who is told for its object ('called on the
    minister to')."""
    first, stop = (objects := _objects(scene, told)).start, objects.stop
    if (
        "a" not in scene.lexicon.frames(told.site.entry).objects
        or told.site.sort not in ("verb", "participle")
        or first >= stop
    ):
        return None
    last = first + (scene.text.words[first] in scene.lexicon.counterpart)
    while last < stop and scene.codes[last] == "D" and scene.text.gaps[last] == " ":
        last += 1
    return (first, last) if last > first else None


def pronoun_told(scene: Scene, cast: Cast, told: Told) -> int | None:
    """Whom 'told him', 'said to her' or 'said to me' means: who tells of it, else the last one named before in the sentence."""
    pronoun = _pronoun(scene, told)
    if not pronoun:
        return None
    above = told.parent.speakers[:1] if told.parent is not None else ()
    above = tuple(number for number in above if number not in told.speakers)
    if pronoun in _OURS:
        return above[0] if above else None
    gender = "f" if pronoun == _HER else "m"
    at = min(told.site.first, len(scene.codes) - 1)
    first = scene.text.sentences[scene.text.sentence_of[at]][0]
    first = max(first, told.parent.closes) if told.parent is not None and told.parent.closes <= at else first
    before = (scene.names.mentions[n] for n in scene.named(first, at))
    people = (mention.entity for mention in before if mention.type == "PER" and mention.first >= first)
    fitting = [n for n in people if n not in told.speakers and cast.speakers[n].gender in ("?", gender)]
    if fitting:
        return fitting[-1]
    return next((number for number in above if _is_meant(cast.speakers[number], gender)), None)


def _is_meant(speaker: Speaker, gender: str) -> bool:
    """Whether 'him' or 'her' may mean a speaker; a body is mostly 'her'."""
    return speaker.gender == gender or (speaker.gender == "?" and (speaker.kind == "person" or gender == "f"))


def _pronoun(scene: Scene, told: Told) -> str:
    """The pronoun that is told something, of one or of the speaker's own side: written on the verb, or with 'to' behind it."""
    site, words = told.site, scene.text.words
    if site.sort != "verb" or site.form is None or told.content.side != "after":
        return ""
    if site.form.after:
        return (
            site.form.after if "a" in scene.lexicon.frames(site.entry).objects and site.form.after in _PRONOUNS else ""
        )
    to = words[site.last] if site.last < told.content.first else ""
    return to[1:] if site.act in _TELLING and to[:1] == _LAM and to[1:] in _PRONOUNS else ""


def possible_addressees(scene: Scene, told: Told) -> list[tuple[Mention, tuple[str, ...]]]:
    """The names in the cue's sentence outside its source, each with what speaks for its bearer being told."""
    text, site = scene.text, told.site
    first, last = text.sentences[text.sentence_of[min(site.first, len(scene.codes) - 1)]]
    first, last = max(first, site.first - REACH), min(last, site.last + REACH)
    source = range(told.source.first, told.source.last)
    objects = _objects(scene, told)
    takes = "a" in scene.lexicon.frames(site.entry).objects
    mentions = scene.names.mentions
    found = []
    for number in scene.named(first, last):
        mention = mentions[number]
        if mention.first in source or mention.entity in told.speakers:
            continue
        found.append((mention, _addressee_features(scene, told, mention, objects, takes)))
    return found


def _addressee_features(scene: Scene, told: Told, mention: Mention, objects: range, takes: bool) -> tuple[str, ...]:
    text, codes, site, content = scene.text, scene.codes, told.site, told.content
    at = mention.first
    lead = mention.role[0] if mention.role is not None and mention.role[1] <= at else at
    if lead and codes[lead] != "lD" and codes[lead - 1] in ("lD", "l", "S") and text.gaps[lead] == " ":
        lead -= 1
    written = text.fold[text.starts[at] : mention.start].lstrip(_JOINING) if lead == at else ""
    clitic = "l" if written.endswith(_LAM) or codes[lead] in ("lD", "l") else "b" if written else ""
    before = text.words[lead - 1] if lead and codes[lead - 1] in CLOSED else codes[lead - 1] if lead else "^"
    gap = "" if lead == 0 or text.gaps[lead] == " " else ","
    region = (
        "object"
        if lead in objects
        else "content"
        if content.first <= at < content.last
        else "back"
        if at < site.first
        else "on"
    )
    start = "at" if lead == objects.start else "near" if lead < objects.start + 4 else "far"
    venue = _venue(scene, lead)
    kind = "outlet" if mention.entity in scene.names.outlets else mention.type
    lemma = site.lemma
    joined = "w" if scene.joined[at] else ""
    then = _then(scene, mention, content.first) if content.side == "after" else "-"
    held = told.told_by is not None and mention.entity in told.told_by.speakers
    return (
        "*",
        f"then {then}",
        f"then {then}|{takes:d}|{clitic}",
        f"then {then}|{takes:d}|{before}|{kind}",
        f"then {then}|{start}|{takes:d}|{told.source.side}",
        f"{clitic}|{kind}|{site.sort}|{told.source.side}",
        f"{before}|{venue}|{kind}",
        f"held {held:d}|{clitic}",
        f"{region}|{clitic}",
        f"{region}|{clitic}|{kind}",
        f"{region}|{clitic}|{venue}",
        f"{region}|{before}|{venue}",
        f"{region}|{before}|{takes:d}{clitic}{gap}",
        f"{region}|{start}|{takes:d}{clitic}",
        f"{region}|{start}|{takes:d}{clitic}|{told.source.side}{joined}",
        f"{region}|{start}|{site.act}|{clitic}{before}",
        f"lemma {lemma}|{region}|{clitic}",
        f"lemma {lemma}|{region}|{start}|{before}",
        f"{kind}|{region}|{takes:d}",
        f"{before}|{venue}|{clitic}",
        f"{region}|{site.sort}|{clitic}",
    )


def _then(scene: Scene, mention: Mention, content: int) -> str:
    """What stands between a name and what is said: nothing, one word, or how many."""
    between = content - mention.last
    if between < 0:
        return "past"
    if between == 0:
        return "0" + scene.codes[content][:4] + ("," if scene.text.gaps[content] != " " else "")
    if between == 1:
        return "1" + scene.text.words[mention.last] if scene.codes[mention.last] in CLOSED else "1"
    return "few" if between < 6 else "many"


def _venue(scene: Scene, lead: int) -> str:
    """The channel that a word right before the words that end at ``lead`` tells of."""
    words, channels = scene.text.words, scene.lexicon.channels
    for k in range(max(0, lead - 4), lead):
        for split in splits(words[k], 3):
            for _, channel in channels.get(split.stem, ()):
                return channel
    return ""


def _objects(scene: Scene, told: Told) -> range:
    """The words in which a hearer may stand as the verb's object: behind cue and speaker, before what is said."""
    start, content = told.closes, told.content
    if content.side == "after":
        return range(start, content.first)
    return range(start, min(start + _OBJECT, len(scene.codes)))
