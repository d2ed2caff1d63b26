"""The office's own word table: read first, put to use on needs, causes, skills, kinds and ranks, kept on the way out."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pairing.cli import main
from pairing.county import County
from pairing.difficulty import difficulty_parts, difficulty_words
from pairing.errors import DataError
from pairing.own_words import with_words
from pairing.read import Reading, read_county
from pairing.rules import Rules
from pairing.store import Store
from pairing.unknown_words import Unknown, unknown_table, unknown_words
from pairing.write import write_county
from tests.pairing.tiny import one_village, tiny

LISTS = {
    "单位": "单位名称,隶属关系\n县医院,县\n",
    "行政村": "村名,乡镇\n东村,东镇\n",
    "干部": "姓名,单位,职务级别,专长\n张三,县医院,科员,会养蜂、会看相\n李四,县医院,{rank},\n",
    "农户": "户编号,乡镇,行政村,户主姓名,户类型,致困原因,需求,重点户\n"
    "1,东镇,东村,甲,低保户,老人常年吃药,,是\n"
    "2,东镇,东村,乙,双女户,缺技术,想买拖拉机，看病,是\n"
    "3,东镇,东村,丙,脱贫户,因病,无,是\n"
    "4,东镇,东村,丁,一般户,因病,,否\n"
    "5,东镇,东村,戊,一般户,天干,想买拖拉机,是\n",
}
WORDS = (
    "字段,词,归为\n需求,买拖拉机,种植技术、创业资金\n户类型,双女户,困难\n致困原因,天干,因灾\n专长,看相,不计\n"
    "职务级别,副主任级,乡科级副职\n"
)


def folder(place: Path, words: str = "", rank: str = "科员") -> Reading:
    place.mkdir(exist_ok=True)
    for name, text in LISTS.items():
        cells = text.format(rank=rank).replace("想买拖拉机，看病", '"想买拖拉机，看病"')
        (place / f"{name}.csv").write_text(cells, encoding="utf-8")
    if words:
        (place / "词表.csv").write_text(words, encoding="utf-8")
    return read_county(place)


def county_of(reading: Reading) -> County:
    assert reading.county is not None, [issue.sentence("en") for issue in reading.issues]
    return reading.county


def needs(county: County) -> list[tuple[str, ...]]:
    return county.households["needs"].tolist()


def test_needs_come_of_the_cause_only_for_focus_households_that_say_none(tmp_path: Path) -> None:
    county = county_of(folder(tmp_path / "a"))
    # 1 says nothing: of 吃药 comes 看病. 2 says 看病 itself. 3 says 无: that is an answer. 4 is no focus household.
    assert needs(county) == [("看病",), ("看病",), (), (), ()]
    assert county.households["needs_text"].tolist() == ["", "想买拖拉机，看病", "无", None, "想买拖拉机"]


def test_every_word_not_understood_is_listed_with_count_and_rows(tmp_path: Path) -> None:
    reading = folder(tmp_path / "a")
    assert reading.unknown == (
        Unknown("skills", "会看相", 1, (2,)),
        Unknown("needs", "想买拖拉机", 2, (3, 6)),
        Unknown("kind", "双女户", 1, (3,)),
        Unknown("cause", "天干", 1, (6,)),
    )
    told = [issue for issue in reading.issues if issue.code == "unknown-word"]
    assert {issue.value for issue in told} == {"会看相", "想买拖拉机", "双女户", "天干"}
    assert all(issue.severity == "warning" and "词表" in issue.remedy.zh for issue in told)
    # The county in the store tells the same as the reading of the file.
    found = unknown_words(county_of(reading))
    assert {(u.field, u.word, u.count) for u in found} == {
        (u.field, u.word, u.count) for u in reading.unknown
    }
    assert unknown_table(reading.unknown)["次数"].tolist() == [1, 2, 1, 1]


def test_a_word_table_is_read_before_the_others(tmp_path: Path) -> None:
    reading = folder(tmp_path / "a", WORDS, rank="副主任级")
    county = county_of(reading)
    assert reading.unknown == ()
    assert needs(county) == [("看病",), ("种植技术", "创业资金", "看病"), (), (), ("种植技术", "创业资金")]
    assert county.cadres["skills"].tolist() == [("养殖",), ()]
    assert county.cadres["level"].tolist() == [1, 2]
    parts = difficulty_parts(county, Rules())
    assert parts["kind_word"].tolist() == ["低保", "困难", "脱贫", "一般", "一般"]
    assert parts["cause_word"].tolist() == ["因病", "缺技术", "因病", "因病", "因灾"]


def test_an_unknown_rank_is_an_error_that_names_the_way_out(tmp_path: Path) -> None:
    reading = folder(tmp_path / "a", rank="副主任级")
    assert reading.county is None
    assert Unknown("rank", "副主任级", 1, (3,)) in reading.unknown
    assert any(issue.code == "unknown-rank" and "词表" in issue.remedy.zh for issue in reading.issues)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("需求,买拖拉机,农机", "unknown-code"),
        ("需求,买拖拉机,种植技术、农机", "unknown-code"),
        ("职务级别,副主任级,不计", "unknown-code"),
        ("爱好,养花,种植", "unknown-choice"),
        ("需求,,看病", "missing-value"),
        ("需求,买拖拉机,看病\n需求,买拖拉机,增收", "word-twice"),
    ],
)
def test_a_faulty_word_table_is_refused(tmp_path: Path, row: str, code: str) -> None:
    reading = folder(tmp_path / "a", f"字段,词,归为\n{row}\n")
    assert reading.county is None
    assert code in {issue.code for issue in reading.issues}


def test_a_word_table_not_yet_filled_in_changes_nothing(tmp_path: Path) -> None:
    """The table of words not understood, put into the lists as it was downloaded."""
    plain = folder(tmp_path / "a")
    (tmp_path / "a" / "词表.csv").write_text(
        unknown_table(plain.unknown).to_csv(index=False), encoding="utf-8-sig"
    )
    again = read_county(tmp_path / "a")
    assert needs(county_of(again)) == needs(county_of(plain))
    assert again.unknown == plain.unknown
    grown = with_words(county_of(again), [("needs", "想买拖拉机", "种植技术")])
    assert needs(grown)[4] == ("种植技术",)
    assert not again.errors


@pytest.mark.parametrize("csv", [True, False], ids=["folder", "workbook"])
def test_words_and_what_was_written_go_out_and_come_back(tmp_path: Path, csv: bool) -> None:
    county = county_of(folder(tmp_path / "a", WORDS))
    place = tmp_path / ("out" if csv else "out.xlsx")
    write_county(county, place, csv=csv)
    again = county_of(read_county(place))
    assert again.data_hash == county.data_hash
    assert again.households["needs_text"].tolist() == county.households["needs_text"].tolist()
    assert again.words["word"].tolist() == county.words["word"].tolist()


def test_adding_words_reads_the_county_in_hand_anew(tmp_path: Path) -> None:
    """The same as if the words had stood in the file from the beginning."""
    plain = county_of(folder(tmp_path / "a"))
    rows = [tuple(line.split(",")) for line in WORDS.splitlines()[1:]]
    fields = {"需求": "needs", "户类型": "kind", "致困原因": "cause", "专长": "skills", "职务级别": "rank"}
    grown = with_words(plain, [(fields[field], word, code) for field, word, code in rows])
    wanted = county_of(folder(tmp_path / "b", WORDS))
    assert needs(grown) == needs(wanted)
    assert grown.cadres["skills"].tolist() == wanted.cadres["skills"].tolist()
    assert grown.data_hash == wanted.data_hash
    assert unknown_words(grown) == ()
    back = with_words(grown, [], [(field, word) for field, word in grown.words[["field", "word"]].to_numpy()])
    assert needs(back) == needs(plain)
    assert back.data_hash == plain.data_hash


def test_a_cause_that_is_named_later_gives_its_need() -> None:
    county = one_village([{}], [{"cause": "天干"}, {"cause": "天干", "focus": False}])
    grown = with_words(county, [("cause", "天干", "因病")])
    assert needs(grown) == [("看病",), ()]
    assert needs(with_words(grown, [("cause", "天干", "缺技术")])) == [("技术培训",), ()]


@pytest.mark.parametrize("word", [("needs", "x", "农机"), ("needs", " ", "看病"), ("rank", "x", "不计")])
def test_a_word_that_stands_for_nothing_listed_is_refused(word: tuple[str, str, str]) -> None:
    with pytest.raises(DataError):
        with_words(tiny(), [word])


def test_words_bear_on_the_plan_and_counties_without_words_keep_their_digest() -> None:
    county = one_village([{}], [{"kind": "双女户"}])
    assert with_words(county, [("kind", "双女户", "低保")]).data_hash != county.data_hash
    assert replace(county).data_hash == county.data_hash


def test_the_score_is_told_part_by_part() -> None:
    nan = float("nan")
    county = one_village(
        [{}],
        [
            {"kind": "低保户", "cause": "因病", "income": 10_700.0, "people": 4.0, "labour": 2.0, "difficulty": nan},
            {"difficulty": 70.5},
            {"difficulty": nan, "people": nan},
            {"kind": "特困", "monitor": "突发严重困难", "cause": "因残", "income": 0.0, "labour": 0.0, "difficulty": nan},
            {"kind": "非低保户", "difficulty": nan, "labour": 3.0},
        ],
    )  # fmt: skip
    parts = difficulty_parts(county, Rules())
    # 25 + 18 + 20 · (1 − 10700/20000) = 9.3, + 15 · (1 − 2/4) = 7.5
    assert difficulty_words(parts, 0).zh == "低保 25 + 因病 18 + 收入 9.3 + 抚养 7.5 = 59.8"
    assert difficulty_words(parts, 1).zh == "70.5（名单所给）"
    assert difficulty_words(parts, 2).zh.startswith("0（")
    assert difficulty_words(parts, 3).zh.endswith("= 100（满 100 为止）")
    assert parts["score"].tolist() == [59.8, 70.5, 0.0, 100.0, 0.0]


def test_a_county_stored_before_words_were_kept_is_read(tmp_path: Path) -> None:
    """Its tables lack the word table and the cells' own words."""
    county = one_village([{}], [{"needs": ("看病",)}])
    for table, column in (("households", "needs_text"), ("cadres", "skills_text")):
        del getattr(county, table)[column]
    with Store(tmp_path / "store.db") as store:
        record = store.add_county(county)
        again = store.load_county(record.id)
    assert again.households["needs_text"].tolist() == [None]
    assert with_words(again, [("needs", "x", "看病")]).households["needs"].tolist() == [("看病",)]


