"""Days and months as written: part of the day, weekday, number, month and year, in three calendars, and relative days."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from naql.times import calendar
from naql.times.cursor import ARTICLE, CLOCK_UNITS, GREGORIAN, WAW, Cursor, Found

_SLASHES = frozenset({"/", " /", "/ ", " / ", " (", "(", "-", " - ", " "})
HALF_CENTURY = 1400
QUOTES = frozenset('"\u201d\u201c\u00bb\u00ab')
ISLAMIC, PERSIAN = "islamic-umalqura", "persian"


class WrittenDate(NamedTuple):
    """A day or month as written: ``year`` and ``day`` None where not told; ``alternative`` a second, other month name."""

    first: int
    last: int
    calendar: str
    year: int | None
    month: int
    day: int | None
    direction: int
    alternative: int | None


class Dates(Cursor):
    """Parsers of days and months. Each takes a word number and returns what begins there, or None."""

    def day(self, i: int) -> Found | None:
        """A day: part of it, weekday, number, month and year, each optional, relative or absolute."""
        lexicon, k = self.lexicon, i
        paired = self.first_of_two(i)
        if paired is not None:
            return paired
        part, k = self.part_at(k)
        if part is not None and self.word(i) in lexicon.this:
            return self.this_part(i, k, part)
        if part is not None and k == i + 1:
            if (
                self.near(k)
                and self.words[k] not in lexicon.triggers
                and self.near(k + 1)
                and self.words[k + 1] in lexicon.glue["from"]
            ):
                k += 1  # 'the early morning of'
            if self.near(k) and self.words[k] in lexicon.glue["from"]:
                k += 1
        if part is not None and not self.near(k):
            return None
        if self.word(k) in lexicon.glue["day"] and self.near(k + 1) and self.begins_day(k + 1):
            k += 1
        if part is not None and self.word(k) in lexicon.this and self.near(k + 1):
            k += 1
        relative = self.phrase(lexicon.days, k)
        if relative is not None:
            after = relative[1]
            if relative[0] == 0 and self.near(after) and self.words[after] in lexicon.same["same"]:
                value = self.day_named(i) + (f"T{part[1:]}" if part else "")
                return Found(i, after + 1, "TIME" if part else "DATE", value)
            if (relative[0] == 0 and self.not_today(k)) or (
                relative[0] == 1 and self.behind(k, lexicon.outlets["tomorrow"])
            ):
                return None
            k = relative[1]
            if part is None and relative[0] == 0 and self.near(k) and k == i + 1:
                row = self.in_a_row(i, k)
                if row is not None:
                    return row
        weekday, k = self.weekday_at(k)
        if weekday and relative is None and part is None and self.behind(i, lexicon.glue["pair"]):
            return None  # 'between the two'
        if weekday and relative is None and part is None and self.behind(i, lexicon.not_days):
            return None  # 'the Friday prayer'
        numbered = self.numbered(k)
        if numbered is None and weekday and self.near(k + 1) and self.word(k) in lexicon.in_:
            numbered = self.on(k + 1, weekday)
        if numbered is not None:
            return self.dated(i, part, weekday, numbered)
        if relative is None and weekday is None:
            return None
        direction, after = self.direction(k) if weekday else (0, k)
        if part == "TNI" and weekday:
            after = self.night_between(after, weekday)
        if (
            part is None
            and after < len(self.words)
            and self.near(after)
            and self.words[after] in lexicon.parts
            and self.words[after][:2] != ARTICLE
        ):
            part, after = lexicon.parts[self.words[after]], after + 1
        told = after > k and direction != 0
        value, alternatives = self.relative_day(i, int(relative[0]) if relative else None, weekday, direction, told)
        value += f"T{part[1:]}" if part else ""
        return Found(i, after, "TIME" if part else "DATE", value, GREGORIAN, alternatives)

    def on(self, k: int, weekday: int) -> WrittenDate | None:
        """The date at word ``k`` behind 'Friday on', if it was that day of the week: else it dates something else."""
        found = self.numbered(k) if self.near(k) else None
        if found is None or found.day is None or found.calendar != GREGORIAN:
            return None
        day = as_date(self.gregorian(found, weekday))
        return found if day is not None and day.isoweekday() == weekday else None

    def relative_day(
        self, i: int, days: int | None, weekday: int | None, direction: int, told: bool
    ) -> tuple[str, tuple[str, ...]]:
        """The value of a day told by its distance or its weekday, and what else it may be."""
        if self.published is None:
            return (f"XXXX-WXX-{weekday}" if weekday else "XXXX-XX-XX"), ()
        if days is not None:
            value = self.shifted(days)
            day = as_date(value)
            if day is not None and weekday is not None and day.isoweekday() != weekday:
                return with_weekday(day, weekday)[0].isoformat(), (value,)
            return value, ()
        weekday = weekday or 1
        if not told and weekday != self.published.isoweekday() and self.ahead(i):
            direction = 1
        found = calendar.weekday_date(weekday, self.published, direction)
        start = self.range_start(i)
        if not told and start is not None and found < start:
            later = calendar.shift_days(found, 7)
            found = later if later is not None else found
        return found.isoformat(), ()

    def range_start(self, i: int) -> date | None:
        """The day right before word ``i`` where 'until' ties the two."""
        if not self.found or not self.behind(i, self.lexicon.glue["range"]) or self.found[-1].last != i - 1:
            return None
        return as_date(self.found[-1].time.value[:10])

    def part_at(self, k: int) -> tuple[str | None, int]:
        """The part of the day at word ``k``, also 'this morning', and the word behind it."""
        lexicon = self.lexicon
        if self.word(k) in lexicon.this and self.near(k + 1):
            word = self.words[k + 1]
            if word in lexicon.night["tonight"]:
                return "TNI", k + 2
            part = lexicon.parts.get(word) if word[:2] == ARTICLE else None
            return (part, k + 2) if part else (None, k)
        found = self.phrase(lexicon.part_phrases, k)
        return (None, k) if found is None else (str(found[0]), found[1])

    def this_part(self, i: int, k: int, part: str) -> Found:
        """'This evening', on the day that may follow in brackets."""
        weekday = self.weekday_at(k)[0] if k < len(self.words) and self.text.gaps[k] in (" (", " ") else None
        value = self.shifted(0)
        if weekday and self.published is not None:
            value = calendar.weekday_date(weekday, self.published, 0).isoformat()
        return Found(i, k, "TIME", f"{value}T{part[1:]}")

    def tonight(self, i: int) -> Found | None:
        """'Tonight', 'last night'."""
        if self.word(i) not in self.lexicon.night["tonight"] or self.behind(i, self.lexicon.same["that"]):
            return None
        if self.lexicon.ordinal(self.words, i + 1) if self.near(i + 1) else None:
            return None
        direction, after = self.direction(i + 1)
        return Found(i, after, "TIME", f"{self.shifted(min(direction, 0))}TNI")

    def late(self, i: int) -> Found | None:
        """'Late on Sunday', 'in the early hours of Sunday's morning'."""
        lexicon, k = self.lexicon, i + 1
        if self.word(i) not in lexicon.late["hours"] or not self.near(k):
            return None
        part = next((part for part in ("TMO", "TNI") if self.words[k] in lexicon.late[part]), None)
        if part is None:
            return None
        k += 1
        if self.near(k) and self.words[k] in lexicon.glue["from"]:
            k += 1
        inner = self.at_word(k, self.day) if self.near(k) else None
        if inner is None or len(inner.value) < 10:
            return None
        value = inner.value if inner.type == "TIME" else f"{inner.value}T{part[1:]}"
        return Found(i, inner.last, "TIME", value, inner.calendar, inner.alternatives)

    def night_between(self, k: int, weekday: int) -> int:
        """The word behind the second day of 'the night of Saturday to Sunday', whose first one stands before word ``k``."""
        if k < len(self.words) and self.text.gaps[k] in _SLASHES:
            second, after = self.weekday_at(k)
            if second == weekday % 7 + 1:
                return after
        return k

    def not_today(self, k: int) -> bool:
        """Whether 'today' at word ``k`` is the end of an outlet's name, of 'at the end of the day', or 'the day on which'."""
        if self.near(k + 1) and self.words[k + 1] in self.lexicon.glue["which"]:
            return True
        if k == 0:
            return False
        lexicon, gaps = self.lexicon, self.text.gaps
        before = self.words[k - 1]
        if gaps[k] == " " and (before in lexicon.phases or lexicon.bare(before)[0] in lexicon.phases):
            return True
        if gaps[k] == " " and before in lexicon.outlets["names"]:
            return True
        if gaps[k] == " " and before in lexicon.in_ and k > 1:  # 'ten hours a day'
            counted = self.words[k - 2]
            if lexicon.unit(counted) is not None or counted in lexicon.often["words"]:
                return True
        if gaps[k] != " " or gaps[k + 1].strip(" ")[:1] not in QUOTES:
            return False
        opened = next((back for back in range(k - 1, max(-1, k - 4), -1) if QUOTES & set(gaps[back])), None)
        return opened is not None and bool(lexicon.outlets["nouns"] & set(self.words[max(0, opened - 2) : opened]))

    def first_of_two(self, i: int) -> Found | None:
        """The 10 of '10 and 12 July', of 'from 10 to 12 July': the month stands behind the last."""
        found = self.sharing(i)
        return None if found is None else self.dated(i, None, None, found)

    def sharing(self, k: int) -> WrittenDate | None:
        """The date at word ``k`` whose month a later day tells."""
        number = self.day_number(k)
        if number is None or number[1] >= len(self.words):
            return None
        after = number[1]
        if (self.words[after] == "\u0648" and after + 1 < len(self.words) and self.text.gaps[after + 1] == "") or (
            self.near(after) and self.words[after] in self.lexicon.glue["range"] and self.near(after + 1)
        ):
            second = after + 1
        elif (self.text.gaps[after] in ("-", " - ", "\u2013", " \u2013 ") and self.words[after].isdecimal()) or (
            self.near(after) and self.words[after][0] == WAW and self.words[after][1:] in self.lexicon.ordinals
        ):
            second = after
        else:
            return None
        head, at = self.head, self.at
        if second == after:
            self.head, self.at = self.words[second].removeprefix(WAW), second
        found = None
        if self.day_number(second) is not None:
            gap = self.text.gaps[second]
            found = self.numbered(second) if gap in ("", " ") or gap == self.text.gaps[after] else None
            if found is None:
                found = self.sharing(second)
        self.head, self.at = head, at
        if found is None or found.day is None or found.calendar != GREGORIAN:
            return None
        return found._replace(first=k, last=after, day=number[0])

    def day_number(self, k: int) -> tuple[int, int] | None:
        """A day of the month, in digits or an ordinal, and the word behind it."""
        word = self.word(k)
        if word.isdecimal():
            return (int(word), k + 1) if len(word) <= 2 and 1 <= int(word) <= 31 else None
        number = self.lexicon.ordinal(self.words, k, word)
        return number if number is not None and word[:2] == ARTICLE and number[0] <= 31 else None

    def in_a_row(self, i: int, k: int) -> Found | None:
        """'For the eighth day running': a duration."""
        number = self.lexicon.ordinal(self.words, k)
        if number is None or self.words[k][:2] != "\u0627\u0644":
            return None
        after = number[1]
        for row in self.lexicon.rows:
            if tuple(self.words[after : after + len(row)]) == row:
                after += len(row)
        return Found(i, after, "DURATION", f"P{number[0]}D")

    def begins_day(self, k: int) -> bool:
        """Whether a day may begin at word ``k``."""
        word = self.words[k]
        return (word,) in self.lexicon.weekdays or (word,) in self.lexicon.days or self.numbered(k) is not None

    def weekday_at(self, k: int) -> tuple[int | None, int]:
        """The weekday at word ``k`` (1 Monday ... 7 Sunday, or None), and the word behind it."""
        found = self.phrase(self.lexicon.weekdays, k)
        if found is None:
            return None, k
        return int(found[0]), found[1]

    def numbered(self, k: int) -> WrittenDate | None:
        """Day and month in one of three calendars, or month and year, from word ``k`` on; a comma may stand before it."""
        lexicon = self.lexicon
        if k >= len(self.words) or (k > self.at and self.text.gaps[k].strip(" ,\u060c(")):
            return None
        first = k
        figures = self.figures(k)
        if figures is not None:
            return figures
        if self.word(k) in lexicon.glue["corresponding"]:
            k += 1
        day: int | None = None
        if k < len(self.words):
            number = self.lexicon.ordinal(self.words, k, self.word(k))
            if number is None and self.word(k).isdecimal() and len(self.word(k)) <= 2:
                number = int(self.word(k)), k + 1
            elif number is None and not self.word(k)[0].isdecimal():
                number = lexicon.number(self.words, k, self.word(k))
            if number is not None and 1 <= number[0] <= 31:
                day, after = number[0], number[1]
                if after < len(self.words) and self.words[after] in lexicon.glue["day"] | {"\u0627\u064a\u0627\u0645"}:
                    after += 1
                if self.near(after) and self.words[after] in lexicon.glue["from"]:
                    after += 1
                k = after
        this_month = self.period(k) if day is not None and k < len(self.words) and self.published is not None else None
        if this_month is None and day is not None:
            this_month = self.same_unit(k, self.lexicon.glue["month"], 7)
        if this_month is not None and len(this_month.value) == 7 and "W" not in this_month.value:
            year, month = map(int, this_month.value.split("-"))
            return WrittenDate(first, this_month.last, GREGORIAN, year, month, day, 0, None)
        month_word = self.word(k) in lexicon.glue["month"] if k < len(self.words) else False
        if month_word:
            k += 1
        if k >= len(self.words) or (k > first and self.text.gaps[k] not in (" ", "")):
            return None
        return self.month_at(first, k, day, month_word)

    def figures(self, k: int) -> WrittenDate | None:
        """A date in figures alone: day, month and year, or year, month and day; without a year only where 'day' stands before it."""
        if not self.word(k)[0].isdecimal():
            return None
        fields, last = self.word(k).split("."), k + 1
        if len(fields) == 1:
            while (
                len(fields) < 3
                and last < len(self.words)
                and self.text.gaps[last] in ("/", "-", "\u2013")
                and self.text.gaps[last] == self.text.gaps[k + 1]
                and self.words[last].isdecimal()
            ):
                fields.append(self.words[last])
                last += 1
        if not 2 <= len(fields) <= 3 or not all(field.isdecimal() and len(field) <= 4 for field in fields):
            return None
        if len(fields) == 2:
            led = k > 0 and (self.words[k - 1] in self.lexicon.glue["day"] | self.lexicon.glue["dated"])
            if not (led or (k > 0 and (self.words[k - 1],) in self.lexicon.weekdays)) or self.text.gaps[k + 1] != "/":
                return None
            return self.in_figures(k, last, None, int(fields[1]), int(fields[0]))
        if len(fields[0]) == 4:
            fields.reverse()
        if len(fields[2]) != 4 or len(fields[0]) > 2 or len(fields[1]) > 2:
            return None
        return self.in_figures(k, last, int(fields[2]), int(fields[1]), int(fields[0]))

    def in_figures(self, k: int, last: int, year: int | None, month: int, day: int) -> WrittenDate | None:
        """The date of these figures; a year below 1600 is a Hijri one."""
        if month > 12 >= day:
            day, month = month, day  # month first, as in the United States
        if not 1 <= month <= 12 or not 1 <= day <= 31 or (year is not None and not 1000 <= year <= 2199):
            return None
        after = self.era(last)
        persian = any(word in self.lexicon.eras["persian"] for word in self.words[last:after])
        if persian:
            return WrittenDate(k, after, PERSIAN, year, month, day, 0, None)
        islamic = year is not None and year < HALF_CENTURY + 200
        return WrittenDate(k, after, ISLAMIC if islamic else GREGORIAN, year, month, day, 0, None)

    def month_at(self, first: int, k: int, day: int | None, told: bool) -> WrittenDate | None:
        """The month at word ``k`` with what follows: a second name of it, a direction, a year."""
        lexicon = self.lexicon
        found = self.phrase(lexicon.months, k)
        if found is not None:
            month, after = int(found[0]), found[1]
            alternative: int | None = None
            if after < len(self.words) and self.text.gaps[after] in _SLASHES:
                doubled = self.phrase(lexicon.months, after)
                if doubled is not None and (self.text.gaps[after] != " " or int(doubled[0]) == month):
                    after = doubled[1]
                    alternative = int(doubled[0]) if int(doubled[0]) != month else None
            doubled_name = after != found[1]
            direction, behind = self.direction(after)
            if doubled_name and behind == after and after < len(self.words) and self.text.gaps[after] == ") ":
                direction, behind = self.bracketed(after)
            year, last = self.year_at(behind)
            alone = day is None and not told and not doubled_name and year is None and behind == after
            if alone and first == self.at and not self.dating(first):
                return None
            after = last
            return WrittenDate(first, after, GREGORIAN, year, month, day, direction, alternative)
        for name, months in ((ISLAMIC, lexicon.hijri), (PERSIAN, lexicon.persian)):
            found = self.phrase(months, k)
            if found is None:
                continue
            after = found[1]
            if name == ISLAMIC and self.near(after) and self.words[after] in lexicon.epithets:
                after += 1
            start = after
            direction, after = self.direction(after)
            year, after = self.year_at(after)
            bare = year is None and after == start
            if name == PERSIAN and (
                (day is None and (bare or not told))
                or (bare and self.word(k) not in lexicon.persian_alone)
                or (year or 0) > HALF_CENTURY + 100
            ):
                return None
            if name == ISLAMIC and day is None and bare and not self.in_phase(first):
                return None
            if year is not None and year > HALF_CENTURY + 200:
                return None
            return WrittenDate(first, after, name, year, int(found[0]), day, direction, None)
        return None

    def bracketed(self, k: int) -> tuple[int, int]:
        """The direction at word ``k``, behind a closing bracket."""
        word = self.words[k]
        for words, direction in ((self.lexicon.past, -1), (self.lexicon.future, 1), (self.lexicon.present, 0)):
            if word in words:
                return direction, k + 1
        return 0, k

    def in_phase(self, first: int) -> bool:
        """Whether 'the middle of' or the like stands before word ``first``."""
        before = self.words[first - 1] if first else ""
        return before in self.lexicon.phases or self.lexicon.bare(before)[0] in self.lexicon.phases if before else False

    def dating(self, i: int) -> bool:
        """Whether what stands before word ``i`` lets a month's bare name be the month."""
        before = self.words[i - 1] if i and self.text.gaps[i] == " " else ""
        before = before[1:] if before not in self.lexicon.glue["date_before"] and before[:1] == "\u0648" else before
        if self.found and self.found[-1].last == i and self.text.gaps[i] == " " and len(self.found[-1].time.value) == 7:
            return True  # 'in March and April'
        return before in self.lexicon.glue["date_before"] or before in self.lexicon.phases

    def year_at(self, k: int) -> tuple[int | None, int]:
        """A year at word ``k``, with 'year' before it and its era behind it."""
        lexicon, start = self.lexicon, k
        if k < len(self.words) and self.words[k] in lexicon.glue["from"] and self.near(k):
            k += 1
        beside = self.at_word(k, self.period) if self.near(k) and self.published is not None else None
        if beside is None and k > start and self.near(k):
            beside = self.same_unit(k, lexicon.glue["year"], 4)
        if beside is not None and len(beside.value) == 4 and beside.value.isdecimal():
            return int(beside.value), beside.last  # 'of last year'
        told = False
        if (
            k < len(self.words)
            and self.text.gaps[k] in (" ", ", ", "\u060c ", "")
            and self.lexicon.bare(self.words[k])[0] in lexicon.glue["year"]
        ):
            told = True
            k += 1
            if self.near(k) and self.words[k] in lexicon.eras["hijri"]:
                k += 1
        elif k != start:
            return None, start
        if k >= len(self.words) or self.text.gaps[k] not in (" ", ", ", "\u060c ", "", "/", " / ", ") "):
            return None, start
        number = None
        if self.words[k].isdecimal():
            number = (int(self.words[k]), k + 1) if len(self.words[k]) == 4 else None
        elif told or self.words[k] in lexicon.cardinals:
            number = lexicon.number(self.words, k)
        if number is None or not (1000 <= number[0] <= 2199):
            return None, start
        return number[0], self.era(number[1])

    def same_unit(self, k: int, units: frozenset[str], length: int) -> Found | None:
        """'The same year', 'that month' at word ``k``: the last one named before, whose value has ``length`` characters."""
        same = self.lexicon.same
        two = [word.removeprefix(ARTICLE) for word in self.words[k : k + 2]] if self.near(k + 1) else [""]
        behind = two[0] in units and two[-1] in same["same"]
        before = two[0] in same["before"] | same["that"] and two[-1] in units
        value = self.last_date(k, length) if behind or before else None
        return None if value is None else Found(k, k + 2, "DATE", value)

    def era(self, k: int) -> int:
        """The word behind an era that may stand at word ``k``."""
        if (
            k < len(self.words)
            and self.text.gaps[k] in (" ", "", "(", " (")
            and any(self.words[k] in words for words in self.lexicon.eras.values())
        ):
            return k + 1 + (self.near(k + 1) and self.words[k + 1] in self.lexicon.eras["persian"])
        return k

    def dated(self, i: int, part: str | None, weekday: int | None, found: WrittenDate) -> Found:
        """The value of a day or month, with its part of the day and its weekday as a witness."""
        alternatives: tuple[str, ...] = ()
        if found.calendar != GREGORIAN:
            value, alternatives = self.converted(found, weekday)
        else:
            value = self.gregorian(found, weekday)
            day = as_date(value)
            if day is not None and weekday is not None and day.isoweekday() != weekday:
                alternatives = tuple(d.isoformat() for d in with_weekday(day, weekday))
            if found.alternative is not None and day is not None:
                other = calendar.make(day.year, found.alternative, day.day)
                alternatives += (other.isoformat(),) if other else ()
        if part and len(value) == 10:
            return Found(i, found.last, "TIME", f"{value}T{part[1:]}", found.calendar, alternatives)
        return Found(i, found.last, "DATE", value, found.calendar, alternatives)

    def gregorian(self, found: WrittenDate, weekday: int | None) -> str:
        """The value of a Gregorian date, with the year that is meant where none is told."""
        year, month, day = found.year, found.month, found.day
        if day is None:
            if year is None:
                if self.published is None:
                    return f"XXXX-{month:02d}"
                year = calendar.month_year(month, self.published, found.direction)
            return f"{year:04d}-{month:02d}"
        if year is None and self.published is not None:
            near = calendar.nearest_year(month, day, weekday, self.published, found.direction)
            year = near.year if near is not None else None
        return f"{'XXXX' if year is None else f'{year:04d}'}-{month:02d}-{day:02d}"

    def converted(self, found: WrittenDate, weekday: int | None) -> tuple[str, tuple[str, ...]]:
        """The Gregorian value of a Hijri or Solar Hijri date, and the days either side where no weekday settles it."""
        convert = calendar.from_hijri if found.calendar == ISLAMIC else calendar.from_persian
        year = found.year
        if year is None:
            if self.published is None:
                return "XXXX-XX-XX", ()
            if found.calendar == PERSIAN:
                year = calendar.persian_year(found.month, self.published, found.direction)
            else:
                year = calendar.hijri_year(found.month, self.published, found.direction)
        day = convert(year, found.month, min(found.day or 15, 30))
        if day is None and found.day == 30:
            day = calendar.shift_days(convert(year, found.month, 29) or date.min, 1)
        if day is None:
            return "XXXX-XX-XX", ()
        if found.day is None:
            return day.isoformat()[:7], ()
        if found.calendar == PERSIAN:
            return day.isoformat(), ()
        beside = [d for d in (calendar.shift_days(day, -1), calendar.shift_days(day, 1)) if d is not None]
        if weekday is not None:
            for candidate in (day, *beside):
                if candidate.isoweekday() == weekday:
                    return candidate.isoformat(), ()
        return day.isoformat(), tuple(d.isoformat() for d in beside)

    def period(self, i: int) -> Found | None:
        """'This week', 'last month', 'the year next': a unit of the calendar beside the publication."""
        lexicon, k = self.lexicon, i
        this = self.word(i) in lexicon.this
        if this:
            k += 1
            if not self.near(k):
                return None
        unit = self.unit_at(k)
        if unit is None or unit[0] in CLOCK_UNITS or unit[1] in lexicon.duals or unit[1] in lexicon.plurals:
            return None
        if unit[1] == self.word(k):
            return None  # indefinite
        direction, after = self.direction(k + 1)
        if not this and after == k + 1:
            return None
        value = self.this_period(unit[0], direction)
        if value is None:
            return None
        return Found(i, after, "DATE", value)


def as_date(value: str) -> date | None:
    """The date that an ISO value names, or None where it is no full date."""
    if "W" in value:
        return None  # a week, which Python takes for its Monday
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def with_weekday(day: date, weekday: int) -> list[date]:
    """The days within three of ``day`` that fall on ``weekday``: what the contradicting weekday would mean."""
    found = [calendar.shift_days(day, shift) for shift in (-1, 1, -2, 2, -3, 3)]
    return [d for d in found if d is not None and d.isoweekday() == weekday]
