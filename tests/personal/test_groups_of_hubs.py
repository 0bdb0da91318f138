"""What a hub is told of sums about people follows from its own rows alone, however those of others are divided."""

from itertools import combinations
from random import Random

import pytest

from indicators.small_cells import divided

K = 5
PLACES = [("330102011000", "330102011001"), ("330102011000", "330102011002"), ("330105004000", "330105004001")]


def heap(number: int, hub: str | None, org: str, month: int, place: int, people: int) -> dict:
    """Rows of one hub, organisation, month and community; every heap has people of its own."""
    street, community = PLACES[place]
    ids = [f"{number}-{one}" for one in range(people)] if people < K else None
    where = {"l1": "330000000000", "l2": "330100000000", "l3": f"{street[:6]}000000", "l4": street}
    return {"heap": number, "hub_id": hub, "org_id": org, "month": f"{month // 12}-{month % 12}", "year": month // 12,
            "area_code": community, "people": people, "ids": ids, "uncounted": 0, **where}  # fmt: skip


def drawn(random: Random, first: int, hubs: list[str | None], many: int) -> list[dict]:
    """Some heaps, most of them of few people; of `many` people at most."""
    def one(number: int) -> dict:
        org, month, place = f"组织{random.randrange(3)}", random.randrange(36), random.randrange(3)
        return heap(first + number, random.choice(hubs), org, month, place, random.randrange(1, many))

    return [one(number) for number in range(random.randrange(1, 9))]


def in_order(heaps: list[dict]) -> list[dict]:
    """As the build gives them."""
    return sorted(heaps, key=lambda one: (one["month"], one["area_code"], one["org_id"], str(one["hub_id"])))


def said(heaps: list[dict], own: list[dict]) -> dict[tuple[int, ...], str | None]:
    """Of every choice out of a hub's heaps why its sum is not told; None where it is."""
    groups = divided(in_order(heaps), K)
    numbers = [one["heap"] for one in own]
    choices = [some for size in range(1, len(numbers) + 1) for some in combinations(numbers, size)]
    return {some: groups.why_not(some, K, of_hub=True) for some in choices}


def told(heaps: list[dict], own: list[dict]) -> list[tuple[int, ...]]:
    """The choices out of a hub's heaps whose sums it is told."""
    return [some for some, words in said(heaps, own).items() if words is None]


@pytest.mark.parametrize("seed", range(60))
def test_rows_of_others_decide_nothing_of_what_a_hub_is_told(seed):
    random = Random(seed)
    own = drawn(random, 0, ["h1"], 9)
    alone = said(own, own)
    for turn in range(4):
        others = drawn(random, 100, ["h2", "h3", None], 4 if turn % 2 else 9)
        assert said(own + others, own) == alone


def test_the_words_of_why_do_not_say_whether_anybody_else_has_volunteers():
    """Four people in each of two years: fewer than five a year, and of both together some are."""
    own = [heap(1, "h1", "甲", 1, 0, 4), heap(2, "h1", "甲", 13, 0, 4)]
    own = [one | {"ids": ["a", "b", "c", "d"]} for one in own]
    few, crowd = heap(100, "h2", "乙", 1, 2, 1), heap(101, "h2", "乙", 1, 2, 6)
    words = said(own, own)
    assert words == said([*own, few], own) == said([*own, crowd], own)
    assert words == {(1,): "人数少于5，按规定不显示", (2,): "人数少于5，按规定不显示",
                     (1, 2): "其中有人数少于5的部分，按规定不显示"}  # fmt: skip


def test_a_few_left_over_in_the_whole_country_join_a_group_and_the_hub_of_that_group_notices_nothing():
    own = [heap(1, "h1", "甲", 1, 0, 6), heap(2, "h1", "甲", 2, 0, 7)]
    left = heap(3, "h2", "乙", 30, 2, 2)
    groups = divided(in_order([*own, left]), K)
    assert groups.why_not([1, 2, 3], K) is None and groups.why_not([1], K) and groups.why_not([3], K)
    assert told([*own, left], own) == [(1,), (2,), (1, 2)]


def test_what_a_hub_is_told_is_whole_groups_of_at_least_that_many_people():
    own = [heap(1, "h1", "甲", 1, 0, 2), heap(2, "h1", "甲", 1, 1, 3), heap(3, "h1", "乙", 20, 1, 4)]
    assert told(own, own) == [(1, 2)]


def test_a_hub_of_a_few_in_a_thin_year_joins_a_group_far_away_which_grows_and_is_told_together_with_it():
    others = [heap(1, None, "甲", 12, 2, 6), heap(2, None, "甲", 25, 2, 7)]
    one = heap(3, "h1", "乙", 14, 0, 1)
    groups = divided(in_order([*others, one]), K)
    assert groups.why_not([1], K) and groups.why_not([3], K) and groups.why_not([2], K) is None
    assert groups.why_not([1, 3], K) is None
