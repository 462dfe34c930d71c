"""What is documented is what there is: commands, lexicons, dependencies, the README's Python."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest

import naql
from naql.findings import FindingFinder

PROJECT = Path(__file__).parents[1]
sys.path.insert(0, str(PROJECT / "scripts"))


def test_the_commands_page_is_the_commands_help() -> None:
    from make_cli_docs import document

    assert (PROJECT / "docs" / "cli.md").read_text(encoding="utf-8") == document(), "run `make docs`"


@pytest.mark.parametrize("path", sorted((PROJECT / "src" / "naql" / "lexicons").glob("*.t*")), ids=lambda p: p.name)
def test_every_lexicon_is_documented(path: Path) -> None:
    assert f"`{path.name}`" in (PROJECT / "docs" / "lexicons.md").read_text(encoding="utf-8")


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    page = (PROJECT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    for requirement in (*project["dependencies"], *project["optional-dependencies"]["dev"]):
        assert re.split("[<>=]", requirement)[0] in page


def test_every_finding_is_documented() -> None:
    page = (PROJECT / "docs" / "format.md").read_text(encoding="utf-8")
    for kind, message in FindingFinder().messages.items():
        if "en" in message and isinstance(message["en"], str):
            assert f"`{kind}`" in page


@pytest.mark.parametrize("name", ["README.md", "README.ar.md"])
def test_the_readmes_python_runs(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(PROJECT)
    (code,) = re.findall(r"```python\n(.*?)```", (PROJECT / name).read_text(encoding="utf-8"), re.S)
    exec(code, {})
    assert capsys.readouterr().out.count("\n") > 10


def test_public_names_are_documented() -> None:
    for name in naql.__all__:
        if not name.startswith("__"):
            assert getattr(naql, name).__doc__
