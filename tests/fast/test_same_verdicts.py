"""The fast and the tolerant way say the same of every file: rows, row numbers, messages, sums, personal numbers."""

from io import BytesIO, TextIOWrapper
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.fast import blocks, cells, sheets
from etl.fast.errors import NotPlainError
from etl.files import workbook, workbook_child
from etl.record import record_types
from tests.fast.both_ways import cell_by_cell, fast
from tests.fast.made_files import made_file, made_workbook


@pytest.fixture
def small_blocks(monkeypatch):
    """Blocks of a few lines, and no column too small to be read all at once."""
    monkeypatch.setattr(blocks, "FIRST", 4000)
    monkeypatch.setattr(blocks, "BLOCK", 300)
    monkeypatch.setattr(cells, "_FEW", 3)


@pytest.mark.parametrize("type_id", sorted(record_types()))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(min_value=0, max_value=10**9))
def test_both_ways_say_the_same(type_id, seed, small_blocks, tmp_path):
    path = tmp_path / "报送.csv"
    path.write_bytes(made_file(record_types()[type_id], Random(seed)))
    assert_same(path)


@pytest.fixture
def early_columns(monkeypatch, small_blocks):
    """Sheets of a few rows are handed over in columns too: the reading process runs in this one."""

    def read_into(output, path, kind):
        written = TextIOWrapper(BytesIO(), encoding="utf-8")
        with monkeypatch.context() as patch:
            patch.setattr(workbook_child, "resource", None)
            patch.setattr(workbook_child, "HEAD_ROWS", 10)
            patch.setattr(workbook_child, "FEW_ROWS", 1)
            patch.setattr(workbook_child, "CHUNK_ROWS", 15)
            patch.setattr("sys.stdout", written)
            assert workbook_child.main(str(path), kind) == 0
            written.flush()
        output.write(written.buffer.getvalue())
        output.seek(0)

    monkeypatch.setattr(workbook, "read_into", read_into)
    monkeypatch.setattr(sheets, "read_into", read_into)


@pytest.mark.parametrize("type_id", sorted(record_types()))
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(min_value=0, max_value=10**9))
def test_both_ways_say_the_same_of_workbooks(type_id, seed, early_columns, tmp_path):
    path = tmp_path / "报送.xlsx"
    made_workbook(record_types()[type_id], Random(seed), path)
    assert_same(path)


def assert_same(path):
    slow = cell_by_cell(path)
    try:
        quick = fast(path)
    except NotPlainError:
        return
    assert slow is not None, "the fast way took in what the tolerant way sends back"
    assert quick.type == slow.type
    assert quick.counts == slow.counts
    assert quick.rejected == slow.rejected
    assert quick.warnings == slow.warnings
    assert quick.ignored == slow.ignored
    assert quick.layout == slow.layout
    assert quick.rows.schema.equals(slow.rows.schema)
    assert quick.rows.to_pylist() == slow.rows.to_pylist()
    assert quick.is_personal == slow.is_personal
