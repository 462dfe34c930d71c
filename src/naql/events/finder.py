"""Events: possible triggers, a decision on each, then who took part, where, when, and who tells it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from naql.events.circumstances import Circumstances
from naql.events.features import (
    MEDIA,
    View,
    around_trigger,
    filled_features,
    frame_of,
    is_people,
    is_person,
    part_features,
    relays,
    scene_features,
    speaker_features,
    told_features,
)  # fmt: skip
from naql.events.model import Weights, load_weights
from naql.events.phrases import Phrase
from naql.events.reality import Reality, reality
from naql.events.sites import Site, find_sites
from naql.events.words import EventWords
from naql.records import Event, Participant
from naql.statements import Spoken
from naql.statements.chains import Told
from naql.triggers import trigger_table

LONE = ("protest", "assault")
"""The types on which a text of one paragraph is judged as a whole: single sentences were judged for these alone."""
_PLAIN = 0.7  # a thing or a place without a name takes part only where that is plain
_LOOSE = 0.6  # a name that merely stands near the trigger takes part only where more speaks for it
_PLAYED = frozenset(("assault", "consult"))  # teams meet, attack and beat each other in words alone
_MANY = frozenset(("assault", "coerce"))  # of these one side does many to another, and a report tells of several
_MUTUAL = frozenset(("agree", "consult", "cooperate"))  # who does it to whom is a matter of who tells it
_FORCES = frozenset(("MIL", "COP", "REB"))
_POSSESSIVES = (
    "\N{ARABIC LETTER HEH}",
    "\N{ARABIC LETTER HEH}\N{ARABIC LETTER ALEF}",
    "\N{ARABIC LETTER HEH}\N{ARABIC LETTER MEEM}",
)
_BESIDE = 4  # words between two triggers of one type that are rather one event, as annotators have it
_SAME_MANY = 2  # people and bodies that two tellings of such an event have in common, where of others one is enough
_SECOND = 0.8  # in a lone sentence, somebody beside the likeliest takes part only where that is plain
_AIMED = 0.2  # whom words of aiming name is whom a protest is against, unless much speaks against it
_HOPELESS = 0.3  # below it nothing that fills a trigger's places makes it an event
_ACCEPT = 0.5  # the weights hold the thresholds that training chose


class Happened(NamedTuple):
    """The events told as having happened or been tried, and those planned, possible, denied or not done; in text order."""

    events: tuple[Event, ...]
    unrealised: tuple[Event, ...]


class Chosen(NamedTuple):
    """A site that tells an event, and how likely."""

    site: Site
    chance: float


class Part(NamedTuple):
    """Somebody's part in an event: the phrase (None for the one who tells it), the entity's number or -1."""

    part: str
    phrase: Phrase | None
    entity: int


class EventFinder:
    """Finds what happened between whom; built once, it serves many texts."""

    def __init__(self, weights: Weights | None = None) -> None:
        """Compile the lexicons; use ``weights``, else the shipped ones."""
        self.words = EventWords()
        self.triggers = trigger_table()
        self.weights = weights if weights is not None else load_weights()
        self.circumstances = Circumstances()

    def find(self, spoken: Spoken) -> Happened:
        """The events of a text whose statements are known; speaking is no event."""
        view, sites = self.look(spoken)
        happened: list[tuple[Chosen, Event]] = []
        unrealised: list[Event] = []
        ids = [entity.id for entity in spoken.entities]
        for number, chosen in enumerate(self.choose(view, sites), 1):
            told = reality(view, chosen.site)
            event = self._record(view, spoken, ids, chosen.site, told, f"v{number}")
            if told.happened:
                happened.append((chosen, event))
            else:
                unrealised.append(event)
        return Happened(_once(view, happened), tuple(unrealised))

    def look(self, spoken: Spoken) -> tuple[View, list[Site]]:
        """The article as decisions see it, and its possible events."""
        cues = frozenset(told.site.first for told in spoken.told if told.site.last > told.site.first)
        sites = find_sites(spoken.scene, self.triggers, self.words, cues)
        return View(spoken.scene, self.words, spoken.told, sites, self.triggers), sites

    def choose(self, view: View, sites: list[Site]) -> list[Chosen]:
        """The sites that tell an event, one a word, in text order."""
        features = site_features(view, sites)
        model = self.weights["told"]
        chances = []
        for site, each in zip(sites, features, strict=True):
            if not view.several or model.probability(each) >= _HOPELESS:
                each.extend(filled_features(view, site))
            chances.append(model.probability(each))
        accepted = {n for n, chance in enumerate(chances) if chance >= _ACCEPT}
        if not view.several:
            for kind in LONE:
                self._judge_whole(view, sites, features, chances, kind, accepted)
        if view.is_sport:
            accepted = {n for n in accepted if sites[n].entry.type not in _PLAYED}
        best: dict[int, int] = {}
        for n in sorted(accepted):
            held = best.get(sites[n].first)
            if held is None or chances[n] > chances[held]:
                best[sites[n].first] = n
        return _without_companions(view, [Chosen(sites[n], chances[n]) for n in sorted(best.values())])

    def _judge_whole(
        self,
        view: View,
        sites: list[Site],
        features: list[list[str]],
        chances: list[float],
        kind: str,
        accepted: set[int],
    ) -> None:
        own = [n for n, site in enumerate(sites) if site.entry.type == kind]
        if not own:
            return
        whole = (f"{kind} {feature}" for feature in scene_features(view, sites, features, kind))
        if self.weights["scene"].probability(whole) < _ACCEPT:
            accepted.difference_update(own)
            return
        if not accepted.intersection(own):
            accepted.add(max(own, key=lambda n: (reality(view, sites[n]).happened, chances[n])))

    def parts(self, view: View, site: Site) -> list[Part]:
        """Who took part in the event at ``site``, actors and recipients in text order."""
        phrases = around_trigger(view, site)
        weighed: list[tuple[float, int, Part]] = []
        frame = frame_of(view, site, phrases)
        for n, phrase in enumerate(phrases):
            if relays(view, site, phrase.first):
                continue
            if weighed and weighed[-1][2].phrase is phrases[n - 1] and self._is_shared(view, phrases, n):
                chance, chain, part = weighed[-1]
                weighed.append((chance, chain, Part(part.part, phrase, view.entity_of(phrase))))
                continue
            features = part_features(view, site, frame, n)
            actor = self.weights["actor"].probability(features)
            recipient = self.weights["recipient"].probability(features)
            if frame.is_against(n) and not view.several and recipient >= _AIMED and recipient >= actor:
                recipient = (1 + recipient) / 2
            plain = phrase.mention < 0 and not self._somebody(view, phrase)
            least = _PLAIN if plain else _LOOSE if view.several and not frame.is_tied(n) else _ACCEPT
            if max(actor, recipient) < least:
                continue
            part = Part("actor" if actor >= recipient else "recipient", phrase, view.entity_of(phrase))
            weighed.append((max(actor, recipient), frame.chains[n], part))
        found = [part for _, _, part in weighed] if view.several else _likeliest(weighed)
        told = _teller(view, site)
        if told is None:
            return found
        found = [self._owned(view, told, part) for part in found]
        if not any(part.part == "actor" for part in found):
            features = speaker_features(view, site, phrases)
            if self.weights["actor"].probability(features) >= _ACCEPT:
                found.append(Part("actor", _source(view, told), told.speakers[0]))
                found += [Part("actor", None, speaker) for speaker in told.speakers[1:]]
        return found

    def _is_shared(self, view: View, phrases: list[Phrase], n: int) -> bool:
        """Whether phrase ``n`` is but a nation's adjective joined on to one that ends in another ('the American and Israeli ambassadors')."""
        each, before, written = phrases[n], phrases[n - 1], view.scene.text.words
        alone = (
            each.joined and each.last == each.first + 1 and before.last == each.start and before.last > before.first + 1
        )
        return (
            alone
            and bool(self.words.country(written[each.first]))
            and bool(self.words.country(written[each.first - 1]))
        )

    def _owned(self, view: View, told: Told, part: Part) -> Part:
        """Whose the forces are that ``part`` names by a pronoun alone: of him who tells it ('his soldiers')."""
        each, text = part.phrase, view.scene.text
        if each is None or each.mention >= 0 or each.last != each.first + 1 or each.role not in _FORCES:
            return part
        word = text.words[each.first]
        if not word.endswith(_POSSESSIVES) or text.has_marbuta(each.first):
            return part
        source = _source(view, told)
        return Part(part.part, source, told.speakers[0]) if source is not None else part

    def _somebody(self, view: View, phrase: Phrase) -> bool:
        """Whether an unnamed phrase tells people or bodies: by a role or by a nation's adjective."""
        words = view.scene.text.words[phrase.first : phrase.last]
        return bool(phrase.role) or is_people(view, phrase) or any(map(self.words.country, words))

    def _record(self, view: View, spoken: Spoken, ids: list[str], site: Site, told: Reality, name: str) -> Event:
        parts = self.parts(view, site)
        named: dict[str, list[int]] = {"actor": [], "recipient": []}
        for part in parts:
            if part.entity >= 0 and all(part.entity not in held for held in named.values()):
                named[part.part].append(part.entity)
        taken = frozenset(named["actor"] + named["recipient"])
        place = self.circumstances.place(view, site, taken)
        teller = view.teller[site.at]
        return Event(
            name,
            site.entry.type,
            view.scene.text.word_span(site.first, site.last),
            tuple(ids[n] for n in named["actor"]),
            tuple(ids[n] for n in named["recipient"]),
            ids[place] if place is not None else None,
            self.circumstances.time(view, site),
            spoken.statements[teller].id if teller >= 0 else None,
            site.entry.mode,
            self.circumstances.contexts(view, site),
            tuple(self._participant(view, part, ids) for part in parts if part.phrase is not None),
            self.circumstances.counts(view, site),
            told.polarity,
            told.modality,
        )

    def _participant(self, view: View, part: Part, ids: list[str]) -> Participant:
        phrase = part.phrase
        assert phrase is not None
        text = view.scene.text
        span = text.word_span(phrase.first, phrase.last)
        if phrase.mention >= 0 and view.scene.names.mentions[phrase.mention].first == phrase.first:
            span = text.span(view.scene.names.mentions[phrase.mention].start, text.ends[phrase.last - 1])
        countries = (view.words.country(word) for word in text.words[phrase.first : phrase.last])
        return Participant(
            part.part,
            span,
            ids[part.entity] if part.entity >= 0 else None,
            phrase.role or None,
            next((country for country in countries if country), None),
        )


