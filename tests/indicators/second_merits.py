"""Trainings, points, partners, service places, honours, shorter procedures and rubrics, counted a second time."""

from datetime import date

from tests.indicators.second_question import is_inside, passes, total
from tests.indicators.second_services import _payments


def _within(lake, question, rows, day):
    """Rows of a span that pass the filters."""
    inside = (row for row in rows if is_inside(row, question.area) and question.within(row[day]))
    return [row for row in inside if passes(lake, question, row)]


def _open(lake, question, rows, begun, ended):
    """Rows in force on the day: begun by then, not ended by then."""
    found = []
    for row in rows:
        is_over = row[ended] is not None and row[ended] <= question.day
        if row[begun] <= question.day and not is_over and is_inside(row, question.area) and passes(lake, question, row):
            found.append(row)
    return found


def _trainings(lake, question):
    rows = [
        row | {"training_kind": row["kind"], "training_mode": row["mode"], "field": row["field"] or "未分类"}
        for row in lake.trainings
    ]
    return _within(lake, question, rows, "held_on")


def trainings(lake, question):
    return len(_trainings(lake, question)), None


def training_attendances(lake, question):
    return total("attendances")(_trainings(lake, question)), None


def _entries(lake, kind):
    return [row for row in lake.points if row["kind"] == kind]


def points_earned(lake, question):
    return total("points")(_within(lake, question, _entries(lake, "获得"), "happened_on")), None


def points_expired(lake, question):
    return total("points")(_within(lake, question, _entries(lake, "过期"), "happened_on")), None


def time_banked(lake, question):
    return total("hours")(_within(lake, question, _entries(lake, "时间存入"), "happened_on")), None


def time_spent(lake, question):
    return total("hours")(_within(lake, question, _entries(lake, "时间支取"), "happened_on")), None


def _balance(lake, question, column, gained, lost):
    entries = [row for kind in (gained, *lost) for row in _entries(lake, kind)]
    held = [row for row in entries if row["happened_on"] <= question.day and is_inside(row, question.area)]
    signed = [(1 if row["kind"] == gained else -1) * row[column] for row in held if passes(lake, question, row)]
    return sum(signed), None


def points_outstanding(lake, question):
    return _balance(lake, question, "points", "获得", ("兑换", "过期"))


def time_outstanding(lake, question):
    return _balance(lake, question, "hours", "时间存入", ("时间支取",))


def points_redeemed(lake, question):
    rows = [row for row in lake.points if row["kind"] == "兑换"]
    return total("points")(_within(lake, question, rows, "happened_on")), None


def partners(lake, question):
    words = {True: "是", False: "否", None: None}
    rows = [row | {"partner_kind": row["kind"], "agreement": words[row["agreement"]]} for row in lake.partners]
    return len(_open(lake, question, rows, "signed_on", "ended_on")), None


def _facilities(lake, question):
    rows = [row | {"facility_kind": row["kind"]} for row in lake.facilities]
    return _open(lake, question, rows, "opened_on", "closed_on")


def facilities(lake, question):
    return len(_facilities(lake, question)), None


def facility_m2(lake, question):
    return total("m2")(_facilities(lake, question)), None


def honours(lake, question):
    rows = [row | {"honour_kind": row["kind"], "honour_level": row["level"]} for row in lake.honours]
    return total("items")(_within(lake, question, rows, "happened_on")), None


def _saved(lake, question, before, after):
    rows = _within(lake, question, lake.improvements, "done_on")
    known = [row for row in rows if row[before] is not None and row[after] is not None]
    return (sum(row[before] - row[after] for row in known) if known or not rows else None), None


def improvements_days_saved(lake, question):
    return _saved(lake, question, "days_before", "days_after")


def improvements_steps_saved(lake, question):
    return _saved(lake, question, "steps_before", "steps_after")


def assessment_score(lake, question):
    rows = [row | {"rubric_dimension": row["dimension"], "rubric_item": row["item"]} for row in lake.assessments]
    found = [row for row in rows if is_inside(row, question.area) and question.within(date(row["year"], 12, 31))]
    found = [row for row in found if passes(lake, question, row)]
    return total("score")(found), total("full_score")(found)


def payment_size(lake, question):
    rows = _payments(lake, question, "拨付")
    return sum(row["amount"] for row in rows), len(rows)
