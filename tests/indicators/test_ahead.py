"""What the build has counted of people and organisations is what single rows give, and is told where it may be."""

from random import Random

import pytest

from bench.recorded import recording
from indicators import shapes
from indicators.asked import listed, understand
from indicators.catalog import catalog
from indicators.divide import divisors
from indicators.evaluate import evaluate
from indicators.little_tables import example_tree
from indicators.scope import Scope, within
from indicators.shapes import counted_rows
from indicators.table import rows_of
from indicators.warehouse import snapshot
from tests.indicators.toy import publish

COUNTED = sorted(name for name, found in catalog().items() if found.ahead)
AREAS = [area["area_code"] for area in example_tree()]
COUNTY, STREET = "330102000000", "330102011000"
WAYS = [
    {"year": "2015"}, {"by": "year", "year": "2013-2017"}, {"by": "area,year", "year": "2014-2016", "level": "1"},
    *({"by": "area", "level": level, "year": "2015"} for level in "12345"),
    {"area": COUNTY, "by": "area,year", "level": "4", "year": "2014,2016"}, {"area": STREET, "by": "year"},
]  # fmt: skip
FURTHER = {
    "volunteer_stars": [
        {"by": "star"},
        {"by": "star,year"},
        {"star": "一星"},
        {"star__not": "一星"},
        {"star_ladder": "北京市", "by": "star"},
    ],
    "orgs": [
        {"by": "universe"}, {"universe": "全部", "by": "registration,legal_form"}, {"universe": "登记"},
        {"legal_form": "志愿团队", "universe": "全部"}, {"registration__not": "备案"}, {"as_of": "2015-12-31"},
    ],
    "orgs_per_10k_people": [{"by": "universe,year"}, {"legal_form__not": "社会团体"}, {"basis": "户籍人口"}],
    "orgs_per_community": [{"universe": "全部"}, {"legal_form": "社区社会组织"}],
    "orgs_per_rural_community": [{"registration": "备案"}],
    "orgs_per_urban_community": [{"by": "universe"}],
    "teams_needed": [{"registration": "未登记", "target": "3"}, {"by": "registration"}],
}  # fmt: skip
"""Filters and words that the table of the build knows, too."""
ORGANIZATIONS = sorted(name for name in COUNTED if catalog()[name].ahead.rows == "org_counts")
PEOPLE = sorted({*COUNTED} - {*ORGANIZATIONS})
STARS = [
    {"ladder": ladder, "stars": str(number), "name": name, "hours": hours}
    for ladder, steps in (("国家", ("2", "5")), ("北京市", ("1", "3")))
    for number, (name, hours) in enumerate(zip(("一星", "二星"), steps, strict=True), 1)
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Few people in many places over three years, some of them without hours, some delivered as a group."""
    draw = Random(7)
    hours = [
        {
            "record_id": str(number), "volunteer_id": draw.choice([None, *(f"V{n}" for n in range(12))]),
            "volunteers": "1", "area_code": draw.choice(AREAS), "hours": draw.choice(["0", "1.5", "2"]),
            "served_on": f"{draw.choice([2014, 2014, 2015, 2016])}-0{draw.randint(1, 9)}-11",
        }
        for number in range(60)
    ]  # fmt: skip
    population = [
        {"area_code": area, "year": str(year), "basis": basis, "persons": "900"}
        for area, years in ((COUNTY, (2014, 2015, 2016)), (STREET, (2014, 2015, 2017)), (AREAS[-1], (2014, 2015)))
        for year in years for basis in ("常住人口", "户籍人口")
    ]  # fmt: skip
    tables = {
        "organizations": _organizations(draw),
        "volunteer_hours": hours,
        "population": population,
        "volunteer_stars": STARS,
        "builds": [{"data_date": "2016-12-31"}],
    }
    return publish(tmp_path_factory.mktemp("counted") / "data", tables)


def _organizations(draw: Random) -> list[dict]:
    """Organisations of every form and state in places of every level; some close, some were never on the register."""

    def some_day() -> str | None:
        return draw.choice([None, f"{draw.randint(2011, 2017)}-{draw.choice(['12-31', '01-01', '06-30'])}"])

    return [
        {
            "org_id": f"T{number}", "area_code": draw.choice(AREAS),
            "legal_form": draw.choice(["社区社会组织", "社区社会组织", "社会团体", "志愿团队", "企业"]),
            "registration": draw.choice(["登记", "备案", "未登记", None]), "registered_on": some_day(),
            "filed_on": some_day(), "joined_on": some_day(), "established_on": some_day(), "closed_on": some_day(),
        }
        for number in range(300)
    ]  # fmt: skip


def _both(indicator, choices, monkeypatch):
    """The rows of the answer, and those that single rows give."""
    with snapshot() as now, monkeypatch.context() as patch:
        asked = understand(catalog()[indicator], listed(choices))
        told = rows_of(now, asked)
        patch.setattr(shapes, "counted_ahead", lambda asked, now: None)
        return told, rows_of(now, asked)


@pytest.mark.parametrize("indicator", COUNTED)
def test_what_is_counted_is_what_single_rows_give(indicator, folder, asking, monkeypatch):
    asking(folder)
    further = [{**way, **more} for way in WAYS[:2] for more in FURTHER.get(indicator, ()) if "as_of" not in more]
    for choices in [*WAYS, *further, *(more for more in FURTHER.get(indicator, ()) if "as_of" in more)]:
        told, counted = _both(indicator, choices, monkeypatch)
        assert told == counted and told, choices


def test_single_rows_are_not_read_for_whole_years_alone(folder, asking):
    asking(folder)
    for indicator in PEOPLE:
        plain = {"year": "2015"} | ({"area": COUNTY} if catalog()[indicator].ahead.deepest else {})
        part = plain | {"kind": "未填写"}
        assert not _reads_single_rows(indicator, plain) and _reads_single_rows(indicator, part)


def test_organisations_are_read_from_what_was_counted_of_whole_years_up_to_the_data(folder, asking):
    asking(folder)
    for indicator in ORGANIZATIONS:
        assert _reads_single_rows(indicator, {"by": "year", "year": "2011-2013,2016"}, "FROM org_counts")
        assert not _reads_single_rows(indicator, {"year": "2016", "hub": "H1"}, "FROM org_counts")
        assert not _reads_single_rows(indicator, {"year": "2016", "area": STREET}, "FROM org_counts")
        assert not _reads_single_rows(indicator, {"year": "2018"}, "FROM org_counts")  # after the date of the data


def test_only_where_the_cover_lies_below_a_county_organisations_are_read_one_by_one(folder, asking):
    asking(folder)
    with snapshot() as now:
        asked = understand(catalog()["orgs_per_10k_people"], listed({"by": "year", "year": "2015-2016"}))
        assert divisors(now, asked).cover["cover_beyond"] == [AREAS[-1][:6] + "000000"]


def _reads_single_rows(indicator, choices, read="FROM volunteer_hours") -> bool:
    with snapshot() as now:
        asked = understand(catalog()[indicator], listed(choices))
        cover = divisors(now, asked).params
    with recording() as said, snapshot() as now:
        counted_rows(now, asked, cover)
    return any(read in sql for sql, _ in said)


def test_within_a_scope_the_numbers_are_those_of_the_area(folder, asking):
    asking(folder)
    for indicator in set(COUNTED) - {"hours_per_volunteer"}:
        whole = evaluate(indicator, {"area": COUNTY, "by": "year", "year": "2014-2016"}).rows
        with within(Scope(area=COUNTY)):
            assert evaluate(indicator, {"by": "year", "year": "2014-2016"}).rows == whole
    for indicator in ORGANIZATIONS:
        whole = evaluate(indicator, {"area": STREET, "by": "year", "year": "2014-2016"}).rows
        with within(Scope(area=STREET)):
            assert evaluate(indicator, {"by": "year", "year": "2014-2016"}).rows == whole
