"""A real Chromium in an office: edits by hand refused and made, the rest solved anew, two on one draft, and a viewer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from pairing.by_hand.steps import Lead
from pairing.plan import GoalValue, Plan, Summary
from pairing.planner import recount
from pairing.rules import Rules
from pairing.store import Store
from tests.pairing.plans import plan_of
from tests.pairing.tiny import tiny
from tests.ui.browser import PAGES, Watched, browser, running, tab

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LAW, FARM = {"skills": ("法律",)}, {"skills": ("种植",)}
WRONGED, FARMER = {"needs": ("法律援助",)}, {"needs": ("种植技术",)}
# Of each village the two who know the law have the farmers, and the other way round.
PAIRS = [(0, 2), (1, 3), (2, 0), (3, 1), (4, 6), (5, 7), (6, 4), (7, 5)]
BY_HAND, SOLVED_ANEW, SHARED, LED = 1, 2, 3, 4


@dataclass(frozen=True)
class Office:
    """A server behind a proxy that names the organizers: li and wang may change, whoever else comes may look."""

    db: Path
    base: str
    chromium: Browser

    def desk(self, who: str) -> AbstractContextManager[Watched]:
        """A browser of this organizer."""
        return tab(self.chromium, self.base, headers={"X-Remote-User": who})


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    roles, db = folder / "roles.toml", folder / "store.db"
    roles.write_text('[roles]\nli = "edit"\nwang = "edit"\n', encoding="utf-8")
    for name in ("甲县", "乙县", "丙县"):
        add_planned(db, name)
    add_planned(db, "丁县", leaders=1)
    named = {"PAIRING_USER_HEADER": "X-Remote-User", "PAIRING_ROLES": str(roles)}
    with running(db, environment=named) as started, browser() as chromium:
        yield Office(db, started.base, chromium)


def add_planned(db: Path, name: str, leaders: int = 0) -> None:
    """Two villages with a unit and four households each, badly paired; the first pair is pinned. ``leaders``: county leaders
    beside them, who lead the first village."""
    four = [LAW, LAW, FARM, FARM]
    homes = [WRONGED, WRONGED, FARMER, FARMER]
    county = replace(
        tiny(
            units=[{}, {}],
            cadres=[{**who, "unit": unit} for unit in (0, 1) for who in four] + leaders * [{"level": 3}],
            villages=[{}, {}],
            households=[{**home, "village": village} for village in (0, 1) for home in homes],
            directives=[{"cadre": 0, "household": 2, "why": "多年结对"}],
        ),
        name=name,
    )
    rules = Rules()
    led = [(8 + number, 0) for number in range(leaders)]
    tables = plan_of(county, rules, links=[(0, 0), (1, 1)], leaders=led, pairs=PAIRS)
    counted = recount(county, rules, tables)
    assert counted.ok
    goals = (
        GoalValue("shortage", counted.shortage, None, False),
        GoalValue("idle", counted.idle, None, False),
        GoalValue("points", counted.points, None, False),
    )
    summary = Summary(
        "feasible", "time", goals, None, 1.0, counted.coverage.counts, None, county.data_hash, rules.hash, "0.1.0", name,
        "2024-01-01",
    )  # fmt: skip
    with Store(db, "li") as store:
        record = store.add_county(county)
        saved = store.save_rules("默认规则", rules.to_toml(), rules.hash)
        store.save_plan(
            record.id, saved.id, Plan(tables.links, tables.pairs, tables.contacts, summary), counted
        )


def adjust(watched: Watched, number: int) -> None:
    """Open 调整 for the county and plan of this number."""
    watched.open("adjust", f"?county={number}&plan={number}")


def opened(watched: Watched, row: int) -> Locator:
    """The drawer of a household, by its row in the list."""
    watched.click_row(0, row)
    drawer = watched.page.get_by_role("dialog")
    expect(drawer).to_be_visible(timeout=30_000)
    return drawer


def figure(page: Page, title: str) -> Locator:
    return page.get_by_test_id("stMetric").filter(has_text=title)


def quiet(watched: Watched) -> None:
    """Nothing in the console, nothing asked of another machine."""
    assert watched.errors == []
    assert watched.strangers == []


def pairs(db: Path, plan: int) -> set[tuple[str, str]]:
    with Store(db) as store:
        table = store.load_plan(plan).pairs
    return set(zip(table["cadre_id"], table["household_id"], strict=True))


def test_an_edit_is_refused_by_name_another_made_undone_made_again_and_kept(office: Office) -> None:
    with office.desk("li") as watched:
        page = watched.page
        adjust(watched, BY_HAND)
        points, focus = figure(page, "匹配得分"), figure(page, "重点户结对")
        before = points.inner_text()
        expect(focus).to_contain_text("全覆盖")
        drawer = opened(watched, 2)
        drawer.get_by_role("radio", name="撤下").click()
        expect(drawer.get_by_text("不能这样改：指定都已执行")).to_be_visible(timeout=20_000)
        expect(drawer.get_by_role("button", name="就这样改")).to_have_count(0)
        page.keyboard.press("Escape")
        expect(drawer).to_have_count(0)
        watched.settle()

        # The very same row once more, after each way in which a drawer is shut.
        drawer = opened(watched, 2)
        drawer.get_by_role("button", name="Close").click()
        expect(drawer).to_have_count(0)
        watched.settle()
        drawer = opened(watched, 2)
        page.mouse.click(20, 400)
        expect(drawer).to_have_count(0)
        watched.settle()
        drawer = opened(watched, 2)
        page.keyboard.press("Escape")
        expect(drawer).to_have_count(0)

        drawer = opened(watched, 3)
        drawer.get_by_role("radio", name="撤下").click()
        expect(drawer.get_by_text("可以这样改")).to_be_visible(timeout=20_000)
        expect(drawer.get_by_text("户主4还缺 1 名责任人")).to_be_visible()
        drawer.get_by_role("button", name="就这样改").click()
        expect(drawer).to_have_count(0, timeout=20_000)
        expect(focus).to_contain_text("差 1", timeout=20_000)
        changed = points.inner_text()
        assert changed != before
        watched.settle()
        expect(drawer).to_have_count(0)
        drawer = opened(watched, 3)  # the row of another one: whoever lacks somebody now stands first
        expect(drawer.get_by_text("户主3（")).to_be_visible()
        page.keyboard.press("Escape")
        expect(drawer).to_have_count(0)
        watched.click("撤销")
        expect(focus).to_contain_text("全覆盖", timeout=20_000)
        expect(points).to_have_text(before, use_inner_text=True)
        watched.click("重做")
        expect(focus).to_contain_text("差 1", timeout=20_000)
        expect(points).to_have_text(changed, use_inner_text=True)

        page.get_by_role("textbox", name="新方案的名称").fill("乡镇反馈后")
        watched.click("另存为新方案")
        expect(page.get_by_text("还没有改动")).to_be_visible(timeout=20_000)
        expect(page.get_by_role("combobox", name="方案")).to_have_value(re.compile("乡镇反馈后"))
        quiet(watched)
    with Store(office.db) as store:
        kept = store.plans(BY_HAND)[0]
    assert (kept.name, kept.made_by) == ("乡镇反馈后", "li")
    assert pairs(office.db, BY_HAND) - pairs(office.db, kept.id) == {("G2", "H4")}


def test_a_village_is_locked_and_the_rest_solved_anew_within_its_limit(office: Office) -> None:
    with office.desk("li") as watched:
        page = watched.page
        adjust(watched, SOLVED_ANEW)
        page.get_by_role("tab", name="按村").click()
        watched.settle()
        drawer = opened(watched, 0)
        expect(drawer.get_by_text("名单里没有县级领导（层级 3）")).to_be_visible()
        drawer.get_by_role("button", name="全部锁定").click()
        expect(drawer).to_have_count(0, timeout=20_000)
        page.get_by_role("button", name="锁定后重新求解").click()
        page.get_by_role("spinbutton", name="其余最多改几处").fill("2")
        watched.click("开始求解")
        expect(page.get_by_text("求解完成")).to_be_visible(timeout=120_000)
        watched.click("看总览")
        watched.settle()
        expect(page.get_by_text("重点户结对").first).to_be_visible()
        quiet(watched)
    with Store(office.db) as store:
        county = store.newest_county("乙县")
        assert county is not None
        (run,) = store.runs.of(county.id)
        assert run.state == "done"
        assert run.plan is not None
        assert store.plan(run.plan).summary.max_changes == 2
    was, now = pairs(office.db, SOLVED_ANEW), pairs(office.db, run.plan)
    locked = {pair for pair in was if pair[1] in ("H1", "H2", "H3", "H4")}
    assert len(locked) == 4
    assert locked <= now
    assert len(now - was) == 2  # all four pairs of the other village could be better; two are what may change


def test_the_second_of_two_on_one_draft_is_told_what_changed_and_goes_on(office: Office) -> None:
    with office.desk("li") as first, office.desk("wang") as second:
        adjust(first, SHARED)
        adjust(second, SHARED)
        mine = opened(first, 3)
        mine.get_by_role("radio", name="撤下").click()
        mine.get_by_label("理由").fill("搬走了")
        mine.get_by_label("理由").press("Enter")
        first.settle()
        expect(mine.get_by_text("可以这样改")).to_be_visible(timeout=20_000)
        theirs = opened(second, 5)
        theirs.get_by_role("radio", name="撤下").click()
        theirs.get_by_label("理由").fill("调离")
        theirs.get_by_role("button", name="就这样改").click()
        expect(figure(second.page, "重点户结对")).to_contain_text("差 1", timeout=20_000)

        mine.get_by_role("button", name="就这样改").click()
        expect(mine.get_by_text("wang 在")).to_be_visible(timeout=20_000)
        expect(mine.get_by_text("户主6：撤下干部8（调离）")).to_be_visible()
        expect(mine.get_by_label("理由")).to_have_value("搬走了")
        mine.get_by_role("button", name="就这样改").click()
        expect(mine).to_have_count(0, timeout=20_000)
        expect(figure(first.page, "重点户结对")).to_contain_text("差 2", timeout=20_000)

        # A click on the page is about what was seen, too: the step to be undone is no longer the last one.
        second.click("撤销")
        expect(second.page.get_by_text("li 刚在")).to_be_visible(timeout=20_000)
        expect(second.page.get_by_text("户主4：撤下干部2（搬走了）")).to_be_visible()
        expect(figure(second.page, "重点户结对")).to_contain_text("差 2")
        second.click("撤销")
        expect(figure(second.page, "重点户结对")).to_contain_text("差 1", timeout=20_000)
        quiet(first)
        quiet(second)
    with Store(office.db) as store:
        draft = store.drafts.of(SHARED)
    assert draft is not None
    assert [(done.who, done.step.why) for done in draft.done] == [("wang", "调离")]


def test_a_viewer_goes_through_all_pages_and_finds_nothing_to_change_with(office: Office) -> None:
    with Store(office.db) as store:
        before = store.history()
    with office.desk("zhang") as watched:
        page = watched.page
        watched.open("home", f"?county={SHARED}&plan={SHARED}")
        expect(page.get_by_text("zhang（只看）")).to_be_visible()
        for name in PAGES:
            watched.follow(name)
            expect(
                page.get_by_test_id("stException").or_(page.get_by_test_id("stAlertContentError"))
            ).to_have_count(0)
            acting = page.locator('[data-testid^="stBaseButton-primary"]:visible:enabled')
            assert set(acting.locator("p").all_inner_texts()) <= {"看总览", "去求解", "生成所选文件"}, name
            uploads = page.get_by_test_id("stFileUploaderDropzone").locator("button:enabled")
            assert uploads.count() == 0 or name in ("rules", "export"), name
        quiet(watched)
    with Store(office.db) as store:
        assert store.history() == before


def test_a_village_without_a_county_leader_is_given_one(office: Office) -> None:
    """One leader, who may lead two villages, leads the first; the second has nobody until the drawer offers the leader."""
    with office.desk("li") as watched:
        page = watched.page
        adjust(watched, LED)
        page.get_by_role("tab", name="按村").click()
        watched.settle()
        drawer = opened(watched, 1)
        expect(drawer.get_by_text("现在没有县级领导联系这个村。")).to_be_visible()
        drawer.get_by_text("请一名领导联系这个村").click()
        expect(drawer.get_by_text("点行首的方框选一个。")).to_be_visible(timeout=20_000)
        watched.settle()
        offers = drawer.get_by_test_id("stDataFrame").last
        offers.scroll_into_view_if_needed()
        offers.click(position={"x": 20, "y": 54})
        expect(drawer.get_by_text("可以这样改")).to_be_visible(timeout=20_000)
        drawer.get_by_role("button", name="就这样改").click()
        expect(drawer).to_have_count(0, timeout=20_000)
        expect(figure(page, "已改")).to_contain_text("1", timeout=20_000)
        quiet(watched)
    with Store(office.db) as store:
        draft = store.drafts.of(LED)
    assert draft is not None
    assert [done.step for done in draft.done] == [Lead("G9", "V2")]
