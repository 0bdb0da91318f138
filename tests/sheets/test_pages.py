"""What a page shows is what its exports hold, cell by cell, in every format, on every page in several states."""

import json
from decimal import Decimal
from threading import BoundedSemaphore, Semaphore
from urllib.parse import quote, unquote

import pytest

import app  # noqa: F401 - importing it registers the pages
from api.places import CROWDED, THREADS, place
from components.behind import kept
from components.indicator_card import Card
from components.page import find, state_of
from components.page_export import export_address, name_of
from indicators.warehouse import snapshot
from sheets.collecting import collected, exported_pages
from sheets.files import csv_file, parquet_file, xlsx_file
from sheets.words import page_notes
from tests.components.reading import text_of
from tests.sheets import reading

DISTRICT, STREET, COMMUNITY = "330102000000", "330102011000", "330102011001"
EXAMPLES = {"hub": ("hubs", "hub_id"), "org": ("organizations", "org_id"), "project": ("activities", "project_id")}
PROFILES = ("/org/", "/hub/", "/area/", "/project/")
IN_WORDS = {"bases", "communities", "references", "attention"}  # numbers in sentences and lists, exported as tables
ADDRESSES = [
    "/", f"/?area={DISTRICT}&year=2016", f"/?area={STREET}&universe=登记",
    "/density", f"/density?area={DISTRICT}&year=2016&basis=户籍人口&compare=同级",
    "/density?as_of=2016-06-30&field=社区服务",
    "/coverage", f"/coverage?area={STREET}&year=2016", f"/coverage?area={DISTRICT}&beneficiary=老年人&n=3&top=全部",
    "/tiers", f"/tiers?area={DISTRICT}&year=2016&all=升级", "/tiers?ladder=评估等级&field=社区服务",
    "/projects", f"/projects?area={STREET}&year=2014&side=category",
    "/volunteers", f"/volunteers?area={STREET}&year=2016&kind=志愿服务",
    "/linkage", f"/linkage?area={DISTRICT}&year=2024",
    "/funding", f"/funding?area={STREET}&year=2025&side=拨付&all=组织", f"/funding?area={DISTRICT}&custody=代管",
    "/hubs", "/hubs?level=街道乡镇", "/hubs/{hub}", "/hubs/{hub}?year=2016&figure=activities",
    "/quality", f"/quality?area={DISTRICT}&year=2016", "/quality?finding=提示",
    "/targets", f"/targets?area={STREET}&year=2016",
    "/todo", "/indicators?view=cases", "/indicators?example=orgs,tier_share",
    "/explore", "/explore?indicator=activities&by=field", "/explore?indicator=orgs_per_10k_people&by=area,year",
    "/density?explore=on&by=year", "/org/{org}", "/hub/{hub}", f"/area/{STREET}", "/project/{project}",
]  # fmt: skip

FIRST_OF_EACH_PAGE = [
    pattern if number == 0 or not ADDRESSES[number - 1].startswith(pattern[:4])
    else pytest.param(pattern, marks=pytest.mark.soak) for number, pattern in enumerate(ADDRESSES)
]  # fmt: skip
"""Every page once in the short run; the further states of a page in the long one."""


def address_of(client, pattern: str) -> str:
    """An address with the first thing of the demonstration put in."""
    for key, (kind, column) in EXAMPLES.items():
        if f"{{{key}}}" in pattern:
            rows = client.get(f"/api/v1/records/{kind}?limit=500&columns={column}").json["rows"]
            first = next(row[column] for row in rows if row[column])
            pattern = pattern.replace(f"{{{key}}}", quote(first, safe=""))
    return pattern


def exported(client, address: str, kind: str = "json", table: str = ""):
    """The answer of the export of a page as the link in its top bar asks for it."""
    path, _, search = address.partition("?")
    page = find(path)
    base, _, query = export_address(page, state_of(page, path, search), kind).partition("?")
    answer = client.get(f"{base}/{table}?{query}" if table else f"{base}?{query}")
    assert answer.status_code == 200, answer.get_data(as_text=True)[:500]
    return answer


def as_json(answer) -> dict:
    return json.loads(answer.get_data(as_text=True), parse_float=Decimal)


