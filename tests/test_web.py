"""The reading room: its screens in both languages, reviews that lose nothing, and what those get who attack it."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import schemathesis
from click.testing import CliRunner
from evaluation.intake.pages import ITEMS
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from playwright.sync_api import expect
from tests import peers
from tests.room import Tab, added, served, token

from naql import Reader, Report
from naql.cli import cli
from naql.client import Client, RoomError
from naql.errors import InputError
from naql.export import formats
from naql.ingest.articles import Told
from naql.ingest.limits import Limits
from naql.ledger import Ledger, accounts
from naql.lexicon import table
from naql.web.app import build
from naql.web.entrance import hashed
from naql.web.guard import LARGEST

LIBRARY = (
    "المكتبة البلدية تفتح أبوابها\n"
    "قال مدير المكتبة سامي الزيزفوني إن المكتبة ستفتح أبوابها الأحد 14 نوفمبر 2021.\n"
    "وأضاف الزيزفوني أن الدخول مجاني للطلاب.\n"
    "وكشف مصدر مطلع أن رئيس المجلس البلدي منصور الياسميني أبلغ ليلى الأقحواني أن الصيانة ستنتهي قريبا.\n"
)
HOSTILE = (
    "<script>alert(1)</script> عنوان \u202eمقلوب\n"
    'قال سامي "><img src=x onerror=alert(2)> الزيزفوني إن \u202e<b onclick=alert(3)>الكتب</b> وصلت {{ 7*7 }}.\n'
)
SCREENS = (
    "/",
    "/search",
    "/search?act=say",
    "/search?q=المكتبة",
    "/who?name=سامي الزيزفوني",
    "/add",
    "/log",
    "/stories",
    "/feeds",
)
ATTACKS = (
    "' OR 1=1 --",
    '"',
    "%",
    "\\",
    "; DROP TABLE reports",
    "\u202e",
    "<script>alert(1)</script>",
    "* NEAR (",
    "a\x00b",
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.fixture
def ledger(reader: Reader, tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "naql.db") as opened:
        day = date(2021, 11, 15)
        first = Report(LIBRARY, "library", LIBRARY.split("\n")[0], "صحيفة المنارة", day, "https://lighthouse.example/1")
        second = Report(HOSTILE, "<i>", HOSTILE.split("\n")[0], "<u>ناشر</u>", day, "javascript:alert(4)")
        for report in (first, second):
            opened.add(reader.read(report))
        yield opened


@pytest.fixture
def client(ledger: Ledger, reader: Reader) -> Iterator[TestClient]:
    with TestClient(build(ledger, reader), base_url="http://127.0.0.1", follow_redirects=False) as opened:
        yield opened


def code_of(client: TestClient, number: int = 1) -> str:
    found = {one["number"]: one["code"] for one in client.get("/inbox.json").json()["reports"]}
    return str(found[number])


def statements(client: TestClient) -> dict[str, dict[str, Any]]:
    found = client.get("/search.json", params={"outlet": "صحيفة المنارة"}).json()["statements"]
    return {one["content"]["text"]: one for one in found}


def the(client: TestClient, words: str) -> dict[str, Any]:
    return next(one for text, one in statements(client).items() if words in text)


class Seen(HTMLParser):
    """What a page would run, load or lead to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def is_harmless(page: str) -> None:
    for tag, attributes in Seen(page).tags:
        assert tag not in {"img", "i", "u", "iframe", "object", "style"}, tag
        assert tag != "b" or "onclick" not in attributes
        assert not [name for name in attributes if name.startswith("on") or name == "style"], attributes
        if tag == "script":
            assert str(attributes["src"]).startswith("/static/")
        for name in ("href", "action"):
            assert re.match(r"https?://|/(?!/)|#|data:,$|\?", attributes.get(name) or "#"), attributes
    assert "\u202e" not in re.sub(
        r"<(article|h1).*?</\1>|<textarea.*?</textarea>|value=\"[^\"]*\"", "", page, flags=re.S
    )


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("path", [*SCREENS, "REPORT"])
def test_every_screen_in_both_languages_runs_nothing_of_a_report(client: TestClient, path: str, language: str) -> None:
    path = f"/report/{code_of(client, 2)}" if path == "REPORT" else path
    answer = client.get(path, headers={"accept-language": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    is_harmless(answer.text)


def test_the_language_asked_for_is_kept(client: TestClient) -> None:
    client.get("/?lang=en")
    assert '<html lang="en"' in client.get("/search", headers={"accept-language": "ar"}).text


def test_json_stands_at_the_same_addresses(client: TestClient) -> None:
    code = code_of(client)
    for path, twin in (("/search?act=say", "/search.json?act=say"), (f"/report/{code}", f"/report/{code}.json")):
        assert client.get(path, headers={"accept": "application/json"}).json() == client.get(twin).json()
    document = client.get(f"/report/{code}.json").json()
    text = client.get(f"/report/{code}.txt").text
    for one in document["statements"]:
        assert text[one["cue"]["start"] : one["cue"]["end"]] == one["cue"]["text"]


def test_a_search_is_a_feed_and_a_list(client: TestClient) -> None:
    feed = ElementTree.fromstring(client.get("/search.atom", params={"by": "سامي الزيزفوني", "q": "script"}).content)
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) >= 2
    assert client.get("/search.csv?by=الزيزفوني").text.startswith("code,report,publisher")


@pytest.mark.parametrize("attack", ATTACKS)
def test_filters_take_anything(client: TestClient, attack: str) -> None:
    for field in ("by", "to", "about", "q", "outlet"):
        answer = client.get("/search", params={field: attack})
        assert answer.status_code == 200
        is_harmless(answer.text)
    assert client.get("/search.json", params={"outlet": attack}).json()["statements"] == []
    assert client.get("/who", params={"name": attack}).status_code == 200
    assert client.get("/search", params={"since": attack, "act": attack}).status_code == 422
    assert len(client.get("/inbox.json").json()["reports"]) == 2


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e%2fapp.py",
        "/static/..%5capp.py",
        "/report/..%2f..",
        "/report/r'--",
        "/nowhere",
    ],
)
def test_there_is_nothing_beside_the_screens(client: TestClient, path: str) -> None:
    assert client.get(path).status_code in (404, 422)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost@evil.example"])
