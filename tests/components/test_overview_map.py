"""总览, 一地一块: every area once with the number of evaluate, silence hatched, sizes told, maps from boundaries."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from boundaries import shelf
from components.behind import tables
from components.boundary_check import boundary_box
from components.overview_facts import asked_of, facts_of
from components.overview_map import boundary_map, plan_of_map, with_boundary
from components.overview_map_facts import MEASURES, plan_of
from components.overview_tiles import tiles, tiles_chart
from components.page import find
from components.state import State
from components.svg import Svg
from components.tree import plant
from indicators.errors import ChoiceError
from indicators.evaluate import evaluate
from indicators.warehouse import ask
from tests.boundaries.conftest import square, written
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
    assert "没有可看的地区" in text_of(tiles_chart(facts(area=NOBODY, year="2024")))
    with pytest.raises(ChoiceError) as refused:
        tiles_chart(facts(area=NOBODY, year="2024", tile="颜色"))
    assert "没有叫“颜色”的着色" in refused.value.message and "活动场次、服务人次" in refused.value.hint


@pytest.fixture
def bounded(demonstration, tmp_path):
    """Boundaries of all communities of one street."""
    shelf.use(tmp_path)
    rows = [row["area_code"] for row in ask("areas_below", area=SHANGCHENG, level=5)]
    chosen = [code for code in rows if code.startswith(KAIXUAN[:9])]
    written(tmp_path / "kaixuan.geojson", [square(code, 120 + place / 50) for place, code in enumerate(chosen)])
    yield tmp_path, chosen
    shelf.use(None)


def test_boundaries_give_a_map_of_the_same_numbers_and_without_them_nothing_is_missing(bounded):
    folder, chosen = bounded
    said = text_of(tiles_chart(facts(area=KAIXUAN, year="2024")))
    assert "边界图" in said and "边界由本单位提供" in said and "方块" in said
    found = facts(area=KAIXUAN, year="2024")
    assert takes_home_a_picture(tiles_chart(found)) and not takes_home_a_picture(
        tiles_chart(facts(area=NOBODY, year="2024"))
    )
    drawn = plan_of(found)
    shown = links_of_map(boundary_map(drawn, with_boundary(drawn)))
    assert set(shown) == set(chosen)
    values = {area.code: area.value for area in drawn.areas}
    assert all(("shade-none" in name) == (values[code] is None) for code, name in shown.items())
    whole = text_of(tiles_chart(facts(area=SHANGCHENG, year="2024")))
    assert "一地一块" in whole and "边界" in whole  # fewer than half: tiles, the map one click away
    part = tiles_chart(facts(area=SHANGCHENG, year="2024", map="边界"))
    assert f"没有边界的 {len(plan_of(facts(area=SHANGCHENG, year='2024')).areas) - len(chosen)} 个" in text_of(part)
    with pytest.raises(ChoiceError):
        tiles_chart(facts(area=KAIXUAN, map="地球仪"))
    for file in folder.iterdir():
        file.unlink()
    bare = text_of(tiles_chart(facts(area=KAIXUAN, year="2024")))
    assert "一地一块" in bare and "边界" not in bare and text_of(boundary_box()) == ""


def test_problems_of_boundary_files_are_told_on_the_page_of_data_quality(bounded):
    folder, _ = bounded
    (folder / "坏.json").write_text("{", encoding="utf-8")
    said = text_of(find("/quality").draw(State("/quality", {})))
    assert "边界文件" in said and "坏.json" in said and "不是完整的 JSON" in said


def takes_home_a_picture(part) -> bool:
    """Whether the menu of a picture offers it as an image."""
    return any(getattr(one, "data-picture", None) == "yes" for one in part._traverse())


def links_of_map(part) -> dict[str, str]:
    """The class of every surface of a map by the area it leads to; every surface says its name and number."""
    found = [one for one in part._traverse() if isinstance(one, Svg) and one._type == "a"]
    assert all(getattr(one, "aria-label") and one.children[1].d.startswith("M") for one in found)
    return {re.search(r"area=(\d{12})", one.href)[1]: one.className for one in found}


def test_a_drawing_is_planted_with_its_page():
    nodes, slots = plant(Svg("svg", [Svg("a", Svg("path", d="M0 0l1 1z"), href="/?area=1")], viewBox="0 0 1 1"))
    assert nodes == [["svg", {"viewBox": "0 0 1 1"}, ["a", {"href": "/?area=1"}, ["path", {"d": "M0 0l1 1z"}]]]]
    assert slots == []
    with pytest.raises(ValueError, match="script"):
        Svg("script")


def test_a_district_with_boundaries_of_its_streets_alone_has_a_map_of_streets(demonstration):
    streets = [row["area_code"] for row in evaluate("activities", {"area": SHANGCHENG, "by": "area"}).rows]
    library = [square(code[:9], west=120 + place / 50) for place, code in enumerate(streets)]
    with TemporaryDirectory() as folder:
        written(Path(folder) / "街道.geojson", library)
        shelf.use(folder)
        try:
            usual, asked = (text_of(tiles_chart(facts(area=SHANGCHENG, **more))) for more in ({}, {"map": "边界"}))
            whole = plan_of_map(plan_of(facts(area=SHANGCHENG)))
        finally:
            shelf.use(None)
    assert "一地一块：各社区村的活动场次" in usual and "边界" in usual  # the communities first, the map one click away
    assert "边界图：各街道乡镇的活动场次" in asked
    assert {area.code for area in whole.areas} == set(streets) and whole.level == 4
