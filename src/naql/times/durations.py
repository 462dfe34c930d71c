"""Durations: 'for seven years', 'two hours', and the dates that one before now means."""

from __future__ import annotations

import re

from naql.times import calendar
from naql.times.cursor import ARTICLE, CLOCK_UNITS, Found
from naql.times.dates import as_date
from naql.times.periods import Periods

_WAW, _BA, _LAM = "\u0648", "\u0628", "\u0644"
_FEMININE = "\u0647\u064a"
_OLDEST = 120  # years of a life
_YEARS_MONTHS = re.compile(r"P(\d{1,3})Y(\d+)M")
_ORDER = ("S", "M", "H", "D", "W", "Mo", "Y", "Y10", "Y100")
_SCALES = {"Y10": (10, "Y"), "Y100": (100, "Y"), "Mo": (1, "M")}
_SMALLER = {
    "H": ("M", 60),
    "D": ("H", 24),
    "Y": ("Mo", 12),
    "Y10": ("Y", 10),
    "Y100": ("Y", 100),
}  # of which a half is told


class Durations(Periods):
    """The parser of durations. It takes a word number and returns what begins there, or None."""

    def duration(self, i: int) -> Found | None:
        """'For seven years', 'two hours and a half', 'three weeks ago', 'some days'."""
        lexicon, k = self.lexicon, i
        then = self.since_then(i)
        if then is not None:
            return then
        ago = self.word(k) in lexicon.glue["ago"]
        later = self.word(k) in lexicon.glue["after"]
        if ago or later:
            k += 1
            if self.near(k) and self.words[k] in lexicon.glue["elapsed"]:
                k += 1
            if k == i + 1 and not self.near(k):
                return None
        led = False
        while k < len(self.words) and (k == i or self.near(k)):
            if k > i and self.phrase(lexicon.in_a_word, k) is not None:
                break
            if self.word(k) in lexicon.about:
                k += 1
            elif (pair := self.pair(k)) is not None:
                k = pair
            else:
                break
            led = True
        if k >= len(self.words) or (k > i and not self.near(k)):
            return None
        length = self.phrase(lexicon.in_a_word, k) if k > i else None
        if length is not None:
            return Found(i, length[1], "DURATION", str(length[0]))
        either = self.either(k)
        if either is not None:
            return Found(i, either[1], "DURATION", either[0])
        amount = self.amount(k)
        if amount is None:
            return None
        count, unit, after, definite = amount
        direction_after = after
        articled = self.word(k)[:2] == ARTICLE and not definite
        if articled and not led and not (self.near(after) and self.words[after] in lexicon.past | lexicon.future):
            return None  # 'the four, hours later': the number is another noun's
        one = self.words[after - 1]
        if (
            self.word(k)[:2] == one[:2] == ARTICLE
            and after > k + 1
            and one.removeprefix(ARTICLE) not in lexicon.plurals
        ):
            return None  # 'the Twenty, the past year': what is counted from eleven on has no article
        if self.near(after) and self.words[after] in lexicon.few:
            after += 1
        if definite and count == "X":
            counted = self.counted(after)
            if counted is not None:
                count, after = str(counted[0]), counted[1]
        if self.near(after) and (self.words[after] in lexicon.past or self.words[after] in lexicon.future):
            after += 1
        elif definite and after == direction_after and not led:
            return None
        full = self.near(after) and self.words[after] in lexicon.full
        joined = None if definite or count == "X" or full else self.joined(after, count, unit)
        if joined is not None and ago:
            return Found(i, joined[1], "DATE", self.months_before(joined[0]))
        if joined is not None:
            return Found(i, joined[1], "DURATION", joined[0])
        bare = not (led or ago or later or full)
        if bare and unit in ("Y10", "Y100") and after == direction_after:
            return None  # a contract has the letters of a decade
        if bare and count == "1" and after == k + 1 and not self.second_of_two(i):
            return None
        if bare and count == "X" and after == k + 1 and k == i and not self.lasts(i, after):
            return None
        if later or ago:
            told = self.from_told(i, after, count, unit, ago)
            if told is not None:
                return told
        return self.measured(i, after + full, count, unit, ago)

    def lasts(self, i: int, after: int) -> bool:
        """Whether years, days, ... at word ``i`` are a length: 'for' is written on them and nothing they belong to follows, or 'of' does."""
        led = self.words[i] != self.word(i) and self.words[i][:1] == _LAM and not self.starts_definite(after)
        return led or (self.near(after) and self.words[after] in self.lexicon.glue["from"])

    def starts_definite(self, k: int) -> bool:
        """Whether a noun with the article follows at word ``k``."""
        return self.near(k) and self.words[k][:2] == ARTICLE

    def age(self, i: int) -> Found | None:
        """'At the age of 92', 'aged twelve', 'at eight of his life'."""
        glue, word = self.lexicon.glue, self.word(i)
        aged = word in glue["aged"]
        k = i + 1 if aged else i
        if aged and not self.near(k):
            return None
        number = self.years_old(k)
        if number is None and aged:
            number = self.lexicon.number(self.words, k)
        if number is None or not 0 < number[0] <= _OLDEST:
            return None
        years, k = number
        if aged:
            unit = self.lexicon.unit(self.words[k]) if self.near(k) else None
            if unit is not None and unit[0] not in ("Y", "Mo"):
                return None
            return Found(i, k + (unit is not None), "DURATION", self.length(str(years), unit[0] if unit else "Y"))
        if not self.near(k) or self.words[k] not in glue["from"] or not self.near(k + 1):
            return None
        return Found(i, k + 2, "DURATION", self.length(str(years), "Y")) if self.words[k + 1] in glue["age"] else None

    def years_old(self, k: int) -> tuple[int, int] | None:
        """'The 92', 'the second and ninetieth' at word ``k``, and the word behind it."""
        if self.word(k) == ARTICLE and self.near(k + 1) and self.words[k + 1].isdecimal():
            return int(self.words[k + 1]), k + 2
        number = self.article_number(k) or self.lexicon.ordinal(self.words, k, self.word(k))
        if number is not None and self.word(k)[-1] not in _FEMININE and number[0] < 20 and number[1] == k + 1:
            return None  # Omar the First: a year is feminine
        if number is None or number[0] >= 10 or not self.near(number[1]) or self.words[number[1]][0] != _WAW:
            return number
        tens = self.lexicon.number(self.words, number[1], self.words[number[1]][1:])
        return number if tens is None or tens[0] % 10 or tens[0] > 90 else (number[0] + tens[0], tens[1])

    def each(self, i: int) -> Found | None:
        """'Every two weeks', 'once every 20 minutes'."""
        lexicon, k = self.lexicon, i
        if self.word(k) in lexicon.often["words"] and self.near(k + 1) and self.words[k + 1] in lexicon.every:
            k += 1
        if self.word(k) not in lexicon.every or not self.near(k + 1):
            return None
        head, at = self.head, self.at
        self.head, self.at = self.words[k + 1], k + 1
        amount = self.amount(k + 1)
        self.head, self.at = head, at
        if amount is None or amount[0] == "X" or amount[3]:
            return None
        return Found(i, amount[2], "SET", self.length(amount[0], amount[1]))

    def counted(self, k: int) -> tuple[int, int] | None:
        """The number behind a definite noun ('the five years', 'the 24 hours') at word ``k``, and the word behind it."""
        if not self.near(k):
            return None
        return self.article_number(k) or (self.lexicon.number(self.words, k) if self.words[k][:2] == ARTICLE else None)

    def second_of_two(self, i: int) -> bool:
        """Whether a duration joined by 'and' stands right before word ``i``: 'between some days and a year'."""
        if not self.found or self.found[-1].last != i or self.words[i] == self.word(i) or self.text.gaps[i] != " ":
            return False
        before = self.found[-1]
        return before.time.type == "DURATION" and self.behind(before.first, self.lexicon.range)

    def either(self, k: int) -> tuple[str, int] | None:
        """'Three or four hours', 'between three and four hours': the value of the lower one, and the word behind."""
        lexicon = self.lexicon
        if self.word(k) in lexicon.range and self.near(k + 1):
            k += 1
        number = lexicon.number(self.words, k, self.word(k))
        if number is None or number[1] >= len(self.words):
            return None
        low, after = number
        word = self.words[after]
        if (word == _WAW and after + 1 < len(self.words) and self.text.gaps[after + 1] == "") or (
            self.near(after) and word in lexicon.or_ | lexicon.glue["range"] and self.near(after + 1)
        ):
            high = lexicon.number(self.words, after + 1)
        elif self.near(after) and word[0] == _WAW and len(word) > 2:
            high = lexicon.number(self.words, after, word[1:])
        else:
            return None
        if high is None or high[0] <= low or not self.near(high[1]):
            return None
        unit = lexicon.unit(self.words[high[1]])
        if unit is None or unit[1] != self.words[high[1]]:
            return None
        return self.length(str(low), unit[0]), high[1] + 1

    def joined(self, k: int, count: str, unit: str) -> tuple[str, int] | None:
        """The duration that goes on at word ``k`` ('and 31 minutes', 'and a half'): the whole value, and the word behind."""
        parts = [(count, unit)]
        while k < len(self.words) and self.text.gaps[k] == " " and self.words[k][0] == _WAW:
            if self.words[k] == _WAW:
                if k + 1 >= len(self.words) or self.text.gaps[k + 1] or not self.words[k + 1].isdecimal():
                    break
                start, word = k + 1, self.words[k + 1]
            else:
                start, word = k, self.words[k][1:]
            head, at = self.head, self.at
            self.head, self.at = word, start
            divisor = self.lexicon.fractions.get(word)
            amount = None if divisor else self.amount(start)
            self.head, self.at = head, at
            if divisor:
                smaller = _SMALLER.get(parts[-1][1])
                if smaller is None:
                    break
                k = start + 1
                following = self.lexicon.unit(self.words[k]) if self.near(k) else None
                if following is not None:
                    if following[0] != parts[-1][1]:
                        break
                    k += 1
                parts.append((str(smaller[1] // divisor), smaller[0]))
                break
            if amount is None or amount[0] == "X" or amount[3] or _ORDER.index(amount[1]) >= _ORDER.index(parts[-1][1]):
                break
            parts.append((amount[0], amount[1]))
            k = amount[2]
        if len(parts) == 1:
            return None
        return self.sum(parts), k

    @staticmethod
    def sum(parts: list[tuple[str, str]]) -> str:
        """The ISO value of several counts and units, the largest first."""
        counts: dict[str, int] = {}
        for count, unit in parts:
            scale, designator = _SCALES.get(unit, (1, unit[0]))
            key = ("T" if unit in CLOCK_UNITS else "") + designator
            counts[key] = counts.get(key, 0) + int(count) * scale
        value = "P"
        for key, total in counts.items():
            if key[0] == "T" and "T" not in value:
                value += "T"
            value += f"{total}{key[-1]}"
        return value

    def length(self, count: str, unit: str) -> str:
        """The ISO value of one count (or X) of a unit."""
        if count == "X":
            return f"P{'T' if unit in CLOCK_UNITS else ''}X{_SCALES.get(unit, (1, unit[0]))[1]}"
        return self.sum([(count, unit)])

    def since_then(self, i: int) -> Found | None:
        """'Two days after that', 'hours later', told as 'after it by ...'; a date where it counts from one."""
        lexicon, word, k = self.lexicon, self.word(i), i + 1
        glue = lexicon.glue
        if word[:-1] in glue["ago"] | glue["after"] or word[:-2] in glue["ago"] | glue["after"]:
            ago = word[:3] in glue["ago"]
        elif word in glue["ago"] | glue["after"] and self.near(k) and self.words[k] in lexicon.same["that"]:
            ago, k = word in glue["ago"], k + 1
        else:
            return None
        if not self.near(k) or self.words[k][0] != _BA:
            return None
        head, at = self.head, self.at
        split = self.words[k] == _BA
        self.at = k + split
        self.head = self.words[k + 1] if split and k + 1 < len(self.words) else self.words[k][1:]
        amount = self.amount(self.at) if self.at < len(self.words) and self.head else None
        self.head, self.at = head, at
        if amount is None:
            return None
        count, unit, after, _ = amount
        if self.near(after) and self.words[after] in lexicon.few:
            after += 1
        day = self.last_date(i, 10)
        if unit in CLOCK_UNITS:
            if day is None:
                return Found(i, after, "DURATION", self.length(count, unit))
            return Found(i, after, "TIME", f"{day}TXX")
        value = self.moved(count, unit, self.last_named(i), -1 if ago else 1)
        if value is None:
            return Found(i, after, "DURATION", self.length(count, unit))
        return Found(i, after, "DATE", value)

    def moved(self, count: str, unit: str, value: str | None, sign: int) -> str | None:
        """The date ``count`` units from the date ``value``, as precise as the unit; None where either is vague."""
        if value is None or count == "X":
            return None
        scale, designator = _SCALES.get(unit, (1, unit[0]))
        amount = sign * int(count) * scale
        if designator == "Y":
            return f"{min(9999, max(0, int(value[:4]) + amount)):04d}"
        day = as_date(value if len(value) == 10 else f"{value}-01" if designator == "M" and len(value) == 7 else "")
        if day is None:
            return None
        if designator == "M":
            return calendar.shift_month(day, amount)
        found = calendar.shift_days(day, amount * (7 if designator == "W" else 1))
        if found is None:
            return None
        return calendar.iso_week(found) if designator == "W" else found.isoformat()

    def from_told(self, i: int, after: int, count: str, unit: str, ago: bool) -> Found | None:
        """'Two days before Sunday'; 'on Saturday, a day after the announcement' is Saturday."""
        lexicon = self.lexicon
        if not self.near(after) or self.words[after] not in lexicon.glue["from"] | lexicon.glue["upon"]:
            return None
        anchor = self.at_word(after + 1, self.day) if self.near(after + 1) else None
        if anchor is not None and len(anchor.value) >= 10 and (self.words[after + 1],) not in lexicon.days:
            value = self.moved(count, unit, anchor.value[:10], -1 if ago else 1)
            return None if value is None or unit in CLOCK_UNITS else Found(i, after, "DATE", value)
        if ago:
            return None
        told = self.found[-1] if self.found else None
        if told is None or told.last != i or told.time.type != "DATE" or self.text.gaps[i].strip(" ,\u060c"):
            return None
        length = {"Y": 4, "M": 7, "D": 10, "W": 10}.get(_SCALES.get(unit, (1, unit[0]))[1], 0)
        if unit in CLOCK_UNITS or len(told.time.value) < length or not told.time.value[:4].isdecimal():
            return None
        return Found(i, after, "DATE", told.time.value[:length])

    def pair(self, k: int) -> int | None:
        """The word behind 'more than', 'less than' and the like at word ``k``."""
        for pair in self.lexicon.about_pairs:
            if self.word(k) == pair[0] and tuple(self.words[k + 1 : k + len(pair)]) == pair[1:]:
                return k + len(pair)
        return None

    def amount(self, k: int) -> tuple[str, str, int, bool] | None:
        """How many of which unit at word ``k``: ('7', 'Y', word behind, definite); 'X' where it is vague."""
        lexicon = self.lexicon
        word = self.word(k)
        if word in lexicon.vague:
            after = k + 1
            if self.near(after) and self.words[after] in lexicon.glue["from"]:
                after += 1
            unit = lexicon.unit(self.words[after]) if self.near(after) else None
            return None if unit is None else ("X", unit[0], after + 1, False)
        fraction = lexicon.fractions.get(word)
        if fraction is not None:
            unit = lexicon.unit(self.words[k + 1]) if self.near(k + 1) else None
            smaller = _SMALLER.get(unit[0] if unit else "")
            return None if smaller is None else (str(smaller[1] // fraction), smaller[0], k + 2, False)
        if self.near(k + 1) and self.words[k + 1] in lexicon.quarters and lexicon.cardinals.get(word) == 3:
            unit = lexicon.unit(self.words[k + 2]) if self.near(k + 2) else None
            smaller = _SMALLER.get(unit[0] if unit else "")
            return None if smaller is None else (str(smaller[1] * 3 // 4), smaller[0], k + 3, False)
        unit = lexicon.unit(word)
        if unit is not None:
            definite = unit[1] != word
            if unit[1] in lexicon.duals:
                return "2", unit[0], k + 1, definite
            if unit[1] in lexicon.plurals:
                told = lexicon.past | lexicon.future | lexicon.few
                follows = self.words[k + 1] if self.near(k + 1) else ""
                if not definite and follows[:2] == "\u0627\u0644" and follows not in told:
                    return None  # 'hours of sleep'
                return "X", unit[0], k + 1, definite
            if self.near(k + 1) and lexicon.cardinals.get(self.words[k + 1]) == 1:
                return "1", unit[0], k + 2, definite
            if self.near(k + 1) and (
                self.words[k + 1][0].isdecimal() or self.month_word(k + 1) or self.begins_day(k + 1)
            ):
                return None  # 'the year 2015', 'the month of May', 'Sunday' behind 'day'
            return None if definite else ("1", unit[0], k + 1, definite)
        number = lexicon.number(self.words, k, word) or self.article_number(k)
        if number is None:
            return None
        after = number[1]
        if self.near(after) and self.words[after] in lexicon.glue["teen"] and number[0] < 20:
            after += 1  # digits and words for one number: told as a finding
        if not self.near(after):
            return None
        unit = lexicon.unit(self.words[after])
        if unit is None:
            return None
        return str(number[0]), unit[0], after + 1, unit[1] != self.words[after]

    def measured(self, i: int, after: int, count: str, unit: str, ago: bool) -> Found:
        """The expression from its count and unit: a date where it counts back from now, else a duration."""
        if not ago:
            return Found(i, after, "DURATION", self.length(count, unit))
        if unit in CLOCK_UNITS:
            return Found(i, after, "TIME", "PAST_REF")
        scale, designator = _SCALES.get(unit, (1, unit[0]))
        value = "PAST_REF" if count == "X" else self.before(int(count) * scale, designator, unit)
        return Found(i, after, "DATE", value)

    def months_before(self, length: str) -> str:
        """The month that lies years and months before the publication; PAST_REF for other lengths."""
        told = _YEARS_MONTHS.fullmatch(length)
        if told is None or self.published is None:
            return "PAST_REF"
        return calendar.shift_month(self.published, -12 * int(told[1]) - int(told[2]))

    def before(self, count: int, designator: str, unit: str) -> str:
        """The date ``count`` units before the publication, as precise as the unit."""
        if self.published is None:
            return "PAST_REF"
        if designator == "D":
            return self.shifted(-count)
        if designator == "W":
            found = calendar.shift_days(self.published, -7 * count)
            return calendar.iso_week(found) if found else "PAST_REF"
        if unit == "Mo":
            return calendar.shift_month(self.published, -count)
        return f"{max(0, self.published.year - count):04d}"
