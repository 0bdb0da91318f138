"""Credit codes and personal numbers of the catalogue, B099–B104 and B110–B114."""

import pytest
from stdnum.cn import uscc

from etl.normalise.personal import check_digit
from tests.badinput.kept import kept, written
from tests.badinput.loading import good

IDENTITY = "33010619900101123" + check_digit("33010619900101123")
MOBILE = "13800138000"


def associations(*codes):
    """A clean register of three 社会团体, the first ones with these credit codes."""
    sheet = good("organizations").put_all("组织类型", ["社会团体"] * 3).put_all("登记状态", ["登记"] * 3)
    return sheet.add("统一社会信用代码", [*codes, *[""] * (3 - len(codes))])


def valid(first_seventeen):
    return first_seventeen + uscc.calc_check_digit(first_seventeen)


GOOD_CODE = valid("51350100M000100Y4")


@pytest.mark.parametrize(
    "dressed", [GOOD_CODE.lower(), f" {GOOD_CODE} ", f"{GOOD_CODE[:8]}-{GOOD_CODE[8:]}", f"５１{GOOD_CODE[2:]}"]
)
def test_B099_the_credit_code_in_other_dress(desk, dressed):
    answer = desk.load(desk.csv("名录.csv", associations(dressed)))
    assert answer.entry["rejected"] == 0 and kept(answer, "uscc")[0] == GOOD_CODE


def test_B100_a_letter_copied_wrongly(desk):
    wrong = GOOD_CODE[:-1] + ("0" if GOOD_CODE[-1] != "0" else "1")
    answer = desk.load(desk.csv("名录.csv", associations(wrong)))
    answer.quarantined("B100", row=2, column="统一社会信用代码", found=wrong, words="可能抄错一位")


def test_B100_in_whatever_refers_to_an_organisation(desk):
    wrong = GOOD_CODE[:-1] + ("0" if GOOD_CODE[-1] != "0" else "1")
    answer = desk.load(desk.csv("活动.csv", good("activities").put(2, "组织编号", wrong)))
    answer.quarantined("B100", row=2, column="组织编号", found=wrong)


def test_B100_the_organisation_code_inside_is_asked_about(desk):
    code = valid("51350100M000100Y5")
    answer = desk.load(desk.csv("名录.csv", associations(code)))
    answer.warned("V014", row=2, column="统一社会信用代码", found=code, words="第9至17位“M000100Y5”")
    assert kept(answer, "uscc")[0] == code


def test_B101_letters_that_never_occur(desk):
    wrong = GOOD_CODE.replace("0", "O", 1)
    answer = desk.load(desk.csv("名录.csv", associations(wrong)))
    answer.quarantined("B101", row=2, column="统一社会信用代码", found=wrong, words="O（是否应为0？）")


def test_B102_a_character_too_few_or_too_many(desk):
    sheet = associations(GOOD_CODE[:-1], GOOD_CODE + "1")
    answer = desk.load(desk.csv("名录.csv", sheet))
    answer.quarantined("B102", rejected=2, row=2, words="应为18位，现为17位")
    answer.quarantined("B102", rejected=2, row=3, words="应为18位，现为19位")


def test_B103_a_code_of_another_kind_of_body(desk):
    code = valid("52350100M000100Y4")
    answer = desk.load(desk.csv("名录.csv", associations(code)))
    answer.warned("B103", row=2, column="组织类型", found="社会团体", words="请核对组织类型")


def test_B104_an_old_organisation_code_is_no_credit_code(desk):
    answer = desk.load(desk.csv("名录.csv", associations("M000100Y-4")))
    answer.warned("B104", row=2, column="统一社会信用代码", found="M000100Y-4", words="请补报18位统一社会信用代码")
    assert kept(answer, "uscc") == [None] * 3


def nowhere(answer, *numbers):
    """None of the numbers, nor most of one, lies anywhere in the data folder or the answer."""
    everything = written(answer)
    return all(number[4:] not in everything and number[-8:] not in everything for number in numbers)


def test_B110_an_old_identity_card_of_15_digits(desk):
    answer = desk.load(desk.csv("时长.csv", good("volunteer_hours").put(2, "志愿者编号", "330106900101123")))
    answer.quarantined("B111", row=2, column="志愿者编号", words="像是身份证号，已拒收且未保存")
    assert nowhere(answer, "330106900101123")


@pytest.mark.parametrize("number", [IDENTITY, IDENTITY[:17] + "0", f"证{IDENTITY}"])
def test_B111_identity_cards_are_refused_right_or_wrong(desk, number):
    answer = desk.load(desk.csv("时长.csv", good("volunteer_hours").put(2, "志愿者编号", number)))
    said = answer.quarantined("B111", row=2, column="志愿者编号", words="请改填志愿服务系统的编号")
    assert said["found"].endswith("********") and nowhere(answer, IDENTITY[:17], number)


def test_B111_in_any_other_column_that_is_used(desk):
    sheet = good("activities").put(2, "组织编号", IDENTITY).put(3, "活动编号", IDENTITY)
    answer = desk.load(desk.csv("活动.csv", sheet))
    assert answer.entry["rejected"] == 2 and nowhere(answer, IDENTITY)


def test_B112_telephones(desk):
    answer = desk.load(desk.csv("时长.csv", good("volunteer_hours").put(2, "志愿者编号", MOBILE)))
    answer.quarantined("B112", row=2, column="志愿者编号", words="像是手机号，已拒收且未保存")
    assert nowhere(answer, MOBILE)


def test_B112_a_column_of_telephones_is_not_stored(desk):
    sheet = good("activities").add("联系电话", ["0571-88886666", MOBILE, "8888"])
    answer = desk.load(desk.csv("活动.csv", sheet))
    answer.warned("B020", column="联系电话", words="超出采集范围，系统没有保存")
    assert nowhere(answer, MOBILE) and "88886666" not in str(answer.document)


def test_B113_numbers_in_free_text_are_masked(desk):
    sheet = good("activities").put(2, "活动名称", f"义诊，报名{MOBILE}").put(3, "活动名称", f"画展{IDENTITY}")
    answer = desk.load(desk.csv("活动.csv", sheet))
    for row in (2, 3):
        answer.warned("B113", row=row, column="活动名称", words="已打码")
    assert nowhere(answer, MOBILE, IDENTITY) and kept(answer, "name")[0] == "义诊，报名138********"


@pytest.mark.parametrize("number", ["810000199408230021", "830000199201300022"])
def test_B114_residence_permits_are_personal_numbers_too(desk, number):
    answer = desk.load(desk.csv("时长.csv", good("volunteer_hours").put(2, "志愿者编号", number)))
    answer.quarantined("B111", row=2, column="志愿者编号")
    assert nowhere(answer, number)
