"""Durations: 'for seven years', 'two hours', and the dates that one before now means."""

from __future__ import annotations

from naql.times import calendar
from naql.times.cursor import CLOCK_UNITS, Found
from naql.times.dates import Dates


class Durations(Dates):
    """The parser of durations. It takes a word number and returns what begins there, or None."""

    def duration(self, i: int) -> Found | None:
        """'For seven years', 'two hours', 'three weeks ago', 'some days'."""
        lexicon, k = self.lexicon, i
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
            if self.word(k) in lexicon.about:
                k += 1
            elif (pair := self.pair(k)) is not None:
                k = pair
            else:
                break
            led = True
        if k >= len(self.words) or (k > i and not self.near(k)):
            return None
        amount = self.amount(k)
        if amount is None:
            return None
        count, unit, after, definite = amount
        direction_after = after
        if self.near(after) and self.words[after] in lexicon.few:
            after += 1
        if (
            definite
            and self.near(after)
            and lexicon.number(self.words, after)
            and count == "X"
            and self.words[after][:2] == "\u0627\u0644"
        ):
            number = lexicon.number(self.words, after)
            if number is not None:
                count, after = str(number[0]), number[1]
        if self.near(after) and (self.words[after] in lexicon.past or self.words[after] in lexicon.future):
            after += 1
        elif definite and after == direction_after and not led:
            return None
        bare = not (led or ago or later)
        if bare and unit in ("Y10", "Y100") and after == direction_after:
            return None  # a contract has the letters of a decade
        if bare and count == "1" and after == k + 1:
            return None
        if bare and count == "X" and after == k + 1 and k == i:
            return None
        return self.measured(i, after, count, unit, ago)

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
            smaller = {"H": ("M", 60), "Y100": ("Y", 100), "Y": ("Mo", 12), "D": ("H", 24)}.get(unit[0] if unit else "")
            return None if smaller is None else (str(smaller[1] // fraction), smaller[0], k + 2, False)
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
        number = lexicon.number(self.words, k, word)
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

    def month_word(self, k: int) -> bool:
        """Whether a month's name stands at word ``k``."""
        months = (self.lexicon.months, self.lexicon.hijri)
        return any(self.lexicon.phrase(names, self.words, k) for names in months)

    def measured(self, i: int, after: int, count: str, unit: str, ago: bool) -> Found:
        """The expression from its count and unit: a date where it counts back from now, else a duration."""
        scale = {"Y10": 10, "Y100": 100}.get(unit, 1)
        designator = {"Y10": "Y", "Y100": "Y", "Mo": "M"}.get(unit, unit)
        if ago:
            value = (
                "PAST_REF" if count == "X" or unit in CLOCK_UNITS else self.before(int(count) * scale, designator, unit)
            )
            return Found(i, after, "DATE", value)
        amount = count if count == "X" else str(int(count) * scale)
        time = "T" if unit in CLOCK_UNITS else ""
        return Found(i, after, "DURATION", f"P{time}{amount}{designator}")

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
