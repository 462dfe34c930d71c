"""Which mentions name one entity, and why. A wrong merge is worse than a missed one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from naql.names.words import ARTICLE, Known, NameWords
from naql.text import Text

SAME, SPELLING, SURNAME, ALIAS, CAPITAL = "same string", "spelling", "surname after full name", "alias known", "capital for its state"
_LOCATIVE = frozenset({"\u0641\u064a", "\u0645\u0646", "\u0627\u0644\u064a", "\u0641\u064a", "\u0648\u0633\u0637", "\u0634\u0645\u0627\u0644", "\u062c\u0646\u0648\u0628"})


@dataclass(slots=True)
class Group:
    """Mentions (by index) that are one entity, with the reasons for joining them."""

    class Item(NamedTuple):
        """A mention's folded words without clitics, its type, the lexicon's entry for it, and its first word's number."""

        words: tuple[str, ...]
        type: str
        known: Known | None
        at: int

    members: list[int] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


def merge(items: Sequence[Group.Item], words: NameWords, text: Text) -> list[Group]:
    """Groups of mentions in order of their first one."""
    parent = list(range(len(items)))
    reasons: dict[int, list[str]] = {}

    def root(n: int) -> int:
        while parent[n] != n:
            n = parent[n]
        return n

    def join(a: int, b: int, reason: str) -> None:
        a, b = sorted((root(a), root(b)))
        if a != b:
            parent[b] = a
            reasons.setdefault(a, []).extend(reasons.pop(b, []))
        if reason != SAME and reason not in reasons.setdefault(a, []):
            reasons[a].append(reason)

    keys: dict[tuple[str, str], int] = {}
    for n, item in enumerate(items):
        side = "PER" if item.type == "PER" else "BODY"
        exact = (side, " ".join(item.words))
        if exact in keys:
            join(keys[exact], n, SAME)
        else:
            keys[exact] = n
            spelt = (side, "~" + spelling_key(item.words))
            if spelt in keys:
                join(keys[spelt], n, SPELLING)
            else:
                keys[spelt] = n
        if item.known is not None:
            alias = ("KNOWN", item.known.country if item.known.kind == "country" and item.known.country else item.known.latin)
            if alias in keys:
                join(keys[alias], n, ALIAS)
            else:
                keys[alias] = n
    _surnames(items, root, join)
    _capitals(items, words, text, keys, join)
    groups: dict[int, Group] = {}
    for n in range(len(items)):
        groups.setdefault(root(n), Group(reasons=reasons.get(root(n), []))).members.append(n)
    return [groups[r] for r in sorted(groups)]


def spelling_key(words: Sequence[str]) -> str:
    """A name's words joined, without what spellings differ in: the article, alef inside, doubled letters, spaces."""
    joined = "".join(word.removeprefix(ARTICLE) if len(word) > 4 else word for word in words)
    kept = [letter for i, letter in enumerate(joined) if i == 0 or letter not in "\u0627\u0621" and letter != joined[i - 1]]
    return "".join(kept)


def _surnames(items: Sequence[Group.Item], root, join) -> None:  # type: ignore[no-untyped-def]
    """A part of a full name that one person in the report has, standing alone, is that person."""
    full: dict[str, set[int]] = {}
    for n, item in enumerate(items):
        if item.type == "PER" and len(item.words) > 1:
            tails = {item.words[k:] for k in range(1, len(item.words))} | {(item.words[0],), item.words[:2]}
            for tail in tails:
                if tail != item.words:
                    full.setdefault(spelling_key(tail), set()).add(n)
    for n, item in enumerate(items):
        if item.type != "PER":
            continue
        holders = {root(m) for m in full.get(spelling_key(item.words), ()) if root(m) != root(n)}
        if len(holders) == 1:
            join(holders.pop(), n, SURNAME)


def _capitals(items: Sequence[Group.Item], words: NameWords, text: Text, keys, join) -> None:  # type: ignore[no-untyped-def]
    """A capital that acts (no preposition of place before it) stands for its state, where the report names that."""
    for n, item in enumerate(items):
        if item.known is None or item.known.kind != "capital":
            continue
        before = text.words[item.at - 1] if item.at else ""
        if before in _LOCATIVE or text.words[item.at] != item.words[0]:
            continue
        state = keys.get(("KNOWN", item.known.country))
        if state is not None:
            join(state, n, CAPITAL)
