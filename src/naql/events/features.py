"""What speaks for and against a trigger telling an event, and for and against a phrase taking part in it: named features.

No running words but those of the lexicons, so that what is learned on one article holds for another.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from naql.events.frames import PROTEST, Frame
from naql.events.phrases import OWNED, Phrase, find_phrases, without
from naql.events.sites import Site, find_verbs, verbal_nouns
from naql.events.words import EventWords
from naql.statements.chains import Told, tellers
from naql.statements.scene import FINITE, Scene
from naql.triggers import OBJECT, SUBJECT, TriggerTable

AMONG_NAMES, AMONG_ALL = "among names", "among all"
"""Whether a phrase was weighed, in training, among an article's names or among all that a lone sentence holds: either has a threshold of its own."""
MEDIA = "media"
"""The kind of a statement's source that is an outlet."""
_BESIDE = 4  # words on either side whose classes count one by one
_CLOSED = frozenset(
    ["prep", "part", "neg", "rel", "sub", "that", "dem", "conj", "quant", "aux", "ask", "pron", "prepron", "adv"]
)
_PARTING = frozenset(("that", "rel", "sub"))
_DATING = frozenset(("DATE", "TIME"))
_NAMED = frozenset(("PER", "ORG", "LOC", "FAC"))
_SPORT = 4  # words of sport in a hundred make a sports report: six in seven of those in the news of 2018, one in forty others
_MEASURED = 60  # words from which it means something how thick triggers stand
_PEOPLE = ("\N{ARABIC LETTER WAW}\N{ARABIC LETTER NOON}", "\N{ARABIC LETTER YEH}\N{ARABIC LETTER NOON}")
_HARMS = frozenset(("assault", "coerce"))
_LONG = 5  # letters up to which a word's last two are rather its own, or a dual's
_NEAR = 4  # words before a phrase whose classes count
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

    def __init__(
        self, scene: Scene, words: EventWords, told: list[Told], sites: list[Site], table: TriggerTable
    ) -> None:
        self.scene = scene
        self.verbs = find_verbs(scene, words, table, sites)
        self.nouns = verbal_nouns(sites)
        self.harmed = frozenset(site.at for site in sites if site.at in self.nouns and _harms(site))
        self.words = words
        self.told = told
        self._sentences: dict[int, Sentence] = {}
        self.teller = tellers(len(scene.codes), told)
        self.cues = {each.site.first: each.site.act for each in told if each.site.last > each.site.first}
        self.sources = {
            i: number
            for number, each in enumerate(told)
            if each.source.side != "none"
            for i in range(each.source.first, each.source.last)
        }
        self.several = len(scene.text.paragraphs) > 1
        self.nations = self._nations()
        self.topics = self._topics(sites)
        title = [site.entry for site in sites if scene.text.paragraph_of[site.at] == 0]
        self.title_types = {entry.type for entry in title}
        self.title_lemmas = {entry.lemma for entry in title}

    def _topics(self, sites: list[Site]) -> dict[str, str]:
        """How thick each type's triggers stand in the article, and words of sport and fiction, in four steps."""
        size = max(1, len(self.scene.text.words)) / 100
        counts = Counter(site.entry.type for site in sites)
        counts["*"] = sum(counts.values())
        sport = sum("sport" in self.words.classes(word) for word in self.scene.text.words)
        self.is_sport = sport >= _SPORT * size and sport > _SPORT
        counts["fiction"] = sum("fiction" in self.words.classes(word) for word in self.scene.text.words)
        return {name: str(min(4, int(2 * count / size))) for name, count in counts.items()}

    def _nations(self) -> dict[str, int]:
        """For each ISO country that the article names the number of its entity, the first one."""
        text, found = self.scene.text, dict[str, int]()
        for mention in self.scene.names.mentions:
            country = self.words.states.get(text.fold[mention.start : mention.end]) if mention.type == "LOC" else None
            if country:
                found.setdefault(country, mention.entity)
        return found

    def entity_of(self, phrase: Phrase) -> int:
        """The number of the entity that ``phrase`` stands for, or -1: the one it names, or the state that the article names
        elsewhere and the phrase by its adjective ('the Ruritanian authorities')."""
        if phrase.mention >= 0:
            return self.scene.names.mentions[phrase.mention].entity
        for word in self.scene.text.words[phrase.first : phrase.last]:
            country = self.words.country(word)
            if country:
                return self.nations.get(country, -1)
        return -1

    def sentence(self, i: int) -> Sentence:
        """The sentence of word ``i``."""
        number = self.scene.text.sentence_of[i]
        found = self._sentences.get(number)
        if found is None:
            found = self._sentences[number] = self._look(*self.scene.text.sentences[number])
        return found

    def _look(self, first: int, last: int) -> Sentence:
        scene, words, text = self.scene, self.words, self.scene.text
        phrases = find_phrases(scene, words, self.verbs, self.nouns, first, last)
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


