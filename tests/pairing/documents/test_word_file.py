"""The roster as Word files says what the roster says, and a broken template is told by name and place."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docxtpl import DocxTemplate

from pairing.documents.document import unwatched
from pairing.documents.facts import Facts, facts_of
from pairing.documents.masking import Audience, Mask
from pairing.documents.roster import roster_by_village
from pairing.documents.roster_letter import write_roster_letters
from pairing.documents.word_file import WordTemplate
from pairing.errors import TemplateError
from pairing.resources import data_path
from tests.pairing.secret_county import RULES, secret_county, secret_plan

NAME = "名册-公示版.docx"


@pytest.fixture(scope="module")
def facts() -> Facts:
    """The villages lie in two townships."""
    county = secret_county()
    plan = secret_plan(county)
    town = ["龙泉镇" if k < 4 else "百尺镇" for k in range(len(county.villages))]
    return facts_of(replace(county, villages=county.villages.assign(town=town)), plan, RULES)


@pytest.mark.parametrize("audience", list(Audience))
def test_every_row_of_the_roster_stands_in_the_word_files(
    facts: Facts, tmp_path: Path, audience: Audience
) -> None:
    written = write_roster_letters(facts, Mask(audience), tmp_path, unwatched)
    assert len(written) == len({path.name for path in written}) == 2
    table = roster_by_village(facts, Mask(audience))
    by_header = {c.header: list(c.cells) for c in table.columns}
    rows: list[tuple[str, ...]] = []
    headings = []
    for path in written:
        paper = docx.Document(str(path))
        headings += [p.text for p in paper.paragraphs if "牵头单位" in p.text]
        for grid in paper.tables:
            head = [cell.text for cell in grid.rows[0].cells]
            assert head[0] == "序号"
            assert [row.cells[0].text for row in grid.rows[1:]] == [str(k) for k in range(1, len(grid.rows))]
            wanted = [head.index(header) for header in ("户编号", "户主姓名", "帮扶责任人", "联系电话")]
            rows += [tuple(row.cells[k].text for k in wanted) for row in grid.rows[1:]]
    expected = zip(
        *(by_header[header] for header in ("户编号", "户主姓名", "帮扶责任人", "联系电话")), strict=True
    )
    assert sorted(rows) == sorted(tuple(map(str, row)) for row in expected)
    assert len(headings) == len(set(by_header["行政村"]))


def test_our_templates_name_only_what_they_are_given(facts: Facts, tmp_path: Path) -> None:
    for audience in Audience:
        asked = DocxTemplate(data_path(f"templates/名册-{audience.value}.docx"))
        assert asked.get_undeclared_template_variables() == {
            "title", "county", "town", "households", "cadres", "villages", "stamp", "date", "notice",
        }  # fmt: skip


def own_template(folder: Path, *paragraphs: str) -> Path:
    """A folder with an office's own template for the public roster."""
    paper = docx.Document()
    for words in paragraphs:
        paper.add_paragraph(words)
    folder.mkdir()
    paper.save(str(folder / NAME))
    return folder


def test_an_office_may_write_its_own_words(facts: Facts, tmp_path: Path) -> None:
    own = own_template(tmp_path / "own", "{{ town }}：{{ households }} 户，{{ notice }}")
    made = facts_of(facts.county, facts.plan, templates=own)
    first = write_roster_letters(made, Mask(), tmp_path / "out", unwatched)[0]
    assert "户，公示版（已脱敏）" in docx.Document(str(first)).paragraphs[0].text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("{{ town }", "unexpected '}'"),
        ("{{ hosueholds }}", "hosueholds"),
        ("{% for village in villages %}{{ village.name }}", "endfor"),
        ("{{ villages[0].rows[0].cause }}", "cause"),  # nothing hidden from the public can be had
    ],
)
def test_a_broken_template_is_told_by_name_and_leaves_no_file(
    facts: Facts, tmp_path: Path, words: str, said: str
) -> None:
    made = facts_of(facts.county, facts.plan, templates=own_template(tmp_path / "own", "好", words))
    with pytest.raises(TemplateError) as caught:
        write_roster_letters(made, Mask(), tmp_path / "out", unwatched)
    assert NAME in caught.value.text.zh
    assert said in caught.value.text.zh
    assert "模板文件夹" in caught.value.text.zh
    assert not list(tmp_path.glob("out/*"))


@pytest.mark.parametrize("content", [b"no archive at all", b""])
def test_a_file_that_is_no_word_file_is_told_too(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    with pytest.raises(TemplateError) as caught:
        WordTemplate(NAME, tmp_path).write({}, "", tmp_path / "a.docx")
    assert NAME in caught.value.text.zh


def test_signs_that_no_word_file_holds_are_left_out(tmp_path: Path) -> None:
    own = own_template(tmp_path / "own", "{{ name }}")
    path = tmp_path / "a.docx"
    WordTemplate(NAME, own).write({"name": "甲\x0b<&>{{ 1 }}\ud800乙"}, "题", path)
    assert docx.Document(str(path)).paragraphs[0].text == "甲<&>{{ 1 }}乙"
    with zipfile.ZipFile(path) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
