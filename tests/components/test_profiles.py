"""档案: one page each for an organisation, a hub, an area and a project, with the numbers of evaluate."""

import json
import shutil
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import duckdb
import pytest

from components.behind import tables
from components.hubs_facts import asked_of, facts_of
from components.menu import menu
from components.page import all_pages, find, state_of
from components.profile_links import area_href, hub_href, org_href, org_link, project_href
from components.profile_money import money_box
from components.profile_subject import Subject
from components.profile_years import NAMED, OF_AN_AREA, SILENT, UNMARKED, Series, series_of, series_of_hub
from components.state import State
from figures.numbers import NOT_REPORTED
from indicators import warehouse
from indicators.evaluate import evaluate
from indicators.warehouse import ask, snapshot
from records.catalog import record_type
from records.query import parse, source
from tests.components.reading import hrefs, text_of

ORG, HUB, STREET, PROJECT = "B330102011-0218", "H330102011000", "330102011000", "XSCT2025-17"
ODD, SILENT_ORG, PLAIN_ORG = "甲/乙,50% ?#丙", "沉默-1", "如常-1"
FAR_AWAY = "110101001001"
ADDRESSES = [
    "/org", f"/org/{ORG}", f"/org/{ORG}?figure=hours&tables=years,grades-1", "/org?q=凯华", "/org?q=没有这样的名字",
    "/hub", f"/hub/{HUB}", f"/hub/{HUB}?universe=登记&all=organizations,projects", "/hub/H330102011012",
    "/area", f"/area/{STREET}", "/area/330000000000", "/area/330104000000", "/area/330102011001?basis=户籍人口",
    "/project", f"/project/{PROJECT}", "/project?q=KX",
]  # fmt: skip


def drawn(address: str) -> list:
    path, _, search = address.partition("?")
    page = find(path)
    return page.draw(state_of(page, path, search))


@pytest.fixture
def changed(demo_dir, tmp_path):
    """The demonstration with three more organisations: one with an odd number, one nobody reported about, one idle."""
    pointer = json.loads((demo_dir / "demo" / "warehouse" / "CURRENT.json").read_text("utf-8"))
    folder = tmp_path / "warehouse"
    folder.mkdir()
    shutil.copy(demo_dir / "demo" / "warehouse" / pointer["file"], folder / pointer["file"])
    (folder / "CURRENT.json").write_text(json.dumps(pointer), "utf-8")
    connection = duckdb.connect(str(folder / pointer["file"]))
    for row in ((ODD, "新名称", STREET), (SILENT_ORG, "没人报送的队", FAR_AWAY), (PLAIN_ORG, "没有活动的队", STREET)):
        connection.execute(
            "INSERT INTO organizations BY NAME (SELECT * REPLACE ($id AS org_id, $name AS name, $area AS area_code, "
            "NULL AS uscc, NULL AS closed_on, DATE '2015-03-01' AS filed_on, NULL AS registered_on, "
            "DATE '2015-01-01' AS established_on, 900000 AS _row) FROM organizations WHERE org_id = $like)",
            {"id": row[0], "name": row[1], "area": row[2], "like": ORG},
        )
    connection.execute(
        "INSERT INTO activities BY NAME (SELECT * REPLACE ($id AS org_id, 'ODD-' || activity_id AS activity_id) "
        "FROM activities WHERE org_id = $like AND year(held_on) = 2014)",
        {"id": ODD, "like": ORG},
    )
    connection.execute(
        "INSERT INTO findings "
        "SELECT _delivery, 'organizations', '名录.csv', '', 900000, 'name', '新名称', 'B105', '提示', "
        "'代码' || org_id || '登记的名称是“旧名称”，与填写的“新名称”不一致。' FROM organizations WHERE org_id = $id",
        {"id": ODD},
    )
    connection.close()
    warehouse.use(tmp_path)
    yield
    warehouse.use(None)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_gets_a_whole_page(demonstration, address):
    said = text_of(drawn(address))
    assert "出错了" not in said
    if address.split("?")[0].count("/") == 2:
        assert "历年各项数" in said or "还没有任何一年的数" in said
        for part in ("逐年变化", "办过什么活动", "资金进出", "最近的活动", "背后的记录", "来源", "说明"):
            assert part in said


