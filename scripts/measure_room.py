"""How long the reading room's pages take with many readers at once.

    python scripts/measure_room.py LEDGER [--readers 20] [--pages 40] [--pause 1.0]

Starts `naql serve` on LEDGER, a copy that may be written to (the accounts of what people do are tables of it), and lets READERS
threads each fetch PAGES pages of every kind in turn, other reports, names and searches each time, with PAUSE seconds between a
page and the next, as one who reads takes at least. Prints a Markdown table: the median and the 95th percentile, in milliseconds,
from asking until the last byte; and before that, asked one after another by one reader, the milliseconds of processor that the
server takes for a page of each kind on the average, which tell the same whatever else the machine does (Linux).
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path

import httpx

PORT = 8659
ALONE = 25
SEEN: set[str] = set()


def addresses(client: httpx.Client) -> dict[str, list[str]]:
    """Pages of every kind, taken from the ledger itself."""
    found: dict[str, list[str]] = defaultdict(list)
    number = client.get("/inbox.json").json()["reports"][0]["number"]
    chance = random.Random(7)
    for _ in range(40):
        page = client.get("/inbox.json", params={"before": chance.randrange(40, number)}).json()
        found["report"] += [f"/report/{one['code']}" for one in page["reports"][:5]]
        found["inbox"].append(f"/?before={page['reports'][0]['number']}")
    found["inbox, the newest"] = ["/"]
    for page in range(1, 4):
        stories = client.get("/stories.json", params={"page": page}).json()["stories"]
        found["story"] += [f"/story/{one['story']}" for one in stories]
        found["stories"].append(f"/stories?page={page}")
    for act in ("deny", "warn", "promise", "accuse"):
        for one in client.get("/search.json", params={"act": act}).json()["statements"][:20]:
            if one["speakers"]:
                found["search by speaker"].append(str(httpx.URL("/search", params={"by": one["speakers"][0]})))
                found["person"].append(str(httpx.URL("/who", params={"name": one["speakers"][0]})))
            word = max(one["content"]["text"].split(), key=len)
            found["search by words"].append(str(httpx.URL("/search", params={"about": word, "act": act})))
    return found


def read(kinds: dict[str, list[str]], seed: int, pages: int, pause: float, into: dict[str, list[float]]) -> None:
    """One reader: a page, a pause, another page."""
    chance = random.Random(seed)
    names = sorted(kinds)
    with httpx.Client(base_url=f"http://127.0.0.1:{PORT}", timeout=60, headers={"accept": "text/html"}) as client:
        time.sleep(chance.random() * max(pause, 0.1))
        for turn in range(pages):
            kind = names[(turn + seed) % len(names)]
            begun = time.perf_counter()
            address = chance.choice(kinds[kind])
            client.get(address).raise_for_status()
            took = (time.perf_counter() - begun) * 1000
            if kind in ("story", "report"):  # what nobody has asked for yet has to be put together first
                into[f"{kind}, for the first time" if address not in SEEN else f"{kind}, again"].append(took)
                SEEN.add(address)
            else:
                into[kind].append(took)
            time.sleep(pause)


def processor(pid: int) -> float:
    """Milliseconds of processor that a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def alone(client: httpx.Client, kinds: dict[str, list[str]], pid: int) -> dict[str, float]:
    """What a page of each kind takes of the processor, mean of twenty-five that nobody has asked for yet."""
    found = {}
    for kind, every in sorted(kinds.items()):
        some = every[:: max(1, len(every) // ALONE)][:ALONE]
        before = processor(pid)
        for address in some:
            client.get(address, headers={"accept": "text/html"}).raise_for_status()
        found[kind] = (processor(pid) - before) / len(some)
        SEEN.update(some)
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("ledger")
    options.add_argument("--readers", type=int, default=20)
    options.add_argument("--pages", type=int, default=40)
    options.add_argument("--pause", type=float, default=1.0)
    asked = options.parse_args()
    command = [sys.executable, "-m", "naql", "serve", "--ledger", asked.ledger, "--port", str(PORT)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{PORT}", timeout=60) as client:
            for _ in range(200):
                try:
                    client.get("/inbox.json")
                    break
                except httpx.TransportError:
                    time.sleep(0.1)
            while client.get("/stories.json").json().get("waiting", 1):  # a ledger is compared once
                time.sleep(1.0)
            kinds = addresses(client)
            told = alone(client, kinds, server.pid)
        taken: dict[str, list[float]] = defaultdict(list)
        readers = [
            threading.Thread(target=read, args=(kinds, seed, asked.pages, asked.pause, taken))
            for seed in range(asked.readers)
        ]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
    finally:
        server.terminate()
        server.wait()
    print("| page | processor, ms |\n| --- | ---: |")
    for kind, took in told.items():
        print(f"| {kind} | {took:.0f} |")
    print()
    print("| page | times | median ms | 95 % ms |\n| --- | ---: | ---: | ---: |")
    for kind in sorted(taken):
        some = sorted(taken[kind])
        print(f"| {kind} | {len(some)} | {statistics.median(some):.0f} | {some[int(len(some) * 0.95)]:.0f} |")
    every = sorted(one for some in taken.values() for one in some)
    print(f"| all | {len(every)} | {statistics.median(every):.0f} | {every[int(len(every) * 0.95)]:.0f} |")


if __name__ == "__main__":
    main()
