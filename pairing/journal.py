"""The log, read: who did what to which county, rules or plan, when and why; filtered, cut into pages, in words.

The log itself is written by whatever writes (:meth:`pairing.database.Database.log`). It names records; people stand in it
only where an organizer's reason or a pin names them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from pairing.database import moment
from pairing.text import Text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from pairing.database import Database

SUBJECTS: Final[Mapping[str, Text]] = {
    "county": Text("名单", "lists"),
    "matches": Text("写法对照", "wordings"),
    "rules": Text("规则", "rules"),
    "run": Text("求解", "solves"),
    "plan": Text("方案", "plans"),
    "draft": Text("手工调整", "changes by hand"),
    "store": Text("备份与恢复", "backup and restore"),
}
"""What an entry is about -> the kind's name, in order of the work."""
_OTHER: Final = Text("其他", "other")

DEEDS: Final[Mapping[tuple[str, str], Text]] = {
    ("county", "add"): Text("导入名单", "loaded lists"),
    ("county", "pin"): Text("指定一对", "pinned a pair or link"),
    ("county", "ban"): Text("回避一对", "banned a pair or link"),
    ("county", "remove-directive"): Text("删去一条指定或回避", "removed a pin or ban"),
    ("county", "upload-directives"): Text("成批上传指定与回避", "loaded pins and bans"),
    ("matches", "confirm"): Text("确认写法", "confirmed wordings"),
    ("matches", "forget"): Text("忘掉写法", "forgot wordings"),
    ("rules", "save"): Text("保存规则", "saved rules"),
    ("rules", "copy"): Text("复制规则", "copied rules"),
    ("rules", "rename"): Text("给规则改名", "renamed rules"),
    ("rules", "put away"): Text("收起规则", "put rules away"),
    ("run", "solve"): Text("开始求解", "began a solve"),
    ("run", "cancel"): Text("要求停止求解", "asked a solve to stop"),
    ("run", "done"): Text("求解完成", "a solve was done"),
    ("run", "cancelled"): Text("求解已停止", "a solve was stopped"),
    ("run", "failed"): Text("求解未成", "a solve failed"),
    ("plan", "save"): Text("保存方案", "saved a plan"),
    ("plan", "adopt"): Text("定为正式方案", "adopted a plan"),
    ("plan", "withdraw"): Text("撤回正式方案", "withdrew the official plan"),
    ("draft", "assign"): Text("手工改派", "gave a household to somebody by hand"),
    ("draft", "swap"): Text("手工对换", "let two change places by hand"),
    ("draft", "drop"): Text("手工撤下一对", "ended a pair by hand"),
    ("draft", "lock"): Text("锁定或解锁结对", "locked pairs or let them go"),
    ("draft", "ban"): Text("设置或解除回避", "banned a pair or lifted its ban"),
    ("draft", "link"): Text("手工调整联村", "gave a village to a unit or took it away by hand"),
    ("draft", "lead"): Text("手工调整领导联村", "gave a village to a county leader or took it away by hand"),
    ("draft", "lead_lock"): Text("锁定或解锁领导联村", "locked a leader's village or let it go"),
    ("draft", "undo"): Text("撤销一步", "undid a step"),
    ("draft", "redo"): Text("重做一步", "redid a step"),
    ("draft", "clear"): Text("清空草稿", "cleared the draft"),
    ("store", "backup"): Text("备份", "took a backup"),
    ("store", "restore"): Text("从备份恢复", "restored a backup"),
}
"""(kind, what) -> the deed in words."""

_WORDINGS: Final = Text("{count} 处写法", "{count} wordings")
_COUNTY: Final = Text("{name}", "{name}")
_PLAN: Final = Text("方案 {id}{name}（{county}）", "plan {id}{name} ({county})")
_RUN: Final = Text("第 {id} 次求解，规则“{rules}”（{county}）", "solve {id}, rules {rules} ({county})")
_RULES: Final = Text("规则“{name}”（第 {id} 版）", "rules {name} (version {id})")

_FROM: Final = (
    "FROM log LEFT JOIN runs ON log.subject = 'run' AND runs.id = log.subject_id "
    "LEFT JOIN plans ON plans.id = CASE WHEN log.subject IN ('plan', 'draft') THEN log.subject_id END "
    "LEFT JOIN counties ON counties.id = CASE WHEN log.subject = 'county' THEN log.subject_id "
    "ELSE coalesce(runs.county, plans.county) END "
    "LEFT JOIN rule_sets ON rule_sets.id = CASE WHEN log.subject = 'rules' THEN log.subject_id ELSE runs.rules END"
)


