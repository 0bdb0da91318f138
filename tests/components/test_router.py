"""Every address gets a page, a notice or an explanation; never nothing and never a traceback."""

import json

import pytest

from components.page import find, state_of
from components.router import draw, draw_panel


def words(answer) -> str:
    """All texts of an answer of the router."""
    return json.dumps(answer[0], ensure_ascii=False)


def asked(path: str, search: str = "") -> dict:
    return {"path": path, "search": search}


def test_without_data_the_page_says_so_and_keeps_its_menu(nothing):
    page, slots, bar, menu, title = draw(asked("/density"))
    assert "数据尚未发布" in json.dumps(page, ensure_ascii=False) and not slots
    assert "组织密度" in json.dumps(menu, ensure_ascii=False) and title == "组织密度 · 五社联动分析台"
    assert "打印" in json.dumps(bar, ensure_ascii=False)


def test_an_unknown_address_is_explained(nothing):
    assert find("/nothing-here") is None
    assert "没有这个页面" in words(draw(asked("/nothing-here")))


@pytest.mark.parametrize(
    ("search", "said"),
    [
        ("?area=999", "没有代码为“999”的地区"),
        ("?year=abcd", "“abcd”不是一个年份"),
        ("?year=2023,2024", "地址里有 2 个年份：2023、2024"),
        ("?as_of=2024-02-30", "“2024-02-30”不是日期"),
        ("?as_of=1-1-1", "不是日期"),
        ("?basis=人头", "人头"),
        ("?universe=大家", "大家"),
        ("?field=跳舞", "跳舞"),
        ("?yaer=2024", "地址里的“yaer”本页不认识，没有起作用"),
        ("?area=%00&field=%FF", "没有代码"),
    ],
)
def test_a_choice_that_cannot_be_answered_is_refused_in_words(demonstration, search, said):
    answer = words(draw(asked("/density", search)))
    assert said in answer
    assert "编号" not in answer


def test_the_answer_is_one_tree_with_its_graphs_in_slots(demonstration):
    _, slots, bar, menu, _ = draw(asked("/density", "?area=330102000000"))
    assert {slot.id["name"] for slot in slots} >= {"trend", "ranking"}
    assert "演示数据" in json.dumps(bar, ensure_ascii=False)
    assert "aria-current" in json.dumps(menu)


def test_a_chart_asked_for_as_a_table_is_no_graph(demonstration):
    _, slots, *_ = draw(asked("/density", "?area=330102000000&tables=trend,ranking"))
    assert not {"trend", "ranking"} & {slot.id["name"] for slot in slots}


@pytest.mark.parametrize("indicator", ["orgs_per_10k_people", "orgs", "net_growth", "orgs_per_urban_community"])
def test_the_panel_opens_every_number_to_its_reasons(demonstration, indicator):
    whole = f"/density|?area=330102011000&year=2016&universe=登记&basis=户籍人口&panel={indicator}"
    said = json.dumps(draw_panel({"panel": indicator, "whole": whole}), ensure_ascii=False)
    for part in ("定义", "公式", "依据的报送", f"/api/v1/indicators/{indicator}", "330102011000"):
        assert part in said


@pytest.mark.parametrize("asked_for", [None, {}, {"panel": None}, {"panel": ""}])
def test_a_closed_panel_is_empty(demonstration, asked_for):
    assert draw_panel(asked_for) == []


def test_an_unknown_indicator_is_no_accident(demonstration):
    assert "没有这个指标" in json.dumps(draw_panel({"panel": "x", "whole": "/density|?panel=x"}), ensure_ascii=False)


def test_the_path_of_a_page_is_found_with_and_without_a_slash():
    page = find("/density/")
    assert page is find("/density") and state_of(page, "/density/", "?year=2024")["year"] == "2024"


MANY = "&".join(f"a{number}=1" for number in range(201))


def test_an_address_with_too_many_choices_is_refused_in_words(demonstration, caplog):
    assert "超过 200 个" in json.dumps(draw(asked("/density", f"?{MANY}")), ensure_ascii=False)
    for path in ("/density", "/nowhere"):
        said = draw_panel({"panel": "orgs", "whole": f"{path}|?{MANY}"})
        assert "超过 200 个" in json.dumps(said, ensure_ascii=False)
    assert not caplog.records


def test_a_panel_without_any_row_says_so(demonstration, caplog):
    for panel in ("visits;by=org;year=1950", "visits;by=hub;year=1950"):
        said = draw_panel({"panel": panel, "whole": f"/funding|?panel={panel}"})
        assert "这些条件下没有数" in json.dumps(said, ensure_ascii=False), panel
    assert not caplog.records
