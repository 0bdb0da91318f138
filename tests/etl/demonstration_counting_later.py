"""The published cases that the later record types carry, worked out from the files in plain Python."""

from collections.abc import Callable, Iterator
from datetime import date
from urllib.parse import parse_qsl

from tests.etl.demonstration_counting import COUNTS, Rows, day_of, span_of, within

WORDS = {
    "training_kind": "kind", "training_mode": "mode", "partner_kind": "kind", "facility_kind": "kind",
    "honour_kind": "kind", "honour_level": "level", "demand_kind": "kind",
}  # fmt: skip
TIMES = ("as_of", "from", "to", "year", "by", "round")
YES = {"是": True, "√": True, "有": True, "否": False, "×": False, "无": False}


def _asked(rows: Rows, area: str, choices: dict) -> Iterator[dict]:
    """Rows of the area that have one of the chosen words in every column chosen."""
    chosen = {WORDS.get(key, key): words.split(",") for key, words in choices.items() if key not in TIMES}
    for row in rows:
        if within(row, area) and all(_word(row, column) in words for column, words in chosen.items()):
            yield row


def _word(row: dict, column: str) -> object:
    return {True: "是", False: "否"}.get(YES.get(row[column])) if column == "agreement" else row[column]


def _flow(record_type: str, day: str) -> Callable[[dict, str, dict], Rows]:
    def found(records: dict, area: str, choices: dict) -> Rows:
        first, last = span_of(choices)
        return [row for row in _asked(records[record_type], area, choices) if first <= row[day] <= last]

    return found


def _stock(record_type: str, begun: str, ended: str) -> Callable[[dict, str, dict], Rows]:
    def found(records: dict, area: str, choices: dict) -> Rows:
        day = day_of(choices)
        rows = _asked(records[record_type], area, choices)
        return [row for row in rows if row[begun] <= day and not (row[ended] and row[ended] <= day)]

    return found


trained, heard = _flow("trainings", "held_on"), _flow("demands", "opened_on")
won, entered = _flow("honours", "happened_on"), _flow("points", "happened_on")
held, open_places = _stock("partners", "signed_on", "ended_on"), _stock("facilities", "opened_on", "closed_on")


def attendances(records: dict, area: str, choices: dict) -> int:
    return int(sum(row["attendances"] for row in trained(records, area, choices)))


def redeemed(records: dict, area: str, choices: dict) -> int:
    return int(sum(row["points"] for row in entered(records, area, choices | {"kind": "兑换"})))


def square_metres(records: dict, area: str, choices: dict) -> int:
    return int(sum(row["m2"] or 0 for row in open_places(records, area, choices)))


def items(records: dict, area: str, choices: dict) -> int:
    return int(sum(row["items"] for row in won(records, area, choices)))


def persons(records: dict, area: str, choices: dict) -> int:
    first, last = span_of(choices)
    rows = [row for row in records["activities"] if within(row, area) and row.get("brand") == choices["brand"]]
    return int(sum(row["persons"] or 0 for row in rows if first <= row["held_on"] <= last))


def _applications(records: dict, area: str, choices: dict) -> Rows:
    """Projects by the day of application; everything else that a round is asked for by."""
    first, last = span_of(choices)
    rows = [row for row in records["projects"] if within(row, area) and first <= row["applied_on"] <= last]
    return [row for row in rows if choices.get("round", row["round"]) == row["round"]]


def approved(records: dict, area: str, choices: dict) -> int:
    return sum(1 for row in _applications(records, area, choices) if row["approved_on"])


def mean_payment(records: dict, area: str, choices: dict) -> float:
    first, last = span_of(choices)
    homes = {row["org_id"]: row["area_code"] for row in records["organizations"]}
    amounts = [
        row["amount"]
        for row in records["funding"]
        if row["status"] == "拨付" and row["instrument"] == choices["instrument"] and not row["parent_id"]
        and first <= row["paid_on"] <= last and within(row | {"area_code": homes.get(row["org_id"])}, area)
    ]  # fmt: skip
    return sum(amounts) / len(amounts)


def budget(records: dict, area: str, choices: dict) -> int:
    first, last = span_of(choices)
    rows = [row for row in records["funding"] if row["status"] == "预算" and row["source"] == choices["source"]]
    return int(sum(row["amount"] for row in rows if within(row, area) and first <= row["paid_on"] <= last))


def first_year(days: Iterator[date | None]) -> str:
    return str(min(day for day in days if day).year)


def _hubs(records: dict, area: str, choices: dict) -> Iterator[date]:
    level = choices.get("level")
    return (row["established_on"] for row in records["hubs"] if within(row, area) and level in (None, row["level"]))


def hub_began(records: dict, area: str, choices: dict) -> str:
    began = min(_hubs(records, area, choices))
    return f"{began:%Y-%m}" if choices["by"] == "month" else str(began.year)


