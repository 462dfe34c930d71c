"""What speaks for and against a possible content: its beginning, its end, and what it reaches over."""

from __future__ import annotations

from naql.statements.model import Group, plain
from naql.statements.scene import Scene
from naql.statements.sites import Site
from naql.statements.sources import CLOSED, NOMINAL, Candidate, gap_sort
from naql.text import splits

_VERBAL = frozenset({"v", "V", "Y", "t", "vn"})
_YA, _TA = "\N{ARABIC LETTER YEH}", "\N{ARABIC LETTER TEH}"
_JOINED = ("\N{ARABIC LETTER WAW}", "\N{ARABIC LETTER FEH}")


def shared_features(
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
    """What all contents of ``site`` that begin at word ``first``, tied on by ``start``, have in common."""
    tense = site.form.tense if site.form is not None else site.sort
    far = str(distance) if distance < 4 else "4+" if distance < 9 else "9+"
    here = scene.codes[first]
    leading = leads(scene, site)
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
            f"start {start}|{site.sort}|{leading}",
            f"start {start}|crosses {min(2, crossing)}",
            f"start {start}|crosses {min(2, crossing)}|{choice}",
            f"crosses {min(2, crossing)}",
        ),
    )


def leads(scene: Scene, site: Site) -> str:
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


def span_features(
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
    """What is true of the content of words ``first`` to ``last`` alone; ``passed`` counts the ends that it reaches over."""
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
    word = follow(scene, last)
    venue = _venue(scene, last) if word else ""
    timed = "time" if length < 6 and all(scene.time_at[k] >= 0 for k in range(first, last)) else ""
    mark = end.split("|")[0]
    cues = min(2, cues)
    return (
        (_follow_group, word, mark, start, quoted, venue),
        (_rule_group, ruled, start, quoted, site.sort, mark, whole),
        (_rest_group, rest, cues, start, quoted, end),
        (_end_group, end, start, whole, site.sort),
        (_size_group, bucket + timed, site.sort, start),
        *[(_passed_group, key, min(3, times), start) for key, times in passed.items()],
    )


def follow(scene: Scene, k: int) -> str:
    """Word ``k`` where it belongs to a closed class, else ''."""
    if k >= len(scene.codes) or scene.codes[k] not in CLOSED:
        return ""
    word = scene.text.words[k]
    return "w " + word[1:] if scene.joined[k] and len(word) > 2 else word


def meeting(scene: Scene, site: Site, other: Site, k: int, start: str) -> tuple[str, ...]:
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


def meet_group(
    how: str, sort: str, lead: str, gap: str, agrees: str, after: str, quoted: str, start: str, lemma: str
) -> tuple[str, ...]:
    """The features of a meeting with another cue: the content ends ``at`` it or goes ``past`` it."""
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


def turn(scene: Scene, site: Site, k: int) -> tuple[str, ...]:
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


def turn_group(how: str, lead: str, gender: str, tense: str, explicit: str, gap: str, start: str) -> tuple[str, ...]:
    """The features of a joined verb that the content ends ``at`` or goes ``past``."""
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


def over_group(follow: str, mark: str, start: str) -> tuple[str, ...]:
    """The features of a word of a closed class that the content goes past."""
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
