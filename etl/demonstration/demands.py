"""What residents asked for, where it was passed on to, and what became of it."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from etl.demonstration.activities import Organisers
from etl.demonstration.chance import dice, seasonal_days, skewed_weights, workday
from etl.demonstration.later_words import later_words
from etl.demonstration.names import FIELDS
from etl.demonstration.places import BAOHE, FUSHAN, HEMEI, KAIXUAN, LAST_DAY, XIASHA
from etl.demonstration.register import Row
from etl.demonstration.register_kaixuan import FIRST_ROWS
from etl.demonstration.targets import targets
from etl.demonstration.tree import communities

XIANGLONG = "430121003000"
KINDS = {"服务需求": 58, "设施环境": 24, "矛盾纠纷": 10, "其他": 8}
CHANNELS = {"网格": 34, "走访": 27, "问卷": 16, "平台": 17, "其他": 6}
ROUTES = {"微心愿": 34, "微公益": 28, "微创投": 14, "转办": 24}
CONTENT = {"非常满意": 46, "满意": 38, "基本满意": 12, "不满意": 4}
GROUPS = ("老年人", "老年人", "儿童青少年", "全体居民", "全体居民", "残障人士", "低收入家庭")


@dataclass(frozen=True)
class Source:
    """Who sends demands: so many of a street (or of one community of it) since a day."""

    street: str
    count: int
    first: date
    community: str = ""
    unserved: float = 0.22
    """Share of the demands that nobody took up."""


SOURCES = (
    Source(KAIXUAN, 212, date(2013, 9, 2)),
    Source(XIASHA, 268, date(2020, 11, 2)),
    Source(FUSHAN, 231, date(2016, 3, 1), unserved=0.16),
    Source(XIANGLONG, 126, date(2022, 7, 4), unserved=0.3),
    Source("430121001000", 118, date(2022, 7, 4)),
    Source(BAOHE, 94, date(2019, 4, 1), HEMEI),
)


def draw_demands(rows_of: Callable[[str], list[Row]], projects: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Return the demands of every street that sends any, keyed by the street's code."""
    drawn = {}
    for source in SOURCES:
        rows = rows_of(source.street)[FIRST_ROWS if source.street == KAIXUAN else 0 :]
        drawn[source.street] = _street(source, Organisers(rows, dice(f"承接/{source.street}")), projects)
    drawn[XIASHA] += _children(Organisers(rows_of(XIASHA), dice("困境儿童/承接")))
    drawn[XIANGLONG] = _clashes(drawn[XIANGLONG])
    return {street: _numbered(rows) for street, rows in drawn.items()}


def _street(source: Source, organisers: Organisers, projects: dict[str, list[Row]]) -> list[Row]:
    rng = dice(f"需求/{source.street}")
    units = [source.community] if source.community else [unit.code for unit in communities(source.street)]
    weights = skewed_weights(rng, len(units), 0.7)
    running = [row for row in projects.get(source.street, []) if row["approved_on"]]
    found = []
    for day in seasonal_days(rng, source.count, source.first, LAST_DAY - timedelta(days=3), 1.12):
        row = _demand(rng.choices(units, weights)[0], day, rng)
        if rng.random() >= source.unserved:
            _pass_on(row, organisers, running, rng)
        found.append(row)
    return found


def _demand(area_code: str, day: date, rng: Random) -> Row:
    kind = rng.choices(list(KINDS), list(KINDS.values()))[0]
    beneficiary = rng.choice(GROUPS) if kind == "服务需求" else "全体居民"
    return {
        "demand_id": "",
        "name": rng.choice(later_words()["demands"][kind]),
        "kind": kind,
        "area_code": area_code,
        "beneficiary": beneficiary,
        "field": "疏导维权" if kind == "矛盾纠纷" else rng.choices(FIELDS, (34, 14, 18, 14, 4, 16))[0],
        "channel": rng.choices(list(CHANNELS), list(CHANNELS.values()))[0],
        "opened_on": day,
        "routed": None,
        "routed_on": None,
        "org_id": None,
        "project_id": None,
        "closed_on": None,
        "satisfaction": None,
    }


def _pass_on(row: Row, organisers: Organisers, running: list[Row], rng: Random) -> None:
    """Pass the demand on, to a running project if it goes to 微创投; most are met, most of those are rated."""
    routed_on = workday(rng, row["opened_on"] + timedelta(days=1), row["opened_on"] + timedelta(days=16))
    if routed_on > LAST_DAY:
        return
    routed = "转办" if row["kind"] == "设施环境" else rng.choices(list(ROUTES), list(ROUTES.values()))[0]
    fits = [one for one in running if one["approved_on"] <= routed_on <= (one["closed_on"] or LAST_DAY)]
    if routed == "微创投" and not fits:
        routed = "微公益"
    row.update(routed=routed, routed_on=routed_on)
    if routed == "微创投":
        project = rng.choice(fits)
        row.update(project_id=project["project_id"], org_id=project["org_id"])
    elif routed != "转办":
        row["org_id"] = organisers.pick(routed_on)["org_id"]
    closed = routed_on + timedelta(days=max(1, round(rng.lognormvariate(2.6, 0.8))))
    if closed <= LAST_DAY and rng.random() < 0.86:
        row["closed_on"] = closed
        row["satisfaction"] = rng.choices(list(CONTENT), list(CONTENT.values()))[0] if rng.random() < 0.78 else None


def _children(organisers: Organisers) -> list[Row]:
    """One file for each child in difficulty whom 青葵伙伴 accompanies: persons, not visits."""
    rng, found = dice("困境儿童/下沙"), []
    for position in range(targets()["xiasha"]["children"]):
        day = workday(rng, date(2021, 3, 1), date(2025, 6, 30))
        row = _demand(communities(XIASHA)[position % 21].code, day, rng)
        row.update(kind="服务需求", beneficiary="困境儿童", field="市民教育", name="青葵伙伴陪伴建档", channel="走访")
        row.update(routed="微公益", routed_on=day + timedelta(days=5), org_id=organisers.pick(day)["org_id"])
        found.append(row)
    return found


def _clashes(rows: list[Row]) -> list[Row]:
    """In 湘龙街道 two organisations had planned services at the same time and place: two demands, nothing else."""
    for row in rows:
        if row["kind"] == "矛盾纠纷":
            row.update(kind="服务需求", name="陪同就医", field="社区服务")
    early = [row for row in rows if row["routed"] is None and row["opened_on"].year == 2023][:2]
    for row in early:
        day = row["opened_on"]
        row.update(kind="矛盾纠纷", name="两支队伍活动时间地点冲突", field="疏导维权", channel="其他", routed="转办")
        row.update(routed_on=day + timedelta(days=1), closed_on=day + timedelta(days=4), satisfaction="满意")
    return rows


def _numbered(rows: list[Row]) -> list[Row]:
    counted: dict[int, int] = defaultdict(int)
    rows.sort(key=lambda row: (row["opened_on"], row["area_code"], row["name"]))
    for row in rows:
        year = row["opened_on"].year
        counted[year] += 1
        row["demand_id"] = f"XQ{row['area_code'][:9]}-{year}-{counted[year]:03d}"
    return rows
