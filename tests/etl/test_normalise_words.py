"""Each way people write words, codes and personal numbers → what we keep, or the rule it breaks."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from etl.normalise.areas import area_book, read_area
from etl.normalise.choices import choice_table, read_boolean, read_choice
from etl.normalise.codes import USCC_ALPHABET, is_uscc, read_code, read_organization, read_uscc, read_volunteer
from etl.normalise.personal import check_digit, has_identity, has_personal, mask_personal
from etl.normalise.text import clean_text, fold, header_keys, is_placeholder, word_key
from tests.etl.values import ANYTHING, rule_of


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
     "V13800138000", "1380013 8000", "138.0013.8000", "1 3 8 0 0 1 3 8 0 0 0", "+86 138001 38000",
     "138\u30000013\u30008000", "138·0013·8000", "138−0013−8000", "1380\u200b0138000", "13800138\ufe0f000",
     "３３\u00ad０１０６９００１０１１２３",
     f"{IDENTITY[:3]} {IDENTITY[3:11]}．{IDENTITY[11:]}", ".".join(IDENTITY)],
)  # fmt: skip
def test_personal_numbers_are_found_and_masked(written):
    assert has_personal(written)
    masked = mask_personal(written)
    assert not has_personal(masked) and not has_identity(masked, checked=False)
    assert masked == mask_personal(masked) and len(masked) == len(written)


@pytest.mark.parametrize(
    "written",
    ["330102201606010012", "330102011204001", "20160601138001380001", "0571-88888888", "12345678901", "2016-06-01", "",
     "91350100M000100Y43", "330102011000", "1501-2023-001", "XM1501-2023-001", "1998-06-2004-12", "1998.6-2004.12",
     "138.00138000", "1380013.8000", "180 20240630", "1500 2023 001", "0.13800138000", "2016.06.01 09:30",
     "120.155 30.2741", "138001\t38000"],
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
        ("王小明", "V015"),
        ("阿依古丽·买买提", "V015"),
        (3.3010619900101e17, "B111"),
        (f"V{IDENTITY}", "B111"),
    ],
)
def test_volunteer_numbers_are_never_identity_cards_or_telephones(written, rule):
    assert rule_of(read_volunteer(written)) == rule


def test_a_volunteer_number_is_kept():
    assert read_volunteer("V330114-000123").value == "V330114-000123"


def test_an_ambiguous_name_lists_the_candidates_with_their_paths():
    message = read_area("凯旋街道", area_book()).findings[0].message
    assert "浙江省/杭州市/上城区/凯旋街道（330102011000）" in message


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
