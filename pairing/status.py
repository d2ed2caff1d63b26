"""What a few status words mean for the model: a unit's scope, party membership, a weak branch, a household in need."""

from __future__ import annotations

from typing import Final, Literal

from pairing.codes import plain_word

Scope = Literal["county", "town", "village", "other"]

_TAILS: Final = ("直属机关", "直机关", "直属", "直", "级", "属", "管")
_SCOPES: Final[dict[str, Scope]] = {
    **dict.fromkeys(("县", "区", "旗", "县市区", "县(市、区)", "县(市区)", "县(区)", "县区"), "county"),
    **dict.fromkeys(
        ("乡", "镇", "街道", "乡镇", "乡(镇)", "乡镇(街道)", "乡镇街道", "乡(镇、街道)", "乡镇(街)", "乡科", "街道办", "街道办事处"),
        "town",
    ),
    **dict.fromkeys(
        ("村", "社区", "村(社区)", "村社区", "村(居)", "村居", "村委会", "居委会", "村民委员会", "居民委员会"), "village"
    ),
}  # fmt: skip
_PARTY: Final = frozenset({"党员", "正式党员", "预备党员", "共产党员", "partymember"})
_WEAK: Final = ("较差", "后进", "软弱涣散")
_IN_NEED: Final = (
    "脱贫", "监测", "低保", "特困", "五保", "建档立卡", "贫困", "困难", "致贫", "返贫", "不稳定", "低收入", "残疾",
)  # fmt: skip
_NOT: Final = ("非", "无", "否", "未", "不是", "已消除", "解除")


def scope_of(affiliation: str | None) -> Scope:
    """A unit's scope by its 隶属关系: 县, 县直 … county; 乡, 镇, 街道 … town; 村, 社区 … village; else other."""
    plain = plain_word(affiliation or "")
    for tail in ("", *_TAILS):
        word = plain.removesuffix(tail) if tail else plain
        if word in _SCOPES:
            return _SCOPES[word]
    return "other"


def is_party(politics: str | None) -> bool:
    """Member or probationary member of the Communist Party by 政治面貌; members of other parties are not."""
    plain = plain_word(politics or "")
    if plain.startswith("非"):
        return False
    return plain.partition("(")[0] in _PARTY or ("中共" in plain and "党员" in plain) or plain == "中共"


def is_weak(branch: str | None) -> bool:
    """A weak branch by 支部类别: 较差, 后进 or 软弱涣散."""
    plain = plain_word(branch or "")
    return any(word in plain for word in _WEAK) and not plain.startswith(_NOT)


def is_in_need(kind: str | None) -> bool:
    """A household kind or monitoring class that makes a focus household where no 重点户 column says which are."""
    plain = plain_word(kind or "")
    return any(word in plain for word in _IN_NEED) and not plain.startswith(_NOT)
