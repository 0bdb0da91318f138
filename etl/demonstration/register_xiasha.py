"""The register of 下沙街道: what its hub hatched, whom it invited, and the bodies that hold a rating."""

from datetime import date, timedelta

from etl.demonstration.chance import between, skewed_weights, workday
from etl.demonstration.places import LAST_DAY, XIASHA, streets
from etl.demonstration.register import Register, Row, draw_closing, draw_community, draw_street
from etl.demonstration.targets import targets

OPENED = date(2018, 6, 12)
COUNTED = date(2025, 10, 31)
HUB_NAME = "下沙街道社会组织发展服务中心"


def draw_xiasha() -> list[Row]:
    """Return the organisations of 下沙街道; the first is the hub's own body."""
    return _Xiasha().draw()


class _Xiasha:
    def __init__(self) -> None:
        self.register = Register("下沙")
        self.rng = self.register.rng
        self.street = streets()[XIASHA]
        self.weights = skewed_weights(self.rng, len(self.street.communities), 0.6)

    def draw(self) -> list[Row]:
        aims = targets()["xiasha"]
        self.register.add(
            XIASHA,
            "社会服务机构",
            date(2018, 5, 28),
            name=HUB_NAME,
            field="社会事务",
            registration="登记",
            registered_on=OPENED,
            hub_id=self.street.hub_id,
            origin="其他",
        )
        for _ in range(aims["hatched"]):
            self._hatched(workday(self.rng, date(2018, 11, 1), COUNTED - timedelta(days=12)), None)
        for _ in range(aims["hatched_closed"]):
            closed = workday(self.rng, date(2022, 3, 1), COUNTED - timedelta(days=60))
            self._hatched(workday(self.rng, date(2018, 11, 1), date(2020, 12, 31)), closed)
        for _ in range(4):
            self._hatched(workday(self.rng, date(2025, 11, 4), LAST_DAY), None)
        self._introduce(aims["introduced"], False)
        self._introduce(aims["introduced_left"], True)
        self._ordinary()
        return self.register.rows

    def _hatched(self, hatched: date, closed: date | None) -> None:
        filed = workday(self.rng, max(OPENED, hatched - timedelta(days=330)), hatched - timedelta(days=60))
        joined = max(OPENED, filed - timedelta(days=self.rng.randint(0, 30)))
        form = self.rng.choices(["社区社会组织", "社会服务机构", "志愿团队", "社会团体"], [52, 30, 10, 8])[0]
        is_registered = form in ("社会服务机构", "社会团体")
        state = "登记" if is_registered else "备案"
        known: Row = {"registration": state, "registered_on" if is_registered else "filed_on": filed}
        self.register.add(
            draw_community(self.rng, self.street, self.weights),
            form,
            filed - timedelta(days=self.rng.randint(2, 200)),
            hub_id=self.street.hub_id,
            origin="本土孵化",
            joined_on=joined,
            hatched_on=hatched,
            closed_on=closed,
            **known,
        )

    def _introduce(self, count: int, has_left: bool) -> None:
        for _ in range(count):
            joined = workday(self.rng, date(2020, 11, 9), date(2023, 6, 30) if has_left else date(2025, 9, 30))
            registered = workday(self.rng, joined - timedelta(days=1900), joined - timedelta(days=60))
            closed = workday(self.rng, date(2024, 2, 1), date(2025, 8, 31)) if has_left else None
            self.register.add(
                XIASHA,
                "社会服务机构",
                registered - timedelta(days=self.rng.randint(0, 40)),
                registration="登记",
                registered_on=registered,
                joined_on=joined,
                closed_on=closed,
                origin="引进",
                hub_id=self.street.hub_id,
            )

    def _ordinary(self) -> None:
        """Add those that have nothing to do with the hub: the general rule, with any tie to the hub cut."""
        first = len(self.register.rows)
        draw_street(self.register, self.street, self.weights)
        for row in self.register.rows[first:]:
            row.update(hub_id=None, origin="自发", joined_on=None, hatched_on=None)
        for _ in range(38):
            team = between(self.rng, date(2017, 1, 10), date(2025, 8, 31))
            closed = draw_closing(self.rng, team, 0.2)
            self.register.add(draw_community(self.rng, self.street, self.weights), "志愿团队", team, closed_on=closed)
