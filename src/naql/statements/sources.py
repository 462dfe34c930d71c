"""Who speaks: the noun phrases around a cue that could be its source, and what speaks for each."""

from __future__ import annotations

from typing import NamedTuple

from naql.statements.model import Group, Model
from naql.statements.objects import (
    another,
    is_object,
    names_person,
    object_follows,
    opens_object,
    opens_outlet,
    settled,
)
from naql.statements.scene import COMMA, Scene, nominal_shape
from naql.statements.sites import Site

NOMINAL = frozenset("POLSDIXYtNlb") | {"vn", "quant", "bD", "lD", "dem"}
SKIPPED = frozenset({"T", "adv", "part", "aux"})
CLOSED = frozenset(
    {"prep", "sub", "rel", "conj", "dem", "adv", "part", "neg", "aux", "pron", "that", "quant", "prepron"}
)
STOPS = frozenset({"that", "sub", "V", "v", "rel", "neg"})
_LAM = "\N{ARABIC LETTER LAM}"
_ALEF, _HEH, _NUN = "\N{ARABIC LETTER ALEF}", "\N{ARABIC LETTER HEH}", "\N{ARABIC LETTER NOON}"
_WAW, _YEH = "\N{ARABIC LETTER WAW}", "\N{ARABIC LETTER YEH}"
_JOINING = _WAW + "\N{ARABIC LETTER FEH}"
_POSSESSED = (_HEH + _ALEF, _HEH + "\N{ARABIC LETTER MEEM}", "\N{ARABIC LETTER TEH}" + _HEH)
_CASES = (("subject", (_WAW + _NUN, _ALEF + _NUN)), ("oblique", (_YEH + _NUN,)))
_LONGEST = 22  # words in a source
_FARTHEST = 14  # words between a subject and the verb after it
_FEMININE = ("\N{ARABIC LETTER HEH}", "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER TEH}")


class Candidate(NamedTuple):
    """A possible source: words ``first`` to ``last`` (half open), on the cue's ``side`` (post pre), or none (first == last)."""

    first: int
    last: int
    side: str
    features: tuple[Group, ...]


def gap_sort(gap: str) -> str:
    """One letter for what stands between two words: blank, comma, quote, bracket, colon, dash, stop or other."""
    if gap == " ":
        return "_"
    if "\n" in gap:
        return "/"
    for sort, marks in (
        (",", COMMA + "\N{ARABIC SEMICOLON}"),
        ("(", "()[]"),
        (":", ":"),
        (".", ".!?\u061f\u2026"),
        ("-", "-\u2013\u2014"),
    ):
        if any(mark in gap for mark in marks):
            return sort
    return '"' if gap.strip() else "_"


def end_features(scene: Scene, site: Site, first: int, at: int, named: bool) -> tuple[Group, ...]:
    """What speaks for and against a noun phrase that began at word ``first`` ending before word ``at``."""
    codes, text = scene.codes, scene.text
    here, before = codes[at], codes[at - 1]
    after = codes[at + 1] if at + 1 < len(codes) else "$"
    gap = gap_sort(text.gaps[at])
    joined = "w" if scene.joined[at] else ""
    state = "named" if named else "open"
    head = _head(scene, first)
    role = "r" if scene.role_at[at] >= 0 and scene.role_at[at] == scene.role_at[at - 1] else ""
    governed = ""
    if site.entry is not None and here in ("prep", "b", "bD"):
        frames = scene.lexicon.frames(site.entry)
        tied = text.words[at] in frames.prepositions if here == "prep" else frames.ba
        governed = "governed" if tied else "free"
    length = str(min(at - first, 8))
    quoted = "q" if scene.quote_at[at] != scene.quote_at[at - 1] else ""
    word = text.words[at] if here in CLOSED else ""
    takes = scene.lexicon.frames(site.entry).objects if site.entry is not None else "-"
    shape = nominal_shape(text.words[at]) if here in "DIvn" else ""
    fit = _fit(scene, first, at) if here == "D" and gap == "_" else ""
    return (
        (_end_words, word, state, head),
        (_end_objects, takes, gap, here, shape, before, head, state),
        (_end_fit, fit, takes, shape, before, head),
        (_end_classes, gap, joined, here, before, after, state),
        (_end_state, gap, here, head, state, length, role, quoted, site.sort, governed),
    )


