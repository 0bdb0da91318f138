"""Every person asks everything in every way the registries know: nobody is sent a word of another's records."""

from __future__ import annotations

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from zlib import crc32

import pytest

from access.roles import Role
from tests.security import canary
from tests.security.making import make_things, may_read_frozen_of, may_see_job_of, may_see_things_of, owners_in
from tests.security.people import BY_NAME, PEOPLE, Answer, Asked
from tests.security.ways import (
    SERVED_TO_ALL,
    Made,
    changes,
    endpoints,
    every_way,
    ids_of,
    keeping,
    outputs_of,
    page_call,
    things,
)

FEW = ("guanli", "kaixuan", "niuzhang-a", "tianbao-b")
"""Those who ask in the short run; the long run sends everybody."""
ADMINISTRATION = ("page /", "page /accounts", "page /audit", "html /audit", "audit lines")
"""Where an administrator gives accounts their hub and reads in the record what people asked for; / leads there."""
MAY_BE_TOLD = r"枢纽名称KANARI[A-F]第1|SHUKAN[A-F]|(ORG|PROJECT|FUNDING)KANARI[A-X]-\d|kanari[a-x]\b"
"""Names and ids of hubs, and what people wrote into addresses."""
OWN_WORDS = r"SHUKAN[A-F]|(ORG|PROJECT|FUNDING)KANARI[A-X]-\d|kanari[a-x]\b|/reports/hubs/名称KANARI[A-F]"
"""What /account shows of a person's own refused requests: the ids and the name they wrote into the address."""
REFUSALS = {302, 303, 400, 401, 403, 404, 405, 409, 410, 413, 415, 422}
FINE = {200, 201, 204} | REFUSALS


def others(name: str) -> str:
    """The group nearest to a person's own that is none of theirs; for who sees all, any."""
    mine = BY_NAME[name].letters
    near = {"kaixuan": "B", "niuzhang-a": "B", "niuzhang-d": "C", "tianbao-b": "A", "shangcheng": "C"}
    return near.get(name) or min(set(canary.LETTERS) - mine, default="A")


def ask_all(guarded, asked: list[tuple[str, str, Asked]]) -> list[tuple[str, str, Answer]]:
    """Everybody's requests, mixed with each other and four at a time, so that answers kept for one meet the other."""
    mixed = sorted(asked, key=lambda one: crc32(f"{one[1]}{one[2].path}{one[0]}".encode()))
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(lambda one: (one[0], one[1], guarded.people[one[0]].ask(one[2])), mixed))


def faults_of(name: str, way: str, answer: Answer) -> list[str]:
    """What is wrong with one answer."""
    account, found = BY_NAME[name], []
    if answer.status not in FINE:
        found.append(f"status {answer.status}")
    if leaked := answer.foreign(account.letters, told_besides(account, way)):
        found.append(f"leaks {sorted(leaked)}")
    strangers = {one for one in owners_in(answer.text) if not may_see_things_of(account, BY_NAME[one])}
    if strangers:
        found.append(f"shows what {sorted(strangers)} made")
    return [f"{name} · {way} · {answer.status} · {one} · {answer.asked}" for one in found]


def told_besides(account, way: str) -> str:
    """The pattern of what an answer may hold besides a person's own records."""
    if account.role is Role.ADMINISTRATOR and way in ADMINISTRATION:
        return MAY_BE_TOLD
    return OWN_WORDS if way == "page /account" else r"(?!)"


def check(guarded, asked: list[tuple[str, str, Asked]]) -> dict[str, set[str]]:
    """Asks and judges; the letters each person was shown."""
    faults, seen = [], {name: set() for name, _, _ in asked}
    for name, way, answer in ask_all(guarded, asked):
        faults += faults_of(name, way, answer)
        if answer.status == 200:
            seen[name] |= canary.own(answer.text)
    assert not faults, f"{len(faults)} faults\n" + "\n".join(faults[:60]) + f"\n{_by_way(faults)}"
    return seen


def _by_way(faults: list[str]) -> str:
    counted = Counter(" · ".join(fault.split(" · ")[:2]) for fault in faults)
    return "\n".join(f"{count:5} {way}" for way, count in counted.most_common(80))


def everybodys(app, names, thorough: bool) -> list[tuple[str, str, Asked]]:
    return [(name, way, asked) for name in names for way, asked in every_way(app, ids_of(others(name)), thorough)]


