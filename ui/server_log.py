"""The server's own log: where a fault came from, and never what it was about, since a message may quote a name."""

from __future__ import annotations

import logging
import sys
from typing import Final

from pairing.errors import traceback_without_values

OURS: Final = "pairing.ui"


class WithoutValues(logging.Filter):
    """Lets every record pass, a fault in it by kind and line only."""

    def filter(self, record: logging.LogRecord) -> bool:
        fault = record.exc_info
        if fault:
            thrown = fault[1] if isinstance(fault, tuple) else sys.exc_info()[1]
            if thrown is not None:
                record.msg = f"{record.getMessage()}\n{traceback_without_values(thrown)}"
                record.args = ()
            record.exc_info = record.exc_text = None
        return True


_FILTER: Final = WithoutValues()


def keep_values_out() -> None:
    """Have all loggers of the server and of the pages do so; again at each run, for those that came since."""
    # A filter on a logger does not reach the loggers below it, so each one gets it.
    for name in (OURS, *tuple(logging.root.manager.loggerDict)):
        if name == OURS or name.split(".")[0] == "streamlit":
            logging.getLogger(name).addFilter(_FILTER)
