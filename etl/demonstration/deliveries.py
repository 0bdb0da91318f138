"""Who sends what in which file: the files of the demonstration in the order in which they arrive."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from etl.demonstration.everything import Everything
from etl.demonstration.places import (
    BAOHE,
    CHANGSHA,
    FUSHAN,
    HEMEI,
    KAIXUAN,
    KECHENG,
    LAST_DAY,
    XIASHA,
    districts,
    senders,
)
from etl.demonstration.register import Row
from etl.demonstration.register_kaixuan import COUNTED, FIRST_ROWS
from etl.demonstration.sheets import Sheet, Style

SHANGCHENG, QIANTANG, CHENGHUA = "330102000000", "330114000000", "510108000000"
CAIHE, ZHANONGKOU = "330102012000", "330102013000"
BAIYANG, YIPENG, QIANJIN = "330114002000", "330114004000", "330114007000"
OWN_FILES = frozenset({KAIXUAN, CAIHE, ZHANONGKOU, XIASHA, BAIYANG, FUSHAN, YIPENG, QIANJIN, BAOHE})
"""Streets that send files of their own; the district sends the others together, not saying what is complete."""
NOTE = "注：本表由街道社会组织服务中心汇总。"
SIGNED = "填表人：（略）"
GB = "gb18030"
UTF8 = "utf-8-sig"


@dataclass(frozen=True)
class Plan:
    """One file: its name begins with its number; one sheet of a CSV, one or more of a workbook."""

    name: str
    sheets: tuple[Sheet, ...]
    encoding: str = ""
    """Of a CSV; empty for a workbook."""

    @property
    def number(self) -> str:
        return self.name[:2]


def plan_files(world: Everything) -> list[Plan]:
    """Return every file in the order of arrival."""
    parts = (_areas_and_people, _registers, _workbooks, _hubs, _ratings, _activities, _funding, _hours, _workforce)
    return sorted((plan for part in parts for plan in part(world)), key=lambda plan: plan.name)


def _csv(name: str, sheet: Sheet, encoding: str = UTF8) -> Plan:
    return Plan(f"{name}.csv", (sheet,), encoding)


def _book(name: str, *sheets: Sheet) -> Plan:
    return Plan(f"{name}.xlsx", sheets)


def _declared(record_type: str, rows: list[Row], area: str, first_year: int, **known: object) -> Sheet:
    """Return a sheet whose title says the area and the period that it covers."""
    return Sheet(record_type, rows, area=area, from_=date(first_year, 1, 1), to=LAST_DAY, **known)


def _areas_and_people(world: Everything) -> Iterator[Plan]:
    old = {
        "area_code": "330104000000",
        "name": "江干区（2021年前）",
        "level": 3,
        "parent_code": "330100000000",
        "valid_from": None,
        "valid_to": date(2021, 4, 8),
    }
    people = world.population
    yield _csv("01_历史区划_江干区", Sheet("areas", [old], has_title=False))
    yield _csv("02_人口_普查公报数", Sheet("population", people["census"], has_title=False))
    yield _book(
        "03_上城区_人口与社工",
        _declared("population", people[SHANGCHENG], SHANGCHENG, 2011, name="人口"),
        Sheet("workforce", world.workforce[SHANGCHENG], name="社区工作力量"),
    )
    yield _csv("04_人口_钱塘区_推算", _declared("population", people[QIANTANG], QIANTANG, 2011), GB)
    yield _csv("05_人口_柯城区_推算", _declared("population", people[KECHENG], KECHENG, 2011, variant="B"))
    own_words = Style(areas="name", uses_own_words=True)
    yield _book(
        "06_人口_长沙县_推算", _declared("population", people[CHANGSHA], CHANGSHA, 2011, variant="C", style=own_words)
    )
    yield _csv("07_人口_成华区_推算", Sheet("population", people[CHENGHUA], has_title=False))
    units = people[KAIXUAN] + people[XIASHA] + people[HEMEI]
    yield _csv("08_人口_社区_推算", Sheet("population", units, has_title=False))


def _registers(world: Everything) -> Iterator[Plan]:
    kaixuan = world.organizations_of(KAIXUAN)
    rows = kaixuan[:FIRST_ROWS] + _by_area(kaixuan[FIRST_ROWS:])
    yield _csv(
        "10_社会组织名录_凯旋街道",
        _declared("organizations", rows, KAIXUAN, 2011, has_total=True, notes=(NOTE, SIGNED)),
    )
    others = Style(dates="slash", uses_own_words=True)
    yield _csv("11_社会组织名录_上城区其他街道", Sheet("organizations", _others(world, SHANGCHENG), "D", others), GB)
    yield _book(
        "14_社会组织名录_下沙街道",
        _declared(
            "organizations",
            _by_area(world.organizations_of(XIASHA)),
            XIASHA,
            2011,
            variant="B",
            style=Style(dates="cell"),
            is_numbered=True,
            notes=(NOTE,),
        ),
    )
    east = _others(world, QIANTANG) + _by_area(world.organizations_of(YIPENG, QIANJIN))
    yield _csv("16_社会组织名录_钱塘区东部街道", Sheet("organizations", east, "D", Style(dates="dot")))
    yield _book(
        "17_社会组织名录_府山街道",
        _declared(
            "organizations", _by_area(world.organizations_of(FUSHAN)), FUSHAN, 2012, style=Style(dates="chinese")
        ),
    )
    yield _csv("18_社会组织名录_柯城区其他镇街", Sheet("organizations", _others(world, KECHENG), "D", others), GB)
    changsha = _by_area(world.organizations[CHANGSHA])
    yield _book(
        "19_社会组织名录_长沙县",
        _declared("organizations", changsha, CHANGSHA, 2012, variant="C", style=Style(dates="chinese"), has_total=True),
    )
    yield _csv("20_社会组织名录_成华区", Sheet("organizations", _by_area(world.organizations[CHENGHUA])))


def _workbooks(world: Everything) -> Iterator[Plan]:
    names = {CAIHE: "12_采荷街道_年度报表", ZHANONGKOU: "13_闸弄口街道_年度报表", BAIYANG: "15_白杨街道_年度报表"}
    for street, name in names.items():
        style = Style(
            dates="compact" if street == ZHANONGKOU else "slash",
            hubs="name",
            money="wan" if street == CAIHE else "sign",
            areas="name" if street == CAIHE else "code",
            booleans=("√", "×"),
        )
        since = 2016 if street == BAIYANG else 2012
        tables = {
            "organizations": (_by_area(world.organizations_of(street)), "D", "名录"),
            "ratings": (world.ratings[street], "B", "等级评定"),
            "activities": (world.activities[street], "C", "活动台账"),
            "funding": (world.funding[street], "B", "资金"),
            "volunteer_hours": (world.hours[street], "C", "志愿服务"),
        }
        yield _book(
            name,
            *(
                _declared(record_type, rows, street, since, variant=variant, style=style, name=title)
                for record_type, (rows, variant, title) in tables.items()
            ),
        )


def _hubs(world: Everything) -> Iterator[Plan]:
    zhejiang = world.hubs[SHANGCHENG] + world.hubs[QIANTANG] + world.hubs[KECHENG]
    yield _csv("21_枢纽名单_浙江", Sheet("hubs", zhejiang, style=Style(dates="dot")))
    yield _book(
        "22_枢纽名单_长沙县",
        _declared("hubs", world.hubs[CHANGSHA], CHANGSHA, 2022, variant="B", style=Style(uses_own_words=True)),
    )
    yield _csv("23_枢纽名单_成华区", Sheet("hubs", world.hubs[CHENGHUA], has_title=False), GB)


def _ratings(world: Everything) -> Iterator[Plan]:
    ratings = world.ratings
    yield _csv("30_等级评定_凯旋街道", _declared("ratings", ratings[KAIXUAN], KAIXUAN, 2013, notes=(NOTE,)))
    yield _book(
        "31_等级评定_下沙街道",
        _declared(
            "ratings", ratings[XIASHA], XIASHA, 2019, variant="B", style=Style(dates="cell", uses_own_words=True)
        ),
    )
    yield _csv(
        "32_等级评定_上城区其他街道", Sheet("ratings", _sent(ratings, SHANGCHENG, "r"), style=Style(dates="slash")), GB
    )
    east = _sent(ratings, QIANTANG, "r") + ratings[YIPENG]
    yield _csv("33_等级评定_钱塘柯城", Sheet("ratings", east + _sent(ratings, KECHENG, "r") + ratings[FUSHAN], "B"))
    yield _csv("34_等级评定_长沙县", Sheet("ratings", _sent(ratings, CHANGSHA, "r"), style=Style(dates="chinese")))
    yield _csv("35_等级评定_保和街道", _declared("ratings", ratings[BAOHE], BAOHE, 2021))


def _activities(world: Everything) -> Iterator[Plan]:
    yield from _kaixuan_activities(world.activities[KAIXUAN])
    yield from _xiasha_activities(world.activities[XIASHA])
    activities, short = world.activities, Style(dates="slash", has_thousands=True)
    yield _csv("45_活动台账_上城区其他街道", Sheet("activities", _sent(activities, SHANGCHENG, "a"), "D", short), GB)
    yield _csv("46_活动台账_河庄街道", Sheet("activities", _sent(activities, QIANTANG, "a"), "D"))
    yield _csv("47_活动台账_义蓬街道", _declared("activities", activities[YIPENG], YIPENG, 2019))
    yield _csv(
        "48_活动台账_前进街道", _declared("activities", activities[QIANJIN], QIANJIN, 2021, style=Style(areas="name"))
    )
    yield _csv(
        "49_活动台账_府山街道", _declared("activities", activities[FUSHAN], FUSHAN, 2013, style=Style(dates="dot"))
    )
    changsha = [row for street in districts()[CHANGSHA].streets for row in activities[street.code]]
    yield _book(
        "50_活动台账_长沙县",
        _declared(
            "activities", changsha, CHANGSHA, 2022, style=Style(dates="cell", has_thousands=True), has_total=True
        ),
    )
    yield _csv("51_活动台账_柯城区其他镇街", Sheet("activities", _sent(activities, KECHENG, "a"), "D", short), GB)
    yield _book("52_活动台账_保和街道", _declared("activities", activities[BAOHE], BAOHE, 2017, variant="B"))
    yield _csv("53_活动台账_万年场街道", Sheet("activities", _sent(activities, CHENGHUA, "a"), "D"))


def _kaixuan_activities(rows: list[Row]) -> Iterator[Plan]:
    early = [row for row in rows if row["held_on"] <= COUNTED]
    late = [row for row in rows if row["held_on"] > COUNTED]
    yield _csv(
        "40_活动台账_凯旋街道_2011至2016年6月",
        Sheet(
            "activities",
            early,
            "A",
            Style(dates="slash", has_thousands=True),
            KAIXUAN,
            date(2011, 6, 1),
            COUNTED,
            has_total=True,
            notes=(NOTE, SIGNED),
        ),
    )
    yield _book(
        "41_活动台账_凯旋街道_2016年7月至2025年",
        Sheet(
            "activities",
            late,
            "B",
            Style(dates="cell", money="sign"),
            KAIXUAN,
            date(2016, 7, 1),
            LAST_DAY,
            is_numbered=True,
            notes=(NOTE,),
        ),
    )


def _xiasha_activities(rows: list[Row]) -> Iterator[Plan]:
    spans = {"42": (2018, 2020), "43": (2021, 2023), "44": (2024, 2025)}
    styles = {
        "42": Style(dates="chinese"),
        "43": Style(dates="cell", has_thousands=True),
        "44": Style(dates="dot", booleans=("有", "无")),
    }
    for number, (first, last) in spans.items():
        chosen = [row for row in rows if first <= row["held_on"].year <= last]
        opened = date(2018, 6, 12) if first == 2018 else date(first, 1, 1)
        sheet = Sheet(
            "activities",
            chosen,
            {"42": "A", "43": "B", "44": "E"}[number],
            styles[number],
            XIASHA,
            opened,
            date(last, 12, 31),
            has_total=number != "42",
        )
        name = f"{number}_活动台账_下沙街道_{first}至{last}年"
        yield _book(name, sheet) if number == "43" else _csv(name, sheet, GB if number == "44" else UTF8)


def _funding(world: Everything) -> Iterator[Plan]:
    funding = world.funding
    yield _csv(
        "60_资金台账_凯旋街道",
        _declared("funding", funding[KAIXUAN], KAIXUAN, 2011, style=Style(dates="slash", money="sign"), has_total=True),
    )
    yield _book(
        "61_资金台账_下沙街道",
        _declared("funding", funding[XIASHA], XIASHA, 2018, style=Style(dates="cell"), has_total=True, notes=(SIGNED,)),
    )
    yield _csv("62_资金台账_上城区其他街道", Sheet("funding", _sent(funding, SHANGCHENG, "f"), "B"), GB)
    yield _csv("63_资金台账_府山街道", _declared("funding", funding[FUSHAN], FUSHAN, 2013, style=Style(money="sign")))
    changsha = [row for street in senders("f", CHANGSHA) for row in funding[street.code]]
    yield _book(
        "64_资金台账_长沙县",
        Sheet(
            "funding",
            changsha,
            "B",
            Style(dates="chinese", money="wan", uses_own_words=True),
            CHANGSHA,
            date(2022, 1, 1),
            LAST_DAY,
            has_total=True,
        ),
    )
    yield _csv("65_资金台账_保和街道", _declared("funding", funding[BAOHE], BAOHE, 2019))


def _hours(world: Everything) -> Iterator[Plan]:
    hours = world.hours
    yield _csv(
        "70_志愿服务时长_凯旋街道",
        _declared("volunteer_hours", hours[KAIXUAN], KAIXUAN, 2013, style=Style(dates="slash", hours="chinese")),
    )
    yield _csv(
        "71_志愿服务时长_下沙街道",
        _declared("volunteer_hours", hours[XIASHA], XIASHA, 2019, style=Style(dates="dot", hours="clock")),
        GB,
    )
    yield _csv(
        "72_志愿服务时长_府山街道",
        _declared("volunteer_hours", hours[FUSHAN], FUSHAN, 2015, variant="B", style=Style(hours="minutes")),
    )
    yield _book(
        "73_志愿服务时长_和美社区",
        _declared(
            "volunteer_hours", hours[BAOHE], HEMEI, 2017, variant="B", style=Style(dates="cell", hours="minutes")
        ),
    )
    changsha = [row for street in senders("v", CHANGSHA) for row in hours[street.code]]
    yield _csv(
        "74_志愿服务时长_长沙县", Sheet("volunteer_hours", changsha, style=Style(dates="compact"), has_total=True)
    )


def _workforce(world: Everything) -> Iterator[Plan]:
    workforce = world.workforce
    yield _csv("80_社区工作力量_钱塘区", Sheet("workforce", workforce[QIANTANG]), GB)
    yield _csv("81_社区工作力量_柯城区", Sheet("workforce", workforce[KECHENG], has_title=False))
    yield _book(
        "82_社区工作力量_长沙县",
        _declared("workforce", workforce[CHANGSHA], CHANGSHA, 2018, variant="B", style=Style(areas="name")),
    )
    yield _csv("83_社区工作力量_成华区", Sheet("workforce", workforce[CHENGHUA]))


def _by_area(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row["area_code"], row["established_on"], row["org_id"]))


def _others(world: Everything, district: str) -> list[Row]:
    """Return the organisations of the streets that send no register of their own."""
    return [
        row
        for street in senders("o", district)
        if street.code not in OWN_FILES
        for row in _by_area(world.organizations_of(street.code))
    ]


def _sent(tables: dict[str, list[Row]], district: str, table: str) -> list[Row]:
    """Return the rows of the streets that send this table through the district."""
    return [row for street in senders(table, district) if street.code not in OWN_FILES for row in tables[street.code]]
