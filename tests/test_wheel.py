"""An installed wheel works away from the checkout: data/ travels inside it, the commands run, the screen is there."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the freshly built wheel is installed, without its dependencies."""
    out = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = out.glob("*.whl")
    target = out / "site"
    install = ["install", "--quiet", "--no-deps", "--no-index", "--target", str(target), str(wheel)]
    subprocess.run([sys.executable, "-m", "pip", *install], check=True, capture_output=True)
    return target


def _python(installed: Path, cwd: Path, *words: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    call = [sys.executable, *words]
    return subprocess.run(call, cwd=cwd, env=environment, capture_output=True, text=True, check=True).stdout


def test_packages_come_from_the_wheel_with_their_data(installed: Path, tmp_path: Path) -> None:
    code = (
        "import pairing, solver, ui, pairing.resources as r; print(pairing.__file__); print(solver.__file__); "
        "print(ui.__file__); print(r.data_path('needs.csv').is_file()); print(r.data_path('needs.csv'))"
    )
    *files, there, path = _python(installed, tmp_path, "-c", code).splitlines()
    assert all(Path(file).is_relative_to(installed) for file in (*files, path))
    assert there == "True"


def test_commands_run_away_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    small = ["--units", "16", "--villages", "13", "--cadres", "60", "--focus", "60", "--households", "300"]
    _python(installed, tmp_path, "-m", "pairing.cli", "sample", "c", *small)
    _python(installed, tmp_path, "-m", "pairing.cli", "solve", "c", "--out", "p", "--time-limit", "1")
    out = _python(installed, tmp_path, "-m", "pairing.cli", "--lang", "en", "check", "c", "p")
    assert "0 hard rules broken" in out


def test_the_screen_travels_too(installed: Path) -> None:
    pages = {path.name for path in (installed / "ui" / "app_pages").glob("*.py")}
    assert len(pages - {"__init__.py"}) >= 7
    assert (installed / "ui" / "app.py").is_file()
    source = {path.name for path in (ROOT / "ui").iterdir() if path.is_file()}
    assert source <= {path.name for path in (installed / "ui").iterdir()}


def test_nothing_else_travels(installed: Path) -> None:
    top = {path.name for path in installed.iterdir() if path.suffix != ".dist-info"}
    assert top - {"bin"} == {"pairing", "solver", "ui"}
    data = {path.relative_to(ROOT / "data") for path in (ROOT / "data").rglob("*") if path.is_file()}
    assert data == {
        path.relative_to(installed / "pairing" / "data")
        for path in (installed / "pairing" / "data").rglob("*")
        if path.is_file()
    }


def test_the_wheel_names_its_licence(installed: Path) -> None:
    (wheel,) = installed.parent.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        assert any(name.endswith("licenses/LICENSE") for name in archive.namelist())
