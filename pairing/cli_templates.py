"""`pairing templates`: the documents' templates, to be changed by an office."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pairing.printing import helped, say
from pairing.text import Text


def add(app: typer.Typer) -> None:
    """Add the command to the command line."""
    about = helped(
        "取出各种文件的模板，改好后用 export --templates 打印",
        "Write the documents' templates, to be changed and used with export --templates",
    )
    app.command(help=about)(templates)


def templates(folder: Annotated[Path, typer.Argument(metavar="DIR")]) -> None:
    from pairing.documents.templates import write_templates

    for path in write_templates(folder):
        say(Text("已写出 {path}", "Wrote {path}").fill(path=path))
