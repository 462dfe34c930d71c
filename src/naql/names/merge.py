"""Which mentions name one entity, and why. A wrong merge is worse than a missed one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

from naql.lexicon import rows
from naql.names.words import ARTICLE, Known, person_kind, words_of_kind
from naql.text import Text, fold

SAME, SPELLING, SURNAME = "same string", "spelling", "surname after full name"
SHORT, ACRONYM, ALIAS, CAPITAL = "short form", "acronym", "alias known", "capital for its state"
APPOSITION = "apposition"
_WAW, _BA = "\u0648", "\u0628"
_QUOTES, _BREAKS = " \"'\u201c\u201d\u00ab\u00bb", "\u060c,(-\u2013\u0640"
_DROPPED = "\u0627\u0621"
_ENOUGH_TO_COMPARE = 300  # different strings of one type, beyond which near spellings are not looked for
_LEAST_LETTERS = 5
_MINISTRY = "\u0648\u0632\u0627\u0631\u0647"


class Item(NamedTuple):
    """A mention's folded words without clitics, its type, the lexicon's entry for it, and its word range."""

    words: tuple[str, ...]
    type: str
    known: Known | None
    first: int
    last: int


@dataclass(slots=True)
class Group:
    """Mentions (by index) that are one entity, with the reasons for joining them."""

    members: list[int] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


class _Merger:
    """Mentions as a forest: each points to an earlier one of the same entity."""

    def __init__(self, items: Sequence[Item], text: Text, codes: Sequence[str]) -> None:
        self.items, self.text, self.codes = items, text, codes
        self.parent = list(range(len(items)))
        self.reasons: dict[int, list[str]] = {}
        self.keys: dict[tuple[str, str], int] = {}
        self.ministries = {item.words[1] for item in items if item.words[0] == _MINISTRY and len(item.words) > 1}

    def root(self, n: int) -> int:
        parent = self.parent
        while parent[n] != n:
            parent[n] = n = parent[parent[n]]
        return n

    def join(self, a: int, b: int, reason: str) -> None:
        a, b = sorted((self.root(a), self.root(b)))
        if a != b:
            self.parent[b] = a
            reasons = self.reasons.setdefault(a, [])
            for told in [*self.reasons.pop(b, []), reason]:
                if told not in reasons:
                    reasons.append(told)

    def alike(self) -> None:
        """Same strings, same strings but for spelling, and the lexicon's aliases."""
        for n, item in enumerate(self.items):
            side = "PER" if item.type == "PER" else "BODY"
            seen = self.keys.setdefault((side, " ".join(item.words)), n)
            if seen != n:
                self.join(seen, n, SAME)
                continue
            seen = self.keys.setdefault((side, "~" + spelling_key(item.words)), n)
            self.join(seen, n, SPELLING)
            if item.known is not None and item.known.entries:
                if len(item.known.entries) == 1:
                    self.join(self.keys.setdefault(("ENTRY", item.known.entries[0]), n), n, ALIAS)
            elif item.known is not None:
                state = item.known.kind == "country" and item.known.country
                seen = self.keys.setdefault(("KNOWN", state or item.known.latin), n)
                self.join(seen, n, ALIAS)

    def near(self) -> None:
        """Strings of one length in words whose keys differ by one letter; a surname alone and one behind a given name too."""
        seen: dict[str, list[tuple[str, int, tuple[str, ...]]]] = {}
        done = set()
        for n, item in enumerate(self.items):
            if item.known is not None or item.type not in ("PER", "ORG") or item.words in done:
                continue
            done.add(item.words)
            key = spelling_key(item.words)
            others = seen.setdefault(item.type, [])
            if len(key) < _LEAST_LETTERS or len(others) > _ENOUGH_TO_COMPARE:
                continue
            for other, m, words in others:
                if len(words) == len(item.words) and one_spelling(item.words, words, key, other):
                    self.join(m, n, SPELLING)
                    break
                if len(words) > 1 == len(item.words) and item.type == "PER":
                    surname = words[-1:]
                    if surname != item.words and one_spelling(item.words, surname, key, spelling_key(surname)):
                        self.join(m, n, SURNAME)
                        break
            others.append((key, n, item.words))

    def surnames(self) -> None:
        """A part of a full name that one person in the report has, standing alone, is that person."""
        full: dict[str, list[tuple[int, bool]]] = {}
        told: set[tuple[str, ...]] = set()  # one string is one person, whose first mention stands for the others
        for n, item in enumerate(self.items):
            if item.type == "PER" and len(item.words) > 1 and item.words not in told:
                told.add(item.words)
                for k in range(1, len(item.words)):
                    full.setdefault(spelling_key(item.words[k:]), []).append((n, True))
                    full.setdefault(spelling_key(item.words[:k]), []).append((n, False))
        for n, item in enumerate(self.items):
            if item.type != "PER":
                continue
            bearers = [
                (m, tail)
                for m, tail in full.get(spelling_key(item.words), ())
                if len(self.items[m].words) > len(item.words)
            ]
            choices = [
                {self.root(m) for m, tail in bearers if tail},
                {self.root(m) for m, tail in bearers if tail and m < n},
                {self.root(m) for m, _ in bearers},
            ]
            one = next((choice for choice in choices if len(choice) == 1), None)
            if one is not None and (choices[0] == one or not choices[0] or choices[1] == one):
                self.join(one.pop(), n, SURNAME)

    def short_forms(self) -> None:
        """A body's first words where only one longer body has them; a ministry without that word; acronyms."""
        longer: dict[tuple[str, ...], set[int]] = {}
        by_words: dict[tuple[str, ...], int] = {}
        plain = [
            item.words[1:] if item.words[0] == _MINISTRY and len(item.words) > 1 else item.words for item in self.items
        ]
        for n, item in enumerate(self.items):
            if item.type == "ORG":
                self.join(by_words.setdefault(plain[n], n), n, SHORT)
                for k in range(1 if item.words[0] == _MINISTRY or plain[n][0] in self.ministries else 2, len(plain[n])):
                    longer.setdefault(plain[n][:k], set()).add(n)
        for n, item in enumerate(self.items):
            if item.type != "ORG":
                continue
            roots = {self.root(m) for m in longer.get(plain[n], ())}
            if len(roots) == 1 and (len(item.words) > 1 or item.known is None):
                self.join(roots.pop(), n, SHORT)
            before = self.items[n - 1] if n else None
            if (
                before is not None
                and before.type == "ORG"
                and before.last == item.first
                and len(item.words) == 1 < len(before.words)
                and self.text.gaps[item.first].strip() == "("
            ):
                self.join(n - 1, n, ACRONYM)

    def appositions(self) -> None:
        """Two names side by side of which the text says that they are one's: 'known as', 'whose real name is', a kunya in brackets."""
        for n in range(1, len(self.items)):
            if self.items[n - 1].type == self.items[n].type == "PER" and self._one_in_two(n - 1, n):
                self.join(n - 1, n, APPOSITION)

    def _one_in_two(self, m: int, n: int) -> bool:
        """Whether the words between neighbouring mentions make the second another name of the first one's bearer."""
        one, other = self.items[m], self.items[n]
        words, gaps = self.text.words[one.last : other.first], self.text.gaps
        kunya = [item.words[0] in words_of_kind("kunya") for item in (one, other)]
        behind = gaps[other.last]
        if not words:
            bracketed = gaps[other.first].strip(_QUOTES) == "(" and behind.strip(_QUOTES)[:1] == ")"
            return bracketed and kunya[0] != kunya[1]
        if any(gaps[k].strip(_QUOTES + _BREAKS) for k in range(one.last, other.first + 1)):
            return False
        kind, rest = _alias_marker(words)
        if self._possessor(one) or (kind and not _agree(words[0], one.words[0])):
            return False  # 'the cousin of A, known as B'
        if kind == "real-name":
            return not rest
        by = len(rest) == 0 and self.text.words[other.first] == _BA + other.words[0]
        if not kind or not (by or " ".join(rest) in words_of_kind("alias-by") or (kind == "called-as" and not rest)):
            return False
        opened = bool(set(gaps[other.first]) & set(_QUOTES.strip()))
        if opened != bool(set(behind) & set(_QUOTES.strip())) and "(" not in gaps[other.first]:
            return False  # only the beginning of what is quoted
        if kind == "nicknamed" and not kunya[1]:
            return False  # 'nicknamed the Messi of the Alps'
        if behind == " " and self.codes[other.last][:1] in "GK":
            return False
        return all(
            len(self.items[k].words) <= len(other.words) for k in range(len(self.items)) if self.root(k) == self.root(n)
        )

    def _possessor(self, item: Item) -> bool:
        """Whether a noun right before a name may hold it: then what follows tells of somebody else."""
        if item.first == 0 or self.text.gaps[item.first].strip() or self.text.words[item.first] != item.words[0]:
            return False
        code = self.codes[item.first - 1].lstrip("wb")
        opens = self.text.sentences[self.text.sentence_of[item.first]][0] == item.first - 1
        return code[:1] not in ("f", "v", "T") and "d" not in code and not (opens and code[:1] in ("U", "u"))

    def capitals(self) -> None:
        """A capital that acts or is acted on stands for its state; where something happens in it, it is the city."""
        stood = False
        acting: dict[int, list[int]] = {}
        for n, item in enumerate(self.items):
            known = item.known
            if known is None or known.kind not in ("capital", "country"):
                continue
            beside = n and self.items[n - 1].last == item.first and self.text.words[item.first][0] == _WAW
            acts = known.kind == "capital" and (stood if beside else self._acts(item))
            stood = acts if known.kind == "capital" else known.kind == "country"
            if acts and ("KNOWN", known.country) in self.keys:
                acting.setdefault(self.root(n), []).append(n)
        for old, moved in acting.items():
            state = self.root(self.keys["KNOWN", self.items[moved[0]].known.country])  # type: ignore[union-attr]
            if state == old:
                continue
            leaving = frozenset(moved)
            city = [n for n in range(len(self.items)) if n not in leaving and self.root(n) == old]
            for n in city:
                self.parent[n] = city[0]
            for n in moved:
                self.parent[n] = n
                self.join(state, n, CAPITAL)

    def _acts(self, item: Item) -> bool:
        words, codes, at = self.text.words, self.codes, item.first
        before = words[at - 1] if at else ""
        cut = words[at][: len(words[at]) - len(item.words[0])]
        if before in words_of_kind("locative") or cut[-1:] == _BA:
            return False
        if at and codes[at - 1][:2] == "Hp":
            return False
        opens = at == 0 or "\n" in self.text.gaps[at]
        return not (opens and self.text.gaps[item.last].strip(" ") != "")


