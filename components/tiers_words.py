"""等级分布: the sentence that answers first, the lists by name, and the notes at the end."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from components.data_table import Column, data_table
from components.notes import notes
from components.profile_links import org_href
from components.states import guarded, notice
from components.tiers_facts import (
    EXPIRY_DAYS,
    YEARLY,
    Asked,
    Facts,
    due_for_expiry,
    due_for_upgrade,
    holding,
    moved,
    moved_between,
)  # fmt: skip
from components.words import answer, box, figure, subtitle
from figures.numbers import exact
from indicators.warehouse import ask

MOST_NAMES, BOX_IN_ROWS = 10, 4  # the frame of a second box is as high as four rows


def sentence(facts: Facts) -> html.P:
    """The answer: how many are graded, how many at the top, and which way they moved."""
    asked = facts.asked
    start = f"{asked.moment.words}，{asked.place.name}"
    if not facts.is_reported:
        return answer(f"{start}未报送{asked.ladder}。可以换一个地区、年份或评定体系。")
    top = asked.grades[-1]
    if not facts.graded:
        return answer(f"{start}没有组织持有有效的{asked.ladder}。")
    said: list[str | Component] = [
        f"{start}有 ",
        figure(facts.graded, "个组织"),
        f"持有有效的{asked.ladder}，其中{' ' if top[0].isascii() else ''}{top} ",
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


MOVED = (
    Column("name", "组织", text=True),
    Column("grade", "上次", text=True),
    Column("next_grade", "本次", text=True),
    Column("area", "地区", text=True),
)


def chosen_box(facts: Facts, before: str, after: str) -> Component:
    """Who moved as was asked for by a click on a stream, a grade or a cell, by name."""
    asked = facts.asked
    rows = moved_between(asked, before, after)
    if before and after:
        title = f"保持{after}的组织" if before == after else f"由{before}到{after}的组织"
    else:
        title = f"上次{before}的组织" if before else f"本次{after}的组织"
    clear = html.A("取消", href=asked.state.link(moved=None, all=None), className="tool", title="不再单看这些组织")
    return box(
        f"{title} {exact(len(rows))} 个",
        subtitle(asked.ladder, asked.moment.period, "前后两次都有等级"),
        *_list(asked, MOVED, rows, "变动"),
        foot="按组织名称排列；在“等级之间的流动”或“升级、保级与降级”里点别的一处可换。",
        span=6,
        tools=(clear,),
    )


HELD = (Column("name", "组织", text=True), Column("until", "有效期至", text=True), Column("area", "地区", text=True))


def grade_box(facts: Facts, grade: str) -> Component:
    """Who holds the grade that was asked for by a click on a part of a bar, by name."""
    asked = facts.asked
    rows = [{**row, "until": f"{row['valid_until']:%Y-%m-%d}"} for row in holding(asked, grade)]
    clear = html.A("取消", href=asked.state.link(grade=None, all=None), className="tool", title="不再单看这些组织")
    return box(
        f"{grade}的组织 {exact(len(rows))} 个",
        subtitle(asked.ladder, asked.moment.words, "持有效等级"),
        *_list(asked, HELD, rows, "持有"),
        foot="按组织名称排列；在等级构成的条形图里点别的一段可换。",
        span=6,
        tools=(clear,),
    )


def moved_box(facts: Facts, direction: str) -> Component:
    """Who went up (升级) or down (降级) in the year, by name."""
    asked = facts.asked
    rows = moved(asked, direction)
    return box(
        f"{direction}的组织 {exact(len(rows))} 个",
        subtitle(asked.ladder, asked.moment.period, f"本次等级比上一次{'高' if direction == '升级' else '低'}"),
        *_list(asked, MOVED, rows, direction),
        foot="按组织名称排列；每个组织的全部评定可在数据明细中查到。",
        span=6,
    )


def expiry_box(facts: Facts) -> Component:
    """Grades that end within a year, soonest first."""
    asked = facts.asked
    columns = [
        Column("name", "组织", text=True),
        Column("grade", "等级", text=True),
        Column("until", "有效期至", text=True),
        Column("area", "地区", text=True),
    ]
    rows = [{**row, "until": f"{row['valid_until']:%Y-%m-%d}"} for row in due_for_expiry(asked)]
    return box(
        f"一年内到期 {exact(len(rows))} 个",
        subtitle(asked.ladder, f"{asked.moment.words}起 {EXPIRY_DAYS} 天内", "先到期的在前"),
        *_list(asked, columns, rows, "到期"),
        foot="到期后不再算有等级，除非重新评定。",
        span=6,
    )


def upgrade_box(facts: Facts, most: int) -> Component:
    """Organisations that have stayed below the top twice or more."""
    asked = facts.asked
    columns = [
        Column("name", "组织", text=True),
        Column("grade", "现等级", text=True),
        Column("times", "连续同级", "次"),
        Column("area", "地区", text=True),
    ]
    rows = [{**row, "times": _times(row["grades"])} for row in due_for_upgrade(asked)]
    rows.sort(key=lambda row: -row["times"])
    return box(
        f"可推动升级 {exact(len(rows))} 个",
        subtitle(asked.ladder, asked.moment.words, "连续同级次数多的在前"),
        *_list(asked, columns, rows, "待升", most),
        foot="最近连续两次以上评为同一级、还没有到最高级、仍在册的组织；能否升级由评定机构决定。",
        span=6,
    )


def list_boxes(facts: Facts) -> list[Component]:
    """The lists by name; the yearly ladder is graded anew every year, so nothing of it expires."""
    expiring = [] if facts.asked.ladder == YEARLY else [guarded(expiry_box, facts)]
    beside = sum(min(row["numerator"] or 0, MOST_NAMES) for row in (facts.up, facts.down)) + BOX_IN_ROWS
    return [
        guarded(moved_box, facts, "升级"),
        guarded(upgrade_box, facts, MOST_NAMES if expiring else max(MOST_NAMES, beside)),
        *expiring,
        guarded(moved_box, facts, "降级"),
    ]


def nothing_box(facts: Facts) -> Component:
    """Why there is nothing to draw, and where there is something."""
    asked = facts.asked
    held = [year for year, one in facts.by_year.items() if sum(one["counts"].values())]
    if held:
        years = f"{min(held)}—{max(held)}年" if len(held) > 1 else f"{held[0]}年"
        last = html.A(f"看{max(held)}年", href=asked.state.link(year=max(held), as_of=None))
        return notice(f"{asked.moment.words}没有有效的{asked.ladder}", f"有{asked.ladder}的年份：{years}。", last)
    others = [
        html.A(name, href=asked.state.link(ladder=None if name == YEARLY else name))
        for name in asked.ladders
        if name != asked.ladder
    ]
    links = [piece for one in others for piece in (one, "　")]
    words = f"{asked.place.name}没有任何一年的{asked.ladder}记录。可以换一个地区，或看别的评定体系："
    return notice(f"没有{asked.ladder}", words, html.P(links[:-1]))


def _times(grades: list[str]) -> int:
    """How many times running the latest grade was given."""
    return next((place for place, grade in enumerate(grades) if grade != grades[0]), len(grades))


LIST_NAMES = {
    "变动": "chosen",
    "持有": "holding",
    "升级": "raised",
    "降级": "lowered",
    "到期": "expiring",
    "待升": "due",
}


def _list(
    asked: Asked, columns: Sequence[Column], rows: list[dict], key: str, most: int = MOST_NAMES
) -> list[Component]:
    """A table of the first names, with a link to all of them."""
    if not rows:
        return [html.P("没有。", className="box-words")]
    opened = asked.state["all"] == key
    shown = rows if opened else rows[:most]
    places = {row["area_code"]: row["name"] for row in ask("area_names", codes=[one["area_code"] for one in shown])}
    lines = [{**row, "area": places.get(row["area_code"], ""), "href": org_href(row["org_id"])} for row in shown]
    listed = data_table(columns, lines, f"{asked.ladder}：{key}的组织", name=LIST_NAMES[key])
    table = html.Div(listed, className="name-table")
    if len(rows) <= most:
        return [table]
    words = f"只看前 {most} 个" if opened else f"全部 {exact(len(rows))} 个"
    return [table, html.A(words, href=asked.state.link(all=None if opened else key), className="tool")]


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
