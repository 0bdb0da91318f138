"""Payments of the case places with published sums, and of the other streets by the general rule."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from etl.demonstration.chance import crooked_portions, dice, skewed, workday
from etl.demonstration.names import NameBook
from etl.demonstration.places import KAIXUAN, LANGLI, LAST_DAY, XIASHA, XINGSHA, Street, senders
from etl.demonstration.projects import Project, kaixuan_projects, xiasha_projects, xingsha_projects
from etl.demonstration.ratings import alive_on, register_districts
from etl.demonstration.register import Row
from etl.demonstration.register_kaixuan import COUNTED, FIRST_ROWS
from etl.demonstration.targets import targets
from etl.demonstration.tree import street_of

BOOKKEEPING = 3000
START_UP_CAP = 5000


class Ledger:
    """Collects the payments of one street; `rows` is the finished table."""

    def __init__(self, street: str) -> None:
        self.rng = dice(f"资金/{street}")
        self.names = NameBook(self.rng)
        self.street = street
        self.rows: list[Row] = []

    def add(self, day: date, amount: float, status: str, source: str, instrument: str, **known: Any) -> Row:
        """Add one payment, budget or pledge."""
        row: Row = {
            "funding_id": "",
            "paid_on": day,
            "amount": amount,
            "status": status,
            "source": source,
            "instrument": instrument,
            "donor": None,
            "hub_id": f"H{self.street}",
            "org_id": None,
            "project_id": None,
            "area_code": self.street,
            "in_kind": False,
            "custody": False,
            "parent_id": None,
        }
        row.update(known)
        row["funding_id"] = f"Z{self.street[:9]}-{day.year}-{len(self.rows) + 1:04d}"
        self.rows.append(row)
        return row

    def pass_on(self, parent: Row, day: date, amount: float, org_id: str) -> None:
        """Add what the hub passes on of money that it received (never counted twice)."""
        self.add(
            day,
            amount,
            "拨付",
            parent["source"],
            parent["instrument"],
            org_id=org_id,
            donor=parent["donor"],
            project_id=parent["project_id"],
            parent_id=parent["funding_id"],
            area_code=None,
        )

    def gifts(self, year: int, count: int, total: int, instrument: str) -> list[Row]:
        """Add so many gifts of so many different donors in a year; they add up to `total`."""
        rows = []
        for amount in crooked_portions(self.rng, total // 100, count, 40, 0.6):
            day = workday(self.rng, date(year, 3, 1), date(year, 11, 30))
            source = self.rng.choices(["企业", "基金会", "社会捐赠"], [6, 1, 3])[0]
            rows.append(self.add(day, amount * 100, "到账", source, instrument, donor=self.names.donor()))
        return rows


def draw_money(organizations: dict[str, list[Row]], ratings: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Return the payments of every street that sends any, keyed by the street's code."""
    by_street: dict[str, list[Row]] = {}
    for row in (row for rows in organizations.values() for row in rows):
        by_street.setdefault(street_of(row["area_code"]), []).append(row)
    special = {KAIXUAN: _kaixuan, XIASHA: _xiasha, XINGSHA: _xingsha}
    drawn = {}
    for street in (street for district in register_districts() for street in senders("f", district)):
        draw = special.get(street.code, _ordinary)
        drawn[street.code] = draw(street, by_street[street.code], ratings.get(street.code, []))
    return drawn


def _kaixuan(street: Street, rows: list[Row], ratings: list[Row]) -> list[Row]:
    ledger, aims = Ledger(KAIXUAN), targets()["kaixuan"]["money"]
    rows = rows[FIRST_ROWS:]
    for amount in aims["premises_2011"]:
        day = workday(ledger.rng, date(2011, 3, 1), date(2011, 12, 20))
        ledger.add(day, amount, "拨付", "财政资金", "场地建设")
    ledger.add(date(2011, 2, 22), sum(aims["premises_2011"]), "到账", "财政资金", "场地建设")
    for year in range(2012, 2026):
        ledger.add(date(year, 1, 6), 1000000, "预算", "财政资金", "运营扶持")
        ledger.add(
            workday(ledger.rng, date(year, 2, 10), date(year, 4, 28)),
            100 * skewed(ledger.rng, 4300, 0.2),
            "到账",
            "财政资金",
            "运营扶持",
        )
    _support(ledger, rows, date(2011, 9, 1))
    paid = {row["org_id"] for row in rows}
    _rewards(ledger, [rating for rating in ratings if rating["org_id"] in paid])
    _ventures(ledger, kaixuan_projects(rows), COUNTED)
    _kaixuan_gifts(ledger, rows, aims)
    _slips(ledger)
    return ledger.rows


