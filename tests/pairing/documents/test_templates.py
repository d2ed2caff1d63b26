"""An office's templates take the place of the program's, and one that is broken is told by file and place."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import docx
import pytest
import typst

from pairing.cli import main
from pairing.county import County
from pairing.documents import typesetting
from pairing.documents.board import write_boards
from pairing.documents.cards import write_cards, write_plates
from pairing.documents.facts import Facts, facts_of
from pairing.documents.leaders import write_leaders_page
from pairing.documents.masking import Audience, Mask
from pairing.documents.office import Office, read_office
from pairing.documents.task_lists import write_task_lists
from pairing.documents.templates import template_names, template_path
from pairing.errors import PairingError, TemplateError
from pairing.plan import Plan
from tests.pairing.printed import TEMPLATES, nobody, office, pages

INTERNAL, PUBLIC = Mask(Audience.INTERNAL), Mask()
WRITERS = {
    "连心卡.typ": write_cards,
    "联系牌.typ": write_plates,
    "村级公示栏.typ": write_boards,
    "干部任务清单.typ": write_task_lists,
    "领导一页纸.typ": write_leaders_page,
    "领导一页纸.docx": write_leaders_page,
    "统计图.typ": write_leaders_page,
}


def own(lists: tuple[County, Plan], folder: Path, **files: str | bytes) -> Facts:
    """The county with an office's templates: names with __ for the dot."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        raw = content if isinstance(content, bytes) else content.encode()
        (folder / name.replace("__", ".")).write_bytes(raw)
    return facts_of(*lists, templates=folder)


def refused(write: object, facts: Facts, out: Path) -> TemplateError:
    with pytest.raises(TemplateError) as caught:
        write(facts, INTERNAL, out, nobody)  # type: ignore[operator]
    assert isinstance(caught.value, PairingError)
    assert not [
        path
        for path in out.rglob("*")
        if path.is_file() and path.suffix == ".pdf" and path.stat().st_size == 0
    ]
    for words in (caught.value.text.zh, caught.value.text.en):
        assert "/tmp" not in words
        assert "{" not in words
    return caught.value


def test_every_document_has_its_template_in_the_data_folder() -> None:
    assert set(WRITERS) <= set(template_names())
    assert {"版式.typ", "办公室.toml", "领导一页纸.toml"} <= set(template_names())
    assert all(template_path(name, None).is_file() for name in template_names())


@pytest.mark.parametrize("name", [name for name in WRITERS if name.endswith(".typ")])
def test_a_broken_typst_template_is_told_by_file_and_line(
    lists: tuple[County, Plan], tmp_path: Path, name: str
) -> None:
    lines = (TEMPLATES / name).read_text(encoding="utf-8").splitlines()
    # A word that there is not, on a line of its own after the head of the file.
    place = next(k for k, line in enumerate(lines) if line.startswith("#let data")) + 1
    broken = "\n".join([*lines[:place], "#let oops = data.nothing-of-that-name", *lines[place:]])
    facts = own(lists, tmp_path / "own", **{name.replace(".", "__"): broken})
    fault = refused(WRITERS[name], facts, tmp_path)
    assert f"“{name}”第 {place + 1} 行" in fault.text.zh
    assert "nothing-of-that-name" in fault.text.zh
    assert f"Line {place + 1} of the template {name}" in fault.text.en


def test_a_fault_in_the_shared_layout_is_told_there(lists: tuple[County, Plan], tmp_path: Path) -> None:
    layout = (TEMPLATES / "版式.typ").read_text(encoding="utf-8")
    line = layout.splitlines().index("#let place-of(card) = card.town + card.village + card.group") + 1
    facts = own(lists, tmp_path / "own", 版式__typ=layout.replace("card.village", "card.hamlet"))
    fault = refused(write_plates, facts, tmp_path)
    assert f"“版式.typ”第 {line} 行" in fault.text.zh
    assert "hamlet" in fault.text.zh


def test_half_a_typst_file_is_told_too(lists: tuple[County, Plan], tmp_path: Path) -> None:
    fault = refused(write_cards, own(lists, tmp_path / "own", 连心卡__typ="#let x = (\n\n"), tmp_path)
    assert "“连心卡.typ”第 1 行" in fault.text.zh
    assert "unclosed" in fault.text.zh


