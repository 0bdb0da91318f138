"""Rows as clerks get them wrong: some must be sent back, some wait for their partner, some came twice.

Each is a good row with a new number and one wrong cell, so that what should happen to it is known beforehand.
"""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from etl.demonstration.chance import dice
from etl.demonstration.credit_code import broken_credit_code
from etl.demonstration.register import Row
from etl.demonstration.sheets import Sheet

NUMBERS = {
    "organizations": "org_id",
    "activities": "activity_id",
    "funding": "funding_id",
    "volunteer_hours": "volunteer_id",
    "projects": "project_id",
    "trainings": "training_id",
    "demands": "demand_id",
    "points": "entry_id",
    "partners": "partner_id",
    "facilities": "facility_id",
    "honours": "honour_id",
    "improvements": "improvement_id",
}
UNKNOWN_ORGANIZATION = "B000000000-9999"
WRONG_CELLS: dict[str, dict[str, dict[str, Any]]] = {
    "population": {"no_basis": {"basis": ""}, "nobody": {"persons": 0, "year": 2011}},
    "organizations": {
        "no_such_day": {"filed_on": "2019年2月30日"},
        "no_area": {"area_code": ""},
        "closed_too_early": {"closed_on": "1998-05-20"},
        "unknown_form": {"legal_form": "兴趣班"},
        "unknown_state": {"registration": "审批中"},
        "no_name": {"name": ""},
    },
    "ratings": {
        "foreign_grade": {"ladder": "评估等级", "grade": "优秀", "year": 2010},
        "unknown_grade": {"grade": "合格", "year": 2010},
        "no_year": {"year": ""},
        "unknown_organization": {"org_id": UNKNOWN_ORGANIZATION},
    },
    "activities": {
        "no_such_day": {"held_on": "2月30日"},
        "no_such_date": {"held_on": "2015-02-30"},
        "half_year": {"held_on": "2015年上半年"},
        "unknown_kind": {"kind": "团建"},
        "no_area": {"area_code": ""},
        "negative_visits": {"visits": -35},
        "no_number": {"activity_id": ""},
        "unknown_organization": {"org_id": UNKNOWN_ORGANIZATION},
    },
    "funding": {
        "about": {"amount": "约20万"},
        "negative": {"amount": -3000, "status": "拨付"},
        "unknown_status": {"status": "审批中"},
        "no_date": {"paid_on": ""},
        "unknown_organization": {"org_id": UNKNOWN_ORGANIZATION},
        "unknown_hub": {"hub_id": "H000000000000"},
    },
    "volunteer_hours": {
        "negative": {"hours": -2},
        "too_long": {"hours": "25小时"},
        "half_a_day": {"hours": "半天"},
        "nobody": {"volunteer_id": "", "volunteers": ""},
        "no_organization": {"org_id": ""},
        "unknown_activity": {"activity_id": "HD-0000-0000"},
    },
    "projects": {
        "no_such_day": {"applied_on": "2月30日"},
        "no_name": {"name": ""},
        "unknown_stage": {"rejected_at": "材料丢失"},
        "unknown_organization": {"org_id": UNKNOWN_ORGANIZATION},
    },
    "project_scores": {"above_hundred": {"score_public": 187}, "no_reviewer": {"reviewer": ""}},
    "trainings": {
        "unknown_kind": {"kind": "团建"},
        "no_mode": {"mode": ""},
        "negative": {"attendances": -12},
    },
    "demands": {
        "unknown_channel": {"channel": "听说"},
        "no_such_day": {"opened_on": "2月30日"},
        "unknown_organization": {"org_id": UNKNOWN_ORGANIZATION},
    },
    "points": {"unknown_kind": {"kind": "转赠"}, "nobody": {"volunteer_id": ""}, "no_points": {"points": ""}},
    "partners": {"unknown_kind": {"kind": "朋友"}, "no_such_day": {"signed_on": "2月30日"}},
    "assessments": {"no_full_score": {"full_score": ""}},
    "milestones": {"unknown_pair": {"pair": "同步吃饭"}},
    "facilities": {"unknown_kind": {"kind": "仓库"}},
    "honours": {"unknown_kind": {"kind": "口头表扬"}},
    "improvements": {"no_such_day": {"done_on": "2月30日"}},
}
PLANNED: dict[tuple[str, str], tuple[str, ...]] = {
    ("04", "population"): ("no_basis", "nobody"),
    ("10", "organizations"): ("bad_code", "no_such_day", "no_area", "closed_too_early"),
    ("11", "organizations"): ("bad_code", "unknown_form", "no_such_day", "unknown_state"),
    ("14", "organizations"): ("bad_code", "no_area", "no_name"),
    ("19", "organizations"): ("bad_code", "no_such_day", "no_area", "unknown_form", "closed_too_early"),
    ("30", "ratings"): ("foreign_grade", "unknown_grade", "no_year"),
    ("31", "ratings"): ("unknown_grade", "foreign_grade", "unknown_organization"),
    ("40", "activities"): ("no_such_day", "half_year", "unknown_kind", "no_area", "ends_first", "unknown_organization"),
    ("43", "activities"): ("unknown_kind", "no_such_date", "ends_first", "negative_visits"),
    ("44", "activities"): ("no_such_day", "no_number", "ends_first", "unknown_organization"),
    ("50", "activities"): ("unknown_kind", "no_area", "half_year", "unknown_organization"),
    ("60", "funding"): ("about", "negative", "no_date", "unknown_organization"),
    ("61", "funding"): ("about", "unknown_status", "negative", "unknown_hub"),
    ("64", "funding"): ("unknown_status", "unknown_organization"),
    ("70", "volunteer_hours"): ("negative", "half_a_day", "twice", "twice", "unknown_activity"),
    ("71", "volunteer_hours"): ("too_long", "half_a_day", "nobody", "twice", "twice"),
    ("74", "volunteer_hours"): ("negative", "too_long", "no_organization", "unknown_activity"),
    ("24", "facilities"): ("unknown_kind",),
    ("27", "partners"): ("unknown_kind", "no_such_day"),
    ("37", "assessments"): ("no_full_score",),
    ("39", "milestones"): ("unknown_pair",),
    ("55", "projects"): ("no_such_day", "no_name", "unknown_stage", "unknown_organization"),
    ("55", "project_scores"): ("above_hundred", "no_reviewer"),
    ("58", "trainings"): ("unknown_kind", "no_mode", "negative"),
    ("75", "points"): ("unknown_kind", "nobody", "no_points"),
    ("77", "demands"): ("unknown_channel", "no_such_day", "unknown_organization"),
    ("84", "honours"): ("unknown_kind",),
    ("85", "improvements"): ("no_such_day",),
}
"""Which mistakes go into which file (by its number) and record type."""
WAITING = frozenset({"unknown_organization", "unknown_hub", "unknown_activity"})


