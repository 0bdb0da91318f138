"""The published cases worked out from the files in plain Python: a second opinion on what the demonstration holds."""

from collections.abc import Callable
from datetime import date

LAST_DAY = date(2025, 12, 31)
Rows = list[dict]


def within(row: dict, area: str) -> bool:
    """Tell whether a row lies at or below an area of level 3, 4 or 5."""
    prefix = area[:6] if area.endswith("000000") else area[:9] if area.endswith("000") else area
    return bool(row["area_code"]) and str(row["area_code"]).startswith(prefix)


def day_of(choices: dict[str, str]) -> date:
    return date.fromisoformat(choices["as_of"])


def span_of(choices: dict[str, str]) -> tuple[date, date]:
    """Return first and last day of a flow: a year, or from and to, either of which may be open."""
    if "year" in choices:
        return date(int(choices["year"]), 1, 1), date(int(choices["year"]), 12, 31)
    first = date.fromisoformat(choices["from"]) if "from" in choices else date.min
    return first, date.fromisoformat(choices["to"]) if "to" in choices else LAST_DAY


def state(row: dict, day: date) -> str | None:
    """Return 登记, 备案 or 未登记 on a day; None for what had not begun or was over."""
    if row["closed_on"] and row["closed_on"] <= day:
        return None
    if row["registered_on"] and row["registered_on"] <= day:
        return "登记"
    if row["filed_on"] and row["filed_on"] <= day:
        return "备案"
    begun = row["established_on"] or row["joined_on"]
    if not begun or begun > day:
        return None
    has_dates = row["registered_on"] or row["filed_on"]
    return "未登记" if has_dates else row["registration"]


def alive(row: dict, day: date) -> bool:
    return not (row["closed_on"] and row["closed_on"] <= day)


def organizations(records: dict, area: str, choices: dict) -> int:
    return len(_counted(records, area, choices))


def _counted(records: dict, area: str, choices: dict) -> Rows:
    day, universe = day_of(choices), choices.get("universe", "登记备案")
    hubs = {hub["hub_id"] for hub in records["hubs"] if hub["name"] == choices.get("hub")}
    found = []
    for row in records["organizations"]:
        now = state(row, day)
        is_counted = now in ("登记", "备案") or (
            now == "未登记" and universe == "全部" and row["legal_form"] == "志愿团队"
        )
        fits = choices.get("legal_form", row["legal_form"]) == row["legal_form"]
        fits = fits and choices.get("registration", now) == now and (not hubs or row["hub_id"] in hubs)
        if within(row, area) and is_counted and fits and row["legal_form"] != "企业":
            found.append(row)
    return found


def hatched(records: dict, area: str, choices: dict) -> int:
    day = day_of(choices)
    hubs = {hub["hub_id"] for hub in records["hubs"] if hub["name"] == choices.get("hub")}
    rows = [row for row in records["organizations"] if within(row, area) and (not hubs or row["hub_id"] in hubs)]
    return sum(1 for row in rows if row["hatched_on"] and row["hatched_on"] <= day and alive(row, day))


def introduced(records: dict, area: str, choices: dict) -> int:
    day = day_of(choices)
    rows = [row for row in records["organizations"] if within(row, area) and row["origin"] == "引进"]
    return sum(1 for row in rows if row["joined_on"] and row["joined_on"] <= day and alive(row, day))


def density(records: dict, area: str, choices: dict) -> float:
    key = (area, day_of(choices).year, choices["basis"])
    persons = {(row["area_code"], int(row["year"]), row["basis"]): row["persons"] for row in records["population"]}[key]
    return organizations(records, area, choices) / float(persons) * 10000


def rated(records: dict, area: str, choices: dict) -> int:
    """Count organisations whose latest rating still valid on the day has the grade."""
    day, found = day_of(choices), {}
    places = {row["org_id"]: row for row in records["organizations"] if alive(row, day)}
    for row in sorted(records["ratings"], key=lambda row: row["awarded_on"]):
        organization = places.get(row["org_id"])
        if row["ladder"] != choices["ladder"] or not organization or not within(organization, area):
            continue
        begun = row["awarded_on"]
        until = row["valid_until"] or date(begun.year + 5, begun.month, min(begun.day, 28))
        if begun <= day <= until:
            found[row["org_id"]] = row["grade"]
    return sum(1 for grade in found.values() if grade == choices["grade"])


def _held(records: dict, area: str, choices: dict) -> Rows:
    first, last = span_of(choices)
    rows = [row for row in records["activities"] if within(row, area) and first <= row["held_on"] <= last]
    for key in ("kind", "brand"):
        rows = [row for row in rows if choices.get(key, row.get(key)) == row.get(key)]
    return rows


