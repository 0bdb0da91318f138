"""分布, 均等, 对比: numbers follow the definitions, nobody is left out silently, refusals are in words."""

from statistics import mean, median, quantiles

import pytest

from components import explore_against, explore_distribution, explore_equality
from components.behind import tables
from components.explore_areas import COMMUNITIES, MOST_ROWS, PEOPLE, areas_of, by_area, weights_of
from components.explore_asked import asked_of
from components.explore_equality import shared_of
from components.explore_equality_years import years_of
from components.state import State
from indicators.catalog import catalog
from indicators.errors import ChoiceError
from indicators.evaluate import evaluate
from tests.components.reading import hrefs, parts, text_of

SHANGCHENG, KAIXUAN, COMMUNITY = "330102000000", "330102011000", "330102011001"
DRAWS = {"分布": explore_distribution.draw, "均等": explore_equality.draw, "对比": explore_against.draw}


def asked(choices: str):
    return asked_of(State.parse("/explore", choices))


def drawn(choices: str) -> list:
    question = asked(choices)
    return DRAWS[question.view](question)


def figures(pieces) -> list[dict]:
    return [part.figure for part in parts(pieces) if getattr(part, "figure", None)]


def gini_by_all_pairs(pairs: list[tuple[float, float]]) -> float:
    """The definition by differences, not by the curve."""
    rates = [(float(amount) / weight, weight) for amount, weight in pairs]
    differences = sum(abs(one - other) * w * v for one, w in rates for other, v in rates)
    return differences / (2 * sum(weight for _, weight in pairs) * sum(float(amount) for amount, _ in pairs))


@pytest.mark.parametrize("view", DRAWS)
def test_every_indicator_gets_a_picture_or_words(demonstration, view):
    for indicator in catalog():
        against = "visits" if indicator != "visits" else "orgs"
        try:
            said = text_of(drawn(f"indicator={indicator}&view={view}&area={SHANGCHENG}&against={against}"))
        except ChoiceError as refusal:
            assert refusal.message and refusal.hint
            continue
        assert said and "出错" not in said and "None" not in said, indicator


@pytest.mark.parametrize("place", ["", f"&area={SHANGCHENG}", f"&area={SHANGCHENG}&level=5", f"&area={COMMUNITY}"])
def test_the_numbers_of_a_distribution_are_those_of_its_areas(demonstration, place):
    pieces = drawn(f"view=分布&indicator=visits{place}")
    question = by_area(asked(f"view=分布&indicator=visits{place}"))
    values = [float(row["value"]) for row in question.rows(by="area") if row["reported"]]
    box = next(trace for trace in figures(pieces)[0]["data"] if trace["type"] == "box")
    cuts = quantiles(values, n=4, method="inclusive")
    assert [box["q1"][0], box["median"][0], box["q3"][0]] == pytest.approx(cuts)
    assert cuts[1] == median(values)
    diamond = figures(pieces)[0]["data"][2]
    assert diamond["x"] == [pytest.approx(mean(values))]
    assert len(figures(pieces)[0]["data"][1]["x"]) == len(values), "每个报送的地区一个点"


def test_who_did_not_report_is_named_and_not_counted_as_zero(demonstration):
    said = text_of(drawn(f"view=分布&indicator=visits&area={SHANGCHENG}"))
    rows = evaluate("visits", {"area": SHANGCHENG, "by": "area", "level": "4"}).rows
    silent = [row["area_name"] for row in rows if not row["reported"]]
    assert silent and f"{len(silent)} 个未报送" in said and silent[0] in said
    assert f"{len(rows) - len(silent)} 个街道乡镇的服务人次" in said


def test_a_community_is_seen_among_its_peers_and_marked(demonstration):
    points = figures(drawn(f"view=分布&indicator=visits&area={COMMUNITY}"))[0]["data"][1]
    assert points["text"][-1] and points["marker"]["size"][-1] > points["marker"]["size"][0]


