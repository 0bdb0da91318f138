"""Every way to ask the product something, read from its own registries: pages, callbacks, address rules, record types,
indicators. What is added there is asked here at once; a rule that nothing here asks fails `test_matrix`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle
from urllib.parse import quote, unquote, urlencode

from werkzeug.exceptions import MethodNotAllowed, NotFound

from components.page import all_pages
from indicators.catalog import catalog
from records.catalog import record_types
from sheets.collecting import exported_pages
from tests.security.canary import GROUPS, Group
from tests.security.people import Asked, as_json

SERVED_TO_ALL = {
    "healthz",
    "own_scripts",
    "own_styles",
    "_dash_assets.static",
    "/_favicon.ico",
    "/_reload-hash",
    "static",
    "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>",
}
"""Files of the program: the same for everybody, asked by every browser test."""
FORMATS = ("csv", "xlsx", "parquet")
REPORTS = ("docx", "pptx", "xlsx")
FORM = (("Content-Type", "application/x-www-form-urlencoded"),)
SEARCH = "kanari{}"
NARROWING = ("area", "hub", "org", "project", "q", "peers")
"""The keys of an address that the short run gives the ids of others."""


@dataclass(frozen=True)
class Made:
    """What somebody made at the server: a view, an event, an import, an export, a frozen report."""

    owner: str
    view: str = ""
    event: str = ""
    job: str = ""
    export: str = ""
    frozen: str = ""


@dataclass(frozen=True)
class Ids:
    """The names under which one group of the canary data can be asked for."""

    group: Group
    community: str

    @property
    def org(self) -> str:
        return f"ORGKANARI{self.group.letter}-1"

    @property
    def hub(self) -> str:
        return f"SHUKAN{self.group.hub}"

    @property
    def project(self) -> str:
        return f"PROJECTKANARI{self.group.letter}-1"

    @property
    def search(self) -> str:
        """In small letters: an answer that says it again is told from one that found it."""
        return SEARCH.format(self.group.letter.lower())

    def of(self, key: str) -> str:
        """What to write under a key of an address."""
        if key in ("q", "donor", "brand", "round"):
            return self.search
        if "hub" in key or key == "peers":
            return self.hub
        if "org" in key:
            return self.org
        if "project" in key:
            return self.project
        return self.group.street if key in ("area", "parent", "alarm", "tile") else ""

    @property
    def said(self) -> tuple[str, ...]:
        """Longest first: what an answer may repeat because the request said it."""
        return (self.org, self.project, self.search, self.hub, f"FUNDINGKANARI{self.group.letter}-1")


def ids_of(letter: str) -> Ids:
    """The ids of one group."""
    from tests.security import canary

    group = next(one for one in GROUPS if one.letter == letter)
    return Ids(group, canary._community(group))


def callback(output: str, inputs: list[dict], state: list[dict] | None = None, *said: str) -> Asked:
    """A callback as the browser calls it."""
    parts = [part.rpartition(".") for part in output.strip(".").split("...")]
    outputs = [{"id": one, "property": name} for one, _, name in parts]
    body = {
        "output": output,
        "outputs": outputs if output.startswith("..") else outputs[0],
        "inputs": inputs,
        "changedPropIds": [f"{one['id']}.{one['property']}" for one in inputs],
        "state": state or [],
    }
    return as_json("POST", "/_dash-update-component", body, *said)


def page_call(output: str, address: str, *said: str) -> Asked:
    """The callback that draws an address."""
    path, _, search = address.partition("?")
    search = f"?{search}" if search else ""
    if output.startswith(".._pages_content"):
        inputs = [
            {"id": "_pages_location", "property": "pathname", "value": path},
            {"id": "_pages_location", "property": "search", "value": search},
        ]
        return callback(output, inputs, [], *said)
    if output.startswith("panel."):
        value = {"whole": f"{path}|{search}", "panel": "yes"}
        return callback(output, [{"id": "asked-panel", "property": "data", "value": value}], [], *said)
    value = {"path": path, "search": search}
    return callback(output, [{"id": "asked", "property": "data", "value": value}], [], *said)


def outputs_of(app) -> dict[str, list[str]]:
    """The callbacks a server answers, by what they take: an address, or something else."""
    known: dict[str, list[str]] = {"address": [], "else": []}
    for output, entry in app.callback_map.items():
        if "callback" not in entry:
            continue
        taken = {one["id"] for one in entry["inputs"]}
        known["address" if taken <= {"asked", "asked-panel", "_pages_location"} else "else"].append(output)
    return known


def pages(app, group: Ids, thorough: bool) -> Iterator[tuple[str, Asked]]:
    """Every page, its panel and its inner pages under ids of a group, every key of the address given one of them."""
    drawn = [output for output in outputs_of(app)["address"]]
    draw = next(output for output in drawn if output.startswith("..page.tree"))
    indicators = cycle(catalog())
    for page in all_pages():
        plain = [page.path]
        if page.inner:
            value = group.of(page.inner) or group.group.street
            plain += [f"{page.path}/{quote(value)}", f"{page.path}?{urlencode({page.inner: value})}"]
        keys = [key for key in sorted(page.understands()) if key not in ("panel", "tables") and "__" not in key]
        given = [(key, group.of(key)) for key in keys if group.of(key) and (thorough or key in NARROWING)]
        plain += [f"{page.path}?{urlencode([pair])}" for pair in given]
        plain += [f"{page.path}?{urlencode({'tables': 'all', 'year': '2024'})}"]
        if thorough:
            every = [
                (key, value) for key in keys for value in (group.org, group.hub, group.group.street, group.project)
            ]
            plain += [f"{page.path}?{urlencode([pair])}" for pair in every]
        for address in plain:
            yield f"page {page.path}", page_call(draw, address, *group.said)
        indicator = next(indicators)
        asked = {"panel": indicator, "area": group.group.street}
        for output in drawn:
            if output != draw:
                yield (
                    f"callback {output}",
                    page_call(output, f"{plain[1] if page.inner else page.path}?{urlencode(asked)}", *group.said),
                )
        yield f"html {page.path}", Asked("GET", plain[-2], said=group.said)
    for indicator in catalog() if thorough else ():
        for address in (
            f"/?panel={indicator}",
            f"/?panel={indicator}&area={group.group.street}",
            f"/hubs/{group.hub}?panel={indicator}",
        ):
            yield "panel", page_call("panel.tree", address, *group.said)
    yield "page none", page_call(draw, f"/nichts/{group.org}", *group.said)
    yield "html none", Asked("GET", f"/nichts/{quote(group.org)}", said=group.said)


def records(group: Ids, thorough: bool) -> Iterator[tuple[str, Asked]]:
    """Every kind of record: rows, sums, statements, files; narrowed to what is not one's own."""
    formats = cycle(FORMATS)
    for number, (type_id, found) in enumerate(record_types().items()):
        base = f"/api/v1/records/{type_id}"
        columns = ",".join(found.columns)
        yield f"records {type_id}", Asked("GET", f"{base}?limit=1000&columns={columns}", said=group.said)
        wanted = FORMATS if thorough else (next(formats),)
        if not thorough and number % 3:
            continue
        yield f"summary {type_id}", Asked("GET", f"{base}/summary", said=group.said)
        yield f"sql {type_id}", Asked("GET", f"{base}/sql", said=group.said)
        for kind in wanted:
            yield f"file {type_id} {kind}", Asked("GET", f"{base}?format={kind}&columns={columns}", said=group.said)
        narrowed = {
            "hub_id": {"hub": group.hub},
            "org_id": {"org": group.org},
            "project_id": {"project": group.project},
        }
        for column, choice in narrowed.items():
            if column in found.columns:
                yield f"records {type_id} {column}", Asked("GET", f"{base}?{urlencode(choice)}", said=group.said)
        if found.has_area:
            yield f"records {type_id} area", Asked("GET", f"{base}?area={group.group.street}", said=group.said)
        texts = [
            column.id for column in found.columns.values() if column.kind in ("text", "code") and not column.choices
        ]
        for column in texts if thorough else texts[:1]:
            query = urlencode({f"{column}__contains": group.search, "sort": f"-{column}"})
            yield f"records {type_id} contains", Asked("GET", f"{base}?{query}", said=group.said)
            yield (
                f"summary {type_id} contains",
                Asked("GET", f"{base}/summary?{query.split('&sort')[0]}", said=group.said),
            )


