"""The tables of docs/ that are made from the code: `python -m tests.docs.tables` writes them, a test compares them."""

from __future__ import annotations

from pathlib import Path

from pairing.documents.export import DOCUMENTS, HANDED_OUT
from pairing.glossary import TERMS
from pairing.rule_about import GROUPS
from pairing.rules import RULES, RuleInfo, Rules
from pairing.schema import SHEETS

DOCS = Path(__file__).parents[2] / "docs"


def rules_page() -> str:
    """docs/rules.md: every rule by group with its id, both titles, bounds, default and meaning."""
    lines = [
        "# Rules 规则", "",
        "Made from `pairing/rules.py` by `make docs`. The id is the name in the rules file (TOML).", "",
    ]  # fmt: skip
    for group, title in GROUPS.items():
        lines += [
            f"## {title.zh} · {title.en}",
            "",
            "| id | 规则 | rule | from–to | default |",
            "|---|---|---|---|---|",
        ]
        members = [info for info in RULES if info.group == group]
        for info in members:
            lines.append(
                f"| `{info.id}` | {info.title.zh}：{info.meaning.zh} | {info.title.en}. {info.meaning.en} "
                f"| {_bounds(info)} | {_default(info)} |"
            )
        lines.append("")
    lines += ["## A rules file", "", "```toml", Rules().to_toml().rstrip(), "```", ""]
    return "\n".join(lines)


def _bounds(info: RuleInfo) -> str:
    if info.choices:
        return " / ".join(f"{code} {word.zh}" for code, word in info.choices.items())
    if info.low is not None:
        return f"{info.low:g}–{info.high:g} {info.unit.zh}"
    return "true / false" if info.kind == "bool" else "lines"


def _default(info: RuleInfo) -> str:
    if info.kind == "quotas":
        return "; ".join(f"level {q.level}: {q.bounds(10)[0]}–{q.bounds(10)[1]}" for q in info.default)
    return str(info.default).lower() if info.kind == "bool" else str(info.default)


def columns_page() -> str:
    """docs/columns.md: every sheet and column an organizer may hand in."""
    lines = [
        "# Columns of the lists 名单各列", "",
        "Made from `pairing/schema.py` by `make docs`. * = required; aliases in brackets.", "",
    ]  # fmt: skip
    for sheet in SHEETS:
        lines += [f"## {sheet.name} · {sheet.title}", "", f"{sheet.meaning.zh} {sheet.meaning.en}", ""]
        lines += ["| 列 | 类型 | 说明 | meaning |", "|---|---|---|---|"]
        for column in sheet.columns:
            aliases = f"（{'，'.join(column.aliases)}）" if column.aliases else ""
            mark = "*" if column.required else ""
            lines.append(
                f"| {column.header}{mark}{aliases} | {column.type} | {column.meaning.zh} | {column.meaning.en} |"
            )
        lines.append("")
    return "\n".join(lines)


def documents_page() -> str:
    """docs/documents.md: every document that goes out, whom it is for and what it is for."""
    lines = [
        "# Documents 文件", "",
        "Made from `pairing/documents/export.py` by `make docs`. The name is what `pairing export --only` takes. Every page "
        "carries county, plan, data and rules version, date and page number; the version for the office says 内部资料 on "
        "every page, the public one 公示版.", "", f"{HANDED_OUT.zh} {HANDED_OUT.en}", "",
        "| name | for | 用途 | what it is for |", "|---|---|---|---|",
    ]  # fmt: skip
    for document in DOCUMENTS.values():
        whom = "、".join(audience.value for audience in document.audiences)
        lines.append(f"| {document.name} | {whom} | {document.what.zh} | {document.what.en} |")
    return "\n".join([*lines, ""])


def glossary_page() -> str:
    """docs/glossary.md: every word with its meaning, in both languages."""
    lines = [
        "# Glossary 词汇表", "",
        "One word for one thing, in code, on screen and on paper. Made from `pairing/glossary.py` by `make docs`.", "",
        "| English | 中文 | 意思 | meaning |",
        "|---|---|---|---|",
    ]  # fmt: skip
    lines += [
        f"| {term.word.en} | {term.word.zh} | {term.meaning.zh} | {term.meaning.en} |" for term in TERMS
    ]
    return "\n".join([*lines, ""])


PAGES = {
    "rules.md": rules_page,
    "columns.md": columns_page,
    "documents.md": documents_page,
    "glossary.md": glossary_page,
}


def main() -> None:
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