@pytest.mark.parametrize("measure", NAMED, ids=lambda one: one.key)
@pytest.mark.parametrize("kind", ["org", "project"])
def test_numbers_are_those_of_evaluate(demonstration, measure, kind):
    keys = {"org": (ORG, "52330102MJH72WGH6Y"), "project": ("KXWCT2014-08", PROJECT)}[kind]
    for key in keys:
        (found,) = series_of(Subject(kind, key, key, State("/"), STREET, 2000, 2030), [measure])
        asked = {kind: key, **measure.extra}
        for year in found.known:
            row = evaluate(measure.indicator, {**asked, "year": str(year)}).rows[0]
            assert found.values[year] == row["value"]
        years = f"{found.total_years[0]}-{found.total_years[1]}" if found.known else "2000-2025"
        assert (found.total or 0) == evaluate(measure.indicator, {**asked, "year": years}).rows[0]["value"]
        assert (found.total or 0) == evaluate(measure.indicator, {**asked, "from": "1990-01-01"}).rows[0]["value"]


def test_an_area_says_what_its_pages_say(demonstration):
    choices = {"universe": ("登记",), "basis": ("户籍人口",)}
    found = series_of(Subject("area", STREET, "凯旋街道", State("/area", choices), STREET), OF_AN_AREA)
    by_key = {one.measure.key: one for one in found}
    for year in (2016, 2024):
        asked = {"area": STREET, "year": str(year)}
        density = evaluate("orgs_per_10k_people", {**asked, "universe": "登记", "basis": "户籍人口"}).rows[0]
        assert by_key["density"].values.get(year) == density["value"]
        for key, indicator in (
            ("activities", "activities"),
            ("served", "communities_served"),
            ("hours", "volunteer_hours"),
        ):
            assert by_key[key].values[year] == evaluate(indicator, asked).rows[0]["value"]


def test_a_hub_says_what_its_year_says(demonstration):
    state = State("/hubs", {"hub": (HUB,)})
    facts = facts_of(asked_of(state))
    subject = Subject("hub", HUB, "凯益荟", State("/hub", {"hub": (HUB,)}), STREET)
    found = {one.measure.key: one for one in series_of_hub(subject, list(facts.lines.values()))}
    for key, line in facts.lines.items():
        assert found[key].values == dict(line.own)
    table = next(one.table for one in tables(drawn(f"/hub/{HUB}")) if one.name == "all-years")
    year = str(facts.asked.year)
    row = next(row for row in table.rows if row["year"] == year)
    for key, line in facts.lines.items():
        assert row[key].value == line.value(facts.asked.year)


@pytest.mark.parametrize(
    ("kind", "key"), [("org", "52330102MJH72WGH6Y"), ("hub", HUB), ("project", PROJECT), ("area", STREET)]
)
def test_money_adds_up_to_the_indicators(demonstration, kind, key):
    rows = ask("profile_money", **{kind: key})

    def summed(status, regrant, ownership):
        fits = {"status": status, "regrant": regrant, "ownership": ownership}
        return sum((row["amount"] for row in rows if fits.items() <= row.items()), Decimal(0))

    for indicator, status in (("funds_received", "到账"), ("funds_granted", "拨付")):
        for regrant in ("首次", "转拨"):
            for ownership in ("自有", "代管"):
                asked = {kind: key, "from": "1990-01-01", "regrant": regrant, "custody": ownership}
                assert summed(status, regrant, ownership) == evaluate(indicator, asked).rows[0]["value"]


def counted(record_type_id: str, choices: dict) -> int:
    """How many rows 数据明细 has under these choices."""
    with snapshot() as now:
        query = parse(now, record_type(now, record_type_id), choices)
        return now.rows(f"SELECT count(*) AS n {source(query)}", query.parameters)[0]["n"]


@pytest.mark.parametrize(("kind", "key"), [("org", ORG), ("hub", HUB), ("project", PROJECT), ("area", STREET)])
def test_links_to_records_lead_to_as_many_rows_as_they_say(demonstration, kind, key):
    for row in ask("profile_rows", **{kind: key}):
        if row["rows"]:
            assert counted(row["type"], {kind: key}) == row["rows"], row["type"]
    shown = [one.table for one in tables(money_box(Subject(kind, key, key, State("/"))))]
    for cell in [row["payments"] for table in shown for row in table.rows]:
        given = parse_qs(urlsplit(cell.href).query)
        assert counted(given.pop("type")[0], given) == cell.value, cell.href


def test_nobody_with_that_number_is_said_in_words(demonstration):
    said = text_of(drawn("/org/B000000000-9999"))
    assert "没有这个组织" in said
    assert "正在待核" in said
    for address, words in (("/hub/没有", "没有这个枢纽"), ("/project/没有", "没有这个项目")):
        assert words in text_of(drawn(address))
        assert "出错了" not in text_of(drawn(address))


