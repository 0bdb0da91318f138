"""Points that volunteers earn and redeem, and the time bank: entry by entry, per volunteer number."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from etl.demonstration.chance import between, dice, portions
from etl.demonstration.later_words import later_words
from etl.demonstration.partners import shops_on
from etl.demonstration.places import BAOHE, FUSHAN, HEMEI, LAST_DAY
from etl.demonstration.register import Row
from etl.demonstration.targets import targets
from etl.demonstration.tree import street_of

COUNTED = date(2022, 7, 31)
EXPIRY = 730
"""Points of somebody who has not earned any for so many days expire at the end of the year."""


@dataclass
class Account:
    """What one volunteer has earned, day by day, and has left."""

    volunteer_id: str
    earned: list[tuple[date, int]]
    left: int = 0

    @property
    def last(self) -> date:
        return self.earned[-1][0]


def draw_points(hours: dict[str, list[Row]], partners: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Return the entries of 和美社区 and 府山街道, keyed by area; hours of service are what is earned with."""
    hemei = [row for row in hours[BAOHE] if row["area_code"] == HEMEI]
    return {
        HEMEI: _place(HEMEI, hemei, partners[HEMEI], targets()["hemei"]["redeemed_2022"]),
        FUSHAN: _place(FUSHAN, hours[FUSHAN], partners[FUSHAN], None) + _time_bank(hours[FUSHAN]),
    }


def _place(area_code: str, hours: list[Row], shops: list[Row], fixed: int | None) -> list[Row]:
    """Return earned, redeemed and expired points; `fixed` is what was redeemed until COUNTED, if published."""
    rng = dice(f"积分/{area_code}")
    spans = ((date(2015, 1, 1), COUNTED, fixed), (COUNTED + timedelta(days=1), LAST_DAY, None))
    accounts: dict[str, Account] = {}
    entries: list[Row] = []
    for first, last, redeemed in spans:
        within = [row for row in hours if first <= row["served_on"] <= last]
        entries += _earn(area_code, within, accounts, last, rng)
        entries += _redeem(area_code, list(accounts.values()), shops, (first, last), redeemed, rng)
    entries += _expire(area_code, list(accounts.values()))
    return _numbered(area_code, entries)


def _entry(area_code: str, kind: str, day: date, **known: object) -> Row:
    row: Row = {"entry_id": "", "volunteer_id": None, "volunteers": None, "kind": kind, "happened_on": day}
    row |= {"area_code": area_code, "hub_id": f"H{street_of(area_code)}", "org_id": None, "activity_id": None}
    return row | {"partner_id": None, "points": None, "hours": None, "item": None} | known


def _earn(area_code: str, hours: list[Row], accounts: dict[str, Account], last: date, rng: Random) -> Iterator[Row]:
    """One entry per volunteer and year of service, and one for taking part in meetings and sorting waste."""
    sums: dict[tuple[str, int], list[tuple[date, int]]] = defaultdict(list)
    for row in hours:
        sums[row["volunteer_id"], row["served_on"].year].append((row["served_on"], row["points"]))
    for (volunteer_id, _), earned in sorted(sums.items()):
        day, points = max(day for day, _ in earned), sum(points for _, points in earned)
        account = accounts.setdefault(volunteer_id, Account(volunteer_id, []))
        for when, amount in ((day, points), (min(day + timedelta(days=rng.randint(2, 20)), last), rng.randint(6, 24))):
            account.earned.append((when, amount))
            account.earned.sort()
            account.left += amount
            note = "志愿服务" if amount == points and when == day else "议事与垃圾分类"
            yield _entry(area_code, "获得", when, volunteer_id=volunteer_id, points=amount, item=note)


def _redeem(
    area_code: str,
    accounts: list[Account],
    shops: list[Row],
    span: tuple[date, date],
    fixed: int | None,
    rng: Random,
) -> Iterator[Row]:
    """Let somewhat more than half of the volunteers redeem part of what they have, after they earned it."""
    first, last = span
    recent = [account for account in accounts if account.last > first - timedelta(days=300)]
    able = [account for account in recent if account.left >= 5 and rng.random() < 0.6]
    total = fixed or sum(account.left for account in able) * 6 // 10
    for account, points in zip(able, portions(total, [account.left for account in able]), strict=True):
        start = max(account.last, first)
        day = between(rng, start, min(start + timedelta(days=150), last))
        taking = shops_on(shops, day)
        if not points:
            continue
        account.left -= points
        yield _entry(
            area_code,
            "兑换",
            day,
            volunteer_id=account.volunteer_id,
            points=points,
            partner_id=rng.choice(taking)["partner_id"] if taking else None,
            item=rng.choice(later_words()["points"]["items"]),
        )


def _expire(area_code: str, accounts: list[Account]) -> Iterator[Row]:
    for account in accounts:
        ends = date(account.last.year + EXPIRY // 365, 12, 31)
        if account.left and ends <= LAST_DAY and ends - account.last >= timedelta(days=EXPIRY):
            points, account.left = account.left, 0
            yield _entry(area_code, "过期", ends, volunteer_id=account.volunteer_id, points=points)


def _time_bank(hours: list[Row]) -> list[Row]:
    """Return hours put by since 2020 by some of the volunteers, and what a few of them took out again."""
    rng, saved = dice("时间银行/府山"), defaultdict(float)
    entries = []
    for row in sorted(hours, key=lambda row: (row["served_on"], row["volunteer_id"])):
        if row["served_on"].year < 2020 or int(row["volunteer_id"][-2:]) % 5:
            continue
        saved[row["volunteer_id"]] += row["hours"]
        known = {"volunteer_id": row["volunteer_id"], "org_id": row["org_id"], "activity_id": row["activity_id"]}
        entries.append(_entry(FUSHAN, "时间存入", row["served_on"], hours=row["hours"], **known))
        if saved[row["volunteer_id"]] >= 6 and rng.random() < 0.3:
            saved[row["volunteer_id"]] -= 3
            day = min(row["served_on"] + timedelta(days=rng.randint(20, 200)), LAST_DAY)
            known = {"volunteer_id": row["volunteer_id"], "hours": 3.0, "item": "陪同就医"}
            entries.append(_entry(FUSHAN, "时间支取", day, **known))
    return _numbered(FUSHAN, entries, "SJ")


def _numbered(area_code: str, entries: list[Row], prefix: str = "JF") -> list[Row]:
    entries.sort(key=lambda row: (row["happened_on"], row["volunteer_id"], row["kind"], row["item"] or ""))
    for position, row in enumerate(entries, start=1):
        row["entry_id"] = f"{prefix}{area_code[:9]}-{position:05d}"
    return entries
