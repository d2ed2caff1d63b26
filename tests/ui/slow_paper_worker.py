"""A writer that takes its time, for the tests of ui.papers: ``python -m tests.ui.slow_paper_worker``.

Every row of a workbook takes two hundredths of a second.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from pairing.documents import row_sheet
from ui.paper_worker import main

_tails = row_sheet._Cells.tails


def slowly(cells: row_sheet._Cells, column: Sequence[row_sheet.Cell]) -> list[str]:
    time.sleep(0.02)
    return _tails(cells, column)


if __name__ == "__main__":
    row_sheet._CHUNK = 1
    row_sheet._Cells.tails = slowly
    sys.exit(main())
