"""枢纽年度: its chapters in order and the parts of each. The page draws them, the yearly report reads them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from components.columns import two_columns
from components.hubs_alarms_box import alarms_box, thresholds_box
from components.hubs_check import check_chart, gaps_box
from components.hubs_coverage import coverage_chart
from components.hubs_facts import Facts
from components.hubs_lines import needs_chart, trainings_chart
from components.hubs_money import budget_box, donors_box, money_box, money_chart, receivers_box, structure_box
from components.hubs_pictures import figures_table, headline_cards, peers_chart, years_chart
from components.hubs_projects import criteria_chart, list_box, projects_box
from components.hubs_volunteers import cohorts_box, months_chart, volunteers_box
from components.hubs_why import why_box
from components.hubs_words import names_box, remarks
from components.hubs_work import five_box, kinds_box, moved_box, needs_box, served_box, trainings_box
from components.states import guarded


@dataclass(frozen=True)
class Part:
    """One framed part of a chapter and how many of twelve columns it takes; without a width it stands in a stack."""

    draw: Callable[..., Component]
    span: int | None = 12


@dataclass(frozen=True)
class HubChapter:
    """One chapter: `key` is its anchor on the page (#money), `parts` in reading order."""

    key: str
    title: str
    parts: tuple[Part, ...]


CHAPTERS = (
    HubChapter(
        "figures",
        "概况与十项指标",
        (Part(headline_cards), Part(peers_chart, 6), Part(years_chart, 6), Part(figures_table)),
    ),
    HubChapter("why", "变化与原因", (Part(why_box),)),
    HubChapter("organizations", "社会组织", (Part(names_box),)),
    HubChapter(
        "coverage",
        "服务与覆盖",
        tuple(Part(draw, None) for draw in (coverage_chart, kinds_box, served_box, moved_box)),
    ),
    HubChapter(
        "money",
        "资金",
        tuple(
            Part(draw, None) for draw in (money_chart, money_box, structure_box, budget_box, donors_box, receivers_box)
        ),
    ),
    HubChapter("projects", "公益创投", (Part(projects_box, 6), Part(criteria_chart, 6), Part(list_box))),
    HubChapter(
        "volunteers", "志愿服务", tuple(Part(draw, None) for draw in (volunteers_box, months_chart, cohorts_box))
    ),
    HubChapter("trainings", "培训督导", (Part(trainings_box, 6), Part(trainings_chart, 6))),
    HubChapter("needs", "需求与对接", (Part(needs_box, 6), Part(needs_chart, 6))),
    HubChapter("check", "五社与体检", (Part(check_chart, None), Part(gaps_box, None), Part(five_box, None))),
    HubChapter("alarms", "需要留意", (Part(alarms_box), Part(thresholds_box))),
    HubChapter("notes", "编制说明", (Part(remarks),)),
)


def chapter_parts(facts: Facts, chapter: HubChapter) -> list[Component]:
    """The parts of one chapter, drawn; one that fails is told in its place and takes no other along."""
    if all(part.span is None for part in chapter.parts):
        return two_columns([guarded(part.draw, facts) for part in chapter.parts])
    return [guarded(part.draw, facts, span=part.span or 6) for part in chapter.parts]


def chapters(facts: Facts) -> list[Component]:
    """The whole year as the page shows it, after a row of links to its chapters."""
    links = [html.A(chapter.title, href=f"#{chapter.key}", className="tool") for chapter in CHAPTERS]
    return [html.Nav(links, className="chapter-links", **{"aria-label": "本页的章节"}), *sections(facts)]


def sections(facts: Facts) -> list[Component]:
    """Every chapter under its heading."""
    return [_drawn(facts, chapter) for chapter in CHAPTERS]


def _drawn(facts: Facts, chapter: HubChapter) -> html.Section:
    heading = html.H2(chapter.title, className="chapter-title", id=f"{chapter.key}-title")
    grid = html.Div(chapter_parts(facts, chapter), className="grid")
    return html.Section(
        [heading, grid], className="chapter", id=chapter.key, **{"aria-labelledby": f"{chapter.key}-title"}
    )
