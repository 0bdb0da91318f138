"""Who sends the later record types in which file: projects, trainings, demands, points, resources and the others."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from etl.demonstration.deliveries import GB, NOTE, SIGNED, UTF8, Plan
from etl.demonstration.everything import Everything
from etl.demonstration.places import BAOHE, CHANGSHA, FUSHAN, HEMEI, KAIXUAN, LANGLI, LAST_DAY, XIASHA, XINGSHA
from etl.demonstration.register import Row
from etl.demonstration.rounds import COUNTY_ROUNDS
from etl.demonstration.sheets import Sheet, Style

XIANGLONG = "430121003000"
FIVE_PLACES = (KAIXUAN, XIASHA, FUSHAN, XINGSHA, XIANGLONG)


def plan_later_files(world: Everything) -> list[Plan]:
    """Return the files of the later record types."""
    parts = (_places, _resources, _rubrics, _projects, _trainings, _demands, _points, _merits)
    return [plan for part in parts for plan in part(world.later)]


def _csv(name: str, sheet: Sheet, encoding: str = UTF8) -> Plan:
    return Plan(f"{name}.csv", (sheet,), encoding)


def _book(name: str, *sheets: Sheet) -> Plan:
    return Plan(f"{name}.xlsx", sheets)


def _sheet(record_type: str, rows: list[Row], area: str, first_year: int, **known: Any) -> Sheet:
    """Return a sheet whose title says the area and the period that it covers."""
    return Sheet(record_type, rows, area=area, from_=date(first_year, 1, 1), to=LAST_DAY, **known)


def _joined(tables: dict[str, list[Row]], *places: str) -> list[Row]:
    return [row for place in places for row in tables[place]]


def _places(later: dict) -> Iterator[Plan]:
    places = later["facilities"]
    own = _joined(places, KAIXUAN, XIASHA, FUSHAN)
    yield _csv("24_服务阵地_凯旋下沙府山", Sheet("facilities", own, style=Style(dates="dot")))
    yield _book(
        "25_服务阵地_保和街道与长沙县",
        _sheet("facilities", places[BAOHE], BAOHE, 2018, style=Style(dates="cell"), name="保和街道"),
        _sheet("facilities", places[CHANGSHA], CHANGSHA, 2022, style=Style(dates="chinese"), name="长沙县"),
    )


def _resources(later: dict) -> Iterator[Plan]:
    partners = later["partners"]
    own = _joined(partners, KAIXUAN, XIASHA, FUSHAN)
    yield _csv("26_社会资源_凯旋下沙府山", Sheet("partners", own, style=Style(dates="slash")), GB)
    style = Style(dates="cell", booleans=("√", "×"))
    yield _book("27_社会资源_和美社区", _sheet("partners", partners[HEMEI], HEMEI, 2019, variant="B", style=style))
    county = _joined(partners, XINGSHA, LANGLI)
    yield _csv("28_社会资源_星沙榔梨", Sheet("partners", county, "B", Style(dates="chinese", booleans=("有", "无"))))


def _rubrics(later: dict) -> Iterator[Plan]:
    scores, style = later["assessments"], Style(dates="cell")
    county = scores[CHANGSHA]
    yield _book(
        "36_评估细则得分_长沙县",
        _sheet("assessments", _of_rubric(county, "枢纽"), CHANGSHA, 2023, style=style, name="枢纽"),
        _sheet("assessments", _of_rubric(county, "社区社会组织"), CHANGSHA, 2024, style=style, name="社区社会组织"),
    )
    own = _joined(scores, KAIXUAN, XIASHA, FUSHAN)
    yield _csv("37_评估细则得分_凯旋下沙府山", Sheet("assessments", own, style=Style(dates="slash")))
    pairs = later["milestones"]
    yield _book("38_五同步节点_府山街道", _sheet("milestones", pairs[FUSHAN], FUSHAN, 2012, style=style))
    others = _joined(pairs, KAIXUAN, XIASHA)
    yield _csv("39_五同步节点_凯旋下沙", Sheet("milestones", others, style=Style(dates="dot")), GB)


def _of_rubric(rows: list[Row], rubric: str) -> list[Row]:
    return [row for row in rows if row["rubric"] == rubric]


def _projects(later: dict) -> Iterator[Plan]:
    projects, scores = later["projects"], later["project_scores"]
    yield _csv(
        "54_公益创投项目_凯旋街道",
        _sheet("projects", projects[KAIXUAN], KAIXUAN, 2013, style=Style(dates="slash"), notes=(NOTE,)),
    )
    style = Style(dates="cell", money="sign")
    yield _book(
        "55_公益创投_下沙街道",
        _sheet("projects", projects[XIASHA], XIASHA, 2020, variant="B", style=style, name="项目", notes=(NOTE, SIGNED)),
        _sheet("project_scores", scores[XIASHA], XIASHA, 2020, style=Style(dates="cell"), name="评审打分"),
    )
    wan = Style(dates="chinese", money="wan", uses_own_words=True)
    yield _book(
        "56_公益微创投_星沙街道",
        _sheet("projects", projects[XINGSHA], XINGSHA, 2022, style=wan, name="项目"),
        _sheet("project_scores", scores[XINGSHA], XINGSHA, 2022, variant="B", name="评委打分"),
    )
    small = _joined(projects, FUSHAN, BAOHE, *COUNTY_ROUNDS)
    yield _csv("57_微公益项目_府山和美与长沙县", Sheet("projects", small, style=Style(dates="dot")), GB)


def _trainings(later: dict) -> Iterator[Plan]:
    trainings = later["trainings"]
    yield _csv(
        "58_培训督导_下沙街道",
        _sheet("trainings", trainings[XIASHA], XIASHA, 2018, style=Style(dates="slash"), has_total=True),
    )
    yield _book(
        "59_育树计划_长沙县",
        _sheet("trainings", trainings[CHANGSHA], CHANGSHA, 2022, variant="B", style=Style(dates="cell")),
    )
    yield _csv(
        "66_培训督导_凯旋街道", _sheet("trainings", trainings[KAIXUAN], KAIXUAN, 2012, style=Style(dates="dot")), GB
    )
    others = _joined(trainings, FUSHAN, BAOHE)
    yield _csv("67_培训督导_府山保和", Sheet("trainings", others, "B", Style(dates="chinese")))


def _demands(later: dict) -> Iterator[Plan]:
    demands = later["demands"]
    yield _csv("69_居民需求_凯旋街道", _sheet("demands", demands[KAIXUAN], KAIXUAN, 2013, style=Style(dates="slash")))
    yield _csv("77_居民需求_下沙街道", _sheet("demands", demands[XIASHA], XIASHA, 2020, variant="B"), GB)
    yield _book("78_居民需求_府山街道", _sheet("demands", demands[FUSHAN], FUSHAN, 2016, style=Style(dates="cell")))
    others = _joined(demands, XIANGLONG, XINGSHA, BAOHE)
    yield _csv("79_居民需求_长沙县与和美", Sheet("demands", others, style=Style(dates="chinese")))


def _points(later: dict) -> Iterator[Plan]:
    points = later["points"]
    style = Style(dates="cell", has_thousands=False)
    yield _book("75_积分流水_和美社区", _sheet("points", points[HEMEI], HEMEI, 2017, variant="B", style=style))
    yield _csv("76_积分流水_府山街道", _sheet("points", points[FUSHAN], FUSHAN, 2015, style=Style(dates="slash")))


def _merits(later: dict) -> Iterator[Plan]:
    yield _csv("84_宣传与荣誉", Sheet("honours", _joined(later["honours"], *FIVE_PLACES), style=Style(dates="dot")))
    shorter = later["improvements"]
    yield _csv("85_流程优化_长沙县", _sheet("improvements", shorter[CHANGSHA], CHANGSHA, 2022))
    yield _csv("87_流程优化_下沙街道", _sheet("improvements", shorter[XIASHA], XIASHA, 2020, style=Style(dates="dot")))
    yield _csv("86_目标值", Sheet("targets", later["targets"][""], has_title=False))
