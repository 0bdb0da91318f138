"""Records through the API: the filters find exactly what a plain look at all rows finds."""

import pytest

TYPES = [
    "population",
    "hubs",
    "organizations",
    "ratings",
    "activities",
    "funding",
    "volunteer_hours",
    "workforce",
    "areas",
]
KAIXUAN = "330102011000"


def every_row(ask, type_id: str, **query) -> list[dict]:
    rows, total = [], 1
    while len(rows) < total:
        page = ask(f"records/{type_id}", limit=1000, offset=len(rows), **query)
        total = page["total"]
        assert page["rows"] or total == 0
        rows.extend(page["rows"])
    return rows


@pytest.fixture
def activities(ask) -> list[dict]:
    """All activities of one street, by a way that uses no other filter."""
    return every_row(ask, "activities", area=KAIXUAN)


@pytest.mark.parametrize("type_id", TYPES)
def test_every_type_answers_with_its_shape(ask, type_id):
    page = ask(f"records/{type_id}", limit=3)
    assert set(page) == {"type", "filters_in_words", "build", "total", "rows"}
    assert page["type"] == type_id and page["filters_in_words"] == "全部记录"
    assert len(page["rows"]) == min(3, page["total"])
    if type_id != "areas":
        assert page["total"] > 0
    for row in page["rows"]:
        assert row["source_file"] and row["source_row"] > 1
        if type_id not in ("ratings", "areas"):
            assert "area_code" in row


