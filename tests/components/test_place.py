"""Where a look at all the data begins, and which areas it leaves out because they are no more."""

from components.place import place_of, still_there
from components.state import State
from indicators.warehouse import ask

STREET, FORMER_DISTRICT = "330102011000", "330104"


def test_the_whole_is_shown_by_the_deepest_level_that_can_be_taken_in(demonstration):
    whole = place_of(State.parse("/", ""))
    counts = {level: len(ask("areas_with_data", level=level)) for level in (1, 2, 3, 4)}
    assert counts[whole.next_level] <= 24
    assert all(counts[level] > 24 for level in counts if level > whole.next_level)
    assert whole.below == "区县"


def test_an_area_is_shown_by_the_level_below_it(demonstration):
    assert place_of(State.parse("/", f"?area={STREET}")).next_level == 5


def test_a_former_area_is_left_out_after_its_end_unless_it_reported(demonstration):
    former = [row["area_code"] for row in ask("former_areas", year=2025)]
    assert former and all(code.startswith(FORMER_DISTRICT) for code in former)
    silent, told = ({"area_code": former[0], "reported": reported} for reported in (False, True))
    assert still_there([silent, told], 2025) == [told]
    assert still_there([silent, told], 2020) == [silent, told]
