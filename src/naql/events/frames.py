"""The frame of a trigger, filled: where each noun phrase stands, and what the lexicon's entry says of it."""

from __future__ import annotations

from collections.abc import Container

from naql.events.aims import AIMED, SEAT, Aims
from naql.events.phrases import AGENT, OWNED, QUOTES, Phrase
from naql.events.sites import Site
from naql.events.words import EventWords, bare
from naql.statements.scene import FINITE, Scene
from naql.triggers import OBJECT, SUBJECT

_CLAUSE = 7  # words behind a noun in which a clause about it begins
_SHORT = 4  # letters up to which a word's last two are rather its own
_ALEF = "\N{ARABIC LETTER ALEF}"
_THEIR = ("\N{ARABIC LETTER WAW}\N{ARABIC LETTER NOON}",)
_THOSE = "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER TEH}"
_JOINING = ("\N{ARABIC LETTER WAW}", "\N{ARABIC LETTER FEH}")
_COUNTED = ("", OWNED)  # prepositions of phrases that stand between a trigger and others
_OTHERS = 3  # the third person
_PARTING = frozenset(("that", "rel", "sub"))
_NOUNS = frozenset(("I", "S", "v", "vn", "b", "t", "l"))
_PRONOUNS = ("\N{ARABIC LETTER HEH}", "\N{ARABIC LETTER HEH}\N{ARABIC LETTER ALEF}")
_FIRST = (f"{AIMED} 0", f"{AIMED} 0 &")
_DOER = "did it"
PROTEST = "protest"
BETWEEN = "\N{ARABIC LETTER BEH}\N{ARABIC LETTER YEH}\N{ARABIC LETTER NOON}"


def continues(phrases: list[Phrase], n: int) -> bool:
    """Whether phrase ``n`` is joined on to the one right before it."""
    return n > 0 and phrases[n].joined and phrases[n].start == phrases[n - 1].last


