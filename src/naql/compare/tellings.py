"""What a report tells, in the form in which it can be held against what another one tells."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from naql.compare.order import moment
from naql.compare.words import stem, stems, words
from naql.lexicon import pairs, rows, table
from naql.records import Event, Reading, Span, Statement, Time
from naql.text import fold
from naql.times.words import TimeWords

_SENTENCE = re.compile(r"[.!?\u061f\n]+")
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_REACH = 3  # words before a number, or behind what it counts, in which it is told what befell them; particles aside
_BEFELL = frozenset(("killed", "injured", "abducted", "arrested", "released", "missing", "rescued"))
_SUFFERED = _BEFELL - {"arrested", "released"}
TOLL = "toll"  # the type of a telling that counts people and tells no event
_JOINED = "\N{ARABIC LETTER LAM}\N{ARABIC LETTER BEH}"
_SHORT = 2  # letters: what is left of Palau is 'or'
_COVERED = 0.7  # of a content that another statement tells: the outer one says no more than that it was said
_NAMES = ("PER", "ORG", "LOC", "FAC")
_OF = "\N{ARABIC LETTER MEEM}\N{ARABIC LETTER NOON}"
_TO = "\N{ARABIC LETTER LAM}"
_THE = "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER LAM}"
_AND = "\N{ARABIC LETTER WAW}"
_ALEF = "\N{ARABIC LETTER ALEF}"
_LA = "\N{ARABIC LETTER LAM}\N{ARABIC LETTER ALEF}"  # 'not' before a verb of the present, 'no' before a noun
_PRESENT = "\N{ARABIC LETTER YEH}\N{ARABIC LETTER TEH}\N{ARABIC LETTER NOON}\N{ARABIC LETTER ALEF}"
_THEY = (
    "\N{ARABIC LETTER WAW}\N{ARABIC LETTER ALEF}",
    "\N{ARABIC LETTER HEH}\N{ARABIC LETTER MEEM}",
    "\N{ARABIC LETTER YEH}\N{ARABIC LETTER NOON}",
    "\N{ARABIC LETTER WAW}\N{ARABIC LETTER NOON}",
)
_THEIRS = ("\N{ARABIC LETTER HEH}\N{ARABIC LETTER MEEM}", "\N{ARABIC LETTER HEH}\N{ARABIC LETTER ALEF}")
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}


class Number(NamedTuple):
    """A number of things; ``near`` where the text says 'about', ``least`` where it says 'at least' or, ``more``, 'more than'.

    ``fighters`` where what is counted fights.
    """

    value: float
    of: str
    near: bool
    least: bool
    more: bool = False
    fighters: bool = False


class Day(NamedTuple):
    """A day that is named: ``exact`` by its date, else by its day of the week (0 is Monday) alone."""

    value: str
    weekday: int
    exact: bool


class Telling(NamedTuple):
    """One statement, or one event or toll that nobody is said to have told, as one report has it.

    ``speakers`` are the names of who says it, none where that is not told. ``act`` is the statement's, or '' of an event.
    ``day`` is when it was said or happened, as precise as the text tells (ISO 8601), else that of the report, else ''.
    ``at`` is the report's moment where it is told to the clock. ``who`` are the stems and countries of the speakers' names,
    ``lands`` the countries that are named. ``named`` are the stems that stand in names, ``around`` those of the whole report. ``dates`` are the days that are named,
    ``years`` those other than the report's, ``sites`` the places, smaller than a country, where something is said to be, ``coasts``
    the countries off whose coasts. ``stretches`` are the stems of the times over which a count is said to go ('in the last two days').
    ``negated`` are the stems behind a negation, ``denying`` whether what is told is, in part, that somebody denies something, ``future`` and ``past`` the verbs of what will happen and of what has, ``rising``
    whether a count is said to have grown, ``denied`` whether all of it is denied or said not to have happened.
    """

    report: str
    id: str
    publisher: str
    speakers: tuple[str, ...]
    latin: tuple[str, ...]
    kind: str
    act: str
    mode: str
    cue: Span
    spans: tuple[Span, ...]
    words: tuple[str, ...] = ()
    stems: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    lands: frozenset[str] = frozenset()
    around: frozenset[str] = frozenset()
    numbers: tuple[Number, ...] = ()
    dates: frozenset[Day] = frozenset()
    years: frozenset[str] = frozenset()
    sites: frozenset[str] = frozenset()
    coasts: frozenset[str] = frozenset()
    stretches: frozenset[str] = frozenset()
    negated: frozenset[str] = frozenset()
    future: frozenset[str] = frozenset()
    past: frozenset[str] = frozenset()
    rising: bool = False
    denied: bool = False
    denying: bool = False
    type: str = ""
    day: str = ""
    at: str = ""
    who: frozenset[str] = frozenset()


def tellings(code: str, reading: Reading) -> list[Telling]:
    """What the report known by ``code`` tells, in the order of its text."""
    text = reading.report.text
    around = frozenset(map(stem, words(text)))
    found = [
        _statement(code, reading, statement, around)
        for statement in reading.statements
        if not _outer(reading, statement)
    ]
    seen: set[tuple[str, int]] = set()
    for event in (*reading.events, *reading.unrealised):
        sentence = _sentence(text, event.trigger)
        if event.asserted_by is None and (event.type, sentence.start) not in seen and not _told(reading, sentence):
            seen.add((event.type, sentence.start))
            found.append(_event(code, reading, event, sentence, around))
    taken = {start for _, start in seen}
    found += [
        _toll(code, reading, sentence, around)
        for sentence in _sentences(text)
        if sentence.start not in taken and _counts_people(reading, sentence)
    ]
    return sorted(found, key=lambda telling: (telling.cue.start, telling.id))


def numbers(held: Sequence[str]) -> Iterator[Number]:
    """The numbers in folded words, with what each counts, as the lexicon of events has it or as a stem."""
    known, lexicon = _numbers(), _lexicon()
    at = 0
    while at < len(held):
        joined = held[at][1:] if held[at][:1] == "\N{ARABIC LETTER WAW}" else None
        found = None if held[at] in lexicon["shares"] else known.number(held, at)
        if found is None and joined:
            found = known.number(held, at, joined)
        if found is None:
            at += 1
            continue
        value, end = float(found[0]), found[1]
        before = held[max(0, at - _REACH) : at]
        near = any(word in lexicon["about"] for word in before)
        more = any(word in lexicon["more"] for word in before)
        least = more or any(word in lexicon["least"] for word in (*before, *held[end + 1 : end + 3]))
        if end < len(held) and held[end] in lexicon["scales"]:
            value *= lexicon["scales"][held[end]]
            end += 1
        after = held[end] if end < len(held) else ""
        if after == _OF and end + 1 < len(held) and held[end + 1].startswith(_THE):
            after = held[end + 1]  # 'three of the attackers' are attackers
        of = "attackers" if after.removeprefix(_THE) in lexicon["attackers"] else _kind(after, joined=False)
        if of == "people" or (of is None and after not in _units()):
            of = _befell(held, at, end) or of
        among = at > 0 and held[at - 1] in lexicon["among"] and of is None and after not in _units()
        if among or (of in _BEFELL and _of_others(held, at, end)):
            of = "people"
        if of is None and len(after) > 2 and not after.isdigit() and after not in lexicon["ends"]:
            of = counted_stem(after)
        if at == 0 and of not in _kinds().values():
            of = None  # what stands before it, as the rest of a sum, may be another telling's
        if (
            of and not _YEAR.fullmatch(held[at]) and (value > 2 or held[at].isdecimal())
        ):  # 'one' and 'two' are also days of the week
            fighters = any(
                word in lexicon["fighters"] and next_word not in lexicon["guards"]
                for word, next_word in pairwise((*held[end : end + 3], "")[:3])
            )
            yield Number(value, of, near, least, more, fighters)
        at = max(end, at + 1)


def counted_stem(word: str) -> str:
    """The stem of a folded noun, which ends in an alef behind eleven to ninety-nine and in none behind a hundred."""
    bare = stem(word)
    return bare.removesuffix(_ALEF) if len(bare) > 3 else bare


def _of_others(held: Sequence[str], at: int, end: int) -> bool:
    """Whether the number at ``at`` is a part of another: 'among the dead were two', 'two men were among the dead'."""
    among = _lexicon()["among"]
    before = pairwise(held[max(0, at - _REACH) : at + 1])
    behind = pairwise(held[end : end + 2 * _REACH])
    return any(word in among and not _counts(after) for word, after in before) or any(
        word in among and not word.endswith(_THEIRS) and _kind(after) in _BEFELL for word, after in behind
    )


def with_the_attacker(held: Sequence[str]) -> bool:
    """Whether one who attacked is told to be among those whom folded words count."""
    lexicon = _lexicon()
    return any(
        word.removeprefix(_AND).removeprefix(_THE) in lexicon["attackers"]
        and any(before in lexicon["among"] for before in held[max(0, at - 2 * _REACH) : at])
        for at, word in enumerate(held)
    )


def _befell(held: Sequence[str], at: int, end: int) -> str | None:
    """What is said to have befallen those whom the number at ``at`` counts, of whom the noun at ``end`` speaks.

    The nearest word before it tells, where no other number stands between; else one that follows the noun; else any before it.
    """
    if at and held[at - 1] in _lexicon()["among"]:
        return None  # 'among them nine': what befell all of them is told of another number
    told = _apart_from_particles(reversed(held[max(0, at - 3 * _REACH) : at]))
    before = [_kind(word) for word in told]
    first = next((n for n, kind in enumerate(before) if kind in _BEFELL), None)
    if first is not None and not any(map(_counts, told[:first])):
        return before[first]
    for word in _apart_from_particles(held[end + 1 : end + 1 + 2 * _REACH]):
        if word in _lexicon()["ends"] or word in _lexicon()["among"] or _counts(word):
            break
        if word.endswith(_THEY) and _kind(word, joined=False) in _BEFELL:  # behind its subject a verb agrees with it
            return _kind(word, joined=False)
    return None if first is None else before[first]


def _apart_from_particles(some: Iterable[str]) -> list[str]:
    lexicon = _lexicon()
    passed = ("loose", "about", "least", "more")
    return [word for word in some if not any(word in lexicon[name] for name in passed)][:_REACH]


def _counts(word: str) -> bool:
    return _numbers().number([word], 0) is not None


def _kind(word: str, joined: bool = True) -> str | None:
    """What the lexicon of events says a word counts, with or without the article; with 'and' where ``joined``, as of a new clause."""
    kinds = _kinds()
    bare = word[1:] if joined and word[:1] in "\u0648\u0641" else word.removeprefix(_THE)
    return kinds.get(word) or kinds.get(bare)


def _statement(code: str, reading: Reading, statement: Statement, around: frozenset[str]) -> Telling:
    names = {entity.id: entity for entity in reading.entities}
    times = {time.id: time.value for time in reading.times}
    who = [names[one] for one in statement.source.entities if one in names]
    said = [stem(word) for entity in who for word in words(entity.name)]
    return Telling(
        code,
        statement.id,
        reading.report.publisher or "",
        tuple(entity.name for entity in who),
        tuple(entity.latin for entity in who),
        statement.source.kind,
        statement.act,
        statement.mode,
        statement.cue.span,
        statement.content,
        **_of(reading, statement.content),
        around=around,
        denied=_denied(reading, statement),
        denying=_denying(reading, statement.content, statement),
        day=_told_day(reading, times.get(statement.time or "")),
        at=_at(reading),
        who=frozenset(said) | lands(said),
    )


def _event(code: str, reading: Reading, event: Event, sentence: Span, around: frozenset[str]) -> Telling:
    text = reading.report.text
    times = {time.id: time.value for time in reading.times if not _since(text, time)}
    return Telling(
        code,
        event.id,
        reading.report.publisher or "",
        (),
        (),
        "event",
        "",
        event.modality if event.polarity == "positive" else "negative",
        event.trigger,
        (sentence,),
        **_of(reading, (sentence,)),
        around=around,
        denied=event.polarity == "negative" or event.modality == "denied",
        denying=_denying(reading, (sentence,)),
        type=event.type,
        day=_told_day(reading, times.get(event.time or "")),
        at=_at(reading),
    )


def _toll(code: str, reading: Reading, sentence: Span, around: frozenset[str]) -> Telling:
    """The dead, hurt or missing of a sentence that tells no event: nobody attacks where a boat sinks."""
    return Telling(
        code,
        f"n{sentence.start}",
        reading.report.publisher or "",
        (),
        (),
        "event",
        "",
        "did",
        sentence,
        (sentence,),
        **_of(reading, (sentence,)),
        around=around,
        denying=_denying(reading, (sentence,)),
        type=TOLL,
        day=_told_day(reading, None),
        at=_at(reading),
    )


def _counts_people(reading: Reading, sentence: Span) -> bool:
    """Whether a sentence tells itself, not by a statement in it, how many died or came to harm."""
    parts = [part for statement in reading.statements for part in statement.content]
    at, own = sentence.start, []
    for part in sorted(part for part in parts if part.start < sentence.end and sentence.start < part.end):
        own.append(reading.report.text[at : max(at, part.start)])
        at = max(at, part.end)
    own.append(reading.report.text[at : max(at, sentence.end)])
    return any(number.of in _SUFFERED for some in own for number in numbers(words(some)))


def _of(reading: Reading, spans: Sequence[Span]) -> dict[str, Any]:
    """What a telling is of that stands in ``spans``."""
    held = tuple(word for span in spans for word in words(span.text))
    times = [t for t in reading.times if t.type == "DATE" and _inside(t.span, spans)]
    named = {
        word
        for e in reading.entities
        if e.type in _NAMES
        for m in e.mentions
        if _inside(m, spans)
        for word in words(m.text)
    }
    published = reading.report.published
    years = {t.value[:4] for t in times if t.value[:4].isdigit()} | {word for word in held if _YEAR.fullmatch(word)}
    lexicon = _lexicon()
    stemmed = tuple(map(stem, held))
    return {
        "words": held,
        "stems": frozenset(stemmed),
        "named": frozenset(map(stem, named)),
        "lands": lands(stemmed),
        "numbers": tuple(numbers(held)),
        "dates": frozenset(filter(None, (_day(time) for time in times if not _since(reading.report.text, time)))),
        "years": frozenset(years - ({str(published.year)} if published else years)),
        "sites": frozenset(_sites(reading, spans)),
        "coasts": frozenset(_coasts(held)),
        "stretches": frozenset(_stretches(held)),
        "negated": frozenset(_negated(held)),
        "future": frozenset(_future(held)),
        "past": frozenset(_past(held)),
        "rising": any(word in lexicon["rising"] for word in held),
    }


def _inside(span: Span, spans: Sequence[Span]) -> bool:
    return any(held.start <= span.start < held.end for held in spans)


def _since(text: str, time: Time) -> bool:
    """Whether something is said to go on since a time: what is counted then is counted to this day."""
    before = words(text[max(0, time.span.start - 30) : time.span.start])[-_REACH:]
    return any(word in _lexicon()["since"] for word in before)


def _day(time: Time) -> Day | None:
    """The day that an expression names; None where it only says how far it is from the day on which it was written."""
    try:
        value = date.fromisoformat(time.value)
    except ValueError:
        return None
    exact = any(character.isdigit() for character in time.span.text)
    if not exact and not any(stem(word) in _lexicon()["weekdays"] for word in words(time.span.text)):
        return None
    return Day(time.value, value.weekday(), exact)


def _sites(reading: Reading, spans: Sequence[Span]) -> Iterator[str]:
    """The places behind a word of place, but for countries and capitals, which stand for governments."""
    text = reading.report.text
    for entity in reading.entities:
        if entity.type in ("LOC", "FAC") and fold(entity.name) not in _governments():
            for mention in entity.mentions:
                if _inside(mention, spans):
                    before = words(text[max(0, mention.start - 20) : mention.start])[-1:]
                    if fold(mention.text) not in _governments() and any(word in _lexicon()["where"] for word in before):
                        yield mention.text


def _coasts(held: Sequence[str]) -> Iterator[str]:
    """The countries named next behind a coast: 'off the southern coast of Tunisia'."""
    lexicon = _lexicon()
    for at, word in enumerate(held):
        if word in lexicon["coasts"]:
            after = [later for later in held[at + 1 : at + 2 + _REACH] if later not in lexicon["seas"]]
            found = (lands([stem(later), stem(later.removeprefix(_TO))]) for later in after)
            yield from next(filter(None, found), ())


def _stretches(held: Sequence[str]) -> Iterator[str]:
    """The stems of the time behind a 'during': what is counted over it is not what one day had."""
    lexicon = _lexicon()
    for at, word in enumerate(held):
        after = held[at + 1 : at + 1 + _REACH]
        if word in lexicon["during"] and any(later in lexicon["stretches"] for later in after):
            yield from map(stem, after)


def _negated(held: Sequence[str]) -> Iterator[str]:
    """The stems behind a negation, but for words that say with it that something goes on."""
    lexicon = _lexicon()
    for at, (word, after) in enumerate(pairwise(held)):
        if at and f"{held[at - 1]} {word}" in lexicon["conditions"]:
            continue  # 'if it does not' says nothing of what is so
        said = (
            not word.endswith(_LA) or after[0] in _PRESENT
        )  # 'no sanctions' is another thing than that they are lifted
        if said and word in lexicon["negations"] and after not in lexicon["going_on"]:
            yield stem(after)


def _future(held: Sequence[str]) -> Iterator[str]:
    """The verbs of what will happen, in the past as the lexicon has them."""
    verbs = _verbs()
    for at, word in enumerate(held):
        plain = word[1:] if word[:1] in "\u0648\u0641" and len(word) > 4 else word
        if plain[:1] == "\u0633" and plain[1:] in verbs:
            yield verbs[plain[1:]]
        elif word in verbs and any(before in _lexicon()["coming"] for before in held[max(0, at - 3) : at]):
            yield verbs[word]


def _past(held: Sequence[str]) -> Iterator[str]:
    """The verbs of what has happened; a word that is also a noun is not taken for one."""
    verbs = _perfects()
    for at, word in enumerate(held):
        plain = word if word in verbs else word[1:] if word[:1] in "\u0648\u0641" else ""
        if plain in verbs and not any(before in _lexicon()["coming"] for before in held[max(0, at - 3) : at]):
            yield verbs[plain]


def _denied(reading: Reading, statement: Statement) -> bool:
    """Whether a statement denies, or is told to have been made by somebody who denies that it was.

    What is told beside a denial is not denied ('he denied it, saying that'), nor what a denial says that somebody else told:
    the denial stands against it as a telling of its own.
    """
    by_id = {other.id: other for other in reading.statements}
    denials = int(_denies(statement))
    inner = statement
    while (
        inner.parent in by_id and statement.act != "accuse"
    ):  # who denies what he is accused of does not deny the accusing
        outer = by_id[inner.parent]
        denials += _denies(outer) and _outer(reading, outer)
        inner = outer
    return denials % 2 == 1


def _denies(statement: Statement) -> bool:
    return statement.act == "deny" and statement.cue.lemma not in _lexicon()["doubts"]


def _denying(reading: Reading, spans: Sequence[Span], statement: Statement | None = None) -> bool:
    """Whether another statement in ``spans`` denies something."""
    return any(_denies(other) and other != statement and _inside(other.cue.span, spans) for other in reading.statements)


def _outer(reading: Reading, statement: Statement) -> bool:
    """Whether what a statement tells is another statement and no more; a denial of what somebody else told is more."""
    length = sum(span.end - span.start for span in statement.content)
    inner = 0
    for other in reading.statements:
        if other.parent == statement.id:
            if _denies(statement) and _another(other, statement):
                return False
            start = min(other.cue.span.start, other.content[0].start)
            inner += max(other.cue.span.end, other.content[-1].end) - start
    return inner >= _COVERED * length


def _another(one: Statement, other: Statement) -> bool:
    """Whether two statements have two speakers that are named."""
    named = {one.source.kind, other.source.kind} <= {"person", "office", "organisation"}
    return named and not set(one.source.entities) & set(other.source.entities)


def _told(reading: Reading, sentence: Span) -> bool:
    """Whether most of a sentence is what a statement tells: the statement is held against others then."""
    parts = [part for statement in reading.statements for part in statement.content]
    inside = (min(part.end, sentence.end) - max(part.start, sentence.start) for part in parts)
    return max(inside, default=0) * 2 > sentence.end - sentence.start


def _sentence(text: str, trigger: Span) -> Span:
    start = max((found.end() for found in _SENTENCE.finditer(text, 0, trigger.start)), default=0)
    after = _SENTENCE.search(text, trigger.end)
    return _from_its_first_word(text, start, after.start() if after else len(text))


def _sentences(text: str) -> Iterator[Span]:
    ends = [*_SENTENCE.finditer(text)]
    starts = [0, *(found.end() for found in ends)]
    for start, end in zip(starts, [*(found.start() for found in ends), len(text)], strict=True):
        if text[start:end].strip():
            yield _from_its_first_word(text, start, end)


def _from_its_first_word(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    return Span(start, end, text[start:end])


def _at(reading: Reading) -> str:
    when = moment(reading.report)
    return when.at if when.exact else ""


def lands(some: Sequence[str]) -> frozenset[str]:
    """The countries, by their codes, for which stems stand: their names, their capitals' or governments', what is of them."""
    known = _countries()
    found = set()
    for at, word in enumerate(some):
        bare = word[1:] if word[:1] in _JOINED and len(word) > _SHORT + 2 else word  # 'for Russia' is one word
        for first in {word, bare}:
            found |= {code for run, code in known.get(first, ()) if (first, *some[at + 1 : at + len(run)]) == run}
    return frozenset(found)


def _told_day(reading: Reading, value: str | None) -> str:
    published: date | None = reading.report.published
    if value and value[:4].isdigit():
        return value[:10]
    return published.isoformat() if published else ""


@cache
def _numbers() -> TimeWords:
    return TimeWords()


@cache
def _kinds() -> dict[str, str]:
    told = (table("events")["counted"], table("compare")["claims"]["counted"])
    return {fold(word): kind for lists in told for kind, some in lists.items() for word in some}


@cache
def _lexicon() -> dict[str, dict[str, int]]:
    told = table("compare")["claims"]
    plain = (
        "about",
        "least",
        "more",
        "negations",
        "doubts",
        "rising",
        "going_on",
        "conditions",
        "coming",
        "happened",
        "shares",
        "among",
        "loose",
        "ends",
        "attackers",
        "fighters",
        "guards",
        "since",
        "coasts",
        "seas",
        "during",
        "stretches",
    )
    found = {name: dict.fromkeys(map(fold, told[name]), 1) for name in plain}
    found["doubts"] = dict.fromkeys(told["doubts"], 1)  # lemmas, which are not folded
    found["weekdays"] = dict.fromkeys((stem(fold(word)) for word in told["weekdays"]), 1)
    found["where"] = dict.fromkeys(map(fold, (*table("events")["places"], *told["coasts"])), 1)
    return found | {"scales": {fold(word): _SCALES[name] for name, some in told["scales"].items() for word in some}}


@cache
def _units() -> frozenset[str]:
    """What is no people: units, and the months behind a day's number."""
    months = (row["name"].split()[0] for row in rows("months"))
    return frozenset(map(fold, (*table("compare")["claims"]["units"], *months)))