def test_check_data_lists_the_words_not_understood(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder(tmp_path / "a")
    for more in ([], ["--json"]):
        with pytest.raises(SystemExit) as left:
            main(["check-data", str(tmp_path / "a"), "--lang", "zh", *more])
        assert not left.value.code
        out = capsys.readouterr().out
        if more:
            assert {"field": "需求", "word": "想买拖拉机", "count": 2, "rows": [3, 6]} in json.loads(out)[
                "unknown_words"
            ]
        else:
            assert "需求  想买拖拉机  2 处（第3、6行）" in out


def test_many_strange_words_are_all_in_the_table_and_some_are_told_one_by_one(tmp_path: Path) -> None:
    place = tmp_path / "a"
    folder(place)
    rows = "".join(f"{k},东镇,东村,某,一般户,,怪话第{k}号说的是啥,否\n" for k in range(10, 60))
    path = place / "农户.csv"
    path.write_text(path.read_text(encoding="utf-8") + rows, encoding="utf-8")
    reading = read_county(place)
    told = [i for i in reading.issues if i.code == "unknown-word" and i.column == "需求"]
    assert len(told) == 30
    (more,) = [i for i in reading.issues if i.code == "more-unknown-words"]
    assert "21" in more.problem.zh
    assert sum(u.field == "needs" for u in reading.unknown) == 51
