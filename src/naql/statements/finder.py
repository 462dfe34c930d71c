"""Statements: possible cues, a source and a content for each, a decision, then the chains between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import log
from typing import NamedTuple, TypeVar

from naql.names import Names
from naql.records import Cue, Entity, Source, Span, Statement
from naql.statements import circumstances, hearers, modes
from naql.statements.breaks import Breaks
from naql.statements.cast import Cast, Resolved
from naql.statements.chains import (
    Speaker,
    Told,
    choose,
    choose_parents,
    lift_insertions,
    nest,
    place_of,
    plain_choice,
    speaker_features,
    speaker_shares,
    subjects_of,
    tellers,
    topic_of,
    unknown_features,
)
from naql.statements.contents import Content, find_contents
from naql.statements.decisions import cue_features, site_features
from naql.statements.makers import with_maker, with_name
from naql.statements.model import Model, load_weights
from naql.statements.network import Network, Outlook, shipped
from naql.statements.nouns import told_by_noun
from naql.statements.saying import (
    answered,
    answers,
    carries,
    goes_on,
    insists,
    leads,
    relays,
    same_told,
    says,
)
from naql.statements.scene import VERB_CODES, Scene, Words
from naql.statements.sites import COLON, Site, find_sites
from naql.statements.sources import NOMINAL, Candidate, candidates
from naql.statements.ties import run_on, tie
from naql.text import Text
from naql.times import TimeMention
from naql.vectors import one_thread

T = TypeVar("T")
Weights = Mapping[str, Model]
_LIKELY = 0.1  # below it a site is dropped before its source and content are looked for
_LIKELY_CARRIED = 0.02  # the same for the 'from' of who is quoted, since chains are what naql is for, and for what 'saying' carries on
_HOPELESS = -4.0  # so unlikely to the network, a site is dropped too: of a thousand such none was told
_BREAKS = 0.3  # from here on a site may end what stands before it
_ACCEPT = 0.2  # logarithm of the odds, less what is doubted of source and content
_RELAYED = -3.0  # the same for whom an agency quotes, and for 'by saying': somebody spoke, or nobody could pass that on
_GOES_ON_TELLING = frozenset(("say", "affirm", "announce", "deny", "inform", "reveal"))
"""Acts of which the later words are mostly told to who was told the earlier ones; what is demanded or condemned beside them is not."""
# Of the network's word beside the linear models', chosen on reports that neither had learned from.
SOURCE_SHARE, CONTENT_SHARE, CUE_SHARE = 0.8, 1.0, 0.5
# How much it weighs that the network finds source or content unlikely, each at most so much.
_DOUBT_SHARE, _DOUBT = 0.3, -4.0
HOPELESS = 8.0  # by so much less likely than the best to the network, a content is not looked at
_THEIR = "\N{ARABIC LETTER HEH}\N{ARABIC LETTER MEEM}"
_BETWEEN = 3  # statements from an answering verb to 'by saying', which may be what is answered
_HASH = "#"
_OPENING = 8  # words in which the verb of a sentence is looked for
_MEMORY = 7  # how many earlier speakers a reader holds ready
_HELD = 40  # how many earlier statements


class Spoken(NamedTuple):
    """What was found: the statements in text order and the entities, unnamed speakers among them.

    ``scene`` and ``told`` (a statement each) hold the same by words, for the steps that follow.
    """

    statements: tuple[Statement, ...]
    entities: tuple[Entity, ...]
    scene: Scene
    told: list[Told]


class StatementFinder:
    """Finds who said what; built once, it serves many texts."""

    def __init__(self, weights: Weights | None = None, network: Network | None = None) -> None:
        """With the shipped weights unless others are given."""
        self.words = Words()
        self.weights = weights if weights is not None else load_weights()
        self.network = network if network is not None else shipped()

    def find(self, text: Text, names: Names, times: Sequence[TimeMention], published: date | None = None) -> Spoken:
        """The statements of ``text``, whose ``names`` and ``times`` are known, and which came out on the day ``published``."""
        scene = Scene(text, names, times, self.words, published)
        likely = likely_sites(scene, self.weights["local"])
        with one_thread():
            outlook = Outlook(self.network, scene, [site for site, _ in likely])
            told = self.tell(scene, likely, outlook)
            cast = Cast(scene, self.weights["holder"])
            resolve_speakers(scene, cast, told, self.weights, outlook)
            lift_insertions(scene, told)
            statements = _records(scene, cast, told, self.weights, outlook)
        return Spoken(statements, tuple(cast.entities), scene, told)

    def tell(self, scene: Scene, likely: Sequence[tuple[Site, float]], outlook: Outlook) -> list[Told]:
        """The accepted ones of the ``likely`` sites, nested, in text order, their speakers still open."""
        breaks = Breaks(scene, [site for site, p in likely if p >= _BREAKS])
        best: dict[int, tuple[float, Told]] = {}
        for (site, local), seen in zip(likely, outlook.cues(), strict=True):
            if seen < _HOPELESS:
                continue
            source, by = choose_source(scene, site, self.weights, outlook)
            if source.side == "none" and leads(site) and not _told_in(scene, site, best.values()):
                source = _subject(scene, site, self.weights, outlook) or source
            source = with_name(scene, site, with_maker(scene, site, source, self.weights["source_end"]))
            content, margin = choose_content(scene, site, source, breaks, self.weights, outlook)
            if (
                content is None
                or _withholds(scene, site, content)
                or _signs(scene, site, content)
                or _takes(scene, site, content)
            ):
                continue
            features = cue_features(scene, site, source, content, (by, margin), log(local / (1 - local)))
            odds = (1 - CUE_SHARE) * self.weights["cue"].total(features) + CUE_SHARE * float(seen)
            odds += _DOUBT_SHARE * _doubt(outlook, site, source, content)
            sure = (
                relays(scene, site, source, content)
                or says(scene, site, content)
                or answered(scene, site, (other for other, _ in likely))
            )
            if odds >= (_RELAYED if sure else _ACCEPT) and (site.start not in best or odds > best[site.start][0]):
                best[site.start] = (odds, Told(site, source, content))
        told = _apart(scene, [best[start] for start in sorted(best)])
        tie(scene, told)
        run_on(scene, told)
        nest(told)
        choose_parents(scene, told, outlook)
        return told


def _doubt(outlook: Outlook, site: Site, source: Candidate, content: Content) -> float:
    """How unlikely the network finds who is to speak and what is to be said: a logarithm, 0 where it is sure of both.

    Whoever reads that X said Y is to find that true of X and of Y; that somebody says something does not help him.
    """
    seen = (outlook.source(site, source.first, source.last), outlook.content(site, content.first, content.last))
    return sum(max(_DOUBT, chance) for chance in seen)


def likely_sites(scene: Scene, model: Model) -> list[tuple[Site, float]]:
    """The sites worth a closer look, each with its probability by form and neighbours alone."""
    found = []
    sites = find_sites(scene)
    leading = [site for site in sites if leads(site)]
    for site in sites:
        chance = model.probability(site_features(scene, site))
        carried = site.sort == "via" or answered(scene, site, leading)
        if chance >= (_LIKELY_CARRIED if carried else _LIKELY):
            found.append((site, chance))
    return found


def choose_source(
    scene: Scene, site: Site, weights: Weights, outlook: Outlook | None = None
) -> tuple[Candidate, float]:
    """The likeliest source and how far its score leads the second; by the linear model alone without an ``outlook``."""
    return _likeliest(candidates(scene, site, weights["source_end"]), site, weights, outlook)


def _likeliest(
    options: Sequence[Candidate], site: Site, weights: Weights, outlook: Outlook | None
) -> tuple[Candidate, float]:
    scores = [weights["source"].score(option.features) for option in options]
    if outlook is not None:
        for n, option in enumerate(options):
            scores[n] += SOURCE_SHARE * outlook.source(site, option.first, option.last)
    return _first(options, scores)


def _told_in(scene: Scene, site: Site, told: Iterable[tuple[float, Told]]) -> bool:
    """Whether another cue stands in the sentence before ``site``."""
    sentence_of = scene.text.sentence_of
    return any(t.site.first < site.first and sentence_of[t.site.first] == sentence_of[site.first] for _, t in told)


def _subject(scene: Scene, site: Site, weights: Weights, outlook: Outlook) -> Candidate | None:
    """The subject of the verb that opens the sentence: he turns to his guests, and it is he who does so 'saying' something."""
    first = scene.text.sentences[scene.text.sentence_of[site.first]][0]
    verb = next((i for i in range(first, min(first + _OPENING, site.first)) if scene.codes[i] in VERB_CODES), None)
    if verb is None or (verb > first and scene.codes[verb - 1] in NOMINAL) or scene.named(first, verb):
        return None  # what stands before its verb is its subject
    options = [o for o in candidates(scene, site, weights["source_end"]) if o.side == "pre" and o.first == verb + 1]
    return _likeliest(options, site, weights, outlook)[0] if options else None


def choose_content(
    scene: Scene,
    site: Site,
    source: Candidate,
    breaks: Breaks,
    weights: Weights,
    outlook: Outlook | None = None,
) -> tuple[Content | None, float]:
    """The likeliest content and how far its score leads the second; by the linear model alone without an ``outlook``."""
    options = find_contents(scene, site, source, breaks)
    if not options:
        return None, 0.0
    seen = [0.0] * len(options)
    if outlook is not None:
        seen = [outlook.content(site, option.first, option.last) for option in options]
        least = max(seen) - HOPELESS
        kept = [n for n, value in enumerate(seen) if value >= least]
        options, seen = [options[n] for n in kept], [CONTENT_SHARE * seen[n] for n in kept]
    model = weights["content"]
    shared: dict[int, float] = {}
    scores = []
    for option, value in zip(options, seen, strict=True):
        base = shared.get(id(option.shared))
        if base is None:
            base = shared[id(option.shared)] = model.score(option.shared)
        scores.append(base + model.score(option.features) + value)
    return _first(options, scores)


def _first(options: Sequence[T], scores: Sequence[float]) -> tuple[T, float]:
    """The option with the best score and its lead over the second."""
    top = max(range(len(options)), key=lambda n: (scores[n], -n))
    rest = [score for n, score in enumerate(scores) if n != top]
    return options[top], scores[top] - max(rest) if rest else 4.0


def _withholds(scene: Scene, site: Site, content: Content) -> bool:
    """Whether somebody only refuses to speak."""
    first = scene.text.words[content.first]
    return site.lemma == scene.lexicon.refusing and content.side == "after" and first in scene.lexicon.refused


def _takes(scene: Scene, site: Site, content: Content) -> bool:
    """Whether a verb that tells of words before 'to' or 'that' has an object in their place: 'intercepted a boat'."""
    if site.sort != "verb" or site.lemma not in scene.lexicon.leading or content.side != "after":
        return False
    return scene.codes[content.first - 1] not in ("prep", "that") and scene.text.gaps[content.first] == " "


def _signs(scene: Scene, site: Site, content: Content) -> bool:
    """Whether 'wrote: ' has nothing but a person's name behind it: the byline of the report."""
    mention = scene.mention_at[content.first]
    if mention < 0 or content.first != site.last or COLON not in scene.text.gaps[site.last]:
        return False
    named = scene.names.mentions[mention]
    return named.type == "PER" and (named.first, named.last) == (content.first, content.last)


