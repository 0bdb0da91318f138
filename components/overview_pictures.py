"""总览: the areas beside each other, the sources of money, and what was delivered."""

from __future__ import annotations

from dash.development.base_component import Component

from components.chart import chart
from components.data_table import Cell, Column, data_table
from components.overview_alarms import thresholds
from components.overview_facts import PARTS, Facts, Measure
from components.overview_words import latest_in_words, why_none
from components.place import LEVELS, Place
from components.states import notice
from components.withheld import told
from components.words import box, source, subtitle, tabs, universe_words
from figures import theme
from figures.bars import ranking
from figures.numbers import exact
from figures.stacked import stacked_share
from indicators.warehouse import ask, snapshot

MOST_BARS, MOST_YEARS = 16, 8
COMPARED = (
    "communities_served",
    "orgs",
    "orgs_per_10k_people",
    "net_growth",
    "social_workers_per_10k",
    "active_volunteer_share",
    "funds_received",
    "government_dependence",
)
RECORD_WORDS = (
    "organizations",
    "activities",
    "funding",
    "volunteer_hours",
    "ratings",
    "workforce",
    "population",
    "hubs",
)


def areas_chart(facts: Facts) -> Component:
    """The leading number of one 社 in the areas below (for a community: beside); a click goes down."""
    asked, measure = facts.asked, facts.asked.shown.lead
    rows = sorted(facts.areas(measure), key=lambda row: (row["value"] is None, -(row["value"] or 0)))
    known = [row for row in rows if row["value"] is not None]
    shown = rows if len(rows) <= MOST_BARS else known[:MOST_BARS] + [row for row in rows if row["value"] is None][:3]
    decimals = _decimals(measure)
    level = LEVELS[rows[0]["level"]] if rows else asked.place.below
    views = [(part.name, asked.state.link(show=part.name), part is asked.shown) for part in PARTS]
    return chart(
        asked.state,
        "areas",
        f"{'同级' if asked.compares_peers else '各'}{level}：{measure.name}",
        _areas_picture(facts, measure, shown),
        _short_table(facts, measure, rows),
        subtitle=subtitle(measure.definition.unit, *_said(facts, measure)),
        foot=source(facts.results[measure.indicator], "各地报送", _hidden(rows, shown)),
        summary=_summary(known, measure, decimals),
        span=6,
        indicator=measure.indicator,
        tools=[tabs("比较哪一社", views)],
    )


def _areas_picture(facts: Facts, measure: Measure, shown: list[dict]) -> dict | Component:
    asked, decimals, target = facts.asked, _decimals(measure), facts.targets[measure.indicator]
    if facts.not_split(measure):
        words = f"{measure.name}只报到{asked.place.name}，没有分到{asked.place.below}；分不出的数不画成 0。"
        return notice("没有分到下级", words)
    if all(row["value"] is None for row in shown):
        words = f"{asked.moment.period}这里没有哪个地区报送了{measure.name}所需的记录。请换一年或换一社。"
        return notice("没有可比的地区", words)
    return ranking([_bar(facts, measure, row, decimals) for row in shown], decimals, target.mark if target else None)


def _decimals(measure: Measure) -> int:
    return 0 if measure.definition.unit == "元" else min(measure.definition.decimals, 1)


def _said(facts: Facts, measure: Measure) -> list[str | None]:
    words = universe_words(facts.asked.state) if "universe" in measure.takes else None
    period = facts.asked.moment.words if measure.definition.kind == "stock" else facts.asked.moment.period
    return [facts.results[measure.indicator].basis, words, period]


