"""Every indicator a second time, in plain Python on the lake's rows: slow, naive, and independent of all SQL.

`calculate` answers one question without `by`; a row of a table is the question with that row's key as a choice.
"""

from bisect import bisect_left, bisect_right
from calendar import isleap
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise

from tests.indicators.second_lake import Lake, national_tree

FIELDS = ["社区服务", "文化体育", "社会事务", "慈善救助", "疏导维权", "市民教育"]
COVERED = ("单独组建", "联合组建", "行业统建", "区块联建")
LADDERS = {
    "年度梯队": ["基础", "良好", "优秀"],
    "评估等级": ["1A", "2A", "3A", "4A", "5A"],
    "党组织星级": ["一星", "二星", "三星", "四星", "五星"],
    "志愿团队星级": ["一星", "二星", "三星", "四星", "五星"],
}
BASES = {"常住人口", "户籍人口", "辖区总人口", "城镇常住人口"}


@dataclass
class Question:
    """What is asked: spans of days (a stock is counted on the last), area, filters and the rest."""

    spans: list[tuple[date, date]]
    area: str | None = None
    filters: dict[str, list[str]] = field(default_factory=dict)
    universe: str | None = None
    basis: str = "常住人口"
    numbers: dict[str, float] = field(default_factory=dict)

    @property
    def day(self) -> date:
        return self.spans[-1][1]

    def within(self, day: date | None) -> bool:
        return day is not None and any(start <= day <= end for start, end in self.spans)


def calculate(lake: Lake, indicator: str, question: Question) -> tuple:
    """(numerator, denominator) ignoring whether anybody reported."""
    return CALCULATIONS[indicator](lake, question)


def is_inside(row: dict, area: str | None) -> bool:
    return area is None or area in row["lineage"]


def standing(row: dict, day: date) -> str | None:
    """登记, 备案 or 未登记 on a day; None before it exists."""
    start = row["established_on"] or row["joined_on"]
    if row["registered_on"] and row["registered_on"] <= day:
        return "登记"
    if row["filed_on"] and row["filed_on"] <= day:
        return "备案"
    if start and start <= day:
        return row["registration"] if not row["registered_on"] and not row["filed_on"] else "未登记"
    return None


def is_in_universe(row: dict, day: date, universe: str | None) -> bool:
    if universe is None:
        return True
    if row["legal_form"] == "企业":
        return False
    state = standing(row, day)
    if state == "未登记":
        return universe == "全部" and row["legal_form"] == "志愿团队"
    return state == "登记" or (state == "备案" and universe != "登记")


def is_open(row: dict, day: date) -> bool:
    return row["closed_on"] is None or row["closed_on"] > day


def organizations(lake: Lake, question: Question, keep: Callable[[dict], bool]) -> list[dict]:
    """Organisations that count on the day and pass the filters."""
    found = []
    for row in lake.organizations:
        if not (is_inside(row, question.area) and is_open(row, question.day) and keep(row)):
            continue
        if is_in_universe(row, question.day, question.universe) and passes(lake, question, _as_on(row, question.day)):
            found.append(row)
    return found


def _as_on(row: dict, day: date) -> dict:
    hatched = row["hatched_on"] and row["hatched_on"] <= day
    passed = row["party_passed_on"] and row["party_passed_on"] <= day
    return row | {
        "registration": standing(row, day),
        "field": row["field"] or "未分类",
        "incubation": ("双孵化" if passed else "单孵化") if hatched else None,
    }


def passes(lake: Lake, question: Question, row: dict, leave_out: tuple[str, ...] = ()) -> bool:
    columns = {"project": "project_id", "level": "level", "custody": "custody_word", "regrant": "regrant_word"}
    for key, words in question.filters.items():
        if key in leave_out:
            continue
        if key == "hub":
            ids = {hub["hub_id"] for hub in lake.hubs if hub["hub_id"] in words or hub["name"] in words}
            if row["hub_id"] not in ids | set(words):
                return False
        elif key == "org":
            ids = {org["org_id"] for org in lake.organizations if org["org_id"] in words or org["name"] in words}
            if row["org_id"] not in ids | set(words):
                return False
        elif row.get(columns.get(key, key)) not in [None if word == "未填写" else word for word in words]:
            return False
    return True


