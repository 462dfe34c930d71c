"""The title or role told beside a person's name: before it, or in apposition behind it."""

from __future__ import annotations

from collections.abc import Sequence

from naql.cues import cue_table
from naql.names.spans import Raw, speaks
from naql.names.words import words_of_kind
from naql.text import Text

_LONGEST = 12
_ROLE = ("R", "T")
_COMMAS = ("\u060c", ",")
_QUOTES = " \"'\u201c\u201d\u00ab\u00bb#"
_BRACKET = "("


def find_roles(text: Text, codes: Sequence[str], raw: Sequence[Raw]) -> list[tuple[int, int] | None]:
    """The words of each name's role (people only), None where none is told."""
    says = cue_table().lookup
    # a finite verb of saying ends a role
    codes = [
        "v" if code[0] in "cU" and speaks(says(word)) else code for code, word in zip(codes, text.words, strict=True)
    ]
    persons = {i for item in raw if item.type == "PER" for i in range(item.first, item.last)}
    return [
        (_before(text, codes, item.first, persons) or _behind(text, codes, item.last, persons))
        if item.type == "PER" and item.cut == 0
        else _behind(text, codes, item.last, persons)
        if item.type == "PER"
        else None
        for item in raw
    ]


def _before(text: Text, codes: Sequence[str], first: int, persons: set[int]) -> tuple[int, int] | None:
    """The longest run of words up to the name that opens with a role; a comma may close the role."""
    sentence = text.sentence_of
    head, k = -1, first - 1
    while k >= 0 and first - k <= _LONGEST and sentence[k] == sentence[first] and k not in persons:
        gap = text.gaps[k + 1].strip(_QUOTES)
        comma = gap in _COMMAS and (k + 1 == first or _titles(codes, k + 1, first))
        if (gap and not comma and not (gap == _BRACKET and k + 1 == first)) or text.words[k] in words_of_kind("with"):
            break
        code = codes[k]
        kind = code.lstrip("wb")[:1]
        if kind == "T" or kind == "R":
            head = k
        elif kind in ("v", "9") or (kind == "f" and code not in ("fprep", "fquan")):
            break
        if code[:2] == "wT":
            break
        k -= 1
    if text.gaps[first].strip(_QUOTES) in _COMMAS and head - 1 in persons:
        return None  # that of the name before it: 'A, the minister, B and C'
    head = _own(text, codes, head, first)
    if head >= 0 and _possessed(text, codes, head, first):
        return None
    if head < 0 or (head == first - 1 and codes[head] in ("R", "wR")):
        return None  # an indefinite role right before a name is that person's: somebody's lawyer
    return head, first


def _own(text: Text, codes: Sequence[str], head: int, first: int) -> int:
    """Where the name's own role opens: behind 'of' or 'to', where what stands before it is somebody unnamed ('an adviser to the
    president X'); -1 where none does."""
    if head < 0 or codes[head].lstrip("wb") != "R" or codes[first - 1][:1] in "PFNgO":
        return head
    ties = [
        k for k in range(head + 1, first)
        if codes[k] == "fprep" or codes[k][:1] == "b" or text.words[k] in words_of_kind("behalf")
    ]  # fmt: skip
    if not ties:
        return head
    behind = range(ties[-1] + (codes[ties[-1]][:1] != "b"), first)
    return next((k for k in behind if codes[k].lstrip("wb")[:1] in ("T", "R")), -1)


def _possessed(text: Text, codes: Sequence[str], head: int, first: int) -> bool:
    """Whether the name stands inside somebody else's role: 'the former head of the campaign of NAME', 'close to NAME'."""
    last = codes[first - 1].lstrip("wb")
    if last == "fprep" or text.words[first - 1] in words_of_kind("behalf"):
        return True
    if last[:1] not in ("c", "H", "S") or "d" in last:
        return False
    return last == "S" or any(codes[n] == "fprep" or codes[n][:1] == "b" for n in range(head + 1, first))


def _titles(codes: Sequence[str], first: int, last: int) -> bool:
    return all(codes[k] == "T" for k in range(first, last))


def _behind(text: Text, codes: Sequence[str], last: int, persons: set[int]) -> tuple[int, int] | None:
    """A role right behind the name, or behind a comma, up to where the phrase ends."""
    count = len(codes)
    if last >= count or text.sentence_of[last] != text.sentence_of[last - 1] or codes[last][:1] not in _ROLE:
        return None
    gap = text.gaps[last].strip(" ")
    if gap and gap not in _COMMAS:
        return None
    if not gap and codes[last][0] == "T":
        return None  # 'his counterpart' opens the next phrase
    end = last + 1
    while end < count and end - last < _LONGEST:
        code = codes[end]
        if text.gaps[end].strip(_QUOTES) or code[0] in ("v", "9") or (code[0] == "f" and code != "fprep"):
            break
        end += 1
    else:
        return None
    while end > last + 1 and codes[end - 1][:1] == "f":
        end -= 1
    if not gap and end - last < 2 and codes[last][:2] != "Rd":
        return None
    return last, end
