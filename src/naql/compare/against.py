"""What speaks for it that two tellings contradict one another: a denial, numbers, dates, places, a tense."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from itertools import combinations, pairwise
from typing import NamedTuple

from rapidfuzz import fuzz

from naql.compare.counts import Number, counted_stem, numerals, with_the_attacker
from naql.compare.tellings import Telling, lands
from naql.compare.words import stem, stems, weight, weights
from naql.lexicon import table
from naql.text import fold

# Shares of weighted words, and weights. Tuned on the rows of evaluation/compare/claims.tsv that are not 'unseen'.
_TOPIC = 0.15  # of both: numbers of the same kind are of the same happening
_SAME_DAY = 0.1  # of both, where both tell it of one day
_HARDLY = 0.05  # of both, where victims are counted of one day or the next: so are they if they are about as many
_CLOSE = 1.9  # times: about as many
_ANYHOW = 0.25  # of both: so are they though each names a day of its own, that of the happening or that of the telling
_MATTER = 13.0  # weight of what both hold: so are they where much else is told beside it
_OTHERWISE = 0.38  # of both: so are numbers of what the lexicon of events does not count
_SLIGHTLY = 1.3  # times: so are they from _TOPIC on, of one day or the next, if they are nearly as many
_DENIED, _ACCUSED = 0.2, 0.17  # of both: what is denied was said, or is what somebody is accused of
_OWN, _OWN_OF = 0.12, 0.5  # of both, and of the one with fewer words: who denies it said it
_NEARLY, _HALF = 0.165, 0.4  # of both, and of the one with fewer words: was said as well
_SURELY, _FIRST = (
    0.4,
    0.33,
)  # of both: so is what names nobody who denies it; where its first words are of what is denied
_WHOLE, _AMONG = 0.6, 0.18  # of what is denied in few words, and of both: it is told, among more
_HEAD = 3  # words with which it is told who is accused; twice as many, with which it is told what is said
_SAYS = 2.0  # weight of one of them
_SAID = 5.0  # weight of shared words that are no names: two tellings of one man need not be of one matter
_TURNED, _DATED, _ON_A_DAY, _PLACED = 0.45, 0.5, 0.6, 0.6
_SPELLED = 60  # of a hundred letters
_ONE_NAME = 85  # of a hundred letters
_LOOSE = 0.15  # less sure of a number that is told as 'at least' or 'more than' the smaller one
_ROUNDED = 1.01  # times: 'three thousand' is no other number than 3,021
_ROUND = 1.25  # times: 'more than a hundred' is no other number than 107
_FAR, _FURTHER, _FARTHEST = (
    2.0,
    15.0,
    4.5,
)  # times: tolls further apart are of different happenings, unless more is alike
_LEAD = 350  # characters: the headline and the first sentence, with what a report is about
_HEADED, _GROWN = (
    0.07,
    5.0,
)  # of both, and times: so do victims that two reports of one day or the next begin with, who are few in the first hours
_YEARS = 5  # further apart in age two who have one name are two persons
_DAYS = 4
_HIS = "\N{ARABIC LETTER TEH}"  # what a feminine word ends in before 'his' or 'her', of which its stem is bereft
COUNTED = frozenset(("killed", "injured", "missing", "rescued", "abducted", "arrested", "released")) | frozenset(
    ("demonstrators", "weapons", "vehicles", "attacks")
)
_LOST = frozenset(("killed", "missing"))
_VICTIMS = frozenset(("killed", "injured", "missing", "rescued", "abducted", "arrested"))
_ASSERTS = frozenset(("say", "affirm", "announce", "inform", "reveal", "warn", ""))  # '' is an event


class Likeness(NamedTuple):
    """The share of both tellings' words that both hold, by weight, and of the one's that has fewer; who speaks.

    ``shared`` is the weight of what both hold, ``said`` that of those words that are in no name. ``speakers`` is 'same', 'different', or 'open' where one of them
    has none that can be told.
    """

    both: float
    less: float
    shared: float
    said: float
    speakers: str


class Against(NamedTuple):
    """One sign of a contradiction: its kind (denial, number, date, place, tense), how sure it is, the words that differ and, of numbers, what
    they count ('age', or a stem where the lexicon of events has no word for it)."""

    kind: str
    confidence: float
    one: str
    other: str
    of: str = ""


def against(one: Telling, other: Telling, likeness: Likeness) -> Iterator[Against]:
    """Every sign that two tellings contradict one another."""
    yield from _denials(one, other, likeness)
    yield from _turned(one, other, likeness)
    yield from _ages(one, other, likeness)
    yield from _counts(one, other, likeness)
    yield from _dates(one, other, likeness)
    yield from _places(one, other, likeness)
    yield from _tenses(one, other, likeness)


def _denials(one: Telling, other: Telling, likeness: Likeness) -> Iterator[Against]:
    """One denies what the other one says, or what the other one accuses somebody of."""
    if one.denied == other.denied:
        return
    denied, told = (one, other) if one.denied else (other, one)
    if told.negated or told.denying or likeness.said < _SAID or _not_so(told, denied) or (told.act and not denied.act):
        return  # that something did not happen is held against that it did, a denial against what is said
    own = likeness.speakers == "same" or len(denied.who & told.who) > 1
    spoken_of = bool(denied.who & (told.stems | told.lands)) or _names_the_speaker(denied, told)
    if told.act == "accuse":
        accused = frozenset(map(stem, told.words[:_HEAD])) & told.named
        enough = not own and likeness.both >= (_ACCUSED if spoken_of or not accused else _SURELY)
    elif told.act in _ASSERTS:
        enough = likeness.both >= _least(told, denied, likeness, own, own or spoken_of) or (
            bool(told.act) and _wholly(told, denied, likeness)
        )
        enough = enough and (own or spoken_of or not _having_to_do(denied))
    else:
        enough = False
    if enough:
        yield Against("denial", min(0.95, 0.5 + likeness.both), one.cue.text, other.cue.text)


def _least(told: Telling, denied: Telling, likeness: Likeness, own: bool, answered: bool) -> float:
    """The share of both tellings' words from which on what is denied in the one is what is told in the other."""
    if not told.act or not _begins(told, denied):
        return _SURELY
    if own and likeness.less >= _OWN_OF:
        return _OWN
    if answered:
        return _NEARLY if likeness.less >= _HALF else _DENIED
    return _FIRST


