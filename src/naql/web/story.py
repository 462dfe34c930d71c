"""The screens of stories: their list, one story with its timeline, claims and contradictions, and who contradicts a person."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Annotated, Any, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse

from naql.compare import Contradiction, Evidence, Origins, Step, depths, travel
from naql.export import together as export
from naql.export.calendar import days as days_of
from naql.export.listing import clean
from naql.ledger import Decision, desk
from naql.ledger.results import Together
from naql.messages import message
from naql.web import shapes
from naql.web.asked import Code, Day, InRoom, Text, plain
from naql.web.drawing import lanes
from naql.web.room import Refused, Room, language_of, wants_json
from naql.web.stories import Stories, Story
from naql.web.telling import Told, timeline, told_of

router = APIRouter()
_SHOWN = 30
_FOUND = 400  # reports that hold the words asked for, among which stories are looked for
_BEFORE = timedelta(days=14)  # before the first report; what happened earlier is the story's background
_LARGEST = 150  # reports of a story that are told together
_WAIT = 20.0  # seconds that programs wait for the groups, which cannot look again by themselves as a page does
_LAST = 40  # reports of a person that are held against one another
_BESIDE = 120  # reports of stories that these tell


def stories_of(request: Request) -> Stories:
    """The stories that the room keeps."""
    return request.app.state.stories  # type: ignore[no-any-return]


Grouped = Annotated[Stories, Depends(stories_of)]


class Claim(NamedTuple):
    """What several reports tell: each telling, from how many origins, and which reports count once."""

    number: int
    told: tuple[Told, ...]
    reports: int
    origins: Origins


class Against(NamedTuple):
    """Two tellings that cannot both be right, and what is known of it; ``decided`` what somebody said of the two."""

    one: Told
    other: Told
    kind: str
    own: bool
    differs: tuple[str, str]
    settle: str
    decided: Decision | None


# The list


@router.get("/stories.json", response_model=shapes.Stories)
@router.get("/stories", include_in_schema=False)
def stories(
    request: Request,
    room: InRoom,
    grouped: Grouped,
    q: Text = None,
    outlet: Text = None,
    since: Day = None,
    until: Day = None,
    least: Annotated[int, Query(ge=2, le=1000)] = 2,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Any:
    """The stories, the one with the newest report first; ``q`` are words of any of its reports."""
    groups = grouped.now(_WAIT if wants_json(request) else None)
    words, wanted = plain(q), plain(outlet)
    holding = {hit.code for hit in room.ledger.search(words, limit=_FOUND)} if words else None
    found = [
        story
        for story in groups.stories
        if len(story.codes) >= least
        and (holding is None or not holding.isdisjoint(story.codes))
        and (wanted is None or wanted in story.outlets)
        and (since is None or (story.last is not None and story.last >= since))
        and (until is None or (story.first is not None and story.first <= until))
    ]
    shown = found[(page - 1) * _SHOWN : page * _SHOWN]
    following = page + 1 if len(found) > page * _SHOWN else None
    if wants_json(request):
        listed = [shapes.Story(story=one.codes[0], reports=list(one.codes), **_brief(one)) for one in shown]
        return shapes.Stories(stories=listed, next=following, waiting=groups.waiting)
    asked = {"q": q or "", "outlet": outlet or "", "since": since or "", "until": until or "", "least": least}
    return room.page(
        request,
        "stories.html",
        found=shown,
        total=len(found),
        following=following,
        asked=asked,
        groups=groups,
        problem=grouped.problem,
        outlets=request.app.state.outlets(),
    )


def _brief(story: Story) -> dict[str, Any]:
    return {"title": story.title, "first": story.first, "last": story.last, "outlets": list(story.outlets)}


# One story


def together_of(
    room: Room, grouped: Stories, code: str, patience: float | None = None
) -> tuple[Together | None, object, Story | None]:
    """What is told together by the reports of the story of the report, or the statement's report, that ``code`` means.

    Of a report that is in no story yet it is that report alone; None where it takes longer than ``patience`` seconds.
    """
    shown = room.ledger.show(code)
    newest = shown.versions[-1].code
    groups = grouped.now(_WAIT if patience is None else None)
    if not groups.ready:
        if patience is None:
            raise Refused(503, "not-compared")
        return None, None, None
    story = groups.of.get(newest)
    codes = story.codes[:_LARGEST] if story else (newest,)
    told, key = grouped.told(codes, patience)
    return told, key, story


@router.get("/story/{code}.json", response_model=shapes.Whole, responses={503: {"model": shapes.Problem}})
def story_json(room: InRoom, grouped: Grouped, code: Code) -> Any:
    """A story: its reports, claims with their origins, contradictions, the timeline, and how the reports travelled."""
    told, _, _ = together_of(room, grouped, code)
    assert told is not None
    return JSONResponse(
        export.to_dict(told.account, told.readings, told.statements)
        | {
            "story": told.account.codes[0],
            "timeline": [shapes.TimelineDay.model_validate(day).model_dump(mode="json") for day in timeline(told)],
            "way": export.steps_dict(travel(told.account.codes, told.account.evidence), told.readings),
        }
    )


@router.get("/story/{code}", include_in_schema=False)
def story(request: Request, room: InRoom, grouped: Grouped, code: Code) -> Any:
    """The same as a page."""
    if wants_json(request):
        return story_json(room, grouped, code)
    told, key, kept = together_of(room, grouped, code, grouped.patience)
    if told is None:
        return room.page(request, "waiting.html", again="", title=kept.title if kept else None)
    decided = decisions_about(room, told)
    waiting = grouped.now().waiting
    chosen = code if code.startswith("s") else ""
    judged = desk.judged(room.ledger, sorted(told.statements.values()))
    days = timeline(told)
    return room.page(
        request,
        "story.html",
        remember=(key, waiting, chosen, tuple(sorted(judged.items())), bool(kept)),
        whole=told,
        kept=kept,
        chosen=chosen,
        waiting=waiting,
        left_out=len(kept.codes) - _LARGEST if kept else 0,
        days=[day for day in days if not _earlier(day.day, kept)],
        background=[day for day in days if _earlier(day.day, kept)],
        drawn=lanes(
            [(day.day, len(day.happened), len(day.said)) for day in days if not _earlier(day.day, kept)],
            language_of(request) == "ar",
        ),
        claims=[
            Claim(
                number,
                tuple(told_of(one, told) for one in claim.tellings),
                len({one.report for one in claim.tellings}),
                claim.origins,
            )
            for number, claim in enumerate(told.account.claims, 1)
        ],
        against=[against(item, told, decided) for item in (*told.account.contradictions, *told.account.settled)],
        origins_told=export.origins_told,
        why=_why,
        groups=[group for group in told.account.origins.groups if len(group) > 1],
        way=_way(travel(told.account.codes, told.account.evidence)),
        judged=judged,
        decided=[one for one in decided.values()],
        deciders=desk.deciders(room.ledger) if decided else {},
    )


def _earlier(day: str, story: Story | None) -> bool:
    """Whether a day of a story's timeline is of what went before it."""
    span = days_of(day)
    return span is not None and story is not None and story.first is not None and span[1] < story.first - _BEFORE