class Frame:
    """The phrases around a trigger: ``slots`` says where each stands, ``expected`` what it is by rule: actor, recipient or '-'.

    A slot is 'self', a preposition ('p:' behind the trigger, 'bp:' before it) or a number among the bare phrases ('np0' the
    first behind, 'b0' the last before; '+' where it touches the trigger). ``lights`` says where each stands to the light verb.
    ``heads`` are the slots of the first of each chain of joined phrases ('A and B and C'), '&' behind those of the others.
    ``agrees`` says whether a finite trigger could be each one's verb. ``links`` are other ways in which a phrase is tied to the
    trigger: it opens the sentence, it is the subject of the verb before, of the verb of a relative clause behind, or stands before
    such a clause.
    ``passive``: the verb is in the passive, by its letters or because nothing stands behind it that could be its object.
    """

    __slots__ = (
        "_against",
        "_aims",
        "_bare",
        "_before",
        "_scene",
        "_site",
        "_subject",
        "_tied",
        "_verbs",
        "_words",
        "agrees",
        "chains",
        "expected",
        "heads",
        "lights",
        "passive",
        "phrases",
        "slots",
    )  # fmt: skip

    def __init__(
        self,
        scene: Scene,
        words: EventWords,
        site: Site,
        phrases: list[Phrase],
        verbs: Container[int],
        harmed: Container[int] = (),
    ) -> None:
        """Place all phrases at once; ``verbs`` are the words that are finite verbs, ``harmed`` verbal nouns whose genitive suffers."""
        self._scene, self._words, self._site, self._verbs = scene, words, site, verbs
        self.phrases = phrases
        self.slots = _slots(site, phrases)
        self.chains = _chains(phrases)
        self.heads = [self.slots[h] + ("&" if h != n else "") for n, h in enumerate(self.chains)]
        self._tied: list[list[str]] | None = None
        self.lights = _lights(site, phrases)
        at = site.at
        self._bare = [k for k, p in enumerate(phrases) if not p.prep and p.first > at and not continues(phrases, k)]
        self._before = [k for k, p in enumerate(phrases) if not p.prep and p.first < at]
        self.agrees = [agreement(scene, words, each, site) for each in phrases]
        bounds = scene.text.sentences[scene.text.sentence_of[at]]
        self._aims = Aims(scene, words, phrases, harmed, bounds, at) if site.entry.type == PROTEST else None
        self.passive = site.form.tense == "passive" or self._lacks_object()
        self._subject: int | None = None
        self._against: frozenset[int] = frozenset()
        self.expected: list[str] = []
        for n in range(len(phrases)):
            self.expected.append(self._expect(n))
        if self._aims is not None:
            self._aim()

    def _aim(self) -> None:
        """Expect as recipients whom words of aiming name, else whose house the protest is before; not what a preposition of the entry brings."""
        first = [n for n, links in enumerate(self.links) if any(link in _FIRST for link in links)]
        named = first or [n for n, links in enumerate(self.links) if any(link.startswith(SEAT) for link in links)]
        self._against = frozenset(named)
        if named:
            for n, part in enumerate(self.expected):
                if n in self._against or part == "recipient":
                    self.expected[n] = "recipient" if n in self._against else "-"

    def _expect(self, n: int) -> str:
        each, entry, tense, at = self.phrases[n], self._site.entry, self._site.form.tense, self._site.at
        if self.slots[n] == "self":
            victim = entry.type == "assault" and self._words.role(self._scene.text.words[at]) == "CVL"
            return "recipient" if victim else "actor"
        if each.prep == AGENT and self._aims is not None and self._aims.behind(n):
            return "-"
        if each.prep == AGENT or (each.prep == BETWEEN and each.first > at):
            return "actor"
        if continues(self.phrases, n) and (each.mention >= 0) == (self.phrases[n - 1].mention >= 0):
            before = self.phrases[n - 1]
            return "recipient" if before.prep == BETWEEN and before.first > at else self.expected[n - 1]
        if tense in FINITE:
            place = self._around_verb(n)
        elif tense == "participle":
            place = SUBJECT if self.slots[n] in ("b0", "b0+") else OBJECT if self.slots[n] == "np0+" else ""
        else:
            return self._around_noun(n)
        if self.passive:
            place = OBJECT if place == SUBJECT else ""
        if place and place in entry.actor:
            return "actor"
        if (place and place in entry.recipient) or (each.prep and each.first > at and each.prep in entry.recipient):
            return "recipient"
        return "-"

    def _lacks_object(self) -> bool:
        """Whether a verb that takes an object, and is written in the passive as in the active, has none: 'the guard was killed'.

        It has none where nobody stands behind it in its clause, or one alone and nobody right before it.
        """
        site = self._site
        form, entry = site.form, site.entry
        if form.tense not in FINITE or form.person != _OTHERS or form.after or OBJECT not in entry.recipient:
            return False
        if entry.told_apart or entry.pos != "verb":
            return False
        behind = [k for k in self._bare if self._is_near(k)]
        if len(behind) > 1:
            return False
        return not (behind and self._before and self._touches(self._before[-1]))

    def _is_near(self, n: int) -> bool:
        """Whether no verb, no 'that' and no full mark stands between the trigger and phrase ``n`` behind it."""
        scene, last, first = self._scene, self._site.last, self.phrases[n].start
        return not any(k in self._verbs or scene.codes[k] in _PARTING for k in range(last, first)) and all(
            not scene.text.gaps[k].strip(QUOTES) for k in range(last, first + 1)
        )

    def _around_verb(self, n: int) -> str:
        """Whether phrase ``n`` is a finite verb's subject or object, by where it stands and whether the verb agrees with it."""
        if self._subject is None:
            self._subject = self._find_subject()
        if self._subject >= 0 and self.chains[n] == self._subject:
            return SUBJECT
        behind = [k for k in self._bare if self.chains[k] != self._subject]
        return OBJECT if behind and n == behind[0] else ""

    def _find_subject(self) -> int:
        """The first phrase of the chain that is a finite verb's subject: right before it, else right behind, else the last one before
        that agrees with it; -1 for none."""
        before, site, scene = self._before, self._site, self._scene
        if before and self._touches(before[-1]) and self.agrees[before[-1]] != "no":
            return self.chains[before[-1]]
        first = self._bare[0] if self._bare else -1
        if first >= 0 and self.agrees[first] != "no":
            counted = self.phrases[first].start < self.phrases[first].first
            counted = counted or scene.codes[self.phrases[first].first] in ("N", "quant")
            if not (counted and OBJECT in site.entry.recipient and not self.passive):
                return first
        if first >= 0 and self.agrees[first] != "no":
            return -1
        return next((self.chains[k] for k in reversed(before) if self.agrees[self.chains[k]] != "no"), -1)

    def _touches(self, n: int) -> bool:
        """Whether phrase ``n`` stands right before the verb, or but for a word ('who')."""
        at, scene = self._site.at, self._scene
        marks = scene.text.gaps[at].strip(QUOTES)
        joined = self._site.form.before.startswith(_JOINING)
        return at - self.phrases[n].last <= 1 and not joined and not marks

    def is_against(self, n: int) -> bool:
        """Whether words of aiming or a house of power say that the protest is against phrase ``n``."""
        return n in self._against

    def aim(self, n: int) -> str:
        """How words of aiming or a house of power tie phrase ``n`` to the protest: 'aimed', 'seat', else 'other' where they name somebody else, or 'none'."""
        own = next((link.split()[0] for link in self.links[n] if link.startswith((AIMED, SEAT))), "")
        return own or ("other" if any(link.startswith(AIMED) for links in self.links for link in links) else "none")

    def is_tied(self, n: int) -> bool:
        """Whether more ties phrase ``n`` to the trigger than that it stands near it: its frame, a light verb, another verb, or touch."""
        return bool(self.expected[n] != "-" or self.lights or self.links[n] or self.slots[n].endswith("+"))

    @property
    def links(self) -> list[list[str]]:
        """How phrases are tied to the trigger by other verbs of the sentence; looked for when first asked for."""
        if self._tied is None:
            self._tied = self._links()
        return self._tied

    def _links(self) -> list[list[str]]:
        scene, site = self._scene, self._site
        found: list[list[str]] = [[] for _ in self.phrases]
        bare = [n for n, p in enumerate(self.phrases) if not p.prep and n == self.chains[n]]
        before = [n for n in bare if self.phrases[n].first < site.at]
        if before:
            found[before[0]].append("opens")
        verb = _verb_before(self._verbs, self.phrases[0].first if self.phrases else site.at, site.at)
        if verb >= 0:
            near = [n for n in before if self.phrases[n].start == verb + 1] or [
                n for n in before if self.phrases[n].last == verb
            ]
            for n in near[:1]:
                found[n].append("subject before")
        clause = _clause_behind(scene, site, self._verbs)
        if clause >= 0:
            for n in [n for n in bare if self.phrases[n].start == clause + 1][:1]:
                found[n].append("clause subject")
        if site.at and (scene.codes[site.at - 1] == "rel" or (site.at > 1 and scene.codes[site.at - 2] == "rel")):
            for n in before[-1:]:
                found[n].append("clause before")
        for n in bare:
            found[n] += self._clause_links(n)
        if self._aims is not None:
            doers = [n for n, links in enumerate(found) if any(link.startswith(_DOER) for link in links)]
            for n, links in self._aims.links(self.expected, doers).items():
                found[n] += links
        for n, head in enumerate(self.chains):
            if head != n:
                found[n] = [f"{link} &" for link in found[head]]
        return found

    def _clause_links(self, n: int) -> list[str]:
        """Whether the clause of the trigger is told of phrase ``n`` ('that the guards ...'), and whether it is the subject of a verb
        whose object a pronoun names ('launched it')."""
        scene, at, first = self._scene, self._site.at, self.phrases[n].start
        found = []
        if first < at and first == self._topic():
            verbs = sum(k in self._verbs for k in range(self.phrases[n].last, at))
            found.append(f"topic {min(2, verbs)}")
        verb = first - 1
        if verb >= 0 and verb != at and verb in self._verbs and scene.text.words[verb].endswith(_PRONOUNS):
            found.append(f"{_DOER} {self.phrases[n].first > at:d}")
        return found

    def _topic(self) -> int:
        """The word behind the last 'that' before the trigger: whom or what the clause tells of; -1 for none."""
        codes, at = self._scene.codes, self._site.at
        start = self._scene.text.sentences[self._scene.text.sentence_of[at]][0]
        return next((k + 1 for k in range(at - 1, start - 1, -1) if codes[k] == "that"), -1)

    def _around_noun(self, n: int) -> str:
        """What phrase ``n`` is to a verbal noun: its genitive, its prepositions', or a light verb's subject."""
        each, site, slot = self.phrases[n], self._site, self.slots[n]
        entry = site.entry
        if site.form.after and each.first < site.at and not each.prep and each.mention >= 0:
            later = (p for p in self.phrases[n + 1 :] if p.first < site.at and p.mention >= 0 and not p.prep)
            if next(later, None) is None:
                return entry.genitive or "-"  # the pronoun means who was named last
        if site.light is not None and (
            self.lights[n] == "post0before" or (self.lights[n] == "pre0" and "post0before" not in self.lights)
        ):
            if SUBJECT in site.light.entry.recipient:
                return "recipient"
            if SUBJECT in site.light.entry.actor:
                return "actor"
        if slot == "np0+" and not site.form.definite and not site.form.after:
            return entry.genitive or "-"
        if each.prep and each.first > site.at and each.prep in entry.recipient:
            return "recipient"
        return "-"


