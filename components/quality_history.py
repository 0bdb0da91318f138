"""数据质量: known errors corrected by us, and the history of what was published."""

from __future__ import annotations

import json

from dash.development.base_component import Component

from components.data_table import Column, data_table
from components.quality_facts import Facts, beijing
from components.states import notice
from components.words import box, subtitle
from indicators.warehouse import ask

CORRECTIONS = (
    Column("title", "记录", text=True),
    Column("column_name", "列", text=True),
    Column("expect", "报来的值", text=True),
    Column("value", "更正为", text=True),
    Column("outcome", "现在", text=True),
    Column("why", "为什么", text=True),
    Column("told", "已告知", text=True),
)
HISTORY = (
    Column("when", "时间", text=True),
    Column("event", "发生了什么", text=True),
    Column("build", "版本", text=True),
    Column("brought", "涉及的报送", text=True),
    Column("rules_version", "规则版本", text=True),
)
MOST_NAMED = 3


def corrections_box(facts: Facts) -> Component:
    """Every entry of corrections.toml and whether it still has an effect."""
    lines = [{**row, "title": f"{row['type_name']} {row['key']}", "told": told(row)} for row in ask("corrections_made")]
    content = (
        data_table(CORRECTIONS, lines, "已知错误的更正", name="corrections")
        if lines
        else notice("没有更正", "没有登记在案的错误；登记在数据目录的 corrections.toml 里。")
    )
    return box(
        "已知错误的更正",
        subtitle("报来的数据有误、已登记更正的", "改正数据的正途是重报"),
        content,
        foot="每条更正都写明报来的应是什么值；报送方改好之后，“现在”一栏会说它不再起作用，应当删去。",
        span=12,
    )


def told(row: dict) -> str:
    """Whom the error was reported to, and when."""
    day = f"{row['reported_on']:%Y-%m-%d}" if row["reported_on"] else ""
    return " ".join(part for part in (row["reported_to"] or "", day) if part)


def history_box(facts: Facts) -> Component:
    """What was published, rolled back or held, newest first."""
    lines = [
        {**row, "when": beijing(row["published_at"], with_time=True), "brought": brought(row["deliveries"])}
        for row in ask("build_history")
    ]
    content = (
        data_table(HISTORY, lines, "版本历史", name="history") if lines else notice("没有历史", "这是第一次发布。")
    )
    return box(
        "版本历史",
        subtitle("北京时间", "新的在前"),
        content,
        foot="回到以前的版本：python -m etl rollback 版本；核对现版本与重建是否一致：python -m etl build --verify。",
        span=12,
    )


def brought(deliveries: str | list | None) -> str:
    """The files behind an entry of the history: the first few by name."""
    listed = json.loads(deliveries) if isinstance(deliveries, str) else deliveries or []
    files = (entry.get("file", "") if isinstance(entry, dict) else str(entry) for entry in listed)
    names = list(dict.fromkeys(files))  # a workbook of several tables is one file
    shown = "、".join(f"《{name}》" for name in names[:MOST_NAMED])
    return f"{shown}等 {len(names)} 份" if len(names) > MOST_NAMED else shown
