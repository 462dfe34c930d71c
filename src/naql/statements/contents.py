"""What is said: where the content of a cue may begin and end, and what speaks for each choice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from naql.statements.model import Group, plain
from naql.statements.quotes import Quote
from naql.statements.scene import Scene
from naql.statements.sites import Site
from naql.statements.sources import CLOSED, NOMINAL, Candidate, gap_sort
from naql.text import splits

_FARTHEST = 34  # words between a cue and its complementiser
_MOST_ENDS = 18
_MOST_STARTS_BEFORE = 6
_ATTACHED = frozenset({"b", "bD"})
_WEAK = frozenset({"prep", "sub", "rel", "V", "v"})
_SHORT = frozenset({"np", "np2", "ba", "prep"})
_DOTS = ".."
_DASHES = ("--", "\u2013", "\u2014", " - ")
_DATELINE = 9  # words of a place, an outlet and a day before a report's first sentence
_VERBAL = frozenset({"v", "V", "Y", "t", "vn"})
_YA, _TA = "\N{ARABIC LETTER YEH}", "\N{ARABIC LETTER TEH}"
_JOINED = ("\N{ARABIC LETTER WAW}", "\N{ARABIC LETTER FEH}")
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
            if k and codes[k] == "rel" and _is_preposition(scene, k - 1) and not self.sorts[k]:
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


def _is_preposition(scene: Scene, k: int) -> bool:
    """Whether word ``k`` is a preposition of attribution."""
    return any(form.entry.pos == "prep" for form in scene.forms[k])


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
    if behind >= count:
        return []
    starts: list[tuple[int, str, int]] = []
    seen: set[str] = set()
    sentence = text.sentence_of[max(0, behind - 1)]
    frames = scene.lexicon.frames(site.entry)
    if text.sentence_of[behind] == sentence or ":" in text.gaps[behind] or site.sort == "colon":
        starts.append((behind, "np", 0))
    later = _past_adjunct(scene, behind)
    if later != behind and starts:
        starts.append((later, "np2", later - behind))
    for k in range(behind, min(count, behind + _FARTHEST)):
        gap = text.gaps[k]
        fresh_quote = scene.quote_at[k] >= 0 and (k == 0 or scene.quote_at[k] != scene.quote_at[k - 1])
        if text.sentence_of[k] != sentence and not (":" in gap or (k == behind and fresh_quote)):
            break
        sort, first = "", k
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
            while (
                k < sentence_end
                and text.gaps[k] == " "
                and (
                    codes[k] in ("D", "T")
                    or (scene.mention_at[k] >= 0 and scene.mention_at[k] == scene.mention_at[k - 1])
                )
            ):
                k += 1
        else:
            break
    return k if k < sentence_end and codes[k] in ("I", "D", "b", "S", "quant", "dem", "t", "l") else at


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
    base = _base(scene, site, source, first, start, distance, opens, choice, crossing)
    ruled = ""
    found: list[Content] = []
    passed: dict[str, int] = {}
    crossed: tuple[Group, ...] = ()
    for k in range(first + 1, limit + 1):
        sort = breaks.sorts[k]
        if not sort:
            weak = breaks.weak[k]
            if weak and k - first <= _NEAR and (start != "that" or weak in ("T", "sub")) and not opens:
                end = f"~|{'w' if scene.joined[k] else ''}{scene.codes[k]}"
                ruled = _ruled(ruled, not ruled and start in _SHORT and _circumstance(scene, k))
                features = _span_features(scene, site, first, k, start, end, opens, passed, ruled)
                found.append(Content(first, k, "after", base, features + crossed))
                passed[f"~{weak}"] = passed.get(f"~{weak}", 0) + 1
            continue
        end = _end_sort(scene, breaks, k, sort)
        ruled = _ruled(ruled, not ruled and _rule_ends(scene, breaks, k, start, region if opens else None, quote))
        features = _span_features(scene, site, first, k, start, end, opens, passed, ruled)
        other = breaks.cue_at.get(k)
        meeting = _meeting(scene, site, other, k, start) if other is not None else ()
        if meeting:
            features += ((_meet_group, "at", *meeting),)
        turn = _turn(scene, site, k) if other is None else ()
        if turn:
            features += ((_turn_group, "at", *turn, gap_sort(text.gaps[k]), start),)
        found.append(Content(first, k, "after", base, features + crossed))
        if len(found) >= _MOST_ENDS:
            break
        inside = quote >= 0 and k < scene.quotes[quote].last
        stops = sort[0] in "./" and not _pause(scene, k)
        if k == len(scene.codes) or (stops and not inside and (not opens or k > scene.quotes[quote].last)):
            break
        if meeting:
            crossed += ((_meet_group, "past", *meeting),)
        if turn:
            crossed += ((_turn_group, "past", *turn, gap_sort(text.gaps[k]), start),)
        follow = _follow(scene, k)
        if follow and not opens:
            crossed += ((_over_group, follow, gap_sort(text.gaps[k]), start),)
        if breaks.cue_at.get(k) is not None:
            passed["cue " + breaks.cue_at[k].sort] = passed.get("cue " + breaks.cue_at[k].sort, 0) + 1
        key = end.split("|")[0] + ("i" if scene.quote_at[k] >= 0 and scene.quote_at[k] == scene.quote_at[k - 1] else "")
        passed[key] = passed.get(key, 0) + 1
    return found


def _pause(scene: Scene, k: int) -> bool:
    """Whether two dots in a title stand before word ``k``: they join its parts."""
    return k < len(scene.codes) and scene.text.paragraph_of[k] == 0 and _DOTS in scene.text.gaps[k]


def _ruled(before: str, now: bool) -> str:
    """Where a candidate end stands to the one that the plain rule takes: '' before it, 'rule' there, 'past' behind."""
    return "rule" if now else "past" if before else ""


def _rule_ends(scene: Scene, breaks: Breaks, k: int, start: str, region: Quote | None, quote: int) -> bool:
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
    return start in _SHORT and (sort[0] == "," or _circumstance(scene, k))


def _circumstance(scene: Scene, k: int) -> bool:
    """Whether a time, a relative clause or a preposition of time begins at word ``k``."""
    return scene.codes[k] in ("T", "rel", "sub") or scene.text.words[k] in scene.lexicon.circumstance


def _end_sort(scene: Scene, breaks: Breaks, k: int, sort: str) -> str:
    """What ends before word ``k``: the mark there, then what the next word is."""
    if k >= len(scene.codes):
        return sort + "|$"
    cue = breaks.cue_at.get(k)
    if cue is not None:
        form = cue.form
        joined = "w" if form is not None and form.before else ""
        return f"{sort}|{cue.sort}{joined}"
    return f"{sort}|{'w' if scene.joined[k] else ''}{scene.codes[k]}"


def _base(
    scene: Scene,
    site: Site,
    source: Candidate,
    first: int,
    start: str,
    distance: int,
    opens: bool,
    choice: str,
    crossing: int,
) -> tuple[Group, ...]:
    tense = site.form.tense if site.form is not None else site.sort
    far = str(distance) if distance < 4 else "4+" if distance < 9 else "9+"
    here = scene.codes[first]
    leads = _leads(scene, site)
    bound = "+" if site.form is not None and site.form.after else ""
    wanted = _wanted(scene, site, start)
    strength = site.entry.strength if site.entry is not None else ""
    objects = scene.lexicon.frames(site.entry).objects
    inside = "in" if site.first < len(scene.codes) and scene.quote_at[site.first] >= 0 else ""
    return (
        (
            plain,
            f"start {start}",
            f"start {start}|{choice}",
            f"start {start}|object {objects}|{choice}",
            f"start {start}|object {objects}|{source.side}",
            f"start {start}|object {objects}{bound}|{source.side}|{choice}",
            f"start {start}|{site.act}{bound}|{source.side}|{choice}",
            f"start {start}|{site.lemma}{bound}",
            f"start {start}|{choice}|{strength}",
            f"start {start}|{choice}|{site.sort}",
            f"start {start}|{tense}",
            f"start {start}|{wanted}",
            f"start {start}|{wanted}|{tense}|{strength}",
            f"start {start}|{site.act}",
            f"start {start}|{far}",
            f"start {start}|{here}|{tense}",
            f"start {start}|{source.side}|{tense}",
            f"start {start}|opens{opens:d}{inside}",
            f"start {start}|{site.sort}|{leads}",
            f"start {start}|crosses {min(2, crossing)}",
            f"start {start}|crosses {min(2, crossing)}|{choice}",
            f"crosses {min(2, crossing)}",
        ),
    )


def _leads(scene: Scene, site: Site) -> str:
    """Whether the cue opens its sentence, but for joining words: what it ties can only follow then."""
    if site.first >= len(scene.codes):
        return ""
    first = scene.text.sentences[scene.text.sentence_of[site.first]][0]
    return (
        "leads" if all(code in ("conj", "sub", "adv", "part", "T") for code in scene.codes[first : site.first]) else ""
    )


def _wanted(scene: Scene, site: Site, start: str) -> str:
    """Whether the lexicon knows the cue to take content tied on this way."""
    frames = scene.lexicon.frames(site.entry)
    fits = {
        "that": frames.clause,
        "quote": frames.quote,
        "quote:": frames.quote,
        "colon": frames.quote,
        "prep": True,
        "ba": frames.ba,
        "np": frames.phrase,
        "np2": frames.phrase,
    }
    return "fits" if fits[start] else "odd"


def _span_features(
    scene: Scene,
    site: Site,
    first: int,
    last: int,
    start: str,
    end: str,
    opens: bool,
    passed: dict[str, int],
    ruled: str,
) -> tuple[Group, ...]:
    quote = scene.quote_at[first]
    region = scene.quotes[quote] if quote >= 0 else None
    whole = ""
    if region is not None:
        whole = "cut" if last < region.last else "exact" if last == region.last else "over"
        if not opens:
            whole = "mid " + whole
    elif scene.quote_at[last - 1] >= 0:
        ended = scene.quotes[scene.quote_at[last - 1]].last
        whole = "tail exact" if ended == last else "tail cut"
    length = last - first
    bucket = (
        str(length)
        if length < 4
        else "4-7"
        if length < 8
        else "8-15"
        if length < 16
        else "16-31"
        if length < 32
        else "32+"
    )
    stop = scene.text.sentences[scene.text.sentence_of[last - 1]][1]
    rest = "0" if stop == last else "1-3" if stop - last < 4 else "4-9" if stop - last < 10 else "10+"
    cues = sum(times for key, times in passed.items() if key.startswith("cue"))
    quoted = "q" if region is not None and opens else ""
    follow = _follow(scene, last)
    venue = _venue(scene, last) if follow else ""
    timed = "time" if length < 6 and all(scene.time_at[k] >= 0 for k in range(first, last)) else ""
    mark = end.split("|")[0]
    cues = min(2, cues)
    return (
        (_follow_group, follow, mark, start, quoted, venue),
        (_rule_group, ruled, start, quoted, site.sort, mark, whole),
        (_rest_group, rest, cues, start, quoted, end),
        (_end_group, end, start, whole, site.sort),
        (_size_group, bucket + timed, site.sort, start),
        *[(_passed_group, key, min(3, times), start) for key, times in passed.items()],
    )


def _follow(scene: Scene, k: int) -> str:
    """Word ``k`` where it belongs to a closed class, else ''."""
    if k >= len(scene.codes) or scene.codes[k] not in CLOSED:
        return ""
    word = scene.text.words[k]
    return "w " + word[1:] if scene.joined[k] and len(word) > 2 else word


def _meeting(scene: Scene, site: Site, other: Site, k: int, start: str) -> tuple[str, ...]:
    """How a content of ``site`` meets the later cue ``other``, whose clause begins at word ``k``."""
    text, codes = scene.text, scene.codes
    lead = codes[k] if k < other.first else "w" if other.form is not None and other.form.before[:1] in _JOINED else ""
    if k < other.first and scene.joined[k]:
        lead = "w" + lead
    sort = other.form.tense if other.form is not None else other.sort
    agrees = "?"
    if site.form is not None and other.form is not None and site.sort == other.sort == "verb":
        agrees = "s" if site.form.gender == other.form.gender and site.form.number == other.form.number else "d"
        agrees += "" if site.form.tense == other.form.tense else "t"
    after = codes[other.last] if other.last < len(codes) else "$"
    if other.last < len(codes) and ":" in text.gaps[other.last]:
        after = ":"
    elif after in NOMINAL:
        after = "n" if after not in "POL" else after
    quoted = "q" if scene.quote_at[k] >= 0 else ""
    quoted += "Q" if site.first < len(codes) and scene.quote_at[site.first] >= 0 else ""
    return sort, lead, gap_sort(text.gaps[k]), agrees, after, quoted, start, other.lemma


def _meet_group(
    how: str, sort: str, lead: str, gap: str, agrees: str, after: str, quoted: str, start: str, lemma: str
) -> tuple[str, ...]:
    return (
        f"{how} {sort}|{lead}|{gap}|{quoted}",
        f"{how} {sort}|{lead}|{agrees}|{after}",
        f"{how} {sort}|{lead}|{start}|{gap}",
        f"{how} {sort}|{lead}|{start}|{agrees}",
        f"{how} {after}|{lead}|{start}",
        f"{how} lemma {lemma}",
        f"{how} lemma {lemma}|{lead}",
        f"{how} {sort}|{lead}",
    )


def _turn(scene: Scene, site: Site, k: int) -> tuple[str, ...]:
    """Whether a joined verb, or one behind a joined particle, goes on at word ``k`` with the speaker as its subject."""
    codes, words = scene.codes, scene.text.words
    if k >= len(codes) or not scene.joined[k] or site.form is None or site.sort != "verb":
        return ()
    verb = k + 1 if codes[k] in ("aux", "neg", "part") and k + 1 < len(codes) else k
    if codes[verb] not in _VERBAL:
        return ()
    word = words[verb] if verb > k else words[k][1:]
    gender = "f" if word[:1] == _TA or word[-1:] == _TA else "m"
    tense = "imperfect" if word[:1] in (_TA, _YA) else "perfect"
    after = codes[verb + 1] if verb + 1 < len(codes) else "$"
    explicit = "n" if after in NOMINAL and after not in ("l", "lD", "b", "bD") else ""
    lead = codes[k] if verb > k else ""
    return lead, "s" if gender == site.form.gender else "d", "s" if tense == site.form.tense else "d", explicit


def _turn_group(how: str, lead: str, gender: str, tense: str, explicit: str, gap: str, start: str) -> tuple[str, ...]:
    return (
        f"turn {how} {lead}|{gender}",
        f"turn {how} {lead}|{gender}{tense}|{explicit}",
        f"turn {how} {lead}|{gender}{tense}|{start}",
        f"turn {how} {gender}{tense}|{gap}|{start}",
    )


def _venue(scene: Scene, k: int) -> str:
    """Whether a phrase of speaking begins at word ``k``: 'in a statement', 'during a meeting'."""
    words, channels = scene.text.words, scene.lexicon.channels
    if k + 1 >= len(words) or scene.codes[k] not in ("prep", "sub", "adv"):
        return ""
    for word in words[k + 1 : k + 3]:
        if any(split.stem in channels for split in splits(word, 3)):
            return "venue"
    return ""


def _over_group(follow: str, mark: str, start: str) -> tuple[str, ...]:
    return f"over {follow}", f"over {follow}|{mark}", f"over {follow}|{start}"


def _follow_group(follow: str, mark: str, start: str, quoted: str, venue: str) -> tuple[str, ...]:
    if not follow:
        return ()
    found = (f"word {follow}", f"word {follow}|{mark}", f"word {follow}|{start}|{quoted}")
    return (*found, "venue", f"venue|{mark}|{start}") if venue else found


def _rule_group(ruled: str, start: str, quoted: str, sort: str, mark: str, whole: str) -> tuple[str, ...]:
    return f"ruled {ruled}|{start}|{quoted}", f"ruled {ruled}|{sort}", f"ruled {ruled}|{mark}", f"ruled {ruled}|{whole}"


def _rest_group(rest: str, cues: int, start: str, quoted: str, end: str) -> tuple[str, ...]:
    return (
        f"rest {rest}|{start}|{quoted}",
        f"rest {rest}|cues{cues}|{quoted}",
        f"rest {rest}|cues{cues}|{start}|{quoted}",
        f"rest {rest}|{end}",
        f"cues{cues}|{start}",
    )


def _end_group(end: str, start: str, whole: str, sort: str) -> tuple[str, ...]:
    return (
        f"end {end}",
        f"end {end}|{start}",
        f"end {end}|{whole}",
        f"whole {whole}|{start}",
        f"whole {whole}|{end[0]}{'e' if end[1:2] == 'e' else ''}",
        f"end {end}|{sort}",
    )


def _size_group(bucket: str, sort: str, start: str) -> tuple[str, ...]:
    return f"n {bucket}", f"n {bucket}|{sort}|{start}"


def _passed_group(key: str, times: int, start: str) -> tuple[str, ...]:
    return f"pass {key}", f"pass {key}|{start}", f"pass {key}|{times}"


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
        or (end < site.first and codes[end] == "rel" and text.words[end - 1] in scene.lexicon.referring)
        or _is_preposition(scene, end - 1)
    ):
        end -= 1
    if not end or site.sort == "colon":
        return []
    sentence = _past_dateline(scene, text.sentences[text.sentence_of[end - 1]][0], end)
    quote = scene.quote_at[end - 1]
    region = scene.quotes[quote] if quote >= 0 else None
    same = site.first < len(codes) and text.sentence_of[end - 1] == text.sentence_of[site.first]
    joins = text.gaps[end] if end < len(codes) else ""
    follow = codes[site.last] if site.last < len(codes) else "$"
    rest = gap_sort(text.gaps[site.last]) if site.last < len(codes) else "$"
    leads = _leads(scene, site)
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
            f"before then {rest}{follow}|{tense}",
            f"before {source.side}|{tense}",
            f"before {site.sort}|{leads}",
            f"before {site.sort}|{leads}|{rest}",
            f"before n{bucket}",
            f"before n{bucket}|{sort}",
            f"before V{'V' in codes[first:end]:d}|{sort}",
        )
        found.append(Content(first, end, "before", (), (features,)))
    return found
