"""数据质量: the sentence, the cards and the table of sums that must add up."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.data_table import Column, data_table
from components.indicator_card import Card, cards
from components.quality_facts import Facts, beijing
from components.scoped import is_limited
from components.states import notice
from components.words import answer, box, figure, subtitle
from figures.numbers import exact, percent
from indicators.warehouse import snapshot

COLUMNS = (
    Column("name", "记录", text=True),
    Column("deliveries", "报送", "份"),
    Column("rows_read", "读入", "行"),
    Column("accepted", "接收", "行"),
    Column("rejected", "退回", "行"),
    Column("duplicates", "重复", "行"),
    Column("current", "现行", "行"),
    Column("superseded", "被更新", "行"),
    Column("withdrawn", "撤回", "行"),
    Column("pending", "待核", "行"),
    Column("balance", "账平", text=True),
    Column("last", "最近收到", text=True),
)


def sentence(facts: Facts) -> html.P:
    """The answer: how much came in and what became of it."""
    sums = facts.sums
    if not facts.deliveries:
        return answer(f"{facts.place.name}还没有收到过报送。")
    said = [
        f"{facts.place.name}共收到 ",
        figure(len(facts.deliveries), "份报送"),
        f"，读入 {exact(sums['rows_read'])} 行：接收 ",
        html.B(f"{exact(sums['accepted'])} 行", className="figure"),
        f"，退回 {exact(sums['rejected'])} 行，重复 {exact(sums['duplicates'])} 行；有 ",
        figure(sums["pending"], "行"),
        "待核。" if sums["adds_up"] else "待核。账目有不平之处，见下表。",
    ]
    return answer(*said)


def headline(facts: Facts) -> Component:
    """Five cards: rows in force, share sent back, waiting, superseded, when something last came."""
    sums = facts.sums
    read = sums["rows_read"]
    return cards(
        facts.state,
        [
            Card("现行记录", sums["current"], "行", detail="各页的数都由这些行算出", before_words=""),
            Card(
                "退回率",
                100 * sums["rejected"] / read if read else None,
                "%",
                decimals=2,
                detail=f"退回 {exact(sums['rejected'])} ÷ 读入 {exact(read)} 行",
                before_words="",
                missing="没有读入",
            ),
            Card("待核", sums["pending"], "行", detail="等对应的记录到了自动计入", before_words=""),
            Card("被更新", sums["superseded"], "行", detail="后来的报送改过的旧行，留底可恢复", before_words=""),
            _completeness(facts),
        ],
    )


def _completeness(facts: Facts) -> Card:
    """Of the cells of the matrix below, those somebody delivered."""
    cells = facts.matrix
    reported = sum(row["reported"] for row in cells)
    return Card(
        f"{facts.moment.year}年报送到位",
        100 * reported / len(cells) if cells else None,
        "%",
        decimals=1,
        detail=f"已报 {exact(reported)} ÷ {facts.place.below}×记录 {exact(len(cells))} 格",
        before_words="",
        missing="没有下级",
    )


def sums_box(facts: Facts) -> Component:
    """One line per record type; both sums are checked for every delivery, not only for the total."""
    with snapshot() as now:
        built = f"数据版本 {now.build}"
    lines = [_line(row) for row in facts.by_type]
    total = _line({**facts.sums, "name": "合计", "deliveries": len(facts.deliveries), "received": None})
    content = (
        data_table(COLUMNS, lines, "各类记录的账目", total, name="sums")
        if lines
        else notice("没有报送", "请从“数据导入”上传表格，或换一个地区。")
    )
    return box(
        "账目：每一行的去向",
        subtitle(facts.place.name, built),
        content,
        foot=f"读入 = 接收 + 退回 + 重复；接收 = 现行 + 被更新 + 撤回 + 待核{_gone(facts.sums)}。逐份报送核对；"
        f"标题、合计、说明等跳过的 {exact(facts.sums['skipped'])} 行另计。{_whose()}",
        span=12,
    )


def _gone(sums: dict) -> str:
    """The rows that are no longer there for the sake of people; nothing where all are."""
    told = (("erased", "已删除个人"), ("merged", "超过保存期限合并"))
    return "".join(f" + {words} {exact(sums[key])} 行" for key, words in told if sums[key])


def _whose() -> str:
    return (
        "只列整份都在您范围内的报送；与范围外的地区一起报送的文件不列，它们的记录照样算在各页。" if is_limited() else ""
    )


def _line(row: dict) -> dict:
    received = row["received"]
    return {
        **row,
        "balance": "平" if row["adds_up"] else "不平",
        "last": beijing(received) if received else "",
        "share": percent(row["rejected"] / row["rows_read"]) if row["rows_read"] else "",
    }
