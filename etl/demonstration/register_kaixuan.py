"""The register of 凯旋街道 (凯益荟): counted on 2012-12-31 and 2016-06-30, so that its cohorts are exact."""

from collections.abc import Iterator
from datetime import date, timedelta

from etl.demonstration.chance import between, skewed_weights, workday
from etl.demonstration.places import KAIXUAN, LAST_DAY, streets
from etl.demonstration.register import Register, Row, draw_closing, draw_community
from etl.demonstration.targets import targets

OPENED = date(2011, 5, 26)
END_2012 = date(2012, 12, 31)
COUNTED = date(2016, 6, 30)
LATER = COUNTED + timedelta(days=1)
HATCHED_FORMS = {"社区社会组织": 70, "志愿团队": 12, "社会服务机构": 10, "社会团体": 6, "其他": 2}
STUDIO = "B330102011-0093"
"""The team that 21 numbered volunteers had served with by the end of 2016."""
FIRST_ROWS = 12
"""So many organisations at the head of the file have nothing but themselves and their grades (see `deliveries`)."""


def draw_kaixuan() -> list[Row]:
    """Return the organisations of 凯旋街道; the first FIRST_ROWS were hatched 2013–2016 and outlived 2016-06-30."""
    return _Kaixuan().draw()


class _Kaixuan:
    def __init__(self) -> None:
        self.register = Register("凯旋")
        self.rng = self.register.rng
        self.street = streets()[KAIXUAN]
        self.weights = skewed_weights(self.rng, len(self.street.communities), 0.55)
        self.aims = targets()["kaixuan"]

    def draw(self) -> list[Row]:
        aims = self.aims
        for position in range(aims["hatched_2013_2016"]):
            is_association = _is_association(position, aims["associations"] - 1)
            self._hatched(date(2013, 1, 9), COUNTED, self._survivor(), is_association)
        for _ in range(aims["alive_2012"]):
            self._hatched(date(2011, 9, 5), END_2012, self._survivor())
        for _ in range(aims["closed_2013_2016"]):
            self._hatched(date(2011, 9, 5), END_2012, (date(2013, 2, 1), COUNTED))
        for _ in range(aims["closed_by_2012"]):
            self._hatched(date(2011, 9, 5), date(2012, 3, 31), (date(2012, 9, 1), END_2012))
        for _ in range(aims["hatched_then_closed"]):
            self._hatched(date(2013, 1, 9), date(2014, 12, 1), (date(2015, 2, 1), COUNTED))
        for _ in range(aims["hatched_later"]):
            self._hatched(date(2016, 11, 1), LAST_DAY, None)
        self._introduce_all()
        self._others()
        self._known_names()
        return self.register.rows

    def _known_names(self) -> None:
        """Give the three organisations that the published case speaks of their names."""
        rows = self.register.rows
        is_in_2014 = [row for row in rows if row["registered_on"] and row["registered_on"].year == 2014]
        turned = next(row for row in is_in_2014 if row["filed_on"] and row["origin"] == "本土孵化")
        turned.update(name="景新书画苑", field="文化体育")
        next(row for row in is_in_2014 if row["legal_form"] == "行业协会")["name"] = "凯商会"
        next(row for row in rows if row["org_id"] == STUDIO)["name"] = "红线工作室"

    def _survivor(self) -> tuple[date, date] | None:
        """Return the span of dissolution of one that was there on 2016-06-30: for a quarter of them, later."""
        return (date(2016, 11, 1), LAST_DAY) if self.rng.random() < 0.24 else None

    def _hatched(self, first: date, last: date, closing: tuple[date, date] | None, is_association: bool = False) -> Row:
        """Add one that was filed or registered, settled, and hatched between the two days."""
        hatched = workday(self.rng, first, last)
        floor = OPENED if hatched <= COUNTED else LATER
        filed = workday(self.rng, max(floor, hatched - timedelta(days=290)), hatched - timedelta(days=25))
        filed = max(filed, floor)
        established = max(filed - timedelta(days=self.rng.randint(3, 240)), date(2011, 1, 4))
        form = "行业协会" if is_association else self.rng.choices(list(HATCHED_FORMS), list(HATCHED_FORMS.values()))[0]
        known: Row = {
            "hub_id": self.street.hub_id,
            "origin": "本土孵化",
            "hatched_on": hatched,
            "joined_on": max(OPENED, min(filed, hatched) - timedelta(days=self.rng.randint(0, 40))),
            "closed_on": workday(self.rng, *closing) if closing else self._later_closing(hatched),
        }
        if form in ("行业协会", "社会服务机构", "社会团体"):
            known |= {"registration": "登记", "registered_on": filed}
        else:
            form, states = self._filed(form, filed, known["closed_on"] or LAST_DAY)
            known |= states
        area = draw_community(self.rng, self.street, self.weights)
        return self.register.add(area, form, established, **known)

    def _later_closing(self, hatched: date) -> date | None:
        return draw_closing(self.rng, hatched, 0.13) if hatched > COUNTED else None

    def _filed(self, form: str, filed: date, end: date) -> tuple[str, Row]:
        """Return form and dates of a team: most stay filed, some register years later (民非), a few lost the date."""
        registered = filed + timedelta(days=self.rng.randint(480, 2100))
        luck = self.rng.random()
        if luck < 0.07 and registered < end:
            return "社会服务机构", {"registration": "登记", "filed_on": filed, "registered_on": registered}
        if luck < 0.09:
            return form, {"registration": "备案"}
        return form, {"registration": "备案", "filed_on": filed}

    def _introduce_all(self) -> None:
        aims = self.aims
        stayed, left = aims["introduced_2012"]
        self._introduce(stayed, date(2011, 8, 1), END_2012, None)
        self._introduce(left, date(2011, 8, 1), END_2012, (date(2013, 6, 1), date(2015, 12, 31)))
        stayed, left = aims["introduced_2016"]
        self._introduce(stayed, date(2013, 2, 1), COUNTED, None)
        self._introduce(left, date(2013, 2, 1), date(2014, 6, 30), (date(2015, 3, 1), date(2016, 5, 31)))
        self._introduce(aims["introduced_later"], date(2016, 9, 1), LAST_DAY, None)

    def _introduce(self, count: int, first: date, last: date, closing: tuple[date, date] | None) -> None:
        """Add bodies that came from elsewhere; they registered before they joined."""
        for position in range(count):
            joined = workday(self.rng, first, last)
            floor = LATER if joined > COUNTED else date(2011, 1, 5)
            registered = workday(self.rng, max(floor, joined - timedelta(days=1500)), joined - timedelta(days=20))
            registered = max(registered, floor)
            is_association = count == self.aims["introduced_2016"][0] and position == 0
            closed = workday(self.rng, *closing) if closing else draw_closing(self.rng, joined, 0.2, LATER)
            self.register.add(
                KAIXUAN if position % 3 else draw_community(self.rng, self.street, self.weights),
                "行业协会" if is_association else self.rng.choice(["社会服务机构"] * 5 + ["社会团体"]),
                registered - timedelta(days=self.rng.randint(0, 30)),
                registration="登记",
                registered_on=registered,
                joined_on=joined,
                closed_on=closed,
                origin="引进",
                hub_id=self.street.hub_id,
            )

    def _others(self) -> None:
        """Add teams never hatched, latecomers outside the hub, what was gone before 2016-06-30, and enterprises."""
        for form, established, known in self._other_lives():
            self.register.add(draw_community(self.rng, self.street, self.weights), form, established, **known)

    def _other_lives(self) -> Iterator[tuple[str, date, Row]]:
        rng, aims = self.rng, self.aims
        for _ in range(aims["never_hatched"]):
            team = between(rng, date(2011, 10, 1), date(2025, 6, 30))
            yield "志愿团队", team, {"registration": "未登记", "closed_on": draw_closing(rng, team, 0.3)}
        for _ in range(aims["spontaneous_later"]):
            filed = workday(rng, date(2016, 8, 1), date(2025, 11, 30))
            yield (
                "社区社会组织",
                filed - timedelta(days=60),
                {"registration": "备案", "filed_on": filed, "closed_on": draw_closing(rng, filed, 0.15)},
            )
        for _ in range(aims["spontaneous_closed"]):
            filed = workday(rng, date(2011, 7, 1), date(2013, 12, 31))
            closed = workday(rng, date(2014, 9, 1), COUNTED - timedelta(days=30))
            yield (
                "社区社会组织",
                filed - timedelta(days=45),
                {"registration": "备案", "filed_on": filed, "closed_on": closed},
            )
        for _ in range(aims["enterprises"]):
            joined = workday(rng, date(2013, 1, 1), date(2024, 6, 30))
            yield (
                "企业",
                joined - timedelta(days=700),
                {
                    "registration": "登记",
                    "registered_on": joined - timedelta(days=650),
                    "joined_on": joined,
                    "origin": "引进" if joined > LATER else "其他",
                    "hub_id": self.street.hub_id,
                },
            )


def _is_association(position: int, count: int) -> bool:
    """Spread `count` associations over the cohort, none among the first rows."""
    return position % 20 == 19 and position // 20 < count
