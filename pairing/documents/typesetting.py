"""PDF papers and pictures from typst templates.

Data go to a template as JSON and are never part of its source, so no name in a list can run as code. Fonts for Chinese
come with the program; a system's FangSong and SimSun are taken where the template asks for them and they are there.
"""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from pairing.documents.templates import assembled
from pairing.documents.watched import watched
from pairing.errors import TemplateError
from pairing.safe_files import FILE_DATE, replacing
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import typst

    from pairing.documents.document import Watch

# Warnings (a font that is not there) may stand before the error.
_PLACE: Final = re.compile(r"^error: .*?┌─ (?P<file>.+?):(?P<line>\d+):\d+", re.MULTILINE | re.DOTALL)
_PRINT_PPI: Final = 220.0
# What typst remembers of a compile it forgets after ten more. A thousand cards are half a gigabyte, so it is made to
# forget whenever it was given so many characters.
_UNTIL_FORGOTTEN: Final = 11
_MOST_REMEMBERED: Final = 150_000


class Press:
    """Typesets with the templates of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._remembered = 0

    def pdf(self, template: str, data: Mapping[str, object], path: Path, watch: Watch) -> None:
        """Write the template filled with ``data`` to ``path``; raises TemplateError where the template is at fault.

        data["date"] (YYYY-MM-DD or "") is the date inside the file: no clock, so equal data give equal bytes.
        """
        made = self._compile(template, data, watch, format="pdf", timestamp=_moment(str(data["date"])))
        with replacing(path) as part:
            part.write_bytes(made)

    def picture(self, template: str, data: Mapping[str, object], watch: Watch) -> bytes:
        """The one page of a template as PNG."""
        return self._compile(template, data, watch, format="png", ppi=_PRINT_PPI)

    def _compile(self, template: str, data: Mapping[str, object], watch: Watch, **how: Any) -> bytes:
        """Raises TemplateError where the template is at fault."""
        import typst

        self._refuse_packages()
        compiler = typst.Compiler(root=self._folder, font_paths=_fonts())
        inputs = {"data": json.dumps(data, ensure_ascii=False)}
        # Tags would make files of cards three times as large; these papers are for the printer.
        compile_it = partial(
            compiler.compile, self._folder / template, sys_inputs=inputs, pdf_tags=False, **how
        )
        try:
            made = watched(compile_it, watch)
        except typst.TypstError as fault:
            raise self._broken(template, fault) from fault
        self._forget(compiler, len(inputs["data"]))
        if not isinstance(made, bytes) or not made:
            raise _not_one_page(template)
        return made

    def _forget(self, compiler: typst.Compiler, given: int) -> None:
        self._remembered += given
        if self._remembered > _MOST_REMEMBERED:
            self._remembered = 0
            for number in range(_UNTIL_FORGOTTEN):
                compiler.compile(f"#{number}".encode(), format="pdf")

    def _broken(self, template: str, fault: typst.TypstError) -> TemplateError:
        place = _PLACE.search(fault.diagnostic)
        file = place["file"].rsplit("/", 1)[-1].rsplit("\\", 1)[-1] if place else template
        return TemplateError(
            Text(
                "模板“{file}”第 {line} 行有错：{said}。请改正这一行，或把这个文件从模板文件夹中拿掉，改用软件自带的模板。",
                "Line {line} of the template {file} is at fault: {said}. Mend the line, or take the file out of the folder to "
                "use the program's own.",
            ).fill(
                file=file,
                line=place["line"] if place else "?",
                said=fault.message.replace(str(self._folder), ""),
            )
        )

    def _refuse_packages(self) -> None:
        """A package would be fetched from the web, and no paper may depend on that."""
        for path in sorted(self._folder.glob("*.typ")):
            lines = path.read_bytes().splitlines()
            for number, line in enumerate(lines, start=1):
                if b"@preview/" in line:
                    raise TemplateError(
                        Text(
                            "模板“{file}”第 {line} 行引用了网上的组件包，本软件不上网。请去掉这一行，把要用的内容写进模板。",
                            "Line {line} of the template {file} takes a package from the web, and this program does not "
                            "go there. Take the line out and write what it gave into the template.",
                        ).fill(file=path.name, line=number)
                    )


@contextmanager
def press(templates: Path | None) -> Iterator[Press]:
    """A press with the office's templates in place of the program's."""
    with assembled(templates) as folder:
        yield Press(folder)


@cache
def _fonts() -> typst.Fonts:
    import typst

    return typst.Fonts(font_paths=[str(files("pylopdf_fonts_zh_cn"))])


def _moment(date: str) -> int:
    day = datetime.fromisoformat(date) if date else FILE_DATE
    return int(day.replace(tzinfo=UTC).timestamp())


def _not_one_page(template: str) -> TemplateError:
    return TemplateError(
        Text("模板“{file}”应正好是一页。", "The template {file} is to have exactly one page.").fill(
            file=template
        )
    )
