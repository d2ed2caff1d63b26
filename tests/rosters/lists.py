"""A small sound county as rows of cells, and ways to save lists as offices do. All people in it are made up."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import openpyxl

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Row = list[object]
Lists = dict[str, list[Row]]


def sound() -> Lists:
    """Four units, six cadres, four villages, six households; every list by its proper name and headers."""
    return {
        "单位": [
            ["单位名称", "单位类型", "隶属关系", "所在乡镇"],
            ["县委办公室", "党群", "县", None],
            ["县财政局", "政府部门", "县", None],
            ["县农业农村局", "政府部门", "县", None],
            ["桥上乡人民政府", "乡镇", "乡", "桥上乡"],
        ],
        "干部": [
            ["姓名", "单位", "职务", "职务级别", "政治面貌", "联系电话"],
            ["甲一", "县委办公室", "副书记", "县处级副职", "中共党员", "13800000001"],
            ["乙二", "县财政局", "局长", "乡科级正职", "中共党员", "13800000002"],
            ["丙三", "县财政局", "科员", "科员级", "中共党员", "13800000003"],
            ["丁四", "县农业农村局", "局长", "乡科级正职", "中共党员", "13800000004"],
            ["戊五", "县农业农村局", "科员", "科员级", "群众", "13800000005"],
            ["己六", "桥上乡人民政府", "乡长", "乡科级正职", "中共党员", "13800000006"],
        ],
        "行政村": [
            ["乡镇", "村名"],
            ["龙泉镇", "盘驼底村"],
            ["桥上乡", "盘底村"],
            ["店上镇", "洪掌村"],
            ["晋庄镇", "洪掌村"],
        ],
        "农户": [
            [
                "户编号",
                "乡镇",
                "行政村",
                "村民小组",
                "户主姓名",
                "家庭人口",
                "户类型",
                "人均纯收入",
                "重点户",
            ],
            ["L001", "龙泉镇", "盘驼底村", "一组", "赵大", 4, "脱贫户", 6200, "是"],
            ["L002", "龙泉镇", "盘驼底村", "一组", "钱二", 2, "一般户", 15000, "否"],
            ["Q001", "桥上乡", "盘底村", "二组", "孙三", 3, "监测户", 5800, "是"],
            ["D001", "店上镇", "洪掌村", "东沟", "李四", 5, "低保户", 4900, "是"],
            ["D002", "店上镇", "洪掌村", "东沟", "周五", 1, "一般户", 12000, "否"],
            ["J001", "晋庄镇", "洪掌村", "西沟", "吴六", 2, "脱贫户", 7000, "是"],
        ],
    }


def save_book(
    path: Path, lists: Mapping[str, Sequence[Row]], merged: Mapping[str, Sequence[str]] | None = None
) -> Path:
    """A workbook of these sheets, with cells merged (``merged[sheet]`` holds such as "A1:D1")."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in lists.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
        for cells in (merged or {}).get(name, ()):
            page.merge_cells(cells)
    book.save(path)
    return path


def save_csv(path: Path, rows: Sequence[Row], encoding: str = "utf-8-sig", delimiter: str = ",") -> Path:
    """A text file of these rows."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(
            ["" if cell is None else cell for cell in row] for row in rows
        )
    return path


def column(rows: list[Row], header: str, cells: Sequence[object]) -> None:
    """Put another column at the right end of a list."""
    for row, cell in zip(rows, [header, *cells], strict=True):
        row.append(cell)


def put(rows: list[Row], row: int, header: str, cell: object) -> None:
    """Write one cell; ``row`` counts as the spreadsheet does."""
    rows[row - 1][rows[0].index(header)] = cell
