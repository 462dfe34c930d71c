"""The screens that show: inbox, search, report, person, log; each the same as JSON at its address with .json."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO, StringIO
from typing import Annotated, Any
from zlib import crc32

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from naql.export import contract, formats
from naql.export.listing import print_rows
from naql.export.page import Page, to_html
from naql.ledger import Said, Shown, desk, reviews, settling
from naql.ledger.results import Review
from naql.ledger.rows import is_code
from naql.records import Reading
from naql.web import shapes
from naql.web.asked import Asked, Before, Code, Filters, Flagged, Format, InRoom, Text, WantedReport, plain
from naql.web.citation import cite
from naql.web.difference import Piece, pieces
from naql.web.drawing import bars
from naql.web.room import Refused, Room, language_of, wants_json

router = APIRouter()
_RESULTS = 50
_MOST = 1000  # reports of one export from the browser
_COMPARED = 5  # other versions of a report with which its page compares it


@router.get("/inbox.json", response_model=shapes.Inbox)
@router.get("/", include_in_schema=False)
def inbox(request: Request, room: InRoom, outlet: Text = None, finding: Flagged = None, before: Before = None) -> Any:
    """The reports that came last."""
    found = desk.came(room.ledger, outlet=plain(outlet), finding=finding, before=before)
    following = found[-1].number if len(found) == 30 else None
    if wants_json(request):
        return shapes.Inbox(reports=[shapes.Came.model_validate(item) for item in found], next=following)
    return room.page(
        request,
        "inbox.html",
        found=found,
        following=following,
        outlets=request.app.state.outlets(),
        outlet=outlet or "",
        finding=finding or "",
        stories=request.app.state.stories.now().of,
    )


def _search(room: Room, asked: Filters) -> tuple[list[shapes.Said], list[shapes.Hit]]:
    said = room.ledger.statements(**asked.asked(), limit=_RESULTS) if asked.any() else []
    words = plain(asked.q)
    hits = (
        room.ledger.search(words, since=asked.since, until=asked.until, outlet=plain(asked.outlet), limit=20)
        if words
        else []
    )
    return judged(room, said), [shapes.Hit.model_validate(hit) for hit in hits]


def judged(room: Room, said: list[Said]) -> list[shapes.Said]:
    """Statements with what people said of them."""
    verdicts = desk.judged(room.ledger, [one.code for one in said])
    found = []
    for one in said:
        shape = shapes.Said.model_validate(one)
        shape.review = verdicts.get(one.code)
        found.append(shape)
    return found


@router.get("/search.json", response_model=shapes.Found)
@router.get("/search", include_in_schema=False)
def search(request: Request, room: InRoom, asked: Asked) -> Any:
    """Who said what, by any of the filters; and reports by their words."""
    said, hits = _search(room, asked)
    if wants_json(request):
        return shapes.Found(statements=said, reports=hits)
    return room.page(
        request,
        "search.html",
        asked=asked,
        said=said,
        hits=hits,
        kept=desk.searches_kept(room.ledger),
        outlets=request.app.state.outlets(),
    )


@router.get("/search.atom", response_class=Response, responses={200: {"content": {"application/atom+xml": {}}}})
def feed(request: Request, room: InRoom, asked: Asked) -> Response:
    """A search as an Atom feed."""
    said, hits = _search(room, asked)
    text = room.draw(request, "feed.xml", said=said, hits=hits, base=str(request.base_url), now=datetime.now(UTC))
    return Response(text, media_type="application/atom+xml; charset=utf-8")


@router.get("/search.csv", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
def listing(room: InRoom, asked: Asked) -> Response:
    """The statements of a search as ``naql said --format csv`` prints them."""
    stream = StringIO()
    found = room.ledger.statements(**asked.asked(), limit=1000) if asked.any() else []
    print_rows(found, (), "csv", stream)
    headers = {"content-disposition": 'attachment; filename="statements.csv"'}
    return Response(stream.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/report/{code}.json")
def report_json(room: InRoom, code: Code) -> Response:
    """A report in naql's public format, as people have settled it."""
    reading = room.ledger.show(code).reading
    return JSONResponse(contract.to_dict(reading) if reading is not None else None)


