"""When a role was held, where the text tells it: a status in or beside its words, or times that say since, until, during."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from naql.lexicon import rows
from naql.names.spans import Raw
from naql.names.words import ARTICLE
from naql.text import Text, fold
from naql.times import TimeMention

STATUSES = ("former", "late", "acting", "designate", "elect", "outgoing", "ousted", "current", "new")
PAST = frozenset(("former", "late", "outgoing", "ousted"))
_HOLDER = ("R", "T")
_FEMININE, _WAW, _BA, _LAM = "\u0647", "\u0648", "\u0628", "\u0644"
_ACCUSATIVE = "\u0627"
_KINDS, _OVER = ("begins", "takes", "holds", "ends", "leaves"), ("ends", "leaves")
_COMMAS = "\u060c,"
_CLOSED = "\"'\u201c\u201d\u00ab\u00bb "
_DASHES = "-\u2013\u2014"
_BETWEEN_WORDS = 4  # from the office to the time
_LONGEST = 8  # words of a role that a clause names
_ELSEWHERE = -1  # a role told of the same bearer somewhere else
_TERM = 25  # years in brackets that are more are a life


class Held(NamedTuple):
    """Words ``first`` to ``last`` (half open) of a role, its ``status`` or None, the ids of the times told of it."""

    first: int
    last: int
    status: str | None = None
    since: str | None = None
    until: str | None = None
    during: str | None = None


_NOTHING = (None, None, None, None)


class _Told(NamedTuple):
    """What is told of a role, and the word behind where that stands."""

    status: str | None = None
    since: str | None = None
    until: str | None = None
    during: str | None = None
    last: int = 0


def find_tenures(
    text: Text,
    codes: Sequence[str],
    raw: Sequence[Raw],
    roles: Sequence[tuple[int, int] | None],
    times: Sequence[TimeMention],
) -> list[list[Held]]:
    """For each name the role that stands beside it and one that a clause about its bearer tells, with when they were held."""
    scene = _Scene(text, codes, times)
    return [scene.held(item, role) if item.type == "PER" else [] for item, role in zip(raw, roles, strict=True)]


def settled(told: Sequence[Held], text: Text) -> list[Held]:
    """All that is told of one bearer, in text order: what is told of a role by 'office' alone, of the one role it can be."""
    found = sorted({held for held in told if held.first != _ELSEWHERE}, key=lambda held: (held.first, held.last))
    if len({" ".join(text.words[held.first : held.last]) for held in found}) == 1 and found[0][2:] == _NOTHING:
        for held in told:
            if held.first == _ELSEWHERE:
                found[0] = found[0]._replace(status=held.status, since=held.since, until=held.until, during=held.during)
                break
    return found


class _Clause(NamedTuple):
    """What a clause tells, of the role whose words are ``office``; where that is None, of the role that its bearer has."""

    told: _Told
    office: tuple[int, int] | None


class _Scene:
    """One text's words, classes and times."""

    def __init__(self, text: Text, codes: Sequence[str], times: Sequence[TimeMention]) -> None:
        self.text, self.codes, self.words = text, codes, text.words
        self.times = {time.first: time for time in times}

    def held(self, item: Raw, role: tuple[int, int] | None) -> list[Held]:
        behind = self._past_age(item.last if role is None else max(item.last, role[1]))
        clause = self._clause(behind, role)
        found = []
        if role is not None:
            told = clause.told if clause is not None and clause.office is None else None
            told = told or self._bracketed(behind) or (self._apposed(role) if role[0] >= item.last else None) or _Told()
            if role[0] < item.first and self._nested(*role):
                told = _Told()  # of one of the two
            status = self._status(role, told.last or role[1]) or told.status
            found.append(Held(*role, status, told.since, told.until, told.during))
        elif clause is not None and clause.office is None:
            found.append(Held(_ELSEWHERE, _ELSEWHERE, *clause.told[:4]))
        if clause is not None and clause.office is not None:
            first, last = clause.office
            found.append(Held(first, last, self._status((first, last), last) or clause.told.status, *clause.told[1:4]))
        return found

    def _status(self, role: tuple[int, int], behind: int) -> str | None:
        """The one status told of the role's holder; None where none or several are told, or somebody else may be meant."""
        first, last = role
        found = self._adjectives(first, last)
        for words, status in _phrases("phrase"):
            for k in (*range(first + 1, last - len(words) + 1), last, behind):
                if tuple(self.words[k : k + len(words)]) == words and self._joined(k, k + len(words)):
                    found.append(status)
                    break
        for words, status in _phrases("opener"):
            start = first - len(words)
            if start >= 0 and tuple(self.words[start:first]) == words and self._joined(start + 1, first + 1):
                found.append(status)
        return found[0] if len(set(found)) == 1 else None

    def _adjectives(self, first: int, last: int) -> list[str]:
        """What adjectives in a role tell of its holder; nothing where a second holder stands in it, whom they may tell of."""
        found: list[str] = []
        deputy = self.words[first].removeprefix(ARTICLE) in _words("deputy")
        second = False
        for k in range(first + 1, last):
            code, word = self.codes[k], self.words[k]
            if code.lstrip("wb")[:1] in _HOLDER:
                if found and code != "T":
                    return []
                second = second or not deputy
            status = self._agrees(first, k)
            if status is not None and second:
                return []
            if status is not None:
                found.append(status)
            elif found and word[0] == _WAW and word[1:].removeprefix(ARTICLE) in _words("status"):
                return []  # 'the former player of one and present one of another'
        return found

    def _agrees(self, first: int, k: int) -> str | None:
        """What word ``k`` tells of the holder whose role opens at ``first``, if it is an adjective of that."""
        head, word = self.words[first], self.words[k].removeprefix(ARTICLE)
        feminine = word.endswith(_FEMININE)
        status = _words("status").get(word.removesuffix(_FEMININE) if feminine else word)
        if status is None or feminine != head.endswith(_FEMININE):
            return None
        definite = word != self.words[k]
        if k == first + 1 and definite != (ARTICLE in (head[:2], head[1:3])):
            return None  # what the holder holds: 'star of the team'
        if status == "elect" and not (definite and (k == first + 1 or self.codes[k - 1][:1] == "K")):
            return None  # a team
        if status == "designate" and k + 1 < len(self.words) and self.words[k + 1][0] in _BA + _LAM:
            return None  # in charge of something
        inside = range(first + 1, k)
        if any(self.words[n] in _words("ended") for n in inside):
            return None
        if any(self.codes[n][:1] == "w" and self.words[n][1:3] != ARTICLE for n in inside):
            return None  # 'the prime minister and his former ally'
        if any(self.codes[n] == "fprep" for n in inside) and self.codes[k - 1][:1] not in "Gg":
            return None
        return status

    def _nested(self, first: int, last: int) -> bool:
        """Whether a second holder stands in a role, other than the one whose deputy the first is."""
        if self.words[first].removeprefix(ARTICLE) in _words("deputy"):
            return False
        for k in range(first + 1, last):
            if self.words[k] in _words("served") or (
                self.codes[k] != "T" and self.codes[k].lstrip("wb")[:1] in _HOLDER
            ):
                return True
        return False

    def _joined(self, first: int, last: int) -> bool:
        """Whether nothing but blanks stands before each of these words."""
        return all(not self.text.gaps[n].strip(_CLOSED) for n in range(first, min(last, len(self.words))))

    def _bracketed(self, at: int) -> _Told | None:
        """Two years in brackets behind a name or role, unless they are so far apart that they are a life's."""
        one = self.times.get(at)
        other = self.times.get(one.last) if one is not None else None
        if one is None or other is None:
            return None
        gaps = self.text.gaps
        if (
            gaps[at].strip() != "("
            or gaps[other.first].strip() not in tuple(_DASHES)
            or gaps[other.last].strip()[:1] != ")"
        ):
            return None
        years = one.time.value, other.time.value
        if (
            not all(len(year) == 4 and year.isdecimal() for year in years)
            or not 0 <= int(years[1]) - int(years[0]) <= _TERM
        ):
            return None
        return _Told(since=one.time.id, until=other.time.id, last=other.last)

    def _apposed(self, role: tuple[int, int]) -> _Told | None:
        """A time that closes a role in apposition: between commas, '..., minister since 2019, ...'."""
        first, last = role
        if self.text.gaps[first].strip() not in tuple(_COMMAS):
            return None
        told = self._when(last, "holds")
        if told is None or told.during is not None or (told.last < len(self.words) and not self._closes(told.last)):
            return None
        return told

    def _closes(self, at: int) -> bool:
        return bool(self.text.gaps[at].strip()) or self.words[at][0] == _WAW

    def _past_age(self, at: int) -> int:
        """Behind an age in brackets, if one stands at word ``at``."""
        time = self.times.get(at)
        if time is not None and time.time.type == "DURATION" and self.text.gaps[at].strip() == "(":
            return time.last
        return at

    def _clause(self, at: int, role: tuple[int, int] | None) -> _Clause | None:
        """What a clause right behind, 'who took office in ...', tells."""
        opened = self._opened(at)
        if opened is None:
            return None
        kind, k, status = opened
        length = self._office(k, role)
        office = self._post(k) if not length else None
        if office is not None:
            k = office[1]
        elif not length and (kind in ("takes", "holds", "leaves") or role is None):
            return None
        k += length
        if kind in _OVER and (length or office is not None):
            status = "former"
        for n in range(k, min(k + _BETWEEN_WORDS, len(self.words))):
            told = self._when(n, kind)
            if told is not None:
                if self._joined(told.last, told.last + 1) and self._indefinite(told.last):
                    return None  # 'who was made in 2019 head of ...': of something else
                if self.words[n] in _words("stop") and self._starts_from(told.last):
                    break  # 'two days before the beginning of'
                return _Clause(told._replace(status=status), office)
            if n + 1 in self.times or self.words[n] in _words("stop") or not self._joined(n, n + 1):
                break
            if self.codes[n][:1] in "vgG9" or (not length and office is None and self.codes[n][:1] != "f"):
                break
        return _Clause(_Told(status), office) if office is not None or (length and status) else None

    def _starts_from(self, at: int) -> bool:
        return any(word in _words("from") for word in self.words[at : at + 2])

    def _opened(self, at: int) -> tuple[str, int, str | None] | None:
        """The kind of a clause that begins at word ``at``, where what its verb governs begins, and a status that adverbs tell."""
        words, count, status = self.words, len(self.words), None
        if at >= count or words[at] not in _words("who") or self.text.gaps[at].strip(_CLOSED + _COMMAS + ")"):
            return None
        k = at + 1
        while k < count and words[k] in _words("was"):
            k += 1
        kind = next((kind for kind in _KINDS if k < count and words[k] in _words(kind)), None)
        if kind is None:
            return None
        k += 1
        while k < count and words[k] in _words("adverb"):
            status = {"-": status}.get(_words("adverb")[words[k]], _words("adverb")[words[k]])
            k += 1
        if k + 1 < count and words[k] in _words("in") | _words("from") and k + 1 not in self.times:
            k += 1
        return kind, k, status

    def _post(self, k: int) -> tuple[int, int] | None:
        """The words of the role that a clause names from word ``k`` on: 'the post of minister of ...', 'as minister', 'the presidency of'."""
        if k + 1 >= len(self.words):
            return None
        first = k + 1 if self.words[k] in _words("post") else k
        if first > k and self.codes[first][:1] not in _HOLDER and not self._indefinite(first):
            return None
        if first == k and not self._indefinite(k) and self.words[k] not in _words("seat"):
            return None
        last = self._end(first)
        return None if last is None else (first, last)

    def _office(self, at: int, role: tuple[int, int] | None) -> int:
        """How many words from ``at`` stand for the role itself."""
        for kind in ("office", "rule"):
            if kind == "rule" and not (role is not None and self._rules(role)):
                continue
            for words, _ in _phrases(kind):
                if tuple(self.words[at : at + len(words)]) == words:
                    return len(words)
        return 0

    def _rules(self, role: tuple[int, int]) -> bool:
        return any(
            tuple(self.words[role[0] : role[0] + len(words)]) == words
            and not (len(words) == 1 and role[1] - role[0] > 1 and self.codes[role[0] + 1][:1] in _HOLDER)
            for words, _ in _phrases("ruler")
        )

    def _indefinite(self, k: int) -> bool:
        """Whether word ``k`` is a holder's noun in the accusative: 'as minister'."""
        return k < len(self.words) and self.words[k].endswith(_ACCUSATIVE) and self.words[k][:-1] in _holders()

    def _end(self, first: int) -> int | None:
        """Where the role that a clause names ends: before its time, a preposition of time, or what closes the clause."""
        for k in range(first + 1, min(first + _LONGEST, len(self.words)) + 1):
            if k == len(self.words) or self.text.gaps[k].strip(_CLOSED) or k in self.times or self._when(k, "holds"):
                break
            if self.words[k] in _words("cut") or (self.codes[k][:1] == "w" and not self._listed(first, k)):
                break
            if self.codes[k][:1] in ("v", "9") or self.words[k] in _words("stop"):
                return None
        else:
            return None
        while self.codes[k - 1] == "fprep":
            k -= 1
        return k if k > first else None

    def _listed(self, first: int, k: int) -> bool:
        """Whether a joined word goes on with what a role is over: 'of oil and minerals'."""
        plain = all(self.codes[n] != "fprep" for n in range(first, k))
        return plain and self.words[k][1:3] == ARTICLE == self.words[k - 1][:2]

    def _when(self, at: int, kind: str) -> _Told | None:
        """What the time at word ``at``, or behind a preposition there, tells of a role that is begun, held or ended."""
        words = self.words
        here = self.times.get(at)
        lead = words[at] if at < len(words) else ""
        time = here if here is not None else self.times.get(at + 1)
        if time is None or not self._joined(at, time.last):
            return None
        one, end = time.time, time.last
        other = self._second(end)
        then = words[end].removeprefix(_WAW) if end < len(words) and self._joined(end, end + 1) else ""
        later = self.times.get(end + 1) if then in _words("until") | _words("to") else None
        if lead in _words("between") and here is None:
            return _Told(since=one.id, until=other.time.id, last=other.last) if other is not None else None
        if lead in _words("since"):
            if kind in _OVER:
                return _Told(until=one.id, last=end)
            return _Told(since=one.id, until=later.time.id if later else None, last=later.last if later else end)
        if lead in _words("from") and here is None:
            return _Told(since=one.id, until=later.time.id, last=later.last) if later is not None else None
        if lead in _words("until") and here is None:
            return _Told(until=one.id, last=end)
        if one.type not in ("DATE", "TIME") or (here is None and lead not in _words("in")):
            return None
        if kind == "holds":
            return _Told(during=one.id, last=end)
        return _Told(until=one.id, last=end) if kind in _OVER else _Told(since=one.id, last=end)

    def _second(self, at: int) -> TimeMention | None:
        """The time that 'and' joins on at word ``at``."""
        if at >= len(self.words) or self.words[at][0] != _WAW or not self._joined(at, at + 1):
            return None
        return self.times.get(at) if self.words[at] != _WAW or at in self.times else self.times.get(at + 1)


def statuses() -> dict[str, str]:
    """The folded adjectives that tell a status, without article and feminine ending, and which they tell."""
    return _words("status")


@cache
def _words(kind: str) -> dict[str, str]:
    """The folded single words of that kind, and what each tells."""
    return {words[0]: tells for words, tells in _phrases(kind) if len(words) == 1}


@cache
def _phrases(kind: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    """The folded words of that kind in ``lexicons/tenure.tsv``, the longest first, and what they tell."""
    found = [(tuple(fold(row["word"]).split()), row["tells"]) for row in rows("tenure") if row["kind"] == kind]
    return tuple(sorted(found, key=lambda entry: -len(entry[0])))


@cache
def _holders() -> frozenset[str]:
    """The folded nouns of those that hold offices."""
    return frozenset(fold(row["word"]) for row in rows("speakers") if row["kind"] == "office")