def _harms(site: Site) -> bool:
    return site.entry.type in _HARMS and site.entry.genitive == "recipient"


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
    if site.at in view.cues:
        act = view.cues[site.at]
        found += ["cue", f"cue {act}", f"cue|{kind}", f"cue {act}|{kind}"]
    if view.several:
        found += [f"again{min(again, 3)}|{form.definite:d}", f"again{min(again, 3)}|{sort}", f"again{min(again, 3)}"]
        headed = kind in view.title_types
        found += [f"headed{headed:d}", f"headed{headed:d}|{kind}"]
        found.append(f"headed by lemma{site.entry.lemma in view.title_lemmas:d}")
        where = "title" if scene.text.paragraph_of[site.at] == 0 else "body"
        if len(scene.text.words) >= _MEASURED:
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
        if abs(step) == 1:
            found.append(f"n{step} gap {text.gaps[k + 1 if step < 0 else k] == ' '}")
    for k in range(max(sentence.first, site.first - _BESIDE), min(sentence.last, site.last + _BESIDE)):
        cluster = "" if site.first <= k < site.last else view.words.cluster(text.words[k])
        if cluster:
            side = "b" if k < site.first else "a"
            found += [f"{side}#{cluster}", f"{side}#{cluster}|{site.entry.type}"]
            if k in (site.first - 1, site.last):
                found.append(f"{side}1#{cluster}|{sort}")
    for k, names in sentence.classes.items():
        if site.first - _BESIDE <= k < site.first:
            found += [f"b:{name}|{sort}" for name in names] + [f"b:{name}" for name in names]
        elif site.last <= k < site.last + _BESIDE:
            found += [f"a:{name}" for name in names]
    near = scene.codes[max(sentence.first, site.first - 3) : min(sentence.last, site.last + 3)]
    if "N" in near:
        found.append("near number")
    return list(dict.fromkeys(found))


def _statement(view: View, site: Site, kind: str) -> list[str]:
    number = view.teller[site.at]
    quoted = "quoted" if view.scene.quote_at[site.at] >= 0 else "plain"
    if number < 0:
        return [f"by reporter|{quoted}"]
    told = view.told[number]
    start = "start" if site.at - told.content.first < 3 else "on"
    act = told.site.act
    return [f"by {act}|{quoted}", f"by {act}|{start}", f"by {act}|{kind}", f"by {told.kind}|{quoted}"]


def filled_features(view: View, site: Site) -> list[str]:
    """What kind of phrase stands right before and behind the trigger, and which of its places they fill; slower to tell."""
    sentence, sort = view.sentence(site.at), "finite" if site.form.tense in FINITE else "nominal"
    own = [each._replace(prep="") if _is_own(site, each) else each for each in sentence.phrases]
    around = without(view.scene, view.words, own, site.first, site.last)
    after = [each for each in around if each.first >= site.last][:3]
    before = [each for each in around if each.last <= site.first][-1:]
    found = [f"after{n} {each.prep}|{kind_of(view, each)}" for n, each in enumerate(after)]
    found += [f"after {kind_of(view, each)}|{site.entry.type}" for each in after]
    found += [f"before {each.prep}|{kind_of(view, each)}|{sort}" for each in before]
    phrases = around if not is_person(view, site) else sentence.phrases
    taken = {"actor": "", "recipient": ""}
    for n, part in enumerate(frame_of(view, site, phrases).expected):
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
    return list(dict.fromkeys(found))


def kind_of(view: View, phrase: Phrase) -> str:
    """What a phrase names: PER ORG LOC FAC, a role, or '-'."""
    if phrase.mention >= 0:
        return view.scene.names.mentions[phrase.mention].type
    return phrase.role or ("people" if is_people(view, phrase) else "-")


def is_people(view: View, phrase: Phrase) -> bool:
    """Whether a phrase begins with a word that has the ending of people in the plural."""
    word = view.scene.text.words[phrase.first]
    return word.endswith(_PEOPLE) and len(word) > _LONG and word not in view.words.amounts


