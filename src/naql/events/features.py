"""What speaks for and against a trigger telling an event, and for and against a phrase taking part in it: named features.

No running words but those of the lexicons, so that what is learned on one article holds for another.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from naql.events.phrases import AGENT, Phrase, find_phrases, without
from naql.events.sites import Site
from naql.events.words import EventWords
from naql.statements.chains import Told
from naql.statements.scene import FINITE, Scene
from naql.text import Text
from naql.triggers import OBJECT, SUBJECT

_BESIDE = 4  # words on either side whose classes count one by one
_CLOSED = frozenset(
    ["prep", "part", "neg", "rel", "sub", "that", "dem", "conj", "quant", "aux", "ask", "pron", "prepron", "adv"]
)
_DATING = frozenset(("DATE", "TIME"))
_JOINING = ("\N{ARABIC LETTER WAW}", "\N{ARABIC LETTER FEH}")
_NAMED = frozenset(("PER", "ORG", "LOC", "FAC"))
_VERBS = frozenset(("V", "v", "Y"))
_BETWEEN = "\N{ARABIC LETTER BEH}\N{ARABIC LETTER YEH}\N{ARABIC LETTER NOON}"
_QUESTION = "\N{ARABIC QUESTION MARK}"


@dataclass(slots=True)
class Sentence:
    """What one sentence holds: its words' range, phrases, scene classes, roles and names."""

    first: int
    last: int
    phrases: list[Phrase]
    flags: tuple[str, ...]
    classes: dict[int, tuple[str, ...]] = field(default_factory=dict)


class View:
    """An article's sentences as the decisions see them, each looked at once."""

    def __init__(self, scene: Scene, words: EventWords, told: list[Told], sites: list[Site]) -> None:
        self.scene = scene
        self.verbs = frozenset(
            site.at for site in sites if site.form.tense in FINITE or site.form.before[:1] in _JOINING
        )
        self.words = words
        self.told = told
        self._sentences: dict[int, Sentence] = {}
        self.teller = tellers(scene.text, told)
        self.several = len(scene.text.paragraphs) > 1
        self.topics = self._topics(sites)
        title = [site.entry for site in sites if scene.text.paragraph_of[site.at] == 0]
        self.title_types = {entry.type for entry in title}
        self.title_lemmas = {entry.lemma for entry in title}

    def _topics(self, sites: list[Site]) -> dict[str, str]:
        """How thick each type's triggers stand in the article, and words of sport and fiction, in four steps."""
        size = max(1, len(self.scene.text.words)) / 100
        counts = Counter(site.entry.type for site in sites)
        counts["*"] = sum(counts.values())
        counts["fiction"] = sum("fiction" in self.words.classes(word) for word in self.scene.text.words)
        return {name: str(min(4, int(2 * count / size))) for name, count in counts.items()}

    def sentence(self, i: int) -> Sentence:
        """The sentence of word ``i``."""
        number = self.scene.text.sentence_of[i]
        found = self._sentences.get(number)
        if found is None:
            found = self._sentences[number] = self._look(*self.scene.text.sentences[number])
        return found

    def _look(self, first: int, last: int) -> Sentence:
        scene, words, text = self.scene, self.words, self.scene.text
        phrases = find_phrases(scene, words, self.verbs, first, last)
        classes = {i: found for i in range(first, last) if (found := words.classes(text.words[i]))}
        flags = {f"s:{name}" for found in classes.values() for name in found}
        flags |= {f"r:{role}" for role in map(words.role, text.words[first:last]) if role}
        flags |= {f"m:{scene.names.mentions[n].type}" for n in set(scene.mention_at[first:last]) if n >= 0}
        dated = {scene.times[n].time.type for n in set(scene.time_at[first:last]) if n >= 0}
        if dated & _DATING:
            flags.add("dated")
        if "N" in scene.codes[first:last]:
            flags.add("number")
        if _QUESTION in text.gaps[last]:
            flags.add("asked")
        flags.add(f"long{min(5, (last - first) // 10)}")
        return Sentence(first, last, phrases, tuple(sorted(flags)), classes)


