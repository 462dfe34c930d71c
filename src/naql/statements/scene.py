"""What the decisions about statements look at: every word of an article with its class, its name, its time, its quotation.

A class is one short code a word, from closed-class lexicons, the names and times already found, and the word's shape;
no open vocabulary, so that what is learned on one article holds for another.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property

from naql.conjugate import Parts, conjugate
from naql.cues import CueEntry, CueForm, cue_table
from naql.lexicon import pairs, rows, table
from naql.names import Mention, Names
from naql.names.words import titles, words_of_kind
from naql.records import Entity
from naql.statements.quotes import Quote, find_quotes
from naql.text import Text, fold, splits
from naql.times import TimeMention

FINITE = frozenset({"perfect", "imperfect", "passive"})
_WAW, _FA = "\N{ARABIC LETTER WAW}", "\N{ARABIC LETTER FEH}"
_JOINING = _WAW + _FA
_ARTICLE = "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER LAM}"
_DOUBLE_LAM = "\N{ARABIC LETTER LAM}\N{ARABIC LETTER LAM}"
_ALEF = "\N{ARABIC LETTER ALEF}"
_AN = "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER NOON}"
_BA, _KAF, _LAM = "\N{ARABIC LETTER BEH}", "\N{ARABIC LETTER KAF}", "\N{ARABIC LETTER LAM}"
_HA = "\N{ARABIC LETTER HEH}"
_HAMZA_BELOW = "\N{ARABIC LETTER ALEF WITH HAMZA BELOW}"
_OBJECTS = frozenset({_HA, "\N{ARABIC LETTER ALEF}", "\N{ARABIC LETTER MEEM}"})  # his, her, their
_YA, _TA, _NUN = "\N{ARABIC LETTER YEH}", "\N{ARABIC LETTER TEH}", "\N{ARABIC LETTER NOON}"
_TEASER = 24  # words in a paragraph that points at another story
_LIGHT = 14  # words of its sentence in which a light verb's noun follows
_ENDINGS = ("\N{ARABIC LETTER ALEF}\N{ARABIC LETTER TEH}", _YA + _NUN, _WAW + _NUN)
_SHORTEST = 3
_LONGEST_MARKED = 7  # words of a name in quotation marks
# The last two stand before what the noun belongs to, or are those of the accusative.
_DUAL = (_ALEF + _NUN, _YA + _NUN, _ALEF, _YA)
_INFLECTED = (
    *((end, "") for end in _DUAL),
    *((_TA + end, _HA) for end in _DUAL),
    *((end, end + _NUN) for end in (_WAW, _YA)),
)
"""Endings of a word and what stands in their place in the lexicon."""
VERB_CODES = frozenset("VvY")  # of cues and of other verbs
_MENTION_CODES = {"PER": "P", "ORG": "O", "LOC": "L", "FAC": "L"}

COMMA = "\N{ARABIC COMMA},"
_DASHES = "-\u2013\u2014"
_CLOSERS = " )\"'\u00bb\u201d"


def _closed(text: Text) -> bool:
    """Whether the first paragraph ends with a full stop, as a sentence does and no title: the report was handed in without one."""
    if not text.paragraphs:
        return False
    last = text.paragraphs[0][1]
    return last < len(text.gaps) and text.gaps[last].lstrip(_CLOSERS)[:2].rstrip() == "."


_NOMINALS = (
    ("nisba", (_YA, _YA + _HA, _YA + _YA + _NUN, _YA + _WAW + _NUN)),
    ("feminine", (_HA,)),
    ("plural", (_YA + _NUN, _WAW + _NUN, _ALEF + "\N{ARABIC LETTER TEH}")),
    ("accusative", (_ALEF,)),
)


def nominal_shape(word: str) -> str:
    """What the last letters of a folded noun tell: an adjective of relation, a feminine, a plural, an accusative."""
    for shape, endings in _NOMINALS:
        if len(word) > 3 and word.endswith(endings):
            return shape
    return ""


class SpeakerNoun:
    """A common noun that can speak: its kind of source and its agreement ('ms', 'fs', 'mp', 'fp')."""

    __slots__ = ("agreement", "kind")

    def __init__(self, kind: str, agreement: str) -> None:
        self.kind = kind
        self.agreement = agreement


class _Frames:
    """An entry's frames by how their content is tied on."""

    __slots__ = ("ba", "clause", "light", "nouns", "objects", "phrase", "prepositions", "quote")

    def __init__(self, entry: CueEntry | None) -> None:
        links = [frame.link for frame in entry.frames] if entry is not None else []
        self.clause = _AN in links
        self.quote = ":" in links
        self.phrase = "np" in links or "acc" in links
        self.ba = _BA in links
        kinds = {frame.object for frame in entry.frames} if entry is not None else set()
        self.objects = (
            ("a" if "addressee" in kinds else "") + ("i" if "inside" in kinds else "") + ("n" if self.phrase else "")
        )
        self.prepositions = frozenset(link for link in links if len(link) > 1 and link not in ("np", "acc", _AN))
        self.light = entry is not None and entry.pos == "verb" and all(frame.nouns for frame in entry.frames)
        self.nouns = frozenset(noun for frame in (entry.frames if entry is not None else ()) for noun in frame.nouns)


