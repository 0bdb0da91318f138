"""资金: every number of the page, asked once. No words, no pictures."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from components.moment import Moment, moment_of
from components.place import Place, place_of, still_there
from components.state import NOT, State, narrowing_of
from components.targets import Target, target_of
from indicators.catalog import definition, dimensions
from indicators.errors import ChoiceError
from indicators.evaluate import Result, evaluate
from indicators.places import peers
from indicators.warehouse import ask

RECEIVED, GRANTED, DEPENDENCE = "funds_received", "funds_granted", "government_dependence"
CONCENTRATION, DONORS, BUDGET, BREACHES = "funding_concentration", "donors", "budget_use", "rule_breaches"
FILTERS = ("source", "instrument", "donor", "hub", "org", "project")
OWN, HELD = "自有", "代管"
SIDES = {"到账": RECEIVED, "拨付": GRANTED}
RANKED = {"到账": RECEIVED, "拨付": GRANTED, "财政依赖度": DEPENDENCE, "预算执行率": BUDGET}
BOTH_KINDS = {"regrant": "首次,转拨"}  # who received money in the end, whoever passed it on
FEWEST_PEERS = 3
STREET = 4


@dataclass(frozen=True)
class Asked:
    """What the reader chose, understood once; `side` is money coming in or going out, `ranked` what areas compare."""

    state: State
    place: Place
    moment: Moment
    ownership: str
    side: str
    ranked: str

    @property
    def year(self) -> int:
        """The year the page speaks of: money has no year end."""
        return self.moment.year

    @property
    def area(self) -> dict[str, str]:
        """The area as a choice; nothing for the whole of the data."""
        return {"area": self.place.code} if self.place.code else {}

    @property
    def is_held(self) -> bool:
        """Whether the page speaks of money held for others instead of own money."""
        return self.ownership == HELD

    def choices(self, indicator: str, without: tuple[str, ...] = ()) -> dict[str, str]:
        """Area and what the indicator understands of the filters, some of them lifted; no time."""
        known = definition(indicator).filters
        picked = self.state.pick([key for key in FILTERS if key in known and key not in without])
        kept = {key: word for key, word in picked.items() if key.removesuffix(NOT) not in without}
        owned = {"custody": self.ownership} if "custody" in known else {}
        passed_on = BOTH_KINDS if self.is_held and indicator == GRANTED else {}
        return {**self.area, **kept, **owned, **passed_on}

    def ignored(self, indicator: str) -> list[str]:
        """The names of chosen filters that the indicator knows nothing of."""
        known = definition(indicator).filters
        chosen = [key for key in FILTERS if self.state.values(key) or self.state.values(f"{key}{NOT}")]
        return [dimensions()[key].name for key in chosen if key not in known]

    def ask(self, indicator: str, without: tuple[str, ...] = (), **more: str) -> Result:
        """The indicator of the year under the filters, with some choices added (None: not that year alone)."""
        choices = {**self.choices(indicator, without), "year": str(self.year), **more}
        return evaluate(indicator, {key: value for key, value in choices.items() if value is not None})

    def listed(self, *keys: str) -> dict:
        """Area and filters as parameters of a question."""
        return {"area": self.place.code, **narrowing_of(self.state, keys)}


def asked_of(state: State) -> Asked:
    """The choices of an address with their defaults; own and held money are never added up: ChoiceError."""
    ownership = _only(state, "custody", "资金归属", (OWN, HELD), "代管资金不与自有资金相加，请选一种。")
    side = _only(state, "side", "收支", tuple(SIDES), "请选到账或拨付。")
    ranked = _only(state, "rank", "对比", tuple(RANKED), f"可以比：{'、'.join(RANKED)}。")
    return Asked(state, place_of(state), moment_of(state, "funding"), ownership, side, ranked)


def _only(state: State, key: str, name: str, words: tuple[str, ...], hint: str) -> str:
    """The one word chosen under a key; the first without a choice, with the left-out one the other."""
    left = [word for word in words if word not in state.values(f"{key}{NOT}")]
    chosen = state.values(key) or tuple(left[:1])
    if len(chosen) != 1 or chosen[0] not in words:
        raise ChoiceError(f"{name}不能是“{'、'.join(chosen)[:40]}”。", hint)
    return chosen[0]


@dataclass(frozen=True)
class Line:
    """One indicator over the years: the row of the year, of the year before, and every year there is."""

    result: Result
    row: dict
    before: dict
    by_year: list[dict]

    @property
    def value(self):
        """The number of the year; None where nobody reported or there is nothing to divide by."""
        return self.row["value"] if self.row["reported"] else None

    @property
    def value_before(self):
        """The number of the year before."""
        return self.before["value"] if self.before["reported"] else None

    def history(self, year: int) -> list:
        """The numbers up to a year, None where nobody reported."""
        return [row["value"] if row["reported"] else None for row in self.by_year if row["year"] <= year]


@dataclass(frozen=True)
class Facts:
    """The numbers of the page; every line is asked when it is first needed."""

    asked: Asked
    lines: dict[str, Line] = field(default_factory=dict)

    def line(self, indicator: str) -> Line:
        """An indicator over the years under the choices of the page."""
        if indicator not in self.lines:
            self.lines[indicator] = _line(self.asked, indicator)
        return self.lines[indicator]

    @property
    def result(self) -> Result:
        """What the feet of the pictures speak of."""
        return self.line(RECEIVED).result

    @property
    def is_reported(self) -> bool:
        """Whether anybody delivered the ledger of the year: nothing paid is then a 0."""
        return self.line(RECEIVED).row["reported"]

    @cached_property
    def held(self) -> dict[str, Line]:
        """Money held for others, coming in and going out: apart from all other sums."""
        more = {RECEIVED: {"custody": HELD}, GRANTED: {"custody": HELD, **BOTH_KINDS}}
        return {side: _line(self.asked, indicator, more[indicator]) for side, indicator in SIDES.items()}

    @cached_property
    def passed_on(self) -> Line:
        """Own money passed on: what somebody else had received before, so it is in no sum of own money."""
        return _line(self.asked, GRANTED, {"regrant": "转拨"})

    @cached_property
    def by_source(self) -> list[dict]:
        """Money received by source in the year, the largest first."""
        return _largest_first(self.asked.ask(RECEIVED, by="source").rows)

    @cached_property
    def matrix(self) -> list[dict]:
        """Money of the chosen side by source and instrument."""
        return self.asked.ask(SIDES[self.asked.side], by="source,instrument").rows

    @cached_property
    def uses(self) -> list[dict]:
        """Money of the chosen side by instrument and year."""
        return self.asked.ask(SIDES[self.asked.side], by="instrument,year", year=None).rows

    @cached_property
    def sources(self) -> list[dict]:
        """Money received by source and year."""
        return self.asked.ask(RECEIVED, by="source,year", year=None).rows

    @cached_property
    def flow(self) -> list[dict]:
        """Ways of money of the year: giver, hub, purpose, receiver."""
        days = {"from_on": f"{self.asked.year}-01-01", "to_on": f"{self.asked.year}-12-31"}
        return ask("funding_flow", **self.asked.listed(*FILTERS), **days, ownership=self.asked.ownership)

    @cached_property
    def rules(self) -> list[dict]:
        """The rules on amounts that hold here this year."""
        return ask("funding_rules_kept", **self.asked.listed(*RULED), year=self.asked.year)

    @cached_property
    def breaches(self) -> list[dict]:
        """Payments of the year that break a rule, by name."""
        return ask("funding_breaches", **self.asked.listed(*RULED), year=self.asked.year)

    @cached_property
    def donors(self) -> list[dict]:
        """Who gave how much this year and last, the largest first; those who wrote no name are not among them."""
        years = f"{self.asked.year - 1}-{self.asked.year}"
        return _two_years(self.asked, self.asked.ask(RECEIVED, by="donor,year", year=years).rows, "donor")

    @cached_property
    def receivers(self) -> list[dict]:
        """Which organisation received how much this year and last, passed on or not, the largest first."""
        years = f"{self.asked.year - 1}-{self.asked.year}"
        rows = self.asked.ask(GRANTED, by="org,year", year=years, **BOTH_KINDS).rows
        return _two_years(self.asked, rows, "org")

    @cached_property
    def budgets(self) -> list[dict]:
        """Budget and what was spent of it, by hub and year."""
        rows = self.asked.ask(BUDGET, by="hub,year", year=None).rows
        return [row for row in rows if row["denominator"] and row["year"] <= self.asked.year]

    @cached_property
    def ranking(self) -> list[dict]:
        """The compared number of the areas below, or of the area and those beside it; empty without any."""
        asked = self.asked
        if asked.place.level < STREET:
            where = {"level": str(asked.place.next_level)}
        elif len(peers(asked.place.code)) >= FEWEST_PEERS:
            where = {"area": asked.place.parent, "level": str(asked.place.level)}
        else:
            return []
        rows = asked.ask(RANKED[asked.ranked], by="area", **where).rows
        known = [row for row in still_there(rows, asked.year) if row["reported"] or row["value"] is not None]
        silent = [row for row in still_there(rows, asked.year) if row not in known]
        return [*_largest_first(known), *silent]

    @property
    def target(self) -> Target | None:
        """The target of dependence, if the office set one."""
        return target_of(DEPENDENCE, self.asked.place, "", self.asked.year)


RULED = tuple(key for key in FILTERS if key != "donor")


def facts_of(asked: Asked) -> Facts:
    """The facts of an address; nothing is asked yet."""
    return Facts(asked)


def _line(asked: Asked, indicator: str, more: dict[str, str] | None = None) -> Line:
    """One question answers all years; a year beyond the data is asked for by itself."""
    changed = more or {}
    result = asked.ask(indicator, by="year", year=None, **changed)
    rows = {row["year"]: row for row in result.rows}
    now, before = (
        rows.get(year) or asked.ask(indicator, year=str(year), **changed).rows[0]
        for year in (asked.year, asked.year - 1)
    )
    return Line(result, now, before, result.rows)


def _largest_first(rows: list[dict]) -> list[dict]:
    return sorted(rows, key=lambda row: -(row["value"] or 0))


def _two_years(asked: Asked, rows: list[dict], key: str) -> list[dict]:
    """One row per word of a key with `value` of the year and `before`; those of the year first, the largest first."""
    found: dict[str, dict] = {}
    for row in rows:
        if row[key] == "未填写" or not row["value"]:
            continue
        one = found.setdefault(row[key], {key: row[key], "name": row.get(f"{key}_name", row[key])})
        one["value" if row["year"] == asked.year else "before"] = row["value"]
    return sorted(found.values(), key=lambda row: (-row.get("value", 0), -row.get("before", 0), row[key]))
