"""Amounts of the catalogue, B069–B083."""

from decimal import Decimal

import pytest

from tests.badinput.kept import kept
from tests.badinput.loading import good


def payments(*amounts, heading="金额"):
    """A clean ledger with one row per amount, written as given."""
    sheet = good("funding").more(max(0, len(amounts) - 3))
    left = [row[2] for row in sheet.rows[len(amounts) :]]
    return sheet.put_all("金额", [*amounts, *left]).rename("金额", heading)


def test_B069_signs_separators_and_full_width_digits(desk):
    answer = desk.load(desk.csv("资金.csv", payments("￥1,000.50", "1,000.50元", "１０００．５"))).normalised()
    assert kept(answer, "amount") == [Decimal("1000.50")] * 3


def test_B070_ten_thousands_in_the_cell(desk):
    sheet = payments("20万", "1.5亿", "300", heading="金额（元）")
    answer = desk.load(desk.csv("资金.csv", sheet)).normalised()
    assert kept(answer, "amount")[:2] == [Decimal(200_000), Decimal(150_000_000)]


def test_B071_ten_thousands_in_the_heading_and_in_the_cell(desk):
    answer = desk.load(desk.csv("资金.csv", payments("20万", "20", heading="金额（万元）")))
    answer.quarantined("B071", row=2, column="金额（万元）", found="20万", words="单元格又写“万”")
    assert kept(answer, "amount")[0] == 200_000


def test_B072_about_and_between(desk):
    found = ["约20万", "20-30万", "20余万"]
    answer = desk.load(desk.csv("资金.csv", payments(*found, "5", heading="金额（元）")))
    for row, amount in enumerate(found, start=2):
        answer.quarantined("B072", rejected=3, row=row, column="金额（元）", found=amount, words="请去掉“约”“余”等字样")


def test_B073_amounts_in_words(desk):
    answer = desk.load(desk.csv("资金.csv", payments("壹拾万元整")))
    answer.quarantined("B073", row=2, column="金额", found="壹拾万元整", words="请用阿拉伯数字填写")


@pytest.mark.parametrize("status", ["收回", "退款", "冲销"])
def test_B074_money_that_came_back_is_negative(desk, status):
    answer = desk.load(desk.csv("资金.csv", payments("-500").put(2, "资金状态", status))).normalised()
    assert (kept(answer, "amount")[0], kept(answer, "status")[0]) == (-500, "收回")


def test_B074_a_payment_is_not_negative(desk):
    answer = desk.load(desk.csv("资金.csv", payments("-500")))
    answer.quarantined("B074", row=2, column="金额", found="-500", words="退款或冲销请把资金状态填为“收回”")


def test_B075_negative_as_accountants_write_it(desk):
    sheet = payments("(500.00)", "500-").put_all("资金状态", ["收回", "退款", "拨付"])
    answer = desk.load(desk.csv("资金.csv", sheet)).normalised()
    assert kept(answer, "amount")[:2] == [-500, -500]
    answer = desk.load(desk.csv("另.csv", payments("（500.00）")))
    answer.quarantined("B074", row=2, found="（500.00）", words="金额为负数（-500元）")


def test_B076_nought(desk):
    answer = desk.load(desk.csv("资金.csv", payments("0")))
    answer.warned("B076", row=2, column="金额", found="0", words="请确认是否漏填")


def test_B077_nothing_is_not_nought(desk):
    answer = desk.load(desk.csv("活动.csv", good("activities").put_all("活动经费", ["", "/", "—"])))
    answer.warned("B077", row=3, column="活动经费", found="/", words="金额未填写，不计入合计")
    assert kept(answer, "spend") == [None] * 3 and len(answer.said("B077")) == 2


def test_B077_an_amount_that_has_to_be_there(desk):
    answer = desk.load(desk.csv("资金.csv", payments("", "无", "5", "6")))
    for row in (2, 3):
        answer.quarantined("B077", rejected=2, row=row, column="金额", words="必填")


def test_B078_more_than_there_is(desk):
    found = ["1000000000000000000", "200亿"]
    answer = desk.load(desk.csv("资金.csv", payments(*found, "5", "6", heading="金额（元）")))
    for row, amount in enumerate(found, start=2):
        answer.quarantined("B078", rejected=2, row=row, found=amount, words="超出合理范围")


ABROAD = """
name = "某基金会"
licence = "未注明"
[[tables]]
name = "资助"
    [[tables.records]]
    type = "funding"
    accepts = ["B078"]
    columns.funding_id = "id"
    columns.paid_on = "day"
    columns.amount = "amount"
    columns.status = { value = "拨付" }
    columns.source = { value = "基金会" }
    columns.instrument = { value = "捐赠" }
"""


def test_B078_a_source_may_lift_the_limit(desk):
    source = desk.raw("某基金会.toml", ABROAD)
    path = desk.raw("grants.csv", "id,day,amount\n1,2016-06-01,20000000000\n2,2016-06-02,5\n")
    answer = desk.load(path, source=str(source)).normalised()
    assert kept(answer, "amount") == [20_000_000_000, 5]


def test_B080_parts_of_a_cent(desk):
    answer = desk.load(desk.csv("资金.csv", payments("1000.505", "1000.504")))
    answer.warned("B080", row=2, column="金额", found="1000.505", words="已四舍五入到分")
    assert kept(answer, "amount")[:2] == [Decimal("1000.51"), Decimal("1000.50")]


def test_B081_numbers_nobody_can_be_sure_of(desk):
    found = ["1.000,50", "1e5", "1_000", "NaN"]
    answer = desk.load(desk.csv("资金.csv", payments(*found, "5")))
    for row, amount in enumerate(found, start=2):
        answer.quarantined("B081", rejected=4, row=row, column="金额", found=amount, words="请写成1000.50")


def test_B082_amounts_without_a_unit_beside_both_units(desk):
    answer = desk.load(desk.csv("资金.csv", payments("20万元", "5000元", "30", "0.5万元")))
    answer.quarantined("B082", row=4, column="金额", found="30", words="同一列混用“元”和“万元”")
    assert kept(answer, "amount") == [200_000, 5000, 5000]


def test_B082_a_heading_settles_the_unit(desk):
    answer = desk.load(desk.csv("资金.csv", payments("20万元", "5000元", "30", heading="金额（元）"))).normalised()
    assert kept(answer, "amount") == [200_000, 5000, 30]


def test_B083_other_currencies(desk):
    found = ["500美元", "$500", "500港币", "USD 500"]
    answer = desk.load(desk.csv("资金.csv", payments(*found, "5")))
    for row, amount in enumerate(found, start=2):
        answer.quarantined("B083", rejected=4, row=row, column="金额", found=amount, words="只接收人民币金额")


def test_B083_a_whole_column_in_another_currency(desk):
    answer = desk.load(desk.csv("资金.csv", payments("5", heading="金额（美元）")))
    answer.refused("B083", words="“美元”无法换算")
