"""Where an event may be told: every word that the lexicon knows as a trigger, before anything is decided."""

from __future__ import annotations

from typing import NamedTuple

from naql.cues import CueForm
from naql.events.words import EventWords, bare
from naql.statements.scene import FINITE, Scene
from naql.triggers import TriggerEntry, TriggerTable

_NEAR = 7  # words behind an idiom's first word in which its partner stands
_BACK = 6  # words before a passive or a verb with a pronoun in which its partner stands ('the rockets that they fired')
SPOKEN = frozenset(("accuse", "reject", "threaten", "request", "support"))
"""Types that words alone mostly fill."""
_TOUCHING = 1  # a noun's partner stands right behind it, or behind one word
_LIGHT = 8  # words behind a light verb in which its noun stands
_JOINING = "\N{ARABIC LETTER WAW}\N{ARABIC LETTER FEH}"
_CLITICS = _JOINING + "\N{ARABIC LETTER BEH}\N{ARABIC LETTER LAM}"
_ALEF = "\N{ARABIC LETTER ALEF}"
_ARTICLE = _ALEF + "\N{ARABIC LETTER LAM}"
_THEY = "\N{ARABIC LETTER WAW}" + _ALEF
_QAD = frozenset(
    (
        "\N{ARABIC LETTER QAF}\N{ARABIC LETTER DAL}",
        "\N{ARABIC LETTER LAM}\N{ARABIC LETTER QAF}\N{ARABIC LETTER DAL}",
        "\N{ARABIC LETTER FEH}\N{ARABIC LETTER QAF}\N{ARABIC LETTER DAL}",
    )
)
_NOMINAL = frozenset(("masdar", "noun"))
_SHORT = 4  # letters up to which a word's last two are rather its own
_VERBS = frozenset(("V", "v", "Y"))
_UNSURE = frozenset(("I", "S", "t", "b", "l", "vn"))
_NOMINAL_AFTER = frozenset(("prep", "quant", "dem", "I", "S", "lD", "N"))


class Light(NamedTuple):
    """A light verb: the word it stands at, its entry and form."""

    at: int
    entry: TriggerEntry
    form: CueForm


class Site(NamedTuple):
    """A possible event: its trigger is the words ``first`` to ``last`` (half open), read as ``form`` of ``entry``.

    ``at`` is the word whose frame counts (an idiom's first), ``partner`` the idiom's other word or -1.
    """

    at: int
    first: int
    last: int
    entry: TriggerEntry
    form: CueForm
    partner: int
    light: Light | None


def find_sites(scene: Scene, table: TriggerTable, words: EventWords, cues: frozenset[int]) -> list[Site]:
    """All possible events in text order, at most one a type and word.

    ``cues`` are the words that signal statements: they are no events of the types that are done by speaking.
    """
    sites: list[Site] = []
    light: Light | None = None
    covered: dict[int, Site] = {}
    for i, word in enumerate(scene.text.words):
        readings = table.lookup(word)
        if not readings or scene.mention_at[i] >= 0 or scene.time_at[i] >= 0:
            continue
        kept: dict[str, Site] = {}
        for entry, form in _in_context(scene, i, readings):
            if entry.pos == "light":
                if form.after and form.tense in FINITE:
                    continue  # 'the raid that they launched': its noun stands before it
                light = Light(i, entry, form) if light is None or light.at != i else light
                continue
            if entry.type in kept and not entry.partners:
                continue
            if i in cues and entry.type in SPOKEN:
                continue
            site = _site(scene, i, entry, form, light, (table, words))
            if site is not None and (entry.type not in kept or kept[entry.type].partner < 0):
                kept[entry.type] = site
        idioms = [site for site in kept.values() if site.partner >= 0]
        over = covered.get(i)
        for site in kept.values():
            if over is None or over.entry.type != site.entry.type or site.partner >= 0:
                sites.append(site)
        for site in idioms:
            covered[site.partner] = site
    return sites


