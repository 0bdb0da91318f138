"""等级分布: the sentence that answers first, the lists by name, and the notes at the end."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.data_table import Column, data_table
from components.notes import notes
from components.states import notice
from components.tiers_facts import EXPIRY_DAYS, YEARLY, Asked, Facts, due_for_expiry, due_for_upgrade, moved
from components.words import answer, box, figure, subtitle
from figures.numbers import exact
from indicators.warehouse import ask

MOST_NAMES = 10


def sentence(facts: Facts) -> html.P:
    """The answer: how many are graded, how many at the top, and which way they moved."""
    asked = facts.asked
    start = f"{asked.moment.words}，{asked.place.name}"
    if not facts.is_reported:
        return answer(f"{start}未报送{asked.ladder}。可以换一个地区、年份或评定体系。")
    top = asked.grades[-1]
    said: list[str | Component] = [
        f"{start}有 ",
        figure(facts.graded, "个组织"),
        f"持有有效的{asked.ladder}，其中{top} ",
        figure(facts.counts.get(top, 0), "个"),
        _change(facts, top),
    ]
    if facts.up["denominator"]:
        said += [
            f"；{asked.moment.period}前后两次都有等级的 {exact(facts.up['denominator'])} 个里，升级 ",
            figure(facts.up["numerator"], "个"),
            f"、降级 {exact(facts.down['numerator'])} 个",
        ]
    return answer(*said, "。")


def _change(facts: Facts, top: str) -> str:
    difference = facts.counts.get(top, 0) - facts.before.get(top, 0)
    if not facts.graded_before:
        return ""
    if not difference:
        return "，与上年持平"
    return f"，比上年{'多' if difference > 0 else '少'} {exact(abs(difference))} 个"


def promotion_box(facts: Facts) -> Component:
    """Who went up, who went down, who could go up next: by name."""
    asked = facts.asked
    columns = [
        Column("name", "组织", text=True),
        Column("grade", "上次", text=True),
        Column("next_grade", "本次", text=True),
        Column("area", "地区", text=True),
    ]
    parts = []
    for direction in ("升级", "降级"):
        rows = moved(asked, direction)
        caption = f"{asked.moment.period}{direction}的组织"
        parts += _list(asked, f"{direction} {len(rows)} 个", columns, rows, direction, caption)
    return box(
        "谁升了，谁降了",
        subtitle(asked.ladder, asked.moment.period, "按名称列出"),
        *parts,
        foot="升降按前后两次评定比较；组织名称可在数据明细中查到全部评定。",
        span=6,
    )


def due_box(facts: Facts) -> Component:
    """Grades that end soon, and organisations that have stayed below the top."""
    asked = facts.asked
    parts: list[Component] = []
    if asked.ladder != YEARLY:
        columns = [
            Column("name", "组织", text=True),
            Column("grade", "等级", text=True),
            Column("until", "有效期至", text=True),
            Column("area", "地区", text=True),
        ]
        rows = [{**row, "until": f"{row['valid_until']:%Y-%m-%d}"} for row in due_for_expiry(asked)]
        parts += _list(asked, f"一年内到期 {len(rows)} 个", columns, rows, "到期", "一年内到期的等级")
    columns = [
        Column("name", "组织", text=True),
        Column("grade", "现等级", text=True),
        Column("times", "连续同级", "次"),
        Column("area", "地区", text=True),
    ]
    rows = [{**row, "times": _times(row["grades"])} for row in due_for_upgrade(asked)]
    rows.sort(key=lambda row: -row["times"])
    parts += _list(asked, f"可推动升级 {len(rows)} 个", columns, rows, "待升", "连续两次以上同级、未到最高级的组织")
    return box(
        "到期与待升级",
        subtitle(asked.ladder, asked.moment.words, f"到期看其后 {EXPIRY_DAYS} 天"),
        *parts,
        foot="可推动升级：最近连续两次以上评为同一级、还没有到最高级、仍在册的组织；能否升级由评定机构决定。",
        span=6,
    )


def _times(grades: list[str]) -> int:
    """How many times running the latest grade was given."""
    return next((place for place, grade in enumerate(grades) if grade != grades[0]), len(grades))


def _list(asked: Asked, title: str, columns: list[Column], rows: list[dict], key: str, caption: str) -> list[Component]:
    """A titled table of the first names, with a link to all of them."""
    heading = html.H3(title, className="list-title")
    if not rows:
        return [heading, notice("没有", "按当前的地区、时间和评定体系没有这样的组织。")]
    opened = asked.state["all"] == key
    shown = rows if opened else rows[:MOST_NAMES]
    places = {row["area_code"]: row["name"] for row in ask("area_names", codes=[one["area_code"] for one in shown])}
    table = data_table(columns, [{**row, "area": places.get(row["area_code"], "")} for row in shown], caption)
    if len(rows) <= MOST_NAMES:
        return [heading, table]
    words = f"只看前 {MOST_NAMES} 个" if opened else f"全部 {len(rows)} 个"
    return [heading, table, html.A(words, href=asked.state.link(all=None if opened else key), className="tool")]


def remarks(facts: Facts) -> html.Section:
    """What a reader has to know about grades."""
    asked = facts.asked
    return notes(
        [
            [html.B("各评各的："), f"这里只有{asked.ladder}；不同评定体系的等级不能换算，从不画在一起。"],
            [
                html.B("谁算有等级："),
                f"{asked.moment.words}仍未注销、等级仍在有效期内的组织；",
                "年度梯队只在当年有效，评估等级五年有效。",
            ],
            [html.B("未参评："), "既不是最低一级，也不是 0；它不进占比的分母，单列一张卡片。"],
            [html.B("领域与类型："), "按组织名录现在的登记；筛选同时收窄分子和分母。"],
        ]
    )
