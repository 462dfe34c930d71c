"""The reading room across reports: stories, what people decide of them, adding beside one's reading, feeds; in a browser too."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from click.testing import CliRunner
from fastapi.testclient import TestClient
from tests import peers
from tests.room import Tab, added, ended, served, token
from tests.test_compare import CABLE, DAY, OUTLETS, TEXTS
from tests.test_web import is_harmless

from naql import Reader, Reading, Report
from naql.cli import cli
from naql.client import Client
from naql.compare import travel
from naql.ingest.articles import Told
from naql.ingest.limits import Limits
from naql.ledger import Ledger, accounts, desk, feeds
from naql.web.app import build
from naql.web.difference import pieces
from naql.web.drawing import bars, lanes
from naql.web.entrance import hashed

EVIL = '<script>alert(1)</script>\u202e"><img src=x onerror=alert(2)>'
FEED = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title><link>{url}</link>{items}</channel></rss>'
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.fixture(scope="module")
def read(reader: Reader) -> list[Reading]:
    """A story in four reports, of which the first has two versions, and a report of something else; last one told by a hostile outlet."""
    made = []
    for at, (text, outlet) in enumerate(zip(TEXTS, OUTLETS, strict=True)):
        when = f"{DAY.isoformat()}T{10 + at:02d}:00:00+02:00"
        title = text.split("\n")[0]
        made.append(Report(text, "x", title, outlet, DAY, f"https://example.org/{at}", published_at=when))
    again = CABLE.replace("ثلاث ساعات", "خمس ساعات").replace("40 سائحا", "52 سائحا")
    made.append(Report(again, "x", again.split("\n")[0], OUTLETS[0], DAY, "https://example.org/0"))
    made.append(Report(CABLE + "و\n" + EVIL, "x", EVIL, EVIL, DAY, "https://example.org/evil"))
    return [reader.read(report) for report in made]


@pytest.fixture
def ledger(read: list[Reading], tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "naql.db") as opened:
        for reading in read:
            opened.add(reading)
        yield opened


@pytest.fixture
def client(ledger: Ledger, reader: Reader) -> Iterator[TestClient]:
    app = build(ledger, reader)
    app.state.follower.pause = 0.0
    app.state.stories.patience = 30.0  # of a machine that does other things as well
    with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False) as opened:
        yield opened
        app.state.follower.stop()


def code(ledger: Ledger, read: list[Reading], number: int) -> str:
    return ledger.known(read[number].report).code  # type: ignore[union-attr]


# Stories


def test_stories_are_listed_and_found(client: TestClient, ledger: Ledger, read: list[Reading]) -> None:
    (story,) = client.get("/stories.json").json()["stories"]
    assert set(story["reports"]) == {code(ledger, read, at) for at in (1, 2, 3, 5, 6)}
    assert set(OUTLETS[:4]) <= set(story["outlets"])
    for asked, count in (
        ({"q": "التلفريك"}, 1),
        ({"q": "الشطرنج"}, 0),
        ({"outlet": OUTLETS[0]}, 1),
        ({"outlet": OUTLETS[4]}, 0),
        ({"least": 6}, 0),
        ({"since": "2021-11-09"}, 0),
        ({"until": "2021-11-08"}, 1),
    ):
        assert len(client.get("/stories.json", params=asked).json()["stories"]) == count, asked
    page = client.get("/stories").text
    assert f"/story/{story['story']}" in page
    assert f"/story/{code(ledger, read, 1)}" in client.get("/").text
    assert client.get("/stories.json", params={"least": 1}).status_code == 422


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_story_shows_lanes_claims_contradictions_and_the_way(
    client: TestClient, ledger: Ledger, read: list[Reading], language: str
) -> None:
    told = ledger.together(ledger.story(code(ledger, read, 1)))
    assert told.account.claims
    assert told.account.contradictions
    page = client.get(f"/story/{code(ledger, read, 1)}", headers={"accept-language": language}).text
    is_harmless(page)
    assert page.count('class="lane happened"') == page.count('class="lane told"') > 0
    assert page.count('id="claim-') == len(told.account.claims)
    assert page.count('class="side"') == 2 * len(told.account.contradictions)
    assert page.count('<li class="deep') == len(told.account.codes)
    assert all(f'"/report/{one}"' in page for one in told.account.codes)


def test_a_story_is_the_same_as_json(client: TestClient, ledger: Ledger, read: list[Reading]) -> None:
    there = code(ledger, read, 3)
    story = client.get(f"/story/{there}", headers={"accept": "application/json"}).json()
    assert story == client.get(f"/story/{there}.json").json()
    texts = {report["report"]: client.get(f"/report/{report['report']}.txt").text for report in story["reports"]}
    for claim in story["claims"]:
        for telling in claim["tellings"]:
            for span in telling["content"]:
                assert texts[telling["report"]][span["start"] : span["end"]] == span["text"]
    steps = travel(*(lambda account: (account.codes, account.evidence))(ledger.together(list(texts)).account))
    assert {step["report"]: step["parent"] for step in story["way"]} == {step.code: step.parent for step in steps}
    said = [item for day in story["timeline"] for item in day["said"]]
    assert {"2021-11-08"} <= {day["day"] for day in story["timeline"]}
    assert all(item["told"]["words"] for item in said)
    assert any(item["claim"] and item["others"] for item in said)


def test_a_report_alone_and_an_older_version_have_a_page(
    client: TestClient, ledger: Ledger, read: list[Reading]
) -> None:
    alone = client.get(f"/story/{code(ledger, read, 4)}.json").json()
    assert [one["report"] for one in alone["reports"]] == [code(ledger, read, 4)]
    assert client.get(f"/story/{code(ledger, read, 4)}").status_code == 200
    older = client.get(f"/story/{code(ledger, read, 0)}.json").json()
    assert code(ledger, read, 5) in {one["report"] for one in older["reports"]}
    assert client.get("/story/r0000000000").status_code == 404


def test_a_new_report_joins_its_story(client: TestClient, ledger: Ledger, read: list[Reading]) -> None:
    client.get("/stories")
    job = added(client, text=CABLE.replace("صباح", "ظهر"), publisher="موقع الرمان", published="2021-11-08")
    (new,) = job["results"]
    story = client.get(f"/story/{new['code']}.json").json()
    assert {new["code"], code(ledger, read, 1)} <= {one["report"] for one in story["reports"]}


def test_what_people_decide_of_reports_holds_and_is_undone(
    client: TestClient, ledger: Ledger, read: list[Reading]
) -> None:
    one, other = code(ledger, read, 2), code(ledger, read, 4)
    form = {"token": token(client), "kind": "same", "one": one, "other": f"http://127.0.0.1/report/{other}/"}
    done = client.post("/decisions", data={**form, "why": "كذا", "back": f"/story/{one}"})
    assert (done.status_code, done.headers["location"]) == (303, f"/story/{one}")
    page = client.get(f"/story/{other}").text
    assert f'"/report/{one}"' in page
    assert "كذا" in page
    (made,) = client.get("/decisions.json").json()
    assert (made["who"], made["why"], made["kind"]) == ("local", "كذا", "same")
    assert client.delete(f"/decisions/{made['number']}.json").status_code == 204
    assert client.delete(f"/decisions/{made['number']}.json").status_code == 404
    assert [report["report"] for report in client.get(f"/story/{other}.json").json()["reports"]] == [other]
    for wrong in ({"one": "zz"}, {"kind": "x"}, {"other": one}, {"other": "s123"}, {"other": "r0000000000"}):
        assert client.post("/decisions", data={**form, **wrong}).status_code in (404, 422), wrong
    assert client.post("/decisions", data={**form, "token": "x"}).status_code == 403
    assert client.get("/decisions.json").json() == []


def test_a_contradiction_that_is_none_is_settled(client: TestClient, ledger: Ledger, read: list[Reading]) -> None:
    there = code(ledger, read, 3)
    story = client.get(f"/story/{there}.json").json()
    pair = next(c for c in story["contradictions"] if c["one"]["statement"] and c["other"]["statement"])
    body = {"kind": "different", "one": pair["one"]["statement"], "other": pair["other"]["statement"]}
    before = client.get(f"/story/{there}", headers={"accept-language": "en"}).text
    assert "Settled by people" not in before
    assert client.post("/decisions.json", json=body).status_code == 200
    assert "Settled by people: 1" in client.get(f"/story/{there}", headers={"accept-language": "en"}).text


def test_who_contradicts_a_person_is_told(client: TestClient) -> None:
    told = client.get("/who/against.json", params={"name": "سامي الزيزفوني"}).json()
    assert told["contradictions"]
    for one in told["contradictions"]:
        assert any("الزيزفوني" in name for side in ("one", "other") for name in one[side]["speakers"])
    assert client.get("/who/against.json", params={"name": "ميار العوسجي"}).json()["contradictions"] == []
    page = client.get("/who/against", params={"name": "سامي الزيزفوني"}).text
    is_harmless(page)
    assert page.count('class="side"') == 2 * len(told["contradictions"])
    assert client.get("/who/against", params={"name": EVIL}).status_code == 200
    assert "/who/against?name=" in client.get("/who", params={"name": "سامي الزيزفوني"}).text


def test_a_judged_statement_says_so_in_its_story_and_a_rejected_one_is_gone(
    client: TestClient, ledger: Ledger, read: list[Reading]
) -> None:
    there = code(ledger, read, 1)
    story = client.get(f"/story/{there}.json").json()
    one = next(t for claim in story["claims"] for t in claim["tellings"] if t["statement"])
    assert "أُكد" not in client.get(f"/story/{there}").text
    seen = 0
    for kind in ("confirm", "reject"):
        body = {"target": one["statement"], "kind": kind, "seen": seen}
        answer = client.post(f"/report/{one['report']}/reviews.json", json=body)
        assert answer.status_code == 200
        seen = answer.json()["number"]
        page = client.get(f"/story/{there}").text
        assert ("أُكد" in page) is (kind == "confirm")
        assert (one["statement"] in page) is (kind == "confirm")


@pytest.mark.parametrize("kind", ["confirm", "reject", "correct"])
def test_the_history_shows_the_words_and_what_is_gone_can_come_back(
    client: TestClient, ledger: Ledger, read: list[Reading], kind: str
) -> None:
    there = code(ledger, read, 3)
    document = client.get(f"/report/{there}.json").json()
    time_ = document["times"][0]
    said = client.get("/search.json", params={"by": "سامي الزيزفوني", "act": "deny"}).json()["statements"][0]
    for target, more in (
        (f"time:{time_['start']}-{time_['end']}", {"value": "2021-11-09"}),
        (said["code"], {"speaker": "ليلى الأقحواني"}),
    ):
        body = {"target": target, "kind": kind, **(more if kind == "correct" else {})}
        assert client.post(f"/report/{there}/reviews.json", json=body).status_code == 200
    page = client.get(f"/report/{there}", headers={"accept-language": "en"}).text
    is_harmless(page)
    history = page.partition('id="h-history"')[2]
    assert time_["text"] in history
    assert said["content"]["text"][:40] in history
    assert ("2021-11-09" in history) == (kind == "correct")
    assert page.count('data-do="undo"') >= (1 if kind == "reject" else 2)


def test_a_name_that_was_taken_for_another_is_parted(client: TestClient, ledger: Ledger, read: list[Reading]) -> None:
    for number in range(len(read)):
        there = code(ledger, read, number)
        before = client.get(f"/report/{there}.json").json()["entities"]
        many = next((one for one in before if len({m["text"] for m in one["mentions"]}) > 1), None)
        if many is not None:
            break
    assert many is not None
    last = next(m for m in many["mentions"] if m["text"] != many["name"])
    target = f"mention:{last['start']}-{last['end']}"
    assert f'value="{target}"' in client.get(f"/report/{there}").text
    address = f"/report/{there}/reviews.json"
    made = client.post(address, json={"target": target, "kind": "reject"}).json()
    after = client.get(f"/report/{there}.json").json()["entities"]
    assert [one["name"] for one in after] == [*(one["name"] for one in before), last["text"]]
    named = {"target": target, "kind": "correct", "name": EVIL, "seen": made["number"]}
    second = client.post(address, json=named).json()
    page = client.get(f"/report/{there}").text
    is_harmless(page)
    assert 'data-do="undo"' in page
    for number in (second["number"], made["number"]):
        assert client.delete(f"/reviews/{number}.json").status_code == 204
    assert client.get(f"/report/{there}.json").json()["entities"] == before
    assert client.post(address, json={"target": target, "kind": "correct"}).status_code >= 400
    assert client.post(address, json={"target": "mention:0-1", "kind": "reject"}).status_code == 404


def test_a_story_is_exported(client: TestClient, ledger: Ledger, read: list[Reading]) -> None:
    lines = client.get("/export/csv", params={"story": code(ledger, read, 1)}).text
    assert all(code in lines or outlet in lines for code, outlet in zip("1234", OUTLETS[:4], strict=True))
    assert OUTLETS[4] not in lines


# Versions and originals


def test_versions_are_told_word_by_word(client: TestClient, ledger: Ledger, read: list[Reading]) -> None:
    page = client.get(f"/report/{code(ledger, read, 5)}").text
    assert re.findall(r"<(ins|del)>(.*?)</\1>", page) == [
        ("del", "40"), ("ins", "52"), ("del", "ثلاث"), ("ins", "خمس")
    ]  # fmt: skip
    older = client.get(f"/report/{code(ledger, read, 0)}").text
    assert ("ins", "52") in re.findall(r"<(ins|del)>(.*?)</\1>", older)


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ("نص", "نص", ""),
        ("نص واحد", "نص آخر", "same old new"),
        ("", "نص", "new"),
        ("كلمة " * 200 + "قديم", "كلمة " * 200 + "جديد", "gap same old new"),
        ("كلمة " * 11000 + "أ", "ب" + "كلمة " * 11000, "old new"),
        ("فقرة أولى.\n" * 6000, "فقرة أولى.\n" * 5999 + "فقرة ثانية.\n", "gap same old new"),
    ],
    ids=["same", "a word", "from nothing", "far", "again and again", "long"],
)
def test_what_differs_is_found(before: str, after: str, kinds: str) -> None:
    found = pieces(before, after)
    assert [piece.kind for piece in found] == kinds.split()
    assert all(piece.text in before + after for piece in found)


def test_the_original_comes_back_byte_for_byte(client: TestClient, ledger: Ledger) -> None:
    data = CABLE.replace("توقف", "تعطل").encode("cp1256")
    (new,) = added(client, [("files", ("a.txt", data))])["results"]
    answer = client.get(f"/report/{new['code']}/original")
    assert answer.content == data
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-type"] == "application/octet-stream"


# Adding


def test_adding_goes_on_beside_and_can_be_stopped(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    go = threading.Event()
    room = client.app.state.room  # type: ignore[attr-defined]
    real = room.read

    def slow(report: Report) -> Reading:
        if "رقم" in report.text:
            go.wait(20)
        return real(report)  # type: ignore[no-any-return]

    monkeypatch.setattr(room, "read", slow)
    monkeypatch.setattr("naql.web.adding._PATIENCE", 0.05)
    lines = "".join(f'{{"text": "قال سامي الزيزفوني إن الكتاب رقم {n} وصل."}}\n' for n in range(5)).encode()
    answer = client.post("/add", data={"token": token(client)}, files=[("files", ("many.jsonl", lines))])
    place = answer.headers["location"]
    page = client.get(place).text
    assert '<noscript><meta http-equiv="refresh"' in page
    assert f'data-again="{place}"' in page
    assert place in client.get("/add").text
    assert client.get("/search?q=التلفريك").status_code == 200
    threading.Timer(0.2, go.set).start()
    assert client.post(f"{place}/stop", data={"token": token(client)}).status_code == 303
    job = ended(client, place.rpartition("/")[2])
    assert 1 <= job["counts"]["new"] < 5
    assert client.get("/add/0000000000000000").status_code == 404


def test_too_much_at_once_is_refused(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    go = threading.Event()
    room = client.app.state.room  # type: ignore[attr-defined]
    real = room.read
    monkeypatch.setattr(room, "read", lambda report: (go.wait(20), real(report))[1])
    monkeypatch.setattr("naql.web.adding._PATIENCE", 0.01)
    told = [
        client.post("/add", data={"token": token(client), "text": f"قال سامي إن {n} وصل."}).status_code
        for n in range(5)
    ]
    go.set()
    assert told == [303] * 4 + [429]


def feed(peer: peers.Peer, *names: str, title: str = "منارة") -> str:
    """A feed of articles, each with a page of its own."""
    items = ""
    for name in names:
        text = "".join(f"<p>{line}</p>" for line in CABLE.replace("الصنوبر", name).split("\n")[1:])
        url = peer.page(
            f"/{sum(map(ord, name))}",
            f"<html lang=ar><body><article><h1>تلفريك {name}</h1>{text}</article></body></html>",
        )
        items += f"<item><title>تلفريك {name}</title><link>{url}</link><guid>{url}</guid></item>"
    return peer.page("/rss", FEED.format(title=title, url=peer.url, items=items), "application/rss+xml")


def reachable(client: TestClient) -> None:
    limits = Limits(allowed=frozenset({"127.0.0.1"}))
    client.app.state.told = Told(limits=limits)  # type: ignore[attr-defined]


def test_a_feed_is_read_and_followed(client: TestClient, ledger: Ledger) -> None:
    reachable(client)
    follower = client.app.state.follower  # type: ignore[attr-defined]
    with peers.peer() as peer:
        url = feed(peer, "الزعتر", "الريحان")
        job = added(client, url=url, follow="true", publisher="إذاعة مرجان")
        assert [one["state"] for one in job["results"]] == ["new", "new"]
        (one,) = client.get("/feeds.json").json()
        assert (one["url"], one["name"], one["seen"]) == (url, "إذاعة مرجان", 0)
        assert follower.round() == 0  # they are known already
        assert client.get("/feeds.json").json()[0]["seen"] == 2
        feed(peer, "الزعتر", "الريحان", "اللوز")
        assert follower.round() == 0  # it is not due
        client.post(f"/feeds/{one['number']}/ask", data={"token": token(client)})
        assert follower.round() == 1
        assert client.get("/inbox.json").json()["reports"][0]["publisher"] == "إذاعة مرجان"
        assert client.post(f"/feeds/{one['number']}/leave", data={"token": token(client)}).status_code == 303
    assert client.get("/feeds.json").json() == []
    assert follower.round() == 0


def test_a_feed_is_read_once_where_it_is_not_to_be_followed(client: TestClient) -> None:
    reachable(client)
    with peers.peer() as peer:
        url = feed(peer, "الزعتر")
        answer = client.post("/addresses.json", json={"url": url})
        assert answer.status_code == 202
        assert ended(client, answer.json()["id"])["counts"]["new"] == 1
    assert client.get("/feeds.json").json() == []


def test_a_feed_that_fails_says_since_when(client: TestClient) -> None:
    follower = client.app.state.follower  # type: ignore[attr-defined]
    made = client.post("/feeds.json", json={"url": "http://127.0.0.1:1/rss"}).json()
    follower.round()
    (one,) = client.get("/feeds.json").json()
    assert one["since"]
    assert one["error"]
    assert one["succeeded"] == ""
    is_harmless(client.get("/feeds").text)
    assert client.delete(f"/feeds/{made['number']}.json").status_code == 204
    assert client.delete(f"/feeds/{made['number']}.json").status_code == 404


@pytest.mark.parametrize(
    "hostile",
    [
        "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]><rss><channel><title>&b;</title></channel></rss>",
        "<rss version='2.0'><channel><item><title>x</title><link>javascript:alert(1)</link></item></channel></rss>",
        "<rss version='2.0'><channel><item><title>x</title><link>file:///etc/passwd</link></item></channel></rss>",
        "<rss version='2.0'><channel><item><title>x</title><link>http://169.254.169.254/x</link></item></channel></rss>",
        "<rss version='2.0'>" + "<x>" * 5000,
    ],
    ids=["entities", "script", "file", "metadata", "deep"],
)
def test_a_hostile_feed_harms_nothing(client: TestClient, hostile: str) -> None:
    reachable(client)
    count = len(client.get("/inbox.json").json()["reports"])
    with peers.peer() as peer:
        job = added(client, url=peer.page("/rss", hostile, "application/rss+xml"), follow="true")
    assert all(one["state"] == "refused" for one in job["results"])
    assert "root:" not in str(job)
    assert len(client.get("/inbox.json").json()["reports"]) == count


def test_a_hostile_outlet_and_address_stay_text(client: TestClient) -> None:
    for wrong in ("javascript:alert(1)", "http://", "http://[", "file:///etc/passwd", "http://a b/"):
        assert client.post("/feeds.json", json={"url": wrong}).status_code == 422
        assert client.post("/feeds", data={"token": token(client), "url": wrong}).status_code == 422
        assert client.post("/add", data={"token": token(client), "url": wrong}).status_code == 422
    form = {"token": token(client), "url": "http://news.example/\u202e<b>", "name": EVIL}
    assert client.post("/feeds", data=form).status_code == 303
    page = client.get("/feeds").text
    is_harmless(page)
    assert "&lt;script&gt;" in page
    assert client.post("/feeds", data={**form, "token": ""}).status_code == 403


# Who may


@pytest.fixture
def guarded(ledger: Ledger, reader: Reader) -> TestClient:
    for name, role in (("reem", "reader"), ("adam", "editor")):
        accounts.put(ledger, accounts.Account(name, role, hashed("a long password")), "tests")
    app = build(ledger, reader, hosts=["news.example"], closed=True)
    return TestClient(app, base_url="http://news.example", follow_redirects=False)


def test_a_reader_changes_nothing(guarded: TestClient, ledger: Ledger, read: list[Reading]) -> None:
    key = {"authorization": f"Bearer {accounts.issue(ledger, 'reem', 'key')}"}
    one, other = code(ledger, read, 1), code(ledger, read, 4)
    for method, path, body in (
        ("POST", "/decisions.json", {"kind": "same", "one": one, "other": other}),
        ("DELETE", "/decisions/1.json", None),
        ("POST", "/feeds.json", {"url": "http://news.example/rss"}),
        ("DELETE", "/feeds/1.json", None),
        ("POST", "/addresses.json", {"url": "http://news.example/1"}),
        ("POST", "/reports.json", {"text": CABLE}),
    ):
        assert guarded.request(method, path, json=body, headers=key).status_code == 403, path
        assert guarded.request(method, path, json=body).status_code == 401, path
    page = guarded.get(f"/story/{one}", headers=key)
    assert page.status_code == 200
    assert "/decisions" not in page.text
    assert feeds.every(ledger) == []


def test_two_servers_count_guesses_together(ledger: Ledger, reader: Reader, guarded: TestClient) -> None:
    second = TestClient(build(ledger, reader, hosts=["news.example"], closed=True), base_url="http://news.example")
    told = []
    for room in (guarded, second):
        room.get("/login")

    def guess(n: int) -> int:
        room = (guarded, second)[n % 2]
        form = {"token": room.cookies["naql-token"], "name": "adam", "password": f"guess {n}", "to": "/"}
        return room.post("/login", data=form).status_code

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(guess, range(20)))
    assert told.count(401) == 8
    assert told.count(429) == 12


def test_a_right_password_is_no_guess(ledger: Ledger) -> None:
    for _ in range(12):
        number = accounts.attempt(ledger, "reem", "192.0.2.1")
        assert number is not None
        accounts.succeeded(ledger, number)
    assert all(accounts.attempt(ledger, "reem", "192.0.2.1") for _ in range(8))
    assert accounts.attempt(ledger, "reem", "192.0.2.1") is None
    assert accounts.attempt(ledger, "adam", "192.0.2.1") is None
    assert accounts.attempt(ledger, "adam", "192.0.2.2") is not None


def test_only_the_proxy_that_is_named_says_who_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    asking: list[str] = []

    def run(server: uvicorn.Server, sockets: Any = None) -> None:
        server.config.load()
        room = TestClient(server.config.loaded_app, base_url="http://127.0.0.1", client=(asking[-1], 1))  # type: ignore[arg-type]
        room.get("/login")
        form = {"token": room.cookies["naql-token"], "name": "reem", "password": "wrong", "to": "/"}
        room.post("/login", data=form, headers={"x-forwarded-for": "198.51.100.7"})
        server.started = True

    monkeypatch.setattr(uvicorn.Server, "run", run)
    url = str(tmp_path / "naql.db")
    for peer, options in (("127.0.0.1", []), ("192.0.2.9", []), ("192.0.2.9", ["--proxy", "192.0.2.9"])):
        asking.append(peer)
        done = CliRunner().invoke(cli, ["serve", "--ledger", url, *options])
        assert done.exit_code == 0, done.output
        with Ledger.open(url) as ledger:
            seen.append(desk.log_lines(ledger, 1)[0].subject)
    assert seen == ["198.51.100.7", "192.0.2.9", "198.51.100.7"]


# Drawing


def test_time_runs_the_way_the_language_does() -> None:
    counted = [("2021-11-01", 1, 0), ("2021-11-05", 2, 3), ("2021-11", 9, 9), ("", 4, 4)]
    there, back = lanes(counted, False), lanes(counted, True)
    assert there is not None
    assert back is not None
    assert [mark.day for mark in there.happened] == ["2021-11-01", "2021-11-05"]
    assert there.happened[0].x < there.happened[1].x
    assert back.happened[0].x > back.happened[1].x
    assert [mark.number for mark in there.said] == [3]
    assert lanes([("2021-11-01", 1, 1)], False) is None
    assert bars([]) is None


# In a browser


@pytest.fixture
def address(ledger: Ledger, reader: Reader) -> Iterator[str]:
    app = build(ledger, reader)
    app.state.stories.patience = 30.0
    with served(app) as url:
        yield url


@pytest.mark.parametrize(("language", "width"), [("ar", 360), ("en", 1300)])
def test_the_screens_of_stories_stand_in_a_browser(
    browser: Any, address: str, ledger: Ledger, read: list[Reading], language: str, width: int
) -> None:
    tab = Tab(browser, width, language)
    for path in (
        "/stories",
        f"/story/{code(ledger, read, 3)}",
        f"/report/{code(ledger, read, 5)}",
        "/who/against?name=سامي الزيزفوني",
        "/feeds",
    ):
        tab.page.goto(address + path)
        for closed in tab.page.locator("summary").all():
            if closed.is_visible():
                closed.click()
        tab.stands(language)
    tab.page.goto(f"{address}/who?name=سامي الزيزفوني")
    tab.page.wait_for_selector("#against .side")
    tab.stands(language)
    assert tab.noise == []
    tab.page.close()


def test_merges_and_times_are_reviewed_by_keyboard(
    browser: Any, address: str, ledger: Ledger, read: list[Reading]
) -> None:
    tab = Tab(browser, 1300, "ar")
    tab.page.goto(f"{address}/story/{code(ledger, read, 1)}")
    tab.page.focus("#claims [data-merge] a")
    with tab.page.expect_navigation():
        tab.page.keyboard.press("x")
    assert [one.kind for one in ledger.decided()] == ["different"]
    tab.page.goto(f"{address}/report/{code(ledger, read, 3)}")
    tab.page.click("[data-times] summary")
    tab.page.focus("[data-review] button")
    tab.page.keyboard.press("e")
    assert tab.page.evaluate("document.activeElement.name") == "value"
    tab.page.keyboard.press("Tab")
    with tab.page.expect_navigation():
        tab.page.keyboard.press("x")
    tab.page.wait_for_selector("[data-times][open]")
    assert tab.noise == []
    tab.page.close()


def test_what_is_being_added_is_shown_as_it_comes(
    browser: Any, address: str, tmp_path: Path, ledger: Ledger, reader: Reader
) -> None:
    lines = tmp_path / "many.jsonl"
    lines.write_text("".join(f'{{"text": "قال سامي الزيزفوني إن الكتاب رقم {n} وصل."}}\n' for n in range(40)))
    inbox, tab = Tab(browser, 1300, "ar"), Tab(browser, 1300, "ar")
    inbox.page.goto(address)
    tab.page.goto(f"{address}/add")
    tab.page.set_input_files("input[type=file]", str(lines))
    tab.page.click("button.main")
    tab.page.wait_for_selector("#progress .results li:nth-child(40)", timeout=60_000)
    tab.page.wait_for_selector("#progress:not([data-again])", timeout=20_000)
    inbox.page.wait_for_selector(".live:not([hidden]) a", timeout=20_000)
    inbox.page.click(".live a")
    assert "الكتاب" in inbox.page.inner_text("main")
    context = browser.new_context(java_script_enabled=False, locale="ar")
    page = context.new_page()
    page.goto(tab.page.url)
    assert page.locator("#progress .results li").count() == 40
    context.close()
    assert tab.noise == inbox.noise == []
    tab.page.close()
    inbox.page.close()


def test_a_report_and_a_story_are_printed_whole(
    browser: Any, address: str, ledger: Ledger, read: list[Reading]
) -> None:
    tab = Tab(browser, 1000, "ar")
    for path in (f"/story/{code(ledger, read, 3)}", f"/report/{code(ledger, read, 3)}"):
        tab.page.goto(address + path)
        tab.page.emulate_media(media="print")
        assert not tab.page.locator("form:visible, nav.rooms:visible, .tools:visible").count()
        assert tab.page.locator(".said:visible").count() > 1
        clipped = "e => e.scrollHeight > e.clientHeight + 2"
        assert not any(one.evaluate(clipped) for one in tab.page.locator(".said:visible").all())
        tab.page.emulate_media(media="screen")
    tab.page.close()


def test_the_client_asks_for_stories_and_feeds(address: str, ledger: Ledger, read: list[Reading]) -> None:
    with Client(address) as room:
        (story,) = room.stories()["stories"]
        assert room.story(story["story"])["contradictions"]
        made = room.decide("different", code(ledger, read, 1), code(ledger, read, 2), why="كذا")
        assert [one["number"] for one in room.decisions()] == [made["number"]]
        room.undo_decision(made["number"])
        assert room.decisions() == []
        assert room.against("سامي الزيزفوني")["contradictions"]
        followed = room.follow("http://127.0.0.1:1/rss")
        assert [one["number"] for one in room.feeds()] == [followed["number"]]
        room.leave(followed["number"])
        job = room.fetch("http://127.0.0.1:1/x")
        for _ in range(100):
            if room.job(job["id"])["done"]:
                break
            time.sleep(0.05)
        assert room.job(job["id"])["counts"]["refused"] == 1
        assert room.original(story["story"]).decode("utf-8") == room.text(story["story"])
