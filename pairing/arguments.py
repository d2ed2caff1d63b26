"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pairing.printing import helped

County = Annotated[
    Path,
    typer.Argument(
        metavar="COUNTY", help=helped("名单：一个工作簿或一个文件夹", "The lists: a workbook or a folder")
    ),
]
PlanFolder = Annotated[Path, typer.Argument(metavar="PLAN", help=helped("方案文件夹", "The plan's folder"))]
RulesFile = Annotated[
    Path | None,
    typer.Option(
        "--rules",
        metavar="rules.toml",
        help=helped("规则文件，缺省用默认规则", "Rules file; default rules without it"),
    ),
]
Json = Annotated[
    bool, typer.Option("--json", help=helped("以 JSON 输出，供程序读取", "Print JSON, for programs"))
]
