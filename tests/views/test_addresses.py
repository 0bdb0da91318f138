"""Views over HTTP: saved by a form or a script, opened by a short link, refused in words, never for another site."""

from urllib.parse import parse_qs, urlsplit

import pytest

from indicators import warehouse
from server import make_server
from views import store
from views.events import own_events

ADDRESS = "/density?area=330114000000&legal_form__not=%E5%BF%97%E6%84%BF%E5%9B%A2%E9%98%9F"
JSON = {"Accept": "application/json"}


@pytest.fixture
def client(folder, demo_dir):
    """A client of the server on the demonstration that knows two pages."""
    warehouse.use(demo_dir)
    server = make_server()
    server.config["KNOWN_PAGE"] = lambda path: path in ("/", "/density", "/hubs/凯益荟")
    yield server.test_client()
    warehouse.use(None)


def said(answer) -> dict:
    """What the page is told about the change."""
    assert answer.status_code == 303, answer.get_data(as_text=True)
    parts = urlsplit(answer.location)
    assert parts.path == "/views"
    return {key: values[0] for key, values in parse_qs(parts.query).items()}


def test_saved_by_the_script_of_the_page_and_opened_by_its_short_link(client):
    answer = client.post("/views/save", data={"name": "钱塘", "address": ADDRESS}, headers=JSON)
    assert answer.status_code == 201 and answer.json["address"] == ADDRESS
    opened = client.get(answer.json["link"])
    assert (opened.status_code, opened.location) == (302, ADDRESS)


def test_saved_by_an_ordinary_form_renamed_deleted_and_brought_back(client):
    code = said(client.post("/views/save", data={"name": "甲", "address": "/hubs/%E5%87%AF%E7%9B%8A%E8%8D%9F"}))[
        "saved"
    ]
    assert said(client.post("/views/rename", data={"code": code, "name": "乙"})) == {"saved": code}
    assert said(client.post("/views/delete", data={"code": code})) == {"removed": code}
    gone = client.get(f"/v/{code}")
    assert gone.status_code == 404 and "视图“乙”已被删除" in gone.get_data(as_text=True)
    assert said(client.post("/views/restore", data={"code": code})) == {"saved": code}
    assert client.get(f"/v/{code}").status_code == 302


@pytest.mark.parametrize("code", ["abcdefg", "x", "ABCDEFG", "%00", "..", "a" * 300])
def test_an_unknown_short_link_is_a_page_in_words(client, code):
    answer = client.get(f"/v/{code}")
    assert answer.status_code == 404 and "没有这个视图" in answer.get_data(as_text=True)
    assert answer.mimetype == "text/html"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "//evil.example/density",
        "https://evil.example/density",
        "/nowhere",
        "/api/v1/cases",
        "/\\evil.example",
        "/?a b",
    ],
)
def test_what_is_no_page_is_not_kept(client, address):
    answer = client.post("/views/save", data={"name": "甲", "address": address}, headers=JSON)
    assert answer.status_code == 400 and answer.json["hint"] and store.listed() == []


@pytest.mark.parametrize("headers", [{"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
@pytest.mark.parametrize("path", ["/views/save", "/views/delete", "/views/events/add"])
def test_no_other_site_may_change_anything(client, headers, path):
    answer = client.post(path, data={"name": "甲", "address": "/density"}, headers=headers)
    assert answer.status_code == 403 and store.listed() == []


def test_the_same_name_for_other_choices_is_refused_in_words(client):
    client.post("/views/save", data={"name": "甲", "address": "/"})
    answer = client.post("/views/save", data={"name": "甲", "address": "/density"}, headers=JSON)
    assert answer.status_code == 409 and "已经有叫“甲”的视图" in answer.json["error"]
    page = client.post("/views/save", data={"name": "甲", "address": "/density"})
    assert page.status_code == 409 and "请换一个名字" in page.get_data(as_text=True)


def test_an_event_is_added_to_a_place_taken_away_and_brought_back(client):
    given = {"day": "2024-06-01", "words": "凯益荟开园", "area": "330114000000"}
    number = said(client.post("/views/events/add", data=given))["event"]
    assert [(event.words, event.area) for event in own_events()] == [("凯益荟开园", "330114000000")]
    changed = {"id": number, "day": "2024-07-01", "words": "凯益荟搬家", "area": "330114000000"}
    assert said(client.post("/views/events/change", data=changed)) == {"area": "330114000000", "event": number}
    assert [(str(event.day), event.words, event.area) for event in own_events()] == [
        ("2024-07-01", "凯益荟搬家", "330114000000")
    ]
    assert client.post("/views/events/change", data={**changed, "day": "明天"}).status_code == 400
    assert client.post("/views/events/change", data={**changed, "id": "77"}).status_code == 404
    assert said(client.post("/views/events/delete", data={"id": number})) == {"gone": number}
    assert own_events() == []
    assert said(client.post("/views/events/restore", data={"id": number})) == {"event": number}


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"day": "2024-02-30", "words": "甲"}, 400),
        ({"day": "2024-02-01", "words": ""}, 400),
        ({"day": "2024-02-01", "words": "甲", "area": "999"}, 400),
        ({"day": "2024-02-01", "words": "甲", "area": "' OR 1"}, 400),
    ],
)
def test_an_event_that_cannot_be_kept_is_refused(client, given, status):
    answer = client.post("/views/events/add", data=given)
    assert answer.status_code == status and own_events() == []


@pytest.mark.parametrize("path", ["/views/rename", "/views/delete", "/views/restore"])
def test_changing_what_is_not_there_is_said(client, path):
    assert client.post(path, data={"code": "abcdefg", "name": "甲"}).status_code == 404
    assert client.post(path, data={"code": "'; --"}).status_code == 404
