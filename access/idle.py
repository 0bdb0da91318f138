"""Accounts that nobody uses any more: 等保 asks to find and remove them."""

from __future__ import annotations

from datetime import timedelta

from access import accounts, inquiry
from access.store import now

AFTER = timedelta(days=90)


def unused() -> set[str]:
    """Names of accounts that may come in and have not done so for a long time, though they are that old."""
    last, moment = inquiry.last_logins(), now()
    return {
        one.person.name
        for one in accounts.listed()
        if one.disabled_at is None and moment - max(one.created_at, last.get(one.person.name, one.created_at)) > AFTER
    }
