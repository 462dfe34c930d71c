"""How fast naql reads, and in how much memory. Ratios last; absolute figures are a machine's."""

from __future__ import annotations

import gzip
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from naql.errors import InputError
from naql.ingest import find_files, message, read_bytes, to_report
from naql.lexicon import rows
from naql.reading import Reader
from naql.text import Text

_LENGTHS = (0.01, 0.1, 1.0, 5.0)  # megabytes of one article
_START = "import time; a = time.perf_counter(); import naql; naql.read({text!r}); print(time.perf_counter() - a)"


def texts_of(source: Path | None, limit: int) -> list[str]:
    """At most ``limit`` texts of a JSON Lines file, a text, a folder, or, without a source, the lexicon's own example sentences.

    Raises InputError where there is none, or a file is something else."""
    if source is None:
        sentences = [row["example"].replace("[", "").replace("]", "") + "." for row in rows("cues")]
        return ["\n".join(sentences[i : i + 12]) for i in range(0, len(sentences), 12)][:limit]
    if source.is_dir():
        return [to_report(read_bytes(path), str(path)).text for path in find_files(source)][:limit]
    if not source.exists():
        raise InputError(message("missing", name=source))
    if source.suffix == ".txt":
        return [to_report(read_bytes(source), str(source)).text]
    found = []
    opener: Callable[..., Any] = gzip.open if source.suffix == ".gz" else open
    try:
        with opener(source, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    text = json.loads(line)["text"]
                except (ValueError, KeyError, TypeError) as error:
                    raise InputError(message("line", name=source, line=number, reason=error)) from error
                if isinstance(text, str) and text:
                    found.append(text)
                if len(found) >= limit:
                    break
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise InputError(message("damaged", name=source, what="JSON Lines", reason=error)) from error
    if not found:
        raise InputError(message("empty", name=source))
    return found


def measure(source: Path | None, limit: int, longest: float = 5.0) -> dict[str, Any]:
    """The figures, by name: seconds are of the process's own CPU time, sizes in megabytes of UTF-8."""
    texts = texts_of(source, limit)
    size = sum(len(text.encode()) for text in texts) / 1e6
    reader = Reader()
    reader.read(texts[0])
    begun = time.process_time()
    for text in texts:
        reader.read(text)
    whole = time.process_time() - begun
    return {
        "articles": len(texts),
        "megabytes": round(size, 3),
        "articles_per_second": round(len(texts) / whole, 1),
        "megabytes_per_second": round(size / whole, 3),
        "peak_memory_megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "seconds_to_first_reading": start_up(texts[0]),
        "share_by_step": breakdown(reader, texts),
        "seconds_per_megabyte_by_length": growth(reader, texts, longest),
    }


def start_up(text: str) -> float:
    """Seconds from a fresh interpreter's import to the end of the first reading, all compiled to bytecode as installing does."""
    command = [sys.executable, "-c", _START.format(text=text[:2000])]
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with TemporaryDirectory() as folder:
        env["PYTHONPYCACHEPREFIX"] = folder
        for _ in range(2):
            run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True, env=env)
    return round(float(run.stdout), 3)


def breakdown(reader: Reader, texts: list[str]) -> dict[str, float]:
    """The share of the time that each step takes."""
    spent = dict.fromkeys(("text", "times", "names", "statements", "events", "findings"), 0.0)

    def timed(step: str, call: Callable[[], Any]) -> Any:
        begun = time.process_time()
        result = call()
        spent[step] += time.process_time() - begun
        return result

    for source in texts:
        text = timed("text", lambda source=source: Text(source))  # type: ignore[misc]
        times = timed("times", lambda text=text: reader.times.find(text, None))  # type: ignore[misc]
        names = timed("names", lambda text=text, times=times: reader.names.find(text, times))  # type: ignore[misc]
        spoken = timed("statements", lambda t=text, n=names, w=times: reader.statements.find(t, n, w))  # type: ignore[misc]
        timed("events", lambda s=spoken: reader.events.find(s))  # type: ignore[misc]
        timed("findings", lambda t=text, w=times, s=spoken: reader.findings.find(t, w, s.entities, s.statements))  # type: ignore[misc]
    total = sum(spent.values())
    return {step: round(seconds / total, 3) for step, seconds in spent.items()}


def growth(reader: Reader, texts: list[str], longest: float) -> dict[str, float]:
    """Seconds a megabyte for one article of each length, made by joining articles: even where time is linear."""
    found = {}
    whole = "\n".join(texts)
    characters = len(whole) / (len(whole.encode()) / 1e6)
    for megabytes in (length for length in _LENGTHS if length <= longest):
        wanted = int(megabytes * characters)
        text = (whole * (wanted // len(whole) + 1))[:wanted]
        begun = time.process_time()
        reader.read(text)
        found[f"{megabytes:g} MB"] = round((time.process_time() - begun) / megabytes, 3)
    return found


def show(figures: dict[str, Any]) -> str:
    """The figures as a Markdown table."""
    lines = ["| what | figure |", "| --- | --- |"]
    for name, value in figures.items():
        shown = ", ".join(f"{k} {v:g}" for k, v in value.items()) if isinstance(value, dict) else f"{value:g}"
        lines.append(f"| {name.replace('_', ' ')} | {shown} |")
    return "\n".join(lines)
