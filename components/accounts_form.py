"""账户管理: a new account, or another role and scope for one there is. Role and scope are chips in the address."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from access import accounts
from access.roles import Role
from components.accounts_parts import area_words, field, sent_form
from components.chips import Option, chip, choice_chip
from components.place import WHOLE
from components.state import State
from components.states import notice
from components.words import box
from indicators.errors import NoWarehouse
from indicators.warehouse import ask

KEYS = ("account", "as_role", "at", "at_hub")
REMARKS = {
    Role.ADMINISTRATOR: "管账户、看审计，不看任何记录",
    Role.OFFICIAL: "看范围内的全部页面，报送、批准、定稿",
    Role.ANALYST: "只看和导出",
    Role.HUB_LEADER: "只看自己枢纽的页面，导出、定稿，不报送文件",
    Role.CLERK: "替一个地区、一个枢纽报送文件，看自己的导入",
}
BY_HUB = (Role.HUB_LEADER, Role.CLERK)
NAME_HINT = "3 到 32 个字符，小写字母开头；不要用姓名、身份证号、手机号"


def form_box(state: State) -> Component:
    """The form; for an account that is there already its name stands fixed."""
    account = accounts.find(state["account"]) if state["account"] else None
    if state["account"] and account is None:
        return notice(f"没有账户 {state['account'][:32]}", "它可能写错了；请从上面的列表里选。", kind="warning")
    role = next((one for one in Role if one.value == state["as_role"]), None)
    chips = [_role_chip(state, role)]
    if role not in (None, Role.ADMINISTRATOR):
        chips += [_area_chip(state)] if role is not Role.HUB_LEADER else []
        chips += [_hub_chip(state)] if role in BY_HUB else []
    row = html.Div(chips, className="chips import-chips")
    kept = {"role": role.value if role else "", "area": state["at"] or "", "hub": state["at_hub"] or ""}
    if account is None:
        form = sent_form(
            "/accounts/add", "新建账户", field("account", "账户名", placeholder="如 zhang.w"), strong=True, **kept
        )
        words = "先选角色和范围，再写账户名。第一个密码由系统生成，只显示一次，请当面交给本人；第一次登录要马上改"
        return _named(box("新建账户", words, row, form, foot=NAME_HINT, span=12))
    name = account.person.name
    chosen = role.value if role else "（未选角色）"
    confirm = f"把 {name} 改为{chosen}？正在进行的登录会结束，接口令牌作废。"
    button = f"保存 {name} 的角色与范围"
    form = sent_form("/accounts/change", button, strong=True, confirm=confirm, account=name, **kept)
    back = html.A("不改了", href=state.link(**dict.fromkeys(KEYS)), className="button")
    words = f"现在是{account.person.role.value}；选好新的角色和范围，再保存"
    foot = "改了以后，这个账户要重新登录，才按新的角色和范围看；接口令牌作废，要用的重新建。"
    return _named(
        box(f"改账户 {name}", words, row, html.Div([form, back], className="account-ways"), foot=foot, span=12)
    )


def _named(shown: html.Section) -> html.Section:
    shown.id = "account-form"
    return shown


def _role_chip(state: State, role: Role | None) -> html.Details:
    options = [Option(one.value, one.value, REMARKS[one]) for one in Role]
    if role is None:
        options = [Option(None, "选一个"), *options]
    return choice_chip(state, "as_role", "角色", options, clear=("at", "at_hub"))


def _area_chip(state: State) -> html.Details:
    """Any area of the tree, found by name or code like in the top bar; none means everything."""
    code = state["at"] or ""
    holder = html.Span(
        **{
            "data-field": "q",
            "data-type": "search",
            "data-search": "yes",
            "data-key": "at",
            "data-label": "按名称或代码查找地区",
            "data-placeholder": "名称或代码，如 凯旋、330114",
            "data-target": state.link(at=None, at_hub=None),
            "data-value": "",
        }
    )
    every = html.A(WHOLE, href=state.link(at=None), **({} if code or state["at_hub"] else {"aria-current": "true"}))
    body = [
        html.Form(holder, action=state.link(), role="search"),
        html.Div(id="area-results", **{"aria-live": "polite"}),
        html.Hr(),
        every,
    ]
    return chip("能看的地区", _area_named(code), body, chosen=bool(code), name="area-chip")


def _area_named(code: str) -> str:
    if not code:
        return WHOLE
    try:
        return area_words(code)
    except NoWarehouse:
        return code


def _hub_chip(state: State) -> html.Details:
    """The hubs there are, to be found by their name."""
    chosen = state["at_hub"]
    try:
        hubs = ask("hubs", area=None, level=None)
    except NoWarehouse:
        hubs = []
    lines = [
        html.A(
            [hub["name"], html.Small(hub["area_name"] or "")],
            href=state.link(at_hub=hub["hub_id"], at=None),
            **({"aria-current": "true"} if hub["hub_id"] == chosen else {}),
        )
        for hub in hubs
    ]
    holder = html.Span(
        **{"data-field": "find", "data-type": "search", "data-label": "按名称查找枢纽",
           "data-placeholder": "名称里的字", "data-value": ""}
    )  # fmt: skip
    found = lines or [html.P("数据里还没有枢纽；先装入枢纽名单。", className="menu-note")]
    finder = html.Div([html.Div(holder, className="finder-field"), html.Div(found)], className="finder",
                      **{"data-find": "yes"})  # fmt: skip
    name = next((hub["name"] for hub in hubs if hub["hub_id"] == chosen), chosen or "选一个")
    return chip("枢纽", name, [finder], chosen=bool(chosen), name="hub-chip")
