"""Who is at the screen: the one place from which every page and every write takes the acting organizer.

Without configuration one local organizer with all rights. Where PAIRING_USER_HEADER names a header, the proxy in front of
the server says there who it let in; where the server's secrets have an [auth] section, an OpenID provider does. A role
comes from the roles file (:mod:`pairing.roles`), read anew each time, so that a right taken away is gone at once.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import streamlit as st

from pairing.errors import PairingError
from pairing.roles import ROLE_NAMES, Actor, read_roles
from pairing.store import local_user
from ui.launch import HEADER_VARIABLE
from ui.who_words import Who

if TYPE_CHECKING:
    from pairing.roles import Role
    from pairing.text import Text

CLAIM_VARIABLE: Final = "PAIRING_USER_CLAIM"
_CLAIM: Final = "email"
_LONGEST: Final = 100  # letters of a name


class NobodyError(PairingError):
    """Nobody who may come in is at the screen."""


def by_header() -> bool:
    """Whether a proxy names the organizers."""
    return bool(os.environ.get(HEADER_VARIABLE))


def by_provider() -> bool:
    """Whether an OpenID provider names the organizers."""
    return "is_logged_in" in st.user


def acting() -> Actor:
    """Whoever is at the screen. Raises NobodyError where nobody is who may look, CallError where the roles file is at
    fault."""
    if by_header():
        name = _header_name(headers(os.environ[HEADER_VARIABLE]))
    elif by_provider():
        name = _provider_name()
    else:
        return Actor(local_user(), "adopt")
    role = read_roles().of(name)
    if role is None:
        raise NobodyError(Who.no_role.fill(name=name))
    return Actor(name, role)


def may(needs: Role) -> bool:
    """Whether whoever is at the screen may do this; a button that they may not press is shown disabled."""
    return acting().may(needs)


def role_words() -> tuple[str, Text] | None:
    """Name and role of whoever logged in, None for the local organizer, who needs none."""
    if not by_header() and not by_provider():
        return None
    actor = acting()
    return actor.name, ROLE_NAMES[actor.role]


def must_log_in() -> bool:
    """Whether the provider's login is still to be gone through."""
    return not by_header() and by_provider() and not st.user.is_logged_in


def headers(name: str) -> list[str]:
    """All values that this session's request has for a header."""
    return st.context.headers.get_all(name)


def _header_name(values: list[str]) -> str:
    # Two values mean that the proxy passed on one that came from outside: neither is to be trusted.
    if len(values) != 1 or not values[0].strip():
        raise NobodyError(Who.no_header)
    return _plain_name(_decoded(values[0]))


def _decoded(value: str) -> str:
    """A header's text: servers read its bytes as Latin-1, proxies write them as UTF-8."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def _provider_name() -> str:
    # One claim and no other in its place: elsewhere somebody may choose the words themselves.
    claims = st.user.to_dict()
    value = claims.get(os.environ.get(CLAIM_VARIABLE, _CLAIM))
    if not claims.get("is_logged_in") or not isinstance(value, str) or not value.strip():
        raise NobodyError(Who.no_claim)
    if claims.get("email_verified") is False:
        raise NobodyError(Who.not_verified)
    return _plain_name(value)


def _plain_name(name: str) -> str:
    return "".join(letter for letter in name.strip() if letter.isprintable())[:_LONGEST]
