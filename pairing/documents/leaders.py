"""领导一页纸: the whole plan on one page for whoever decides, as PDF and as a Word file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from pairing.documents.leader_figures import LEVELS, coverage_bars, levels_by_tier, loads, numbers, shortages
from pairing.documents.office import read_office, read_toml
from pairing.documents.page import page_data
from pairing.documents.templates import template_path
from pairing.documents.typesetting import press
from pairing.documents.watched import watched
from pairing.documents.word_file import WordTemplate
from pairing.documents.workbook import file_name
from pairing.errors import TemplateError
from pairing.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pairing.documents.document import Watch
    from pairing.documents.facts import Facts
    from pairing.documents.masking import Mask

LEADERS: Final = "领导一页纸"
_CHARTS: Final = "统计图.typ"
_PICTURE_MM: Final = 170.0
_SIZES, _QUALITY, _REASONS, _NEXT = "规模", "方案好不好", "缺口原因", "下一步"


def write_leaders_page(facts: Facts, mask: Mask, folder: Path, watch: Watch) -> tuple[Path, ...]:
    """One page of figures and words, twice: to print, and to be edited in Word."""
    office = read_office(facts.templates)
    data = page_data(facts, mask, office, LEADERS) | watched(partial(leaders_data, facts), watch)
    pdf = folder / file_name(LEADERS, mask, "pdf")
    word = pdf.with_suffix(".docx")
    with press(facts.templates) as machine:
        machine.pdf(f"{LEADERS}.typ", data, pdf, watch)
        watch(0.5)
        picture = machine.picture(_CHARTS, data, lambda share: watch(0.5))
    template = WordTemplate(f"{LEADERS}.docx", facts.templates)
    template.write(data, f"{data['county']}{LEADERS}", word, {"charts": (picture, _PICTURE_MM)})
    watch(1.0)
    return pdf, word


def leaders_data(facts: Facts) -> dict[str, Any]:
    """Figures, and the sentences of 领导一页纸.toml that hold of this plan."""
    words = _Words(facts)
    found = shortages(facts)
    pairless = [reason for reason, _ in found if reason not in ("无联系干部", "干部未参与")]
    filled = dict(numbers(facts)) | {"主要原因": words.of(_REASONS, pairless[0], {}) if pairless else ""}
    return {
        "sizes": words.of(_SIZES, _SIZES, filled),
        "coverage": coverage_bars(facts),
        "levels": list(LEVELS.values()),
        "loads": loads(facts),
        "tiers": levels_by_tier(facts),
        "quality": [words.of(_QUALITY, key, filled) for key in _quality(facts)],
        "shortages": [
            {"reason": words.of(_REASONS, reason, filled), "number": number} for reason, number in found
        ],
        "next": [words.of(_NEXT, key, filled) for key in _next_steps(facts, filled)],
    }


def _quality(facts: Facts) -> list[str]:
    summary = facts.plan.summary
    if summary.status == "optimal":
        return ["已证最优"]
    said = ["没有界限" if summary.gap is None else "离最优"]
    shortage = [goal for goal in summary.goals if goal.name == "shortage"]
    if shortage and shortage[0].proved and shortage[0].value:
        said.append("缺口已证最少")
    return said


def _next_steps(facts: Facts, filled: Mapping[str, object]) -> list[str]:
    """What is to be decided, most urgent first."""
    steps = {
        "名单改过": not facts.same_lists,
        "缺结对": filled["缺结对户"],
        "缺联系": filled["缺联系户"],
        "干部未参与": filled["未参与干部"],
        "最难户": filled["最难户非县级"],
        "有变动": filled["变动"],
        "免派": filled["免派干部"],
    }
    open_ones = [key for key, holds in steps.items() if holds]
    gaps = {"名单改过", "缺结对", "缺联系", "干部未参与"}
    return open_ones if gaps & set(open_ones) else ["全部覆盖", *open_ones]


class _Words:
    """The sentences of 领导一页纸.toml."""

    def __init__(self, facts: Facts) -> None:
        self._path = template_path(f"{LEADERS}.toml", facts.templates)
        self._held = read_toml(self._path)

    def of(self, section: str, key: str, filled: Mapping[str, object]) -> str:
        """One sentence with its numbers; raises TemplateError where it is missing or asks for what there is not."""
        held = self._held.get(section)
        sentence = held.get(key) if isinstance(held, dict) else None
        if not isinstance(sentence, str):
            raise TemplateError(
                Text(
                    "“{file}”的“{section}”里没有“{key}”这一句。请补上，或从模板文件夹中拿掉这个文件。",
                    "{file} has no sentence {key} in {section}. Add it or take the file out of the folder.",
                ).fill(file=self._path.name, section=section, key=key)
            )
        try:
            return sentence.format_map(filled)
        except (KeyError, ValueError, IndexError, AttributeError) as fault:
            raise TemplateError(
                Text(
                    "“{file}”里“{key}”这一句的花括号填不上：{said}。可用的有：{known}。",
                    "The braces of the sentence {key} in {file} cannot be filled: {said}. There are: {known}.",
                ).fill(file=self._path.name, key=key, said=fault, known="、".join(filled))
            ) from fault
