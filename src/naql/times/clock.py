"""Times of day by the clock, with their zone."""

from __future__ import annotations

from naql.times.cursor import Found
from naql.times.periods import Periods


class Clock(Periods):
    """The parser of clock times. It takes a word number and returns what begins there, or None."""

    def clock(self, i: int) -> Found | None:
        """'At three in the afternoon', '13:00 GMT', with the day where it follows."""
        read = self.time_of_day(i, None)
        if read is None or self.behind(i, self.lexicon.glue["hours"]):
            return None
        time, k, part, told = read
        if part is None and self.text.gaps[i].endswith("("):
            time = self.other_zone(i, time)
        value = self.last_day(i)
        day = self.day_behind(k, part)
        if day is not None:
            value, k = day
            zone, k = self.zone(k)
            time += "Z" if zone == "Z" and time[-1] != "Z" else ""
        return Found(i, k, "TIME", f"{value}T{time}") if told or self.heads_entry(i, k) else None

    def heads_entry(self, i: int, k: int) -> bool:
        """Whether words ``i`` to ``k`` are '14:35' at the head of a line: an entry of a live page has its time there."""
        gaps = self.text.gaps
        opens = i == 0 or "\n" in gaps[i]
        return opens and k == i + 2 and gaps[i + 1] == ":" and k < len(self.words) and "\n" not in gaps[k]

    def hours(self, i: int) -> Found | None:
        """'In the first hours of Sunday morning': that part of that day."""
        lexicon = self.lexicon
        if not self.near(i + 1) or self.words[i + 1] not in lexicon.glue["early_late"]:
            return None
        k = i + 3
        if not self.near(i + 2) or self.words[i + 2] not in lexicon.glue["from"] or not self.near(k):
            return None
        inner = self.at_word(k, self.day)
        return None if inner is None else inner._replace(first=i)

    def other_zone(self, i: int, time: str) -> str:
        """``time`` in brackets, in the half of the day in which it is nearer to the time right before them."""
        before = self.found[-1].time.value if self.found and self.found[-1].last == i else ""
        if len(before) < 16 or not before[11:13].isdecimal() or int(time[:2]) >= 12:
            return time
        hour = int(time[:2])
        return (
            f"{hour + 12}{time[2:]}" if abs(hour + 12 - int(before[11:13])) < abs(hour - int(before[11:13])) else time
        )

    def with_clock(self, day: Found) -> Found:
        """``day`` with the time of day behind it: 'on Monday at 14:00'."""
        k, lexicon = day.last, self.lexicon
        at = False
        while self.near(k) and self.words[k] in lexicon.clock_at and k < day.last + 3:
            at = True
            k += 1
        if not self.near(k):
            return day
        part = f"T{day.value[11:]}" if day.type == "TIME" else None
        head, at_word = self.head, self.at
        self.head, self.at = self.words[k], k
        read = self.time_of_day(k, part)
        self.head, self.at = head, at_word
        if read is None or not (read[3] or (at and part and self.words[k] in lexicon.ordinals)):
            return day
        return day._replace(last=read[1], type="TIME", value=f"{day.value[:10]}T{read[0]}")

    def time_of_day(self, i: int, part: str | None) -> tuple[str, int, str | None, bool] | None:
        """The time by the clock at word ``i`` as ISO writes it, the word behind it, its part of the day, whether it is sure to be one.

        ``part`` is the part of the day told before, which an hour under twelve takes.
        """
        lexicon, k = self.lexicon, i
        told = self.word(i) == lexicon.clock
        if told:
            k += 1
            if not self.near(k):
                return None
        time = self.hour(k, told or self.word(i) in lexicon.ordinals)
        if time is None:
            return None
        hour, minute, k = time
        own, k = self.part_behind(k)
        told = told or (own is not None and self.word(i) in lexicon.ordinals)
        if own is None and told:
            own = self.part_of_second(k)
        part = own or part
        zone, after = self.zone(k)
        if own is None and zone:
            own, after = self.part_behind(after)
            part = own or part
        if hour < 12 and (part in ("TEV", "TAF") or (part == "TMI" and hour < 5) or (part == "TNI" and hour >= 5)):
            hour += 12
        elif hour == 12 and part == "TNI":
            hour = 24
        if hour > 24 or not 0 <= minute <= 59:
            return None
        value = f"{hour:02d}:{minute:02d}{'Z' if zone == 'Z' else ''}"
        return value, after, part, told or bool(zone)

    def part_behind(self, k: int) -> tuple[str | None, int]:
        """The part of the day behind an hour ('in the evening', 'p.m.', 'of the morning of'), and the word behind it."""
        lexicon = self.lexicon
        if k >= len(self.words) or self.text.gaps[k] not in (" ", ""):
            return None, k
        if self.words[k] in lexicon.halves_of_day:
            return lexicon.halves_of_day[self.words[k]], k + 1
        of = k + (self.words[k] in lexicon.glue["from"] and self.near(k + 1))
        head, at = self.head, self.at
        self.head, self.at = self.words[of], of
        part, after = self.part_at(of)
        self.head, self.at = head, at
        return (None, k) if part is None else (part, after)

    def part_of_second(self, k: int) -> str | None:
        """The part of the day of the second hour of 'between six and eight in the evening', which is the first one's too."""
        if not self.near(k) or self.words[k][0] != "\u0648":
            return None
        second = self.words[k][1:]
        if second not in self.lexicon.ordinals and self.words[k] != "\u0648":
            return None
        return self.part_behind(k + 1 + (self.words[k] == "\u0648"))[0]

    def day_behind(self, k: int, part: str | None) -> tuple[str, int] | None:
        """The day behind a time of day, and the word behind it."""
        if k >= len(self.words) or not (self.near(k) or (part is None and self.text.gaps[k] in (" (", "("))):
            return None
        if self.lexicon.bare(self.words[k])[1] or self.words[k].isdecimal():
            return None
        found = self.at_word(k, self.day)
        if found is None or found.type != "DATE" or len(found.value) != 10:
            return None
        return found.value, found.last

    def hour(self, k: int, told: bool) -> tuple[int, int, int] | None:
        """Hour and minute at word ``k``, and the word behind them; words only where ``told`` that a time stands there."""
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
        on_the_hour, k = number
        if not self.near(k):
            return on_the_hour, 0, k
        word = self.words[k]
        if word in lexicon.minus and self.near(k + 1):
            past, after = self.minutes(k + 1, self.words[k + 1], lexicon.to_hour)
            if past:
                return (on_the_hour - 1) or 12, 60 - past, after
        elif word[0] == "\u0648":
            start = k + (word == "\u0648")
            past, after = self.minutes(start, self.words[start] if start > k else word[1:], lexicon.past_hour)
            if past:
                return on_the_hour, past, after
        return on_the_hour, 0, k

    def minutes(self, k: int, word: str, fractions: dict[int, frozenset[str]]) -> tuple[int, int]:
        """The minutes past or to the hour at word ``k``, read as ``word``, and the word behind them; 0 where none are told."""
        for minutes, words in fractions.items():
            if word in words:
                return minutes, k + 1
        number = self.lexicon.number(self.words, k, word)
        if number is not None and 0 < number[0] < 60 and self.near(number[1]):
            unit = self.lexicon.unit(self.words[number[1]])
            if unit is not None and unit[0] == "M":
                return number[0], number[1] + 1
        return 0, k

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
            after = k + 2 + (self.near(k + 2) and self.words[k + 2] in lexicon.holy)
            return ("Z" if following in lexicon.utc else "L"), after
        return "", k
