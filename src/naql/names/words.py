"""The lexicons that names are found with, compiled; and one short class code for each word."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from naql.lexicon import columns, pairs, rows
from naql.names.gazetteer import Gazetteer
from naql.names.likeness import unmarked
from naql.text import fold

_WAW, _FA, _BA, _LAM, _KAF = "\u0648", "\u0641", "\u0628", "\u0644", "\u0643"
ARTICLE = "\u0627\u0644"
_ROOM = 1 << 12
_NATION_ENDINGS = (
    "",
    "\u0647",
    "\u064a\u0646",
    "\u0648\u0646",
    "\u064a\u062a\u064a\u0646",
    "\u064a\u0627\u062a",
    "\u064a\u0647",
)


class Known(NamedTuple):
    """A name of the lexicons: its folded words, type (PER ORG LOC FAC), Latin form, ISO country or ''.

    ``weak``: also a common word, a name only where something else says so. ``kind``: country capital city name.
    ``skip`` words of its class stand before it and outside it. ``entries``: ids of the gazetteer's entries that claim it.
    """

    words: tuple[str, ...]
    type: str
    latin: str
    country: str
    outlet: bool
    weak: bool
    kind: str
    spelling: str
    skip: int
    entries: tuple[str, ...] = ()


class WordClass(NamedTuple):
    """A word's class code, and how many letters written on before it are not the name's."""

    code: str
    cut: int


class PersonName(NamedTuple):
    """A given name or surname: its usual Latin form; ``kind`` g given, s surname, b both, f foreign."""

    latin: str
    kind: str


@cache
def _person_names() -> dict[str, tuple[str, str]]:
    names, latins, kinds = columns("person_names", "name", "latin", "kind")
    return dict(zip(names, zip(latins, kinds, strict=True), strict=True))


def person_name(word: str) -> PersonName | None:
    """The given name or surname of ``lexicons/person_names.tsv`` that a folded word is."""
    known = _person_names().get(word)
    return PersonName(*known) if known is not None else None


def person_kind(word: str) -> str:
    """The kind of given name or surname that a folded word is, or ''."""
    known = _person_names().get(word)
    return known[1] if known is not None else ""


@cache
def word_clusters() -> dict[str, str]:
    """The clusters of ``lexicons/word_clusters.tsv`` by folded word."""
    groups, words = columns("word_clusters", "cluster", "words")
    return {word: group for group, some in zip(groups, words, strict=True) for word in some.split(" ")}


@cache
def titles() -> frozenset[str]:
    """The folded words of ``lexicons/titles.tsv``."""
    return frozenset(fold(row["word"]) for row in rows("titles"))


@cache
def nationalities() -> dict[str, str]:
    """The country, or '' for a region, that a folded adjective without the article tells of, in any gender and number."""
    return {
        fold(row["word"]) + ending: row["country"].replace("-", "")
        for row in rows("nationalities")
        for ending in _NATION_ENDINGS
    }


class NameWords:
    """Known names by their first word, and classes of single words."""

    def __init__(self, gazetteer: Gazetteer | None = None) -> None:
        """Compile the lexicons, and a user's own gazetteer."""
        self.gazetteer = gazetteer if gazetteer is not None else Gazetteer()
        self.known: dict[str, list[Known]] = {}
        self.by_name: dict[str, Known] = {}
        self.countries: dict[str, Known] = {}
        for row in rows("known_names"):
            outlet = row["type"].startswith("MED")
            country = "" if row["country"] == "-" else row["country"]
            if row["type"] == "CAP":
                self._add(row["name"], "LOC", row["latin"], country, False, False, "capital")
                continue
            kind = "ORG" if outlet else row["type"].rstrip("0")
            self._add(
                row["name"],
                kind,
                row["latin"],
                country,
                outlet,
                row["type"].endswith("0"),
                "country" if country else "name",
            )
        for row in rows("places"):
            if fold(row["name"]) not in self.by_name:
                self._add(row["name"], "LOC", unmarked(row["latin"]), row["country"], False, False, row["kind"])
        self._teach()
        for entries in self.known.values():
            entries.sort(key=lambda known: (-len(known.words) - known.skip, not known.entries))
        self.first = {fold(row["name"]): (row["latin"], row["gender"]) for row in rows("first_names")}
        self.heads: dict[str, str] = {}
        for row in rows("name_heads"):
            if row["kind"] not in ("org", "fac", "place", "nation"):
                continue
            self.heads[fold(row["word"])] = self.heads.get(fold(row["word"]), "") + row["kind"][0]
        self.nationalities = nationalities()
        self.spelt_particles = {row["word"] for row in rows("name_particles")}
        self.particles = set(map(fold, self.spelt_particles))
        self.spelt_first = {row["name"] for row in rows("first_names")}
        self.spelt_functions = {row["word"] for row in rows("function_words")}
        self.seats = {fold(row["word"]): row["kind"][5:] for row in rows("name_heads") if row["kind"][:5] == "seat-"}
        self.outer = words_of_kind("outer")
        self.behalf = words_of_kind("behalf")
        self.directions = words_of_kind("direction")
        self.titles = titles()
        self.functions = {fold(row["word"]): row["class"] for row in rows("function_words") if " " not in row["word"]}
        self.verbs = {form for form, ambiguous in pairs("verb_forms").items() if ambiguous == "0"}
        self.speakers = {fold(row["word"]): row["kind"] for row in rows("speakers")}
        self.kinds = pairs("word_kinds")
        self.classes: dict[str, WordClass] = {}
        self.groups = word_clusters()
        self._grouped: dict[str, str] = {}  # of other words: a stem is never looked for among these

    def _teach(self) -> None:
        """Add the gazetteer's names in Arabic letters; of one that the lexicons have too, what they know of it is kept."""
        common = {fold(row["word"]) for row in rows("function_words")}
        for key, entries in self.gazetteer.by_alias.items():
            if not "\u0620" <= key[0] <= "\u06d3":
                continue
            words, entry = tuple(key.split(" ")), entries[0]
            ids = tuple(entry.id for entry in entries)
            alike = self.known.setdefault(words[0], [])
            for n, known in enumerate(alike):
                if known.words == words and not known.skip:
                    alike[n] = known._replace(entries=ids, weak=False)
                    break
            else:
                weak = len(words) == 1 and key in common
                latin, country = entry.latin() or "", entry.country or ""
                alike.append(Known(words, entry.type, latin, country, False, weak, "name", entry.name, 0, ids))

    def _add(self, name: str, type_: str, latin: str, country: str, outlet: bool, weak: bool, kind: str) -> None:
        outside, _, name = name.rpartition("|")
        before = tuple(fold(outside).split())
        words = tuple(fold(name).split())
        known = Known(words, type_, latin, country, outlet, weak, kind, name, len(before))
        self.known.setdefault((before + words)[0], []).append(known)
        self.by_name.setdefault(" ".join(words), known)
        if kind == "country" and country:
            self.countries.setdefault(country, known)

    def match(self, words: list[str], gaps: list[str], at: int, first: str) -> Known | None:
        """The longest known name that begins at word ``at`` read as ``first``."""
        for known in self.known.get(first, ()):
            length = len(known.words) + known.skip
            if length == 1 or (
                tuple(words[at + known.skip + (known.skip == 0) : at + length]) == known.words[known.skip == 0 :]
                and all(gaps[k].strip(' "\u00ab\u201c') == "" for k in range(at + 1, at + length))
            ):
                return known
        return None

    def classify(self, word: str, form: str) -> WordClass:
        """The class of a folded ``word``: of the whole word where a lexicon has it, else of what clitics leave.

        ``form`` is the word before folding, which tells Ali from 'on' where the final letter is dotted.
        """
        found = self.classes.get(form)
        if found is None:
            if word in self.functions and form in self.spelt_first and form not in self.spelt_functions:
                found = WordClass("Ff", 0)
            elif word in self.particles and form not in self.spelt_particles and word[1:] in self.functions:
                found = WordClass("w" + self._lookup(word[1:]), 1)  # 'for that', not 'van'
            else:
                found = self._classify(word)
            if len(self.classes) >= _ROOM:
                self.classes.clear()
            self.classes[form] = found
        return found

    def group_all(self, words: Sequence[str]) -> list[str]:
        """The clusters of many words."""
        found = list(map(self.groups.get, words))
        return [self._made(words[i]) if group is None else group for i, group in enumerate(found)]

    def group(self, word: str) -> str:
        """The number of a folded word's cluster, by its stem's where only that is known, '' where nothing is."""
        found = self.groups.get(word)
        return self._made(word) if found is None else found

    def _made(self, word: str) -> str:
        """The cluster of a word that the lexicon does not have."""
        found = self._grouped.get(word)
        if found is not None:
            return found
        found = "n" if word[0].isdecimal() else ""
        for cut in (1, 2):
            if not found and word[0] in (_WAW, _FA, _BA, _LAM, _KAF) and len(word) - cut > 2:
                known = self.groups.get(inner(word, cut))
                found = word[0] + known if known else ""
        if len(self._grouped) >= _ROOM:
            self._grouped.clear()
        self._grouped[word] = found
        return found

    def _classify(self, word: str) -> WordClass:
        code = self._lookup(word)
        if code[:1] == "N" and word[0] == _WAW and self._lookup(word[1:])[:1] == "T":
            # 'and his daughter', though it stands behind names so often that it looks like one
            return WordClass("wT", 1)
        if code:
            return WordClass(code, 0)
        cut, rest = 0, word
        if rest[0] in (_WAW, _FA) and len(rest) > 3:
            cut, rest = 1, rest[1:]
            code = self._lookup(rest)
            if code:
                return WordClass("w" + code, cut)
        latin = next((n for n in (1, 2) if rest[n : n + 1].isascii() and rest[n : n + 1].isalpha()), 0)
        if latin and (rest[0] in (_BA, _LAM, _KAF) if latin == 1 else rest[:2] == ARTICLE):
            return WordClass("b" + (self._lookup(rest[latin:]) or self._shape(rest[latin:])), cut + latin)
        if rest[0] in (_BA, _LAM, _KAF) and len(rest) > 3:
            stem = inner(rest, 1)
            code = self._lookup(stem)
            if code and code[0] in "GFNPKTRHOWB":
                return WordClass("b" + code, cut + 1)
            if stem[:2] == ARTICLE:
                return WordClass("bD", cut + 1)
        return WordClass(("w" if cut else "") + self._shape(rest), cut)

    def _lookup(self, word: str) -> str:
        """The code of a word that a lexicon has, else ''."""
        if word in self.functions:
            return "f" + self.functions[word][:4]
        known = self.known.get(word)
        if known and any(len(k.words) == 1 and not k.weak for k in known):
            return "G" + next(k.type[0] for k in known if len(k.words) == 1 and not k.weak)
        if word in self.particles:
            return "B"
        if known and any(len(k.words) == 1 for k in known):
            return "W" + known[-1].type[0]
        if word in self.titles:
            return "T"
        plain = word.removeprefix(ARTICLE)
        definite = "d" if plain != word else ""
        if plain in self.nationalities and len(plain) > 3:
            return "K" + definite
        if word in self.first:
            return "F"
        head = self.heads.get(plain)
        if head and len(plain) > 2:
            return "H" + head[0] + definite
        speaker = self.speakers.get(plain)
        if speaker is not None:
            return "R" + definite if speaker in ("office", "anonymous") else "S" + definite
        person = person_kind(word)
        if self.kinds.get(word) == "n":
            return "N" + person
        if word in self.verbs:
            return "v"
        if self.kinds.get(plain) == "c":
            return "c" + definite + person
        if (
            person
            and word[0] == _BA
            and (word[1:] in words_of_kind("kunya") or (person == "f" and self._is_state(word[1:])))
        ):
            return ""  # 'in Russia', not Prussia; 'as Abu X'
        return "P" + person if person else ""

    def _is_state(self, word: str) -> bool:
        """Whether a folded word is a country or a capital."""
        return any(len(known.words) == 1 and known.kind in ("country", "capital") for known in self.known.get(word, ()))

    def _shape(self, word: str) -> str:
        first = word[0]
        if first.isdecimal():
            return "9"
        if not "\u0600" <= first <= "\u06ff":
            return "X" if first.isalpha() else "?"
        if word[:2] == ARTICLE and len(word) > 3:
            return "UDy" if word[-1] == "\u064a" else "UD"
        if word.endswith(("\u0627\u062a", "\u0647")):
            return "Uf"
        return "Uy" if word[-1] == "\u064a" else "U" if len(word) > 2 else "u"


@cache
def words_of_kind(kind: str) -> frozenset[str]:
    """The folded words of ``lexicons/name_heads.tsv`` of that kind."""
    return frozenset(fold(row["word"]) for row in rows("name_heads") if row["kind"] == kind)


@cache
def _lam_names() -> frozenset[str]:
    """Single names that begin with lam, so that a preposition before them is not taken for the article."""
    tables = ("known_names", "places", "first_names")
    names = {fold(row["name"]) for table in tables for row in rows(table) if row["name"][0] == _LAM}
    names |= {word for word, kind in pairs("word_kinds").items() if kind == "n" and word[0] == _LAM}
    return frozenset(name.split()[0] for name in names)


def inner(word: str, cut: int) -> str:
    """A folded word without ``cut`` clitic letters, the article restored where a preposition had swallowed its alef."""
    if not cut:
        return word
    if word[cut - 1 : cut + 1] == _LAM + _LAM and word[cut:] not in _lam_names():
        return ARTICLE + word[cut + 1 :]
    return word[cut:]
