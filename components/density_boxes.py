"""组织密度: boxes of a few numbers in words — population bases side by side, town and country, published references."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.behind import Table, keep
from components.chart import info_link
from components.data_table import Column
from components.density_facts import DENSITY, Asked, Facts, by_basis
from components.density_words import UNIT
from components.targets import Target, target_of
from components.words import box, source, subtitle, universe_words
from figures.numbers import NOT_REPORTED, compact, exact
from indicators.evaluate import evaluate

FILED = "登记备案"
COMMUNITIES = (
    ("orgs_per_urban_community", "城市社区", "居委会与类居委会"),
    ("orgs_per_rural_community", "农村社区", "村委会与类村委会"),
)


def bases_box(facts: Facts, span: int = 5) -> Component:
    """The same organisations over each population: numerator and denominator side by side."""
    asked = facts.asked
    rows = by_basis(facts)
    shown = html.Div([_basis_row(asked, basis, row) for basis, row in rows], className="compare")
    columns = [Column("basis", "人口口径", text=True), *_fraction("组织数", "个", "人口", "人", "每万人", 1)]
    lines = [{**row, "basis": basis, "reported": row["value"] is not None} for basis, row in rows]
    title = "三种人口口径并列"
    return box(
        title,
        subtitle(UNIT, universe_words(asked.state), asked.moment.words),
        keep(shown, Table("bases", title, columns, lines)),
        foot=source(facts.result, "人口报表", "口径不同，数值不能互换"),
        span=span,
        tools=(info_link(asked.state, DENSITY),),
    )


def _fraction(above: str, of: str, below: str, by: str, name: str, decimals: int) -> list[Column]:
    """Numerator, denominator and value, as the files of a box have them."""
    whole = [Column("numerator", above, of), Column("denominator", below, by)]
    return [*whole, Column("value", name, "个", decimals)]


def _basis_row(asked: Asked, basis: str, row: dict) -> html.Div:
    own = basis == asked.basis
    name = html.A(basis, href=asked.state.link(basis=basis), **({"aria-current": "true"} if own else {}))
    label = html.Span([name, html.Small("当前口径") if own else None], className="label")
    if row["value"] is None:
        value: list = [html.Span(NOT_REPORTED, className="missing")]
        detail = f"{exact(row['numerator'])} 个组织；{asked.moment.year}年没有报送{basis}"
    else:
        value = [exact(row["value"], 1), html.Small("个/万人")]
        detail = f"{exact(row['numerator'])} 个组织 ÷ {exact(row['denominator'])} 人"
    parts = [label, html.Span(value, className="value"), html.Span(detail, className="detail")]
    return html.Div(parts, className="compare-row wide own" if own else "compare-row wide")


def communities_box(facts: Facts, span: int = 6) -> Component:
    """Community organisations per urban and rural community against 10 and 5."""
    asked = facts.asked
    rows = [_community(asked, indicator) for indicator, _, _ in COMMUNITIES]
    columns = [Column("name", "社区", text=True), *_fraction("社区社会组织", "个", "社区", "个", "平均每个社区", 2)]
    lines = [{**row, "name": name} for row, (_, name, _) in zip(rows, COMMUNITIES, strict=True)]
    title = "城乡社区的社区社会组织"
    drawn = [_community_row(asked, row, *entry) for row, entry in zip(rows, COMMUNITIES, strict=True)]
    shown = html.Div(drawn, className="compare")
    return box(
        title,
        subtitle("平均每个社区，个", "登记+备案（目标按此定，不随口径变）", asked.moment.words),
        keep(shown, Table("communities", title, columns, lines)),
        foot=source(facts.result, "社会组织名录、统计用区划代码", "目标：民发〔2017〕191号"),
        span=span,
    )


def _community(asked: Asked, indicator: str) -> dict:
    return evaluate(indicator, {**asked.area, **asked.moment.choices, "universe": FILED}).rows[0]


def _community_row(asked: Asked, row: dict, indicator: str, name: str, which: str) -> html.Div:
    target = target_of(indicator, asked.place, FILED, asked.moment.year)
    label = html.Span([name, info_link(asked.state, indicator, f"{name}：口径与来源")], className="label")
    if not row["denominator"]:
        return html.Div(
            [label, html.Span(), html.Span("没有此类社区", className="missing"), _detail(which)],
            className="compare-row",
        )
    if row["value"] is None or not row["reported"]:
        meter = html.Span(className="meter is-missing")
        return html.Div(
            [label, meter, html.Span(NOT_REPORTED, className="value missing"), _detail(which)],
            className="compare-row",
        )
    value = html.Span([exact(row["value"], 2), html.Small("个")], className="value")
    return html.Div(
        [label, _meter(row["value"], target), value, _community_detail(row, which, target)], className="compare-row"
    )


def _detail(*parts: str | Component) -> html.Span:
    return html.Span(list(parts), className="detail")


def _community_detail(row: dict, which: str, target: Target | None) -> html.Span:
    words = f"{exact(row['numerator'])} 个组织 ÷ {exact(row['denominator'])} 个社区（{which}）"
    if target is None:
        return _detail(words)
    missing = -int(-(target.value * row["denominator"] - row["numerator"]) // 1)
    state = f"；目标 ≥{target.value:g}，" + (f"还差 {exact(missing)} 个" if missing > 0 else "已达到")
    return _detail(words, html.Span(state, className="target-words", title=target.source))


def _meter(value: float, target: Target | None) -> html.Span:
    reach = max(float(value), target.value if target else 0) * 1.15 or 1
    parts = [html.Span(className="fill own", style={"width": f"{float(value) / reach * 100:.1f}%"})]
    if target:
        parts.append(
            html.Span(
                className="mark", style={"left": f"{target.value / reach * 100:.1f}%"}, title=f"目标 {target.value:g}"
            )
        )
    return html.Span(parts, className="meter", **{"aria-hidden": "true"})


def references_box(facts: Facts, span: int = 6) -> Component:
    """Published points of the same universe; of other universes only the sentence that they are not shown."""
    asked = facts.asked
    universe = universe_words(asked.state)
    listed = [*([facts.target] if facts.target else []), *facts.references]
    lines = [_reference_row(facts, one) for one in listed]
    other = facts.any_target
    if not lines:
        words = f"没有按“{universe}”口径公布的目标或全国数。"
        more = [words]
        if other:
            more = [
                words,
                html.A(f"“{other.universe}”口径有公布的数", href=asked.state.link(universe=other.universe)),
                "，与当前口径不可比，不放在一起。",
            ]
        content: Component = html.P(more, className="box-words")
    else:
        content = keep(html.Div(lines, className="compare"), _references(listed))
    return box(
        "公开参照点",
        subtitle(UNIT, f"只列“{universe}”口径"),
        content,
        foot="出处见每条名称；口径不同的公开数不并列。",
        span=span,
    )


def _references(listed: list[Target]) -> Table:
    columns = [
        Column("kind", "类别", text=True),
        Column("year", "年", text=True),
        Column("value", "数值", "个", 2),
        Column("source", "出处", text=True),
    ]
    rows = [{"kind": one.kind, "year": one.year, "value": one.value, "source": one.source} for one in listed]
    return Table("references", "公开参照点", columns, rows)


def _reference_row(facts: Facts, one: Target) -> html.Div:
    own = facts.row["value"]
    sign = one.comparison if one.kind == "目标" else ""
    difference = ""
    if own is not None:
        gap = float(own) - one.value
        difference = f"；{facts.asked.place.name}{'高' if gap >= 0 else '低'} {compact(abs(gap), 2)}"
    return html.Div(
        [
            html.Span(f"{one.kind}（{one.year}年）", className="label"),
            html.Span([f"{sign}{one.value:g}", html.Small("个/万人")], className="value"),
            html.Span(f"{one.source}{difference}", className="detail"),
        ],
        className="compare-row wide",
    )
