"""Anything at all sent to callbacks and parameters: refused or answered, never a fault, never another's word."""

from __future__ import annotations

import json
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.security.people import BY_NAME, Asked, as_json
from tests.security.ways import body_of, callback, outputs_of, page_call

WHO = "niuzhang-a"
EXPECTED = {200, 204, 302, 303, 400, 401, 403, 404, 405, 409, 413, 414, 415, 422, 431}
WORDS = st.sampled_from(
    [
        "path",
        "search",
        "whole",
        "panel",
        "/",
        "/org/ORGKANARIB-1",
        "?hub=SHUKANB",
        "asked",
        "data",
        "url",
        "/records",
        "?type=activities",
        "tables=all",
        "330102001000",
        "KANARI",
        "..",
        "…",
    ]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40) | WORDS
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS | st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
ADDRESSES = st.fixed_dictionaries({}, optional=dict.fromkeys(("path", "search", "whole", "panel"), WORDS | JSON))
QUIET = settings(deadline=None, suppress_health_check=list(HealthCheck))
CORPUS = (
    "' OR '1'='1",
    "x') OR 1=1 --",
    '" OR ""="',
    "'; DROP TABLE organizations; --",
    "%' UNION ALL SELECT name FROM main.organizations --",
    '"main"."organizations"',
    "main.organizations",
    "name; SELECT 1",
    "-name,(SELECT 1)",
    "$area",
    "{within_area}",
    "{0.__class__}",
    "%(x)s",
    "$1",
    "?",
    "x' || (SELECT name FROM main.hubs LIMIT 1) || '",
    "read_text('/etc/passwd')",
    "1e400",
    "NaN",
    "-1",
    "9" * 40,
    "%00",
    "\u202e",
    "1;ATTACH 'x'",
    "../../etc/passwd",
    "__class__",
    "null",
    "[]",
    "2024-02-31",
    "２０２４",
    "a" * 3000,
)


def judge(answer, allowed=EXPECTED) -> None:
    assert answer.status in allowed, f"{answer.status} {answer.asked} {answer.body[:300]!r}"
    assert not answer.foreign(BY_NAME[WHO].letters), f"{answer.asked} {answer.foreign(BY_NAME[WHO].letters)}"


def fuzz_callbacks(registries, guarded, examples: int) -> None:
    answering = outputs_of(registries.app)["address"]
    outputs = [*registries.app.callback_map, *answering * 4, "nothing.children", "..page.tree...page.children.."]
    draw = next(one for one in answering if one.startswith("..page.tree"))
    inputs = {output: entry["inputs"] for output, entry in registries.app.callback_map.items()}
    answered = []

    @settings(QUIET, max_examples=examples)
    @example(draw, {"path": "/hubs/SHUKANA", "search": ""}, [], True, [])
    @given(st.sampled_from(outputs), ADDRESSES | JSON, JSON, st.booleans(), JSON)
    def sent(output, value, state, is_shaped, rest):
        body = {"output": output, "outputs": rest, "inputs": value, "state": state, "changedPropIds": rest}
        if is_shaped and output in inputs:
            body = body_of(callback(output, [{**one, "value": value} for one in inputs[output]]))
        answer = guarded.people[WHO].ask(as_json("POST", "/_dash-update-component", body, "ORGKANARIB-1", "SHUKANB"))
        judge(answer)
        answered.append(answer.status)

    sent()
    assert 200 in answered and 400 in answered, "nothing came through, or everything did"


def test_callbacks_take_anything_without_a_fault(registries, guarded):
    fuzz_callbacks(registries, guarded, 60)


@pytest.mark.soak
def test_callbacks_take_anything_without_a_fault_for_long(registries, guarded):
    fuzz_callbacks(registries, guarded, 3000)


def test_a_body_that_is_no_json_is_refused(guarded):
    for body in (
        b"",
        b"{",
        b"[]",
        b"null",
        b"7",
        b"\xff\xfe",
        b'{"output": 1}',
        b"[" * 20_000,
        b'{"a":' * 5000,
        b"x" * 1_100_000,
    ):
        for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x"):
            answer = guarded.people[WHO].ask(Asked("POST", "/_dash-update-component", body, (("Content-Type", kind),)))
            judge(answer)
            assert answer.status >= 400


