"""Each way people write an area → its code, or the rule it breaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.normalise.areas import Area, area_book, read_area, root_prefix
from tests.etl.values import rule_of


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


def test_a_district_is_found_below_its_city():
    book = area_book()
    assert book.find("余杭区", "330100000000") == [Area("330110000000", "余杭区", 3)]
    assert root_prefix("330110000000") == "330110" and root_prefix("E08000035") == "E08000035"


@given(st.text(max_size=40))
def test_reading_an_area_never_raises(written):
    read_area(written, area_book(), "330102011000")
