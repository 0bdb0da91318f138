"""The report of an area: its five 社, its hubs with the numbers of their own years, a chapter for each page."""

import pytest

from components.hubs_facts import MEASURES, asked_of, facts_of
from components.state import State
from figures.numbers import rounding
from indicators.errors import ChoiceError
from indicators.evaluate import evaluate
from indicators.warehouse import ask
from reports.area import area_report
from reports.area_hubs import values_of
from reports.content import Figure, Headlines

CHANGSHA = "430121000000"


def chapter(report, title):
    return next(one for one in report.chapters if one.title == title)


def test_a_county_has_its_five_its_hubs_and_every_page(demonstration):
    report = area_report(CHANGSHA, 2024)
    titles = [one.title for one in report.chapters]
    assert titles[:3] == ["五社总览", "需要留意", "各枢纽"] and titles[-1] == "数据与说明"
    assert {"组织密度", "等级分布", "服务覆盖", "资金", "公益创投", "志愿服务", "联动机制"} <= set(titles)
    assert all(one.blocks for one in report.chapters) and len(report.summary) >= 8
    cards = {
        item.name: item
        for block in chapter(report, "五社总览").blocks
        if isinstance(block, Headlines)
        for item in block.items
    }
    row = evaluate("orgs_per_10k_people", {"area": CHANGSHA, "year": "2024"}).rows[0]
    assert cards["每万人社会组织数"].value == pytest.approx(float(row["value"]))
    figures = [block for one in report.chapters for block in one.blocks if isinstance(block, Figure)]
    assert all(figure.picture or figure.table or figure.missing for figure in figures)
    assert {basis.name for basis in report.bases} >= {"每万人社会组织数", "财政资金依赖度", "评估细则得分率"} - {
        "评估细则得分率"
    }


def test_the_hubs_have_the_numbers_of_their_own_years(demonstration):
    hubs = ask("hubs", area=CHANGSHA, level=None)
    values = values_of(hubs, 2024, None)
    assert set(values) == {hub["hub_id"] for hub in hubs}
    for hub in (hubs[0], hubs[-1]):
        state = State("/hubs", {"hub": (hub["hub_id"],), "year": ("2024",)}, "hub")
        own = facts_of(asked_of(state)).lines
        assert values[hub["hub_id"]] == {measure.key: own[measure.key].value(2024) for measure in MEASURES}
    table = chapter(area_report(CHANGSHA, 2024), "各枢纽").blocks[0].table
    first = max(values.values(), key=lambda one: one["orgs"] or 0)
    assert table.rows[0][1] == int(rounding(first["orgs"], 0))


def test_what_is_not_there_is_refused_in_words(demonstration):
    for code, year, choices in (("999", 2024, {}), (CHANGSHA, 99, {}), (CHANGSHA, None, {"as_of": ["2024-01-01"]})):
        with pytest.raises(ChoiceError):
            area_report(code, year, choices)
