"""A finding in words: place, value, fault, remedy."""

from __future__ import annotations

from pairing.issues import Issue
from pairing.text import Text

FAULT = Text("看不懂。", "Not understood."), Text("请改。", "Mend it.")


def test_a_cell_is_placed_by_sheet_row_and_column() -> None:
    issue = Issue("error", "x", *FAULT, sheet="干部", row=3, column="职务级别", value="大官")
    assert issue.sentence("zh") == "“干部”表第3行“职务级别”列（大官）  看不懂。 请改。"
    assert issue.sentence("en") == "sheet 干部, row 3, column 职务级别 (大官)  Not understood. Mend it."


def test_a_file_is_called_a_file() -> None:
    issue = Issue("error", "x", *FAULT, sheet="名单.XLSX")
    assert issue.place("zh") == "文件“名单.XLSX”"
    assert issue.place("en") == "file 名单.XLSX"


def test_a_finding_without_a_place_is_only_words() -> None:
    assert Issue("warning", "x", *FAULT).sentence("zh") == "看不懂。 请改。"