def test_what_is_written_to_no_community_is_not_spread_over_them_as_zero(demonstration):
    for view in ("分布", "均等"):
        pieces = drawn(f"view={view}&indicator=funds_received&level=5")
        assert "没有写到社区村" in text_of(pieces) and not figures(pieces)
        assert any("level=4" in href for href in hrefs(pieces)), "说出哪一级可以看"
    said = text_of(drawn("view=分布&indicator=orgs&level=5"))
    whole, below = (evaluate("orgs", choices).rows for choices in ({}, {"by": "area", "level": "5"}))
    missing = whole[0]["value"] - sum(row["value"] or 0 for row in below)
    assert missing > 0 and f"另有 {missing} 家 没有写到社区村" in said


@pytest.mark.parametrize(
    ("choices", "kind"),
    [
        ("indicator=visits&level=5", COMMUNITIES),
        ("indicator=visits&level=4", PEOPLE),
        ("indicator=visits&level=4&weight=社区", COMMUNITIES),
        ("level=4", PEOPLE),
        ("indicator=communities_served&level=4", COMMUNITIES),
    ],
)
def test_gini_and_lowest_fifth_under_the_weights_that_are_said(demonstration, choices, kind):
    question = by_area(asked(f"view=均等&{choices}"))
    shared = shared_of(areas_of(question))
    assert shared.weights.kind == kind
    pairs = [(row["numerator"], shared.weights.of[row["area_code"]]) for row in shared.rows]
    assert shared.curve.gini == pytest.approx(gini_by_all_pairs(pairs), abs=1e-9)
    pieces = drawn(f"view=均等&{choices}")
    said = text_of(pieces)
    assert f"分量：{shared.weights.name}" in said and f"{shared.curve.gini:.3f}" in said
    assert f"最低的 20% {shared.who}得到" in said
    assert len(figures(pieces)[0]["data"][1]["x"]) == len(pairs) + 1


def test_people_weigh_only_where_they_were_delivered(demonstration):
    areas = areas_of(by_area(asked("view=均等&indicator=visits&level=4")))
    found = weights_of(areas)
    density = {row["area_code"]: row for row in evaluate("orgs_per_10k_people", {"by": "area", "level": "4"}).rows}
    assert found.of and all(density[code]["denominator"] == weight for code, weight in found.of.items())
    communities = weights_of(areas_of(by_area(asked("view=均等&indicator=visits&level=5"))))
    assert set(communities.of.values()) == {1} and "所以不按人口" in communities.why


def test_an_unknown_weight_is_refused_with_those_there_are(demonstration):
    with pytest.raises(ChoiceError, match="看不懂") as refusal:
        drawn("view=均等&indicator=visits&level=4&weight=面积")
    assert "人口、社区" in refusal.value.hint


@pytest.mark.parametrize(
    ("indicator", "words"),
    [("cost_per_visit", "请选总量"), ("teams_needed", "与目标的差"), ("net_growth", "负数")],
)
def test_what_cannot_be_shared_out_is_refused_with_what_can(demonstration, indicator, words):
    pieces = drawn(f"view=均等&indicator={indicator}&level=4&year=2025")
    assert words in text_of(pieces) and not figures(pieces)


def test_every_year_has_the_coefficient_its_own_page_has(demonstration):
    areas = areas_of(by_area(asked(f"view=均等&indicator=visits&area={KAIXUAN}&weight=社区")))
    years = {one.year: one for one in years_of(areas, weights_of(areas))}
    assert len(years) > 5
    for year in (min(years), max(years)):
        choices = f"view=均等&indicator=visits&area={KAIXUAN}&weight=社区&year={year}"
        alone = shared_of(areas_of(by_area(asked(choices))))
        assert years[year].curve.gini == pytest.approx(alone.curve.gini) and years[year].count == len(alone.rows)