@pytest.mark.parametrize("pattern", ADDRESSES)
def test_the_screen_is_the_json(client, pattern):
    """Every HTML table of the page, pictures turned into tables too, against the JSON; the order may differ."""
    address = address_of(client, pattern)
    told = as_json(exported(client, address))
    assert not told["failures"] and told["filters_in_words"]
    every = [table for table in told["tables"] if table["name"] != "cards"]
    found = [table for table in every if table["name"] not in IN_WORDS]
    names = [table["name"] for table in found]
    assert len(set(names)) == len(names)
    assert all(name.isascii() and "/" not in name for name in names), names
    every_row = f"&all={','.join(names)}" if address.startswith(PROFILES) else ""  # their long lists begin short
    opened = reading.drawn(f"{address}{'&' if '?' in address else '?'}tables={','.join(names)}{every_row}")
    screen = [(one.headings, one.plain) for one in reading.shown_tables(opened)]
    assert sorted((reading.headings(table), reading.as_shown(table)) for table in found) == sorted(screen)
    menus = reading.menus(reading.drawn(address))
    assert {name: rows for menu in menus for name, _, rows in menu.sheets} == {
        table["name"]: len(table["rows"]) for table in every
    }
    for menu in menus:
        if menu.records:
            behind = client.get(menu.records.replace("/records?type=", "/api/v1/records/").replace("&", "?", 1))
            assert behind.status_code == 200 and behind.json["total"] >= 0, menu.records


@pytest.mark.parametrize("pattern", FIRST_OF_EACH_PAGE)
def test_all_formats_hold_the_same_rows(client, pattern):
    path, _, search = address_of(client, pattern).partition("?")
    page = find(path)
    with snapshot() as taken:
        found = collected(page, state_of(page, path, search), taken)
    told = as_json(exported(client, address_of(client, pattern)))["tables"]
    for sheet, table in zip(found.sheets, told, strict=True):
        rows = [[row[column["id"]] for column in table["columns"]] for row in table["rows"]]
        heading, *lines = reading.csv_rows(csv_file(sheet).read())
        book = reading.workbook(xlsx_file([sheet], page_notes(found)).read())
        assert heading == [cell.value for cell in book.worksheets[0][1]] and len(set(heading)) == len(heading)
        programs = [list(row.values()) for row in reading.parquet_rows(parquet_file(sheet).read())]
        for name, cells in {"csv": lines, "xlsx": reading.sheet_rows(book.worksheets[0]), "parquet": programs}.items():
            assert len(cells) == len(rows), (table["name"], name)
            for row, line in zip(rows, cells, strict=True):
                assert all(map(reading.same, row, _read_numbers(row, line))), (table["name"], name, row, line)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_a_table_is_sent_as_a_file_with_its_number_of_rows(client, kind):
    address = f"/density?area={DISTRICT}&year=2016&universe=登记"
    table = next(one for one in as_json(exported(client, address))["tables"] if one["name"] == "areas")
    answer = exported(client, address, kind, "areas")
    read = {
        "csv": lambda: reading.csv_rows(answer.data)[1:],
        "xlsx": lambda: reading.sheet_rows(reading.workbook(answer.data).worksheets[0]),
        "parquet": lambda: reading.parquet_rows(answer.data),
    }
    assert str(len(read[kind]())) == answer.headers["X-Row-Count"] == str(len(table["rows"]))
    named = unquote(answer.headers["Content-Disposition"])
    assert "演示数据_组织密度_上城区_2016年_各地区明细_截至" in named and named.endswith(f".{kind}")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/tiers", "演示数据_等级分布_截至"),
        ("/hub/H330102011000", "演示数据_枢纽档案_凯益荟_截至"),
        ("/hubs/H330102011000?year=2016", "演示数据_枢纽年度_凯益荟_2016年_截至"),
        ("/hubs/H330102011000?year=2015&starts=07-01", "演示数据_枢纽年度_凯益荟_2015年度_截至"),
        (f"/area/{STREET}", "演示数据_地区档案_凯旋街道_截至"),
    ],
)
def test_a_workbook_is_called_after_whom_and_which_year_it_speaks_of(client, address, words):
    assert words in unquote(exported(client, address, "xlsx").headers["Content-Disposition"])


def _read_numbers(row: list, line: list) -> list:
    """The words of a CSV as numbers where the JSON has numbers, as every reader of a CSV does."""
    return [
        Decimal(cell) if isinstance(cell, str) and cell and isinstance(value, (int, Decimal)) else cell
        for value, cell in zip(row, line, strict=True)
    ]


