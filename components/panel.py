"""The side panel behind every number: definition, formula, numerator, denominator, areas without data, deliveries,
rows, and the address of the same question to the HTTP API."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from dash import html
from dash.development.base_component import Component

from components.icon import icon
from components.notes import names_in_words
from components.state import State
from components.statement import statement
from components.topbar import UNIVERSE_WORDS
from figures.numbers import NOT_REPORTED, exact
from indicators.catalog import catalog, denominators, targets
from indicators.evaluate import evaluate
from indicators.explain import explain
from indicators.warehouse import ask

CHOICE_KEYS = ("area", "year", "as_of", "from", "to", "basis", "universe")


def panel(state: State) -> list[Component]:
    """The content of the panel for `panel=<indicator>` in the address; empty when none is asked for."""
    indicator, further = asked_in(state["panel"] or "")
    if not indicator:
        return []
    close = html.A(
        icon("x-lg"),
        href=state.link(panel=None),
        className="button button-plain",
        title="关闭",
        **{"aria-label": "关闭", "data-close": "yes"},
    )
    definition = catalog().get(indicator)
    if definition is None:
        return [html.Div([html.H2("没有这个指标"), close], className="panel-head")]
    choices = {**choices_of(state, definition), **further}
    result = evaluate(indicator, choices).as_dict()
    head = html.Div([html.H2(definition.name), close], className="panel-head")
    if not result["rows"]:
        return [head, html.P(result["filters_in_words"], className="subtitle"), html.P("这些条件下没有数。")]
    row = result["rows"][0]
    return [
        head,
        html.P(result["filters_in_words"], className="subtitle"),
        *_figures(definition, result, row),
        *_part("定义", html.P(definition.definition)),
        *_part("公式", html.P(definition.formula, className="formula")),
        *_basis(definition, result),
        *_missing(row),
        *_targets(indicator),
        *_deliveries(definition, result, state),
        *_address(indicator, choices, definition),
        *_statement(indicator, choices),
    ]


def asked_in(words: str) -> tuple[str, dict[str, str]]:
    """An indicator and the choices a card adds to those of its page: `tier_share;grade=优秀`."""
    indicator, *more = words.split(";")
    return indicator, dict(one.split("=", 1) for one in more if "=" in one)


def choices_of(state: State, definition) -> dict[str, str]:
    """The choices of the page that this indicator understands."""
    allowed = {"area", *definition.filters, *definition.parameters}
    allowed |= {"year", "as_of"} if definition.kind == "stock" else {"year", "from", "to"}
    if definition.denominators:
        allowed.add("basis")
    chosen = state.pick(sorted(allowed))
    if words := [word for word in state.values("level") if not word.isdigit()]:  # digits are levels of areas
        chosen |= {"level": ",".join(words)} if "level" in allowed else {}
    else:
        chosen.pop("level", None)
    known = {denominators()[key].name for key in definition.denominators}
    if chosen.get("basis") not in known:
        chosen.pop("basis", None)
    return chosen


def _part(title: str, *content: Component | None) -> list[Component]:
    shown = [part for part in content if part is not None]
    return [html.H3(title), *shown] if shown else []


def _figures(definition, result: Mapping, row: Mapping) -> list[Component]:
    value = exact(row["value"], definition.decimals) if row["value"] is not None else NOT_REPORTED
    if row["value"] is None and row["reported"]:
        value = "无法计算（没有分母）"
    lines = [html.Dt("数值"), html.Dd([value, html.Small(definition.unit)])]
    if definition.has_denominator:
        lines += [html.Dt("分子"), html.Dd(_plain(row["numerator"]))]
        lines += [html.Dt("分母"), html.Dd([_plain(row["denominator"]), html.Small(result.get("basis") or "")])]
    return _part("数值与构成", html.Dl(lines, className="fraction"))


def _plain(number: float | int | None) -> str:
    if number is None:
        return NOT_REPORTED
    return exact(number, 0 if float(number).is_integer() else 2)


def _basis(definition, result: Mapping) -> list[Component]:
    words = [f"单位：{definition.unit}"]
    if result.get("basis"):
        words.append(f"分母：{result['basis']}")
    if result.get("universe"):
        words.append(f"统计口径：{UNIVERSE_WORDS.get(result['universe'], result['universe'])}")
    words.append("时点数" if definition.kind == "stock" else "时段数")
    return _part("口径", html.P("；".join(words)), html.P(definition.source))


def _missing(row: Mapping) -> list[Component]:
    count = row["areas_without_denominator"]
    if not count:
        return []
    names = names_in_words(row.get("areas_without_denominator_names") or [], count, most=20)
    words = f"{count} 个地区有组织而没有报送人口，没有算进这个比值：{names}" if names else f"{count} 个地区没有分母"
    return _part("缺数据的地区", html.P(words))


def _targets(indicator: str) -> list[Component]:
    lines = [html.Li([_target_words(target), html.Small(target["source"])]) for target in targets(indicator)]
    return _part("目标与参考", html.Ul(lines) if lines else None)


def _target_words(target: Mapping) -> str:
    sign = target["comparison"] if target["kind"] == "目标" else ""
    universe = f"，口径：{target['universe']}" if target["universe"] else ""
    return f"{target['kind']} {sign}{target['value']:g}（{target['year']}年{universe}）"


def _deliveries(definition, result: Mapping, state: State) -> list[Component]:
    days = {"from_on": result.get("from"), "to_on": result.get("to")} if definition.kind == "flow" else {}
    rows = ask("deliveries_behind", type=definition.record_type, area=state["area"], **days)
    lines = [
        html.Li(
            [
                html.A(row["file"], href=_records(definition.record_type, state, row["delivery"])),
                html.Small(_rows_in_words(row)),
            ]
        )
        for row in rows[:12]
    ]
    more = html.P(f"另有 {len(rows) - 12} 份。") if len(rows) > 12 else None
    every = html.P(html.A("看背后的全部记录行", href=_records(definition.record_type, state, None)))
    return _part(f"依据的报送（{len(rows)} 份）", html.Ul(lines) if lines else html.P(NOT_REPORTED), more, every)


def _rows_in_words(row: Mapping) -> str:
    """When it was received and how many rows were used; where every row is a person, not everybody is told of these."""
    used = "" if row["rows_used"] is None else f" · 用到 {row['rows_used']:,} 行"
    return f"{row['received_at']:%Y-%m-%d} 收到{used} · 读入 {row['rows_read']:,} 行"


def _records(record_type: str, state: State, delivery: str | None) -> str:
    kept = {"type": record_type, **state.pick(("area",))}
    if delivery:
        kept["delivery"] = delivery
    return f"/records?{urlencode(kept, safe=',', quote_via=quote)}"


def _statement(indicator: str, choices: Mapping[str, str]) -> list[Component]:
    """The query behind the number, folded, to copy and run on the published file."""
    found = explain(indicator, choices)
    return [statement(found.runnable, found.file, "panel-sql")]


def _address(indicator: str, choices: Mapping[str, str], definition) -> list[Component]:
    query = urlencode(choices, safe=",", quote_via=quote)
    address = f"/api/v1/indicators/{indicator}" + (f"?{query}" if query else "")
    handbook = html.P(html.A("在指标口径里查看", href=f"/indicators#{indicator}"))
    return _part("接口地址", html.Code(html.A(address, href=address, target="_blank")), handbook)