def find_verbs(scene: Scene, words: EventWords, table: TriggerTable, sites: list[Site]) -> frozenset[int]:
    """The words that are finite verbs, whatever their letters may be elsewhere."""
    found = {site.at for site in sites if site.form.tense in FINITE or site.form.before[:1] in tuple(_JOINING)}
    nouns = frozenset(
        site.last - 1 for site in sites if site.form.tense in _NOMINAL and not (site.form.definite or site.form.after)
    )
    for i, code in enumerate(scene.codes):
        if code in _VERBS:
            if code != "v" or i in found or not words.role(scene.text.words[i]):
                found.add(i)
        elif code in _UNSURE and i not in found and _is_verb(scene, table, nouns, i):
            found.add(i)
    return frozenset(found)


def verbal_nouns(sites: list[Site]) -> frozenset[int]:
    """The words that are verbal nouns of events behind which whoever acts or suffers may stand in the genitive."""
    return frozenset(
        site.at
        for site in sites
        if site.entry.genitive and site.partner < 0 and site.form.tense in _NOMINAL and not site.form.after
        and not site.form.definite
    )  # fmt: skip


def _is_verb(scene: Scene, table: TriggerTable, nouns: frozenset[int], i: int) -> bool:
    """Whether word ``i`` ends as verbs alone do, stands where a verb must, or is known as nothing but a verb."""
    text = scene.text
    word = text.words[i]
    if word.startswith(_ARTICLE) or text.has_marbuta(i):
        return False
    if word.endswith(_THEY) and len(word) > _SHORT:
        return True
    if i and text.gaps[i] == " " and (scene.relates(i - 1) or text.words[i - 1] in _QAD):
        return scene.codes[i] != "b"
    readings = table.lookup(word) if scene.codes[i - 1 if i else i] != "prep" else ()
    if i and i - 1 in nouns and any(form.tense in FINITE and form.after for _, form in readings):
        return True  # 'an attack that they launched'
    return bool(readings) and all(form.tense in FINITE for _, form in readings)


def _in_context(
    scene: Scene, i: int, readings: tuple[tuple[TriggerEntry, CueForm], ...]
) -> list[tuple[TriggerEntry, CueForm]]:
    """The readings that the word's spelling allows, verbs or nouns first by what stands before it."""
    text = scene.text
    marbuta = text.has_marbuta(i)
    found = [(entry, form) for entry, form in readings if not (marbuta and (form.after or form.tense in FINITE))]
    before = scene.codes[i - 1] if i and text.gaps[i] == " " else ""
    nominal = before in _NOMINAL_AFTER and not (before == "I" and text.words[i - 1][-1] == _ALEF)
    if len(found) > 1:
        found.sort(key=lambda each: (each[1].tense in FINITE) == nominal)
    return found


def _site(
    scene: Scene,
    i: int,
    entry: TriggerEntry,
    form: CueForm,
    light: Light | None,
    known: tuple[TriggerTable, EventWords],
) -> Site | None:
    text, (table, words) = scene.text, known
    end = text.sentences[text.sentence_of[i]][1]
    partner, first, last = -1, i, i + 1
    if entry.partners:
        reach = _NEAR if form.tense != "noun" else _TOUCHING + 1
        partner = next((k for k in range(i + 1, min(i + 1 + reach, end)) if _is_partner(text.words[k], entry)), -1)
        if partner < 0 and form.tense in FINITE and (form.after or form.tense == "passive"):
            start = text.sentences[text.sentence_of[i]][0]
            back = range(i - 1, max(start, i - _BACK) - 1, -1)
            partner = next((k for k in back if _is_partner(text.words[k], entry)), -1)
            if partner >= 0:
                return Site(i, i, i + 1, entry, form, partner, None)
        if partner < 0:
            return None
        if partner == i + 1 and not words.role(text.words[partner]):
            last = i + 2
        elif any(other.type == entry.type for other, _ in table.lookup(text.words[partner])):
            first, last = partner, partner + 1
    near = None
    if light is not None and form.tense not in FINITE and light.at < i <= light.at + _LIGHT:
        near = light if text.sentence_of[light.at] == text.sentence_of[i] else None
    return Site(i, first, last, entry, form, partner, near)


def _is_partner(word: str, entry: TriggerEntry) -> bool:
    return (
        word in entry.partners
        or (word[0] in _CLITICS and (word[1:] in entry.partners or word[2:] in entry.partners))
        or bare(word) in entry.partners
    )