def _support(ledger: Ledger, rows: Iterable[Row], opened: date) -> None:
    """Add 开办扶持 (once, at most 5 000 yuan) and 记账补贴 (3 000 yuan a year) under the hub's rules."""
    rng = ledger.rng
    for row in rows:
        hatched, registered = row["hatched_on"], row["registered_on"]
        if hatched and hatched > opened and rng.random() < 0.55 and hatched <= LAST_DAY - timedelta(days=40):
            day = workday(rng, hatched + timedelta(days=5), hatched + timedelta(days=35))
            amount = min(START_UP_CAP, 100 * rng.randint(18, 62))
            ledger.add(day, amount, "拨付", "财政资金", "开办扶持", org_id=row["org_id"], area_code=None)
        if registered and row["hub_id"] and row["legal_form"] == "社会服务机构" and rng.random() < 0.75:
            for year in range(max(registered.year + 1, opened.year + 1), 2026):
                if alive_on(row, date(year, 12, 1)) and rng.random() < 0.8:
                    day = workday(rng, date(year, 11, 3), date(year, 11, 28))
                    ledger.add(day, BOOKKEEPING, "拨付", "财政资金", "记账补贴", org_id=row["org_id"], area_code=None)


def _rewards(ledger: Ledger, ratings: list[Row]) -> None:
    """Add 以奖代补 and 荣誉奖励 of 2 000 to 10 000 yuan for part of the best graded."""
    rng = ledger.rng
    for rating in ratings:
        is_best = rating["ladder"] == "年度梯队" and rating["grade"] == "优秀"
        has_honour = rating["ladder"] == "评估等级" and rating["grade"] in ("3A", "4A", "5A")
        if not (is_best or has_honour) or rng.random() > 0.45 or rating["awarded_on"] > date(2025, 12, 10):
            continue
        instrument = "荣誉奖励" if has_honour else "以奖代补"
        day, amount = rating["awarded_on"] + timedelta(days=rng.randint(2, 20)), 500 * rng.randint(4, 20)
        ledger.add(day, amount, "拨付", "财政资金", instrument, org_id=rating["org_id"], area_code=None)


def _ventures(ledger: Ledger, projects: list[Project], counted: date) -> None:
    """Pay each project in two parts, six tenths at the start, the rest near the end but never after `counted`."""
    for project in projects:
        rng = ledger.rng
        first_part = round(project.amount * 0.6)
        parts = ((project.first, first_part), (project.last - timedelta(days=45), project.amount - first_part))
        for start, amount in parts:
            day = workday(rng, start + timedelta(days=3), min(start + timedelta(days=40), counted))
            source = rng.choices(["财政资金", "福彩公益金"], [7, 3])[0]
            ledger.add(day, amount, "拨付", source, "公益创投", org_id=project.org_id, project_id=project.project_id)


def _kaixuan_gifts(ledger: Ledger, rows: list[Row], aims: dict) -> None:
    """Add 公益伙伴日 (firms adopt projects) and gifts; what was adopted is passed on to an organisation."""
    rng = ledger.rng
    for year in range(2013, 2026):
        count, total = 5 + rng.randint(0, 4), 100 * rng.randint(900, 2100)
        if year == 2015:
            count, total = aims["adopted_2015_donors"], aims["adopted_2015"]
        for position, gift in enumerate(ledger.gifts(year, count, total, "项目认领")):
            gift["project_id"] = f"KXRL{year}-{position + 1:02d}"
            _pass_on_to_somebody(ledger, gift, rows)
        if year == 2015:
            ledger.gifts(year, aims["donated_2015_donors"], aims["donated_2015"], "捐赠")
        elif year > 2015:
            for gift in ledger.gifts(year, 6 + rng.randint(0, 5), 100 * rng.randint(1500, 3600), "捐赠"):
                gift["in_kind"] = rng.random() < 0.25
        day = workday(rng, date(year, 5, 4), date(year, 10, 30))
        ledger.add(day, 100 * skewed(rng, 900, 0.4), "到账", "服务收入", "其他")


def _slips(ledger: Ledger) -> None:
    """Add the few payments that break the hub's rules on amounts, and one that was put right in time."""

    def again(instrument: str, year: int, day: date, amount: int) -> Row:
        """Pay the first who got this in that year once more."""
        first = next(row for row in ledger.rows if row["instrument"] == instrument and row["paid_on"].year == year)
        return ledger.add(day, amount, "拨付", "财政资金", instrument, org_id=first["org_id"], area_code=None)

    again("开办扶持", 2021, date(2022, 3, 15), 2000)
    again("记账补贴", 2024, date(2024, 12, 10), 600)
    again("记账补贴", 2025, date(2025, 12, 9), 1200)
    again("以奖代补", 2025, date(2025, 11, 18), 12000)
    again("荣誉奖励", 2023, date(2025, 11, 19), 1000)
    much = again("以奖代补", 2024, date(2024, 11, 12), 11000)
    back = {"org_id": much["org_id"], "area_code": None, "parent_id": much["funding_id"]}
    ledger.add(date(2024, 12, 3), 1000, "收回", "财政资金", "以奖代补", **back)


