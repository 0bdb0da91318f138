"""The register of organisations: one row per organisation, with the dates of its life."""

from datetime import date, timedelta
from random import Random
from typing import Any

from etl.demonstration.chance import between, dice, growing_year, skewed, workday
from etl.demonstration.credit_code import credit_code
from etl.demonstration.names import FIELDS, NameBook
from etl.demonstration.places import LAST_DAY, Street
from etl.demonstration.tree import street_of

Row = dict[str, Any]

FIELD_WEIGHTS = (24, 31, 15, 11, 8, 11)
FORM_WEIGHTS = {
    "社区社会组织": 58.0,
    "志愿团队": 18.0,
    "社会服务机构": 13.0,
    "社会团体": 6.5,
    "其他": 2.0,
    "企业": 1.2,
    "行业协会": 0.9,
    "基金会": 0.4,
}
REGISTERED_FORMS = frozenset({"社会服务机构", "社会团体", "行业协会", "基金会", "企业"})
SETTLED_PARTY = {"单独组建": 16, "联合组建": 24, "行业统建": 9, "区块联建": 21, "未覆盖": 30}


class Register:
    """Collects organisations and numbers them; `rows` is the finished table."""

    def __init__(self, name: str) -> None:
        self.rng: Random = dice(f"名录/{name}")
        self.rows: list[Row] = []
        self._names = NameBook(self.rng)
        self._numbers: dict[str, int] = {}

    def add(self, area_code: str, legal_form: str, established_on: date, **known: Any) -> Row:
        """Add one organisation; `known` columns are kept as given, the others are drawn."""
        field = known.pop("field", None)
        field = draw_field(self.rng, legal_form) if field is None else field
        row: Row = {
            "org_id": "",
            "name": self._names.organization(area_code, legal_form, field),
            "uscc": None,
            "legal_form": legal_form,
            "registration": "未登记",
            "area_code": area_code,
            "hub_id": None,
            "origin": "自发",
            "field": field,
            "established_on": established_on,
            "registered_on": None,
            "filed_on": None,
            "joined_on": None,
            "hatched_on": None,
            "closed_on": None,
        }
        row.update(known)
        self._identify(row)
        row.update(self._condition(row))
        self.rows.append(row)
        return row

    def _identify(self, row: Row) -> None:
        """Give the row its number: the credit code, or the street's own number for what was first only filed."""
        is_registered = row["registration"] == "登记"
        if is_registered:
            row["uscc"] = credit_code(row["legal_form"], row["area_code"][:6], self.rng)
        began_as_team = row["filed_on"] is not None or not is_registered
        row["org_id"] = self._own_number(row["area_code"]) if began_as_team else row["uscc"]

    def _own_number(self, area_code: str) -> str:
        street = street_of(area_code)[:9]
        self._numbers[street] = self._numbers.get(street, 0) + 1
        return f"B{street}-{self._numbers[street]:04d}"

    def _condition(self, row: Row) -> Row:
        """Draw what the register says about an organisation's maturity, party work and staff."""
        rng = self.rng
        age = ((row["closed_on"] or LAST_DAY) - row["established_on"]).days / 365
        stages = ("筹备期", "初创期", "成长期", "成熟期")
        stage = stages[min(3, int(age / 2.6 + rng.random() * 0.9))] if age > 0.6 else rng.choice(stages[:2])
        weights = list(SETTLED_PARTY.values()) if row["joined_on"] or row["registered_on"] else [3, 11, 4, 17, 65]
        coverage = rng.choices(list(SETTLED_PARTY), weights)[0]
        passed = None
        if coverage != "未覆盖" and rng.random() < 0.7:
            start = row["joined_on"] or row["filed_on"] or row["established_on"]
            passed = workday(rng, start, min(start + timedelta(days=900), row["closed_on"] or LAST_DAY))
        staff = skewed(rng, 6, 0.6) if row["registered_on"] else (skewed(rng, 2, 0.5) if rng.random() < 0.4 else None)
        return {"stage": stage, "party_coverage": coverage, "party_passed_on": passed, "staff": staff}


