"""Runs from and to an object store, and on Ray: the same rows as on this machine's own, whatever goes away."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import psutil
import pytest
from click.testing import CliRunner
from moto.server import ThreadedMotoServer
from ray.cluster_utils import Cluster
from urllib3 import PoolManager

from crawl import ARTICLES, crawl, rows
from naql import InputError, OutputError
from naql.cli import cli
from naql.cluster import Place, Work, run
from naql.cluster.places import LOCK
from naql.ledger import Ledger
from test_run import ended, long, reading_processes, started, until

assert long  # a fixture


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    """The address of an S3 of the tests' own, in which the bucket 'news' is."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        patch.setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        fsspec.filesystem("s3", skip_instance_cache=True).mkdir("news")
        yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(scope="module")
def crawled(store: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A crawl in the bucket, at news/in, and what a run makes of the same one of this machine."""
    folder = crawl(tmp_path_factory.mktemp("store") / "crawl")
    fsspec.filesystem("s3").put(f"{folder}/", "news/in/", recursive=True)
    run([str(folder)], str(folder.parent / "clean"))
    return folder.parent / "clean"


def unsourced(place: str | Path) -> dict[str, list[str]]:
    """The rows, but for the address that each report came from."""
    return {
        table: sorted(json.dumps({**json.loads(row), "source": None}, sort_keys=True) for row in some)
        for table, some in rows(place).items()
    }


def test_from_a_store_into_a_store(crawled: Path, tmp_path: Path) -> None:
    done = run(["s3://news/in/*"], "s3://news/out", Work(workers=2))
    assert (done.read, done.failed, done.counts["reports"]) == (6, (), ARTICLES)
    assert unsourced("s3://news/out") == unsourced(crawled)
    files = fsspec.filesystem("s3").find("news/out", detail=True)
    again = run(["s3://news/in"], "s3://news/out")
    assert (again.read, again.before) == (0, 6)
    fsspec.filesystem("s3").invalidate_cache()
    after = fsspec.filesystem("s3").find("news/out", detail=True)
    assert {name: told["LastModified"] for name, told in after.items()} == {
        name: told["LastModified"] for name, told in files.items()
    }
    result = CliRunner().invoke(cli, ["add", "s3://news/out", "--ledger", str(tmp_path / "naql.db")])
    assert (result.exit_code, result.exception) == (0, None)
    with Ledger.open(tmp_path / "naql.db") as ledger:
        assert ledger.stats()["reports"] == ARTICLES
        assert not list(ledger.verify())


def test_two_runs_into_one_place_of_a_store(crawled: Path) -> None:
    with (
        Place("s3://news/held").locked(),
        pytest.raises(OutputError, match=f"process {os.getpid()}"),
    ):
        run(["s3://news/in"], "s3://news/held")
    assert not fsspec.filesystem("s3").exists(f"news/held/{LOCK}")


@pytest.mark.parametrize(
    ("given", "out", "error"),
    [
        ("s3://news/in", "s3://nowhere/out", OutputError),
        ("s3://nowhere/in", "s3://news/out2", InputError),
        ("s3://news/nothing", "s3://news/out2", InputError),
        ("nosuch://news/in", "s3://news/out2", InputError),
    ],
)
def test_stores_that_are_not_there(given: str, out: str, error: type[Exception], crawled: Path) -> None:
    result = CliRunner().invoke(cli, ["run", given, "--out", out])
    assert isinstance(result.exception, error)
    assert "\n" not in str(result.exception)


def test_a_place_that_is_no_dataset(crawled: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["add", "s3://news/in", "--ledger", str(tmp_path / "naql.db")])
    assert isinstance(result.exception, InputError)
    assert "s3://news/in" in str(result.exception)


def test_credentials_that_are_lost_midway(store: str, long: tuple[Path, Path]) -> None:
    fsspec.filesystem("s3").put(f"{long[0]}/", "news/long/", recursive=True)
    process = started("s3://news/long", "s3://news/lost", "--workers", "1")
    fs = fsspec.filesystem("s3", skip_instance_cache=True)
    until(
        lambda: (
            fs.invalidate_cache()
            or [name for name in fs.find("news/lost") if name.endswith(".json") and "_shards" in name]
        )
    )
    with PoolManager() as pool:
        pool.request("POST", f"{store}/moto-api/reset-auth", body=b"0")  # from now on nobody is let in
        try:
            code, _, err = ended(process)
        finally:
            pool.request("POST", f"{store}/moto-api/reset-auth", body=b"inf")
    assert code == 1
    assert "s3://news/lost" in err
    assert err.count("\n") <= 8
    if fs.exists(f"news/lost/{LOCK}"):  # that could not be taken away either
        fs.rm_file(f"news/lost/{LOCK}")
    done = run(["s3://news/long"], "s3://news/lost", Work(workers=2))
    assert (done.before, done.read) == (1, 2)
    assert unsourced("s3://news/lost") == unsourced(long[1])


# Ray


def test_ray_whose_workers_and_driver_are_killed(long: tuple[Path, Path], tmp_path: Path) -> None:
    place = tmp_path / "out"
    process = started(long[0], place, "--workers", "2", "--engine", "ray")
    until(lambda: reading_processes(process))
    reading_processes(process, "ray::Guard")[0].kill()  # the actor that watches one
    until(lambda: len(list((place / "_shards").glob("*.json"))) > 0)
    family = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    for child in family:  # what is left of Ray would go on for a while, and be in the way of the next one
        with contextlib.suppress(psutil.NoSuchProcess):
            child.kill()
    process.communicate()
    psutil.wait_procs(family, timeout=60)
    process = started(long[0], place, "--workers", "2", "--engine", "ray")
    code, out, err = ended(process)
    assert code == 0, err
    assert "quarantine" not in err
    assert "dashboard" in err
    assert out.startswith("Reports in the dataset: 180,")
    assert rows(place) == rows(long[1])


def test_a_machine_that_is_lost(long: tuple[Path, Path], tmp_path: Path) -> None:
    """A cluster of two machines with a worker each, of which one goes away with its shard."""
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    try:
        other = cluster.add_node(num_cpus=1)
        cluster.wait_for_nodes()
        process = started(long[0], tmp_path / "out", "--workers", "2", "--engine", "ray", "--address", cluster.address)
        until(lambda: len(readers_of(other)) == 1)
        time.sleep(1)
        cluster.remove_node(other, allow_graceful=False)
        code, out, err = ended(process)
    finally:
        cluster.shutdown()
    assert code == 0, err
    assert "Reports in the dataset: 180," in out  # behind what Ray says of the machine
    assert rows(tmp_path / "out") == rows(long[1])


def readers_of(node: Any) -> list[psutil.Process]:
    (raylet,) = node.all_processes["raylet"]
    return reading_processes(raylet.process)


def test_a_cluster_that_is_not_there(long: tuple[Path, Path], tmp_path: Path) -> None:
    code, _, err = ended(started(long[0], tmp_path / "out", "--engine", "ray", "--address", "127.0.0.1:1"))
    assert code == 1
    assert "127.0.0.1:1" in err.strip().splitlines()[-1]
    assert not (tmp_path / "out" / LOCK).exists()