def _teller(view: View, site: Site) -> Told | None:
    """The statement in which the event is told, where somebody who may take part in it makes it."""
    number = view.teller[site.at]
    told = view.told[number] if number >= 0 else None
    return told if told is not None and told.kind != MEDIA and told.speakers else None


def _source(view: View, told: Told) -> Phrase | None:
    """The phrase that names who makes a statement, or None where its verb alone does."""
    if told.source.side == "none":
        return None
    near = view.sentence(told.source.first).phrases
    return next((each for each in near if told.source.first <= each.first < told.source.last), None)


def _likeliest(weighed: list[tuple[float, int, Part]]) -> list[Part]:
    """Of each part the likeliest with those joined on to it, and others where much speaks for them."""
    best: dict[str, tuple[float, int]] = {}
    for chance, chain, part in weighed:
        best[part.part] = max(best.get(part.part, (0.0, 0)), (chance, -chain))
    return [part for chance, chain, part in weighed if chain == -best[part.part][1] or chance >= _SECOND]


def _once(view: View, happened: list[tuple[Chosen, Event]]) -> tuple[Event, ...]:
    """The events without those that another sentence tells in the same word (of visits, in any) of the same people more plainly, or a word
    of the same type right beside them."""
    values = {mention.time.id: mention.time.value for mention in view.scene.times}
    kept: list[tuple[Chosen, Event]] = []
    alike: dict[tuple[str, ...], list[tuple[Chosen, Event]]] = {}
    for each in sorted(happened, key=lambda each: -each[0].chance):
        keys = _once_keys(view, *each)
        if not any(_is_again(view, *each, *other, values) for key in keys for other in alike.get(key, ())):
            kept.append(each)
            for key in keys:
                alike.setdefault(key, []).append(each)
    return tuple(event for _, event in sorted(kept, key=lambda each: each[0].site.first))


