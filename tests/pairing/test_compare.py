"""Two plans side by side: every figure by hand, one measure for both, rules and changed pairs by name."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pairing.check import recount
from pairing.cli import main
from pairing.codes import load_codes
from pairing.compare import Comparison, Line, Side, compare, side
from pairing.county import County
from pairing.plan import Plan, PlanTables, Summary
from pairing.plan_files import write_plan
from pairing.replan import beside, plan_hash, with_previous
from pairing.rules import Rules
from pairing.write import write_county
from tests.pairing.plans import plan_of
from tests.pairing.tiny import tiny

CODES = load_codes()


def county() -> County:
    """Two villages in two towns; a section head and two ordinary cadres of one unit; a hard and two ordinary households."""
    return tiny(
        units=[{}],
        cadres=[{"level": 2}, {}, {}],
        villages=[{}, {"town": "远乡"}],
        households=[{"tier": 2.0}, {}, {"village": 1}],
    )


def whole(lists: County, rules: Rules, tables: PlanTables, gap: float | None = None) -> Plan:
    counted = recount(lists, rules, CODES, tables)
    summary = Summary(
        "feasible", "time", (), gap, 1.0, counted.coverage.counts, None, lists.data_hash, rules.hash, "0"
    )
    return Plan(tables.links, tables.pairs, tables.contacts, summary)


def made(pairs: list[tuple[int, int]], rules: Rules | None = None, lists: County | None = None) -> Side:
    rules, lists = rules or Rules(), lists or county()
    tables = plan_of(lists, rules, links=[(0, 0), (0, 1)], pairs=pairs)
    return side(lists, rules, CODES, whole(lists, rules, tables))


def line(found: Comparison, name: str) -> Line:
    return next(line for line in (*found.lines, *found.terms) if line.id == name)


def test_a_plan_against_itself_is_the_same_everywhere() -> None:
    one = made([(0, 0), (1, 1), (2, 2)])
    found = compare(one, one, CODES)
    assert found.one_basis
    assert {each.verdict for each in found.lines} <= {"same", "other"}
    assert found.changes.empty
    assert found.rules == ()
    assert not found.towns[["pairs_changed", "links_changed"]].to_numpy().any()


def test_every_figure_by_hand() -> None:
    # Before: the ordinary cadre has the hard household, the section head an ordinary one; 远乡 has nobody.
    # After: levels fit, 远乡 is served.
    found = compare(made([(1, 0), (0, 1)]), made([(0, 0), (1, 1), (2, 2)]), CODES)
    by_hand = {
        "shortage": (1, 0, "better"),
        "idle": (1, 0, "better"),
        "focus": (2, 3, "better"),
        "level_fit": (0.0, 1.0, "better"),
        "needs_met": (1.0, 1.0, "same"),  # no needs: all met
        "extra_villages": (0, 0, "same"),
        "unit_links": (2, 2, "same"),
        "broken": (0, 0, "same"),
    }
    for name, (before, after, verdict) in by_hand.items():
        got = line(found, name)
        assert (got.before, got.after, got.verdict) == (before, after, verdict), name
    # Two pairs one level off are worth half of 40 each; three that fit, 40 each.
    assert (line(found, "rank_weight").before, line(found, "rank_weight").after) == (4000, 12000)
    towns = found.towns.set_index("town")
    assert towns.loc["远乡", ["demand", "paired_before", "paired_after"]].tolist() == [1, 0, 1]
    # 城关镇: both households change hands; 远乡: one begins.
    assert towns["pairs_changed"].to_dict() == {"城关镇": 2, "远乡": 1}
    assert set(found.changes["cause"]) == {"points", "new"}


def test_the_terms_add_up_to_the_points() -> None:
    lists = county()
    rules = Rules(extra_village_cost=10, rank_weight=33)
    lists = with_previous(
        lists, plan_of(lists, rules, links=[(0, 0)], pairs=[(0, 0)])
    )  # so that kept pairs and links count
    for pairs in ([(0, 0), (1, 1), (2, 2)], [(0, 0), (0, 2)], []):
        counted = made(pairs, rules, lists).figures
        assert sum(counted.terms.values()) == counted.points
    assert made([(0, 0), (0, 2)], rules, lists).figures.extra_villages == 1


def test_other_rules_are_told_and_both_plans_are_counted_by_the_seconds() -> None:
    softer = Rules(rank_weight=80)
    before, after = made([(0, 0), (1, 1)]), made([(0, 0), (1, 1)], softer)
    found = compare(before, after, CODES)
    assert not found.one_basis
    # The same pairs: by one measure the same points, by its own rules the first has fewer.
    assert line(found, "points").verdict == "same"
    assert found.own["points"] == before.figures.points < after.figures.points
    assert [(change.info.id, change.a, change.b) for change in found.rules] == [("rank_weight", 40, 80)]


def test_a_plan_of_other_lists_is_counted_by_todays() -> None:
    lists = county()
    gone = tiny(
        units=[{}],
        cadres=[{"level": 2}, {}],  # the third cadre has left
        villages=[{}, {"town": "远乡"}],
        households=[{"tier": 2.0}, {}, {"village": 1}],
    )
    before = made([(0, 0), (1, 1), (2, 2)], lists=lists)
    found = compare(before, made([(0, 0), (1, 1)], lists=gone), CODES)
    assert not found.one_basis
    assert line(found, "broken").before > 0
    assert line(found, "focus").before == 2
    assert found.own["focus"] == 3
    assert found.changes["cause"].tolist() == ["left"]


# The command


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str, str]:
    folder, lists, rules = tmp_path_factory.mktemp("compare"), county(), Rules()
    write_county(lists, folder / "c.xlsx")
    for name, pairs in (("p1", [(1, 0), (0, 1)]), ("p2", [(0, 0), (1, 1), (2, 2)])):
        tables = plan_of(lists, rules, links=[(0, 0), (0, 1)], pairs=pairs)
        write_plan(whole(lists, rules, tables), folder / name)
    return str(folder / "c.xlsx"), str(folder / "p1"), str(folder / "p2")


def run(*words: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as caught:
        main(["compare", *words])
    assert int(caught.value.code or 0) == 0
    return capsys.readouterr().out


def test_the_command_in_words(files: tuple[str, str, str], capsys: pytest.CaptureFixture[str]) -> None:
    out = run(*files, "--lang", "zh", capsys=capsys)
    assert "重点户已结对：2 → 3　更好" in out
    assert "改动的结对 3 条" in out
    assert "新增重点户，或原先没有结对" in out
    assert "Pairs of focus households: 2 → 3 better" in run(*files, "--lang", "en", capsys=capsys)


def test_the_command_for_programs(
    files: tuple[str, str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = tmp_path / "r.toml"
    rules.write_text(Rules(rank_weight=80).to_toml(), encoding="utf-8")
    found = json.loads(run(*files, "--rules2", str(rules), "--json", "--lang", "en", capsys=capsys))
    assert found["rules"] == [
        {"id": "rank_weight", "title": "Points for level", "before": "40 points", "after": "80 points"}
    ]
    assert not found["one_basis"]
    assert {each["id"]: each["verdict"] for each in found["lines"]}["focus"] == "better"
    assert len(found["changes"]) == 3
    assert sum(town["pairs_changed"] for town in found["towns"]) == 3


@pytest.fixture(scope="module")
def changed(files: tuple[str, str, str]) -> tuple[str, str]:
    """Two plans made from the first one, which keep one pair of it and two."""
    folder, lists = Path(files[0]).parent, county()
    before = plan_of(lists, Rules(), links=[(0, 0), (0, 1)], pairs=[(1, 0), (0, 1)])
    for name, pairs in (("p3", [(1, 0), (2, 1)]), ("p4", [(1, 0), (0, 1), (2, 2)])):
        tables = plan_of(lists, Rules(), links=[(0, 0), (0, 1)], pairs=pairs)
        plan = whole(beside(lists, before), Rules(), tables)
        summary = replace(plan.summary, data_hash=lists.data_hash, previous_hash=plan_hash(before))
        write_plan(replace(plan, summary=summary), folder / name)
    return str(folder / "p3"), str(folder / "p4")


def test_a_plan_changed_from_the_first_is_counted_with_what_it_kept(
    files: tuple[str, str, str], changed: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    out = run(files[0], files[1], changed[1], "--lang", "en", capsys=capsys)
    assert "Pairs kept from before: 2 → 2" in out
    assert "Points for a kept pair: 20.00 → 20.00" in out
    assert "Note" not in out


def test_the_plan_that_both_were_made_from_is_named(
    files: tuple[str, str, str], changed: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    lists, origin, stranger = files
    out = run(lists, *changed, "--lang", "en", capsys=capsys)
    assert "plan 1 was made from another previous plan" in out
    assert "plan 2 was made from another previous plan" in out
    assert "Pairs kept from before: 0 → 0" in out
    out = run(lists, *changed, "--previous", origin, "--previous", stranger, "--lang", "en", capsys=capsys)
    assert "was made from another" not in out
    assert f"neither plan was made from the plan “{stranger}”" in out
    assert "Pairs kept from before: 1 → 2 better" in out
    found = json.loads(run(lists, *changed, "--previous", origin, "--json", capsys=capsys))
    assert found["same_previous"]
    assert found["one_basis"]
