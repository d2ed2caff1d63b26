"""The process that writes documents: one order from its start to its end (``python -m ui.paper_worker``).

It is started by :mod:`ui.papers` and speaks with nobody but the order's folder. A stop is its end: the folder goes with
it, so that nothing has to be put in order first.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pairing.errors import PairingError
from pairing.safe_files import replacing
from pairing.text import Text
from ui.papers import ARCHIVE, FILES, ORDER, STANDING, read_json, write_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pairing.documents.batch import Standing
    from pairing.documents.facts import Facts
    from pairing.repairs import Repairs

_REPORT_SECONDS: Final = 0.3
_CRASHED = Text(
    "写文件时意外中止（{kind}），没有写完；名单和方案没有变化，可以重新生成。",
    "The writing ended unexpectedly ({kind}); lists and plan are unchanged. Make the files again.",
)


class Reporter:
    """Tells the folder how far the work is, a few times a second at most."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / STANDING
        self._said = time.monotonic() - _REPORT_SECONDS

    def standing(self, standing: Standing) -> None:
        """The batch moved on; the archive of all files is still to come."""
        if time.monotonic() - self._said >= _REPORT_SECONDS:
            self._said = time.monotonic()
            self._write("running", 0.98 * standing.share, standing.now, standing.done, standing.total)

    def done(self, files: Sequence[str], papers: int) -> None:
        self._write("done", 1.0, "", papers, papers, files=list(files))

    def failed(self, message: Text) -> None:
        self._write("failed", 0.0, "", 0, 0, message=[message.zh, message.en])

    def _write(self, state: str, share: float, now: str, done: int, total: int, **more: Any) -> None:
        told = {"state": state, "share": share, "now": now, "done": done, "total": total}
        write_json(self._path, {**told, **more})


def work(db: Path, folder: Path) -> bool:
    """Write what the order asks for; returns whether it is all there. Every fault ends as words in the folder."""
    reporter = Reporter(folder)
    try:
        # Imported here because it takes a second, and a fault in it wants words, too.
        from pairing.documents.export import export_plan
        from pairing.documents.masking import Audience

        asked = read_json(folder / ORDER)
        audience, names = Audience[asked["audience"]], tuple(asked["names"])
        facts = _facts(db, asked["plan"])
        paths = export_plan(facts, folder / FILES, (audience,), only=names, listen=reporter.standing)
        _archive(folder, paths)
        reporter.done([path.relative_to(folder / FILES).as_posix() for path in paths], len(names))
        return True
    except PairingError as fault:
        reporter.failed(fault.text)
    except Exception as fault:  # the last line of defence: the page needs words, the log the rest
        traceback.print_exc()
        reporter.failed(_CRASHED.fill(kind=type(fault).__name__))
    return False


def _facts(db: Path, number: int) -> Facts:
    """The stored plan with its lists, rules, the plan it was made from and the repairs priced for it."""
    from pairing.documents.facts import facts_of
    from pairing.rules import Rules
    from pairing.store import Store

    with Store(db) as store:
        record = store.plan(number)
        rules = Rules.from_toml(store.rules(record.rules).toml)
        return facts_of(
            store.load_county(record.county),
            store.load_plan(number),
            rules,
            previous=None if record.previous is None else store.load_plan(record.previous),
            repairs=_repairs(store.repairs(number)),
        )


def _repairs(kept: str | None) -> Repairs | None:
    if kept is None:
        return None
    from pairing.repairs import (
        repairs_of_json,  # brings the solver along: only where there is something to read
    )

    return repairs_of_json(kept)


def _archive(folder: Path, paths: Sequence[Path]) -> None:
    """All files in one; they are compressed as they are."""
    with replacing(folder / ARCHIVE) as part, zipfile.ZipFile(part, "w") as archive:
        for path in paths:
            archive.write(path, path.relative_to(folder / FILES))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command: 0 where all files were written, 1 where not."""
    parser = argparse.ArgumentParser(prog="python -m ui.paper_worker", description="Write one order.")
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args(arguments)
    return 0 if work(options.db, options.folder) else 1


if __name__ == "__main__":
    sys.exit(main())