def insert_mistakes(sheet: Sheet, file_number: str, after: int = 14) -> Sheet:
    """Put the rows planned for this file into the sheet, somewhere behind its first rows; return the sheet."""
    rng = dice(f"差错/{file_number}/{sheet.record_type}")
    good = [row for row in sheet.rows if _can_go_wrong(sheet.record_type, row)]
    for position, kind in enumerate(PLANNED.get((file_number, sheet.record_type), ())):
        model = rng.choice(good)
        wrong = _wrong(sheet.record_type, kind, model, position, rng)
        place = rng.randint(min(after, len(sheet.rows)), len(sheet.rows))
        sheet.rows.insert(place, wrong)
    return sheet


def _can_go_wrong(record_type: str, row: Row) -> bool:
    """Tell whether a copy of the row with one wrong cell has no other problem."""
    return record_type != "volunteer_hours" or row["volunteer_id"] is not None


def _wrong(record_type: str, kind: str, model: Row, position: int, rng: Random) -> Row:
    special: dict[str, Callable[[Row], dict[str, Any]]] = {
        "bad_code": lambda row: _bad_code(row, rng),
        "ends_first": lambda row: {"ended_on": row["held_on"] - timedelta(days=3)},
        "twice": lambda row: {},
    }
    row = dict(model)
    number = NUMBERS.get(record_type)
    if number and kind != "twice":
        row[number] = f"{model[number] if number != 'org_id' else 'B' + model['area_code'][:9]}-9{position:03d}"
        row.update({"uscc": None, "registration": "备案"} if record_type == "organizations" else {})
    row["_raw"] = special[kind](row) if kind in special else WRONG_CELLS[record_type][kind]
    return row


def _bad_code(row: Row, rng: Random) -> dict[str, Any]:
    return {"uscc": broken_credit_code("社会服务机构", row["area_code"][:6], rng)}


def outcome(kind: str) -> str:
    """Return what must become of a row with this mistake: rejected, pending or duplicates."""
    if kind == "twice":
        return "duplicates"
    return "pending" if kind in WAITING else "rejected"


def expected() -> dict[str, dict[str, int]]:
    """Return outcome → record type → number of rows that the planned mistakes must lead to."""
    found: dict[str, dict[str, int]] = {"rejected": {}, "pending": {}, "duplicates": {}}
    for (_, record_type), kinds in PLANNED.items():
        for kind in kinds:
            counts = found[outcome(kind)]
            counts[record_type] = counts.get(record_type, 0) + 1
    return found
