"""What a report tells, in the form in which it can be held against what another one tells."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import cache
from itertools import pairwise, takewhile
from typing import Any, NamedTuple

from naql.compare.counts import BEFELL, REACH, YEAR, Number, numbers, numerals, told_words
from naql.compare.order import moment
from naql.compare.words import stem, stems, words
from naql.lexicon import pairs, rows, table
from naql.records import Event, Reading, Span, Statement, Time
from naql.text import fold

_SENTENCE = re.compile(r"[.!?\u061f\n]+")
_SUFFERED = BEFELL - {"arrested", "released"}
TOLL = "toll"  # the type of a telling that counts people and tells no event
_JOINED = "\N{ARABIC LETTER LAM}\N{ARABIC LETTER BEH}"
_SHORT = 2  # letters: what is left of Palau is 'or'
_HEADING = 4  # words, at the most, above an entry of a list
_COVERED = 0.7  # of a content that another statement tells: the outer one says no more than that it was said
_NAMES = ("PER", "ORG", "LOC", "FAC")
_OF = "\N{ARABIC LETTER MEEM}\N{ARABIC LETTER NOON}"
_TO = "\N{ARABIC LETTER LAM}"
_THE = "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER LAM}"
_AND = "\N{ARABIC LETTER WAW}"
_ALEF = "\N{ARABIC LETTER ALEF}"
_LA = "\N{ARABIC LETTER LAM}\N{ARABIC LETTER ALEF}"  # 'not' before a verb of the present, 'no' before a noun
_PRESENT = "\N{ARABIC LETTER YEH}\N{ARABIC LETTER TEH}\N{ARABIC LETTER NOON}\N{ARABIC LETTER ALEF}"


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
    ``lands`` the countries that are named. ``named`` are the stems that stand in names, ``around`` those of the whole report. ``ages`` are the years of those whose age is told, with the stems of their names. ``dates`` are the days that are named,
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
    ages: tuple[tuple[frozenset[str], int], ...] = ()
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
    headed = _heading(reading.report.text, spans[0].start) if spans else []
    years = {t.value[:4] for t in times if t.value[:4].isdigit()}
    years |= {word for word in (*held, *headed) if YEAR.fullmatch(word)}
    lexicon = told_words()
    stemmed = tuple(map(stem, held))
    return {
        "words": held,
        "stems": frozenset(stemmed),
        "named": frozenset(map(stem, named)),
        "lands": lands(stemmed),
        "numbers": tuple(numbers(held)),
        "ages": tuple(_ages(held, named)),
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


def _heading(text: str, start: int) -> list[str]:
    """The few words of the line above that in which ``start`` stands: in a list of what happened in other years, the month and the year."""
    above = text[: text.rfind("\n", 0, start) + 1].rstrip()
    some = words(above[above.rfind("\n") + 1 :]) if above else []
    return some if len(some) <= _HEADING else []


def _inside(span: Span, spans: Sequence[Span]) -> bool:
    return any(held.start <= span.start < held.end for held in spans)


def _since(text: str, time: Time) -> bool:
    """Whether something is said to go on since a time: what is counted then is counted to this day."""
    before = words(text[max(0, time.span.start - 30) : time.span.start])[-REACH:]
    return any(word in told_words()["since"] for word in before)


def _day(time: Time) -> Day | None:
    """The day that an expression names; None where it only says how far it is from the day on which it was written."""
    try:
        value = date.fromisoformat(time.value)
    except ValueError:
        return None
    exact = any(character.isdigit() for character in time.span.text)
    if not exact and not any(stem(word) in told_words()["weekdays"] for word in words(time.span.text)):
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
                    if fold(mention.text) not in _governments() and any(
                        word in told_words()["where"] for word in before
                    ):
                        yield mention.text


def _ages(held: Sequence[str], named: Collection[str]) -> Iterator[tuple[frozenset[str], int]]:
    """The stems of the name before 'of so many years', or before such a number in brackets, and the years."""
    lexicon, known = told_words(), numerals()
    for at in range(1, len(held)):
        found = known.number(held, at) if held[at - 1] in named or held[at - 1] in lexicon["aged"] else None
        if found is None or found[1] >= len(held) or held[found[1]] not in lexicon["years_old"]:
            continue
        before = [word for word in held[max(0, at - 2 * REACH) : at] if word not in lexicon["aged"]]
        name = list(takewhile(named.__contains__, reversed(before)))
        if name:
            yield frozenset(map(stem, name)), int(found[0])


def _coasts(held: Sequence[str]) -> Iterator[str]:
    """The countries named next behind a coast: 'off the southern coast of Tunisia'."""
    lexicon = told_words()
    for at, word in enumerate(held):
        if word in lexicon["coasts"]:
            after = [later for later in held[at + 1 : at + 2 + REACH] if later not in lexicon["seas"]]
            found = (lands([stem(later), stem(later.removeprefix(_TO))]) for later in after)
            yield from next(filter(None, found), ())


def _stretches(held: Sequence[str]) -> Iterator[str]:
    """The stems of the time behind a 'during': what is counted over it is not what one day had."""
    lexicon = told_words()
    for at, word in enumerate(held):
        after = held[at + 1 : at + 1 + REACH]
        if word in lexicon["during"] and any(later in lexicon["stretches"] for later in after):
            yield from map(stem, after)


def _negated(held: Sequence[str]) -> Iterator[str]:
    """The stems behind a negation, but for words that say with it that something goes on."""
    lexicon = told_words()
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
        elif word in verbs and any(before in told_words()["coming"] for before in held[max(0, at - 3) : at]):
            yield verbs[word]


def _past(held: Sequence[str]) -> Iterator[str]:
    """The verbs of what has happened; a word that is also a noun is not taken for one."""
    verbs = _perfects()
    for at, word in enumerate(held):
        plain = word if word in verbs else word[1:] if word[:1] in "\u0648\u0641" else ""
        if plain in verbs and not any(before in told_words()["coming"] for before in held[max(0, at - 3) : at]):
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
    return statement.act == "deny" and statement.cue.lemma not in told_words()["doubts"]


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
        if len(past) > 3 or past in told_words()["happened"]:  # many a short one is written as its noun is
            forms.append(past)
        found |= {form: past for form in forms if form in sure}
    return found