def word_with(text: str) -> bytes:
    paper = docx.Document()
    paper.add_paragraph(text)
    held = io.BytesIO()
    paper.save(held)
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (word_with("{{ 没有的词 }}"), "没有的词"),
        (word_with("{{ county "), "领导一页纸.docx"),
        (word_with("{% for x in next %}"), "endfor"),
        (word_with("{{ ''.__class__.__mro__ }}"), "__class__"),
        (b"not a Word file", "领导一页纸.docx"),
    ],
)
def test_a_broken_word_template_is_told_by_file_and_word(
    lists: tuple[County, Plan], tmp_path: Path, content: bytes, told: str
) -> None:
    fault = refused(write_leaders_page, own(lists, tmp_path / "own", 领导一页纸__docx=content), tmp_path)
    assert "“领导一页纸.docx”" in fault.text.zh
    assert told in fault.text.zh


def test_one_template_of_ones_own_is_enough(lists: tuple[County, Plan], tmp_path: Path) -> None:
    plate = (TEMPLATES / "联系牌.typ").read_text(encoding="utf-8").replace("干部联户联系牌", "连心桥")
    facts = own(lists, tmp_path / "own", 联系牌__typ=plate)
    assert "连心桥" in pages(write_plates(facts, PUBLIC, tmp_path, nobody)[0])[0]
    assert "连心卡" in pages(write_cards(facts, PUBLIC, tmp_path, nobody)[0])[0]


def test_a_template_may_bring_a_picture(lists: tuple[County, Plan], tmp_path: Path) -> None:
    facts = own(
        lists,
        tmp_path / "own",
        联系牌__typ='#let data = json(bytes(sys.inputs.data))\n#image("logo.svg", width: 2cm)\n#data.cards.at(0).head',
        logo__svg='<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><rect width="2" height="2"/></svg>',
    )
    assert pages(write_plates(facts, PUBLIC, tmp_path, nobody)[0])


def test_a_template_cannot_read_what_lies_outside(lists: tuple[County, Plan], tmp_path: Path) -> None:
    for path in ("/etc/hostname", "../../../../etc/hostname"):
        facts = own(lists, tmp_path / "own", 联系牌__typ=f'#read("{path}")')
        assert "“联系牌.typ”第 1 行" in refused(write_plates, facts, tmp_path).text.zh


def test_no_template_goes_to_the_web(lists: tuple[County, Plan], tmp_path: Path) -> None:
    facts = own(lists, tmp_path / "own", 联系牌__typ='// mine\n#import "@preview/cetz:0.3.4": canvas')
    fault = refused(write_plates, facts, tmp_path)
    assert "“联系牌.typ”第 2 行" in fault.text.zh


def test_names_in_the_lists_are_words_and_never_code(lists: tuple[County, Plan], tmp_path: Path) -> None:
    county, plan = lists
    nasty = '#panic("x")*[_$<b>{{ 7*7 }}\\'
    facts = facts_of(
        replace(county, cadres=county.cadres.assign(post=nasty), name=f"{county.name}{nasty}"), plan
    )
    (path, *_) = write_plates(facts, PUBLIC, tmp_path, nobody)
    assert nasty.replace(" ", "") in pages(path)[0]
    _, word = write_leaders_page(facts, INTERNAL, tmp_path, nobody)
    assert nasty in "".join(part.text for part in docx.Document(str(word)).paragraphs)


def test_a_folder_without_templates_is_a_slip(lists: tuple[County, Plan], tmp_path: Path) -> None:
    county, plan = lists
    (tmp_path / "卡片.typ").write_text("")
    with pytest.raises(TemplateError, match="holds no template") as caught:
        write_plates(facts_of(county, plan, templates=tmp_path), PUBLIC, tmp_path / "out", nobody)
    assert "联系牌.typ" in caught.value.text.zh
    with pytest.raises(TemplateError, match="no folder"):
        read_office(tmp_path / "nowhere")


def test_the_settings_of_an_office_have_sound_defaults() -> None:
    assert read_office(None) == Office(
        **{"监督电话": "", "落款": "", "每年走访次数": 4, "一式份数": 1, "没有结对的户也发卡": False}
    )