class Words:
    """The closed-class and speaker words, compiled once."""

    def __init__(self) -> None:
        self.classes = {fold(row["word"]): row["class"] for row in rows("function_words") if " " not in row["word"]}
        self.hamza_below = {fold(row["word"]) for row in rows("function_words") if row["word"][0] == _HAMZA_BELOW}
        self.speakers = {fold(row["word"]): SpeakerNoun(row["kind"], row["agreement"]) for row in rows("speakers")}
        self.cues = cue_table()
        self.titles = titles()
        self.given_names = {fold(row["name"]): row["gender"] for row in rows("first_names")}
        self.verbs = {form: "vn" if ambiguous == "1" else "v" for form, ambiguous in pairs("verb_forms").items()}
        special = table("statements")
        bare = {fold(word) for word in special["bare"]}
        self.bare = frozenset(bare | {joining + word for word in bare for joining in _JOINING})
        self.relaying = frozenset(special["relaying"])
        self.placing = frozenset(special["placing"])
        self.via = frozenset(fold(word) for word in special["via"])
        self.voice = self.via | {fold(word) for word in special["voice"]}
        self.through = self.voice | {fold(word) for word in special["through"]}
        self.conjoined = frozenset(fold(word) for word in special["conjoined"])
        self.contrast = frozenset(fold(word) for word in special["contrast"])
        self.circumstance = frozenset(fold(word) for word in special["circumstance"])
        self.referring = frozenset(fold(word) for word in special["referring"])
        self.teasers = frozenset(fold(word) for word in special["teasers"])
        self.quoting = frozenset(special["quoting"])
        self.that = frozenset(fold(word) for word in special["that"])
        self.press = frozenset(fold(word) for word in special["press"])
        self.as_told = frozenset(fold(word) for word in special["as"])
        self.refused = frozenset(fold(word) for word in special["refused"])
        self.refusing: str = special["refusing"]
        self.manner_of = frozenset(fold(word) for word in special["manner_of"])
        self.manner = self.manner_of | {fold(word) for word in special["manner"]}
        self.attributing = frozenset(special["attributing"])
        self.issuing = frozenset(special["issuing"])
        self.making = frozenset(_making(special["making"]))
        self.communique: str = special["communique"]
        self.called = frozenset(fold(word) for word in special["called"])
        self.one_of = frozenset(fold(word) for word in special["one_of"])
        self.latter = frozenset(fold(word) for word in special["latter"])
        self.guests = frozenset(fold(word) for word in special["guests"])
        self.counterpart = frozenset(fold(word) for word in special["counterpart"])
        self.citing = frozenset(fold(lemma).split()[0] for lemma in special["quoting"])
        self.answering = frozenset(special["answering"])
        self.asking = frozenset(special["asking"])
        self.charging = frozenset(special["charging"])
        self.leading = frozenset(special["leading"])
        self.suing = frozenset(fold(word) for word in special["suing"])
        self.authorities = frozenset(fold(word) for word in special["authorities"])
        self.withheld = [tuple(fold(words).split()) for words in special["withheld"]]
        self.article = _ARTICLE
        self.channels: dict[str, list[tuple[str, str]]] = {}
        for row in rows("channels"):
            second = "" if row["second"] == "-" else fold(row["second"]).removeprefix(_ARTICLE)
            self.channels.setdefault(fold(row["word"]), []).append((second, row["channel"]))
        self._frames: dict[CueEntry, _Frames] = {}
        for entry in self.cues.entries:
            self._frames[entry] = _Frames(entry)

    def frames(self, entry: CueEntry | None) -> _Frames:
        """The links that ``entry`` governs, by kind."""
        return _NO_FRAMES if entry is None else self._frames[entry]

    def is_press(self, word: str) -> bool:
        """Whether a folded ``word`` is 'to the journalists' and the like."""
        return word in self.press

    def speaker(self, word: str) -> SpeakerNoun | None:
        """The speaker noun that a folded ``word`` is, with or without its article and a joining letter."""
        noun = self.speakers.get(word)
        if noun is None and len(word) > 3:
            if word[0] in _JOINING:
                word = word[1:]
                noun = self.speakers.get(word)
            if (noun is None and word[:2] == _ARTICLE) or (noun is None and word[:2] == _DOUBLE_LAM):
                noun = self.speakers.get(word[2:])
        return noun

    def inflected(self, word: str) -> SpeakerNoun | None:
        """The speaker noun of which a folded ``word`` is another form: with a pronoun, in the accusative, dual or sound plural.

        Whether a word can speak is not asked of it, since words of other kinds look alike; only what kind of source one is that does.
        """
        for _before, stem, after in splits(word, _SHORTEST):
            forms = [stem, f"{stem[:-1]}{_HA}"] if after and stem[-1] == _TA else [stem]
            if not after:
                forms += [stem.removesuffix(end) + new for end, new in _INFLECTED if stem.endswith(end)]
            noun = next((self.speakers[form] for form in forms if form in self.speakers), None)
            if noun is not None:
                return noun
        return None