def _end_words(word: str, state: str, head: str) -> tuple[str, ...]:
    return f"word {word}|{state}", f"word {word}|{state}|{head}"


def _end_objects(takes: str, gap: str, here: str, shape: str, before: str, head: str, state: str) -> tuple[str, ...]:
    return (
        f"o{takes}|{gap}{here}{shape}",
        f"o{takes}|{gap}{here}{shape}|{before}|{state}",
        f"{gap}{here}{shape}|{before}",
        f"{gap}{here}{shape}|{head}|{state}",
    )


def _fit(scene: Scene, first: int, at: int) -> str:
    """Whether the definite word ``at`` has the gender of the word before it, or of one further ahead in the phrase, as an adjective would."""
    words = scene.text.words
    feminine = [word.endswith(_FEMININE) for word in words[first : at + 1]]
    near, far = feminine[-2] == feminine[-1], feminine[-1] in feminine[:-2]
    return f"{'f' if feminine[-1] else 'm'}{near:d}{far:d}"


def _end_fit(fit: str, takes: str, shape: str, before: str, head: str) -> tuple[str, ...]:
    if not fit:
        return ()
    return f"fit {fit}|{before}", f"fit {fit}|{before}|{shape}", f"fit {fit}|o{takes}|{before}", f"fit {fit}|{head}"


def _end_classes(gap: str, joined: str, here: str, before: str, after: str, state: str) -> tuple[str, ...]:
    return (
        f"{gap}{joined}{here}",
        f"{gap}{joined}{here}|{before}",
        f"{gap}{joined}{here}|{before}|{state}",
        f"{gap}{joined}{here}>{after}|{state}",
    )


def _end_state(
    gap: str, here: str, head: str, state: str, length: str, role: str, quoted: str, sort: str, governed: str
) -> tuple[str, ...]:
    return (
        f"{gap}{here}|{head}|{state}",
        f"{state}|n{length}",
        f"{gap}|{state}{role}{quoted}",
        f"{sort}|{gap}{here}",
        f"g{governed}|{state}|{head}",
    )


def _head(scene: Scene, first: int) -> str:
    noun = scene.speaker(first)
    return noun.kind[:3] if noun is not None else scene.codes[first]


def phrase_ends(scene: Scene, site: Site, first: int, limit: int, ends: Model) -> list[tuple[int, str]]:
    """Where the noun phrase that begins at word ``first`` may end, at ``limit`` at the latest: the likeliest ends first.

    Each comes with a letter for how likely it is; the first is never unlikely, and few phrases have more than one.
    """
    codes, mention_at, gaps = scene.codes, scene.mention_at, scene.text.gaps
    named = codes[first] in "PO"
    takes = "a" in scene.lexicon.frames(site.entry).objects
    limit = min(limit, first + _LONGEST, scene.text.sentences[scene.text.sentence_of[first]][1])
    found: dict[int, float] = {}
    left = 1.0
    at = first + 1
    while at < limit and left > _UNLIKELY:
        inside = mention_at[at] >= 0 and mention_at[at] == mention_at[at - 1]
        if not inside and not names_body(scene, at):
            if site.lemma in scene.lexicon.attributing and to_whom(scene, at):
                break
            if (
                codes[at] in STOPS
                or ":" in gaps[at]
                or to_outlet(scene, at)
                or _says(scene, at)
                or scene.opens_words(at)
            ):
                break
            if gaps[at] == " " and not scene.joined[at]:
                object_ = takes and (another(scene, at) or opens_object(scene, at))
                if object_ or scene.beside_body(first, at) or opens_outlet(scene, at):
                    break
            chance = ends.probability_of(end_features(scene, site, first, at, named))
            _end_at(scene, first, at, left * chance, found)
            left *= 1.0 - chance
        named = named or codes[at] == "P"
        at += 1
    if left > 0:
        _end_at(scene, first, at, left, found)
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [
        (end, _SHARES[min(9, int(10 * share))])
        for end, share in ranked[:_ENDS]
        if share > _UNLIKELY or end == ranked[0][0]
    ]