def merge(items: Sequence[Item], text: Text, codes: Sequence[str]) -> list[Group]:
    """Groups of mentions in order of their first one."""
    merger = _Merger(items, text, codes)
    merger.alike()
    merger.near()
    merger.surnames()
    merger.short_forms()
    merger.appositions()
    merger.capitals()
    groups: dict[int, Group] = {}
    for n in range(len(items)):
        root = merger.root(n)
        groups.setdefault(root, Group(reasons=merger.reasons.get(root, []))).members.append(n)
    return [groups[root] for root in sorted(groups)]


@lru_cache(maxsize=1 << 12)
def spelling_key(words: tuple[str, ...]) -> str:
    """A name's words joined, without what spellings differ in: the article, alef inside, doubled letters, spaces."""
    joined = "".join(word.removeprefix(ARTICLE) if len(word) > 4 else word for word in words)
    kept = [letter for i, letter in enumerate(joined) if i == 0 or (letter not in _DROPPED and letter != joined[i - 1])]
    return "".join(kept)


def _agree(marker: str, name: str) -> bool:
    """Whether a marker can tell of a bearer with that given name; a name that no lexicon has can be either's."""
    gender = _genders().get(name)
    return gender is None or (gender == "f") == (marker in words_of_kind("alias-feminine"))


