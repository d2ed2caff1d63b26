"""What the commands print: sentences in the language of the call, findings, JSON."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from pairing.text import Lang, Text, default_lang, take_lang

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pairing.issues import Issue

# The help is written while this module loads, so the language of the call is looked for here already.
_START_LANG: Lang = {"zh": "zh", "en": "en"}.get(take_lang(sys.argv[1:])[0]) or default_lang()  # type: ignore[assignment]


class Session:
    """The language of this call, set once by the command line's ``main``."""

    lang: Lang = _START_LANG


def helped(zh: str, en: str) -> str:
    """A sentence of the help, in the language of the call."""
    return Text(zh, en).show(_START_LANG)


def say(text: Text) -> None:
    print(text.show(Session.lang))


def print_json(content: Any) -> None:
    print(json.dumps(content, ensure_ascii=False, indent=1))


def print_issues(issues: Iterable[Issue]) -> None:
    """A line a finding, errors and warnings marked."""
    mark = {"error": Text("错误", "error"), "warning": Text("提醒", "warning")}
    for issue in issues:
        print(f"{mark[issue.severity].show(Session.lang)}  {issue.sentence(Session.lang)}")
