"""Is it a statement? What speaks for and against a possible cue, alone and with the source and content found for it."""

from __future__ import annotations

from naql.cues import CueForm
from naql.statements.contents import Content
from naql.statements.scene import Scene
from naql.statements.sites import Site
from naql.statements.sources import Candidate, gap_sort

_WINDOW = 12


def site_features(scene: Scene, site: Site) -> tuple[str, ...]:
    """What the cue's own form and its neighbours say, before source and content are known."""
    text, codes = scene.text, scene.codes
    count = len(codes)
    form, entry = site.form, site.entry
    tense = form.tense if form is not None else site.sort
    strength = entry.strength if entry is not None else ""
    before = codes[site.first - 1] if site.first else "^"
    gap_before = gap_sort(text.gaps[site.first]) if 0 < site.first < count else "^"
    after = codes[site.last] if site.last < count else "$"
    gap_after = gap_sort(text.gaps[site.last]) if site.last < count else "$"
    second = codes[site.last + 1] if site.last + 1 < count else "$"
    written = "" if form is None else f"{form.before}{'+' if form.after else ''}{'d' if form.definite else ''}"
    tie, distance = _tie(scene, site)
    title = "title" if site.first < count and scene.in_title(site.first) else ""
    quoted = "q" if site.first < count and scene.quote_at[site.first] >= 0 else ""
    person = form.person if form is not None else 0
    ending = "" if form is None or tense not in ("participle", "masdar") else _ending(scene, site, form)
    negated = before == "neg"
    previous = text.words[site.first - 1] if site.first and codes[site.first - 1] not in "POLDISYtXNblT" else before
    return (
        "*",
        f"{tense}",
        f"{tense}|{strength}",
        f"{tense}|{strength}|{tie}",
        f"{tense}|{strength}|{tie}|{distance}",
        f"{tense}|{tie}|{distance}",
        f"{tense}|{ending}|{gap_before}",
        f"{tense}|{ending}|{gap_before}|{tie}",
        f"{tense}|{ending}|{gap_before}|{strength}",
        f"lemma {site.lemma}|{tense}",
        f"lemma {site.lemma}",
        f"lemma {site.lemma}|{tie}",
        f"lemma {site.lemma}|{after}",
        f"{tense}|{written}",
        f"{tense}|{written}|{before}",
        f"{tense}|{written}|{tie}",
        f"{tense}|before {gap_before}{before}",
        f"{tense}|after {gap_after}{after}",
        f"{tense}|after {gap_after}{after}|{second}",
        f"{tense}|{gap_before}{before}|{gap_after}{after}",
        f"previous {previous}|{tense}",
        f"{tense}|{title}{quoted}|p{person}",
        f"{strength}|{title}|{tense}|{tie}",
        f"{site.act}|{tense}",
        f"neg{negated}|{tense}",
        f"{tense}|number {form.number if form is not None else ''}{form.gender if form is not None else ''}|{before}",
    )


def _ending(scene: Scene, site: Site, form: CueForm) -> str:
    """How a participle or a verbal noun is written: definite, with a pronoun, as an adverb, behind a preposition, or bare."""
    if form.definite:
        return "definite"
    if form.after:
        return "pronoun"
    if form.before[-1:] not in ("", "\N{ARABIC LETTER WAW}", "\N{ARABIC LETTER FEH}"):
        return "governed"
    last = scene.text.norm[scene.text.ends[site.last - 1] - 1]
    return "adverb" if last in ("\N{ARABIC LETTER ALEF}", "\N{ARABIC LETTER TEH MARBUTA}") else "bare"


def _tie(scene: Scene, site: Site) -> tuple[str, str]:
    """How content seems tied to the cue, and how far off."""
    text, codes = scene.text, scene.codes
    frames = scene.lexicon.frames(site.entry)
    noun = bool(frames.nouns)
    sentence = text.sentence_of[max(0, min(site.last, len(codes)) - 1)] if codes else 0
    for k in range(site.last, min(len(codes), site.last + _WINDOW)):
        if text.sentence_of[k] != sentence and ":" not in text.gaps[k]:
            break
        far = str(k - site.last) if k - site.last < 3 else "3+" if k - site.last < 6 else "6+"
        if noun and text.words[k] in frames.nouns:
            return "noun", far
        if codes[k] == "that":
            return "that" if frames.clause else "that odd", far
        if scene.quote_at[k] >= 0 and (k == 0 or scene.quote_at[k] != scene.quote_at[k - 1]):
            return "quote:" if ":" in text.gaps[k] else "quote", far
        if ":" in text.gaps[k]:
            return "colon", far
        if codes[k] == "prep" and text.words[k] in frames.prepositions:
            return "prep", far
        if codes[k] in ("b", "bD") and frames.ba:
            return "ba", far
        if codes[k] == "V":
            return "verb", far
    return "np" if frames.phrase else "none", ""


def cue_features(
    scene: Scene, site: Site, source: Candidate, content: Content | None, margin: tuple[float, float], local: float
) -> tuple[str, ...]:
    """What the whole statement, as it would be, says for the cue. ``margin``: scores of its source and content."""
    form = site.form
    tense = form.tense if form is not None else site.sort
    strength = site.entry.strength if site.entry is not None else ""
    if content is None:
        return ("*", f"no content|{tense}", f"local {_bucket(local)}")
    start = content.shared[0][1] if content.shared else "before"
    length = content.last - content.first
    bucket = str(length) if length < 5 else "5-8" if length < 9 else "9+"
    holder = "none" if source.side == "none" else f"{source.side}|{source.features[2][4]}"
    quoted = scene.quote_at[content.first] >= 0
    return (
        "*",
        f"local {_bucket(local)}",
        f"local {_bucket(local)}|{tense}",
        f"local {_bucket(local)}|{holder}",
        f"source {holder}",
        f"source {holder}|{tense}|{strength}",
        f"source {holder}|{start}",
        f"content {content.side}|{start}",
        f"content {start}|{tense}|{strength}",
        f"content {bucket}|{start}",
        f"content {bucket}|{tense}",
        f"quoted {quoted:d}|{start}|{strength}",
        f"margin {_bucket(margin[0])}|{source.side}",
        f"margin {_bucket(margin[1])}|{content.side}",
        f"lemma {site.lemma}|{start}",
        f"lemma {site.lemma}|{source.side}",
    )


def _bucket(value: float) -> str:
    return str(max(-4, min(4, round(value))))
