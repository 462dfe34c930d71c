"""From tags to names: known names kept whole, spans cut and stretched, what one place told found elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from naql.cues import CueForm, cue_table
from naql.names.romanise import glosses
from naql.names.words import ARTICLE, Known, NameWords, inner, person_kind, words_of_kind
from naql.text import Text

_CLITICS = "\u0648\u0641\u0628\u0644\u0643"
_TYPES = {"P": "PER", "O": "ORG", "L": "LOC"}
_LETTERS = {"PER": "P", "ORG": "O", "LOC": "L", "FAC": "L"}
_WITHIN = frozenset(("", "-", ".", "\u2013", "'", "_", "\u2019", "#"))
_LETTER = 3  # letters of a spelled initial; one has more
_W = "\u062f\u0628\u0644\u064a\u0648"
_THAT = "\u0627\u0646"
# The same with a pronoun or without.
_TOLD = re.compile(_THAT + "(?:\u0647|\u0647\u0627|\u0647\u0645|\u0646\u0627|\u0646\u064a)?")
_LAM, _BA = "\u0644", "\u0628"
_SURNAME_CODES = ("F", "N", "P", "B")
_ACRONYM = 3
_TANWIN = "\N{ARABIC FATHATAN}"
_LONGEST = 40  # words in a name; a run of more is none
_HA = "\u0647"
_HAMZA_BELOW = "\u0625"
_OPENS = re.compile(' ?["\u201c\u00ab]')
_SURNAMES = ("UD", "Ps", "Pb", "cd", "N")
_HIS_NAME = ("\u0627\u0633\u0645\u0647", "\u0627\u0633\u0645\u0647\u0627")
_ROLE = 7  # words of a role before the comma that the name stands behind
_COMMA = "\u060c "
_JOINED = "\u0648\u0641"
# Endings of what belongs to somebody, of the dual and plural, of adverbs, and of common nouns: a name that has one is passed over.
_NO_NAME = re.compile("\u0647[\u0627\u0645]?$|\u0627[\u0646\u062a]?$|[\u0648\u064a]\u0646$")
_CLOSING = '"\u201d\u00bb'
_TITLE = 4  # words of a name in marks
_ADJECTIVE = ("\u064a", "\u064a\u0647")  # of relation, folded
# Folded verbal nouns of the second, seventh, eighth and tenth forms, which no name in common use is shaped like.
_VERBAL_NOUN = re.compile("\u062a..\u064a.|\u0627\u0633\u062a..\u0627.|\u0627\u0646..\u0627.|\u0627.\u062a.\u0627.")


class Raw(NamedTuple):
    """A name: words ``first`` to ``last`` (half open), clitic letters to cut, type, and the lexicon's entry for it."""

    first: int
    last: int
    cut: int
    type: str
    known: Known | None

    def words(self, text: Text) -> tuple[str, ...]:
        """Its folded words without clitics."""
        return (inner(text.words[self.first], self.cut), *text.words[self.first + 1 : self.last])


class Line(NamedTuple):
    """What is known about each word of a text: class code, clitic letters, the known name it is part of."""

    codes: list[str]
    cuts: list[int]
    known: list[Known | None]


def spans(text: Text, tags: list[str], line: Line, words: NameWords) -> list[Raw]:
    """The names that ``tags`` mark, mended."""
    _keep_known(tags, line)
    _kunyas(text, tags)
    _nations(text, tags, line, words)
    _two_people(text, tags, line)
    _speaker(text, tags, line)
    _subject(text, tags, line, words)
    _verbal_nouns(text, tags, line)
    _titled(text, tags)
    found = []
    i, count = 0, len(tags)
    while i < count:
        if tags[i] == "O":
            i += 1
            continue
        last = i + 1
        while last < count and tags[last] == "I" + tags[i][1] and _goes_on(text, line, words, tags[i][1], i, last):
            last += 1
        if last - i <= _LONGEST:
            found.append((i, last, tags[i][1]))
        i = last
        while i < count and tags[i][0] == "I":
            i += 1
    mended = [_mend(text, line, words, first, last, kind, tags) for first, last, kind in found]
    named = [item for item in mended if not _inflected(text, item)]
    return [item for item in named if item.known is not None or not _bare(text, line, item)]


