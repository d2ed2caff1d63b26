"""领导一页纸 is one page, its numbers are the plan's, and its sentences are the office's."""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import numpy as np
import pytest

from pairing.county import County
from pairing.documents.facts import Facts, facts_of
from pairing.documents.leader_figures import levels_by_tier, loads, shortages
from pairing.documents.leaders import leaders_data, write_leaders_page
from pairing.documents.masking import Audience, Mask
from pairing.errors import TemplateError
from pairing.plan import Plan
from pairing.rules import Rules
from tests.pairing.local import local_plan
from tests.pairing.printed import TEMPLATES, nobody, pages
from tests.pairing.tiny import one_village

INTERNAL = Mask(Audience.INTERNAL)


@pytest.fixture(scope="module")
def facts(lists: tuple[County, Plan]) -> Facts:
    return facts_of(*lists, Rules())


@pytest.fixture(scope="module")
def files(facts: Facts, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    return write_leaders_page(facts, INTERNAL, tmp_path_factory.mktemp("page"), nobody)


def word_text(path: Path) -> str:
    """Body, tables, header and footer of a Word file, without blanks."""
    paper = docx.Document(str(path))
    parts = [*paper.paragraphs, *paper.sections[0].header.paragraphs, *paper.sections[0].footer.paragraphs]
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "".join("".join([*(part.text for part in parts), *cells]).split())


def test_it_is_one_page_with_both_coverages(files: tuple[Path, ...], facts: Facts) -> None:
    pdf, word = files
    (page,) = pages(pdf)
    counts = facts.coverage.counts
    for covered, total in (
        (counts.cadres_covered, counts.cadres_eligible),
        (counts.households_covered, counts.households_total),
        (counts.focus_paired, counts.focus_demand),
    ):
        assert f"{covered}/{total}" in page
    for said in (facts.stamp.plan_code, facts.stamp.date, facts.stamp.rules_hash, "内部资料", "第1页共1页"):
        assert said in page
    text = word_text(word)
    for said in (facts.county.name, facts.stamp.line, "内部资料"):
        assert "".join(said.split()) in text
    with zipfile.ZipFile(word) as archive:
        assert [name for name in archive.namelist() if name.endswith(".png")], (
            "the charts are in the Word file"
        )


def test_the_words_of_both_are_the_same(files: tuple[Path, ...], facts: Facts) -> None:
    data = leaders_data(facts)
    texts = (pages(files[0])[0], word_text(files[1]))
    # The sample's plan has a gap of 0.0123.
    assert "最多差1.2%" in "".join(data["quality"]).replace(" ", "")
    for sentence in (
        *data["quality"],
        *data["next"],
        *(s["reason"] for s in data["shortages"]),
        data["sizes"],
    ):
        for text in texts:
            assert "".join(sentence.split()) in text


def test_loads_and_levels_are_counted_from_the_plan(lists: tuple[County, Plan], facts: Facts) -> None:
    county, plan = lists
    by_level = {row["name"]: row for row in loads(facts)}
    assert sum(row["pairs"]["total"] for row in by_level.values()) == len(plan.pairs) == 62
    # Whoever is not paired has a contact: 400 − 62.
    assert sum(row["contacts"]["total"] for row in by_level.values()) == 338
    takes_part = county.cadres[county.cadres["exempt_reason"].isna()]
    assert [row["cadres"] for row in by_level.values()] == [
        int((takes_part["level"] == level).sum()) for level in (3, 2, 1)
    ]
    crossed = plan.pairs.groupby(["tier", "level"]).size()
    assert {
        (tier, level): n
        for tier, row in zip((3, 2, 1), levels_by_tier(facts), strict=True)
        for level, n in zip((3, 2, 1), row["pairs"], strict=True)
        if n
    } == crossed.to_dict()


def test_shortages_are_told_by_reason(lists: tuple[County, Plan]) -> None:
    """Two focus households and one cadre with room for one pair: one of them finds every place taken."""
    county = one_village(
        [{"level": 1, "head": True}],
        [{"tier": 1.0}, {"tier": 1.0}],
    )
    plan = local_plan(county)
    assert len(plan.pairs) == 1
    facts = facts_of(county, plan, Rules())
    assert shortages(facts) == [("名额用满", 1)]
    said = leaders_data(facts)
    assert said["next"][0].startswith("1 户还缺 1 名结对干部")
    assert said["shortages"] == [{"reason": "可以去的干部名额都已用满", "number": 1}]
    # Under other rules than the plan's nothing can be explained.
    assert shortages(facts_of(county, plan)) == [("原因待查", 1)]


def test_gaps_and_exemptions_stand_under_what_is_to_be_decided(lists: tuple[County, Plan]) -> None:
    county, plan = lists
    alone = plan.contacts["household_id"].iloc[-1]
    less = replace(
        plan,
        pairs=plan.pairs.iloc[3:],
        contacts=plan.contacts[plan.contacts["household_id"] != alone],
        summary=replace(plan.summary, changes=17, gap=None),
    )
    data = leaders_data(facts_of(county, less, Rules()))
    words = "".join(data["next"])
    assert "3 户还缺 3 名结对干部" in words
    assert "1 户没有联系干部" in words
    assert "较原方案变动 17 处" in words
    assert "全覆盖都已达到" not in words
    assert data["quality"] == ["方案可行，但还没有算出离最优有多远。"]
    changed = county.households.assign(people=county.households["people"] + 1)
    assert "名单又改过" in leaders_data(facts_of(replace(county, households=changed), plan))["next"][0]


def test_a_share_below_the_whole_is_never_written_as_all(lists: tuple[County, Plan], tmp_path: Path) -> None:
    """399 of 400 households is 99.7 %, and 61 of 62 is 98.3 %: cut, not rounded."""
    county, plan = lists
    alone = plan.contacts["household_id"].iloc[-1]
    less = replace(
        plan, pairs=plan.pairs.iloc[1:], contacts=plan.contacts[plan.contacts["household_id"] != alone]
    )
    (page,) = pages(write_leaders_page(facts_of(county, less), INTERNAL, tmp_path, nobody)[0])
    assert "99.7%" in page
    assert "98.3%" in page


def test_an_office_writes_its_own_sentences_and_still_gets_one_page(
    lists: tuple[County, Plan], tmp_path: Path
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    words = (TEMPLATES / "领导一页纸.toml").read_text(encoding="utf-8")
    long = "请县委常委会审定，" * 60
    (own / "领导一页纸.toml").write_text(
        words.replace("两个全覆盖都已达到", f"{{村}} 个村都好。{long}"), "utf-8"
    )
    county, plan = lists
    county = replace(county, cadres=county.cadres.assign(party=False))
    facts = facts_of(
        county, replace(plan, summary=replace(plan.summary, data_hash=county.data_hash)), templates=own
    )
    pdf, word = write_leaders_page(facts, INTERNAL, tmp_path, nobody)
    (page,) = pages(pdf)
    assert f"8个村都好。{long}" in page
    assert f"8个村都好。{long}" in word_text(word)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{差距}", "{差据}", "差据"),
        ('"没有界限" =', '"没界限" =', "没有界限"),
        ("{差距}", "{差距", "花括号"),
        ('["缺口原因"]', '["缺口原因"', "TOML"),
    ],
)
def test_a_slip_in_a_sentence_is_told_by_file_and_name(
    lists: tuple[County, Plan], tmp_path: Path, old: str, new: str, told: str
) -> None:
    shutil.copy(TEMPLATES / "领导一页纸.toml", tmp_path)
    path = tmp_path / "领导一页纸.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    county, plan = lists
    # Without a gap the plan is said to have no bound; with one, how far from the best it is at most.
    summary = plan.summary if old == "{差距}" else replace(plan.summary, gap=None)
    facts = facts_of(county, replace(plan, summary=summary), templates=tmp_path)
    with pytest.raises(TemplateError) as caught:
        leaders_data(facts)
    assert "领导一页纸.toml" in caught.value.text.zh
    assert told in caught.value.text.zh
    assert "领导一页纸.toml" in caught.value.text.en