@pytest.mark.parametrize("type_id", TYPES)
def test_pages_never_overlap_and_never_miss(ask, type_id):
    key = ["delivery", "source_row"]
    total = ask(f"records/{type_id}", limit=1)["total"]
    size = max(1, min(1000, total // 3))
    seen = [
        tuple(row[name] for name in key)
        for offset in range(0, min(total, 3 * size), size)
        for row in ask(f"records/{type_id}", columns=",".join(key), limit=size, offset=offset)["rows"]
    ]
    assert len(seen) == len(set(seen))


def test_equal_and_several_values(ask, activities):
    for kinds in (["讲座"], ["讲座", "调解"]):
        expected = [row["activity_id"] for row in activities if row["kind"] in kinds]
        found = every_row(ask, "activities", area=KAIXUAN, kind=",".join(kinds))
        assert [row["activity_id"] for row in found] == expected
        repeated = every_row(ask, "activities", area=KAIXUAN, kind=kinds)
        assert repeated == found


def test_years_and_dates(ask, activities):
    in_2014 = [row["activity_id"] for row in activities if row["held_on"].startswith("2014")]
    assert in_2014
    assert [row["activity_id"] for row in every_row(ask, "activities", area=KAIXUAN, year="2014")] == in_2014
    dated = every_row(ask, "activities", area=KAIXUAN, from_="2014-01-01", to="2014-12-31")
    assert [row["activity_id"] for row in dated] == in_2014
    two = every_row(ask, "activities", area=KAIXUAN, year="2013-2014")
    assert {row["held_on"][:4] for row in two} == {"2013", "2014"}


def test_compare_and_contain(ask, activities):
    most = every_row(ask, "activities", area=KAIXUAN, visits__min="50", visits__max="80")
    assert [row["activity_id"] for row in most] == [
        row["activity_id"] for row in activities if row["visits"] is not None and 50 <= row["visits"] <= 80
    ]
    word = next(row["name"] for row in activities if row["name"])[:2]
    found = every_row(ask, "activities", area=KAIXUAN, name__contains=word)
    assert [row["activity_id"] for row in found] == [
        row["activity_id"] for row in activities if row["name"] and word in row["name"]
    ]


def test_words_say_what_was_asked(ask):
    words = ask("records/activities", area=KAIXUAN, year="2014", kind="讲座", limit=1)["filters_in_words"]
    assert "凯旋街道" in words and "2014年" in words and "讲座" in words


def test_a_hub_is_found_by_number_and_by_name(ask):
    hub = ask("records/hubs", limit=1)["rows"][0]
    by_number = ask("records/organizations", hub=hub["hub_id"], limit=1)["total"]
    assert ask("records/organizations", hub=hub["name"], limit=1)["total"] == by_number
    assert ask("records/organizations", hub_id=hub["hub_id"], limit=1)["total"] == by_number


@pytest.mark.parametrize("universe", ["登记", "登记备案", "全部"])
@pytest.mark.parametrize("day", ["2012-12-31", "2016-06-30", "2025-10-31"])
def test_the_register_of_a_day_is_what_the_indicator_counts(ask, day, universe):
    choices = {"area": KAIXUAN, "as_of": day, "universe": universe}
    counted = ask("indicators/orgs", **choices)["rows"][0]["numerator"]
    found = ask("records/organizations", limit=1, **choices)
    assert found["total"] == counted
    assert day in found["filters_in_words"] and universe in found["filters_in_words"]


def test_the_hubs_of_a_day(ask):
    choices = {"area": KAIXUAN, "as_of": "2016-06-30"}
    counted = ask("indicators/hubs", **choices)["rows"][0]["numerator"]
    assert ask("records/hubs", limit=1, **choices)["total"] == counted


def test_sort_both_ways(ask):
    def column(sort: str) -> list:
        found = ask("records/funding", sort=sort, columns="amount,funding_id", limit=1000)["rows"]
        return [row["amount"] for row in found]

    assert column("amount") == sorted(column("amount"))
    assert column("-amount") == sorted(column("-amount"), reverse=True)


def test_chosen_columns_come_in_their_order(ask):
    row = ask("records/funding", columns="amount,area_name,source_row", limit=1)["rows"][0]
    assert list(row) == ["amount", "area_name", "source_row"]


def test_money_has_two_decimals(client):
    text = client.get("/api/v1/records/funding?columns=amount&limit=1").get_data(as_text=True)
    assert '"amount":' in text
    assert text.split('"amount":')[1].split("}")[0].split(".")[1].__len__() == 2


def test_a_delivery_leads_to_its_rows(ask):
    found = next(row for row in ask("deliveries")["deliveries"] if row["type"] == "activities" and row["current"])
    page = ask("records/activities", delivery=found["delivery"], limit=1)
    assert page["total"] == found["current"]


def test_people_are_never_shown(ask, refused, client):
    row = ask("records/volunteer_hours", limit=1)["rows"][0]
    assert "volunteer_id" not in row
    assert "volunteer_id" not in ask("openapi.json")["paths"]["/api/v1/records/volunteer_hours"]["get"].__repr__()
    for query in (
        {"columns": "volunteer_id"},
        {"sort": "volunteer_id"},
        {"volunteer_id": "V1"},
        {"volunteer_id__contains": "V"},
    ):
        assert "volunteer_id" in refused("records/volunteer_hours", **query)["error"]
    assert b"V330" not in client.get("/api/v1/records/volunteer_hours?format=csv").get_data()
    for query in ({"columns": "volunteer_id"}, {"volunteer_id": "V1"}):
        assert "volunteer_id" in refused("records/points", **query)["error"]
    assert "volunteer_id" not in ask("openapi.json")["paths"]["/api/v1/records/points"]["get"].__repr__()
    assert b"V330" not in client.get("/api/v1/records/points?format=csv").get_data()


@pytest.mark.parametrize(
    ("type_id", "query", "word"),
    [
        ("activities", {"colour": "红"}, "colour"),
        ("activities", {"colour": ""}, "colour"),
        ("activities", {"kind": "唱歌"}, "唱歌"),
        ("activities", {"kind__min": "1"}, "kind__min"),
        ("activities", {"visits__contains": "1"}, "visits__contains"),
        ("activities", {"visits": "1.5"}, "1.5"),
        ("activities", {"visits": "２０"}, "２０"),
        ("activities", {"visits": "9" * 400}, "visits"),
        ("activities", {"visits__min": ["1", "2"]}, "visits__min"),
        ("activities", {"held_on": "2014-02-30"}, "2014-02-30"),
        ("activities", {"from_": "12014-01-01"}, "12014-01-01"),
        ("activities", {"year": "2014-2012"}, "2014-2012"),
        ("activities", {"from_": "2014-06-01", "to": "2014-05-31"}, "大于"),
        ("activities", {"visits__min": "9", "visits__max": "8"}, "大于"),
        ("activities", {"year": "2014", "from_": "2014-01-01"}, "from"),
        ("activities", {"year": "14"}, "14"),
        ("activities", {"area": "不存在"}, "不存在"),
        ("activities", {"area": "999999999999"}, "999999999999"),
        ("activities", {"area": "330102011000' OR 1=1 --"}, "OR 1=1"),
        ("activities", {"sort": "name; DROP TABLE activities"}, "DROP"),
        ("activities", {"columns": "name,*"}, "*"),
        ("activities", {"limit": "1001"}, "1001"),
        ("activities", {"limit": "-1"}, "-1"),
        ("activities", {"offset": "x"}, "offset"),
        ("activities", {"limit": ["1", "2"]}, "limit"),
        ("activities", {"format": "pdf"}, "pdf"),
        ("activities", {"format": "csv", "limit": "5"}, "limit"),
        ("activities", {"header": "id"}, "header"),
        ("activities", {"format": "csv", "header": "x"}, "x"),
        ("activities", {"q": "a\0b"}, "字符"),
        ("activities", {"l4": KAIXUAN}, "l4"),
        ("activities", {"_row": "1"}, "_row"),
        ("organizations", {"from_": "2014-01-01"}, "registered_on__min"),
        ("organizations", {"year": "2014", "as_of": "2014-01-01"}, "as_of"),
        ("organizations", {"universe": "登记管理"}, "登记管理"),
        ("activities", {"as_of": "2014-01-01"}, "as_of"),
        ("activities", {"universe": "登记"}, "universe"),
        ("workforce", {"from_": "2014-01-01"}, "按日期"),
        ("population", {"q": "a" * 300}, "q"),
    ],
)
def test_what_cannot_be_answered_is_named(refused, type_id, query, word):
    assert word in str(refused(f"records/{type_id}", **query))


def test_text_that_looks_like_sql_is_only_text(ask):
    total = ask("records/activities", limit=1)["total"]
    assert ask("records/activities", q="%", limit=1)["total"] < total
    assert ask("records/activities", name__contains="' OR '1'='1", limit=1)["total"] == 0
    assert ask("records/activities", limit=1)["total"] == total


def test_an_unknown_type_names_the_known_ones(client):
    answer = client.get("/api/v1/records/people")
    assert answer.status_code == 404
    assert "activities（活动）" in answer.json["hint"]


def test_blank_is_asked_for_in_one_way(client):
    assert client.get("/api/v1/records/funding?donor__blank=是").status_code == 200
    answer = client.get("/api/v1/records/funding?donor__blank=true")
    assert answer.status_code == 400 and "只能是" in answer.json["error"]