def _why(item: Evidence) -> str:
    """Why two reports are thought to have one origin, the reports not named."""
    said = message(f"evidence-{item.kind}", what=clean(item.what), words=item.words)
    return said if item.certain else f"{said} ({message('evidence-perhaps')})"


def _way(steps: Iterable[Step]) -> list[tuple[Step, int]]:
    """The steps as a tree is written down: each below the one it comes from, with how deep it stands."""
    listed = list(steps)
    deep = depths(listed)
    below: dict[str | None, list[Step]] = {}
    for step in listed:
        below.setdefault(step.parent, []).append(step)
    found: list[tuple[Step, int]] = []
    left = list(reversed(below.get(None, [])))
    while left:
        step = left.pop()
        found.append((step, deep[step.code]))
        left += reversed(below.get(step.code, []))
    return found


def against(item: Contradiction, told: Together, decided: Mapping[frozenset[str], Decision]) -> Against:
    """A contradiction as it is shown."""
    one, other = told_of(item.one, told), told_of(item.other, told)
    return Against(
        one,
        other,
        "own" if item.verdict.own else item.verdict.kind,
        item.verdict.own,
        (item.verdict.one, item.verdict.other),
        export.settled_by(item),
        decided.get(frozenset((one.code, other.code))),
    )


def decisions_about(room: Room, told: Together) -> dict[frozenset[str], Decision]:
    """What people decided of reports and statements that are told together here; the last word on a pair."""
    here = {*told.reports, *told.statements.values()}
    return {
        frozenset((one.one, one.other)): one for one in room.ledger.decided() if one.one in here or one.other in here
    }


# What somebody has said against whom


@router.get("/who/against.json", response_model=shapes.Opposed)
@router.get("/who/against", include_in_schema=False)
def who_against(
    request: Request, room: InRoom, grouped: Grouped, name: Annotated[str, Query(max_length=200)] = ""
) -> Any:
    """Where a person contradicts what he said before, or is contradicted by others.

    Looked for among the last reports in which he speaks, and in the stories that these tell.
    """
    name = plain(name) or ""
    codes = desk.spoken_in(room.ledger, name, _LAST) if name else []
    sets = _told_with(codes, grouped)
    for some in sets:  # all are begun before one is waited for
        grouped.told(some, 0.0)
    patience = None if wants_json(request) else time.monotonic() + grouped.patience
    spelled = {one.name for one in room.ledger.people(name)} if codes else set()
    found: dict[frozenset[tuple[str, int]], tuple[Against, dict[str, Any]]] = {}
    for some in sets:
        told, _ = grouped.told(some, None if patience is None else max(0.0, patience - time.monotonic()))
        if told is None:
            again = f"/who/against?{urlencode({'name': name})}"
            return room.page(request, "waiting.html", again=again, title=name)
        decided = decisions_about(room, told)
        for item in told.account.contradictions:
            key = frozenset((side.report, side.cue.start) for side in (item.one, item.other))
            if key not in found and spelled & {*item.one.speakers, *item.other.speakers}:
                alone = told.account._replace(contradictions=(item,))
                raw = export.to_dict(alone, told.readings, told.statements)["contradictions"][0]
                found[key] = against(item, told, decided), raw
    if wants_json(request):
        raws = [raw for _, raw in found.values()]
        return JSONResponse({"name": name, "reports": codes, "contradictions": raws})
    shown = [one for one, _ in found.values()]
    judged = desk.judged(room.ledger, [side.code for one in shown for side in (one.one, one.other)])
    return room.page(request, "against.html", name=name, reports=len(codes), against=shown, judged=judged)


def _told_with(codes: Sequence[str], grouped: Stories) -> list[tuple[str, ...]]:
    """The reports ``codes`` themselves, and the stories that they tell, as far as these are not too many to compare."""
    sets = [tuple(sorted(codes))] if codes else []
    of, left = grouped.now().of, _BESIDE
    for code in codes:
        story = of.get(code)
        if story is not None and story.codes not in sets and len(story.codes) <= left:
            sets.append(story.codes)
            left -= len(story.codes)
    return sets
