"""What was published and won (honours), and procedures made shorter (improvements)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from etl.demonstration.chance import crooked_portions, dice, workday
from etl.demonstration.later_words import later_words
from etl.demonstration.places import CHANGSHA, FUSHAN, KAIXUAN, LAST_DAY, XIASHA, XINGSHA, districts
from etl.demonstration.register import Row
from etl.demonstration.targets import targets
from etl.demonstration.tree import communities

COUNTED = date(2025, 10, 31)
XIANGLONG = "430121003000"
FIRST_DAYS = {
    KAIXUAN: date(2013, 1, 7),
    FUSHAN: date(2014, 5, 5),
    XINGSHA: date(2022, 9, 1),
    XIANGLONG: date(2022, 9, 1),
}


def draw_honours() -> dict[str, list[Row]]:
    """Return the honours of five places, keyed by street."""
    drawn = {XIASHA: list(_xiasha())} | {street: list(_usual(street, first)) for street, first in FIRST_DAYS.items()}
    return {street: _numbered(f"RY{street[:9]}", "honour_id", rows) for street, rows in drawn.items()}


def _honour(area_code: str, name: str, kind: str, day: date, **known: Any) -> Row:
    row: Row = {"honour_id": "", "name": name, "kind": kind, "level": None, "hub_id": f"H{area_code[:9]}000"}
    return row | {"org_id": None, "area_code": area_code, "happened_on": day, "items": 1} | known


def _xiasha() -> Iterator[Row]:
    """Posts of every quarter, 46 reports, five communities honoured by the city, and the case book of the province."""
    rng, aims = dice("荣誉/下沙"), targets()["xiasha"]["honours"]
    quarters = [date(year, month, 28) for year in range(2019, 2026) for month in (3, 6, 9, 12)]
    counted = [day for day in quarters if day <= COUNTED]
    for day, items in zip(counted, crooked_portions(rng, aims["posts"], len(counted), 2, 0.4), strict=True):
        yield _honour(XIASHA, f"{day.year}年第{day.month // 3}季度日常服务信息", "信息发布", day, items=items)
    yield _honour(XIASHA, "2025年第4季度日常服务信息", "信息发布", date(2025, 12, 28), items=9)
    for day in sorted(workday(rng, date(2019, 1, 7), COUNTED) for _ in range(aims["reports"])):
        level = rng.choices(("省", "市", "区县"), (3, 4, 3))[0]
        yield _honour(XIASHA, rng.choice(later_words()["honours"]["媒体报道"]), "媒体报道", day, level=level)
    for unit in communities(XIASHA)[: aims["offices"]]:
        day = workday(rng, date(2021, 11, 1), date(2024, 12, 20))
        yield _honour(unit.code, "市级百强社区社工室", "荣誉称号", day, level="市", hub_id=f"H{XIASHA}")
    name = "省优秀乡镇（街道）社会组织服务平台案例"
    yield _honour(XIASHA, name, "案例入选", date(2023, 11, 15), level="省")


def _usual(street: str, first: date) -> Iterator[Row]:
    rng = dice(f"荣誉/{street}")
    for year in range(first.year, 2026):
        start = max(first, date(year, 1, 6))
        posts = rng.randint(14, 40)
        yield _honour(street, f"{year}年信息发布", "信息发布", date(year, 12, 28), items=posts)
        counts = {"媒体报道": rng.randint(1, 5), "荣誉称号": rng.randint(0, 2), "案例入选": rng.randint(0, 1)}
        for kind in (kind for kind, count in counts.items() for _ in range(count)):
            level = rng.choices(("省", "市", "区县", "街道"), (1, 3, 5, 1))[0]
            day = workday(rng, start, date(year, 12, 19))
            yield _honour(street, rng.choice(later_words()["honours"][kind]), kind, day, level=level)


def draw_improvements() -> dict[str, list[Row]]:
    """Return the procedures made shorter in the streets and towns of 长沙县 and in 下沙街道."""
    drawn = {CHANGSHA: list(_shortened()), XIASHA: list(_shortened_in(XIASHA, date(2020, 3, 2), 6))}
    return {code: _numbered(f"YH{code[:9]}", "improvement_id", rows) for code, rows in drawn.items()}


def _shortened() -> Iterator[Row]:
    for street in districts()[CHANGSHA].streets:
        yield from _shortened_in(street.code, street.hub + timedelta(days=60), 8 if street.code == XIANGLONG else 2)


def _shortened_in(street: str, first: date, count: int) -> Iterator[Row]:
    rng = dice(f"减/{street}")
    for name in rng.sample(later_words()["improvements"]["names"], count):
        steps, days = rng.randint(4, 9), rng.choice((5, 7, 10, 15, 20))
        yield {
            "improvement_id": "",
            "name": f"{name}流程精简",
            "area_code": street,
            "hub_id": f"H{street}",
            "done_on": workday(rng, first, LAST_DAY),
            "steps_before": steps,
            "steps_after": max(1, steps - rng.randint(1, 4)),
            "days_before": float(days),
            "days_after": float(max(1, round(days * rng.uniform(0.25, 0.7)))),
        }


def _numbered(prefix: str, column: str, rows: list[Row]) -> list[Row]:
    days = "happened_on" if column == "honour_id" else "done_on"
    rows.sort(key=lambda row: (row[days], row["area_code"], row["name"]))
    for position, row in enumerate(rows, start=1):
        row[column] = f"{prefix}-{position:03d}"
    return rows
