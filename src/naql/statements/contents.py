"""What is said: where the content of a cue may begin and end."""

from __future__ import annotations

from typing import NamedTuple

from naql.statements.breaks import SHORT, Breaks, attributes, circumstance, end_sort, pause, rule_ends
from naql.statements.content_features import (
    follow,
    leads,
    meet_group,
    meeting,
    over_group,
    shared_features,
    span_features,
    turn,
    turn_group,
)
from naql.statements.model import Group, plain
from naql.statements.scene import Scene
from naql.statements.sites import Site
from naql.statements.sources import Candidate, gap_sort, names_body

_FARTHEST = 34  # words between a cue and its complementiser
_MOST_ENDS = 18
_MOST_STARTS_BEFORE = 6
_ATTACHED = frozenset({"b", "bD"})
_DASHES = ("--", "\u2013", "\u2014", " - ")
_DATELINE = 9  # words of a place, an outlet and a day before a report's first sentence
_WITHOUT = "\N{ARABIC LETTER DAL}\N{ARABIC LETTER WAW}\N{ARABIC LETTER NOON}"
_NEAR = 14  # words of a content that may end without a mark, in front of a time, a preposition or a clause


class Content(NamedTuple):
    """A possible content: words ``first`` to ``last`` (half open), ``side`` after or before the cue.

    ``shared`` are the features that all contents with this beginning have, ``features`` its own.
    """

    first: int
    last: int
    side: str
    shared: tuple[Group, ...]
    features: tuple[Group, ...]


def find_contents(scene: Scene, site: Site, source: Candidate, breaks: Breaks) -> list[Content]:
    """The possible contents of ``site`` when ``source`` speaks."""
    found: list[Content] = []
    behind = source.last if source.side == "post" else site.last
    starts = _starts(scene, site, behind)
    kinds = "+".join(sorted({sort for _, sort, _ in starts}))
    for order, (first, sort, distance) in enumerate(starts):
        found.extend(_ends(scene, site, source, breaks, first, sort, distance, f"{order} of {kinds}"))
    found.extend(_before(scene, site, source, breaks, kinds))
    return found


def _starts(scene: Scene, site: Site, behind: int) -> list[tuple[int, str, int]]:
    """Where content may begin after word ``behind``: (first word, how it is tied on, words skipped)."""
    text, codes = scene.text, scene.codes
    count = len(codes)
    while behind < count and text.words[behind] in scene.lexicon.manner:
        behind += 1 + (text.words[behind] in scene.lexicon.manner_of)
    if behind >= count:
        return []
    starts: list[tuple[int, str, int]] = []
    seen: set[str] = set()
    sentence = text.sentence_of[max(0, behind - 1)]
    frames = scene.lexicon.frames(site.entry)
    goes_on = text.sentence_of[behind] == sentence or ":" in text.gaps[behind] or site.sort == "colon"
    # 'An official who asked not to be named': that is nothing he says.
    if goes_on and not scene.withholds(behind + 1):
        starts.append((behind, "np", 0))
    related = scene.relates(behind)
    later = _past_clause(scene, behind) if related else _past_adjunct(scene, behind)
    if later != behind and starts:
        starts.append((later, "np2", later - behind))
        if related or _dates(scene, behind):
            del starts[0]  # when it was said and who said it are no part of what was said
    for k in range(behind, min(count, behind + _FARTHEST)):
        gap = text.gaps[k]
        fresh_quote = scene.quote_at[k] >= 0 and (k == 0 or scene.quote_at[k] != scene.quote_at[k - 1])
        fresh_quote = fresh_quote and (":" in gap or not names_body(scene, k))
        if text.sentence_of[k] != sentence and not (":" in gap or (k == behind and fresh_quote)):
            break
        sort, first = "", k
        if codes[k] == "that" and k and text.words[k - 1] in scene.lexicon.conjoined:
            continue  # 'after he had ...'
        if codes[k] == "that":
            sort, first = "that", k + (text.words[k] in scene.lexicon.bare)
        elif fresh_quote:
            sort = "quote:" if ":" in gap else "quote"
        elif ":" in gap and k > site.first:
            sort = "colon"
        elif codes[k] == "prep" and text.words[k] in frames.prepositions:
            sort, first = "prep", k + 1
            if first < count and codes[first] == "that":
                sort, first = "that", first + (text.words[first] in scene.lexicon.bare)
        elif codes[k] in _ATTACHED and frames.ba:
            sort = "ba"
        if sort and sort not in seen and first < count:
            seen.add(sort)
            starts.append((first, sort, k - behind))
        if len(seen) >= 3 or (codes[k] == "V" and k > behind and seen):
            break
    tied = {first for first, sort, _ in starts if sort not in ("np", "np2")}
    return [start for start in starts if start[1] not in ("np", "np2") or start[0] not in tied]


