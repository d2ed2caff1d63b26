"""A real Chromium through the whole of it: sample, solve, coverage, gaps, roster; nothing leaves the machine."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, expect

from pairing.sample import make_county
from pairing.store import Store
from pairing.write import write_county
from tests.rosters import rosters
from tests.ui.browser import PAGES, Watched, browser, server, tab
from tests.ui.stores import SMALL, add_solved

pytestmark = [pytest.mark.browser, pytest.mark.slow]
_HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


def quiet(watched: Watched) -> None:
    """Nothing in the console, nothing asked of another machine."""
    assert watched.errors == []
    assert watched.strangers == []


def test_from_the_sample_to_the_roster(chromium: Browser, tmp_path: Path) -> None:
    db = tmp_path / "store.db"
    with server(db) as base, tab(chromium, base) as watched:
        page = watched.page
        watched.open("home")
        watched.click("载入示例数据")
        expect(page.get_by_role("button", name="去求解")).to_be_visible(timeout=60_000)
        watched.click("去求解")
        watched.settle()
        # Long enough that the stop below is what ends it, however busy the machine.
        page.get_by_role("combobox", name="最长时间").click()
        page.get_by_role("option", name="10 分钟").click()
        watched.settle()
        watched.click("开始求解")
        stop = page.get_by_role("button", name="停止并保留最好方案")
        expect(stop).to_be_visible(timeout=30_000)
        # A reload is a new session, a second tab another one: both find the same solve.
        page.reload()
        expect(stop).to_be_visible(timeout=30_000)
        with tab(chromium, base) as second:
            second.open("solve")
            expect(second.page.get_by_role("button", name="停止并保留最好方案")).to_be_visible(timeout=30_000)
            expect(
                second.page.get_by_text("离最优最多差").or_(second.page.get_by_text("还不知道离最优"))
            ).to_be_visible(timeout=120_000)
            second.click("停止并保留最好方案")
            # A tab that closes before the page says so may take the click with it: it was perhaps never sent.
            expect(
                second.page.get_by_text("正在停止").or_(second.page.get_by_role("button", name="看总览"))
            ).to_be_visible(timeout=60_000)
            quiet(second)
        expect(page.get_by_role("button", name="看总览")).to_be_visible(timeout=120_000)
        with Store(db) as store:
            (run,) = store.runs.of(1)
        assert (run.state, run.plan) == ("cancelled", 1)
        watched.click_row(0, 0)
        drawer = page.get_by_role("dialog")
        expect(drawer.get_by_text("由人停止")).to_be_visible(timeout=30_000)
        expect(drawer.get_by_text("得分与上限")).to_be_visible()
        page.keyboard.press("Escape")
        expect(drawer).to_have_count(0)

        watched.click("看总览")
        expect(page.get_by_text("群众联系全覆盖").first).to_be_visible(timeout=30_000)
        expect(page.get_by_text("6,000 / 6,000")).to_be_visible()
        watched.follow("gaps")
        expect(page.get_by_role("heading", name="缺口", exact=True)).to_be_visible()
        watched.follow("export")
        export_and_fetch(watched)
        quiet(watched)


def export_and_fetch(watched: Watched) -> None:
    """Every public document: begun, left, found again after a reload, stopped; then made anew and fetched."""
    page = watched.page
    stop, start = (page.get_by_role("button", name=name, exact=True) for name in ("停止", "生成所选文件"))
    page.get_by_role("button", name="全选", exact=True).click()
    watched.settle()
    start.click()
    expect(stop).to_be_visible(timeout=30_000)
    expect(page.get_by_role("progressbar")).to_be_visible()
    watched.follow("overview")
    watched.follow("export")
    page.reload()
    expect(stop.or_(page.get_by_text("全部下载"))).to_be_visible(timeout=30_000)
    if stop.is_visible():
        stop.click()
        expect(start).to_be_visible(timeout=30_000)
    else:  # a quick machine: it is all there already
        page.get_by_role("button", name="清除", exact=True).click()
    expect(page.get_by_text("全部下载")).to_have_count(0)
    expect(start).to_be_visible()
    start.click()
    everything = page.get_by_role("button", name="全部下载")
    expect(everything).to_be_visible(timeout=180_000)
    with page.expect_download(timeout=60_000) as fetched:
        everything.click()
    assert fetched.value.suggested_filename == "公示版.zip"
    with zipfile.ZipFile(Path(fetched.value.path())) as archive:
        (roster,) = [name for name in archive.namelist() if name.endswith("结对帮扶名册（公示版）.xlsx")]
        book = openpyxl.load_workbook(io.BytesIO(archive.read(roster)))
    assert book.sheetnames[:3] == ["总览", "分乡镇", "名册（按乡镇）"]
    assert "公示版" in str(book.worksheets[2].oddHeader.right.text)
    page.get_by_text("逐个下载").click()
    with page.expect_download(timeout=60_000) as one:
        page.get_by_role("button", name="联村一览表（公示版）.xlsx").click()
    content = io.BytesIO(Path(one.value.path()).read_bytes())
    assert openpyxl.load_workbook(content).sheetnames == ["联村一览表"]


@pytest.fixture(scope="module")
def county_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    db = tmp_path_factory.mktemp("county") / "store.db"
    with Store(db) as store:
        store.add_county(make_county(SMALL))
    return db


def test_the_language_switch_leaves_no_word_of_ours_behind(chromium: Browser, county_store: Path) -> None:
    with server(county_store) as base, tab(chromium, base) as watched:
        watched.open("home")
        watched.page.get_by_role("radio", name="English").click()
        expect(watched.page.get_by_role("heading", level=1)).to_contain_text("Someone for every household")
        for name in PAGES:
            watched.follow(name)
            words = watched.page.evaluate(
                "[...document.querySelectorAll('h1,h2,h3,label p,button p,[data-testid=stCaptionContainer]')]"
                ".map(e => e.innerText)"
            )
            ours = [w for w in words if w not in ("中文", "默认规则")]
            assert not [w for w in ours if _HAN.search(w)], name
        assert watched.page.evaluate("document.documentElement.lang") == "en"
        # A reload is a new session; the address carries the choice.
        watched.page.reload()
        watched.settle()
        expect(watched.page.get_by_role("heading", level=1)).to_contain_text("Record")
        quiet(watched)


@pytest.fixture(scope="module")
def planned_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    db = tmp_path_factory.mktemp("planned") / "store.db"
    add_solved(db, make_county(SMALL), 1.0)
    return db


@pytest.mark.parametrize(
    ("lang", "points", "pick", "allowed", "after"),
    [
        ("zh", "得分 ", "候选干部", "允许", "其余重新安排后"),
        ("en", "Points ", "Candidate", "Allowed", "After the rest is re-arranged"),
    ],
)
def test_a_row_opens_its_reason_and_another_cadre_is_priced(
    chromium: Browser, planned_store: Path, lang: str, points: str, pick: str, allowed: str, after: str
) -> None:
    with server(planned_store) as base, tab(chromium, base) as watched:
        page = watched.page
        watched.open("overview", f"?lang={lang}")
        watched.click_row(0, 1)
        drawer = page.get_by_role("dialog")
        expect(drawer.get_by_text(points, exact=False).first).to_be_visible(timeout=30_000)
        drawer.get_by_role("combobox", name=pick).click()
        page.get_by_role("option").first.click()
        expect(drawer.get_by_text(allowed, exact=False).first).to_be_visible(timeout=30_000)
        expect(drawer.get_by_text(after, exact=False).first).to_be_visible()
        page.keyboard.press("Escape")
        expect(drawer).to_have_count(0)
        # Another list is looked at: the drawer does not come back by itself, and opens for the next row.
        watched.follow("gaps")
        watched.follow("overview")
        expect(page.get_by_role("dialog")).to_have_count(0)
        watched.click_row(0, 2)
        expect(drawer).to_be_visible(timeout=30_000)
        page.keyboard.press("Escape")
        expect(drawer).to_have_count(0)
        the_same_row_again_where_the_list_stands(watched)
        quiet(watched)


def the_same_row_again_where_the_list_stands(watched: Watched) -> None:
    """In a list searched, sorted and scrolled a row is looked at again and again: the list stays as it was set."""
    page, drawer = watched.page, watched.page.get_by_role("dialog")
    grid = page.locator('[data-testid="stDataFrame"]:visible').first
    first, cells = grid.get_by_test_id("glide-cell-1-0"), grid.locator("[role=gridcell]")
    search = page.locator('[class*="-pairs-search"] input')
    search.fill(grid.get_by_test_id("glide-cell-0-0").inner_text().split()[0])
    search.press("Enter")
    watched.settle()
    for _ in range(2):  # upwards, then downwards; a click on a title once opened the first row
        before = first.inner_text()
        watched.press_row(0, -1)
        expect(first).not_to_have_text(before)
        page.wait_for_timeout(700)
        expect(drawer).to_have_count(0)
    page.mouse.wheel(0, 36 * 4)
    page.wait_for_timeout(500)
    stands = cells.all_text_contents()
    seen = set()
    for again in (grid.click, grid.click, lambda **_: page.keyboard.press("Enter"), grid.dblclick):
        again(position={"x": 60, "y": 36 * 5 + 18})
        expect(drawer).to_be_visible(timeout=30_000)
        seen.add(drawer.locator("strong").first.inner_text())
        expect(page.locator("[id^=gdg-overlay]")).to_have_count(0)
        page.keyboard.press("Escape")
        expect(drawer).to_have_count(0)
        watched.settle()
    assert len(seen) == 1
    assert cells.all_text_contents() == stands


def test_lists_come_in_by_upload_and_a_faulty_file_is_refused(chromium: Browser, tmp_path: Path) -> None:
    good, bad = tmp_path / "我县.xlsx", tmp_path / "坏.xlsx"
    write_county(make_county(SMALL), good)
    bad.write_bytes(b"PK\x03\x04" + b"\0" * 5000)
    db = tmp_path / "store.db"
    with server(db) as base, tab(chromium, base) as watched:
        watched.open("data")
        drop = watched.page.locator("input[type=file]")
        drop.set_input_files(str(bad))
        watched.settle()
        watched.click("检查并导入")
        expect(watched.page.get_by_text("没有导入")).to_be_visible(timeout=30_000)
        with Store(db) as store:
            assert store.counties() == ()
        watched.page.reload()
        watched.settle()
        drop.set_input_files(str(good))
        watched.settle()
        watched.click("检查并导入")
        expect(watched.page.get_by_text("已导入：我县")).to_be_visible(timeout=60_000)
        with Store(db) as store:
            assert [c.name for c in store.counties()] == ["我县"]
        quiet(watched)


def test_what_the_lists_leave_unsure_is_confirmed_and_remembered(chromium: Browser, tmp_path: Path) -> None:
    lists = rosters.typed_by_ear(tmp_path)
    db = tmp_path / "store.db"
    with server(db) as base, tab(chromium, base) as watched:
        watched.open("data")
        drop = watched.page.locator("input[type=file]")
        drop.set_input_files(str(lists))
        watched.settle()
        watched.click("检查并导入")
        expect(watched.page.get_by_text("请确认这些写法（3 处）")).to_be_visible(timeout=30_000)
        with Store(db) as store:
            assert store.counties() == ()
        watched.click("确认所选并导入")
        expect(watched.page.get_by_text("已导入：听写")).to_be_visible(timeout=30_000)
        expect(watched.page.get_by_text("已记住的写法（3）")).to_be_visible()
        with Store(db) as store:
            assert len(store.matches.all()) == 3
        quiet(watched)
