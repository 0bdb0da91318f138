"""All activities, street by street: the case places as published, the others by the general rule."""

from dataclasses import replace
from datetime import date, timedelta

from etl.demonstration.activities import Batch, Stage, mixed, number
from etl.demonstration.chance import crooked_portions, dice
from etl.demonstration.names import FIELDS
from etl.demonstration.places import (
    ANSHA,
    BAOHE,
    FUSHAN,
    HEMEI,
    KAIXUAN,
    LAST_DAY,
    XIASHA,
    XINGSHA,
    Street,
    streets,
)
from etl.demonstration.projects import Project, kaixuan_projects, xiasha_projects, xingsha_projects
from etl.demonstration.register import Row
from etl.demonstration.register_kaixuan import COUNTED, FIRST_ROWS, OPENED
from etl.demonstration.targets import targets
from etl.demonstration.tree import communities, street_of

FIVE_YEARS = (date(2020, 11, 1), date(2025, 10, 31))
FARM_UNIT = "330114001500"
"""军区农场生活区: it has a service point too, but is not a 居委会 and must not be counted as a 22nd community."""
QUIET_KAIXUAN = {
    "330102011015": (date(2011, 1, 1), date(2017, 8, 31)),
    "330102011014": (date(2013, 1, 1), date(2013, 12, 31)),
    "330102011006": (date(2024, 1, 1), date(2024, 12, 31)),
}
FORGOTTEN = {"330114004000": 0.4, "330114007000": 0.34, "430121": 0.18, "330802": 0.2, "330102": 0.12}


