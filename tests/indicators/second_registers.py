"""Organisations, grades, hubs and reports counted a second time."""

from calendar import isleap
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

from tests.indicators.second_question import (
    distinct,
    is_committee,
    is_inside,
    is_open,
    is_street,
    is_urban,
    organizations,
    passes,
    per_population,
    standing,
    streets_with_data,
    tree,
)  # fmt: skip

COVERED = ("单独组建", "联合组建", "行业统建", "区块联建")
LADDERS = {
    "年度梯队": ["基础", "良好", "优秀"],
    "评估等级": ["1A", "2A", "3A", "4A", "5A"],
    "党组织星级": ["一星", "二星", "三星", "四星", "五星"],
    "志愿团队星级": ["一星", "二星", "三星", "四星", "五星"],
}


def _register(lake, question):
    return organizations(lake, question, lambda row: standing(row, question.day) is not None)


def orgs(lake, question):
    return distinct("org_id")(_register(lake, question)), None


def orgs_per_10k_people(lake, question):
    return per_population(lake, question, _register(lake, question), distinct("org_id"))


def per_community(lake, question, is_asked_urban):
    def fits(row):
        lineage = row["lineage"]
        if len(lineage) > 4:
            return is_urban(lineage[4]) == is_asked_urban
        if len(lineage) < 4:
            return False
        return lineage[3][6:9] <= "099" if is_asked_urban else "100" <= lineage[3][6:9] <= "399"

    rows = [row for row in _register(lake, question) if row["legal_form"] == "社区社会组织" and fits(row)]

    def is_counted(code):
        return "001" <= code[9:] <= "599" and is_urban(code) == is_asked_urban

    return len(rows), tree(lake, question, 5, is_counted)


def orgs_per_community(lake, question):
    return len({row["org_id"] for row in _register(lake, question)}), tree(lake, question, 5, is_committee)


def orgs_incubated(lake, question):
    rows = organizations(lake, question, lambda row: row["hatched_on"] and row["hatched_on"] <= question.day)
    return len(rows), None


def dual_incubation_rate(lake, question):
    rows = organizations(lake, question, lambda row: row["hatched_on"] and row["hatched_on"] <= question.day)
    both = [row for row in rows if row["party_passed_on"] and row["party_passed_on"] <= question.day]
    return len(both), len(rows)


def orgs_introduced(lake, question):
    def keep(row):
        return row["origin"] == "引进" and row["joined_on"] and row["joined_on"] <= question.day

    return len(organizations(lake, question, keep)), None


def filings(lake, question):
    rows = [row | {"field": row["field"] or "未分类"} for row in lake.organizations if is_inside(row, question.area)]
    return sum(question.within(row["filed_on"]) and passes(lake, question, row) for row in rows), None


def net_growth(lake, question):
    """On the register at the end of each span minus on it the day before the span."""
    change = 0
    for start, end in question.spans:
        for day, sign in ((end, 1), (start - timedelta(days=1), -1)):
            on_day = replace(question, spans=[(day, day)], universe=question.universe or "登记备案")
            change += sign * len(_register(lake, on_day))
    return change, None


def party_coverage_rate(lake, question):
    def keep(row):
        if row["hub_id"] is None:
            return False
        if row["joined_on"]:
            return row["joined_on"] <= question.day
        hatched = bool(row["hatched_on"] and row["hatched_on"] <= question.day)
        return standing(row, question.day) is not None or hatched

    rows = organizations(lake, question, keep)
    return sum(row["party_coverage"] in COVERED for row in rows), len(rows)


def teams_needed(lake, question):
    rows = [row for row in _register(lake, question) if row["legal_form"] == "志愿团队"]
    return per_population(lake, question, rows, len)


def years_later(day: date, years: int) -> date:
    is_gone = day.month == 2 and day.day == 29 and not isleap(day.year + years)
    return day.replace(year=day.year + years, day=28 if is_gone else day.day)


@cache
def valid_grades(lake, ladder: str, day: date) -> dict[str, str]:
    """Organisation → grade valid on a day."""
    found: dict[str, tuple[date, str]] = {}
    for row in lake.ratings:
        if row["ladder"] != ladder:
            continue
        start = date(row["year"], 1, 1)
        end = date(row["year"], 12, 31)
        if ladder != "年度梯队":
            start = row["awarded_on"] or start
            end = row["valid_until"] or years_later(start, 5) - timedelta(days=1)
        later = [other["awarded_on"] or date(other["year"], 1, 1) for other in _others(lake, row)]
        if ladder != "年度梯队":
            end = min([end, *(other - timedelta(days=1) for other in later if other > start)])
        if start <= day <= end and (row["org_id"] not in found or start > found[row["org_id"]][0]):
            found[row["org_id"]] = (start, row["grade"])
    return {org: grade for org, (_, grade) in found.items()}


def _others(lake, row):
    return [other for other in _by_ladder(lake)[row["org_id"], row["ladder"]] if other is not row]


@cache
def _by_ladder(lake):
    found = {}
    for row in lake.ratings:
        found.setdefault((row["org_id"], row["ladder"]), []).append(row)
    return found


def tier_share(lake, question):
    ladder = question.filters.get("ladder", ["年度梯队"])[0]
    grades = valid_grades(lake, ladder, question.day)
    narrowed = {key: words for key, words in question.filters.items() if key not in ("grade", "ladder")}
    kept = {key: words for key, words in question.without.items() if key != "grade"}
    whole = replace(question, filters=narrowed, without=kept)
    rows = organizations(lake, whole, lambda row: row["org_id"] in grades)
    wanted, unwanted = question.filters.get("grade"), question.without.get("grade", [])
    found = [grades[row["org_id"]] for row in rows]
    return sum((not wanted or grade in wanted) and grade not in unwanted for grade in found), len(rows)


