"""Activities, volunteers, money and the people who work, counted a second time."""

from dataclasses import replace
from decimal import Decimal

from tests.indicators.second_question import (
    distinct,
    is_committee,
    is_inside,
    passes,
    per_population,
    total,
    tree,
)
from tests.indicators.second_registers import years_later

FIELDS = ["社区服务", "文化体育", "社会事务", "慈善救助", "疏导维权", "市民教育"]


def _activities(lake, question):
    fields = {row["org_id"]: row["field"] for row in lake.organizations}
    found = []
    for row in lake.activities:
        if is_inside(row, question.area) and question.within(row["held_on"]):
            known = row | {"field": row["field"] or fields.get(row["org_id"]) or "未分类"} | _taking_part(row)
            if passes(lake, question, known):
                found.append(known)
    return found


TAKING_PART = {
    "with_community": "社区", "with_organization": "社会组织", "with_social_worker": "社工", "with_volunteer": "志愿者",
    "with_charity": "慈善资源",
}  # fmt: skip


def _taking_part(row):
    """How many of the five take part and which, as an activity is asked for."""
    if all(row[name] is None for name in TAKING_PART):
        return {"linkage": None, "together": None}
    names = [word for name, word in TAKING_PART.items() if row[name]]
    return {"linkage": str(len(names)), "together": "+".join(names) or None}


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
    rows = [row for row in _activities(lake, question) if any(row[name] is not None for name in TAKING_PART)]
    return sum(bool(row[name]) for row in rows for name in TAKING_PART), len(rows)


def linked_activities(lake, question):
    rows = [row for row in _activities(lake, question) if row["linkage"] is not None]
    return sum(int(row["linkage"]) >= question.numbers.get("parties", 3) for row in rows), len(rows)


def _served(lake, question, is_wanted):
    rows = (row for row in lake.volunteer_hours if is_inside(row, question.area) and is_wanted(row["served_on"]))
    return [row for row in rows if passes(lake, question, row, leave_out=("star", "star_ladder"))]


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


STARS = {
    "国家": (100, 300, 600, 1000, 1500),
    "北京市": (100, 200, 500, 800, 1000),
    "张家港市": (30, 60, 100, 200, 300),
}


def volunteer_stars(lake, question):
    hours: dict[str, Decimal] = {}
    for row in _history(lake, question):
        hours[row["volunteer_id"]] = hours.get(row["volunteer_id"], Decimal(0)) + row["hours"]
    names = ["未达一星", "一星", "二星", "三星", "四星", "五星"]
    unwanted = question.without.get("star", [])
    wanted = [name for name in question.filters.get("star", names) if name not in unwanted]
    (ladder,) = question.filters.get("star_ladder", ["国家"])
    stars = [names[sum(done >= least for least in STARS[ladder])] for done in hours.values()]
    return sum(star in wanted for star in stars), len(stars)


def volunteer_retention(lake, question):
    later = [(years_later(start, 1), years_later(end, 1)) for start, end in question.spans]
    seen = {row["volunteer_id"] for row in _served(lake, question, question.within)} - {None}
    again = replace(question, spans=later)
    return len(seen & {row["volunteer_id"] for row in _served(lake, again, again.within)}), len(seen)


def _payments(lake, question, status):
    usual = {"custody": ["自有"], "regrant": ["首次"]}
    narrowed = {key: words for key, words in usual.items() if key not in question.without} | question.filters
    asked = replace(question, filters=narrowed)
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


def workforce(column: str, basis: str, of: str = "persons"):
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
