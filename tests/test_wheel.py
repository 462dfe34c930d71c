"""The wheel works alone: built, installed into an empty environment, it reads a report from another folder."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path

PROJECT = Path(__file__).parents[1]


def test_wheel(tmp_path: Path) -> None:
    def run(*command: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            list(map(str, command)), cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=True
        )

    run(sys.executable, "-m", "build", "--wheel", "--outdir", tmp_path / "dist", PROJECT)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel)
    (tmp_path / "report.txt").write_text(
        "قال المدير سامي الزيزفوني إن المكتبة ستفتح أبوابها الأحد.\n", encoding="utf-8"
    )
    printed = run(
        tmp_path / "env" / "bin" / "naql", "read", "report.txt", "--published", "2018-05-10", "--format", "json"
    ).stdout
    assert json.loads(printed)["statements"]
    assert run(tmp_path / "env" / "bin" / "naql", "read", "report.txt", "--format", "html").stdout.startswith("<!")