def test_every_address_rule_is_asked(registries):
    """A rule that is added and that nobody asks here is a hole in this proof."""
    ids = ids_of("A")
    made = Made("x", "abcdefgh", "1", "1" * 16, "1" * 32, "1")
    asked = [*every_way(registries.app, ids, False), *changes(ids, "x"), *things(made), *keeping(), *MORE]
    rules = {rule.endpoint for rule in registries.server.url_map.iter_rules()}
    reached = endpoints(registries.server, [one for _, one in asked])
    assert rules - reached - SERVED_TO_ALL == set()


def test_every_callback_of_the_server_is_called(registries):
    known = outputs_of(registries.app)
    assert set(known["else"]) <= {"_pages_dummy.children"}, "a callback that takes something else than an address"
    called = {way for way, _ in every_way(registries.app, ids_of("A"), False)}
    assert {f"callback {one}" for one in known["address"] if not one.startswith("..page.tree")} <= called


MORE = (
    ("upload", Asked("POST", "/imports/files")),
    ("login", Asked("GET", "/login")),
    ("login", Asked("GET", "/login/")),
    ("login", Asked("POST", "/login")),
    ("logout", Asked("POST", "/logout")),
    ("password", Asked("GET", "/password")),
    ("password", Asked("POST", "/password")),
)
"""What is asked by tests of its own (test_sessions)."""


def test_nobody_is_sent_what_is_anothers(registries, guarded):
    """The short matrix: four people, every exit once."""
    before = guarded.log.stat().st_size
    seen = check(guarded, everybodys(registries.app, FEW, False))
    for name in FEW:
        account = BY_NAME[name]
        assert seen[name] >= (account.letters if account.reads else set()), f"{name} is not shown what is theirs"
    written = guarded.log.read_text(errors="replace")[before:]
    assert not canary.foreign(written, frozenset()), written[-3000:]


@pytest.mark.soak
def test_nobody_is_sent_what_is_anothers_in_any_way(registries, guarded):
    """The long matrix: everybody, every exit, every key, every format."""
    everybody = [one.name for one in PEOPLE]
    seen = check(guarded, everybodys(registries.app, everybody, True))
    for account in PEOPLE:
        assert seen[account.name] >= (account.letters if account.reads else set())
    written = guarded.log.read_text(errors="replace")
    assert not canary.foreign(written, frozenset()), written[-3000:]


def test_who_sees_everything_finds_every_group_in_every_kind_of_record(registries, guarded):
    """The canaries are really there, so that the other tests can fail."""
    from records.catalog import record_types

    person, short = guarded.people["quanbu"], {}
    for type_id, found in record_types().items():
        if not found.is_delivered:
            continue
        text = person.ask(f"/api/v1/records/{type_id}?limit=1000&columns={','.join(found.columns)}").text
        wanted = set() if type_id in NAMELESS else set("ABCDEF") | (set() if type_id in canary.OF_A_PLACE else {"X"})
        if missing := wanted - canary.own(text):
            short[type_id] = missing
    assert not short


NAMELESS = {"areas", "population", "workforce"}
"""Records without a text of their own; only the file they came in names the group."""


def test_what_one_made_is_not_anothers(registries, guarded):
    """Views, events, imports, exports, frozen reports: asked for by id by everybody else, and listed."""
    names = ("kaixuan", "niuzhang-a", "niuzhang-d", "tianbao-b")
    made = {name: make_things(guarded.people[name]) for name in names}
    assert made["kaixuan"].view and made["niuzhang-a"].export and made["tianbao-b"].job, made
    asked = [
        (viewer, f"{way} of {owner}", one)
        for viewer in (*names, "guanli", "fenxi")
        for owner in names
        for way, one in things(made[owner])
        if not is_open_to(viewer, owner, way)
    ]
    open_to = [
        f"{viewer} · {way} · {answer.status} · {answer.asked}"
        for viewer, way, answer in ask_all(guarded, asked)
        if answer.status not in (401, 403, 404)
    ]
    assert not open_to, "\n".join(open_to[:60])
    still = [(name, way, one) for name in names for way, one in things(made[name]) if one.method == "GET"]
    gone = [
        f"{name} · {way} · {answer.status}"
        for name, way, answer in ask_all(guarded, still)
        if answer.status not in (200, 302, 409) and not (way == "job marked" and answer.status == 404)
    ]
    assert not gone, "\n".join(gone)
    lists = ["/views", "/imports", "/todo", "/targets"]
    pages = [(name, page, Asked("GET", address)) for name in names for page, address in zip(lists, lists, strict=True)]
    pages += [
        (name, "api", Asked("GET", path)) for name in names for path in ("/imports/jobs", "/api/v1/reports/frozen")
    ]
    check(guarded, pages)


