"""联系牌 and 连心卡 say who comes to whom, show strangers nothing, and hold words of any length."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import segno

from pairing.county import County
from pairing.documents.cards import card_holders, write_cards, write_plates
from pairing.documents.facts import Facts, facts_of
from pairing.documents.masking import Audience, Mask
from pairing.documents.qr import card_code, qr_svg
from pairing.plan import Plan
from tests.pairing.printed import nobody, office, overlaps, pages, size_mm

INTERNAL, PUBLIC = Mask(Audience.INTERNAL), Mask()


@pytest.fixture(scope="module")
def plates(facts: Facts, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    return write_plates(facts, INTERNAL, tmp_path_factory.mktemp("plates"), nobody)


def test_every_paired_household_has_one_plate_with_its_own_cadre(
    plates: tuple[Path, ...], facts: Facts, lists: tuple[County, Plan]
) -> None:
    county, plan = lists
    printed = [page for path in plates for page in pages(path)]
    pairs = plan.pairs.set_index("household_id")["cadre_id"]
    holders = card_holders(facts, everyone=False)
    # 62 focus households, each with its one pair.
    assert len(printed) == len(holders) == 62
    cadres = county.cadres.set_index("cadre_id")
    for page, household in zip(printed, holders.tolist(), strict=True):
        home = county.households.iloc[household]
        village = county.villages.iloc[home["village"]]
        cadre = cadres.loc[pairs[home["household_id"]]]
        for said in (
            f"户主：{home['head_name']}",
            f"村组：{village['town']}{village['name']}{home['group']}",
            cadre["name"],
            county.units["name"][cadre["unit"]],
            cadre["post"],
            cadre["phone"],
            facts.tasks[household],
            card_code(facts.stamp.plan_code, household),
            "监督电话",
        ):
            assert "".join(str(said).split()) in page


def test_every_page_says_what_it_is_and_where_it_comes_from(plates: tuple[Path, ...], facts: Facts) -> None:
    stamp = facts.stamp
    for path in plates:
        printed = pages(path)
        for number, page in enumerate(printed, start=1):
            for said in (
                stamp.county,
                "联系牌",
                stamp.plan_code,
                stamp.data_hash,
                stamp.rules_hash,
                stamp.date,
            ):
                assert said in page
            assert f"第{number}页共{len(printed)}页" in page
            assert "内部资料" in page


def test_a_plate_is_a5_and_a_card_is_for_the_pocket(
    plates: tuple[Path, ...], facts: Facts, tmp_path: Path
) -> None:
    assert size_mm(plates[0]) == (210, 148)
    cards = write_cards(facts, INTERNAL, tmp_path, nobody)
    assert size_mm(cards[0]) == (210, 297)
    town = facts.village_town[facts.household_village[card_holders(facts, everyone=False)]]
    # Ten on a sheet, a file a township.
    assert [len(pages(path)) for path in cards] == [-(-int(n) // 10) for n in np.bincount(town) if n]
    codes = [
        code for path in cards for page in pages(path) for code in re.findall(r"[0-9A-F]{8}-\d{6}", page)
    ]
    assert len(codes) == len(set(codes)) == 62


def test_the_public_card_shows_no_full_name_and_no_task(lists: tuple[County, Plan], tmp_path: Path) -> None:
    county, plan = lists
    heads = [f"欧阳户{k}主" for k in range(len(county.households))]  # no cadre is called so
    facts = facts_of(replace(county, households=county.households.assign(head_name=heads)), plan)
    for write in (write_cards, write_plates):
        for path in write(facts, PUBLIC, tmp_path, nobody):
            for page in pages(path):
                assert "内部资料" not in page
                assert "公示版" in page
                assert "帮扶任务" not in page
                assert "**" in page
                assert not [name for name in heads if name in page]


def test_two_cadres_of_a_household_stand_on_its_one_card(lists: tuple[County, Plan], tmp_path: Path) -> None:
    county, plan = lists
    first = plan.pairs.iloc[0]
    helper = next(c for c in plan.pairs["cadre_id"] if c != first["cadre_id"])
    more = pd.DataFrame([{**first, "cadre_id": helper, "order": 2}])
    both = facts_of(county, replace(plan, pairs=pd.concat([plan.pairs, more], ignore_index=True)))
    at = int(np.flatnonzero(county.households["household_id"] == first["household_id"])[0])
    code = card_code(both.stamp.plan_code, at)
    page = next(
        page
        for path in write_plates(both, INTERNAL, tmp_path, nobody)
        for page in pages(path)
        if code in page
    )
    names = county.cadres.set_index("cadre_id")["name"]
    assert page.index(names[first["cadre_id"]]) < page.index(names[helper])


def test_an_office_may_want_two_of_each_and_cards_for_everybody(
    lists: tuple[County, Plan], tmp_path: Path
) -> None:
    own = office(tmp_path / "own", 一式份数="2", 没有结对的户也发卡="true", 监督电话='"0355-0000000"')
    facts = facts_of(*lists, templates=own)
    cards = [page for path in write_cards(facts, PUBLIC, tmp_path, nobody) for page in pages(path)]
    codes = [code for page in cards for code in re.findall(r"[0-9A-F]{8}-\d{6}", page)]
    # Every one of the 400 households has a contact, each card is there twice, five households on a sheet.
    assert len(codes) == 800
    assert {codes.count(code) for code in set(codes)} == {2}
    assert all("监督电话：0355-0000000" in page for page in cards)
    contact = facts.county.cadres["name"].to_numpy(object)[facts.contact]
    alone = np.setdiff1d(np.arange(400), facts.pair_household)
    code = card_code(facts.stamp.plan_code, int(alone[0]))
    assert contact[alone[0]] in next(page for page in cards if code in page)


def test_a_large_township_takes_several_files(
    lists: tuple[County, Plan], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pairing.documents.cards._PLATES_A_FILE", 20)
    facts = facts_of(*lists)
    paths = write_plates(facts, PUBLIC, tmp_path, nobody)
    assert all(len(pages(path)) <= 20 for path in paths)
    assert sum(len(pages(path)) for path in paths) == 62
    assert len({path.name for path in paths}) == len(paths)
    assert any("-2（" in path.name for path in paths)


def test_the_square_code_holds_a_plan_and_a_number_and_nothing_else(facts: Facts) -> None:
    code = card_code("a1b2c3d4", 122)
    assert code == "A1B2C3D4-000123"
    drawn = np.zeros((25, 25), int)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", qr_svg(code)):
        drawn[int(y), int(x) : int(x) + int(length)] = 1
    read = next(
        np.array(symbol.matrix)
        for symbol in (segno.make(code, error="m", micro=False, mask=mask) for mask in range(8))
        if (np.array(symbol.matrix) == drawn[2:-2, 2:-2]).all()
    )
    # The smallest square there is: large modules on a small card, and a quiet border around them.
    assert read.shape == (21, 21)
    assert drawn[:2].sum() == drawn[:, :2].sum() == 0


LONG = "某某省某某市某某县农业农村和乡村振兴综合服务与信访维稳工作领导小组办公室"


@pytest.mark.parametrize("write", [write_plates, write_cards])
def test_words_of_any_length_stay_in_their_places(
    lists: tuple[County, Plan], tmp_path: Path, write: object
) -> None:
    county, plan = lists
    long = replace(
        county,
        cadres=county.cadres.assign(
            name="买买提·阿卜杜拉·托合提", post=LONG, phone="0355-1234567转8001",
            skills=pd.Series([("组织协调", "资金项目", "矛盾调解", "就业创业")] * len(county.cadres), dtype=object),
        ),
        households=county.households.assign(
            head_name="古丽娜尔·买买提·阿卜杜拉", group="第一十二村民小组（原上河沿自然村）",
            needs=pd.Series([("增收", "看病", "危房饮水道路", "大项目", "照料")] * len(county.households), dtype=object),
        ),
    )  # fmt: skip
    for path in write(facts_of(long, plan), INTERNAL, tmp_path, nobody):  # type: ignore[operator]
        assert overlaps(path) == 0
        assert LONG in pages(path)[0]
        assert "买买提·阿卜杜拉·托合提" in pages(path)[0]


def test_equal_plans_give_equal_bytes(facts: Facts, plates: tuple[Path, ...], tmp_path: Path) -> None:
    again = write_plates(facts, INTERNAL, tmp_path, nobody)
    assert [path.name for path in again] == [path.name for path in plates]
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in plates]


def test_whoever_waits_can_stop_and_no_half_file_is_left(facts: Facts, tmp_path: Path) -> None:
    class Enough(Exception):
        pass

    shares = []

    def watch(share: float) -> None:
        shares.append(share)
        if share > 0:
            raise Enough

    with pytest.raises(Enough):
        write_plates(facts, PUBLIC, tmp_path, watch)
    # The first township is whole, nothing else is there.
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(left) == 1
    assert pages(left[0])
    assert shares == sorted(shares)


def test_a_plan_without_pairs_prints_no_cards(lists: tuple[County, Plan], tmp_path: Path) -> None:
    county, plan = lists
    empty = facts_of(county, replace(plan, pairs=plan.pairs.iloc[:0]))
    for write in (write_plates, write_cards):
        assert write(empty, PUBLIC, tmp_path, nobody) == ()
