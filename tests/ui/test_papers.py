"""Documents are written by a process of their own, whatever becomes of the page; a stop leaves nothing behind."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import psutil
import pytest

from pairing.documents.export import DOCUMENTS
from pairing.documents.masking import Audience
from pairing.errors import StoreError
from pairing.store import Store
from tests.ui.conftest import Screen
from tests.ui.stores import spoil_plan, with_an_exempt_contact
from ui import paper_worker, papers
from ui.paper_words import Export
from ui.papers import ARCHIVE, FILES, ORDER, STANDING, Papers, Printing, write_json

SLOW = (sys.executable, "-m", "tests.ui.slow_paper_worker")
NAMES = ("名册", "联村一览表")


@pytest.fixture
def desk(full: Screen) -> Iterator[Papers]:
    """The store's documents; whatever is still written at the end of a test is ended."""
    made = Papers(full.db)
    yield made
    for order in made.of(1):
        made.cancel(order.id)


@pytest.fixture
def here(desk: Papers, monkeypatch: pytest.MonkeyPatch) -> Papers:
    """The same, where the process is not the point: an order is written in this one before ``start`` returns."""

    def at_once(command: Sequence[str], log: Path, env: Mapping[str, str]) -> subprocess.Popen[bytes]:
        options = dict(zip(command[-4::2], command[-3::2], strict=True))
        paper_worker.work(Path(options["--db"]), Path(options["--folder"]))
        return subprocess.Popen((sys.executable, "-S", "-c", ""))

    monkeypatch.setattr(papers.processes, "start", at_once)
    return desk