def names_body(scene: Scene, at: int) -> bool:
    """Whether word ``at`` belongs to the quoted name of the body before it ('the agency "X Y"')."""
    number = scene.quote_at[at]
    if number < 0:
        return False
    quote = scene.quotes[number]
    if quote.last - quote.first > _QUOTED_NAME or not quote.first or ":" in scene.text.gaps[quote.first]:
        return False  # behind a colon stands what is said
    noun = scene.speaker(quote.first - 1)
    return noun is not None and noun.kind in ("media", "organisation")


def _end_at(scene: Scene, first: int, at: int, share: float, found: dict[int, float]) -> None:
    while at - 1 > first and scene.codes[at - 1] in ("prep", "conj", "adv", "part"):
        at -= 1
    found[at] = found.get(at, 0.0) + share


_QUOTED_NAME = 4  # words
_TITLE = 6  # words of a speaker's name in marks
_UNLIKELY = 0.15
_ENDS = 3
_SHARES = "abbcddeffg"  # tenths


def _says(scene: Scene, at: int) -> bool:
    """Whether word ``at`` is 'his saying': it is no part of who speaks."""
    return any(form.tense == "masdar" and form.after for form in scene.forms[at])


def to_whom(scene: Scene, at: int) -> bool:
    """Whether word ``at`` says 'to' somebody, not what a body is for ('agency for news')."""
    noun = scene.speaker(at)
    return scene.codes[at] == "l" or (scene.codes[at] == "lD" and noun is not None)


def to_outlet(scene: Scene, at: int) -> bool:
    """Whether word ``at`` says 'to' an outlet or to the press: who is told, not part of who speaks."""
    word = scene.text.words[at]
    if word == _LAM:
        return True
    mention = scene.mention_at[at]
    if mention >= 0 and scene.names.mentions[mention].first == at:
        named = scene.names.mentions[mention]
        written = scene.text.fold[scene.text.starts[at] : named.start]
        return written.endswith(_LAM) and named.entity in scene.names.outlets
    if word[:1] != _LAM or len(word) < 4:
        return False
    noun = scene.lexicon.speaker(word[2:] if word[1] == _LAM else word[1:])
    return (noun is not None and noun.kind == "media") or scene.lexicon.is_press(word)


def candidates(scene: Scene, site: Site, ends: Model) -> list[Candidate]:
    """The possible sources of ``site``, no source in the words (``none``) first."""
    context = _context(scene, site)
    transitive = f"object {scene.lexicon.frames(site.entry).objects}"
    none = ((_none_group, context, transitive),)
    found = [Candidate(site.first, site.first, "none", none)]
    if site.sort != "colon" and not settled(scene, site) and not object_follows(scene, site):
        starts = _after(scene, site)
        reached = 0
        for order, first in enumerate(starts):
            if first < reached:
                continue  # a part of the phrase before it
            for n, (last, share) in enumerate(phrase_ends(scene, site, first, len(scene.codes), ends)):
                reached = last if n == 0 else reached
                if is_object(scene, site, last):
                    continue
                features = _features(scene, site, first, last, "post", order, context)
                found.append(Candidate(first, last, "post", (*features, (_share_group, "post", share, n))))
    joined = site.sort == "verb" and site.form is not None and site.form.before[:1] == _WAW
    if site.sort in ("verb", "colon", "phrase", "masdar", "participle"):
        for order, first in enumerate(_before(scene, site)):
            for n, (last, share) in enumerate(phrase_ends(scene, site, first, site.first, ends)):
                if joined and last == site.first and scene.text.gaps[last] == " ":
                    continue  # 'met X and told her': what stands before the 'and' is no subject of what stands behind it
                if site.sort == "verb" and scene.dashed(first, last, site.first):
                    continue  # the dateline 'London (an agency) -'
                features = _features(scene, site, first, last, "pre", order, context)
                found.append(Candidate(first, last, "pre", (*features, (_share_group, "pre", share, n))))
    return found


