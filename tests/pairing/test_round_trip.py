"""An exported roster comes back from Excel: exactly the changes made are found, whichever version they were made in."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pairing.cli import main
from pairing.codes import load_codes
from pairing.county import County
from pairing.documents.document import unwatched
from pairing.documents.export import DOCUMENTS
from pairing.documents.facts import facts_of
from pairing.documents.masking import Audience, Mask
from pairing.errors import DataError
from pairing.plan import Plan
from pairing.plan_files import write_plan
from pairing.planner import SolveLimits, solve_county
from pairing.roster_changes import Differences
from pairing.roster_fields import corrected
from pairing.round_trip import compare
from pairing.round_trip_orders import as_directives, as_previous, judged, new_conflicts
from pairing.round_trip_words import count_words, pair_words
from pairing.rules import Rules
from pairing.sample import SampleSize, make_county
from pairing.why import Why
from pairing.write import write_county
from tests.pairing.local import local_plan

SIZE = SampleSize(units=6, villages=8, cadres=60, focus=62, households=300)
VERSIONS = ("名册（按乡镇）", "名册（按村）", "名册（按单位）")
HEADER = 3


@pytest.fixture(scope="module")
def county() -> County:
    return make_county(SIZE, seed=1, previous=True)


@pytest.fixture(scope="module")
def plan(county: County) -> Plan:
    return local_plan(county)


def written(county: County, plan: Plan, folder: Path, audience: Audience = Audience.INTERNAL) -> Path:
    """The exported roster of all three versions."""
    folder.mkdir(parents=True, exist_ok=True)
    return DOCUMENTS["名册"].write(facts_of(county, plan), Mask(audience), folder, unwatched)[0]


@pytest.fixture(scope="module")
def roster(county: County, plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(county, plan, tmp_path_factory.mktemp("roster"))


class Sheet:
    """A version of the roster, opened to be edited."""

    def __init__(self, path: Path, name: str) -> None:
        self.book = openpyxl.load_workbook(path)
        self.page = self.book[name]
        self.at = {cell.value: cell.column for cell in self.page[HEADER] if cell.value}

    def get(self, row: int, header: str) -> Any:
        return self.page.cell(row, self.at[header]).value

    def put(self, row: int, **cells: object) -> None:
        for header, value in cells.items():
            self.page.cell(row, self.at[header]).value = value

    def rows(self) -> range:
        return range(HEADER + 1, self.page.max_row + 1)

    def find(self, household: str) -> int:
        return next(row for row in self.rows() if self.get(row, "户编号") == household)

    def save(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        self.book.save(folder / "改过.xlsx")
        return folder / "改过.xlsx"


def stranger(county: County, plan: Plan, household: str, skip: int = 0) -> int:
    """A cadre with a name of their own who is not paired with the household."""
    names = county.cadres["name"]
    mine = set(plan.pairs["cadre_id"][plan.pairs["household_id"] == household])
    free = [
        c
        for c in range(len(names))
        if (names == names.iat[c]).sum() == 1
        and county.cadres["cadre_id"].iat[c] not in mine
        and county.cadres["exempt_reason"].iat[c] is None
    ]
    return free[skip]


def changes(county: County, found: Differences) -> set[tuple[str, str, str | None, str | None]]:
    ids = [*county.cadres["cadre_id"], None]
    households = county.households["household_id"]
    return {(c.kind, households.iat[c.household], ids[c.old], ids[c.new]) for c in found.pairs}


def corrections(found: Differences) -> set[tuple[str, int, str, str]]:
    return {(c.table, c.position, c.column, c.new_text) for c in found.fields}


def test_an_untouched_roster_says_nothing_new(county: County, plan: Plan, roster: Path) -> None:
    found = compare(county, plan, roster)
    assert not found
    assert found.sheets == VERSIONS
    assert (found.other_plan, found.partial) == (None, ())


@settings(derandomize=True, max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10_000), demand=st.integers(1, 2))
def test_no_edit_is_no_difference(tmp_path_factory: pytest.TempPathFactory, seed: int, demand: int) -> None:
    """Whatever the county, saved again by another program or not."""
    made = make_county(
        SampleSize(units=4, villages=4, cadres=24, focus=14, households=60), seed=seed, previous=True
    )
    households = made.households.assign(demand=made.households["demand"] * demand)
    made = replace(made, households=households)
    plan = two_each(local_plan(made), made) if demand == 2 else local_plan(made)
    path = written(made, plan, tmp_path_factory.mktemp("r"))
    assert not compare(made, plan, path)
    again = Sheet(path, VERSIONS[0]).save(path.parent / "again")
    assert not compare(made, plan, again)


def two_each(plan: Plan, county: County) -> Plan:
    """Every other household gets a second cadre: the next one of the list who is not there."""
    import pandas as pd

    ids = county.cadres["cadre_id"].tolist()
    first = plan.pairs[plan.pairs["order"] == 1].iloc[::2]
    second = first.assign(order=2, cadre_id=[ids[ids.index(c) - 1] for c in first["cadre_id"]])
    known = set(zip(plan.pairs["household_id"], plan.pairs["cadre_id"], strict=True))
    new = [key not in known for key in zip(second["household_id"], second["cadre_id"], strict=True)]
    pairs = pd.concat([plan.pairs[plan.pairs["order"] == 1], second[new]], ignore_index=True)
    return replace(plan, pairs=pairs)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_kind_of_edit_at_once_is_found(
    county: County, plan: Plan, roster: Path, tmp_path: Path, version: str
) -> None:
    sheet = Sheet(roster, version)
    households, cadres = county.households, county.cadres
    ids = list(dict.fromkeys(plan.pairs["household_id"]))
    mine = {h: plan.pairs["cadre_id"][plan.pairs["household_id"] == h].iat[0] for h in ids}
    changed, moved, struck, emptied, fixed, phoned = ids[:6]
    new = stranger(county, plan, changed)
    sheet.put(sheet.find(changed), 帮扶责任人=cadres["name"].iat[new])  # the unit's name left as it was
    other = stranger(county, plan, moved, 3)
    unit = county.units["name"].iat[cadres["unit"].iat[other]]
    sheet.put(
        sheet.find(moved),
        帮扶责任人=cadres["name"].iat[other],
        帮扶单位=unit,
        联系电话=cadres["phone"].iat[other],
    )
    sheet.put(sheet.find(emptied), 帮扶责任人=None)
    sheet.put(sheet.find(fixed), 户主姓名="改名", 家庭人口="7", 难度等级="最难")
    sheet.put(sheet.find(phoned), 联系电话="13912340000", 职务="新职务")
    added = next(h for h in households["household_id"] if h not in mine)
    third = stranger(county, plan, added, 5)
    last = sheet.page.max_row + 1
    sheet.put(last, 户编号=added, 户主姓名="随便", 帮扶责任人=cadres["name"].iat[third],
              帮扶单位=county.units["name"].iat[cadres["unit"].iat[third]])  # fmt: skip
    sheet.page.delete_rows(sheet.find(struck))
    found = compare(county, plan, sheet.save(tmp_path))
    cadre_ids = cadres["cadre_id"]
    assert changes(county, found) == {
        ("replaced", changed, mine[changed], cadre_ids.iat[new]),
        ("replaced", moved, mine[moved], cadre_ids.iat[other]),
        ("struck", struck, mine[struck], None),
        ("struck", emptied, mine[emptied], None),
        ("added", added, None, cadre_ids.iat[third]),
    }
    home = households.index[households["household_id"] == fixed][0]
    whose = cadres.index[cadre_ids == mine[phoned]][0]
    assert corrections(found) == {
        ("households", home, "head_name", "改名"),
        ("households", home, "people", "7"),
        ("households", home, "tier", "最难"),
        ("cadres", whose, "phone", "13912340000"),
        ("cadres", whose, "post", "新职务"),
    }
    assert found.questions == ()
    by_kind = {c.household: c.place for c in found.pairs if c.kind == "replaced"}
    position = households.index[households["household_id"] == changed][0]
    assert by_kind[position].sheet == version
    assert by_kind[position].row in sheet.rows()
    after = corrected(county, found.fields)
    assert after.households["people"].iat[home] == 7
    assert after.households["tier"].iat[home] == 3
    assert after.cadres["phone"].iat[whose] == "13912340000"
    assert "改派 2 对，划掉 2 对，增加 1 对，更正 5 处，要问 0 处" in count_words(found).zh


@settings(derandomize=True, max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10_000), version=st.sampled_from(VERSIONS))
def test_any_edits_come_back_as_they_were_made(
    county: County,
    plan: Plan,
    roster: Path,
    tmp_path_factory: pytest.TempPathFactory,
    seed: int,
    version: str,
) -> None:
    rng = random.Random(seed)
    sheet = Sheet(roster, version)
    ids = rng.sample(sorted(set(plan.pairs["household_id"])), 9)
    mine = {h: plan.pairs["cadre_id"][plan.pairs["household_id"] == h].iat[0] for h in ids}
    wanted = set()
    for household in ids[:4]:
        new = stranger(county, plan, household, rng.randrange(20))
        sheet.put(sheet.find(household), 帮扶责任人=county.cadres["name"].iat[new])
        wanted.add(("replaced", household, mine[household], county.cadres["cadre_id"].iat[new]))
    for household in ids[4:7]:
        sheet.page.delete_rows(sheet.find(household))
        wanted.add(("struck", household, mine[household], None))
    for household in ids[7:]:
        sheet.put(sheet.find(household), 村民小组="新组")
    found = compare(county, plan, sheet.save(tmp_path_factory.mktemp("e")))
    assert changes(county, found) == wanted
    assert {(c.column, c.new_text) for c in found.fields} == {("group", "新组")}
    assert len(found.fields) == 2
    assert found.questions == ()


def edited(roster: Path, folder: Path, version: str, edit: Callable[[Sheet], None]) -> Path:
    sheet = Sheet(roster, version)
    edit(sheet)
    return sheet.save(folder)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda s: s.put(4, 帮扶责任人="查无此人"), "没有叫“查无此人”的干部"),
        (lambda s: s.put(4, 帮扶单位="别的单位"), "“别的单位”没有叫"),
        (lambda s: s.put(4, 户编号="X-1"), "没有户编号“X-1”"),
        (lambda s: s.put(4, 帮扶任务="多走访"), "由名单和方案得出"),
        (lambda s: s.put(4, 家庭人口="很多"), "“家庭人口”改成了“很多”，看不懂"),
        (lambda s: s.put(4, 职务级别="怪级别"), "级别词表里没有这个词"),
        (lambda s: s.put(4, 户主姓名=None), "不能是空的"),
        (lambda s: s.page.cell(HEADER, s.page.max_column + 1, "意见") and s.page.cell(5, s.page.max_column, "好"), "多出一列“意见”"),
        (lambda s: s.page.cell(s.page.max_row + 1, 2, "以上请核"), "这一行看不懂"),
        (lambda s: s.put(s.page.max_row + 1, 户编号=s.get(4, "户编号"), 帮扶责任人=s.get(4, "帮扶责任人"),
                         帮扶单位=s.get(4, "帮扶单位")), "多的一行未计"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_asked(
    county: County, plan: Plan, roster: Path, tmp_path: Path, edit: Callable[[Sheet], None], words: str
) -> None:
    found = compare(county, plan, edited(roster, tmp_path, VERSIONS[0], edit))
    assert any(words in question.words.zh for question in found.questions), found.questions
    assert not [c for c in found.pairs if c.kind != "struck"]
    assert all(question.words.en for question in found.questions)


def test_two_sheets_that_say_different_things_are_asked(
    county: County, plan: Plan, roster: Path, tmp_path: Path
) -> None:
    household = plan.pairs["household_id"].iat[0]
    book = Sheet(roster, VERSIONS[0])
    for version, skip in zip(VERSIONS[:2], (0, 1), strict=True):
        book.page = book.book[version]
        new = stranger(county, plan, household, skip)
        book.put(book.find(household), 帮扶责任人=county.cadres["name"].iat[new], 村民小组=f"{skip}组")
    found = compare(county, plan, book.save(tmp_path))
    assert found.pairs == ()
    assert found.fields == ()
    assert len(found.questions) == 2


def test_a_part_of_the_roster_strikes_nothing_it_does_not_hold(
    county: County, plan: Plan, roster: Path, tmp_path: Path
) -> None:
    """A village sends back its own rows, one of them struck."""
    sheet = Sheet(roster, VERSIONS[1])
    for name in (VERSIONS[0], VERSIONS[2]):
        del sheet.book[name]
    village = sheet.get(4, "行政村")
    gone = [row for row in sheet.rows() if sheet.get(row, "行政村") != village]
    assert gone
    struck = sheet.get(4, "户编号")
    for row in [*reversed(gone), 4]:
        sheet.page.delete_rows(row)
    found = compare(county, plan, sheet.save(tmp_path))
    assert found.partial == (VERSIONS[1],)
    assert {household for _, household, _, _ in changes(county, found)} == {struck}


def test_the_public_version_is_refused(county: County, plan: Plan, tmp_path: Path) -> None:
    path = written(county, plan, tmp_path, Audience.PUBLIC)
    with pytest.raises(DataError) as refused:
        compare(county, plan, path)
    assert "公示版" in refused.value.text.zh
    assert "内部资料" in refused.value.text.zh


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04"])
def test_another_file_is_refused(county: County, plan: Plan, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.xlsx").write_bytes(content)
    with pytest.raises(DataError):
        compare(county, plan, tmp_path / "x.xlsx")


def test_lists_are_no_roster(county: County, plan: Plan, tmp_path: Path) -> None:
    write_county(county, tmp_path / "c.xlsx")
    with pytest.raises(DataError) as refused:
        compare(county, plan, tmp_path / "c.xlsx")
    assert "没有结对帮扶名册" in refused.value.text.zh


def test_a_roster_of_another_plan_is_told(county: County, plan: Plan, roster: Path) -> None:
    other = replace(plan, pairs=plan.pairs.iloc[1:].reset_index(drop=True))
    found = compare(county, other, roster)
    assert found.other_plan is not None
    assert {kind for kind, *_ in changes(county, found)} == {"added"}


def test_second_cadres_are_read_from_their_column(county: County, plan: Plan, tmp_path: Path) -> None:
    pairs = two_each(plan, county)
    path = written(county, pairs, tmp_path)
    household = pairs.pairs["household_id"][pairs.pairs["order"] == 2].iat[0]
    first, second = pairs.pairs["cadre_id"][pairs.pairs["household_id"] == household]
    new = stranger(county, pairs, household, 2)
    name, unit = county.cadres["name"].iat[new], county.units["name"].iat[county.cadres["unit"].iat[new]]

    def replaced(sheet: Sheet) -> None:
        sheet.put(sheet.find(household), 第二联系人=f"{name}（{unit}）")

    found = compare(county, pairs, edited(path, tmp_path / "a", VERSIONS[0], replaced))
    assert changes(county, found) == {("replaced", household, second, county.cadres["cadre_id"].iat[new])}

    def cleared(sheet: Sheet) -> None:
        sheet.put(sheet.find(household), 第二联系人=None)

    found = compare(county, pairs, edited(path, tmp_path / "b", VERSIONS[1], cleared))
    assert changes(county, found) == {("struck", household, second, None)}

    def one_row(sheet: Sheet) -> None:
        row = sheet.find(household)
        kept = {first: second, second: first}
        gone_name = sheet.get(row, "帮扶责任人")
        names = dict(zip(county.cadres["cadre_id"], county.cadres["name"], strict=True))
        one_row.gone = next(c for c in kept if names[c] == gone_name)  # type: ignore[attr-defined]
        sheet.page.delete_rows(row)

    found = compare(county, pairs, edited(path, tmp_path / "c", VERSIONS[2], one_row))
    assert changes(county, found) == {("struck", household, one_row.gone, None)}  # type: ignore[attr-defined]


def test_broken_rules_are_named_before_anything_is_stored(
    county: County, plan: Plan, roster: Path, tmp_path: Path
) -> None:
    """The new cadre is exempt: said of the pair, and again as a conflict of the lists that would come of it."""
    household = plan.pairs["household_id"].iat[0]
    new = stranger(county, plan, household)
    exempt = county.cadres["exempt_reason"].tolist()
    exempt[new] = "病休"
    ill = replace(county, cadres=county.cadres.assign(exempt_reason=exempt).astype({"exempt_reason": object}))
    path = edited(
        roster, tmp_path, VERSIONS[0],
        lambda s: s.put(s.find(household), 帮扶责任人=county.cadres["name"].iat[new]),
    )  # fmt: skip
    rules = Rules()
    found = judged(compare(ill, plan, path), Why.of(ill, rules, load_codes(), plan))
    (pair,) = found.pairs
    assert "exempt" in {objection.rule for objection in pair.objections}
    assert "免派" in pair_words(ill, pair).zh
    conflicts = new_conflicts(ill, as_directives(ill, found, "名册", "2024-05-01"), rules)
    assert conflicts
    assert as_directives(ill, found, "名册", "2024-05-01").directives["kind"].tolist()[-1] == "pin"


def test_orders_of_a_roster_are_kept_by_the_next_solve(
    county: County, plan: Plan, roster: Path, tmp_path: Path
) -> None:
    rules = Rules(unfinished_stay=False)
    limits = SolveLimits(seconds=4, workers=1)
    solved = solve_county(county, rules, limits)
    path = written(county, solved, tmp_path)
    why = Why.of(county, rules, load_codes(), solved)
    pairs = solved.pairs[~solved.pairs["locked"].astype(bool)]
    household = pairs["household_id"].iat[0]
    position = int(county.households.index[county.households["household_id"] == household][0])
    new = int(why.candidates(position, 1).cadre[0])
    struck = next(h for h in pairs["household_id"] if h != household)

    def edit(sheet: Sheet) -> None:
        unit = county.units["name"].iat[county.cadres["unit"].iat[new]]
        sheet.put(sheet.find(household), 帮扶责任人=county.cadres["name"].iat[new], 帮扶单位=unit)
        sheet.page.delete_rows(sheet.find(struck))

    found = judged(compare(county, solved, edited(path, tmp_path / "e", VERSIONS[0], edit)), why)
    assert len(found.pairs) == 2
    assert all(c.points is not None for c in found.pairs if c.new >= 0)
    ordered = as_directives(county, found, "改过.xlsx", "2024-05-01")
    assert new_conflicts(county, ordered, rules) == ()
    assert as_directives(ordered, found, "改过.xlsx", "2024-05-01").directives.equals(ordered.directives)
    again = solve_county(ordered, rules, limits, previous=solved)
    held = set(zip(again.pairs["household_id"], again.pairs["cadre_id"], strict=True))
    assert (household, county.cadres["cadre_id"].iat[new]) in held
    old = solved.pairs["cadre_id"][solved.pairs["household_id"] == struck].iat[0]
    assert (struck, old) not in held
    write_county(ordered, tmp_path / "c2.xlsx")

    wished = as_previous(county, solved, found)
    earlier = set(zip(wished.previous_pairs["household"], wished.previous_pairs["cadre"], strict=True))
    assert (position, new) in earlier
    assert len(earlier) == len(solved.pairs) - 1


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as left:
        main([*words, "--lang", "zh"])
    return int(left.value.code or 0)


def test_the_command_shows_the_differences_and_writes_the_lists(
    county: County, plan: Plan, roster: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lists, folder, out = str(tmp_path / "c.xlsx"), str(tmp_path / "p"), str(tmp_path / "c2.xlsx")
    write_county(county, Path(lists))
    write_plan(plan, Path(folder))
    household = plan.pairs["household_id"].iat[0]
    path = edited(roster, tmp_path, VERSIONS[0], lambda s: s.page.delete_rows(s.find(household)))
    assert run("compare-roster", lists, folder, str(path)) == 0
    assert "划掉 1 对" in capsys.readouterr().out
    assert not Path(out).exists()
    assert run("compare-roster", lists, folder, str(path), "--json", "--out", out) == 0
    told = json.loads(capsys.readouterr().out)
    assert [pair["household"] for pair in told["pairs"]] == [household]
    page = openpyxl.load_workbook(out)["指定回避"]
    last = [cell.value for cell in page[page.max_row]]
    assert last[0] == "回避"
    assert household in last
    assert "改过.xlsx" in last
    assert run("compare-roster", lists, folder, str(path), "--out", lists) == 2
    assert (
        run("compare-roster", lists, folder, str(path), "--as", "previous", "--out", str(tmp_path / "d")) == 0
    )
    assert (tmp_path / "d" / "原结对.csv").is_file()
