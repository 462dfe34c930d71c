"""Across reports: copies, stories, claims, their independent origins, and what contradicts what. Nothing here knows the ledger."""

from naql.compare.pairs import COPY, PART, WINDOW, Pair, judge
from naql.compare.profile import SHARED, STEM, Profile, marks, pack, profile, unpack
from naql.compare.stories import group, linked, worth

__all__ = [
    "COPY",
    "PART",
    "SHARED",
    "STEM",
    "WINDOW",
    "Pair",
    "Profile",
    "group",
    "judge",
    "linked",
    "marks",
    "pack",
    "profile",
    "unpack",
    "worth",
]