def tellers(text: Text, told: list[Told]) -> list[int]:
    """For each word the number of the innermost statement whose content holds it, or -1."""
    found = [-1] * len(text.words)
    size = [len(text.words) + 1] * len(text.words)
    for number, each in enumerate(told):
        length = each.content.last - each.content.first
        for i in range(each.content.first, min(each.content.last, len(found))):
            if length <= size[i]:
                found[i], size[i] = number, length
    return found


def told_features(view: View, site: Site, rank: int, beside: int, again: int) -> list[str]:
    """What speaks for ``site``.

    ``rank`` is how many of its type stand before it in the article, ``beside`` in its sentence, and ``again`` how many
    of its lemma in the article.
    """
    scene, entry, form = view.scene, site.entry, site.form
    sentence = view.sentence(site.at)
    kind, sort = entry.type, "finite" if form.tense in FINITE else "nominal"
    found = [
        "*", f"t {kind}", f"l {entry.key}", f"l {entry.key}|{form.tense}", f"f {form.tense}", f"k {entry.strength}",
        f"k {entry.strength}|{entry.pos}|{form.tense}", f"t {kind}|{form.tense}", f"p {form.person}{form.number}",
        f"d {form.definite:d}|{form.tense}", f"c {form.before}|{sort}", f"o {bool(form.after):d}|{form.tense}",
        f"t {kind}|beside{min(beside, 3)}", f"beside{min(beside, 3)}|{sort}",
    ]  # fmt: skip
    if site.light is not None:
        found += [f"g {site.light.entry.lemma}", f"g|{kind}", f"g {site.light.form.tense}"]
    if view.several:
        found += [f"again{min(again, 3)}|{form.definite:d}", f"again{min(again, 3)}|{sort}", f"again{min(again, 3)}"]
        headed = kind in view.title_types
        found += [f"headed{headed:d}", f"headed{headed:d}|{kind}"]
        found.append(f"headed by lemma{site.entry.lemma in view.title_lemmas:d}")
        where = "title" if scene.text.paragraph_of[site.at] == 0 else "body"
        found += [f"doc {name}{view.topics[name]}" for name in ("*", "fiction")]
        found += [f"doc own{view.topics[kind]}", f"doc own{view.topics[kind]}|{kind}"]
        found += [
            "several",
            f"several|{kind}",
            f"several|{sort}",
            f"several|{entry.strength}|{sort}",
            f"several|{kind}|{sort}",
        ]
        found += [f"w {where}", f"w {where}|{kind}", f"rank{min(rank, 4)}", f"rank{min(rank, 4)}|{sort}"]
    found += _neighbours(view, sentence, site, sort)
    found += [flag for flag in sentence.flags]
    found += [f"{kind}|{flag}" for flag in sentence.flags]
    found += _statement(view, site, kind)
    found += _filled(view, sentence, site, sort)
    return found


def _neighbours(view: View, sentence: Sentence, site: Site, sort: str) -> list[str]:
    scene, text = view.scene, view.scene.text
    found = []
    for step in (-2, -1, 1, 2):
        k = site.first + step if step < 0 else site.last - 1 + step
        if not sentence.first <= k < sentence.last:
            found.append(f"n{step} ^")
            continue
        code = scene.codes[k]
        found.append(f"n{step} {code}|{sort}")
        if code in _CLOSED:
            found.append(f"n{step} ={text.words[k]}")
        elif abs(step) == 1:
            cluster = view.words.cluster(text.words[k])
            if cluster:
                found.append(f"n{step} #{cluster}|{sort}")
        if abs(step) == 1:
            found.append(f"n{step} gap {text.gaps[k + 1 if step < 0 else k] == ' '}")
    for k, names in sentence.classes.items():
        if site.first - _BESIDE <= k < site.first:
            found += [f"b:{name}|{sort}" for name in names] + [f"b:{name}" for name in names]
        elif site.last <= k < site.last + _BESIDE:
            found += [f"a:{name}" for name in names]
    near = scene.codes[max(sentence.first, site.first - 3) : min(sentence.last, site.last + 3)]
    if "N" in near:
        found.append("near number")
    return found


def _statement(view: View, site: Site, kind: str) -> list[str]:
    number = view.teller[site.at]
    quoted = "quoted" if view.scene.quote_at[site.at] >= 0 else "plain"
    if number < 0:
        return [f"by reporter|{quoted}"]
    told = view.told[number]
    start = "start" if site.at - told.content.first < 3 else "on"
    act = told.site.act
    return [f"by {act}|{quoted}", f"by {act}|{start}", f"by {act}|{kind}", f"by {told.kind}|{quoted}"]


