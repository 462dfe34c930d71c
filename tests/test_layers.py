"""Each layer imports only what stands to its left, and no module imports naql inside a function."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "naql"
LAYERS = [
    {"records", "errors"},
    {"text", "lexicon", "messages", "conjugate", "cues", "triggers", "vectors"},
    {"times", "names"},
    {"statements"},
    {"events", "findings"},
    {"reading"},
    {"compare"},
    {"ingest", "export"},
    {"ledger"},
    {"cluster"},
    {"bench"},
    {"web", "client"},
    {"cli"},
    {"__main__", "__init__"},
]
LAZY = {"cli", "bench"}  # the command line loads the forms and the bench only where they are asked for
ROOM = {name: level for level, names in enumerate(LAYERS) for name in names}
MODULES = sorted(SOURCE.rglob("*.py"))


def room(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return parts[0]


@pytest.mark.parametrize("path", MODULES, ids=[str(p.relative_to(SOURCE)) for p in MODULES])
def test_imports_go_left(path: Path) -> None:
    here = room(path)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {
        id(node) for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) for node in ast.walk(f) if node is not f
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "naql":
            there = node.module.split(".")[1] if "." in node.module else "__init__"
            if there != "__init__":
                assert there == here or ROOM[there] < ROOM[here] or (ROOM[there] == ROOM[here] and ROOM[here] < 3), (
                    node.module
                )
            assert id(node) not in inside or here in LAZY, f"{path}:{node.lineno} imports naql inside a function"
