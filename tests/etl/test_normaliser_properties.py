"""Every normaliser, by property: it never raises, a value written in any accepted notation reads back as itself, what
it gives reads as itself again, and a clean value is left as it is."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from etl.judging.cells import Surroundings, read_text, reader_of
from etl.normalise.areas import area_book, name_forms, read_area, root_prefix
from etl.normalise.choices import choice_key, choice_table, read_boolean, read_choice
from etl.normalise.codes import USCC_ALPHABET, is_uscc, read_code, read_organization, read_uscc, read_volunteer
from etl.normalise.dates import read_clock, read_date, read_period, read_year
from etl.normalise.numbers import decimals, read_hours, read_number, whole
from etl.normalise.personal import check_digit, has_identity, has_mobile, has_personal, mask_personal
from etl.normalise.reading import EMPTY, Reading
from etl.normalise.text import bracketed, clean_text, fold, header_key, header_keys, is_placeholder, word_key
from etl.record import Column, record_types
from tests.etl.drawn_tables import TODAY
from tests.etl.values import ANYTHING

MONEY = record_types()["funding"].column("amount").units
HOURS = record_types()["volunteer_hours"].column("hours").units
KINDS = record_types()["activities"].column("kind")
TABLE = choice_table(KINDS.choices, KINDS.choice_synonyms)
ROOT = "330102011000"
READERS = {
    "date": read_date,
    "lenient date": lambda value: read_date(value, accepts_month=True, accepts_short_year=True, open_end=True),
    "year": read_year,
    "clock": read_clock,
    "number": lambda value: read_number(value, MONEY),
    "number in 万元": lambda value: read_number(value, MONEY, "万元"),
    "hours": lambda value: read_hours(value, HOURS),
    "boolean": read_boolean,
    "choice": lambda value: read_choice(value, TABLE, KINDS.choices),
    "code": read_code,
    "uscc": read_uscc,
    "organization": read_organization,
    "volunteer": read_volunteer,
    "area": lambda value: read_area(value, area_book(), ROOT),
    "text": read_text,
}
UNIT_BOUND = {"number in 万元"}
DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
AMOUNTS = st.decimals(0, 10**10, places=2)
FRAMES = st.sampled_from(["{}", " {} ", "\u3000{}", "\ufeff{}", "{}\u200b", "\xa0{}\n"])
"""What is typed around a value without anybody seeing it."""
COLUMNS = [(record_type, column) for record_type in record_types().values() for column in record_type.columns]


def value_of(reading: Reading) -> object:
    """The value of a reading nobody has anything to say about."""
    assert reading.findings == (), reading
    return reading.value


@pytest.mark.parametrize("name", READERS)
@given(written=st.one_of(st.none(), ANYTHING, st.decimals(), st.timedeltas(), st.binary(max_size=4)))
def test_no_value_makes_a_reader_raise_and_every_remark_is_chinese(name, written):
    reading = READERS[name](written)
    assert isinstance(reading, Reading)
    assert not (reading.is_refused and reading.value is not None)
    for finding in reading.findings:
        assert finding.rule and any("\u4e00" <= letter <= "\u9fff" for letter in finding.message)


@pytest.mark.parametrize("name", sorted(set(READERS) - UNIT_BOUND))
@given(written=ANYTHING)
def test_what_a_reader_gives_reads_as_itself(name, written):
    first = READERS[name](written).value
    if first is None or name in ("number", "hours"):
        return
    again = READERS[name](first)
    assert again.value == first and not again.is_refused


@given(written=ANYTHING)
def test_numbers_read_as_themselves_once_they_are_kept(written):
    for read in (READERS["number"], READERS["hours"]):
        value = read(written).value
        if value is not None:
            kept = decimals(value, 3, warns=False).value
            assert read(kept) == Reading(Fraction(kept))


@pytest.mark.parametrize(("record_type", "column"), COLUMNS, ids=lambda v: v.id)
@given(written=ANYTHING)
def test_a_cell_once_read_is_clean(record_type, column: Column, written):
    around = Surroundings(TODAY, area_book(), ROOT)
    value = reader_of(column, None, around)(written).value
    if value is not None:
        again = reader_of(column, None, around)(value)
        assert again.value == value and not again.is_refused


@given(
    DAYS,
    st.sampled_from([
        "{0:%Y-%m-%d}", "{0.year}/{0.month}/{0.day}", "{0.year}.{0.month}.{0.day}", "{0:%Y%m%d}", "{0:%Y-%m-%d} 周三",
        "{0.year}年{0.month}月{0.day}日", "{0.year}年{0.month}月{0.day}号", "{0:%Y-%m-%d} 00:00:00",
        "{0:%Y-%m-%d}T09:30+08:00", "{0:%Y-%m-%d} 下午2:30",
    ]),
    FRAMES, st.booleans(),
)  # fmt: skip
def test_a_day_in_any_notation_is_that_day(day, notation, frame, is_wide):
    text = notation.format(day)
    assert value_of(read_date(frame.format(text.translate(DIGITS) if is_wide else text))) == day


@given(DAYS)
def test_a_day_in_chinese_numerals_is_that_day(day):
    numerals = "〇一二三四五六七八九"

    def small(number):
        tens, ones = divmod(number, 10)
        return ("" if tens == 0 else "十" if tens == 1 else numerals[tens] + "十") + (numerals[ones] if ones else "")

    year = "".join(numerals[int(digit)] for digit in f"{day.year:04d}")
    assert value_of(read_date(f"{year}年{small(day.month)}月{small(day.day)}日")) == day


@given(DAYS, st.times())
def test_days_and_moments_of_a_workbook_are_that_day(day, clock):
    assert value_of(read_date(day)) == day == value_of(read_date(datetime.combine(day, clock)))


@given(st.dates(date(1930, 1, 1), date(2100, 1, 1)))
def test_a_day_number_of_excel_is_that_day(day):
    number = (day - date(1899, 12, 30)).days
    assert [read_date(way).value for way in (number, float(number), str(number))] == [day] * 3


@given(st.integers(1900, 2100), st.sampled_from(["{}", "{}年", "{}年度", "{}.0", "{}年末"]), FRAMES)
def test_a_year_in_any_notation_is_that_year(year, notation, frame):
    assert value_of(read_year(frame.format(notation.format(year)))) == year
    assert value_of(read_year(year)) == value_of(read_year(float(year))) == year


@given(st.times(), st.sampled_from(["{0:%H:%M}", "{0:%H:%M:%S}", "{0.hour}:{0.minute:02d}", "{0.hour}点{0.minute}分"]))
def test_a_time_of_day_in_any_notation_is_that_time(clock, notation):
    assert value_of(read_clock(notation.format(clock))) == f"{clock:%H:%M}" == value_of(read_clock(clock))


@given(st.integers(0, 1439))
def test_a_day_fraction_of_excel_is_that_time(minute):
    assert value_of(read_clock(minute / 1440)) == f"{minute // 60:02d}:{minute % 60:02d}"
    assert value_of(read_clock(timedelta(minutes=minute))) == f"{minute // 60:02d}:{minute % 60:02d}"


@given(DAYS, DAYS, st.sampled_from(["{0:%Y-%m-%d} 至 {1:%Y-%m-%d}", "{0.year}年{0.month}月{0.day}日-{1:%Y}年"
                                    "{1.month}月{1.day}日", "{0:%Y%m%d}-{1:%Y%m%d}"]))  # fmt: skip
def test_a_period_in_any_notation_is_that_period(one, other, notation):
    first, last = sorted((one, other))
    assert read_period(notation.format(first, last)) == (first, last)


@given(AMOUNTS, st.sampled_from(["{}", "￥{}", "¥ {}", "{}元", "人民币{}元整", "'{}"]), st.booleans(), FRAMES)
def test_an_amount_in_any_notation_is_that_amount(amount, notation, has_commas, frame):
    text = notation.format(f"{amount:,f}" if has_commas else f"{amount:f}")
    assert value_of(read_number(frame.format(text), MONEY)) == Fraction(amount)


@given(AMOUNTS)
def test_an_amount_below_nought_in_any_notation(amount):
    if amount:
        ways = ("-{}", "({})", "（{}）", "{}-", "−{}")
        found = [value_of(read_number(way.format(amount), MONEY)) for way in ways]
        assert found == [-Fraction(amount)] * 5


@given(st.integers(0, 10**6), st.sampled_from(sorted(MONEY)))
def test_a_unit_means_the_same_in_the_heading_and_in_the_cell(amount, unit):
    in_heading, in_cell = read_number(str(amount), MONEY, unit), read_number(f"{amount}{unit}", MONEY)
    assert value_of(in_heading) == value_of(in_cell) == amount * MONEY[unit]


@given(st.integers(0, 23), st.integers(0, 59), st.sampled_from(["{0}小时{1}分", "{0}小时{1}分钟", "{0}:{1:02d}",
                                                               "{0}时{1}分", "{0}h{1}m"]))  # fmt: skip
def test_a_duration_in_any_notation_is_that_duration(hours, minutes, notation):
    meant = hours + Fraction(minutes, 60)
    assert value_of(read_hours(notation.format(hours, minutes), HOURS)) == meant
    assert value_of(read_hours(f"{hours * 60 + minutes}分钟", HOURS)) == meant
    assert value_of(read_hours(time(hours, minutes), HOURS)) == meant
    assert value_of(read_hours(timedelta(hours=hours, minutes=minutes), HOURS)) == meant


@given(st.fractions(-(10**9), 10**9), st.integers(0, 4))
def test_rounding_is_to_the_nearest_and_never_changes_what_fits(value, places):
    rounded = decimals(value, places, warns=True)
    assert abs(Fraction(rounded.value) - value) <= Fraction(1, 2 * 10**places)
    assert bool(rounded.findings) == (Fraction(rounded.value) != value)
    assert decimals(Fraction(rounded.value), places, warns=True) == Reading(rounded.value)


@given(st.fractions(-(10**9), 10**9), st.booleans())
def test_a_whole_number_is_left_alone_and_no_part_is_lost_in_silence(value, was_converted):
    reading = whole(value, was_converted)
    assert (reading == Reading(int(value))) if value.denominator == 1 else reading.findings
    assert reading.is_refused == (value.denominator != 1 and not was_converted)


@pytest.mark.parametrize("column", [c for _, c in COLUMNS if c.kind == "choice"], ids=lambda c: c.id)
@given(data=st.data(), frame=FRAMES)
def test_a_choice_under_any_of_its_names_is_that_choice(column, data, frame):
    table = choice_table(column.choices, column.choice_synonyms)
    choice = data.draw(st.sampled_from(column.choices))
    word = data.draw(st.sampled_from([choice, *column.choice_synonyms.get(choice, [])]))
    assert value_of(read_choice(frame.format(word), table, column.choices)) == choice
    assert choice_key(choice_key(word)) == choice_key(word)


@given(st.sampled_from([("是", True), ("√", True), ("有", True), ("1", True), ("Y", True), ("否", False), ("×", False),
                        ("无", False), ("0", False), ("N", False)]), FRAMES)  # fmt: skip
def test_yes_and_no_in_any_notation(case, frame):
    written, meant = case
    assert value_of(read_boolean(frame.format(written))) is meant is value_of(read_boolean(meant))


@given(st.from_regex(r"[A-Z]{1,3}-[0-9]{1,8}", fullmatch=True), FRAMES, st.booleans())
def test_a_code_is_kept_as_it_is(code, frame, is_wide):
    text = code.translate(DIGITS) if is_wide else code
    for read in (read_code, read_organization, read_volunteer):
        assert value_of(read(frame.format(text))) == code
    assert value_of(read_code(f"'{code}")) == code


@given(st.integers(0, 10**15 - 1))
def test_a_code_that_excel_made_a_number_is_that_code(number):
    assert value_of(read_code(number)) == value_of(read_code(float(number))) == str(number)


@given(st.from_regex(rf"5[123][0-9]{{6}}[{USCC_ALPHABET}]{{8}}", fullmatch=True))
def test_a_credit_code_in_any_dress_is_that_code(first_sixteen):
    digits = (letter for letter in "0123456789X" if not read_uscc(_completed(first_sixteen + letter)).findings)
    code = _completed(first_sixteen + next(digits))
    dressed = (code, code.lower(), f" {code} ", f"{code[:8]}-{code[8:]}", " ".join(code[n : n + 6] for n in (0, 6, 12)))
    assert [value_of(read_uscc(way)) for way in dressed] == [code] * 5
    assert is_uscc(code) and uscc.is_valid(code)


def _completed(first_seventeen: str) -> str:
    return first_seventeen + uscc.calc_check_digit(first_seventeen)


REAL = ["91330100799655058B", "9144030071526726XG", "914403001922038216", "91350100M000100Y43"]


@pytest.mark.parametrize("code", REAL)
def test_credit_codes_of_real_bodies_embed_a_right_organisation_code(code):
    assert value_of(read_uscc(code)) == code
    other = code[:16] + ("1" if code[16] != "1" else "2")
    assert [finding.rule for finding in read_uscc(_completed(other)).findings] == ["V014"]


@given(st.sampled_from(["33", "3301", "330102", "330102011", "330102011002"]), FRAMES, st.booleans())
def test_a_shortened_area_code_is_the_code_of_twelve(code, frame, is_number):
    full = code.ljust(12, "0")
    assert value_of(read_area(int(code) if is_number else frame.format(code), area_book())) == full
    assert value_of(read_area(full, area_book(), ROOT)) == full


@given(st.sampled_from(["景芳社区", "凯旋街道景芳社区", "景芳社区居委会", "上城区/凯旋街道/景芳社区", "景芳"]), FRAMES)
def test_a_community_under_any_of_its_names_is_that_community(name, frame):
    assert value_of(read_area(frame.format(name), area_book(), ROOT)) == "330102011002"


@given(st.text(max_size=30))
def test_the_pieces_of_area_reading_never_raise(text):
    assert all(name_forms(text, loose=True)) and isinstance(root_prefix(text), str)
    area_book().find(text, ROOT)


TEXTS = st.text(max_size=80)


@given(TEXTS)
def test_text_functions_never_raise_and_settle_at_once(text):
    for function in (clean_text, fold, word_key, mask_personal):
        assert function(function(text)) == function(text)
    assert header_key(header_key(text)) == header_key(text)
    assert all(header_keys(text)) and isinstance(bracketed(text), list)
    assert is_placeholder(text) == is_placeholder(clean_text(text))
    assert read_text(text) == EMPTY or read_text(read_text(text).value).value == read_text(text).value


@given(st.from_regex(r"[\u4e00-\u9fff]{2,12}[0-9]{0,4}", fullmatch=True))
def test_clean_text_is_left_as_it_is(text):
    assert clean_text(text) == fold(text) == mask_personal(text) == text
    assert read_text(text).value == (None if is_placeholder(text) else text)


@given(
    st.sampled_from(["330106", "110101", "430121", "810000"]), st.dates(date(1940, 1, 1), date(2015, 1, 1)),
    st.integers(0, 999), st.text("前后甲乙：（）。", max_size=6), st.sampled_from(["", " ", "-"]),
)  # fmt: skip
def test_an_identity_card_is_found_and_masked_wherever_it_stands(area, born, serial, around, gap):
    first = f"{area}{born:%Y%m%d}{serial:03d}"
    number = first + check_digit(first)
    text = f"{around}{number[:6]}{gap}{number[6:14]}{gap}{number[14:]}{around}"
    assert has_identity(text) and has_personal(text)
    masked = mask_personal(text)
    assert not has_personal(masked) and number[6:14] not in masked and len(masked) == len(text)
    assert read_volunteer(text).is_refused


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["{}", "电话{}", "{}。", "+86{}", "({})"]))
def test_a_mobile_number_is_found_and_masked_wherever_it_stands(number, frame):
    text = frame.format(number)
    assert has_mobile(text) and not has_personal(mask_personal(text)) and number[3:] not in mask_personal(text)
    assert read_volunteer(text).is_refused


UNSEEN = "\u00ad\u034f\u200b\u200d\u2060\u2064\u202e\u2800\u3164\ufe0f\ufeff\x00\x1f\x7f"
HIDDEN = st.text(st.sampled_from(UNSEEN), max_size=3)
WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
MOBILES = st.from_regex(r"1[3-9][3-8]{9}", fullmatch=True)
"""Without a group of digits that could be a year."""
BIRTHDAYS = st.dates(date(1940, 1, 1), date(2015, 1, 1))


@st.composite
def _identity(draw):
    area, serial = draw(st.sampled_from(["330106", "110101", "430121"])), draw(st.integers(0, 999))
    first = f"{area}{draw(BIRTHDAYS):%Y%m%d}{serial:03d}"
    return first + check_digit(first)


@given(st.one_of(MOBILES, _identity()), st.data(), st.text("前后甲乙：（）。", max_size=6), st.booleans())
def test_nothing_unseen_and_no_wide_digit_hides_a_personal_number(number, data, around, is_wide):
    hidden = [data.draw(HIDDEN) for _ in number]
    digits = [data.draw(st.sampled_from([digit, digit.translate(WIDE)])) if is_wide else digit for digit in number]
    _is_hidden_well(around + "".join(map(str.__add__, digits, hidden)) + around, number)


@given(MOBILES, st.sets(st.integers(1, 10), min_size=1), st.sampled_from([" ", "\u00a0", "\u3000", "  "]))
def test_spaces_anywhere_hide_no_mobile_number(number, places, gap):
    _is_hidden_well(_spread(number, places, gap), number)


@given(MOBILES, st.sampled_from([(3, 7), (3, 6), (4, 7), (4, 8), tuple(range(1, 11))]), st.sampled_from(".·。．"))
def test_dots_between_its_groups_hide_no_mobile_number(number, places, dot):
    _is_hidden_well(_spread(number, places, dot), number)


@given(_identity(), st.data())
def test_spaces_dots_and_dashes_anywhere_hide_no_identity_card(number, data):
    gaps = [data.draw(st.sampled_from(["", " ", ".", "-", "－", "·", "\u3000", " - "])) for _ in number[1:]]
    _is_hidden_well(number[0] + "".join(map(str.__add__, gaps, number[1:])), number)


def _spread(number: str, places, gap: str) -> str:
    """The number with a gap before the digits at these places."""
    return "".join(f"{gap}{digit}" if place in places else digit for place, digit in enumerate(number))


def _is_hidden_well(text: str, number: str) -> None:
    """The number is found; masked, the text is as long as it was and shows at most its first four digits."""
    masked = mask_personal(text)
    assert has_personal(text) and not has_personal(masked) and len(masked) == len(text)
    assert mask_personal(masked) == masked
    assert sum(letter.isdecimal() for letter in masked) <= 4
    assert number[:4].startswith("".join(str(int(letter)) for letter in masked if letter.isdecimal()))


def test_decimal_values_are_never_binary_floats():
    assert isinstance(decimals(Fraction(1, 3), 3, warns=False).value, Decimal)