def _dates(scene: Scene, at: int) -> bool:
    """Whether a time stands at word ``at``, with a preposition or without."""
    behind = at + 1 < len(scene.codes) and scene.codes[at] == "prep"
    return scene.time_at[at + 1 if behind else at] >= 0


def _past_clause(scene: Scene, at: int) -> int:
    """The first word past the comma that ends a relative clause at ``at``, and past a time there."""
    last = scene.text.sentences[scene.text.sentence_of[at]][1]
    for k in range(at + 1, min(last, at + _FARTHEST)):
        if scene.pauses(k) and not scene.relates(k):
            return _past_adjunct(scene, k)
    return at


def _past_adjunct(scene: Scene, at: int) -> int:
    """The first word past a time, an adverb or a prepositional phrase that stands at ``at``, where a noun follows it."""
    text, codes = scene.text, scene.codes
    sentence_end = text.sentences[text.sentence_of[at]][1]
    k = at
    while k < min(sentence_end, at + 10):
        if scene.time_at[k] >= 0:
            k = scene.times[scene.time_at[k]].last
        elif codes[k] in ("T", "adv", "prepron") or (
            codes[k] == "prep" and k + 1 < sentence_end and codes[k + 1] == "T"
        ):
            k += 1
        elif codes[k] == "prep" or codes[k] in ("l", "lD", "bD") or (scene.mention_at[k] >= 0 and _clitic(scene, k)):
            k += 1 + (codes[k] == "prep")
            while k < sentence_end and (
                names_body(scene, k)
                or (
                    text.gaps[k] == " "
                    and (
                        codes[k] in ("D", "T")
                        or (scene.mention_at[k] >= 0 and scene.mention_at[k] == scene.mention_at[k - 1])
                    )
                )
            ):
                k += 1
        else:
            break
    if k >= sentence_end:
        return at
    nominal = codes[k] in ("I", "D", "b", "S", "quant", "dem", "t", "l", "vn")
    nominal |= codes[k] == "v" and any(scene.time_at[j] >= 0 for j in range(at, k))  # a noun written as a verb is
    return k if nominal or any(form.tense in ("masdar", "noun") for form in scene.forms[k]) else at


def _clitic(scene: Scene, k: int) -> bool:
    mention = scene.names.mentions[scene.mention_at[k]]
    return mention.first == k and mention.start - scene.text.starts[k] > scene.joined[k]


def _ends(
    scene: Scene, site: Site, source: Candidate, breaks: Breaks, first: int, start: str, distance: int, choice: str
) -> list[Content]:
    text = scene.text
    quote = scene.quote_at[first]
    opens = quote >= 0 and scene.quotes[quote].first == first
    paragraph_end = text.paragraphs[text.paragraph_of[first]][1]
    region = scene.quotes[quote] if quote >= 0 else None
    limit = max(paragraph_end, region.last if region is not None else 0)
    crossing = breaks.cues[first] - breaks.cues[min(first, first - distance)]
    base = shared_features(scene, site, source, first, start, distance, opens, choice, crossing)
    ruled = ""
    found: list[Content] = []
    passed: dict[str, int] = {}
    crossed: tuple[Group, ...] = ()
    for k in range(first + 1, limit + 1):
        sort = breaks.sorts[k]
        if sort and k < limit and text.words[k] == _WITHOUT and scene.codes[k + 1 : k + 2] == ["that"]:
            continue  # 'without its causing harm' goes on with what is said
        if not sort:
            weak = breaks.weak[k]
            if weak and k - first <= _NEAR and (start != "that" or weak in ("T", "sub")) and not opens:
                end = f"~|{'w' if scene.joined[k] else ''}{scene.codes[k]}"
                ruled = _ruled(ruled, not ruled and start in SHORT and circumstance(scene, k))
                features = span_features(scene, site, first, k, start, end, opens, passed, ruled)
                found.append(Content(first, k, "after", base, features + crossed))
                passed[f"~{weak}"] = passed.get(f"~{weak}", 0) + 1
            continue
        end = end_sort(scene, breaks, k, sort)
        ruled = _ruled(ruled, not ruled and rule_ends(scene, breaks, k, start, region if opens else None, quote))
        features = span_features(scene, site, first, k, start, end, opens, passed, ruled)
        other = breaks.cue_at.get(k)
        met = meeting(scene, site, other, k, start) if other is not None else ()
        if met:
            features += ((meet_group, "at", *met),)
        turned = turn(scene, site, k) if other is None else ()
        if turned:
            features += ((turn_group, "at", *turned, gap_sort(text.gaps[k]), start),)
        found.append(Content(first, k, "after", base, features + crossed))
        if len(found) >= _MOST_ENDS:
            break
        inside = quote >= 0 and k < scene.quotes[quote].last
        stops = sort[0] in "./" and not pause(scene, k)
        if k == len(scene.codes) or (stops and not inside and (not opens or k > scene.quotes[quote].last)):
            break
        if met:
            crossed += ((meet_group, "past", *met),)
        if turned:
            crossed += ((turn_group, "past", *turned, gap_sort(text.gaps[k]), start),)
        next_word = follow(scene, k)
        if next_word and not opens:
            crossed += ((over_group, next_word, gap_sort(text.gaps[k]), start),)
        if breaks.cue_at.get(k) is not None:
            passed["cue " + breaks.cue_at[k].sort] = passed.get("cue " + breaks.cue_at[k].sort, 0) + 1
        key = end.split("|")[0] + ("i" if scene.quote_at[k] >= 0 and scene.quote_at[k] == scene.quote_at[k - 1] else "")
        passed[key] = passed.get(key, 0) + 1
    return found