def _apart(scene: Scene, ranked: list[tuple[float, Told]]) -> list[Told]:
    """Of cues that overlap, the likelier; of two that follow each other at once for one act ('went on, saying'), the first."""
    kept: list[tuple[float, Told]] = []
    for chance, told in ranked:
        before = kept[-1][1] if kept else None
        if before and (goes_on(before.site, told.site) or carries(before, told) or insists(scene, before, told)):
            continue
        if before and same_told(scene, before, told):
            kept[-1] = (chance, told)
            continue
        if told.site.sort == "colon" and any(told.content[:2] == other.content[:2] for _, other in kept[-_BETWEEN:]):
            continue  # 'X asked: ...' is told by the verb
        asked = next((asked for _, asked in kept[: -_BETWEEN - 1 : -1] if answers(scene, asked, told)), None)
        if asked is not None:
            asked.content = told.content
            continue
        if before and told.site.start < before.site.end:
            if chance > kept[-1][0]:
                kept[-1] = (chance, told)
            continue
        kept.append((chance, told))
    return [told for _, told in kept]


def resolve_speakers(scene: Scene, cast: Cast, told: Sequence[Told], weights: Weights, outlook: Outlook) -> None:
    """Say for every statement whom its source means; where the words leave it open, by what was told before."""
    history: list[tuple[int, Told]] = []
    for statement in told:
        if statement.source.side != "none":
            resolved = cast.resolve(statement.source, history)
        elif statement.same_as is not None and statement.same_as.speakers:
            resolved = Resolved(statement.same_as.speakers, statement.same_as.kind, "implied")
        else:
            resolved = _implied(scene, cast, statement, history, weights, outlook)
        statement.speakers, statement.kind, statement.by = resolved.speakers, resolved.kind, resolved.by
        form = statement.site.form
        if resolved.speakers:
            history.append((resolved.speakers[0], statement))
            if form is not None and statement.source.side == "post" and statement.site.sort == "verb":
                cast.learn_gender(resolved.speakers[0], form.gender)


