"""What there is to read, cut into shards: a shard is one file, or every n-th record of a large one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, NamedTuple

from naql.cluster.places import filesystem
from naql.errors import InputError
from naql.messages import message

MAGIC = "*?["
SUFFIXES = (".warc", ".warc.gz", ".warc.zst", ".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz", ".parquet")
PART = 256 << 20  # bytes of a file above which it is read in parts


class Shard(NamedTuple):
    """Records ``part``, ``part + parts``, ... of the file at ``url``; ``stamp`` changes when the file does."""

    url: str
    part: int
    parts: int
    size: int
    stamp: str

    @property
    def id(self) -> str:
        """A name for the shard's files: the same for the same file at the same address."""
        return hashlib.sha256(f"{self.url}\0{self.part}\0{self.parts}".encode()).hexdigest()[:16]


def find(inputs: Sequence[str], part: int = PART) -> list[Shard]:
    """The shards of files, folders and patterns, in the order of their addresses. Raises InputError where there is nothing."""
    found: dict[str, Any] = {}
    for given in inputs:
        fs = filesystem(given)
        here = _files(fs, given)
        if not here:
            raise InputError(message("run-nothing", name=given, kinds=" ".join(SUFFIXES)))
        for path, info in here.items():
            found[fs.unstrip_protocol(path) if "://" in given else path] = info
    shards = []
    for url in sorted(found):
        size = int(found[url].get("size") or 0)
        stamp = str(found[url].get("ETag") or found[url].get("mtime") or found[url].get("LastModified") or "")
        parts = max(1, -(-size // part))
        shards += [Shard(url, number, parts, size, stamp) for number in range(parts)]
    return shards


def _files(fs: Any, given: str) -> dict[str, Any]:
    try:
        if any(sign in given for sign in MAGIC):
            found = {path: fs.info(path) for path in fs.glob(given)}
            return {path: info for path, info in found.items() if info["type"] == "file"}
        if fs.isdir(given):
            every = fs.find(given, detail=True)
            return {path: info for path, info in every.items() if _is_wanted(path)}
        info = fs.info(given)
    except FileNotFoundError as error:
        raise InputError(message("missing", name=given)) from error
    except Exception as error:
        reason = getattr(error, "strerror", None) or " ".join(str(error).split())
        raise InputError(message("unreadable", name=given, reason=reason)) from error
    return {str(Path(given).absolute()) if "://" not in given else info["name"]: info}


def _is_wanted(path: str) -> bool:
    name = path.rsplit("/", 1)[-1].casefold()
    return not name.startswith((".", "_")) and any(fnmatch(name, f"*{suffix}") for suffix in SUFFIXES)
