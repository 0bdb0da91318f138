"""Who may open what: the list that was reviewed, the program's own registry, and what a real server answers."""

import csv
import re
from pathlib import Path

import pytest

import app
from access.roles import Person, Role
from entrance.permissions import CALLBACKS, ENDPOINTS, PAGES, SIGN_ON
from tests.entrance.conftest import HUB, NAMES

REVIEWED = Path(__file__).with_name("who_may_what.csv")
OUTPUT = "..page.tree...page.children...topbar.tree...menu.tree...title.data.."
LED = ("/", "/<path:path>", "saved_views.opened", "entrance.password")
ENTERS = ("entrance.login", "entrance.login_with_slash", "entrance.come_in")
ENDS_OR_CHANGES = (*ENTERS, "entrance.logout", "entrance.change_password")


def reviewed() -> list[dict[str, str]]:
    with REVIEWED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def who(rule) -> str:
    """The people a rule lets in, as the list writes them."""
    if rule.is_open:
        return "所有人"
    people = [Person(NAMES[role], role, hub=HUB if role is Role.HUB_LEADER else None) for role in Role]
    return "、".join(person.role.value for person in people if rule.lets(person)) or "无人"


def registered() -> set[tuple[str, str, str, str]]:
    """Everything there is: kind, name, methods and who may."""
    found = set()
    for rule in app.server.url_map.iter_rules():
        methods = " ".join(sorted(rule.methods - {"HEAD", "OPTIONS"}))
        found.add(("接口", f"{rule.rule} {methods}", rule.endpoint, who(ENDPOINTS[rule.endpoint])))
    return found | {("页面", path, path, who(rule)) for path, rule in PAGES.items()}


def test_every_address_with_its_methods_and_every_page_stands_in_the_reviewed_list():
    """Somebody looked at who may do it: a new address, or one that others may now open, is added by hand."""
    kept = {tuple(row[key] for key in ("kind", "address", "name", "who")) for row in reviewed()}
    kept = {row for row in kept if row[0] != "统一认证"}  # only where it is set up: tests/entrance/sign_on
    assert registered() - kept == set(), "请人看过以后补进 tests/entrance/who_may_what.csv"
    assert kept - registered() == set(), "已经没有的，请从 tests/entrance/who_may_what.csv 去掉"


def test_only_what_shows_no_records_is_open_to_anybody():
    is_open = {row["name"] for row in reviewed() if row["who"] == "所有人"}
    assert is_open == {*ENTERS, *SIGN_ON} | {"healthz", "_dash_assets.static", "/_favicon.ico"}


def address(rule: str) -> str:
    """An address of the rule: nothing there is called 不存在."""
    text = rule.replace("/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>", "/own.js")
    return re.sub(r"<[^>]*>", "nothing-of-the-kind", text)


@pytest.mark.parametrize("role", ["", *(role.value for role in Role)])
def test_the_server_lets_through_whom_the_list_names_and_nobody_else(everybody, inside, role):
    faults = []
    for row in reviewed():
        if row["kind"] != "接口" or row["name"] in ENDS_OR_CHANGES or row["name"] in LED[:2]:
            continue
        rule, method = row["address"].rsplit(" ", 1)
        body = {"json": {}} if method == "POST" else {}
        answer = inside[role].request(
            method, everybody.url + address(rule), allow_redirects=False, timeout=60, **body
        )
        if row["who"] == "所有人" or role in row["who"].split("、"):
            fits = answer.status_code not in (302, 401, 403)
        elif not role:
            led = (302,) if row["name"] in LED else (401,)
            fits = answer.status_code in led
        else:
            fits = answer.status_code == (404 if row["who"] == "无人" else 403)
        if not fits:
            faults.append((row["address"], answer.status_code, answer.text[:80]))
    assert faults == []


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_a_page_its_callback_and_its_file_are_there_for_the_same_people(everybody, inside, role):
    faults = []
    for row in reviewed():
        if row["kind"] != "页面":
            continue
        may = role in row["who"].split("、")
        shell = everybody.get(inside[role], row["address"])
        drawn = called(everybody, inside[role], row["address"])
        file = everybody.get(inside[role], f"/api/v1/pages/{row['address'].strip('/') or 'overview'}")
        expected = (200, 200) if may else (302, 200) if row["address"] == "/" else (403, 403)
        if (shell.status_code, drawn.status_code) != expected or (file.status_code == 403) != (not may_file(role, may)):
            faults.append((row["address"], shell.status_code, drawn.status_code, file.status_code))
    assert faults == []


def may_file(role: str, may: bool) -> bool:
    """Files of a page are for whoever may open it and may take rows home."""
    return may and role in (Role.OFFICIAL.value, Role.ANALYST.value, Role.HUB_LEADER.value)


