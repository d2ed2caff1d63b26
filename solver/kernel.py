"""How inner loops are compiled: numba without the interpreter's lock, the machine code kept between runs.

numba renews a kept kernel when the file it stands in changes, but not when a kernel it calls or a constant it uses does.
So the folder of kept kernels is named after the sources of all files that hold kernels or their constants. Where no
folder can be written, kernels are compiled anew in each process and still work.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import numba
from platformdirs import user_cache_path

Function = TypeVar("Function", bound=Callable[..., Any])

_CONSTANTS: Final = ("memory.py", "network.py")
"""Files without kernels whose numbers are compiled into kernels."""


def _folder() -> str | None:
    here = Path(__file__).parent
    digest = hashlib.sha256(numba.__version__.encode())
    for source in sorted(here.glob("*.py")):
        text = source.read_bytes()
        if b"solver.kernel" in text or source.name in _CONSTANTS:
            digest.update(text)
    folder = user_cache_path("pairing") / f"kernels-{digest.hexdigest()[:16]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:
        return None
    return str(folder)


_CACHE = _folder()
if _CACHE is not None:
    numba.config.CACHE_DIR = _CACHE  # type: ignore[attr-defined]


def kernel(function: Function) -> Function:
    """Compile ``function``; it must work on numbers and arrays alone."""
    compiled: Any = numba.njit(cache=_CACHE is not None, nogil=True)(function)
    return cast("Function", compiled)
