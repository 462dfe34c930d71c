"""Finding temporal expressions: one pass over the words, and where one may begin, a small parser for each kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from naql.records import Span, Time
from naql.text import Text
from naql.times import calendar
from naql.times.words import TimeWords

_CLOCK_UNITS = frozenset({"S", "M", "H"})
_SLASHES = frozenset({"/", " /", "/ ", " / ", " (", "(", "-", " - ", " "})
_HALF_CENTURY = 1400
_ISLAMIC, _PERSIAN, _GREGORIAN = "islamic-umalqura", "persian", "gregorian"


class TimeMention(NamedTuple):
    """A time and the words (``first`` to ``last``, half open) that it stands in."""

    first: int
    last: int
    time: Time


class _Found(NamedTuple):
    """A parsed expression: words ``first`` to ``last``, its type and value; ``cut`` letters of the first word are not its."""

    first: int
    last: int
    type: str
    value: str
    calendar: str = _GREGORIAN
    alternatives: tuple[str, ...] = ()
    cut: int = 0


class TimeFinder:
    """Finds times; built once, it serves many texts."""

    def __init__(self) -> None:
        self.words = TimeWords()

    def find(self, text: Text, published: date | None) -> tuple[TimeMention, ...]:
        """The temporal expressions of ``text`` in order, none overlapping; ``published`` anchors the relative ones."""
        return _Pass(self.words, text, published).run()


class _Pass:
    """One text being read. Every parser takes a word number and returns what begins there, or None."""

    def __init__(self, lexicon: TimeWords, text: Text, published: date | None) -> None:
        self.lexicon = lexicon
        self.text = text
        self.words = text.words
        self.published = published
        self.parsers: tuple[Callable[[int], _Found | None], ...] = (
            self.fixed,
            self.clock,
            self.day,
            self.phase,
            self.year,
            self.period,
            self.duration,
            self.decade,
        )
        self.head = ""

    def run(self) -> tuple[TimeMention, ...]:
        found = self.found = []  # type: list[TimeMention]
        lexicon, text, words = self.lexicon, self.text, self.words
        i = 0
        while i < len(words):
            word, cut = words[i], 0
            if not word[0].isdecimal() and word not in lexicon.triggers:
                word, cut = lexicon.bare(word)
                if not cut:
                    i += 1
                    continue
            result = self.parse(i, word)
            if result is None:
                i += 1
                continue
            start = text.starts[result.first] + (cut if result.first == i else 0) + result.cut
            span = text.span(start, text.ends[result.last - 1])
            found.append(TimeMention(result.first, result.last, self.record(len(found), span, result)))
            i = result.last
        return tuple(found)

    @staticmethod
    def record(number: int, span: Span, result: _Found) -> Time:
        return Time(f"t{number + 1}", span, result.type, result.value, result.calendar, result.alternatives)

    def parse(self, i: int, word: str) -> _Found | None:
        """The longest expression that begins at word ``i``, read as ``word``."""
        self.head, self.at = word, i
        best: _Found | None = None
        for parser in self.parsers:
            result = parser(i)
            if result is not None and (best is None or result.last > best.last):
                best = result
        return best

    def word(self, i: int) -> str:
        """Word ``i``; the first one of the expression without its clitics."""
        if i >= len(self.words):
            return ""
        return self.head if i == self.at else self.words[i]

    def near(self, i: int) -> bool:
        """Whether word ``i`` exists and only a space stands before it."""
        return i < len(self.words) and self.text.gaps[i] == " "

    def phrase(self, phrases: dict[tuple[str, ...], int | str], i: int) -> tuple[int | str, int] | None:
        if i >= len(self.words):
            return None
        found = self.lexicon.phrase(phrases, self.words, i, self.word(i))
        if found is not None and any(self.text.gaps[k] != " " for k in range(i + 1, found[1])):
            return None
        return found

    # fixed words

    def fixed(self, i: int) -> _Found | None:
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
                    return _Found(i, last + 2, "DATE", self.this_period(within[0], 0) or str(value))
            return _Found(i, last, "DATE", str(value))
        weekly = self.every(i)
        if weekly is not None:
            return weekly
        found = self.phrase(self.lexicon.sets, i)
        if found is None or self.behind(i, self.lexicon.anniversary):
            return None
        return _Found(i, found[1], "SET", str(found[0]))

    def every(self, i: int) -> _Found | None:
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
            return _Found(i, k + 1, "SET", f"XXXX-WXX-{weekday}")
        part = lexicon.parts.get(self.words[k])
        return None if part is None else _Found(i, k + 1, "SET", f"XXXX-XX-XX{part}")

    def behind(self, i: int, words: frozenset[str]) -> bool:
        """Whether one of ``words`` stands right before word ``i``."""
        return i > 0 and self.text.gaps[i] == " " and self.words[i - 1] in words

    # days

    def day(self, i: int) -> _Found | None:
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
            day = _as_date(value)
            if day is not None and weekday is not None and day.isoweekday() != weekday:
                witnessed = _with_weekday(day, weekday)
                alternatives, value = (value,), witnessed[0].isoformat()
        else:
            value = calendar.weekday_date(weekday or 1, self.published, direction).isoformat()
        value += f"T{part[1:]}" if part else ""
        return _Found(i, after, "TIME" if part else "DATE", value, _GREGORIAN, alternatives)

    def first_of_two(self, i: int) -> _Found | None:
        """The 10 of '10 and 12 July': the month stands behind the second."""
        word = self.word(i)
        if not word.isdecimal() or len(word) > 2 or i + 2 >= len(self.words) or self.words[i + 1] != "\u0648":
            return None
        if not self.words[i + 2].isdecimal() or self.text.gaps[i + 2] or not 1 <= int(word) <= 31:
            return None
        second = self.numbered(i + 2)
        if second is None or second.day is None or second.calendar != _GREGORIAN:
            return None
        first = second._replace(first=i, last=i + 1, day=int(word))
        return self.dated(i, None, None, first)

    def in_a_row(self, i: int, k: int) -> _Found | None:
        """'For the eighth day running': a duration."""
        number = self.lexicon.ordinal(self.words, k)
        if number is None or self.words[k][:2] != "\u0627\u0644":
            return None
        after = number[1]
        for row in self.lexicon.rows:
            if tuple(self.words[after : after + len(row)]) == row:
                after += len(row)
        return _Found(i, after, "DURATION", f"P{number[0]}D")

    def shifted(self, days: int) -> str:
        found = calendar.shift_days(self.published, days) if self.published else None
        return found.isoformat() if found else "XXXX-XX-XX"

    def begins_day(self, k: int) -> bool:
        word = self.words[k]
        return (word,) in self.lexicon.weekdays or (word,) in self.lexicon.days or self.numbered(k) is not None

    def weekday_at(self, k: int) -> tuple[int | None, int]:
        found = self.phrase(self.lexicon.weekdays, k)
        if found is None:
            return None, k
        return int(found[0]), found[1]

    def direction(self, k: int) -> tuple[int, int]:
        """-1, 1 or 0 with the word behind, for 'last', 'next', 'this' at word ``k``."""
        if self.near(k):
            word = self.words[k]
            for words, direction in ((self.lexicon.past, -1), (self.lexicon.future, 1), (self.lexicon.present, 0)):
                if word in words:
                    return direction, k + 1
        return 0, k

    def numbered(self, k: int) -> _Date | None:
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
            return _Date(first, this_month.last, _GREGORIAN, year, month, day, 0, None)
        month_word = self.word(k) in lexicon.glue["month"] if k < len(self.words) else False
        if month_word:
            k += 1
        if k >= len(self.words) or (k > first and self.text.gaps[k] not in (" ", "")):
            return None
        return self.month_at(first, k, day, month_word)

    def month_at(self, first: int, k: int, day: int | None, told: bool) -> _Date | None:
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
            return _Date(first, after, _GREGORIAN, year, month, day, direction, alternative)
        for name, months in ((_ISLAMIC, lexicon.hijri), (_PERSIAN, lexicon.persian)):
            found = self.phrase(months, k)
            if found is None:
                continue
            direction, after = self.direction(found[1])
            year, after = self.year_at(after)
            if name == _PERSIAN and (
                day is None or (year is None and after == found[1]) or (year or 0) > _HALF_CENTURY + 100
            ):
                return None
            if name == _ISLAMIC and day is None and year is None:
                return None
            if year is not None and year > _HALF_CENTURY + 200:
                return None
            return _Date(first, after, name, year, int(found[0]), day, direction, None)
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
        if (
            k < len(self.words)
            and self.text.gaps[k] in (" ", "", "(", " (")
            and any(self.words[k] in words for words in self.lexicon.eras.values())
        ):
            return k + 1
        return k

    def dated(self, i: int, part: str | None, weekday: int | None, found: _Date) -> _Found:
        """The value of a day or month, with its part of the day and its weekday as a witness."""
        alternatives: tuple[str, ...] = ()
        if found.calendar != _GREGORIAN:
            value, alternatives = self.converted(found, weekday)
        else:
            value = self.gregorian(found, weekday)
            day = _as_date(value)
            if day is not None and weekday is not None and day.isoweekday() != weekday:
                alternatives = tuple(d.isoformat() for d in _with_weekday(day, weekday))
            if found.alternative is not None and day is not None:
                other = calendar.make(day.year, found.alternative, day.day)
                alternatives += (other.isoformat(),) if other else ()
        if part and len(value) == 10:
            return _Found(i, found.last, "TIME", f"{value}T{part[1:]}", found.calendar, alternatives)
        return _Found(i, found.last, "DATE", value, found.calendar, alternatives)

    def gregorian(self, found: _Date, weekday: int | None) -> str:
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

    def converted(self, found: _Date, weekday: int | None) -> tuple[str, tuple[str, ...]]:
        """The Gregorian value of a Hijri or Solar Hijri date, and the days either side where no weekday settles it."""
        convert = calendar.from_hijri if found.calendar == _ISLAMIC else calendar.from_persian
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

    # years and periods

    def year(self, i: int) -> _Found | None:
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
            return _Found(i, after, "DATE", f"{self.published.year + direction}-{lexicon.seasons[word[2:]]}")
        if word in lexicon.seasons:
            year, after = self.year_at(i + 1)
            if year is not None:
                return _Found(i, after, "DATE", f"{year}-{lexicon.seasons[word]}")
            return None
        if len(word) == 4 and word.isdecimal() and 1900 <= int(word) <= 2099 and self.may_be_year(i):
            return _Found(i, self.era(i + 1), "DATE", word)
        return None

    def year_from(self, i: int) -> tuple[int | None, int]:
        k = i + 1
        if self.near(k) and self.words[k] in self.lexicon.eras["hijri"] | self.lexicon.eras["gregorian"]:
            k += 1
        if not self.near(k):
            return None, i
        number = self.lexicon.number(self.words, k)
        if number is None or not (100 <= number[0] <= 2199):
            return None, i
        return number[0], self.era(number[1])

    def whole_year(self, i: int, after: int, year: int, season: str | None) -> _Found:
        told = self.words[i + 1 : after]
        if year < _HALF_CENTURY + 100 and any(word in self.lexicon.eras["hijri"] for word in told):
            start = calendar.from_hijri(year, 1, 1)
            first = start.year if start is not None else calendar.hijri_to_year(year)
            return _Found(i, after, "DATE", f"{first:04d}", _ISLAMIC, (f"{first + 1:04d}",))
        return _Found(i, after, "DATE", f"{year:04d}")

    def may_be_year(self, i: int) -> bool:
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

    def unit_at(self, k: int) -> tuple[str, str] | None:
        return self.lexicon.unit(self.word(k)) if k < len(self.words) else None

    def period(self, i: int) -> _Found | None:
        """'This week', 'last month', 'the year next': a unit of the calendar beside the publication."""
        lexicon, k = self.lexicon, i
        this = self.word(i) in lexicon.this
        if this:
            k += 1
            if not self.near(k):
                return None
        unit = self.unit_at(k)
        if unit is None or unit[0] in _CLOCK_UNITS or unit[1] in lexicon.duals or unit[1] in lexicon.plurals:
            return None
        if unit[1] == self.word(k):
            return None  # indefinite
        direction, after = self.direction(k + 1)
        if not this and after == k + 1:
            return None
        value = self.this_period(unit[0], direction)
        if value is None:
            return None
        return _Found(i, after, "DATE", value)

    def this_period(self, unit: str, direction: int) -> str | None:
        if self.published is None:
            return "XXXX"
        published = self.published
        if unit == "D":
            return self.shifted(direction)
        if unit == "W":
            return calendar.iso_week(published, direction)
        if unit == "Mo":
            return calendar.shift_month(published, direction)
        if unit == "Y":
            return f"{published.year + direction:04d}"
        if unit == "Y10":
            return f"{published.year // 10 + direction}"
        return f"{published.year // 100 + direction:02d}" if unit == "Y100" else None

    def phase(self, i: int) -> _Found | None:
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
        return _Found(i, inner.last, "DATE", value, inner.calendar, inner.alternatives)

    def month_alone(self, k: int) -> _Found | None:
        found = self.numbered(k)
        return self.dated(k, None, None, found) if found is not None else None

    def decade(self, i: int) -> _Found | None:
        """'The nineties', with the century where told."""
        lexicon, word = self.lexicon, self.word(i)
        if word in lexicon.glue["century"] and self.near(i + 1):
            number = lexicon.ordinal(self.words, i + 1)
            return None if number is None else _Found(i, number[1], "DATE", f"{number[0] - 1:02d}")
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
        return _Found(i, after, "DATE", f"{century}{digit}")

    # durations

    def duration(self, i: int) -> _Found | None:
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
        months = (self.lexicon.months, self.lexicon.hijri)
        return any(self.lexicon.phrase(names, self.words, k) for names in months)

    def measured(self, i: int, after: int, count: str, unit: str, ago: bool) -> _Found:
        scale = {"Y10": 10, "Y100": 100}.get(unit, 1)
        designator = {"Y10": "Y", "Y100": "Y", "Mo": "M"}.get(unit, unit)
        if ago:
            value = (
                "PAST_REF"
                if count == "X" or unit in _CLOCK_UNITS
                else self.before(int(count) * scale, designator, unit)
            )
            return _Found(i, after, "DATE", value)
        amount = count if count == "X" else str(int(count) * scale)
        time = "T" if unit in _CLOCK_UNITS else ""
        return _Found(i, after, "DURATION", f"P{time}{amount}{designator}")

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

    # the clock

    def clock(self, i: int) -> _Found | None:
        """'At three in the afternoon', '13:00 GMT', with the day where it follows."""
        lexicon = self.lexicon
        k = i
        told = self.word(i) == lexicon.clock
        if told:
            k += 1
            if not self.near(k):
                return None
        bare = not told and self.word(i) in lexicon.ordinals and self.near(i + 1) and self.words[i + 1] in lexicon.parts
        if bare and self.words[i + 1][:2] == "\u0627\u0644":
            bare = False
        time = self.hour(k, told or bare)
        if time is None:
            return None
        hour, minute, k = time
        part = None
        if self.near(k) and self.words[k] in lexicon.parts:
            part = lexicon.parts[self.words[k]]
            k += 1
        zone, after = self.zone(k)
        if not told and not zone and not (bare and part):
            return None
        if part in ("TEV", "TAF", "TNI") and hour < 12 and not (part == "TNI" and hour < 5):
            hour += 12
        if hour > 24 or minute > 59:
            return None
        k = after
        value = self.on_day(i)
        if (part is None and k < len(self.words) and self.text.gaps[k] in (" ", " (", "(")) or self.near(k):
            weekday, behind = self.weekday_at(k)
        else:
            weekday, behind = None, k
        if weekday is not None and self.published is not None:
            value, k = calendar.weekday_date(weekday, self.published, 0).isoformat(), behind
        return _Found(i, k, "TIME", f"{value}T{hour % 24:02d}:{minute:02d}{zone if zone == 'Z' else ''}")

    def on_day(self, i: int) -> str:
        """The day that a clock time without one means: the last one named in its sentence, else the publication's."""
        for mention in reversed(self.found[-3:]):
            if self.text.sentence_of[mention.first] == self.text.sentence_of[i] and _as_date(mention.time.value[:10]):
                return mention.time.value[:10]
        return self.published.isoformat() if self.published else "XXXX-XX-XX"

    def hour(self, k: int, told: bool) -> tuple[int, int, int] | None:
        lexicon = self.lexicon
        if k >= len(self.words):
            return None
        word = self.word(k)
        if word.isdecimal():
            if len(word) == 4 and int(word[:2]) < 25:
                return int(word[:2]), int(word[2:]), k + 1
            if len(word) > 2:
                return None
            if (
                k + 1 < len(self.words)
                and self.text.gaps[k + 1] in (":", "\u060c", ".", ",")
                and self.words[k + 1].isdecimal()
                and len(self.words[k + 1]) == 2
            ):
                return int(word), int(self.words[k + 1]), k + 2
            return int(word), 0, k + 1
        if "." in word or "," in word:
            hours, _, minutes = word.replace(",", ".").partition(".")
            if hours.isdecimal() and minutes.isdecimal() and len(minutes) == 2 and len(hours) <= 2:
                return int(hours), int(minutes), k + 1
            return None
        number = lexicon.ordinal(self.words, k, word) if told else None
        if number is None or number[0] > 12:
            return None
        minute, k = 0, number[1]
        if self.near(k) and self.words[k][0] == "\u0648":
            if self.words[k][1:] in lexicon.half_hour:
                minute, k = 30, k + 1
            elif self.words[k][1:] in lexicon.quarter_hour:
                minute, k = 15, k + 1
        return number[0], minute, k

    def zone(self, k: int) -> tuple[str, int]:
        """'Z' for Greenwich, 'L' for another stated zone, '' for none, and the word behind it."""
        lexicon = self.lexicon
        if k >= len(self.words) or self.text.gaps[k] not in (" ", "", " (", "("):
            return "", k
        word = self.words[k]
        if tuple(self.words[k : k + 2]) == lexicon.utc_pair:
            return "Z", k + 2
        if word in lexicon.utc:
            return "Z", k + 1
        stripped = word.removeprefix("\u0628").removeprefix("\u0627\u0644")
        if stripped in lexicon.zones and self.near(k + 1):
            following = self.words[k + 1]
            return ("Z" if following in lexicon.utc else "L"), k + 2
        return "", k


class _Date(NamedTuple):
    """A day or month as written: ``year`` and ``day`` None where not told; ``alternative`` a second, other month name."""

    first: int
    last: int
    calendar: str
    year: int | None
    month: int
    day: int | None
    direction: int
    alternative: int | None


def _as_date(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _with_weekday(day: date, weekday: int) -> list[date]:
    """The days within three of ``day`` that fall on ``weekday``: what the contradicting weekday would mean."""
    found = [calendar.shift_days(day, shift) for shift in (-1, 1, -2, 2, -3, 3)]
    return [d for d in found if d is not None and d.isoweekday() == weekday]
