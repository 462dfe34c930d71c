"""What surrounds a statement: how it is quoted, to whom it is told, when, by what channel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from naql.names import Mention
from naql.names.words import word_clusters
from naql.statements.chains import Told
from naql.statements.model import Model
from naql.statements.network import Outlook
from naql.statements.quotes import Quote
from naql.statements.scene import COMMA, FINITE, Scene
from naql.statements.sources import CLOSED
from naql.text import splits

_DATING = frozenset({"DATE", "TIME"})
_LAM = "\N{ARABIC LETTER LAM}"
_BA = "\N{ARABIC LETTER BEH}"
_THE = "\N{ARABIC LETTER ALEF}" + _LAM
_TO_THE = _LAM + _LAM
_JOINING = "\N{ARABIC LETTER WAW}\N{ARABIC LETTER FEH}"
_MARKS = COMMA + ' "\u201c\u201d\u00ab\u00bb'  # commas, and quotation marks beside them
_OBJECT = 3  # words in which an object follows, where what is said stands before the cue
_IN = tuple(joining + "\N{ARABIC LETTER FEH}\N{ARABIC LETTER YEH}" for joining in ("", *_JOINING))
_CLASS = 4  # words before a place's name in which it is said what it is
_CHANNEL = 4  # words between a channel and where it was
_REACH = 22  # words on either side of a cue that may tell when, to whom and how
HEARER_SHARE = 0.7  # of the network's word beside the linear model's
_TOLD = -0.5  # half of the hearers are never named beside the cue: a doubtful name is rather taken, as cross-validated
_NAMES = (
    -0.25
)  # from it marks are taken to stand around a name: no quotation wrongly told weighs more, as cross-validated
LONGEST_NAME = 5  # words of a name in quotation marks


def pieces(scene: Scene, told: Told) -> list[tuple[int, int]]:
    """The words of what is said, each piece from first to last (half open): two where the attribution stands in the middle."""
    rest = told.rest or _rest(scene, told)
    return [(told.content.first, told.content.last), *([rest] if rest is not None else [])]


def _rest(scene: Scene, told: Told) -> tuple[int, int] | None:
    """The words behind 'according to X' between commas that go on with what stands before it."""
    text, codes, site, end = scene.text, scene.codes, told.site, told.closes
    if site.sort not in ("prep", "phrase") or told.content.side != "before" or told.content.last < site.first - 1:
        return None
    if end >= len(codes) or text.sentence_of[end] != text.sentence_of[site.first] or scene.time_at[end] >= 0:
        return None
    if not all(text.gaps[k].strip(_MARKS) == "" and scene.pauses(k) for k in (site.first, end)):
        return None
    if _turns(scene, end):
        return None
    last = text.sentences[text.sentence_of[end]][1]
    stop = next((k for k in range(end + 1, last) if scene.pauses(k) and _turns(scene, k)), last)
    return end, stop


def _turns(scene: Scene, k: int) -> bool:
    """Whether word ``k``, behind a comma, opens a clause of its own rather than goes on with the one before."""
    forms = scene.forms[k]
    adverbial = any(form.tense == "participle" and not form.definite for form in forms)
    says = any(form.tense in FINITE and form.entry.strength == "strong" for form in forms)
    joined = scene.joined[k] or scene.text.words[k][0] in _JOINING
    linked = scene.codes[k] in ("rel", "sub", "conj") or scene.text.words[k] in scene.lexicon.contrast
    return adverbial or says or joined or linked


def mode(scene: Scene, told: Told, said: Sequence[tuple[int, int]], names: Model) -> str:
    """'direct' where the content lies within quotation marks, 'mixed' where a part of it does, else 'indirect'.

    ``said`` are the content's :func:`pieces`. Marks around a name or a term quote nobody; ``names`` tells them.
    """
    first, last = told.content.first, told.content.last
    quotes = [quote for piece in said for quote in quotes_in(scene, *piece)]
    spoken = told.site.form is not None and told.site.form.person == 1
    if not spoken and any(not quote.closed and quote.first < first for quote in quotes):
        return "indirect"  # marks that nobody closed, opened by what was said before
    if all(_is_name(scene, quote, names) for quote in quotes):
        return "indirect"
    if any(scene.quote_at[i] < 0 for piece in said for i in range(*piece)):
        return "mixed"
    whole = scene.quotes[scene.quote_at[last - 1]]
    form, above = told.site.form, told.parent
    if above is not None and form is not None and form.person != 1 and (whole.first < first or whole.last > last):
        ends = (above.content.first, above.content.last - 1)
        if any(scene.quote_at[i] == scene.quote_at[first] for i in ends):
            return "indirect"  # somebody else's words within the quotation, without marks of their own
    return "direct"


def quotes_in(scene: Scene, first: int, last: int) -> list[Quote]:
    """The quotations that words ``first`` to ``last`` touch."""
    return [scene.quotes[n] for n in sorted({scene.quote_at[i] for i in range(first, last)} - {-1})]


def _is_name(scene: Scene, quote: Quote, names: Model) -> bool:
    """Whether what stands in the marks is a name or a term rather than somebody's words."""
    return quote.last - quote.first <= LONGEST_NAME and names.total(marked_features(scene, quote)) > _NAMES


