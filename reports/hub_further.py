"""年度成效报告 of a hub: pictures that the page shows one at a time, all of them in the chapter they belong to."""

from __future__ import annotations

from dataclasses import replace

from dash.development.base_component import Component

from components.hubs_facts import FEWEST_PEERS, MEASURES, Facts
from components.hubs_pictures import foot, peers_chart, years_chart
from components.hubs_words import EVENTS
from components.states import guarded
from reports.content import Block, Column, Figure, Picture, Series, Table
from reports.reading import blocks_of

FURTHER = {
    "organizations": ("hatched", "excellent"),
    "coverage": ("activities", "visits"),
    "money": ("received", "granted"),
    "volunteers": ("hours",),
}
"""The headline figures whose years, and whose peers where there are enough, stand in a chapter."""
WITH_YEARS = ("money",)  # chapters whose own parts show the years
FEWEST_YEARS = 2


def before(key: str, facts: Facts) -> list[Block]:
    """What opens a chapter before what the page shows there."""
    return [_events(facts)] if key == "organizations" and facts.events else []


def after(key: str, facts: Facts) -> list[Block]:
    """The years, and the peers, of a chapter's headline figures: behind what the page shows there."""
    return blocks_of(_drawn(key, facts))


def _drawn(key: str, facts: Facts) -> list[Component]:
    parts: list[Component] = []
    for measure in MEASURES:
        line = facts.lines[measure.key]
        if measure.key not in FURTHER.get(key, ()) or measure is facts.asked.shown:
            continue
        shown = replace(facts, asked=replace(facts.asked, shown=measure))
        if key not in WITH_YEARS and sum(value is not None for value in line.own.values()) >= FEWEST_YEARS:
            parts.append(guarded(years_chart, shown))
        if line.value(facts.asked.year) is not None and len(line.known_peers) >= FEWEST_PEERS:
            parts.append(guarded(peers_chart, shown))
    return parts


def _events(facts: Facts) -> Figure:
    """How many organisations came, hatched, rose, fell and went."""
    counts = [(title, len(facts.events.get(event, []))) for event, title, _ in EVENTS]
    series = Series("组织", tuple(float(count) for _, count in counts))
    picture = Picture("column", tuple(title for title, _ in counts), (series,), "家")
    table = Table("组织进出各多少家", (Column("变化"), Column("组织", "家", is_number=True)), tuple(counts))
    most = max(counts, key=lambda one: one[1])
    return Figure(
        "组织进出各多少家",
        f"家 · {facts.asked.said}",
        foot("社会组织名录、等级评定", "年度梯队的升降按上年与本年两次评定比较"),
        picture,
        table,
        f"柱形图：最多的是{most[0]}，{most[1]} 家",
    )
