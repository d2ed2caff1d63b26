"""Rule sets renamed and put away; every version stays, for the plans made with it (see :class:`pairing.store.Store`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pairing.database import now
from pairing.errors import StoreError
from pairing.text import Text

if TYPE_CHECKING:
    from pairing.database import Database

_TAKEN: Final = Text(
    "已经有叫“{name}”的规则集，请换一个名字。",
    "There is a rule set called {name} already; choose another name.",
)
_NAMELESS: Final = Text("规则集要有名字。", "A rule set needs a name.")
_MOVED: Final = Text(
    "规则集“{name}”在您打开之后已被改动，请刷新页面。",
    "The rule set {name} was changed after you opened it; reload the page.",
)


class RuleSets:
    """The names of rule sets; ``base`` is always the version in view, and a newer one refuses the change."""

    def __init__(self, database: Database, who: str) -> None:
        self._database = database
        self._who = who

    def copy(self, version: int, new: str) -> None:
        """A new set with the rules of a version. Raises StoreError where the name is empty or taken."""
        new = new.strip()
        if not new:
            raise StoreError(_NAMELESS)
        with self._database.transaction():
            if self.taken(new):
                raise StoreError(_TAKEN.fill(name=new))
            number = self._database.write(
                "INSERT INTO rule_sets (name, toml, hash, made_at, made_by) SELECT ?, toml, hash, ?, ? FROM rule_sets "
                "WHERE id = ?",
                (new, now(), self._who, version),
            )
            self._database.log(self._who, "copy", "rules", number, new)

    def rename(self, name: str, new: str, base: int) -> None:
        """Give a set another name, all its versions at once.

        Raises StoreError where the new name is empty or taken, or the set was changed since.
        """
        new = new.strip()
        if not new:
            raise StoreError(_NAMELESS)
        with self._database.transaction():
            self._check(name, base)
            if self.taken(new):
                raise StoreError(_TAKEN.fill(name=new))
            self._database.write(
                "UPDATE rule_sets SET name = ? WHERE name = ? AND put_away_at IS NULL", (new, name)
            )
            self._database.log(self._who, "rename", "rules", base, f"{name} → {new}")

    def put_away(self, name: str, base: int) -> None:
        """Take a set off the list; plans made with it keep their version. Raises StoreError as :meth:`rename`."""
        with self._database.transaction():
            self._check(name, base)
            self._database.write(
                "UPDATE rule_sets SET put_away_at = ? WHERE name = ? AND put_away_at IS NULL", (now(), name)
            )
            self._database.log(self._who, "put away", "rules", base, name)

    def taken(self, name: str) -> bool:
        """Whether a set on the list bears this name."""
        return self._newest(name) is not None

    def _newest(self, name: str) -> int | None:
        (row,) = self._database.rows(
            "SELECT max(id) AS id FROM rule_sets WHERE name = ? AND put_away_at IS NULL", (name,)
        )
        return None if row["id"] is None else int(row["id"])

    def _check(self, name: str, base: int) -> None:
        if self._newest(name) != base:
            raise StoreError(_MOVED.fill(name=name))
