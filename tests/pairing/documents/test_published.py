"""What may leave the office and what may not: every document there is, searched through and through.

A document that is added to DOCUMENTS is searched here without another line.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import docx
import openpyxl
import pypdfium2
import pytest

from pairing.county import County
from pairing.documents.export import DOCUMENTS, export_plan
from pairing.documents.facts import Facts, facts_of
from pairing.documents.masking import Audience
from tests.pairing.secret_county import (
    ID_NUMBER,
    PHONE,
    PRIVATE,
    RULES,
    secret_county,
    secret_plan,
    secrets,
    with_gaps,
)


@pytest.fixture(scope="module")
def county() -> County:
    return secret_county()


@pytest.fixture(scope="module")
def facts(county: County) -> Facts:
    return facts_of(county, with_gaps(secret_plan(county)), RULES)


Papers = dict[tuple[str, Audience], tuple[Path, ...]]


@pytest.fixture(scope="module")
def papers(facts: Facts, tmp_path_factory: pytest.TempPathFactory) -> Papers:
    """The files of every document, for everybody who may have it."""
    place = tmp_path_factory.mktemp("papers")
    return {
        (name, audience): export_plan(facts, place, (audience,), only=(name,))
        for name, document in DOCUMENTS.items()
        for audience in document.audiences
    }


def files(papers: Papers, audience: Audience) -> list[Path]:
    return [path for (_, whom), paths in papers.items() if whom is audience for path in paths]


def whole_text(path: Path) -> str:
    """All that a curious reader can get out of a file: every part of an archive, with and without its marks; every
    page of a PDF, its properties and its raw bytes."""
    raw = path.read_bytes()
    if path.suffix in (".xlsx", ".docx"):
        with zipfile.ZipFile(path) as archive:
            parts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
            return "\n".join([*archive.namelist(), *parts, *(re.sub("<[^>]+>", "", part) for part in parts)])
    assert path.suffix == ".pdf", "a new kind of file wants its own way of being searched"
    paper = pypdfium2.PdfDocument(raw)
    pages = [page.get_textpage().get_text_range() for page in paper]
    # Shorter numbers in the raw bytes are the file's own: lengths and places of its parts.
    long_numbers = re.findall(r"\d{11,}[\dXx]?", raw.decode("latin-1"))
    # A name may be cut by the end of a line.
    whole = ["".join(page.split()) for page in pages]
    return "\n".join([*pages, *whole, str(paper.get_metadata_dict()), *long_numbers])


def test_every_document_has_something_to_search(papers: Papers) -> None:
    """Else the searches below would pass over what was not there."""
    assert [name for (name, _), paths in papers.items() if not paths] == []
    assert all("公示版" in path.parts for path in files(papers, Audience.PUBLIC))


def test_no_public_file_shows_anything_of_hardship_or_identity(papers: Papers, county: County) -> None:
    public = files(papers, Audience.PUBLIC)
    assert len(public) >= 5
    for path in public:
        text = whole_text(path)
        assert "内部资料" not in text, path.name
        found = sorted(secret for secret in secrets(county) if secret in text)
        assert found == [], path.name
        if path.suffix != ".pdf":  # the raw bytes of a PDF hold numbers of every length
            assert not re.search(r"(?<![\d.])1[3-9]\d{9}(?!\d)", text), path.name
            assert not re.search(r"(?<![\d.])\d{17}[\dXx](?!\d)", text), path.name
        assert "户" in text, f"{path.name} is read as plain text here, or the search above means nothing"


def test_the_search_finds_what_it_looks_for(papers: Papers, county: County) -> None:
    """The same search over the papers of the office finds names, telephones, causes and remarks."""
    text = "\n".join(whole_text(path) for path in files(papers, Audience.INTERNAL))
    found = {secret for secret in secrets(county) if secret in text}
    assert found >= {ID_NUMBER, PHONE, *PRIVATE, "致困原因", county.households["head_name"][0]}


def test_id_numbers_stand_in_the_import_form_only(papers: Papers) -> None:
    """Nobody needs them to visit a household."""
    holding = [path.name for path in files(papers, Audience.INTERNAL) if ID_NUMBER in whole_text(path)]
    assert holding == ["帮扶责任人导入模板（内部资料）.xlsx"]


def test_no_public_file_hides_a_sheet_a_comment_or_a_property(papers: Papers) -> None:
    for path in files(papers, Audience.PUBLIC):
        if path.suffix == ".xlsx":
            book = openpyxl.load_workbook(path)
            assert all(sheet.sheet_state == "visible" for sheet in book)
            assert all(cell.comment is None for sheet in book for row in sheet.iter_rows() for cell in row)
            assert (book.properties.creator or "", book.properties.description) == ("", None)
        elif path.suffix == ".docx":
            facts = docx.Document(str(path)).core_properties
            assert (facts.author, facts.comments, facts.last_modified_by) == ("", "", "")


def test_every_page_of_the_office_says_so(papers: Papers) -> None:
    for path in files(papers, Audience.INTERNAL):
        assert pages_without(path, "内部资料") == [], path.name


def test_every_public_page_says_that_it_is_masked(papers: Papers) -> None:
    for path in files(papers, Audience.PUBLIC):
        assert pages_without(path, "公示版") == [], path.name


def test_every_page_names_its_plan_and_its_number(papers: Papers, facts: Facts) -> None:
    for audience in Audience:
        for path in files(papers, audience):
            for mark in (facts.stamp.plan_code, facts.stamp.rules_hash, facts.stamp.date):
                assert pages_without(path, mark) == [], (path.name, mark)


def pages_without(path: Path, mark: str) -> list[object]:
    """Sheets, sections or pages whose margins (in a PDF: whose text) lack the mark."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        assert not any(
            sheet.HeaderFooter.differentFirst or sheet.HeaderFooter.differentOddEven for sheet in book
        )
        margins = {
            sheet.title: "".join(
                str(part.text or "")
                for margin in (sheet.oddHeader, sheet.oddFooter)
                for part in (margin.left, margin.center, margin.right)
            )
            for sheet in book
        }
        assert all("&P" in margin for margin in margins.values())
        return [title for title, margin in margins.items() if mark not in margin]
    if path.suffix == ".docx":
        sections = docx.Document(str(path)).sections
        assert not any(section.different_first_page_header_footer for section in sections)
        texts = [
            "".join(p.text for margin in (section.header, section.footer) for p in margin.paragraphs)
            for section in sections
        ]
        assert all("NUMPAGES" in section.footer._element.xml for section in sections)
        return [number for number, text in enumerate(texts) if mark not in text]
    paper = pypdfium2.PdfDocument(path)
    return [k for k, page in enumerate(paper) if mark not in page.get_textpage().get_text_range()]
