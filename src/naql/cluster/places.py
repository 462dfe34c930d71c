"""Where a run reads from and writes to: folders, and object stores by fsspec."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeVar

import fsspec

from naql.errors import InputError, OutputError
from naql.messages import message

T = TypeVar("T")
LOCK = "_lock.json"
_STALE, _BEAT = (
    120.0,
    20.0,
)  # seconds without a sign of life after which a lock counts for nothing, and between two signs
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
        if self.local:
            for path in (Path(self.root), *Path(self.root).parents):
                if path.exists() and not path.is_dir():
                    raise OutputError(message("output-folder", name=path))
        self.write("_probe", b"naql")
        self.remove("_probe")

    def read(self, name: str) -> bytes | None:
        """What ``name`` holds; None where there is none."""

        def get() -> bytes | None:
            data: bytes = self.fs.cat_file(self.path(name))
            return data

        return self._try(get, name, lambda: None)

    def read_all(self, names: Sequence[str]) -> dict[str, bytes]:
        """What each of ``names`` holds, many at a time where the store allows it."""
        if not names:
            return {}
        paths = {self.path(name): name for name in names}
        found: dict[str, bytes] = self._try(lambda: self.fs.cat(list(paths)), names[0])
        return {paths[path]: data for path, data in sorted(found.items())}

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

    def upload(self, files: Mapping[str, Path]) -> None:
        """Put files of this machine at their names, each whole, many at a time where the store allows it. Raises OutputError."""
        if not files:
            return
        if not self.local:
            paths = [str(path) for path in files.values()]
            self._try(lambda: self.fs.put(paths, [self.path(name) for name in files]), next(iter(files)))
            return
        for name, path in files.items():
            self._try(partial(_copy, path, Path(self.path(name))), name)

    def remove(self, name: str) -> None:
        """Remove ``name``; nothing happens where there is none."""
        self._try(lambda: self.fs.rm_file(self.path(name)), name, lambda: None)

    def names(self, below: str = "") -> list[str]:
        """The names of all files below ``below``, sorted."""
        start = self.path(below) if below else self.root
        none: list[str] = []
        found = self._try(lambda: self.fs.find(start), below, lambda: none)
        return sorted(path[len(self.root) :].lstrip("/") for path in found)

    @contextlib.contextmanager
    def locked(self) -> Iterator[Callable[[], None]]:
        """Hold the place, so that no second run writes into it; yields what tells, by OutputError, that it is held no more.

        Raises OutputError where another run holds it. A lock whose process is gone, or that gave no sign of life for two
        minutes, is taken over.
        """
        mine = {"host": socket.gethostname(), "pid": os.getpid(), "token": uuid.uuid4().hex}
        self._take_lock(mine)
        over, lost = threading.Event(), threading.Event()

        def beat() -> None:
            while not over.wait(_BEAT):
                with contextlib.suppress(OutputError):
                    if (self._lock() or {}).get("token") != mine["token"]:
                        lost.set()
                        return
                    self.write(LOCK, _signed(mine))

        def still_held() -> None:
            if lost.is_set():
                raise OutputError(message("run-lost", place=self.url))

        heart = threading.Thread(target=beat, daemon=True)
        heart.start()
        try:
            yield still_held
        finally:
            over.set()
            heart.join()
            with contextlib.suppress(OutputError):
                if (self._lock() or {}).get("token") == mine["token"]:
                    self.remove(LOCK)

    def _take_lock(self, mine: dict[str, Any]) -> None:
        held = self._lock()
        stale = held is not None and _is_stale(held)
        if stale:
            self.remove(LOCK)
        taken = (held is None or stale) and self._create(LOCK, _signed(mine))
        if taken and (stale or not self.local):  # another may have taken it at the same moment: who came last has it
            time.sleep(_WAIT)
        found = self._lock() or {}
        if not taken or found.get("token") != mine["token"]:
            host, pid = found.get("host", "?"), found.get("pid", "?")
            raise OutputError(message("run-locked", place=self.url, host=host, pid=pid, lock=LOCK))

    def _create(self, name: str, data: bytes) -> bool:
        """Write ``name`` unless it is there; whether it was written."""
        if self.local:
            target = Path(self.path(name))
            beside = target.with_name(f".{name}.{uuid.uuid4().hex[:8]}")
            try:
                beside.write_bytes(data)
                os.link(beside, target)  # with all that it holds, or not at all
            except FileExistsError:
                return False
            except OSError as error:
                raise OutputError(message("output", name=target, reason=_reason(error))) from error
            finally:
                beside.unlink(missing_ok=True)
            return True
        try:
            self.fs.pipe_file(self.path(name), data, mode="create")
        except FileExistsError:
            return False
        except Exception:  # a store that cannot write on a condition
            if self._lock() is not None:
                return False
            self.write(name, data)
        return True

    def _lock(self) -> dict[str, Any] | None:
        data = self.read(LOCK)
        if data is None:
            return None
        try:
            held: dict[str, Any] = json.loads(data)
        except ValueError:
            return {}
        return held

    def _try(self, do: Callable[[], T], name: str, missing: Callable[[], T] | None = None) -> T:
        """Do it, again a few times where the network fails; ``missing`` where there is no such file. Raises OutputError."""
        for attempt in range(_TRIES):
            try:
                return do()
            except Exception as error:
                if missing is not None and isinstance(error, FileNotFoundError):
                    return missing()
                lasting = isinstance(error, PermissionError | FileNotFoundError) or (
                    isinstance(error, OSError) and self.local
                )
                if lasting or attempt == _TRIES - 1:
                    raise OutputError(message("output", name=f"{self.url}/{name}", reason=_reason(error))) from error
                time.sleep(_WAIT * 2**attempt)
        raise AssertionError("unreachable")


def _copy(file: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}")
    try:
        shutil.copyfile(file, beside)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def filesystem(url: str) -> Any:
    """The filesystem of a path or an address. Raises InputError where its library is missing."""
    if "://" not in url:
        return fsspec.filesystem("file")
    try:
        return fsspec.core.url_to_fs(url, use_listings_cache=False)[0]  # others write there too
    except (ImportError, ValueError) as error:
        raise InputError(message("unreadable", name=url, reason=" ".join(str(error).split()))) from error


def _signed(mine: dict[str, Any]) -> bytes:
    return json.dumps({**mine, "alive": time.time()}).encode()


def _is_stale(held: dict[str, Any]) -> bool:
    if "alive" not in held:
        return False
    if held.get("host") == socket.gethostname():
        try:
            os.kill(int(held["pid"]), 0)
        except (ProcessLookupError, KeyError, ValueError):
            return True
        except PermissionError:
            pass
    return time.time() - float(held["alive"]) > _STALE


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or " ".join(str(error).split()) or type(error).__name__
