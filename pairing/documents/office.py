"""What an office says once for all its papers: telephone of supervision, who signs, how often to visit (办公室.toml)."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pairing.documents.templates import template_path
from pairing.errors import TemplateError
from pairing.text import Text

if TYPE_CHECKING:
    from pathlib import Path

OFFICE_FILE: Final = "办公室.toml"


class Office(BaseModel):
    """The settings of 办公室.toml.

    hotline     监督电话, printed as it stands (an office's number, meant for the public); "" leaves a line to write on
    issuer      落款; "" leaves it to the name of the county
    visits      visits to each paired household a year, a line of the visit list each
    copies      cards a household: 1, or 2 where one is kept (一式两份)
    everyone    cards for households that have a contact only, too
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    hotline: str = Field(alias="监督电话")
    issuer: str = Field(alias="落款")
    visits: Annotated[int, Field(ge=1, le=12)] = Field(alias="每年走访次数")
    copies: Annotated[int, Field(ge=1, le=2)] = Field(alias="一式份数")
    everyone: bool = Field(alias="没有结对的户也发卡")


_FAULTS: Final = {
    "missing": Text("没有填", "is missing"),
    "extra_forbidden": Text("不是可填的项目", "is no setting"),
    "string_type": Text("应是加引号的文字", "wants a text in quotes"),
    "int_type": Text("应是整数", "wants a whole number"),
    "bool_type": Text("应是 true 或 false", "wants true or false"),
    "greater_than_equal": Text("太小", "is too small"),
    "less_than_equal": Text("太大", "is too large"),
}


def read_office(templates: Path | None) -> Office:
    """The office's settings, or the program's own; raises TemplateError with the key or line at fault."""
    path = template_path(OFFICE_FILE, templates)
    held = read_toml(path)
    try:
        return Office.model_validate(held)
    except ValidationError as fault:
        first = fault.errors()[0]
        raise TemplateError(
            Text(
                "设置文件“{file}”里的“{key}”{said}。请改正，或从模板文件夹中拿掉这个文件。",
                "In the settings {file}, {key} {said}. Mend it or take the file out of the folder.",
            ).fill(
                file=path.name,
                key=".".join(map(str, first["loc"])),
                said=_FAULTS.get(first["type"], Text(first["msg"], first["msg"])),
            )
        ) from fault


def read_toml(path: Path) -> dict[str, object]:
    """A TOML file of the templates; raises TemplateError with the line at fault."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise TemplateError(
            Text(
                "“{file}”不是正确的 TOML 文件：{said}。请改正，或从模板文件夹中拿掉这个文件。",
                "{file} is no sound TOML file: {said}. Mend it or take it out of the folder.",
            ).fill(file=path.name, said=fault)
        ) from fault
