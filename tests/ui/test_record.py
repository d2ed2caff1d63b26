"""The page of the log, of backup and restore, and of help."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pairing.backup import backup
from pairing.rules import Rules
from pairing.store import Store
from tests.ui.conftest import Screen
from ui import downloads, state, who
from ui.record_words import Backups, Helps, Record
from ui.words import Nav


def said(app: AppTest) -> str:
    kinds = (app.markdown, app.caption, app.warning, app.error, app.success, app.info)
    return " ".join(element.value for kind in kinds for element in kind)


def log(app: AppTest) -> list[list[str]]:
    return app.dataframe[0].value.to_numpy().tolist()


def test_an_empty_log_names_the_next_click(empty: Screen) -> None:
    app = empty.open("record")
    assert Record.none.zh in said(app)
    assert [link.proto.label for link in app.get("page_link")] == [Record.go_home.zh]


def test_the_log_is_told_and_narrowed(full: Screen) -> None:
    with Store(full.db, "小王") as store:
        store.save_rules("宽松", Rules().with_value("village_units_min", 2).to_toml(), "h", why="乡镇反馈")
    app = full.open("record")
    assert [row[2] for row in log(app)] == ["保存规则", "保存方案", "保存规则", "导入名单"]
    app.selectbox(key="log_who_pick").set_value("小王").run()
    assert [row[1:] for row in log(app)] == [["小王", "保存规则", "规则“宽松”（第 2 版）", "乡镇反馈"]]
    app.selectbox(key="log_kind_pick").set_value("plan").run()
    assert Record.no_match.zh in said(app)


def test_a_long_log_comes_in_pages(full: Screen) -> None:
    with Store(full.db, "小王") as store:
        for number in range(60):
            store.log("backup", "store", None, f"{number}")
    app = full.open("record")
    assert len(log(app)) == 50
    assert log(app)[0][4] == "59"
    assert Record.count.fill(count=63).zh in said(app)


def test_the_log_can_be_taken_away(full: Screen) -> None:
    from pairing.journal import Filter

    text = downloads.journal(full.db, Filter(who="小李"), "zh", "csv").decode("utf-8-sig")
    assert len(text.splitlines()) == 4
    assert downloads.journal(full.db, Filter(), "en", "xlsx").startswith(b"PK")


def tick(app: AppTest) -> AppTest:
    (box,) = [each for each in app.checkbox if each.label == Backups.sure.zh]
    box.check().run()
    return app


def test_a_backup_kept_and_restored(full: Screen) -> None:
    app = full.open("record")
    app.button(key="backup-keep").click().run()
    assert "已备份" in app.success[0].value
    with Store(full.db) as store:
        assert store.history(1)[0].what == "backup"
        store.save_rules("后来的", "x", "h")
    app = full.open("record")
    box = app.selectbox(key="restore_pick")
    box.select(box.options[0]).run()
    assert "1 份县数据" in app.info[0].value
    assert app.button(key="restore-do").disabled
    tick(app)
    app.button(key="restore-do").click().run()
    assert not app.exception
    assert "恢复前" in app.success[0].value
    with Store(full.db) as store:
        assert [rules.name for rules in store.rule_sets()] == ["默认规则"]
        assert store.history(1)[0].what == "restore"
    # The next restore wants its confirmation anew.
    assert app.button(key="restore-do").disabled


def test_an_upload_is_looked_at_before_it_may_be_restored(full: Screen, tmp_path: Path) -> None:
    file = backup(full.db, tmp_path / "away" / "b.db").path
    app = full.open("record")
    app.file_uploader(key="restore_drop").upload("b.db", file.read_bytes()[:9000]).run()
    assert "已损坏" in app.error[0].value
    assert not [each for each in app.button if each.key == "restore-do"]
    app = full.open("record")
    app.file_uploader(key="restore_drop").upload("../../b.db", file.read_bytes()).run()
    tick(app)
    app.button(key="restore-do").click().run()
    assert "已恢复" in app.success[0].value


def test_no_restore_while_a_solve_runs(full: Screen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backup(full.db, full.db.parent)
    monkeypatch.setattr("ui.jobs.Jobs.supervise", lambda _: None)
    with Store(full.db) as store:
        store.runs.start(1, 1, {"seconds": 60})
    app = full.open("record")
    box = app.selectbox(key="restore_pick")
    box.select(box.options[0]).run()
    tick(app)
    assert Backups.running.zh in said(app)
    assert app.button(key="restore-do").disabled


def test_roles_on_the_page(full: Screen, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    roles = tmp_path / "roles.toml"
    roles.write_text('default = "edit"', encoding="utf-8")
    monkeypatch.setenv("PAIRING_USER_HEADER", "X-User")
    monkeypatch.setenv("PAIRING_ROLES", str(roles))
    monkeypatch.setattr(who, "headers", lambda _: ["小王"])
    app = full.open("record")
    assert Backups.must_adopt.zh in said(app)
    assert not app.file_uploader
    assert not app.button(key="backup-keep").disabled
    roles.write_text('default = "view"', encoding="utf-8")
    app = full.open("record")
    assert app.button(key="backup-keep").disabled
    assert Backups.must_edit.zh in said(app)


def test_what_a_backup_holds_comes_back_whole(full: Screen, tmp_path: Path) -> None:
    content = downloads.backup(full.db, who.acting())
    (tmp_path / "b.db").write_bytes(content)
    with Store(tmp_path / "b.db") as store:
        assert store.load_plan(1).summary.county


def test_a_restored_store_is_shown_and_not_what_was_kept_of_the_earlier_one(
    full: Screen, tmp_path: Path
) -> None:
    """Numbers come again after a restore: plan 2 before and plan 2 after are not the same plan."""
    file = backup(full.db, tmp_path / "b.db").path
    from types import SimpleNamespace

    from pairing.backup import restore

    def save(name: str) -> None:
        with Store(full.db) as store:
            store.save_plan(1, 1, store.load_plan(1), SimpleNamespace(violations=()), name)

    save("恢复前的")
    with Store(full.db) as store:
        record = store.plan(2)
    assert state.recounted(record).record.name == "恢复前的"
    restore(file, full.db)
    save("恢复后的")
    with Store(full.db) as store:
        record = store.plan(2)
    assert state.recounted(record).record.name == "恢复后的"


def test_help_tells_of_every_page_and_looks_up_words(full: Screen) -> None:
    pages = {name for name in vars(Nav) if not name.startswith("_")}
    assert set(Helps.of) == pages
    app = full.open("record")
    app.text_input(key="word_type").input("复核").run()
    glossary = app.dataframe[-1].value
    assert "复核" in glossary.iloc[:, 0].tolist()
    assert len(glossary) < 10
    app.text_input(key="word_type").input("没有这样的词").run()
    assert Helps.no_word.zh in said(app)
