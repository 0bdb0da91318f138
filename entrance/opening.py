"""Whether people have to log in, and what must not be started as long as nobody can.

No account: one person on this machine. As soon as one exists everybody logs in, and what once required a login
requires it until it is stopped, even if the file of accounts has gone. A mark beside the data outlives that file, so
that a new start does not take its loss for an installation of one person.
"""

from __future__ import annotations

from access import accounts, lately, mark, present, store
from access.errors import AccessError
from indicators import scope
from settings import SettingError, is_loopback, settings

HOW = "请先新建账户：python -m access user add 账户名 --role 管理员，再启动。"

LOST = (
    "拒绝启动：这里设过账户，可是账户文件不见了，或里面没有账户（{file}）。"
    "请从备份恢复它再启动；没有备份，请重新新建：python -m access user add 账户名 --role 管理员（审计记录要重新开始）。"
    "确实要改回一个人在本机用、不再登录，才删去 {mark}。"
)


def is_required() -> bool:
    """Whether people have to log in now; accounts made while the server runs count from the next request on."""
    if not present.is_required() and (accounts.any_exist() or mark.is_set()):
        present.require()
        scope.require()
    return present.is_required()


def refuse_lost_accounts() -> None:
    """AccessError when the file of accounts has gone from under a server that people log in to."""
    if lately.state() is None:
        hint = f"请系统管理员从备份恢复数据目录里的 {store.FILE}；恢复之前谁也不能登录。"
        raise AccessError("账户文件不见了。", hint, 503)


def refuse_open_door(host: str) -> None:
    """SettingError where others could reach this server, but there is nobody yet who could log in, or not any more."""
    try:
        if accounts.any_exist():
            mark.put()
            return
    except AccessError as reason:
        raise SettingError(f"{reason.message}{reason.hint}") from reason
    if mark.is_set():
        raise SettingError(LOST.format(file=store.path(), mark=store.path().with_name(mark.NAME)))
    if not is_loopback(host):
        raise SettingError(
            f"拒绝在地址 {host or '0.0.0.0'} 上启动：还没有账户，任何能连到这个地址的人都能看到全部数据。"  # noqa: S104
            f"{HOW}只在本机使用时，请用 127.0.0.1、::1 或 localhost（例如 WUSHE_HOST=127.0.0.1）。"
        )
    if settings().faces_others:
        raise SettingError(
            "拒绝启动：设置了 WUSHE_HOSTS、WUSHE_BEHIND_PROXY 或 WUSHE_BEHIND_TLS，说明别人会连到这里，可还没有账户。"
            f"{HOW}只在本机使用时，请取消这些变量。"
        )