def antecedents(
    scene: Scene, cast: Cast, statement: Told, history: Sequence[tuple[int, Told]]
) -> list[tuple[Speaker, tuple[str, ...]]]:
    """Who may have said what nobody is named for, each with what speaks for it, the most recent first."""
    if statement.told_by is not None:  # somebody else than who passes it on
        history = [(number, earlier) for number, earlier in history if number not in statement.told_by.speakers]
    history = history[-_HELD:]
    found: dict[int, tuple[str, Told | None]] = {}
    places: dict[int, int] = {}
    if statement.parent is not None and statement.parent.speakers and statement.told_by is None:
        found[statement.parent.speakers[0]] = ("parent", statement.parent)
    for number, earlier in reversed(history[-2 * _MEMORY :]):
        if earlier is not statement.parent and number not in found:
            found[number] = ("told", earlier)
        if len(found) >= _MEMORY:
            break
    said = Counter(number for number, _ in history)
    at = min(statement.site.first, len(scene.codes) - 1)
    sentence = scene.text.sentences[scene.text.sentence_of[at]][0] if scene.codes else 0
    for i in range(at - 1, max(sentence - 40, 0) - 1, -1):
        number = scene.mention_at[i]
        if number >= 0 and scene.names.mentions[number].type in ("PER", "ORG", "LOC"):
            if scene.text.paragraph_of[i] in scene.aside or scene.is_site(scene.names.mentions[number].first):
                continue
            entity = scene.names.mentions[number].entity
            if entity not in places:
                places[entity] = scene.names.mentions[number].first
            if entity not in found and len(found) < _MEMORY + 3:
                how = "near" if i >= sentence else "far"
                found[entity] = (f"{how} {scene.names.mentions[number].type}", None)
    pick = plain_choice(scene, statement, history, {n: cast.speakers[n].gender for n in found})
    subjects = subjects_of(scene, sentence, at)
    options = []
    for order, (number, (how, last)) in enumerate(found.items()):
        speaker = cast.speakers[number]
        if _disagrees(statement, speaker, last):
            continue
        part = subjects.get(number, ""), topic_of(scene, number)
        where = place_of(scene, statement, places.get(number, -1), history)
        features = speaker_features(
            scene, statement, speaker, order, last, how, said[number], number == pick, where, part
        )
        options.append((speaker, features))
    return options


