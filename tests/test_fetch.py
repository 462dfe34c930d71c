"""Addresses and their bad peers: local servers play them, nothing outside is asked."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest
from tests import peers
from tests.peers import Peer

from naql.errors import InputError
from naql.ingest.limits import Limits
from naql.ingest.net.fetch import FetchError, fetch, is_public
from naql.ingest.net.polite import Polite, RefusedError

LOCAL = frozenset({"127.0.0.1"})
QUICK = Limits(bytes=100_000, seconds=1.0, redirects=3, allowed=LOCAL)


@pytest.fixture
def peer() -> Iterator[Peer]:
    with peers.peer() as one:
        yield one


def test_a_page_comes_with_its_headers(peer: Peer) -> None:
    url = peer.page("/a?b=%D9%82", "<p>نص</p>")
    answer = fetch(url, QUICK)
    assert answer.data.decode() == "<p>نص</p>"
    assert answer.media == "text/html; charset=utf-8"
    assert peer.asked[0][1]["user-agent"].startswith("naql/")


def test_an_address_in_arabic_letters_is_asked_as_the_wire_has_it(peer: Peer) -> None:
    peer.page("/%D8%AE%D8%A8%D8%B1", "ok")
    assert fetch(peer.url + "/خبر", QUICK).data == b"ok"


def test_redirects_are_followed(peer: Peer) -> None:
    peer.page("/end", "ok")
    peer.pages["/a"] = peers.redirect("/b")
    peer.pages["/b"] = peers.redirect(peer.url + "/end")
    assert fetch(peer.url + "/a", QUICK).url == peer.url + "/end"


@pytest.mark.parametrize(
    ("page", "says"),
    [
        (peers.drip, "1 seconds"),
        (peers.drip_headers, "1 seconds"),
        (peers.silent, "1 seconds"),
        (peers.flood, "0.095"),
        (peers.bomb(5_000_000), "0.095"),
        (peers.cut, "could not be had"),
        (peers.not_http, "could not be had"),
        ((200, {"Content-Length": "999999999"}, b""), "0.095"),
        ((500, {}, b""), "500"),
        (peers.redirect("/bad"), "more than 3 times"),
        (peers.redirect("file:///etc/hostname"), "file:///etc/hostname"),
        (peers.redirect("http://[::1"), "http://"),
        (peers.redirect("http://localhost/"), "local network"),
        (peers.redirect("http://0.0.0.0:1/"), "local network"),
        (peers.redirect("http://[::ffff:127.0.0.1]/"), "local network"),
        (peers.redirect("http://169.254.169.254/latest/meta-data/"), "local network"),
        (peers.redirect("http://2130706433/"), "local network"),
    ],
)
def test_bad_peers_are_told_in_one_line(peer: Peer, page: object, says: str) -> None:
    peer.pages["/bad"] = page
    begun = time.monotonic()
    with pytest.raises(FetchError) as error:
        fetch(peer.url + "/bad", QUICK)
    assert time.monotonic() - begun < 15
    assert says in str(error.value)
    assert "\n" not in str(error.value)
    assert peer.url in str(error.value)


def test_the_local_network_is_asked_only_where_it_is_named(peer: Peer) -> None:
    peer.page("/", "ok")
    with pytest.raises(FetchError, match="local network"):
        fetch(peer.url, Limits())
    assert fetch(peer.url, Limits(allowed=frozenset({peer.host}))).data == b"ok"
    assert len(peer.asked) == 1


def test_a_name_that_resolves_into_the_local_network_is_refused(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    port = int(peer.host.rpartition(":")[2])
    local = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: local)
    with pytest.raises(FetchError, match="local network"):
        fetch(f"http://news.example:{port}/", Limits())
    assert not peer.asked


def test_what_was_checked_is_what_is_connected_to(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that says a public address first and a local one after is asked for once only."""
    told = iter([[(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", 80))]])
    reached: list[object] = []

    class Socket(socket.socket):
        def connect(self, address: object) -> None:
            reached.append(address)
            raise OSError("no way out of the test")

    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: next(told))
    monkeypatch.setattr("naql.ingest.net.fetch.is_public", lambda address: address == "192.0.2.1")
    monkeypatch.setattr(socket, "socket", Socket)
    with pytest.raises(FetchError, match="no way out"):
        fetch("http://rebinding.example/", Limits())
    assert reached == [("192.0.2.1", 80)]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True), ("2a00:1450:4001:80e::200e", True), ("10.0.0.1", False), ("192.168.1.1", False), ("172.16.0.1", False),
        ("127.0.0.1", False), ("0.0.0.0", False), ("169.254.169.254", False), ("100.64.0.1", False), ("224.0.0.1", False),
        ("::1", False), ("fe80::1%eth0", False), ("fc00::1", False), ("::ffff:10.0.0.1", False), ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False), ("::", False), ("255.255.255.255", False),
    ],
)  # fmt: skip
def test_addresses_of_the_open_internet(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_no_such_host(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    with pytest.raises(FetchError, match=r"no host nowhere\.example"):
        fetch("https://nowhere.example/", Limits())


def test_robots_are_followed_and_their_pause_kept(peer: Peer) -> None:
    peer.page("/robots.txt", "User-agent: *\nDisallow: /private/\nCrawl-delay: 0.3\n", "text/plain")
    peer.page("/open", "ok")
    peer.page("/private/x", "no")
    peer.pages["/moved"] = peers.redirect("/private/x")
    client = Polite(QUICK, pause=0.0)
    begun = time.monotonic()
    assert client.get(peer.url + "/open").data == b"ok"
    for path in ("/private/x", "/moved"):
        with pytest.raises(RefusedError, match=r"robots\.txt"):
            client.get(peer.url + path)
    assert [path for path, _ in peer.asked] == ["/robots.txt", "/open", "/moved"]
    assert time.monotonic() - begun >= 0.6


def test_a_host_whose_robots_cannot_be_had_is_not_asked(peer: Peer) -> None:
    peer.pages["/robots.txt"] = (500, {}, b"")
    peer.page("/open", "ok")
    with pytest.raises(FetchError, match=r"robots\.txt could not be had"):
        Polite(QUICK, pause=0.0).get(peer.url + "/open")


def test_a_host_that_asks_for_it_is_left_alone(peer: Peer) -> None:
    peer.pages["/busy"] = (429, {"Retry-After": "600"}, b"")
    peer.page("/open", "ok")
    client = Polite(QUICK, pause=0.0)
    with pytest.raises(FetchError, match="429"):
        client.get(peer.url + "/busy")
    with pytest.raises(FetchError, match=r"again in (600|599|60\d) seconds") as error:
        client.get(peer.url + "/open")
    assert isinstance(error.value, InputError)
    assert [path for path, _ in peer.asked] == ["/robots.txt", "/busy"]
