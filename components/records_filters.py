"""The conditions of 数据明细 as chips: record type, time, words of choice columns, any other column, columns, order."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.chips import Option, chip, field_form, several_chip
from components.icon import icon
from components.records_sheet import Sheet
from components.state import State
from indicators.warehouse import ask, snapshot
from records.catalog import Column, RecordType
from records.query import COMPARISONS, ORDERED, searched
from records.reading import years
from records.standing import ON_A_DAY

UNIVERSES = (
    Option("登记备案", "登记+备案", "截至数据日在册"),
    Option("登记", "登记", "只看依法登记的"),
    Option("全部", "全部", "另加未登记的志愿团队"),
)
INPUTS = {"date": "date", "year": "number", "integer": "number", "decimal": "number", "money": "number"}
YES_NO = (Option("是", "是"), Option("否", "否"))
EVENT_WORDS = {"date": "按日期", "year": "按年份"}


def type_tabs(sheet: Sheet) -> html.Div:
    """One link per record type with its number of rows, then a menu of the other tables; keeps the area."""
    ordered = sorted(sheet.types.values(), key=lambda found: found.id == "areas")
    links = [_type_link(sheet, found) for found in ordered if found.is_delivered]
    others = [_type_link(sheet, found) for found in ordered if not found.is_delivered]
    chosen = not sheet.type.is_delivered
    menu = chip("汇总与系统表", sheet.type.name if chosen else f"{len(others)} 张", others, chosen, "records-tables")
    kinds = html.Nav(links, className="record-types", **{"aria-label": "记录种类"})
    return html.Div([kinds, menu], className="record-kinds")


def _type_link(sheet: Sheet, found: RecordType) -> html.A:
    return html.A(
        [found.name, html.Small(f"{sheet.totals[found.id]:,}")],
        href=sheet.state.go("/records", type=found.id),
        title=found.grain,
        **({"aria-current": "page"} if found is sheet.type else {}),
    )


def filter_chips(sheet: Sheet) -> list[Component]:
    """Every chip of the filter row."""
    state, columns = sheet.state, sheet.type.columns.values()
    search = [search_form(sheet)] if searched(sheet.type) else []
    chips: list[Component] = [*search, *time_chips(sheet), *hub_chips(sheet)]
    chips += [several_chip(state, c.id, c.name, _words(c)) for c in columns if c.choices and _is_own(sheet, c)]
    flags = [c for c in columns if c.kind == "boolean"]
    if len(flags) <= 2:
        chips += [several_chip(state, c.id, c.name, YES_NO) for c in flags]
    return [*chips, other_chip(sheet, flags if len(flags) > 2 else [])]


def _is_own(sheet: Sheet, column: Column) -> bool:
    """Whether a choice column is offered as a chip: those shown by default, and any that is chosen."""
    return column.is_default or column.id in sheet.choices


def _words(column: Column) -> list[Option]:
    return [Option(word, word) for word in column.choices]


def search_form(sheet: Sheet) -> html.Form:
    """Search in names."""
    holder = _field("q", "search", "在名称里查找", sheet.state["q"], placeholder="名称里的字，如 凯益荟")
    button = html.Button(icon("search"), type="submit", className="button", **{"aria-label": "查找"})
    return html.Form([holder, button], action=sheet.state.link(q=None), role="search", className="records-search")


def time_chips(sheet: Sheet) -> list[Component]:
    """When: the year or days of events; for things that last, the day on which they existed."""
    if sheet.type.id in ON_A_DAY:
        chips = [_standing_chip(sheet)]
        return [*chips, _universe_chip(sheet)] if sheet.type.id == "organizations" else chips
    return [_event_chip(sheet)] if sheet.type.main_date else []


def hub_chips(sheet: Sheet) -> list[Component]:
    """One hub or one organisation, by number or name."""
    state, columns, chips = sheet.state, sheet.type.columns, []
    if "hub_id" in columns and sheet.type.id != "hubs":
        names = [row["name"] for row in ask("hubs", area=state["area"])]
        links = [
            html.A("全部枢纽", href=state.link(hub=None)),
            field_form(state.link(hub=None), "hub", "名称或编号", "text"),
        ]
        links += [html.A(name, href=state.link(hub=name)) for name in names[:40]]
        chips.append(chip("枢纽", "、".join(state.values("hub")) or "全部", links, chosen=bool(state["hub"])))
    if "org_id" in columns and sheet.type.id != "organizations":
        form = field_form(state.link(org=None), "org", "名称或编号", "text", state["org"])
        body = [html.A("全部组织", href=state.link(org=None)), form]
        chips.append(chip("组织", "、".join(state.values("org")) or "全部", body, chosen=bool(state["org"])))
    return chips


def _years(sheet: Sheet) -> list[int]:
    """The years to choose from, the latest first; tables made from the records know their own."""
    known = next((row for row in ask("years_of_types") if row["type"] == sheet.type.id), None)
    if known:
        return list(range(known["last_year"], known["first_year"] - 1, -1))
    with snapshot() as taken:
        return years(taken, sheet.type)


def _year_links(sheet: Sheet, state: State) -> html.Div:
    links = [
        html.A(
            str(year), href=state.link(year=year), **({"aria-current": "true"} if state["year"] == str(year) else {})
        )
        for year in _years(sheet)
    ]
    return html.Div(links, className="chip-grid")


def _event_chip(sheet: Sheet) -> html.Details:
    state = sheet.state
    column = sheet.type.columns[sheet.type.main_date]
    plain = State(state.path, {k: v for k, v in state.choices.items() if k not in ("from", "to")})
    body: list[Component] = [
        html.A("全部年份", href=state.link(year=None, **{"from": None, "to": None})),
        _year_links(sheet, plain),
        html.Hr(),
        range_form(state.link(year=None), state, "year_span" if column.kind == "year" else column.name, column),
    ]
    start, end = state["from"], state["to"]
    value = "、".join(state.values("year")) or (f"{start or '最早'} 至 {end or '最近'}" if start or end else "全部")
    return chip(column.name, value, body, chosen=value != "全部", name="records-time")


def range_form(target: str, state: State, label: str, column: Column) -> html.Form:
    """From and to of the events: days, or the smallest and largest year."""
    low, high = (f"{column.id}__min", f"{column.id}__max") if column.kind == "year" else ("from", "to")
    return two_fields(
        target, "起止年份" if column.kind == "year" else f"{label}起止", INPUTS[column.kind], state, low, high
    )


def two_fields(target: str, label: str, kind: str, state: State, low: str, high: str) -> html.Form:
    """A form of two ends; empty ends take their condition away."""
    ends = [
        _field(low, kind, f"{label}：从", state[low], placeholder="从", step="any"),
        html.Span("至", **{"aria-hidden": "true"}),
        _field(high, kind, f"{label}：到", state[high], placeholder="到", step="any"),
    ]
    button = html.Button("确定", type="submit", className="button")
    return html.Form([html.Label(label, **{"aria-hidden": "true"}), *ends, button], action=target, className="range")


def _standing_chip(sheet: Sheet) -> html.Details:
    state = sheet.state
    words = "在册" if sheet.type.id == "organizations" else "运行"
    plain = State(state.path, {k: v for k, v in state.choices.items() if k != "as_of"})
    holder = _field("as_of", "date", f"截至这一天{words}", state["as_of"])
    form = html.Form(
        [
            html.Label("截至某一天", **{"aria-hidden": "true"}),
            holder,
            html.Button("确定", className="button", type="submit"),
        ],
        action=state.link(year=None),
    )
    body = [
        html.A("全部记录（含已关闭的）", href=state.link(year=None, as_of=None)),
        html.P(f"某年末{words}的：", className="menu-note"),
        _year_links(sheet, plain),
        html.Hr(),
        form,
    ]
    value = f"{state['year']}年末" if state["year"] else state["as_of"] or "全部"
    return chip(f"{words}时间", value, body, chosen=value != "全部", name="records-time")


def _universe_chip(sheet: Sheet) -> html.Details:
    state = sheet.state
    links = [
        html.A("不按口径", href=state.link(universe=None), **({} if state["universe"] else {"aria-current": "true"})),
        *[
            html.A(
                [option.words, html.Small(option.remark)],
                href=state.link(universe=option.value),
                **({"aria-current": "true"} if state["universe"] == option.value else {}),
            )
            for option in UNIVERSES
        ],
    ]
    words = next((option.words for option in UNIVERSES if option.value == state["universe"]), "不限")
    return chip("统计口径", words, links, chosen=bool(state["universe"]))


def other_chip(sheet: Sheet, flags: list[Column]) -> html.Details:
    """A menu with one small form for every other column: contains, or from and to."""
    state, shown = sheet.state, sheet.type.main_date
    parts: list[Component] = [_flag_line(state, column) for column in flags]
    for column in sheet.type.columns.values():
        if column.choices or column.kind == "boolean" or (column.id == shown and column.kind == "year"):
            continue
        body = [html.Summary(_caption(state, column)), _condition(state, column), *_further(state, column)]
        parts.append(html.Details(body, className="fold"))
    chosen = any("__" in key for key in sheet.choices) or any(column.id in sheet.choices for column in flags)
    return chip("更多条件", "已设" if chosen else "按任意列", parts, chosen=chosen, name="records-more")


def _flag_line(state: State, column: Column) -> html.Div:
    links = [
        html.A(
            option.words,
            href=state.toggled(column.id, option.value),
            **({"aria-current": "true"} if option.value in state.values(column.id) else {}),
        )
        for option in YES_NO
    ]
    return html.Div([html.Span(column.name), *links], className="flag", **{"data-stay": "yes"})


def _caption(state: State, column: Column) -> str:
    is_set = any(state[f"{column.id}__{end}"] for end in COMPARISONS)
    return f"{column.name}（已设）" if is_set else column.name


def _further(state: State, column: Column) -> list[Component]:
    """Leave some values out; only rows with nothing there, or only those with something."""
    without, blank = f"{column.id}__not", f"{column.id}__blank"
    kind = "text" if column.kind not in ORDERED else INPUTS[column.kind]
    links = [
        html.A(
            words,
            href=state.link(**{blank: None if state[blank] == value else value}),
            **({"aria-current": "true"} if state[blank] == value else {}),
        )
        for value, words in (("是", "空着的"), ("否", "不空的"))
    ]
    return [
        field_form(state.link(), without, f"{column.name}不含", kind, ",".join(state.values(without)), "排除"),
        html.Div([html.Span("只看"), *links], className="flag"),
    ]


def _condition(state: State, column: Column) -> html.Form:
    low, high, contains = (f"{column.id}__{end}" for end in ("min", "max", "contains"))
    if column.kind in ORDERED:
        label = f"{column.name}（{column.unit}）" if column.unit else column.name
        return two_fields(state.link(), label, INPUTS[column.kind], state, low, high)
    holder = _field(contains, "text", f"{column.name}包含", state[contains], placeholder="包含的字")
    button = html.Button("确定", type="submit", className="button")
    return html.Form([html.Label(f"{column.name}包含", **{"aria-hidden": "true"}), holder, button], action=state.link())


def _field(key: str, kind: str, label: str, value: str | None, **more: str) -> html.Span:
    given = {"data-field": key, "data-type": kind, "data-label": label, "data-value": value or ""}
    return html.Span(**given, **{f"data-{name}": text for name, text in more.items()})
