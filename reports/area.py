"""年度成效报告 of an area: its five 社, its hubs, and a chapter for each page that speaks of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dash.development.base_component import Component

from components import overview_facts
from components.hubs_facts import MEASURES
from components.overview_alarms import alarms_box, judged_of
from components.overview_pictures import areas_chart, areas_table, delivered_box
from components.overview_words import parts, remarks, sentence
from components.state import State
from components.states import guarded
from components.words import universe_words
from indicators.errors import ChoiceError
from indicators.warehouse import snapshot
from reports.area_chapters import CHAPTERS, AreaChapter
from reports.area_hubs import hubs_chapter
from reports.bases import bases_of
from reports.content import Chapter, Report
from reports.happened import happened
from reports.plain import plain
from reports.reading import blocks_of, untitled, with_sources

TITLE = "年度成效报告"


@dataclass(frozen=True)
class _Drawn:
    """A chapter with the parts it is read from."""

    title: str
    lead: str
    parts: Sequence[Component]

    @property
    def chapter(self) -> Chapter:
        """What the parts say."""
        return Chapter(self.title, self.lead, untitled(self.title, with_sources(self.parts, blocks_of(self.parts))))


def area_report(
    code: str | None, year: int | None = None, choices: Mapping[str, Sequence[str]] | None = None
) -> Report:
    """The report of an area (None: of all there is) and year; `choices` are further ones of the address of 总览.

    Raises ChoiceError for an area, a year or a choice that does not exist.
    """
    given = {key: tuple(values) for key, values in (choices or {}).items()}
    given |= {**({"area": (code,)} if code else {}), **({"year": (str(year),)} if year is not None else {})}
    return report_of(State("/", given))


def report_of(state: State) -> Report:
    """The report of what 总览 and the pages beside it show under this address."""
    if state["as_of"]:
        raise ChoiceError("年度成效报告按年，不按某一天。", "请给 year，不给 as_of。")
    with snapshot() as taken:
        asked = overview_facts.asked_of(state)
        year = asked.moment.year
        first, last = _overview(overview_facts.facts_of(asked))
        pages = [_of_page(chapter, state, year) for chapter in CHAPTERS]
        hubs = hubs_chapter(asked.place.code, year, state["universe"])
        drawn = [*first, *pages, last]
        chapters = [one.chapter for one in drawn]
        told = happened([one.parts for one in drawn])
        chapters[-1] = replace(chapters[-1], blocks=(*chapters[-1].blocks, *told))
        further = [measure.indicator for measure in MEASURES] if hubs else []
        return Report(
            title=TITLE,
            subject=asked.place.name,
            period=f"{year}年",
            summary=tuple(one.lead for one in drawn if one.lead),
            chapters=(*chapters[:2], *([hubs] if hubs else []), *chapters[2:]),
            bases=bases_of([one.parts for one in drawn], further),
            choices_in_words=f"{asked.place.name} · {year}年 · {universe_words(state)} · {asked.basis}",
            data_date=taken.data_date,
            build=taken.build,
            is_demonstration=taken.is_demonstration,
            address=state.link(),
        )


def _overview(facts: overview_facts.Facts) -> tuple[list[_Drawn], _Drawn]:
    """The chapters of 总览: what comes first, and what comes last. A 社 with a page of its own has a chapter too."""
    judged = judged_of(facts)
    pictures = [guarded(areas_chart, _showing(facts, part)) for part in overview_facts.PARTS if not part.path]
    answer = plain(sentence(facts, len(judged.beyond), len(judged.unjudged)))
    whole = _Drawn("五社总览", answer, [parts(facts), guarded(areas_table, facts), *pictures])
    attention = _Drawn("需要留意", "", [guarded(alarms_box, facts, judged)])
    return [whole, attention], _Drawn("数据与说明", "", [guarded(delivered_box, facts), remarks(facts)])


def _showing(facts: overview_facts.Facts, part: overview_facts.Part) -> overview_facts.Facts:
    return replace(facts, asked=replace(facts.asked, shown=part))


def _of_page(chapter: AreaChapter, state: State, year: int) -> _Drawn:
    """The chapter of another page for the same place and year."""
    keys = ("area", "basis", "universe")
    kept = {key: state.choices[key] for key in keys if key in state.choices}
    lead, drawn = chapter.drawn(State(chapter.path, {**kept, "year": (str(year),)}))
    return _Drawn(chapter.title, plain(lead), drawn)
