"""志愿服务: hours by year, area and kind; stars; the calendar of the seasons; cohorts."""

from __future__ import annotations

from dash.development.base_component import Component

from components.chart import chart
from components.data_table import Column, data_table
from components.events import events_on
from components.states import notice
from components.volunteers_facts import HOURS, MOST_COHORTS, Facts, star_ladders
from components.withheld import why_withheld
from components.words import source, subtitle
from figures.bars import ranking
from figures.matrix import matrix
from figures.numbers import NOT_REPORTED, exact, percent
from figures.trend import trend
from indicators.few_people import smallest

FILE = "志愿服务时长记录"
MOST_BARS = 20
MONTHS = [f"{month}月" for month in range(1, 13)]


def _nothing(facts: Facts) -> Component:
    asked = facts.asked
    if not facts.is_reported:
        return notice(NOT_REPORTED, f"{asked.place.name}{asked.moment.period}没有人报送志愿服务时长。")
    if facts.row.get("hidden"):
        return notice("按规定不显示", f"{facts.row['hidden']}；不等于没有服务。")
    if facts.row.get("value") and smallest():
        return notice("按规定不显示", "分到这一步，每一份背后的人太少，按规定不显示；不等于没有服务。")
    return notice("没有符合条件的服务", f"{asked.place.name}{asked.moment.period}没有符合条件的志愿服务。")


def trend_chart(facts: Facts, span: int = 6) -> Component:
    """Hours of every year."""
    asked = facts.asked
    known = [row for row in facts.by_year if row["reported"] and row["value"] is not None]
    events = None
    picture: dict | Component = notice("画不出走势", "报送志愿服务时长的年份不到两年。")
    if len(known) > 1:
        years = range(known[0]["year"], known[-1]["year"] + 1)
        points = [_year_point(facts, row) for row in facts.by_year if row["year"] in years]
        events = events_on(asked.state, asked.place, years, "flow")
        lines = [{"name": asked.place.name, "points": points}]
        picture = trend(lines, 0, here=asked.moment.year, events=events.marks)
    columns = [
        Column("year", "年份", text=True),
        Column("value", "服务时长", "小时", 1),
        Column("people_told", "志愿者", "人"),
        Column("times", "参与", "人次"),
    ]
    rows = [{**row, "href": asked.state.link(year=row["year"])} for row in reversed(facts.by_year)]
    foot = source(facts.hours, FILE)
    ends = "，".join(f"{row['year']}年 {exact(row['value'])} 小时" for row in (known[:1] + known[-1:]))
    return chart(
        asked.state,
        "trend",
        "志愿服务时长逐年变化",
        picture,
        data_table(columns, rows, "历年志愿服务"),
        subtitle=subtitle("小时", asked.place.name, "各年"),
        foot=events.after(foot) if events else foot,
        summary=f"折线图：{ends}" if known else "没有可画的年份",
        span=span,
        indicator=HOURS,
        tools=events.tools if events else (),
        all_years=True,
    )


def _year_point(facts: Facts, row: dict) -> dict:
    value = row["value"] if row["reported"] else None
    words = f"{row['year']}年<br>{why_withheld(row) or f'<b>{exact(value, 1)}</b> 小时'}"
    if row["people"]:
        words += f"，{exact(row['people'])} 名志愿者"
    return {"x": row["year"], "value": value, "hover": words, "href": facts.asked.state.link(year=row["year"])}


def areas_chart(facts: Facts, span: int = 6) -> Component:
    """The areas below by their hours; a click goes down."""
    asked = facts.asked
    bars = [
        {
            "label": row["area_name"],
            "value": row["value"] if row["reported"] else None,
            "href": asked.state.link(area=row["area_code"]),
            "missing": why_withheld(row) or NOT_REPORTED,
            "hover": f"{row['area_name']}<br>{_area_words(row)}",
        }
        for row in facts.by_area[:MOST_BARS]
    ]
    columns = [
        Column("area_name", "地区", text=True),
        Column("value", "服务时长", "小时", 1),
        Column("people_told", "志愿者", "人"),
    ]
    rows = [{**row, "href": asked.state.link(area=row["area_code"])} for row in facts.by_area]
    hidden = len(rows) - len(bars)
    return chart(
        asked.state,
        "areas",
        f"各{asked.place.below}的志愿服务时长",
        ranking(bars) if bars else notice("没有下级", "区划树里这个地区没有下级。"),
        data_table(columns, rows, "各地区的志愿服务"),
        subtitle=subtitle("小时，计在服务发生的地方", asked.moment.period),
        foot=source(
            facts.hours,
            FILE,
            f"另有 {hidden} 个没有画出，见表" if hidden else "在几个地区服务的人各地都计，人数不能相加",
        ),
        summary=f"条形图：最多的是{rows[0]['area_name']}" if rows else "没有可比的地区",
        span=span,
        indicator=HOURS,
    )