def _bar(facts: Facts, measure: Measure, row: dict, decimals: int) -> dict:
    missing = why_none(measure, row)
    unit = measure.definition.unit
    words = f"<b>{exact(row['value'], decimals)}</b> {unit}" if row["value"] is not None else missing
    if row["value"] is not None and row["denominator"] is not None:
        words += f"<br>{exact(row['numerator'])} ÷ {exact(row['denominator'])}"
    return {
        "label": row["area_name"],
        "value": row["value"],
        "own": row["area_code"] == facts.asked.place.code,
        "href": facts.asked.state.link(area=row["area_code"]),
        "hover": f"{row['area_name']}<br>{words}",
        "missing": missing,
    }


def _hidden(rows: list[dict], shown: list[dict]) -> str:
    hidden, silent = len(rows) - len(shown), sum(not row["reported"] for row in rows)
    words = [f"另有 {hidden} 个没有画出，见表"] if hidden else []
    return "；".join(words + ([f"{silent} 个未报送"] if silent else []))


def _summary(known: list[dict], measure: Measure, decimals: int) -> str:
    if not known:
        return "没有可比的地区"
    ends = [f"{row['area_name']} {exact(row['value'], decimals)}" for row in (known[0], known[-1])]
    return f"条形图：最高 {ends[0]}，最低 {ends[1]} {measure.definition.unit}"


def _short_table(facts: Facts, measure: Measure, rows: list[dict]) -> Component:
    columns = [
        Column("area_name", "地区", text=True),
        Column("numerator", "分子", decimals=0),
        Column("denominator", "分母", decimals=0),
        Column("value", measure.name, measure.definition.unit, measure.definition.decimals),
    ]
    return data_table(columns, [_linked(facts, row) for row in rows], f"各地区的{measure.name}")


def _linked(facts: Facts, row: dict) -> dict:
    own = row["area_code"] == facts.asked.place.code
    return {**row, "own": own, "href": facts.asked.state.link(area=row["area_code"])}


def areas_table(facts: Facts) -> Component:
    """Every area below with one number of each 社 and more; the own area in the last line."""
    asked = facts.asked
    measures = {one.indicator: one for part in PARTS for one in part.measures if one.indicator in COMPARED}
    chosen = [measures[key] for key in COMPARED]
    whole_only = [one for one in chosen if facts.not_split(one)]
    rows: dict[str, dict] = {}
    for measure in chosen:
        for row in facts.areas(measure):
            line = rows.setdefault(row["area_code"], {**_linked(facts, row), "reported": True})
            line[measure.indicator] = None if measure in whole_only else told(row)
            line[f"{measure.indicator}-state"] = row["reported"] or measure in whole_only
    columns = [Column("area_name", "地区", text=True)] + [
        Column(one.indicator, one.name, one.definition.unit, _decimals(one)) for one in chosen
    ]
    total = {"area_name": asked.place.name, **{one.indicator: told(facts.row(one)) for one in chosen}}
    names = [line["area_name"] for line in rows.values() if not any(line.get(f"{key}-state") for key in COMPARED)]
    return box(
        f"{'同级地区' if asked.compares_peers else '下级地区'}对照",
        subtitle(universe_words(asked.state), asked.basis, asked.moment.period, "点地区名进入"),
        data_table(
            columns,
            [_with_words(line) for line in rows.values()],
            "各地区的五社指标",
            None if asked.compares_peers else total,
            name="all-parts",
        ),
        foot=source(
            facts.results["orgs"],
            "各地报送",
            _table_foot(names, [one.name for one in whole_only], asked.place),
        ),
        span=12,
    )


def _table_foot(silent: list[str], whole_only: list[str], place: Place) -> str:
    words = [f"{len(silent)} 个地区什么都没有报送" if silent else "每个地区至少报了一类"]
    if whole_only:
        words.append(f"{'、'.join(whole_only)}只报到{place.name}，没有分到下级")
    if not place.code:
        words.append("合计的覆盖率只除以有报送的街道乡镇的社区，各地区除以自己的全部社区")
    return "；".join(words)


