"""`pairing why` as a user meets it: gaps, reasons, a pair one has in mind; words, JSON, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pairing.cli import main
from pairing.county import County
from pairing.plan import CoverageCounts, Plan, Summary
from pairing.plan_files import read_plan, write_plan
from pairing.replan import with_previous
from pairing.rules import Rules
from pairing.write import write_county
from tests.pairing.plans import plan_of
from tests.pairing.tiny import one_village

PLAN = {"links": [(0, 0)], "pairs": [(0, 0)]}


def _county() -> County:
    """A lawyer and a kinsman for two focus households: the second has nobody."""
    return one_village(
        [{"skills": ("法律",)}, {"skills": ("养殖",)}],
        [{"needs": ("法律援助",)}, {"needs": ("养殖技术",)}],
        kinship=[{"cadre": 1, "household": 1}],
    )


def _written(folder: Path, county: County, data_hash: str = "", **plan: object) -> tuple[str, str]:
    write_county(county, folder / "c.xlsx")
    tables = plan_of(county, Rules(), **plan)  # type: ignore[arg-type]
    summary = Summary(
        "feasible", "time", (), None, 1.0, CoverageCounts(2, 1, 0, 2, 1, 2, 1), None, data_hash or county.data_hash, "r", "0"
    )  # fmt: skip
    write_plan(Plan(tables.links, tables.pairs, tables.contacts, summary), folder / "p")
    return str(folder / "c.xlsx"), str(folder / "p")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    return _written(tmp_path_factory.mktemp("why"), _county(), **PLAN)


def _run(*words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main(["why", *words])
    said = capsys.readouterr()
    return int(caught.value.code or 0), said.out, said.err


def test_without_a_pair_it_tells_every_gap(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = _run(*files, "--lang", "zh", capsys=capsys)
    assert code == 0
    assert "户主2（村1，H2）缺 1 名结对干部" in out
    assert "亲属回避 1 名，名额已满 1 名" in out
    assert "户主2（村1，H2）也没有联系人" in out
    assert "缺结对或联系人的户 1 户，未覆盖的党员干部 1 人" in out
    code, out, _ = _run(*files, "--json", capsys=capsys)
    found = json.loads(out)
    assert found["households"][0]["household_id"] == "H2"
    assert found["households"][0]["kept_away"] == {"kinship": 1, "quotas": 1}
    assert [row["cadre_id"] for row in found["cadres"]] == ["G2"]


def test_it_tells_the_shortages_that_prove_the_gaps(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three households and two places: one is missing whoever goes where."""
    county = one_village([{}, {}], [{}, {}, {}])
    words = _written(tmp_path, county, links=[(0, 0)], pairs=[(0, 0), (1, 1)], contacts=[(0, 2)])
    code, out, _ = _run(*words, "--json", "--lang", "zh", capsys=capsys)
    assert code == 0
    (short,) = json.loads(out)["shortages"]
    assert (short["of"], short["demand"], short["places"], short["deficit"]) == ("households", 3, 2, 1)
    _, out, _ = _run(*words, "--lang", "zh", capsys=capsys)
    assert short["words"] in out


