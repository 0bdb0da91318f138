"""The lake's Parquet read a second time, in plain Python: which rows hold today, and where they lie.

Knows nothing of the warehouse, of the models or of the query shapes.
"""

import json
from functools import cache, cached_property
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[2]
WIDTHS = {1: 2, 2: 4, 3: 6, 4: 9, 5: 12}
KEYS = {
    "areas": [["area_code"]],
    "hubs": [["hub_id"]],
    "organizations": [["org_id"]],
    "activities": [["activity_id"]],
    "population": [["area_code", "year", "basis"]],
    "ratings": [["org_id", "ladder", "year"]],
    "funding": [["funding_id"]],
    "workforce": [["area_code", "year"]],
    "volunteer_hours": [
        ["record_id"],
        ["volunteer_id", "activity_id", "served_on"],
        ["org_id", "activity_id", "area_code", "served_on"],
    ],
    "projects": [["project_id"]],
    "project_scores": [["project_id", "reviewer"]],
    "trainings": [["training_id"]],
    "demands": [["demand_id"]],
    "points": [["entry_id"]],
    "partners": [["partner_id"]],
    "milestones": [["org_id", "pair"]],
    "facilities": [["facility_id"]],
    "honours": [["honour_id"]],
    "improvements": [["improvement_id"]],
    "assessments": [["hub_id", "rubric", "year", "item"], ["org_id", "rubric", "year", "item"]],
}
SPOTS = ["area_code", "hub_id", "org_id"]
REFERENCES = {
    "hubs": ["area_code"],
    "organizations": ["area_code", "hub_id"],
    "activities": SPOTS,
    "funding": SPOTS,
    "volunteer_hours": ["area_code", "org_id", "activity_id"],
    "ratings": ["org_id"],
    "population": ["area_code"],
    "workforce": ["area_code"],
    "projects": [*SPOTS, "previous_id"],
    "project_scores": ["project_id"],
    "trainings": SPOTS,
    "demands": ["area_code", "org_id", "project_id"],
    "points": [*SPOTS, "activity_id", "partner_id"],
    "partners": ["area_code", "hub_id"],
    "milestones": ["org_id"],
    "facilities": SPOTS,
    "honours": SPOTS,
    "improvements": ["area_code", "hub_id"],
    "assessments": ["hub_id", "org_id"],
}
TABLES = {
    "area_code": "areas", "hub_id": "hubs", "org_id": "organizations", "activity_id": "activities",
    "project_id": "projects", "previous_id": "projects", "partner_id": "partners",
}  # fmt: skip


@cache
def national_tree() -> dict[str, int]:
    """Level by code; of a code used twice the higher area."""
    path = ROOT / "data" / "reference" / "areas.parquet"
    rows = duckdb.sql(f"SELECT code, min(level) FROM read_parquet('{path}') GROUP BY code").fetchall()
    return dict(rows)


