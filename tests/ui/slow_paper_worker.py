"""A writer that takes its time, for the tests of ui.papers: ``python -m tests.ui.slow_paper_worker``.

Every text of a workbook takes a fifth of a second: longer than a page takes to be opened on a busy machine.
"""

from __future__ import annotations

import sys
import time

from pairing import safe_files
from pairing.documents import sheets
from ui.paper_worker import main

_cell_text = safe_files.cell_text


def slowly(text: str) -> str:
    time.sleep(0.2)
    return _cell_text(text)


if __name__ == "__main__":
    sheets._CHUNK = 1
    safe_files.cell_text = slowly
    sys.exit(main())
