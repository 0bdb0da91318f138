"""Identity-card and telephone numbers go nowhere, and no row goes astray."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.extract import RawTable
from etl.record import record_types
from etl.validate import validate, validate_mapped
from tests.etl.drawn_tables import ACTIVITY, IDENTITY, MOBILE, TODAY, judged, rules

HOURS = "志愿者编号|组织编号|活动编号|区域代码|服务日期|服务时长|开始时间|结束时间"


@pytest.mark.parametrize("value", [IDENTITY, IDENTITY[:17] + "0", MOBILE, f"V-{MOBILE}", "330106900101123"])
def test_a_volunteer_number_that_is_personal_is_refused_and_kept_nowhere(value):
    outcome = judged("volunteer_hours", HOURS, f"{value}|KX|A|330102011|2016-06-01|2||")
    assert outcome.has_personal and rules(outcome)[0][0] in ("B111", "B112")
    assert value[4:] not in repr(outcome) and value[-6:] not in repr(outcome)


GOOD_ACTIVITY = {
    "活动编号": "A", "组织编号": "KX", "区域代码": "330102011", "活动日期": "2016-06-01", "活动类型": "讲座",
}  # fmt: skip


@pytest.mark.parametrize("value", [IDENTITY, MOBILE])
@pytest.mark.parametrize(
    "place", ["活动编号", "活动名称", "组织编号", "服务人次", "活动类型", "活动日期", "区域代码", "备注", "社区参与"]
)
def test_personal_numbers_never_leave_the_file(value, place):
    header = ACTIVITY + ("|备注" if place == "备注" else "")
    row = dict.fromkeys(header.split("|"), "") | GOOD_ACTIVITY
    outcome = judged("activities", header, "|".join({**row, place: value}.values()))
    assert value[4:] not in repr(outcome)
    kept = {"活动名称": "B113", "备注": "B020"}
    assert len(outcome.rows) == (1 if place in kept else 0)
    if place in kept:
        assert [warning.rule for warning in outcome.warnings] == [kept[place]] and outcome.has_personal


def test_serial_numbers_of_area_and_day_are_not_taken_for_identity_cards():
    rows = [f"33010220160601{n:04d}|名{n}|KX|330102011|2016-06-01||讲座|1|1|是" for n in range(200)]
    assert len(judged("activities", ACTIVITY, *rows).rows) == 200


CELLS = st.one_of(
    st.none(), st.text(max_size=12), st.integers(-5, 10**18), st.floats(), st.dates(), st.booleans(),
    st.just(time(9, 30)),
    st.sampled_from(["A1", "2016-06-01", "330102011000", "讲座", "是", "3A", "登记", IDENTITY, MOBILE]),
)  # fmt: skip


@settings(deadline=None)
@given(data=st.data(), record_id=st.sampled_from(sorted(record_types())))
def test_every_row_ends_in_exactly_one_place_and_no_cell_ever_raises(data, record_id):
    record_type = record_types()[record_id]
    width = len(record_type.columns)
    rows = data.draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=6))
    table = RawTable("a.csv", "", [], [c.name for c in record_type.columns], 1, rows, list(range(2, len(rows) + 2)))
    outcome = validate(table, record_type, root="330102000000", today=TODAY)
    assert outcome.rows_read == len(rows)
    assert IDENTITY[4:] not in repr(outcome) and MOBILE[3:] not in repr(outcome)
    again = validate_mapped(record_type, outcome.rows, outcome.row_numbers, today=TODAY)
    assert again.rows == outcome.rows