def _disagrees(statement: Told, speaker: Speaker, last: Told | None) -> bool:
    """Whether a verb that stands behind its subject cannot be his: 'she replied' is no man's, 'they replied' no one man's."""
    form = statement.site.form
    if form is None or form.person in (1, 2):
        return False
    several = form.number in ("p", "d") if statement.site.sort in ("verb", "participle") else form.after == _THEIR
    if several and speaker.number == "s" and (last is None or len(last.speakers) < 2):
        return True
    if statement.site.sort != "verb" or form.number != "s":
        return False
    if speaker.number == "p" and speaker.gender == "m":
        return True
    person = speaker.kind == "person" and speaker.gender in ("m", "f")
    return person and form.gender in ("m", "f") and form.gender != speaker.gender


def _of_himself(scene: Scene, statement: Told) -> bool:
    """Whether a verb that is written alike for 'I' and 'she' is told of himself by who is quoted: 'I told', as nobody is named before."""
    site, form, above = statement.site, statement.site.form, statement.parent
    alike = form is not None and (form.tense, form.person, form.gender, form.number) == ("perfect", 3, "f", "s")
    number = scene.quote_at[site.first] if site.first < len(scene.codes) else -1
    if not alike or above is None or number < 0 or scene.quote_at[above.site.first] == number:
        return False
    first = scene.quotes[number].first
    told = site.first > first and scene.codes[site.first - 1] == "rel"
    return not told and not scene.named(first, site.first)


def _implied(
    scene: Scene, cast: Cast, statement: Told, history: Sequence[tuple[int, Told]], weights: Weights, outlook: Outlook
) -> Resolved:
    form = statement.site.form
    passive = form is not None and form.tense == "passive"  # its very point is to leave out who
    if passive or weights["unknown"].total(unknown_features(scene, statement, history)) > 0:
        return Resolved((), "anonymous", "open")
    noun = told_by_noun(scene, cast, statement, weights["source_end"])
    if noun is not None:
        return noun
    if statement.parent is not None and statement.parent.speakers and _of_himself(scene, statement):
        return Resolved(statement.parent.speakers[:1], statement.parent.kind, "implied")
    options = antecedents(scene, cast, statement, history)
    speaker = (
        choose(weights["speaker"], options, speaker_shares(scene, statement, history, outlook)) if options else None
    )
    if speaker is None:
        return Resolved((), "person", "open")
    last = next((earlier for number, earlier in reversed(history) if number == speaker.entity), None)
    return Resolved((speaker.entity,), last.kind if last is not None else speaker.kind, "implied")


