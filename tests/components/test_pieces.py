"""Cards, tables, chips, notes and times say what they must, 未报送 apart from 0."""

from datetime import date

import pytest

from components.chips import Option, choice_chip, several_chip
from components.data_table import Column, data_table
from components.indicator_card import Card, Goal, indicator_card
from components.moment import Moment
from components.notes import names_in_words
from components.state import State
from components.states import guarded
from indicators.errors import ChoiceError
from tests.components.reading import hrefs, text_of

HERE = State.parse("/density", "?field=甲")


@pytest.mark.parametrize(
    ("card", "said", "unsaid"),
    [
        (Card("在册", 1234, "个", before=1200), ["1,234", "较上年多 34"], []),
        (Card("在册", 0, "个", before=3), ["0", "较上年少 3"], ["未报送"]),
        (Card("在册", None, "个", before=3), ["未报送"], ["较上年"]),
        (Card("在册", 7, "个"), ["7", "无上年可比"], []),
        (Card("在册", 7, "个", before=7), ["较上年持平"], []),
        (Card("在册", 7, "个", before_words=""), ["7"], ["上年"]),
        (Card("密度", 5.2, "个/万人", decimals=1, goal=Goal(6.5, "≥", "规划")), ["目标 ≥6.5，未达到"], []),
        (Card("密度", 7, "个/万人", decimals=1, goal=Goal(6.5, "≥", "规划")), ["目标 ≥6.5，已达到"], []),
    ],
)
def test_cards(card, said, unsaid):
    text = text_of(indicator_card(HERE, card))
    for words in said:
        assert words in text
    for words in unsaid:
        assert words not in text


def test_a_card_opens_to_its_definition():
    assert "/density?field=%E7%94%B2&panel=orgs" in hrefs(indicator_card(HERE, Card("在册", 1, "个", indicator="orgs")))


def test_a_table_tells_zero_from_not_reported_and_from_no_denominator():
    rows = [
        {"area_name": "甲", "value": 0, "reported": True},
        {"area_name": "乙", "value": None, "reported": False},
        {"area_name": "丙", "value": None, "reported": True, "href": "/density?area=1"},
    ]
    table = data_table([Column("area_name", "地区", text=True), Column("value", "数", "个", 1)], rows, "表")
    assert text_of(table) == "表 地区 数 个 甲 0.0 乙 未报送 丙 —"
    assert hrefs(table) == ["/density?area=1"]


def test_chips_say_their_value_and_lead_to_the_others():
    options = [Option("甲", "甲口径"), Option("乙", "乙口径")]
    chip = choice_chip(State("/density", {}), "universe", "口径", options, default="甲", clear=("year",))
    assert text_of(chip).startswith("口径 甲口径")
    assert hrefs(chip) == ["/density", "/density?universe=%E4%B9%99"]
    several = several_chip(HERE, "field", "领域", options)
    assert hrefs(several) == [
        "/density",
        "/density",
        "/density?field__not=%E7%94%B2",
        "/density?field=%E7%94%B2,%E4%B9%99",
        "/density?field=%E7%94%B2&field__not=%E4%B9%99",
    ]


@pytest.mark.parametrize(
    ("names", "total", "words"),
    [
        ([], 0, ""),
        (["甲"], None, "甲"),
        (["甲", "乙", "丙"], 12, "甲、乙、丙等 12 个"),
        (list("一二三四五六七八九"), None, "一、二、三、四、五、六、七、八等 9 个"),
    ],
)
def test_names(names, total, words):
    assert names_in_words(names, total) == words


def test_a_table_may_show_its_first_rows_says_so_and_keeps_all_for_files():
    rows = [{"name": f"甲{n}"} for n in range(1, 8)]
    short, whole = (data_table([Column("name", "名", text=True)], rows, "表", most=most) for most in (5, None))
    assert "甲5" in text_of(short) and "甲6" not in text_of(short)
    assert "这里列出前 5 行，共 7 行" in text_of(short)
    assert "甲7" in text_of(whole) and "这里列出" not in text_of(whole)
    assert [len(one.behind.rows) for one in (short, whole)] == [7, 7]


def test_a_moment_knows_the_same_time_a_year_before():
    assert Moment(2024, None, 2011, 2025).before == {"year": "2023"}
    assert Moment(2024, date(2024, 2, 29), 2011, 2025).before == {"as_of": "2023-02-28"}
    assert Moment(2016, date(2016, 6, 30), 2011, 2025).words == "2016年6月30日"


def test_a_part_that_fails_says_so_and_does_not_take_the_page_along():
    def refusing():
        raise ChoiceError("不能这样问。", "换一个条件。")

    def breaking(span):
        raise ZeroDivisionError

    assert "不能这样问。 换一个条件。" in text_of(guarded(refusing))
    assert "出错了（编号 " in text_of(guarded(breaking, span=5))
