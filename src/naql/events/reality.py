"""Whether what a trigger names is told as having happened: polarity and modality, by the words and the statement around it."""

from __future__ import annotations

from typing import NamedTuple

from naql.events.features import View
from naql.events.sites import Site

_NEAR = 3  # words before a trigger that bear on it
_FUTURE = "\N{ARABIC LETTER SEEN}"
_MAY = frozenset(("condition", "prevent", "threat", "call", "fear", "ability", "purpose", "question"))
_LAN = "\N{ARABIC LETTER LAM}\N{ARABIC LETTER NOON}"
_STOPS = frozenset(("that", "rel", "V", "v"))  # what stands before these bears on another verb
_ACTS = {"demand": "may", "warn": "may", "promise": "will"}


class Reality(NamedTuple):
    """``polarity``: positive or negative. ``modality``: did, will, may, attempted or denied."""

    polarity: str
    modality: str

    @property
    def happened(self) -> bool:
        """Whether it is told as something that took place, or was tried."""
        return self.polarity == "positive" and self.modality in ("did", "attempted")


def reality(view: View, site: Site) -> Reality:
    """How ``site`` is told."""
    scene, sentence = view.scene, view.sentence(site.at)
    polarity, modality = "positive", "did"
    if site.form.before.endswith(_FUTURE):
        modality = "will"
    start = min(site.at, site.light.at if site.light is not None and site.at - site.light.at <= _NEAR else site.at)
    for k in range(start - 1, max(sentence.first, start - 1 - _NEAR) - 1, -1):
        names = sentence.classes.get(k, ())
        if scene.text.gaps[k + 1] != " ":
            break
        if "negation" in names and scene.codes[k] in ("neg", "part", "prep", "I", "conj") and start - k <= 2:
            polarity = "negative"
            modality = "will" if scene.text.words[k].endswith(_LAN) else modality
        elif "attempt" in names:
            modality = "attempted"
        elif "will" in names or "plan" in names:
            modality = "will"
        elif (names and _MAY.intersection(names) and start - k <= 2) or (
            "may" in names or ("qad" in names and site.form.tense == "imperfect")
        ):
            modality = "may"
        if scene.codes[k] in _STOPS and not names:
            break
    if modality == "did" and site.form.tense == "imperfect" and _under_law(view, site):
        modality = "may"
    number = view.teller[site.at]
    if number >= 0 and modality == "did":
        told = view.told[number]
        if told.site.act == "deny" and site.at - told.content.first < 2 * _NEAR:
            return Reality(polarity, "denied")
        if told.site.act in _ACTS and site.at - told.content.first < _NEAR and site.form.tense != "perfect":
            return Reality(polarity, _ACTS[told.site.act])
    return Reality(polarity, modality)


def _under_law(view: View, site: Site) -> bool:
    """Whether a law stands earlier in the sentence: what it orders has not been done."""
    return any("law" in names and k < site.at for k, names in view.sentence(site.at).classes.items())