def _names_the_speaker(denied: Telling, told: Telling) -> bool:
    """Whether what is denied names the person who tells it, in whatever spelling: 'her allegations'."""
    if told.kind != "person":
        return False
    return any(
        min(len(a), len(b)) > 3 and fuzz.ratio(a, b) >= _ONE_NAME for a in told.who for b in denied.stems & denied.named
    )


def _begins(told: Telling, denied: Telling) -> bool:
    """Whether the first words of what is told are of what is denied, or of who denies it: it may come up in passing."""
    first = [stem(word) for word in told.words[: 2 * _HEAD]]
    held = (denied.stems - told.lands) | denied.who
    return any(word in held and weight(word) >= _SAYS for word in first) or bool(lands(first) & denied.who)


def _wholly(told: Telling, denied: Telling, likeness: Likeness) -> bool:
    """Whether nearly all of what is denied, in few words, is told, among more."""
    if likeness.less < _WHOLE or likeness.both < _AMONG or _having_to_do(denied):
        return False
    return weights(denied.stems) < weights(told.stems)


def _having_to_do(denied: Telling) -> bool:
    """Whether somebody denies having to do with something, which he does not deny itself."""
    first = next((word for word in map(stem, denied.words) if weight(word) >= _SAYS), "")
    return first in _involved() or first.removesuffix(_HIS) in _involved()


def _not_so(told: Telling, denied: Telling) -> bool:
    """Whether what is told says with a 'not', 'un-' or 'without' what the other one denies."""
    without = {stem(after) for word, after in pairwise(told.words) if word in _without()}
    as_well = {stem(after) for word, after in pairwise(denied.words) if word in _without()}
    return not (without - as_well).isdisjoint(denied.stems)


