"""The handbook says what the definition files say."""

import pytest

from indicators.catalog import catalog, denominators, dimensions
from indicators.handbook import HANDBOOK, handbook
from indicators.little_tables import read


def test_handbook_is_fresh():
    assert HANDBOOK.read_text(encoding="utf-8") == handbook(), "请运行 python -m indicators.handbook"


@pytest.mark.parametrize("indicator_id", sorted(catalog()))
def test_words_are_complete(indicator_id):
    found = catalog()[indicator_id]
    assert found.definition.endswith("。") and found.source and found.formula
    assert set(found.denominators) <= set(denominators())
    assert set(found.filters) <= set(dimensions())
    assert set(found.defaults) <= set(found.filters)
    assert read(found.example.expect)
