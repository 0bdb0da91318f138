"""数据质量: the list of deliveries, one delivery in full, and what was found by rule."""

from __future__ import annotations

from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from components.data_table import Column, data_table
from components.icon import icon
from components.quality_facts import COUNTS, KINDS, MOST_FOUND, STATUSES, Facts, beijing
from components.states import notice
from components.words import box, subtitle, tabs
from figures.numbers import exact

MOST_DELIVERIES = 60
LIST = (
    Column("title", "文件", text=True),
    Column("name", "记录", text=True),
    Column("state", "状态", text=True),
    Column("rows_read", "读入", "行"),
    Column("accepted", "接收", "行"),
    Column("rejected", "退回", "行"),
    Column("duplicates", "重复", "行"),
    Column("pending", "待核", "行"),
    Column("covers", "申报的范围", text=True),
    Column("received", "收到", text=True),
)
FOUND = (
    Column("place", "文件", text=True),
    Column("line", "行", text=True),
    Column("column", "列", text=True),
    Column("found", "原值", text=True),
    Column("kind", "结果", text=True),
    Column("message", "原因与改法", text=True),
    Column("rule", "规则", text=True),
)
RULES = (
    Column("rule", "规则", text=True),
    Column("kind", "结果", text=True),
    Column("times", "次数", "处"),
    Column("deliveries", "报送", "份"),
    Column("where", "列", text=True),
    Column("message", "例子", text=True),
)
WORDS = {
    "rows_read": "读入", "accepted": "接收", "rejected": "退回", "duplicates": "重复", "current": "现行",
    "superseded": "被更新", "withdrawn": "撤回", "pending": "待核",
    "erased": "已删除个人", "merged": "超期合并", "skipped": "跳过（标题、合计、说明）",
}  # fmt: skip


def list_box(facts: Facts) -> Component:
    """The deliveries, newest first; a click opens one."""
    rows = facts.deliveries
    lines = [
        {
            **row,
            "title": f"{row['file']}·{row['sheet']}" if row["sheet"] else row["file"],
            "state": STATUSES[row["status"]],
            "covers": covers(row),
            "received": beijing(row["received_at"]),
            "href": facts.state.link(delivery=row["delivery"], rule=None, finding=None),
        }
        for row in rows[:MOST_DELIVERIES]
    ]
    content = (
        data_table(LIST, lines, "报送清单", name="deliveries")
        if lines
        else notice("没有报送", "请从“数据导入”上传表格。")
    )
    cut = len(rows) > len(lines)
    rest = f"只列最近 {MOST_DELIVERIES} 份，共 {len(rows)} 份；全部见 /api/v1/deliveries。" if cut else ""
    return box(
        "报送清单",
        subtitle(facts.place.name, f"{len(rows)} 份", "新的在前"),
        content,
        foot=f"点文件名看这一份的账目与问题。{rest}",
        span=12,
    )


def covers(row: dict) -> str:
    """The area and the period a delivery declares."""
    first, last = (f"{row[key]:%Y-%m-%d}" if row[key] else "" for key in ("from", "to"))
    days = f"{first}至{last}" if first and last else f"{first}起" if first else f"截至{last}" if last else ""
    path = (row["area_path"] or row["area"] or "").split("/")
    return " ".join(part for part in (" ".join(path[-2:]), days) if part) or "未声明"


def one_delivery(facts: Facts) -> list[Component]:
    """One delivery: where its rows went, what it declared, and its findings."""
    row = facts.shown
    back = html.A([icon("chevron-left"), "全部报送"], href=facts.state.link(delivery=None, rule=None, finding=None),
                  className="button")  # fmt: skip
    shown = [key for key in COUNTS if row[key] or key not in ("withdrawn", "erased", "merged")]
    counts = [html.Div([html.Dt(WORDS[key]), html.Dd(f"{exact(row[key])} 行")]) for key in shown]
    facts_list = [
        html.Div([html.Dt("记录"), html.Dd(row["name"] or row["type"])]),
        html.Div([html.Dt("状态"), html.Dd(STATUSES[row["status"]])]),
        html.Div([html.Dt("申报的范围"), html.Dd(covers(row))]),
        html.Div([html.Dt("方式"), html.Dd(row["mode"])]),
        html.Div([html.Dt("收到"), html.Dd(beijing(row["received_at"], with_time=True))]),
        html.Div([html.Dt("编号"), html.Dd(html.Code(row["delivery"]))]),
        *([html.Div([html.Dt("来源映射"), html.Dd(row["source"])])] if row["source"] else []),
    ]
    title = f"{row['file']}·{row['sheet']}" if row["sheet"] else row["file"]
    return [
        box(
            f"《{title}》",
            "这一份报送的账目",
            html.Dl([*counts, *facts_list], className="quality-facts"),
            foot="撤回：python -m etl withdraw 编号；恢复：python -m etl restore 编号。"
            "旧行留底，撤回后上一次的值重新生效。",
            span=12,
            tools=(back,),
        )
    ]


def rules_box(facts: Facts) -> Component:
    """What was found, by rule; a click lists the places."""
    link = facts.state.link
    lines = [
        {**row, "where": "、".join(row["columns"] or []), "href": link(rule=row["rule"], finding=row["kind"])}
        for row in facts.rules
    ]
    nothing = notice("没有问题", "所有报送都没有退回、待核或提示。")
    content = data_table(RULES, lines, "按规则汇总的问题", name="rules") if lines else nothing
    return box(
        "问题按规则汇总",
        subtitle("全部报送", "退回与待核在前，提示在后"),
        content,
        foot="退回的行没有计入，改正后重报；待核的行等对应的记录到了自动计入；提示的行已计入，请核对。点规则看每一处。",
        span=12,
    )


def found_box(facts: Facts) -> Component:
    """The findings of the delivery or rule asked for, with downloads of all of them."""
    state, rows = facts.state, facts.found
    kinds = [("全部", state.link(finding=None), state["finding"] is None)]
    kinds += [(kind, state.link(finding=kind), state["finding"] == kind) for kind in KINDS]
    lines = [
        {
            **row,
            "place": f"{row['file']}·{row['sheet']}" if row["sheet"] else row["file"],
            "line": exact(row["row"]) if row["row"] else "整份",
        }
        for row in rows
    ]
    content = (
        data_table(FOUND, lines, "逐处的问题", name="findings")
        if lines
        else notice("没有这样的问题", "换一类看看，或回到全部报送。")
    )
    about = state["rule"] and f"规则 {state['rule']}"
    more = f"只列前 {MOST_FOUND} 处，下载的文件里是全部。" if len(rows) == MOST_FOUND else ""
    return box(
        "逐处的问题",
        subtitle(about, state["finding"], "按文件与行"),
        tabs("哪一类", kinds),
        content,
        foot=f"原值里的证件号与手机号已打码。{more}",
        span=12,
        tools=downloads(facts),
    )


def downloads(facts: Facts) -> tuple[Component, ...]:
    """Links to the file of all findings of this view."""
    wanted = {"delivery": facts.state["delivery"], "rule": facts.state["rule"], "kind": facts.state["finding"]}
    chosen = {key: value for key, value in wanted.items() if value}
    return tuple(
        html.A(
            [icon("download"), words],
            href=f"/api/v1/problems?{urlencode({**chosen, 'format': kind})}",
            className="button",
            download="",
        )
        for kind, words in (("csv", "CSV"), ("xlsx", "Excel"))
    )
