"""The register of 柯城区: 幸福驿站 in 府山街道 counts teams that never registered, too."""

from datetime import date, timedelta

from etl.demonstration.chance import skewed_weights, workday
from etl.demonstration.places import FUSHAN, KECHENG, LAST_DAY, districts, streets
from etl.demonstration.register import Register, Row, draw_community, draw_street
from etl.demonstration.targets import targets

COUNTED = date(2019, 12, 31)


def draw_kecheng() -> list[Row]:
    """Return the organisations of 柯城区, those of 府山街道 first."""
    register = Register("柯城")
    _Fushan(register).draw()
    for street in districts()[KECHENG].streets:
        draw_street(register, street, skewed_weights(register.rng, len(street.communities), 0.7))
        if street.code == FUSHAN:
            _leave_hub_alone(register.rows, street.hub_id)
    return register.rows


def _leave_hub_alone(rows: list[Row], hub_id: str) -> None:
    """Cut any tie that the general rule made to 幸福驿站: its teams are counted one by one in `_Fushan`."""
    for row in rows:
        if row["hub_id"] == hub_id and not row.pop("is_counted", False):
            row.update(hub_id=None, origin="自发", joined_on=None, hatched_on=None)


class _Fushan:
    def __init__(self, register: Register) -> None:
        self.register, self.rng = register, register.rng
        self.street = streets()[FUSHAN]
        self.weights = skewed_weights(self.rng, len(self.street.communities), 0.5)

    def draw(self) -> None:
        aims = targets()["fushan"]
        for kind, count in aims["hub_2019"].items():
            for _ in range(count):
                self._settled(kind, workday(self.rng, date(2012, 7, 1), COUNTED - timedelta(days=20)), None)
        for _ in range(aims["left_before_2019"]):
            closed = workday(self.rng, date(2016, 1, 1), COUNTED)
            self._settled("filed", workday(self.rng, date(2012, 7, 1), date(2014, 12, 31)), closed)
        for _ in range(aims["joined_later"]):
            kind = self.rng.choice(["registered", "filed", "filed", "teams"])
            self._settled(kind, workday(self.rng, date(2020, 1, 6), date(2025, 11, 28)), None)

    def _settled(self, kind: str, joined: date, closed: date | None) -> None:
        """Add one that settled in or was hatched by 幸福驿站: registered, filed, or a team that is neither."""
        began = joined - timedelta(days=self.rng.randint(10, 300))
        if joined.year >= 2015 and self.rng.random() < 0.62:
            known: Row = {"origin": "本土孵化", "hatched_on": self._hatching(joined, closed)}
        else:
            known = {"origin": "自发" if kind == "teams" else self.rng.choice(["自发", "引进"])}
        forms = {"registered": "社会服务机构", "filed": "社区社会组织", "teams": "志愿团队"}
        states = {
            "registered": {"registration": "登记", "registered_on": joined},
            "filed": {"registration": "备案", "filed_on": joined},
            "teams": {"registration": "未登记"},
        }
        if closed is None and joined <= COUNTED and self.rng.random() < 0.12:
            closed = workday(self.rng, date(2020, 3, 1), LAST_DAY)
        row = self.register.add(
            draw_community(self.rng, self.street, self.weights),
            forms[kind],
            began,
            joined_on=joined,
            closed_on=closed,
            hub_id=self.street.hub_id,
            **known,
            **states[kind],
        )
        row["is_counted"] = True

    def _hatching(self, joined: date, closed: date | None) -> date | None:
        hatched = joined + timedelta(days=self.rng.randint(90, 540))
        return hatched if hatched < (closed or LAST_DAY) and self.rng.random() < 0.8 else None
