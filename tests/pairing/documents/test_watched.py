"""Whoever waits for a list hears of it while it is built and packed, and can stop it then: there are no silent seconds."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter

from pairing.documents.facts import Facts
from pairing.documents.masking import Mask
from pairing.documents.sheets import Column, PrintedTable
from pairing.documents.watched import watched
from pairing.documents.workbook import write_workbook

PATIENCE = 30.0


class Waiter:
    """Hears the shares told; whoever ``waits`` goes on when it has been asked once more, and is stopped if it says so."""

    def __init__(self, *, stops: bool = False) -> None:
        self.told: list[float] = []
        self._stops = stops
        self._asked = threading.Event()
        self._waited_for = False

    def __call__(self, share: float) -> None:
        self.told.append(share)
        if self._waited_for:
            self._asked.set()
            if self._stops:
                raise InterruptedError

    def waits(self) -> None:
        self._waited_for = True
        assert self._asked.wait(PATIENCE), "nobody was asked meanwhile"


def first(facts: Facts, mask: Mask) -> PrintedTable:
    return PrintedTable("表一", "题", (Column("序号", 6, range(1, 8)),))


@pytest.mark.parametrize("stops", [False, True])
def test_the_building_of_a_list_is_told_and_can_be_stopped(facts: Facts, tmp_path: Path, stops: bool) -> None:
    waiter = Waiter(stops=stops)

    def second(facts: Facts, mask: Mask) -> PrintedTable:
        waiter.waits()
        return replace(first(facts, mask), name="表二")

    if stops:
        with pytest.raises(InterruptedError):
            write_workbook("名单", (first, second), facts, Mask(), tmp_path, waiter)
        assert list(tmp_path.iterdir()) == []
    else:
        (path,) = write_workbook("名单", (first, second), facts, Mask(), tmp_path, waiter)
        assert path.is_file()
    # Two lists and the packing: while the second was built, a third of all was done.
    assert waiter.told == sorted(waiter.told)
    assert waiter.told.count(1 / 3) >= 2


def test_the_packing_of_a_workbook_is_told_and_leaves_nothing_when_stopped(
    facts: Facts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Packing a sheet of 100,000 rows takes seconds; the half file goes after its writer has let go of it."""
    close = xlsxwriter.Workbook.close
    waiter = Waiter(stops=True)

    def slowly(book: xlsxwriter.Workbook) -> None:
        waiter.waits()
        close(book)

    monkeypatch.setattr(xlsxwriter.Workbook, "close", slowly)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    with pytest.raises(InterruptedError):
        write_workbook("名单", (first,), facts, Mask(), tmp_path / "out", waiter)
    assert waiter.told[-1] == 0.5
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_what_the_work_gives_and_raises_comes_through() -> None:
    def fails() -> int:
        raise KeyError("x")

    assert watched(lambda: 7, [].append) == 7
    with pytest.raises(KeyError, match="x"):
        watched(fails, [].append)
