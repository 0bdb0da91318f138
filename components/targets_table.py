"""目标: the sentence, the cards and the table: each target, what was reached, how far there is to go."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from access import present
from access.roles import May
from components.chips import Option, choice_chip, filter_bar
from components.data_table import Cell, Column, data_table
from components.icon import icon
from components.indicator_card import Card, cards
from components.notes import notes
from components.profile_links import area_href, hub_href
from components.state import State
from components.states import notice
from components.targets_facts import (
    GOAL,
    REFERENCE,
    SIGNS,
    Asked,
    Facts,
    Line,
    subject_words,
)
from components.topbar import UNIVERSE_WORDS
from components.views_chip import hidden
from components.views_list import post_form
from components.words import answer, box, figure, subtitle
from figures.numbers import exact
from indicators.inside import is_inside
from jobs.targets import PAGE

NAME, SUBJECT = Column("name", "指标", text=True), Column("subject", "谁的", text=True)
NUMBERS = (
    Column("year", "年份", text=True),
    Column("sign", "方向", text=True),
    Column("value", "目标值"),
    Column("actual", "实际值"),
    Column("held", "实际是哪年", text=True),
    Column("unit", "单位", text=True),
    Column("gap", "差距", text=True),
)
REACHED = Column("reached", "结果", text=True)
BASIS, STANDING = Column("basis", "口径", text=True), Column("standing", "状态", text=True)
WAYS = Column("ways", "办理", text=True)
ORIGIN = (Column("source", "出处", text=True), Column("came", "怎么来的", text=True))


def sentence(facts: Facts) -> html.P:
    """How many targets are in force and how many of them are reached."""
    asked, goals = facts.asked, facts.goals
    start = f"{asked.moment.period}，{asked.place.name}"
    if not goals:
        ways = "可以在下面填写，或从“数据导入”上传目标值表。" if present.may(May.TARGETS) else ""
        return answer(f"{start}没有有效的目标。{ways}")
    counts = _counts(facts)
    said: list[str | Component] = [f"{start}有 ", figure(len(goals), "个有效目标"), "：已达到 "]
    said += [figure(counts["已达到"], "个"), "，未达到 ", figure(counts["未达到"], "个")]
    said += ["，", figure(counts["没有实际值"], "个"), "没有实际值，不能比较"] if counts["没有实际值"] else []
    return answer(*said, "。")


def _counts(facts: Facts) -> dict[str, int]:
    found = [_result(line) for line in facts.goals]
    return {words: found.count(words) for words in ("已达到", "未达到", "没有实际值")}


def headline(facts: Facts) -> html.Div:
    """How the targets in force stand, as cards."""
    if not facts.goals:
        return html.Div()
    counts = _counts(facts)
    known = counts["已达到"] + counts["未达到"]
    detail = f"有实际值的 {exact(known)} 个里，已达到 {exact(counts['已达到'])} 个"
    share = 100 * counts["已达到"] / known if known else None
    items = [
        Card("有效目标", len(facts.goals), "个", before_words=""),
        Card("已达到", counts["已达到"], "个", before_words=""),
        Card("未达到", counts["未达到"], "个", before_words=""),
        Card("达到的比例", share, "%", decimals=1, detail=detail, before_words="", missing="没有实际值"),
    ]
    return cards(facts.asked.state, items)


def choices(asked: Asked) -> html.Div:
    """Targets or reference points; those in force or of every year."""
    natures = [Option(GOAL, "目标", "要达到的"), Option(REFERENCE, "参考", "可以对照的，不算是否达到")]
    years = [Option(None, "有效的", "所看这一年适用的"), Option("全部", "全部年份")]
    chips = [
        choice_chip(asked.state, "nature", "性质", natures, default=GOAL),
        choice_chip(asked.state, "standing", "哪些", years),
    ]
    return filter_bar(chips)


def table_box(facts: Facts, is_open: bool) -> html.Section:
    """Every target with its actual value; where targets may be entered, with the ways to change or withdraw it."""
    asked, lines = facts.asked, facts.lines
    words = subtitle(f"实际值为{asked.moment.period}", asked.nature, f"{len(lines)} 个")
    if not lines:
        more = "；也可以在下面填写" if present.may(May.TARGETS) else ""
        empty = notice("没有这样的目标", f"换一个地区、年份，或把“哪些”改为全部年份{more}。")
        return box("目标与实际", words, empty, foot=_foot(facts), span=12)
    rows = [_row(line, asked, is_open) for line in lines]
    table = html.Div(
        data_table(_columns(facts, is_open), rows, "目标与实际", name="targets"), className="targets-table"
    )
    return box("目标与实际", words, table, foot=_foot(facts), span=12)


def _columns(facts: Facts, is_open: bool) -> list[Column]:
    """Only what tells the lines apart: no basis where none is named, no standing where all are in force."""
    asked, lines = facts.asked, facts.lines
    numbers = [one for one in NUMBERS if asked.is_every_year or one.key != "held"]
    columns = [NAME, SUBJECT, *numbers]
    columns += [REACHED] if asked.nature == GOAL else []
    columns += [BASIS] if any(line.row["universe"] or line.row["basis"] for line in lines) else []
    columns += [STANDING] if asked.is_every_year else []
    return [*columns, *([WAYS] if is_open else []), *ORIGIN]


def _foot(facts: Facts) -> str:
    year = facts.asked.moment.year
    return (
        f"一年里做多少的目标（如活动场次）只管当年；到某年达到多少的目标，以不晚于{year}年的最近一年为有效，都在以后的取最早的一年。"
        "全国的目标对照所看的地区，其余各看自己的实际值；数与各页卡片、指标口径页相同。"
    )


def _row(line: Line, asked: Asked, is_open: bool) -> dict:
    row = line.row
    return {
        "name": line.name,
        "href": asked.state.go("/indicators", q=row["indicator"]) if line.definition else None,
        "subject": Cell(subject_words(row, asked.place), _subject_href(row)),
        "year": str(row["year"]) if row["year"] else "不限",
        "sign": html.Span(row["comparison"], title=SIGNS[row["comparison"]]),
        "value": exact(row["value"], line.decimals),
        "actual": exact(line.actual, line.decimals) if line.actual is not None else line.missing,
        "held": f"{line.year}年",
        "unit": line.definition.unit if line.definition else "",
        "gap": gap_words(line),
        "reached": _mark(line),
        "basis": _basis_words(row),
        "standing": line.standing,
        "source": html.Span(row["source"], className="import-long"),
        "came": _came(row, asked.state),
        "ways": _ways(line, asked) if is_open else "",
    }


def _subject_href(row: dict) -> str | None:
    if row["hub_id"]:
        return hub_href(row["hub_id"])
    return area_href(row["area_code"]) if row["area_code"] else None


def gap_words(line: Line) -> str:
    """How far there is to go, or how far beyond the target."""
    if line.gap is None:
        return ""
    far = exact(abs(line.gap), line.decimals)
    is_nothing = far == exact(0, line.decimals)
    if line.row["kind"] == REFERENCE:
        is_above = (line.gap > 0) == (line.row["comparison"] == "≥")
        return "持平" if is_nothing else f"{'高' if is_above else '低'} {far}"
    is_most = line.row["comparison"] == "≤"
    if line.is_reached:
        return "正好" if is_nothing else f"{'低于上限' if is_most else '超出'} {far}"
    return "差一点" if is_nothing else f"{'超过上限' if is_most else '还差'} {far}"


def _result(line: Line) -> str:
    return {True: "已达到", False: "未达到", None: "没有实际值"}[line.is_reached]


def _mark(line: Line) -> html.Span:
    sign = {True: "check-circle", False: "exclamation-circle", None: "slash-circle"}[line.is_reached]
    tone = {True: "good", False: "bad", None: "plain"}[line.is_reached]
    return html.Span([icon(sign), _result(line)], className=f"import-state is-{tone}")


def _basis_words(row: dict) -> str:
    universe = UNIVERSE_WORDS.get(row["universe"], row["universe"]) if row["universe"] else ""
    return subtitle(universe, row["basis"]) or "不限"


def _came(row: dict, state: State) -> str | Cell:
    if row["delivery"] is None:
        return "随程序提供"
    if not row["file"]:
        return "与范围外的一起报送"
    count = row["rows_delivered"] or 0
    words = "网页填写" if count == 1 and (row["file"] or "").startswith("目标_") else f"{row['file']}（{count} 行）"
    return Cell(words, state.go("/quality", delivery=row["delivery"]))


def _ways(line: Line, asked: Asked) -> html.Div:
    """Change it: the form with everything filled in; withdraw it, if it was delivered alone."""
    row = line.row
    inside = is_inside(row["area_code"], row["hub_id"])
    if row["area_code"] and not inside:  # of an area above the scope
        return html.Div()
    name = f"{line.name}，{subject_words(row, asked.place)}，{row['year'] or '不限年份'}"
    label = {"aria-label": f"改目标：{name}"}
    parts: list[Component] = [html.A("改", href=_change_href(row, asked), className="button", **label)]
    if row["delivery"] and row["rows_delivered"] == 1 and inside:
        kept = [hidden("delivery", row["delivery"]), hidden("area", asked.place.code or "")]
        parts.append(post_form(f"{PAGE}/withdraw", "撤回", *kept, label=f"撤回目标：{name}"))
    return html.Div(parts, className="targets-ways")


def _change_href(row: dict, asked: Asked) -> str:
    """The form about the same target; one of the whole country is set anew for the place of the page."""
    year = row["year"] or asked.moment.year
    chosen = {"goal": row["indicator"], "goal_year": year, "goal_universe": row["universe"]}
    chosen |= {"goal_basis": row["basis"], "goal_comparison": row["comparison"], "goal_kind": row["kind"]}
    value = f"{row['value']:.3f}".rstrip("0").rstrip(".")
    chosen |= {"goal_value": value, "goal_source": row["source"].replace(",", "，")}
    chosen |= {"goal_hub": row["hub_id"], "area": row["area_code"] or asked.place.code, "job": None, "checked": None}
    return f"{asked.state.link(**chosen)}#targets-form"


def remarks() -> html.Section:
    """What a reader has to know about targets."""
    return notes(
        [
            [html.B("目标与参考："), "目标是要达到的，算达到没有；参考只供对照。口径不同的数不放在一起比。"],
            [
                html.B("从哪里来："),
                "随程序提供的写在 data/reference/targets.csv；报送的和在本页填的优先，相同的以后来的为准。",
            ],
            [
                html.B("更改与撤回："),
                "更改就是再填一次，原来的留着备查；撤回以后，原来的又有效。一份表里报来几个目标的，改好整份再传。",
            ],
            [html.B("在哪里看得到："), "总览、组织密度、服务覆盖、资金的卡片和图，枢纽年度和它的报告，指标口径页。"],
        ]
    )
