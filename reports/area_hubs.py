"""年度成效报告 of an area: its hubs beside each other, with the numbers of their own years."""

from __future__ import annotations

from collections import Counter

from components.hubs_facts import MEASURES, Measure, asked_of, facts_of, open_in
from components.hubs_pictures import foot, short_name
from components.hubs_words import LEVEL_WORDS
from components.state import State
from figures.numbers import Number, rounding
from indicators.warehouse import ask
from reports.content import Chapter, Column, Figure, Picture, Series, Table, Value

DRAWN = ("orgs", "activities", "received", "hours")
FEWEST, MOST = 2, 24
UNKNOWN = "— 表示所在地区未报送，或没有一条记录写明这个枢纽"


def hubs_chapter(area: str | None, year: int, universe: str | None) -> Chapter | None:
    """The hubs of an area that were open at the end of the year; None where there are none."""
    hubs = [hub for hub in ask("hubs", area=area, level=None) if open_in(hub, year)]
    if not hubs:
        return None
    values = values_of(hubs, year, universe)
    hubs.sort(key=lambda hub: (-(values[hub["hub_id"]]["orgs"] or 0), hub["hub_id"]))
    lead = f"{year}年末有 {len(hubs)} 个枢纽在运行（{_levels(hubs)}）；各项主要数如下，按在册组织多少排列。"
    pictures = [_picture(hubs, values, measure, year) for measure in MEASURES if measure.key in DRAWN]
    return Chapter("各枢纽", lead, (_table(hubs, values, year), *(one for one in pictures if one is not None)))


def values_of(hubs: list[dict], year: int, universe: str | None) -> dict[str, dict[str, Number | None]]:
    """The headline figures of every hub, as its own year shows them: one reading answers for all its peers."""
    found: dict[str, dict[str, Number | None]] = {}
    for hub in hubs:
        if hub["hub_id"] in found:
            continue
        choices = {"hub": (hub["hub_id"],), "year": (str(year),), **({"universe": (universe,)} if universe else {})}
        facts = facts_of(asked_of(State("/hubs", choices, "hub")))
        for key, line in facts.lines.items():
            for hub_id, value in {**line.others, hub["hub_id"]: line.value(year)}.items():
                found.setdefault(hub_id, {})[key] = value
    return found


def _levels(hubs: list[dict]) -> str:
    """How many of each level: 区县级 1 个、街道级 18 个."""
    counts = Counter(hub["level"] for hub in hubs)
    known = [level for level in LEVEL_WORDS if counts[level]]
    return "、".join(f"{LEVEL_WORDS[level]} {counts[level]} 个" for level in known)


def _name(hub: dict, usual: str) -> str:
    """The short name, with the level where it is not that of most of them."""
    level = "" if hub["level"] == usual else f"（{LEVEL_WORDS.get(hub['level'], hub['level'])}）"
    return f"{short_name(hub)}{level}"


def _cell(value: Number | None, measure: Measure) -> Value:
    if value is None:
        return None
    rounded = rounding(value, measure.decimals)
    return float(rounded) if measure.decimals else int(rounded)


def _table(hubs: list[dict], values: dict, year: int) -> Figure:
    columns = (
        Column("枢纽"),
        *(Column(measure.name, measure.unit, True, measure.decimals) for measure in MEASURES),
    )
    usual = Counter(hub["level"] for hub in hubs).most_common(1)[0][0]
    rows = tuple(
        (
            _name(hub, usual),
            *(_cell(values[hub["hub_id"]][measure.key], measure) for measure in MEASURES),
        )
        for hub in hubs
    )
    table = Table("各枢纽十项主要数", columns, rows)
    return Figure("各枢纽十项主要数", f"{year}年", foot("名录、台账中写明枢纽的记录", UNKNOWN), table=table)


def _picture(hubs: list[dict], values: dict, measure: Measure, year: int) -> Figure | None:
    known = [hub for hub in hubs if values[hub["hub_id"]][measure.key] is not None]
    if len(known) < FEWEST:
        return None
    known.sort(key=lambda hub: -values[hub["hub_id"]][measure.key])
    shown = known[:MOST]
    numbers = tuple(float(values[hub["hub_id"]][measure.key]) for hub in shown)
    more = [f"{len(hubs) - len(known)} 个枢纽没有可用的记录"] if len(known) < len(hubs) else []
    more += [f"只画前 {MOST} 个，其余见上表"] if len(known) > MOST else []
    picture = Picture(
        "bar",
        tuple(short_name(hub) for hub in shown),
        (Series(measure.name, numbers),),
        measure.unit,
        measure.decimals,
    )
    rows = tuple((short_name(hub), _cell(values[hub["hub_id"]][measure.key], measure)) for hub in shown)
    table = Table(
        f"各枢纽{measure.name}", (Column("枢纽"), Column(measure.name, measure.unit, True, measure.decimals)), rows
    )
    period = f"{year}年末" if measure.definition.kind == "stock" else f"{year}年"
    return Figure(
        f"各枢纽：{measure.name}",
        f"{measure.unit} · {period}",
        foot("名录、台账中写明枢纽的记录", "；".join(more)),
        picture,
        table,
        f"条形图：最多的是{known[0]['name']}",
    )
