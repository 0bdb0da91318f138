"""What stands above the grid of 数据明细: conditions as words that can be taken away, columns, order, downloads."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.chips import chip
from components.icon import icon
from components.records_sheet import SHARED_WORDS, Sheet
from components.states import notice
from components.words import answer, figure
from records.catalog import Column
from records.query import ALIASES, COMPARISONS

MOST_XLSX_ROWS = 1_048_575
ARROWS = {"": ("arrow-up", "从小到大"), "-": ("arrow-down", "从大到小")}
KEY_WORDS = {**SHARED_WORDS, "from": "从", "to": "到", "q": "名称含", "hub": "枢纽", "org": "组织"}


def sentence(sheet: Sheet) -> html.P:
    """How many rows there are and how many of them are asked for."""
    every = sheet.totals[sheet.type.id]
    start = f"{sheet.type.name}（{sheet.type.grain.split('（')[0]}）共 "
    if not sheet.filters:
        return answer(start, figure_exact(every, "行"), "，没有设任何条件。")
    return answer(start, figure_exact(every, "行"), "；符合现在条件的有 ", figure_exact(sheet.total, "行"), "。")


def figure_exact(value: int, unit: str) -> html.B:
    """A count with all its digits: it is compared with the lines of a file."""
    return html.B(f"{value:,} {unit}", className="figure") if value >= 10_000 else figure(value, unit)


def conditions(sheet: Sheet) -> Component:
    """Every condition in words with a link that takes it away."""
    state = sheet.state
    pills = [
        html.A(
            [_pill_words(sheet, key, values), icon("x-lg")],
            href=state.link(**{key: None}),
            className="pill",
            title="去掉这个条件",
            **{"aria-label": f"去掉条件：{_pill_words(sheet, key, values)}"},
        )
        for key, values in _said(sheet).items()
    ]
    clear = html.A("清除全部条件", href=state.link(**dict.fromkeys(sheet.filters)), className="tool")
    words = html.P([html.Span("条件：", className="muted"), sheet.query.filters_in_words], className="records-words")
    unused = [
        html.P(f"从别的页面带来的“{SHARED_WORDS[key]}”不适用于{sheet.type.name}，没有起作用。", className="subtitle")
        for key in sheet.ignored
    ]
    return html.Div([words, *([html.Div([*pills, clear], className="pills")] if sheet.filters else []), *unused])


def _said(sheet: Sheet) -> dict[str, tuple[str, ...]]:
    """The conditions as they are shown: the area by its name."""
    return {key: (sheet.place,) if key == "area" else values for key, values in sheet.filters.items()}


def _pill_words(sheet: Sheet, key: str, values: tuple[str, ...]) -> str:
    """A condition as its pill says it."""
    if key.endswith("__blank"):
        return _label(sheet, key).removesuffix(COMPARISONS["blank"]) + ("空白" if values == ("是",) else "不空")
    comma = "," if key == "q" or key.endswith("__contains") else "、"  # one text, commas and all
    return f"{_label(sheet, key)} {comma.join(values)}"


def _label(sheet: Sheet, key: str) -> str:
    if key in KEY_WORDS and key not in sheet.type.columns:
        return KEY_WORDS[key]
    name, _, operator = key.rpartition("__") if "__" in key else (key, "", "")
    column = sheet.type.columns.get(ALIASES.get(name, name))
    return f"{column.name if column else name}{COMPARISONS.get(operator, '')}"


def columns_chip(sheet: Sheet) -> html.Details:
    """Which columns are shown and exported."""
    state, shown = sheet.state, sheet.columns
    links = [html.A("默认的列", href=state.link(columns=None)), html.Hr()]
    for column in sheet.type.columns.values():
        here = column.id in shown
        links.append(
            html.A(
                [column.name, html.Small(column.help or ("已选" if here else ""))],
                href=state.link(columns=_toggled(sheet, column.id)),
                title=column.help or column.name,
                **({"aria-current": "true"} if here else {}),
            )
        )
    body = html.Div(links, **{"data-stay": "yes"})
    value = f"{len(shown)} / {len(sheet.type.columns)}"
    return chip("列", value, [body], chosen="columns" in sheet.choices, name="records-columns")


def _toggled(sheet: Sheet, column_id: str) -> tuple[str, ...] | None:
    """The columns with one more or one less, in their usual order as long as nobody changed it."""
    shown, usual = sheet.columns, tuple(sheet.type.columns)
    if column_id in shown:
        changed = tuple(one for one in shown if one != column_id) or shown
    else:
        changed = (*shown, column_id)
        if list(shown) == sorted(shown, key=usual.index):
            changed = tuple(sorted(changed, key=usual.index))
    return None if changed == sheet.type.default_columns else changed


def sort_chip(sheet: Sheet) -> html.Details:
    """By which columns the rows are ordered, first the most important; every column both ways."""
    state, order = sheet.state, sheet.state.values("sort")
    links: list[Component] = [html.A("默认顺序", href=state.link(sort=None)), html.Hr()]
    for column in sheet.type.columns.values():
        ways = [
            html.A(
                icon(sign),
                href=state.link(sort=_sorted(order, column.id, mark)),
                title=f"按{column.name}{words}",
                **({"aria-current": "true"} if f"{mark}{column.id}" in order else {}),
                **{"aria-label": f"按{column.name}{words}"},
            )
            for mark, (sign, words) in ARROWS.items()
        ]
        links.append(html.Div([html.Span(column.name), *ways], className="flag"))
    names = [sheet.type.columns[one.removeprefix("-")].name + ("↓" if one.startswith("-") else "↑") for one in order]
    value = "、".join(names[:2]) + (f"等 {len(names)} 列" if len(names) > 2 else "")
    body = html.Div(links, **{"data-stay": "yes"})
    return chip("排序", value or "默认", [body], chosen=bool(order), name="records-sort")


def _sorted(order: tuple[str, ...], column_id: str, mark: str) -> tuple[str, ...]:
    """The order with this column added last, turned around in its place, or taken away when asked for again."""
    wanted, other = f"{mark}{column_id}", f"{'' if mark else '-'}{column_id}"
    if wanted in order:
        return tuple(one for one in order if one != wanted)
    if other in order:
        return tuple(wanted if one == other else one for one in order)
    return (*order, wanted)


def column_help(sheet: Sheet) -> html.Details:
    """What each shown column means, as a list that can be read without a pointer."""
    lines = [
        part
        for column in sheet.query.columns
        for part in (html.Dt(_heading(column)), html.Dd(column.help or KINDS.get(column.kind, column.name)))
    ]
    return html.Details(
        [html.Summary("列说明"), html.Dl(lines, className="column-help")], className="fold records-help"
    )


KINDS = {"date": "日期", "year": "年份", "integer": "行号", "code": "编号", "text": "文字"}


def _heading(column: Column) -> str:
    return f"{column.name}（{column.unit}）" if column.unit else column.name


def downloads(sheet: Sheet) -> html.Div:
    """What a file will hold, and the files."""
    too_long = sheet.total > MOST_XLSX_ROWS
    kinds = [("csv", "CSV"), *([] if too_long else [("xlsx", "Excel")]), ("parquet", "Parquet")]
    links = [
        html.A(
            [icon("download"), words],
            href=sheet.file(kind),
            className="button",
            download="",
            title=f"下载 {words}：{sheet.total:,} 行、{len(sheet.columns)} 列",
            **{"data-download": kind},
        )
        for kind, words in kinds
    ]
    words = html.P(
        [
            "将导出 ",
            html.B(f"{sheet.total:,} 行", id="export-rows"),
            f" × {len(sheet.columns)} 列",
            html.Small("全部符合条件的行，不只是屏幕上的"),
        ],
        className="export-words",
    )
    more = [html.P("超过 Excel 一张表的上限，请缩小范围或用 CSV。", className="subtitle")] if too_long else []
    return html.Div([words, *links, *more], className="downloads")


def nothing(sheet: Sheet) -> html.Div:
    """No row meets the conditions: why, and what to do."""
    if not sheet.totals[sheet.type.id]:
        why = f"还没有收到过“{sheet.type.name}”。收到并发布后会出现在这里。"
        return notice(f"没有{sheet.type.name}记录", why)
    every = f"{sheet.totals[sheet.type.id]:,}"
    why = (
        f"{sheet.type.name}共有 {every} 行，但没有一行同时符合：{sheet.query.filters_in_words}。"
        "可以去掉一两个条件，或换一个地区、年份；没有行也可能是该地区没有报送。"
    )
    clear = html.P(
        html.A("清除全部条件", href=sheet.state.link(**dict.fromkeys(sheet.filters)), className="button button-strong")
    )
    return notice("没有符合条件的记录", why, clear)
