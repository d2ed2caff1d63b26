"""村级公示栏 names every household of a village once, and 干部任务清单 gives every cadre a page of work."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pairing.county import County
from pairing.documents import board
from pairing.documents.board import write_boards
from pairing.documents.export import DOCUMENTS
from pairing.documents.facts import Facts, facts_of
from pairing.documents.masking import Audience, Mask
from pairing.documents.task_lists import write_task_lists
from pairing.plan import Plan
from tests.pairing.printed import nobody, office, overlaps, pages, size_mm

INTERNAL, PUBLIC = Mask(Audience.INTERNAL), Mask()


@pytest.fixture(scope="module")
def boards(facts: Facts, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    return write_boards(facts, PUBLIC, tmp_path_factory.mktemp("boards"), nobody)


@pytest.fixture(scope="module")
def task_lists(facts: Facts, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    return write_task_lists(facts, INTERNAL, tmp_path_factory.mktemp("tasks"), nobody)


def by_village(boards: tuple[Path, ...], county: County) -> dict[int, str]:
    """The words of each village's page or pages."""
    said: dict[int, str] = {}
    for path in boards:
        for page in pages(path):
            (village,) = (
                v
                for v, (town, name) in enumerate(
                    zip(county.villages["town"], county.villages["name"], strict=True)
                )
                if f"{town}{name}干部联户公示栏" in page
            )
            said[village] = said.get(village, "") + page
    return said


def test_every_village_has_a_page_with_its_own_households_once(
    boards: tuple[Path, ...], lists: tuple[County, Plan], facts: Facts
) -> None:
    county, _ = lists
    said = by_village(boards, county)
    assert sorted(said) == list(range(8))
    assert sum(len(pages(path)) for path in boards) == 8
    assert size_mm(boards[0]) == (420, 297)
    for village, page in said.items():
        own = np.flatnonzero(facts.household_village == village)
        ids = county.households["household_id"].to_numpy(object)
        assert all(page.count(ids[home]) == 1 for home in own)
        assert not [ids[home] for home in np.setdiff1d(np.arange(400), own) if ids[home] in page]
        assert f"全村{len(own)}户，已有联系干部{len(own)}户，实现全覆盖" in page
        contacts = {county.cadres["name"][cadre] for cadre in facts.contact[own]}
        assert not [name for name in contacts if name not in page]


def test_a_board_says_who_links_the_village(boards: tuple[Path, ...], lists: tuple[County, Plan]) -> None:
    county, plan = lists
    said = by_village(boards, county)
    heads = county.cadres[county.cadres["head"]].set_index("unit")["name"]
    units = {name: k for k, name in enumerate(county.units["name"])}
    villages = {code: k for k, code in enumerate(county.villages["code"])}
    of_units = plan.links[plan.links["kind"] == "unit"]
    for code, unit, role in of_units[["village_code", "unit", "role"]].itertuples(index=False):
        page = said[villages[code]]
        assert unit in page
        if role == "lead":
            assert f"牵头单位{unit}组长{heads[units[unit]]}" in page


def test_a_household_without_contact_is_said_to_lack_one(lists: tuple[County, Plan], tmp_path: Path) -> None:
    county, plan = lists
    gone = plan.contacts["household_id"].iloc[-1]
    facts = facts_of(county, replace(plan, contacts=plan.contacts.iloc[:-1]))
    printed = [page for path in write_boards(facts, PUBLIC, tmp_path, nobody) for page in pages(path)]
    (page,) = (page for page in printed if gone in page)
    assert "暂缺" in page
    total = int((facts.household_village == facts.household_village[-1]).sum())
    assert f"全村{total}户，已有联系干部{total - 1}户。" in page


def test_a_very_large_village_goes_on_under_the_same_head(tmp_path: Path, lists: tuple[County, Plan]) -> None:
    county, plan = lists
    one = county.households.assign(village=0)
    # Each household in a group of its own: 400 rows.
    many = replace(county, households=one.assign(group=[f"{k}组" for k in range(len(one))]))
    (path, *_) = write_boards(facts_of(many, plan), PUBLIC, tmp_path, nobody)
    head = f"{county.villages['town'][0]}{county.villages['name'][0]}干部联户公示栏"
    several = [page for page in pages(path) if head in page]
    assert len(several) > 1
    assert all("村民小组" in page for page in several)
    assert sum(len(re.findall(r"\d+组", page)) for page in several) >= 400


