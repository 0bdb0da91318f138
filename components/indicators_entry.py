"""One indicator in the handbook: definition, formula, how it may be asked, targets, number now, worked example."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlencode

from dash import html
from dash.development.base_component import Component

from components.behind import tables
from components.chart import info_link
from components.data_table import Column, data_table
from components.download_menu import download_menu
from components.indicators_handbook import Entry, Handbook
from components.place import LEVELS
from components.state import State
from components.topbar import UNIVERSE_WORDS
from components.withheld import why_withheld
from figures.numbers import NOT_REPORTED, compact, exact, is_shortened
from indicators.catalog import denominators, dimensions, targets
from indicators.definition import Definition
from indicators.little_tables import read
from records.catalog import RecordType, record_types

KEYS = {"area": "地区", "year": "年份", "as_of": "截至", "from": "从", "to": "到", "by": "分列", "level": "级别"}
KEYS |= {"basis": "人口口径", "universe": "统计口径", "month": "月份"}
RESULT = {
    "numerator": "分子",
    "denominator": "分母",
    "value": "数值",
    "reported": "已报送",
    "areas_without_denominator": "没有分母的地区",
    "areas_without_denominator_names": "是哪些",
    "month": "月份",
}
YES_NO = {"true": "是", "false": "否"}
KINDS = {"stock": "时点数：数到某一天为止在册的", "flow": "时段数：数一段时间里发生的"}


def entry_box(book: Handbook, entry: Entry) -> html.Section:
    """The whole entry; its id is the anchor that cards and panels link to."""
    found = entry.definition
    title = html.Div(
        [
            html.H2([found.name, html.Small(found.unit)], id=f"{found.id}-name"),
            html.Div([html.Code(found.id), info_link(book.state, found.id)], className="entry-tools"),
        ],
        className="entry-head",
    )
    words = html.Div(
        [
            html.P(found.definition),
            html.P(found.formula, className="formula"),
            html.Dl([part for pair in facts(found) for part in pair], className="entry-facts"),
        ],
        className="entry-words",
    )
    body = html.Div([words, now_box(book.state, entry)], className="entry-body")
    return html.Section(
        [title, body, example_box(book, found)],
        id=found.id,
        className="box entry",
        **{"aria-labelledby": f"{found.id}-name"},
    )


def facts(found: Definition) -> list[tuple[html.Dt, html.Dd]]:
    """How the number is made and how it may be asked, as terms and their explanations."""
    lines: list[tuple[str, str | list[Component]]] = [("单位", f"{found.unit}，显示 {found.decimals} 位小数")]
    lines.append(("性质", KINDS[found.kind]))
    if found.denominators:
        names = "、".join(denominators()[key].name for key in found.denominators)
        lines.append(("分母", f"{names}（未指定时用第一种）" if len(found.denominators) > 1 else names))
    if "universe" in found.filters:
        usual = UNIVERSE_WORDS.get(found.default_universe)
        lines.append(("统计口径", f"未指定时为{usual}；不同口径的数不可相比" if usual else "未指定时不按口径收窄"))
    lines.append(("可按", "、".join(dimensions()[key].name for key in found.filters) or "只按地区和时间"))
    for number in found.parameters.values():
        lines.append(("可调", f"{number.name}：默认 {number.default:g}，{number.least:g}—{number.most:g}"))
    lines.append(("依据", found.source))
    marks = [_target(row) for row in targets(found.id)]
    if marks:
        lines.append(("目标与参考", [html.Span(mark, className="line") for mark in marks]))
    return [(html.Dt(term), html.Dd(words)) for term, words in lines]


def _target(row: dict) -> str:
    """A published value with year, universe and source, never without them."""
    universe = f"，{UNIVERSE_WORDS.get(row['universe'], row['universe'])}口径" if row["universe"] else ""
    year = f"（{row['year']}年{universe}）" if row["year"] else ""
    return f"{row['kind']} {row['comparison']} {row['value']:g}{year}：{row['source']}"


def now_box(state: State, entry: Entry) -> html.Div:
    """The number for the chosen place and time with its fraction, and where to go on."""
    found = entry.definition
    if entry.row is None:
        return html.Div(
            [html.P("按现在的条件不能计算", className="now-missing"), html.P(entry.problem)], className="now"
        )
    links = [
        *([html.A("在页面上看", href=state.go(entry.page))] if entry.page else []),
        *([html.A("背后的记录", href=_records(state, found))] if found.record_type in record_types() else []),
        html.A("接口地址", href=entry.api, target="_blank"),
    ]
    return html.Div(
        [
            html.P(entry.words.replace("·", " · "), className="subtitle"),
            _value(entry),
            html.P(fraction(entry), className="card-detail"),
            html.P(links, className="now-links"),
        ],
        className="now",
    )


def _value(entry: Entry) -> html.P:
    found, value = entry.definition, entry.row["value"]
    if value is None:
        why = "没有分母，不能计算" if entry.row["reported"] else NOT_REPORTED
        return html.P(why_withheld(entry.row) or why, className="now-missing")
    full = {"title": exact(value, found.decimals)} if is_shortened(value, found.decimals) else {}
    return html.P([compact(value, found.decimals), html.Small(found.unit)], className="now-value", **full)


def fraction(entry: Entry) -> str:
    """Numerator ÷ denominator in words; what is missing is said."""
    if not entry.definition.has_denominator:
        return ""
    row = entry.row
    if why_withheld(row):
        return ""
    upper, lower = (_part(row[key], row["reported"]) for key in ("numerator", "denominator"))
    missing = row["areas_without_denominator"]
    left_out = f"；{missing} 个地区没有分母，未算进" if missing else ""
    return f"分子 {upper}，分母 {lower}{f'（{entry.basis}）' if entry.basis else ''}{left_out}"


def _part(number: object, reported: bool) -> str:
    if number is None:
        return "没有" if reported else NOT_REPORTED
    return exact(number, 0 if float(number).is_integer() else 2)


def _records(state: State, found: Definition) -> str:
    kept = {"type": found.record_type, **state.pick(("area", "year"))}
    return f"/records?{urlencode(kept, safe=',', quote_via=quote)}"


def example_box(book: Handbook, found: Definition) -> Component:
    """The worked example: little tables in, question, answer. It is also a test of the product."""
    state = book.state
    is_open = book.opens_examples or found.id in state.values("example")
    if not is_open:
        href = state.toggled("example", found.id)
        return html.P(
            html.A("看算例", href=href, className="tool", **{"aria-label": f"看算例：{found.name}"}),
            className="entry-more",
        )
    types = record_types()
    little = [
        _little(_table_name(types, name), text, types.get(name), f"{found.id}-{name}")
        for name, text in found.example.tables.items()
    ]
    little.append(_little("得到", found.example.expect, None, f"{found.id}-expected"))
    menu = download_menu(f"{found.name}的算例", tables(little))
    asked = "，".join(f"{_key(key)} {_asked(key, value)}" for key, value in parse_qsl(found.example.ask))
    close = []
    if not book.opens_examples:
        close = [html.A("收起算例", href=state.toggled("example", found.id), className="tool")]
    return html.Div(
        [
            html.Div([html.H3(["算例", *close]), *menu], className="example-head"),
            html.Div(little, className="example-tables"),
            html.P(["问的是：", asked, "。这个例子同时是一项自动测试。"], className="subtitle"),
        ],
        className="example",
    )


def _key(key: str) -> str:
    return KEYS.get(key) or (dimensions()[key].name if key in dimensions() else key)


def _asked(key: str, value: str) -> str:
    """The value of a choice; what rows are told apart by and levels are names of something."""
    if key == "by":
        return "、".join(_key(part) for part in value.split(","))
    return LEVELS[int(value)] if key == "level" and value.isdigit() else value


def _table_name(types: dict[str, RecordType], name: str) -> str:
    return types[name].name if name in types else OTHER_TABLES.get(name, name)


OTHER_TABLES = {"deliveries": "报送批次", "delivery_areas": "报送覆盖的区域", "areas": "补充区划"}
OTHER_COLUMNS = {"delivery": "批次", "type": "种类", "from_on": "从", "to_on": "到", "received_at": "收到时间"}
OTHER_COLUMNS |= {"volunteer_id": "志愿者", "star": "星级", "current": "有效"}


def _little(name: str, text: str, record_type: RecordType | None, called: str) -> html.Div:
    rows = read(text)
    heads = [Column(key, _column(key, record_type), text=True) for key in rows[0]] if rows else []
    cells = [{key: YES_NO.get(value, value) for key, value in row.items()} for row in rows]
    return html.Div([html.H4(name), data_table(heads, cells, f"算例：{name}", name=called)])


def _column(key: str, record_type: RecordType | None) -> str:
    if key in RESULT:
        return RESULT[key]
    if record_type and key in record_type.columns:
        return record_type.columns[key].name
    known = {column.id: column.name for one in record_types().values() for column in one.columns.values()}
    return known.get(key) or OTHER_COLUMNS.get(key) or _key(key)
