"""The square code of a card: a plan and a number in it, nothing of a person."""

from __future__ import annotations

from itertools import groupby
from typing import Final

# Any of the eight masks can be read; trying all for the prettiest takes four times as long.
_MASK: Final = 0
_QUIET: Final = 2


def card_code(plan_code: str, household: int) -> str:
    """方案号-户序号: the number is the household's place in the list, so nothing in the code tells who it is.

    Capitals and digits only, which makes the squares larger. ``household`` is a position.
    """
    return f"{plan_code.upper()}-{household + 1:06d}"


def qr_svg(code: str) -> str:
    """The code as a square picture (SVG) with its quiet border; ISO/IEC 18004, level M."""
    import segno

    matrix = segno.make(code, error="m", micro=False, mask=_MASK).matrix
    size = len(matrix) + 2 * _QUIET
    path = []
    for row, modules in enumerate(matrix, start=_QUIET):
        column = _QUIET
        for dark, run in groupby(modules):
            length = len(list(run))
            if dark:
                path.append(f"M{column} {row}h{length}v1h-{length}z")
            column += length
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{"".join(path)}"/></svg>'
    )
