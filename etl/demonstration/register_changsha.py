"""The register of 长沙县: 18 towns and streets, counted as 备案 on 2024-12-31."""

from datetime import date, timedelta

from etl.demonstration.chance import between, growing_year, portions, skewed_weights, workday
from etl.demonstration.places import CHANGSHA, HUANGHUA, LAST_DAY, Street, districts
from etl.demonstration.register import Register, Row, draw_closing, draw_community, hub_life
from etl.demonstration.targets import targets

COUNTED = date(2024, 12, 31)
URBAN_BONUS = 1.5
"""Streets file more organisations per community than towns."""


def draw_changsha() -> list[Row]:
    """Return the organisations of 长沙县."""
    return _Changsha().draw()


class _Changsha:
    def __init__(self) -> None:
        self.register = Register("长沙县")
        self.rng = self.register.rng
        self.streets = districts()[CHANGSHA].streets
        self.weights = {street.code: skewed_weights(self.rng, len(street.communities), 0.6) for street in self.streets}

    def draw(self) -> list[Row]:
        aims, huanghua = targets()["changsha"], self._street(HUANGHUA)
        for _ in range(aims["filed_huanghua"]):
            self._filed(huanghua, date(2021, 6, 1), COUNTED, is_kept=True, has_date=True)
        for street in self._shares(aims["filed_2024"] - aims["filed_huanghua"]):
            self._filed(street, date(street.since, 2, 1), COUNTED, is_kept=True)
        for street in self._shares(aims["closed_before"]):
            self._filed(street, date(street.since, 2, 1), date(2022, 6, 30), is_kept=False)
        for street in self._shares(aims["filed_2025"]):
            self._filed(street, COUNTED + timedelta(days=6), date(2025, 12, 24), is_kept=True, has_date=True)
        for street in [*self._shares(aims["registered"]), *[huanghua] * aims["registered_huanghua"]]:
            self._registered(street)
        for street in self._shares(aims["teams"]):
            self._team(street)
        return self.register.rows

    def _street(self, code: str) -> Street:
        return next(street for street in self.streets if street.code == code)

    def _shares(self, total: int) -> list[Street]:
        """Return one street for each of `total` organisations, 黄花镇 left out: more where communities are more."""
        sharing = [street for street in self.streets if street.code != HUANGHUA]
        weights = [
            len(street.communities) * (URBAN_BONUS if street.code[6:9] < "100" else 1) * self.rng.uniform(0.7, 1.35)
            for street in sharing
        ]
        counts = portions(total, weights)
        return [street for street, count in zip(sharing, counts, strict=True) for _ in range(count)]

    def _filed(self, street: Street, first: date, last: date, *, is_kept: bool, has_date: bool = False) -> None:
        """Add one that is 备案; kept ones are still so on 2024-12-31, the others were dissolved before."""
        rng = self.rng
        year = growing_year(rng, first.year, last.year, 1.27)
        filed = workday(rng, max(first, date(year, 1, 8)), min(last, date(year, 12, 28)))
        form = rng.choices(["社区社会组织", "志愿团队", "其他"], [79, 17, 4])[0]
        known: Row = {"registration": "备案", "filed_on": filed}
        if not has_date and rng.random() < 0.06:
            known["filed_on"] = None
        known |= hub_life(rng, street, form, known)
        if is_kept and filed <= COUNTED:
            form, later = self._year_2025(form, known)
            known |= later
        elif not is_kept:
            known["closed_on"] = workday(rng, filed + timedelta(days=400), COUNTED)
            known["hatched_on"] = None
        area = draw_community(rng, street, self.weights[street.code])
        self.register.add(area, form, filed - timedelta(days=rng.randint(2, 150)), **known)

    def _year_2025(self, form: str, known: Row) -> tuple[str, Row]:
        """Return what happened in 2025, after the count: a few dissolved, a few registered."""
        luck = self.rng.random()
        if luck < 0.025:
            return form, {"closed_on": workday(self.rng, date(2025, 7, 1), LAST_DAY)}
        if luck < 0.045 and known["filed_on"]:
            registered = workday(self.rng, date(2025, 2, 10), LAST_DAY)
            return "社会服务机构", {"registration": "登记", "registered_on": registered}
        return form, {}

    def _registered(self, street: Street) -> None:
        rng = self.rng
        year = growing_year(rng, street.since, 2025, 1.1)
        registered = workday(rng, date(year, 1, 8), date(year, 12, 20))
        form = rng.choices(["社会服务机构", "社会团体", "行业协会", "基金会"], [62, 32, 4, 2])[0]
        known: Row = {"registration": "登记", "registered_on": registered}
        known["closed_on"] = draw_closing(rng, registered, 0.08)
        known |= hub_life(rng, street, form, known)
        area = draw_community(rng, street, self.weights[street.code])
        self.register.add(area, form, registered - timedelta(days=rng.randint(0, 60)), **known)

    def _team(self, street: Street) -> None:
        team = between(self.rng, date(2016, 1, 1), date(2025, 9, 30))
        area = draw_community(self.rng, street, self.weights[street.code])
        self.register.add(area, "志愿团队", team, closed_on=draw_closing(self.rng, team, 0.12))