@pytest.mark.parametrize("key", ["year", "as_of", "area"])
def test_a_file_is_sent_whatever_an_address_holds(client, key):
    """Werkzeug lets control characters into a header, the server in front of us does not: 500 for the whole answer."""
    for told in ("%C3%A1%C2%8F1z", "%F1%9B%AD%B2%13%C2%BB", "%E2%80%AE2024%7F", "%0D%0AX-Y:1"):
        answer = client.get(f"/api/v1/pages/indicators?format=xlsx&{key}={told}")
        named = unquote(answer.headers.get("Content-Disposition", ""))
        assert answer.status_code in (200, 400) and named.isprintable(), (key, told)


def test_no_page_is_left_out(client):
    walked = {name_of(find(pattern.partition("?")[0])) for pattern in ADDRESSES}
    assert walked == set(exported_pages())


def test_a_workbook_of_a_page_holds_every_table_and_says_what_it_is(client):
    address = f"/density?area={DISTRICT}&year=2016&universe=登记"
    told = exported(client, address).json
    answer = exported(client, address, "xlsx")
    book = reading.workbook(answer.data)
    assert len(book.sheetnames) == len(told["tables"]) + 1 and book.sheetnames[-1] == "说明"
    assert all(len(name) <= 31 for name in book.sheetnames) and book.sheetnames[0] == "指标卡"
    for table, sheet in zip(told["tables"], book.worksheets, strict=False):
        assert len(reading.sheet_rows(sheet)) == len(table["rows"])
        assert sheet.freeze_panes == "A2"
    assert answer.headers["X-Row-Count"] == str(sum(len(table["rows"]) for table in told["tables"]))
    lines = {str(row[0].value): str(row[1].value) for row in book["说明"].iter_rows() if row[0].value}
    assert lines["筛选条件"] == told["filters_in_words"] and "登记" in lines["统计口径"]
    assert lines["数据版本"] == told["build"] and lines["导出人"] and lines["导出时间"] and "演示" in lines["演示数据"]
    assert "公式" in lines["指标：每万人社会组织数"] and "来源" in lines["指标：每万人社会组织数"]


def test_cards_are_exported_with_what_they_are_compared_with(client):
    cards = next(table for table in exported(client, "/density").json["tables"] if table["name"] == "cards")
    shown = [one for one in kept(reading.drawn("/density")) if isinstance(one, Card)]
    assert [row["name"] for row in cards["rows"]] == [card.name for card in shown]
    for row, card in zip(cards["rows"], shown, strict=True):
        assert (row["value"] is None) == (card.value is None) and bool(row["missing"]) == (card.value is None)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("nowhere", 404), ("records", 404), ("density/nowhere", 404), ("density?foo=1", 400),
        ("density?format=pdf", 400), ("density?format=csv", 400), ("density/areas?header=id", 400),
        ("density/areas?format=csv&header=x", 400), ("density?area=1", 400), ("density?year=20x6", 400),
        ("density?tables=areas", 400), ("hubs?hub=a&hub=b", 400), ("density?area=%00", 400),
        ("hubs?hub=nobody", 400), ("coverage?n=3", 200),
        ("org?org=nobody", 404), ("hub", 404), ("project?project=x&format=xlsx", 404), ("hub/orgs?hub=x", 404),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_refused_in_words(client, address, status):
    answer = client.get(f"/api/v1/pages/{address}")
    assert answer.status_code == status, answer.get_data(as_text=True)[:300]
    if status != 200:
        assert answer.json["error"] and set(answer.json) == {"error", "hint"}


def test_the_pages_are_described(client):
    described = client.get("/api/v1/openapi.json").json["paths"]
    assert {f"/api/v1/pages/{name}" for name in exported_pages()} <= set(described)



def test_numbers_in_sentences_are_exported_too(client):
    told = {table["name"]: table["rows"] for table in as_json(exported(client, "/density"))["tables"]}
    words = text_of(reading.drawn("/density"))
    assert {"bases", "communities", "references"} & set(told) >= {"bases", "communities"}
    for row in told["bases"]:
        assert row["basis"] in words and f"{row['numerator']:,} 个组织" in words
        assert row["not_reported"] if row["value"] is None else f"{row['denominator']:,} 人" in words
    overview = {table["name"]: table["rows"] for table in as_json(exported(client, "/"))["tables"]}
    words = text_of(reading.drawn("/")).replace(" ", "")
    assert len(overview["cards"]) > 10 and all(row["name"].replace(" ", "") in words for row in overview["cards"])
    for row in overview["attention"]:
        assert f"{row['name']}{row['count']:,}{row['unit']}" in words
        assert row["reason"].replace(" ", "") in words