def _with_words(line: dict) -> dict:
    """未报送 only where nobody delivered that record; a reported ratio without its population keeps a dash."""
    silent = {
        key: Cell(None, reported=False) for key in COMPARED if line.get(key) is None and not line.get(f"{key}-state")
    }
    return {**line, **silent}


def sources_chart(facts: Facts) -> Component:
    """What the own funds of each year are made of, by source."""
    asked, found = facts.asked, sources_by_year(facts)
    parts = {key: color for key, color in theme.SOURCES.items() if any(key in one for one in found.values())}
    wholes = [{"label": f"{year}年", "parts": one, "href": asked.state.link(year=year)} for year, one in found.items()]
    why = "报送的资金里没有自有资金到账" if facts.row(PARTS[4].lead)["reported"] else "没有报送资金台账"
    words = f"{asked.place.name}到{asked.moment.period}为止{why}。可以换一个地区。"
    return chart(
        asked.state,
        "sources",
        "到账资金从哪里来",
        stacked_share(wholes, parts, "元") if wholes else notice("没有到账资金", words),
        _sources_table(facts, found, list(parts)),
        subtitle=subtitle("占到账自有资金的比重，格中为元", "不含代管与转拨"),
        foot=source(facts.results["funds_received"], "资金台账", "没有出现的年份未报送"),
        summary=f"百分比条形图：{len(wholes)} 年的资金来源构成",
        span=6,
        indicator="funds_received",
        all_years=True,
    )


def sources_by_year(facts: Facts) -> dict[int, dict]:
    """Own funds by source for the latest years that have any, newest first."""
    years = [year for year in facts.asked.moment.years if year <= facts.asked.moment.year][-MOST_YEARS:]
    found = {
        year: {row["source"]: row["value"] for row in facts.sources if row["year"] == year and row["value"]}
        for year in reversed(years)
    }
    return {year: one for year, one in found.items() if one}


def _sources_table(facts: Facts, found: dict[int, dict], parts: list[str]) -> Component:
    columns = [
        Column("year", "年份", text=True),
        *[Column(key, key, "元", 2) for key in parts],
        Column("all", "合计", "元", 2),
    ]
    rows = [
        {
            "year": str(year),
            **{key: one.get(key, 0) for key in parts},
            "all": sum(one.values()),
            "href": facts.asked.state.link(year=year),
        }
        for year, one in found.items()
    ]
    return data_table(columns, rows, "各年到账资金按来源")


def delivered_box(facts: Facts) -> Component:
    """What was delivered: latest day per kind of record, how many deliveries, and how old the data are."""
    with snapshot() as now:
        day = now.data_date
    rows = [row for row in ask("delivered_at", area=facts.asked.place.code) if row["type"] in RECORD_WORDS]
    lines = [
        {
            **row,
            "latest": latest_in_words(row) if row["latest"] else "名录，无期末",
            "received": f"{row['received']:%Y-%m-%d}" if row["received"] else "与范围外的一起报送",
            "state": _age(day, row["latest"]),
        }
        for row in rows
    ]
    columns = [
        Column("name", "记录", text=True),
        Column("rows", "现行记录", "条"),
        Column("deliveries", "报送", "次"),
        Column("latest", "最近一条到", text=True),
        Column("received", "最近收到", text=True),
        Column("state", "新旧", text=True),
    ]
    table = (
        data_table(columns, lines, "各类记录的报送情况", name="delivered")
        if lines
        else notice("没有报送", f"{facts.asked.place.name}还没有任何记录。请先装载报表，或换一个地区。")
    )
    return box(
        "数据到哪一天",
        subtitle(facts.asked.place.name, f"全部数据截至 {day:%Y-%m-%d}"),
        table,
        foot="“最近一条到”是记录里最晚的日期，不是收到的日期；比全部数据早一年以上的标为“已旧”。",
        span=6,
    )


def _age(day, latest) -> str:
    if latest is None:
        return "随时更新"
    return "已旧" if (day - latest).days > thresholds()["overdue"]["limit"] else "当期"
