"""我的账户: who I am, my password, where I am logged in, my tokens, when somebody came in as me."""

from __future__ import annotations

from dash import html

from access import audit, devices, entering, inquiry, passwords, tokens
from access.accounts import Account
from access.audit_words import what_words
from access.devices import Device
from access.inquiry import Wanted
from access.roles import ALLOWED, May, Person, Role
from access.store import now
from components.accounts_parts import field, moment_words, plain_table, scope_words, sent_form
from components.data_table import Column
from components.states import notice
from components.words import answer, box, subtitle

LATEST = 12
UNTOLD = "没有记下"
"""Of sessions that began before addresses and browsers were kept."""
DEVICES = (
    Column("device", "浏览器和地址", text=True),
    Column("began", "开始", text=True),
    Column("seen", "最近用过", text=True),
    Column("ways", "办理", text=True),
)
TOKENS = (
    Column("purpose", "用途", text=True),
    Column("made", "建立", text=True),
    Column("ends", "到期", text=True),
    Column("state", "状态", text=True),
    Column("ways", "办理", text=True),
)
LOGINS = (
    Column("at", "时间", text=True),
    Column("action", "动作", text=True),
    Column("result", "结果", text=True),
    Column("what", "内容", text=True),
)


def sentence(account: Account) -> html.P:
    """Who has come in, and what the account may see and do."""
    person = account.person
    who = ["您是 ", html.B(person.name), f"，{person.role.value}；"]
    if person.role is Role.ADMINISTRATOR:
        return answer(*who, "管账户、看审计，不看任何记录。")
    return answer(*who, "能看的范围：", html.B(scope_words(person), className="account-scope"), "。")


def rights_box(person: Person, span: int = 6) -> html.Section:
    """What the role may do, and what it may not."""
    lines = [
        html.Li([html.Span("可以" if one in ALLOWED[person.role] else "不可以", className="account-mark"), one.value])
        for one in May
    ]
    foot = "角色与范围由管理员在“账户管理”里设置；不对时请找管理员改。"
    return box("我能做什么", person.role.value, html.Ul(lines, className="account-rights"), foot=foot, span=span)


def password_box(account: Account, span: int = 6) -> html.Section:
    """How old the password is, the rules, and the form to change it; none for who comes in by the sign-on alone."""
    if not account.has_password:
        said = "您用单位的统一身份认证登录，在本系统没有密码；要改密码，请到统一身份认证里改。"
        foot = "要在本系统另有一个密码，请找管理员重设。"
        return box("密码", subtitle("统一身份认证"), html.P(said), foot=foot, span=span)
    age = (now() - account.password_set_at).days
    left = max(0, passwords.LASTS.days - age)
    words = subtitle(f"{moment_words(account.password_set_at)} 设置", f"已用 {age} 天", f"再过 {left} 天要换")
    rules = html.Ul([html.Li(rule) for rule in passwords.rules()], className="account-rules")
    form = sent_form(
        "/account/password",
        "更改密码",
        field("current", "现在的密码", "password", autocomplete="current-password"),
        field("password", "新密码", "password", autocomplete="new-password"),
        field("again", "再写一次新密码", "password", autocomplete="new-password"),
        strong=True,
    )
    foot = "改好以后，别的设备上的登录立即结束，要用新密码再登录。"
    return box("密码", words, form, html.P("新密码要：", className="subtitle"), rules, foot=foot, span=span)


