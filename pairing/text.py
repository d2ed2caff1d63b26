"""A sentence an organizer may read, in Chinese and in English."""

from __future__ import annotations

import locale
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

if TYPE_CHECKING:
    from collections.abc import Sequence

Lang = Literal["zh", "en"]


@dataclass(frozen=True)
class Text:
    """One sentence in both languages; ``{name}`` places are filled by :meth:`fill`."""

    zh: str
    en: str

    def fill(self, **values: object) -> Text:
        """The same sentence with its places filled; a value that is itself a Text gives each language its own."""
        zh = {k: v.zh if isinstance(v, Text) else v for k, v in values.items()}
        en = {k: v.en if isinstance(v, Text) else v for k, v in values.items()}
        return Text(self.zh.format(**zh), self.en.format(**en))

    def show(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en


def default_lang() -> Lang:
    """PAIRING_LANG where it is set, else Chinese unless the locale is English."""
    said = os.environ.get("PAIRING_LANG", "")
    if said in ("zh", "en"):
        return cast(Lang, said)
    name = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    if not name:
        name = locale.getlocale()[0] or ""
    return "en" if name.lower().startswith("en") else "zh"


def take_lang(words: Sequence[str]) -> tuple[str, list[str]]:
    """The value of ``--lang`` wherever it stands in a call ("" where it does not), and the call without it."""
    value, rest, expected = "", [], False
    for word in words:
        if expected:
            value, expected = word, False
        elif word == "--lang":
            value, expected = "?", True
        elif word.startswith("--lang="):
            value = word.removeprefix("--lang=") or "?"
        else:
            rest.append(word)
    return value, rest
