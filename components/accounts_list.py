"""账户管理: how many accounts there are, which, and what can be done with each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dash import html
from dash.development.base_component import Component

from access import accounts, entering, idle, inquiry, locks, present
from access.accounts import Account
from access.roles import Role
from components.accounts_parts import moment_words, plain_table, scope_words, sent_form
from components.chips import Option, choice_chip, field_form, filter_bar
from components.data_table import Column
from components.icon import icon
from components.state import State
from components.states import notice
from components.words import answer, box, figure, subtitle

USABLE, DISABLED, LOCKED = "可用", "停用", "已锁定"
UNUSED, NEW = f"{idle.AFTER.days} 天没有登录", "要改密码"
STANDINGS = {"usable": USABLE, "locked": LOCKED, "disabled": DISABLED, "unused": UNUSED, "new": NEW}
COLUMNS = (
    Column("name", "账户", text=True),
    Column("role", "角色", text=True),
    Column("scope", "能看的范围", text=True),
    Column("state", "状态", text=True),
    Column("password", "密码设于", text=True),
    Column("came", "上次登录", text=True),
    Column("ways", "办理", text=True),
)
TONES = {
    USABLE: ("check-circle", "good"),
    LOCKED: ("exclamation-circle", "bad"),
    DISABLED: ("slash-circle", "plain"),
    UNUSED: ("exclamation-circle", "ask"),
}


@dataclass(frozen=True)
class Line:
    """One account with what is only known from elsewhere."""

    account: Account
    came: datetime | None
    is_unused: bool
    locked_until: datetime | None = None

    @property
    def state(self) -> str:
        """How it stands, in one word."""
        if self.account.disabled_at:
            return DISABLED
        if self.locked_until:
            return LOCKED
        return UNUSED if self.is_unused else USABLE

    def has(self, standing: str) -> bool:
        """Whether it is one of those asked for."""
        words = STANDINGS[standing]
        if words == NEW:
            return self.account.needs_new_password and not self.account.disabled_at
        return (self.state not in (DISABLED, LOCKED)) if words == USABLE else self.state == words


def every_line() -> list[Line]:
    """All accounts by name."""
    came, unused, locked = inquiry.last_logins(), idle.unused(), locks.locked()
    return [
        Line(one, came.get(one.person.name), one.person.name in unused, locked.get(one.person.name))
        for one in accounts.listed()
    ]


def sentence(lines: list[Line]) -> html.P:
    """How many there are, and what an administrator should look at."""
    counts = {words: sum(line.has(key) for line in lines) for key, words in STANDINGS.items()}
    said: list[str | Component] = ["有 ", figure(len(lines), "个账户"), "，", figure(counts[USABLE], "个"), "可用"]
    said += ["，", figure(counts[DISABLED], "个"), "停用"] if counts[DISABLED] else []
    said += ["，", figure(counts[LOCKED], "个"), LOCKED] if counts[LOCKED] else []
    said += ["；", figure(counts[UNUSED], "个"), f"{UNUSED}，请核对是否还要"] if counts[UNUSED] else []
    return answer(*said, "。")


def choices(state: State) -> html.Div:
    """Which accounts: by role, by how they stand, by a part of the name."""
    roles = [Option(None, "全部"), *(Option(role.value, role.value) for role in Role)]
    standings = [Option(None, "全部"), *(Option(key, words) for key, words in STANDINGS.items())]
    find = field_form(state.link(q=None), "q", "账户名含", "search", state["q"], words="查找")
    chips = [choice_chip(state, "role", "角色", roles), choice_chip(state, "standing", "状态", standings)]
    return filter_bar([*chips, html.Div(find, className="account-find")])


def accounts_box(state: State, lines: list[Line]) -> html.Section:
    """The accounts asked for."""
    role, standing, part = state["role"], state["standing"], (state["q"] or "").lower()
    found = [
        line
        for line in lines
        if role in (None, line.account.person.role.value)
        and (standing not in STANDINGS or line.has(standing))
        and part in line.account.person.name
    ]
    shown = [notice("没有这样的账户", "换一个条件，或在下面新建。")]
    if found:
        table = plain_table(COLUMNS, [_row(line, state) for line in found], "账户")
        shown = [html.Div(table, className="accounts-table")]
    minutes = int(entering.LOCKED_FOR.total_seconds() // 60)
    foot = f"连续输错密码的账户锁定 {minutes} 分钟，到时自己解除。"
    foot += "停用、重设密码、改角色都会立即结束这个账户正在进行的登录。账户不能删除：审计记录里还要认得出是谁。"
    return box("账户", subtitle("按账户名", f"{len(found)} 个"), *shown, foot=foot, span=12)


def _row(line: Line, state: State) -> dict:
    person = line.account.person
    return {
        "name": person.name,
        "role": person.role.value,
        "scope": scope_words(person),
        "state": _mark(line),
        "password": _password(line.account),
        "came": moment_words(line.came, "从未"),
        "ways": html.Div(_ways(line, state), className="account-ways"),
        "own": person.name == state["account"],
    }


def _password(account: Account) -> str:
    if not account.has_password:
        return "统一身份认证"
    return moment_words(account.password_set_at) + ("，要改" if account.needs_new_password else "")


def _mark(line: Line) -> html.Span:
    sign, tone = TONES[line.state]
    words = f"{line.state}，到 {moment_words(line.locked_until)[-5:]}" if line.state == LOCKED else line.state
    return html.Span([icon(sign), words], className=f"import-state is-{tone}")


def _ways(line: Line, state: State) -> list[Component]:
    """What can be done with an account; nobody does it to themselves."""
    person = line.account.person
    if person.name == present.name():
        return [html.A("我的账户", href="/account", className="button")]
    if line.account.disabled_at:
        return [sent_form("/accounts/enable", "恢复", confirm=f"恢复账户 {person.name}？它又能登录。",
                          label=f"恢复账户 {person.name}", account=person.name)]  # fmt: skip
    link = state.link(account=person.name, as_role=person.role.value, at=person.area, at_hub=person.hub)
    change = html.A("改", href=f"{link}#account-form", className="button", **{"aria-label": f"改账户 {person.name}"})
    lift = sent_form(
        "/accounts/unlock",
        "解除锁定",
        label=f"解除 {person.name} 的锁定",
        account=person.name,
        confirm=f"解除 {person.name} 的锁定？请先问清是不是本人输错的；不是本人，请重设密码。",
    )
    return [
        change,
        *([lift] if line.locked_until else []),
        sent_form(
            "/accounts/reset",
            "重设密码",
            label=f"重设 {person.name} 的密码",
            account=person.name,
            confirm=f"重设 {person.name} 的密码？旧密码作废，正在进行的登录结束。",
        ),
        sent_form(
            "/accounts/disable",
            "停用",
            label=f"停用账户 {person.name}",
            account=person.name,
            confirm=f"停用账户 {person.name}？正在进行的登录和接口令牌立即失效。",
        ),
    ]
