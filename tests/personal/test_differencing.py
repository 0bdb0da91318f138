"""Whoever may not see people one by one can subtract no two answers and be left with one to four people: every pair of
questions that are answered on a small town, against the people counted by hand."""

import random
from datetime import date, timedelta
from itertools import combinations, product

import pytest

from indicators import few_people, warehouse
from indicators.evaluate import evaluate
from indicators.little_tables import example_tree
from indicators.small_cells import divided
from tests.indicators.toy import lineage, publish

K = 5
ORGS, KINDS, YEARS = ("T1", "T2", "T3"), ("讲座", "调解"), (2014, 2015, 2016)
HUBS = ("H1", "H2", "H3")
AREAS = {"全部地区": {}} | {row["name"]: {"area": row["area_code"]} for row in example_tree()}
SUMS, PEOPLE = (
    ("volunteer_participations", "volunteer_hours"),
    ("volunteers", "active_volunteer_share", "volunteer_retention"),
)


def communities() -> list[str]:
    return [row["area_code"] for row in example_tree() if row["level"] == "5"]


def services(seed: int) -> list[dict]:
    """A town in which a few places have crowds and most have hardly anybody."""
    chance = random.Random(seed)
    places = communities()
    crowds = {place: chance.choice((2, 4, 8, 25)) for place in places}
    hubs = {place: chance.choice((None, *HUBS[:2])) for place in places}
    rows = []
    for number in range(600):
        place = chance.choice(places)
        person = (
            f"{places.index(place)}-{chance.randrange(crowds[place])}"
            if chance.random() < 0.95
            else f"x{chance.randrange(4)}"
        )
        day = date(chance.choice(YEARS), chance.choice((1, 1, 1, 2, 3, 12)), chance.randrange(1, 29))
        rows.append({
            "record_id": str(number), "volunteer_id": person, "volunteers": 1, "area_code": place,
            "org_id": chance.choice(ORGS[:2] if chance.random() < 0.9 else ORGS), "kind": chance.choice(KINDS),
            "served_on": day.isoformat(), "hours": chance.choice((0, 1, 1.5)),
            "hub_id": hubs[place] if chance.random() < 0.9 else chance.choice((None, "H3")),
        })  # fmt: skip
    return rows


@pytest.fixture(params=[1, pytest.param(2, marks=pytest.mark.soak)])
def town(request, tmp_path, monkeypatch):
    rows = services(request.param)
    warehouse.use(publish(tmp_path, {"volunteer_hours": rows}))
    monkeypatch.setenv(few_people.SETTING, str(K))
    yield [_with_place(row) for row in rows]
    warehouse.use(None)


def _with_place(row: dict) -> dict:
    return row | {"day": date.fromisoformat(row["served_on"]), "lineage": lineage(row["area_code"], 5).values()}


def periods() -> list[dict]:
    """Years, years together, months, and days that cut through a month."""
    found = [{"year": words} for words in ("2014", "2015", "2016", "2014-2015", "2014,2016")]
    found += [{"from": "2015-01-01", "to": f"2015-{day}"} for day in ("01-14", "01-31", "02-28")]
    return [*found, {"year": "2015", "starts": "02-01"}]


def narrowings() -> list[dict]:
    return [{}, {"org": "T1"}, {"org": "T3"}, {"kind": "讲座"}, {"org__not": "T3"}, *({"hub": hub} for hub in HUBS)]


def asked(narrowed: list[dict]) -> list[dict]:
    areas = [{}, *({"area": row["area_code"]} for row in example_tree() if row["level"] in "1345")]
    return [area | when | narrowing for area, when, narrowing in product(areas, periods(), narrowed)]


def rows_behind(town: list[dict], choices: dict) -> list[dict]:
    """By hand: the rows a question is about."""
    spans = [(date.fromisoformat(choices["from"]), date.fromisoformat(choices["to"]))] if "from" in choices else [
        _year(year, choices.get("starts", "01-01")) for year in _years(choices["year"])]  # fmt: skip
    kept = [
        row
        for row in town
        if choices.get("area") in (None, *row["lineage"]) and any(a <= row["day"] <= b for a, b in spans)
    ]
    for key, column in (("org", "org_id"), ("kind", "kind"), ("hub", "hub_id")):
        if key in choices:
            kept = [row for row in kept if row[column] in choices[key].split(",")]
        if f"{key}__not" in choices:
            kept = [row for row in kept if row[column] not in choices[f"{key}__not"].split(",")]
    return kept


