"""Where shards are read: in processes of this machine, or on a Ray cluster. Both call the same guard."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import Any

from naql.cluster.guard import Guard
from naql.cluster.reading import Task
from naql.errors import InputError
from naql.messages import message

ENGINES = ("local", "ray")
_TICK = 0.5
_LOST = 3  # machines that may go away with one shard before it is given up

Told = Callable[[int], None]


def run(
    engine: str, tasks: Sequence[Task], workers: int, seconds: float, address: str | None, told: Told
) -> Iterator[dict[str, Any]]:
    """Read all shards; the list of each as it is finished. ``told`` hears how many reports the unfinished ones have so far."""
    if engine == "ray":
        yield from _ray(tasks, workers, seconds, address, told)
    else:
        yield from _local(tasks, workers, seconds, told)


def _local(tasks: Sequence[Task], workers: int, seconds: float, told: Told) -> Iterator[dict[str, Any]]:
    wanted: queue.SimpleQueue[Task] = queue.SimpleQueue()
    for task in tasks:
        wanted.put(task)
    found: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    guards = [Guard(seconds) for _ in range(min(workers, len(tasks)))]

    def work(guard: Guard) -> None:
        while True:
            try:
                task = wanted.get_nowait()
            except queue.Empty:
                return
            found.put(guard.run(task))
            guard.reports = 0

    threads = [threading.Thread(target=work, args=(guard,), daemon=True) for guard in guards]
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


def _ray(
    tasks: Sequence[Task], workers: int, seconds: float, address: str | None, told: Told
) -> Iterator[dict[str, Any]]:
    """As many actors as workers, each with a guard of its own; the shard of one that is lost is read by another."""
    try:
        ray: Any = import_module("ray")
    except ImportError as error:
        raise InputError(message("needs-extra", name="--engine ray", what="Ray", extra="ray")) from error
    ours = not ray.is_initialized()
    if ours:
        options: dict[str, Any] = {"address": address} if address else {"num_cpus": workers}
        ray.init(log_to_driver=False, ignore_reinit_error=True, **options)
    remote = ray.remote(num_cpus=1, max_concurrency=2, max_restarts=-1, max_task_retries=0)(Guard)
    actors = [remote.remote(seconds) for _ in range(min(workers, len(tasks)))]
    wanted, lost = list(reversed(tasks)), dict.fromkeys((task.shard.id for task in tasks), 0)
    running: dict[Any, tuple[Any, Task]] = {}
    idle = list(actors)
    try:
        while wanted or running:
            while wanted and idle:
                actor, task = idle.pop(), wanted.pop()
                running[actor.run.remote(task)] = (actor, task)
            done, _ = ray.wait(list(running), num_returns=1, timeout=_TICK * 4)
            if not done:
                told(_so_far(ray, [actor for actor, _ in running.values()]))
            for reference in done:
                actor, task = running.pop(reference)
                idle.append(actor)
                try:
                    yield ray.get(reference)
                except ray.exceptions.RayError as error:
                    lost[task.shard.id] += 1
                    if lost[task.shard.id] < _LOST:
                        time.sleep(_TICK)
                        wanted.append(task)
                    else:
                        reason = " ".join(str(error).split())[:200]
                        yield {"id": task.shard.id, "url": task.shard.url, "error": reason}
    finally:
        for actor in actors:
            ray.kill(actor)
        if ours:
            ray.shutdown()


def _so_far(ray: Any, actors: Sequence[Any]) -> int:
    try:
        return sum(ray.get([actor.progress.remote() for actor in actors], timeout=_TICK))
    except ray.exceptions.RayError:
        return 0