def _bare(text: Text, line: Line, item: Raw) -> bool:
    """Whether a body's name is nothing but the head noun, or 'the American newspaper', which names none."""
    if item.type != "ORG" or item.last - item.first > 2:
        return False
    if item.last - item.first == 1:
        return line.codes[item.first].lstrip("wb")[:1] == "H"
    noun = inner(text.words[item.first], line.cuts[item.first])
    named = noun.startswith(ARTICLE) and noun.removeprefix(ARTICLE) in words_of_kind("press")
    return named and line.codes[item.first + 1].startswith("K")


def _inflected(text: Text, item: Raw) -> bool:
    """Whether a place of one word is written with the ending of an adverb, which no place's name has: 'early', not 'in Accra'."""
    alone = item.type in ("LOC", "FAC") and item.last - item.first == 1
    return alone and _TANWIN in text.word_span(item.first, item.last).text


def _kunyas(text: Text, tags: list[str]) -> None:
    """Behind a word that says so ('المكنى أبو ...') a kunya is a name of its own, a word longer than its first."""
    called, kunyas = words_of_kind("called-as"), words_of_kind("kunya")
    for i in range(len(tags) - 2):
        if text.words[i] in called and text.words[i + 1] in kunyas and text.gaps[i + 2] == " ":
            tags[i : i + 3] = "O", "BP", "IP"


def _keep_known(tags: list[str], line: Line) -> None:
    """Give the words of a known name of several words, or one from a gazetteer, its type, unless a name holds them all."""
    i, known = 0, line.known
    while i < len(tags):
        entry = known[i]
        if entry is None:
            i += 1
            continue
        if len(entry.words) > 1 and entry.words[0] == _THAT and not (i and line.codes[i - 1] == "fprep"):
            i += 1
            continue  # 'that Salih', not the town of In Salah
        end = i + 1
        while end < len(tags) and known[end] is entry and line.codes[end][0] == "g":
            end += 1
        if (end - i > 1 or entry.entries) and not (tags[i] != "O" and all(tag[0] == "I" for tag in tags[i + 1 : end])):
            kind = _LETTERS[entry.type]
            tags[i:end] = ["B" + kind] + ["I" + kind] * (end - i - 1)
            if end < len(tags) and tags[end][0] == "I" and tags[end][1] != kind:
                tags[end] = "O"
        i = end


def _nations(text: Text, tags: list[str], line: Line, words: NameWords) -> None:
    """A state's body (the government, the army) with a nationality that agrees with it is a name, whatever the tags say."""
    codes, gaps = line.codes, text.gaps
    for i in range(len(tags) - 1):
        head = codes[i].lstrip("wb")
        if head[:1] != "H" or codes[i + 1] != "Kd" or tags[i] != "O" or tags[i + 1] != "O" or gaps[i + 1] != " ":
            continue
        word = inner(text.words[i], line.cuts[i])
        if word[:2] != ARTICLE or "n" not in words.heads.get(word[2:], ""):
            continue
        feminine = word[-1] == _HA or word.removeprefix(ARTICLE) in words_of_kind("feminine")
        if (text.words[i + 1][-1] == _HA) == feminine and not (i and codes[i - 1].lstrip("wb")[:1] in ("R", "T")):
            tags[i], tags[i + 1] = "BO", "IO"


def _two_people(text: Text, tags: list[str], line: Line) -> None:
    """A given name behind a surname with the article opens the next person's name: one tells the other something."""
    for i in range(2, len(tags) - 1):
        surname = tags[i - 1] == "IP" and text.words[i - 1][:2] == ARTICLE and len(text.words[i - 1]) > 4
        named = tags[i] == tags[i + 1] == "IP" and text.words[i + 1][:2] == ARTICLE
        if named and surname and line.codes[i] == "F" and text.gaps[i] == " ":
            tags[i] = "BP"