def _years(words: str) -> list[int]:
    first, _, last = words.partition("-")
    return list(range(int(first), int(last) + 1)) if last else [int(word) for word in words.split(",")]


def _year(year: int, starts: str) -> tuple[date, date]:
    month, day = (int(part) for part in starts.split("-"))
    return date(year, month, day), date(year + 1, month, day) - timedelta(days=1)


def leaves_few(town: dict[str, dict], one: frozenset, other: frozenset) -> bool:
    """Whether taking one answer's rows from the other's leaves some people, but fewer than K."""
    small, large = sorted((one, other), key=len)
    return small <= large and 0 < len({town[row]["volunteer_id"] for row in large - small}) < K


def test_no_two_sums_leave_fewer_than_five_people(town):
    by_id = {row["record_id"]: row for row in town}
    told = set()
    for choices in asked(narrowings()):
        for indicator in SUMS:
            (row,) = evaluate(indicator, choices).rows
            if "hidden" not in row and row["numerator"] is not None:
                told.add(frozenset(found["record_id"] for found in rows_behind(town, choices)))
    assert len(told) > 20
    told.add(frozenset())
    assert [pair for pair in combinations(told, 2) if leaves_few(by_id, *pair)] == []


def test_no_two_numbers_of_people_leave_fewer_than_five(town):
    """Sets count as one within the other where they are so in every town: that is what a reader can know."""
    told: dict[tuple, frozenset] = {}
    for choices in asked([*narrowings()[:2], *({"hub": hub} for hub in HUBS)]):
        for indicator in PEOPLE:
            (row,) = evaluate(indicator, choices).rows
            if "hidden" not in row and row["numerator"] is not None:
                assert set(choices) in ({"year"}, {"area", "year"}, {"hub", "year"})
                told |= sets_of(town, indicator, choices)
    towns = [[_with_place(row) for row in services(seed)] for seed in range(10, 22)]
    assert len(told) > 20 and not any(0 < len(people) < K for people in told.values())
    assert any(hub for *_, hub in told)
    for one, other in combinations(sorted(told), 2):
        for small, large in ((one, other), (other, one)):
            if told[small] <= told[large] and 0 < len(told[large] - told[small]) < K:
                assert not rows_of(town, small) <= rows_of(town, large), (small, large)
                assert not all(people_of(rows, small) <= people_of(rows, large) for rows in towns), (small, large)


def sets_of(town: list[dict], indicator: str, choices: dict) -> dict[tuple, frozenset]:
    """The people that an answer tells the numbers of: numerator and denominator."""
    year, area, hub = int(choices["year"]), choices.get("area", ""), choices.get("hub", "")
    names = {
        "volunteers": [("served", year)],
        "active_volunteer_share": [("worked", year), ("seen", year)],
        "volunteer_retention": [("served", year), ("stayed", year + 1)],
    }
    return {(name, area, when, hub): people_of(town, (name, area, when, hub)) for name, when in names[indicator]}


def rows_of(town: list[dict], label: tuple[str, str, int, str]) -> frozenset:
    """By hand: the services because of which people are in a set; a reader may know where a hub serves."""
    name, area, year, hub = label
    years = {"served": (year,), "worked": (year,), "stayed": (year, year - 1), "seen": range(0, year + 1)}[name]
    here = [row for row in town if area in ("", *row["lineage"]) and hub in ("", row["hub_id"])]
    return frozenset(row["record_id"] for row in here if row["day"].year in years)


def people_of(town: list[dict], label: tuple[str, str, int, str]) -> frozenset:
    """By hand: the people of a set in an area and a year, or of a hub."""
    name, area, year, hub = label
    here = [row for row in town if area in ("", *row["lineage"]) and hub in ("", row["hub_id"])]
    served = {row["volunteer_id"] for row in here if row["day"].year == year}
    if name == "worked":
        return frozenset(row["volunteer_id"] for row in here if row["day"].year == year and row["hours"])
    if name == "seen":
        return frozenset(row["volunteer_id"] for row in here if row["day"].year <= year)
    before = {row["volunteer_id"] for row in here if row["day"].year == year - 1}
    return frozenset(served & before if name == "stayed" else served)


