"""Adding reports: text that is pasted, files that are dropped, an address, a feed; and following feeds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path as FilePath
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Request, UploadFile
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field

from naql.errors import InputError
from naql.ingest import kinds, to_report
from naql.ingest.articles import Told, of_answer, take
from naql.ingest.net.fetch import fetch
from naql.ledger import desk, feeds
from naql.records import Report
from naql.web import shapes
from naql.web.asked import Day, Editor, InRoom, Number, OwnForm
from naql.web.following import Follower, keep
from naql.web.jobs import Job, Jobs
from naql.web.room import Refused, Room, wants_json

router = APIRouter()
_MOST = 10_000  # reports of one file
_ADDRESS = r"^https?://[\w.-]+(:[0-9]{1,5})?([/?#]\S*)?$"
_PATIENCE = 1.0  # seconds after which whoever adds is shown what has come so far


def jobs_of(request: Request) -> Jobs:
    """What is being taken in."""
    return request.app.state.jobs  # type: ignore[no-any-return]


def follower_of(request: Request) -> Follower:
    """Whoever asks the feeds."""
    return request.app.state.follower  # type: ignore[no-any-return]


InJobs = Annotated[Jobs, Depends(jobs_of)]
Following = Annotated[Follower, Depends(follower_of)]
JobName = Annotated[str, Path(pattern="^[0-9a-f]{16}$")]


@router.get("/add", include_in_schema=False)
def adding(request: Request, room: InRoom, jobs: InJobs) -> Any:
    """Where reports are pasted or dropped."""
    return room.page(request, "add.html", typed={}, running=jobs.running())


@router.post("/add", include_in_schema=False, dependencies=[OwnForm])
def add(
    request: Request,
    room: InRoom,
    actor: Editor,
    jobs: InJobs,
    follower: Following,
    files: list[UploadFile] | None = None,
    text: Annotated[str, Form()] = "",
    publisher: Annotated[str, Form(max_length=200)] = "",
    published: Annotated[str, Form(max_length=40)] = "",
    url: Annotated[str, Form(max_length=2000)] = "",
    follow: Annotated[bool, Form()] = False,
) -> Any:
    """Read what was pasted, dropped or named, and keep it."""
    typed = {"text": text, "publisher": publisher, "published": published, "url": url}

    def wrong(key: str) -> Response:
        told = room.words(request, key)
        return room.page(request, "add.html", 422, typed=typed, problem=told, running=jobs.running())

    try:
        day = date.fromisoformat(published) if published else None
    except ValueError:
        return wrong("bad-date")
    if url and not _is_address(url):
        return wrong("bad-url")
    given = [(file.filename or "file", file.file.read()) for file in files or () if file.filename]
    if not (given or text.strip() or url):
        return wrong("nothing-given")
    single = url if len(given) + bool(text.strip()) == 1 else ""
    told = replace(request.app.state.told, publisher=publisher or None, published=day, url=single or None)

    def work() -> Iterator[shapes.Added]:
        for name, data in given:
            yield from _take_file(room, name, data, told)
        if text.strip():
            plain = text.replace("\r\n", "\n").encode("utf-8", "replace")
            yield _take_in(room, room.words(request, "pasted"), plain, publisher or None, day, single or None)
        if url and not single:
            yield from _from_address(room, follower, url, told, actor.name, follow)

    of = ", ".join([name for name, _ in given[:3]] or [url or room.words(request, "pasted")])
    job = jobs.start(actor.name, of, _logged(room, actor.name, work()))
    job.ended.wait(_PATIENCE)
    if job.done and len(job.results) == 1 and job.results[0].code:
        return RedirectResponse(f"/report/{job.results[0].code}", 303)
    return RedirectResponse(f"/add/{job.id}", 303)


@router.get("/add/{name}.json", response_model=shapes.Job)
def progress_json(jobs: InJobs, name: JobName) -> Any:
    """How far something that is being taken in has come."""
    return _shape(jobs.get(name))


@router.get("/add/{name}", include_in_schema=False)
def progress(request: Request, room: InRoom, jobs: InJobs, name: JobName) -> Any:
    """The same as a page, which a browser asks for again as long as something comes."""
    if wants_json(request):
        return progress_json(jobs, name)
    return room.page(request, "adding.html", job=jobs.get(name))


@router.post("/add/{name}/stop", include_in_schema=False, dependencies=[OwnForm])
def stop(jobs: InJobs, actor: Editor, name: JobName) -> Any:
    """End what is being taken in; what has come stays."""
    job = jobs.get(name)
    job.stop()
    job.ended.wait(_PATIENCE)
    return RedirectResponse(f"/add/{name}", 303)


class Given(BaseModel):
    """A report as text."""

    text: str = Field(min_length=1, max_length=2_000_000)
    name: str = Field(default="report", max_length=200)
    publisher: str | None = Field(default=None, max_length=200)
    published: Day = None
    url: str | None = Field(default=None, max_length=2000, pattern="^https?://")


@router.post("/reports.json", response_model=shapes.Added)
def add_json(room: InRoom, actor: Editor, given: Given) -> Any:
    """Read a report and keep it."""
    data = given.text.encode("utf-8", "replace")
    added = _take_in(room, given.name, data, given.publisher, given.published, given.url)
    desk.write_log(room.ledger, actor.name, "add", f"{added.state} {added.code or added.name}")
    return added


class Address(BaseModel):
    """The address of an article, or of a feed; ``follow`` it from now on where it is a feed."""

    url: str = Field(max_length=2000, pattern=_ADDRESS)
    publisher: str | None = Field(default=None, max_length=200)
    published: Day = None
    follow: bool = False


@router.post("/addresses.json", response_model=shapes.Job, status_code=202, responses={429: {"model": shapes.Problem}})
def add_address(
    request: Request, room: InRoom, actor: Editor, jobs: InJobs, follower: Following, given: Address
) -> Any:
    """Fetch an address and keep what stands there: its ``id`` asks ``/add/ID.json`` how far it has come."""
    told = replace(request.app.state.told, publisher=given.publisher, published=given.published)
    work = _from_address(room, follower, given.url, told, actor.name, given.follow)
    return _shape(jobs.start(actor.name, given.url, _logged(room, actor.name, work)))


def _shape(job: Job) -> shapes.Job:
    return shapes.Job(
        id=job.id, of=job.of, done=job.done, problem=job.problem, counts=dict(job.counts), results=list(job.results)
    )


def _is_address(url: str) -> bool:
    return re.fullmatch(_ADDRESS, url) is not None


def _logged(room: Room, who: str, work: Iterator[shapes.Added]) -> Iterator[shapes.Added]:
    for result in work:
        desk.write_log(room.ledger, who, "add", f"{result.state} {result.code or result.name}")
        yield result


def _take_in(
    room: Room, name: str, data: bytes, publisher: str | None, published: date | None, url: str | None
) -> shapes.Added:
    try:
        plain = to_report(data, name, published=published)
        report = Report(plain.text, plain.name, plain.title, publisher, plain.published, url)
        known = room.ledger.known(report)
        done = known or room.ledger.add(room.read(report), data)
    except InputError as error:
        return shapes.Added(name=name, state="refused", code=None, error=str(error))
    return shapes.Added(name=plain.title or name, state=done.state, code=done.code, error=None)


def _take_file(room: Room, name: str, data: bytes, told: Told) -> Iterator[shapes.Added]:
    """The articles of a file of any kind that ``naql add`` takes; of an archive or a table so many at most."""
    with TemporaryDirectory() as folder:
        path = FilePath(folder) / (re.sub(r"[^\w.-]+", "_", name)[-100:].lstrip(".") or "file")
        path.write_bytes(data)
        for number, taken in enumerate(take(str(path), told), 1):
            if number > _MOST:
                yield shapes.Added(name=name, state="refused", code=None, error=f"> {_MOST}: naql add")
                return
            plain = taken._replace(
                name=taken.name.replace(f"{folder}/", ""), error=taken.error.replace(f"{folder}/", "")
            )
            yield keep(room, plain, name)


def _from_address(
    room: Room, follower: Follower, url: str, told: Told, who: str, follow: bool
) -> Iterator[shapes.Added]:
    """The article at an address; of a feed those that it names now, and where it is to be followed those to come."""
    try:
        answer = fetch(url, told.limits)
    except InputError as error:
        yield shapes.Added(name=url, state="refused", code=None, error=str(error))
        return
    if kinds.kind_of(answer.data[: kinds.HEAD], answer.url, answer.media) != kinds.FEED:
        yield keep(room, of_answer(answer, told), url)
        return
    if follow:
        feeds.follow(room.ledger, url, told.publisher, who)
    yield from follower.read_once(url, told.publisher)


# Feeds


@router.get("/feeds.json", response_model=list[shapes.Feed])
def feeds_json(room: InRoom) -> Any:
    """The feeds that are followed, and how each fares."""
    return [_feed(one) for one in feeds.every(room.ledger)]


@router.get("/feeds", include_in_schema=False)
def feeds_page(request: Request, room: InRoom, follower: Following) -> Any:
    """The same as a page, with what follows one more, asks one now, or leaves one."""
    if wants_json(request):
        return feeds_json(room)
    found = [_feed(one) for one in feeds.every(room.ledger)]
    return room.page(request, "feeds.html", found=found, follower=follower, typed="")


class NewFeed(BaseModel):
    """A feed to follow; ``name`` is its outlet's."""

    url: str = Field(max_length=2000, pattern=_ADDRESS)
    name: str | None = Field(default=None, max_length=200)


