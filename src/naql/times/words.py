"""The temporal lexicon, compiled: folded words to what they mean, and numbers in digits or in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, cached_property, lru_cache

from naql.lexicon import pairs, rows, table
from naql.text import fold

_WAW, _FA, _BA, _LAM, _KAF = (
    "\N{ARABIC LETTER WAW}",
    "\N{ARABIC LETTER FEH}",
    "\N{ARABIC LETTER BEH}",
    "\N{ARABIC LETTER LAM}",
    "\N{ARABIC LETTER KAF}",
)
_ARTICLE = "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER LAM}"
_ROOM = 1 << 12  # words whose clitics are remembered
_LONGEST = 3  # words in a fixed temporal phrase
_SIN, _YA, _TA, _NUN, _HA = (
    "\N{ARABIC LETTER SEEN}",
    "\N{ARABIC LETTER YEH}",
    "\N{ARABIC LETTER TEH}",
    "\N{ARABIC LETTER NOON}",
    "\N{ARABIC LETTER HEH}",
)
_PERSONS = (_YA, _TA, _NUN)  # "I shall" has the letters of other words once folded
_PRONOUNS = (_HA, _HA + "\N{ARABIC LETTER ALEF}")  # 'after it'

DIGITS = "0"  # stands for every number in figures


class Phrases(dict[tuple[str, ...], int | str]):
    """Tuples of folded words to what they mean."""

    @cached_property
    def first(self) -> frozenset[str]:
        """The words that a phrase begins with."""
        return frozenset(phrase[0] for phrase in self)


class TimeWords:
    """What each temporal word means. Phrases are tuples of folded words; ``triggers`` are the words that may begin an expression."""

    def __init__(self) -> None:
        lexicon = table("times")
        self.weekdays = _phrases(lexicon["weekdays"], int)
        self.months = _phrases(lexicon["months"], int)
        for row in rows("months"):
            self.months[tuple(fold(row["name"]).split())] = int(row["month"])
        self.hijri = _phrases(lexicon["hijri"], int)
        self.persian = _phrases(lexicon["persian"], int)
        self.days = _phrases(lexicon["days"], int)
        self.references = _phrases(lexicon["references"], str)
        self.sets = _phrases(lexicon["sets"], str)
        self.units = {words[0]: str(unit) for words, unit in _phrases(lexicon["units"], str).items()}
        self.parts = {words[0]: str(part) for words, part in _phrases(lexicon["parts"], str).items()}
        self.part_phrases = Phrases({**_phrases(lexicon["parts"], str), **_phrases(lexicon["part_phrases"], str)})
        self.seasons = {words[0]: str(season) for words, season in _phrases(lexicon["seasons"], str).items()}
        self.decades = {words[0]: str(digit) for words, digit in _phrases(lexicon["decades"], str).items()}
        self.cardinals = {words[0]: int(n) for words, n in _phrases(lexicon["numbers"], int).items()}
        self.ordinals = {words[0]: int(n) for words, n in _phrases(lexicon["ordinals"], int).items()}
        self.eras = {name: _set(words) for name, words in lexicon["eras"].items()}
        self.duals, self.plurals = _set(lexicon["duals"]["words"]), _set(lexicon["plurals"]["words"])
        self.past, self.future = _set(lexicon["past"]["words"]), _set(lexicon["future"]["words"])
        self.present, self.this = _set(lexicon["present"]["words"]), _set(lexicon["this"]["words"])
        self.phases, self.about = _set(lexicon["phases"]["words"]), _set(lexicon["about"]["words"])
        self.about_pairs = _tuples(lexicon["about"]["pairs"])
        self.fractions = {words[0]: int(n) for words, n in _phrases(lexicon["fractions"], int).items()}
        self.every = _set(lexicon["every"]["words"])
        self.utc_pair = tuple(fold(lexicon["clock"]["utc_pair"]).split())
        self.vague, self.few = _set(lexicon["vague"]["words"]), _set(lexicon["vague"]["few"])
        self.after_in = _tuples(lexicon["after_in"]["words"])
        self.near_to = _tuples(lexicon["near_to"]["words"])
        self.counted = _set(lexicon["counted"]["words"])
        self.in_ = _set(lexicon["after_in"]["in"])
        self.anniversary = _set(lexicon["anniversary"]["words"])
        self.general_year = _set(lexicon["general"]["year"])
        self.general = frozenset(
            clitic + word for word in _set(lexicon["general"]["words"]) for clitic in ("", _WAW, _FA, _BA)
        )
        self.general |= {_LAM + word[1:] for word in _set(lexicon["general"]["words"])}
        self.in_a_word = _phrases(lexicon["spans"], str)
        self.sometime, self.moments = _tuples(lexicon["sometime"]["words"]), _tuples(lexicon["moments"]["words"])
        self.later, self.formerly = _set(lexicon["later"]["words"]), _set(lexicon["formerly"]["words"])
        self.periodicals, self.not_days = _set(lexicon["periodicals"]["words"]), _set(lexicon["not_days"]["words"])
        self.outlets = {name: _set(words) for name, words in lexicon["outlets"].items()}
        self.late = {name: _set(words) for name, words in lexicon["late"].items()}
        self.night = {name: _set(words) for name, words in lexicon["night"].items()}
        self.same = {name: _set(words) for name, words in lexicon["same"].items()}
        self.often = {name: _set(words) for name, words in lexicon["often"].items()}
        self.before_christ = _tuples(lexicon["before_christ"]["phrases"])
        self.epithets = _set(lexicon["epithets"]["words"])
        self.persian_alone = _set(lexicon["persian_alone"]["words"])
        self.range, self.full = _set(lexicon["about"]["range"]), _set(lexicon["about"]["full"])
        self.or_ = _set(lexicon["about"]["or"])
        self.quarters = _set(lexicon["quarters"]["words"])
        self.future_verbs = _future_verbs()
        self.rows = [tuple(fold(words).split()) for words in lexicon["glue"]["row"]]
        clock = lexicon["clock"]
        self.clock = fold(clock["word"])
        self.zones, self.utc, self.local = _set(clock["zones"]), _set(clock["utc"]), _set(clock["local"])
        self.past_hour = {30: _set(clock["half"]), 20: _set(clock["third"]), 15: _set(clock["quarter"])}
        self.to_hour = {15: _set(clock["minus_quarter"]), 20: _set(clock["minus_third"])}
        self.minus, self.clock_at, self.holy = _set(clock["minus"]), _set(clock["at"]), _set(clock["holy"])
        self.halves_of_day = {word: "TMO" for word in _set(clock["morning"])}
        self.halves_of_day.update((word, "TEV") for word in _set(clock["evening"]))
        self.glue = {name: _set(words) for name, words in lexicon["glue"].items()}
        self.triggers = self._triggers()
        self.heads = self._heads()
        self.bare = lru_cache(maxsize=_ROOM)(self._bare)

    def _heads(self) -> dict[str, frozenset[str]]:
        """The words, DIGITS for a number in figures, with which the expressions of each parser can begin."""
        first = {phrase[0] for phrases in (self.references, self.sets, self.in_a_word) for phrase in phrases}
        units = {_ARTICLE + word for word in self.units}
        numbers = {DIGITS, *self.cardinals}
        parsers = {
            "fixed": {*first, *self.every, *self.parts, *self.units},
            "often": {*numbers, *self.often["words"]},
            "clock": {DIGITS, self.clock, *self.ordinals},
            "named": {*self.same["that"], *self.same["before"], *units, *(w for w in self.parts if w[:2] == _ARTICLE)},
            "phase": {*self.phases, *self.glue["half"], *self.glue["quarter"], *self.night["middle"]},
            "year": {DIGITS, *self.glue["year"], *self.this, *self.seasons, *(_ARTICLE + w for w in self.seasons)},
            "period": {*self.this, *units},
            "age": {DIGITS, _ARTICLE, *self.glue["aged"], *self.ordinals},
            "hours": self.glue["hours"],
            "each": {*self.every, *self.often["words"]},
            "decade": {*self.glue["century"], *self.decades, *(_ARTICLE + word for word in self.decades)},
        }
        return {name: frozenset(words) for name, words in parsers.items()}

    def _triggers(self) -> frozenset[str]:
        words: set[str] = set()
        for phrases in (
            self.weekdays,
            self.months,
            self.hijri,
            self.days,
            self.references,
            self.sets,
            self.part_phrases,
            self.in_a_word,
        ):
            words.update(phrase[0] for phrase in phrases)
        for single in (self.units, self.parts, self.seasons, self.decades, self.cardinals, self.ordinals):
            words.update(single)
        words |= self.phases | self.about | self.this | self.vague | self.every | {self.clock, *self.fractions}
        words.update(pair[0] for pair in self.about_pairs)
        for name in ("month", "year", "day", "ago", "after", "century", "half", "quarter", "aged", "hours"):
            words |= self.glue[name]
        words |= {before + pronoun for before in self.glue["ago"] | self.glue["after"] for pronoun in _PRONOUNS}
        words |= self.late["hours"] | self.same["that"] | self.same["before"] | self.often["words"] | self.range
        articled = (*self.units, *self.seasons, *self.decades, *self.cardinals)
        words |= {_ARTICLE, *(_ARTICLE + word for word in articled)}
        return frozenset(words)

    def phrase(
        self, phrases: Phrases, words: Sequence[str], at: int, first: str | None = None
    ) -> tuple[int | str, int] | None:
        """The longest phrase that begins at word ``at`` (read as ``first`` if given): what it means, and the word behind it."""
        head = words[at] if first is None else first
        if head not in phrases.first:
            return None
        for length in range(_LONGEST, 0, -1):
            found = phrases.get((head, *words[at + 1 : at + length]))
            if found is not None and at + length <= len(words):
                return found, at + length
        return None

    def after_christ(self, words: Sequence[str], at: int) -> int:
        """The word behind 'before Christ' at word ``at``; ``at`` where something else stands there."""
        for phrase in self.before_christ:
            if tuple(words[at : at + len(phrase)]) == phrase:
                return at + len(phrase)
        return at

    @staticmethod
    def conjoined(word: str) -> str:
        """``word`` without 'and' or 'so' written on it."""
        return word[1:] if word[0] in (_WAW, _FA) and len(word) > 2 else word

    def _bare(self, word: str) -> tuple[str, int]:
        """``word`` without the clitics before it, if a temporal word is left, and how many characters they take."""
        if word in self.triggers:
            return word, 0
        cut = 0
        if word[0] in (_WAW, _FA) and (len(word) > 3 or word[1:] in self.every):
            cut, rest = 1, word[1:]
            if rest in self.triggers:
                return rest, cut
        else:
            rest = word
        if len(rest) > 3 and rest[0] in (_BA, _LAM, _KAF):
            if rest[1:] in self.triggers:
                return rest[1:], cut + 1
            if rest[:2] == _LAM + _LAM and _ARTICLE + rest[2:] in self.triggers:
                return _ARTICLE + rest[2:], cut + 1
        return word, 0

    def unit(self, word: str) -> tuple[str, str] | None:
        """The designator of a unit of time and the indefinite form of its word ('' in front where definite)."""
        found = self.units.get(word)
        if found is not None:
            return found, word
        if word[:2] == _ARTICLE:
            found = self.units.get(word[2:])
            if found is not None:
                return found, word[2:]
        return None

    def number(self, words: Sequence[str], at: int, first: str | None = None) -> tuple[int, int] | None:
        """The cardinal number in digits or in words at word ``at``, and the word behind it."""
        word = words[at] if first is None else first
        if word.isdecimal():
            return (int(word), at + 1) if len(word) < 7 else None
        value = self._cardinal(word)
        if value is None:
            return None
        total, group, at = 0, value, at + 1
        if value in (1000, 2000):
            total, group = value, 0
        while at < len(words):
            word = words[at]
            joined = word[0] == _WAW and len(word) > 1
            rest = self._cardinal(word[1:] if joined else word)
            if rest is None:
                break
            if not joined and rest == 10 and 0 < group < 10:
                group += 10
            elif not joined and rest == 100 and 0 < group < 10:
                group *= 100
            elif not joined and rest == 1000 and group:
                total, group = total + group * 1000, 0
            elif joined and (rest >= 20 or group >= 100 or not group):
                group += rest
            else:
                break
            at += 1
        return total + group, at

    def _cardinal(self, word: str) -> int | None:
        value = self.cardinals.get(word)
        if value is None and word[:2] == _ARTICLE:
            value = self.cardinals.get(word[2:])
        return value

    def ordinal(self, words: Sequence[str], at: int, first: str | None = None) -> tuple[int, int] | None:
        """The ordinal of a day ('the seventh', 'the twenty-first') at word ``at``, and the word behind it."""
        value = self.ordinals.get(words[at] if first is None else first)
        if value is None:
            return None
        at += 1
        if at < len(words):
            if value < 10 and words[at] in self.glue["teen"]:
                return value + 10, at + 1
            if value < 10 and words[at][0] == _WAW and self.ordinals.get(words[at][1:], 0) >= 20:
                return value + self.ordinals[words[at][1:]], at + 1
        return value, at


class _FutureVerbs:
    """Which words put a sentence into the future, and which into the past."""

    def __init__(self, lexicon: dict[str, list[str]]) -> None:
        self.marks, self.was = _set(lexicon["words"]), _set(lexicon["past"])
        self.planned = _set(lexicon["planned"])
        self.nouns = _set(lexicon["nouns"])
        self.letters = int(str(lexicon["letters"]))
        verbs = pairs("verb_forms")
        imperfects = {fold(row["imperfect"]) for row in rows("verbs")} | _set(lexicon["verbs"])
        imperfects |= {
            fold(form) for row in rows("cues") if row["pos"] == "verb" for form in row["parts"].split(";")[:1]
        }
        self.stems = frozenset(word[1:] for word in imperfects if word[:1] == _YA)
        self.past = _set(lexicon["stop"]) | {
            form for form, ambiguous in verbs.items() if ambiguous == "0" and form[0] not in (_YA, _TA, _NUN)
        }
        self.other = pairs("word_kinds").keys() | self.nouns

    def future(self, word: str) -> bool:
        """Whether a folded word, without a conjunction before it, is a verb of the future."""
        if word[0] != _SIN or len(word) < 4 or word in self.nouns:
            return False
        if word[1] in _PERSONS and (word[2:] in self.stems or word[2:-2] in self.stems):
            return True
        if len(word) < self.letters:
            return False
        if word[1:3] == _TA + _TA:
            return True  # no noun begins so
        return word[1] == _YA and word[-1] != _HA and not {word, word[: -len(_PRONOUNS[1])]} & self.other


@cache
def _future_verbs() -> _FutureVerbs:
    return _FutureVerbs(table("times")["ahead"])


def _tuples(phrases: Iterable[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(fold(words).split()) for words in phrases)


def _phrases(lexicon: dict[str, Iterable[str]], kind: type) -> Phrases:
    return Phrases(
        {tuple(fold(written).split()): kind(meaning) for meaning, spellings in lexicon.items() for written in spellings}
    )


def _set(words: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)
