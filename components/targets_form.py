"""目标: entering a target. What it is about are chips of links, kept in the address; value and source are typed."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.chips import Option, chip, choice_chip, field_form
from components.icon import icon
from components.indicators_handbook import GROUPS, group_of
from components.state import State
from components.states import notice
from components.targets_facts import GOAL, REFERENCE, SIGNS, Asked
from components.topbar import UNIVERSES
from components.views_chip import hidden
from components.words import box
from indicators.catalog import catalog
from indicators.definition import Definition
from indicators.warehouse import ask
from jobs.targets import COMPARISONS, LONGEST_SOURCE, PAGE, Entry, bases_of, faults_of, may_enter

KEYS = ("goal", "goal_hub", "goal_year", "goal_universe", "goal_basis", "goal_comparison", "goal_kind", "goal_value",
        "goal_source", "checked")  # fmt: skip
YEARS_AHEAD = 6
TEMPLATE = "/imports/templates/targets.xlsx"


def entry_of(asked: Asked) -> Entry:
    """What the address says of a target to be entered; typed words may hold commas."""
    state = asked.state
    return Entry(
        indicator=state["goal"] or "",
        area=asked.place.code or "",
        hub=state["goal_hub"] or "",
        year=state["goal_year"] or str(asked.moment.year),
        universe=state["goal_universe"] or "",
        basis=state["goal_basis"] or "",
        value="".join(state.values("goal_value")),
        comparison=state["goal_comparison"] or COMPARISONS[0],
        kind=state["goal_kind"] or GOAL,
        source="，".join(state.values("goal_source")),
    )


def form_box(asked: Asked) -> Component:
    """The form, or why nothing can be entered here."""
    if words := may_enter():
        return notice("这里不能填写目标", words)
    entry = entry_of(asked)
    words = "先选好指标、给谁、哪一年，再填目标值和出处。填好后在服务器上检查、生成新数据，关掉浏览器也会做完。"
    file = html.P(
        [
            "一次要填许多个：",
            html.A([icon("file-earmark-excel"), "下载目标值模板"], href=TEMPLATE, download="", className="button"),
            html.A([icon("upload"), "填好后从“数据导入”上传"], href="/imports", className="button"),
        ],
        className="import-buttons",
    )
    parts = [html.Div(_chips(asked, entry), className="chips import-chips"), *_faults(asked, entry)]
    if entry.definition is not None:
        parts.append(_form(asked, entry))
    foot = "更改一个目标就是再填一次：指标、对象、年份、口径、性质都相同时，以后填的为准，原来的留着备查。"
    shown = box("填写目标", words, *parts, file, foot=foot, span=12)
    shown.id = "targets-form"
    return shown


def _chips(asked: Asked, entry: Entry) -> list[Component]:
    state, definition = asked.state, entry.definition
    chips = [_indicator_chip(state, definition), _subject_chip(asked, entry), _year_chip(state, entry)]
    if definition is None:
        return chips[:1]
    if "universe" in definition.filters:
        options = [Option(None, "不限"), *(Option(one.value, one.words, one.remark) for one in UNIVERSES)]
        chips.append(choice_chip(state, "goal_universe", "统计口径", options, clear=("checked",)))
    if bases := bases_of(definition):
        options = [Option(None, "不限"), *(Option(name, name) for name in bases)]
        chips.append(choice_chip(state, "goal_basis", "人口口径", options, clear=("checked",)))
    signs = [Option(sign, f"{words}（{sign}）") for sign, words in SIGNS.items()]
    kinds = [Option(GOAL, "目标", "要达到的"), Option(REFERENCE, "参考", "只供对照")]
    chips.append(choice_chip(state, "goal_comparison", "方向", signs, default=COMPARISONS[0]))
    return [*chips, choice_chip(state, "goal_kind", "性质", kinds, default=GOAL)]


def _indicator_chip(state: State, chosen: Definition | None) -> html.Details:
    """All indicators in their groups, to be found by their name."""
    holder = html.Span(
        **{"data-field": "find", "data-type": "search", "data-label": "按名称查找指标",
           "data-placeholder": "名称里的字", "data-value": ""}
    )  # fmt: skip
    body: list[Component] = [html.Div(holder, className="finder-field")]
    for group in GROUPS:
        lines = [_indicator(state, one, chosen) for one in catalog().values() if group_of(one) == group]
        body.append(html.Div([html.P(group, className="menu-note"), *lines]))
    finder = html.Div(body, className="finder", **{"data-find": "yes"})
    return chip("指标", chosen.name if chosen else "选一个", [finder], chosen=chosen is not None, name="goal-chip")


def _indicator(state: State, one: Definition, chosen: Definition | None) -> html.A:
    fresh = {"goal_universe": None, "goal_basis": None, "goal_value": None, "checked": None, "job": None}
    fresh |= {} if "hub" in one.filters else {"goal_hub": None}
    here = {"aria-current": "true"} if one is chosen else {}
    return html.A([one.name, html.Small(one.unit)], href=state.link(**fresh, goal=one.id), **here)


def _subject_chip(asked: Asked, entry: Entry) -> html.Details:
    """The area of the page, or one of the hubs in it where the indicator can be told apart by hub."""
    state, definition = asked.state, entry.definition
    can = definition is not None and "hub" in definition.filters
    hubs = ask("hubs", area=asked.place.code, level=None) if can else []
    area = html.A(
        [asked.place.name, html.Small("顶栏所选的地区")],
        href=state.link(goal_hub=None, checked=None),
        **({} if entry.hub else {"aria-current": "true"}),
    )
    lines = [
        html.A(
            [hub["name"], html.Small(hub["area_name"] or "")],
            href=state.link(goal_hub=hub["hub_id"], checked=None),
            **({"aria-current": "true"} if entry.hub == hub["hub_id"] else {}),
        )
        for hub in hubs
    ]
    name = next((hub["name"] for hub in hubs if hub["hub_id"] == entry.hub), entry.hub)
    why = [] if can else [html.P("这个指标不能按枢纽计算，只能给地区定。", className="menu-note")]
    more = [html.Hr(), html.P("枢纽", className="menu-note"), *lines] if lines else why
    return chip("给谁", name or asked.place.name, [area, *more], chosen=bool(entry.hub))


def _year_chip(state: State, entry: Entry) -> html.Details:
    first = int(entry.year) if entry.year.isascii() and entry.year.isdigit() and len(entry.year) == 4 else 2020
    links = [
        html.A(
            f"{year}年",
            href=state.link(goal_year=year, checked=None),
            **({"aria-current": "true"} if str(year) == entry.year else {}),
        )
        for year in range(first - 1, first + YEARS_AHEAD)
    ]
    other = field_form(state.link(goal_year=None), "goal_year", "其他年份", "text", entry.year, pattern="[0-9]{4}")
    return chip("年份", f"{entry.year}年", [html.Div(links, className="chip-grid"), html.Hr(), other], chosen=True)


def _faults(asked: Asked, entry: Entry) -> list[Component]:
    """What must be put right: all of it once it was sent, before that only what cannot be answered by typing."""
    if entry.definition is None and not asked.state["goal"] and not asked.state["checked"]:
        return []
    empty = Entry(**{**vars(entry), "value": "0", "source": "·"})
    faults = faults_of(entry if asked.state["checked"] else empty)
    return [html.P(fault, className="banner banner-alert", role="alert") for fault in faults]


def _form(asked: Asked, entry: Entry) -> html.Form:
    unit = entry.definition.unit
    kept = {
        "goal": entry.indicator, "area": entry.area, "goal_hub": entry.hub, "goal_year": entry.year,
        "goal_universe": entry.universe, "goal_basis": entry.basis, "goal_comparison": entry.comparison,
        "goal_kind": entry.kind, "year": str(asked.moment.year),
    }  # fmt: skip
    fields = [
        _field("goal_value", f"目标值（{unit}）", entry.value),
        _field("goal_source", "出处：写在哪份文件、哪次会议里", entry.source, pattern=f".{{1,{LONGEST_SOURCE}}}"),
        html.Button("保存目标", className="button button-strong", type="submit"),
    ]
    return html.Form(
        [*(hidden(key, value) for key, value in kept.items()), *fields],
        action=f"{PAGE}/enter",
        method="post",
        className="event-form targets-form",
    )


def _field(key: str, label: str, value: str, **limits: str) -> html.Label:
    holder = html.Span(
        **{"data-field": key, "data-type": "text", "data-label": label, "data-value": value,
           **{f"data-{name}": limit for name, limit in limits.items()}}
    )  # fmt: skip
    return html.Label(
        [html.Span(label, className="targets-label"), holder], className=f"targets-{key.removeprefix('goal_')}"
    )