def is_open_to(viewer: str, owner: str, way: str) -> bool:
    """Whether it is right that somebody gets at what another made; a short link is there to be handed on."""
    one, other = BY_NAME[viewer], BY_NAME[owner]
    if way.startswith("job"):
        return may_see_job_of(one, other)
    if way.startswith("frozen"):
        return may_read_frozen_of(one, other)
    return viewer == owner or way == "view"


def test_nobody_changes_what_is_anothers(registries, guarded):
    """Targets, decisions, events, views about an area or hub outside one's own are refused or stay one's own."""
    asked = [
        (name, way, one)
        for name in ("kaixuan", "niuzhang-a", "tianbao-b", "fenxi", "guanli")
        for way, one in changes(ids_of(others(name)), name)
    ]
    check(guarded, asked)


def test_unknown_and_forbidden_are_told_apart_by_nothing(registries, guarded):
    """The answer about somebody else's id is that about an id nobody has, letter for letter (areas are public)."""
    draw = next(one for one in outputs_of(registries.app)["address"] if one.startswith("..page.tree"))
    theirs = ids_of("D")
    pairs = [
        (theirs.org, "ORGKANARID-9", "/org/{}"),
        (theirs.hub, "SHUKANQ", "/hub/{}"),
        (theirs.hub, "SHUKANQ", "/hubs/{}"),
        (theirs.project, "PROJECTKANARID-9", "/project/{}"),
        (theirs.hub, "SHUKANQ", "/volunteers?hub={}"),
        (theirs.org, "ORGKANARID-9", "/records?type=activities&org={}"),
    ]
    api = [
        (theirs.hub, "SHUKANQ", "/api/v1/reports/hubs/{}"),
        (theirs.org, "ORGKANARID-9", "/api/v1/pages/org?org={}"),
        (theirs.hub, "SHUKANQ", "/api/v1/records/activities?hub={}"),
        (theirs.org, "ORGKANARID-9", "/api/v1/records/activities?org={}"),
        (theirs.hub, "SHUKANQ", "/api/v1/indicators/orgs?year=2024&hub={}"),
    ]
    told = []
    for name in ("kaixuan", "niuzhang-a"):
        person = guarded.people[name]
        for known, unknown, address in [*pairs, *api]:
            asked = [
                page_call(draw, address.format(one))
                if (known, unknown, address) in pairs
                else Asked("GET", address.format(one))
                for one in (known, unknown)
            ]
            one, other = (person.ask(way) for way in asked)
            same = one.body.decode().replace(known, unknown) == other.body.decode()
            if one.status != other.status or not same:
                told.append(
                    f"{name} {address}: {one.status} {one.body[:300].decode(errors='replace')}\n"
                    f"      / {other.status} {other.body[:300].decode(errors='replace')}"
                )
    assert not told, "\n".join(told)


def test_accounts_are_kept_by_administrators_alone(guarded):
    """Every change of accounts, tokens, sessions and the record, by everybody who is no administrator."""
    names = [one.name for one in PEOPLE if one.name != "guanli"]
    asked = [(name, way, one) for name in names for way, one in keeping() if "/account/" not in one.path]
    answers = ask_all(guarded, asked)
    assert {answer.status for _, _, answer in answers} == {403}
    assert guarded.people["tianbao-e"].ask("/account").status == 200, "nobody was disabled on the way"


@pytest.mark.parametrize("name", ["quanbu", "kaixuan", "niuzhang-a"])
def test_counts_of_records_are_those_of_the_scope(registries, guarded, name):
    """The numbers beside the kinds of records: what the API counts for the same person, whoever came before."""
    draw = next(one for one in outputs_of(registries.app)["address"] if one.startswith("..page.tree"))
    person = guarded.people[name]
    text = "".join(person.ask(page_call(draw, "/records")).text for _ in range(4))
    link = r'"/records\?(?:[^"]*&)?type=([a-z_]+)"[^}]*\}, "[^"]+", \["small", 0, "([0-9,]+)"'
    shown = set(re.findall(link, text))
    assert len(shown) > 20, text[:3000]
    counted = {(one, f"{person.ask(f'/api/v1/records/{one}?limit=1').json['total']:,}") for one, _ in shown}
    assert shown == counted
