"""Search of 665 000 areas by name, alias, code, parent and level."""

import pytest

KAIXUAN = "330102011000"


def codes(ask, **query) -> list[str]:
    return [row["code"] for row in ask("areas", **query)["areas"]]


def test_without_a_wish_the_provinces(ask):
    found = ask("areas")["areas"]
    assert len(found) == 31 and {row["level"] for row in found} == {1}
    assert set(found[0]) == {"code", "name", "level", "path"}


def test_homonyms_are_told_apart_by_their_path(ask):
    found = [row for row in ask("areas", q="凯旋街道")["areas"] if row["name"] == "凯旋街道"]
    assert len(found) >= 3 and len({row["path"] for row in found}) == len(found)
    assert found[0]["code"] == KAIXUAN, "areas with data come first"


def test_words_before_the_last_narrow_by_path(ask):
    assert codes(ask, q="上城区 凯旋街道") == [KAIXUAN]


def test_by_code(ask):
    assert codes(ask, q=KAIXUAN)[0] == KAIXUAN
    assert all(code.startswith("330102") for code in codes(ask, q="330102", limit=200))


def test_children_and_everything_below(ask):
    children = ask("areas", parent="330102000000", limit=1000)["areas"]
    assert {row["level"] for row in children} == {4} and KAIXUAN in {row["code"] for row in children}
    below = ask("areas", parent="330102000000", level="5", limit=1000)["areas"]
    assert {row["level"] for row in below} == {5} and len(below) > len(children)
    assert codes(ask, parent="330102000000", q="凯旋街道") == [KAIXUAN]


def test_an_alias_finds_its_area(ask):
    assert codes(ask, q="榔梨街道") == codes(ask, q="㮾梨街道")
    assert codes(ask, q="榔梨街道")


def test_limit(ask):
    assert len(codes(ask, q="街道", limit="7")) == 7


def test_nothing_found_is_an_empty_list(ask):
    assert codes(ask, q="没有这样的地方") == [] and codes(ask, q="%") == [] and codes(ask, parent="1") == []


@pytest.mark.parametrize(
    ("query", "word"),
    [({"limit": "0"}, "limit"), ({"level": "7"}, "level"), ({"level": "四"}, "level"), ({"parent": "'"}, "区划"),
     ({"q": "长" * 101}, "太长"), ({"x": "1"}, "x"), ({"q": ["a", "b"]}, "q")],
)  # fmt: skip
def test_what_cannot_be_answered_is_named(refused, query, word):
    assert word in str(refused("areas", **query))


@pytest.mark.parametrize(
    "indicator", ["communities_served", "field_breadth", "hub_coverage", "orgs_per_urban_community"]
)
def test_a_row_of_a_table_of_areas_is_the_number_of_that_area_asked_alone(ask, indicator):
    rows = [row for row in ask(f"indicators/{indicator}", by="area", year="2024")["rows"] if row["reported"]]
    assert rows
    for row in rows:
        alone = ask(f"indicators/{indicator}", area=row["area_code"], year="2024")["rows"][0]
        assert (row["numerator"], row["denominator"], row["value"]) == (
            alone["numerator"], alone["denominator"], alone["value"],
        )  # fmt: skip
