"""Passwords: how they are kept, what a good one is, how long it lasts."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from access.errors import AccessError

SHORTEST, LONGEST = 10, 128
KINDS = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")
FEWEST_KINDS = 3
LASTS = timedelta(days=90)
NOT_AGAIN = 5
"""So many former passwords may not be used again."""
COMMON = ("password", "admin", "qwerty", "abc123", "123456", "111111", "000000", "minzheng", "wushe", "shequ")
LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"
HASHER = PasswordHasher()
"""argon2id with the parameters RFC 9106 recommends where memory is scarce."""
NONE = "!"
"""What is kept where there is no password: nothing that is typed is it."""
_NOBODY = HASHER.hash(secrets.token_urlsafe(16))


def kept(password: str) -> str:
    """The password as it is kept (argon2id with a salt of its own)."""
    return HASHER.hash(password)


def is_right(password: str, hashed: str | None) -> bool:
    """Whether it is the password; takes as long for an account that has none or does not exist (`hashed` is None)."""
    there = hashed if hashed != NONE else None
    try:
        return HASHER.verify(there or _NOBODY, password) and there is not None
    except (VerificationError, InvalidHashError):
        return False


def rules() -> list[str]:
    """What a password must be, in words for the page on which it is chosen."""
    return [
        f"{SHORTEST} 到 {LONGEST} 个字符",
        "小写字母、大写字母、数字、其他符号，至少三种",
        "不含账户名，不含常见的词或连号（如 admin、123456）",
        "至少 6 个不同的字符",
        f"不是最近 {NOT_AGAIN} 次用过的",
        f"{LASTS.days} 天内要换一次",
    ]


def refuse_weak(password: str, name: str, former: Iterable[str] = ()) -> None:
    """AccessError with every rule the password breaks; `former` are the last passwords as they are kept."""
    faults = []
    if not SHORTEST <= len(password) <= LONGEST:
        faults.append(f"要 {SHORTEST} 到 {LONGEST} 个字符")
    if sum(bool(re.search(kind, password)) for kind in KINDS) < FEWEST_KINDS:
        faults.append("小写字母、大写字母、数字、其他符号里至少要有三种")
    if name and name.lower() in password.lower():
        faults.append("不能含有账户名")
    if any(word in password.lower() for word in COMMON):
        faults.append("不能含有常见的词或连号")
    if len(set(password)) < 6:
        faults.append("至少要有 6 个不同的字符")
    if faults:
        raise AccessError(f"密码不合要求：{'；'.join(faults)}。", "请换一个密码。")
    if any(is_right(password, one) for one in former):
        raise AccessError(f"这个密码用过：最近 {NOT_AGAIN} 次用过的不能再用。", "请换一个密码。")


def has_expired(set_at: datetime, moment: datetime) -> bool:
    """Whether a password set at that moment has to be changed."""
    return moment - set_at > LASTS


def made_up(name: str) -> str:
    """A first password to be handed over and changed at once; follows every rule."""
    while True:
        password = "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(3))
        try:
            refuse_weak(password, name)
        except AccessError:
            continue
        return password
