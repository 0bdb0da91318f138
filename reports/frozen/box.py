"""定稿 on the page of a hub or an area: freeze the report, the versions there are, and what has changed since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dash import html
from dash.development.base_component import Component

from access import present
from access.roles import May
from components.icon import icon
from components.notes import names_in_words
from components.state import State
from components.states import notice
from components.views_chip import hidden
from components.views_list import day_words
from components.words import box, subtitle
from indicators.errors import ChoiceError
from indicators.warehouse import snapshot
from reports.differences import Difference
from reports.files import FORMATS, ReportError
from reports.frozen import owners, store
from reports.frozen.freezing import LONGEST_NOTE, now_different
from reports.frozen.store import Frozen
from reports.orders import HUB, Order, order_of

NONE_YET = "还没有定稿。定稿以后，数据再更新，也能原样取回当时的报告和文件。"
FOOT = "定稿留下报告的内容、三种文件和当时的数据库，不受以后的报送影响；同一份报告再定稿是新的一版，原来的版本不动。"
NOT_YOURS = "您的角色不能定稿；已有的定稿可以看、可以下载。"
SHOWN = 12
MOST = 100  # differences shown; a longer list is read as a file


def frozen_box(state: State, year: int) -> Component:
    """The versions of the report of this address and year, a way to freeze it, and where a chosen version differs from
    today."""
    try:
        order = order_of(state.link(year=year))
    except ReportError as refused:
        return notice(refused.message, refused.hint, span=12)
    with snapshot() as taken:
        folder, build = store.folder_of(taken), taken.build
    own = owners.versions(folder, order.kind, order.key, order.year)
    form = _form(state, order) if present.may(May.FREEZE) else html.P(NOT_YOURS, className="missing")
    parts = [form, _list(state, own, build) if own else html.P(NONE_YET, className="missing")]
    chosen = next((one for one in own if one.id == state["frozen"]), None)
    if chosen is not None:
        parts.append(_compared(folder, chosen))
    section = box("定稿", subtitle(f"{order.year}年", f"{len(own)} 版" if own else ""), *parts, foot=FOOT, span=12)
    section.id = "frozen"
    section.className += " frozen"
    return section


def all_frozen_box(state: State) -> Component:
    """Every frozen report the asking person may see, the newest first."""
    with snapshot() as taken:
        folder, build = store.folder_of(taken), taken.build
    found, damaged = owners.listed(folder), owners.damaged(folder)
    content: list[Component] = [_list(state, found, build, named=True)] if found else [
        notice("还没有定稿的报告", "在一个枢纽的年度页，或总览页的“定稿”一栏里定稿。")
    ]  # fmt: skip
    if damaged:
        words = f"第 {names_in_words(damaged)} 号定稿的记录读不出来，请系统管理员从备份恢复。"
        content.append(notice("有定稿损坏了", words, kind="warning"))
    section = box("已定稿的报告", subtitle("新的在前", f"{len(found)} 份"), *content, foot=FOOT, span=12)
    section.className += " frozen"
    return section


def told_frozen(state: State) -> tuple | None:
    """What the frozen reports on a page rest on (`Page.rests_on`): every one the asking person may see; None for an
    address that opens one, which is compared with today."""
    if state["frozen"]:
        return None
    with snapshot() as taken:
        return owners.signature(store.folder_of(taken))


def came_of(state: State) -> list[Component]:
    """A banner after freezing: under which number and version, or that nothing had changed."""
    if not state["frozen"] or state["frozen_said"] not in ("new", "same"):
        return []
    with snapshot() as taken:
        try:
            one = owners.found(store.folder_of(taken), state["frozen"])
        except ReportError:
            return []
    words = f"已定稿：第 {one.id} 号，第 {one.version} 版，留下了内容、文件和数据库。"
    if state["frozen_said"] == "same":
        words = f"内容与第 {one.version} 版（第 {one.id} 号）相同，没有再定稿。"
    return [html.P([words, html.A("看已有的版本", href="#frozen")], className="banner undo", role="status")]


def _form(state: State, order: Order) -> html.Div:
    address = state.link(year=order.year, **dict.fromkeys(("panel", "tables", "frozen", "frozen_said")))
    fields = [
        _field("by", "谁定稿", "科室或职务，可不填", 40),
        _field("why", "说明", "为什么定稿，如：报区民政局", LONGEST_NOTE),
        hidden("address", address),
    ]
    button = html.Button([icon("clipboard-check"), "定稿"], className="button button-strong", type="submit")
    return html.Form([*fields, button], action="/frozen/freeze", method="post", className="event-form frozen-form")


def _field(key: str, label: str, hint: str, most: int) -> html.Span:
    return html.Span(
        className="event-words" if key == "why" else None,
        **{"data-field": key, "data-type": "text", "data-label": label, "data-placeholder": f"{label}：{hint}",
           "data-value": "", "data-pattern": f".{{0,{most}}}"},
    )  # fmt: skip


def _list(state: State, found: Sequence[Frozen], build: str, named: bool = False) -> html.Div:
    lines = [_line(state, one, build, named) for one in found]
    rest = lines[SHOWN:]
    more = [html.Details([html.Summary(f"另 {len(rest)} 份"), html.Ul(rest, className="views-list")], className="fold")]
    return html.Div([html.Ul(lines[:SHOWN], className="views-list"), *(more if rest else [])])


def _line(state: State, one: Frozen, build: str, named: bool) -> html.Li:
    about = f"第 {one.version} 版{_narrowed(one)}"
    title = f"{one.subject} {one.period} {about}" if named else about
    facts = subtitle(
        f"第 {one.id} 号", day_words(datetime.fromisoformat(one.at)), one.by, one.why, f"数据截至 {one.data_date}",
        "数据没有更新过" if one.build == build else "",
    )  # fmt: skip
    head = html.A(title, href=compared_link(state, one, named)) if one.build != build or named else html.Span(title)
    links = [
        html.A(
            [icon("download"), FORMATS[file.ending].words],
            href=f"/api/v1/reports/frozen/{one.id}?format={file.ending}",
            className="button",
            **{"data-get": "", "aria-label": f"下载定稿 {title} {FORMATS[file.ending].words}"},
        )
        for file in one.files
        if file.ending in FORMATS
    ]
    if one.build != build and not named:
        links.append(html.A("与现在比", href=compared_link(state, one, named), className="button"))
    words = html.Div([head, html.Small(facts)], className="view-words")
    return html.Li([words, html.Div(links, className="view-tools")])


def _narrowed(one: Frozen) -> str:
    """The further choices of a version in brackets, where it has any."""
    words = [part for part in one.choices_in_words.split(" · ") if part not in (one.subject, one.period)]
    return f"（{'，'.join(words)}）" if one.choices and words else ""


def compared_link(state: State, one: Frozen, named: bool) -> str:
    """The page of the report with this version opened; a list of many leads to the page of each."""
    if not named:
        return state.link(frozen=one.id, frozen_said=None)
    path, choices = (f"/hubs/{one.key}", {}) if one.kind == HUB else ("/", {"area": one.key or None})
    return State(path).link(path=path, year=one.year, frozen=one.id, **choices, **one.choices)


def _compared(folder, one: Frozen) -> Component:
    """Where today's report says something else than this version."""
    heading = html.H3(f"第 {one.version} 版与现在的数字")
    try:
        found = now_different(folder, one)
    except (ReportError, ChoiceError) as error:
        return html.Div([heading, notice(error.message, error.hint, kind="warning")])
    if not found:
        return html.Div([heading, html.P("每个数、每句话都与现在相同。")])
    rest = html.P(f"另有 {len(found) - MOST} 处，在接口里可以取全。", className="missing")
    return html.Div([heading, html.P(_in_words(found)), _table(found[:MOST]), *([rest] if len(found) > MOST else [])])


def _table(found: Sequence[Difference]) -> html.Div:
    """Not among the tables of the page: its files say what the page says, not what it said once."""
    head = html.Thead(html.Tr([html.Th(words, scope="col") for words in ("章", "哪里", "定稿", "现在")]))
    rows = [
        html.Tr([html.Th(one.chapter, scope="row"), html.Td(one.where), html.Td(one.then), html.Td(one.now)])
        for one in found
    ]
    table = html.Table([html.Caption("定稿与现在", className="unseen"), head, html.Tbody(rows)])
    return html.Div(table, className="table-wrap", tabIndex=0, role="region", **{"aria-label": "定稿与现在"})


def _in_words(found: Sequence[Difference]) -> str:
    chapters = list(dict.fromkeys(one.chapter for one in found))
    return f"有 {len(found)} 处与现在不同，在 {names_in_words(chapters)} 里；报送更新或更正过，定稿的文件不变。"