def _turned(one: Telling, other: Telling, likeness: Likeness) -> Iterator[Against]:
    """One says with a 'not' what the other one says without it."""
    if likeness.both < _TURNED or one.denied or other.denied or not {one.act, other.act} <= _ASSERTS:
        return
    for mine, yours in ((one, other), (other, one)):
        turned = {word for word in mine.negated & yours.stems if [*map(stem, mine.words)].count(word) == 1}
        if turned and not yours.negated and _except().isdisjoint((*mine.words, *yours.words)):
            words = _in_order(one, mine, min(turned), "")
            yield Against("denial", 0.3 + likeness.both / 2, *words)


def _counts(one: Telling, other: Telling, likeness: Likeness) -> Iterator[Against]:
    """Numbers of one kind that differ, where both seem to be of one happening."""
    least = _SAME_DAY if one.day == other.day != "" else _TOPIC
    first_told = _first_told(one, other, likeness)
    alike = likeness.both >= least or likeness.shared >= _MATTER
    if not alike and not (likeness.both >= _HARDLY and _near(one.day, other.day, 1, known=True)):
        return
    if not _near(one.day, other.day) or _apart(one, other, likeness) or _other_time(one, other):
        return
    for first, second in _numbers(one, other, likeness.both, first_told):
        smaller, larger = sorted((first.value, second.value))
        if likeness.both < least and (first.fighters or second.fighters):
            continue
        if not alike and (
            first.of not in _VICTIMS or (larger > smaller * _CLOSE and not first_told) or _abroad(one, other)
        ):
            continue
        low, high = (one, other) if first.value < second.value else (other, one)
        if high.rising or (likeness.speakers == "same" and low.day != high.day):
            continue  # a count that has grown, as is said, or as who counts tells on another day
        if larger - smaller == 1 and with_the_attacker(high.words) > with_the_attacker(low.words):
            continue
        sure = min(0.95, 0.55 + likeness.both) - (_LOOSE if min(first, second).least else 0)
        yield Against("number", sure, _written(first), _written(second), first.of)


def _ages(one: Telling, other: Telling, likeness: Likeness) -> Iterator[Against]:
    """The years of somebody whom both name: the one name holds all words of the other, so that it is not of his kin."""
    if likeness.both < _TOPIC:
        return
    for mine, years in one.ages:
        for yours, others in other.ages:
            if (mine <= yours or yours <= mine) and 0 < abs(years - others) <= _YEARS:
                yield Against("number", min(0.95, 0.55 + likeness.both), f"{years}", f"{others}", "age")


def _dates(one: Telling, other: Telling, likeness: Likeness) -> Iterator[Against]:
    """The one day that each names differs, as a date or as a day of the week; 'today' and 'tomorrow' depend on when a text was written."""
    if likeness.both < _ON_A_DAY or len(one.dates) != 1 or len(other.dates) != 1:
        return
    (mine,), (yours,) = one.dates, other.dates
    differ = mine.value[5:] != yours.value[5:] if mine.exact and yours.exact else mine.weekday != yours.weekday
    if differ:  # a year is seldom written, and then only supposed
        yield Against("date", 0.2 + likeness.both / 2, mine.value, yours.value)


def _places(one: Telling, other: Telling, likeness: Likeness) -> Iterator[Against]:
    """Each names a place where it was, of which the other's whole report does not speak."""
    if likeness.both < _PLACED or one.day != other.day:
        return
    here, there = (_only(mine.sites, yours) for mine, yours in ((one, other), (other, one)))
    if here and there and not any(_spelled_alike(a, b) for a in here for b in there):
        yield Against("place", 0.15 + likeness.both / 2, min(here), min(there))


def _tenses(one: Telling, other: Telling, likeness: Likeness) -> Iterator[Against]:
    """What will happen for one has happened for the other, who told it no later."""
    if likeness.both < _DATED:
        return
    for mine, yours in ((one, other), (other, one)):
        done = sorted((mine.future - mine.past) & (yours.past - yours.future))
        earlier = yours.at < mine.at if mine.at and yours.at else yours.day < mine.day
        if done and earlier and mine.day and yours.day:
            yield Against("tense", 0.2 + likeness.both / 2, *_in_order(one, mine, f"\u0633\u0640 {done[0]}", done[0]))


