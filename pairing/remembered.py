"""The store's memory of what organizers confirmed about words of the lists, for every county and every later import."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from pairing.database import now
from pairing.matches import Matches, Wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pairing.database import Database
    from pairing.matches import MatchKind


class Remembered:
    """The confirmed matches of a store. Raises StoreError as :class:`pairing.database.Database` does."""

    def __init__(self, database: Database, who: str) -> None:
        self._database = database
        self._who = who

    def all(self) -> Matches:
        """Everything confirmed so far."""
        rows = self._database.rows("SELECT kind, place, said, means FROM matches")
        return Matches(
            {Wording(cast("MatchKind", r["kind"]), r["place"], r["said"]): r["means"] for r in rows}
        )

    def keep(self, meanings: Mapping[Wording, str]) -> None:
        """Remember these; a wording confirmed anew gets its new meaning."""
        if not meanings:
            return
        with self._database.transaction():
            for wording, means in sorted(meanings.items()):
                self._database.write(
                    "INSERT INTO matches (kind, place, said, means, made_at, made_by) VALUES (?, ?, ?, ?, ?, ?) "
                    "ON CONFLICT (kind, place, said) DO UPDATE SET means = excluded.means, "
                    "made_at = excluded.made_at, made_by = excluded.made_by",
                    (wording.kind, wording.where, wording.said, means, now(), self._who),
                )
            self._database.log(self._who, "confirm", "matches", None, f"{len(meanings)}")

    def forget(self, wordings: Iterable[Wording]) -> None:
        """Forget these, so that they are asked for again."""
        gone = sorted(set(wordings))
        if not gone:
            return
        with self._database.transaction():
            for wording in gone:
                self._database.write(
                    "DELETE FROM matches WHERE kind = ? AND place = ? AND said = ?",
                    (wording.kind, wording.where, wording.said),
                )
            self._database.log(self._who, "forget", "matches", None, f"{len(gone)}")
