"""The house keeps its shape: imports point down, files hold one idea, names say something, nothing calls the web."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted(p for package in ("solver", "pairing", "ui") for p in (ROOT / package).rglob("*.py"))
TOP = {
    ".ci", ".gitignore", "CHANGELOG.md", "LICENSE", "Makefile", "README.md", "constraints.txt", "data", "docs",
    "pairing", "pyproject.toml", "solver", "tests", "ui",
}  # fmt: skip


def _tracked() -> list[str]:
    call = ["git", "-C", str(ROOT), "ls-files", "-z"]  # unquoted: some names are Chinese
    return subprocess.run(call, capture_output=True, text=True, check=True).stdout.split("\0")[:-1]


def test_imports_point_down() -> None:
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout


def test_top_level_holds_what_the_readme_says() -> None:
    assert {Path(name).parts[0] for name in _tracked()} <= TOP


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_hold_one_idea(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 450
    assert path.stem not in {"utils", "util", "helpers", "common", "misc", "manager"}


def test_data_holds_no_code_and_packages_no_data() -> None:
    tracked = _tracked()
    assert not [n for n in tracked if n.startswith("data/") and n.endswith(".py")]
    allowed = {".py", ".png", ".css", ".toml", ".typed"}
    assert not [
        n for n in tracked if n.startswith(("pairing/", "solver/", "ui/")) and Path(n).suffix not in allowed
    ]


def test_constraints_pin_versions_and_name_no_address() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert len(pins) > 30
    for line in pins:
        name, _, version = line.partition("==")
        assert name
        assert version
        assert "/" not in line
        assert "@" not in line