def test_any_number_survives_the_way_through_an_address():
    for href in (org_href, hub_href, area_href, project_href):
        address = href(ODD)
        assert address.count("/") == 2 and not set("?#, ,") & set(address.removeprefix("/"))
        page = find(address)
        state = state_of(page, address, "tables=years")
        assert state[page.inner] == ODD
        assert state.link(tables=None) == address
    assert org_link(None, "只有名称") == "只有名称"


def test_odd_numbers_new_names_and_silence(changed):
    parts = drawn(org_href(ODD))
    said = text_of(parts)
    assert "出错了" not in said and "曾用名 旧名称" in said
    assert all("undefined" not in href for href in hrefs(parts))
    held = evaluate("activities", {"org": ORG, "year": "2014"}).rows[0]["value"]
    subject = Subject("org", ODD, "新名称", State("/org"), STREET, 2015)
    activities, received = series_of(subject, [NAMED[0], NAMED[4]])
    assert activities.values[2014] == held == activities.total
    assert activities.values[2016] == 0
    assert received.values[2016] is None and received.missing[2016] == UNMARKED


def test_zero_only_where_somebody_reported(changed):
    idle = series_of(Subject("org", PLAIN_ORG, "没有活动的队", State("/org"), STREET, 2015), NAMED[:1])[0]
    silent = series_of(Subject("org", SILENT_ORG, "没人报送的队", State("/org"), FAR_AWAY, 2015), NAMED[:1])[0]
    assert idle.values[2016] == 0 and idle.total == 0
    assert idle.values[2012] is None and idle.missing[2012] == ""
    assert silent.values[2016] is None and silent.missing[2016] == NOT_REPORTED
    assert silent.why == NOT_REPORTED
    said = text_of(drawn(f"/org/{SILENT_ORG}"))
    assert "还没有任何一年的数" in said and "没有数不等于 0" in said and "等级评定未报送" in said


def test_of_two_reasons_for_as_many_years_the_first_is_said():
    reasons, years = list("甲乙丙丁戊己庚辛"), range(2010, 2018)
    for first in range(len(reasons)):
        said = [*reasons[first:], *reasons[:first]]
        assert Series(NAMED[0], dict.fromkeys(years), dict(zip(years, said, strict=True))).why == reasons[first]
    assert Series(NAMED[0], dict.fromkeys((1, 2, 3)), {1: "甲", 2: "乙", 3: "乙"}).why == "乙"


def test_a_project_without_records_of_a_year_is_no_zero(demonstration):
    found = series_of(Subject("project", "KXWCT2014-08", "", State("/project")), NAMED[:1])[0]
    assert found.known == [2014]
    assert found.values[2015] is None and found.missing[2015] == UNMARKED
    assert SILENT != NOT_REPORTED


def test_a_long_list_is_shown_in_part_and_taken_home_whole(demonstration):
    every = ask("profile_organizations", hub=HUB)
    found = {}
    for address in (f"/hub/{HUB}", f"/hub/{HUB}?all=organizations"):
        parts = drawn(address)
        found[address] = len([href for href in hrefs(parts) if href.startswith("/org/")])
        table = next(one.table for one in tables(parts) if one.name == "organizations")
        assert [row["org_id"] for row in table.rows] == [row["org_id"] for row in every]
    assert len(every) > 60
    assert found[f"/hub/{HUB}?all=organizations"] - found[f"/hub/{HUB}"] == len(every) - 60


def test_no_volunteer_is_named(demonstration):
    with snapshot() as now:
        people = [row["volunteer_id"] for row in now.rows("SELECT DISTINCT volunteer_id FROM volunteer_hours")]
    known = [person for person in people if person]
    assert known
    for address in (f"/org/{ORG}", f"/hub/{HUB}", f"/area/{STREET}", f"/project/{PROJECT}"):
        said = text_of(drawn(address))
        assert not [person for person in known if person in said]


def test_profiles_are_reached_by_links_only(demonstration):
    hidden = [page for page in all_pages() if not page.group]
    assert {"/org", "/hub", "/area", "/project"} <= {page.path for page in hidden}
    links = hrefs(menu(State("/"), None))
    assert not [href for href in links if href.split("?")[0] in {page.path for page in hidden}]


def test_names_on_other_pages_lead_to_profiles(demonstration):
    for address, wanted in (
        (f"/tiers?area={STREET}", "/org/"),
        (f"/hubs/{HUB}?year=2016", "/org/"),
        (f"/hubs/{HUB}", hub_href(HUB)),
        ("/coverage?area=330102000000&year=2024", "/hub/"),
    ):
        assert [href for href in hrefs(drawn(address)) if href.startswith(wanted)], address