def scene_features(view: View, sites: list[Site], features: list[list[str]], kind: str) -> list[str]:
    """What speaks for a lone text telling of an event of type ``kind``: its sites' ``features`` and what surrounds them."""
    scene = view.scene
    own = [n for n, site in enumerate(sites) if site.entry.type == kind]
    found = {feature for n in own for feature in features[n] if "#" not in feature}
    found |= {f"site {site.entry.key}" for site in sites} | {f"type {site.entry.type}" for site in sites}
    found |= {f"light {site.light.entry.lemma}" for site in sites if site.light is not None}
    found |= {f"code {code}" for code in set(scene.codes)}
    found |= {f"s:{name}" for word in scene.text.words for name in view.words.classes(word)}
    quoted = sum(number >= 0 for number in scene.quote_at) / max(1, len(scene.quote_at))
    strong = sum(sites[n].entry.strength == "strong" for n in own)
    finite = sum(sites[n].form.tense in ("perfect", "passive") for n in own)
    found |= {f"cues{min(3, len(view.told))}", f"quoted{int(quoted * 3)}", f"n{min(4, len(own))}"}
    found |= {f"strong{min(3, strong)}", f"finite{min(3, finite)}"}
    return sorted(found)


def around_trigger(view: View, site: Site) -> list[Phrase]:
    """The phrases of the trigger's sentence, the trigger's own words cut out but where they are people who act or suffer."""
    sentence = view.sentence(site.at)
    if is_person(view, site):
        return sentence.phrases
    own = [each._replace(prep="") if _is_own(site, each) else each for each in sentence.phrases]
    found = without(view.scene, view.words, own, site.first, site.last)
    if site.at != site.first:
        found = without(view.scene, view.words, found, site.at, site.at + 1)
    if site.partner >= site.last and not view.words.role(view.scene.text.words[site.partner]):
        found = without(view.scene, view.words, found, site.partner, site.partner + 1)
    if site.light is not None:
        found = without(view.scene, view.words, found, site.light.at, site.light.at + 1)
    return found


def _is_own(site: Site, phrase: Phrase) -> bool:
    return phrase.prep == OWNED and phrase.start == site.last


def is_person(view: View, site: Site) -> bool:
    """Whether the trigger itself names people: demonstrators, the killed."""
    form = site.form.tense
    return form in ("noun", "participle") and site.partner < 0 and bool(view.words.role(view.scene.text.words[site.at]))


