"""Printed papers read back: the words of every page, and whether words lie upon each other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pypdfium2

from pairing.county import County
from pairing.plan import Plan
from pairing.sample import SampleSize, make_county
from tests.pairing.local import local_plan

SIZE = SampleSize(units=6, villages=8, cadres=60, focus=62, households=400)
TEMPLATES = Path(__file__).parents[2] / "data" / "templates"


def sample() -> tuple[County, Plan]:
    """A small county of two townships with a plan by hand."""
    county = make_county(SIZE, seed=1, previous=True)
    return county, local_plan(county)


def pages(path: Path) -> list[str]:
    """The words of every page, without any blanks: where a line breaks is the paper's own business."""
    paper = pypdfium2.PdfDocument(path.read_bytes())
    return ["".join(page.get_textpage().get_text_range().split()).replace("\ufffe", "") for page in paper]


def size_mm(path: Path) -> tuple[int, int]:
    """Width and height of the first page."""
    width, height = pypdfium2.PdfDocument(path.read_bytes())[0].get_size()
    return round(width / 72 * 25.4), round(height / 72 * 25.4)


def overlaps(path: Path, number: int = 0) -> int:
    """Pairs of signs on a page of which one covers a good part of the other."""
    text = pypdfium2.PdfDocument(path.read_bytes())[number].get_textpage()
    signs = text.get_text_range(errors="ignore")
    boxes = np.array([text.get_charbox(k) for k in range(text.count_chars()) if signs[k : k + 1].strip()])
    left, bottom, right, top = (boxes[:, k] for k in range(4))
    wide = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)
    high = np.minimum(top[:, None], top) - np.maximum(bottom[:, None], bottom)
    common = np.clip(wide, 0, None) * np.clip(high, 0, None)
    area = (right - left) * (top - bottom)
    covered = np.triu(common > 0.3 * np.minimum(area[:, None], area), k=1)
    return int(covered.sum())


def nobody(share: float) -> None:
    """Waits for nothing."""


def office(folder: Path, **changed: str) -> Path:
    """A folder of an office's own settings: the given ones as TOML words in place of the program's."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for line in (TEMPLATES / "办公室.toml").read_text(encoding="utf-8").splitlines():
        name = line.partition("=")[0].strip().strip('"')
        lines.append(f'"{name}" = {changed[name]}' if name in changed else line)
    (folder / "办公室.toml").write_text("\n".join(lines), encoding="utf-8")
    return folder
