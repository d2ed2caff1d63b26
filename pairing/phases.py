"""What the parts of a solve are called, on the terminal and on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

PHASES: Final = {
    "queued": Text("准备中", "Getting ready"),
    "load": Text("读取名单", "Reading the lists"),
    "compile": Text("整理名单和规则", "Preparing lists and rules"),
    "bound": Text("测算最好能到多少", "Proving how good a plan can be"),
    "construct": Text("搭出第一个方案", "Building a first plan"),
    "dive": Text("逐批定下包联关系", "Settling the links a few at a time"),
    "improve": Text("逐步改进", "Improving the plan"),
    "polish": Text("收尾调整", "Polishing"),
    "exact": Text("求最优方案", "Solving exactly"),
    "transport": Text("求最优方案", "Solving exactly"),
    "contacts": Text("安排包组联户", "Naming contacts"),
    "recount": Text("逐人复核", "Recounting by name"),
    "save": Text("保存方案", "Saving the plan"),
}
"""By the names the solver and the planner give them."""

STEPS: Final[Mapping[str, tuple[Text, frozenset[str]]]] = {
    "load": (PHASES["load"], frozenset({"queued", "load"})),
    "compile": (PHASES["compile"], frozenset({"compile"})),
    "solve": (
        Text("求解", "Solving"),
        frozenset({"bound", "construct", "dive", "improve", "polish", "exact", "transport"}),
    ),
    "contacts": (PHASES["contacts"], frozenset({"contacts"})),
    "recount": (PHASES["recount"], frozenset({"recount"})),
    "save": (PHASES["save"], frozenset({"save"})),
}
"""The steps of every solve in their order: a name, its words and the parts of it, which take turns within the step."""
