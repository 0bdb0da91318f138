"""Each way people write a value → what we keep, or the rule by which it is sent back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from etl.normalise.areas import Area, area_book, read_area, root_prefix
from etl.normalise.choices import choice_table, read_boolean, read_choice
from etl.normalise.codes import USCC_ALPHABET, is_uscc, read_code, read_organization, read_uscc, read_volunteer
from etl.normalise.dates import read_clock, read_date, read_period, read_year
from etl.normalise.numbers import decimals, read_hours, read_number, whole
from etl.normalise.personal import check_digit, has_identity, has_personal, mask_personal
from etl.normalise.text import clean_text, fold, header_keys, is_placeholder, word_key

MONEY = {"元": Fraction(1), "千元": Fraction(1000), "万元": Fraction(10_000), "亿元": Fraction(10**8)}
HOURS = {"小时": Fraction(1), "h": Fraction(1), "分钟": Fraction(1, 60)}
FIRST_OF_JUNE = date(2016, 6, 1)
ANYTHING = st.one_of(
    st.text(max_size=40), st.integers(), st.floats(), st.dates(), st.datetimes(), st.times(), st.booleans(),
    st.text("0123456789年月日号.-/:T +零〇一二十ＺZ万元，,()（）约", max_size=20),
)  # fmt: skip


def rule_of(reading) -> str | None:
    return reading.findings[0].rule if reading.findings else None


@pytest.mark.parametrize(
    "written",
    ["2016-6-1", "2016/6/1", "2016.6.1", "2016年6月1日", "2016年6月1号", "20160601", "二〇一六年六月一日",
     "二零一六年六月一日",
     "２０１６－０６－０１", "２０１６年６月１日", " 2016-06-01 ", "2016-06-01 00:00:00", "2016/6/1 9:30",
     "2016年6月1日（星期三）",
     "2016-06-01 周三", "2016-06-01T08:00:00+08:00", "2016\u200b-06-01", 20160601, 20160601.0, FIRST_OF_JUNE,
     datetime(2016, 6, 1, 9, 30), "2016年 6月 1日"],
)  # fmt: skip
def test_a_day_is_understood_without_a_remark(written):
    assert read_date(written) == (FIRST_OF_JUNE, ())


@pytest.mark.parametrize(
    ("written", "day", "rule"),
    [
        (42522, FIRST_OF_JUNE, "B056"),
        (42522.4, FIRST_OF_JUNE, "B056"),
        ("42522", FIRST_OF_JUNE, "B056"),
        ("2016年6月", FIRST_OF_JUNE, "B054"),
        ("2016.06", FIRST_OF_JUNE, "B054"),
        ("201606", FIRST_OF_JUNE, "B054"),
        ("16-6-1", FIRST_OF_JUNE, "B058"),
        ("13/06/2016", date(2016, 6, 13), None),
        ("06/13/2016", date(2016, 6, 13), None),
        ("2016-06-01 23:30:00+00:00", date(2016, 6, 2), None),
        ("2016-06-01T23:30Z", date(2016, 6, 2), None),
        (datetime(2016, 6, 1, 23, 30, tzinfo=UTC), date(2016, 6, 2), None),
        ("二〇二一年十二月二十一日", date(2021, 12, 21), None),
        ("", None, None),
        ("—", None, None),
        ("2016年", None, "B055"),
        ("2016", None, "B055"),
        ("上半年", None, "B055"),
        ("每周三", None, "B055"),
        ("2016-06-01至2016-06-03", None, "B055"),
        ("2016-02-30", None, "B060"),
        ("2016年6月31日", None, "B060"),
        ("2016-13-01", None, "B060"),
        ("01/06/2016", None, "B061"),
        ("16年六月初一", None, "B062"),
        ("农历2016年六月一日", None, "B062"),
        (True, None, "B055"),
        (0.5, None, "B055"),
        (float("nan"), None, "B055"),
    ],
)
def test_days_with_a_remark_or_refused(written, day, rule):
    reading = read_date(written, accepts_month=True, accepts_short_year=True)
    assert (reading.value, rule_of(reading)) == (day, rule)


def test_a_month_or_a_short_year_is_refused_where_the_day_matters():
    assert [rule_of(read_date(written)) for written in ("2016年6月", "16-6-1")] == ["B054", "B058"]
    assert read_date("2016年6月").is_refused


def test_an_open_end_is_empty_only_where_ends_may_be_open():
    assert read_date("长期", open_end=True) == (None, ())
    assert rule_of(read_date("长期")) == "B055"


@given(ANYTHING)
def test_reading_a_day_never_raises_and_is_idempotent(written):
    reading = read_date(written, accepts_month=True, accepts_short_year=True)
    assert reading.value is None or read_date(reading.value) == (reading.value, ())


@given(
    st.dates(min_value=date(1000, 1, 1)),
    st.sampled_from(["{0:%Y}-{0.month}-{0.day}", "{0:%Y}年{0.month}月{0.day}日", "{0:%Y}.{0.month}.{0.day}"]),
)
def test_every_day_of_the_calendar_is_read_back(day, form):
    assert read_date(form.format(day)).value == day


@pytest.mark.parametrize(
    ("written", "year", "rule"),
    [("2016", 2016, None), ("2016年", 2016, None), ("2016年度", 2016, None), (2016, 2016, None), (2016.0, 2016, None),
     ("二〇一六年", 2016, None), ("２０１６", 2016, None), (FIRST_OF_JUNE, 2016, None), ("2016-12-31", 2016, None),
     ("2016年末", 2016, None), ("16", None, "B055"), ("今年", None, "B055"), ("/", None, None)],
)  # fmt: skip
def test_years(written, year, rule):
    reading = read_year(written)
    assert (reading.value, rule_of(reading)) == (year, rule)


@pytest.mark.parametrize(
    ("written", "clock", "rule"),
    [("9:00", "09:00", None), ("09:00:00", "09:00", None), ("下午2:30", "14:30", None), ("9点30分", "09:30", None),
     (time(9, 5), "09:05", None), (0.375, "09:00", None), (timedelta(hours=9), "09:00", None),
     (datetime(2016, 6, 1, 9, 5), "09:05", None), ("2016-06-01 09:30", "09:30", None), ("25:00", None, "V006"),
     ("早上", None, "V006"), ("", None, None)],
)  # fmt: skip
def test_times_of_day(written, clock, rule):
    reading = read_clock(written)
    assert (reading.value, rule_of(reading)) == (clock, rule)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2016-01-01 至 2016-06-30", date(2016, 1, 1), date(2016, 6, 30)),
        ("2016年1月1日-2016年6月30日", date(2016, 1, 1), date(2016, 6, 30)),
        ("2016年1月1日—6月30日", date(2016, 1, 1), date(2016, 6, 30)),
        ("2016年1月至6月", date(2016, 1, 1), date(2016, 6, 30)),
        ("2016年上半年", date(2016, 1, 1), date(2016, 6, 30)),
        ("2016年第四季度", date(2016, 10, 1), date(2016, 12, 31)),
        ("2016年2月", date(2016, 2, 1), date(2016, 2, 29)),
        ("2016年度", date(2016, 1, 1), date(2016, 12, 31)),
        ("2011—2025年", date(2011, 1, 1), date(2025, 12, 31)),
        ("20160101-20160630", date(2016, 1, 1), date(2016, 6, 30)),
        ("2016-06-30 至 2016-01-01", None, None),
        ("去年", None, None),
    ],
)
def test_periods_of_titles(written, first, last):
    assert read_period(written) == (first, last)


@given(st.text("0123456789年月日至-—~上半季度一第 .", max_size=24))
def test_reading_a_period_never_raises(written):
    first, last = read_period(written)
    assert (first is None) == (last is None) and (first is None or first <= last)


@pytest.mark.parametrize(
    ("written", "unit", "yuan", "rule"),
    [
        ("￥1,000.50", None, "1000.5", None),
        ("¥ 1,000.50", None, "1000.5", None),
        ("1,000.50元", None, "1000.5", None),
        ("人民币500元整", None, "500", None),
        ("１０００．５", None, "1000.5", None),
        ("1，000", None, "1000", None),
        ("20万", None, "200000", None),
        ("1.5亿", None, "150000000", None),
        ("20万元", None, "200000", None),
        ("20", "万元", "200000", None),
        (0.1, "万元", "1000", None),
        (0.1 + 0.2, None, "0.3", None),
        (Decimal("12.34"), None, "12.34", None),
        ("20万元", "万元", "200000", None),
        ("500元", "万元", "500", None),
        ("'500", None, "500", None),
        ("(500.00)", None, "-500", None),
        ("（500.00）", None, "-500", None),
        ("500-", None, "-500", None),
        ("−500", None, "-500", None),
        ("—", None, None, None),
        ("无", None, None, None),
        ("20万", "万元", None, "B071"),
        ("约20万", None, None, "B072"),
        ("20-30万", None, None, "B072"),
        ("20余万", None, None, "B072"),
        ("壹拾万元整", None, None, "B073"),
        ("1.000,50", None, None, "B081"),
        ("1,0000", None, None, "B081"),
        ("1e5", None, None, "B081"),
        ("1_000", None, None, "B081"),
        ("NaN", None, None, "B081"),
        (float("inf"), None, None, "B081"),
        ("²", None, None, "B081"),
        ("50%", None, None, "B081"),
        ("$500", None, None, "B083"),
        ("500港币", None, None, "B083"),
        (FIRST_OF_JUNE, None, None, "V002"),
        (True, None, None, "V002"),
    ],
)
def test_amounts(written, unit, yuan, rule):
    reading = read_number(written, MONEY, unit)
    assert (reading.value, rule_of(reading)) == (None if yuan is None else Fraction(yuan), rule)


@pytest.mark.parametrize(
    ("written", "unit", "hours", "rule"),
    [
        ("2小时30分", None, "2.5", None),
        ("2小时30分钟", None, "2.5", None),
        ("2时30分", None, "2.5", None),
        ("2h30m", None, "2.5", None),
        ("2:30", None, "2.5", None),
        ("２：３０", None, "2.5", None),
        ("2.5h", None, "2.5", None),
        ("2.5", None, "2.5", None),
        ("150分钟", None, "2.5", None),
        (150, "分钟", "2.5", None),
        ("2小时半", None, "2.5", None),
        ("半小时", None, "0.5", None),
        (time(2, 30), None, "2.5", None),
        (timedelta(hours=26), None, "26", None),
        (0.104166, None, "2.5", "B085"),
        (0.5, None, "0.5", None),
        (-2, None, "-2", None),
        ("半天", None, None, "B086"),
        ("一天", None, None, "B086"),
        ("很久", None, None, "B081"),
        (datetime(2016, 6, 1), None, None, "V002"),
    ],
)
def test_hours(written, unit, hours, rule):
    reading = read_hours(written, HOURS, unit)
    assert (reading.value, rule_of(reading)) == (None if hours is None else Fraction(hours), rule)


@given(ANYTHING, st.sampled_from([None, "万元"]))
def test_reading_a_number_never_raises_and_is_idempotent(written, unit):
    reading = read_number(written, MONEY, unit)
    if reading.value is not None:
        kept = decimals(reading.value, 2, warns=False).value
        assert read_number(kept, MONEY).value == Fraction(kept)
    read_hours(written, HOURS)


@given(st.decimals(min_value=0, max_value=10**12, places=2))
def test_an_amount_with_separators_is_the_same_amount(amount):
    assert read_number(f"￥{amount:,f}", MONEY).value == Fraction(amount)


def test_rounding_is_half_up_and_said_aloud():
    assert decimals(Fraction("1.005"), 2, warns=True).value == Decimal("1.01")
    assert decimals(Fraction("-1.005"), 2, warns=True).value == Decimal("-1.01")
    assert rule_of(decimals(Fraction("1.005"), 2, warns=True)) == "B080"
    assert rule_of(whole(Fraction(5, 2), was_converted=False)) == "B129"
    assert whole(Fraction(5, 2), was_converted=True).value == 3


@pytest.mark.parametrize(
    ("written", "meant"),
    [("是", True), ("有", True), ("√", True), ("1", True), (1, True), (1.0, True), ("Y", True), (True, True),
     ("TRUE", True),
     ("否", False), ("无", False), ("0", False), (0, False), ("×", False), (False, False), ("", None), ("—", None)],
)  # fmt: skip
def test_yes_and_no(written, meant):
    assert read_boolean(written) == (meant, ())


def test_yes_and_no_is_never_guessed():
    assert rule_of(read_boolean("大概")) == "V003"


FORMS = ["社会团体", "社会服务机构", "其他"]
TABLE = choice_table(FORMS, {"社会服务机构": ["民非", "民办非企业单位"], "其他": ["其它"]})


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("社会团体", "社会团体"),
        (" 社会 团体 ", "社会团体"),
        ("民非", "社会服务机构"),
        ("民办非企业单位", "社会服务机构"),
        ("其它", "其他"),
    ],
)
def test_choices_by_name_and_synonym(written, meant):
    assert read_choice(written, TABLE, FORMS) == (meant, ())


def test_an_unknown_choice_is_refused_with_the_choices():
    reading = read_choice("合伙", TABLE, FORMS)
    assert reading.is_refused and "社会团体、社会服务机构、其他" in reading.findings[0].message


@given(ANYTHING)
def test_reading_choices_and_codes_never_raises_and_is_idempotent(written):
    read_boolean(written)
    choice = read_choice(written, TABLE, FORMS).value
    assert choice is None or read_choice(choice, TABLE, FORMS).value == choice
    for read in (read_code, read_uscc, read_organization, read_volunteer):
        if not isinstance(written, date | time):
            code = read(written).value
            assert code is None or read(code).value == code


@pytest.mark.parametrize(
    ("written", "code", "rule"),
    [
        (330102011000.0, "330102011000", None),
        (12, "12", None),
        (" Ａ-001 ", "A-001", None),
        ("'0012", "0012", None),
        ("3.30106E+17", None, "B048"),
        (3.30106e17, None, "B048"),
        ("—", None, None),
        ("x" * 300, None, "B014"),
    ],
)
def test_codes(written, code, rule):
    reading = read_code(written)
    assert (reading.value, rule_of(reading)) == (code, rule)


def credit_code(first: str) -> str:
    return first + uscc.calc_check_digit(first)


@pytest.mark.parametrize(
    ("written", "rule"),
    [("91350100M000100Y43", None), ("91350100m000100y43", None), (" 91350100-M000100Y-43 ", None),
     ("９１３５０１００Ｍ０００１００Ｙ４３", None), ("91350100M000100Y44", "B100"), ("9135O100M000100Y43", "B101"),
     ("91350100M000100Y4", "B102"), ("91350100M000100Y431", "B102")],
)  # fmt: skip
def test_credit_codes(written, rule):
    reading = read_uscc(written)
    assert (reading.value, rule_of(reading)) == (None if rule else "91350100M000100Y43", rule)


@given(st.from_regex(rf"[159][1239][0-9]{{6}}[{USCC_ALPHABET}]{{9}}", fullmatch=True))
def test_the_check_character_is_that_of_the_standard(first):
    assert is_uscc(credit_code(first))


def test_a_hubs_own_number_is_taken_and_a_wrong_credit_code_is_not():
    assert read_organization("KX-2013-017").value == "KX-2013-017"
    assert rule_of(read_organization("51350100M000100Y44")) == "B100"


IDENTITY = "33010619900101123" + check_digit("33010619900101123")


def test_the_check_digit_is_that_of_the_standard():
    assert ric.is_valid(IDENTITY)


@pytest.mark.parametrize(
    "written",
    [IDENTITY, IDENTITY.lower(), f"证件{IDENTITY}。", f"{IDENTITY[:6]} {IDENTITY[6:14]} {IDENTITY[14:]}",
     "330106900101123",
     "13800138000", "电话：13800138000", "138-0013-8000", "138 0013 8000", "+8613800138000", "１３８００１３８０００",
     "V13800138000"],
)  # fmt: skip
def test_personal_numbers_are_found_and_masked(written):
    assert has_personal(written)
    masked = mask_personal(written)
    assert not has_personal(masked) and not has_identity(masked, checked=False)
    assert masked == mask_personal(masked) and len(masked) == len(written)


@pytest.mark.parametrize(
    "written",
    ["330102201606010012", "330102011204001", "20160601138001380001", "0571-88888888", "12345678901", "2016-06-01", "",
     "91350100M000100Y43", "330102011000"],
)  # fmt: skip
def test_serial_numbers_and_codes_are_not_personal(written):
    assert not has_personal(written)


@given(st.text(max_size=60))
def test_masking_never_raises_and_is_idempotent(written):
    masked = mask_personal(written)
    assert mask_personal(masked) == masked and not has_personal(masked)


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        (IDENTITY, "B111"),
        (IDENTITY[:-1] + "0", "B111"),
        ("13800138000", "B112"),
        (3.3010619900101e17, "B111"),
        (f"V{IDENTITY}", "B111"),
    ],
)
def test_volunteer_numbers_are_never_identity_cards_or_telephones(written, rule):
    assert rule_of(read_volunteer(written)) == rule


def test_a_volunteer_number_is_kept():
    assert read_volunteer("V330114-000123").value == "V330114-000123"


@pytest.mark.parametrize(
    ("written", "root", "code", "rule"),
    [
        ("33", None, "330000000000", None),
        ("330102", None, "330102000000", None),
        (330102011, None, "330102011000", None),
        (330102011001.0, None, "330102011001", None),
        ("330102011000 凯旋街道", None, "330102011000", None),
        ("上城区凯旋街道（330102011000）", None, "330102011000", None),
        ("E08000035", None, "E08000035", None),
        ("330102011001001", None, "330102011001001", None),
        ("凯旋街道", "330102000000", "330102011000", None),
        ("凯旋街道办事处", "330102000000", "330102011000", None),
        ("杭州市上城区凯旋街道", None, "330102011000", None),
        ("浙江省/杭州市/上城区/凯旋街道/景芳社区", None, "330102011002", None),
        ("浙江杭州上城凯旋街道", None, "330102011000", None),
        ("北京市朝阳区", None, "110105000000", None),
        ("南肖埠社区", "330102011000", "330102011005", None),
        ("南肖埠社区居委会", "330102011000", "330102011005", None),
        ("南肖埠", "330102011000", "330102011005", None),
        ("榔梨街道", "430121000000", "430121004000", None),
        ("开元路社区", "430121000000", "430121001001", None),
        ("凯旋街道", None, None, "B125"),
        ("朝阳区", None, None, "B125"),
        ("凯旋街道景芳社区", None, "330102011002", None),
        ("景芳社区", None, "330102011002", None),
        ("金兰池社区居委会", None, "330102011009", None),
        ("虚无街道", "330102000000", None, "B119"),
        ("10101", None, None, "B049"),
        ("33010201100", None, None, "B049"),
        ("3.30106E+11", None, None, "B048"),
        ("", None, None, None),
    ],
)
def test_areas(written, root, code, rule):
    reading = read_area(written, area_book(), root)
    assert (reading.value, rule_of(reading)) == (code, rule)


def test_an_ambiguous_name_lists_the_candidates_with_their_paths():
    message = read_area("凯旋街道", area_book()).findings[0].message
    assert "浙江省/杭州市/上城区/凯旋街道（330102011000）" in message


def test_every_area_of_a_city_is_found_by_its_path():
    book = area_book()
    areas = [area for area in book.find("余杭区", "330100000000")]
    assert areas == [Area("330110000000", "余杭区", 3)]
    assert root_prefix("330110000000") == "330110" and root_prefix("E08000035") == "E08000035"


@given(st.text(max_size=40))
def test_reading_an_area_never_raises(written):
    read_area(written, area_book(), "330102011000")


@given(st.text(max_size=80))
def test_text_keys_never_raise_and_are_idempotent(written):
    assert clean_text(clean_text(written)) == clean_text(written)
    assert fold(fold(written)) == fold(written)
    assert word_key(word_key(written)) == word_key(written)
    header_keys(written)
    is_placeholder(written)


@pytest.mark.parametrize(
    ("written", "key"),
    [("机 构\n名称（全称）", "机构名称"), ("*活动名称", "活动名称"), ("1、活动名称", "活动名称"),
     ("金额（万元）", "金额"),
     ("活动日期[必填]", "活动日期"), ("Ｎａｍｅ", "name"), ("\ufeff组织\u200b编号", "组织编号")],
)  # fmt: skip
def test_headings_are_compared_without_ornament(written, key):
    assert key in header_keys(written)