def _filled(view: View, sentence: Sentence, site: Site, sort: str) -> list[str]:
    """What kind of phrase stands right before and behind the trigger."""
    around = without(view.scene, view.words, sentence.phrases, site.first, site.last)
    after = [each for each in around if each.first >= site.last][:3]
    before = [each for each in around if each.last <= site.first][-1:]
    found = [f"after{n} {each.prep}|{kind_of(view, each)}" for n, each in enumerate(after)]
    found += [f"after {kind_of(view, each)}|{site.entry.type}" for each in after]
    found += [f"before {each.prep}|{kind_of(view, each)}|{sort}" for each in before]
    phrases = around if not is_person(view, site) else sentence.phrases
    taken = {"actor": "", "recipient": ""}
    for n in range(len(phrases)):
        part = expected(view, site, phrases, n)
        if part != "-" and not taken[part]:
            taken[part] = kind_of(view, phrases[n])
    named = 0
    for part, kind in taken.items():
        if kind:
            found += [f"has {part} {kind}", f"has {part}|{site.entry.type}", f"has {part} {kind}|{sort}"]
        named += kind in _NAMED
    found += [
        f"named{named}",
        f"named{named}|{sort}",
        f"named{named}|{site.entry.strength}",
        f"named{named}|{site.entry.type}",
    ]
    return found


def kind_of(view: View, phrase: Phrase) -> str:
    """What a phrase names: PER ORG LOC FAC, a role, or '-'."""
    if phrase.mention >= 0:
        return view.scene.names.mentions[phrase.mention].type
    return phrase.role or "-"


def scene_features(view: View, sites: list[Site], features: list[list[str]], kind: str) -> list[str]:
    """What speaks for a lone text telling of an event of type ``kind``: its sites' ``features`` and what surrounds them."""
    scene = view.scene
    own = [n for n, site in enumerate(sites) if site.entry.type == kind]
    found = {feature for n in own for feature in features[n]}
    found |= {f"site {site.entry.key}" for site in sites} | {f"type {site.entry.type}" for site in sites}
    found |= {f"light {site.light.entry.lemma}" for site in sites if site.light is not None}
    found |= {f"code {code}" for code in set(scene.codes)}
    found |= {f"s:{name}" for word in scene.text.words for name in view.words.classes(word)}
    quoted = sum(number >= 0 for number in scene.quote_at) / max(1, len(scene.quote_at))
    strong = sum(sites[n].entry.strength == "strong" for n in own)
    finite = sum(sites[n].form.tense in ("perfect", "passive") for n in own)
    found |= {f"cues{min(3, len(view.told))}", f"quoted{int(quoted * 3)}", f"n{min(4, len(own))}"}
    found |= {f"strong{min(3, strong)}", f"finite{min(3, finite)}"}
    return ["*", *sorted(found)]


def around_trigger(view: View, site: Site) -> list[Phrase]:
    """The phrases of the trigger's sentence, the trigger's own words cut out but where they are people who act or suffer."""
    sentence = view.sentence(site.at)
    if is_person(view, site):
        return sentence.phrases
    found = without(view.scene, view.words, sentence.phrases, site.first, site.last)
    if site.at != site.first:
        found = without(view.scene, view.words, found, site.at, site.at + 1)
    if site.partner >= site.last and not view.words.role(view.scene.text.words[site.partner]):
        found = without(view.scene, view.words, found, site.partner, site.partner + 1)
    if site.light is not None:
        found = without(view.scene, view.words, found, site.light.at, site.light.at + 1)
    return found


def is_person(view: View, site: Site) -> bool:
    """Whether the trigger itself names people: demonstrators, the killed."""
    form = site.form.tense
    return form in ("noun", "participle") and site.partner < 0 and bool(view.words.role(view.scene.text.words[site.at]))


