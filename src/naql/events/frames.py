"""The frame of a trigger, filled: where each noun phrase stands, and what the lexicon's entry says of it."""

from __future__ import annotations

from naql.events.phrases import AGENT, Phrase
from naql.events.sites import Site
from naql.events.words import EventWords
from naql.statements.scene import FINITE, Scene
from naql.triggers import OBJECT, SUBJECT

_VERBS = frozenset(("V", "v", "Y"))
_CLAUSE = 7  # words behind a noun in which a clause about it begins
_PRONOUNS = ("\N{ARABIC LETTER HEH}", "\N{ARABIC LETTER HEH}\N{ARABIC LETTER ALEF}")
BETWEEN = "\N{ARABIC LETTER BEH}\N{ARABIC LETTER YEH}\N{ARABIC LETTER NOON}"


def continues(phrases: list[Phrase], n: int) -> bool:
    """Whether phrase ``n`` is joined on to the one right before it."""
    return n > 0 and phrases[n].joined and phrases[n].first == phrases[n - 1].last


class Frame:
    """The phrases around a trigger: ``slots`` says where each stands, ``expected`` what it is by rule: actor, recipient or '-'.

    A slot is 'self', a preposition ('p:' behind the trigger, 'bp:' before it) or a number among the bare phrases ('np0' the
    first behind, 'b0' the last before; '+' where it touches the trigger). ``lights`` says where each stands to the light verb.
    ``heads`` are the slots of the first of each chain of joined phrases ('A and B and C'), '&' behind those of the others.
    ``links`` are other ways in which a phrase is tied to the trigger: it opens the sentence, it is the subject of the verb before,
    of the verb of a relative clause behind, or stands before such a clause.
    """

    __slots__ = (
        "_bare",
        "_before",
        "_scene",
        "_site",
        "_tied",
        "_words",
        "chains",
        "expected",
        "heads",
        "lights",
        "phrases",
        "slots",
    )  # fmt: skip

    def __init__(self, scene: Scene, words: EventWords, site: Site, phrases: list[Phrase]) -> None:
        """Place all phrases at once."""
        self._scene, self._words, self._site = scene, words, site
        self.phrases = phrases
        self.slots = _slots(site, phrases)
        self.chains = _chains(phrases)
        self.heads = [self.slots[h] + ("&" if h != n else "") for n, h in enumerate(self.chains)]
        self._tied: list[list[str]] | None = None
        self.lights = _lights(site, phrases)
        at = site.at
        self._bare = [k for k, p in enumerate(phrases) if not p.prep and p.first > at and not continues(phrases, k)]
        self._before = [k for k, p in enumerate(phrases) if not p.prep and p.first < at]
        self.expected: list[str] = []
        for n in range(len(phrases)):
            self.expected.append(self._expect(n))

    def _expect(self, n: int) -> str:
        each, entry, tense, at = self.phrases[n], self._site.entry, self._site.form.tense, self._site.at
        if self.slots[n] == "self":
            victim = entry.type == "assault" and self._words.role(self._scene.text.words[at]) == "CVL"
            return "recipient" if victim else "actor"
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
        if tense == "passive":
            place = OBJECT if place == SUBJECT else ""
        if place and place in entry.actor:
            return "actor"
        if (place and place in entry.recipient) or (each.prep and each.first > at and each.prep in entry.recipient):
            return "recipient"
        return "-"

    def _around_verb(self, n: int) -> str:
        """Whether phrase ``n`` is a finite verb's subject or object, by where it stands."""
        bare, before, at, scene = self._bare, self._before, self._site.at, self._scene
        touching = (
            bool(before)
            and at - self.phrases[before[-1]].last <= 1
            and not scene.joined[at]
            and scene.text.gaps[at] == " "
        )
        if touching:
            return SUBJECT if self.chains[n] == self.chains[before[-1]] else OBJECT if bare and n == bare[0] else ""
        if bare and n == bare[0]:
            counted = scene.codes[self.phrases[n].first] in ("N", "quant")
            return OBJECT if counted and OBJECT in self._site.entry.recipient else SUBJECT
        if len(bare) > 1 and n == bare[1]:
            return OBJECT
        return SUBJECT if not bare and before and self.chains[n] == self.chains[before[-1]] else ""

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
        verb = _verb_before(scene, self.phrases[0].first if self.phrases else site.at, site.at)
        if verb >= 0:
            near = [n for n in before if self.phrases[n].first == verb + 1] or [
                n for n in before if self.phrases[n].last == verb
            ]
            for n in near[:1]:
                found[n].append("subject before")
        clause = _clause_behind(scene, site)
        if clause >= 0:
            for n in [n for n in bare if self.phrases[n].first == clause + 1][:1]:
                found[n].append("clause subject")
        if site.at and (scene.codes[site.at - 1] == "rel" or (site.at > 1 and scene.codes[site.at - 2] == "rel")):
            for n in before[-1:]:
                found[n].append("clause before")
        for n, head in enumerate(self.chains):
            if head != n:
                found[n] = [f"{link} &" for link in found[head]]
        return found

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


def _chains(phrases: list[Phrase]) -> list[int]:
    """For each phrase the number of the first one that it is joined on to, itself where there is none."""
    found: list[int] = []
    for n, each in enumerate(phrases):
        joined = continues(phrases, n) and (not each.prep or each.prep == phrases[n - 1].prep)
        found.append(found[n - 1] if joined else n)
    return found


def _verb_before(scene: Scene, first: int, at: int) -> int:
    """The last finite verb between ``first`` and ``at``, or -1."""
    return next((k for k in range(at - 1, max(first - 2, -1), -1) if scene.codes[k] in _VERBS), -1)


def _clause_behind(scene: Scene, site: Site) -> int:
    """The verb of a clause that tells more of the trigger ('the raid that X launched'), or -1."""
    end = min(site.last + _CLAUSE, len(scene.codes))
    for k in range(site.last, end):
        if scene.text.sentence_of[k] != scene.text.sentence_of[site.at]:
            return -1
        relative = scene.codes[k - 1] == "rel" or (k == site.last and not site.form.definite)
        if scene.codes[k] in _VERBS and (relative or scene.text.words[k].endswith(_PRONOUNS)):
            return k
    return -1


def _slots(site: Site, phrases: list[Phrase]) -> list[str]:
    before = sum(not p.prep and p.first < site.at for p in phrases)
    behind = 0
    found = []
    for each in phrases:
        ahead = each.first < site.at
        if ahead and not each.prep:
            before -= 1
        if each.first <= site.at < each.last:
            found.append("self")
        elif not ahead:
            touching = "+" if each.first == site.last and not each.gap else ""
            found.append(f"p:{each.prep}" if each.prep else f"np{min(3, behind)}{touching}")
        else:
            touching = "+" if each.last == site.at else ""
            found.append(f"bp:{each.prep}" if each.prep else f"b{min(3, before)}{touching}")
        behind += not ahead and not each.prep
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
