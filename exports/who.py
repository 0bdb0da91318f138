"""Who exports: the one place that knows, once there are accounts."""

from __future__ import annotations

NO_ACCOUNTS = "未启用登录"


def who() -> str:
    """The name of the person who exports; says so as long as nobody has to log in."""
    return NO_ACCOUNTS