def _context(scene: Scene, site: Site) -> tuple[str, ...]:
    codes = scene.codes
    text = scene.text
    form = site.form
    tense = form.tense if form is not None else site.sort
    here = codes[site.last] if site.last < len(codes) else "$"
    gap = gap_sort(text.gaps[site.last]) if site.last < len(codes) else "$"
    before = codes[site.first - 1] if site.first else "^"
    if site.first and text.sentence_of[site.first - 1] != text.sentence_of[min(site.first, len(codes) - 1)]:
        before = "^"
    joined = "w" if form is not None and form.before[:1] in ("\N{ARABIC LETTER WAW}", "\N{ARABIC LETTER FEH}") else ""
    pronoun = "+" if form is not None and form.after else ""
    person = str(form.person) if form is not None else ""
    definite = "d" if form is not None and form.definite else ""
    quoted = "q" if site.first < len(codes) and scene.quote_at[site.first] >= 0 else ""
    return (
        "*",
        f"{tense}{joined}{pronoun}{definite}",
        f"{tense}|{here}",
        f"{tense}|{before}",
        f"{tense}{joined}|{before}>{here}{gap}",
        f"p{person}{quoted}",
    )


def _after(scene: Scene, site: Site) -> list[int]:
    """Words after the cue where a subject may begin: at once, and behind a time, an adverb or a prepositional phrase.

    'It came in the statement' names its source behind the preposition itself.
    """
    codes, text = scene.codes, scene.text
    starts: list[int] = []
    i = site.last
    end = min(len(codes), i + _FARTHEST)
    if i >= end:
        return starts
    sentence = text.sentence_of[i]
    relayed = site.sort in ("via", "prep")
    placed = site.lemma in scene.lexicon.placing
    while i < end and text.sentence_of[i] == sentence and len(starts) < 2:
        code = codes[i]
        opens = i and scene.quote_at[i] >= 0 and scene.quote_at[i] != scene.quote_at[i - 1]
        if ":" in text.gaps[i] or (opens and code not in "PO" and not relayed and not _titled(scene, site, i)):
            break
        if code in STOPS and i > site.last:
            break
        mention = scene.mention_at[i]
        inside = mention >= 0 and i > max(site.last, scene.names.mentions[mention].first)
        if code == "dem" and i == site.last and i + 1 < end and text.gaps[i + 1] == " " and names_person(scene, i + 1):
            i += 1  # 'that was announced by General X' has its object first
            continue
        if (
            code in NOMINAL
            and not inside
            and (i == site.last or codes[i - 1] != "prep" or (placed and i == site.last + 1))
            and not _governed(scene, site, i)
        ):
            starts.append(i)
            i = _skip(scene, i)
        else:
            i += 1
    return starts


def _titled(scene: Scene, site: Site, i: int) -> bool:
    """Whether what stands in marks from word ``i`` on names who speaks: what is said follows it, or went before."""
    quote = scene.quotes[scene.quote_at[i]]
    if i != site.last or site.sort != "verb" or quote.first != i or quote.last - quote.first > _TITLE:
        return False
    last = scene.text.sentences[scene.text.sentence_of[i]][1]
    if quote.last >= last:
        return site.first > 0 and scene.codes[site.first - 1] == "rel"
    return scene.codes[quote.last] == "that" or scene.speaker(i) is not None


def _governed(scene: Scene, site: Site, i: int) -> bool:
    """Whether word ``i`` cannot be a subject: a preposition is written on it, or it is an adverbial participle."""
    code = scene.codes[i]
    adverbial = any(form.tense == "participle" and not form.definite for form in scene.forms[i])
    if adverbial and code == "I" and not scene.text.words[i].endswith(_WAW + _NUN):
        return True
    if site.sort in ("prep", "via") and i == site.last:
        return False
    mention = scene.mention_at[i]
    if mention >= 0 and scene.names.mentions[mention].first == i:
        return scene.names.mentions[mention].start - scene.text.starts[i] > scene.joined[i]
    return code in ("lD", "bD", "l", "b")


def _skip(scene: Scene, i: int) -> int:
    """The first word past the mention or the run of plain words that begins at ``i``."""
    number = scene.mention_at[i]
    i += 1
    while i < len(scene.codes) and (
        (number >= 0 and scene.mention_at[i] == number)
        or (
            scene.text.gaps[i] == " "
            and scene.codes[i] in NOMINAL
            and not (scene.codes[i] in "PO" and number < 0 and scene.role_at[i - 1] < 0)
        )
    ):
        i += 1
    return i


