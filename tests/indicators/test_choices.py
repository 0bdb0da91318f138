"""Choices: what is refused, with which words, and that nothing else than ChoiceError ever comes out."""

from urllib.parse import parse_qs

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.catalog import catalog, dimensions
from indicators.evaluate import ChoiceError, UnknownIndicator, evaluate

REFUSED = """
orgs       | colour=red                                   | 不能按colour筛选
orgs       | kind=讲座                                    | 不能按活动类型筛选
orgs       | basis=常住人口                               | 不能按人口口径筛选
activities | universe=登记                                | 不能按统计口径筛选
activities | by=colour                                    | 不能按colour分列
orgs       | area=330114                                  | 没有代码为
orgs       | area=33010201100０                           | 不对
orgs       | area=999999999999                            | 没有代码为
orgs       | area=330102011000,330102009000               | 只能给一个值
orgs       | year=201                                     | 年份
orgs       | year=2016-2012                               | 年份
orgs       | year=1016                                    | 年份
orgs       | as_of=2016-02-30                             | 没有“2016-02-30”这一天
orgs       | as_of=2016-6-30                              | 不对
orgs       | as_of=0001-01-01                             | 超出范围
orgs       | as_of=2016-06-30&year=2016                   | 不能和
orgs       | from=2016-01-01                              | 不能用 from、to
orgs       | as_of=2016-06-30&by=year                     | 不能再按年或月分列
activities | as_of=2016-06-30                             | 不能用 as_of
activities | from=2016-02-01&to=2016-01-01                | 晚于
activities | year=2016&to=2016-01-01                      | 不能和
orgs       | level=4                                      | 只在按区域分列时使用
orgs       | by=area&level=社区                           | 区域层级
orgs       | by=area&level=3,4                            | 只能给一个
orgs       | by=area&area=330102011000&level=2            | 没有第 2 级
orgs       | universe=部分                                | 没有统计口径
orgs       | universe=登记,全部                           | 一次只能用一个
orgs_per_10k_people | basis=城镇常住人口                  | 不能用
orgs       | kind__not=讲座                               | 不能按活动类型筛选
orgs       | registration__not=公司                       | 登记状态里没有
orgs       | universe__not=登记                           | 不能用“不含”
orgs       | field=文化体育&field__not=文化体育           | 既要选又要排除
communities_served  | n=0                                 | 超出范围
communities_served  | n=一                                | 不是数
"""


@pytest.mark.parametrize("line", [line for line in REFUSED.strip().splitlines()])
def test_refused_in_words(line, toy):
    indicator_id, query, words = (part.strip() for part in line.split("|"))
    with pytest.raises(ChoiceError) as caught:
        evaluate(indicator_id, parse_qs(query))
    assert words in caught.value.message
    assert caught.value.hint


def test_unknown_indicator(toy):
    with pytest.raises(UnknownIndicator, match="没有指标“nothing”"):
        evaluate("nothing", {})


def test_empty_values_are_not_given(toy):
    assert evaluate("orgs", {"area": "", "year": [""]}).rows == evaluate("orgs", {}).rows


def test_repeated_and_comma_mean_the_same(toy):
    repeated = evaluate("activities", {"kind": ["便民服务", "讲座"], "year": "2016"})
    assert repeated.rows == evaluate("activities", {"kind": "便民服务,讲座", "year": "2016"}).rows
    assert repeated.rows[0]["value"] == 2


def test_what_is_left_out_and_the_rest_are_everything(toy):
    choices = {"year": "2016", "by": "kind"}
    everything = {row["kind"]: row["value"] for row in evaluate("activities", choices).rows}
    rest = evaluate("activities", choices | {"kind__not": "讲座,便民服务"})
    assert {row["kind"]: row["value"] for row in rest.rows} == {
        kind: value for kind, value in everything.items() if kind not in ("讲座", "便民服务")
    }
    assert rest.filters_in_words.endswith("不含讲座、便民服务")


def test_rows_in_which_nothing_is_written_stay_in_unless_they_are_left_out(toy):
    every, without, written = (
        evaluate("orgs", {"year": "2016", **more}).rows[0]["value"]
        for more in ({}, {"hub__not": "没有的枢纽"}, {"hub__not": "未填写"})
    )
    assert every == without > 0 and written == evaluate("orgs", {"year": "2016"}).rows[0]["value"] - evaluate(
        "orgs", {"year": "2016", "hub": "未填写"}
    ).rows[0]["value"]


def test_saying_what_is_left_out_takes_the_place_of_the_default(toy):
    left = evaluate("funds_received", {"year": "2016", "custody__not": "代管"})
    assert left.rows == evaluate("funds_received", {"year": "2016"}).rows
    assert "资金归属：自有" not in left.filters_in_words and "不含代管" in left.filters_in_words


WORDS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["330102011000", "330102000000", "2016", "2012-2016", "2016-06-30", "9999-12-31", "area", "4", "登记", "全部"]
    ),
    st.sampled_from(["\x00", "\ud800", "９", "1e9", "-1", "'; DROP TABLE areas; --", "$area", "{where}", "a" * 5000]),
)
VALUES = st.one_of(WORDS, st.lists(WORDS, max_size=3), st.lists(WORDS, max_size=3).map(",".join))
KEYS = st.sampled_from(
    ["area", "level", "year", "as_of", "from", "to", "by", "basis", "universe", "n", "days", "target", *dimensions(),
     *(f"{key}__not" for key in dimensions())]
) | st.text(max_size=10)


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(catalog())), st.dictionaries(KEYS, VALUES, max_size=5))
def test_anything_gives_rows_or_a_choice_error(toy, indicator_id, choices):
    try:
        result = evaluate(indicator_id, choices)
    except ChoiceError as refused:
        assert refused.message
    else:
        assert result.as_dict()["rows"] is not None