@router.post("/feeds.json", response_model=shapes.Feed)
def follow_json(room: InRoom, actor: Editor, follower: Following, given: NewFeed) -> Any:
    """Follow a feed from now on."""
    feeds.follow(room.ledger, given.url, given.name, actor.name)
    follower.wake(given.url)
    return next(_feed(one) for one in feeds.every(room.ledger) if one.url == given.url)


@router.delete("/feeds/{number}.json", status_code=204)
def leave_json(room: InRoom, actor: Editor, number: Number) -> None:
    """Follow a feed no more; what came of it stays."""
    if not feeds.leave(room.ledger, number, actor.name):
        raise Refused(404, "nothing-there")


@router.post("/feeds", include_in_schema=False, dependencies=[OwnForm])
def follow(
    request: Request,
    room: InRoom,
    actor: Editor,
    follower: Following,
    url: Annotated[str, Form(max_length=2000)],
    name: Annotated[str, Form(max_length=200)] = "",
) -> Any:
    """The same from a form."""
    if not _is_address(url.strip()):
        found = [_feed(one) for one in feeds.every(room.ledger)]
        told = room.words(request, "bad-url")
        return room.page(request, "feeds.html", 422, found=found, follower=follower, typed=url, problem=told)
    follow_json(room, actor, follower, NewFeed(url=url.strip(), name=name.strip() or None))
    return RedirectResponse("/feeds", 303)


@router.post("/feeds/{number}/{what}", include_in_schema=False, dependencies=[OwnForm])
def change(
    room: InRoom,
    actor: Editor,
    follower: Following,
    number: Number,
    what: Annotated[str, Path(pattern="^(leave|ask)$")],
) -> Any:
    """Leave a feed, or ask it now."""
    one = next((one for one in feeds.every(room.ledger) if one.number == number), None)
    if one is None:
        raise Refused(404, "nothing-there")
    if what == "leave":
        leave_json(room, actor, number)
    else:
        follower.wake(one.url)
    return RedirectResponse("/feeds", 303)


def _feed(one: feeds.Followed) -> shapes.Feed:
    told = {key: one.state.get(key) or "" for key in ("succeeded", "since", "error", "due")}
    return shapes.Feed(
        number=one.number, url=one.url, name=one.name, who=one.who, seen=len(one.state.get("seen") or ()), **told
    )
