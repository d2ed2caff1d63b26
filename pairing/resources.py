"""Where the data files are: beside the packages in a checkout, inside the package once installed."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent


def data_path(name: str) -> Path:
    """The path of a file of data/."""
    installed = _PACKAGE / "data"
    return (installed if installed.is_dir() else _PACKAGE.parent / "data") / name