def parameters(guarded) -> list[tuple[str, str]]:
    """Every parameter of every address the API says it has, and the keys of pages' tables."""
    document = guarded.people["quanbu"].ask("/api/v1/openapi.json").json
    found, fill = (
        [],
        {
            "indicator_id": "orgs",
            "type_id": "activities",
            "page_name": "funding",
            "name": "cards",
            "hub": "SHUKANA",
            "code": "330102011000",
            "number": "1",
        },
    )
    for path, methods in document["paths"].items():
        named = path
        for key, value in fill.items():
            named = named.replace("{" + key + "}", value)
        given = methods.get("get", {}).get("parameters", []) + methods.get("parameters", [])
        for one in given:
            if "$ref" in one:
                one = document["components"]["parameters"][one["$ref"].rpartition("/")[2]]
            if one["in"] == "query":
                found.append((named, one["name"]))
            elif "{" + one["name"] + "}" in path:
                found.append((path.replace("{" + one["name"] + "}", "{}") if path.count("{") == 1 else "", ""))
    return [one for one in dict.fromkeys(found) if one != ("", "")]


def injections(registries, guarded, thorough: bool) -> list[Asked]:
    """The corpus on every parameter, on every column as a filter and a sort, on every key of every page."""
    from urllib.parse import quote, urlencode

    from components.page import all_pages
    from records.catalog import record_types

    drawn, chance = [], random.Random(6)

    def some() -> list[str]:
        return chance.sample(CORPUS, 4 if thorough else 1)

    named = parameters(guarded)
    for path, key in named if thorough else chance.sample(named, 250):
        for text in some():
            drawn.append(Asked("GET", f"{path}?{urlencode({key: text})}" if key else path.format(quote(text, safe=""))))
    for type_id, found in record_types().items():
        base = f"/api/v1/records/{type_id}"
        for column in found.columns if thorough else list(found.columns)[::9]:
            for text in some():
                keys = (f"{column}__contains", f"{column}__min", column, f"{column}__not")
                for key in keys if thorough else (chance.choice(keys),):
                    drawn.append(Asked("GET", f"{base}?{urlencode({key: text})}"))
        for text in some():
            drawn += [
                Asked("GET", f"{base}?{urlencode({key: text})}") for key in ("sort", "columns", "limit", "offset", text)
            ]
    draw = next(one for one in outputs_of(registries.app)["address"] if one.startswith("..page.tree"))
    for page in all_pages():
        keys = [key for key in sorted(page.understands()) if "__" not in key]
        for key in keys if thorough else chance.sample(keys, min(3, len(keys))):
            drawn += [page_call(draw, f"{page.path}?{urlencode({key: text})}") for text in some()]
    return drawn


def inject(registries, guarded, thorough: bool) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(guarded.people[WHO].ask, injections(registries, guarded, thorough)))
    faults = []
    for answer in answers:
        try:
            judge(answer)
        except AssertionError as fault:
            faults.append(str(fault)[:400])
    assert not faults, f"{len(faults)}\n" + "\n".join(faults[:40])
    assert {200, 400} <= {answer.status for answer in answers}


def test_no_parameter_is_read_as_a_statement(registries, guarded):
    inject(registries, guarded, False)


@pytest.mark.soak
def test_no_parameter_is_read_as_a_statement_whatever_stands_in_it(registries, guarded):
    inject(registries, guarded, True)


def test_answers_kept_for_one_never_reach_another(guarded):
    """The same addresses by people of different scopes at once, many times: each gets what each gets alone."""
    names = ("quanbu", "shangcheng", "kaixuan", "changsha", "niuzhang-a", "niuzhang-d")
    paths = (
        "/api/v1/records/organizations",
        "/api/v1/records/activities/summary",
        "/api/v1/indicators/orgs?year=2024&by=area&level=4",
        "/api/v1/pages/funding",
        "/api/v1/deliveries",
        "/api/v1/pages/hubs?year=2024",
    )
    alone = {(name, path): told(guarded.people[name].ask(path)) for name in names for path in paths}
    order = [one for one in alone for _ in range(4)]
    random.Random(7).shuffle(order)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda one: (one, told(guarded.people[one[0]].ask(one[1]))), order))
    assert [one for one, answer in answers if answer != alone[one]] == []
    for path in paths:
        assert len({json.dumps(alone[name, path]) for name in names}) > 1, f"{path} tells all the same"


def told(answer) -> tuple[int, str]:
    return answer.status, answer.body.decode("utf-8", "replace")