def _pass_on_to_somebody(ledger: Ledger, gift: Row, rows: list[Row]) -> None:
    day = gift["paid_on"] + timedelta(days=14)
    candidates = [row for row in rows if row["hatched_on"] and row["hatched_on"] <= day and alive_on(row, day)]
    if candidates and day <= LAST_DAY:
        ledger.pass_on(gift, day, gift["amount"], ledger.rng.choice(candidates)["org_id"])


def _xiasha(street: Street, rows: list[Row], ratings: list[Row]) -> list[Row]:
    ledger = Ledger(XIASHA)
    for year in range(2019, 2026):
        day = workday(ledger.rng, date(year, 3, 1), date(year, 5, 20))
        ledger.add(day, 100 * skewed(ledger.rng, 6100, 0.12), "到账", "财政资金", "政府购买")
        ledger.add(day + timedelta(days=30), 100 * skewed(ledger.rng, 1250, 0.2), "到账", "福彩公益金", "公益创投")
        ledger.add(date(year, 1, 9), 650000 + 25000 * (year - 2019), "预算", "财政资金", "公益创投")
        for gift in ledger.gifts(year, 4 + ledger.rng.randint(0, 5), 100 * ledger.rng.randint(700, 1900), "捐赠"):
            gift["in_kind"] = ledger.rng.random() < 0.2
        ledger.add(day + timedelta(days=160), 100 * skewed(ledger.rng, 460, 0.5), "到账", "服务收入", "其他")
    _ventures(ledger, xiasha_projects(rows), date(2025, 10, 24))
    _support(ledger, rows, street.hub)
    _rewards(ledger, ratings)
    return ledger.rows


def _xingsha(street: Street, rows: list[Row], ratings: list[Row]) -> list[Row]:
    """Return the money of 星沙街道: own receipts to 2024-12-31 add up to the published sum."""
    ledger, aims = Ledger(XINGSHA), targets()["xingsha"]
    rng = ledger.rng
    ledger.add(date(2022, 6, 16), aims["seed"], "到账", "福彩公益金", "公益创投", project_id="五社联动赋能基层治理")
    for year in range(2022, 2026):
        day = workday(rng, date(year, 7, 4), date(year, 9, 23))
        ledger.add(day, aims["support_per_year"], "到账", "财政资金", "运营扶持")
    rest = aims["own_money"] - aims["seed"] - 3 * aims["support_per_year"]
    sources = ("企业", "基金会", "社会捐赠", "财政资金", "服务收入")
    for position, amount in enumerate(crooked_portions(rng, rest // 100, 16, 60, 0.6)):
        source = sources[position % len(sources)]
        instrument = {"财政资金": "政府购买", "服务收入": "其他"}.get(source, "捐赠")
        donor = ledger.names.donor() if instrument == "捐赠" else None
        day = workday(rng, date(2022, 8, 1), date(2024, 12, 24))
        ledger.add(day, amount * 100, "到账", source, instrument, donor=donor)
    for gift in ledger.gifts(2025, 5, 83600, "捐赠"):
        gift["in_kind"] = rng.random() < 0.2
    for project in xingsha_projects(rows):
        day = workday(rng, project.first, project.first + timedelta(days=30))
        ledger.add(
            day, project.amount, "拨付", "福彩公益金", "公益创投", org_id=project.org_id, project_id=project.project_id
        )
    return ledger.rows


def _ordinary(street: Street, rows: list[Row], ratings: list[Row]) -> list[Row]:
    """Return the money of a street by the general rule; 㮾梨街道 also keeps the dragon boat teams' money."""
    ledger, rng = Ledger(street.code), dice(f"资金年度/{street.code}")
    for year in range(max(street.hub.year + 1, 2018), 2026):
        day = workday(rng, date(year, 2, 20), date(year, 6, 20))
        ledger.add(day, 100 * skewed(rng, 1600, 0.4), "到账", "财政资金", "运营扶持")
        ledger.add(day + timedelta(days=45), 100 * skewed(rng, 620, 0.5), "到账", "福彩公益金", "公益创投")
        for gift in ledger.gifts(year, rng.randint(1, 4), 100 * rng.randint(220, 900), "捐赠"):
            gift["in_kind"] = rng.random() < 0.2
        if rng.random() < 0.4:
            pledged = 100 * skewed(rng, 300, 0.5)
            ledger.add(day + timedelta(days=70), pledged, "承诺", "企业", "捐赠", donor=ledger.names.donor())
        if rng.random() < 0.2:
            ledger.add(day + timedelta(days=120), 100 * skewed(rng, 40, 0.4), "收回", "财政资金", "公益创投")
    if street.code == LANGLI:
        _dragon_boats(ledger)
    _support(ledger, rows, street.hub)
    _rewards(ledger, ratings)
    return ledger.rows


def _dragon_boats(ledger: Ledger) -> None:
    for year, amount in zip((2023, 2024), targets()["langli"]["custody"], strict=True):
        kept = ledger.add(date(year, 6, 5), amount, "到账", "社会捐赠", "代管", custody=True)
        ledger.add(date(year, 7, 3), amount, "拨付", "社会捐赠", "代管", custody=True, parent_id=kept["funding_id"])