def populations(lake: Lake, question: Question, basis: str, column: str = "persons") -> dict[str, int]:
    """The areas whose delivered population stands for the asked area, with it."""
    delivered: dict[str, int] = {}
    for row in lake.population:
        is_asked = row["year"] == question.day.year and basis in ("", row["basis"]) and is_inside(row, question.area)
        if is_asked and row[column] is not None:
            delivered[row["area_code"]] = max(row[column], delivered.get(row["area_code"], 0))
    return {
        code: amount for code, amount in delivered.items() if not any(up in delivered for up in lake.lineage(code)[:-1])
    }


def per_population(lake, question, rows, measure, basis=None, column="persons") -> tuple:
    """The measure of the rows inside the areas with a population, and that population."""
    cover = populations(lake, question, question.basis if basis is None else basis, column)
    if not cover:
        return measure(rows), None
    return measure([row for row in rows if any(code in cover for code in row["lineage"])]), sum(cover.values())


def tree(lake: Lake, question: Question, level: int, accept: Callable[[str], bool]) -> int:
    """How many areas of the national tree lie inside; without an area only below streets with data."""
    if question.area is None:
        with_data = streets_with_data(lake)
        return sum(accept(code) for code in codes_of(level) if code[:9] + "000" in with_data)
    prefix = question.area[: {1: 2, 2: 4, 3: 6, 4: 9, 5: 12}[lake.level(question.area)]]
    codes = codes_of(level)
    first, last = bisect_left(codes, prefix.ljust(12, "0")), bisect_right(codes, prefix.ljust(12, "9"))
    return sum(accept(code) for code in codes[first:last])


@cache
def codes_of(level: int) -> list[str]:
    """All codes of a level in order."""
    return sorted(code for code, own in national_tree().items() if own == level)


@cache
def streets_with_data(lake: Lake) -> set[str]:
    """Streets with a row at or below, or at, below or above an area somebody declared."""
    tables = [
        lake.population, lake.hubs, lake.organizations, lake.activities, lake.funding, lake.volunteer_hours,
        lake.workforce,
    ]  # fmt: skip
    touched = {row["lineage"] for rows in tables for row in rows}
    found = {lineage[3] for lineage in touched if len(lineage) > 3}
    declared = {lineage for _, lineage, _, _ in lake.declared}
    found |= {lineage[3] for lineage in declared if len(lineage) > 3}
    above = {lineage[-1] for lineage in declared if len(lineage) <= 3}
    for code in codes_of(4):
        if {code[:2] + "0" * 10, code[:4] + "0" * 8, code[:6] + "0" * 6} & above:
            found.add(code)
    return found


def is_urban(code: str) -> bool:
    return "001" <= code[9:] <= "199" or "400" <= code[9:] <= "499"


def is_committee(code: str) -> bool:
    return "001" <= code[9:] <= "399"


def is_street(code: str) -> bool:
    return "001" <= code[6:9] <= "399"


def distinct(column: str) -> Callable[[list[dict]], int]:
    return lambda rows: len({row[column] for row in rows if row[column] is not None})


def total(column: str) -> Callable[[list[dict]], object]:
    """The sum of what is known; None where rows exist but nothing is known, 0 where there are no rows."""

    def measure(rows: list[dict]):
        known = [row[column] for row in rows if row[column] is not None]
        return sum(known) if known else (None if rows else 0)

    return measure


# --- organisations -------------------------------------------------------------------------------------------------


def _register(lake, question):
    return organizations(lake, question, lambda row: standing(row, question.day) is not None)


def orgs(lake, question):
    return distinct("org_id")(_register(lake, question)), None


def orgs_per_10k_people(lake, question):
    return per_population(lake, question, _register(lake, question), distinct("org_id"))


def _per_community(lake, question, is_asked_urban):
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


def orgs_incubated(lake, question):
    rows = organizations(lake, question, lambda row: row["hatched_on"] and row["hatched_on"] <= question.day)
    return len(rows), None


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
            on_day = Question([(day, day)], question.area, question.filters, question.universe or "登记备案")
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


# --- grades --------------------------------------------------------------------------------------------------------


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
    whole = Question(question.spans, question.area, narrowed, question.universe)
    rows = organizations(lake, whole, lambda row: row["org_id"] in grades)
    wanted = question.filters.get("grade")
    return sum(not wanted or grades[row["org_id"]] in wanted for row in rows), len(rows)