def agreement(scene: Scene, words: EventWords, each: Phrase, site: Site) -> str:
    """Whether the finite verb of ``site`` could have ``each`` as its subject: 'yes', 'no', or '?' where its letters don't tell.

    A verb before its subject is singular; behind it, it has its number too. What is indefinite and in the accusative is no subject behind a verb.
    """
    form, text = site.form, scene.text
    if form.tense not in FINITE:
        return "?"
    if form.person in (1, 2):
        return "no"
    behind = each.first > site.at
    word = text.words[each.first]
    if behind and form.number in ("p", "d"):
        return "no"
    if (
        behind
        and each.start == each.first
        and each.mention < 0
        and word[-1] == _ALEF
        and scene.codes[each.first] in _NOUNS
    ):
        return "no"
    if behind and each.start < each.first:
        return "?"  # a number agrees in its own way
    gender, number = _shape(scene, words, each)
    if not behind and (
        (form.number == "p" and number == "s") or (form.number == "s" and number == "p" and gender == "m")
    ):
        return "no"
    if gender == "?" or not form.gender:
        return "?"
    return "yes" if gender == form.gender else "no"


def _shape(scene: Scene, words: EventWords, each: Phrase) -> tuple[str, str]:
    """The gender and number of a phrase's head, '?' where its letters don't tell; plurals of things count as feminine."""
    text = scene.text
    if each.mention >= 0 and scene.names.mentions[each.mention].first == each.first:
        mention = scene.names.mentions[each.mention]
        if mention.type == "PER":
            return scene.genders[mention.entity], "s"
        if mention.type == "LOC":
            return "?", "s"
    noun = scene.lexicon.speaker(text.words[each.first])
    if noun is not None:
        return noun.agreement[0], noun.agreement[1]
    if text.has_marbuta(each.first):
        return ("m", "p") if bare(text.words[each.first]) in words.men else ("f", "?")
    word = text.words[each.first]
    if word.endswith(_THEIR) and len(word) > _SHORT:
        return "m", "p"
    return ("f", "?") if word.endswith(_THOSE) and len(word) > _SHORT else ("?", "?")