def activities(records: dict, area: str, choices: dict) -> int:
    return len(_held(records, area, choices))


def visits(records: dict, area: str, choices: dict) -> int:
    return int(sum(row["visits"] or 0 for row in _held(records, area, choices)))


def communities_served(records: dict, area: str, choices: dict) -> int:
    places = {row["area_code"] for row in _held(records, area, choices)}
    return sum(1 for place in places if 1 <= int(place[9:]) <= 399)


def _paid(records: dict, area: str, choices: dict, status: str) -> Rows:
    first, last = span_of(choices)
    asked = choices.get("custody", "自有")
    found = []
    for row in records["funding"]:
        in_custody = row["custody"] in ("是", "√")
        is_asked = row["status"] == status and in_custody == (asked == "代管") and not row["parent_id"]
        matches = choices.get("instrument", row["instrument"]) == row["instrument"]
        matches = matches and choices.get("project", row["project_id"]) == row["project_id"]
        if is_asked and matches and within(row, area) and first <= row["paid_on"] <= last:
            found.append(row)
    return found


def received(records: dict, area: str, choices: dict) -> int:
    return int(sum(row["amount"] for row in _paid(records, area, choices, "到账")))


def granted(records: dict, area: str, choices: dict) -> int:
    return int(sum(row["amount"] for row in _paid(records, area, choices, "拨付")))


def donors(records: dict, area: str, choices: dict) -> int:
    return len({row["donor"] for row in _paid(records, area, choices, "到账") if row["donor"]})


def hubs(records: dict, area: str, choices: dict) -> int:
    return sum(1 for row in _open_hubs(records, area, choices) if row["level"] == choices["level"])


def _open_hubs(records: dict, area: str, choices: dict) -> Rows:
    return [row for row in records["hubs"] if within(row, area) and row["established_on"] <= day_of(choices)]


def hub_coverage(records: dict, area: str, choices: dict) -> int:
    return len({row["area_code"] for row in _open_hubs(records, area, choices) if row["level"] == "街道"})


def filings(records: dict, area: str, choices: dict) -> int:
    first, last = span_of(choices)
    rows = [row for row in records["organizations"] if within(row, area) and row["filed_on"]]
    return sum(1 for row in rows if first <= row["filed_on"] <= last)


def volunteers(records: dict, area: str, choices: dict) -> int:
    first, last = span_of(choices)
    rows = [row for row in records["volunteer_hours"] if within(row, area) and first <= row["served_on"] <= last]
    return len({row["volunteer_id"] for row in rows if row.get("volunteer_id")})


def participations(records: dict, area: str, choices: dict) -> int:
    first, last = span_of(choices)
    brands = {row["activity_id"]: row.get("brand") for row in records["activities"]}
    rows = [row for row in records["volunteer_hours"] if within(row, area) and first <= row["served_on"] <= last]
    return int(sum(row.get("volunteers") or 1 for row in rows if brands[row["activity_id"]] == choices["brand"]))


COUNTS: dict[str, Callable[[dict, str, dict], object]] = {
    "orgs": organizations, "orgs_incubated": hatched, "orgs_introduced": introduced, "orgs_per_10k_people": density,
    "tier_share": rated, "activities": activities, "visits": visits, "communities_served": communities_served,
    "funds_received": received, "funds_granted": granted, "donors": donors, "hubs": hubs,
    "hub_coverage": hub_coverage, "filings": filings, "volunteers": volunteers,
    "volunteer_participations": participations,
}  # fmt: skip


def settle(records: dict[str, Rows]) -> tuple[dict[str, Rows], dict[str, int]]:
    """Return the records without the rows that wait for an organisation, hub or activity, and how many wait."""
    known = {
        "org_id": {row["org_id"] for row in records["organizations"]},
        "hub_id": {row[column] for row in records["hubs"] for column in ("hub_id", "name")},
        "activity_id": {row["activity_id"] for row in records["activities"]},
    }
    waiting, settled = {}, dict(records)
    for record_type, columns in REFERENCES.items():
        kept = [row for row in records[record_type] if all(row.get(c) in known[c] | {None} for c in columns)]
        settled[record_type] = kept
        if len(kept) < len(records[record_type]):
            waiting[record_type] = len(records[record_type]) - len(kept)
    return settled, waiting


REFERENCES = {
    "organizations": ("hub_id",), "ratings": ("org_id",), "activities": ("org_id", "hub_id"),
    "funding": ("org_id", "hub_id"), "volunteer_hours": ("org_id", "activity_id"),
    "projects": ("org_id", "hub_id"), "demands": ("org_id",), "trainings": ("org_id", "hub_id"),
    "milestones": ("org_id",), "assessments": ("org_id", "hub_id"), "partners": ("hub_id",),
}  # fmt: skip
