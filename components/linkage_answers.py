"""联动机制: how needs of residents were met, which partners stayed, and 加减乘除 with 育树计划 in numbers."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.chart import chart
from components.columns import two_columns
from components.data_table import Column, data_table
from components.indicator_card import Card, cards
from components.linkage_facts import UNWRITTEN, Asked, share
from components.place import still_there
from components.states import guarded, notice
from components.words import box, source, subtitle
from figures import theme
from figures.bars import ranking
from figures.numbers import NOT_REPORTED, exact
from figures.stacked import stacked_share
from indicators.evaluate import Result, evaluate

ROUTES = {"微心愿": "@cat-1", "微公益": "@cat-2", "微创投": "@cat-3", "转办": "@cat-4", UNWRITTEN: theme.OTHER}
TREE_PLAN = "育树计划"
MOST_BARS = 20


def answers(asked: Asked) -> list[Component]:
    """How needs were met, which partners stayed, and the four ways of doing more with less."""
    parts = [guarded(needs_chart, asked)]
    if asked.place.level < 5:
        parts.append(guarded(responses_chart, asked))
    parts += [guarded(partners_chart, asked), guarded(tree_plan_box, asked)]
    return [guarded(arithmetic, asked), *two_columns(parts)]


def needs_chart(asked: Asked, span: int = 6) -> Component:
    """Through which channel needs came in, and where they were routed."""
    result = evaluate("demands", {**asked.area, **asked.state.pick(("field",)), **asked.year, "by": "channel,routed"})
    channels: dict[str, dict[str, int]] = {}
    for row in result.rows:
        channels.setdefault(row["channel"], {})[row["routed"]] = row["value"] or 0
    held = {name: parts for name, parts in channels.items() if sum(parts.values())}
    whole = sum(sum(parts.values()) for parts in held.values())
    columns = [
        Column("channel", "收集渠道", text=True),
        *(Column(route, route if route != UNWRITTEN else "没有转办", "条") for route in ROUTES),
        Column("whole", "合计", "条"),
    ]
    rows = [{"channel": name, **parts, "whole": sum(parts.values())} for name, parts in held.items()]
    return chart(
        asked.state,
        "needs",
        "需求从哪里来，转到哪里去",
        stacked_share([{"label": name, "parts": parts} for name, parts in held.items()], ROUTES, "条")
        if held
        else _nothing(asked, result, "居民需求"),
        data_table(columns, rows, "各渠道收集的需求与去向"),
        subtitle=subtitle("收集的需求，条", asked.moment.period),
        foot=source(result, "居民需求清单", f"共 {exact(whole)} 条；“{UNWRITTEN}”是还没有转办"),
        summary=f"堆叠条形图：共 {exact(whole)} 条需求，{len(held)} 种渠道",
        span=span,
        indicator="demands",
    )


def _nothing(asked: Asked, result: Result, what: str) -> Component:
    if any(row["reported"] for row in result.rows):
        return notice(f"没有{what}", f"{asked.place.name}{asked.moment.period}没有{what}。")
    return notice(NOT_REPORTED, f"{asked.place.name}{asked.moment.period}没有人报送{what}。")


RESPONSES = [
    Column("area_name", "地区", text=True),
    Column("opened", "收集", "条"),
    Column("closed", "已办结", "条"),
    Column("rate", "办结率", "%", 1),
    Column("value", "平均", "天", 1),
    Column("median", "中位数", "天", 1),
    Column("pleased", "满意率", "%", 1),
]


def responses_chart(asked: Asked, span: int = 6) -> Component:
    """How many days needs took in each area below, with the share met and how satisfied people were."""
    result, rows = _responses(asked)
    hidden = max(len(rows) - MOST_BARS, 0)
    more = f"另有 {hidden} 个没有画出，见表" if hidden else "短的在前；未办结的不计天数"
    nothing = notice("没有下级", "这个地区没有下级。")
    return chart(
        asked.state,
        "responses",
        f"各{asked.place.below}办结需求要几天",
        ranking([_response_bar(row) for row in rows[:MOST_BARS]], 1) if rows else nothing,
        data_table(RESPONSES, rows, "各地区需求的办结与天数"),
        subtitle=subtitle("从收集到办结的平均天数", asked.moment.period),
        foot=source(result, "居民需求清单", more),
        summary=_fastest(rows),
        span=span,
        indicator="demand_days",
    )


def _responses(asked: Asked) -> tuple[Result, list[dict]]:
    """Every area below with days, share met and satisfaction; the fastest first."""
    level = {"level": str(min(asked.place.next_level, 5))}
    choices = {**asked.area, **asked.state.pick(("field",)), **asked.year, **level, "by": "area"}
    result = evaluate("demand_days", choices)
    rates = {row["area_code"]: row for row in evaluate("demand_response_rate", choices).rows}
    pleased = {row["area_code"]: row["value"] for row in evaluate("demand_satisfaction", choices).rows}
    rows = [
        {
            **row,
            "opened": rates[row["area_code"]]["denominator"],
            "closed": rates[row["area_code"]]["numerator"],
            "rate": rates[row["area_code"]]["value"],
            "pleased": pleased.get(row["area_code"]),
            "href": asked.state.link(area=row["area_code"]),
        }
        for row in still_there(result.rows, asked.moment.year)
    ]
    return result, sorted(rows, key=lambda row: (row["value"] is None, not row["reported"], row["value"] or 0))


def _response_bar(row: dict) -> dict:
    words = [row["area_name"], f"平均 <b>{exact(row['value'], 1)}</b> 天，中位数 {exact(row['median'], 1)} 天"]
    words.append(f"办结 {exact(row['closed'] or 0)} ÷ 收集 {exact(row['opened'] or 0)} 条")
    return {
        "label": row["area_name"],
        "value": row["value"],
        "hover": "<br>".join(words),
        "href": row["href"],
        "missing": "没有办结的" if row["reported"] else NOT_REPORTED,
    }


def _fastest(rows: list[dict]) -> str:
    known = [row for row in rows if row["value"] is not None]
    return f"条形图：最快的是{known[0]['area_name']} {exact(known[0]['value'], 1)} 天" if known else "没有可比的地区"


PARTNERS = [
    Column("partner_kind", "资源类型", text=True),
    Column("value", "年末合作中", "家"),
    Column("had", "年初合作中", "家"),
    Column("kept", "其中留下", "家"),
    Column("rate", "留存率", "%", 1),
]


def partners_chart(asked: Asked, span: int = 6) -> Component:
    """Partners in force at the end of the year by kind, and how many of those of a year before stayed."""
    result, rows = _partners(asked)
    bars = [
        {
            "label": row["partner_kind"],
            "value": row["value"],
            "hover": f"{row['partner_kind']}<br><b>{exact(row['value'])}</b> 家，年初 {exact(row['had'] or 0)} 家"
            f"留下 {exact(row['kept'] or 0)} 家",
        }
        for row in rows
    ]
    whole = sum(row["value"] for row in rows)
    return chart(
        asked.state,
        "partners",
        "社会资源留住了多少",
        ranking(bars) if bars else _nothing(asked, result, "社会资源"),
        data_table(PARTNERS, rows, "各类社会资源与留存"),
        subtitle=subtitle("合作中的商家、企业、高校、场地、基金与单位，家", asked.moment.words),
        foot=source(result, "社会资源台账", f"共 {exact(whole)} 家；留存见表"),
        summary=f"条形图：合作中 {exact(whole)} 家",
        span=span,
        indicator="partners",
    )


def _partners(asked: Asked) -> tuple[Result, list[dict]]:
    """Partners of every kind in force at the end of the year, with those that stayed; most first."""
    choices = {**asked.area, **asked.state.pick(("hub",)), **asked.year, "by": "partner_kind"}
    result = evaluate("partners", choices)
    kept = {row["partner_kind"]: row for row in evaluate("partner_retention", choices).rows}
    rows = []
    for row in result.rows:
        if row["value"]:
            stayed = kept.get(row["partner_kind"], {})
            more = {"had": stayed.get("denominator"), "kept": stayed.get("numerator"), "rate": stayed.get("value")}
            rows.append({**row, **more})
    return result, sorted(rows, key=lambda row: -row["value"])


PAIRS = [
    Column("pair", "同步事项", text=True),
    Column("denominator", "已开始", "对"),
    Column("both", "两步都已走", "对"),
    Column("numerator", "30 天内", "对"),
    Column("value", "五同步率", "%", 1),
    Column("days", "平均相差", "天", 1),
    Column("median", "中位数", "天", 1),
]


def pairs_chart(asked: Asked, span: int = 6) -> Component:
    """五同步: of every pair of steps, how many were taken together and how many days apart."""
    choices = {**asked.area, **asked.state.pick(("hub",)), **asked.year, "by": "pair"}
    result = evaluate("milestone_sync_rate", choices)
    lags = {row["pair"]: row for row in evaluate("milestone_lag", choices).rows}
    rows = []
    for row in result.rows:
        if row["denominator"]:
            lag = lags.get(row["pair"], {})
            more = {"both": lag.get("denominator"), "days": lag.get("value"), "median": lag.get("median")}
            rows.append({**row, **more})
    bars = [
        {
            "label": row["pair"],
            "value": row["value"],
            "hover": f"{row['pair']}<br><b>{exact(row['value'], 1)}</b>%，{exact(row['numerator'])} ÷ "
            f"{exact(row['denominator'])} 对<br>平均相差 {exact(row['days'], 1)} 天",
        }
        for row in rows
    ]
    return chart(
        asked.state,
        "pairs",
        "五同步：党组织与社会组织同走一步",
        ranking(bars, 1) if bars else _nothing(asked, result, "五同步节点"),
        data_table(PAIRS, rows, "五同步的成对事项"),
        subtitle=subtitle("两步相差 30 天以内的占比，%", asked.moment.words),
        foot=source(result, "五同步节点表", "五项的名称是可改的默认值；30 天是可选的口径"),
        summary=f"条形图：{len(rows)} 项同步事项",
        span=span,
        indicator="milestone_sync_rate",
    )


def arithmetic(asked: Asked) -> Component:
    """加减乘除: resources joined, steps and days saved, people trained, conflicts resolved."""
    area, year, before = asked.area, asked.year, asked.last_year
    told = [
        ("加：整合社会资源", "partners", {}, "家", "年末合作中的社会资源"),
        ("减：少走环节", "improvements_steps_saved", {}, "个", "流程优化每办一件少走的环节"),
        ("减：少用天数", "improvements_days_saved", {}, "天", "流程优化每办一件少用的天数"),
        ("乘：培训赋能", "training_attendances", {}, "人次", "培训、督导与外出交流的参训人次"),
        ("除：调解纠纷", "activities", {"kind": "调解"}, "场", "调解类活动"),
    ]
    items = []
    for name, indicator, extra, unit, words in told:
        now = evaluate(indicator, {**area, **year, **extra}).rows[0]
        then = evaluate(indicator, {**area, **before, **extra}).rows[0]
        items.append(
            Card(
                name=name,
                value=now["value"] if now["reported"] else None,
                unit=unit,
                indicator=";".join([indicator, *(f"{key}={value}" for key, value in extra.items())]),
                detail=words,
                before=then["value"] if then["reported"] else None,
                missing=NOT_REPORTED,
                rising_is="good",
            )
        )
    title = html.H2("加减乘除：整合、简化、赋能、化解", className="section-title")
    return html.Section([title, cards(asked.state, items)], className="span-12")


def tree_plan_box(asked: Asked, span: int = 6) -> Component:
    """育树计划: group supervision, individual supervision and training, sessions and attendances."""
    choices = {**asked.area, **asked.state.pick(("hub",)), **asked.year, "programme": TREE_PLAN, "by": "training_kind"}
    result = evaluate("trainings", choices)
    people = {row["training_kind"]: row["value"] for row in evaluate("training_attendances", choices).rows}
    rows = [{**row, "people": people.get(row["training_kind"])} for row in result.rows if row["value"]]
    whole = sum(row["value"] for row in rows)
    columns = [
        Column("training_kind", "方式", text=True),
        Column("value", "场次", "场"),
        Column("share", "占比", "%", 1),
        Column("people", "参训", "人次"),
    ]
    lines = [{**row, "share": share(row["value"], whole)} for row in rows]
    content = data_table(columns, lines, "育树计划的培训与督导", name="tree-plan")
    nothing = html.P(f"{asked.moment.period}没有记在“{TREE_PLAN}”名下的培训督导。", className="box-words")
    return box(
        f"{TREE_PLAN}：督导与培训",
        subtitle(asked.moment.period, f"培育计划写明“{TREE_PLAN}”的培训督导"),
        content if rows else nothing,
        foot=source(result, "培训督导台账", f"共 {exact(whole)} 场"),
        span=span,
    )