def test_the_records_behind_a_picture_are_those_it_counts(client):
    for search in ("", f"?area={DISTRICT}&year=2016&universe=登记", "?as_of=2016-06-30&field=社区服务"):
        address = f"/density{search}"
        cards = next(table for table in exported(client, address).json["tables"] if table["name"] == "cards")
        counted = next(row["value"] for row in cards["rows"] if row["name"] == "在册组织数")
        menus = reading.menus(reading.drawn(address))
        link = next(menu.records for menu in menus if menu.sheets[0][0] == "by-legal_form")
        behind = client.get(link.replace("/records?type=", "/api/v1/records/").replace("&", "?", 1)).json
        assert behind["total"] == counted, (link, behind["filters_in_words"])


def test_files_of_pages_take_their_turn_and_json_does_not(client, monkeypatch):
    monkeypatch.setattr("api.places.WAITING", Semaphore(0))
    monkeypatch.setattr("api.places.MAKING", BoundedSemaphore(1))
    with place():
        assert client.get("/api/v1/pages/indicators?format=xlsx").status_code == 503
        assert client.get("/api/v1/pages/indicators").status_code == 200
    for _ in range(2):
        assert client.get("/api/v1/pages/indicators?format=xlsx").status_code == 200


FILES_OF_ALL_KINDS = [
    "/api/v1/pages/indicators?format=xlsx",
    *(f"/api/v1/pages/tiers/by-year?format={kind}" for kind in ("csv", "xlsx", "parquet")),
    *(f"/api/v1/problems?format={kind}" for kind in ("csv", "xlsx")),
    *(f"/api/v1/records/hubs?format={kind}" for kind in ("csv", "xlsx", "parquet")),
]


def full_device(**_):
    return open("/dev/full", "w+b")


@pytest.mark.parametrize("address", FILES_OF_ALL_KINDS)
def test_a_disk_that_takes_no_file_is_told_in_words(client, monkeypatch, tmp_path, address):
    monkeypatch.setattr("tempfile.TemporaryFile", full_device)
    full = client.get(address)
    assert full.status_code == 507 and "磁盘空间不足" in full.json["error"], full.json
    monkeypatch.undo()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nothing"))
    nowhere = client.get(address)
    assert nowhere.status_code == 507 and "没有地方写" in nowhere.json["error"], nowhere.json
    monkeypatch.undo()
    assert client.get(address).status_code == 200 and THREADS.held == 0


JSON_OF_PROGRAMS = (
    "/api/v1/pages/indicators", "/api/v1/indicators/orgs?by=year", "/api/v1/records/funding?limit=1",
    "/api/v1/records/funding/summary", "/api/v1/openapi.json",
)  # fmt: skip


@pytest.mark.parametrize("address", JSON_OF_PROGRAMS)
def test_json_for_programs_leaves_a_thread_to_people(client, monkeypatch, address):
    monkeypatch.setattr("api.places.MOST", 1)
    with place():
        put_off = client.get(address)
        assert put_off.status_code == 503 and put_off.json["error"] == CROWDED[0] and put_off.json["hint"]
        assert put_off.headers["Retry-After"] == "1"
        for page in ("http://localhost/records?type=funding", "http://localhost/"):
            assert client.get(address, headers={"Referer": page}).status_code == 200, "the grid of a person"
        assert client.get(address, headers={"Referer": "http://elsewhere/"}).status_code == 503
    for _ in range(3):
        assert client.get(address).status_code == 200, "one after the other is never put off"
    assert THREADS.held == 0


def test_whoever_is_refused_or_meets_a_fault_gives_the_thread_back(client, monkeypatch):
    monkeypatch.setattr("sheets.routes.collected", lambda *_: 1 / 0)
    client.application.testing = False
    for address, status in (("/api/v1/pages/indicators", 500), ("/api/v1/records/nothing", 404), ("/api/v1/x", 404)):
        assert client.get(address).status_code == status
    assert THREADS.held == 0
