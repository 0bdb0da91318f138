"""Hubs of four levels: city, district, street and community."""

from datetime import date, timedelta

from etl.demonstration.chance import dice, workday
from etl.demonstration.places import FUSHAN, KAIXUAN, LAST_DAY, XIASHA, District, Street, districts
from etl.demonstration.register import Row
from etl.demonstration.register_xiasha import HUB_NAME
from etl.demonstration.tree import Area, areas, communities

OWN_NAMES = {KAIXUAN: "凯益荟", FUSHAN: "幸福驿站", XIASHA: HUB_NAME}
LATE_STATION = "330102011015"
"""凯华社区: the 15th community of today's tree; 14 had a station in 2016."""


def draw_hubs() -> dict[str, list[Row]]:
    """Return the hubs, keyed by district."""
    drawn = {code: [_district_hub(district), *_street_hubs(district)] for code, district in districts().items()}
    shangcheng = drawn["330102000000"]
    shangcheng.insert(0, _hub("330100000000", "杭州市社会组织服务中心", "市", date(2012, 11, 8)))
    shangcheng += _stations(KAIXUAN, date(2012, 3, 1), date(2015, 12, 20), 15)
    drawn["330114000000"] += _stations(XIASHA, date(2019, 3, 1), date(2024, 6, 30), 9)
    drawn["330802000000"] += _stations(FUSHAN, date(2015, 3, 1), date(2021, 10, 30), 5)
    return drawn


def _hub(area_code: str, name: str, level: str, established_on: date, closed_on: date | None = None) -> Row:
    return {
        "hub_id": f"H{area_code}",
        "name": name,
        "level": level,
        "area_code": area_code,
        "established_on": established_on,
        "closed_on": closed_on,
    }


def _district_hub(district: District) -> Row:
    return _hub(district.code, f"{areas()[district.code].name}社会组织服务中心", "区县", district.hub)


def _street_hubs(district: District) -> list[Row]:
    return [_hub(street.code, street_hub_name(street), "街道", street.hub) for street in district.streets if street.hub]


def street_hub_name(street: Street) -> str:
    """Return the name of a street's hub."""
    if street.code in OWN_NAMES:
        return OWN_NAMES[street.code]
    is_changsha = street.code.startswith("430121")
    return f"{street.area.name}{'社区社会组织联合会' if is_changsha else '社会组织服务中心'}"


def _stations(street: str, first: date, last: date, count: int) -> list[Row]:
    rng = dice(f"站点/{street}")
    return [_station(unit, _opening(unit, workday(rng, first, last))) for unit in communities(street)[:count]]


def _opening(unit: Area, drawn: date) -> date:
    return date(2017, 9, 20) if unit.code == LATE_STATION else min(drawn, LAST_DAY - timedelta(days=30))


def _station(unit: Area, opened: date) -> Row:
    return _hub(unit.code, f"{unit.short_name}社区社会组织服务站", "社区", opened)
