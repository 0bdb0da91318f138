"""档案: money in and out by status and source, and the latest payments; what is held for others stands apart."""

from __future__ import annotations

from collections.abc import Mapping

from dash import html
from dash.development.base_component import Component

from components.data_table import Cell, Column, data_table
from components.profile_links import hub_link, org_link
from components.profile_lists import MOST, all_rows
from components.profile_subject import Subject, day_words, foot, source_of
from components.states import notice
from components.words import box, subtitle
from figures.numbers import exact
from indicators.warehouse import ask

OWNERSHIPS = (("自有", "money-own", "自有资金"), ("代管", "money-held", "代管资金（替别人保管，不进自有）"))


def money_box(subject: Subject, span: int = 6) -> Component:
    """Money by ownership, status, source and instrument; what is held for others stands apart and is in no sum."""
    rows = ask("profile_money", **subject.params)
    columns = [
        Column("status", "状态", text=True),
        Column("source", "来源", text=True),
        Column("instrument", "方式", text=True),
        Column("payments", "笔数", "笔"),
        Column("amount", "金额", "元", 2),
        Column("when", "时间", text=True),
    ]
    parts: list[Component] = []
    for ownership, name, title in OWNERSHIPS:
        lines = [_money_line(subject, row) for row in rows if row["ownership"] == ownership]
        if lines:
            table = data_table(columns, lines, f"{subject.name}：{title}", name=name)
            parts += [html.H3(title, className="list-title"), table]
    none = notice("没有资金记录", "资金台账里没有一笔写明它；台账可以不写组织、枢纽或项目，所以这不等于没有收支。")
    return box(
        "资金进出",
        subtitle("元", "全部年份", "按状态、来源与方式"),
        *(parts or [none]),
        foot=foot("资金台账", "转拨是别处已到账的钱再往下拨，单列，不与首次拨付相加；承诺、预算不是到账"),
        span=span,
    )


def _money_line(subject: Subject, row: Mapping) -> dict:
    first, last = row["first_on"].year, row["last_on"].year
    chosen = {key: row[key] for key in ("status", "source", "instrument") if row[key]}
    chosen |= {"custody": row["ownership"], "parent_id__blank": "是" if row["regrant"] == "首次" else "否"}
    return {
        "status": _status(row),
        "source": row["source"],
        "instrument": row["instrument"],
        "payments": Cell(row["payments"], subject.records("funding", **chosen)),
        "amount": row["amount"],
        "when": f"{first}" if first == last else f"{first}—{last}",
    }


def payments_box(subject: Subject, every: int, span: int = 12) -> Component:
    """The latest payments with who paid whom, and the file and row of each."""
    rows = ask("profile_payments", **subject.params, limit=MOST)
    columns = [
        Column("day", "日期", text=True),
        Column("status", "状态", text=True),
        Column("amount", "金额", "元", 2),
        Column("ownership", "归属", text=True),
        Column("money", "来源与方式", text=True),
        *([] if subject.kind == "hub" else [Column("hub", "枢纽", text=True)]),
        *([] if subject.kind == "org" else [Column("org", "组织", text=True)]),
        Column("source", "来源", text=True),
    ]
    lines = [
        {
            "day": day_words(row["paid_on"]),
            "status": _status(row),
            "amount": row["amount"],
            "ownership": row["ownership"],
            "money": " · ".join(word for word in (row["source"], row["instrument"], row["donor"]) if word),
            "hub": hub_link(row["hub_id"], row["hub_name"]),
            "org": org_link(row["org_id"], row["org_name"]),
            "source": source_of(row, "funding"),
        }
        for row in rows
    ]
    if not rows:
        return html.Div()
    return box(
        "最近的收支",
        subtitle(f"最近 {len(rows)} 笔，共 {exact(every)} 笔" if every > len(rows) else f"共 {exact(every)} 笔"),
        data_table(columns, lines, f"{subject.name}：最近的收支", name="payments"),
        all_rows(subject, "funding", every, len(rows)),
        foot=foot("资金台账"),
        span=span,
    )


def _status(row: Mapping) -> str:
    """The status, with the words that keep a payment out of the ordinary sums."""
    return row["status"] + ("（转拨）" if row["regrant"] == "转拨" else "")
