"""The command line as a user meets it: words, exit codes, JSON, progress, Ctrl-C."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pexpect
import pytest

from pairing.cli import main
from pairing.rules import Rules

CALL = [sys.executable, "-m", "pairing.cli"]


def _run(*words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main(list(words))
    said = capsys.readouterr()
    return int(caught.value.code or 0), said.out, said.err


def _called(*words: str) -> tuple[int, str, str]:
    """As ``_run``, for fixtures that outlive a test."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as caught:
        main(list(words))
    return int(caught.value.code or 0), out.getvalue(), err.getvalue()


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small sample county written by the command itself."""
    folder = tmp_path_factory.mktemp("county")
    words = ["--units", "16", "--villages", "13", "--cadres", "60", "--focus", "60", "--households", "400"]
    assert _called("sample", str(folder), *words)[0] == 0
    return folder


@pytest.fixture(scope="module")
def plan(lists: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plan") / "p"
    code, out, err = _called("--lang", "zh", "solve", str(lists), "--out", str(folder), "--time-limit", "2")
    assert code == 0
    assert "干部参与全覆盖" in out
    assert "离最优" in out or "已证明最优" in out
    assert "整理名单和规则" in err  # plain lines where stderr is no terminal
    return folder


def test_solve_writes_a_plan_that_checks(lists: Path, plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sorted(p.name for p in plan.iterdir()) == [
        "contacts.csv",
        "links.csv",
        "pairs.csv",
        "summary.json",
    ]
    code, out, _ = _run("check", str(lists), str(plan), "--json", capsys=capsys)
    found = json.loads(out)
    assert code == 0
    assert found["ok"]
    assert found["same_data"]
    summary = json.loads((plan / "summary.json").read_text(encoding="utf-8"))
    assert found["goals"] == {goal["name"]: goal["value"] for goal in summary["goals"]}
    code, out, _ = _run("--lang", "en", "check", str(lists), str(plan), capsys=capsys)
    assert code == 0
    assert "0 hard rules broken" in out


def test_check_of_a_broken_plan_ends_with_1_and_names(
    lists: Path, plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    for file in plan.iterdir():
        text = file.read_text(encoding="utf-8-sig")
        if file.name == "links.csv":
            text = text.splitlines()[0] + "\n"
        (broken / file.name).write_text(text, encoding="utf-8")
    code, out, _ = _run("check", str(lists), str(broken), "--lang", "zh", capsys=capsys)
    assert code == 1
    assert "只在本单位（领导）联系的村结对" in out


def test_export_publishes_nothing_whole_unless_it_is_asked_for(
    lists: Path, plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = {
        "": {"公示版"},
        "--public": {"公示版"},
        "--internal": {"内部资料"},
        "--public --internal": {"公示版", "内部资料"},
    }
    for options, folders in said.items():
        out = tmp_path / f"papers {options}"
        call = (
            "export",
            str(lists),
            str(plan),
            "--out",
            str(out),
            "--only",
            "名册，联村一览表",
            *options.split(),
        )
        code, printed, _ = _run(*call, capsys=capsys)
        assert code == 0
        assert {path.name for path in out.iterdir()} == folders
        assert printed.count("papers") == len(list(out.glob("*/*"))) == 2 * len(folders)


def test_export_names_the_rules_it_misses_and_refuses_what_is_not_to_be_published(
    lists: Path, plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = ("export", str(lists), str(plan), "--out", str(tmp_path / "p"), "--lang", "zh", "--only")
    code, _, err = _run(*call, "导入模板", capsys=capsys)
    assert code == 2
    assert "不能公示" in err
    assert not (tmp_path / "p").exists()
    rules = tmp_path / "rules.toml"
    rules.write_text(Rules(contact_max_level1=59).to_toml(), encoding="utf-8")
    code, out, _ = _run(*call, "未覆盖户", "--internal", "--rules", str(rules), capsys=capsys)
    assert code == 0
    assert "--rules" in out


def test_export_draws_its_progress_on_a_terminal(lists: Path, plan: Path, tmp_path: Path) -> None:
    call = [
        "export",
        str(lists),
        str(plan),
        "--out",
        str(tmp_path / "p"),
        "--only",
        "名册,变动表",
        "--lang",
        "zh",
    ]
    screen = pexpect.spawn(
        sys.executable, ["-m", "pairing.cli", *call], timeout=120, encoding="utf-8", dimensions=(30, 200)
    )
    screen.expect(pexpect.EOF)
    screen.close()
    shown = str(screen.before)
    assert screen.exitstatus == 0
    assert "0/2  名册" in shown
    assert "100%  2/2" in shown
    # One line, drawn anew and wiped at the end.
    assert shown.split("已写出")[0].endswith("\r\x1b[K")


def test_export_stops_at_ctrl_c_with_no_half_file(lists: Path, plan: Path, tmp_path: Path) -> None:
    """The documents are slowed down, so that the signal meets them at work."""
    slow = (
        "import sys, time\n"
        "from pairing import safe_files\n"
        "from pairing.documents import sheets\n"
        "sheets._CHUNK, was = 1, safe_files.cell_text\n"
        "safe_files.cell_text = lambda text: (time.sleep(0.02), was(text))[1]\n"
        "from pairing.cli import main\n"
        "main(sys.argv[1:])\n"
    )
    out = tmp_path / "papers"
    call = [sys.executable, "-c", slow, "export", str(lists), str(plan), "--out", str(out), "--lang", "zh"]
    process = subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    assert "名册" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "已停止" in err
    assert [path for path in out.rglob("*") if path.is_file()] == []


def test_rules_file_and_previous_plan(
    lists: Path, plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = tmp_path / "rules.toml"
    assert _run("rules", str(rules), capsys=capsys)[0] == 0
    words = [
        "--out",
        str(tmp_path / "p"),
        "--time-limit",
        "1",
        "--rules",
        str(rules),
        "--previous",
        str(plan),
        "--json",
    ]
    code, out, _ = _run("solve", str(lists), *words, capsys=capsys)
    assert code == 0
    assert json.loads(out)["changes"] is not None


def test_template(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, _ = _run("template", str(tmp_path / "t.xlsx"), capsys=capsys)
    assert code == 0
    assert (tmp_path / "t.xlsx").stat().st_size > 0
    code, out, _ = _run("check-data", str(tmp_path / "t.xlsx"), "--lang", "zh", capsys=capsys)
    assert code == 1  # a blank template is no county
    assert "错误" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check-data", "没有"], "找不到"),
        (["solve", "没有", "--out", "p"], "找不到"),
        (["sample", "d", "--size", "huge"], "huge"),
        (["--lang", "fr", "check-data", "x"], "--lang"),
        (["--lang"], "--lang"),
    ],
)
def test_a_wrong_call_ends_with_2_and_a_sentence(words, said, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = _run(*words, capsys=capsys)
    assert code == 2
    assert said in err
    assert "Traceback" not in err


def test_wrong_options_end_with_2(lists: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("solve", str(lists), capsys=capsys)[0] == 2
    assert _run("solve", str(lists), "--out", "p", "--time-limit", "soon", capsys=capsys)[0] == 2
    assert _run("nothing", capsys=capsys)[0] == 2


@pytest.mark.parametrize("text", ["near_km = 0", "x = [", "\x00"])
def test_bad_rules_end_with_2(
    lists: Path, tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text(text)
    code, _, err = _run(
        "solve", str(lists), "--out", str(tmp_path / "p"), "--rules", str(rules), capsys=capsys
    )
    assert code == 2
    assert "规则" in err or "rule" in err
    assert not (tmp_path / "p").exists()


def test_faulty_lists_end_with_1_and_every_issue(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "junk.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    code, out, _ = _run("check-data", str(tmp_path / "junk.xlsx"), "--json", capsys=capsys)
    assert code == 1
    found = json.loads(out)
    assert not found["ok"]
    assert found["issues"][0]["problem"]
    code, out, err = _run("solve", str(tmp_path / "junk.xlsx"), "--out", str(tmp_path / "p"), capsys=capsys)
    assert code == 1
    assert "Traceback" not in out + err


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--version"])
    assert capsys.readouterr().out.strip() == "0.1.0"
    for lang, word in (("zh", "求解并写出方案"), ("en", "Solve and write the plan")):
        run = subprocess.run([*CALL, "--lang", lang, "--help"], capture_output=True, text=True, check=True)
        assert word in run.stdout


@pytest.mark.parametrize(
    ("locale", "word"), [("en_US.UTF-8", "There is no"), ("zh_CN.UTF-8", "找不到"), ("C.UTF-8", "找不到")]
)
def test_the_language_follows_the_locale(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    locale: str,
    word: str,
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "PAIRING_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", locale)
    assert word in _run("check-data", str(tmp_path / "none"), capsys=capsys)[2]


@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
@pytest.mark.slow
def test_ctrl_c_keeps_the_best_plan(tmp_path: Path) -> None:
    folder = tmp_path / "c"
    assert _called("sample", str(folder), "--size", "demo")[0] == 0
    out = tmp_path / "p"
    call = [
        *CALL,
        "--lang",
        "en",
        "solve",
        str(folder),
        "--out",
        str(out),
        "--time-limit",
        "300",
    ]
    process = subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    for line in process.stderr:  # until there is a plan
        if "points" in line:
            break
    process.send_signal(signal.SIGINT)
    words, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Cadre coverage" in words
    assert json.loads((out / "summary.json").read_text(encoding="utf-8"))["stop_reason"] == "user"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_terminal_gets_a_bar(lists: Path, tmp_path: Path) -> None:
    call = ["--lang", "en", "solve", str(lists), "--out", str(tmp_path / "p"), "--time-limit", "1"]
    screen = pexpect.spawn(
        sys.executable, ["-m", "pairing.cli", *call], encoding="utf-8", timeout=60, dimensions=(40, 160)
    )
    screen.expect("Cadre coverage")
    assert "━" in screen.before
    screen.expect(pexpect.EOF)
    screen.close()
    assert screen.exitstatus == 0


def test_nothing_is_written_where_the_plan_cannot_be_made(tmp_path: Path) -> None:
    assert _called("solve", str(tmp_path), "--out", str(tmp_path / "p"))[0] == 1
    assert not (tmp_path / "p").exists()
