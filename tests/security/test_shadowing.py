"""Addresses written so that two readers understand them differently: nobody gets past the gate or out of the scope."""

from __future__ import annotations

import json
from urllib.parse import quote

from tests.security.people import BY_NAME, Asked
from tests.security.ways import ids_of, outputs_of, page_call

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def twins(mine: str, theirs: str, key: str, path: str) -> list[str]:
    """One's own id where it is checked, another's where it might be read."""
    wide, dotted = theirs.translate(WIDE), f"{theirs}."
    return [
        f"{path}/{mine}?{key}={theirs}",
        f"{path}/{theirs}?{key}={mine}",
        f"{path}?{key}={mine}&{key}={theirs}",
        f"{path}?{key}={theirs}&{key}={mine}",
        f"{path}?{key}={mine},{theirs}",
        f"{path}?{key}={mine}%2C{theirs}",
        f"{path}?{key}[]={theirs}",
        f"{path}?{key.upper()}={theirs}",
        f"{path}?{key}%20={theirs}",
        f"{path}?{key}={mine}%00{theirs}",
        f"{path}?{key}={quote(wide)}",
        f"{path}?{key}={quote(dotted)}",
        f"{path}?{key}=%20{theirs}%20",
        f"{path}?{key}={theirs}%E2%80%8B",
        f"{path}?{key}={mine};{key}={theirs}",
        f"{path}/{mine}/../{theirs}",
        f"{path}/{mine}%2f..%2f{theirs}",
        f"{path}/{mine};{theirs}",
        f"{path}//{theirs}",
        f"/{path}/{theirs}",
        f"{path}%2f{theirs}",
        f"{path.upper()}/{theirs}",
        f"/.{path}/{theirs}",
        f"{path}/{quote(wide)}",
        f"{path}/{theirs}/",
        f"{path}/{theirs}.",
        f"{path}/{theirs}%00",
        f"{path}/{theirs}?tables=all&panel=orgs",
    ]


def addresses(mine, theirs) -> list[str]:
    found = []
    for key, path, own, other in (
        ("hub", "/hubs", mine.hub, theirs.hub),
        ("hub", "/hub", mine.hub, theirs.hub),
        ("org", "/org", mine.org, theirs.org),
        ("area", "/area", mine.group.street, theirs.group.street),
        ("project", "/project", mine.project, theirs.project),
        ("area", "/funding", mine.group.street, theirs.group.street),
        ("hub", "/records", mine.hub, theirs.hub),
        ("hub", "/api/v1/records/activities", mine.hub, theirs.hub),
        ("org", "/api/v1/pages/org", mine.org, theirs.org),
        ("area", "/api/v1/records/organizations", mine.group.street, theirs.group.street),
        ("area", "/api/v1/indicators/orgs", mine.group.street, theirs.group.street),
        ("hub", "/api/v1/reports/hubs", mine.hub, theirs.hub),
        ("area", "/api/v1/reports/areas", mine.group.street, theirs.group.street),
    ):
        found += twins(own, other, key, path)
    return found


def test_no_way_of_writing_an_address_leads_out_of_the_scope(registries, guarded):
    draw = next(one for one in outputs_of(registries.app)["address"] if one.startswith("..page.tree"))
    faults = []
    for name, own, other in (("kaixuan", "A", "B"), ("niuzhang-a", "A", "B")):
        mine, theirs = ids_of(own), ids_of(other)
        said = (*theirs.said, *(one.translate(WIDE) for one in theirs.said))
        for address in addresses(mine, theirs)[name == "kaixuan" :: 2]:
            for asked in (Asked("GET", address, said=said), page_call(draw, address, *said)):
                if asked.method == "POST" and address.startswith(("/api", "//")):
                    continue
                answer = guarded.people[name].ask(asked)
                if answer.status >= 500 or answer.foreign(BY_NAME[name].letters):
                    faults.append(f"{name} {answer.status} {sorted(answer.foreign(BY_NAME[name].letters))} {asked}")
    assert not faults, "\n".join(faults)


def test_no_way_of_writing_an_address_leads_past_the_gate(guarded):
    """Pages for administrators asked by others, data pages by administrators, everything by nobody."""
    written = [
        "{}/",
        "{}%2f",
        "/{}",
        "/.{}",
        "{};a",
        "{}?x=/login",
        "{}/../login",
        "{}%00",
        "/login/..{}",
        "/login%2f..{}",
        "{}#/login",
        "/assets/..{}",
        "/assets/%2e%2e{}",
        "/healthz/..{}",
        "{}.css",
        "{}?_=/assets/x.css",
    ]
    inside = (
        "/api/v1/records/organizations",
        "/records",
        "/org/ORGKANARIA-1",
        "/accounts",
        "/audit",
        "/api/v1/deliveries",
    )
    faults = []
    for visitor, letters in (
        (guarded.nobody, frozenset()),
        (guarded.people["guanli"], frozenset()),
        (guarded.people["tianbao-b"], BY_NAME["tianbao-b"].letters),
    ):
        for path in inside:
            for way in written:
                for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT", "TRACE"):
                    headers = (("X-HTTP-Method-Override", "GET"), ("X-Original-URL", path), ("X-Rewrite-URL", path))
                    asked = Asked(method, way.format(path), None, headers, ("ORGKANARIA-1",))
                    answer = visitor.ask(asked)
                    if (answer.status >= 500 and answer.status != 501) or answer.foreign(letters):
                        faults.append(f"{answer.status} {asked}")
    assert not faults, "\n".join(faults[:40])


def test_callbacks_take_no_value_of_another_kind(registries, guarded):
    """Lists, numbers and objects where text is expected; other ids; ids of another page; nothing at all."""
    faults = []
    for output in registries.app.callback_map:
        for value in (
            {"path": ["/org", "ORGKANARIB-1"], "search": {"hub": "SHUKANB"}},
            {"path": "/org/ORGKANARIB-1", "search": ["?"]},
            ["/org/ORGKANARIB-1"],
            "/org/ORGKANARIB-1",
            7,
            None,
            {"path": None},
            {"whole": ["/", "x"], "panel": ["orgs"]},
            {"whole": "/org/ORGKANARIB-1|", "panel": "orgs", "path": "/imports"},
        ):
            asked = page_call(output, "/", "ORGKANARIB-1", "SHUKANB")
            body = asked.body.decode()
            document = json.loads(body)
            for one in document["inputs"]:
                one["value"] = value
            answer = guarded.people["niuzhang-a"].ask(
                Asked("POST", asked.path, json.dumps(document).encode(), asked.headers, asked.said)
            )
            if answer.status >= 500 or answer.foreign(BY_NAME["niuzhang-a"].letters):
                faults.append(f"{answer.status} {output} {value}")
    assert not faults, "\n".join(faults)