def _speaker(text: Text, tags: list[str], line: Line) -> None:
    """A given name and what may be a surname are a person where a verb of saying or a title stands before, 'his name is', or where
    they stand between commas behind somebody's role."""
    says, codes, gaps, words = cue_table().lookup, line.codes, text.gaps, text.words
    for i in range(1, len(tags) - 1):
        given, surname = codes[i], codes[i + 1]
        alone = tags[i] == tags[i + 1] == "O" and gaps[i + 1] == " "
        if not alone or given[-1:] not in ("F", "g", "b") or given[0] not in "FPc" or surname[:2] not in _SURNAMES:
            continue
        told = given == "F" and surname[:2] == "UD" and speaks(says(words[i - 1]))
        titled = given[0] != "c" and codes[i - 1] in ("Rd", "Td")
        behind = gaps[i] == " " and (told or titled or words[i - 1].endswith(_HIS_NAME))
        between = gaps[i] == _COMMA and i + 2 < len(tags) and gaps[i + 2] == _COMMA
        if behind or (between and any(code[:1] in ("R", "T") for code in codes[max(0, i - _ROLE) : i])):
            tags[i], tags[i + 1] = "BP", "IP"


def _subject(text: Text, tags: list[str], line: Line, words: NameWords) -> None:
    """One word between a verb of saying and 'that' or a colon is who says it, whatever letters it begins with: 'and' is none of them."""
    lookup, codes = cue_table().lookup, line.codes
    for i in range(1, len(tags) - 1):
        if text.gaps[i] != " " or not (
            (text.words[i + 1] == _THAT and text.gaps[i + 1] == " ") or ":" in text.gaps[i + 1]
        ):
            continue
        forms = lookup(text.words[i - 1])
        if not speaks(forms, ("strong", "frame")) or (forms[0].person, forms[0].number) != (3, "s"):
            continue
        letter = text.words[i][0]
        if tags[i] == "BP" and line.cuts[i] == 1 and (letter in _JOINED or codes[i][:2] not in ("bG", "bN")):
            if letter != _LAM:  # 'told Macron that' is cut
                line.cuts[i] = 0
        elif tags[i] == "O" and not lookup(text.words[i]) and _strange(text.words[i], codes[i], words):
            tags[i], line.cuts[i] = "BP", 0


def _strange(word: str, code: str, words: NameWords) -> bool:
    """Whether a folded word of class ``code`` is no word of the language: a person's name, or one that news hardly knows."""
    if word[0] == _LAM or _NO_NAME.search(word) or code[:2] in ("bG", "bH", "bT", "bR", "bK", "bD") or code == "wT":
        return False
    if code[0] in "PN":
        return True
    manner = word[0] == _BA and code[0] == "U"  # 'clearly', with 'in' written on
    return not manner and code.lstrip("wb")[:1] in ("U", "P", "N", "B") and words.groups.get(word) is None


def _closing(text: Text, first: int) -> int:
    """The word before which a mark closes what opens at word ``first``, with blanks alone between its few words; 0 if none."""
    for last in range(first + 1, min(len(text.words), first + _TITLE) + 1):
        after = text.norm[text.ends[last - 1] : text.ends[last - 1] + 1]
        if after and after in _CLOSING:
            return last
        if last == len(text.words) or text.gaps[last] != " ":
            break
    return 0


def _entitles(noun: str) -> str:
    """O or L where the name of a body or of a building stands in marks behind a ``noun``."""
    return "O" if noun in words_of_kind("titled-org") else "L" if noun in words_of_kind("titled-fac") else ""


def _titled(text: Text, tags: list[str]) -> None:
    """What stands in marks behind 'newspaper', 'company', 'stadium' is its name, whatever the tags say, but for 'a group "terrorist"'.

    So does the outlet behind 'a source told "X" that'.
    """
    for i in range(len(tags) - 1):
        first = i + 1
        if not _OPENS.fullmatch(text.gaps[first]):
            continue
        to = text.words[i] == _LAM
        kind = "O" if to else next((kind for taken in range(3) if (kind := _entitles(text.words[i][taken:]))), "")
        last = _closing(text, first) if kind else 0
        if not last or (not _told_on(text, last) if to else _describes(text, first, last) and tags[first] == "O"):
            continue
        tags[first:last] = ["B" + kind] + ["I" + kind] * (last - first - 1)
        if last < len(tags) and tags[last][0] == "I":
            tags[last] = "O"


