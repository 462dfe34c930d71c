"""What surrounds a statement: when and where it was said, and by what channel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from naql.statements.chains import Told
from naql.statements.scene import Scene
from naql.text import splits

_DATING = frozenset({"DATE", "TIME"})
_UNDATING = frozenset({"PRESENT_REF", "FUTURE_REF"})  # 'he said later' is dated by nothing that is known
_OTHER_VERBS = frozenset({"v", "Y"})  # what happens before a cue has its own time
_FI = "\N{ARABIC LETTER FEH}\N{ARABIC LETTER YEH}"
_IN = (_FI, "\N{ARABIC LETTER WAW}" + _FI, "\N{ARABIC LETTER FEH}" + _FI)
_CLASS = 4  # words before a place's name in which it is said what it is
_HELD = 1  # words between a channel and the verb that tells of it
_CHANNEL = 4  # words between a channel and where it was
REACH = 22  # words on either side of a cue that may tell when, to whom and how


def around(scene: Scene, told: Told, teller: Sequence[int], above: int) -> list[int]:
    """The words of the cue's sentence that belong to the telling, nearest first: what follows the cue, then what precedes.

    ``teller`` is the innermost statement that tells each word, ``above`` the one that tells this statement, or -1: what another
    one tells is no circumstance of this one's.
    """
    text, site = scene.text, told.site
    if site.first >= len(scene.codes):
        return []
    first, last = text.sentences[text.sentence_of[site.first]]
    found = [i for i in range(site.last, min(last, site.last + REACH)) if teller[i] == above]
    for i in range(site.first - 1, max(first, site.first - REACH) - 1, -1):
        if teller[i] != above:
            continue
        if i > first and scene.codes[i] == "V":
            break  # another verb's circumstances
        found.append(i)
    return found


def time_of(scene: Scene, told: Told, near: Sequence[int]) -> str | None:
    """The id of the time that dates the speaking, of those that stand at the words ``near`` the cue (:func:`around`).

    What a report tells as said was said before it came out.
    """
    for i in near:
        # 'X arrived on Sunday, met Y and told him': of what one subject does in a row each has the time.
        before = i < told.site.first and not (told.source.side == "pre" and told.source.first < i)
        if before and scene.codes[i] in _OTHER_VERBS:
            break
        number = scene.time_at[i]
        if number < 0 or _dates_another(scene, scene.times[number].first, 0 if before else told.site.last):
            continue
        time = scene.times[number].time
        if time.type in _DATING and time.value not in _UNDATING and not _lies_ahead(time.value, scene.published):
            return time.id
    return None


def _lies_ahead(value: str, published: date | None) -> bool:
    """Whether a TIMEX3 value begins later than the day of publication: strings of one grain are in the order of time."""
    if published is None or not value[:4].isdecimal():
        return False
    day = value.partition("T")[0]
    if "W" in day:
        year, week, _ = published.isocalendar()
        return day[:8] > f"{year}-W{week:02}"
    return day[:7].replace("-", "").isdecimal() and day > published.isoformat()[: len(day)]


def _dates_another(scene: Scene, time: int, first: int) -> bool:
    """Whether the time at word ``time`` stands behind a verb in its clause, from word ``first`` on, whose it is then."""
    opening = max(scene.text.sentences[scene.text.sentence_of[time]][0], first)
    for k in range(time, max(opening, time - REACH), -1):
        if scene.pauses(k):
            return False
        if scene.codes[k - 1] in _OTHER_VERBS or scene.codes[k - 1] == "V":
            # 'In a press conference that she held on Tuesday', 'in a statement published on Sunday': then it was said.
            return not (first and any(_channel_at(scene, j) for j in range(k - 2, max(opening, k - 2 - _HELD) - 1, -1)))
    return False


def channel(scene: Scene, told: Told, near: Sequence[int]) -> str | None:
    """The channel of the speaking, where a word beside the cue or the source itself tells it."""
    source = range(told.source.first, told.source.last)
    beside = (i for i in near if i not in source or scene.mention_at[i] < 0)  # Facebook may speak itself
    found = next(filter(None, (_channel_at(scene, i) for i in beside)), None)
    return found or ("written statement" if told.kind == "document" else None)


def _channel_at(scene: Scene, i: int) -> str | None:
    words = scene.text.words
    for split in splits(words[i], 3):
        for second, found in scene.lexicon.channels.get(split.stem, ()):
            if not second or (i + 1 < len(words) and words[i + 1].removeprefix(scene.lexicon.article) == second):
                return found
    return None


def said_at(scene: Scene, told: Told, near: Sequence[int]) -> int | None:
    """The number of the entity where the speaking took place: 'in X' at the sentence's head, behind the speaker or a channel."""
    at = min(told.site.first, len(scene.codes) - 1)
    opening = scene.text.sentences[scene.text.sentence_of[at]][0] if scene.codes else 0
    for i in near:
        number = scene.mention_at[i]
        if number < 0 or scene.names.mentions[number].first != i or scene.role_at[i] >= 0:
            continue
        mention = scene.names.mentions[number]
        lead = (
            _leads_there(scene, i) if mention.type in ("LOC", "FAC") and mention.entity not in told.speakers else None
        )
        if lead is None or told.source.first <= i < told.source.last:
            continue
        if (lead == opening and i < at) or _is_where_spoken(scene, told, lead):
            return mention.entity
    return None


def _leads_there(scene: Scene, place: int) -> int | None:
    """The 'in' before the name of a place at word ``place``, with what class of place it is between them ('in the city of X')."""
    for k in range(place - 1, max(place - _CLASS, 0) - 1, -1):
        if scene.text.gaps[k + 1] != " ":
            return None
        if scene.text.words[k] in _IN:
            return k
        if scene.codes[k] not in ("D", "I"):
            return k if scene.codes[k] == "bD" else None
    return None


def _is_where_spoken(scene: Scene, told: Told, lead: int) -> bool:
    """Whether 'in X' at word ``lead`` stands behind a person who speaks, times aside, or behind the channel of the speaking."""
    k = lead - 1
    while k >= told.closes and scene.time_at[k] >= 0:
        k -= 1
    if k + 1 == told.closes and lead > told.site.first:
        return told.source.side == "none" or told.kind == "person"
    first = max(k - _CHANNEL, told.closes - 1)
    return any(_channel_at(scene, j) for j in range(k, first, -1) if scene.codes[j] in ("D", "I"))
