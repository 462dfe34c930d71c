"""Across reports: copies, stories, claims, their independent origins, and what contradicts what. Nothing here knows the ledger."""

from naql.compare.account import Account, Claim, Contradiction, account, against_themselves
from naql.compare.claims import Verdict
from naql.compare.order import Moment, moment
from naql.compare.origins import Evidence, Origins, Root
from naql.compare.pairs import COPY, PART, WINDOW, Pair, judge
from naql.compare.profile import SHARED, STEM, Profile, marks, pack, profile, unpack
from naql.compare.stories import group, linked, worth
from naql.compare.tellings import Telling
from naql.compare.travel import Step, depths, travel

__all__ = [
    "COPY",
    "PART",
    "SHARED",
    "STEM",
    "WINDOW",
    "Account",
    "Claim",
    "Contradiction",
    "Evidence",
    "Moment",
    "Origins",
    "Pair",
    "Profile",
    "Root",
    "Step",
    "Telling",
    "Verdict",
    "account",
    "against_themselves",
    "depths",
    "group",
    "judge",
    "linked",
    "marks",
    "moment",
    "pack",
    "profile",
    "travel",
    "unpack",
    "worth",
]