def test_only_its_own_host_is_answered(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 421


def test_forms_of_other_sites_change_nothing(client: TestClient) -> None:
    mine, form = token(client), {"text": LIBRARY.replace("المكتبة", "الحديقة")}
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
        assert client.post("/add", data={**form, "token": mine}, headers=headers).status_code == 403
    assert client.post("/add", data=form).status_code == 403
    assert client.post("/add", data={**form, "token": "x" * 43}).status_code == 403
    assert len(client.get("/inbox.json").json()["reports"]) == 2
    assert client.post("/add", data={**form, "token": mine}).status_code == 303


def test_what_cannot_be_read_is_told_and_the_rest_is_kept(client: TestClient) -> None:
    given = {"a.pdf": b"%PDF-1.7", "empty.txt": b"", "latin.txt": b"no Arabic", "<b>.txt": b"\xff\xfe\x00\xd8"}
    given["good.txt"] = LIBRARY.replace("المكتبة", "الحديقة").encode("cp1256")
    parts = [("files", (name, data)) for name, data in given.items()]
    job = added(client, parts)
    assert sorted(one["state"] for one in job["results"]) == ["new", "refused", "refused", "refused", "refused"]
    assert all(one["error"] for one in job["results"] if one["state"] == "refused")
    page = client.get(f"/add/{job['id']}").text
    is_harmless(page)
    assert 'http-equiv="refresh"' not in page
    assert len(client.get("/inbox.json").json()["reports"]) == 3
    assert client.post("/add", data={"token": token(client)}).status_code == 422
    assert client.post("/add", data={"token": token(client), "text": "نص", "url": "javascript:x"}).status_code == 422
    assert client.post("/add", data={"token": token(client), "text": "نص", "published": "x"}).status_code == 422


def test_floods_are_refused(client: TestClient) -> None:
    assert client.post("/add", content=b"x", headers={"content-length": str(LARGEST + 1)}).status_code == 413
    piece = b"x" * (1 << 20)
    flood = (piece for _ in range(LARGEST // len(piece) + 2))
    answer = client.post("/reports.json", content=flood, headers={"content-type": "application/json"})
    assert answer.status_code == 413


def judge(client: TestClient, one: dict[str, Any], kind: str, **more: Any) -> Any:
    return client.post(f"/report/{one['report']}/reviews.json", json={"target": one["code"], "kind": kind, **more})


def test_reviews_hold_are_undone_and_survive_reading_again(client: TestClient, ledger: Ledger, reader: Reader) -> None:
    free, opens = the(client, "الدخول مجاني"), the(client, "ستفتح أبوابها")
    start, end = free["content"]["start"], free["content"]["end"] - len(" للطلاب")
    made = judge(client, free, "correct", speaker="ليلى الأقحواني", start=start, end=end, why="كذا").json()
    assert judge(client, opens, "reject").status_code == 200
    list(ledger.reread(reader.read, everything=True))
    page = client.get(f"/report/{free['report']}.json").json()
    told = {one["cue"]["start"]: one for one in page["statements"]}
    assert opens["cue"]["start"] not in told
    changed = told[free["cue"]["start"]]
    assert [part["text"] for part in changed["content"]] == ["الدخول مجاني"]
    names = {one["id"]: one["name"] for one in page["entities"]}
    assert names[changed["source"]["entity"]] == "ليلى الأقحواني"
    assert client.delete(f"/reviews/{made['number']}.json").status_code == 204
    assert client.delete(f"/reviews/{made['number']}.json").status_code == 404
    after = client.get(f"/report/{free['report']}.json").json()["statements"]
    assert "للطلاب" in next(one for one in after if one["cue"]["start"] == free["cue"]["start"])["content"][0]["text"]
    (gone, stands) = client.get(f"/report/{free['report']}/reviews.json").json()
    assert (gone["who"], gone["why"], gone["undone_by"], stands["undone"]) == ("local", "كذا", "local", None)


def test_a_statement_that_is_no_longer_read_is_held_by_its_review(
    client: TestClient, ledger: Ledger, reader: Reader
) -> None:
    free = the(client, "الدخول مجاني")
    assert judge(client, free, "confirm").status_code == 200

    def blind(report: Report) -> Any:
        return dataclasses.replace(reader.read(report), statements=(), events=())

    list(ledger.reread(blind, everything=True))
    (one,) = client.get(f"/report/{free['report']}.json").json()["statements"]
    assert (one["cue"]["text"], one["content"][0]["text"]) == (free["cue"]["text"], free["content"]["text"])
    assert client.get(f"/report/{free['report']}").status_code == 200


def test_two_reviewers_lose_nothing(client: TestClient) -> None:
    free = the(client, "الدخول مجاني")
    first = judge(client, free, "confirm").json()
    clash = judge(client, free, "reject", seen=0)
    assert (clash.status_code, clash.json()["number"]) == (409, first["number"])
    form = {"token": token(client), "target": free["code"], "kind": "correct", "seen": 0, "speaker": "ليلى"}
    page = client.post(f"/report/{free['report']}/review", data=form)
    assert page.status_code == 409
    assert "ليلى" in page.text
    assert judge(client, free, "reject", seen=first["number"]).status_code == 200
    assert len(client.get(f"/report/{free['report']}/reviews.json").json()) == 2


@pytest.mark.parametrize(
    "wrong",
    [{"start": 5, "end": 5}, {"start": 0, "end": 10**6}, {"act": "bake"}, {"target": "s0000000000"}, {"kind": "x"}],
)
def test_a_review_that_cannot_be_is_refused(client: TestClient, wrong: dict[str, Any]) -> None:
    one = the(client, "الدخول مجاني")
    body = {"target": one["code"], "kind": "correct", **wrong}
    assert client.post(f"/report/{one['report']}/reviews.json", json=body).status_code in (404, 422)
    assert client.get(f"/report/{one['report']}/reviews.json").json() == []


def test_what_was_settled_is_gold(client: TestClient) -> None:
    code = code_of(client)
    for one in statements(client).values():
        assert judge(client, one, "confirm").status_code == 200
    time_ = client.get(f"/report/{code}.json").json()["times"][0]
    target = {"target": f"time:{time_['start']}-{time_['end']}", "kind": "correct", "value": "2021-11-13"}
    assert client.post(f"/report/{code}/reviews.json", json=target).status_code == 200
    with zipfile.ZipFile(io.BytesIO(client.get("/gold.zip").content)) as archive:
        assert sorted(archive.namelist()) == [f"{code}.gold.json", f"{code}.txt"]
        gold = json.loads(archive.read(f"{code}.gold.json"))
        text = archive.read(f"{code}.txt").decode()
    assert set(gold) == {"document", "times", "entities", "statements", "events", "findings"}
    assert gold["times"][0]["value"] == "2021-11-13"
    for one in gold["statements"]:
        assert all(text[part["start"] : part["end"]] == part["text"] for part in one["content"])


def test_names_and_searches_are_kept_and_undone(client: TestClient, ledger: Ledger) -> None:
    mine = token(client)
    client.post("/names", data={"token": mine, "kind": "same", "one": "الزيزفوني", "other": "سامي"})
    (made,) = ledger.decided()
    client.post(f"/decisions/{made.number}/undo", data={"token": mine})
    assert ledger.decided() == []
    answer = client.post("/searches", data={"token": mine, "name": "<b>", "query": "act=say\r\nx: y"})
    assert answer.headers["location"].startswith("/search?act=say")
    assert "&lt;b&gt;" in client.get("/search").text
    assert client.get("/log").text.count("<tr>") >= 4


@pytest.fixture
def guarded(ledger: Ledger, reader: Reader) -> TestClient:
    for name, role in (("reem", "reader"), ("adam", "editor")):
        accounts.put(ledger, accounts.Account(name, role, hashed("a long password")), "tests")
    app = build(ledger, reader, hosts=["news.example"], closed=True)
    return TestClient(app, base_url="http://news.example", follow_redirects=False)


def log_in(client: TestClient, name: str, password: str, to: str = "/") -> Any:
    client.get("/login")
    form = {"token": client.cookies["naql-token"], "name": name, "password": password, "to": to}
    return client.post("/login", data=form)


def test_off_this_machine_one_says_who_one_is(guarded: TestClient, ledger: Ledger) -> None:
    assert guarded.get("/search").headers["location"] == "/login?to=%2Fsearch"
    assert guarded.get("/inbox.json").status_code == 401
    assert log_in(guarded, "reem", "wrong").status_code == 401
    for to, lands in (("//evil.example", "/"), ("https://evil.example", "/"), ("/search", "/search")):
        assert log_in(guarded, "reem", "a long password", to).headers["location"] == lands
    assert guarded.get("/search").status_code == 200
    code = code_of(guarded)
    assert 'name="kind"' not in guarded.get(f"/report/{code}").text
    assert guarded.post("/reports.json", json={"text": LIBRARY}).status_code == 403
    guarded.post("/logout", data={"token": token(guarded)})
    assert guarded.get("/search").status_code == 303
    key = accounts.issue(ledger, "adam", "key")
    answer = guarded.post("/reports.json", json={"text": LIBRARY}, headers={"authorization": f"Bearer {key}"})
    assert answer.json()["state"] == "known"
    assert guarded.get("/inbox.json", headers={"authorization": "Bearer x"}).status_code == 401
    accounts.remove(ledger, "adam", "tests")
    assert guarded.get("/inbox.json", headers={"authorization": f"Bearer {key}"}).status_code == 401


def test_guessing_is_stopped(guarded: TestClient) -> None:
    codes = [log_in(guarded, "reem", f"guess {n}").status_code for n in range(9)]
    assert codes == [401] * 8 + [429]
    assert log_in(guarded, "reem", "a long password").status_code == 429


def test_serve_refuses_to_be_reached_without_accounts(tmp_path: Path) -> None:
    url = str(tmp_path / "naql.db")
    for arguments in (["--host", "0.0.0.0"], ["--host", "::"], ["--host", "example.org", "--name", "example.org"]):
        done = CliRunner().invoke(cli, ["serve", "--ledger", url, *arguments])
        assert done.exit_code != 0
        assert "account put" in str(done.exception or done.output) + done.output
    short = CliRunner().invoke(cli, ["account", "put", "reem", "--ledger", url], input="short\nshort\n")
    assert short.exit_code != 0
    made = CliRunner().invoke(cli, ["account", "put", "reem", "--ledger", url], input="a long password\n" * 2)
    assert made.exit_code == 0, made.output
    unnamed = CliRunner().invoke(cli, ["serve", "--ledger", url, "--host", "0.0.0.0"])
    assert "--name" in str(unnamed.exception) + unnamed.output


def test_the_openapi_document_is_what_is_answered(ledger: Ledger, reader: Reader) -> None:
    app = build(ledger, reader, hosts=["localhost", "testserver"])
    app.state.told = Told(limits=Limits(seconds=0.01))  # what is asked for here stands nowhere
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    names = []
    for found in schema.get_all_operations():
        operation = found.ok()
        names.append(operation.label)

        @settings(
            max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
        )
        @given(case=operation.as_strategy())
        def asked(case: Any) -> None:
            case.call_and_validate()

        asked()
    assert "GET /search.json" in names
    for wanted in (
        "POST /report/{code}/reviews.json",
        "GET /story/{code}.json",
        "POST /decisions.json",
        "POST /feeds.json",
    ):
        assert wanted in names


@pytest.fixture
def address(ledger: Ledger, reader: Reader) -> Iterator[str]:
    """The room on a port of its own."""
    with served(build(ledger, reader)) as url:
        yield url


@pytest.mark.parametrize(("language", "width"), [("ar", 360), ("en", 1300), ("ar", 1300), ("en", 360)])
def test_every_screen_stands_in_a_browser(browser: Any, address: str, language: str, width: int) -> None:
    tab = Tab(browser, width, language)
    tab.page.goto(f"{address}/")
    codes = tab.page.eval_on_selector_all(".titled", "links => links.map(link => link.getAttribute('href'))")
    for path in (*SCREENS, *codes):
        tab.page.goto(address + path)
        tab.stands(language)
    assert tab.noise == []
    tab.page.close()


def test_a_statement_is_reviewed_by_keyboard(browser: Any, address: str) -> None:
    tab = Tab(browser, 1300, "ar")
    tab.page.goto(f"{address}/")
    tab.page.click(".titled >> nth=1")
    tab.page.focus("[data-pick]")
    tab.page.keyboard.press("Enter")  # goes to a fragment: a navigation too, so that none is waited for here
    tab.page.wait_for_selector(".card.chosen")
    tab.page.keyboard.press("c")
    badge = tab.page.locator(".card.chosen .badge")
    expect(badge).to_have_count(1)
    tab.page.wait_for_selector("[data-pick]:focus")
    tab.page.keyboard.press("u")
    expect(badge).to_have_count(0)
    tab.page.wait_for_selector(".card.chosen [data-pick]:focus")
    tab.page.wait_for_selector("[data-pick]:focus")
    tab.page.keyboard.press("e")
    assert tab.page.evaluate("document.activeElement.name") == "speaker"
    assert tab.noise == []
    tab.page.close()


def test_an_end_is_dragged_and_another_page_is_told(browser: Any, address: str) -> None:
    mine, other = Tab(browser, 1300, "ar"), Tab(browser, 1300, "en")
    for tab in (mine, other):
        tab.page.goto(f"{address}/")
        tab.page.click(".titled >> nth=1")
    mine.page.click("[data-pick]")
    mine.page.click(".card.chosen summary[data-do=edit]")
    field = mine.page.locator(".card.chosen input[name=end]")
    before = int(field.input_value())
    box = mine.page.locator(".grip[data-end=end]").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 10
    mine.page.mouse.move(x, y)
    mine.page.mouse.down()
    mine.page.mouse.move(x + 60, y - 20, steps=4)
    mine.page.mouse.up()
    after = int(field.input_value())
    assert 0 < before - after < 40
    mine.page.click(".card.chosen button[value=correct]")
    mine.page.wait_for_selector(".card.chosen .badge")
    assert int(mine.page.locator(".card.chosen input[name=end]").input_value()) == after
    other.page.wait_for_selector(".live:not([hidden])", timeout=8000)
    assert mine.noise == other.noise == []
    mine.page.close()
    other.page.close()


def test_reading_needs_no_script(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="ar")
    page = context.new_page()
    page.goto(f"{address}/search?by=الزيزفوني")
    page.click(".card .plain")
    assert page.locator("article").is_visible()
    page.click(".card button[value=confirm]")
    assert page.locator(".card .badge").count() == 1
    context.close()


# Files of every kind, addresses, exports, the client


def test_pages_and_files_of_other_kinds_are_taken_in(client: TestClient) -> None:
    wanted = {item.name: item for item in ITEMS if item.name in ("wordpress_theme", "one_column.pdf")}
    parts = [("files", (f"../../{name}.html" if "." not in name else name, item.data)) for name, item in wanted.items()]
    assert [one["state"] for one in added(client, parts)["results"]] == ["new", "new"]
    reports = client.get("/inbox.json").json()["reports"][:2]
    assert {one["title"] for one in reports} == {item.title for item in wanted.values()}
    page = next(one for one in reports if one["title"] == wanted["wordpress_theme"].title)
    assert (page["publisher"], page["published"]) == (wanted["wordpress_theme"].publisher, "2021-11-14")


def test_an_address_is_fetched_unless_it_is_in_the_local_network(client: TestClient) -> None:
    item = next(item for item in ITEMS if item.name == "wordpress_theme")
    with peers.peer() as peer:
        url = peer.page("/news/1", item.data)
        (refused,) = added(client, url=url)["results"]
        assert "local network" in refused["error"] or "الشبكة المحلية" in refused["error"]
        assert peer.asked == []
        client.app.state.told = Told(limits=Limits(allowed=frozenset({"127.0.0.1"})))  # type: ignore[attr-defined]
        (taken,) = added(client, url=url)["results"]
        told = client.get(f"/report/{taken['code']}.json").json()["document"]
        assert (told["title"], told["url"]) == (item.title, url)


@pytest.mark.parametrize("name", formats.FORMATS)
def test_what_is_on_the_screen_is_exported(client: TestClient, name: str) -> None:
    code = code_of(client)
    assert f"/export/{name}" in client.get("/search", params={"by": "الزيزفوني"}).text
    assert f"/export/{name}?report={code}" in client.get(f"/report/{code}").text
    for asked in ({"by": "الزيزفوني"}, {"q": "المكتبة"}, {"report": code}):
        answer = client.get(f"/export/{name}", params=asked)
        assert answer.status_code == 200
        assert "attachment" in answer.headers["content-disposition"]
        assert len(answer.content) > 100


def test_half_a_span_and_a_value_that_is_none_are_refused(client: TestClient) -> None:
    one = the(client, "الدخول مجاني")
    assert judge(client, one, "correct", start=one["content"]["start"]).status_code == 422
    for value in ("zzz", "2021-11-08; DROP", "tomorrow"):
        assert judge(client, one, "correct", value=value).status_code == 422
    assert judge(client, one, "correct", value="2021-11-08").status_code == 200


def test_a_page_is_drawn_anew_when_the_report_is_read_again(client: TestClient, ledger: Ledger, reader: Reader) -> None:
    free = the(client, "الدخول مجاني")
    before = client.get(f"/report/{free['report']}").text

    def blind(report: Report) -> Any:
        return dataclasses.replace(reader.read(report), statements=(), events=())

    list(ledger.reread(blind, everything=True))
    assert client.get(f"/report/{free['report']}").text != before


def test_the_client(address: str) -> None:
    with Client(address) as room:
        (one,) = room.search(about="مجاني")["statements"]
        text = room.text(one["report"])
        assert text[one["content"]["start"] : one["content"]["end"]] == one["content"]["text"]
        assert room.report(one["report"])["document"]["publisher"] == "صحيفة المنارة"
        assert room.review(one["report"], one["code"], "confirm")["kind"] == "confirm"
        assert [said["kind"] for said in room.reviews(one["report"])] == ["confirm"]
        with pytest.raises(RoomError) as clash:
            room.review(one["report"], one["code"], "reject")
        assert clash.value.status == 409
        added = room.add("قالت سلمى البرقوقي إن السوق ستفتح غدا.", publisher="السوق")
        assert added["state"] == "new"
        assert added["code"] in {came["code"] for came in room.inbox()["reports"]}
        assert room.who("البرقوقي")["spellings"]
        assert room.export("csv", by="البرقوقي").startswith(b"report,")
        with pytest.raises(RoomError, match=r"\w"):
            room.report("r0000000000")
    with pytest.raises(RoomError):
        Client("http://127.0.0.1:1").inbox()
    with pytest.raises(InputError):
        Client("file:///etc")


def test_why_a_spelling_counts_is_told_in_both_languages(client: TestClient) -> None:
    assert "same string" in client.get("/who", params={"name": "سامي الزيزفوني", "lang": "en"}).text
    page = client.get("/who", params={"name": "سامي الزيزفوني", "lang": "ar"}).text
    assert "الكتابة نفسها" in page
    assert "same string" not in page
    assert not [key for key in table("web") if key.startswith("because")]  # they stand in interface.toml


def test_many_guesses_at_once_are_counted(guarded: TestClient) -> None:
    guarded.get("/login")
    form = {"token": guarded.cookies["naql-token"], "name": "adam", "password": "wrong", "to": "/"}
    with ThreadPoolExecutor(16) as pool:
        told = list(pool.map(lambda _: guarded.post("/login", data=form).status_code, range(24)))
    assert set(told) == {401, 429}
    assert told.count(401) <= 8