def draw_activities(organizations: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Return the activities of every street that sends any, keyed by the street's code, numbered in order of days."""
    by_street: dict[str, list[Row]] = {}
    for row in (row for rows in organizations.values() for row in rows):
        by_street.setdefault(street_of(row["area_code"]), []).append(row)
    drawn = {
        street.code: _street_activities(street, by_street[street.code])
        for street in streets().values()
        if "a" in street.sends
    }
    return {code: number(rows, _prefix(code)) for code, rows in drawn.items()}


def _prefix(street: str) -> str:
    return {KAIXUAN: "KX", XIASHA: "XS", FUSHAN: "FS", XINGSHA: "XX", BAOHE: "BH"}.get(street, f"A{street[:9]}")


def _street_activities(street: Street, rows: list[Row]) -> list[Row]:
    special = {
        KAIXUAN: _kaixuan,
        XIASHA: _xiasha,
        XINGSHA: _xingsha,
        FUSHAN: _fushan,
        BAOHE: _baohe,
        ANSHA: _ansha,
    }
    if street.code in special:
        return special[street.code](street, rows)
    return _ordinary(street, rows)


def _ordinary(street: Street, rows: list[Row]) -> list[Row]:
    forgotten = FORGOTTEN.get(street.code, FORGOTTEN.get(street.code[:6], 0.0))
    stage = Stage(street.code, rows, dice(f"活动/{street.code}"), forgotten)
    first = date(max(street.since + 2, 2022 if street.code.startswith("4301") else 2016), 1, 5)
    return [row for batch in mixed(street.activities, first, LAST_DAY) for row in stage.draw(batch)]


def _kaixuan(street: Street, rows: list[Row]) -> list[Row]:
    aims = targets()["kaixuan"]
    stage = Stage(KAIXUAN, rows[FIRST_ROWS:], dice("活动/凯旋"))
    stage.is_open = lambda community, day: not _within(day, QUIET_KAIXUAN.get(community))
    drawn: list[Row] = []
    for kind, count in aims["activities_2016"].items():
        batch = Batch(kind, count, OPENED + timedelta(days=20), COUNTED, growth=1.04)
        if kind == "为老服务":
            batch = replace(batch, visits=aims["money"]["elderly_visits"], is_monthly=True)
        drawn += stage.draw(batch)
    for kind, count in aims["activities_later"].items():
        is_monthly = kind == "为老服务"
        batch = Batch(kind, count, COUNTED + timedelta(days=1), LAST_DAY, growth=1.01, is_monthly=is_monthly)
        drawn += stage.draw(batch)
    _give_projects(drawn, kaixuan_projects(rows[FIRST_ROWS:]), stage, 0.06)
    return drawn


def _within(day: date, span: tuple[date, date] | None) -> bool:
    return span is not None and span[0] <= day <= span[1]


def _xiasha(street: Street, rows: list[Row]) -> list[Row]:
    aims = targets()["xiasha"]
    stage = Stage(XIASHA, rows, dice("活动/下沙"))
    stage.cost = 2.3
    first, last = FIVE_YEARS
    point = Batch("便民服务", aims["brand_1516"], first, last, "1516便民服务", aims["brand_1516_visits"])
    partner = Batch(
        "志愿服务",
        aims["brand_qingkui"],
        first,
        last,
        "青葵伙伴",
        aims["brand_qingkui_visits"],
        beneficiaries={"儿童青少年": 86, "困境儿童": 14},
    )
    points, partners = stage.draw(point), stage.draw(partner)
    for row, community in zip(points, communities(XIASHA), strict=False):
        row["area_code"] = community.code
    for row in points[40:44]:
        row["area_code"] = FARM_UNIT
    for row in partners:
        row["field"] = "市民教育"
    drawn = points + partners + _xiasha_others(stage, aims)
    _give_projects([row for row in drawn if not row["brand"]], xiasha_projects(rows), stage, 0.55)
    return drawn


def _xiasha_others(stage: Stage, aims: dict) -> list[Row]:
    """Return what carries no brand (its visits make up the published sum) and what lies before and after."""
    first, last = FIVE_YEARS
    count = aims["activities_five_years"] - aims["brand_1516"] - aims["brand_qingkui"]
    visits = aims["visits_five_years"] - aims["brand_1516_visits"] - aims["brand_qingkui_visits"]
    batches = mixed(count, first, last)
    weights = [batch.count for batch in batches]
    drawn: list[Row] = []
    for batch in batches:
        part = visits * batch.count // sum(weights)
        drawn += stage.draw(replace(batch, visits=part))
    drawn[-1]["visits"] += visits - sum(row["visits"] for row in drawn)
    before = mixed(aims["activities_before"], date(2018, 7, 2), first - timedelta(days=1))
    after = mixed(aims["activities_after"], last + timedelta(days=1), LAST_DAY)
    later_brands = [Batch("便民服务", 21, last + timedelta(days=1), LAST_DAY, "1516便民服务")]
    return drawn + [row for batch in before + after + later_brands for row in stage.draw(batch)]


def _give_projects(drawn: list[Row], projects: list[Project], stage: Stage, share: float) -> None:
    """Make this share of the activities part of a project that ran on their day, held by the project's organisation."""
    for row in drawn:
        running = [project for project in projects if project.first <= row["held_on"] <= project.last]
        if not running or stage.rng.random() >= share:
            continue
        project = stage.rng.choice(running)
        organiser = stage.organisers.by_id(project.org_id)
        if stage.organisers.is_there(organiser, row["held_on"]):
            row.update(project_id=project.project_id, org_id=organiser["org_id"], hub_id=organiser["hub_id"])


def _xingsha(street: Street, rows: list[Row]) -> list[Row]:
    """Return the activities of 星沙街道: the micro-projects' 40 by the end of 2024, a new round in 2025, and others."""
    aims = targets()["xingsha"]
    stage = Stage(XINGSHA, rows, dice("活动/星沙"), FORGOTTEN["430121"])
    projects = xingsha_projects(rows)
    venture = Batch(
        "志愿服务",
        aims["venture_activities"],
        date(2023, 4, 8),
        date(2024, 10, 31),
        "公益微创投",
        aims["venture_visits"],
    )
    drawn = stage.draw(venture)
    people = crooked_portions(stage.rng, aims["venture_participations"], len(drawn), 3, 0.45)
    for position, (row, volunteers) in enumerate(zip(drawn, people, strict=True)):
        project = projects[position % len(projects)]
        row.update(project_id=project.project_id, volunteers=volunteers, field=FIELDS[position % len(FIELDS)])
        row.update(with_volunteer=True, with_charity=True, mode="多主体共同驱动")
    renewed = replace(venture, count=23, first=date(2025, 3, 1), last=LAST_DAY, visits=None)
    return drawn + stage.draw(renewed) + _ordinary(street, rows)


def _fushan(street: Street, rows: list[Row]) -> list[Row]:
    stage = Stage(FUSHAN, rows, dice("活动/府山"))
    drawn = [row for batch in mixed(street.activities, date(2013, 2, 1), LAST_DAY) for row in stage.draw(batch)]
    for row in drawn:
        if row["kind"] in ("便民服务", "志愿服务") and row["held_on"].year >= 2018 and stage.rng.random() < 0.24:
            row["brand"] = "益超市"
    return drawn


def _baohe(street: Street, rows: list[Row]) -> list[Row]:
    """Return the activities of 保和街道; most are in 和美社区, whose volunteers the case counts."""
    stage = Stage(HEMEI, rows, dice("活动/和美"))
    stage.settle_in([HEMEI])
    shares = {"志愿服务": 46.0, "便民服务": 18.0, "文体活动": 15.0, "为老服务": 11.0, "讲座": 8.0, "调解": 2.0}
    drawn = [row for batch in mixed(412, date(2019, 3, 2), LAST_DAY, shares) for row in stage.draw(batch)]
    return drawn + _ordinary(street, rows)


def _ansha(street: Street, rows: list[Row]) -> list[Row]:
    """Return the activities of 安沙镇: the usual ones, and six terms of weekend classes, each for others."""
    stage = Stage(ANSHA, rows, dice("活动/安沙"))
    classes = Batch("培训", 6, date(2023, 3, 4), date(2024, 9, 28), "周末课堂", beneficiaries={"儿童青少年": 1})
    terms = stage.draw(classes)
    people = crooked_portions(stage.rng, targets()["ansha"]["children"], len(terms), 30, 0.2)
    for row, children in zip(terms, people, strict=True):
        last = row["held_on"] + timedelta(days=77)
        row.update(name=f"{row['name'][:2]}周末课堂", ended_on=last, field="市民教育")
        row.update(persons=children, visits=children * 10)
    return _ordinary(street, rows) + terms