def marked_features(scene: Scene, quote: Quote) -> tuple[str, ...]:
    """What tells whether a short quotation is a name: what it holds, what it follows, what follows it."""
    text, codes = scene.text, scene.codes
    first, last = quote.first, quote.last
    inside = codes[first:last]
    numbers = {scene.mention_at[i] for i in range(first, last)}
    again = min(scene.quoted[tuple(text.words[first:last])], 3)
    named = "all" if -1 not in numbers and len(numbers) == 1 else "some" if numbers != {-1} else ""
    length = str(last - first)
    starts = first == 0 or text.sentence_of[first - 1] != text.sentence_of[first]
    before = "^" if starts else codes[first - 1]
    head = "" if starts else _group_of(text.words[first - 1])
    noun = None if starts else scene.speaker(first - 1)
    kind = noun.kind if noun is not None else ""
    word = text.words[first - 1] if before in CLOSED else before
    clitic = text.norm[max(0, quote.start - 3) : quote.start].strip(" \u0640\n")[:1] if first else ""
    clitic = clitic if clitic in (_BA, _LAM) else ""
    after = codes[last] if last < len(codes) and text.sentence_of[last] == text.sentence_of[last - 1] else "$"
    farther = first > 1 and text.sentence_of[first - 2] == text.sentence_of[first]
    head2, before2 = (_group_of(text.words[first - 2]), codes[first - 2]) if farther else ("", "^")
    then = text.words[last] if after in CLOSED else "" if after == "$" else _group_of(text.words[last])
    definite = "d" if text.words[first].startswith(_THE) else ""
    foreign = "x" if any(code in "XN" for code in inside) else ""
    verbal = "v" if {"V", "v", "that", "neg", "sub"} & set(inside) else ""
    return (
        "*",
        f"length {length}{verbal}",
        f"named {named}",
        f"named {named}|{length}",
        f"before {word}",
        f"before {before}|{definite}",
        f"before {before}|{length}|{named}",
        f"kind {kind}",
        f"head {head}",
        f"head {head}|{definite}",
        f"clitic {clitic}|{definite}",
        f"clitic {clitic}|{length}",
        f"clitic {clitic}|{named}",
        f"first {inside[0]}{definite}|{length}",
        f"last {inside[-1]}|{length}",
        f"after {after}",
        f"foreign {foreign}|{length}",
        f"group {_group_of(text.words[first])}",
        f"group {_group_of(text.words[last - 1])}|{length}",
        f"{'+'.join(inside)}",
        f"again {again}",
        f"again {again}|{length}",
        f"begins {text.words[first][:2]}|{length}",
        f"ends {text.words[last - 1][-1]}|{length}",
        f"ends {text.words[last - 1][-2:]}",
        f"head2 {head2}",
        f"before2 {before2}|{before}",
        f"then {then}",
        *(f"inside {_group_of(word)}" for word in text.words[first:last]),
    )


def _group_of(word: str) -> str:
    """The group of words that stand in like places that a folded noun belongs to, with or without article and joining letter."""
    groups = word_clusters()
    bare = word[1:] if word[0] in _JOINING and len(word) > 3 else word
    return groups.get(word) or groups.get(bare) or groups.get(bare.removeprefix(_THE)) or ""


def _around(scene: Scene, told: Told) -> Iterator[int]:
    """The words of the cue's sentence that belong to the telling, nearest first: what follows the cue, then what precedes."""
    text, site = scene.text, told.site
    if site.first >= len(scene.codes):
        return
    first, last = text.sentences[text.sentence_of[site.first]]
    content = range(told.content.first, told.content.last)
    above = told.parent.content if told.parent is not None else None
    for i in (
        *range(site.last, min(last, site.last + _REACH)),
        *range(site.first - 1, max(first, site.first - _REACH) - 1, -1),
    ):
        if i in content:
            continue
        if above is not None and not above.first <= i < above.last:
            continue
        if i < site.first and i > first and scene.codes[i] == "V":
            return  # another verb's circumstances
        yield i


def time_of(scene: Scene, told: Told) -> str | None:
    """The id of the time that dates the speaking: one that stands beside the cue and outside what is said."""
    for i in _around(scene, told):
        number = scene.time_at[i]
        if number >= 0 and scene.times[number].time.type in _DATING:
            return scene.times[number].time.id
    return None


def channel(scene: Scene, told: Told) -> str | None:
    """The channel of the speaking, where a word beside the cue or the source itself tells it."""
    found = next(filter(None, (_channel_at(scene, i) for i in _around(scene, told))), None)
    return found or ("written statement" if told.kind == "document" else None)