def _area_words(row: dict) -> str:
    people = f"，{exact(row['people'])} 名志愿者" if row["people"] is not None else ""
    return why_withheld(row) or f"<b>{exact(row['value'], 1)}</b> 小时{people}"


def kinds_chart(facts: Facts, span: int = 6) -> Component:
    """Hours by the kind of activity they were given to; a click narrows the page to one."""
    state = facts.asked.state
    known = [row for row in facts.by_kind if row["value"] is not None]
    whole = sum(row["value"] for row in known) if len(known) == len(facts.by_kind) else facts.row["value"]
    bars = [
        {
            "label": row["kind"],
            "value": row["value"],
            "own": row["kind"] in state.values("kind"),
            "href": state.toggled("kind", row["kind"]),
            "hover": f"{row['kind']}<br><b>{exact(row['value'], 1)}</b> 小时，占 {percent(row['value'] / whole)}",
        }
        for row in known
        if whole
    ]
    columns = [
        Column("kind", "活动类型", text=True),
        Column("value", "服务时长", "小时", 1),
        Column("share", "占比", "%", 1),
    ]
    rows = [
        {**row, "share": row["value"] / whole * 100 if row["value"] is not None and whole else None}
        for row in facts.by_kind
    ]
    return chart(
        state,
        "kinds",
        "时间花在哪类活动上",
        ranking(bars) if bars else _nothing(facts),
        data_table(columns, rows, "各类活动的志愿服务时长"),
        subtitle=subtitle("小时", facts.asked.moment.period),
        foot=source(facts.hours, FILE, "没有写明活动的记为未填写；点一条即筛选，再点取消"),
        summary=f"条形图：最多的是{bars[0]['label']}" if bars else "没有服务时长",
        span=span,
        indicator=HOURS,
    )


def stars_chart(facts: Facts, span: int = 6) -> Component:
    """Volunteers by star: cumulative hours up to the end of the year."""
    rows = [row for row in facts.stars if row["denominator"] or why_withheld(row)]
    bars = [
        {
            "label": row["star"],
            "value": row["numerator"] or 0,
            "hover": f"{row['star']}<br><b>{exact(row['numerator'] or 0)}</b> 人，占 {exact(row['value'], 1)}%",
        }
        for row in rows
        if not why_withheld(row)
    ]
    columns = [Column("star", "星级", text=True), Column("numerator", "志愿者", "人"), Column("value", "占比", "%", 1)]
    whole = rows[0]["denominator"] if bars else 0
    ladder = star_ladders()[facts.asked.star_ladder]
    steps = "、".join(f"{name} {exact(hours)}" for name, hours in zip(ladder["names"], ladder["hours"], strict=True))
    rule = f"{facts.asked.star_ladder}阶梯：{steps} 小时（{ladder['source']}）"
    return chart(
        facts.asked.state,
        "stars",
        "志愿者星级",
        ranking(bars) if bars else _withheld(facts.stars) or _nothing(facts),
        data_table(columns, rows, "志愿者星级分布"),
        subtitle=subtitle("累计时长达到阶梯的志愿者，人", facts.asked.moment.words, f"{facts.asked.star_ladder}阶梯"),
        foot=source(facts.hours, FILE, f"共 {exact(whole)} 名出现过的志愿者；{rule}" if bars else rule),
        summary=f"条形图：出现过的志愿者 {exact(whole)} 人" if bars else "没有可画的星级",
        span=span,
        indicator=f"volunteer_stars;star_ladder={facts.asked.star_ladder}",
    )


def _withheld(rows: list[dict]) -> Component | None:
    """What stands in the place of a picture of withheld figures."""
    why = next((why_withheld(row) for row in rows if why_withheld(row)), "")
    return notice("按规定不显示", f"{why}。") if why else None


