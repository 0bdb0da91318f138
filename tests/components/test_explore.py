"""自由分析: every row is that of evaluate, last year and sums are asked and not guessed, what cannot be shown is
refused in words, and every control leads somewhere."""

from collections import Counter
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

import pytest
from dash import dcc
from dash.development.base_component import Component

from components.explore_asked import allowed_by, asked_of
from components.explore_facts import facts_of
from components.explore_rules import can_sum
from components.explore_table import MOST_ROWS, columns_of, ordered, table_of
from components.explore_words import sentence
from components.filter_words import in_words
from components.page import all_pages, find, state_of
from components.place import place_of
from components.state import EXPLORING, State
from indicators.catalog import catalog, definition
from indicators.errors import ChoiceError
from indicators.evaluate import evaluate
from tests.components.reading import hrefs, parts, text_of

SHANGCHENG, KAIXUAN, COMMUNITY = "330102000000", "330102011000", "330102011001"
NUMBERS = ("numerator", "denominator", "value", "reported")
INDICATORS = sorted(catalog())
SUMMED = [one for one in INDICATORS if catalog()[one].kind == "flow" and not catalog()[one].has_denominator]


def state(choices: str = "") -> State:
    return State.parse("/explore", choices)


def facts(choices: str):
    return facts_of(asked_of(state(choices)))


def drawn(choices: str = "") -> list:
    return find("/explore").draw(state(choices))


def usable(indicator: str, by: str) -> bool:
    """Shares of a whole are asked by their parts or for one of them."""
    own = definition(indicator).numerator_filters
    return not own or by in own


@pytest.mark.parametrize("indicator", INDICATORS)
def test_rows_are_those_of_evaluate_by_everything_the_indicator_allows(demonstration, indicator):
    asked = asked_of(state(f"indicator={indicator}"))
    for by in allowed_by(asked.definition, place_of(state())):
        if not usable(indicator, by):
            continue
        found = facts(f"indicator={indicator}&by={by}&area={SHANGCHENG}")
        choices = {"area": SHANGCHENG, "by": by} | ({} if by == "year" else found.asked.moment.choices)
        expected = evaluate(indicator, choices).rows
        shown = [tuple(row.now[key] for key in NUMBERS) for row in found.rows]
        assert shown == [tuple(row[key] for key in NUMBERS) for row in expected][: len(shown)], by
        assert len(expected) - len(shown) in (0, *range(1, 13)), "只有还没到的月份可以不画"


@pytest.mark.parametrize("indicator", INDICATORS)
def test_every_indicator_is_drawn_in_every_view(demonstration, indicator):
    views = ("", "&view=条形", "&view=走势", "&view=小图", "&view=分布", "&view=均等", "&view=对比&against=visits")
    for view in (*views, "&change=同比", "&view=小图&change=同比"):
        said = text_of(drawn(f"indicator={indicator}{view}"))
        assert "出错了" not in said, view
        assert definition(indicator).name in said


@pytest.mark.parametrize(
    "choices",
    [
        "indicator=visits&by=kind&year=2024",
        "indicator=orgs_per_10k_people&by=area&year=2020&universe=登记",
        f"indicator=hours_per_volunteer&by=month&year=2023&area={SHANGCHENG}",
        "indicator=tier_share&by=grade&year=2022",
        "indicator=orgs&by=field&as_of=2016-06-30",
        "indicator=funds_received&by=source,area&as_of=2022-09-30",
    ],
)
def test_last_year_is_the_same_question_a_year_earlier(demonstration, choices):
    found = facts(f"{choices}&change=同比")
    asked = found.asked
    by = ",".join(asked.by)
    earlier = evaluate(asked.definition.id, asked.choices(by=by, **asked.when_before())).rows
    index = {tuple(_key(one, row) for one in asked.by): row for row in earlier}
    assert any(row.value_before is not None for row in found.rows)
    for row in found.rows:
        before = index.get(row.key)
        assert row.value_before == (before["value"] if before and before["reported"] else None), row.key
        if row.value is not None and row.value_before is not None:
            assert row.change == row.value - row.value_before
    titles = [column.title for column in columns_of(found)]
    assert "上年同期" in titles and "增减" in titles
    assert any(column.unit == "个百分点" for column in columns_of(found)) == (asked.unit == "%")


def _key(by: str, row: dict):
    return row["area_code"] if by == "area" else row["month"][5:] if by == "month" else row[by]


def test_the_year_before_stands_beside_every_year(demonstration):
    rows = {row.key[0]: row for row in facts("indicator=visits&by=year&change=同比").rows}
    assert rows[min(rows)].value_before is None
    for year in list(rows)[1:]:
        assert rows[year].value_before == rows[year - 1].value


