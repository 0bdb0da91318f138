"""The forms of 我的账户, 账户管理 and 审计记录, sent as a browser sends them to the server with its gate."""

import csv
import io

import pytest
from argon2 import PasswordHasher

from access import accounts, audit, audited, devices, entering, passwords, present, store, tokens
from access.roles import Role
from components import account_self, accounts_list, audit_lines
from components.state import State
from entrance.people import COOKIE
from indicators import scope, warehouse
from server import make_server

GOOD, BETTER = "Luohan-Song-2031", "Qiantang-Chao-2047"
HERE = {"Origin": "http://127.0.0.1", "Host": "127.0.0.1"}


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A server that people log in to, without any data."""
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    store.use(tmp_path)
    warehouse.use(tmp_path)
    accounts.add("root1", Role.ADMINISTRATOR)
    accounts.change_password("root1", GOOD)
    yield make_server()
    store.use(None)
    warehouse.use(None)
    present.require(False)
    scope.require(False)


def client_of(server, name: str, password: str = GOOD):
    client = server.test_client()
    client.set_cookie(COOKIE, entering.enter(name, password), domain="127.0.0.1")
    return client


def send(client, path: str, **fields: str):
    return client.post(path, data=fields, headers=HERE)


@pytest.fixture
def root(server):
    return client_of(server, "root1")


@pytest.fixture
def analyst(server):
    accounts.add("li.w", Role.ANALYST)
    accounts.change_password("li.w", GOOD)
    return client_of(server, "li.w")


def test_an_administrator_makes_an_account_whose_password_is_shown_once(root):
    answer = send(root, "/accounts/add", account="Wang.F", role="分析员")
    assert answer.status_code == 200 and answer.json["to"] == "/accounts?q=wang.f"
    assert entering.enter("wang.f", answer.json["secret"])
    assert accounts.find("wang.f").must_change
    line = audit.latest(5, action="新建账户")[0]
    assert (line.name, line.role, line.what["account"]) == ("root1", "管理员", "wang.f")
    assert answer.json["secret"] not in str(audit.latest(50))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"account": "x", "role": "分析员"}, "不能用"),
        ({"account": "wang.f", "role": "局长"}, "还没有选角色"),
        ({"account": "wang.f", "role": "管理员", "area": "330114000000"}, "管理员不看记录"),
        ({"account": "wang.f", "role": "民政官员", "area": "33"}, "没有代码为"),
        ({"account": "wang.f", "role": "民政官员", "area": "330114000009"}, "钱塘区（330114000000）"),
        ({"account": "wang.f", "role": "枢纽负责人", "hub": "H1"}, "枢纽名单"),
        ({"account": "root1", "role": "分析员"}, "已经有账户"),
        ({"account": "wang\x00f", "role": "分析员"}, "看不见的字符"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(root, fields, words):
    answer = send(root, "/accounts/add", **fields)
    assert answer.status_code in (400, 409) and words in answer.json["error"] + answer.json["hint"]
    assert [one.person.name for one in accounts.listed()] == ["root1"]


def test_accounts_are_ended_reset_and_brought_back(root, analyst):
    assert send(root, "/accounts/disable", account="li.w").status_code == 200
    assert send(analyst, "/account/sessions/end-others").status_code == 401
    assert send(root, "/accounts/enable", account="li.w").status_code == 200
    secret = send(root, "/accounts/reset", account="li.w").json["secret"]
    assert entering.enter("li.w", secret)
    accounts.change_password("li.w", "Luohan-Song-2032")
    tokens.add("li.w", "夜间同步")
    answer = send(root, "/accounts/change", account="li.w", role="民政官员", area="330114000000")
    assert "1 个令牌已作废" in answer.json["said"] and tokens.listed("li.w")[0].revoked_at
    assert answer.status_code == 200 and accounts.find("li.w").person.area == "330114000000"
    done = [line.action for line in audit.latest(50) if line.name == "root1" and line.what.get("account") == "li.w"]
    assert done == ["更改账户", "重设密码", "恢复账户", "停用账户"]


def test_nobody_ends_themselves_and_the_last_administrator_stays(root):
    for path, fields in (("disable", {}), ("reset", {}), ("change", {"role": "分析员"})):
        answer = send(root, f"/accounts/{path}", account="root1", **fields)
        assert answer.status_code == 409, answer.json
    assert accounts.find("root1").disabled_at is None
    assert accounts.find("root1").person.role is Role.ADMINISTRATOR


@pytest.mark.parametrize("path", ["add", "change", "reset", "disable", "enable", "unlock"])
def test_accounts_are_for_administrators_alone(analyst, path):
    assert send(analyst, f"/accounts/{path}", account="root1", role="分析员").status_code == 403
    assert analyst.get("/audit/lines.csv", headers=HERE).status_code == 403
    assert send(analyst, "/audit/verify").status_code == 403
    assert audit.latest(1)[0].action == "拒绝" and audit.latest(1)[0].name == "li.w"


def test_forms_from_other_sites_and_without_a_session_change_nothing(server, root):
    foreign = {"Origin": "https://elsewhere.example", "Host": "127.0.0.1"}
    assert root.post("/accounts/add", data={"account": "wang.f", "role": "分析员"}, headers=foreign).status_code == 403
    assert send(server.test_client(), "/accounts/add", account="wang.f", role="分析员").status_code == 401
    assert [one.person.name for one in accounts.listed()] == ["root1"]


def test_a_person_changes_the_password_and_stays_in_here_alone(server, analyst):
    other = client_of(server, "li.w")
    wrong = send(analyst, "/account/password", current="Wrong-Guess-77", password=BETTER, again=BETTER)
    assert (wrong.status_code, wrong.json["field"]) == (400, "current")
    unlike = send(analyst, "/account/password", current=GOOD, password=BETTER, again=BETTER + "x")
    assert unlike.json["field"] == "again"
    weak = send(analyst, "/account/password", current=GOOD, password="li.w", again="li.w")
    assert weak.json["field"] == "password" and "10 到 128" in weak.json["error"]
    done = send(analyst, "/account/password", current=GOOD, password=BETTER, again=BETTER)
    assert done.status_code == 200 and "HttpOnly" in done.headers["Set-Cookie"]
    assert send(analyst, "/account/sessions/end-others").status_code == 200
    assert send(other, "/account/sessions/end-others").status_code == 401
    assert GOOD not in str(audit.latest(50)) and BETTER not in str(audit.latest(50))


def test_wrong_present_passwords_lock_like_wrong_logins(analyst):
    answers = [send(analyst, "/account/password", current="x", password=BETTER, again=BETTER) for _ in range(6)]
    assert [one.status_code for one in answers] == [400] * 5 + [429]


def test_a_person_ends_the_other_devices(server, analyst):
    other = client_of(server, "li.w")
    wang = accounts.add("wang.f", Role.ANALYST)
    entering.enter("wang.f", wang)
    foreign = devices.listed("wang.f")[0].id
    assert send(analyst, "/account/sessions/end", device=foreign).status_code == 404
    assert send(analyst, "/account/sessions/end-others").json["said"] == "已退出其他 1 个设备。"
    assert send(other, "/account/sessions/end-others").status_code == 401 and devices.listed("wang.f")


def test_a_token_is_shown_once_reads_and_ends(server, analyst):
    bad = send(analyst, "/account/tokens/make", purpose="每周取数", days="9999")
    assert bad.json["field"] == "days"
    made = send(analyst, "/account/tokens/make", purpose="每周取数", days="30").json
    bearer = {"Authorization": f"Bearer {made['secret']}", "Host": "127.0.0.1"}
    assert made["secret"] in made["example"]
    program = server.test_client()
    assert program.get("/api/v1/openapi.json", headers=bearer).status_code == 200
    mark = tokens.listed("li.w")[0].mark
    accounts.add("wang.f", Role.ANALYST)
    accounts.change_password("wang.f", GOOD)
    assert send(client_of(server, "wang.f"), "/account/tokens/revoke", token=mark).status_code == 404
    assert send(analyst, "/account/tokens/revoke", token=mark).status_code == 200
    assert program.get("/api/v1/openapi.json", headers=bearer).status_code == 401
    assert made["secret"] not in str(audit.latest(50))
    assert send(client_of(server, "root1"), "/account/tokens/make", purpose="x", days="3").status_code == 403


def test_the_record_is_taken_home_whole_and_that_is_written_too(root):
    for number in range(3):
        audit.record("li.w", "分析员", "导出", {"type": '=1+1,"x"', "rows": number})
    before = audit.verify().lines
    answer = root.get("/audit/lines.csv", headers=HERE)
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))
    assert len(rows) == before + 1 and rows[1][:1] + rows[1][2:6] == [str(before), "li.w", "分析员", "导出", "完成"]
    assert answer.headers["Content-Disposition"].isascii() and audit.latest(1)[0].what["file"] == "审计记录.csv"
    assert (audit.latest(1)[0].what["type"], audit.latest(1)[0].what["rows"]) == ("审计记录", before)
    some = root.get("/audit/lines.csv?action=导出&name=li.w", headers=HERE)
    assert len(some.get_data().decode("utf-8-sig").splitlines()) == 4
    assert audit.latest(1)[0].what["rows"] == 3 and "导出" in audit.latest(1)[0].what["filters"]
    hours = "action=导出&name=li.w&from=2026-01-01&from_time=10:00&to=2026-01-02"
    late = root.get(f"/audit/lines.csv?{hours}", headers=HERE)
    assert len(late.get_data().decode("utf-8-sig").splitlines()) == 1 and "从几点 10:00" in str(audit.latest(1)[0].what)
    assert root.get("/audit/lines.csv?from_time=10:00", headers=HERE).status_code == 400
    assert root.get("/audit/lines.csv?from=gestern", headers=HERE).status_code == 400
    assert root.get("/audit/lines.csv?nonsense=1", headers=HERE).status_code == 400


def test_the_verdict_is_said_in_words(root):
    answer = send(root, "/audit/verify")
    assert answer.json["kind"] == "good" and "完整" in answer.json["said"]
    with store.writing() as connection:
        connection.execute("DROP TRIGGER audit_stays")
        connection.execute("UPDATE audit SET name = 'x' WHERE id = 2")
    answer = send(root, "/audit/verify")
    assert answer.json["kind"] == "bad" and "第 2 条" in answer.json["said"]


def test_what_cannot_be_written_down_is_not_changed(root, monkeypatch):
    def fails(*_given: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(audit, "note", fails)
    answer = send(root, "/accounts/add", account="wang.f", role="分析员")
    assert answer.status_code == 507 and "磁盘空间不足" in answer.json["error"]
    assert accounts.find("wang.f") is None
    assert root.get("/audit/lines.csv", headers=HERE).status_code == 507


def test_a_locked_account_is_lifted_by_an_administrator(root, analyst):
    for _ in range(entering.MOST_WRONG):
        send(analyst, "/account/password", current="x", password=BETTER, again=BETTER)
    refused = send(analyst, "/account/password", current=GOOD, password=BETTER, again=BETTER)
    assert refused.status_code == 429
    assert send(root, "/accounts/unlock", account="li.w").status_code == 200
    assert send(root, "/accounts/unlock", account="li.w").status_code == 409
    assert send(analyst, "/account/password", current=GOOD, password=BETTER, again=BETTER).status_code == 200
    assert audit.latest(1, action="解除锁定")[0].name == "root1"


def test_the_login_with_a_slash_leads_on_to_where_one_wanted_to_go(server):
    answer = server.test_client().get("/login/?next=/funding%3Fyear%3D2024&said=idle&other=1", headers=HERE)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/login?said=idle&next=/funding?year%3D2024"
    page = server.test_client().get(answer.headers["Location"], headers=HERE).text
    assert 'name="next" value="/funding?year=2024"' in page


def test_nobody_outside_has_a_long_form_read(server):
    long = server.test_client().post("/login", data={"name": "x" * 20_000}, headers=HERE)
    assert long.status_code == 413


def test_the_list_of_accounts_counts_a_locked_one_apart(server, analyst):
    for _ in range(entering.MOST_WRONG):
        send(analyst, "/account/password", current="x", password=BETTER, again=BETTER)
    lines = accounts_list.every_line()
    standing = {key: sum(line.has(key) for line in lines) for key in accounts_list.STANDINGS}
    assert (standing["usable"], standing["locked"], standing["disabled"]) == (1, 1, 0)


def test_sessions_are_told_with_browser_and_address(server):
    for place in (("10.1.2.3", "Edge · Windows"), ()):
        secret = entering.enter("root1", GOOD, *place)
    words = str(account_self.devices_box("root1", secret))
    assert "Edge · Windows" in words and "10.1.2.3" in words and "（这里）" in words and account_self.UNTOLD in words
    assert words.count("/account/sessions/end'") == 1 and words.count("'/logout'") == 1


def test_what_came_to_nothing_is_not_marked_as_done(server):
    for result in (audit.DONE, audit.REFUSED, audited.FAILED):
        audit.record("wushe", "命令行", "装入", {"file": "a.csv"}, result)
    asked = audit_lines.asked_of(State.parse("/audit", "?action=装入"))
    words = str(audit_lines.lines_box(asked))
    assert [words.count(f"is-{tone}") for tone in ("good", "bad", "ask")] == [1, 1, 1]
    assert audited.FAILED in str(audit_lines.choices(asked))
    late = State.parse("/audit", "?action=装入&from=2026-01-01&from_time=09:30&to=2026-01-02T10:00")
    words = str(audit_lines.choices(audit_lines.asked_of(late)))
    assert "2026-01-01 09:30 至 2026-01-02 10:00" in words
    assert "没有这样的记录" in str(audit_lines.lines_box(audit_lines.asked_of(late)))
