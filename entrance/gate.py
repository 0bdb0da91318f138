"""The one gate: whatever is asked, and by whom, is judged here before anything else looks at it.

It is registered before Dash and denies by default: what has no rule in entrance/permissions.py does not exist. Two
hooks in `server.config` are filled by app.py, because this room knows no Dash: PAGE_OF (path) -> path of the page
behind an address, INPUTS_OF (output id) -> the (id, property) of a callback's inputs and of its states, or None.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextvars import Token
from urllib.parse import urlencode

from flask import Flask, Response, abort, current_app, g, redirect, request

from access import audited, entering, present
from access.entering import Session
from access.errors import AccessError
from access.roles import May, Person, Role
from api.answers import json_answer, json_body
from entrance import audit_files, keeping, login, own_account
from entrance.addresses import is_foreign, is_own_host, own_path, says_nothing, wants_page
from entrance.opening import is_required, refuse_lost_accounts
from entrance.people import API, COOKIE, visitor
from entrance.permissions import CALLBACKS, PAGES, CallbackRule, Rule, home_of, may_open, rule_of
from entrance.sign_on.chosen import is_set, refuse_half_set
from indicators import scope
from jobs.names import masked
from settings import is_loopback

SHELL = ("/", "/<path:path>")
CALLBACK = "/_dash-update-component"
ADDRESSES = ("path", "search", "whole")
"""Where the first input of a callback holds an address of a page, or a part of one."""
LONGEST = 8000  # letters of an address; every link of a page repeats what it is asked under
READING = ("GET", "HEAD", "OPTIONS")
WAYS_IN = (f"{login.blueprint.name}.", "sign_on.")
CHANGING = ("entrance.password", "entrance.change_password", "entrance.logout")
"""What somebody may still do whose password has to be changed first."""
LINKS = (*SHELL, "saved_views.opened", "entrance.password")
"""What people open by its address: they are led to the login, programs are told."""
OTHER_NAME = "本系统不接受以这个名称来的访问"
OTHER_MACHINE = "本系统只接受来自本机地址（127.0.0.1 或 localhost）的访问"
NOT_IN = {"error": "请先登录", "hint": "登录已结束或没有登录；请重新打开页面登录。程序请用令牌。"}
OLD_PASSWORD = {"error": "请先修改密码", "hint": "第一次登录、密码重设或用满期限后，要先在 /password 换一个。"}
MODES = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host")


def install(server: Flask) -> None:
    """Put the gate and the pages of logging in before everything else of a server."""
    server.config.update(PAGE_OF=lambda path: None, INPUTS_OF=lambda output: None)
    server.before_request(gate)
    server.teardown_request(_forget)
    for room in (login, own_account, keeping, audit_files):
        server.register_blueprint(room.blueprint)
    refuse_half_set()
    if is_set():
        from entrance.sign_on import routes  # what it needs is installed only where it is wanted

        server.register_blueprint(routes.blueprint)


def gate() -> Response | None:
    """Let the request through, or answer it."""
    required = is_required()
    _refuse_foreign(required)
    rule = rule_of(request.endpoint)
    if not required:
        return _for_anybody(rule)
    if request.endpoint != "healthz" and (rule is None or not rule.is_open or _is_entrance()):
        refuse_lost_accounts()
    if rule is not None and rule.is_open:
        return None
    found = visitor()
    if found is None:
        return _ask_to_log_in()
    _remember(found)
    if found.needs_new_password and request.endpoint not in CHANGING:
        return _ask_for_new_password()
    return _for_person(rule, found.person)


def _refuse_foreign(required: bool) -> None:
    """Refuse names that are not ours, other sites, and where nobody logs in other machines."""
    if not is_own_host(request.headers.get("Host", ""), accounts=required):
        abort(403, description=OTHER_NAME if required else OTHER_MACHINE)
    if not required and (not is_loopback(request.remote_addr or "") or any(one in request.headers for one in MODES)):
        abort(403, description="本系统还没有账户，只接受来自本机的访问")
    if request.method in READING:
        return
    if is_foreign(request.headers, request.host) or (required and says_nothing(request.headers)):
        abort(403, description="拒绝来自其他网站的请求")


def _for_anybody(rule: Rule | None) -> Response | None:
    """Where nobody logs in: everything that has a rule is there, but the login."""
    if _is_entrance():
        return redirect("/") if request.method in READING else abort(404)
    _refuse_unknown(rule)
    if request.endpoint == CALLBACK and request.method == "POST":
        _asked_for()
    return None


def _for_person(rule: Rule | None, person: Person) -> Response | None:
    _refuse_unknown(rule)
    if rule is None:
        return None
    if not rule.lets(person):
        _refuse(person, rule)
    if rule.page_in is not None and (page := _page_named(rule.page_in)) and not may_open(page, person):
        _refuse(person, PAGES[page])
    if request.endpoint in SHELL:
        return _open_page(person)
    if request.endpoint == CALLBACK and request.method == "POST":
        _refuse_callback(person)
    return None


def _refuse_unknown(rule: Rule | None) -> None:
    """404 for whatever has no rule; an address or method that does not exist is answered by Flask itself.

    414 for a page under an address that its callbacks refuse.
    """
    if request.endpoint is None:
        return
    if request.endpoint in SHELL and len(request.full_path) > LONGEST:
        abort(414)
    if rule is None or rule.is_closed or (request.endpoint in SHELL and not wants_page(request.path)):
        abort(404)


def _open_page(person: Person) -> Response | None:
    page = current_app.config["PAGE_OF"](request.path)
    if page is None or may_open(page, person):
        return None
    home = home_of(person)
    if page == "/" and home != "/":
        return redirect(home)
    return _refuse(person, PAGES.get(page))


def _page_named(key: str) -> str | None:
    """The page an address of the API names: /api/v1/pages/funding, and overview for the first page."""
    named = (request.view_args or {}).get(key, "")
    return next((page for page in PAGES if (page.strip("/").replace("/", "-") or "overview") == named), None)


def _refuse_callback(person: Person) -> None:
    rule, path = _asked_for()
    if path is None:
        return
    page = current_app.config["PAGE_OF"](path)
    is_led_home = page == "/" and rule.right is None  # the router shows whoever may not open it their own first page
    if page is not None and not is_led_home and not may_open(page, person):
        _refuse(person, PAGES.get(page))
    if rule.right is not None and not person.may(rule.right):
        _refuse(person, Rule(rule.right))


def _asked_for() -> tuple[CallbackRule, str | None]:
    """The callback and the path of the page it is called for; 400 unless the call has the very shape Dash gives it."""
    body = json_body()
    if not isinstance(body, dict) or not isinstance(body.get("output"), str) or not _are_outputs(body):
        abort(400)
    rule, inputs = CALLBACKS.get(body["output"]), current_app.config["INPUTS_OF"](body["output"])
    if rule is None or rule.is_closed or inputs is None or not isinstance(body.get("changedPropIds", []), list):
        abort(400)
    given = [body.get("inputs"), body.get("state", [])]
    if not all(isinstance(part, list) and all(isinstance(one, dict) for one in part) for part in given):
        abort(400)
    if [[(one.get("id"), one.get("property")) for one in part] for part in given] != inputs:
        abort(400)
    value = given[0][0].get("value")
    if not isinstance(value, dict):
        abort(400)
    _refuse_endless(value)
    return rule, rule.asks(value)


def _refuse_endless(value: Mapping) -> None:
    """400 for what is no address, or one so long that the answer, which repeats it in its links, would fill memory."""
    given = [value[key] for key in ADDRESSES if value.get(key) is not None]
    if not all(isinstance(one, str) for one in given):
        abort(400)
    if any(len(one.encode("utf-8", "replace")) > LONGEST for one in given):
        raise AccessError("地址太长。", "请减少筛选条件。", 400)


def _are_outputs(body: dict) -> bool:
    """Whether the places an answer goes to are those of the callback: Dash counts on them without looking."""
    named = [part.rpartition(".") for part in body["output"].strip(".").split("...")]
    outputs = [{"id": one, "property": name} for one, _, name in named]
    return body.get("outputs") == (outputs if body["output"].startswith("..") else outputs[0])


def _refuse(person: Person, rule: Rule | None) -> None:
    """403 in words, noted in the record of what was done."""
    _note_refusal()
    if rule is not None and rule.right is not None and not person.may(rule.right):
        raise AccessError(f"您的角色（{person.role}）不能{rule.right.value}。", _way_out(person, rule.right), 403)
    raise AccessError("这里的数不能按枢纽分开，您的账户只看一个枢纽。", "请从首页进入其他页面。", 403)


def _way_out(person: Person, right: May) -> str:
    if person.role is Role.ADMINISTRATOR:
        return "管理员只管账户、看审计；看数据和报送要用另一个账户。"
    if person.role is Role.HUB_LEADER and right is May.DELIVER:
        return "枢纽的文件由填报员账户报送；还没有的，请系统管理员新建一个。"
    return "需要时请联系系统管理员调整账户。"


def _note_refusal() -> None:
    """Into the record; a refusal holds also where nothing can be written."""
    origin = {"origin": request.remote_addr} if present.person() is None else {}
    try:
        audited.refused({"address": masked(request.path)[:300], "method": request.method, **origin})
    except AccessError as reason:
        logging.getLogger("wushe").error("拒绝没有记入审计记录：%s", reason.message)


def _ask_to_log_in() -> Response:
    if request.method in READING and (request.endpoint in LINKS or _is_navigation()):
        secret = request.cookies.get(COOKIE)
        said = {"said": entering.grew_old(secret) or "ended"} if secret else {}
        wanted = own_path(request.full_path.rstrip("?"))
        onward = {"next": wanted} if wanted not in ("", "/") else {}
        return redirect(f"/login?{urlencode(said | onward)}".rstrip("?"))
    _note_refusal()
    answer = json_answer(NOT_IN, 401)
    if request.path.startswith(API):
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _ask_for_new_password() -> Response:
    if request.method in READING and (request.endpoint in LINKS or _is_navigation()):
        wanted = own_path(request.full_path.rstrip("?"))
        return redirect(f"/password?{urlencode({'next': wanted})}" if wanted not in ("", "/") else "/password")
    return json_answer(OLD_PASSWORD, 403)


def _is_navigation() -> bool:
    return request.headers.get("Sec-Fetch-Mode") == "navigate"


def _is_entrance() -> bool:
    return (request.endpoint or "").startswith(WAYS_IN)


def _remember(found: Session) -> None:
    """For the time of this request: who is asking, and what the questions may see."""
    person = found.person
    g.present = present.set_person(person)
    g.scope = scope.set_scope(scope.Scope(area=person.area, hub=person.hub))


def _forget(_error: BaseException | None) -> None:
    token: Token | None = g.pop("present", None)
    if token is not None:
        present.forget(token)
        scope.forget(g.pop("scope"))