@dataclass(frozen=True)
class Entry:
    """One deed: ``kind`` as SUBJECTS has it, ``what`` in words, ``about`` the record by its name (None where it has none)."""

    id: int
    at: datetime
    who: str
    kind: str
    what: Text
    about: Text | None
    why: Text


@dataclass(frozen=True)
class Filter:
    """Which entries; None = all. ``day`` is one by local time."""

    who: str | None = None
    kind: str | None = None
    day: date | None = None


EVERYTHING: Final = Filter()


class Journal:
    """Reads the log; see :class:`pairing.store.Store`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def people(self) -> tuple[str, ...]:
        """Everybody who did anything, by name."""
        return tuple(row["who"] for row in self._database.rows("SELECT DISTINCT who FROM log ORDER BY who"))

    def kinds(self) -> tuple[str, ...]:
        """The kinds there are entries of, in the order of the work."""
        found = {row["subject"] for row in self._database.rows("SELECT DISTINCT subject FROM log")}
        return (*(kind for kind in SUBJECTS if kind in found), *sorted(found - set(SUBJECTS)))

    def days(self) -> tuple[date, ...]:
        """The local days on which anything was done, newest first."""
        rows = self._database.rows("SELECT DISTINCT date(at, 'localtime') AS day FROM log ORDER BY day DESC")
        return tuple(date.fromisoformat(row["day"]) for row in rows)

    def count(self, wanted: Filter = EVERYTHING) -> int:
        """How many entries fit."""
        where, values = _where(wanted)
        return int(self._database.rows(f"SELECT count(*) AS n FROM log{where}", values)[0]["n"])

    def entries(
        self, wanted: Filter = EVERYTHING, limit: int | None = None, offset: int = 0
    ) -> tuple[Entry, ...]:
        """The entries that fit, newest first; ``limit`` of them after the first ``offset``."""
        where, values = _where(wanted)
        rows = self._database.rows(
            "SELECT log.*, counties.name AS county, plans.name AS plan, rule_sets.name AS rules, runs.message_zh, "
            f"runs.message_en {_FROM}{where} ORDER BY log.id DESC LIMIT ? OFFSET ?",
            (*values, -1 if limit is None else limit, offset),
        )
        return tuple(_entry(row) for row in rows)


def kind_words(kind: str) -> Text:
    """A kind's name."""
    return SUBJECTS.get(kind, _OTHER)


def _where(wanted: Filter) -> tuple[str, list[Any]]:
    parts: list[tuple[str, Any]] = []
    if wanted.who is not None:
        parts.append(("log.who = ?", wanted.who))
    if wanted.kind is not None:
        parts.append(("log.subject = ?", wanted.kind))
    if wanted.day is not None:
        parts.append(("log.at >= ?", _midnight(wanted.day)))
        parts.append(("log.at < ?", _midnight(wanted.day + timedelta(days=1))))
    if not parts:
        return "", []
    return f" WHERE {' AND '.join(part for part, _ in parts)}", [value for _, value in parts]


def _midnight(day: date) -> str:
    """The local day's beginning as the store writes moments, whose order is that of their texts."""
    return datetime.combine(day, time()).astimezone().astimezone(UTC).isoformat(timespec="milliseconds")


def _entry(row: sqlite3.Row) -> Entry:
    kind, what = row["subject"], row["what"]
    why = Text(row["why"], row["why"])
    if kind == "run" and what in ("done", "cancelled", "failed"):
        # The log has one language; the run has both.
        why = Text(row["message_zh"] or "", row["message_en"] or "")
    elif kind == "matches":
        why = _WORDINGS.fill(count=row["why"])
    deed = DEEDS.get((kind, what), Text(f"{kind_words(kind).zh}：{what}", f"{kind_words(kind).en}: {what}"))
    return Entry(row["id"], moment(row["at"]), row["who"], kind, deed, _about(row), why)


def _about(row: sqlite3.Row) -> Text | None:
    number, kind = row["subject_id"], row["subject"]
    if number is None or (row["county"] is None and row["rules"] is None):
        return None
    if kind == "county":
        return _COUNTY.fill(name=row["county"])
    if kind == "rules":
        return _RULES.fill(name=row["rules"], id=number)
    if kind == "run":
        return _RUN.fill(id=number, county=row["county"], rules=row["rules"])
    name = row["plan"]
    return _PLAN.fill(id=number, name=Text(f"“{name}”", f" “{name}”") if name else "", county=row["county"])
