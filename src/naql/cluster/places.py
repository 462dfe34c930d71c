"""Where a run reads from and writes to: folders, and object stores by fsspec."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import time
import uuid
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import fsspec

from naql.errors import InputError, OutputError
from naql.messages import message

T = TypeVar("T")
LOCK = "_lock.json"
_STALE = 120.0  # seconds without a sign of life after which another machine's lock counts for nothing
_TRIES, _WAIT = 4, 0.5  # of one transfer, and seconds before the second


class Place:
    """A folder or a prefix of an object store, by its path or its address (``s3://bucket/prefix``).

    Names below it are relative, with slashes. What is written appears whole or not at all.
    """

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._fs: Any = None

    def __reduce__(self) -> tuple[type[Place], tuple[str]]:
        """Places go to other processes by their address."""
        return Place, (self.url,)

    @property
    def fs(self) -> Any:
        """The filesystem, made when first needed."""
        if self._fs is None:
            self._fs = filesystem(self.url)
        return self._fs

    @cached_property
    def root(self) -> str:
        """The place as its filesystem writes it."""
        return str(fsspec.core.strip_protocol(self.url)) if "://" in self.url else str(Path(self.url).absolute())

    @property
    def local(self) -> bool:
        """Whether it is a folder of this machine."""
        return "://" not in self.url or self.url.startswith("file://")

    def path(self, name: str) -> str:
        """The whole path of ``name``."""
        return f"{self.root}/{name}"

    def prepare(self) -> None:
        """Make the folder, and see that something can be written. Raises OutputError."""
        self.write("_probe", b"naql")
        self.remove("_probe")

    def read(self, name: str) -> bytes | None:
        """What ``name`` holds; None where there is none."""
        try:
            data: bytes = self._try(lambda: self.fs.cat_file(self.path(name)), name)
        except FileNotFoundError:
            return None
        return data

    def write(self, name: str, data: bytes) -> None:
        """Write ``name`` whole. Raises OutputError."""
        if not self.local:
            self._try(lambda: self.fs.pipe_file(self.path(name), data), name)
            return

        def put() -> None:
            target = Path(self.path(name))
            target.parent.mkdir(parents=True, exist_ok=True)
            beside = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}")
            try:
                with beside.open("wb") as stream:
                    stream.write(data)
                    stream.flush()
                    os.fsync(stream.fileno())
                beside.replace(target)
            finally:
                beside.unlink(missing_ok=True)

        self._try(put, name)

    def upload(self, file: Path, name: str) -> None:
        """Put a local file at ``name``, whole. Raises OutputError."""
        if not self.local:
            self._try(lambda: self.fs.put_file(str(file), self.path(name)), name)
            return

        def move() -> None:
            target = Path(self.path(name))
            target.parent.mkdir(parents=True, exist_ok=True)
            beside = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}")
            try:
                shutil.copyfile(file, beside)
                beside.replace(target)
            finally:
                beside.unlink(missing_ok=True)

        self._try(move, name)

    def remove(self, name: str) -> None:
        """Remove ``name``; nothing happens where there is none."""
        with contextlib.suppress(FileNotFoundError):
            self._try(lambda: self.fs.rm_file(self.path(name)), name)

    def names(self, below: str = "") -> list[str]:
        """The names of all files below ``below``, sorted."""
        start = self.path(below) if below else self.root
        self.fs.invalidate_cache()
        try:
            found: list[str] = self._try(lambda: self.fs.find(start), below)
        except FileNotFoundError:
            return []
        return sorted(path[len(self.root) :].lstrip("/") for path in found)

    @contextlib.contextmanager
    def locked(self) -> Iterator[Callable[[], None]]:
        """Hold the place, so that no second run writes into it; yields what is to be called now and then while it is held.

        Raises OutputError where another run holds it. A lock whose process is gone, or that gave no sign of life for two
        minutes from another machine, is taken over.
        """
        mine = {"host": socket.gethostname(), "pid": os.getpid(), "token": uuid.uuid4().hex}
        self._take_lock(mine)
        last = time.monotonic()

        def still_here() -> None:
            nonlocal last
            if time.monotonic() - last > _STALE / 4:
                last = time.monotonic()
                self.write(LOCK, json.dumps({**mine, "alive": time.time()}).encode())

        try:
            yield still_here
        finally:
            held = self._lock()
            if held is not None and held.get("token") == mine["token"]:
                with contextlib.suppress(OutputError):
                    self.remove(LOCK)

    def _take_lock(self, mine: dict[str, Any]) -> None:
        held = self._lock()
        if held is not None and not _is_stale(held):
            raise OutputError(message("run-locked", place=self.url, host=held.get("host"), pid=held.get("pid")))
        if held is not None:
            self.remove(LOCK)
        data = json.dumps({**mine, "alive": time.time()}).encode()
        if self.local:
            try:
                handle = os.open(self.path(LOCK), os.O_CREAT | os.O_EXCL | os.O_WRONLY)
            except FileExistsError as error:
                raise OutputError(message("run-locked", place=self.url, host="?", pid="?")) from error
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            return
        self.write(LOCK, data)
        time.sleep(_WAIT)  # who wrote last has it
        found = self._lock() or {}
        if found.get("token") != mine["token"]:
            raise OutputError(message("run-locked", place=self.url, host=found.get("host"), pid=found.get("pid")))

    def _lock(self) -> dict[str, Any] | None:
        data = self.read(LOCK)
        if data is None:
            return None
        try:
            held: dict[str, Any] = json.loads(data)
        except ValueError:
            return {}
        return held

    def _try(self, do: Callable[[], T], name: str) -> T:
        """Do it, again a few times where the network fails. Raises OutputError, and FileNotFoundError as it is."""
        for attempt in range(_TRIES):
            try:
                return do()
            except FileNotFoundError:
                raise
            except Exception as error:
                lasting = isinstance(error, PermissionError) or (isinstance(error, OSError) and self.local)
                if lasting or attempt == _TRIES - 1:
                    raise OutputError(message("output", name=f"{self.url}/{name}", reason=_reason(error))) from error
                time.sleep(_WAIT * 2**attempt)
        raise AssertionError("unreachable")


def filesystem(url: str) -> Any:
    """The filesystem of a path or an address. Raises InputError where its library is missing."""
    if "://" not in url:
        return fsspec.filesystem("file")
    try:
        return fsspec.core.url_to_fs(url)[0]
    except (ImportError, ValueError) as error:
        raise InputError(message("unreadable", name=url, reason=" ".join(str(error).split()))) from error


def _is_stale(held: dict[str, Any]) -> bool:
    if held.get("host") == socket.gethostname():
        try:
            os.kill(int(held["pid"]), 0)
        except (ProcessLookupError, KeyError, ValueError):
            return True
        except PermissionError:
            return False
        return False
    return time.time() - float(held.get("alive", 0)) > _STALE


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or " ".join(str(error).split()) or type(error).__name__