def test_charts_that_fill_two_pages_are_refused(lists: tuple[County, Plan], tmp_path: Path) -> None:
    charts = (TEMPLATES / "统计图.typ").read_text(encoding="utf-8")
    (tmp_path / "统计图.typ").write_text(f"{charts}\n#pagebreak()\n2", encoding="utf-8")
    with pytest.raises(TemplateError) as caught:
        write_leaders_page(facts_of(*lists, templates=tmp_path), INTERNAL, tmp_path / "out", nobody)
    assert "统计图.typ" in caught.value.text.zh
    assert "一页" in caught.value.text.zh


def test_equal_plans_give_equal_pages(files: tuple[Path, ...], facts: Facts, tmp_path: Path) -> None:
    again = write_leaders_page(facts, INTERNAL, tmp_path, nobody)
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in files]


def test_a_county_without_focus_households_has_a_page_too(lists: tuple[County, Plan], tmp_path: Path) -> None:
    county, plan = lists
    none = replace(county, households=county.households.assign(focus=False, demand=np.zeros(400, np.int64)))
    facts = facts_of(none, replace(plan, pairs=plan.pairs.iloc[:0]))
    (page,) = pages(write_leaders_page(facts, INTERNAL, tmp_path, nobody)[0])
    assert "0/0" in page