@router.get("/report/{code}.txt", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def report_text(room: InRoom, code: Code) -> Response:
    """A report's text as it was kept."""
    return PlainTextResponse(room.ledger.show(code).report.text)


@router.get(
    "/report/{code}/original", response_class=Response, responses={200: {"content": {"application/octet-stream": {}}}}
)
def report_original(room: InRoom, code: Code) -> Response:
    """The bytes of a report as they came: the page, the PDF, the letter. They are saved, never shown."""
    shown = room.ledger.show(code)
    headers = {"content-disposition": f'attachment; filename="{shown.report.code}.original"'}
    return Response(room.ledger.received(shown.report.code), media_type="application/octet-stream", headers=headers)


@router.get("/report/{code}.html", include_in_schema=False)
def report_file(request: Request, room: InRoom, code: Code) -> Response:
    """A report as the one file that ``naql show --format html`` writes; it is saved, not shown."""
    shown = room.ledger.show(code)
    headers = {"content-disposition": f'attachment; filename="{shown.report.code}.html"'}
    text = to_html(shown.reading, language_of(request)) if shown.reading is not None else ""
    return Response(text, media_type="text/html; charset=utf-8", headers=headers)


@router.get("/report/{code}/reviews.json", response_model=list[shapes.Review])
def report_reviews(room: InRoom, code: Code) -> Any:
    """Everything that people said of a report's reading, undone or not."""
    return [shapes.Review.model_validate(one) for one in room.ledger.show(code).said]


@router.get("/report/{code}", include_in_schema=False)
def report(request: Request, room: InRoom, code: Code) -> Any:
    """A report with its marks, chains, names, times, findings and reviews."""
    if wants_json(request):
        return report_json(room, code)
    return show_report(request, room, code)


def show_report(
    request: Request,
    room: Room,
    code: str,
    status: int = 200,
    clash: reviews.Overtaken | None = None,
    typed: Any = None,
) -> Response:
    """The report's page; ``clash`` is what somebody else said while ``typed`` was being written."""
    shown = room.ledger.show(code)
    reading, by_id, told = shown.reading, shown.codes, shown.said
    if reading is None:
        return room.page(request, "problem.html", 404, problem=room.words(request, "unread"))
    holds = settling.standing(told)
    chosen = by_id.get(shown.statement or "") if shown.statement else None
    last = reviews.latest(room.ledger, shown.report.code)
    return room.page(
        request,
        "report.html",
        status,
        remember=(shown.report.code, last, chosen, crc32(contract.dumps(reading).encode())) if clash is None else None,
        page=Page(reading),
        shown=shown,
        kept_report=shown.report,
        by_id=by_id,
        holds=holds,
        history=told,
        last=last,
        chosen=shown.statement,
        differences=lambda: _differences(shown),
        clash=clash,
        typed=typed or {},
        target_of=settling.target_of,
        mention_of=settling.mention_of,
        gone=[
            time
            for time in (shown.as_read.times if shown.as_read else ())
            if settling.target_of(time.span) in holds and holds[settling.target_of(time.span)].kind == "reject"
        ],
        words_of=lambda review: _words_of(review, shown.report.text),
        citation=cite(shown.report, reading, shown.statement) if shown.statement else None,
    )


def _words_of(review: Review, text: str) -> str:
    """The words of the report that a review is about."""
    _, _, place = review.target.partition(":")
    start, _, end = place.partition("-")
    if start.isdigit() and end.isdigit():
        return text[int(start) : int(end)]
    content = review.body.get("content") or [[0, 0]]
    return text[content[0][0] : content[-1][1]]


def _differences(shown: Shown) -> list[tuple[int, list[Piece]]]:
    """How a report's text differs from each of its other versions, the one before it first."""
    number = shown.report.number
    others = [one for one in shown.versions if one.number != number]
    others.sort(key=lambda one: (one.number != number - 1, abs(one.number - number)))
    found = []
    for one in others[:_COMPARED]:
        before, after = (one, shown.report) if one.number < number else (shown.report, one)
        found.append((one.number, pieces(before.text, after.text)))
    return found


@router.get(
    "/export/{format_}", response_class=Response, responses={200: {"content": {"application/octet-stream": {}}}}
)
def exported(
    request: Request,
    room: InRoom,
    asked: Asked,
    format_: Format,
    report: WantedReport = None,
    story: WantedReport = None,
) -> Response:
    """What a search finds, or one ``report``, or the reports of a ``story``, in a format of another tool."""
    chosen = formats.FORMATS[format_]
    stream = BytesIO()
    codes = (report,) if report else ()
    if story and not report:
        newest = room.ledger.show(story).versions[-1].code
        kept = request.app.state.stories.now().of.get(newest)
        codes = kept.codes if kept else (newest,)
    formats.write(format_, _wanted(room, asked, codes), stream)
    name = f"{report or story or 'naql'}{chosen.suffix if chosen.write else '.zip'}"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(stream.getvalue(), media_type="application/octet-stream", headers=headers)


def _wanted(room: Room, asked: Filters, codes: Sequence[str]) -> Iterator[Reading]:
    if codes:
        found: Iterable[Reading | None] = (room.ledger.show(code).reading for code in codes)
    elif asked.q and not asked.any():
        hits = room.ledger.search(plain(asked.q) or "", limit=_MOST + 1)
        found = (room.ledger.show(hit.code).reading for hit in hits)
    else:
        found = room.ledger.readings(**asked.asked())
    for number, reading in enumerate(found, 1):
        if number > _MOST:
            raise Refused(422, "export-too-many")
        if reading is not None:
            yield reading


@router.get("/who.json", response_model=shapes.Who)
@router.get("/who", include_in_schema=False)
def who(request: Request, room: InRoom, name: Annotated[str, Query(max_length=200)] = "") -> Any:
    """A person or body: spellings, roles, what they said by act and month, to whom, who carries it."""
    name = plain(name) or ""
    known = desk.person(room.ledger, name) if name else None
    last = judged(room, room.ledger.statements(by=name, limit=20)) if known and known.spellings else []
    if wants_json(request):
        return shapes.Who(
            name=name,
            spellings=[shapes.Spelling.model_validate(one) for one in known.spellings] if known else [],
            roles=list(known.roles) if known else [],
            acts=list(known.acts) if known else [],
            outlets=list(known.outlets) if known else [],
            hearers=list(known.hearers) if known else [],
            months=[shapes.Month(month=month, acts=dict(acts)) for month, acts in known.months] if known else [],
            statements=last,
        )
    return room.page(
        request,
        "who.html",
        name=name,
        known=known,
        chart=bars(known.months, language_of(request) == "ar") if known else None,
        said=last,
        decided=[one for one in room.ledger.decided() if not is_code(one.one)],
        deciders=desk.deciders(room.ledger),
    )


@router.get("/log", include_in_schema=False)
def log(request: Request, room: InRoom) -> Any:
    """Who did what, the last first."""
    return room.page(request, "log.html", lines=desk.log_lines(room.ledger))
