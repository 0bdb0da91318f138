"""The fast and the tolerant way say the same of every file: rows, row numbers, messages, sums, personal numbers."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.fast import blocks, cells
from etl.fast.errors import NotPlainError
from etl.record import record_types
from tests.fast.both_ways import cell_by_cell, fast
from tests.fast.made_files import made_file


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