def indicators(group: Ids, thorough: bool) -> Iterator[tuple[str, Asked]]:
    """Every indicator, as it is and asked about others; told apart by area and hub; with its statement."""
    for number, (indicator, definition) in enumerate(catalog().items()):
        base = f"/api/v1/indicators/{indicator}"
        year = {"year": "2024"}
        ways = [
            year,
            year | {"area": group.group.street},
            year | {"hub": group.hub},
            year | {"by": "hub"},
            year | {"by": "area", "level": "4"},
            {"by": "year"},
        ]
        if thorough:
            ways += [year | {"by": key} for key in definition.filters]
            ways += [year | {"by": "area", "level": "4", "area": area} for area in ("330000000000", "430000000000")]
        for choice in ways if thorough else (ways[number % len(ways)],):
            yield f"indicator {indicator}", Asked("GET", f"{base}?{urlencode(choice)}", said=group.said)
        if thorough or number % 8 == 0:
            yield f"indicator {indicator} sql", Asked("GET", f"{base}/sql?{urlencode(year)}", said=group.said)


def files_of_pages(group: Ids, thorough: bool) -> Iterator[tuple[str, Asked]]:
    """What pages show, as JSON and as files."""
    formats = cycle(("json", "xlsx"))
    for name, page in exported_pages().items():
        base = f"/api/v1/pages/{name}"
        inner = {page.inner: group.of(page.inner) or group.group.street} if page.inner else {}
        for wanted in ("json", "xlsx") if thorough else (next(formats),):
            yield f"page file {name}", Asked("GET", f"{base}?{urlencode({**inner, 'format': wanted})}", said=group.said)
        if "area" in page.understands() and page.inner != "area":
            given = {**inner, "area": group.group.street, "format": "json"}
            yield f"page file {name} area", Asked("GET", f"{base}?{urlencode(given)}", said=group.said)
        yield (
            f"page table {name}",
            Asked("GET", f"{base}/cards?{urlencode({**inner, 'format': 'csv'})}", said=group.said),
        )