def part_features(view: View, site: Site, phrases: list[Phrase], n: int) -> list[str]:
    """What speaks for phrase ``n`` of ``phrases`` being the actor, or the recipient, of the event."""
    scene, entry, form, each = view.scene, site.entry, site.form, phrases[n]
    kind = kind_of(view, each)
    slot = _slot(view, site, phrases, n)
    tense = form.tense if form.tense in ("passive", "participle", "noun", "masdar") else "active"
    if entry.pos == "idiom" and tense == "active" and site.form.tense == "noun":
        tense = "noun"
    frame = (
        ("A" if SUBJECT in entry.actor else "a" if each.prep and each.prep in entry.actor else "-")
        + ("R" if OBJECT in entry.recipient else "-")
        + ("r" if each.prep and each.prep in entry.recipient else "-")
        + ("S" if SUBJECT in entry.recipient else "-")
        + entry.genitive[:1]
    )
    far = min(4, abs(each.first - site.at) // 5)
    verbs = sum(code in _VERBS for code in scene.codes[min(each.last, site.last) : max(each.first, site.at)])
    found = [
        "*", f"{tense}|{slot}|{frame}", f"{tense}|{slot}", f"{slot}|{kind}", f"{tense}|{slot}|{kind}", f"{frame}|{slot}",
        f"{entry.type}|{slot}", f"{entry.type}|{kind}", f"{entry.key}|{slot}", f"{entry.type}|{slot}|{kind}",
        f"far{far}|{slot}", f"verbs{min(2, verbs)}|{slot}", f"gap{each.gap:d}|{slot}", f"joined{each.joined:d}|{slot}",
        f"pronoun{bool(form.after):d}|{slot}|{tense}", f"long{min(4, each.last - each.first)}",
    ]  # fmt: skip
    if site.light is not None:
        light = site.light
        place = _light_slot(site, phrases, n)
        given = "A" if SUBJECT in light.entry.actor else "R" if SUBJECT in light.entry.recipient else "-"
        found += [f"light {given}|{place}", f"light {light.entry.lemma}|{place}", f"light {given}|{place}|{kind}"]
        if each.prep and each.prep in light.entry.recipient:
            found.append(f"light to {each.first > site.at:d}")
    rule = expected(view, site, phrases, n)
    found += [
        f"rule {rule}",
        f"rule {rule}|{kind}",
        f"rule {rule}|{tense}",
        f"rule {rule}|{entry.type}",
        f"rule {rule}|{far}",
    ]
    number = view.teller[site.at]
    if number >= 0:
        told = view.told[number]
        inside = told.content.first <= each.first < told.content.last
        source = told.source.side != "none" and told.source.first <= each.first < told.source.last
        found.append(f"{'source' if source else 'inside' if inside else 'outside'}|{slot}|{tense}")
    head = scene.text.words[each.first]
    country = view.words.country(scene.text.words[each.last - 1]) if each.mention < 0 else ""
    found.append(f"national{bool(country):d}|{slot}")
    if scene.codes[each.first] == "N" or head.isdecimal():
        found.append(f"counted|{slot}")
    return found


def expected(view: View, site: Site, phrases: list[Phrase], n: int) -> str:
    """What the frame of the trigger says of phrase ``n``: 'actor', 'recipient' or '-'."""
    each, entry, form = phrases[n], site.entry, site.form
    slot = _slot(view, site, phrases, n)
    if slot == "self":
        return (
            "recipient"
            if entry.type == "assault" and view.words.role(view.scene.text.words[site.at]) == "CVL"
            else "actor"
        )
    if each.prep == AGENT or (each.prep == _BETWEEN and each.first > site.at):
        return "actor"
    if continues(phrases, n) and (each.mention >= 0) == (phrases[n - 1].mention >= 0):
        before = phrases[n - 1]
        if before.prep == _BETWEEN and before.first > site.at:
            return "recipient"
        return expected(view, site, phrases, n - 1)
    if form.tense in FINITE:
        place = _around_verb(view, site, phrases, n)
    elif form.tense == "participle":
        place = SUBJECT if slot in ("b0", "b0+") else OBJECT if slot == "np0+" else ""
    else:
        return _around_noun(view, site, phrases, n, slot)
    if form.tense == "passive":
        place = OBJECT if place == SUBJECT else ""
    if place and place in entry.actor:
        return "actor"
    if (place and place in entry.recipient) or (each.prep and each.first > site.at and each.prep in entry.recipient):
        return "recipient"
    return "-"


def continues(phrases: list[Phrase], n: int) -> bool:
    """Whether phrase ``n`` is joined on to the one right before it."""
    return n > 0 and phrases[n].joined and phrases[n].first == phrases[n - 1].last


def _around_verb(view: View, site: Site, phrases: list[Phrase], n: int) -> str:
    """Whether phrase ``n`` is a finite verb's subject or object, by where it stands."""
    bare = [k for k, p in enumerate(phrases) if not p.prep and p.first > site.at and not continues(phrases, k)]
    before = [k for k, p in enumerate(phrases) if not p.prep and p.first < site.at]
    touching = bool(before) and site.at - phrases[before[-1]].last <= 1 and not view.scene.joined[site.at]
    touching = touching and view.scene.text.gaps[site.at] == " "
    if touching:
        return SUBJECT if n == before[-1] else OBJECT if bare and n == bare[0] else ""
    if bare and n == bare[0]:
        counted = view.scene.codes[phrases[n].first] in ("N", "quant")
        return OBJECT if counted and OBJECT in site.entry.recipient else SUBJECT
    if len(bare) > 1 and n == bare[1]:
        return OBJECT
    if not bare and before and n == before[-1]:
        return SUBJECT
    return ""


def _around_noun(view: View, site: Site, phrases: list[Phrase], n: int, slot: str) -> str:
    """What phrase ``n`` is to a verbal noun: its genitive, its prepositions', or a light verb's subject."""
    each, entry = phrases[n], site.entry
    if site.form.after and each.first < site.at and not each.prep and each.mention >= 0:
        later = [p for p in phrases[n + 1 :] if p.first < site.at and p.mention >= 0 and not p.prep]
        if not later:
            return entry.genitive or "-"  # the pronoun means who was named last
    if site.light is not None:
        place = _light_slot(site, phrases, n)
        before = any(_light_slot(site, phrases, k) == "post0before" for k in range(len(phrases)))
        if place == "post0before" or (place == "pre0" and not before):
            if SUBJECT in site.light.entry.recipient:
                return "recipient"
            if SUBJECT in site.light.entry.actor:
                return "actor"
    if slot == "np0+" and not site.form.definite and not site.form.after:
        return entry.genitive or "-"
    if each.prep and each.first > site.at and each.prep in entry.recipient:
        return "recipient"
    return "-"


def _slot(view: View, site: Site, phrases: list[Phrase], n: int) -> str:
    """Where a phrase stands: its preposition, or its number among the bare phrases on its side of the trigger."""
    each = phrases[n]
    if each.first <= site.at < each.last:
        return "self"
    if each.first >= site.at:
        if each.prep:
            return f"p:{each.prep}"
        bare_before = sum(not p.prep and p.first >= site.at for p in phrases[:n])
        touching = "+" if each.first == site.last and not each.gap else ""
        return f"np{min(3, bare_before)}{touching}"
    bare_after = sum(not p.prep and p.first < site.at for p in phrases[n + 1 :])
    if each.prep:
        return f"bp:{each.prep}"
    touching = "+" if each.last == site.at else ""
    return f"b{min(3, bare_after)}{touching}"


def _light_slot(site: Site, phrases: list[Phrase], n: int) -> str:
    assert site.light is not None
    each, at = phrases[n], site.light.at
    if each.first > at:
        if each.prep:
            return "prep"
        order = sum(not p.prep and p.first > at for p in phrases[:n])
        return f"post{min(2, order)}" + ("before" if each.first < site.at else "")
    order = sum(not p.prep and p.first < at for p in phrases[n + 1 :])
    return f"pre{min(2, order)}{'p' if each.prep else ''}"


def speaker_features(view: View, site: Site, phrases: list[Phrase]) -> list[str]:
    """What speaks for the teller of the event being its actor: who says that he did it."""
    told = view.told[view.teller[site.at]]
    form = site.form
    subject = any(p.first == site.last and not p.prep for p in phrases)
    tense = form.tense
    return [
        "*", "speaker", f"speaker {tense}|{subject:d}", f"speaker {form.person}|{tense}", f"speaker {told.kind}|{tense}",
        f"speaker {form.number}{form.gender}|{tense}", f"speaker {site.entry.type}", f"speaker {told.site.act}",
        f"speaker {tense}|{bool(form.after):d}", f"speaker near{site.at - told.content.first < 3:d}|{tense}",
    ]  # fmt: skip
