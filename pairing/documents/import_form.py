"""导入模板: the 帮扶责任人 form of the national system, filled from the plan, ready to be loaded there.

Its first row is its header, as the form wants it; what says where it comes from stands in the margins of the page. It
carries full ID numbers, so that it is for the office only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from pairing.codes import load_codes
from pairing.documents.masking import Mask
from pairing.documents.sheets import Column, PrintedTable
from pairing.documents.workbook import write_workbook
from pairing.schema import NO, YES

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from pairing.documents.document import Watch
    from pairing.documents.facts import Facts

TITLE: Final = "帮扶责任人导入模板"
_DUTIES: Final = {
    "是否第一书记": ("第一书记",),
    "是否工作队队长": ("工作队队长", "驻村队长"),
    "是否驻村队员": ("驻村队员", "工作队队员", "驻村干部"),
}
"""The form's questions, and the words of a post that answer them with yes."""
_OTHER_GRADES: Final = "未定职"
_FORM_GRADES: Final = frozenset({"staff", "clerk"})
"""Grades below section level that the form has words for."""


def write_import_form(facts: Facts, mask: Mask, folder: Path, watch: Watch) -> tuple[Path, ...]:
    """One sheet, one row a cadre with a pair."""
    return write_workbook(TITLE, (import_form,), facts, mask, folder, watch)


def import_form(facts: Facts, mask: Mask) -> PrintedTable:
    """Cadres with pairs by unit, under the form's own headers."""
    county = facts.county
    paired = np.unique(facts.pair_cadre)
    at = paired[np.argsort(facts.cadre_unit[paired], kind="stable")]
    cadres, units = county.cadres, county.units
    unit = facts.cadre_unit[at]

    def of_unit(column: str) -> list[str]:
        return mask.texts(units[column].to_numpy(object)[unit])

    def of_cadre(column: str) -> list[str]:
        return mask.texts(cadres[column].to_numpy(object)[at])

    columns = [
        Column("帮扶单位", 28, of_unit("name")),
        Column("帮扶单位类型", 14, of_unit("kind")),
        Column("帮扶单位隶属关系", 16, of_unit("affiliation")),
        Column("姓名", 11, of_cadre("name")),
        *(Column(question, 13, _answers(facts, at, question)) for question in _DUTIES),
        Column("性别", 7, of_cadre("gender")),
        Column("职务级别", 14, _grades(facts, at)),
        Column("联系电话", 15, mask.phones(cadres["phone"].to_numpy(object)[at])),
    ]
    if mask.shows("id_number"):
        columns.insert(-1, Column("证件号码", 22, of_cadre("id_number")))
    return PrintedTable(TITLE, f"{county.name}{TITLE}", tuple(columns), pasted=True)


def _answers(facts: Facts, at: NDArray[np.int64], question: str) -> list[str]:
    """The lists' own column of that name; where they have none, what the post says, "" where no post is known."""
    extra = facts.county.extras.get("cadres")
    if extra is not None and question in extra.columns and len(extra) == len(facts.county.cadres):
        cells = extra[question].to_numpy(object)[at]
        return ["" if cell is None or cell != cell else str(cell) for cell in cells]
    posts = facts.county.cadres["post"].to_numpy(object)[at]
    return [
        "" if post is None or post != post else YES if any(word in post for word in _DUTIES[question]) else NO
        for post in posts
    ]


def _grades(facts: Facts, at: NDArray[np.int64]) -> list[str]:
    """职务级别 in the form's own words."""
    codes = load_codes()
    names = {
        grade.code: grade.title.zh if grade.level > 1 or grade.code in _FORM_GRADES else _OTHER_GRADES
        for grade in codes.grades
    }
    return [names.get(code, "") for code in facts.county.cadres["grade"].to_numpy(object)[at]]