def reports(group: Ids, thorough: bool) -> Iterator[tuple[str, Asked]]:
    """Yearly reports of a hub and of areas, and frozen ones."""
    for wanted in ("json", *REPORTS) if thorough else ("json", "docx"):
        for path in (
            f"hubs/{group.hub}",
            f"areas/{group.group.street}",
            "areas/all",
            f"hubs/名称KANARI{group.group.letter}",
        ):
            said = (f"枢纽名称KANARI{group.group.letter}第1", f"名称KANARI{group.group.letter}", *group.said)
            yield f"report {path}", Asked("GET", f"/api/v1/reports/{quote(path)}?format={wanted}&year=2024", said=said)
    yield "frozen", Asked("GET", "/api/v1/reports/frozen", said=group.said)
    yield "frozen of", Asked("GET", f"/api/v1/reports/frozen?hub={group.hub}", said=group.said)
    for address in (f"/hubs/{group.hub}?year=2024", f"/?area={group.group.street}&year=2024"):
        yield "freeze", form("/frozen/freeze", said=group.said, address=address, by="某", why="看看")


def rest_of_api(group: Ids) -> Iterator[tuple[str, Asked]]:
    """The addresses without a registry of their own."""
    for path in (
        "openapi.json",
        "indicators",
        "cases",
        "deliveries",
        "problems",
        "problems?format=csv",
        "problems?format=xlsx",
        f"areas?q={group.search}",
        f"areas?parent={group.group.street}",
        "areas?level=3",
    ):
        yield f"api {path.partition('?')[0]}", Asked("GET", f"/api/v1/{path}", said=group.said)
    for path in ("/_dash-layout", "/_dash-dependencies", "/imports/jobs", "/imports/templates/organizations.xlsx"):
        yield path, Asked("GET", path, said=group.said)


