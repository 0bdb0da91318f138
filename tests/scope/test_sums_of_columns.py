"""What is told of a whole column follows from the rows of the scope, however many values others wrote into it."""

import pytest

from indicators import warehouse
from indicators.scope import Scope, within
from indicators.warehouse import snapshot
from records import summary
from records.catalog import record_type
from records.query import parse
from tests.indicators.toy import publish

STREET, OUTSIDE, DAY = "330102011000", "330102009051", "2016-03-01"


@pytest.fixture
def many(monkeypatch):
    """Two rows are many, and so are ten values."""
    monkeypatch.setattr(summary, "MOST_ROWS", 1)
    monkeypatch.setattr(summary, "MOST_VALUES", 10)
    yield
    warehouse.use(None)


def told(folder, own, others, scope):
    """What is told of the names of activities."""
    held = [(STREET, "h1", own), (OUTSIDE, "h2", others)]
    rows = [{"activity_id": f"{hub}{n}", "name": f"{hub}第{n}场", "area_code": area, "hub_id": hub, "held_on": DAY}
            for area, hub, many in held for n in range(many)]  # fmt: skip
    tables = {
        "hubs": [{"hub_id": "h1", "name": "甲", "level": "街道", "area_code": STREET}], "activities": rows,
        "record_types": [{"type": "activities", "name": "活动", "grain": "", "position": 1}],
        "record_columns": [{"type": "activities", "column": one, "name": one, "kind": "text", "is_personal": "false",
                            "position": 1} for one in ("activity_id", "name")],
    }  # fmt: skip
    warehouse.use(publish(folder / f"{own}-{others}", tables))
    with within(scope), snapshot() as taken:
        query = parse(taken, record_type(taken, "activities"), {"columns": "name"})
        return summary.summary(taken, query)


@pytest.mark.parametrize("scope", [Scope(hub="h1"), Scope(area=STREET)], ids=["hub", "area"])
def test_whether_values_are_counted_does_not_say_how_many_others_wrote(tmp_path, many, scope):
    alone, beside = (told(tmp_path, 4, others, scope) for others in (0, 60))
    assert alone == beside and alone["columns"][0]["distinct"] == 4
    assert told(tmp_path, 60, 0, scope)["columns"][0]["distinct"] is None


def test_who_sees_everything_is_told_of_what_all_wrote(tmp_path, many):
    assert told(tmp_path, 4, 60, Scope())["columns"][0]["distinct"] is None
    assert told(tmp_path, 4, 2, Scope())["columns"][0]["distinct"] == 6