def _records(
    scene: Scene, cast: Cast, told: Sequence[Told], weights: Weights, outlook: Outlook
) -> tuple[Statement, ...]:
    text = scene.text
    ids = {id(statement): f"s{n}" for n, statement in enumerate(told, 1)}
    found: list[Statement] = []
    around = _circumstances(scene, cast, told, weights["addressee"], outlook)
    for statement, circumstance in zip(told, around, strict=True):
        site, source = statement.site, statement.source
        span = None
        if source.side != "none":
            span = _source_span(scene, site, source)
        entities = tuple(cast.entities[n].id for n in statement.speakers)
        said = modes.pieces(scene, statement)
        found.append(
            Statement(
                id=ids[id(statement)],
                parent=ids[id(statement.parent)] if statement.parent is not None else None,
                source=Source(entities[0] if entities else None, entities, statement.kind, span, statement.by),
                cue=Cue(text.span(site.start, site.end), site.lemma),
                content=tuple(_content_span(text, *piece) for piece in said),
                addressees=tuple(cast.entities[number].id for number in circumstance.hearers),
                act=site.act,
                mode=modes.mode(scene, statement, said, weights["marked"]),
                time=circumstance.when,
                channel=circumstance.channel,
                place=cast.entities[circumstance.place].id if circumstance.place is not None else None,
            )
        )
    return tuple(found)


@dataclass(slots=True)
class _Circumstances:
    """Who is told (numbers of entities), when (a time's id), through what channel, and where (an entity's number)."""

    hearers: tuple[int, ...]
    when: str | None
    channel: str | None
    place: int | None


def _circumstances(
    scene: Scene, cast: Cast, told: Sequence[Told], addressee: Model, outlook: Outlook
) -> list[_Circumstances]:
    """Of every statement; within a paragraph a speaker's later words keep those of the earlier ones."""
    teller = tellers(len(scene.codes), told)
    numbers = {id(statement): n for n, statement in enumerate(told)}
    found: list[_Circumstances] = []
    for each in told:
        near = circumstances.around(scene, each, teller, numbers.get(id(each.parent), -1))
        found.append(
            _Circumstances(
                hearers.addressees(scene, each, near, addressee, outlook) or _described(scene, cast, each),
                circumstances.time_of(scene, each, near),
                circumstances.channel(scene, each, near),
                circumstances.said_at(scene, each, near),
            )
        )
    _keep_on(scene, told, found)
    return found


def _keep_on(scene: Scene, told: Sequence[Told], found: Sequence[_Circumstances]) -> None:
    """Give each speaker's later words of a paragraph the circumstances of the earlier ones where they have none of their own."""
    last: dict[tuple[int, int, int], _Circumstances] = {}
    heard: dict[tuple[int, int, int], tuple[int, ...]] = {}
    for statement, own in zip(told, found, strict=True):
        if not statement.speakers:
            continue
        paragraph = scene.text.paragraph_of[min(statement.site.first, len(scene.codes) - 1)]
        key = (paragraph, statement.speakers[0], id(statement.parent))
        before = last.get(key)
        if before is not None:
            elsewhere = own.channel is not None and own.channel != before.channel
            if statement.site.act in _GOES_ON_TELLING and not elsewhere:
                own.hearers = own.hearers or heard[key]
            own.when = own.when or before.when
            own.channel = own.channel or before.channel
            own.place = before.place if own.place is None else own.place
        last[key] = own
        heard[key] = own.hearers or heard.get(key, ())


def _described(scene: Scene, cast: Cast, told: Told) -> tuple[int, ...]:
    """Who is told, where a title, a noun or a pronoun alone says so and the report names one whom it means."""
    words = hearers.object_told(scene, told)
    meant = cast.meant(*words, told.speakers) if words is not None else None
    if meant is None:
        meant = hearers.pronoun_told(scene, cast, told)
    return (meant,) if meant is not None and meant not in told.speakers else ()


def _content_span(text: Text, first: int, last: int) -> Span:
    start = text.starts[first]
    return text.closed_span(start - (text.norm[max(0, start - 1) : start] == _HASH), text.ends[last - 1])


def _source_span(scene: Scene, site: Site, source: Candidate) -> Span:
    text = scene.text
    start = text.starts[source.first]
    mention = scene.mention_at[source.first]
    if mention >= 0 and scene.names.mentions[mention].first == source.first:
        start = max(start, scene.names.mentions[mention].start)
    elif site.sort in ("prep", "via", "masdar") and scene.codes[source.first] in ("l", "lD"):
        start += 1
    return text.closed_span(start, text.ends[source.last - 1], quoted=True)