def _channel_at(scene: Scene, i: int) -> str | None:
    words = scene.text.words
    for split in splits(words[i], 3):
        for second, found in scene.lexicon.channels.get(split.stem, ()):
            if not second or (i + 1 < len(words) and words[i + 1].removeprefix(scene.lexicon.article) == second):
                return found
    return None


def place_of(scene: Scene, told: Told) -> int | None:
    """The number of the entity where the speaking took place: 'in X' at the sentence's head, behind the speaker or a channel."""
    at = min(told.site.first, len(scene.codes) - 1)
    opening = scene.text.sentences[scene.text.sentence_of[at]][0] if scene.codes else 0
    for i in _around(scene, told):
        number = scene.mention_at[i]
        if number < 0 or scene.names.mentions[number].first != i or scene.role_at[i] >= 0:
            continue
        mention = scene.names.mentions[number]
        lead = (
            _leads_there(scene, i) if mention.type in ("LOC", "FAC") and mention.entity not in told.speakers else None
        )
        if lead is None or told.source.first <= i < told.source.last:
            continue
        if (lead == opening and i < at) or _is_where_spoken(scene, told, lead):
            return mention.entity
    return None


def _leads_there(scene: Scene, place: int) -> int | None:
    """The 'in' before the name of a place at word ``place``, with what class of place it is between them ('in the city of X')."""
    for k in range(place - 1, max(place - _CLASS, 0) - 1, -1):
        if scene.text.gaps[k + 1] != " ":
            return None
        if scene.text.words[k] in _IN:
            return k
        if scene.codes[k] not in ("D", "I"):
            return k if scene.codes[k] == "bD" else None
    return None


def _is_where_spoken(scene: Scene, told: Told, lead: int) -> bool:
    """Whether 'in X' at word ``lead`` stands behind a person who speaks, times aside, or behind the channel of the speaking."""
    k = lead - 1
    while k >= told.closes and scene.time_at[k] >= 0:
        k -= 1
    if k + 1 == told.closes and lead > told.site.first:
        return told.source.side == "none" or told.kind == "person"
    first = max(k - _CHANNEL, told.closes - 1)
    return any(_channel_at(scene, j) for j in range(k, first, -1) if scene.codes[j] in ("D", "I"))


def addressees(scene: Scene, told: Told, model: Model, outlook: Outlook) -> tuple[int, ...]:
    """Numbers of the entities that are told directly, none of them the speaker."""
    found = _outlets_told(scene, told) or _hosts(scene, told)
    possible = possible_addressees(scene, told)
    if not possible:
        return tuple(found)
    seen = outlook.hearers(told.site, [mention.first for mention, _ in possible])
    for (mention, features), odds in zip(possible, seen, strict=True):
        score = (1 - HEARER_SHARE) * model.total(features) + HEARER_SHARE * float(odds)
        if mention.entity not in found and score > _TOLD:
            found.append(mention.entity)
    return tuple(found)


def _outlets_told(scene: Scene, told: Told) -> list[int]:
    """The outlet that 'to the newspaper' beside a cue means: the last one named before."""
    words, outlets = scene.text.words, scene.names.outlets
    for i in _around(scene, told):
        if scene.mention_at[i] >= 0 or not words[i].startswith(_TO_THE):
            continue
        noun = scene.lexicon.speaker(words[i][2:])
        if noun is None or noun.kind != "media" or (i + 1 < len(words) and scene.mention_at[i + 1] >= 0):
            continue
        before = [m.entity for m in scene.names.mentions if m.last <= i and m.entity in outlets]
        return [before[-1]] if before and before[-1] not in told.speakers else []
    return []


def _hosts(scene: Scene, told: Told) -> list[int]:
    """The programme or the outlet whose guest the speaker is said to be: 'X, the guest of Y, said'."""
    source = range(told.source.first, told.source.last) if told.source.side != "none" else range(0)
    for i in (*source, *_around(scene, told)):
        if scene.text.words[i] in scene.lexicon.guests:
            for k in range(i + 1, min(i + _CLASS, len(scene.codes))):
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
    if "a" not in scene.lexicon.frames(told.site.entry).objects or told.site.sort != "verb" or first >= stop:
        return None
    last = first + (scene.text.words[first] in scene.lexicon.counterpart)
    while last < stop and scene.codes[last] == "D" and scene.text.gaps[last] == " ":
        last += 1
    return (first, last) if last > first else None


def possible_addressees(scene: Scene, told: Told) -> list[tuple[Mention, tuple[str, ...]]]:
    """The names in the cue's sentence outside its source, each with what speaks for its bearer being told."""
    text, site = scene.text, told.site
    first, last = text.sentences[text.sentence_of[min(site.first, len(scene.codes) - 1)]]
    first, last = max(first, site.first - _REACH), min(last, site.last + _REACH)
    source = range(told.source.first, told.source.last)
    objects = _objects(scene, told)
    takes = "a" in scene.lexicon.frames(site.entry).objects
    mentions = scene.names.mentions
    found = []
    for number in dict.fromkeys(n for n in scene.mention_at[first:last] if n >= 0):
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
