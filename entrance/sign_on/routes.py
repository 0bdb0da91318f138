"""The two addresses of the single sign-on: off to the provider, and back with what it says. Absent unless set up.

The provider only says which account it is; whether there is one, and what it may, is decided here as always.
"""

from __future__ import annotations

import hmac
import re
from functools import cache

from flask import Blueprint, Response, redirect, request

from access import by_sign_on, entering
from access.errors import AccessError
from entrance.addresses import host_of, own_path
from entrance.login import login_page, onward_of
from entrance.people import COOKIE, came_from, hand_over, visitor
from entrance.plain import told
from entrance.sign_on import attempt
from entrance.sign_on.attempt import Attempt
from entrance.sign_on.chosen import BACK, BEGIN, chosen
from entrance.sign_on.errors import NotProvedError, SignOnError
from entrance.sign_on.provider import Provider

blueprint = Blueprint("sign_on", __name__)
LONGEST_CODE = 4000
SEE_OTHER = 303


@cache
def provider() -> Provider:
    """The provider as this process knows it."""
    return Provider(chosen())


@blueprint.get(BEGIN)
def begin() -> Response:
    """Send the browser to the provider; whoever is in already goes on."""
    wanted = own_path(request.args.get("next"))
    found = visitor()
    if found is not None:
        return redirect(onward_of(found.person, wanted), SEE_OTHER)
    if host_of(request.headers.get("Host", "")) != host_of(chosen().origin.partition("//")[2]):
        return redirect(chosen().origin + BEGIN, SEE_OTHER)  # a cookie kept under another name would not come back
    begun = attempt.begin(wanted)
    try:
        way = provider().way(begun)
    except SignOnError as away:
        return _stay_out(away, wanted)
    return attempt.keep(redirect(way, SEE_OTHER), begun)


@blueprint.get(BACK)
def back() -> Response:
    """Let in whom the provider names, if the answer is for this browser and the account is one of ours."""
    begun = attempt.under_way()
    try:
        if begun is None:
            raise NotProvedError("不是从这个浏览器开始的，或隔得太久")
        code = _code(begun)
        claims = provider().claims(code, begun)
        secret = by_sign_on.come_in(claims.get(chosen().claim), begun.mark, *came_from())
    except SignOnError as refused:
        by_sign_on.refused(refused.why, request.remote_addr or "")
        return _stay_out(refused, begun.onward if begun else "")
    except AccessError as refused:
        return _stay_out(refused, begun.onward)
    if former := request.cookies.get(COOKIE):
        entering.leave(former)
    onward = redirect(onward_of(entering.whose(secret), begun.onward), SEE_OTHER)
    return attempt.drop(hand_over(onward, secret))


def _code(begun: Attempt) -> str:
    """The code of the answer; NotProvedError unless it answers what this browser asked."""
    given = request.args.get("state", "")
    if not hmac.compare_digest(given.encode("utf-8", "surrogatepass"), begun.state.encode()):
        raise NotProvedError("state 不对：不是这个浏览器要的")
    if request.args.get("iss", chosen().issuer) != chosen().issuer:
        raise NotProvedError("iss 不对：不是这个提供方答的")
    if "error" in request.args:
        said = request.args["error"]
        told_why = said if re.fullmatch(r"[a-z_]{1,40}", said) else "其他"
        raise NotProvedError(f"提供方没有让您登录（{told_why}）")
    code = request.args.get("code", "")
    if not 0 < len(code) <= LONGEST_CODE:
        raise NotProvedError("没有授权码")
    return code


def _stay_out(refused: AccessError, wanted: str) -> Response:
    """The login page with the reason on it: the password stays a way in."""
    return login_page(told(f"{refused.message}{refused.hint}", True), status=refused.status, wanted=wanted)
