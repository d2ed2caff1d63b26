"""Sentences about who is at the screen and what they may do; 中文 and English."""

from __future__ import annotations

from pairing.text import Text


class Who:
    role = Text("{name}（{role}）", "{name} ({role})")
    look_only = Text(
        "您的权限是只看，改动和求解的按钮不可用。",
        "You may look only; what would change something is switched off.",
    )
    log_in_title = Text("请先登录", "Log in first")
    log_in_lead = Text(
        "名单里有个人信息，登录后才能查看。", "The lists hold personal data and are shown after a login."
    )
    log_in = Text("登录", "Log in")
    log_out = Text("退出登录", "Log out")
    no_header = Text(
        "没有得到您的登录名。请从单位的统一入口打开；仍不行时请管理员核对代理的用户名请求头。",
        "Your login name did not arrive. Open this through your office's entry; if that fails, ask the administrator to check "
        "the proxy's user header.",
    )
    no_claim = Text(
        "登录服务没有给出您的用户名，不能进入。请联系管理员核对登录设置。",
        "The login service gave no name for you. Ask the administrator to check the login's settings.",
    )
    not_verified = Text(
        "您的邮箱还没有在登录服务那里验证，验证后再登录。",
        "Your e-mail address is not verified by the login service. Verify it and log in again.",
    )
    no_role = Text(
        "{name} 不在可进入的名单里。需要时请联系管理员。",
        "{name} is not among those who may come in. Ask your administrator if you need to.",
    )