def _first_told(one: Telling, other: Telling, likeness: Likeness) -> bool:
    """Whether two reports of one day or the next begin with it: what they are about is one happening, however else its toll is told."""
    leads = all(telling.spans and telling.spans[0].start < _LEAD for telling in (one, other))
    return leads and likeness.both >= _HEADED and _near(one.day, other.day, 1, known=True)


def _numbers(one: Telling, other: Telling, both: float, first_told: bool) -> Iterator[tuple[Number, Number]]:
    """Pairs of numbers of one kind that cannot both be right; none where the two share a number of that kind, or one is made up of the other's."""
    shared = {number.of for number in one.numbers} & {number.of for number in other.numbers}
    for kind in sorted(
        shared, key=lambda kind: (kind != "killed", kind)
    ):  # of what is equally sure the dead are told first
        slight = kind not in COUNTED and both < _OTHERWISE
        if slight and (both < _TOPIC or kind in _measures() or _abroad(one, other)):
            continue
        if kind in _prices() and one.day != other.day:
            continue
        mine, yours = ([number for number in telling.numbers if number.of == kind] for telling in (one, other))
        if slight and not _slightly(mine, one, yours, other):
            continue
        others, another = (some + _people(telling) for some, telling in ((mine, one), (yours, other)))
        if _add_up(mine, one, yours) or _add_up(yours, other, mine):
            continue
        if not any(_agree(a, b) for some in ((mine, another), (others, yours)) for a in some[0] for b in some[1]):
            first, second = (max(some, key=lambda number: number.value) for some in (mine, yours))
            low, high = sorted((first.value, second.value))
            if (first.fighters or second.fighters) and one.day != other.day:
                continue  # a war has its dead every day
            far = _FAR + _FURTHER * max(0.0, both - _TOPIC)
            if both >= _TOPIC and kind in _LOST and not (first.fighters or second.fighters or _abroad(one, other)):
                far += 1  # in the first hours they are few
            far = min(_FARTHEST, far)
            if first_told and kind in _VICTIMS and not (first.fighters or second.fighters or _abroad(one, other)):
                far = _GROWN
            if high <= low * far:
                yield first, second


def _slightly(mine: list[Number], one: Telling, yours: list[Number], other: Telling) -> bool:
    """Whether of what is counted both tell one number, nearly the same, and neither tells parts of the other's or that it is more."""
    if len(mine) > 1 or len(yours) > 1 or not _near(one.day, other.day, 1, known=True):
        return False
    low, high = sorted((*mine, *yours), key=lambda number: number.value)
    parts = {a.value + b.value for telling in (one, other) for a, b in combinations(telling.numbers, 2)}
    about = low.least or low.near or high.near
    return high.value <= low.value * _SLIGHTLY and not about and high.value not in parts


def tolls_differ(one: Telling, other: Telling) -> bool:
    """Whether both count those whom something befell, and agree in none of these numbers: they do not tell one thing, if they do not
    contradict one another."""
    kinds = {number.of for number in one.numbers} & {number.of for number in other.numbers} & COUNTED
    return any(
        not any(_agree(a, b) for a in one.numbers for b in other.numbers if a.of == b.of == kind) for kind in kinds
    )


def _add_up(mine: list[Number], telling: Telling, yours: list[Number]) -> bool:
    """Whether a number of the one side is the sum, or the rest, of two that the other side has; or the sum of one and of the next,
    of whom it is not told again what befell them: 'fourteen pupils killed and three teachers'."""
    sums = {abs(a.value + sign * b.value) for a, b in combinations(mine, 2) for sign in (1, -1)}
    sums |= {a.value + b.value for a, b in pairwise(telling.numbers) if a in mine and b.of not in COUNTED | {"people"}}
    return any(number.value in sums for number in yours)


def _written(number: Number) -> str:
    return f"{number.value:,.0f}" if number.value.is_integer() else f"{number.value:g}"


def _people(telling: Telling) -> list[Number]:
    """Numbers of people of which it is not told what befell them: as 'sixteen children' among twenty dead."""
    return [number for number in telling.numbers if number.of == "people"]