def test_two_indicators_meet_area_by_area_at_their_medians(demonstration):
    pieces = drawn("view=对比&level=4&against=visits")
    figure = figures(pieces)[0]
    when = {"by": "area", "level": "4", "year": "2025"}
    left, right = (
        {row["area_code"]: float(row["value"]) for row in evaluate(key, when).rows if row["value"] is not None}
        for key in ("orgs_per_10k_people", "visits")
    )
    both = sorted((left[code], right[code]) for code in left.keys() & right.keys())
    assert sorted(zip(figure["data"][0]["x"], figure["data"][0]["y"], strict=True)) == both
    across, up = figure["layout"]["shapes"]
    assert (across["x0"], up["y0"]) == (median(x for x, _ in both), median(y for _, y in both))
    said = text_of(pieces)
    assert "缺一项或两项、不在图里的" in said and "离群的有" in said and "凯旋街道" in said


def test_a_comparison_says_what_narrows_only_one_of_both(demonstration):
    said = text_of(drawn("indicator=activities&against=orgs&view=对比&year=2024&kind=文体活动&universe=登记&level=4"))
    assert "2024年 · 全部区域 · 活动场次（活动类型：文体活动） · 在册社会组织数（登记）" in said


def test_quadrants_hold_everybody_once(demonstration):
    question = asked("view=对比&level=4&against=visits_per_resident")
    plane = explore_against._of_areas(by_area(question))
    corners = [plane.corner(pair) for pair in plane.pairs]
    assert sum(corners.count(corner) for corner in explore_against.CORNERS) == len(plane.pairs)
    assert plane.corner_words((True, False)) == "每万人社会组织数高、人均受益次数低"


def test_years_of_one_place_are_joined_and_lead_to_their_year(demonstration):
    pieces = drawn(f"view=对比&indicator=visits&against=volunteer_hours&by=year&area={KAIXUAN}")
    points = figures(pieces)[0]["data"][0]
    assert points["mode"].startswith("lines") and all("year=" in href for href in points["customdata"])
    assert "各年份" in text_of(pieces)


def test_without_a_second_indicator_one_is_offered(demonstration):
    for more in ("", "&against=orgs_per_10k_people"):
        pieces = drawn(f"view=对比{more}")
        assert not figures(pieces) and any("against=" in href for href in hrefs(pieces))


@pytest.mark.parametrize("view", ["分布", "均等", "对比"])
def test_a_click_goes_into_the_area_and_of_a_community_to_its_peers(demonstration, view):
    figure = figures(drawn(f"view={view}&indicator=visits&against=activities&area={KAIXUAN}"))[0]
    links = [href for trace in figure["data"] for href in trace.get("customdata") or [] if href]
    assert links and all("area=3301020110" in href and "compare=%E5%90%8C%E7%BA%A7" in href for href in links)


def test_a_long_table_shows_the_first_rows_and_its_files_have_all(demonstration):
    choices = "view=分布&indicator=visits&level=5&tables=explore-spread"
    short, whole = drawn(choices), drawn(f"{choices}&top=全部")
    rows = evaluate("visits", {"by": "area", "level": "5"}).rows
    reported = sum(row["reported"] for row in rows)
    lines = [sum(type(part).__name__ == "Tr" for part in parts(pieces[1])) for pieces in (short, whole)]
    assert len(rows) > reported > MOST_ROWS and lines == [MOST_ROWS + 2, reported + 2], "表头与合计各一行"
    kept = [len(one.table.rows) for one in tables(short) if one.name == "explore-spread"]
    assert kept == [reported] and f"共 {reported} 行，这里先列 {MOST_ROWS} 行" in text_of(short)


@pytest.mark.parametrize("view", ["均等", "对比"])
def test_years_are_shown_only_when_asked_for(demonstration, view):
    for by, words in (("", "15 个社区村"), ("&by=year", "年")):
        choices = f"view={view}&indicator=visits&against=activities&area={COMMUNITY}{by}"
        figure = figures(drawn(choices))[0]
        links = [href for trace in figure["data"] for href in trace.get("customdata") or [] if href]
        assert all(("year=" in href) is bool(by) for href in links) and words in text_of(drawn(choices))