def rated_3a_or_above(lake, question):
    grades = valid_grades(lake, "评估等级", question.day)

    def keep(row):
        is_old = row["registered_on"] and years_later(row["registered_on"], 2) <= question.day
        return is_old and row["legal_form"] != "企业"

    rows = organizations(lake, question, keep)
    return sum(grades.get(row["org_id"]) in ("3A", "4A", "5A") for row in rows), len(rows)


def _moves(lake, question):
    ladder = question.filters.get("ladder", ["年度梯队"])[0]
    narrowed = Question(question.spans, question.area, {k: w for k, w in question.filters.items() if k != "ladder"})
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


# --- hubs and reports ----------------------------------------------------------------------------------------------


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
    types = question.filters.get("type")
    found = set()
    for kind, lineage, start, end in lake.declared:
        is_overlapping = date.fromisoformat(str(start)) <= question.day and date.fromisoformat(str(end)) >= first
        if (types and kind not in types) or not is_overlapping:
            continue
        if len(lineage) > 3:
            found.add(lineage[3])
        else:
            known = streets_with_data(lake)
            found |= {code for code in known if lineage[-1] in lake.lineage(code)}
    for kind, days in _days(lake).items():
        if not types or kind in types:
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
    }


def data_completeness(lake, question):
    found = set()
    for start, end in question.spans:
        found |= _reporting_streets(lake, Question([(start, end)], question.area, question.filters), start)
    return len(found), tree(lake, question, 4, is_street)


def freshness(lake, question):
    first = question.day - timedelta(days=int(question.numbers.get("days", 365)))
    return len(_reporting_streets(lake, question, first)), tree(lake, question, 4, is_street)


# --- activities ----------------------------------------------------------------------------------------------------


def _activities(lake, question):
    fields = {row["org_id"]: row["field"] for row in lake.organizations}
    found = []
    for row in lake.activities:
        if is_inside(row, question.area) and question.within(row["held_on"]):
            known = row | {"field": row["field"] or fields.get(row["org_id"]) or "未分类"}
            if passes(lake, question, known):
                found.append(known)
    return found


def activities(lake, question):
    return len(_activities(lake, question)), None


def visits(lake, question):
    return total("visits")(_activities(lake, question)), None


def persons_served(lake, question):
    return total("persons")(_activities(lake, question)), None


def visits_per_resident(lake, question):
    return per_population(lake, question, _activities(lake, question), total("visits"))


def communities_served(lake, question):
    counted: dict[str, int] = {}
    for row in _activities(lake, question):
        if len(row["lineage"]) > 4 and is_committee(row["lineage"][4]):
            counted[row["lineage"][4]] = counted.get(row["lineage"][4], 0) + 1
    least = question.numbers.get("n", 1)
    return sum(count >= least for count in counted.values()), tree(lake, question, 5, is_committee)


def field_breadth(lake, question):
    cells = {
        (row["lineage"][4], row["field"])
        for row in _activities(lake, question)
        if len(row["lineage"]) > 4 and is_committee(row["lineage"][4]) and row["field"] in FIELDS
    }
    return len(cells), 6 * tree(lake, question, 5, is_committee)


def cost_per_visit(lake, question):
    projects: dict[str, list[dict]] = {}
    for row in _activities(lake, question):
        projects.setdefault(row["project_id"] or row["activity_id"], []).append(row)
    spend, visited = Decimal(0), 0
    for rows in projects.values():
        paid, seen = total("spend")(rows), total("visits")(rows)
        if paid is not None and seen:
            spend, visited = spend + paid, visited + seen
    return spend, visited


def linkage_degree(lake, question):
    names = ["with_community", "with_organization", "with_social_worker", "with_volunteer", "with_charity"]
    rows = [row for row in _activities(lake, question) if any(row[name] is not None for name in names)]
    return sum(bool(row[name]) for row in rows for name in names), len(rows)


# --- volunteers ----------------------------------------------------------------------------------------------------


def _served(lake, question, is_wanted):
    rows = (row for row in lake.volunteer_hours if is_inside(row, question.area) and is_wanted(row["served_on"]))
    return [row for row in rows if passes(lake, question, row, leave_out=("star",))]


def volunteers(lake, question):
    rows = _served(lake, question, question.within)
    numbered = [row for row in rows if row["volunteer_id"] is not None]
    return (None if rows and not numbered else distinct("volunteer_id")(numbered)), None


def volunteer_participations(lake, question):
    return sum(row["people"] for row in _served(lake, question, question.within)), None