def _chains(phrases: list[Phrase]) -> list[int]:
    """For each phrase the number of the first one that it is joined on to, itself where there is none."""
    found: list[int] = []
    for n, each in enumerate(phrases):
        joined = continues(phrases, n) and (not each.prep or each.prep == phrases[n - 1].prep)
        found.append(found[n - 1] if joined else n)
    return found


def _verb_before(verbs: Container[int], first: int, at: int) -> int:
    """The last finite verb between ``first`` and ``at``, or -1."""
    return next((k for k in range(at - 1, max(first - 2, -1), -1) if k in verbs), -1)


def _clause_behind(scene: Scene, site: Site, verbs: Container[int]) -> int:
    """The verb of a clause that tells more of the trigger ('the raid that X launched'), or -1."""
    end = min(site.last + _CLAUSE, len(scene.codes))
    for k in range(site.last, end):
        if scene.text.sentence_of[k] != scene.text.sentence_of[site.at]:
            return -1
        relative = scene.codes[k - 1] == "rel" or (k == site.last and not site.form.definite)
        if k in verbs and (relative or scene.text.words[k].endswith(_PRONOUNS)):
            return k
    return -1


def _slots(site: Site, phrases: list[Phrase]) -> list[str]:
    before = sum(p.prep in _COUNTED and p.first < site.at for p in phrases)
    behind = 0
    found = []
    for each in phrases:
        ahead = each.first < site.at
        if ahead and each.prep in _COUNTED:
            before -= 1
        if each.start <= site.at < each.last:
            found.append("self")
        elif not ahead:
            touching = "+" if each.start == site.last and not each.gap else ""
            found.append(f"p:{each.prep}" if each.prep else f"np{min(3, behind)}{touching}")
        else:
            touching = "+" if each.last == site.at else ""
            found.append(f"bp:{each.prep}" if each.prep else f"b{min(3, before)}{touching}")
        behind += not ahead and each.prep in _COUNTED
    return found


def _lights(site: Site, phrases: list[Phrase]) -> list[str]:
    if site.light is None:
        return []
    at = site.light.at
    before = sum(not p.prep and p.first < at for p in phrases)
    behind = 0
    found = []
    for each in phrases:
        if each.first > at:
            here = f"post{min(2, behind)}" + ("before" if each.first < site.at else "")
            found.append("prep" if each.prep else here)
            behind += not each.prep
        else:
            before -= not each.prep and each.first < at
            found.append(f"pre{min(2, before)}{'p' if each.prep else ''}")
    return found