def _before(scene: Scene, site: Site) -> list[int]:
    """Words before the cue where its subject may begin, nearest first."""
    codes, text = scene.codes, scene.text
    if not site.first:
        return []
    i = site.first - 1
    sentence = text.sentences[text.sentence_of[i]][0]
    starts: list[int] = []
    lowest = max(sentence, site.first - 2 * _FARTHEST)
    related = codes[i] == "rel"  # 'in the report that said': whoever stands behind a preposition may be meant
    while i >= lowest and len(starts) < 4:
        code = codes[i]
        if code in NOMINAL:
            mention = scene.mention_at[i]
            inside = mention >= 0 and i > scene.names.mentions[mention].first
            in_role = i > lowest and scene.role_at[i] >= 0 and scene.role_at[i] == scene.role_at[i - 1]
            named_role = mention >= 0 and i > lowest and scene.role_at[i - 1] == mention
            opens = i == sentence or scene.joined[i] or text.gaps[i] != " " or codes[i - 1] in _OPENERS
            opens = opens or text.words[i - 1] in scene.lexicon.voice
            if site.sort == "masdar" and site.form is not None and site.form.after:
                opens = opens or to_whom(scene, i)  # 'attributed to a witness his saying'
            if related or i == site.first - 1:
                opens = opens or codes[i - 1] == "prep" or code in ("l", "lD", "b", "bD")
            if (opens or mention >= 0) and not inside and not in_role and not named_role:
                starts.append(i)
        i -= 1
    return starts


_OPENERS = frozenset({"that", "sub", "conj", "aux", "rel", "adv", "T", "V", "v", "part", "neg"})


def agreement(scene: Scene, site: Site, first: int) -> str:
    """Whether the verb's gender fits the phrase that begins at word ``first``: yes, no, or ? where it cannot be told."""
    form = site.form
    if form is None or not form.gender or site.sort != "verb":
        return "?"
    noun = scene.speaker(first)
    if noun is not None:
        gender = noun.agreement[0]
    else:
        mention = scene.mention_at[first]
        person = mention >= 0 and scene.names.mentions[mention].type == "PER"
        if person:
            gender = scene.genders[scene.names.mentions[mention].entity]
            return "?" if gender == "?" else "yes" if gender == form.gender else "no"
        gender = "f" if scene.text.words[first].endswith(_FEMININE) else "?" if mention >= 0 else "m"
    return "?" if gender == "?" else "yes" if gender == form.gender else "no"