def called(served, session, path: str, search: str = "", **changes):
    outputs = [{"id": one.split(".")[0], "property": one.split(".")[1]} for one in OUTPUT.strip(".").split("...")]
    asked = {"id": "asked", "property": "data", "value": {"path": path, "search": search}}
    call = {"output": OUTPUT, "outputs": outputs, "inputs": [asked], "changedPropIds": ["asked.data"], **changes}
    return served.post(session, "/_dash-update-component", json=call)


def panel(served, session, value: object):
    asked = {"id": "asked-panel", "property": "data", "value": value}
    outputs = {"id": "panel", "property": "tree"}
    call = {"output": "panel.tree", "outputs": outputs, "inputs": [asked], "changedPropIds": ["asked-panel.data"]}
    return served.post(session, "/_dash-update-component", json=call)


def test_the_panel_is_for_those_who_may_open_the_page_and_read(everybody, inside):
    opened = {"panel": "orgs", "whole": "/funding|?panel=orgs"}
    there = {role: panel(everybody, inside[role], opened).status_code for role in inside}
    assert there == {"": 401, "管理员": 403, "民政官员": 200, "分析员": 200, "枢纽负责人": 200, "填报员": 403}
    own = {"panel": "orgs", "whole": "/imports|?panel=orgs"}
    assert panel(everybody, inside["填报员"], own).status_code == 403, "the page is theirs, the indicator is not"
    without_address = {"panel": "orgs", "whole": ""}
    assert panel(everybody, inside["枢纽负责人"], without_address).status_code == 403
    assert panel(everybody, inside["填报员"], {"panel": None, "whole": ""}).status_code == 200, "closed"


@pytest.mark.parametrize(
    "path",
    ["/density/", "//density", "/density;a", "/./density", "/Density", "/density%2f", "/%64ensity", "/density/x",
     "/hubs/../density", "/hubs/x/../../density", "/density|", "/funding|/density", "/hubs|/density"],
)
def test_no_way_of_writing_an_address_opens_a_page_that_is_not_for_the_role(everybody, inside, path):
    leader = inside["枢纽负责人"]
    drawn = called(everybody, leader, path)
    shown = "组织密度 · 五社联动分析台".encode("unicode-escape").decode()
    assert drawn.status_code == 403 or shown not in drawn.text
    assert everybody.get(leader, path).status_code in (403, 404)


def test_a_query_cannot_stand_for_the_page_of_a_call(everybody, inside):
    leader = inside["枢纽负责人"]
    for search in ("?path=/funding", "?page=/funding", "?hub=KXJD-SN-01"):
        assert called(everybody, leader, "/density", search).status_code == 403
    asked = {"id": "asked", "property": "data"}
    two = [asked | {"value": {"path": one, "search": ""}} for one in ("/funding", "/density")]
    for inputs in (two, two[::-1], [two[1] | {"id": "url"}], [two[1] | {"property": "pathname"}], [two], []):
        assert called(everybody, leader, "", inputs=inputs).status_code == 400
    assert called(everybody, leader, "", inputs=[two[0]], state=[two[1]]).status_code == 400
    for value in (None, "/density", ["/density"], 7):
        assert called(everybody, leader, "", inputs=[two[0] | {"value": value}]).status_code == 400


def test_callbacks_dash_brings_along_cannot_be_called(everybody, inside):
    official = inside["民政官员"]
    for output in (*CALLBACKS, "asked.data", "menu.tree", "nothing.of_the_kind"):
        if output in (OUTPUT, "panel.tree"):
            continue
        call = {"output": output, "outputs": [], "inputs": [{"id": "_pages_location", "property": "pathname"}] * 2}
        assert everybody.post(official, "/_dash-update-component", json=call).status_code == 400


def test_whoever_is_refused_is_told_as_whom_and_can_leave(everybody, inside):
    answer = everybody.get(inside["填报员"], "/density")
    assert answer.status_code == 403
    assert "clerk（填报员）" in answer.text and "不能看页面和指标" in answer.text and 'action="/logout"' in answer.text
    assert inside["填报员"].cookies["wushe_session"] not in answer.text


@pytest.mark.parametrize(
    ("role", "home"),
    [
        ("管理员", "/accounts"),
        ("民政官员", "/"),
        ("分析员", "/"),
        ("枢纽负责人", f"/hubs/{HUB}"),
        ("填报员", "/imports"),
    ],
)
def test_everybody_starts_at_a_page_of_their_own(everybody, inside, role, home):
    answer = everybody.get(inside[role], "/")
    assert answer.headers.get("Location", "/") == home
    assert everybody.get(inside[role], "/login").headers["Location"] == home


def test_a_hub_leader_is_told_who_sends_the_files_of_the_hub(everybody, inside):
    answer = everybody.get(inside["枢纽负责人"], "/imports")
    assert answer.status_code == 403 and "由填报员账户报送" in answer.text
    sent = everybody.post(inside["枢纽负责人"], "/imports/files", data=b"x")
    assert sent.status_code == 403
