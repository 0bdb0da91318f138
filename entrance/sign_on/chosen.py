"""What the installation set up of the office's single sign-on, and what must not be started half set up.

Where the provider sends people back to is put together from WUSHE_HOSTS and WUSHE_BEHIND_TLS, never from a request.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from settings import SettingError, is_loopback, settings

BEGIN, BACK = "/login/oidc", "/login/oidc/callback"
WANTED = ("oidc_issuer", "oidc_client_id", "oidc_client_secret_file")
PACKAGES = ("authlib", "joserfc", "requests")
LONGEST_LABEL = 20
INSTALL = ".venv/bin/python -m pip install --require-hashes --requirement requirements-oidc.txt"


@dataclass(frozen=True)
class Chosen:
    """The provider, who we are to it, which claim is the account name, what the button says, our own address."""

    issuer: str
    client_id: str
    secret: str = field(repr=False)
    claim: str
    label: str
    origin: str

    @property
    def redirect(self) -> str:
        """Where the provider sends people back to; the same for everybody and registered there."""
        return self.origin + BACK


def is_set() -> bool:
    """Whether the installation wants the single sign-on."""
    return any(_given(one) for one in WANTED)


def _given(name: str) -> bool:
    """Whether a setting has a value; an empty path is none."""
    return str(getattr(settings(), name) or "") not in ("", ".")


@cache
def chosen() -> Chosen:
    """What was set up; SettingError in Chinese when something is missing or not safe."""
    told = settings()
    missing = "、".join(f"WUSHE_{one.upper()}" for one in WANTED if not _given(one))
    if missing:
        raise SettingError(
            f"统一身份认证没有设完整，缺 {missing}。请补上；不用统一身份认证时，请取消全部 WUSHE_OIDC_…。"
        )
    if any(find_spec(one) is None for one in PACKAGES):
        raise SettingError(f"设置了统一身份认证（WUSHE_OIDC_…），但没有安装它要用的包。请先执行：{INSTALL}，再启动。")
    if not told.oidc_claim.strip() or not 0 < len(told.oidc_label.strip()) <= LONGEST_LABEL:
        raise SettingError(f"WUSHE_OIDC_CLAIM 不能空，WUSHE_OIDC_LABEL 要有 1 到 {LONGEST_LABEL} 个字。")
    return Chosen(
        issuer=_issuer(told.oidc_issuer),
        client_id=told.oidc_client_id,
        secret=_secret(told.oidc_client_secret_file),
        claim=told.oidc_claim.strip(),
        label=told.oidc_label.strip(),
        origin=_origin(),
    )


def refuse_half_set() -> None:
    """SettingError when the single sign-on is wanted and cannot be offered as it is set up."""
    if is_set():
        chosen()


def is_safe_address(address: object, near: bool) -> bool:
    """Whether an address of the provider may be asked: https, or (`near`) http on this very machine."""
    try:
        parts = urlsplit(address if isinstance(address, str) else "")
        _ = parts.port
    except ValueError:
        return False
    if not parts.hostname or parts.username is not None or parts.fragment:
        return False
    return parts.scheme == "https" or (near and parts.scheme == "http" and is_loopback(parts.hostname))


def _issuer(address: str) -> str:
    if not is_safe_address(address, near=True) or "?" in address:
        raise SettingError(
            f"WUSHE_OIDC_ISSUER={address!r} 不能使用：要写 https:// 开头的签发者（issuer），与发现文档里的一字不差。"
        )
    return address


def _secret(file: Path | None) -> str:
    """The secret the provider knows us by, from a file for the server's own eyes."""
    path = Path(file or "")
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise SettingError(
                f"统一身份认证的密钥文件 {path} 别人也能读（权限 {mode:04o}）。请执行 chmod 600 再启动。"
            )
        secret = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as reason:
        raise SettingError(
            f"读不出统一身份认证的密钥文件 {path}。请核对 WUSHE_OIDC_CLIENT_SECRET_FILE 和它的属主、权限。"
        ) from reason
    if not secret or not secret.isascii() or not secret.isprintable():
        raise SettingError(f"统一身份认证的密钥文件 {path} 是空的，或不是一行文字。请放入提供方给的 client secret。")
    return secret


def _origin() -> str:
    """Our own address as browsers know it: the first name of WUSHE_HOSTS, or this very machine."""
    names = [one.strip().rstrip(".").lower() for one in settings().hosts.split(",") if one.strip()]
    if not names and not settings().faces_others:
        return f"http://127.0.0.1:{settings().port}"
    if not names or not settings().behind_tls:
        raise SettingError(
            "统一身份认证要走 HTTPS：请设 WUSHE_HOSTS（第一个名称就是登录后回来的地址）和 WUSHE_BEHIND_TLS=1。"
            "只在本机试用时，这些变量都不要设。"
        )
    return f"https://{names[0]}"