def _describes(text: Text, first: int, last: int) -> bool:
    """Whether what stands in marks is one indefinite adjective of relation."""
    word = text.words[first]
    return last == first + 1 and word.endswith(_ADJECTIVE) and not word.startswith(ARTICLE)


def _told_on(text: Text, last: int) -> bool:
    """Whether 'that' or a colon follows the marks before word ``last``."""
    return last < len(text.words) and (":" in text.gaps[last] or _TOLD.fullmatch(text.words[last]) is not None)


def _verbal_nouns(text: Text, tags: list[str], line: Line) -> None:
    """A strange word of a verbal noun's shape that stands once, in front of a definite noun, is what is done, and no name."""
    for i in range(len(tags) - 1):
        alone = (
            tags[i][0] == "B"
            and tags[i + 1][0] != "I"
            and line.known[i] is None
            and line.codes[i][:1] not in ("F", "N")
        )
        if not alone or text.gaps[i + 1] != " " or not text.words[i + 1].startswith(ARTICLE):
            continue
        if _VERBAL_NOUN.fullmatch(text.words[i]) and text.words.count(text.words[i]) == 1:
            tags[i] = "O"


def speaks(forms: Sequence[CueForm], strengths: Sequence[str] = ("strong",)) -> bool:
    """Whether a word, by its ``forms``, is first of all a finite verb of saying, of one of the ``strengths`` of cues."""
    return bool(forms) and forms[0].tense in ("perfect", "imperfect") and forms[0].entry.strength in strengths


def _goes_on(text: Text, line: Line, words: NameWords, kind: str, first: int, at: int) -> bool:
    """Whether word ``at`` may go on with the name that word ``first`` opens."""
    gap, before = text.gaps[at], text.words[at - 1]
    if gap.strip(" ") not in _WITHIN or (gap.startswith(".") and gap != "." and len(before) > _LETTER and before != _W):
        return False  # a full stop ends a name, unless it stands behind a letter's name
    code = line.codes[at]
    if kind == "P":
        if _adverb(text, line, at) or _verb(text, line, at):
            return False
        other = code[0] in "bw" and code[1:2] in ("G", "F", "P", "N", "c", "H", "T", "R", "g", "K")
        return not (other or code[0] == "v" or code == "K")
    known = line.known[first]
    if known is not None and at >= first + len(known.words):
        return kind == "O" and code[0] == "K"
    if kind == "O" and at - first == 2 and line.codes[at - 1].startswith("K"):
        head = inner(text.words[first], line.cuts[first]).removeprefix(ARTICLE)
        return "n" not in words.heads.get(head, "") or code[0] == "K"
    return True


def _adverb(text: Text, line: Line, at: int) -> bool:
    """Whether a verbal noun of saying in the accusative ('in answer to') stands at a word, and not a name that it looks like."""
    word = text.words[at]
    governs = at + 1 < len(text.words) and line.codes[at + 1] == "fprep"
    nominal = ("participle", "masdar", "noun")
    return governs and word[-1] == ARTICLE[0] and any(form.tense in nominal for form in cue_table().lookup(word))


def _verb(text: Text, line: Line, at: int) -> bool:
    """Whether a finite verb of saying stands at a word that goes on with a name: by its shape, or by what it ties behind it.

    'threatens' looks like no name; 'called' is one too, but not before 'for'.
    """
    finite = [form for form in cue_table().lookup(text.words[at]) if form.person == 3 and form.tense != "passive"]
    if not finite or finite[0].tense not in ("perfect", "imperfect") or line.codes[at][0] in "FG":
        return False
    if finite[0].tense == "imperfect" and line.codes[at][0] != "P":
        return True
    behind = text.words[at + 1] if at + 1 < len(text.words) and text.gaps[at + 1] == " " else ""
    ties = {frame.link for form in finite for frame in form.entry.frames if len(frame.link) > 1}
    return bool(_TOLD.fullmatch(behind)) or behind in ties