def draw_field(rng: Random, legal_form: str) -> str:
    """Return one of the six fields, sometimes none (未分类)."""
    if legal_form == "行业协会":
        return "社会事务"
    return "" if rng.random() < 0.035 else rng.choices(FIELDS, FIELD_WEIGHTS)[0]


def draw_community(rng: Random, street: Street, weights: list[float]) -> str:
    """Return the community of an organisation, or the street itself where it works for all of it."""
    if rng.random() < 0.12:
        return street.code
    return rng.choices(street.communities, weights)[0].code


def draw_closing(rng: Random, start: date, share: float, earliest: date | None = None) -> date | None:
    """Return a day of dissolution for this share of the organisations, none for the others."""
    first = max(start + timedelta(days=400), earliest or start)
    if first >= LAST_DAY or rng.random() >= share:
        return None
    return workday(rng, first, LAST_DAY)


def draw_street(register: Register, street: Street, weights: list[float]) -> None:
    """Add the organisations of an ordinary street by the general rule."""
    rng = register.rng
    for _ in range(street.organizations):
        form = rng.choices(list(FORM_WEIGHTS), list(FORM_WEIGHTS.values()))[0]
        year = growing_year(rng, street.since, 2025)
        established = between(rng, date(year, 1, 4), date(year, 12, 28))
        area_code = draw_community(rng, street, weights)
        known = registered_life(rng, established) if form in REGISTERED_FORMS else team_life(rng, form, established)
        known["closed_on"] = draw_closing(rng, _last_dated(known, established), 0.11)
        if "legal_form" in known:
            form = known.pop("legal_form")
        known.update(hub_life(rng, street, form, known))
        register.add(area_code, form, established, **known)


def registered_life(rng: Random, established: date) -> Row:
    """Return the state and dates of a body that registered from the start."""
    registered = workday(rng, established, min(established + timedelta(days=45), LAST_DAY))
    return {"registration": "登记", "registered_on": registered}


def team_life(rng: Random, form: str, established: date) -> Row:
    """Return the state and dates of a team: filed, filed without a date, filed and later registered, or neither."""
    if form == "志愿团队" and rng.random() < 0.35:
        return {"registration": "未登记"}
    filed = workday(rng, established, min(established + timedelta(days=160), LAST_DAY))
    luck = rng.random()
    if luck < 0.05:
        return {"registration": "备案"}
    later = filed + timedelta(days=rng.randint(500, 1900))
    if luck < 0.10 and later <= LAST_DAY:
        return {"registration": "登记", "filed_on": filed, "registered_on": later, "legal_form": "社会服务机构"}
    return {"registration": "备案", "filed_on": filed}


def hub_life(rng: Random, street: Street, form: str, known: Row) -> Row:
    """Return how the organisation came to the street's hub, if it did: hatched there, invited, or never hatched."""
    start = known.get("filed_on") or known.get("registered_on")
    if not street.hub or form == "企业" or start is None or start < street.hub:
        return {}
    luck, end = rng.random(), known.get("closed_on") or LAST_DAY
    if luck < 0.30:
        hatched = start + timedelta(days=rng.randint(40, 330))
        joined = workday(rng, street.hub, start)
        settled = {"hub_id": street.hub_id, "origin": "本土孵化", "joined_on": max(joined, start - timedelta(days=70))}
        return {**settled, "hatched_on": hatched if hatched < end else None}
    if luck < 0.37 and form == "社会服务机构" and known.get("filed_on") is None:
        joined = min(start + timedelta(days=rng.randint(5, 200)), end - timedelta(days=1))
        return {"hub_id": street.hub_id, "origin": "引进", "joined_on": max(joined, start)}
    return {"hub_id": street.hub_id} if luck < 0.45 else {}


def _last_dated(known: Row, established: date) -> date:
    return known.get("registered_on") or known.get("filed_on") or established