def things(made: Made) -> Iterator[tuple[str, Asked]]:
    """What somebody made, asked for by its id by another."""
    if made.view:
        yield "view", Asked("GET", f"/v/{made.view}")
        for step, more in (("rename", {"name": "改了"}), ("delete", {}), ("restore", {})):
            yield f"views {step}", form(f"/views/{step}", code=made.view, **more)
    if made.event:
        for step, more in (("change", {"day": "2024-05-05", "words": "改了"}), ("delete", {}), ("restore", {})):
            yield f"events {step}", form(f"/views/events/{step}", id=made.event, **more)
    if made.job:
        yield "job", Asked("GET", f"/imports/jobs/{made.job}")
        yield "job marked", Asked("GET", f"/imports/jobs/{made.job}/marked")
        for step in ("check", "confirm", "retry", "cancel"):
            yield f"job {step}", Asked("POST", f"/imports/jobs/{made.job}/{step}")
    if made.export:
        yield "export", Asked("GET", f"/exports/{made.export}")
        yield "export file", Asked("GET", f"/exports/{made.export}/file")
        yield "export gone", Asked("DELETE", f"/exports/{made.export}")
    if made.frozen:
        for wanted in ("json", *REPORTS):
            yield "frozen file", Asked("GET", f"/api/v1/reports/frozen/{made.frozen}?format={wanted}")


def changes(group: Ids, owner: str) -> Iterator[tuple[str, Asked]]:
    """Things that can be made or decided about what is not one's own."""
    address = f"/api/v1/records/organizations?hub={group.hub}&format=csv"
    yield "exports", as_json("POST", "/exports", {"address": address}, *group.said)
    yield "exports", as_json("POST", "/exports", {"address": "/api/v1/records/activities?format=csv"}, *group.said)
    yield "views save", form("/views/save", name=f"看看{owner}", address=f"/area/{group.group.street}")
    yield "event add", form("/views/events/add", day="2024-04-04", words=f"事{owner}", area=group.group.street)
    for owned in ({"goal_hub": group.hub}, {"area": group.group.street}):
        target = {"goal": "orgs", "goal_year": "2025", "goal_value": "12", "goal_source": "测试", **owned}
        yield "target", form("/targets/enter", said=group.said, **target)
    yield "target away", form("/targets/withdraw", delivery="1")
    for task in ("1", "2", "3"):
        yield "todo", form("/todo/decide", task=task, choice="keep", note="", by="")


def keeping() -> Iterator[tuple[str, Asked]]:
    """Changes of accounts, of one's own and of others', and the record of what was done."""
    for step in ("add", "change", "reset", "disable", "enable", "unlock"):
        yield f"accounts {step}", form(f"/accounts/{step}", name="tianbao-e", role="管理员", area="", hub="")
    for step in ("password", "sessions/end", "sessions/end-others", "tokens/make", "tokens/revoke"):
        yield f"account {step}", form(f"/account/{step}", id="1", purpose="x", session="x", token="x")
    yield "audit lines", Asked("GET", "/audit/lines.csv")
    yield "audit verify", form("/audit/verify")


def form(path: str, said: tuple[str, ...] = (), **fields: str) -> Asked:
    """An ordinary form."""
    return Asked("POST", path, urlencode(fields).encode(), FORM, said)


def every_way(app, group: Ids, thorough: bool) -> list[tuple[str, Asked]]:
    """Everything that only looks."""
    ways = [*pages(app, group, thorough), *records(group, thorough), *indicators(group, thorough)]
    ways += [*files_of_pages(group, thorough), *reports(group, thorough), *rest_of_api(group)]
    return ways


def endpoints(server, asked: list[Asked]) -> set[str]:
    """The address rules that requests reach."""
    adapter, found = server.url_map.bind("127.0.0.1"), set()
    for one in asked:
        with suppress(MethodNotAllowed, NotFound):
            found.add(adapter.match(unquote(one.path.partition("?")[0]), method=one.method)[0])
    return found


def body_of(asked: Asked) -> dict:
    """The JSON a request sends."""
    return json.loads(asked.body or b"{}")
