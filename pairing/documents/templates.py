"""Templates of documents: the program's own in data/templates, and an office's in their place, file by file."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pairing.errors import CallError, TemplateError
from pairing.resources import data_path
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

# What a template may bring along beside the templates themselves: pictures and texts of the office.
_CARRIED: Final = frozenset({".typ", ".docx", ".toml", ".png", ".jpg", ".jpeg", ".svg"})


def template_names() -> tuple[str, ...]:
    """Every template that an office may replace."""
    return tuple(sorted(path.name for path in data_path("templates").iterdir() if path.is_file()))


def template_path(name: str, folder: Path | None) -> Path:
    """The office's template of that name where ``folder`` has one, else the program's own.

    Raises TemplateError where ``folder`` is no folder or holds none of the templates' names.
    """
    if folder is not None:
        _require_templates(folder)
        if (folder / name).is_file():
            return folder / name
    return data_path("templates") / name


@contextmanager
def assembled(folder: Path | None) -> Iterator[Path]:
    """A folder with every template, the office's in place of the program's, and whatever pictures it brings.

    Templates include one another by name, so all of them must lie together. Raises TemplateError like
    :func:`template_path`.
    """
    if folder is not None:
        _require_templates(folder)
    with tempfile.TemporaryDirectory(prefix="templates-", ignore_cleanup_errors=True) as name:
        together = Path(name)
        for source in (data_path("templates"), *(() if folder is None else (folder,))):
            for path in sorted(source.iterdir()):
                if path.is_file() and path.suffix.lower() in _CARRIED:
                    shutil.copyfile(path, together / path.name)
        yield together


def write_templates(folder: Path) -> tuple[Path, ...]:
    """Copy every template into ``folder`` to be changed there; returns the copies.

    Raises CallError where one is there already, for it may hold an office's work, or the folder cannot be written.
    """
    copies = tuple(folder / name for name in template_names())
    there = next((copy for copy in copies if copy.exists()), None)
    if there is not None:
        raise CallError(
            Text(
                "“{path}”已经有了，里面可能有改过的内容。请换一个文件夹。",
                "{path} is there already and may hold changes. Choose another folder.",
            ).fill(path=there)
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for copy in copies:
            shutil.copyfile(data_path("templates") / copy.name, copy)
    except OSError as fault:
        raise CallError(
            Text("“{folder}”写不进去：{why}", "{folder} cannot be written to: {why}").fill(
                folder=folder, why=fault.strerror or fault
            )
        ) from fault
    return copies


def _require_templates(folder: Path) -> None:
    """A folder without a single known name is a slip that would otherwise go unnoticed."""
    if not folder.is_dir():
        raise TemplateError(
            Text(
                "“{folder}”不是文件夹。请给出存放自己模板的文件夹。",
                "{folder} is no folder. Give the folder with your own templates.",
            ).fill(folder=folder)
        )
    if not any((folder / name).is_file() for name in template_names()):
        raise TemplateError(
            Text(
                "“{folder}”里没有一个模板。文件名应是：{names}。",
                "{folder} holds no template. Files are to be named: {names}.",
            ).fill(folder=folder, names="、".join(template_names()))
        )
