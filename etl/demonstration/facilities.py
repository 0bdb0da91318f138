"""Service places: the centres with their rooms, the service points of a brand, the studios."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from etl.demonstration.chance import dice, skewed, workday
from etl.demonstration.later_words import later_words
from etl.demonstration.places import BAOHE, CHANGSHA, FUSHAN, HEMEI, KAIXUAN, XIASHA, districts, streets
from etl.demonstration.programme import FARM_UNIT
from etl.demonstration.register import Row
from etl.demonstration.targets import targets
from etl.demonstration.tree import communities, street_of

XIANGLONG, HESHUN = "430121003000", "510108014006"


def draw_facilities() -> dict[str, list[Row]]:
    """Return the service places by street, those of the county under its own code."""
    drawn = {KAIXUAN: _kaixuan(), XIASHA: _xiasha(), FUSHAN: _fushan(), BAOHE: _baohe(), CHANGSHA: _changsha()}
    return {code: _numbered(code, list(rows)) for code, rows in drawn.items()}


def _place(area_code: str, name: str, kind: str, opened_on: date, **known: Any) -> Row:
    row: Row = {"facility_id": "", "name": name, "kind": kind, "area_code": area_code}
    row |= {"hub_id": f"H{street_of(area_code)}", "org_id": None, "brand": None, "m2": None, "hours_per_day": None}
    return row | {"opened_on": opened_on, "closed_on": None} | known


def _kaixuan() -> Iterator[Row]:
    opened = date(2011, 5, 26)
    yield _place(KAIXUAN, "凯益荟服务中心", "服务中心", opened, m2=targets()["kaixuan"]["centre_m2"], hours_per_day=8.5)
    for name in ("日常办公区", "展示交流区", "孵化培育区"):
        yield _place(KAIXUAN, f"凯益荟{name}", "功能区", opened, hours_per_day=8.5)
    rng = dice("阵地/凯旋")
    for unit in communities(KAIXUAN):
        day = workday(rng, date(2012, 3, 1), date(2015, 12, 20))
        size = float(skewed(rng, 70, 0.3, 20))
        yield _place(unit.code, f"{unit.short_name}社区社会组织服务站", "服务站", day, m2=size, hours_per_day=8.0)
    for position, unit in enumerate(communities(KAIXUAN)[:6]):
        day = workday(rng, date(2014, 3, 1), date(2019, 12, 20))
        closed = date(2023, 6, 30) if position == 2 else None
        size = float(20 + 4 * position)
        yield _place(unit.code, f"{unit.short_name}邻里工作室", "工作室", day, closed_on=closed, m2=size)


def _xiasha() -> Iterator[Row]:
    rng, brand = dice("阵地/下沙"), "1516便民服务"
    yield _place(XIASHA, "下沙街道社会组织发展服务中心", "服务中心", date(2018, 6, 12), m2=860.0, hours_per_day=8.5)
    for unit in communities(XIASHA):
        day = workday(rng, date(2020, 11, 9), date(2023, 10, 31))
        name = f"{unit.short_name}1516便民服务点"
        yield _place(unit.code, name, "服务点", day, brand=brand, hours_per_day=float(rng.choice((4, 6, 8))))
    yield _place(FARM_UNIT, "生活区1516便民服务点", "服务点", date(2022, 4, 12), brand=brand, hours_per_day=4.0)
    for unit in communities(XIASHA)[:9]:
        day = workday(rng, date(2019, 3, 1), date(2024, 6, 28))
        size = float(skewed(rng, 60, 0.3, 20))
        yield _place(unit.code, f"{unit.short_name}社区社会组织服务站", "服务站", day, m2=size)


def _fushan() -> Iterator[Row]:
    """The centre and what it was raised to later, and twelve studios by the end of 2019."""
    yield _place(FUSHAN, "幸福驿站社会组织服务中心", "服务中心", date(2012, 5, 10), brand="社会组织服务中心", m2=420.0)
    yield _place(FUSHAN, "志愿服务指导中心", "服务中心", date(2014, 3, 5), brand="志愿服务指导中心", m2=120.0)
    yield _place(FUSHAN, "社会组织党群服务中心", "服务中心", date(2018, 7, 1), brand="社会组织党群服务中心", m2=180.0)
    rng, units = dice("阵地/府山"), communities(FUSHAN)
    for position, name in enumerate(later_words()["studios"]["names"]):
        day = workday(rng, date(2015, 3, 2), date(2019, 11, 29))
        area_code = units[position % len(units)].code
        yield _place(area_code, f"{name}工作室", "工作室", day, brand=name, m2=float(skewed(rng, 34, 0.3, 12)))
    for unit in units[:5]:
        day = workday(rng, date(2018, 1, 8), date(2022, 9, 30))
        yield _place(unit.code, f"{unit.short_name}“益”超市", "服务点", day, brand="益超市", hours_per_day=6.0)


def _baohe() -> Iterator[Row]:
    """一园五中心 of 和美社区, and the centre of 和顺社区 that opened in 2018."""
    rooms = ("和美公园", "党群服务中心", "市民活动中心", "便民服务中心", "商家联盟中心", "志愿服务中心")
    for position, name in enumerate(rooms):
        opened, size = date(2019, 5, 6) + timedelta(days=40 * position), float(150 + 65 * position)
        yield _place(HEMEI, name, "功能区", opened, brand="一园五中心", m2=size, hours_per_day=12.0)
    yield _place(HESHUN, "宜家社区中心", "服务中心", date(2018, 10, 16), m2=640.0, hours_per_day=10.0)


def _changsha() -> Iterator[Row]:
    rng = dice("阵地/长沙县")
    for street in districts()[CHANGSHA].streets:
        size = float(skewed(rng, 240, 0.35, 80))
        yield _place(street.code, f"{street.area.name}枢纽服务中心", "服务中心", street.hub, m2=size, hours_per_day=8.0)
    for name in ("党建", "孵化", "服务"):
        opened = streets()[XIANGLONG].hub + timedelta(days=200)
        yield _place(XIANGLONG, f"{name}基地", "其他", opened, brand="三基基地", m2=float(skewed(rng, 130, 0.2, 60)))


def _numbered(code: str, rows: list[Row]) -> list[Row]:
    rows.sort(key=lambda row: (row["opened_on"], row["area_code"], row["name"]))
    for position, row in enumerate(rows, start=1):
        row["facility_id"] = f"ZD{code[:9]}-{position:03d}"
    return rows