def until(desk: Papers, done: Callable[[Printing], bool], seconds: float = 60.0) -> Printing:
    """Look at the newest order until it is as wanted."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        orders = desk.of(1)
        if orders and done(orders[0]):
            return orders[0]
        time.sleep(0.05)
    raise AssertionError(f"still {desk.of(1)}")


def over(order: Printing) -> bool:
    return not order.running


def writing(order: Printing) -> bool:
    return order.running and order.share > 0


def test_an_order_ends_with_its_files_and_an_archive_of_them(desk: Papers) -> None:
    number = desk.start(1, Audience.PUBLIC, NAMES)
    order = until(desk, over)
    assert (order.id, order.state, order.share, order.message) == (number, "done", 1.0, None)
    assert order.files == ("公示版/结对帮扶名册（公示版）.xlsx", "公示版/联村一览表（公示版）.xlsx")
    for file in order.files:
        assert openpyxl.load_workbook(desk.file(number, file)).sheetnames
    with zipfile.ZipFile(desk.file(number, ARCHIVE)) as archive:
        assert tuple(archive.namelist()) == order.files
    if sys.platform != "win32":
        assert (desk.home / number).stat().st_mode & 0o077 == 0, "nobody else on this computer may look"


def test_the_reasons_know_the_rules_of_the_plan(here: Papers) -> None:
    number = here.start(1, Audience.INTERNAL, ("未覆盖户",))
    order = until(here, over)
    sheet = openpyxl.load_workbook(here.file(number, order.files[0])).worksheets[0]
    reasons = [row[-1] for row in sheet.iter_rows(min_row=4, values_only=True)]
    assert reasons
    assert all("干部" in reason and "未说明" not in reason for reason in reasons)


def test_a_second_tab_finds_the_order_and_cannot_begin_another(desk: Papers) -> None:
    slow = replace(desk, command=SLOW)
    number = slow.start(1, Audience.PUBLIC, NAMES)
    assert until(desk, writing).id == number
    assert Papers(desk.db).start(1, Audience.INTERNAL, ("导入模板",)) == number
    assert len(desk.of(1)) == 1


def test_a_stop_ends_the_process_at_once_and_leaves_nothing(desk: Papers) -> None:
    slow = replace(desk, command=SLOW)
    number = slow.start(1, Audience.PUBLIC, NAMES)
    until(desk, writing)
    pid = papers.read_json(desk.home / number / papers.PROCESS)["pid"]
    desk.cancel(number)
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    assert desk.of(1) == ()
    assert list(desk.home.iterdir()) == []


def test_a_killed_writer_is_found_and_said_in_words(desk: Papers) -> None:
    slow = replace(desk, command=SLOW)
    number = slow.start(1, Audience.PUBLIC, NAMES)
    until(desk, writing)
    psutil.Process(papers.read_json(desk.home / number / papers.PROCESS)["pid"]).kill()
    order = until(desk, over)
    assert (order.state, order.files) == ("failed", ())
    assert "没有写完" in order.message.zh


def test_an_order_whose_process_never_came_is_given_up(desk: Papers) -> None:
    late = replace(desk, command=(sys.executable, "-c", "raise SystemExit"), starting=0.0)
    late.start(1, Audience.PUBLIC, NAMES)
    assert until(late, over).state == "failed"


def test_a_fault_of_the_plan_is_told_in_its_own_words(here: Papers) -> None:
    with Store(here.db) as store:
        store._database.write("UPDATE counties SET tables = ?", (b"damaged",))
    here.start(1, Audience.PUBLIC, NAMES)
    order = until(here, over)
    assert order.state == "failed"
    assert "已损坏" in order.message.zh


def test_an_unexpected_fault_is_told_without_its_trace(desk: Papers, tmp_path: Path) -> None:
    folder = tmp_path / "order"
    folder.mkdir()
    write_json(folder / ORDER, {"plan": 1, "audience": "NOBODY", "names": []})
    assert not paper_worker.work(desk.db, folder)
    told = papers.read_json(folder / STANDING)
    assert told["state"] == "failed"
    assert "KeyError" in told["message"][0]
    assert "Traceback" not in str(told)


def test_another_organizers_files_are_neither_seen_nor_fetched_nor_removed(here: Papers) -> None:
    number = here.start(1, Audience.INTERNAL, ("名册",))
    order = until(here, over)
    other = replace(here, who="别人")
    assert other.of(1) == ()
    with pytest.raises(StoreError):
        other.file(number, order.files[0])
    other.remove(number)
    other.cancel(number)
    assert here.file(number, order.files[0]).is_file()


def test_an_order_that_repeats_an_earlier_one_takes_its_place(here: Papers) -> None:
    first = here.start(1, Audience.PUBLIC, ("名册",))
    until(here, over)
    internal = here.start(1, Audience.INTERNAL, ("名册",))
    until(here, over)
    second = here.start(1, Audience.PUBLIC, NAMES)
    until(here, over)
    assert [order.id for order in here.of(1)] == [second, internal]
    with pytest.raises(StoreError) as caught:
        here.file(first, ARCHIVE)
    assert "重新生成" in caught.value.text.zh


def test_files_go_after_a_day_and_none_is_taken_from_under_a_writer(desk: Papers) -> None:
    old = desk.start(1, Audience.PUBLIC, ("名册",))
    until(desk, over)
    live = replace(desk, command=SLOW).start(1, Audience.INTERNAL, NAMES)
    until(desk, writing)
    for number in (old, live):
        folder = desk.home / number
        moment = time.time() - papers.KEPT.total_seconds() - 60
        os.utime(folder, (moment, moment))
    desk.clear_stale()
    assert not (desk.home / old).exists()
    assert (desk.home / live / ORDER).exists()


def test_nothing_was_ever_ordered(tmp_path: Path) -> None:
    assert Papers(tmp_path / "store.db").of(1) == ()


# The page


def test_the_page_makes_the_public_version_unless_told_otherwise(full: Screen, desk: Papers) -> None:
    app = full.open("export")
    assert not app.toggle(key="papers-internal").value
    assert app.checkbox(key="paper-名册").value
    assert app.checkbox(key="paper-导入模板").disabled
    app.button(key="papers-start").click().run()
    order = until(desk, over)
    assert (order.audience, order.names) == (Audience.PUBLIC, NAMES)
    app.run()
    labels = [button.proto.label for button in app.get("download_button")]
    assert Export.archive.zh in labels
    assert "结对帮扶名册（公示版）.xlsx" in labels
    app.button(key=f"papers-clear-{order.id}").click().run()
    assert desk.of(1) == ()


def test_the_full_version_is_asked_for_and_warned_of(full: Screen, desk: Papers) -> None:
    app = full.open("export")
    app.toggle(key="papers-internal").set_value(True).run()
    assert "内部资料 注意保密" in app.warning[0].value
    app.button(key="papers-False").click().run()
    app.button(key="papers-start").click().run()
    assert app.error[0].value == Export.nothing_chosen.zh
    app.checkbox(key="paper-导入模板").set_value(True).run()
    app.button(key="papers-start").click().run()
    order = until(desk, over)
    assert (order.audience, order.names) == (Audience.INTERNAL, ("导入模板",))
    assert order.files == ("内部资料/帮扶责任人导入模板（内部资料）.xlsx",)


def test_a_page_that_is_opened_later_finds_the_order_and_stops_it(full: Screen, desk: Papers) -> None:
    replace(desk, command=SLOW).start(1, Audience.PUBLIC, NAMES)
    until(desk, writing)
    app = full.open("export")
    assert any(Export.running.zh.format(audience="公示版") in m.value for m in app.markdown)
    assert not [button for button in app.button if button.key == "papers-start"]
    app.button(key="papers-stop").click().run()
    assert desk.of(1) == ()
    assert app.button(key="papers-start")


def test_what_failed_is_said_on_the_page(full: Screen, here: Papers) -> None:
    number = here.start(1, Audience.PUBLIC, NAMES)
    until(here, over)
    write_json(
        here.home / number / STANDING, {"state": "failed", "message": ["磁盘*满*了。", "The disk is full."]}
    )
    app = full.open("export")
    assert "磁盘\\*满\\*了" in app.error[0].value


def test_a_document_without_files_is_said_so(full: Screen, here: Papers) -> None:
    here.start(1, Audience.PUBLIC, ("变动表",))  # the plan was not made from another
    order = until(here, over)
    assert (order.state, order.files) == ("done", ())
    assert any(Export.empty.zh in m.value for m in full.open("export").markdown)


def test_of_many_files_one_is_picked_from_a_list(full: Screen, here: Papers) -> None:
    number = here.start(1, Audience.PUBLIC, NAMES)
    until(here, over)
    files = [f"公示版/连心卡/连心卡-{k}镇（公示版）.pdf" for k in range(40)]
    write_json(here.home / number / STANDING, {"state": "done", "share": 1.0, "files": files})
    app = full.open("export")
    picker = app.selectbox(key=f"papers-pick-{number}")
    assert picker.options[:2] == ["连心卡-0镇（公示版）.pdf", "连心卡-1镇（公示版）.pdf"]
    assert len(picker.options) == 40


def test_a_plan_that_fails_todays_recount_is_not_printed(full: Screen) -> None:
    spoil_plan(full.db, with_an_exempt_contact)
    assert full.open("export").button(key="papers-start").disabled


def test_every_document_has_a_title_in_both_languages() -> None:
    assert set(DOCUMENTS) <= set(Export.titles)


def test_the_archive_is_fetched_whole(full: Screen, here: Papers) -> None:
    number = here.start(1, Audience.PUBLIC, NAMES)
    until(here, over)
    content = here.file(number, ARCHIVE).read_bytes()
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    assert not list((here.home / number / FILES).rglob(".*"))