def part_features(view: View, site: Site, frame: Frame, n: int) -> list[str]:
    """What speaks for phrase ``n`` of ``frame`` being the actor, or the recipient, of the event."""
    phrases = frame.phrases
    scene, entry, form, each = view.scene, site.entry, site.form, phrases[n]
    kind, slot, rule = kind_of(view, each), frame.slots[n], frame.expected[n]
    tense = form.tense if form.tense in ("participle", "noun", "masdar") else "passive" if frame.passive else "active"
    named = view.several and view.entity_of(each) >= 0
    if entry.pos == "idiom" and tense == "active" and site.form.tense == "noun":
        tense = "noun"
    places = (
        ("A" if SUBJECT in entry.actor else "a" if each.prep and each.prep in entry.actor else "-")
        + ("R" if OBJECT in entry.recipient else "-")
        + ("r" if each.prep and each.prep in entry.recipient else "-")
        + ("S" if SUBJECT in entry.recipient else "-")
        + entry.genitive[:1]
    )
    far = min(4, abs(each.first - site.at) // 5)
    verbs = sum(k in view.verbs for k in range(min(each.last, site.last), max(each.first, site.at)))
    found = [
        "*", AMONG_NAMES if named else AMONG_ALL, f"{tense}|{slot}|{places}", f"head {frame.heads[n]}|{tense}|{places}", f"head {frame.heads[n]}|{tense}",
        f"head {frame.heads[n]}|{entry.type}", f"head {frame.heads[n]}|{kind}", f"{tense}|{slot}", f"{slot}|{kind}", f"{tense}|{slot}|{kind}", f"{places}|{slot}",
        f"{entry.type}|{slot}", f"{entry.type}|{kind}", f"{entry.key}|{slot}", f"{entry.type}|{slot}|{kind}",
        f"far{far}|{slot}", f"verbs{min(2, verbs)}|{slot}", f"gap{each.gap:d}|{slot}", f"joined{each.joined:d}|{slot}",
        f"pronoun{bool(form.after):d}|{slot}|{tense}", f"long{min(4, each.last - each.first)}",
    ]  # fmt: skip
    if site.light is not None:
        light = site.light
        place = frame.lights[n]
        given = "A" if SUBJECT in light.entry.actor else "R" if SUBJECT in light.entry.recipient else "-"
        found += [f"light {given}|{place}", f"light {light.entry.lemma}|{place}", f"light {given}|{place}|{kind}"]
        if each.prep and each.prep in light.entry.recipient:
            found.append(f"light to {each.first > site.at:d}")
    found += [
        f"rule {rule}",
        f"rule {rule}|{kind}",
        f"rule {rule}|{tense}",
        f"rule {rule}|{entry.type}",
        f"rule {rule}|{far}",
    ]
    if form.tense in FINITE:
        agrees = frame.agrees[frame.chains[n]]
        found += [
            f"agrees {agrees}|{slot}",
            f"agrees {agrees}|{rule}|{tense}",
            f"agrees {agrees}|{each.first > site.at:d}|{kind}",
        ]
    parted = any(scene.codes[k] in _PARTING for k in range(min(each.last, site.last), max(each.start, site.at)))
    found += [f"parted{parted:d}|{slot}", f"parted{parted:d}|{rule}|{tense}"]
    if n and each.prep and not each.gap and 0 <= each.start - frame.phrases[n - 1].last <= 1:
        found += [
            f"of {each.prep}|{frame.expected[n - 1]}",
            f"of {each.prep}|{frame.slots[n - 1]}",
            f"of {frame.expected[n - 1]}|{kind}",
        ]
    found += _speaking(view, site, each, tense)
    classes = view.sentence(site.at).classes
    for k in range(each.start - _NEAR, each.start):
        found += [f"behind {name}|{entry.type}" for name in classes.get(k, ()) if k not in (site.at, site.first)]
    found += frame.links[n]
    if entry.type == PROTEST:
        aim = frame.aim(n)
        found += [f"aim {aim}", f"aim {aim}|{kind}", f"aim {aim}|{slot}", f"aim {aim}|{each.first > site.at:d}"]
    found += [f"{link} {kind}" for link in frame.links[n]] + [f"{link}|{tense}" for link in frame.links[n]]
    found += [f"{link}|{places}" for link in frame.links[n]]
    if form.after:
        found.append(f"pronoun|{slot}|{kind}|{tense}")
    number = view.teller[site.at]
    if number >= 0:
        told = view.told[number]
        inside = told.content.first <= each.first < told.content.last
        source = told.source.side != "none" and told.source.first <= each.first < told.source.last
        found.append(f"{'source' if source else 'inside' if inside else 'outside'}|{slot}|{tense}")
    head = scene.text.words[each.first]
    if each.mention < 0:
        country = any(map(view.words.country, scene.text.words[each.first : each.last]))
        standing = country and view.entity_of(each) >= 0
        found += [f"national{country:d}|{slot}", f"standing{standing:d}|{slot}|{tense}", f"standing{standing:d}|{rule}"]
        found += [f"standing{standing:d}|{kind}"]
    if each.start < each.first or scene.codes[each.first] == "N" or head.isdecimal():
        found.append(f"counted|{slot}")
    return list(dict.fromkeys(found))


def _speaking(view: View, site: Site, each: Phrase, tense: str) -> list[str]:
    """What speaks for a phrase that is somebody's who makes a statement: of what kind, and whether it tells the event."""
    number = view.sources.get(each.first, -1)
    if number < 0:
        return []
    told = view.told[number]
    tells = told.content.first <= site.at < told.content.last
    how = "by" if told.site.form is None or told.site.form.tense == "prep" else "verb"
    return [
        f"speaks {told.kind}|{tells:d}",
        f"speaks {tells:d}|{how}",
        f"speaks {tells:d}|{tense}",
        f"speaks {tells:d}|{site.entry.type}",
    ]


def relays(view: View, site: Site, i: int) -> bool:
    """Whether word ``i`` names an outlet that only tells the event: it is no part of what it reports."""
    told = view.told[view.sources[i]] if i in view.sources else None
    return told is not None and told.kind == MEDIA and told.content.first <= site.at < told.content.last


def frame_of(view: View, site: Site, phrases: list[Phrase]) -> Frame:
    """The frame of ``site`` filled from ``phrases``."""
    return Frame(view.scene, view.words, site, phrases, view.verbs, view.harmed)


def speaker_features(view: View, site: Site, phrases: list[Phrase]) -> list[str]:
    """What speaks for the teller of the event being its actor: who says that he did it."""
    told = view.told[view.teller[site.at]]
    form = site.form
    subject = any(p.start == site.last and not p.prep for p in phrases)
    tense = form.tense
    return [
        "*", AMONG_NAMES if view.several else AMONG_ALL, "speaker", f"speaker {tense}|{subject:d}", f"speaker {form.person}|{tense}", f"speaker {told.kind}|{tense}",
        f"speaker {form.number}{form.gender}|{tense}", f"speaker {site.entry.type}", f"speaker {told.site.act}",
        f"speaker {tense}|{bool(form.after):d}", f"speaker near{site.at - told.content.first < 3:d}|{tense}",
    ]  # fmt: skip
