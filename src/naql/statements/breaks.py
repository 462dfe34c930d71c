"""Where a content may end: at marks, at other cues, at the words that open a circumstance; and the plain rule's choice."""

from __future__ import annotations

from collections.abc import Sequence

from naql.statements.quotes import Quote
from naql.statements.scene import Scene
from naql.statements.sites import Site
from naql.statements.sources import gap_sort

SHORT = frozenset({"np", "np2", "ba", "prep"})  # ways of tying on a noun phrase
_WEAK = frozenset({"prep", "sub", "rel", "V", "v"})
_DOTS = ".."


class Breaks:
    """The places where a content may end, by the word that follows: what stands there.

    ``sorts[k]`` is '' where words ``k-1`` and ``k`` belong together.
    """

    def __init__(self, scene: Scene, likely: Sequence[Site]) -> None:
        text, codes = scene.text, scene.codes
        count = len(codes)
        self.sorts = [""] * (count + 1)
        for k in range(1, count):
            gap = text.gaps[k]
            if gap != " ":
                sort = gap_sort(gap)
                if sort in "_(" and scene.quote_at[k] == scene.quote_at[k - 1]:
                    continue
                self.sorts[k] = sort
                if scene.quote_at[k - 1] >= 0 and scene.quote_at[k] != scene.quote_at[k - 1]:
                    self.sorts[k] += "e"  # a quotation ends
        self.sorts[count] = "/"
        if count and scene.quote_at[count - 1] >= 0:
            self.sorts[count] += "e"
        self.cue_at: dict[int, Site] = {}
        self.cues = [0] * (count + 1)  # how many likely cues begin before word k
        for first in {site.first for site in likely if site.sort != "colon"}:
            self.cues[first + 1] = 1
        for k in range(count):
            self.cues[k + 1] += self.cues[k]
        for site in likely:
            if site.sort == "colon":
                continue
            k = site.first
            self.cue_at.setdefault(k, site)
            led = False
            while k and not self.sorts[k] and codes[k - 1] in ("sub", "aux", "part", "conj", "rel"):
                led = led or codes[k - 1] == "sub"
                k -= 1
                self.cue_at.setdefault(k, site)
            if k and codes[k] == "rel" and not self.sorts[k] and text.words[k - 1] in scene.lexicon.referring:
                k -= 1
                led = True
                self.cue_at.setdefault(k, site)
            if k and codes[k] == "rel" and attributes(scene, k - 1) and not self.sorts[k]:
                k -= 1
                led = True
                self.cue_at.setdefault(k, site)
            if (
                k
                and not self.sorts[k]
                and (site.sort != "verb" or led or scene.joined[k] or (site.form and site.form.before))
            ):
                self.sorts[k] = "s"
        self.weak = [""] * (count + 1)
        for k in range(1, count):
            code = codes[k]
            if self.sorts[k] or (scene.mention_at[k] >= 0 and scene.mention_at[k] == scene.mention_at[k - 1]):
                continue
            if code == "T" and scene.time_at[k] != scene.time_at[k - 1]:
                self.weak[k] = "T"
            elif code in _WEAK and codes[k - 1] not in _WEAK:
                self.weak[k] = code
            elif scene.joined[k] and code != "that":
                self.weak[k] = "w"


def attributes(scene: Scene, k: int) -> bool:
    """Whether word ``k`` is a preposition of attribution."""
    return any(form.entry.pos == "prep" for form in scene.forms[k])


def pause(scene: Scene, k: int) -> bool:
    """Whether two dots in a title stand before word ``k``: they join its parts."""
    return k < len(scene.codes) and scene.in_title(k) and _DOTS in scene.text.gaps[k]


def rule_ends(scene: Scene, breaks: Breaks, k: int, start: str, region: Quote | None, quote: int) -> bool:
    """Whether the plain rule ends a content before word ``k``.

    A quotation ends with its closing mark; other content with its sentence, or before a participle, a joined verb or a
    preposition of saying, a clause of contrast, and, where a noun phrase is the content, before a relative clause.
    """
    sort = breaks.sorts[k]
    if region is not None:
        return k >= region.last
    if quote >= 0 and k < scene.quotes[quote].last:
        return False
    if sort[0] in "./" or k >= len(scene.codes):
        return True
    cue = breaks.cue_at.get(k)
    if cue is not None and (
        cue.sort in ("participle", "prep", "phrase", "via")
        or (cue.sort == "verb" and (scene.joined[k] or sort[0] in ",-("))
    ):
        return not (cue.form is not None and cue.form.definite)
    if sort[0] == "," and scene.codes[k] in ("sub", "dem", "conj") and scene.text.words[k] in scene.lexicon.contrast:
        return True
    return start in SHORT and (sort[0] == "," or circumstance(scene, k))


def circumstance(scene: Scene, k: int) -> bool:
    """Whether a time, a relative clause or a preposition of time begins at word ``k``."""
    return scene.codes[k] in ("T", "rel", "sub") or scene.text.words[k] in scene.lexicon.circumstance


def end_sort(scene: Scene, breaks: Breaks, k: int, sort: str) -> str:
    """What ends before word ``k``: the mark there, then what the next word is."""
    if k >= len(scene.codes):
        return sort + "|$"
    cue = breaks.cue_at.get(k)
    if cue is not None:
        form = cue.form
        joined = "w" if form is not None and form.before else ""
        return f"{sort}|{cue.sort}{joined}"
    return f"{sort}|{'w' if scene.joined[k] else ''}{scene.codes[k]}"