@pytest.mark.parametrize(
    ("changed", "key", "said"),
    [
        ({"每年走访次数": "13"}, "每年走访次数", "太大"),
        ({"每年走访次数": '"四"'}, "每年走访次数", "整数"),
        ({"一式份数": "0"}, "一式份数", "太小"),
        ({"没有结对的户也发卡": '"是"'}, "没有结对的户也发卡", "true"),
        ({"监督电话": "12345"}, "监督电话", "引号"),
    ],
)
def test_a_slip_in_the_settings_is_told_by_its_name(
    tmp_path: Path, changed: dict[str, str], key: str, said: str
) -> None:
    with pytest.raises(TemplateError) as caught:
        read_office(office(tmp_path / "own", **changed))
    assert f"“办公室.toml”里的“{key}”" in caught.value.text.zh
    assert said in caught.value.text.zh


def test_a_setting_misspelt_or_left_out_is_told(tmp_path: Path) -> None:
    path = office(tmp_path / "own") / "办公室.toml"
    whole = path.read_text(encoding="utf-8")
    for text, key in ((whole.replace("落款", "落款人"), "落款"), (whole + '\n"印章" = "有"\n', "印章")):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(TemplateError) as caught:
            read_office(tmp_path / "own")
        assert f"“{key}" in caught.value.text.zh


def test_the_word_file_carries_no_clock_and_no_author(lists: tuple[County, Plan], tmp_path: Path) -> None:
    _, word = write_leaders_page(facts_of(*lists), INTERNAL, tmp_path, nobody)
    with zipfile.ZipFile(word) as archive:
        assert {member.date_time[0] for member in archive.infolist()} == {2000}
        core = archive.read("docProps/core.xml").decode()
    assert "python" not in core
    assert "领导一页纸" in core


def test_templates_are_found_again_once_the_folder_is_gone(
    lists: tuple[County, Plan], tmp_path: Path
) -> None:
    """The program's own templates are never touched by an office's."""
    plate = (TEMPLATES / "联系牌.typ").read_bytes()
    facts = own(lists, tmp_path / "own", 联系牌__typ="#let data = 1\nplain")
    write_plates(facts, PUBLIC, tmp_path, nobody)
    shutil.rmtree(tmp_path / "own")
    assert (TEMPLATES / "联系牌.typ").read_bytes() == plate
    assert "户主" in pages(write_plates(facts_of(*lists), PUBLIC, tmp_path, nobody)[0])[0]


def test_the_templates_are_handed_out_and_never_written_over(
    lists: tuple[County, Plan], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "mine"
    with pytest.raises(SystemExit) as done:
        main(["--lang", "zh", "templates", str(folder)])
    assert done.value.code == 0
    assert sorted(path.name for path in folder.iterdir()) == list(template_names())
    assert "联系牌.typ" in capsys.readouterr().out
    # They are the same that are printed with.
    facts = facts_of(*lists, templates=folder)
    ours = write_plates(facts_of(*lists), PUBLIC, tmp_path / "1", nobody)
    mine = write_plates(facts, PUBLIC, tmp_path / "2", nobody)
    assert [path.read_bytes() for path in mine] == [path.read_bytes() for path in ours]
    (folder / "联系牌.typ").write_text("mine", encoding="utf-8")
    with pytest.raises(SystemExit) as caught:
        main(["--lang", "zh", "templates", str(folder)])
    assert caught.value.code == 2
    assert (folder / "联系牌.typ").read_text(encoding="utf-8") == "mine"


def test_a_machine_without_chinese_fonts_prints_chinese(
    lists: tuple[County, Plan], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_fonts = [str(files("pylopdf_fonts_zh_cn"))]
    for number, (fonts, right) in enumerate(((own_fonts, True), ([], False))):
        held = typst.Fonts(include_system_fonts=False, font_paths=fonts)
        monkeypatch.setattr(typesetting, "_fonts", lambda held=held: held)
        (path, *_) = write_plates(facts_of(*lists), PUBLIC, tmp_path / str(number), nobody)
        # A font that has the signs is inside the file, so that they print anywhere.
        inside = {name.decode() for name in re.findall(rb"/FontName ?/[A-Z]{6}\+([\w-]+)", path.read_bytes())}
        assert ({"NotoSerifSC-Regular", "NotoSansSC-Regular"} <= inside) == right, inside


def test_the_list_of_documents_loads_no_typesetter() -> None:
    """Every start of the program would wait for it."""
    code = "import sys, pairing.documents.export; print(sorted({'typst', 'docx', 'docxtpl', 'segno'} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
