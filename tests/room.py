"""A reading room under test: served on a port of its own, looked at in Chromium, and waited for."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from fastapi.testclient import TestClient

_WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The address of a room on a port of its own."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", timeout_graceful_shutdown=3))
    app.state.closing = lambda: server.should_exit
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


class Tab:
    """A page in Chromium, and what it complained of."""

    def __init__(self, browser: Any, width: int, language: str) -> None:
        self.page = browser.new_page(viewport={"width": width, "height": 900}, locale=language)
        self.noise: list[str] = []
        self.page.on("console", lambda message: self.noise.append(message.text))
        self.page.on("pageerror", lambda error: self.noise.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.noise.append("dialog"), dialog.dismiss()))

    def stands(self, language: str) -> None:
        """Hold the page to what every screen keeps: its language, no sideways scrolling, WCAG 2.2 AA as axe checks it."""
        assert self.page.get_attribute("html", "lang") == language
        assert self.page.get_attribute("html", "dir") == ("rtl" if language == "ar" else "ltr")
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), self.page.url
        found = Axe().run(self.page, options={"runOnly": _WCAG})
        wrong = [(one["id"], node["html"]) for one in found.response["violations"] for node in one["nodes"]]
        assert wrong == [], (self.page.url, wrong)


def token(client: TestClient) -> str:
    """What a form of this client has to carry."""
    client.get("/add")
    return str(client.cookies["naql-token"])


def added(client: TestClient, files: Any = None, **form: str) -> dict[str, Any]:
    """What became of what was given to the form of /add, when all of it has come."""
    answer = client.post("/add", data={"token": token(client), **form}, files=files)
    assert answer.status_code == 303, answer.text
    place = answer.headers["location"]
    if place.startswith("/report/"):
        return {"done": True, "results": [{"state": "new", "code": place.rpartition("/")[2], "error": None}]}
    return ended(client, place.rpartition("/")[2])


def ended(client: TestClient, job: str) -> dict[str, Any]:
    """A job when it is done."""
    for _ in range(600):
        told: dict[str, Any] = client.get(f"/add/{job}.json").json()
        if told["done"]:
            return told
        time.sleep(0.05)
    raise AssertionError(told)