def _mend(text: Text, line: Line, words: NameWords, first: int, last: int, kind: str, tags: Sequence[str]) -> Raw:
    codes, gaps, count = line.codes, text.gaps, len(tags)
    cut = line.cuts[first]
    if kind == "P":
        while (
            first
            and cut == 0
            and tags[first - 1] == "O"
            and gaps[first] == " "
            and _opens(text, line, words, first - 1)
        ):
            first -= 1
            cut = line.cuts[first]
        while last < count and tags[last] == "O" and gaps[last] in (" ", "-") and codes[last][0] in _SURNAME_CODES:
            if _adverb(text, line, last) or _verb(text, line, last):
                break  # its letters make a surname, too
            last += 1
    elif kind == "L":
        if last < count and tags[last] == "O" and gaps[last] == " " and text.words[last] in words.directions:
            last += 1
        if first and cut == 0 and tags[first - 1] == "O" and gaps[first] == " " and line.known[first] is not None:
            head = inner(text.words[first - 1], line.cuts[first - 1])
            body = head in words_of_kind("named")
            if body or codes[first - 1].lstrip("wb") == "Hf":
                first, cut, kind = first - 1, line.cuts[first - 1], "O" if body else "L"
    elif kind == "O" and last - first > 1 and line.known[first + 1] is not None and text.words[first] in words.outer:
        entry = line.known[first + 1]
        if entry is not None and last - first - 1 == len(entry.words) and codes[first + 1][0] == "G":
            first, cut = first + 1, line.cuts[first + 1]
    if kind == "O" and inner(text.words[first], cut).removeprefix(ARTICLE) in words_of_kind("federation"):
        last = _past_sport(text, last)
    known = line.known[first]
    entry = known if known is not None and last - first == len(known.words) else None
    type_ = _TYPES[kind]
    if kind == "P" and last - first == 1 and first and text.words[first - 1] in words.behalf and codes[first][0] != "F":
        type_ = "ORG"  # a spokesman speaks for a body more often than for a person with one name
    if entry is not None and kind != "P":
        type_ = entry.type
    if type_ in ("ORG", "LOC"):
        type_ = _housed(text, line, words, first, cut, type_)
    return Raw(first, last, cut, type_, entry)


def _past_sport(text: Text, last: int) -> int:
    """The word past 'of football' at word ``last``: the European federation of football is not the European Union."""
    for taken in (2, 1):
        alone = all(gap == " " for gap in text.gaps[last : last + taken])
        if alone and " ".join(text.words[last : last + taken]) in glosses("sport"):
            return last + taken
    return last


def _opens(text: Text, line: Line, words: NameWords, at: int) -> bool:
    """Whether word ``at`` is a given name or a name's particle, and so opens the person's name behind it."""
    code = line.codes[at]
    if code == "B" and _HAMZA_BELOW in text.norm[text.starts[at] : text.ends[at]]:
        return False  # 'for', not 'van'
    if code.lstrip("wb")[:1] == "F" or code == "B":
        return True
    return code == "K" and person_kind(text.words[at]) in ("g", "b")  # Turki, also 'Turkish'


def _housed(text: Text, line: Line, words: NameWords, first: int, cut: int, type_: str) -> str:
    """A seat (an embassy, the White House) that something happens in is a facility, one that acts a body."""
    word = inner(text.words[first], cut)
    kind = words.seats.get(word)
    if kind == "fac":
        return "ORG" if first and line.codes[first - 1].lstrip("w")[:1] == "v" else "FAC"
    if kind == "org":
        return "FAC" if first and text.words[first - 1] in words_of_kind("beside") else "ORG"
    return "FAC" if type_ == "LOC" and words.heads.get(word.removeprefix(ARTICLE), "")[:1] == "f" else type_


