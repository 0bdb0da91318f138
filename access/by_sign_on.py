"""Coming in by the single sign-on of the office: the account has to be there already, its role and scope are ours."""

from __future__ import annotations

from access import accounts, audited, entering
from access.errors import AccessError

MODE = "统一身份认证"
NOBODY = "（统一身份认证）"
NOT_OURS = "账户不会自动建立；请联系系统管理员。"


def come_in(claimed: object, attempt: str, origin: str = "", browser: str = "") -> str:
    """The secret of a new session for the account the provider names; AccessError unless it is one that may come in.

    `claimed` is what the provider says the account is called, letter for letter; `attempt` is good once.
    """
    if not isinstance(claimed, str) or not claimed:
        refused("没有说是哪个账户", origin)
        raise AccessError("统一身份认证没有说您是哪个账户。", "请告诉系统管理员（WUSHE_OIDC_CLAIM）。", 403)
    found = accounts.find(claimed) if accounts.NAME.fullmatch(claimed) else None
    if found is None:
        refused("没有这个账户", origin, claimed)
        raise AccessError(f"本系统没有账户“{claimed[: accounts.LONGEST_NAME]}”。", NOT_OURS, 403)
    if found.disabled_at:
        refused("账户已停用", origin, claimed)
        raise AccessError(f"账户 {claimed} 已停用。", "需要时请联系系统管理员恢复。", 403)
    try:
        return entering.begin(claimed, origin, browser, attempt)
    except AccessError as late:
        refused(late.message, origin, claimed)
        raise


def refused(why: str, origin: str, claimed: str = "") -> None:
    """Write that somebody did not get in; what is no name of an account may be a number of a person: not written."""
    is_name = accounts.NAME.fullmatch(claimed) is not None
    what = {"mode": MODE, "origin": origin, "why": why, **({"account": claimed} if is_name else {})}
    audited.login_refused(claimed if is_name and accounts.find(claimed) else NOBODY, what)