@cache
def _genders() -> dict[str, str]:
    """The gender of given names, by folded spelling."""
    return {fold(row["name"]): row["gender"] for row in rows("first_names")}


def _alias_marker(words: Sequence[str]) -> tuple[str, Sequence[str]]:
    """The kind of alias marker that ``words`` open with ('' for none), and the words behind it and its adverbs."""
    for kind in ("known-as", "called-as", "nicknamed", "real-name"):
        for length in (3, 2, 1):
            if " ".join(words[:length]) in words_of_kind(kind):
                rest = words[length:]
                return kind, rest[1:] if rest and rest[0] in words_of_kind("alias-adverb") else rest
    return "", words


def one_spelling(a: Sequence[str], b: Sequence[str], key: str, other: str) -> bool:
    """Whether two names of as many folded words, whose spelling keys are ``key`` and ``other``, are one with a slip in a word.

    Two names that are both known are two names: Hasan is not Husayn.
    """
    if min(len(key), len(other)) < _LEAST_LETTERS or key[0] != other[0] or not _one_apart(key, other):
        return False
    return not any(x != y and person_kind(x) and person_kind(y) for x, y in zip(a, b, strict=True))


def _one_apart(a: str, b: str) -> bool:
    """Whether two different strings become one by changing, adding or leaving out one letter, or by two letters changing places."""
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1:
        return False
    k = 0
    while k < len(a) and a[k] == b[k]:
        k += 1
    if len(a) < len(b):
        return a[k:] == b[k + 1 :]
    return a[k + 1 :] == b[k + 1 :] or (a[k : k + 2] == b[k : k + 2][::-1] and a[k + 2 :] == b[k + 2 :])