def test_it_prices_the_ways_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Three households and two places: one more place for either cadre closes the gap, and is said with its price."""
    county = one_village([{}, {}], [{}, {}, {}])
    words = _written(tmp_path, county, links=[(0, 0)], pairs=[(0, 0), (1, 1)], contacts=[(0, 2)])
    _, out, _ = _run(*words, "--json", "--lang", "zh", capsys=capsys)
    found = json.loads(out)
    assert found["now"]["missing"] == 1
    assert found["repairs"]
    _, out, _ = _run(*words, "--lang", "zh", capsys=capsys)
    assert "1. " + found["repairs"][0]["words"] in out
    _, out, _ = _run(*words, "--household", "H1", "--json", capsys=capsys)
    assert json.loads(out)["pairs"]
    assert "repairs" not in out


def test_the_reason_of_a_pair(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["--household", "H1"], ["--cadre", "G1"], ["--household", "H1", "--cadre", "G1"]):
        code, out, _ = _run(*files, *words, "--lang", "en", capsys=capsys)
        assert code == 0
        assert "Points 90.00 = level 40.00 + skill 40.00 + nearness 10.00 + kept 0.00." in out
        assert "Not 干部2" in out
    code, out, _ = _run(*files, "--household", "H1", "--json", capsys=capsys)
    (pair,) = json.loads(out)["pairs"]
    assert (pair["cadre"], pair["household"], pair["points"]) == ("G1", "H1", 9000)
    assert sum(pair["terms"].values()) == pair["points"]
    # The breeder in the lawyer's place: 40 points fewer, one idle cadre as before.
    (passed,) = pair["passed_over"]
    assert passed["cadre"] == "G2"
    assert passed["exchange"]["points"] == -4000


def test_the_contact_of_a_household_or_why_there_is_none(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = _run(*files, "--household", "H1", "--lang", "zh", capsys=capsys)
    assert "户主1（村1，H1）的联系人是干部1（单位1，G1）：结对的第一责任人" in out
    assert out.startswith("户主1（村1，H1）的难度分：10（名单所给）。")
    _, out, _ = _run(*files, "--household", "H2", "--json", capsys=capsys)
    found = json.loads(out)
    assert found["contact"]["cadre"] is None
    assert found["missing"]["pairs"] == 1
    plain = one_village([{}, {}], [{}, {"focus": False}])
    words = _written(tmp_path, plain, links=[(0, 0)], pairs=[(0, 0)], contacts=[(1, 1)])
    code, out, _ = _run(*words, "--household", "H2", "--lang", "zh", capsys=capsys)
    assert code == 0
    assert out.strip() == "户主2（村1，H2）的联系人是干部2（单位1，G2）：所在单位联系该村。"
    (tmp_path / "none").mkdir()
    words = _written(tmp_path / "none", plain, links=[(0, 0)], pairs=[(0, 0)])
    _, out, _ = _run(*words, "--household", "H2", "--lang", "zh", capsys=capsys)
    assert out.startswith("户主2（村1，H2）没有联系人：可作本村联系人的 2 名干部")


def test_a_pair_one_has_in_mind(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _run(*files, "--household", "H2", "--cadre", "G2", "--lang", "zh", capsys=capsys)
    assert code == 0
    assert out.startswith("不允许干部2")
    assert "亲属" in out
    code, out, _ = _run(*files, "--household", "H2", "--cadre", "G1", "--json", capsys=capsys)
    proposal = json.loads(out)["proposal"]
    # The lawyer would give up the law case for one he knows nothing of: 40 points fewer, as many gaps.
    assert proposal["allowed"]
    assert proposal["exchange"] == {
        "leaves": None, "gives_up": "H1", "takes_over": False, "shortage": 0, "idle": 0, "points": -4000,
    }  # fmt: skip
    code, out, _ = _run(*files, "--household", "H2", "--lang", "zh", capsys=capsys)
    assert "户主2（村1，H2）缺 1 名结对干部" in out


def test_whom_the_lists_do_not_have_ends_with_2(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = _run(*files, "--household", "H9", "--lang", "zh", capsys=capsys)
    assert code == 2
    assert "H9" in err
    assert _run(*files, "--cadre", "G9", capsys=capsys)[0] == 2
    assert _run(files[0], "没有", capsys=capsys)[0] == 2


def test_a_plan_that_breaks_a_rule_is_not_explained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = _written(tmp_path, _county(), links=[(0, 0)], pairs=[(0, 0), (1, 1)])
    code, out, err = _run(*words, "--lang", "zh", capsys=capsys)
    assert code == 1
    assert out == ""
    assert "违反硬性规则 1 处" in err


def test_a_plan_made_after_another_is_explained_with_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A pair kept from an earlier plan earns points that the lists alone do not know."""
    before = _written(tmp_path, _county(), **PLAN)
    words = (before[0], str(tmp_path / "again" / "p"))
    kept = with_previous(_county(), read_plan(Path(before[1])))
    (tmp_path / "again").mkdir()
    _written(tmp_path / "again", kept, _county().data_hash, **PLAN)
    assert _run(*words, "--household", "H1", capsys=capsys)[0] == 1
    code, out, _ = _run(*words, "--household", "H1", "--previous", before[1], "--lang", "zh", capsys=capsys)
    assert code == 0
    assert "保持原结对" in out
    assert "保持 10.00" in out
    assert "另一份名单" not in out


def test_a_pair_in_mind_is_priced_after_the_others_moved_and_after_a_full_solve(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    # The kinsman may take household 1; the lawyer then takes the one the kinsman may not have.
    asked = (*files, "--household", "H1", "--cadre", "G2", "--resolve", "2")
    code, out, _ = _run(*asked, "--lang", "zh", capsys=capsys)
    assert code == 0
    assert "其余重新安排后（联村不变" in out
    assert "整体重新求解（联村可变" in out
    code, out, _ = _run(*asked, "--json", capsys=capsys)
    proposal = json.loads(out)["proposal"]
    assert proposal["rearranged"]["steps"][0] == {"cadre": "G2", "gives_up": None, "takes": "H1"}
    # Both goals are met then: law for who wants to rear animals is worth 50 points, and so is the other pair.
    assert (proposal["resolved"]["shortage"], proposal["resolved"]["idle"]) == (0, 0)
    assert proposal["resolved"]["points"] == proposal["resolved"]["bound"] == 2 * 5000 - 2000
    assert proposal["rearranged"]["shortage"] == -1


def test_resolve_asks_for_a_pair_the_plan_does_not_have(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = _run(*files, "--household", "H1", "--resolve", "2", "--lang", "zh", capsys=capsys)
    assert code == 2
    assert "--resolve" in err
