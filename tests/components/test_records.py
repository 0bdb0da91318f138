"""数据明细: what the page says is what the API answers and what a file holds."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest

import app
from components.page import find
from components.records_filters import filter_chips
from components.records_grid import column_definition
from components.records_sheet import sheet_of
from components.records_view import _sorted, _toggled
from components.router import draw
from components.state import State
from indicators.warehouse import snapshot
from records.catalog import FilterError, record_types
from tests.components.reading import hrefs, parts, text_of

KAIXUAN = "330102011000"
QUESTIONS = [
    "",
    "type=activities&area=330102011000&kind=讲座,调解&year=2014",
    "type=activities&from=2014-01-01&to=2014-06-30&visits__min=10&sort=-visits,held_on",
    "type=funding&custody=代管&amount__max=200000&columns=amount,donor",
    "type=organizations&as_of=2016-06-30&universe=登记备案&area=330102011000",
    "type=ratings&ladder=评估等级&grade=3A,4A&q=协会",
    "type=volunteer_hours&hub=H330102011000",
    "type=population&basis=常住人口&year=2012-2016",
]


def state_of(search: str) -> State:
    return State.parse("/records", search)


def sheet(search: str):
    with snapshot() as taken:
        return sheet_of(state_of(search), taken)


@pytest.mark.parametrize("search", QUESTIONS)
def test_the_page_counts_what_the_api_counts(demonstration, search):
    found = sheet(search)
    answer = app.server.test_client().get(found.file()).get_json()
    assert answer["total"] == found.total
    assert answer["filters_in_words"] == found.query.filters_in_words
    assert answer["rows"] and tuple(answer["rows"][0]) == found.columns
    words = text_of(find("/records").draw(state_of(search)))
    assert f"将导出 {found.total:,} 行" in words


def test_a_file_holds_the_stated_rows_in_the_stated_columns(demonstration):
    found = sheet("type=funding&custody=代管&columns=amount,donor&sort=-amount")
    answer = app.server.test_client().get(found.file("csv"))
    assert answer.data[:3] == b"\xef\xbb\xbf"
    head, *lines = answer.data.decode("utf-8-sig").splitlines()
    assert head == "金额,出资单位" and len(lines) == found.total


@pytest.mark.parametrize(
    ("search", "words"),
    [
        ("type=nothing", "没有叫“nothing”的记录"),
        ("type=activities&from=2016-01-02&to=2016-01-01", "大于"),
        ("type=activities&visits__min=20&visits__max=3", "大于"),
        ("type=activities&kind=没有", "没有这个取值"),
        ("type=activities&columns=nothing", "没有这一列"),
        ("type=volunteer_hours&volunteer_id=x", "不能按"),
    ],
)
def test_a_choice_that_cannot_be_met_is_said(demonstration, search, words):
    with pytest.raises(FilterError):
        sheet(search)
    assert words in text_of(find("/records").draw(state_of(search)))


def test_a_refused_condition_leaves_the_kinds_and_the_other_conditions_to_go_on_with(demonstration):
    page = find("/records").draw(state_of("type=funding&status=到账&amount__min=abc&columns=amount"))
    words, links = text_of(page), hrefs(page)
    assert "“金额不小于”不是数字：abc" in words and "amount__min" not in words
    assert "社会组织名录" in words and "资金状态" in words and "将导出" not in words
    kept = sheet("type=funding&status=到账&columns=amount")
    assert f"看其余条件下的 {kept.total:,} 行" in words
    assert not [href for href in links if "amount__min" in href] and any("status=到账" in unquote(x) for x in links)


def test_an_unknown_area_is_said_and_leaves_the_kinds_the_conditions_and_the_bar(demonstration):
    for kind, name in (("funding", "资金"), ("fields", "资金")):
        search = f"type={kind}&area=999999999999"
        tree, _, bar, entries, title = draw({"path": "/records", "search": f"?{search}&sort=nothing"})
        words = str(tree)
        assert "没有代码为“999999999999”的地区" in words and "在顶栏按名称或代码查找地区" in words and name in words
        assert "area=999999999999" not in words + str(bar) + str(entries) and "数据明细" in title
        kept = sheet(f"type={kind}")
        assert f"{kept.total:,} 行" in text_of(find("/records").draw(state_of(search)))
    assert "没有代码为" in str(draw({"path": "/density", "search": "?area=999999999999"})[0])


def test_a_text_with_a_comma_is_looked_for_as_one(demonstration):
    words = text_of(find("/records").draw(state_of("type=activities&name__contains=端午,清明&kind=讲座,调解")))
    assert "活动名称包含 端午,清明" in words and "活动类型 讲座、调解" in words


def test_a_refusal_names_columns_as_the_page_does(demonstration):
    words = text_of(find("/records").draw(state_of("type=organizations&from=2020-01-01")))
    assert "成立日期不小于" in words and "established_on" not in words
    words = text_of(find("/records").draw(state_of("type=funding&sort=nothing&amount__contains=1")))
    assert "可用的列：资金编号" in words or "不能这样筛选：金额包含" in words
    assert "funding_id" not in words


def test_a_search_is_offered_exactly_where_it_can_be_answered(demonstration):
    for kind in record_types():
        forms = [part for part in parts(filter_chips(sheet(f"type={kind}"))) if getattr(part, "role", "") == "search"]
        try:
            sheet(f"type={kind}&q=端午")
        except FilterError as error:
            assert "没有可以按文字搜索的列" in error.message and not forms, kind
        else:
            assert len(forms) == 1, kind


def test_every_table_with_a_time_offers_the_years_it_has_and_each_of_them_has_rows(demonstration):
    for kind, found in record_types().items():
        shown = sheet(f"type={kind}")
        links = [href for href in hrefs(filter_chips(shown)) if "&year=" in href]
        has_time = found.main_date is not None or kind in ("organizations", "hubs")
        assert bool(links) == (has_time and shown.total > 0), kind
        if links and not found.is_delivered:
            assert all(sheet(urlsplit(href).query).total for href in links), kind


def test_choices_that_other_pages_share_do_no_harm(demonstration):
    found = sheet("type=activities&universe=登记&basis=常住人口&as_of=2016-06-30")
    assert set(found.ignored) == {"universe", "basis", "as_of"}
    assert found.total == found.totals["activities"] and "universe" not in found.file()


def test_no_rows_say_why(demonstration):
    words = text_of(find("/records").draw(state_of("type=activities&q=没有这样的活动名称")))
    assert "没有符合条件的记录" in words and "清除全部条件" in words


def test_personal_columns_never_appear(demonstration):
    for found in record_types().values():
        assert not {"volunteer_id", "id_number", "phone"} & set(found.columns)
    assert "volunteer_id" not in find("/records").understands()


def test_columns_toggle_in_their_usual_order(demonstration):
    found = sheet("type=funding&columns=funding_id,amount")
    assert _toggled(found, "paid_on") == ("funding_id", "paid_on", "amount")
    assert _toggled(found, "amount") == ("funding_id",)
    moved = sheet("type=funding&columns=amount,funding_id")
    assert _toggled(moved, "paid_on") == ("amount", "funding_id", "paid_on")


def test_orders_are_added_turned_and_taken_away():
    assert _sorted((), "amount", "-") == ("-amount",)
    assert _sorted(("-amount",), "paid_on", "") == ("-amount", "paid_on")
    assert _sorted(("-amount", "paid_on"), "amount", "") == ("amount", "paid_on")
    assert _sorted(("-amount", "paid_on"), "amount", "-") == ("paid_on",)


def test_every_column_has_a_heading_and_its_explanation(demonstration):
    for found in record_types().values():
        for column in found.columns.values():
            definition = column_definition(column)
            assert column.name in definition["headerName"] and definition["headerTooltip"]


def test_the_address_of_the_rows_has_no_view_choices(demonstration):
    found = sheet("type=funding&panel=donors&tables=x&amount__min=1")
    assert set(parse_qs(urlsplit(found.file()).query)) == {"amount__min"}


def test_a_table_is_found_by_its_name_too(demonstration):
    assert sheet("?type=资金").type.id == sheet("?type=funding").type.id == "funding"
