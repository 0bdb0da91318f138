"""How far the data reach is told by rows, and by ends declared for an area or by whoever sees everything."""

from datetime import date

import pytest

from etl.bounds import EVERYTHING, Bounds
from etl.delivery import Request
from etl.run import load_requests
from tests.ownership.people import ACTIVITIES, HUB_A, STREET_A
from tests.ownership.test_taken import ask


@pytest.mark.parametrize(
    ("bounds", "area", "reaches"),
    [
        (Bounds(hub=HUB_A), None, "2017-03-04"), (Bounds(hub=HUB_A), STREET_A, "2017-03-04"),
        (Bounds(area=STREET_A), None, "2017-03-04"), (Bounds(area=STREET_A), STREET_A, "2018-11-20"),
        (EVERYTHING, None, "2018-11-20"),
    ],
)  # fmt: skip
def test_an_end_declared_for_no_area_is_not_how_far_all_data_reach(copied, bounds, area, reaches):
    path = copied.parent / "活动.csv"
    path.write_text(f"{ACTIVITIES}HD-W,棋,A-003,{HUB_A},{STREET_A},2017-03-04,文体活动,9\n", "utf-8-sig")
    declared = Request(path, area, date(2017, 3, 1), date(2018, 11, 20))
    (entry,) = load_requests([declared], copied, bounds=bounds)["deliveries"]
    assert entry["accepted"] == 1
    assert ask(copied, "SELECT CAST(data_date AS VARCHAR) FROM builds") == [(reaches,)]
