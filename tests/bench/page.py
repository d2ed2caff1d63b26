"""docs/benchmarks.md: dated sections, each rewritten by the benchmark it belongs to."""

from __future__ import annotations

import platform
import re
from datetime import date
from importlib.metadata import version
from pathlib import Path

import psutil

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
_HEAD = "# Benchmarks\n\nEvery section is written by the command it names, with nothing else running.\n"


PRODUCT = ("ortools", "numpy", "pandas", "numba", "streamlit")


def machine(packages: tuple[str, ...] = PRODUCT) -> str:
    """The machine and the versions that matter, in one line."""
    memory = psutil.virtual_memory().total / 2**30
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    return (
        f"{date.today()}, {psutil.cpu_count()} cores ({platform.machine()}), {memory:.0f} GB, "
        f"Python {platform.python_version()}, {versions}"
    )


def table(header: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def write_section(
    title: str,
    command: str,
    body: str,
    *,
    page: Path = PAGE,
    packages: tuple[str, ...] = PRODUCT,
    echo: bool = True,
) -> None:
    """Put a section in its place on the page, and print it where ``echo`` is set."""
    section = f"## {title}\n\n`{command}` — {machine(packages)}\n\n{body}\n"
    text = page.read_text(encoding="utf-8") if page.exists() else _HEAD
    pattern = re.compile(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", re.M | re.S)
    text, found = pattern.subn(lambda _: section + "\n", text)
    if not found:
        text = text.rstrip() + "\n\n" + section
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(text.rstrip() + "\n", encoding="utf-8")
    if echo:
        print(section)