def rated_3a_or_above(lake, question):
    grades = valid_grades(lake, "评估等级", question.day)

    def keep(row):
        is_old = row["registered_on"] and years_later(row["registered_on"], 2) <= question.day
        return is_old and row["legal_form"] != "企业"

    rows = organizations(lake, question, keep)
    return sum(grades.get(row["org_id"]) in ("3A", "4A", "5A") for row in rows), len(rows)


def _moves(lake, question):
    ladder = question.filters.get("ladder", ["年度梯队"])[0]
    narrowed = replace(question, filters={k: w for k, w in question.filters.items() if k != "ladder"}, universe=None)
    found = {}
    graded = {}
    for row in lake.ratings:
        if row["ladder"] == ladder:
            graded.setdefault(row["org_id"], []).append((row["year"], LADDERS[ladder].index(row["grade"]), row["org"]))
    for org_id, steps in graded.items():
        steps.sort(key=lambda step: step[0])
        for (year, rank, org), (next_year, next_rank, _) in pairwise(steps):
            if ladder == "年度梯队" and next_year != year + 1:
                continue
            known = org | {"field": org["field"] or "未分类"}
            is_asked = question.within(date(next_year, 12, 31)) and is_inside(org, question.area)
            if is_asked and passes(lake, narrowed, known):
                found.setdefault(org_id, set()).add((next_rank > rank) - (next_rank < rank))
    return found


def tier_upgrades(lake, question):
    found = _moves(lake, question)
    return sum(1 in steps for steps in found.values()), len(found)


def tier_downgrades(lake, question):
    found = _moves(lake, question)
    return sum(-1 in steps for steps in found.values()), len(found)


def _hubs(lake, question):
    rows = [row for row in lake.hubs if is_inside(row, question.area) and is_open(row, question.day)]
    rows = [row for row in rows if row["established_on"] is None or row["established_on"] <= question.day]
    return [row for row in rows if passes(lake, question, row)]


def hubs(lake, question):
    return len(_hubs(lake, question)), None


def hub_coverage(lake, question):
    streets = {row["lineage"][3] for row in _hubs(lake, question) if len(row["lineage"]) > 3 and row["level"] != "社区"}
    return len({code for code in streets if is_street(code)}), tree(lake, question, 4, is_street)


def _reporting_streets(lake, question, first: date):
    """Streets somebody delivered for between a day and the last day."""
    unwanted = question.without.get("type", [])
    types = [kind for kind in question.filters.get("type", _days(lake)) if kind not in unwanted]
    found = set()
    for kind, lineage, start, end in lake.declared:
        is_overlapping = date.fromisoformat(str(start)) <= question.day and date.fromisoformat(str(end)) >= first
        if kind not in types or not is_overlapping:
            continue
        if len(lineage) > 3:
            found.add(lineage[3])
        else:
            known = streets_with_data(lake)
            found |= {code for code in known if lineage[-1] in lake.lineage(code)}
    for kind, days in _days(lake).items():
        if kind in types:
            found |= {street for street, day in days if day and first <= day <= question.day}
    inside = {code for code in found if question.area is None or question.area in lake.lineage(code)}
    return {code for code in inside if is_street(code)}


@cache
def _days(lake):
    def newest(row):
        names = ("registered_on", "filed_on", "joined_on", "hatched_on")
        return max((row[name] for name in names if row[name]), default=None)

    def listed(rows, day):
        return [(row["lineage"][3], day(row)) for row in rows if len(row["lineage"]) > 3]

    return {
        "activities": listed(lake.activities, lambda row: row["held_on"]),
        "funding": listed(lake.funding, lambda row: row["paid_on"]),
        "volunteer_hours": listed(lake.volunteer_hours, lambda row: row["served_on"]),
        "ratings": listed(lake.ratings, lambda row: date(row["year"], 12, 31)),
        "workforce": listed(lake.workforce, lambda row: date(row["year"], 12, 31)),
        "population": listed(lake.population, lambda row: date(row["year"], 12, 31)),
        "organizations": listed(lake.organizations, newest),
        "hubs": listed(lake.hubs, lambda row: row["established_on"]),
        "projects": listed(lake.projects, lambda row: row["applied_on"]),
        "trainings": listed(lake.trainings, lambda row: row["held_on"]),
        "demands": listed(lake.demands, lambda row: row["opened_on"]),
        "points": listed(lake.points, lambda row: row["happened_on"]),
        "honours": listed(lake.honours, lambda row: row["happened_on"]),
        "improvements": listed(lake.improvements, lambda row: row["done_on"]),
        "partners": listed(lake.partners, lambda row: row["signed_on"]),
        "facilities": listed(lake.facilities, lambda row: row["opened_on"]),
        "assessments": listed(lake.assessments, lambda row: date(row["year"], 12, 31)),
        "milestones": listed(lake.milestones, lambda row: row["org_on"] or row["party_on"]),
    }


def data_completeness(lake, question):
    found = set()
    for start, end in question.spans:
        found |= _reporting_streets(lake, replace(question, spans=[(start, end)]), start)
    return len(found), tree(lake, question, 4, is_street)


def freshness(lake, question):
    first = question.day - timedelta(days=int(question.numbers.get("days", 365)))
    return len(_reporting_streets(lake, question, first)), tree(lake, question, 4, is_street)