def test_a_hub_of_enough_people_is_told_its_own_years(town):
    """Hours and participations of a whole hub and year, in whatever places its people served."""
    for hub, year in product(HUBS, YEARS):
        rows = [row for row in town if row["hub_id"] == hub and row["day"].year == year]
        people = {row["volunteer_id"] for row in rows}
        choices = {"hub": hub, "year": str(year)}
        (participations,), (hours,) = (evaluate(indicator, choices).rows for indicator in SUMS)
        if len(people) >= K:
            assert participations["numerator"] == len(rows) and hours["numerator"] == sum(row["hours"] for row in rows)
        (volunteers,) = evaluate("volunteers", choices).rows
        assert "hidden" in volunteers or volunteers["numerator"] in (len(people), None)


def test_people_of_no_hub_and_of_several_are_not_told(town):
    narrowed = ({"hub": "H1", "hub__not": "H2"}, {"hub": "H1", "kind": "讲座"})
    for choices in ({"hub": "未填写"}, {"hub": "H1,H2"}, *narrowed):
        (row,) = evaluate("volunteers", {"year": "2015", **choices}).rows
        assert row["hidden"] and row["numerator"] is None
    rows = evaluate("volunteers", {"year": "2015", "by": "hub"}).rows
    assert [row["hub"] for row in rows if row["hub"] not in HUBS] == ["未填写"]
    assert all("hidden" in row for row in rows if row["hub"] not in HUBS)


def test_rows_of_an_answer_are_hidden_like_single_questions(town):
    """by=area, by=year and by=month hide what a question of its own about the same cell hides."""
    for indicator, by in product((*SUMS, "volunteers"), ("area", "year", "month")):
        choices = {"by": by, "year": "2014-2016" if by == "year" else "2015"} | ({"level": "5"} if by == "area" else {})
        for row in evaluate(indicator, choices).rows:
            if not row["reported"]:
                continue
            own = {"area": {"area": row.get("area_code", "")}, "year": {"year": str(row.get("year", ""))}}.get(
                by
            ) or month(row["month"])
            (single,) = evaluate(indicator, ({"year": "2015"} if by == "area" else {}) | own).rows
            assert single.get("hidden") == row.get("hidden") and single["numerator"] == row["numerator"], (
                indicator,
                row,
            )


def month(word: str) -> dict:
    first = date.fromisoformat(f"{word}-01")
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return {"from": first.isoformat(), "to": last.isoformat()}


def test_a_hidden_number_is_nowhere_in_the_answer(town):
    hidden = [
        row
        for row in evaluate("volunteers", {"by": "area", "level": "5", "year": "2015"}).as_dict()["rows"]
        if "hidden" in row
    ]
    assert hidden
    for row in hidden:
        assert row["numerator"] is row["value"] is None and row["reported"]
        assert "按规定不显示" in row["hidden"]


def test_what_is_hidden_names_the_next_coarser_figure_that_is_told(town):
    """First what narrows goes, then a month becomes its year, then the place the one above; each is asked again."""
    seen = set()
    for by in ("area", "month", "kind", "kind,area"):
        choices = {"by": by, "year": "2015"} | ({"level": "5"} if "area" in by else {})
        for row in evaluate("volunteer_hours", choices).rows:
            if "；可看" not in row.get("hidden", ""):
                continue
            place, number = row["hidden"].partition("；可看")[2].removesuffix(" 小时").split("：")
            area = AREAS[place.removesuffix("2015年全部")]
            (coarser,) = evaluate("volunteer_hours", {"year": "2015", **area}).rows
            assert "hidden" not in coarser and f"{coarser['value']:,.1f}" == number
            assert not area or row.get("area_code") is None or area["area"] in lineage(row["area_code"], 5).values()
            seen.add(by)
    assert seen


def test_everything_is_told_where_there_are_no_accounts(town, monkeypatch):
    monkeypatch.delenv(few_people.SETTING)
    rows = evaluate("volunteers", {"by": "area", "level": "5", "year": "2015"}).rows
    assert any(0 < (row["numerator"] or 0) < K for row in rows) and not any("hidden" in row for row in rows)


def test_of_too_few_people_in_all_nothing_is_told():
    heap = {"heap": 1, "hub_id": None, "people": 3, "uncounted": 0, "ids": ["a", "b", "c"], "month": 1, "year": 1,
            "org_id": "T", "area_code": "x", "l1": "1", "l2": "2", "l3": "3", "l4": "4"}  # fmt: skip
    assert not divided([heap], K).are_whole([1]) and divided([heap], K).are_whole([])