def _ruled(before: str, now: bool) -> str:
    """Where a candidate end stands to the one that the plain rule takes: '' before it, 'rule' there, 'past' behind."""
    return "rule" if now else "past" if before else ""


def _past_dateline(scene: Scene, first: int, end: int) -> int:
    """The first word past 'PLACE (OUTLET) --' where a sentence begins with it."""
    text = scene.text
    for k in range(first + 1, min(end, first + _DATELINE)):
        if any(dash in text.gaps[k] for dash in _DASHES):
            plain = all(scene.codes[i] in ("L", "O", "X", "T", "D", "N", "P") for i in range(first, k))
            return k if plain else first
    return first


def _before(scene: Scene, site: Site, source: Candidate, breaks: Breaks, kinds: str) -> list[Content]:
    """The possible contents that stand before the cue."""
    text, codes = scene.text, scene.codes
    end = min(site.first, source.first) if source.side == "pre" else site.first
    while end and (
        codes[end - 1] in ("sub", "rel", "adv", "conj", "part", "aux")
        or text.words[end - 1] in scene.lexicon.bare
        or text.words[end - 1] in scene.lexicon.as_told
        or (end < site.first and codes[end] == "rel" and text.words[end - 1] in scene.lexicon.referring)
        or attributes(scene, end - 1)
    ):
        end -= 1
    if (
        not end
        or site.sort == "colon"
        or text.paragraph_of[end - 1] != text.paragraph_of[min(site.first, len(codes) - 1)]
    ):
        return []
    sentence = _past_dateline(scene, text.sentences[text.sentence_of[end - 1]][0], end)
    quote = scene.quote_at[end - 1]
    region = scene.quotes[quote] if quote >= 0 else None
    same = site.first < len(codes) and text.sentence_of[end - 1] == text.sentence_of[site.first]
    joins = text.gaps[end] if end < len(codes) else ""
    then = codes[site.last] if site.last < len(codes) else "$"
    rest = gap_sort(text.gaps[site.last]) if site.last < len(codes) else "$"
    leading = leads(scene, site)
    tense = site.form.tense if site.form is not None else site.sort
    skipped = "".join(codes[end : site.first][:3])
    starts: list[tuple[int, str]] = []
    k = end - 1
    lowest = min(sentence, region.first if region is not None else sentence)
    while k >= lowest and len(starts) < _MOST_STARTS_BEFORE:
        if k == sentence:
            starts.append((k, "sentence"))
        elif region is not None and k == region.first:
            starts.append((k, "quote"))
        elif codes[k - 1] == "that":
            starts.append((k, "that"))
        elif breaks.sorts[k]:
            starts.append((k, breaks.sorts[k]))
        k -= 1
    found = []
    for order, (first, sort) in enumerate(starts):
        length = end - first
        bucket = str(length) if length < 4 else "4-7" if length < 8 else "8-15" if length < 16 else "16+"
        features = (
            plain,
            "before",
            f"before of {kinds}|{tense}",
            f"before of {kinds}|{site.sort}",
            f"before {tense}",
            f"before {sort}",
            f"before {sort}|{order}",
            f"before {sort}|{tense}",
            f"before gap {gap_sort(joins) if joins else '$'}{'q' if region is not None else ''}|{tense}",
            f"before {sort}|{'q' if region is not None else ''}{same:d}",
            f"before skip {skipped}|{tense}",
            f"before then {rest}{then}|{tense}",
            f"before {source.side}|{tense}",
            f"before {site.sort}|{leading}",
            f"before {site.sort}|{leading}|{rest}",
            f"before n{bucket}",
            f"before n{bucket}|{sort}",
            f"before V{'V' in codes[first:end]:d}|{sort}",
        )
        found.append(Content(first, end, "before", (), (features,)))
    return found