@cache
def _countries() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Stems of what stands for countries, as 'United States', 'Washington' or 'American', with their codes, by the first stem."""
    known = [row for row in (*rows("places"), *rows("known_names")) if row.get("kind") in (None, "country", "capital")]
    found = {tuple(stems(row["name"])): row["country"] for row in known if row["country"] != "-"}
    for row in rows("nationalities"):
        if row["country"] != "-":
            found.setdefault(tuple(stems(row["word"])), row["country"])
    told = table("compare")["claims"]
    found |= {tuple(stems(seat)): code for code, some in told["seats"].items() for seat in some}
    seas = {tuple(stems(sea)) for sea in told["seas"]}  # of which the stem is Bahrain's as well
    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for run, code in found.items():
        if run not in seas and len("".join(run)) > _SHORT:
            by_first[run[0]].append((run, code))
    return dict(by_first)


@cache
def _governments() -> frozenset[str]:
    return frozenset(fold(row["name"]) for row in rows("places") if row["kind"] in ("country", "capital"))


@cache
def _verbs() -> dict[str, str]:
    """The past of a verb by its forms of the third person in the present."""
    found = {}
    for row in rows("verbs"):
        present = fold(row["imperfect"])
        if len(present) > 3 or present[:1] == "\u064a":
            found[present] = found["\u062a" + present[1:]] = fold(row["perfect"])
    return found


@cache
def _perfects() -> dict[str, str]:
    """Verbs by their forms of the past that are no other word."""
    sure = {form for form, ambiguous in pairs("verb_forms").items() if ambiguous == "0"}
    found: dict[str, str] = {}
    for row in rows("verbs"):
        past = fold(row["perfect"])
        forms = [past + "\u062a", past + "\u0648\u0627"]
        if len(past) > 3 or past in _lexicon()["happened"]:  # many a short one is written as its noun is
            forms.append(past)
        found |= {form: past for form in forms if form in sure}
    return found
