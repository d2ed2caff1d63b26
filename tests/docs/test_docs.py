"""The documentation keeps its word: tables made from the code, commands that exist, links that lead somewhere."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from pairing.cli import app
from pairing.documents.export import DOCUMENTS
from pairing.documents.facts import facts_of
from pairing.documents.masking import Audience, Mask
from pairing.documents.templates import template_names
from pairing.documents.typesetting import Press
from pairing.rules import RULES
from tests.docs.tables import DOCS, PAGES
from tests.pairing.printed import nobody, sample

ROOT = DOCS.parent
MARKDOWN = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.glob("*.md"))]


@pytest.mark.parametrize("name", PAGES)
def test_tables_made_from_the_code_are_up_to_date(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run `make docs`"


@pytest.mark.parametrize("page", MARKDOWN, ids=lambda page: page.name)
def test_links_lead_somewhere(page) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_readme_commands_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = set(re.findall(r"^make ([\w-]+)", readme, re.M))
    assert {"app", "test"} <= commands
    for command in commands:
        assert re.search(rf"^{command}:", makefile, re.M), command
    assert "make test" in (ROOT / ".ci/run").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def helps() -> dict[str, str]:
    formats = (DOCS / "formats.md").read_text(encoding="utf-8")
    found = {}
    for command in set(re.findall(r"^\| `pairing ([\w-]+)", formats, re.M)):
        said = CliRunner().invoke(app, [command, "--help"])
        assert said.exit_code == 0, command
        found[command] = said.stdout
    return found


def test_formats_page_names_every_option_and_no_other(helps: dict[str, str]) -> None:
    formats = (DOCS / "formats.md").read_text(encoding="utf-8")
    for command, text in helps.items():
        row = re.search(rf"^\| `pairing {command}(?![\w-]).*$", formats, re.M)
        assert row is not None
        said = set(re.findall(r"--[a-z-]+", row[0]))
        real = set(re.findall(r"--[a-z-]+", text)) - {"--help"}
        assert said == real, command


def test_model_page_names_only_rules_that_exist() -> None:
    model = (DOCS / "model.md").read_text(encoding="utf-8")
    ids = {info.id for info in RULES}
    words = set(re.findall(r"`([a-z]+(?:_[a-z0-9]+)+)`", model))
    assert words - ids == set()
    missing = {i for i in ids if i not in model and not i.endswith(("level2", "level3", "tier1", "tier2"))}
    assert missing <= {"quotas"}


def test_templates_page_names_every_template_and_every_field(
    monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    page = (DOCS / "templates.md").read_text(encoding="utf-8")
    assert [name for name in template_names() if name not in page] == []
    told: dict[str, set[str]] = {}

    def note(value: object, into: set[str]) -> None:
        if isinstance(value, dict):
            into.update(value)
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            note(inner, into)

    def pdf(machine: object, template: str, data: dict[str, object], *rest: object) -> None:
        note(data, told.setdefault(template, set()))

    monkeypatch.setattr(Press, "pdf", pdf)
    facts = facts_of(*sample())
    for name in ("连心卡", "村级公示栏", "干部任务清单", "领导一页纸"):
        DOCUMENTS[name].write(facts, Mask(Audience.INTERNAL), tmp_path, nobody)
    assert len(told) == 4
    for template, fields in told.items():
        assert [field for field in sorted(fields) if f"`{field}`" not in page] == [], template
