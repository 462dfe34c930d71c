"""Logging in and out."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse
from pwdlib import PasswordHash

from naql.ledger import accounts
from naql.web.asked import InRoom, OwnForm, Text, inside

router = APIRouter()
_HASH = PasswordHash.recommended()
_NOBODY = _HASH.hash("a password that nobody has")  # so that a name that is not there takes as long as one that is


@router.get("/login", include_in_schema=False)
def login_form(request: Request, room: InRoom, to: Text = None) -> Any:
    """Where one says who one is."""
    return room.page(request, "login.html", to=inside(to))


@router.post("/login", include_in_schema=False, dependencies=[OwnForm])
def login(
    request: Request,
    room: InRoom,
    name: Annotated[str, Form(max_length=100)],
    password: Annotated[str, Form(max_length=1000)],
    to: Annotated[str, Form(max_length=2000)] = "/",
) -> Any:
    """Begin a session."""
    address = request.client.host if request.client else ""
    attempt = accounts.attempt(room.ledger, name, address)
    if attempt is None:
        return room.page(request, "login.html", 429, to=inside(to), problem=room.words(request, "wait"))
    account = next((one for one in accounts.every(room.ledger) if one.name == name), None)
    right = _HASH.verify(password, account.password if account else _NOBODY)
    if account is None or not right:
        return room.page(request, "login.html", 401, to=inside(to), problem=room.words(request, "wrong"))
    accounts.succeeded(room.ledger, attempt)
    answer = RedirectResponse(inside(to), 303)
    token = accounts.issue(room.ledger, account.name, "session")
    secure = request.url.scheme == "https"
    answer.set_cookie("naql-session", token, httponly=True, samesite="strict", secure=secure)
    answer.delete_cookie("naql-token")
    return answer


@router.post("/logout", include_in_schema=False, dependencies=[OwnForm])
def logout(request: Request, room: InRoom) -> Any:
    """End the session."""
    accounts.end(room.ledger, request.cookies.get("naql-session", ""))
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie("naql-session")
    return answer


def hashed(password: str) -> str:
    """A password as it is kept."""
    return _HASH.hash(password)
