"""Years, seasons, decades, parts of a period, and the words that refer to the present, the past, the future."""

from __future__ import annotations

from calendar import monthrange

from naql.times import calendar
from naql.times.cursor import ARTICLE, CLOCK_UNITS, WAW, Found
from naql.times.dates import HALF_CENTURY, ISLAMIC, PERSIAN, QUOTES, Dates, as_date

_ALEF, _YA = "\u0627", "\u064a"
_THIS = "\u0647\u0630\u0627"
_FIRST, _LAST, _ROUND = (
    1990,
    2035,
    2000,
)  # of a number without a noun that it counts, a year nine times in ten; 2000 people are not
_DAYS = "\u0627\u064a\u0627\u0645"


class Periods(Dates):
    """Parsers of what is longer than a day, and of fixed words. Each takes a word number and returns what begins there, or None."""

    def fixed(self, i: int) -> Found | None:
        """References to now, the past, the future, and 'every day'."""
        lexicon = self.lexicon
        found = self.phrase(lexicon.references, i)
        if found is not None:
            value, last = str(found[0]), found[1]
            told = (self.word(i), *self.words[i + 1 : last])
            if not self.refers(i, told):
                return None
            within = self.within(last) if told in lexicon.sometime else None
            if within is not None:
                return within._replace(first=i)
            return Found(i, last, "TIME" if told in lexicon.moments else "DATE", value)
        length = self.phrase(lexicon.in_a_word, i)
        if length is not None:
            return Found(i, length[1], "DURATION", str(length[0]))
        return self.every(i) or self.repeated(i)

    def refers(self, i: int, told: tuple[str, ...]) -> bool:
        """Whether the words ``told`` at word ``i`` refer to a time here."""
        lexicon = self.lexicon
        if told in lexicon.after_in and not (
            self.behind(i, lexicon.in_)
            or (i and self.text.gaps[i] == " " and lexicon.conjoined(self.words[i - 1]) in lexicon.in_)
        ):
            return False
        if told[0] in lexicon.later:
            return self.ahead(i)
        if told[0] in lexicon.formerly and i and self.text.gaps[i] == " " and self.words[i] == told[0]:
            before = self.words[i - 1]
            return before[-1] != _ALEF or before[-2:] == WAW + _ALEF  # 'an officer formerly' is a former officer
        following = self.words[i + len(told)] if self.near(i + len(told)) else ""
        if len(told) > 1 and lexicon.days.get(told[1:]) == 0 and self.behind(i, lexicon.glue["cup"]):
            return False  # 'in the World Cup today'
        if told in lexicon.near_to and following in lexicon.glue["from"]:
            return False  # 'close to'
        return following not in lexicon.same["same"]  # 'at the same time'

    def within(self, k: int) -> Found | None:
        """The day or period of which 'earlier' or 'later' before word ``k`` is a part."""
        lexicon = self.lexicon
        of = self.near(k) and self.words[k] in lexicon.glue["from"]
        k += of
        if not self.near(k):
            return None
        inner = self.at_word(k, self.period) or self.at_word(k, self.day)
        if inner is not None:
            return inner if inner.type in ("DATE", "TIME") else None
        unit = lexicon.unit(self.words[k])
        if not of or unit is None or unit[1] == self.words[k] or self.published is None:
            return None
        value = self.this_period(unit[0], 0)
        return None if value is None else Found(k, k + 1, "DATE", value)

    def repeated(self, i: int) -> Found | None:
        """'Daily', 'yearly', but neither an anniversary nor a newspaper."""
        lexicon = self.lexicon
        found = self.phrase(lexicon.sets, i)
        if found is None or self.behind(i, lexicon.anniversary):
            return None
        word, last = self.word(i), found[1]
        if word in lexicon.periodicals or word.removeprefix(ARTICLE) in lexicon.periodicals:
            gap = self.text.gaps[last].strip(" ")
            if (gap and gap[0] in QUOTES) or self.behind(i, lexicon.outlets["nouns"]):
                return None
        if word[-1] == _YA and word[:2] != ARTICLE and self.near(last):
            following = self.words[last]
            if following[0].isdecimal() or (following,) in lexicon.weekdays or self.month_word(last):
                return None  # 'the two days of'
        return Found(i, last, "SET", str(found[0]))

    def month_word(self, k: int) -> bool:
        """Whether a month's name stands at word ``k``."""
        months = (self.lexicon.months, self.lexicon.hijri)
        return any(self.lexicon.phrase(names, self.words, k) for names in months)

    def every(self, i: int) -> Found | None:
        """'Every Tuesday', 'every evening', 'on Tuesdays', 'on the morning of every Tuesday'."""
        lexicon, k = self.lexicon, i
        part = lexicon.parts.get(self.word(i))
        if part is not None and self.near(i + 1) and self.words[i + 1] in lexicon.every:
            k += 1
        else:
            part = None
        if self.word(i) == _DAYS and self.near(i + 1):
            weekday = lexicon.weekdays.get((self.words[i + 1],))
            return None if weekday is None else Found(i, i + 2, "SET", f"XXXX-WXX-{weekday}")
        if self.word(k) not in lexicon.every or not self.near(k + 1):
            return None
        k += 1
        if (
            self.words[k] in lexicon.glue["day"]
            and self.near(k + 1)
            and (ARTICLE + self.words[k + 1],) in lexicon.weekdays
        ):
            k += 1
        time = f"T{part[1:]}" if part else ""
        weekday = lexicon.weekdays.get((ARTICLE + self.words[k],))
        if weekday is not None:
            return Found(i, k + 1, "SET", f"XXXX-WXX-{weekday}{time}")
        if part is not None:
            return Found(i, k + 1, "SET", f"XXXX-XX-XX{time}") if self.words[k] in lexicon.glue["day"] else None
        part = lexicon.parts.get(self.words[k])
        if part is not None:
            return Found(i, k + 1, "SET", f"XXXX-XX-XX{part}")
        season = lexicon.seasons.get(self.words[k])
        return None if season is None else Found(i, k + 1, "SET", f"XXXX-{season}")

    def often(self, i: int) -> Found | None:
        """'Twice a week', 'three times a day', 'once every year'."""
        lexicon, k = self.lexicon, i
        if self.behind(i, lexicon.often["not_behind"]) or self.word(i)[:2] == ARTICLE:
            return None
        number = lexicon.number(self.words, i, self.word(i))
        if number is not None:
            k = number[1]
            if not self.near(k):
                return None
        if self.word(k) not in lexicon.often["words"] or not self.near(k + 1):
            return None
        k += 1
        if self.words[k] in lexicon.often["once"] and self.near(k + 1):
            k += 1
        adverb = lexicon.phrase(lexicon.sets, self.words, k)
        if adverb is not None:
            return Found(i, adverb[1], "SET", str(adverb[0]))
        if self.words[k] in lexicon.in_ and self.near(k + 1):
            unit = lexicon.unit(self.words[k + 1])
            if unit is None or unit[1] == self.words[k + 1] or unit[1] in lexicon.plurals | lexicon.duals:
                return None
            if self.direction(k + 2)[1] > k + 2:
                return None  # 'twice last week'
            time = "T" if unit[0] in CLOCK_UNITS else ""
            return Found(i, k + 2, "SET", f"P{time}1{unit[0][0]}") if len(unit[0]) < 3 else None
        return None

    # what was named last

    def named_last(self, i: int) -> Found | None:
        """'That date', 'the same day', 'the next day': by the last date before; unknown where none is told."""
        same, word = self.lexicon.same, self.word(i)
        if word in same["that"] and self.near(i + 1):
            noun = self.words[i + 1]
            if noun in same["date"]:
                value = self.last_named(i)
                return None if value is None else Found(i, i + 2, "DATE", value)
            if word == _THIS:
                return None
            if noun in same["time"]:
                value = self.last_named(i)
                return (
                    None if self.behind(i, self.lexicon.glue["since"]) else Found(i, i + 2, "DATE", value or "PAST_REF")
                )
            return self.unit_then(i, i + 1, i + 2, 0)
        if word in same["before"] and self.near(i + 1):
            return self.unit_then(i, i + 1, i + 2, 0)
        if not self.near(i + 1):
            return None
        if self.words[i + 1] in same["same"]:
            part = self.lexicon.parts.get(word)
            if part is not None and word[:2] == ARTICLE:
                day = self.day_named(i)
                return Found(i, i + 2, "TIME", f"{day}T{part[1:]}")
            return self.unit_then(i, i, i + 2, 0)
        shift = 1 if self.words[i + 1] in same["next"] else 0
        return self.unit_then(i, i, i + 2, shift) if shift else None

    def unit_then(self, i: int, k: int, after: int, shift: int) -> Found | None:
        """The day, month or year at word ``k`` that was named last, ``shift`` units on."""
        unit = self.unit_at(k)
        if unit is None or unit[1] == self.word(k) or unit[1] in self.lexicon.plurals | self.lexicon.duals:
            return None
        length = {"D": 10, "W": 10, "Mo": 7, "Y": 4}.get(unit[0])
        if length is None:
            return None
        value = self.last_date(i, length) if length < 10 else self.day_named(i)
        if length == 10 and value is not None and not value.replace("-", "").isdecimal():
            return Found(i, after, "DATE", value)
        if value is None:
            return Found(i, after, "DATE", {10: "XXXX-XX-XX", 7: "XXXX-XX", 4: "XXXX"}[length])
        if unit[0] == "Y":
            return Found(i, after, "DATE", f"{int(value) + shift:04d}")
        day = as_date(value if length == 10 else f"{value}-01")
        if day is None:
            return None
        if unit[0] == "Mo":
            return Found(i, after, "DATE", calendar.shift_month(day, shift))
        if unit[0] == "W":
            return Found(i, after, "DATE", calendar.iso_week(day, shift))
        moved = calendar.shift_days(day, shift)
        return None if moved is None else Found(i, after, "DATE", moved.isoformat())

    def year(self, i: int) -> Found | None:
        """A year: 'the year 2015', in words, with its era; alone where what stands around lets a number be one."""
        lexicon, word = self.lexicon, self.word(i)
        if word in lexicon.glue["year"]:
            season = None
            year, after = self.year_from(i)
            if year is None:
                return None
            return self.whole_year(i, after, year, season)
        season = self.season(i)
        if season is not None:
            return season
        if len(word) == 4 and word.isdecimal() and 1900 <= int(word) <= 2099 and self.may_be_year(i):
            return Found(i, self.era(i + 1), "DATE", word)
        return None

    def week_of_month(self, i: int) -> Found | None:
        """'The second week of May', 'the last week of this month': the week in which that many have begun, the month's first day in the first."""
        lexicon, k = self.lexicon, i + 1
        unit = self.unit_at(i)
        if unit is None or unit[0] != "W" or self.word(i)[:2] != ARTICLE or not self.near(k):
            return None
        ordinal = lexicon.ordinal(self.words, k)
        number, k = (0, k + 1) if self.words[k] in lexicon.glue["last_part"] else ordinal or (0, k)
        if k == i + 1 or number > 5 or not self.near(k) or self.words[k] not in lexicon.glue["from"] | lexicon.in_:
            return None
        k += 1
        month = self.at_word(k, self.period) or self.at_word(k, self.day) if self.near(k) else None
        first = as_date(f"{month.value}-01") if month is not None else None
        if month is None or first is None:
            return None
        last = first.replace(day=monthrange(first.year, first.month)[1])
        value = calendar.iso_week(first, number - 1) if number else calendar.iso_week(last)
        return Found(i, month.last, "DATE", value)

    def season(self, i: int) -> Found | None:
        """'Last summer', 'this autumn', 'the spring of 2014', 'in winter'."""
        lexicon, k = self.lexicon, i
        if self.word(i) in lexicon.this and self.near(i + 1):
            k += 1
        word = self.word(k)
        name = lexicon.seasons.get(word.removeprefix(ARTICLE)) if word[:2] == ARTICLE else None
        if name is None:
            name = lexicon.seasons.get(word) if k == i else None
            year, after = self.year_at(i + 1) if name else (None, i)
            return None if year is None else Found(i, after, "DATE", f"{year}-{name}")
        direction, after = self.direction(k + 1)
        if after == k + 1 and k == i:
            year, after = self.year_at(i + 1)
            if year is not None:
                return Found(i, after, "DATE", f"{year}-{name}")
            before = self.words[i - 1] if i and self.text.gaps[i] == " " else ""
            bare = before[1:] if before[:1] == WAW else before
            following = self.words[i + 1] if self.near(i + 1) else ""
            if bare not in lexicon.in_ | lexicon.glue["ago"] | lexicon.glue["part_of_year"] or following[:2] == ARTICLE:
                return None  # 'the Arab Spring'
            if self.published is None or not (bare in lexicon.glue["ago"] or self.ahead(i)):
                return Found(i, i + 1, "DATE", f"XXXX-{name}")
            direction, after = 1, i + 1
        if self.published is None:
            return Found(i, after, "DATE", f"XXXX-{name}")
        return Found(i, after, "DATE", f"{calendar.season_year(name, self.published, direction):04d}-{name}")

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
        return number[0], self.lexicon.after_christ(self.words, self.era(number[1]))

    def whole_year(self, i: int, after: int, year: int, season: str | None) -> Found:
        """A year's value; a Hijri year falls in two."""
        told = self.words[i + 1 : after]
        if tuple(told[-2:]) in self.lexicon.before_christ:
            return Found(i, after, "DATE", f"BC{year:04d}")
        if year < HALF_CENTURY + 100 and any(word in self.lexicon.eras["persian"] for word in told):
            return Found(i, after, "DATE", f"{year + 621:04d}", PERSIAN, (f"{year + 622:04d}",))
        if year < HALF_CENTURY + 100 and any(word in self.lexicon.eras["hijri"] for word in told):
            start = calendar.from_hijri(year, 1, 1)
            first = start.year if start is not None else calendar.hijri_to_year(year)
            return Found(i, after, "DATE", f"{first:04d}", ISLAMIC, (f"{first + 1:04d}",))
        return Found(i, after, "DATE", f"{year:04d}")

    def may_be_year(self, i: int) -> bool:
        """Whether what stands around lets the number at word ``i`` be a year."""
        glue, words = self.lexicon.glue, self.words
        between = (
            2 if i > 1 and words[i - 1] == WAW else 1 if i and self.text.gaps[i].strip(" ") in ("-", "\u2013") else 0
        )
        if between and len(words[i - between]) == 4 and words[i - between].isdecimal():
            return bool(self.found) and self.found[-1].last == i - between + 1  # 'between 2014 and 2016'
        before = words[i - 1] if i else ""
        stripped = before[1:] if before[:1] in ("\u0648", "\u0641") else before
        if before in glue["numbered"] or (
            i and self.text.gaps[i] not in (" ", " (", "(", ' "', "\n") and "\n" not in self.text.gaps[i]
        ):
            return False
        led = before in glue["date_before"] or stripped in glue["date_before"]
        if before in glue["ago"] | glue["after"] and self.near(i + 1):
            return words[i + 1] in self.lexicon.in_ | glue["from"] | glue["upon"]  # 'after 2000 metres'
        if (
            before in self.lexicon.phases
            or {before, stripped} & glue["since"]
            or (before.isascii() and before.isalpha())
        ):
            return not (
                self.near(i + 1) and self.lexicon.unit(words[i + 1])
            )  # 'since 2011', 'early 2015', a product of 2018
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
        year = int(words[i])
        if _FIRST <= year <= _LAST and year != _ROUND and following not in self.lexicon.counted:
            return before not in self.lexicon.about
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
        midnight = self.midnight(i)
        if midnight is not None:
            return midnight
        letter = "H" if self.word(i) in lexicon.glue["half"] else "Q" if self.word(i) in lexicon.glue["quarter"] else ""
        number = 0
        if letter:
            if not self.near(k):
                return None
            last = self.words[k] in lexicon.glue["last_part"]
            number = (2 if letter == "H" else 4) if last else lexicon.ordinals.get(self.words[k], 0)
            k += 1
            if not 1 <= number <= (2 if letter == "H" else 4):
                return None
            if not self.near(k) or self.words[k] not in lexicon.glue["from"]:
                return self.told_before(i, k, f"-{letter}{number}")
            k += 1
        elif self.word(i) not in lexicon.phases or not self.near(k):
            return None
        if k >= len(self.words) or (self.words[k],) in lexicon.days:
            return None  # 'at the end of the day' is an idiom
        inner = (
            self.at_word(k, self.day)
            or self.at_word(k, self.year)
            or self.at_word(k, self.period)
            or self.at_word(k, self.decade)
            or self.at_word(k, self.month_alone)
            or self.at_word(k, self.running)
        )
        if inner is None or inner.type != "DATE":
            return None
        value = inner.value
        if letter and len(value) == 4:
            value += f"-{letter}{number}"
        elif letter and len(value) < 7:
            return None
        return Found(i, inner.last, "DATE", value, inner.calendar, inner.alternatives)

    def running(self, k: int) -> Found | None:
        """The week, month or year at word ``k`` that runs now: 'the end of the year'."""
        unit = self.unit_at(k)
        if unit is None or unit[0] not in ("W", "Mo", "Y") or unit[1] == self.word(k):
            return None
        if unit[1] in self.lexicon.duals | self.lexicon.plurals or self.published is None:
            return None
        following = self.words[k + 1] if self.near(k + 1) else ""
        if following in self.lexicon.glue["school"] | self.lexicon.eras["hijri"] | self.lexicon.same["same"]:
            return None
        value = self.this_period(unit[0], 0)
        return None if value is None else Found(k, k + 1, "DATE", value)

    def told_before(self, i: int, after: int, end: str) -> Found | None:
        """'The first quarter', of the year of which it was told before."""
        for mention in reversed(self.found):
            if mention.time.value.endswith(end):
                return Found(i, after, "DATE", mention.time.value)
        return None

    def midnight(self, i: int) -> Found | None:
        """'At midnight', 'at midnight on Friday'."""
        lexicon, k = self.lexicon, i + 1
        if (
            self.word(i) not in lexicon.night["middle"]
            or not self.near(k)
            or self.words[k] not in lexicon.night["midnight"]
        ):
            return None
        inner = self.at_word(k, self.day)
        if inner is not None and len(inner.value) >= 10:
            return Found(i, inner.last, "TIME", f"{inner.value[:10]}T24:00")
        return Found(i, k + 1, "TIME", f"{self.last_day(i)}T24:00")

    def last_day(self, i: int) -> str:
        """The last day named in the sentence of word ``i``, else the publication's."""
        for mention in reversed(self.found[-3:]):
            if self.text.sentence_of[mention.first] == self.text.sentence_of[i] and as_date(mention.time.value[:10]):
                return mention.time.value[:10]
        return self.published.isoformat() if self.published else "XXXX-XX-XX"

    def month_alone(self, k: int) -> Found | None:
        """A month, or a day of one, from word ``k`` on."""
        found = self.numbered(k)
        return self.dated(k, None, None, found) if found is not None else None

    def decade(self, i: int) -> Found | None:
        """'The nineties', with the century where told."""
        lexicon, word = self.lexicon, self.word(i)
        if word in lexicon.glue["century"] and self.near(i + 1):
            return self.century(i)
        digit = lexicon.decades.get(word) or (lexicon.decades.get(word[2:]) if word[:2] == ARTICLE else None)
        if digit is None:
            return None
        after = i + 1
        century = 19
        behind = after + (self.near(after) and self.words[after] in lexicon.glue["from"])
        if behind > after and self.near(behind) and self.words[behind] in lexicon.glue["age"]:
            return None  # 'in his thirties'
        if self.near(behind) and self.words[behind] in lexicon.glue["century"]:
            told = self.at_word(behind, self.period) or self.at_word(behind, self.decade)
            if told is not None and len(told.value) == 2 and told.value.isdecimal():
                century, after = int(told.value), told.last
        return Found(i, after, "DATE", f"{century}{digit}")

    def century(self, i: int) -> Found | None:
        """'The nineteenth century', of the Hijri era or before Christ too."""
        number = self.lexicon.ordinal(self.words, i + 1) or self.article_number(i + 1)
        if number is None or not 1 <= number[0] <= 30:
            return None
        count, after = number
        if self.near(after) and self.words[after] in self.lexicon.eras["hijri"]:
            return Found(i, after + 1, "DATE", f"{calendar.hijri_to_year(100 * count - 50) // 100:02d}", ISLAMIC)
        era = self.lexicon.after_christ(self.words, after)
        if era > after:
            return Found(i, era, "DATE", f"BC{count - 1:02d}")
        return Found(i, self.era(after), "DATE", f"{count - 1:02d}")
