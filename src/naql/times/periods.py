"""Years, seasons, decades, parts of a period, and the words that refer to the present, the past, the future."""

from __future__ import annotations

from naql.times import calendar
from naql.times.cursor import Found
from naql.times.dates import HALF_CENTURY, ISLAMIC, Dates


class Periods(Dates):
    """Parsers of what is longer than a day, and of fixed words. Each takes a word number and returns what begins there, or None."""

    def fixed(self, i: int) -> Found | None:
        """References to now, the past, the future, and 'every day'."""
        found = self.phrase(self.lexicon.references, i)
        if found is not None:
            value, last = found
            if (self.word(i), *self.words[i + 1 : last]) in self.lexicon.after_in and not self.behind(
                i, self.lexicon.in_
            ):
                return None
            if last < len(self.words) and self.words[last] in self.lexicon.glue["from"] and value == "PAST_REF":
                within = self.unit_at(last + 1)
                if within is not None and within[1] != self.words[last + 1] and self.published:
                    return Found(i, last + 2, "DATE", self.this_period(within[0], 0) or str(value))
            return Found(i, last, "DATE", str(value))
        weekly = self.every(i)
        if weekly is not None:
            return weekly
        found = self.phrase(self.lexicon.sets, i)
        if found is None or self.behind(i, self.lexicon.anniversary):
            return None
        return Found(i, found[1], "SET", str(found[0]))

    def every(self, i: int) -> Found | None:
        """'Every Tuesday', 'every evening'."""
        lexicon = self.lexicon
        if self.word(i) not in lexicon.every or not self.near(i + 1):
            return None
        k = i + 1
        if (
            self.words[k] in lexicon.glue["day"]
            and self.near(k + 1)
            and ("\u0627\u0644" + self.words[k + 1],) in lexicon.weekdays
        ):
            k += 1
        weekday = lexicon.weekdays.get(("\u0627\u0644" + self.words[k],))
        if weekday is not None:
            return Found(i, k + 1, "SET", f"XXXX-WXX-{weekday}")
        part = lexicon.parts.get(self.words[k])
        return None if part is None else Found(i, k + 1, "SET", f"XXXX-XX-XX{part}")

    def year(self, i: int) -> Found | None:
        """A year: 'the year 2015', in words, with its era; alone where what stands around lets a number be one."""
        lexicon, word = self.lexicon, self.word(i)
        if word in lexicon.glue["year"]:
            season = None
            year, after = self.year_from(i)
            if year is None:
                return None
            return self.whole_year(i, after, year, season)
        if word.removeprefix("\u0627\u0644") in lexicon.seasons and word[:2] == "\u0627\u0644":
            direction, after = self.direction(i + 1)
            if after == i + 1 or self.published is None:
                return None
            return Found(i, after, "DATE", f"{self.published.year + direction}-{lexicon.seasons[word[2:]]}")
        if word in lexicon.seasons:
            year, after = self.year_at(i + 1)
            if year is not None:
                return Found(i, after, "DATE", f"{year}-{lexicon.seasons[word]}")
            return None
        if len(word) == 4 and word.isdecimal() and 1900 <= int(word) <= 2099 and self.may_be_year(i):
            return Found(i, self.era(i + 1), "DATE", word)
        return None

    def year_from(self, i: int) -> tuple[int | None, int]:
        """The year behind 'the year' at word ``i``, and the word behind it."""
        k = i + 1
        if self.near(k) and self.words[k] in self.lexicon.eras["hijri"] | self.lexicon.eras["gregorian"]:
            k += 1
        if not self.near(k):
            return None, i
        number = self.lexicon.number(self.words, k)
        if number is None or not (100 <= number[0] <= 2199):
            return None, i
        return number[0], self.era(number[1])

    def whole_year(self, i: int, after: int, year: int, season: str | None) -> Found:
        """A year's value; a Hijri year falls in two."""
        told = self.words[i + 1 : after]
        if year < HALF_CENTURY + 100 and any(word in self.lexicon.eras["hijri"] for word in told):
            start = calendar.from_hijri(year, 1, 1)
            first = start.year if start is not None else calendar.hijri_to_year(year)
            return Found(i, after, "DATE", f"{first:04d}", ISLAMIC, (f"{first + 1:04d}",))
        return Found(i, after, "DATE", f"{year:04d}")

    def may_be_year(self, i: int) -> bool:
        """Whether what stands around lets the number at word ``i`` be a year."""
        glue, words = self.lexicon.glue, self.words
        if i > 1 and words[i - 1] in ("\u0648", "-") and len(words[i - 2]) == 4 and words[i - 2].isdecimal():
            return True  # 'between 2014 and 2016'
        before = words[i - 1] if i else ""
        stripped = before[1:] if before[:1] in ("\u0648", "\u0641") else before
        if before in glue["numbered"] or (
            i and self.text.gaps[i] not in (" ", " (", "(", ' "', "\n") and "\n" not in self.text.gaps[i]
        ):
            return False
        led = before in glue["date_before"] or stripped in glue["date_before"]
        if not self.near(i + 1):
            return (
                led or (i > 0 and self.text.gaps[i] in (" (", "(")) or (before[:2] == "\u0627\u0644" or len(before) > 3)
            )
        following = words[i + 1]
        unit = self.lexicon.unit(following)
        if unit is not None:
            return False
        if before[:2] == "\u0627\u0644" and len(following) <= 3 and not following[0].isdecimal():
            return True
        return led and (
            len(following) <= 3
            or following[:2] == "\u0627\u0644"
            or following[0] in "\u0648\u0628\u0644\u064a\u062a"
            or following in self.lexicon.past
        )

    def phase(self, i: int) -> Found | None:
        """'The middle of', 'late in', 'the second half of' before a month, a year or a period."""
        lexicon = self.lexicon
        k = i + 1
        half = None
        if (
            self.word(i) in lexicon.glue["half"]
            and self.near(k)
            and self.near(k + 1)
            and self.words[k + 1] in lexicon.glue["from"]
        ):
            half = lexicon.ordinals.get(self.words[k])
            k += 2
        elif self.word(i) not in lexicon.phases or not self.near(k):
            return None
        if k >= len(self.words):
            return None
        head, at = self.head, self.at
        self.head, self.at = lexicon.bare(self.words[k])[0], k
        inner = self.day(k) or self.year(k) or self.period(k) or self.decade(k) or self.month_alone(k)
        self.head, self.at = head, at
        if inner is None or inner.type != "DATE" or (self.words[k],) in lexicon.days:
            return None  # 'at the end of the day' is an idiom
        value = inner.value
        if half is not None:
            if len(value) != 4:
                return None
            value = f"{value}-H{half}"
        return Found(i, inner.last, "DATE", value, inner.calendar, inner.alternatives)

    def month_alone(self, k: int) -> Found | None:
        """A month, or a day of one, from word ``k`` on."""
        found = self.numbered(k)
        return self.dated(k, None, None, found) if found is not None else None

    def decade(self, i: int) -> Found | None:
        """'The nineties', with the century where told."""
        lexicon, word = self.lexicon, self.word(i)
        if word in lexicon.glue["century"] and self.near(i + 1):
            number = lexicon.ordinal(self.words, i + 1)
            return None if number is None else Found(i, number[1], "DATE", f"{number[0] - 1:02d}")
        digit = lexicon.decades.get(word) or (lexicon.decades.get(word[2:]) if word[:2] == "\u0627\u0644" else None)
        if digit is None:
            return None
        after = i + 1
        century = 19
        if self.near(after) and self.words[after] in lexicon.glue["century"]:
            direction, behind = self.direction(after + 1)
            if behind > after + 1 and self.published:
                century = self.published.year // 100 + direction
                after = behind
            else:
                number = lexicon.ordinal(self.words, after + 1) if self.near(after + 1) else None
                if number is not None:
                    century, after = number[0] - 1, number[1]
        return Found(i, after, "DATE", f"{century}{digit}")
