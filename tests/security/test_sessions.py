"""Sessions end when they should, and passwords cannot be guessed by asking several workers at once."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest

from access import accounts, entering, passwords, store
from access.roles import Role
from tests.conftest import serve
from tests.security.conftest import guarded_copy, served
from tests.security.people import COOKIE, PASSWORD, QUICK, Account, Asked, Visitor
from tests.security.ways import form, ids_of, page_call

DOORS = (
    "/",
    "/hubs",
    "/api/v1/records/organizations",
    "/api/v1/indicators",
    "/exports/1234567890abcdef",
    "/imports/jobs",
)
NEXT = "Wen-Lu-Que-2027"


@pytest.fixture
def newcomer(guarded, request, monkeypatch):
    """A fresh account of an official who sees everything, and somebody with its session."""
    monkeypatch.setattr(passwords, "HASHER", QUICK)
    store.use(guarded.data_dir)
    name = "xin-" + re.sub("[^a-z]", "", request.node.name.removeprefix("test_"))[:20]
    accounts.add(name, Role.OFFICIAL)
    accounts.change_password(name, PASSWORD)
    visitor = Visitor(guarded.url, Account(name, Role.OFFICIAL), entering.enter(name, PASSWORD))
    yield visitor
    visitor.close()
    store.use(None)


def is_in(visitor: Visitor) -> bool:
    return visitor.ask("/api/v1/indicators").status == 200


def is_out(visitor: Visitor) -> bool:
    """Whether every door is shut for this cookie: asked often, because each worker answers for itself."""
    answers = [visitor.ask(door) for door in DOORS for _ in range(4)]
    return all(answer.status == 401 or answer.header("Location").startswith("/login") for answer in answers)


def test_a_session_is_worth_nothing_after_logging_out(newcomer):
    assert is_in(newcomer)
    assert newcomer.ask(form("/logout")).status == 303
    assert is_out(newcomer)


def test_a_disabled_account_is_out_at_once(newcomer):
    assert is_in(newcomer)
    accounts.disable(newcomer.account.name)
    assert is_out(newcomer)
    accounts.enable(newcomer.account.name)
    assert is_out(newcomer), "a session of before came back to life"


def test_a_changed_password_ends_every_session(newcomer):
    other = Visitor(newcomer.base, newcomer.account, entering.enter(newcomer.account.name, PASSWORD))
    assert is_in(newcomer) and is_in(other)
    answer = newcomer.ask(form("/password", present=PASSWORD, new=NEXT, again=NEXT))
    assert answer.status == 303
    assert is_out(newcomer) and is_out(other)
    other.close()


def test_a_reset_account_does_nothing_but_change_its_password(newcomer, guarded):
    assert is_in(newcomer)
    first = accounts.reset(newcomer.account.name)
    assert is_out(newcomer)
    came = Visitor(guarded.url, None, None)
    answer = came.ask(form("/login", name=newcomer.account.name, password=first))
    cookie = re.search(rf"{COOKIE}=([^;]+)", answer.header("Set-Cookie"))[1]
    inside = Visitor(guarded.url, newcomer.account, cookie)
    assert inside.ask("/").header("Location").startswith("/password")
    assert {inside.ask(door).status for door in DOORS if door.startswith("/api")} == {403}
    came.close()
    inside.close()


def test_the_cookie_is_kept_from_scripts_and_other_sites_and_is_new_each_time(newcomer, guarded):
    brought = Visitor(guarded.url, None, newcomer.cookie)
    answer = brought.ask(form("/login", name=newcomer.account.name, password=PASSWORD))
    said = answer.header("Set-Cookie")
    assert "HttpOnly" in said and re.search("SameSite=(Lax|Strict)", said) and "Path=/" in said
    assert newcomer.cookie not in said
    assert is_out(newcomer), "the session the browser brought along still holds"
    brought.close()


def test_no_made_up_cookie_or_token_opens_anything(guarded):
    for cookie in ("", "x", "0" * 43, "' OR 1=1 --", "../../access.sqlite", "é" * 10, "a" * 5000):
        stranger = Visitor(guarded.url, None, cookie.encode().decode("latin-1"))
        assert is_out(stranger), cookie
        stranger.close()
    for token in ("Bearer ", "Bearer x", "Bearer " + "0" * 64, "Basic Z3VhbmxpOnB3", "bearer null"):
        asked = Asked("GET", "/api/v1/records/organizations", None, (("Authorization", token),))
        assert guarded.nobody.ask(asked).status == 401, token


def test_whoever_is_not_in_gets_nothing_but_the_login(registries, guarded):
    """Every address rule and every callback, without a session."""
    from tests.security.ways import SERVED_TO_ALL, every_way

    adapter = registries.server.url_map.bind("127.0.0.1")
    open_doors = []
    asked = {one.path.partition("?")[0] + one.method: one for _, one in every_way(registries.app, ids_of("A"), False)}
    for one in asked.values():
        answer = guarded.nobody.ask(one)
        endpoint = adapter.match(one.path.partition("?")[0], method=one.method)[0]
        is_led = answer.status == 302 and answer.header("Location").startswith("/login")
        if not (is_led or answer.status == 401) and endpoint not in SERVED_TO_ALL:
            open_doors.append(f"{answer.status} {one}")
        assert not answer.foreign(frozenset()), one
    for output in registries.app.callback_map:
        answer = guarded.nobody.ask(page_call(output, "/"))
        if answer.status != 401:
            open_doors.append(f"{answer.status} {output}")
    assert not open_doors, "\n".join(open_doors)


def guess(base: str, name: str, tries: int) -> list[int]:
    """Wrong passwords, eight at a time over connections of their own; the statuses."""

    def once(number: int) -> int:
        visitor = Visitor(base, None, None)
        try:
            return visitor.ask(form("/login", name=name, password=f"Falsch-{number}-Que"), patience=0).status
        finally:
            visitor.close()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(once, range(tries)))


def guessing_stops(base: str, name: str) -> None:
    """Of many wrong tries at once exactly five are looked at; then the right password does not help either."""
    statuses = guess(base, name, 40)
    assert statuses.count(401) == 5 and statuses.count(429) == 35, statuses
    late = Visitor(base, None, None)
    answer = late.ask(form("/login", name=name, password=PASSWORD), patience=0)
    assert answer.status == 429 and COOKIE not in answer.header("Set-Cookie")
    late.close()


def test_guessing_stops_after_five(newcomer, guarded):
    guessing_stops(guarded.url, newcomer.account.name)
    assert is_in(newcomer), "whoever is in is not put out by a stranger's guesses"


@pytest.mark.soak
def test_guessing_stops_after_five_over_four_workers(canary_dir, tmp_path, monkeypatch):
    data = guarded_copy(canary_dir, tmp_path)
    monkeypatch.setenv("WUSHE_WORKERS", "4")
    monkeypatch.setenv("WUSHE_REFERENCE_DIR", str(canary_dir / "reference"))
    for url in serve(data):
        served(url, data)
        guessing_stops(url, "kaixuan")
        unknown = guess(url, "niemand", 40)
        assert unknown.count(401) == 5, "names that exist are told from those that do not"


def test_a_wrong_name_and_a_wrong_password_are_told_apart_by_nothing(newcomer, guarded):
    bodies = []
    for name in (newcomer.account.name, "x" * len(newcomer.account.name)):
        answer = guarded.nobody.ask(form("/login", name=name, password="Falsch-1-Que"))
        bodies.append((answer.status, answer.body.decode().replace(name, "…")))
    assert bodies[0] == bodies[1]


def test_another_site_changes_nothing(newcomer, guarded):
    """Forms and scripts of other sites, with the cookie of somebody who is in."""
    foreign = [
        (("Origin", "http://evil.example"),),
        (("Origin", "null"),),
        (("Origin", guarded.url + ".evil.example"),),
        (("Sec-Fetch-Site", "cross-site"), ("Origin", guarded.url)),
        (("Sec-Fetch-Site", "same-site"),),
    ]
    for headers in foreign:
        for path, fields in (("/logout", {}), ("/views/save", {"name": "x", "address": "/"}), ("/targets/enter", {})):
            asked = Asked("POST", path, urlencode(fields).encode(), (("Content-Type", FORM), *headers))
            assert newcomer.ask(asked).status == 403, (path, headers)
    assert is_in(newcomer)


def test_other_names_of_the_host_are_refused(newcomer):
    for host in ("evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "[::1", ""):
        visitor = Visitor(newcomer.base, newcomer.account, newcomer.cookie, host=host or "evil.example:80")
        assert visitor.ask("/api/v1/indicators").status in (400, 403), host
        visitor.close()


FORM = "application/x-www-form-urlencoded"
