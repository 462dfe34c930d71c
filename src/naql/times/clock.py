"""Times of day by the clock, with their zone."""

from __future__ import annotations

from naql.times import calendar
from naql.times.cursor import Found
from naql.times.periods import Periods


class Clock(Periods):
    """The parser of clock times. It takes a word number and returns what begins there, or None."""

    def clock(self, i: int) -> Found | None:
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
        value = self.last_day(i)
        if (part is None and k < len(self.words) and self.text.gaps[k] in (" ", " (", "(")) or self.near(k):
            weekday, behind = self.weekday_at(k)
        else:
            weekday, behind = None, k
        if weekday is not None and self.published is not None:
            value, k = calendar.weekday_date(weekday, self.published, 0).isoformat(), behind
        return Found(i, k, "TIME", f"{value}T{hour % 24:02d}:{minute:02d}{zone if zone == 'Z' else ''}")

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