_NO_FRAMES = _Frames(None)


class Scene:
    """One article, prepared. Word numbers index every list.

    ``codes``: a class a word: P O L (named person, organisation, place), T time, N number, X not Arabic, D definite noun,
    I other noun, v other verb, vn verb or noun, Y word shaped like an imperfect verb, V finite verb of saying, or a closed class's name.
    ``joined``: the word begins with a joining waw or fa. ``mention_at``, ``time_at``, ``quote_at``: number of the
    mention, time or quotation that covers the word, or -1. ``aside``: numbers of the paragraphs that only point at other stories.
    ``title``: the number of the paragraph that is the title, or -1. ``published``: the day on which it came out, where that is known.
    """

    def __init__(
        self, text: Text, names: Names, times: Sequence[TimeMention], words: Words, published: date | None = None
    ) -> None:
        self.text = text
        self.names = names
        self.times = times
        self.lexicon = words
        self.published = published
        self.quotes: tuple[Quote, ...] = find_quotes(text)
        count = len(text.words)
        self.mention_at = _cover(count, names.mentions)
        self.time_at = _cover(count, times)
        self.quote_at = _cover(count, self.quotes)
        self.title = -1 if _closed(text) else 0
        self.role_at = [-1] * count
        for number, mention in enumerate(names.mentions):
            if mention.role is not None:
                for i in range(*mention.role):
                    self.role_at[i] = number
        self.genders = [self._gender(entity) for entity in names.entities]
        self.prominence = self._prominence()
        self.joined = [False] * count
        self.forms: list[tuple[CueForm, ...]] = [()] * count
        self.codes = [self._code(i, word) for i, word in enumerate(text.words)]
        self._aside = [n for n, (first, last) in enumerate(text.paragraphs) if n and self._teases(first, last)]
        self.aside = frozenset(self._aside)

    @cached_property
    def quoted(self) -> Counter[tuple[str, ...]]:
        """How often the same words stand in quotation marks of their own."""
        return Counter(tuple(self.text.words[quote.first : quote.last]) for quote in self.quotes)

    def named(self, first: int, last: int) -> list[int]:
        """The numbers of the mentions that words ``first`` to ``last`` touch, in text order."""
        return list(dict.fromkeys(n for n in self.mention_at[first:last] if n >= 0))

    def _prominence(self) -> list[tuple[int, bool]]:
        """How often each entity is named, and whether in the title."""
        counts = [0] * len(self.names.entities)
        titled = [False] * len(counts)
        for mention in self.names.mentions:
            counts[mention.entity] += 1
            titled[mention.entity] |= self.in_title(mention.first)
        return list(zip(counts, titled, strict=True))

    def _gender(self, entity: Entity) -> str:
        """A person's gender by the noun that opens a role, else by the given name; '?' where neither tells."""
        if entity.type != "PER":
            return "?"
        for role in entity.roles:
            noun = self.lexicon.speaker(fold(role.span.text.split()[0]))
            if noun is not None:
                return noun.agreement[0]
        words = fold(entity.name).split()
        return self.lexicon.given_names.get(words[0], "?") if len(words) > 1 else "?"

    def _code(self, i: int, word: str) -> str:
        forms = self.lexicon.cues.lookup(word)
        marbuta = self.text.has_marbuta(i)
        if forms:
            self.forms[i] = forms = tuple(
                form
                for form in forms
                if self._has_noun(i, form) and not (marbuta and (form.after or form.tense in FINITE))
            )
        mention = self.mention_at[i]
        if mention >= 0:
            named = self.names.mentions[mention]
            self.joined[i] = word[0] in _JOINING and i == named.first and named.start > self.text.starts[i]
            return _MENTION_CODES[named.type]
        classes = self.lexicon.classes
        opens_role = self.role_at[i] >= 0 and (
            i == 0 or self.role_at[i - 1] != self.role_at[i]
        )  # a noun, however spelled
        found = None if opens_role else classes.get(word)
        spelt_below = self.text.norm[self.text.starts[i]] == _HAMZA_BELOW
        if found == "prep" and spelt_below and word not in self.lexicon.hamza_below:
            found = None  # an imam, not 'in front of'
        if found is not None:
            self.joined[i] = word == _WAW
            return found
        first = word[0]
        if first in _JOINING and len(word) > 2 and word not in self.lexicon.speakers:
            rest = word[1:]
            found = None if opens_role else classes.get(rest)
            if found is not None:
                self.joined[i] = True
                return found
            if (
                rest[:2] == _ARTICLE
                or forms
                or rest in self.lexicon.verbs
                or rest[0] in _YA + _TA + _BA
                or self.lexicon.speakers.get(rest)
            ):
                self.joined[i] = True
                word, first = rest, rest[0]
        if self.time_at[i] >= 0:
            return "T"
        if first.isdecimal():
            return "N"
        if not "\u0600" <= first <= "\u06ff":
            return "X"
        for form in forms:
            if form.tense in FINITE:
                return "V"
        if word[:2] == _ARTICLE and len(word) > 3:
            return "D"
        if first in _BA + _KAF and word[1:3] == _ARTICLE and len(word) > 4:
            return "bD"
        if word[:2] == _DOUBLE_LAM and len(word) > 3:
            return "lD"
        verb = None if marbuta else self.lexicon.verbs.get(word)
        if verb is None and not marbuta and word[-1] in _OBJECTS and len(word) > 4:
            verb = self.lexicon.verbs.get(word[:-1] if word[-1] == _HA else word[:-2])
        if verb == "v":
            return verb
        if self.lexicon.speakers.get(word):
            return "S"
        if verb is not None:
            return verb
        if first == _YA and len(word) > 3:
            return "Y"
        if first == _TA and len(word) > 3 and not word.endswith(_ENDINGS):
            return "t"
        if first == _BA and len(word) > 3:
            return "b"
        if first == _LAM and len(word) > 3:
            return "l"
        return "I"

    def _has_noun(self, i: int, form: CueForm) -> bool:
        """Whether one of the nouns that a light verb needs stands near; any other verb needs none."""
        frames = self.lexicon.frames(form.entry)
        if not frames.light:
            return True
        last = min(i + 1 + _LIGHT, self.text.sentences[self.text.sentence_of[i]][1])
        return any(stem_of(word) in frames.nouns for word in self.text.words[i + 1 : last])

    def paragraphs_between(self, earlier: int, later: int) -> int:
        """How many paragraphs on from word ``earlier`` word ``later`` stands, those that point elsewhere not counted."""
        first, last = self.text.paragraph_of[earlier], self.text.paragraph_of[later]
        return last - first - max(0, bisect_left(self._aside, last) - bisect_right(self._aside, first))

    def _teases(self, first: int, last: int) -> bool:
        """Whether a paragraph only points at another story ('read also: ...')."""
        opening = self.text.words[first : first + 2]
        return last - first <= _TEASER and (
            "".join(opening[:1]) in self.lexicon.teasers or " ".join(opening) in self.lexicon.teasers
        )

    def speaker(self, i: int) -> SpeakerNoun | None:
        """The speaker noun that word ``i`` is, if any, also behind a preposition written on it."""
        word = self.text.words[i]
        noun = self.lexicon.speaker(word)
        return self.lexicon.speaker(word[1:]) if noun is None and self.codes[i] in ("l", "b") else noun

    def bearer(self, i: int) -> int:
        """The number of the mention in whose name, or else in whose role, word ``i`` stands; -1 where in none."""
        return self.mention_at[i] if self.mention_at[i] >= 0 else self.role_at[i]

    def beside_body(self, head: int, at: int) -> bool:
        """Whether word ``at`` opens a person's name or a title, and ``head`` is a body, which is nobody's title: 'the police arrested X'."""
        noun, words = self.speaker(head), self.text.words
        if noun is None or noun.kind != "organisation" or not words[head].startswith(_ARTICLE):
            return False
        number = self.bearer(at)
        if number < 0:
            apart = noun.agreement[0] == "f" and words[at][-1] != _HA  # else it may be an adjective: 'the press office'
            return apart and words[at] in self.lexicon.titles
        opens = self.role_at[at - 1] != number and self.mention_at[at - 1] != number
        return self.names.mentions[number].type == "PER" and opens and self.role_at[head] != number

    def relates(self, i: int) -> bool:
        """Whether word ``i`` opens a clause about whoever stands before it ('who', not 'what')."""
        return self.codes[i] == "rel" and self.text.words[i][:2] == _ARTICLE

    def withholds(self, i: int) -> bool:
        """Whether the two words from ``i`` on say that a name is not told ('not to be named')."""
        return tuple(self.text.words[i : i + 2]) in self.lexicon.withheld

    def is_place(self, i: int) -> bool:
        """Whether word ``i`` stands in a place's name."""
        return self.mention_at[i] >= 0 and self.names.mentions[self.mention_at[i]].type == "LOC"

    def is_site(self, first: int) -> bool:
        """Whether the place that word ``first`` begins is told as one where something is ('the city of X', 'the capital, X')."""
        before = self.text.words[max(0, first - 2) : first]
        return self.is_place(first) and any(
            word[taken:] in words_of_kind("site") for word in before for taken in range(4)
        )

    def dashed(self, first: int, last: int, at: int) -> bool:
        """Whether a dash before word ``at`` parts it from words ``first`` to ``last``: from those right before it, or a place that the
        sentence opens with."""
        opening = self.text.sentences[self.text.sentence_of[at]][0]
        dashes = any(dash in self.text.gaps[at] for dash in _DASHES)
        return dashes and (last == at or (first == opening and self.is_place(first)))

    def in_title(self, i: int) -> bool:
        """Whether word ``i`` stands in the title."""
        return self.text.paragraph_of[i] == self.title

    def opens_words(self, i: int) -> bool:
        """Whether a quotation opens at word ``i`` that is too long for a name in marks."""
        quote = self.quotes[self.quote_at[i]] if self.quote_at[i] >= 0 else None
        return quote is not None and quote.first == i and quote.closed and quote.last - i > _LONGEST_MARKED

    def pauses(self, i: int) -> bool:
        """Whether a comma stands before word ``i``."""
        return any(mark in self.text.gaps[i] for mark in COMMA)

    def word_at(self, offset: int) -> int:
        """The first word that starts at or after the ``norm`` offset."""
        return bisect_left(self.text.starts, offset)


def _making(verbs: Iterable[str]) -> Iterator[str]:
    """The folded forms of the third person with the pronoun of what was made."""
    for verb in verbs:
        perfect, imperfect = verb.split()
        for form in conjugate(Parts(perfect, imperfect)):
            if form.person == 3 and form.bound and form.tense in ("perfect", "imperfect"):
                yield from (fold(form.bound + pronoun) for pronoun in (_HA, _HA + _ALEF))


def stem_of(word: str) -> str:
    """A folded word without what is written on before it and without a pronoun, for the nouns of light verbs."""
    for before in (_WAW, _BA):
        if word.startswith(before) and len(word) > 4:
            word = word[1:]
    word = word.removeprefix(_ARTICLE)
    return word


def _cover(count: int, spans: Iterable[Mention | TimeMention | Quote]) -> list[int]:
    covered = [-1] * count
    for number, span in enumerate(spans):
        for i in range(span.first, min(span.last, count)):
            covered[i] = number
    return covered
