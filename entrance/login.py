"""Logging in and out and changing one's password, as plain pages that work without a script."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, abort, redirect, request, url_for
from markupsafe import Markup

from access import accounts, entering, passwords, present
from access.errors import AccessError
from access.roles import Person
from entrance import plain
from entrance.addresses import own_path
from entrance.people import COOKIE, came_from, hand_over, take_back, visitor
from entrance.permissions import home_of
from entrance.sign_on.chosen import BEGIN, chosen, is_set

blueprint = Blueprint("entrance", __name__)
LARGEST_FORM = 10_000  # bytes
IDLE_MINUTES = int(entering.IDLE.total_seconds() // 60)
SAID = {
    "idle": f"超过 {IDLE_MINUTES} 分钟没有操作，已自动退出，请重新登录。",
    "long": f"登录已满 {int(entering.ABSOLUTE.total_seconds() // 3600)} 小时，请重新登录。",
    "ended": "上次的登录已经结束（在别处退出、账户有变动，或密码已改），请重新登录。",
    "out": "已退出登录。",
    "everywhere": "已在所有设备上退出登录。",
}
FIRST = "这是第一次登录，或密码已由管理员重设：请换成自己的密码再继续。"
OLD = f"密码已用满 {passwords.LASTS.days} 天：请换一个新密码再继续。"
NOTHING = Markup("")
RULES = (
    f"{passwords.SHORTEST} 到 {passwords.LONGEST} 个字符；小写字母、大写字母、数字、其他符号至少三种；"
    f"不含账户名和常见的词；最近 {passwords.NOT_AGAIN} 次用过的不能再用。"
)


@blueprint.get("/login")
def login() -> Response:
    """The page to log in at; whoever is in already goes on."""
    found = visitor()
    if found is not None:
        return redirect(_onward(found.person))
    answer = login_page(told=plain.told(SAID.get(request.args.get("said", ""), ""), False))
    return take_back(answer) if COOKIE in request.cookies else answer


@blueprint.get("/login/")
def login_with_slash() -> Response:
    """The same page: the address with a slash at its end leads there, and on to where one wanted to go."""
    kept = {key: request.args[key] for key in ("said", "next") if key in request.args}
    return redirect(url_for("entrance.login", **kept))


@blueprint.post("/login")
def come_in() -> Response:
    """Log in: a new session, whatever the browser brought along, and on to where one wanted to go."""
    if request.content_length is None or request.content_length > LARGEST_FORM:
        abort(413)  # nobody has come in yet: what would have to be waited for is not read
    name = request.form.get("name", "").strip().lower()
    try:
        secret = entering.enter(name, request.form.get("password", ""), *came_from())
    except AccessError as refused:
        words = plain.told(f"{refused.message}{refused.hint}", True)
        answer = login_page(told=words, name=name[: accounts.LONGEST_NAME], status=refused.status)
        if refused.status == 429:
            answer.headers["Retry-After"] = str(int(entering.LOCKED_FOR.total_seconds()))
        return answer
    if former := request.cookies.get(COOKIE):
        entering.leave(former)
    return hand_over(redirect(_onward(entering.whose(secret)), 303), secret)


@blueprint.post("/logout")
def logout() -> Response:
    """End this session, or with `everywhere` all of the account; the browser forgets what it kept."""
    everywhere = bool(request.form.get("everywhere"))
    if everywhere:
        entering.leave_everywhere(present.name())
    else:
        entering.leave(request.cookies.get(COOKIE, ""))
    answer = redirect(url_for("entrance.login", said="everywhere" if everywhere else "out"), 303)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return take_back(answer)


@blueprint.get("/password")
def password() -> Response:
    """The page to change one's own password at."""
    return _password_page()


@blueprint.post("/password")
def change_password() -> Response:
    """A new password for whoever knows the present one: every session of the account ends, this one begins anew."""
    name, (origin, browser) = present.name(), came_from()
    fresh = request.form.get("new", "")
    try:
        if fresh != request.form.get("again", ""):
            raise AccessError("两次输入的新密码不一样。", "请再输一遍。")
        entering.prove(name, request.form.get("present", ""), origin)
        accounts.change_password(name, fresh)
        secret = entering.begin(name, origin, browser)
    except AccessError as refused:
        words = f"{refused.message}{refused.hint}".replace(entering.WRONG, "现在的密码不对。")
        return _password_page(plain.told(words, True), refused.status)
    return hand_over(redirect(_onward(entering.whose(secret)), 303), secret)


def _onward(person: Person | None) -> str:
    return onward_of(person, own_path(request.values.get("next")))


def onward_of(person: Person | None, wanted: str) -> str:
    """Where to go on after coming in: where one wanted to, or the page that is there for the role."""
    return wanted or home_of(person)


def _next(wanted: str = "") -> Markup:
    wanted = wanted or own_path(request.values.get("next"))
    return Markup('<input type="hidden" name="next" value="{}">').format(wanted) if wanted else Markup("")


def _sign_on(wanted: str) -> Markup:
    """The way to the single sign-on of the office, where it is set up: a link, as the policy lets no form lead away."""
    if not is_set():
        return NOTHING
    wanted = wanted or own_path(request.values.get("next"))
    address = f"{BEGIN}?{urlencode({'next': wanted})}" if wanted else BEGIN
    link = Markup('<p class="entrance-or"><span>或</span></p><a class="button entrance-other" href="{}">{}</a>')
    return link.format(address, chosen().label)


def login_page(told: Markup, name: str = "", status: int = 200, wanted: str = "") -> Response:
    """The page to log in at, with what happened; `wanted` is where to go on where the address does not say it."""
    body = Markup(
        '<h1>登录</h1>{told}<form method="post" action="/login">{next}{name}{password}'
        '<button class="button button-strong" type="submit">登录</button></form>{sign_on}'
        '<p class="entrance-note">没有账户或忘了密码，请联系本单位的系统管理员。'
        "密码连续输错 {most} 次，账户锁定 {minutes} 分钟。</p>"
    ).format(
        told=told,
        next=_next(wanted),
        sign_on=_sign_on(wanted),
        name=plain.field("账户名", "name", "text", "username", name, is_first=not name),
        password=plain.field("密码", "password", "password", "current-password", is_first=bool(name)),
        most=entering.MOST_WRONG,
        minutes=int(entering.LOCKED_FOR.total_seconds() // 60),
    )
    return plain.page("登录", body, status)


def _password_page(told: Markup = NOTHING, status: int = 200) -> Response:
    found = accounts.find(present.name())
    why = "" if found is None or not found.needs_new_password else FIRST if found.must_change else OLD
    body = Markup(
        '<h1>修改密码</h1>{told}{why}<form method="post" action="/password">{next}'
        '<input type="hidden" name="username" autocomplete="username" value="{name}">{present}{new}{again}'
        '<button class="button button-strong" type="submit">保存新密码</button></form>'
        '<p class="entrance-note">{rules}改好以后，其他设备上的登录都会结束。</p>'
        '<form method="post" action="/logout" class="entrance-leave"><span>现在登录的是 {name}</span>'
        '<button class="button" type="submit">退出登录</button></form>'
    ).format(
        told=told,
        why=plain.told(why, False),
        next=_next(),
        name=present.name(),
        present=plain.field("现在的密码", "present", "password", "current-password", is_first=True),
        new=plain.field("新密码", "new", "password", "new-password"),
        again=plain.field("再输一遍新密码", "again", "password", "new-password"),
        rules=RULES,
    )
    return plain.page("修改密码", body, status)
