"""Where shards are read: in processes of this machine, or on a Ray cluster. Both call the same guard."""

from __future__ import annotations

import os
import queue
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from naql.cluster.guard import Guard
from naql.cluster.reading import Task
from naql.errors import InputError
from naql.messages import message
from naql.names import Gazetteer

ENGINES = ("local", "ray")
SECONDS = 60.0  # that one record may take
_TICK = 0.5
_REACHED = 10.0  # seconds in which a cluster must answer
_LOST = 3  # workers that may go away with one shard before it is given up

Told = Callable[[int], None]


class Work(NamedTuple):
    """Who reads: the engine ('local' or 'ray') and its address, how many workers, the seconds that one record may take, the
    user's own people and bodies, and what hears the address of the engine's dashboard."""

    engine: str = "local"
    workers: int = 1
    address: str | None = None
    seconds: float = SECONDS
    gazetteer: Gazetteer | None = None
    dashboard: Callable[[str], None] = lambda _: None


def run(tasks: Sequence[Task], work: Work, told: Told) -> Iterator[dict[str, Any]]:
    """Read all shards; the list of each as it is finished. ``told`` hears how many reports the unfinished ones have so far.

    Raises InputError where the engine is not there.
    """
    if not tasks:
        return
    if work.engine == "ray":
        yield from _ray(tasks, work, told)
    else:
        yield from _local(tasks, work, told)


def _local(tasks: Sequence[Task], work: Work, told: Told) -> Iterator[dict[str, Any]]:
    wanted: queue.SimpleQueue[Task] = queue.SimpleQueue()
    for task in tasks:
        wanted.put(task)
    found: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    guards = [Guard(work.seconds, work.gazetteer) for _ in range(min(work.workers, len(tasks)))]

    def keep_reading(guard: Guard) -> None:
        while True:
            try:
                task = wanted.get_nowait()
            except queue.Empty:
                guard.close()
                return
            try:
                found.put(guard.run(task))
            except Exception as error:  # no process can be started: told, as otherwise nobody would hear of the shard
                found.put({"id": task.shard.id, "url": task.shard.url, "error": f"{type(error).__name__}: {error}"})

    threads = [threading.Thread(target=keep_reading, args=(guard,), daemon=True) for guard in guards]
    try:
        for thread in threads:
            thread.start()
        for _ in tasks:
            while True:
                try:
                    result = found.get(timeout=_TICK)
                    break
                except queue.Empty:
                    told(sum(guard.reports for guard in guards))
            yield result
    finally:
        for guard in guards:
            guard.close()


def _ray(tasks: Sequence[Task], work: Work, told: Told) -> Iterator[dict[str, Any]]:
    """As many actors as workers, each with a guard of its own; only one that is up is given a shard, and the shard of one that is
    lost is read by another."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is told to anybody
    try:
        ray: Any = import_module("ray")
    except ImportError as error:
        raise InputError(message("needs-extra", name="--engine ray", what="Ray", extra="ray")) from error
    ours = not ray.is_initialized()
    if ours:
        work.dashboard(_connect(ray, work))
    remote = ray.remote(num_cpus=1, max_concurrency=2, max_restarts=-1, max_task_retries=0)(Guard)
    actors = [remote.remote(work.seconds, work.gazetteer) for _ in range(min(work.workers, len(tasks)))]
    wanted, lost = list(reversed(tasks)), dict.fromkeys((task.shard.id for task in tasks), 0)
    rising = {actor.ready.remote(): actor for actor in actors}
    idle: list[Any] = []
    running: dict[Any, tuple[Any, Task]] = {}
    heard = time.monotonic()
    try:
        while wanted or running:
            while wanted and idle:
                actor, task = idle.pop(), wanted.pop()
                running[actor.run.remote(task)] = (actor, task)
            done, _ = ray.wait([*rising, *running], num_returns=1, timeout=_TICK)
            if time.monotonic() - heard > _TICK * 4:
                heard = time.monotonic()
                told(_so_far(ray, [actor for actor, _ in running.values()]))
            for reference in done:
                if reference in rising:
                    actor = rising.pop(reference)
                    if _is_up(ray, reference):
                        idle.append(actor)
                        continue
                    time.sleep(_TICK)
                else:
                    actor, task = running.pop(reference)
                    try:
                        result = ray.get(reference)
                    except ray.exceptions.RayError as error:
                        lost[task.shard.id] += 1
                        if lost[task.shard.id] < _LOST:
                            wanted.append(task)
                        else:
                            reason = " ".join(str(error).split())[:200]
                            yield {"id": task.shard.id, "url": task.shard.url, "error": reason}
                    else:
                        idle.append(actor)
                        yield result
                        continue
                rising[actor.ready.remote()] = actor  # Ray makes it anew, where there is room
    finally:
        for actor in actors:
            ray.kill(actor)
        if ours:
            ray.shutdown()


def _connect(ray: Any, work: Work) -> str:
    """Reach the cluster, or begin one of this machine's own; the dashboard's address. Raises InputError."""
    options: dict[str, Any] = {"address": work.address} if work.address else {"num_cpus": work.workers}
    try:
        _hold_to(work.address)
        context = ray.init(log_to_driver=False, logging_level="ERROR", ignore_reinit_error=True, **options)
    except Exception as error:
        reason = " ".join(str(error).split())[:300] or type(error).__name__
        raise InputError(message("unreadable", name=f"ray {work.address or ''}".strip(), reason=reason)) from error
    return str(getattr(context, "dashboard_url", None) or "")


def _hold_to(address: str | None) -> None:
    """Raises OSError where nobody listens at a cluster's address: Ray itself would go on trying for minutes."""
    host, _, port = (address or "").removeprefix("ray://").rpartition(":")
    if host and port.isdecimal():
        socket.create_connection((host.strip("[]"), int(port)), _REACHED).close()


def _is_up(ray: Any, reference: Any) -> bool:
    try:
        return bool(ray.get(reference))
    except ray.exceptions.RayError:
        return False


def _so_far(ray: Any, actors: Sequence[Any]) -> int:
    try:
        return sum(ray.get([actor.progress.remote() for actor in actors], timeout=_TICK))
    except ray.exceptions.RayError:
        return 0
