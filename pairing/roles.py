"""Who acts and what they may do: look, change, or adopt. The store asks here before every write.

Without a login there is one local organizer who may do everything. With one, the role of each name stands in a small
TOML file that PAIRING_ROLES names::

    default = "view"        # whoever is not named below; "none" lets nobody else in

    [roles]
    "li.ming@county.example" = "adopt"
    "wang.fang@county.example" = "edit"
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from pairing.errors import CallError, NotAllowed
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

Role = Literal["view", "edit", "adopt"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
"""From the least to the most; each may do what those before it may."""
ROLE_NAMES: Final[Mapping[Role, Text]] = {
    "view": Text("只看", "look only"),
    "edit": Text("可编辑", "may change"),
    "adopt": Text("可定案", "may adopt"),
}
ROLES_VARIABLE: Final = "PAIRING_ROLES"
NOBODY: Final = "none"

_NOT_ALLOWED = Text(
    "您的权限是“{has}”，这一步要“{needs}”。没有任何改动；需要时请联系管理员。",
    "Your right is “{has}”, this asks for “{needs}”. Nothing was changed; ask your administrator if you need it.",
)
_NO_FILE = Text(
    "权限文件 {path} 读不出来（{reason}）。请核对 PAIRING_ROLES。",
    "The roles file {path} cannot be read ({reason}). Check PAIRING_ROLES.",
)
_BAD_ROLE = Text(
    "权限文件 {path} 中“{name}”的权限“{role}”无效，可填 {known}。",
    "The roles file {path} gives “{name}” the role “{role}”; choose {known}.",
)
_BAD_KEY = Text(
    "权限文件 {path} 中有不认识的项“{name}”，只应有 default 和 [roles]。",
    "The roles file {path} has an unknown entry “{name}”; it wants default and [roles] only.",
)


@dataclass(frozen=True)
class Actor:
    """Who acts and with which role."""

    name: str
    role: Role

    def may(self, needs: Role) -> bool:
        """Whether this role is enough."""
        return ROLES.index(self.role) >= ROLES.index(needs)


def require(role: Role, needs: Role) -> None:
    """Raises NotAllowed where ``role`` is lower than ``needs``."""
    if ROLES.index(role) < ROLES.index(needs):
        raise NotAllowed(_NOT_ALLOWED.fill(has=ROLE_NAMES[role], needs=ROLE_NAMES[needs]))


@dataclass(frozen=True)
class Roles:
    """The roles file: a role for each name, and for whoever has none there (None: may not come in)."""

    named: Mapping[str, Role | None]
    default: Role | None = "view"

    def of(self, name: str) -> Role | None:
        """The role of a name, letters compared without case."""
        return self.named.get(name.casefold(), self.default)


def read_roles(path: Path | None = None) -> Roles:
    """The roles file at ``path``, else the one PAIRING_ROLES names, else nobody named and all others looking only.

    Raises CallError where the file is missing, no TOML, or says anything that is no role: better nobody gets in than
    the wrong one.
    """
    said = os.environ.get(ROLES_VARIABLE)
    if path is None and not said:
        return Roles({})
    place = path or Path(said or "")
    try:
        content = tomllib.loads(place.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as fault:
        raise CallError(_NO_FILE.fill(path=place, reason=fault)) from fault
    for name in content:
        if name not in ("default", "roles") or (name == "roles" and not isinstance(content[name], dict)):
            raise CallError(_BAD_KEY.fill(path=place, name=name))
    roles = {name.casefold(): _role(place, name, value) for name, value in content.get("roles", {}).items()}
    return Roles(roles, _role(place, "default", content.get("default", "view")))


def _role(path: Path, name: str, value: Any) -> Role | None:
    if value == NOBODY:
        return None
    for role in ROLES:
        if value == role:
            return role
    raise CallError(_BAD_ROLE.fill(path=path, name=name, role=value, known=" / ".join((*ROLES, NOBODY))))