def volunteer_hours(lake, question):
    return total("hours")(_served(lake, question, question.within)), None


def hours_per_volunteer(lake, question):
    rows = [row for row in _served(lake, question, question.within) if row["volunteer_id"] is not None]
    return total("hours")(rows), distinct("volunteer_id")(rows)


def _history(lake, question):
    rows = _served(lake, question, lambda day: day <= question.day)
    return [row for row in rows if row["volunteer_id"] is not None]


def registered_volunteer_share(lake, question):
    return per_population(lake, question, _history(lake, question), distinct("volunteer_id"))


def active_volunteer_share(lake, question):
    rows = _history(lake, question)
    active = [row for row in rows if question.within(row["served_on"]) and row["hours"] > 0]
    return distinct("volunteer_id")(active), distinct("volunteer_id")(rows)


def volunteer_stars(lake, question):
    hours: dict[str, Decimal] = {}
    for row in _history(lake, question):
        hours[row["volunteer_id"]] = hours.get(row["volunteer_id"], Decimal(0)) + row["hours"]
    names = ["未达一星", "一星", "二星", "三星", "四星", "五星"]
    wanted = question.filters.get("star", names)
    stars = [names[sum(done >= least for least in (100, 300, 600, 1000, 1500))] for done in hours.values()]
    return sum(star in wanted for star in stars), len(stars)


def volunteer_retention(lake, question):
    later = [(years_later(start, 1), years_later(end, 1)) for start, end in question.spans]
    seen = {row["volunteer_id"] for row in _served(lake, question, question.within)} - {None}
    again = Question(later, question.area, question.filters)
    return len(seen & {row["volunteer_id"] for row in _served(lake, again, again.within)}), len(seen)


# --- money and people who work -------------------------------------------------------------------------------------


def _payments(lake, question, status):
    narrowed = {"custody": ["自有"], "regrant": ["首次"]} | question.filters
    asked = Question(question.spans, question.area, narrowed)
    found = []
    for row in lake.funding:
        if row["status"] == status and is_inside(row, question.area) and question.within(row["paid_on"]):
            words = {
                "custody_word": "代管" if row["is_custody"] else "自有",
                "regrant_word": "转拨" if row["parent_id"] else "首次",
            }
            if passes(lake, asked, row | words):
                found.append(row)
    return found


def funds_received(lake, question):
    return total("amount")(_payments(lake, question, "到账")), None


def funds_granted(lake, question):
    return total("amount")(_payments(lake, question, "拨付")), None


def donors(lake, question):
    return distinct("donor")(_payments(lake, question, "到账")), None


def government_dependence(lake, question):
    rows = _payments(lake, question, "到账")
    own = [row for row in rows if row["source"] in ("财政资金", "福彩公益金")]
    return total("amount")(own), total("amount")(rows)


def funding_concentration(lake, question):
    sources: dict[str, Decimal] = {}
    for row in _payments(lake, question, "到账"):
        sources[row["source"]] = sources.get(row["source"], Decimal(0)) + row["amount"]
    cents = Decimal("0.01")
    squares = sum((amount * amount for amount in sources.values()), Decimal(0)).quantize(cents)
    return squares, (sum(sources.values(), Decimal(0)) ** 2).quantize(cents)


def _workforce(column: str, basis: str, of: str = "persons"):
    def calculation(lake, question):
        rows = [
            row
            for row in lake.workforce
            if row["year"] == question.day.year and row[column] is not None and is_inside(row, question.area)
        ]

        def topmost(chosen):
            codes = {row["area_code"] for row in chosen}
            return total(column)([row for row in chosen if not codes & set(row["lineage"][:-1])])

        return per_population(lake, question, rows, topmost, basis, of)

    return calculation


CALCULATIONS: dict[str, Callable] = {
    name: found
    for name, found in list(globals().items())
    if callable(found) and getattr(found, "__module__", "") == __name__ and not name.startswith("_")
} | {
    "orgs_per_urban_community": lambda lake, question: _per_community(lake, question, True),
    "orgs_per_rural_community": lambda lake, question: _per_community(lake, question, False),
    "community_workers_per_10k": _workforce("community_workers", "城镇常住人口"),
    "social_workers_per_10k": _workforce("social_workers", "常住人口"),
    "facility_per_100_households": _workforce("facility_m2", "", "households"),
}