def _agree(one: Number, other: Number) -> bool:
    low, high = sorted((one, other), key=lambda number: number.value)
    if low.value == high.value or ((low.near or high.near) and low.value * 1.1 >= high.value):
        return True
    if high.value <= low.value * _ROUNDED and 0 in (low.value % 1000, high.value % 1000):
        return True
    return low.more and low.value % 10 == 0 and high.value <= low.value * _ROUND


def _apart(one: Telling, other: Telling, likeness: Likeness) -> bool:
    """Whether two tellings name days or years of which they share none, or each a place of which the other one does not speak."""
    days, others = ({day.weekday for day in telling.dates} for telling in (one, other))
    if days and others and days.isdisjoint(others) and likeness.both < _ANYHOW:
        return True
    if one.years != other.years and (one.years or other.years):
        return True
    if one.coasts and other.coasts and one.coasts.isdisjoint(other.lands) and other.coasts.isdisjoint(one.lands):
        return True
    if any(_spelled_alike(a, b) for a in one.sites for b in other.sites):
        return False
    here, there = ({w for site in telling.sites for w in stems(site)} - _sides() for telling in (one, other))
    return bool(here and there) and here.isdisjoint(other.stems) and there.isdisjoint(one.stems)


def _abroad(one: Telling, other: Telling) -> bool:
    """Whether each names countries of which the other one names none."""
    return bool(one.lands and other.lands) and one.lands.isdisjoint(other.lands)


def _other_time(one: Telling, other: Telling) -> bool:
    """Whether one counts over a stretch of time and the other one does not, or over another one."""
    if not one.stretches or not other.stretches:
        return bool(one.stretches or other.stretches)
    mine, yours = ({stem for stem in telling.stretches if stem.isdigit()} for telling in (one, other))
    return mine != yours or one.stretches.isdisjoint(other.stretches)


def _near(one: str, other: str, days: int = _DAYS, known: bool = False) -> bool:
    """Whether two days are no more than ``days`` apart; where one cannot be told, whether both need not be ``known``."""
    if len(one) < 10 or len(other) < 10:
        return not known
    try:
        return abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days) <= days
    except ValueError:
        return not known


def _only(places: Iterable[str], other: Telling) -> frozenset[str]:
    """Those places of which the other telling's report does not hold a word; none where it names one of them."""
    found = frozenset(place for place in places if not other.around.intersection(stems(place)))
    return found if len(found) == len(frozenset(places)) else frozenset()


def _in_order(one: Telling, mine: Telling, here: str, there: str) -> tuple[str, str]:
    return (here, there) if mine is one else (there, here)


def _spelled_alike(one: str, other: str) -> bool:
    """Whether two names may be one place in two spellings."""
    return fuzz.ratio(" ".join(stems(one)), " ".join(stems(other))) >= _SPELLED


@cache
def _without() -> frozenset[str]:
    told = table("compare")["claims"]
    return frozenset(map(fold, (*told["without"], *told["except"])))


@cache
def _prices() -> frozenset[str]:
    """Stems of what prices and rates are told in."""
    return frozenset(counted_stem(fold(word)) for word in table("compare")["claims"]["prices"])


@cache
def _measures() -> frozenset[str]:
    """Stems of units, of which two that stand near the same words measure other things, and of prices."""
    told = table("compare")["claims"]
    months = (word for phrase in numerals().months for word in phrase)
    units = map(fold, (*told["units"], *told["measures"], *told["shares"]))
    return frozenset(map(counted_stem, (*units, *months))) | _prices()


@cache
def _sides() -> frozenset[str]:
    """Stems of words of place, as 'east', that many places' names hold."""
    return frozenset(stem(fold(word)) for word in table("events")["places"])


@cache
def _involved() -> frozenset[str]:
    """Stems of 'involvement', 'responsibility' and the like."""
    return frozenset(stem(fold(word)) for word in table("compare")["claims"]["involved"])


@cache
def _except() -> frozenset[str]:
    """Words of a 'not ... but', which says that something is so."""
    return frozenset(map(fold, table("compare")["claims"]["except"]))
