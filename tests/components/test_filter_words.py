"""The state of any page in one sentence, and each narrowing as a part that can be taken away."""

from urllib.parse import urlsplit

import pytest

from components.filter_words import in_words, said
from components.page import all_pages, find, state_of
from components.pills import pills
from components.state import State
from indicators.evaluate import evaluate
from tests.components.reading import text_of


def state_at(address: str) -> tuple:
    parts = urlsplit(address)
    page = find(parts.path)
    return state_of(page, parts.path, parts.query), page


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (
            "/density?area=330114000000&year=2024&legal_form__not=志愿团队",
            "2024年 · 钱塘区 · 登记+备案 · 常住人口 · 不含志愿团队",
        ),
        (
            "/density?as_of=2016-06-30&universe=全部&basis=户籍人口&field=文化体育,社区服务",
            "截至2016年6月30日 · 全部区域 · 登记+备案+志愿团队 · 户籍人口 · 文化体育、社区服务",
        ),
        ("/tiers?year=2018", "2018年 · 全部区域 · 年度梯队"),
        ("/tiers?year=2018&ladder=评估等级", "2018年 · 全部区域 · 评估等级"),
        ("/coverage?year=2016&n=3&beneficiary__not=未填写", "2016年 · 全部区域 · 至少 3 场 · 不含未填写的服务对象"),
        ("/coverage?year=2016&kind=讲座&kind__not=便民服务", "2016年 · 全部区域 · 至少 1 场 · 讲座 · 不含便民服务"),
        (
            "/projects?year=2014&round=2014年公益微创投&field__not=文化体育&side=category",
            "2014年 · 全部区域 · 创投批次：2014年公益微创投 · 不含文化体育",
        ),
        ("/hubs?year=2016&level=街道", "2016年 · 全部区域 · 登记+备案 · 街道"),
    ],
)
def test_a_state_is_one_sentence(demonstration, address, words):
    assert in_words(*state_at(address)) == words


def test_the_path_below_a_page_is_named_and_can_not_be_taken_away(demonstration):
    state, page = state_at("/hubs/凯益荟?year=2016")
    assert in_words(state, page).startswith("凯益荟 · 2016年")
    assert [one.words for one in said(state, page)] == ["2016年"]


def test_only_what_differs_from_the_default_can_be_taken_away(demonstration):
    state, page = state_at("/coverage?area=330102011000&n=1&field=文化体育&side=beneficiary&top=全部")
    assert [(one.words, one.keys) for one in said(state, page)] == [
        ("凯旋街道", ("area",)),
        ("文化体育", ("field",)),
    ]


@pytest.mark.parametrize(
    ("address", "words", "idle"),
    [
        (
            "/explore?indicator=data_completeness&year=2024&type=workforce&beneficiary=老年人&basis=户籍人口",
            "报送完整率 · 2024年 · 全部区域 · 记录类型：社区工作力量",
            ["户籍人口", "老年人"],
        ),
        (
            "/explore?indicator=orgs&year=2024&universe=登记&field__not=文化体育&kind__not=讲座&against=visits",
            "在册社会组织数 · 2024年 · 全部区域 · 登记 · 不含文化体育",
            ["不含讲座"],
        ),
        (
            "/explore?indicator=orgs&year=2024&kind=讲座&against=visits&view=对比",
            "在册社会组织数 × 服务人次 · 2024年 · 全部区域 · 登记+备案 · 讲座",
            [],
        ),
        (
            "/density?explore=on&indicator=activities&year=2024&field=文化体育&kind=讲座&stage=种子期",
            "活动场次 · 2024年 · 全部区域 · 登记+备案 · 常住人口 · 文化体育 · 讲座",
            ["种子期"],
        ),
    ],
)
def test_what_the_explored_indicator_does_not_know_is_not_said_to_narrow_it(demonstration, address, words, idle):
    state, page = state_at(address)
    assert in_words(state, page) == words
    assert [one.words for one in said(state, page) if one.idle] == idle
    shown = text_of(pills(state, page))
    assert all(f"{word}（不起作用）" in shown for word in idle) and shown.count("不起作用") == len(idle)


def test_every_page_says_its_state(demonstration):
    for page in all_pages():
        assert isinstance(in_words(State(page.path, {}), page), str)


def test_a_word_is_either_chosen_or_left_out():
    state = State("/density", {"field": ("甲", "乙"), "field__not": ("丙",)})
    assert state.link(field__not=("丙", "甲")) == "/density?field=%E4%B9%99&field__not=%E4%B8%99,%E7%94%B2"
    assert state.toggled("field", "丙") == "/density?field=%E7%94%B2,%E4%B9%99,%E4%B8%99"


def test_a_filter_is_picked_with_what_it_leaves_out():
    state = State("/density", {"field__not": ("丙",), "area__not": ("330102000000",)})
    assert state.pick(("field", "area")) == {"field__not": "丙"}


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("/density?area=330102000000&year=2024&legal_form__not=行业协会", "行业协会"),
        ("/coverage?area=330102000000&year=2016&field__not=文化体育", "文化体育"),
        ("/coverage?area=330102011001&year=2016&field__not=文化体育", "文化体育"),
        ("/tiers?area=330102000000&year=2018&field__not=文化体育", "文化体育"),
    ],
)
def test_what_is_left_out_is_in_no_picture_of_the_page(demonstration, address, word):
    state, page = state_at(f"{address}&tables=words,matrix,by-legal_form,by-field,field")
    shown = text_of([part for part in page.draw(state) if getattr(part, "className", "") != "filters"])
    assert word not in shown.replace(f"不含{word}", "")


def test_charts_name_hubs_organisations_and_types_and_not_their_ids(demonstration):
    choices = {"year": "2025", "hub": "H330114001000", "org__not": "B330114001-0119"}
    said = evaluate("activities", choices).filters_in_words
    assert said == "2025年·全部区域·枢纽：下沙街道社会组织发展服务中心·不含组织智格·山茶门球队"
    assert evaluate("data_completeness", {"year": "2025", "type": "workforce"}).filters_in_words.endswith(
        "记录类型：社区工作力量"
    )


@pytest.mark.parametrize("path", ["/", "/funding", "/volunteers", "/projects", "/linkage", "/coverage", "/hubs"])
def test_a_page_of_years_reads_a_day_as_its_year(demonstration, path):
    state, page = state_at(f"{path}?area=330102011000&as_of=2016-06-30")
    assert [one.words for one in said(state, page)] == ["2016年", "凯旋街道"]
    assert in_words(state, page).startswith("2016年 · 凯旋街道")
    assert "2016年" in text_of(page.draw(state))


def test_a_page_of_a_register_keeps_the_day(demonstration):
    for path in ("/density", "/tiers", "/targets", "/records"):
        state, _ = state_at(f"{path}?as_of=2016-06-30")
        assert state["as_of"] == "2016-06-30" and not state["year"]


def test_what_is_no_day_is_left_to_be_refused(demonstration):
    for days in ("2016-06-31", "2016-06-30,2017-06-30"):
        state, _ = state_at(f"/?as_of={days}")
        assert state["as_of"] and not state["year"]
