"""年度成效报告 of a hub: the chapters of its year as the page shows them, before them what they come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from components.hubs_chapters import CHAPTERS, HubChapter
from components.hubs_facts import Facts, asked_of, facts_of
from components.state import State
from components.states import guarded
from components.topbar import UNIVERSE_WORDS
from indicators.errors import ChoiceError
from indicators.warehouse import snapshot
from reports.bases import bases_of
from reports.content import Chapter, Report, Words
from reports.happened import happened
from reports.hub_further import after, before
from reports.hub_leads import lead_of
from reports.hub_summary import summary
from reports.reading import blocks_of, untitled, with_sources

TITLE = "年度成效报告"


def hub_report(hub_id: str, year: int | None = None, choices: Mapping[str, Sequence[str]] | None = None) -> Report:
    """The report of a hub (id or name) and year; `choices` are further ones of the address of /hubs.

    Raises ChoiceError for a hub, a year or a choice that does not exist.
    """
    given = {key: tuple(values) for key, values in (choices or {}).items() if key != "area"}
    given["hub"] = (hub_id,)
    if year is not None:
        given["year"] = (str(year),)
    return report_of(State("/hubs", given, "hub"))


def report_of(state: State) -> Report:
    """The report of what /hubs/<hub> shows under this address."""
    with snapshot() as taken:
        asked = asked_of(state)
        if asked.hub is None:
            raise ChoiceError("没有写明枢纽。", "年度成效报告是一个枢纽一年的；请先选一个枢纽。")
        facts = facts_of(asked)
        drawn = [(chapter, [guarded(part.draw, facts) for part in chapter.parts]) for chapter in CHAPTERS]
        told = happened([parts for _, parts in drawn])
        chapters = [(chapter.key, _chapter(facts, chapter, parts, told)) for chapter, parts in drawn]
        return Report(
            title=TITLE,
            subject=asked.hub["name"],
            period=asked.said,
            summary=summary(facts, chapters),
            chapters=tuple(chapter for _, chapter in chapters),
            bases=bases_of([parts for _, parts in drawn]),
            choices_in_words=_choices(facts),
            data_date=taken.data_date,
            build=taken.build,
            is_demonstration=taken.is_demonstration,
            address=state.link(),
        )


def _choices(facts: Facts) -> str:
    """What the reader chose: the hub, the year with its days, the universe, and whom to compare with."""
    asked, beside = facts.asked, facts.beside
    compared = f"和所选枢纽比：{beside.names}" if beside.are_chosen else ""
    parts = (asked.hub["name"], asked.said, UNIVERSE_WORDS.get(asked.universe, asked.universe), compared)
    return " · ".join(part for part in parts if part)


def _chapter(facts: Facts, chapter: HubChapter, parts: Sequence[object], told: list[Words]) -> Chapter:
    blocks = [*with_sources(parts, blocks_of(parts)), *(told if chapter.key == "notes" else [])]
    lead = lead_of(chapter.key, facts, blocks)
    return Chapter(
        chapter.title, lead, untitled(chapter.title, (*before(chapter.key, facts), *blocks, *after(chapter.key, facts)))
    )
