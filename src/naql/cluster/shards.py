"""What there is to read, cut into shards: a shard is one file, or every n-th record of a large one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from naql.cluster.dataset import MANIFEST
from naql.cluster.places import filesystem
from naql.errors import InputError
from naql.messages import message

MAGIC = "*?["
SUFFIXES = (".warc", ".warc.gz", ".warc.zst", ".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz", ".parquet")
PART = 2048 << 20  # bytes of a file above which it is read in parts
_LEAST_PART = 1 << 20  # bytes of a file that is read in parts because there are fewer files than workers


class File(NamedTuple):
    """A file to read; ``stamp`` changes when the file does."""

    url: str
    size: int
    stamp: str


class Shard(NamedTuple):
    """Records ``part``, ``part + parts``, ... of the file at ``url``; ``stamp`` changes when the file, or the way it is read, does."""

    url: str
    part: int
    parts: int
    size: int
    stamp: str

    @property
    def id(self) -> str:
        """A name for the shard's files: the same for the same file at the same address."""
        return hashlib.sha256(f"{self.url}\0{self.part}\0{self.parts}".encode()).hexdigest()[:16]


def find(inputs: Sequence[str]) -> list[File]:
    """The files of paths, folders and patterns, in the order of their addresses. Raises InputError where there is nothing."""
    found: dict[str, Any] = {}
    for given in inputs:
        fs = filesystem(given)
        here = _files(fs, given)
        if not here:
            raise InputError(message("run-nothing", name=given, kinds=" ".join(SUFFIXES)))
        for path, info in here.items():
            found[fs.unstrip_protocol(path) if "://" in given else path] = info
    return [File(url, int(found[url].get("size") or 0), _stamp(found[url])) for url in sorted(found)]


def cut(files: Sequence[File], how: str, part: int, workers: int, known: Mapping[tuple[str, str], int]) -> list[Shard]:
    """The shards of ``files``, read as the digest ``how`` says: files above ``part`` bytes in parts, and large ones also where
    workers would have nothing to do. A file that has been begun (``known``, by address and stamp) keeps its parts."""
    shards = []
    for file in files:
        stamp = f"{file.stamp} {how}"
        parts = known.get((file.url, stamp))
        if parts is None:
            parts = max(1, -(-file.size // part))
            if len(files) < workers:
                parts = max(parts, min(2 * workers, file.size // _LEAST_PART))
        shards += [Shard(file.url, number, parts, file.size, stamp) for number in range(parts)]
    return shards


def _stamp(info: Mapping[str, Any]) -> str:
    return str(info.get("ETag") or info.get("mtime") or info.get("LastModified") or "")


def _files(fs: Any, given: str) -> dict[str, Any]:
    try:
        if any(sign in given for sign in MAGIC) and not fs.exists(given):
            found = fs.glob(given, detail=True)
            return {path: info for path, info in found.items() if info["type"] == "file"}
        if fs.isdir(given):
            inside = given.rstrip("/")
            if fs.exists(f"{inside}/{MANIFEST}") and fs.isdir(f"{inside}/reports"):  # a dataset: its texts again
                inside = f"{inside}/reports"
            every = fs.find(inside, detail=True)
            return {path: info for path, info in every.items() if _is_wanted(path)}
        info = fs.info(given)
    except FileNotFoundError as error:
        raise InputError(message("missing", name=given)) from error
    except Exception as error:
        reason = getattr(error, "strerror", None) or " ".join(str(error).split()) or type(error).__name__
        raise InputError(message("unreadable", name=given, reason=reason)) from error
    return {str(Path(given).absolute()) if "://" not in given else info["name"]: info}


def _is_wanted(path: str) -> bool:
    name = path.rsplit("/", 1)[-1].casefold()
    return not name.startswith((".", "_")) and name.endswith(SUFFIXES)
