"""Following feeds: what is new is added once, trouble is told and waited out, and a run goes on where the last one stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests import peers
from tests.peers import Peer

from naql.errors import InputError
from naql.ingest.articles import Told
from naql.ingest.feeds import Feed, read_feed, read_list
from naql.ingest.limits import Limits
from naql.ingest.net.polite import Polite
from naql.ingest.watch import Step, Watch

BODY = "<p>قال مدير المكتبة سامي الزيزفوني إن أبواب الفرع {} ستفتح أمام الزوار صباح الأحد المقبل.</p>" + (
    "<p>وأضاف أن الدخول مجاني لأهل الحي كلهم، وأن الكتب ستعار لأسبوعين، بحسب بيان البلدية.</p>"
)
LOCAL = Limits(seconds=2.0, redirects=3, allowed=frozenset({"127.0.0.1"}))


def article(number: int) -> str:
    return f"<html lang=ar><title>افتتاح فرع المكتبة {number}</title><body><h1>افتتاح فرع المكتبة {number}</h1><article>{BODY.format(number)}</article></body></html>"


def rss(peer: Peer, *numbers: int, body: str = "") -> str:
    items = "".join(
        f"<item><title>افتتاح فرع المكتبة {n}</title><link>{peer.url}/story/{n}</link><guid>g{n}</guid>"
        f"<pubDate>Mon, 08 Nov 2021 0{n}:00:00 +0300</pubDate><description><![CDATA[{body}]]></description></item>"
        for n in numbers
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>منارة</title>{items}</channel></rss>'
    )


@pytest.fixture
def peer() -> Iterator[Peer]:
    with peers.peer() as one:
        for n in range(1, 6):
            one.page(f"/story/{n}", article(n))
        yield one


def watching(peer: Peer, path: Path, *urls: str) -> Watch:
    feeds = [Feed(url, "منارة الخبر") for url in urls or (peer.url + "/feed",)]
    return Watch(feeds, path / "watch.json", Told(limits=LOCAL), Polite(LOCAL, pause=0.0), timedelta(minutes=15))


def run(watched: Watch) -> list[Step]:
    steps = []
    for step in watched.round(watched.feeds):
        watched.done(step, step.taken.error if step.taken else "")
        steps.append(step)
    return steps


def titles(steps: list[Step]) -> list[str | None]:
    return [step.taken.report.title if step.taken.report else None for step in steps if step.taken is not None]


def test_what_is_new_comes_once_oldest_first(peer: Peer, tmp_path: Path) -> None:
    peer.page(
        "/feed", rss(peer, 2, 1), "application/rss+xml", ETag='"one"', Last_Modified="Mon, 08 Nov 2021 00:00:00 GMT"
    )
    steps = run(watching(peer, tmp_path))
    assert titles(steps) == ["افتتاح فرع المكتبة 1", "افتتاح فرع المكتبة 2"]
    report = steps[0].taken.report  # type: ignore[union-attr]
    assert report is not None
    assert (report.publisher, str(report.published), report.published_at) == (
        "منارة الخبر",
        "2021-11-08",
        "2021-11-08T01:00:00+03:00",
    )
    peer.page("/feed", rss(peer, 3, 2, 1), "application/rss+xml")
    assert titles(run(watching(peer, tmp_path))) == ["افتتاح فرع المكتبة 3"]
    told = [headers for path, headers in peer.asked if path == "/feed"]
    assert told[1]["if-none-match"] == '"one"'
    assert told[1]["if-modified-since"] == "Mon, 08 Nov 2021 00:00:00 GMT"


def test_a_feed_that_has_not_changed(peer: Peer, tmp_path: Path) -> None:
    peer.page("/feed", rss(peer, 1), "application/rss+xml", ETag='"one"')
    run(watching(peer, tmp_path))
    peer.pages["/feed"] = (304, {}, b"")
    assert [(step.entry, step.error) for step in run(watching(peer, tmp_path))] == [(None, "")]


def test_stopped_in_the_middle_it_goes_on_there(peer: Peer, tmp_path: Path) -> None:
    peer.page("/feed", rss(peer, 3, 2, 1), "application/rss+xml", ETag='"one"')
    first = watching(peer, tmp_path)
    for step in first.round(first.feeds):
        first.done(step)
        first.client.stopping.set()
        break
    first.keep()
    assert titles(run(watching(peer, tmp_path))) == ["افتتاح فرع المكتبة 2", "افتتاح فرع المكتبة 3"]


def test_an_article_that_cannot_be_had_is_tried_again_three_times(peer: Peer, tmp_path: Path) -> None:
    peer.page("/feed", rss(peer, 1), "application/rss+xml", ETag='"one"')
    peer.pages["/story/1"] = (500, {}, b"")
    for _ in range(5):
        run(watching(peer, tmp_path))
    assert [path for path, _ in peer.asked].count("/story/1") == 3


def test_the_feeds_own_text_where_the_page_may_not_be_asked_for(peer: Peer, tmp_path: Path) -> None:
    peer.page("/robots.txt", "User-agent: *\nDisallow: /story/", "text/plain")
    peer.page("/feed", rss(peer, 1, body=BODY.format(1) * 4), "application/rss+xml")
    steps = run(watching(peer, tmp_path))
    assert titles(steps) == ["افتتاح فرع المكتبة 1"]
    assert "/story/1" not in [path for path, _ in peer.asked]


@pytest.mark.parametrize(
    ("page", "says"),
    [
        ((200, {"Content-Type": "text/html"}, b"<html><body>hello</body></html>"), "neither RSS nor Atom"),
        ((200, {}, b"\x00\x01 rubbish"), "neither RSS nor Atom"),
        ((200, {}, b""), "neither RSS nor Atom"),
        (peers.redirect("/feed"), "more than 3 times"),
        (peers.redirect("http://localhost/feed"), "local network"),
        (peers.drip, "2 seconds"),
        (
            (
                200,
                {},
                b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><rss version="2.0">&b;</rss>',
            ),
            "entities",
        ),
        ((200, {}, '<!DOCTYPE l [<!ENTITY a "a">]><rss/>'.encode("utf-16")), "entities"),
        ((503, {"Retry-After": "5"}, b""), "503"),
    ],
)
def test_a_bad_feed_is_told_and_the_rest_goes_on(peer: Peer, tmp_path: Path, page: object, says: str) -> None:
    with peers.peer() as other:
        other.pages["/feed"] = page
        peer.page("/feed", rss(peer, 1), "application/rss+xml")
        watched = watching(peer, tmp_path, other.url + "/feed", peer.url + "/feed")
        steps = run(watched)
    assert "افتتاح فرع المكتبة 1" in titles(steps)
    bad = watched.state(watched.feeds[0])
    assert says in bad.error
    assert "\n" not in bad.error
    assert bad.failures == 1
    assert bad.since
    assert bad.due > watched.state(watched.feeds[1]).due


def test_failing_counts_from_the_first_time_and_ends_with_success(peer: Peer, tmp_path: Path) -> None:
    peer.pages["/feed"] = (500, {}, b"")
    dues = []
    for _ in range(3):
        watched = watching(peer, tmp_path)
        run(watched)
        dues.append(watched.wait(datetime.now(UTC)))
    state = watched.state(watched.feeds[0])
    assert state.failures == 3
    assert dues[0] < dues[1] < dues[2]
    peer.page("/feed", rss(peer), "application/rss+xml")
    run(watched)
    assert (state.failures, state.since, state.error) == (0, "", "")


def test_one_request_a_host_at_a_time(peer: Peer, tmp_path: Path) -> None:
    for name in "ab":
        peer.page(f"/{name}", rss(peer, 1, 2, 3), "application/rss+xml")
    with peers.peer() as other:
        other.page("/c", rss(peer, 3, 4, 5), "application/rss+xml")
        run(watching(peer, tmp_path, peer.url + "/a", peer.url + "/b", other.url + "/c"))
    assert peer.busiest == 1


def test_lists_of_feeds(tmp_path: Path) -> None:
    opml = tmp_path / "f.opml"
    opml.write_text(
        '<opml version="2.0"><body><outline text="م"><outline text="منارة" xmlUrl="https://a.example/rss"/></outline></body></opml>'
    )
    toml = tmp_path / "f.toml"
    toml.write_text(
        'feeds = ["https://a.example/rss", {url = "https://b.example/rss", name = "ب"}]\n[c]\nname = "ج"\nfeeds = ["https://c.example/"]'
    )
    assert read_list(opml) == [Feed("https://a.example/rss", "منارة")]
    assert [feed.name for feed in read_list(toml)] == [None, "ب", "ج"]


@pytest.mark.parametrize(
    "text", ["", "<opml", "<opml/>", '<!DOCTYPE o [<!ENTITY a SYSTEM "file:///etc/hostname">]><opml>&a;</opml>']
)
def test_a_bad_list(tmp_path: Path, text: str) -> None:
    path = tmp_path / "f.opml"
    path.write_text(text)
    with pytest.raises(InputError):
        read_list(path)


def test_an_atom_feed() -> None:
    feed = """<feed xmlns="http://www.w3.org/2005/Atom"><title>م</title><entry><id>tag:1</id><title>خبر</title>
    <link rel="alternate" href="/s/1"/><updated>2021-11-08T10:00:00+03:00</updated><author><name>سلمى</name></author></entry></feed>"""
    (entry,) = read_feed(feed.encode(), "https://a.example/feed")
    assert (entry.id, entry.url, entry.title, entry.author) == ("tag:1", "https://a.example/s/1", "خبر", "سلمى")
    assert entry.stamp is not None
    assert entry.stamp.at == "2021-11-08T10:00:00+03:00"


def test_the_command(peer: Peer, tmp_path: Path) -> None:
    peer.page("/feed", rss(peer, 2, 1), "application/rss+xml")
    (tmp_path / "f.toml").write_text(f'feeds = ["{peer.url}/feed", "{peer.url}/none"]')
    ledger = ("--ledger", str(tmp_path / "n.db"), "--state", str(tmp_path / "w.json"), "--allow-host", "127.0.0.1")

    def naql(*more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "naql", "watch", str(tmp_path / "f.toml"), *ledger, "--pause", "0", *more]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    first = naql("--once")
    assert first.returncode == 1
    assert "2 added" in first.stdout
    assert "404" in first.stderr
    assert first.stderr.count("\n") == 1
    status = naql("--status")
    assert "failing since" in status.stdout
    assert "articles known: 2" in status.stdout
    assert naql("--once").stdout == ""
    assert set(json.loads((tmp_path / "w.json").read_text())["feeds"]) == {f"{peer.url}/feed", f"{peer.url}/none"}


def test_the_command_ends_on_a_signal_and_keeps_its_state(peer: Peer, tmp_path: Path) -> None:
    peer.page("/feed", rss(peer, 1), "application/rss+xml")
    (tmp_path / "f.toml").write_text(f'feeds = ["{peer.url}/feed"]')
    command = [
        sys.executable,
        "-m",
        "naql",
        "watch",
        str(tmp_path / "f.toml"),
        "--ledger",
        str(tmp_path / "n.db"),
        "--pause",
        "0",
    ]
    command += ["--state", str(tmp_path / "w.json"), "--allow-host", "127.0.0.1"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    )
    assert process.stdout is not None
    assert "1 added" in process.stdout.readline()
    time.sleep(0.2)
    process.send_signal(signal.SIGTERM)
    _, error = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in error
    assert "g1" in (tmp_path / "w.json").read_text()