def devices_box(name: str, secret: str | None, span: int = 6) -> html.Section:
    """Every place the person is logged in at, this one marked; ending one of them, or all others."""
    found = devices.listed(name, secret)
    rows = [
        {
            "device": _place(one),
            "began": moment_words(one.began),
            "seen": moment_words(one.seen),
            "ways": _leave() if one.is_this else _end(one),
            "own": one.is_this,
        }
        for one in found
    ]
    shown = plain_table(DEVICES, rows, "我的登录") if rows else notice("没有别的登录", "")
    others = [one for one in found if not one.is_this]
    confirm = f"退出其他 {len(others)} 个设备？那里没有保存的填写会丢掉。"
    ways = [sent_form("/account/sessions/end-others", "退出其他设备", confirm=confirm)] if others else []
    idle, longest = int(entering.IDLE.total_seconds() // 60), int(entering.ABSOLUTE.total_seconds() // 3600)
    foot = f"{idle} 分钟不用、最长 {longest} 小时会自动退出；地址是登录那时的。"
    foot += "看到不认识的登录：先退出它，再改密码，并告诉管理员。"
    return box("在哪里登录着", f"{len(found)} 处", shown, *ways, foot=foot, span=span)


def _place(one: Device) -> html.Span:
    """The browser, and under it the address; the asking one is marked."""
    told = [one.browser or UNTOLD, "（这里）" if one.is_this else ""]
    return html.Span(["".join(told), html.Small(one.origin)], className="account-place")


def _end(one: Device) -> html.Form:
    """Ending a session elsewhere, named by where and since when it is."""
    label = f"退出 {moment_words(one.began)} 起 {one.browser or UNTOLD} 的登录"
    return sent_form("/account/sessions/end", "退出", label=label, device=one.id)


def _leave() -> html.Form:
    """Logging out here: an ordinary form, which leads to the login."""
    button = html.Button("退出", className="button", type="submit", **{"aria-label": "在这里退出登录"})
    return html.Form(button, action="/logout", method="post", className="post-form")


def tokens_box(person: Person, origin: str, span: int = 12) -> html.Section:
    """Tokens for programs: made and shown once, revoked; and how one is used."""
    found = tokens.listed(person.name)
    rows = [_token(one) for one in found]
    shown = plain_table(TOKENS, rows, "我的接口令牌") if rows else html.P("还没有令牌。", className="subtitle")
    form = sent_form(
        "/account/tokens/make",
        "新建令牌",
        field("purpose", "用途：哪个程序用", placeholder="如 每周取志愿服务汇总"),
        field("days", "多少天后到期", "number", str(tokens.LASTS.days), min="1", max=str(tokens.LONGEST.days)),
    )
    example = f'curl -H "Authorization: Bearer 令牌" "{origin}/api/v1/indicators"'
    curl = html.Details(
        [html.Summary("用法示例"), html.Pre(html.Code(example), className="statement", tabIndex=0)],
        className="sql-fold",
    )
    words = "给程序用的密码，只能读接口 /api/v1，看得到的和您一样多；停用账户或作废后立即失效"
    foot = "令牌只在建好时显示一次，系统里只留校验值。泄露了就作废，再建一个。"
    return box("接口令牌", words, form, shown, curl, foot=foot, span=span)


def _token(one: tokens.Token) -> dict:
    confirm = f"作废令牌“{one.purpose}”？用它的程序立即取不到数。"
    revoke = sent_form(
        "/account/tokens/revoke", "作废", confirm=confirm, label=f"作废令牌：{one.purpose}", token=one.mark
    )
    return {
        "purpose": one.purpose,
        "made": moment_words(one.created_at),
        "ends": moment_words(one.expires_at),
        "state": one.state(now()),
        "ways": revoke if one.is_in_force(now()) else html.Span(),
    }


def logins_box(name: str, span: int = 6) -> html.Section:
    """When somebody came in as this account, or tried to, and what was refused it."""
    found = [line for action in ("登录", "拒绝") for line in inquiry.lines(Wanted(name=name, action=action), LATEST)]
    found = sorted(found, key=lambda line: line.number, reverse=True)[:LATEST]
    rows = [
        {
            "at": moment_words(line.at),
            "action": line.action,
            "result": line.result,
            "what": what_words(line.what),
            "own": line.result == audit.REFUSED,
        }
        for line in found
    ]
    shown = plain_table(LOGINS, rows, "最近的登录与拒绝") if rows else notice("还没有记录", "")
    foot = "不是您本人的登录或多次输错密码：请改密码，并告诉管理员。"
    return box("最近的登录与拒绝", f"新的在前 · 最多 {LATEST} 次", shown, foot=foot, span=span)