def _once_keys(view: View, chosen: Chosen, event: Event) -> list[tuple[str, ...]]:
    """Two tellings of one event share one of these: the sentence, or the word (the visit) and somebody who took part."""
    what = {chosen.site.entry.key, "visit" if event.mode == "visit" else ""} - {""}
    people = {*event.actors, *event.recipients}
    sentence = str(view.scene.text.sentence_of[chosen.site.at])
    return [(event.type, sentence), *((event.type, word, person) for word in what for person in people)]


def _is_again(
    view: View, one: Chosen, event: Event, other: Chosen, known: Event, values: Mapping[str, str | None]
) -> bool:
    sentence_of = view.scene.text.sentence_of
    if event.type != known.type:
        return False
    if sentence_of[one.site.at] == sentence_of[other.site.at]:  # 'signed an agreement'
        return max(one.site.first, other.site.first) - min(one.site.last, other.site.last) <= _BESIDE
    if one.site.entry.key != other.site.entry.key and not event.mode == known.mode == "visit":
        return False
    if event.time and known.time and values[event.time] != values[known.time]:
        return False
    crossed = {*event.actors} & {*known.recipients} | {*event.recipients} & {*known.actors}
    if crossed and event.type not in _MUTUAL:
        return False  # what one did to the other, and the other to the one
    both = {*event.actors, *event.recipients} & {*known.actors, *known.recipients}
    return len(both) >= (_SAME_MANY if event.type in _MANY else 1)


