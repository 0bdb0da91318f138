"""Who is asking: set by the gate for one request, read by whatever answers it.

An installation without accounts is one person on one machine: nobody has to say who they are and may do everything.
As soon as accounts exist, or the server was told to require them, a question without a person is refused.
"""

from __future__ import annotations

from contextvars import ContextVar, Token
from dataclasses import dataclass

from access.errors import AccessError
from access.roles import May, Person, Role

_person: ContextVar[Person | None] = ContextVar("person", default=None)


@dataclass
class _Rule:
    """Whether this process answers people with accounts only."""

    is_required: bool = False


_rule = _Rule()


def require(is_required: bool = True) -> None:
    """From now on this process answers nobody who has not come in (or, in tests, everybody again)."""
    _rule.is_required = is_required


def is_required() -> bool:
    """Whether people have to come in."""
    return _rule.is_required


def set_person(person: Person | None) -> Token:
    """Who the request of this thread is from; give the token to `forget` when it is answered."""
    return _person.set(person)


def forget(token: Token) -> None:
    """The request is over."""
    _person.reset(token)


def person() -> Person | None:
    """Who is asking; None when nobody has to say, or on pages that are open to all (the login)."""
    return _person.get()


def may(what: May) -> bool:
    """Whether the asking person may do it; everybody may where there are no accounts."""
    asking = _person.get()
    return not _rule.is_required if asking is None else asking.may(what)


def require_right(what: May) -> None:
    """AccessError unless the asking person may do it."""
    if not may(what):
        raise AccessError(f"您的角色不能{what.value}。", "需要时请联系系统管理员调整账户。", 403)


def name() -> str:
    """The login name to write beside what was done; empty where there are no accounts."""
    asking = _person.get()
    return asking.name if asking else ""


def has_role(*roles: Role) -> bool:
    """Whether the asking person has one of the roles; False where there are no accounts."""
    asking = _person.get()
    return asking is not None and asking.role in roles
