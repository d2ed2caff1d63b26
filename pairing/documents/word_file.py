"""Word papers from docx templates: data go in as data, a broken template is told by name and place, no clock ticks."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any, Final

from pairing.documents.templates import template_path
from pairing.errors import TemplateError
from pairing.safe_files import FILE_DATE, replacing
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# What XML cannot hold, whatever the lists say.
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BROKEN: Final = Text(
    "模板“{file}”{place}用不了：{said}。请改正，或把这个文件从模板文件夹中拿掉，改用软件自带的模板。",
    "The template {file} cannot be used{place}: {said}. Mend it, or take the file out of the folder to use the program's "
    "own.",
)


class WordTemplate:
    """One docx template, opened once and filled as often as there are files to write."""

    def __init__(self, name: str, templates: Path | None) -> None:
        path = template_path(name, templates)
        self.name = name
        try:
            self._source = path.read_bytes()
        except OSError as fault:
            raise _broken(name, fault.strerror or str(fault)) from fault

    def write(
        self,
        data: Mapping[str, object],
        title: str,
        path: Path,
        pictures: Mapping[str, tuple[bytes, float]] | None = None,
    ) -> None:
        """Fill it with ``data`` and put it in place whole. Raises TemplateError where the template is at fault.

        ``pictures`` are PNG with a width in mm, by the name the template has for each.
        """
        # Half a second of imports that only this paper needs.
        import jinja2
        from docx.shared import Mm
        from docxtpl import DocxTemplate, InlineImage
        from jinja2.sandbox import SandboxedEnvironment
        from lxml.etree import LxmlError

        # A word that the data lack is a slip of the template's; it must not end as a blank on paper.
        # Sandboxed: a template handed on from office to office is not to run code.
        words = SandboxedEnvironment(undefined=jinja2.StrictUndefined, autoescape=True)
        try:
            paper = DocxTemplate(io.BytesIO(self._source))
            drawn = {
                name: InlineImage(paper, io.BytesIO(picture), width=Mm(width))
                for name, (picture, width) in (pictures or {}).items()
            }
            paper.render({**_clean(data), **drawn}, words, autoescape=True)
        except jinja2.TemplateSyntaxError as fault:
            raise _broken(self.name, fault.message or str(fault), fault.lineno) from fault
        except (
            jinja2.TemplateError,
            LxmlError,
            KeyError,
            TypeError,
            ValueError,
            zipfile.BadZipFile,
        ) as fault:
            raise _broken(self.name, str(fault)) from fault
        made = io.BytesIO()
        facts = paper.docx.core_properties
        facts.title, facts.author, facts.last_modified_by, facts.comments = title, "", "", ""
        facts.created = facts.modified = FILE_DATE
        paper.save(made)
        with replacing(path) as part:
            _without_clock(made, part)


def _without_clock(made: io.BytesIO, path: Path) -> None:
    """The same archive with one date on all its members: equal data give equal bytes."""
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            member = zipfile.ZipInfo(name, FILE_DATE.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(member, source.read(name))


def _clean(value: Any) -> Any:
    """The data without signs that a Word file cannot hold."""
    if isinstance(value, str):
        return _NO_XML.sub("", value)
    if isinstance(value, dict):
        return {key: _clean(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(inner) for inner in value]
    return value


def _broken(name: str, said: str, line: int | None = None) -> TemplateError:
    place = Text("", "") if line is None else Text("第 {n} 行", " at line {n}").fill(n=line)
    return TemplateError(_BROKEN.fill(file=name, place=place, said=said))