def _without_companions(view: View, chosen: list[Chosen]) -> list[Chosen]:
    """``chosen`` without those that only accompany another of their type in the sentence.

    Such are the people of an event ('demonstrators'), what they do or want beside it ('raising banners', 'in protest'), and a
    second verbal noun joined to the first ('the killing and wounding of').
    """
    sentence_of = view.scene.text.sentence_of
    told = {(s.entry.type, sentence_of[s.at]) for s, _ in chosen if not _accompanies(view, s)}
    kept: list[Chosen] = []
    for each in chosen:
        site = each.site
        if _accompanies(view, site) and (site.entry.type, sentence_of[site.at]) in told:
            continue
        before = kept[-1].site if kept else None
        if before is not None and before.entry.type == site.entry.type and _is_joined(before, site):
            continue
        kept.append(each)
    return kept


def _accompanies(view: View, site: Site) -> bool:
    word = view.scene.text.words[site.at]
    adverb = site.form.tense == "masdar" and site.light is None and word.endswith("\N{ARABIC LETTER ALEF}")
    return is_person(view, site) or site.form.tense == "participle" or adverb


def _is_joined(before: Site, site: Site) -> bool:
    nominal = {before.form.tense, site.form.tense} <= {"masdar", "noun"}
    return nominal and site.first == before.last and site.form.before.startswith("\N{ARABIC LETTER WAW}")


def site_features(view: View, sites: list[Site]) -> list[list[str]]:
    """The features of every site, which also count the sites of its type before it; without what fills its places."""
    seen: Counter[str] = Counter()
    beside: Counter[tuple[str, int]] = Counter()
    found = []
    for site in sites:
        kind, sentence = site.entry.type, view.scene.text.sentence_of[site.at]
        again = seen[site.entry.lemma]
        found.append(told_features(view, site, seen[f"{kind}|"], beside[kind, sentence], again))
        seen[f"{kind}|"] += 1
        seen[site.entry.lemma] += 1
        beside[kind, sentence] += 1
    return found
