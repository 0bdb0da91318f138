"""Any value a cell may hold, for the tests of the normalisers."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

FIRST_OF_JUNE = date(2016, 6, 1)


ANYTHING = st.one_of(
    st.text(max_size=40), st.integers(), st.floats(), st.dates(), st.datetimes(), st.times(), st.booleans(),
    st.text("0123456789年月日号.-/:T +零〇一二十ＺZ万元，,()（）约", max_size=20),
)  # fmt: skip


def rule_of(reading) -> str | None:
    return reading.findings[0].rule if reading.findings else None
