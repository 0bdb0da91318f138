"""Firms, shops, schools and others who work together with the hubs."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from etl.demonstration.chance import dice, skewed, workday
from etl.demonstration.later_words import later_words
from etl.demonstration.names import words
from etl.demonstration.places import FUSHAN, HEMEI, KAIXUAN, LANGLI, LAST_DAY, XIASHA, XINGSHA
from etl.demonstration.register import Row
from etl.demonstration.targets import targets
from etl.demonstration.tree import communities, street_of

COUNTED_HEMEI, COUNTED_KAIXUAN = date(2022, 7, 31), date(2016, 6, 30)
BRANCHES = ("", "", "分部", "一店", "二店", "三店")
DRAGON_BOATS = ("龙舟队", "社区", "枢纽型社区社会组织")


@dataclass(frozen=True)
class Group:
    """So many partners of one kind that signed within a span."""

    area_code: str
    kind: str
    count: int
    first: date
    last: date
    stays: date | None = None
    """None of them ended before this day."""
    agreement: float = 0.3


def draw_partners() -> dict[str, list[Row]]:
    """Return the partners by the code of the street (of the community for 和美)."""
    drawn: dict[str, list[Row]] = defaultdict(list)
    for group in _groups():
        drawn[group.area_code] += _signed(group, dice(f"资源/{group.area_code}/{group.kind}/{group.first}"))
    drawn[LANGLI] += [_three_sided(name, position) for position, name in enumerate(DRAGON_BOATS)]
    return {code: _named(code, rows) for code, rows in drawn.items()}


def _groups() -> Iterator[Group]:
    shops, firms = targets()["hemei"]["partners"], targets()["kaixuan"]["firms_2016"]
    yield Group(HEMEI, "商家", shops - 26, date(2019, 4, 8), COUNTED_HEMEI, COUNTED_HEMEI)
    yield Group(HEMEI, "企业", 26, date(2019, 4, 8), COUNTED_HEMEI, COUNTED_HEMEI)
    yield Group(HEMEI, "单位", targets()["hemei"]["agreements"], date(2019, 4, 8), COUNTED_HEMEI, COUNTED_HEMEI, 1.0)
    yield Group(HEMEI, "商家", 64, COUNTED_HEMEI + timedelta(days=1), LAST_DAY)
    yield Group(KAIXUAN, "企业", firms, date(2013, 3, 4), COUNTED_KAIXUAN, COUNTED_KAIXUAN)
    yield Group(KAIXUAN, "企业", 21, COUNTED_KAIXUAN + timedelta(days=30), LAST_DAY)
    for area_code, first in ((KAIXUAN, 2012), (XIASHA, 2018), (FUSHAN, 2015), (XINGSHA, 2022)):
        for kind, count in {"单位": 9, "场地": 4, "基金": 2, "高校": 3, "其他": 3}.items():
            yield Group(area_code, kind, count, date(first, 7, 2), LAST_DAY)
    yield Group(XIASHA, "企业", 27, date(2018, 9, 3), LAST_DAY)
    yield Group(XIASHA, "商家", 34, date(2019, 3, 4), LAST_DAY)
    yield Group(FUSHAN, "商家", 43, date(2018, 1, 8), LAST_DAY)
    yield Group(XINGSHA, "企业", 18, date(2022, 7, 4), LAST_DAY)


def _signed(group: Group, rng: Random) -> list[Row]:
    return [_partner(group, rng) for _ in range(group.count)]


def _partner(group: Group, rng: Random) -> Row:
    signed = workday(rng, group.first, group.last)
    ended = signed + timedelta(days=365 * rng.choice((1, 2, 3)))
    is_over = rng.random() < 0.35 and ended <= LAST_DAY and ended > (group.stays or date.min)
    units = [unit.code for unit in communities(street_of(group.area_code))]
    gives = rng.choice(later_words()["partners"]["gives"][group.kind])
    return {
        "partner_id": "",
        "name": group.kind,
        "kind": group.kind,
        "area_code": group.area_code if group.area_code == HEMEI else rng.choice([group.area_code, *units]),
        "hub_id": f"H{street_of(group.area_code)}",
        "signed_on": signed,
        "ended_on": ended if is_over else None,
        "agreement": rng.random() < group.agreement,
        "gives": gives,
        "value": 100 * skewed(rng, 18, 0.8) if gives in ("资金", "物资", "场地") and rng.random() < 0.6 else None,
        "brand": "益超市" if group.area_code == FUSHAN and group.kind == "商家" else None,
    }


def _three_sided(name: str, position: int) -> Row:
    """One of the three sides of the agreement on the dragon boat teams' money."""
    row = _partner(Group(LANGLI, "单位", 1, date(2023, 5, 29), date(2023, 5, 29)), dice(f"龙舟/{position}"))
    row |= {"name": f"示例{name}（三方协议）", "area_code": LANGLI, "ended_on": None}
    return row | {"agreement": True, "value": None}


def _named(code: str, rows: list[Row]) -> list[Row]:
    """Return the partners in the order of signing, with a number and a name that no other of the place has."""
    rng, used = dice(f"资源名称/{code}"), set()
    rows.sort(key=lambda row: (row["signed_on"], row["kind"]))
    for position, row in enumerate(rows, start=1):
        row["partner_id"] = f"ZY{code[:9] if code != HEMEI else HEMEI}-{position:04d}"
        while row["name"] in used or row["name"] == row["kind"]:
            first, tail = rng.choice(words()["firsts"]), rng.choice(later_words()["partners"][row["kind"]])
            branch = rng.choice(BRANCHES if row["kind"] == "商家" else BRANCHES[:3])
            row["name"] = f"{first}{tail}{branch}"
        used.add(row["name"])
    return rows


def shops_on(rows: list[Row], day: date) -> list[Row]:
    """Return the shops that take points on this day."""
    return [row for row in rows if row["kind"] == "商家" and row["signed_on"] <= day < (row["ended_on"] or date.max)]
