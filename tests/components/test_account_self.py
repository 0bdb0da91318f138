"""我的账户 and 账户管理 for whoever comes in by the office's single sign-on alone."""

from datetime import UTC, datetime

import pytest

from access.accounts import Account
from access.roles import Person, Role
from components.account_self import password_box
from components.accounts_list import _password

DAY = datetime(2026, 3, 1, tzinfo=UTC)


def account(has_password: bool) -> Account:
    return Account(Person("li.w", Role.ANALYST), DAY, True, DAY, None, has_password)


@pytest.mark.parametrize("has_password", [True, False])
def test_whoever_has_no_password_is_asked_for_none(has_password):
    box = str(password_box(account(has_password)))
    assert ("/account/password" in box) == has_password and ("本系统没有密码" in box) != has_password


def test_the_list_tells_who_has_none():
    assert _password(account(False)) == "统一身份认证" and _password(account(True)) == "2026-03-01 08:00，要改"
