"""Who exports: the one place that knows, once there are accounts."""

from __future__ import annotations

from contextvars import ContextVar

from access import present

NO_ACCOUNTS = "未启用登录"
_made_for: ContextVar[str] = ContextVar("made_for", default="")


def who() -> str:
    """The login name of the person who exports; says so where nobody has to come in."""
    return present.name() or _made_for.get() or NO_ACCOUNTS


def made_for(name: str) -> None:
    """For the process that makes a file: whom it makes it for."""
    _made_for.set(name)
