"""总览, 一地一块: every area once with the number of evaluate, silence hatched, sizes told, choices refused in words."""

import re

import pytest

from components.behind import tables
from components.overview_facts import asked_of, facts_of
from components.overview_map_facts import MEASURES, plan_of
from components.overview_tiles import tiles, tiles_chart
from components.state import State
from indicators.errors import ChoiceError
from indicators.evaluate import evaluate
from tests.components.reading import text_of

KAIXUAN, SHANGCHENG, COMMUNITY, HANGZHOU, NOBODY = (
    "330102011000", "330102000000", "330102011001", "330100000000", "320000000000",
)  # fmt: skip


def facts(**choices):
    return facts_of(asked_of(State("/", {key: (value,) for key, value in choices.items()})))


def links(part) -> dict[str, object]:
    """The tiles of a drawn surface by the area they lead to."""
    found = [one for one in part._traverse() if "tile " in f"{getattr(one, 'className', '') or ''} "]
    return {re.search(r"area=(\d{12})", one.href)[1]: one for one in found}


def test_every_community_is_one_tile_with_its_number(demonstration):
    for measure in MEASURES:
        found = facts(area=SHANGCHENG, year="2024", tile=measure.indicator)
        plan, choices = plan_of(found), {"area": SHANGCHENG, "by": "area", "level": "5", "year": "2024"}
        shared = {"universe": "登记备案", "basis": "常住人口"}
        rows = evaluate(measure.indicator, {**choices, **{key: shared[key] for key in measure.takes}}).rows
        known = {row["area_code"]: row["value"] for row in rows}
        shown = {area.code: area.value for area in plan.areas}
        assert shown == {code: known[code] for code in shown}
        assert all(known[code] is None for code in known.keys() - shown.keys())
        drawn = links(tiles(plan))
        assert drawn.keys() == shown.keys()
        for code, value in shown.items():
            hatched = "shade-none" in drawn[code].className
            assert hatched == (value is None) and ("shade-0" in drawn[code].className) == (value == 0)
        (table,) = tables(tiles_chart(found))
        assert {row["area_code"]: row["value"] for row in table.table.rows} == shown


def test_groups_are_the_streets_and_what_is_left_out_is_said(demonstration):
    plan = plan_of(facts(area=SHANGCHENG, year="2025"))
    assert all(code[:9] == area.code[:9] for code, _ in plan.groups for area in plan.of(code))
    assert plan.left_out == 5 and "另有 5 个街道乡镇整个没有报送" in text_of(tiles_chart(plan.facts))
    city = plan_of(facts(area=HANGZHOU, year="2024"))
    assert {name for _, name in city.groups} == {"上城区", "钱塘区"} and city.level == 4


def test_sizes_are_populations_only_where_most_are_known(demonstration):
    whole = plan_of(facts(year="2024"))
    assert whole.is_sized and "大小是常住人口" in text_of(tiles_chart(whole.facts))
    known = {area.code: area.people for area in whole.areas if area.people}
    rows = evaluate("orgs_per_10k_people", {"by": "area", "level": "4", "year": "2024", "universe": "登记备案"}).rows
    assert known.items() <= {row["area_code"]: row["denominator"] for row in rows}.items()
    assert all(area.weight == area.people for area in whole.areas if area.people)
    assert "一样大" in text_of(tiles_chart(facts(area=SHANGCHENG, year="2024")))


def test_a_community_stands_among_those_beside_it(demonstration):
    drawn = links(tiles(plan_of(facts(area=COMMUNITY, year="2024"))))
    assert all(code.startswith(KAIXUAN[:9]) for code in drawn) and "own" in drawn[COMMUNITY].className
    assert [code for code, tile in drawn.items() if " own" in tile.className] == [COMMUNITY]


def test_nothing_reported_and_an_unknown_colour_are_words(demonstration):
    for choices in ({"area": NOBODY}, {"year": "2031"}):
        assert "出错了" not in text_of(tiles_chart(facts(**choices)))
    with pytest.raises(ChoiceError) as refused:
        tiles_chart(facts(tile="颜色"))
    assert "没有叫“颜色”的着色" in refused.value.message and "活动场次、服务人次" in refused.value.hint
