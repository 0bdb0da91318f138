"""The report of a hub says what its page says: every number, every gap, every definition; and it is the same twice."""

import pytest

from components.behind import Table, kept
from components.hubs_chapters import CHAPTERS, chapter_parts
from components.hubs_facts import MEASURES, asked_of, facts_of
from components.indicator_card import Card
from components.state import State
from figures.numbers import rounding
from indicators.catalog import catalog
from indicators.errors import ChoiceError
from reports.content import Figure, Headlines, Words
from reports.hub import hub_report
from reports.kept_json import to_text

XIASHA, KAIYIHUI = "H330114001000", "H330102011000"


def blocks(report, kind):
    return [block for chapter in report.chapters for block in chapter.blocks if isinstance(block, kind)]


def facts(hub: str, year: int):
    return facts_of(asked_of(State("/hubs", {"hub": (hub,), "year": (str(year),)}, "hub")))


@pytest.mark.parametrize(("hub", "year"), [(XIASHA, 2024), (KAIYIHUI, 2015)])
def test_every_number_of_the_page_stands_in_the_report(demonstration, hub, year):
    report, shown = hub_report(hub, year), facts(hub, year)
    behind = [one for chapter in CHAPTERS for part in chapter_parts(shown, chapter) for one in kept(part)]
    items = {item.name: item for block in blocks(report, Headlines) for item in block.items}
    cards = [one for one in behind if isinstance(one, Card)]
    assert len(cards) >= len(MEASURES)
    for card in cards:
        item = items[card.name]
        assert (item.value is None) == (card.value is None)
        assert card.value is None or item.value == pytest.approx(float(card.value))
        assert card.value is None or card.before is None or item.before == pytest.approx(float(card.before))
    written = {cell for figure in blocks(report, Figure) if figure.table for row in figure.table.rows for cell in row}
    for table in (one for one in behind if isinstance(one, Table)):
        for row in table.rows:
            numbers = [row.get(column.key) for column in table.columns[1:] if not column.text]
            known = [value for value in numbers if value is not None and not isinstance(value, str)]
            places = [column.decimals for column in table.columns[1:] if isinstance(row.get(column.key), int | float)]
            for value, decimals in zip(known, places, strict=False):
                assert float(rounding(value, decimals)) in written, (table.name, row)


@pytest.mark.parametrize(("hub", "year"), [(XIASHA, 2024), (KAIYIHUI, 2015)])
def test_it_reads_as_a_report(demonstration, hub, year):
    report = hub_report(hub, year)
    assert report.is_demonstration and report.subject == facts(hub, year).hub["name"]
    assert [chapter.title for chapter in report.chapters] == [chapter.title for chapter in CHAPTERS]
    assert len(report.summary) >= 6 and all(words.endswith("。") for words in report.summary)
    words = [text for block in blocks(report, Words) for text in block.paragraphs]
    figures = blocks(report, Figure)
    texts = [*report.summary, *words, *(text for figure in figures for text in (figure.subtitle, figure.foot))]
    for text in texts:
        assert not any(hand in text for hand in ("点一", "点指标", "点名称", "展开", "下载")), text
        assert "  " not in text and "None" not in text
    assert all(figure.foot for figure in figures if figure.picture)
    assert all(figure.picture or figure.table or figure.missing for figure in figures)
    drawn = {figure.picture.kind for figure in figures if figure.picture}
    assert {"bar", "column", "line", "radar"} <= drawn
    named = {basis.name for basis in report.bases}
    assert {catalog()[measure.indicator].name for measure in MEASURES} <= named


def test_pictures_agree_with_their_tables(demonstration):
    for figure in blocks(hub_report(XIASHA, 2024), Figure):
        if figure.picture is None or figure.picture.kind == "stacked":
            continue
        cells = {round(cell, 1) for row in figure.table.rows for cell in row if isinstance(cell, int | float)}
        for series in figure.picture.series:
            assert len(series.values) == len(figure.picture.categories)
            for value in series.values:
                rounded = None if value is None else float(rounding(value, figure.picture.decimals))
                assert rounded is None or round(rounded, 1) in cells, (figure.title, series.name, value)


def test_the_same_build_and_choices_give_the_same_report(demonstration):
    assert to_text(hub_report(XIASHA, 2024)) == to_text(hub_report(XIASHA, 2024))


def test_a_year_without_anything_is_told_in_few_words(demonstration):
    report = hub_report(KAIYIHUI, 2009)
    assert "没有运行" in report.summary[0] or "没有" in report.summary[0]
    assert all(chapter.blocks for chapter in report.chapters)
    missing = [figure for figure in blocks(report, Figure) if not figure.picture and not figure.table]
    assert all(len(figure.missing) < 120 for figure in missing)


def test_what_is_not_there_is_refused_in_words(demonstration):
    with pytest.raises(ChoiceError, match="没有叫"):
        hub_report("没有的枢纽", 2024)
    with pytest.raises(ChoiceError, match="不是一个年份"):
        hub_report(XIASHA, 20240)
    with pytest.raises(ChoiceError):
        hub_report(XIASHA, 2024, {"figure": ["没有的指标"]})
