"""Why the single sign-on did not let somebody in: the same reason for the person and for the record."""

from __future__ import annotations

from access.errors import AccessError

AGAIN = "请再试一次；总是这样时，请用账户名和密码登录，并告诉系统管理员。"
LATER = "请稍后再试，或用账户名和密码登录。"


class SignOnError(AccessError):
    """Somebody did not get in by the single sign-on; `why` says it in a few words, without anything secret."""

    def __init__(self, why: str, message: str, hint: str, status: int) -> None:
        super().__init__(f"{message}：{why}。", hint, status)
        self.why = why


class ProviderAwayError(SignOnError):
    """The provider cannot be asked, or says nothing that can be used."""

    def __init__(self, why: str) -> None:
        super().__init__(why, "统一身份认证现在用不了", LATER, 503)


class NotProvedError(SignOnError):
    """What came back does not prove who it is."""

    def __init__(self, why: str) -> None:
        super().__init__(why, "统一身份认证没有通过", AGAIN, 401)