class Lake:
    """Current rows of every record type, as dictionaries with `lineage`: the codes of the areas a row lies in."""

    def __init__(self, folder: Path):
        self.manifests = self._manifests(folder)
        assert not any(manifest["mode"] == "全量" for manifest in self.manifests), "全量 is not calculated here"
        self.folder = folder
        self.extra = self._extra_areas()
        self.words: dict[str, dict[str, str | None]] = {"areas": {}}
        self.hubs = self._current("hubs")
        self.words["hubs"] = _words(self.hubs, "hub_id", [])
        self.organizations = self._current("organizations")
        self.words["organizations"] = _words(self.organizations, "org_id", ["uscc"])
        self.activities = self._current("activities")
        self.words["activities"] = {row["activity_id"]: row["activity_id"] for row in self.activities}

    @cached_property
    def population(self):
        return self._current("population")

    @cached_property
    def ratings(self):
        found = self._current("ratings")
        homes = {row["org_id"]: row for row in self.organizations}
        return [row | {"lineage": homes[row["org_id"]]["lineage"], "org": homes[row["org_id"]]} for row in found]

    @cached_property
    def workforce(self):
        return self._current("workforce")

    @cached_property
    def volunteer_hours(self):
        held = {row["activity_id"]: row for row in self.activities}
        for row in (found := self._current("volunteer_hours")):
            activity = held.get(row["activity_id"], {})
            row |= {name: activity.get(name) for name in ("brand", "project_id", "hub_id", "kind")}
            row["people"] = 1 if row["volunteers"] is None else row["volunteers"]
        return found

    @cached_property
    def funding(self):
        homes = {row["org_id"]: row["area_code"] for row in self.organizations}
        hubs = {row["hub_id"]: row["area_code"] for row in self.hubs}
        for row in (found := self._current("funding")):
            row["area_code"] = row["area_code"] or homes.get(row["org_id"]) or hubs.get(row["hub_id"])
            row["lineage"] = self.lineage(row["area_code"])
            row["is_custody"] = row["custody"] if row["custody"] is not None else row["instrument"] == "代管"
        return found

    @cached_property
    def projects(self):
        known = {row["project_id"] for row in self._delivered("projects")}
        self.words["projects"] = {project_id: project_id for project_id in known}
        found = self._current("projects")
        self.words["projects"] = _words(found, "project_id", [])
        return found

    @cached_property
    def partners(self):
        found = self._current("partners")
        self.words["partners"] = _words(found, "partner_id", [])
        return found

    @cached_property
    def demands(self):
        assert self.projects is not None
        return self._current("demands")

    @cached_property
    def milestones(self):
        homes = {row["org_id"]: row for row in self.organizations}
        return [
            row | {"lineage": homes[row["org_id"]]["lineage"], "hub_id": homes[row["org_id"]]["hub_id"]}
            for row in self._current("milestones")
        ]

    @cached_property
    def trainings(self):
        return self._current("trainings")

    @cached_property
    def points(self):
        assert self.partners is not None
        held = {row["activity_id"]: row for row in self.activities}
        for row in (found := self._current("points")):
            activity = held.get(row["activity_id"], {})
            row |= {name: row[name] or activity.get(name) for name in ("hub_id", "org_id")}
        return found

    @cached_property
    def assessments(self):
        homes = {row["org_id"]: row for row in self.organizations} | {row["hub_id"]: row for row in self.hubs}
        found = self._current("assessments")
        return [row | {"lineage": homes[row["org_id"] or row["hub_id"]]["lineage"]} for row in found]

    @cached_property
    def facilities(self):
        return self._current("facilities")

    @cached_property
    def honours(self):
        return self._current("honours")

    @cached_property
    def improvements(self):
        return self._current("improvements")

    @cached_property
    def declared(self):
        """(type, area, from, to) of every delivery that says what it covers."""
        found = []
        for manifest in self.manifests:
            if manifest["area"] and (manifest["from"] or manifest["to"]):
                known = self.lineage(manifest["area"])
                if known:
                    last = manifest["to"] or manifest["received_at"][:10]
                    found.append((manifest["type"], known, manifest["from"] or "1900-01-01", last))
        return found

    def lineage(self, code: str | None) -> tuple[str, ...]:
        """Codes of the areas a code lies in, itself last; empty when it is unknown."""
        if code is None:
            return ()
        if code in self.extra:
            return (*self.lineage(self.extra[code]["parent_code"]), code)
        level = national_tree().get(code)
        return tuple(code[: WIDTHS[n]].ljust(12, "0") for n in range(1, level + 1)) if level else ()

    def level(self, code: str) -> int:
        """1 province … 5 community; extra areas say their own."""
        return int(self.extra[code]["level"]) if code in self.extra else national_tree()[code]

    def _manifests(self, folder: Path) -> list[dict]:
        found = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("lake/*/*/manifest.json"))]
        withdrawn = set()
        for ledger in sorted(folder.glob("lake/*.jsonl")):
            for line in ledger.read_text("utf-8").splitlines():
                event = json.loads(line)
                if event["event"] == "withdrawn":
                    withdrawn.add(event["delivery"])
                elif event["event"] == "restored":
                    withdrawn.discard(event["delivery"])
        return sorted((m for m in found if m["delivery"] not in withdrawn), key=lambda m: m["sequence"])

    def _delivered(self, record_type: str) -> list[dict]:
        """Accepted rows in the order they arrived."""
        found = []
        for manifest in self.manifests:
            if manifest["type"] == record_type and manifest["accepted"]:
                path = self.folder / "lake" / record_type / manifest["delivery"] / "rows.parquet"
                cursor = duckdb.connect().execute("SELECT * FROM read_parquet(?) ORDER BY _row", [str(path)])
                names = [column[0] for column in cursor.description]
                found += [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        return found

    def _extra_areas(self) -> dict[str, dict]:
        rows = {row["area_code"]: row for row in self._delivered("areas")}
        return {code: row for code, row in rows.items() if code not in national_tree()}

    def _current(self, record_type: str) -> list[dict]:
        """The latest row of every key, if everything it refers to exists."""
        latest: dict[tuple, dict] = {}
        for number, row in enumerate(self._delivered(record_type)):
            resolved = row | {"known": True}
            for column, target in self._references(record_type):
                if row.get(column) is not None:
                    found = self._resolve(target, row[column])
                    resolved["known"] = resolved["known"] and found is not None
                    resolved[column] = found or row[column]
            latest[_key(record_type, resolved, number)] = resolved
        if record_type == "organizations":
            _refuse_shared_codes(latest, self._delivered(record_type))
        if record_type == "funding":
            ids = {row["funding_id"] for row in latest.values()}
            for row in latest.values():
                row["known"] = row["known"] and (row["parent_id"] is None or row["parent_id"] in ids)
        rows = [row for row in latest.values() if row["known"]]
        return [row | {"lineage": self.lineage(row.get("area_code"))} for row in rows]

    def _references(self, record_type: str) -> list[tuple[str, str]]:
        return [(column, TABLES[column]) for column in REFERENCES[record_type]]

    def _resolve(self, table: str, word: str) -> str | None:
        if table == "areas":
            named = [code for code, row in self.extra.items() if row["name"] == word]
            return word if self.lineage(word) else (named[0] if len(named) == 1 else None)
        return self.words[table].get(word)


def _key(record_type: str, row: dict, number: int) -> tuple:
    for position, columns in enumerate(KEYS[record_type]):
        if row[columns[0]] is not None:
            return (position, *(row[column] for column in columns))
    return ("row", number)


def _words(rows: list[dict], own: str, codes: list[str]) -> dict[str, str | None]:
    """What may stand for a row: its id, its codes, or its name where only one bears it."""
    known: dict[str, str | None] = {row[own]: row[own] for row in rows}
    for row in rows:
        for code in codes:
            if row[code] is not None:
                known.setdefault(row[code], row[own])
    bearers: dict[str, list[str]] = {}
    for row in rows:
        bearers.setdefault(row["name"], []).append(row[own])
    for name, ids in bearers.items():
        if name not in known and len(ids) == 1:
            known[name] = ids[0]
    return known


def _refuse_shared_codes(latest: dict[tuple, dict], delivered: list[dict]) -> None:
    """A code is that of the id that has said it longest without a break."""
    since: dict[str, tuple[str, int]] = {}
    for number, row in enumerate(delivered):
        code = row["uscc"] or row["org_id"]
        if since.get(row["org_id"], ("", 0))[0] != code:
            since[row["org_id"]] = (code, number)
    holders: dict[str, str] = {}
    for org_id, (code, _) in sorted(since.items(), key=lambda one: one[1][1]):
        holders.setdefault(code, org_id)
    for row in latest.values():
        if holders[row["uscc"] or row["org_id"]] != row["org_id"]:
            row["known"] = False
