"""Days and months as written: part of the day, weekday, number, month and year, in three calendars, and relative days."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from naql.times import calendar
from naql.times.cursor import CLOCK_UNITS, GREGORIAN, Cursor, Found

_SLASHES = frozenset({"/", " /", "/ ", " / ", " (", "(", "-", " - ", " "})
HALF_CENTURY = 1400
ISLAMIC, _PERSIAN = "islamic-umalqura", "persian"


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
        part = lexicon.parts.get(self.word(k))
        if part is not None:
            k += 1
            if (
                self.near(k)
                and self.words[k] not in lexicon.triggers
                and self.near(k + 1)
                and self.words[k + 1] in lexicon.glue["from"]
            ):
                k += 1  # 'the early morning of'
            if self.near(k) and self.words[k] in lexicon.glue["from"]:
                k += 1
        if self.word(k) in lexicon.glue["day"] and self.near(k + 1) and self.begins_day(k + 1):
            k += 1
        relative = self.phrase(lexicon.days, k)
        if relative is not None:
            k = relative[1]
            if part is None and relative[0] == 0 and self.near(k) and k == i + 1:
                row = self.in_a_row(i, k)
                if row is not None:
                    return row
        weekday, k = self.weekday_at(k)
        if weekday and relative is None and part is None and self.behind(i, lexicon.glue["pair"]):
            return None  # 'between the two'
        numbered = self.numbered(k if weekday or relative or part else i)
        if numbered is not None:
            return self.dated(i, part, weekday, numbered)
        alternatives: tuple[str, ...] = ()
        direction, after = self.direction(k) if weekday else (0, k)
        if relative is None and weekday is None:
            return None
        if (
            part is None
            and after < len(self.words)
            and self.near(after)
            and self.words[after] in lexicon.parts
            and self.words[after][:2] != "\u0627\u0644"
        ):
            part, after = lexicon.parts[self.words[after]], after + 1
        if self.published is None:
            value = f"XXXX-WXX-{weekday}" if weekday else "XXXX-XX-XX"
        elif relative is not None:
            value = self.shifted(int(relative[0]))
            day = as_date(value)
            if day is not None and weekday is not None and day.isoweekday() != weekday:
                witnessed = with_weekday(day, weekday)
                alternatives, value = (value,), witnessed[0].isoformat()
        else:
            value = calendar.weekday_date(weekday or 1, self.published, direction).isoformat()
        value += f"T{part[1:]}" if part else ""
        return Found(i, after, "TIME" if part else "DATE", value, GREGORIAN, alternatives)

    def first_of_two(self, i: int) -> Found | None:
        """The 10 of '10 and 12 July': the month stands behind the second."""
        word = self.word(i)
        if not word.isdecimal() or len(word) > 2 or i + 2 >= len(self.words) or self.words[i + 1] != "\u0648":
            return None
        if not self.words[i + 2].isdecimal() or self.text.gaps[i + 2] or not 1 <= int(word) <= 31:
            return None
        second = self.numbered(i + 2)
        if second is None or second.day is None or second.calendar != GREGORIAN:
            return None
        first = second._replace(first=i, last=i + 1, day=int(word))
        return self.dated(i, None, None, first)

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
        if this_month is not None and len(this_month.value) == 7 and "W" not in this_month.value:
            year, month = map(int, this_month.value.split("-"))
            return WrittenDate(first, this_month.last, GREGORIAN, year, month, day, 0, None)
        month_word = self.word(k) in lexicon.glue["month"] if k < len(self.words) else False
        if month_word:
            k += 1
        if k >= len(self.words) or (k > first and self.text.gaps[k] not in (" ", "")):
            return None
        return self.month_at(first, k, day, month_word)

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
            year, last = self.year_at(behind)
            alone = day is None and not told and not doubled_name and year is None and behind == after
            if alone and first == self.at and not self.dating(first):
                return None
            after = last
            return WrittenDate(first, after, GREGORIAN, year, month, day, direction, alternative)
        for name, months in ((ISLAMIC, lexicon.hijri), (_PERSIAN, lexicon.persian)):
            found = self.phrase(months, k)
            if found is None:
                continue
            direction, after = self.direction(found[1])
            year, after = self.year_at(after)
            if name == _PERSIAN and (
                day is None or (year is None and after == found[1]) or (year or 0) > HALF_CENTURY + 100
            ):
                return None
            if name == ISLAMIC and day is None and year is None:
                return None
            if year is not None and year > HALF_CENTURY + 200:
                return None
            return WrittenDate(first, after, name, year, int(found[0]), day, direction, None)
        return None

    def dating(self, i: int) -> bool:
        """Whether what stands before word ``i`` lets a month's bare name be the month."""
        before = self.words[i - 1] if i and self.text.gaps[i] == " " else ""
        before = before[1:] if before not in self.lexicon.glue["date_before"] and before[:1] == "\u0648" else before
        return before in self.lexicon.glue["date_before"] or before in self.lexicon.phases

    def year_at(self, k: int) -> tuple[int | None, int]:
        """A year at word ``k``, with 'year' before it and its era behind it."""
        lexicon, start = self.lexicon, k
        if k < len(self.words) and self.words[k] in lexicon.glue["from"] and self.near(k):
            k += 1
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

    def era(self, k: int) -> int:
        """The word behind an era that may stand at word ``k``."""
        if (
            k < len(self.words)
            and self.text.gaps[k] in (" ", "", "(", " (")
            and any(self.words[k] in words for words in self.lexicon.eras.values())
        ):
            return k + 1
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
            if found.calendar == _PERSIAN:
                year = calendar.persian_year(found.month, self.published, found.direction)
            else:
                year = calendar.hijri_year(found.month, self.published)
        day = convert(year, found.month, min(found.day or 15, 30))
        if day is None and found.day == 30:
            day = calendar.shift_days(convert(year, found.month, 29) or date.min, 1)
        if day is None:
            return "XXXX-XX-XX", ()
        if found.day is None:
            return day.isoformat()[:7], ()
        if found.calendar == _PERSIAN:
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
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def with_weekday(day: date, weekday: int) -> list[date]:
    """The days within three of ``day`` that fall on ``weekday``: what the contradicting weekday would mean."""
    found = [calendar.shift_days(day, shift) for shift in (-1, 1, -2, 2, -3, 3)]
    return [d for d in found if d is not None and d.isoweekday() == weekday]