def _features(
    scene: Scene, site: Site, first: int, last: int, side: str, order: int, context: tuple[str, ...]
) -> tuple[Group, ...]:
    codes, text = scene.codes, scene.text
    head = _head(scene, first)
    persons = any(code == "P" for code in codes[first:last])
    holder = "P" if persons else "O" if "O" in codes[first:last] else "L" if "L" in codes[first:last] else head
    before = codes[first - 1] if first and text.gaps[first] == " " else gap_sort(text.gaps[first]) if first else "^"
    agrees = agreement(scene, site, first)
    if side == "post":
        between = "0" if first == site.last else codes[site.last] + str(min(3, (first - site.last) // 2))
        at = last
        quoted = scene.quote_at[first] >= 0 and (
            site.first >= len(codes) or scene.quote_at[site.first] != scene.quote_at[first]
        )
    else:
        between = _between(scene, last, site.first)
        at = site.last
        quoted = scene.quote_at[first] != (scene.quote_at[site.first] if site.first < len(codes) else -1)
    following = codes[at] if at < len(codes) else "$"
    gap = gap_sort(text.gaps[at]) if at < len(codes) else "$"
    tense = site.form.tense if site.form is not None else site.sort
    frames = scene.lexicon.frames(site.entry)
    tied = (
        "governed"
        if at < len(codes) and (text.words[at] in frames.prepositions or (frames.ba and following in ("b", "bD")))
        else ""
    )
    transitive = f"object {frames.objects}" if site.entry is not None else ""
    strength = site.entry.strength if site.entry is not None else ""
    return (
        (_frame_group, side, transitive, tied, gap, holder, agrees, strength, head),
        (_place_group, side, transitive, between, tense, holder, head),
        (_phrase_group, side, order, head, holder, tense, agrees),
        (_around_group, side, before, gap, following, holder, quoted, min(last - first, 5)),
        (_context_group, side, context),
        (_shape_group, side, _shape(scene, first), between, head, before),
    )


def _shape(scene: Scene, first: int) -> str:
    """How the first word is written: its case, where letters tell it, a pronoun on it, a preposition on it."""
    word = scene.text.words[first]
    mention = scene.mention_at[first]
    if mention >= 0:
        named = scene.names.mentions[mention]
        written = scene.text.fold[scene.text.starts[first] : named.start] if named.first == first else ""
        return "name " + written.lstrip(_JOINING)
    if scene.speaker(first) is None and len(word) > 3:
        if word.endswith(_POSSESSED):
            return "possessed"
        if word[-1] == _ALEF:
            return "accusative"
    for case, endings in _CASES:
        if word.endswith(endings) and len(word) > 4:
            return case
    return "l" if word[0] == _LAM and scene.codes[first] in ("l", "lD") else ""


def _shape_group(side: str, shape: str, between: str, head: str, before: str) -> tuple[str, ...]:
    return (
        f"{side}|shape {shape}",
        f"{side}|shape {shape}|{between}",
        f"{side}|shape {shape}|{head}",
        f"{side}|{before}|{between}",
        f"{side}|{before}|{head}",
    )


def _share_group(side: str, share: str, order: int) -> tuple[str, ...]:
    return f"end {share}", f"end {share}|{side}", f"end {share}|{min(order, 1)}"


def _none_group(context: tuple[str, ...], transitive: str) -> tuple[str, ...]:
    return (*(f"none|{c}" for c in context), f"none|{transitive}", f"none|{transitive}|{context[1]}")


def _frame_group(
    side: str, transitive: str, tied: str, gap: str, holder: str, agrees: str, strength: str, head: str
) -> tuple[str, ...]:
    return (
        f"{side}|{transitive}|{tied}{gap}",
        f"{side}|{transitive}|{tied}|{holder}|{agrees}",
        f"{side}|{transitive}|{strength}|{head}",
    )


def _place_group(side: str, transitive: str, between: str, tense: str, holder: str, head: str) -> tuple[str, ...]:
    return (
        f"{side}|{transitive}|{between}|{tense}",
        f"{side}|{between}",
        f"{side}|{between}|{holder}",
        f"{side}|{head}|{tense}|{between}",
    )


def _phrase_group(side: str, order: int, head: str, holder: str, tense: str, agrees: str) -> tuple[str, ...]:
    return (
        f"{side}",
        f"{side}|{order}",
        f"{side}|{head}",
        f"{side}|{holder}",
        f"{side}|{holder}|{tense}",
        f"{side}|{agrees}",
        f"{side}|{agrees}|{head}",
    )


def _around_group(
    side: str, before: str, gap: str, following: str, holder: str, quoted: bool, size: int
) -> tuple[str, ...]:
    return (
        f"{side}|before {before}",
        f"{side}|then {gap}{following}",
        f"{side}|then {gap}{following}|{holder}",
        f"{side}|q{quoted:d}",
        f"{side}|n{size}",
    )


def _context_group(side: str, context: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{side}|{c}" for c in context)


def _between(scene: Scene, start: int, end: int) -> str:
    """What stands between a subject and the verb after it, as a run of codes or its length."""
    if start == end:
        gap = gap_sort(scene.text.gaps[end]) if end < len(scene.text.gaps) else "_"
        return "0" + gap
    codes = scene.codes[start:end]
    if len(codes) <= 2:
        return "".join(codes) + gap_sort(scene.text.gaps[start])
    return (
        ("rel" if "rel" in codes else "V" if "V" in codes else "far")
        + str(min(4, len(codes) // 4))
        + gap_sort(scene.text.gaps[end] if end < len(scene.text.gaps) else " ")
    )