def repeat(text: Text, line: Line, raw: list[Raw], words: NameWords) -> list[Raw]:
    """Add names that the text tells elsewhere: a surname alone, a strange name again, an acronym in brackets."""
    raw = _bracketed(text, _uncut(text, line, raw, words))
    wanted = _surnames(text, raw, words)
    votes: dict[str, Counter[str]] = {}
    for item in raw:
        if item.last - item.first == 1 and item.known is None:
            votes.setdefault(item.words(text)[0], Counter())[item.type] += 1
    for name, types in votes.items():
        if name in wanted or len(name) < 3:
            continue
        code = words.classify(name, name).code
        if (code[0] in "UXNF" and code[:2] not in ("Uf", "UD")) or types.total() > 1:
            wanted[name] = types.most_common(1)[0][0]
    raw = [
        item._replace(type=wanted.get(item.words(text)[0], item.type))
        if item.last - item.first == 1 and item.known is None
        else item
        for item in raw
    ]
    taken = {i for item in raw for i in range(item.first, item.last)}
    extra = []
    for i, word in enumerate(text.words):
        if i in taken or line.codes[i][0] in "f9g":
            continue
        for cut in (0, 1, 2):
            if cut and word[0] not in _CLITICS:
                break
            type_ = wanted.get(inner(word, cut))
            if type_ is not None:
                extra.append(Raw(i, i + 1, cut, type_, line.known[i]))
                break
    return sorted(raw + extra, key=lambda item: item.first) if extra else raw


def _uncut(text: Text, line: Line, raw: Sequence[Raw], words: NameWords) -> list[Raw]:
    """Names whose first letter looks like 'and' and is their own (Wilbur, the Velodrome), or is 'to' and looks their own."""
    written = Counter(text.words) if any(item.cut == 1 for item in raw) else Counter[str]()
    behind = {item.last for item in raw}  # there 'and' is likely
    parts = Counter(word for item in raw for word in item.words(text))
    found = []
    for item in raw:
        whole, code = text.words[item.first], line.codes[item.first]
        if item.cut == 1 and item.known is None and code[:2] in ("wU", "wu") and whole[0] in _CLITICS[:2]:
            rest = whole[1:]
            alone = written[rest] or any(written[clitic + rest] for clitic in _CLITICS if clitic != whole[0])
            joined = any(written[clitic + whole] for clitic in _CLITICS)
            before = line.codes[item.first - 1].lstrip("wb") if item.first and text.gaps[item.first] == " " else ""
            held = before[:1] in ("H", "R", "T", "F") and "d" not in before[1:]
            listed = whole in words.groups and rest not in words.groups and item.first not in behind
            if not alone and (joined or held or listed or whole[0] == _CLITICS[1]):
                item = item._replace(cut=0)
        led = item.cut == 0 and item.known is None and whole[0] in _CLITICS[2:4] and len(whole) > 3
        if led and parts[whole[1:]] and parts[whole] == 1:
            item = item._replace(cut=1)
        found.append(item)
    return found


def _surnames(text: Text, raw: Sequence[Raw], words: NameWords) -> dict[str, str]:
    """Words that end a person's full name and can stand alone for it."""
    found: dict[str, str] = {}
    present = frozenset(text.words)
    for item in raw:
        if item.type != "PER" or item.last - item.first < 2:
            continue
        name = text.words[item.last - 1]
        if len(name) < 3 or name in words.functions or name in words.heads:
            continue
        common = words.kinds.get(name.removeprefix(ARTICLE)) == "c"
        if not common or (name[:2] != ARTICLE and ARTICLE + name not in present):
            found[name] = "PER"
    return found


def _bracketed(text: Text, raw: list[Raw]) -> list[Raw]:
    """One word in brackets or quotation marks right behind a body's full name is its short name."""
    at = {item.first: n for n, item in enumerate(raw)}
    found = list(raw)
    extra = []
    for item in raw:
        i = item.last
        if item.type != "ORG" or item.last - item.first < 2 or i >= len(text.words) or i + 1 >= len(text.gaps):
            continue
        if (
            "(" in text.gaps[i]
            and text.gaps[i].strip() == "("
            and ")" in text.gaps[i + 1]
            and not text.words[i][0].isdecimal()
        ):
            if i in at:
                found[at[i]] = raw[at[i]]._replace(type="ORG")
            elif len(text.words[i]) >= _ACRONYM:
                extra.append(Raw(i, i + 1, 0, "ORG", None))
    return sorted(found + extra, key=lambda item: item.first)
