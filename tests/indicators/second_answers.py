"""Demands of residents, paired milestones and partners, counted a second time."""

from tests.indicators.second_question import is_inside, passes


def _opened(lake, question, leave_out=()):
    rows = (row | {"demand_kind": row["kind"], "field": row["field"] or "未分类"} for row in lake.demands)
    inside = [row for row in rows if is_inside(row, question.area) and question.within(row["opened_on"])]
    return [row for row in inside if passes(lake, question, row, leave_out)]


def demands(lake, question):
    return len(_opened(lake, question)), None


def demand_response_rate(lake, question):
    rows = _opened(lake, question)
    return sum(row["closed_on"] is not None for row in rows), len(rows)


def demand_days(lake, question):
    rows = [row for row in _opened(lake, question) if row["closed_on"]]
    return sum((row["closed_on"] - row["opened_on"]).days for row in rows), len(rows)


def demand_satisfaction(lake, question):
    rows = [row for row in _opened(lake, question) if row["satisfaction"]]
    return sum(row["satisfaction"] in ("非常满意", "满意") for row in rows), len(rows)


def _begun(lake, question):
    for row in lake.milestones:
        days = [row[name] if row[name] and row[name] <= question.day else None for name in ("org_on", "party_on")]
        if any(days) and is_inside(row, question.area) and passes(lake, question, row):
            yield abs((days[0] - days[1]).days) if all(days) else None


def milestone_sync_rate(lake, question):
    found = list(_begun(lake, question))
    most = question.numbers.get("within", 30)
    return sum(days is not None and days <= most for days in found), len(found)


def milestone_lag(lake, question):
    found = [days for days in _begun(lake, question) if days is not None]
    return sum(found), len(found)


def partner_retention(lake, question):
    rows = [row | {"partner_kind": row["kind"]} for row in lake.partners if is_inside(row, question.area)]
    first, last = question.spans[0][0], question.day
    held = [row for row in rows if row["signed_on"] < first and not (row["ended_on"] and row["ended_on"] < first)]
    held = [row for row in held if passes(lake, question, row)]
    return sum(row["ended_on"] is None or row["ended_on"] > last for row in held), len(held)