@pytest.mark.parametrize("indicator", SUMMED)
def test_a_running_sum_is_the_number_from_the_first_day_on(demonstration, indicator):
    """The second way: asked from the first day to the end of each period, whatever the indicator counts."""
    for by, ends in (("year", "{}-12-31"), ("month", "2024-{}-{}")):
        found = facts(f"indicator={indicator}&by={by}&sum=累计&year=2024")
        first = f"{found.rows[0].now.get('year') or 2024}-01-01"
        for row in found.rows[:: max(1, len(found.rows) // 3)]:
            if row.sum is None:
                continue
            last = ends.format(row.key[0], _days(row.key[0])) if by == "month" else ends.format(row.key[0])
            expected = evaluate(indicator, {"from": first, "to": last}).rows[0]["value"]
            assert Decimal(row.sum) == Decimal(expected or 0), (by, row.key)


def _days(month: str) -> int:
    return {"02": 29, "04": 30, "06": 30, "09": 30, "11": 30}.get(month, 31)


def test_people_who_come_back_are_summed_once(demonstration):
    found = facts("indicator=volunteers&by=month&sum=累计&year=2024")
    last, whole = found.rows[-1].sum, evaluate("volunteers", {"year": "2024"}).rows[0]["value"]
    assert last == whole < sum(row.value or 0 for row in found.rows)
    assert found.unadded and "单独数出来的" in text_of(drawn("indicator=volunteers&by=month"))


def test_sums_of_two_dimensions_and_two_years(demonstration):
    found = facts(f"indicator=volunteers&by=area,month&sum=累计&change=同比&year=2024&area={SHANGCHENG}")
    for row in found.rows:
        if row.key[1] == "12" and row.sum is not None:
            choices = {"area": row.key[0], "year": "2024"}
            assert row.sum == evaluate("volunteers", choices).rows[0]["value"]
            before = evaluate("volunteers", {"area": row.key[0], "year": "2023"}).rows[0]["value"]
            assert row.sum_before in (before, None)


REFUSED = [
    ("indicator=orgs&by=year&sum=累计", "时点数不能累计", "不累计"),
    ("indicator=hours_per_volunteer&by=year&sum=累计", "比值不能累计", "不累计"),
    ("indicator=visits&by=kind&sum=累计", "没有可以累计的时间", "按年份"),
    ("indicator=visits&by=year&sum=累计&change=同比", "只能选一个", "按月份比较两年的累计"),
    ("indicator=tier_share&by=area", "没有选哪一部分", "按等级分列"),
    ("indicator=tier_share&by=grade&ladder=年度梯队,评估等级", "一次只能看一种评定体系", "只看年度梯队"),
    ("indicator=visits&view=走势&by=kind", "画不成走势", "每一项一张小图"),
    ("indicator=visits&view=条形&by=year", "画不成条形", "改看走势"),
    ("indicator=visits&view=小图&by=kind", "画不成小图", "加上年份"),
    (f"area={SHANGCHENG}&compare=同级", "没有可比的同级地区", "看下级地区"),
    ("indicator=visits&by=legal_form", "不能按组织类型分列", "重新开始"),
    ("indicator=visits&by=kind,year,month", "最多按 2 项分列", "重新开始"),
    ("indicator=没有", "没有指标", "重新开始"),
    ("view=饼图", "没有叫“饼图”的看法", "重新开始"),
    ("sum=是的", "要打开累计", "重新开始"),
]


@pytest.mark.parametrize(("choices", "words", "way"), REFUSED)
def test_what_cannot_be_shown_is_refused_with_a_way_on(demonstration, choices, words, way):
    body = drawn(choices)
    said = text_of(body)
    assert words in said and way in said and "出错了" not in said
    assert not [part for part in parts(body) if isinstance(part, dcc.Graph)]
    for href in [one.href for one in parts(body) if getattr(one, "href", None) and text_of(one) == way]:
        again = text_of(find("/explore").draw(_state_at(href)))
        assert words not in again and "出错了" not in again


def _state_at(href: str) -> State:
    found = urlsplit(href)
    return State.parse(found.path, found.query)


def test_the_whole_is_asked_and_never_added_up(demonstration):
    ratio = facts("indicator=orgs_per_10k_people&by=area")
    row = evaluate("orgs_per_10k_people", ratio.asked.moment.choices).rows[0]
    assert (ratio.whole.value, ratio.whole.now["denominator"]) == (row["value"], row["denominator"])
    assert "总体" in text_of(table_of(ratio))
    for choices in ("indicator=tier_share&by=grade", "by=universe", "by=year", "indicator=orgs&by=month"):
        assert facts(choices).whole is None, choices
    assert facts("indicator=visits&by=year").whole.value == evaluate("visits", {"year": "2011-2025"}).rows[0]["value"]


def test_unlike_universes_stand_in_a_table_and_on_no_axis(demonstration):
    for choices in ("by=universe", "by=universe,year", "indicator=orgs&by=area,universe"):
        body = drawn(choices)
        assert not [part for part in parts(body) if isinstance(part, dcc.Graph)]
        assert "互相包含" in text_of(body)


def test_silence_is_not_zero(demonstration):
    found = facts(f"indicator=activities&by=area&area={SHANGCHENG}&year=2012")
    silent = [row for row in found.rows if not row.reported]
    assert silent and all(row.value is None for row in silent)
    said = text_of(table_of(found))
    assert said.count("未报送") == len(silent)
    assert "未报送" in text_of(drawn(f"indicator=activities&by=area&area={SHANGCHENG}&year=2012"))


def test_numerator_and_denominator_stand_beside_every_ratio(demonstration):
    titles = [column.title for column in columns_of(facts("indicator=orgs_per_10k_people&by=area"))]
    assert titles == ["地区", "社会组织数（分子）", "常住人口（分母）", "每万人社会组织数"]
    titles = [column.title for column in columns_of(facts("indicator=visits&by=kind"))]
    assert titles == ["活动类型", "服务人次"]


def test_peers_mark_the_own_area(demonstration):
    found = facts(f"indicator=visits&by=area&area={KAIXUAN}&compare=同级")
    assert {row.now["level"] for row in found.rows} == {4} and len(found.rows) > 3
    own = [row for row in found.rows if row.now["area_code"] == KAIXUAN]
    assert len(own) == 1
    table = table_of(found)
    marked = [one for one in parts(table) if getattr(one, "className", None) == "own"]
    assert len(marked) == 1 and "凯旋" in text_of(marked[0])


def test_a_community_is_told_apart_by_year_or_seen_among_its_peers(demonstration):
    assert facts(f"indicator=activities&area={COMMUNITY}").asked.by == ("year",)
    assert len(facts(f"indicator=activities&area={COMMUNITY}&compare=同级&by=area").rows) > 3


def test_a_part_left_out_is_a_part_chosen(demonstration):
    found = facts("indicator=tier_share&by=area&grade__not=优秀")
    expected = evaluate("tier_share", {"by": "area", "level": "3", "grade__not": "优秀", **found.asked.moment.choices})
    values = {row["area_code"]: row["value"] for row in expected.rows}
    assert found.rows and all(row.value == values[row.key[0]] for row in found.rows)
    assert "不含优秀" in text_of(drawn("indicator=tier_share&by=area&grade__not=优秀"))


def test_months_that_have_not_come_yet_are_not_drawn(demonstration):
    found = facts("indicator=orgs&by=month&year=2026")
    assert found.rows == () and len(found.cut) == 12
    assert "出错了" not in text_of(drawn("indicator=orgs&by=month&year=2026"))


@pytest.mark.parametrize(
    "start",
    [
        "",
        "indicator=visits&by=area,kind&change=同比",
        f"indicator=volunteer_hours&by=month&sum=累计&area={SHANGCHENG}",
        "indicator=tier_share&by=grade",
        "indicator=funds_received&by=source&view=条形",
    ],
)
def test_every_control_leads_to_an_answer_or_to_a_refusal_in_words(demonstration, start):
    page = find("/explore")
    links = {href for href in hrefs(drawn(start)) if href.startswith("/explore")}
    assert len(links) > 50
    for href in sorted(links)[::6]:
        reached = _state_at(href)
        assert set(reached.choices) <= page.understands(), href
        said = text_of(page.draw(reached))
        assert "出错了" not in said, href


EXPLORED = [one for one in all_pages() if one.explores and one.path != "/explore"]


@pytest.mark.parametrize("explored", EXPLORED, ids=lambda one: one.path)
def test_every_indicator_page_opens_the_same_section(demonstration, explored):
    closed = explored.draw(state_of(explored, explored.path, f"?area={SHANGCHENG}"))
    assert "explore=on" in " ".join(hrefs(closed)) and "单独打开" not in text_of(closed)
    opened = explored.draw(state_of(explored, explored.path, f"?area={SHANGCHENG}&explore=on"))
    said = text_of(opened)
    assert catalog()[explored.explores].name in said and "单独打开" in said and "出错了" not in said
    ids = Counter(str(one.id) for one in parts(opened) if isinstance(one, Component) and getattr(one, "id", None))
    assert [one for one, times in ids.items() if times > 1] == []
    back = next(href for href in hrefs(opened) if href.startswith(explored.path) and "explore" not in href)
    assert SHANGCHENG in back


def test_the_section_inside_a_page_keeps_the_filters_of_the_page(demonstration):
    page = find("/density")
    body = page.draw(state_of(page, "/density", "?field=文化体育&year=2020&explore=on&indicator=orgs&by=legal_form"))
    found = evaluate("orgs", {"year": "2020", "field": "文化体育", "by": "legal_form"}).rows
    biggest = max(found, key=lambda row: row["value"])
    assert f"最高的是{biggest['legal_form']}" in text_of(body)
    assert set(EXPLORING) <= page.understands() and "kind" in page.understands()


def test_a_long_table_says_how_many_rows_it_has_and_shows_them_all_when_asked(demonstration):
    choices = "indicator=activities&by=area,year&level=5"
    found = facts(choices)
    assert len(ordered(found)) > MOST_ROWS
    shown = table_of(found)
    assert f"共 {len(found.rows):,} 行" in text_of(shown)
    behind = [one.behind for one in parts(shown) if getattr(one, "behind", None)]
    assert [len(table.rows) for table in behind] == [len(found.rows)], "文件里是全部的行"
    every = table_of(facts(f"{choices}&top=全部"))
    assert sum(1 for one in parts(every) if type(one).__name__ == "Tr") >= len(found.rows)


def test_areas_of_the_same_name_are_told_apart_by_what_they_belong_to(demonstration):
    found = facts("indicator=communities_served&by=area&level=5")
    names = Counter(row.now["area_name"] for row in found.rows)
    assert max(names.values()) > 1, "演示里有同名的社区"
    labels = Counter(row.labels[0] for row in found.rows)
    assert max(labels.values()) == 1
    single = next(row for row in found.rows if names[row.now["area_name"]] == 1)
    assert single.labels[0] == single.now["area_name"]


def test_names_of_organisations_and_hubs_lead_to_their_profile(demonstration):
    assert any(href.startswith("/hub/") for href in hrefs(table_of(facts("indicator=activities&by=hub"))))
    both = table_of(facts("indicator=activities&by=kind,org"))
    assert any(href.startswith("/org/") for href in hrefs(both))


@pytest.mark.parametrize(
    "choices", ["indicator=visits&by=kind&change=同比", "by=area,year", "indicator=visits&by=month"]
)
def test_the_address_of_the_api_gives_the_same_numbers(demonstration, choices):
    found = facts(choices)
    link = next(href for href in hrefs(drawn(choices)) if href.startswith("/api/v1/indicators/"))
    rows = evaluate(found.asked.definition.id, dict(parse_qsl(urlsplit(link).query))).rows
    shown = Counter(row.value for row in found.rows) + Counter(row.value_before for row in found.rows if row.before)
    assert shown <= Counter(row["value"] for row in rows if row["reported"]) + Counter({None: len(rows)})


def test_only_flows_and_counts_offer_sums(demonstration):
    for indicator in INDICATORS:
        own = definition(indicator).numerator_filters
        by = own[0] if own else "year"
        asked = asked_of(state(f"indicator={indicator}&by={by}"))
        assert can_sum(asked) == (indicator in SUMMED)
        if by == "year":
            said = [text_of(one) for one in parts(drawn(f"indicator={indicator}&by=year")) if _is_switch(one)]
            assert ("累计" in said) == (indicator in SUMMED), indicator


def _is_switch(one) -> bool:
    return getattr(one, "className", None) == "switch"


def test_a_wrong_key_is_a_choice_error_and_nothing_else(demonstration):
    with pytest.raises(ChoiceError):
        facts("by=brand")


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ("by=year&year=2016", "服务人次 · 按年份 · 各年 · 全部区域"),
        ("view=走势", "服务人次 · 各年 · 全部区域"),
        (f"area={COMMUNITY}", "服务人次 · 各年 · 景昙社区"),
        ("by=month&year=2016", "服务人次 · 按月份 · 2016年 · 全部区域"),
        ("view=饼图&year=2016", "服务人次 · 2016年 · 全部区域"),
    ],
)
def test_years_told_apart_are_not_said_to_be_one(demonstration, choices, words):
    assert in_words(state(f"indicator=visits&{choices}"), find("/explore")) == words


def test_several_with_the_same_number_are_never_one_of_them(demonstration):
    found = facts("indicator=activities&by=kind,beneficiary&year=2024")
    lowest = [row for row in found.rows if row.value == 0]
    said = text_of(sentence(found))
    assert len(lowest) > 2 and f"最低的有 {len(lowest)} 个，都是 0 场" in said


def test_months_stand_upright_on_a_phone(demonstration):
    for switch, labels in (("", 6), ("&change=同比", 4)):
        body = drawn(f"indicator=volunteer_hours&by=month&year=2024{switch}")
        axis = next(part for part in parts(body) if isinstance(part, dcc.Graph)).figure["layout"]["xaxis"]
        assert axis["tickangle"] == 0 and len(axis["ticktext"]) == labels
