"""Logging in and out on the real server: sessions end when they should, on every worker, and cannot be used again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from access import audit, entering, store
from access.roles import Role
from access.store import now, written
from tests.entrance.conftest import PASSWORD, access, add, add_everybody, alter

COOKIE = "wushe_session"
TIMES = 12
"""So often a question is asked, that every worker has answered it."""


def is_in(served, session) -> bool:
    """Whether all workers take the session; False when none does."""
    answers = {served.get(session, "/api/v1/openapi.json").status_code for _ in range(TIMES)}
    assert answers in ({200}, {401}), answers
    return answers == {200}


def digest_of(session) -> str:
    return entering._digest(session.cookies[COOKIE])


def test_a_session_that_was_left_is_worth_nothing_to_whoever_kept_its_cookie(everybody, guest):
    session = everybody.enter(guest)
    stolen = everybody.anybody()
    stolen.cookies.set(COOKIE, session.cookies[COOKIE])
    assert is_in(everybody, stolen)
    answer = everybody.post(session, "/logout")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/login?said=out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert COOKIE not in session.cookies and not is_in(everybody, stolen)
    led = everybody.get(stolen, "/density?year=2024")
    assert led.headers["Location"] == "/login?said=ended&next=%2Fdensity%3Fyear%3D2024"


def test_leaving_is_only_by_post(everybody, guest):
    session = everybody.enter(guest)
    assert everybody.get(session, "/logout").status_code == 404 and is_in(everybody, session)


def test_leaving_everywhere_ends_the_sessions_of_one_account_on_all_devices(everybody, guest):
    here, there, other = everybody.enter(guest), everybody.enter(guest), everybody.enter("analyst")
    assert everybody.post(here, "/logout", data={"everywhere": "1"}).headers["Location"] == "/login?said=everywhere"
    assert not is_in(everybody, there) and is_in(everybody, other)


@pytest.mark.parametrize(
    ("column", "passed", "said"),
    [("seen_at", entering.IDLE, "idle"), ("created_at", entering.ABSOLUTE, "long")],
)
def test_a_session_ends_when_idle_and_after_its_time(everybody, guest, column, passed, said):
    session = everybody.enter(guest)
    change = f"UPDATE sessions SET {column} = ? WHERE digest = ?"
    alter(everybody.folder, change, written(now() - passed + timedelta(minutes=5)), digest_of(session))
    assert is_in(everybody, session)
    alter(everybody.folder, change, written(now() - passed - timedelta(seconds=1)), digest_of(session))
    assert not is_in(everybody, session)
    assert everybody.get(session, "/funding").headers["Location"] == f"/login?said={said}&next=%2Ffunding"
    page = everybody.get(session, f"/login?said={said}").text
    assert "重新登录" in page and ("没有操作" in page) == (said == "idle")


def test_being_used_keeps_a_session_from_growing_idle(everybody, guest):
    session = everybody.enter(guest)
    before = written(now() - entering.IDLE + timedelta(minutes=1))
    alter(everybody.folder, "UPDATE sessions SET seen_at = ? WHERE digest = ?", before, digest_of(session))
    assert is_in(everybody, session)
    store.use(everybody.folder)
    seen = store.rows("SELECT seen_at FROM sessions WHERE digest = ?", digest_of(session))[0]["seen_at"]
    store.use(None)
    assert seen > before


@pytest.mark.parametrize(
    "command",
    [
        ("user", "disable"),
        ("user", "reset"),
        ("user", "change", "--area", "330114000000"),
        ("user", "change", "--role", "填报员"),
    ],
)
def test_what_an_administrator_does_to_an_account_ends_its_sessions_at_once(everybody, guest, command):
    session, other = everybody.enter(guest), everybody.enter("analyst")
    assert is_in(everybody, session)
    access(everybody.folder, *command[:2], guest, *command[2:])
    assert not is_in(everybody, session) and is_in(everybody, other)


def test_a_login_makes_a_new_session_and_ends_the_one_the_browser_brought(everybody, guest):
    session = everybody.anybody()
    session.cookies.set(COOKIE, "planted-by-somebody-else", domain="127.0.0.1")
    answer = everybody.post(session, "/login", data={"name": guest, "password": PASSWORD})
    first = answer.cookies[COOKIE]
    assert first != "planted-by-somebody-else"
    again = everybody.anybody()
    again.headers["Cookie"] = f"{COOKIE}={first}"
    second = everybody.post(again, "/login", data={"name": guest, "password": PASSWORD}).cookies[COOKIE]
    assert second != first and not is_in(everybody, again)


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(everybody, guest):
    answer = everybody.post(everybody.anybody(), "/login", data={"name": guest, "password": PASSWORD})
    parts = {part.strip().lower() for part in answer.headers["Set-Cookie"].split(";")[1:]}
    assert parts == {"httponly", "path=/", "samesite=lax"}, "Secure only where the way is encrypted"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("secret", ["", "x", "x" * 4000, "%00", "\u00e9" * 40, "a;b", '"quoted"', "../../etc"])
def test_a_cookie_that_is_no_session_is_no_session(everybody, secret):
    session = everybody.anybody()
    session.headers["Cookie"] = f"{COOKIE}={secret}".encode()
    assert everybody.get(session, "/density").status_code == 302
    assert everybody.get(session, "/api/v1/indicators").status_code == 401


def test_a_first_password_has_to_be_changed_before_anything_else(everybody):
    first = add(everybody.folder, "newcomer", Role.ANALYST, changed=False)
    session = everybody.enter("newcomer", first)
    assert everybody.get(session, "/density?year=2024").headers["Location"] == "/password?next=%2Fdensity%3Fyear%3D2024"
    refused = everybody.get(session, "/api/v1/openapi.json")
    assert refused.status_code == 403 and refused.json()["error"] == "请先修改密码"
    page = everybody.get(session, "/password?next=/density")
    assert page.status_code == 200 and "第一次登录" in page.text
    send = {"present": first, "new": PASSWORD, "again": PASSWORD, "next": "/density?year=2024"}
    for wrong, words in (
        ({"again": PASSWORD + "x"}, "不一样"),
        ({"present": "Wrong-Guess-77"}, "现在的密码不对"),
        ({"new": "short", "again": "short"}, "10 到 128"),
        ({"new": first, "again": first}, "用过"),
    ):
        answer = everybody.post(session, "/password", data=send | wrong)
        assert answer.status_code in (400, 401) and words in answer.text
        assert first not in answer.text and PASSWORD not in answer.text
    other = everybody.enter("newcomer", first)
    done = everybody.post(session, "/password", data=send)
    assert (done.status_code, done.headers["Location"]) == (303, "/density?year=2024")
    assert is_in(everybody, session) and not is_in(everybody, other)


def test_a_password_grows_old(everybody, guest):
    session = everybody.enter(guest)
    long_ago = written(now() - timedelta(91))
    alter(everybody.folder, "UPDATE accounts SET password_set_at = ? WHERE name = ?", long_ago, guest)
    assert everybody.get(session, "/funding").headers["Location"] == "/password?next=%2Ffunding"
    assert "90 天" in everybody.get(session, "/password").text


def test_four_workers_together_look_at_five_wrong_passwords_and_no_more(start, tmp_path):
    add_everybody(tmp_path)
    served = start(tmp_path, WUSHE_WORKERS="4")

    def guess(_number):
        return served.post(served.anybody(), "/login", data={"name": "analyst", "password": "Wrong-Guess-77"})

    with ThreadPoolExecutor(8) as many:
        answers = list(many.map(guess, range(40)))
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [401] * entering.MOST_WRONG + [429] * (40 - entering.MOST_WRONG)
    locked = next(answer for answer in answers if answer.status_code == 429)
    assert "锁定" in locked.text and int(locked.headers["Retry-After"]) > 0
    right = served.post(served.anybody(), "/login", data={"name": "analyst", "password": PASSWORD})
    assert right.status_code == 429 and COOKIE not in right.cookies
    access(tmp_path, "user", "reset", "analyst")
    assert served.enter("official")


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(everybody, guest):
    def said(name):
        answer = everybody.post(everybody.anybody(), "/login", data={"name": name, "password": "Wrong-Guess-77"})
        return answer.status_code, answer.text.replace(name, "")

    assert said(guest) == said("nobodyatall")


def test_what_is_refused_stands_in_the_record(everybody):
    """An account nobody else asks with: of one that is refused all the time only the first of a minute are lines."""
    add(everybody.folder, "refused", Role.CLERK)
    session = everybody.enter("refused")
    store.use(everybody.folder)
    before = audit.latest(1)[0].number
    everybody.get(session, "/density?year=1999")
    lines = [line for line in audit.latest(50) if line.number > before and line.action == "拒绝"]
    store.use(None)
    assert [(line.name, line.role, line.what["address"]) for line in lines] == [("refused", "填报员", "/density")]
