"""Chains of telling: which statement is told inside which, and who speaks where the words leave it open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log

from naql.names import Mention
from naql.statements.contents import Content
from naql.statements.model import Model
from naql.statements.network import Outlook, parent_sort, place, told_sort
from naql.statements.scene import VERB_CODES, Scene
from naql.statements.sites import Site
from naql.statements.sources import CLOSED, Candidate, gap_sort

SPEAKER_SHARE = 1.0  # of the network's word beside the linear model's on who is meant
RECENT, MOST_NAMES, NAMES_BACK = 12, 15, 70  # statements, names and words back that the network looks at
_FAINT = 1e-3
_LOOK = 6  # statements in whose contents a name may stand
_BLOCK = 64  # words; contents are looked up by the blocks that they touch


@dataclass(slots=True)
class Told:
    """A statement in the making: its cue, source and content, its parent, and the speakers it resolves to.

    ``rest`` are words (first to last, half open) behind the cue that go on with a content before it.
    """

    site: Site
    source: Candidate
    content: Content
    rest: tuple[int, int] | None = None
    parent: Told | None = None
    speakers: tuple[int, ...] = ()
    by: str = "open"
    kind: str = ""
    told_by: Told | None = None
    same_as: Told | None = None

    @property
    def opens(self) -> int:
        """The first word of cue and source."""
        return self.source.first if self.source.side == "pre" else self.site.first

    @property
    def closes(self) -> int:
        """The word behind cue and source."""
        return max(self.site.last, self.source.last)


def tellers(count: int, told: Sequence[Told]) -> list[int]:
    """For each of ``count`` words the number of the innermost statement whose content holds it, or -1."""
    found = [-1] * count
    size = [count + 1] * count
    for number, each in enumerate(told):
        length = each.content.last - each.content.first
        for i in range(each.content.first, min(each.content.last, count)):
            if length <= size[i]:
                found[i], size[i] = number, length
    return found


class _Holders:
    """Which statements' contents hold a word."""

    def __init__(self, told: Sequence[Told]) -> None:
        self._contents = [(statement.content.first, statement.content.last) for statement in told]
        self._blocks: dict[int, list[int]] = {}
        for n, (first, last) in enumerate(self._contents):
            for block in range(first // _BLOCK, (last - 1) // _BLOCK + 1):
                self._blocks.setdefault(block, []).append(n)

    def of(self, at: int) -> Iterator[int]:
        """The numbers of the statements whose contents hold word ``at``, in their order."""
        for n in self._blocks.get(at // _BLOCK, ()):
            first, last = self._contents[n]
            if first <= at < last:
                yield n


def nest(told: list[Told]) -> None:
    """Give each statement the smallest statement inside whose content its cue stands as parent."""
    holders = _Holders(told)
    for child in told:
        at, here = child.site.first, (child.content.first, child.content.last)
        best: Told | None = None
        for other in map(told.__getitem__, holders.of(at)):
            if other is child:
                continue
            if child.site.sort == "colon" and at == other.content.first:
                continue
            if (other.content.first, other.content.last) == here and other.site.first > at:
                continue
            if child.content.side == "before" and child.content.first < other.content.first:
                continue  # what stands before the other's words was not told in them
            size = other.content.last - other.content.first
            if best is None or size < best.content.last - best.content.first:
                best = other
        child.parent = best if child.told_by is None else child.told_by
    _break_rings(told)


def _break_rings(told: Sequence[Told]) -> None:
    """Of two that hold each other the later one is not the parent."""
    for child in told:
        seen = {id(child)}
        above = child.parent
        while above is not None:
            if id(above) in seen:
                child.parent = None
                break
            seen.add(id(above))
            above = above.parent


def choose_parents(scene: Scene, told: Sequence[Told], outlook: Outlook) -> None:
    """Let the network choose among the statements whose contents hold a cue, or none: the reporter may tell it in between.

    Parents that grammar gives (``told_by``) stay.
    """
    count = len(scene.codes)
    places = [place(statement.site, count) for statement in told]
    holders = _Holders(told)
    for n, child in enumerate(told):
        if child.told_by is not None:
            continue
        at, size = places[n], child.content.last - child.content.first
        above = [
            m
            for m in holders.of(at)
            if m != n
            and not (
                child.content.first <= places[m] < child.content.last
                and told[m].content.last - told[m].content.first < size
            )
        ]
        child.parent = _parent(scene, child, at, [told[m] for m in above], outlook) if above else None
    _break_rings(told)


def _parent(scene: Scene, child: Told, at: int, above: list[Told], outlook: Outlook) -> Told | None:
    above.sort(key=lambda other: (other.content.last - other.content.first, other.site.start))
    quote = scene.quote_at[at]
    sorts = [
        parent_sort(rank, quote >= 0 and quote == scene.quote_at[other.content.first], quote >= 0)
        for rank, other in enumerate(above)
    ]
    scores = outlook.parents(child.site, [other.site for other in above], sorts)
    best = int(scores.argmax())
    return above[best] if best < len(above) else None


def lift_insertions(scene: Scene, told: Sequence[Told]) -> None:
    """Set 'what he called ...' inside his own words beside them: there the reporter speaks, telling of the same speaker."""
    for statement in told:
        above, at = statement.parent, statement.site.first
        inserted = statement.site.act == "describe" and statement.source.side == "none" and at > 0
        if above is None or not inserted or scene.codes[at - 1] != "rel":
            continue
        if statement.speakers and statement.speakers[:1] == above.speakers[:1]:
            statement.parent = above.parent


@dataclass(slots=True)
class Speaker:
    """Somebody who has spoken or been named: an entity's number, and what is known of gender and kind."""

    entity: int
    gender: str = "?"
    number: str = "s"
    kind: str = "person"


def place_of(scene: Scene, told: Told, at: int, history: Sequence[tuple[int, Told]]) -> tuple[str, str, str]:
    """Where the nearest name of somebody stands, at word ``at`` (-1: none near): behind what, how far, in whose words."""
    if at < 0:
        return "", "", ""
    text, codes = scene.text, scene.codes
    before = codes[at - 1] if at and text.gaps[at] == " " else "^" if not at else gap_sort(text.gaps[at])
    first = text.paragraphs[text.paragraph_of[at]][0]
    if not any(code in "POL" for code in codes[first:at]):
        before += "1"  # the first name of its paragraph
    far = told.site.first - at
    distance = "near" if far < 6 else "mid" if far < 15 else "far"
    if told.site.first and codes[told.site.first - 1] == "rel":
        distance += " rel"
    inside = any(earlier.content.first <= at < earlier.content.last for _, earlier in history[-_LOOK:])
    return before, distance, "in" if inside else "out"


def subjects_of(scene: Scene, first: int, last: int) -> dict[int, str]:
    """The part that the entities named in words ``first`` to ``last`` have there: subject of a verb, object, or opening."""
    parts: dict[int, str] = {}
    text, codes = scene.text, scene.codes
    verbs = 0
    i = first
    while i < last:
        number = scene.mention_at[i]
        if number < 0:
            verbs += codes[i] in VERB_CODES
            i += 1
            continue
        mention = scene.names.mentions[number]
        start = mention.first
        while start > first and (scene.role_at[start - 1] == number or codes[start - 1] in "SD"):
            start -= 1
        before = codes[start - 1] if start > first and text.gaps[start] == " " else "^"
        part = "subject" if before in VERB_CODES else "opens" if start == first else "that" if before in _LINKS else ""
        if part and mention.entity not in parts:
            parts[mention.entity] = f"{part}{min(verbs, 2)}"
        parts.setdefault(mention.entity, f"other{min(verbs, 2)}")
        i = max(i + 1, mention.last)
    return parts


_LINKS = frozenset({"that", "sub", "conj"})


def topic_of(scene: Scene, entity: int) -> str:
    """How much of the report is about somebody: named in its title, and how often."""
    if entity >= len(scene.names.entities):
        return "unnamed"
    count, titled = scene.prominence[entity]
    return f"{min(4, count)}{'t' if titled else ''}"


def speaker_features(
    scene: Scene,
    told: Told,
    speaker: Speaker,
    order: int,
    last: Told | None,
    how: str,
    said: int,
    picked: bool,
    place: tuple[str, str, str],
    part: tuple[str, str],
) -> tuple[str, ...]:
    """What speaks for ``speaker``, the ``order``-th most recent one, having said what ``told`` tells."""
    text = scene.text
    site = told.site
    form = site.form
    tense = form.tense if form is not None else site.sort
    at = min(site.first, len(scene.codes) - 1)
    where = "new"
    nested = ""
    if last is not None:
        there = min(last.site.first, len(scene.codes) - 1)
        where = (
            "sentence"
            if text.sentence_of[there] == text.sentence_of[at]
            else "paragraph"
            if text.paragraph_of[there] == text.paragraph_of[at]
            else f"back{min(3, scene.paragraphs_between(there, at))}"
        )
        nested = "same" if last.parent is told.parent else "inner" if last.parent is not None else "outer"
        if last.source.side == "none":
            nested += "-"
    gender = form.gender if form is not None and site.sort == "verb" else ""
    agrees = "?" if not gender or speaker.gender == "?" else "yes" if gender == speaker.gender else "no"
    plural = form.number if form is not None and site.sort == "verb" else ""
    joined = "w" if form is not None and form.before else ""
    pronoun = form.after if form is not None and tense in ("masdar", "noun", "phrase") else ""
    person = form.person if form is not None else 0
    rank = str(min(order, 4))
    before, distance, inside = place
    return (
        f"lemma {site.lemma}|{how}|{where}",
        f"lemma {site.lemma}|{nested}",
        f"place {before}|{how}",
        f"place {distance}|{how}",
        f"place {distance}|{inside}|{tense}",
        f"place {inside}|{how}|{where}",
        f"place {before}|{tense}{joined}",
        f"rank {rank}",
        f"picked {picked:d}",
        f"picked {picked:d}|{tense}",
        f"picked {picked:d}|{how}|{where}",
        f"picked {picked:d}|agrees {agrees}",
        f"rank {rank}|{tense}",
        f"said {min(3, said)}",
        f"said {min(3, said)}|{how}|{where}",
        f"said {min(3, said)}|{speaker.kind}",
        f"rank {rank}|{where}",
        f"{how}|{where}",
        f"{how}|{where}|{tense}",
        f"{how}|{where}|{nested}",
        f"{how}|{nested}|{tense}{joined}",
        f"{how}|p{person}",
        f"agrees {agrees}",
        f"agrees {agrees}|{tense}",
        f"number {plural}{speaker.number}",
        f"kind {speaker.kind}",
        f"kind {speaker.kind}|{tense}",
        f"kind {speaker.kind}|{how}|{where}",
        f"pronoun {pronoun}|{speaker.gender}{speaker.number}",
        f"part {part[0]}",
        f"part {part[0]}|{how}|{where}",
        f"part {part[0]}|{tense}{joined}",
        f"part {part[0]}|picked {picked:d}",
        f"topic {part[1]}",
        f"topic {part[1]}|{how}|{where}",
    )


def unknown_features(scene: Scene, told: Told, history: Sequence[tuple[int, Told]]) -> tuple[str, ...]:
    """What tells whether nobody in the report is the one who said what ``told`` tells, whose source is left unsaid."""
    text, codes, site, form = scene.text, scene.codes, told.site, told.site.form
    tense = form.tense if form is not None else site.sort
    at = min(site.first, len(codes) - 1)
    before = codes[at - 1] if at and text.sentence_of[at - 1] == text.sentence_of[at] else "^"
    word = text.words[at - 1] if before in CLOSED else before
    written = "" if form is None else f"{form.before}|{form.after}{'d' if form.definite else ''}"
    agreement = "" if form is None else f"{form.person}{form.number}{form.gender}"
    after = codes[site.last] if site.last < len(codes) else "$"
    in_title = "title" if scene.in_title(at) else ""
    quoted = "q" if scene.quote_at[at] >= 0 else ""
    here = any(text.sentence_of[min(earlier.site.first, at)] == text.sentence_of[at] for _, earlier in history[-3:])
    told_in = "nested" if told.parent is not None else ""
    opens = "opens" if not history else ""
    return (
        "*",
        f"{tense}",
        f"lemma {site.lemma}",
        f"lemma {site.lemma}|{tense}",
        f"lemma {site.lemma}|{tense}|{word}",
        f"{tense}|{word}",
        f"{tense}|{before}|{after}",
        f"{tense}|{written}",
        f"{tense}|{agreement}",
        f"lemma {site.lemma}|{written}",
        f"{tense}|{in_title}{quoted}{told_in}{opens}",
        f"{tense}|here {here:d}",
        f"{tense}|{written}|here {here:d}",
        f"{tense}|{agreement}|here {here:d}|{quoted}",
    )


def plain_choice(
    scene: Scene, told: Told, history: Sequence[tuple[int, Told]], genders: Mapping[int, str]
) -> int | None:
    """The speaker that the plain rule takes where none is named.

    'I' and 'we' are the one who is quoted; a participle, a verbal noun and a joined verb go on with the last speaker of their
    sentence; other verbs with the last one who was not quoted inside somebody else's words and whose gender fits.
    """
    form = told.site.form
    if form is not None and form.person == 1 and told.parent is not None and told.parent.speakers:
        return told.parent.speakers[0]
    level = [(number, earlier) for number, earlier in history if earlier.parent is told.parent]
    at = min(told.site.first, len(scene.codes) - 1)
    sentence = scene.text.sentence_of[at]
    here = [number for number, earlier in level if scene.text.sentence_of[min(earlier.site.first, at)] == sentence]
    if here:
        return here[-1]
    gender = form.gender if form is not None and told.site.sort == "verb" else ""
    for number, _ in reversed(level):
        if not gender or genders.get(number, "?") in ("?", gender):
            return number
    if told.parent is not None and told.parent.speakers:
        return told.parent.speakers[0]
    return history[-1][0] if history else None


def choose(
    model: Model, options: Sequence[tuple[Speaker, tuple[str, ...]]], shares: Mapping[int, float]
) -> Speaker | None:
    """The likeliest speaker; ``shares`` are the network's probabilities by entity."""
    best, top = None, 0.0
    for speaker, features in options:
        score = model.total(features) + SPEAKER_SHARE * log(shares.get(speaker.entity, 0.0) + _FAINT)
        if best is None or score > top:
            best, top = speaker, score
    return best


def speaker_shares(
    scene: Scene, statement: Told, history: Sequence[tuple[int, Told]], outlook: Outlook
) -> dict[int, float]:
    """How probable the network finds each of the recent speakers and of the names before the cue, by entity."""
    at = place(statement.site, len(scene.codes))
    paragraph = scene.text.paragraph_of[at]
    recent = list(reversed(history[-RECENT:]))
    sorts = []
    for order, (_, earlier) in enumerate(recent):
        there = scene.text.paragraph_of[place(earlier.site, len(scene.codes))]
        sorts.append(told_sort(order, abs(paragraph - there), earlier.content.first <= at < earlier.content.last))
    mentions = names_before(scene, at)
    told, named = outlook.speakers(
        statement.site, [earlier.site for _, earlier in recent], sorts, [mention.first for mention in mentions]
    )
    shares: dict[int, float] = {}
    for (number, _), share in zip(recent, told, strict=True):
        shares[number] = shares.get(number, 0.0) + float(share)
    for mention, share in zip(mentions, named, strict=True):
        shares[mention.entity] = shares.get(mention.entity, 0.0) + float(share)
    return shares


def names_before(scene: Scene, at: int) -> list[Mention]:
    """The last names in the words before word ``at``, in text order."""
    found: list[Mention] = []
    number = -1
    for i in range(at - 1, max(0, at - NAMES_BACK) - 1, -1):
        if scene.mention_at[i] >= 0 and scene.mention_at[i] != number:
            number = scene.mention_at[i]
            mention = scene.names.mentions[number]
            if mention.type in ("PER", "ORG", "LOC") and mention.first >= at - NAMES_BACK:
                found.append(mention)
                if len(found) == MOST_NAMES:
                    break
    return found[::-1]


__all__ = ["Candidate", "Content", "Site", "Speaker", "Told", "choose", "nest", "speaker_features"]