def calendar_chart(facts: Facts, span: int = 12) -> Component:
    """Hours by year and month: when people serve, and when nobody reported."""
    years = [
        year for year in sorted(facts.months, reverse=True) if any(_cell(row) for row in facts.months[year].values())
    ]
    cells = [[_month_cell(year, month, facts.months[year].get(month)) for month in range(1, 13)] for year in years]
    columns = [
        Column("year", "年份", text=True),
        *(Column(f"m{n}", name, "小时", 1) for n, name in enumerate(MONTHS, 1)),
    ]
    rows = [
        {"year": str(year), **{f"m{month}": _cell(row) for month, row in facts.months[year].items()}} for year in years
    ]
    return chart(
        facts.asked.state,
        "calendar",
        "一年里什么时候服务",
        matrix([f"{year}年" for year in years], MONTHS, cells) if years else _nothing(facts),
        data_table(columns, rows, "各月的志愿服务时长"),
        subtitle=subtitle("小时", "一行是一年，一格是一个月", "空框是 0，斜线是未报送"),
        foot=source(facts.hours, FILE, f"到{facts.asked.moment.period}为止"),
        summary=f"日历图：{len(years)} 年各月的服务时长",
        span=span,
        indicator=HOURS,
        all_years=True,
    )


def _value(row: dict | None):
    if row is None or not row["reported"] or why_withheld(row):
        return None
    return row["value"] or 0


def _cell(row: dict | None):
    """What a table says of a month."""
    return _value(row) if row is None else why_withheld(row) or _value(row)


def _month_cell(year: int, month: int, row: dict | None) -> dict:
    value = _value(row)
    words = f"<b>{NOT_REPORTED if value is None else exact(value, 1)}</b> 小时"
    return {"value": value, "hover": f"{year}年{month}月<br>{why_withheld(row or {}) or words}"}


def cohorts_chart(facts: Facts, span: int = 12) -> Component:
    """Of those first seen in a year, how many per cent were seen again one, two, … years later."""
    year = facts.asked.moment.year
    firsts = sorted(facts.cohorts)
    longest = year - firsts[0] if firsts else 0
    columns = [
        Column("first", "首次出现", text=True),
        Column("people", "志愿者", "人"),
        *(Column(f"y{n}", f"{n} 年后", "%", 1) for n in range(1, longest + 1)),
    ]
    rows = [
        {
            "first": f"{first}年",
            "people": facts.cohorts[first][first],
            **{f"y{later - first}": _again(facts, first, later) for later in range(first + 1, year + 1)},
        }
        for first in firsts
    ]
    earlier = f"；图上是最近 {MOST_COHORTS} 批，更早的见表" if len(firsts) > MOST_COHORTS else ""
    return chart(
        facts.asked.state,
        "cohorts",
        "每一批志愿者还在不在",
        _cohorts_picture(facts, firsts[-MOST_COHORTS:])
        if longest
        else _withheld([facts.active]) or notice("还看不出留存", "有编号的志愿者只出现在一年里，要两年以上才看得出。"),
        data_table(columns, rows, "各批志愿者的留存"),
        subtitle=subtitle("首次出现的志愿者里，后来某年又来的占比，%", f"到{facts.asked.moment.period}"),
        foot=source(facts.hours, FILE, f"首次出现只看本地区的记录；隔年再来也算{earlier}"),
        summary=f"矩阵：{len(firsts[-MOST_COHORTS:])} 批志愿者的留存",
        span=span,
        indicator="volunteer_retention",
        all_years=True,
    )


def _cohorts_picture(facts: Facts, firsts: list[int]) -> dict:
    year = facts.asked.moment.year
    cells = [[_cohort_cell(facts, first, later) for later in range(first, year + 1)] for first in firsts]
    heads = ["当年", *(f"第{n}年后" for n in range(1, year - firsts[0] + 1))]
    return matrix([f"{first}年 {facts.cohorts[first][first]}人" for first in firsts], heads, cells)


def _again(facts: Facts, first: int, later: int) -> float:
    return facts.cohorts[first].get(later, 0) / facts.cohorts[first][first] * 100


def _cohort_cell(facts: Facts, first: int, later: int) -> dict:
    people, value = facts.cohorts[first].get(later, 0), round(_again(facts, first, later))
    words = f"{first}年首次出现的 {facts.cohorts[first][first]} 人<br>{later}年来了 <b>{people}</b> 人，{value}%"
    return {"value": value, "hover": words, "shade": value / 100 if later > first else 0.999}