def test_a_large_township_takes_several_files_of_boards(
    facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At most one household a file: every village begins another."""
    listed = board._homes(facts)
    whole = dict(board._batches(facts, listed))
    assert sorted(whole) == sorted(facts.towns)
    monkeypatch.setattr(board, "_HOMES_A_FILE", 1)
    parts = dict(board._batches(facts, listed))
    assert list(parts) == [
        f"{town}-{number}" for town in facts.towns for number in range(1, 1 + len(whole[town]))
    ]
    assert [village for part in parts.values() for village in part] == [
        village for town in facts.towns for village in whole[town]
    ]


def test_boards_and_task_lists_say_where_they_come_from(
    boards: tuple[Path, ...], task_lists: tuple[Path, ...], facts: Facts
) -> None:
    stamp = facts.stamp
    for paths, notice in ((boards, "公示版"), (task_lists, "内部资料")):
        for path in paths:
            printed = pages(path)
            for number, page in enumerate(printed, start=1):
                for said in (
                    stamp.county,
                    stamp.plan_code,
                    stamp.data_hash,
                    stamp.rules_hash,
                    stamp.date,
                    notice,
                ):
                    assert said in page
                assert f"第{number}页共{len(printed)}页" in page


def test_every_busy_cadre_has_one_page_in_the_file_of_the_unit(
    task_lists: tuple[Path, ...], lists: tuple[County, Plan], facts: Facts
) -> None:
    county, plan = lists
    busy = np.unique(
        np.concatenate([facts.pair_cadre, facts.contact, facts.found.link_cadre[facts.found.is_leader]])
    )
    unit_of = facts.cadre_unit[busy]
    assert len(task_lists) == len(np.unique(unit_of))
    for path, unit in zip(task_lists, np.unique(unit_of), strict=True):
        name = county.units["name"][unit]
        assert name in path.name
        firsts = [page for page in pages(path) if "姓名" in page]
        cadres = county.cadres["name"].to_numpy(object)[busy[unit_of == unit]]
        assert [
            page[page.index("姓名") + 2 :].startswith(cadre)
            for page, cadre in zip(firsts, cadres, strict=True)
        ]
        assert all(name in page for page in firsts)
    whole = "".join(page for path in task_lists for page in pages(path))
    for household in plan.pairs["household_id"]:
        assert whole.count(f"户编号{household}电话") == 1


def test_a_page_tells_task_address_and_leaves_room_for_the_visits(
    task_lists: tuple[Path, ...], lists: tuple[County, Plan], facts: Facts
) -> None:
    county, plan = lists
    whole = "".join(page for path in task_lists for page in pages(path))
    home = county.households.set_index("household_id").loc[plan.pairs["household_id"].iloc[0]]
    village = county.villages.iloc[home["village"]]
    assert f"住址{village['town']}{village['name']}{home['group']}" in whole
    assert all(task in whole for task in facts.tasks[facts.pair_household])
    # Four visits and twelve calls for each of the 62 pairs.
    assert [whole.count(f"第{visit}次") for visit in (1, 4, 5)] == [62, 62, 0]
    assert whole.count("12月□") == 62
    # The rest of the county: each household on its contact's page.
    assert sum(int(n) for n in re.findall(r"包组联系(\d+)户", whole)) == 400 - 62


def test_the_office_says_how_often_to_visit(lists: tuple[County, Plan], tmp_path: Path) -> None:
    facts = facts_of(*lists, templates=office(tmp_path / "own", 每年走访次数="12"))
    paths = write_task_lists(facts, INTERNAL, tmp_path, nobody)
    whole = "".join(page for path in paths for page in pages(path))
    assert whole.count("第12次") == 62
    assert not any(overlaps(path, page) for path in paths for page in range(len(pages(path))))


def test_task_lists_never_leave_the_office() -> None:
    for name in ("干部任务清单", "领导一页纸"):
        assert DOCUMENTS[name].audiences == (Audience.INTERNAL,)


def test_equal_plans_give_equal_boards_and_lists(
    boards: tuple[Path, ...], task_lists: tuple[Path, ...], facts: Facts, tmp_path: Path
) -> None:
    again = (
        *write_boards(facts, PUBLIC, tmp_path, nobody),
        *write_task_lists(facts, INTERNAL, tmp_path, nobody),
    )
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in (*boards, *task_lists)]


def test_an_empty_plan_leaves_boards_to_fill_and_no_task(lists: tuple[County, Plan], tmp_path: Path) -> None:
    county, plan = lists
    none = replace(
        plan, pairs=plan.pairs.iloc[:0], links=plan.links.iloc[:0], contacts=plan.contacts.iloc[:0]
    )
    facts = facts_of(county, none)
    printed = [page for path in write_boards(facts, PUBLIC, tmp_path, nobody) for page in pages(path)]
    assert len(printed) == 8
    assert all("暂缺" in page and "牵头单位——" in page for page in printed)
    assert write_task_lists(facts, INTERNAL, tmp_path, nobody) == ()