def place_opened(records: dict, area: str, choices: dict) -> str:
    return first_year(row["opened_on"] for row in _asked(records["facilities"], area, choices))


def first_hatched(records: dict, area: str, choices: dict) -> str:
    hubs = {row["hub_id"] for row in records["hubs"] if row["name"] == choices["hub"]}
    return first_year(row["hatched_on"] for row in records["organizations"] if row["hub_id"] in hubs)


def organization_began(records: dict, area: str, choices: dict) -> str:
    row = next(row for row in records["organizations"] if row["name"] == choices["org"])
    return str(row["registered_on"].year)


def honoured(records: dict, area: str, choices: dict) -> str:
    return first_year(row["happened_on"] for row in _asked(records["honours"], area, choices))


def own_grade(records: dict, area: str, choices: dict) -> str:
    hub = next(row["org_id"] for row in records["organizations"] if row["name"] == choices["org"])
    rows = [row for row in records["ratings"] if row["org_id"] == hub and row["ladder"] == choices["ladder"]]
    return max(rows, key=lambda row: row["awarded_on"])["grade"]


def kinds_of(record_type: str, column: str, keep: Callable[[dict, dict], bool]) -> Callable[[dict, str, dict], int]:
    """How many different words stand in a column of the rows kept (organisations and hubs lend their areas)."""

    def counted(records: dict, area: str, choices: dict) -> int:
        homes = {row["org_id"]: row["area_code"] for row in records["organizations"]}
        homes |= {row["hub_id"]: row["area_code"] for row in records["hubs"]}
        found = set()
        for row in records[record_type]:
            place = row.get("area_code") or homes.get(row.get("org_id") or row["hub_id"])
            is_inside = not area or within({"area_code": place}, area)
            if is_inside and row.get(column) and keep(row, choices):
                found.add(row[column])
        return len(found)

    return counted


def criteria(records: dict, area: str, choices: dict) -> int:
    """How many of the five criteria have scores in the projects' own rows."""
    rows = [row for row in records["projects"] if within(row, area) and row["applied_on"].year == int(choices["year"])]
    names = ("score_public", "score_professional", "score_economy", "score_cohesion", "score_growth")
    return sum(any(row[name] not in (None, "") for row in rows) for name in names)


def volunteers_of(records: dict, area: str, choices: dict) -> int:
    first, last = span_of(choices)
    team = next(row["org_id"] for row in records["organizations"] if row["name"] == choices["org"])
    rows = [row for row in records["volunteer_hours"] if row["org_id"] == team and first <= row["served_on"] <= last]
    return len({row["volunteer_id"] for row in rows if row.get("volunteer_id")})


def _in_year(row: dict, choices: dict) -> bool:
    day = row.get("held_on")
    return (day.year if day else int(row["year"])) == int(choices["year"])


LATER: dict[str, Callable[[dict, str, dict], object]] = {
    "trainings": lambda *asked: len(trained(*asked)), "training_attendances": attendances,
    "demands": lambda *asked: len(heard(*asked)), "points_redeemed": redeemed,
    "partners": lambda *asked: len(held(*asked)), "facilities": lambda *asked: len(open_places(*asked)),
    "facility_m2": square_metres, "honours": items, "persons_served": persons, "payment_size": mean_payment,
    "budget_use": budget, "project_applications": lambda *asked: len(_applications(*asked)),
    "projects_approved": approved,
}  # fmt: skip
"""What is compared by its number."""

LABELLED: dict[str, Callable[[dict, str, dict], object]] = {
    "hubs": hub_began, "facilities": place_opened, "orgs_incubated": first_hatched, "orgs": organization_began,
    "honours": honoured, "tier_share": own_grade,
}  # fmt: skip
"""What is compared by the first label that has anything."""

COUNTED: dict[str, Callable[[dict, str, dict], object]] = {
    "milestone_sync_rate": kinds_of("milestones", "pair", lambda row, choices: True),
    "activities": kinds_of("activities", "mode", _in_year),
    "tier_share": kinds_of(
        "ratings", "grade", lambda row, choices: row["ladder"] == choices["ladder"] and _in_year(row, choices)
    ),
    "orgs": kinds_of("organizations", "field", lambda row, choices: True),
    "assessment_score": kinds_of("assessments", "rubric", _in_year),
    "project_scores": criteria,
    "trainings": kinds_of("trainings", "kind", lambda row, choices: row["programme"] == choices["programme"]),
}
"""What is compared by how many labels have anything."""


def compute(case: dict[str, str], records: dict[str, Rows]) -> object:
    """Return what the records say about one row of core_cases.csv (a ratio as a number, a share as its numerator)."""
    choices = dict(parse_qsl(case["when"])) | dict(parse_qsl(case["choices"]))
    found = {"首个": LABELLED, "种数": COUNTED}.get(case["answer"], COUNTS | LATER)
    counted = volunteers_of if case["indicator"] == "volunteers" and "org" in choices else found[case["indicator"]]
    return counted(records, case["area_code"], choices)
