"""目标: every target that concerns a place, with what was reached. No words of the page, no pictures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from components.moment import Moment, moment_of
from components.place import Place, place_of
from components.scoped import own_hub
from components.state import State
from indicators.catalog import catalog, denominators
from indicators.definition import Definition
from indicators.errors import ChoiceError
from indicators.evaluate import evaluate
from indicators.warehouse import ask

IN_FORCE, LATER, PAST = "有效", "以后的", "以前的"
GOAL, REFERENCE = "目标", "参考"
SIGNS = {"≥": "不低于", "≤": "不高于"}
_ONE = ("area_code", "hub_id", "indicator", "universe", "basis", "kind")


@dataclass(frozen=True)
class Line:
    """One target with the actual value of whoever it is for, in the `year` it is held against; `missing` says why there
    is none."""

    row: dict
    standing: str
    year: int
    actual: float | None
    missing: str

    @property
    def definition(self) -> Definition | None:
        """The indicator; None for one this version of the program does not know."""
        return catalog().get(self.row["indicator"])

    @property
    def name(self) -> str:
        """What the indicator is called."""
        return self.definition.name if self.definition else self.row["indicator"]

    @property
    def decimals(self) -> int:
        """How exactly values and the target are shown."""
        written = f"{self.row['value']:.3f}".rstrip("0").partition(".")[2]
        return max(self.definition.decimals if self.definition else 0, len(written))

    @property
    def gap(self) -> float | None:
        """How far the actual value is beyond the target in the direction wanted; negative: not reached."""
        if self.actual is None:
            return None
        beyond = round(self.actual, self.decimals) - self.row["value"]
        return beyond if self.row["comparison"] == "≥" else -beyond

    @property
    def is_reached(self) -> bool | None:
        """Whether it is reached; None without an actual value."""
        if self.actual is None:
            return None
        return self.actual >= self.row["value"] if self.row["comparison"] == "≥" else self.actual <= self.row["value"]


@dataclass(frozen=True)
class Asked:
    """The place and time of the page and what of the targets is shown."""

    state: State
    place: Place
    moment: Moment

    @property
    def nature(self) -> str:
        """Targets, or reference points."""
        return self.state["nature"] or GOAL

    @property
    def is_every_year(self) -> bool:
        """Whether targets of other years are shown too."""
        return self.state["standing"] == "全部"


@dataclass(frozen=True)
class Facts:
    """The targets of a place; `lines` are those asked for, `goals` all targets in force."""

    asked: Asked
    every: tuple[Line, ...]

    @cached_property
    def goals(self) -> list[Line]:
        """The targets in force; reference points are none."""
        return [line for line in self.every if line.row["kind"] == GOAL and line.standing == IN_FORCE]

    @property
    def lines(self) -> list[Line]:
        """What the table shows: of the kind asked for, in force or of every year."""
        asked = self.asked
        kind = [line for line in self.every if line.row["kind"] == asked.nature]
        return [line for line in kind if asked.is_every_year or line.standing == IN_FORCE]


def asked_of(state: State) -> Asked:
    """The choices of an address with their defaults; ChoiceError for words that are none."""
    for key, words in (("nature", (GOAL, REFERENCE)), ("standing", ("全部",))):
        if state[key] not in (None, *words):
            raise ChoiceError(f"没有“{state[key][:20]}”这种目标。", f"可选：{'、'.join(words)}。")
    return Asked(state, place_of(state), moment_of(state, "organizations"))


def facts_of(asked: Asked) -> Facts:
    """Every target that concerns the place, each with its actual value in the year of the page."""
    rows = ask("targets_listed", area=asked.place.code)
    standings = _standings(rows, asked.moment.year)
    actual = _Actual(asked)
    years = [_year_of(row, standing, asked.moment.year) for row, standing in zip(rows, standings, strict=True)]
    told = zip(rows, standings, years, strict=True)
    return Facts(asked, tuple(Line(row, standing, year, *actual.of(row, year)) for row, standing, year in told))


def _year_of(row: dict, standing: str, year: int) -> int:
    """The year a target is held against: that of the page, one of the past or of another year's work its own."""
    return row["year"] if standing == PAST or (standing == LATER and _is_flow(row)) else year


def _is_flow(row: dict) -> bool:
    return row["indicator"] in catalog() and catalog()[row["indicator"]].kind == "flow"


def _standings(rows: list[dict], year: int) -> list[str]:
    """Of the targets of one indicator for one place the latest not after the year is in force, else the earliest; what
    is to happen within a year (a flow) is in force in that year alone. As components/targets.py has it on the cards."""
    years: dict[tuple, list[int]] = {}
    for row in rows:
        years.setdefault(tuple(row[key] for key in _ONE), []).append(row["year"] or 0)
    found = []
    for row in rows:
        same, own = years[tuple(row[key] for key in _ONE)], row["year"] or 0
        in_force = max((one for one in same if one <= year), default=min(same))
        if own and _is_flow(row):
            in_force = year
        found.append(IN_FORCE if own == in_force else LATER if own > in_force else PAST)
    return found


class _Actual:
    """What was reached, asked once for all targets of one indicator and level."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    def of(self, row: dict, year: int) -> tuple[float | None, str]:
        """The value of whoever the target is for, or why there is none."""
        definition = catalog().get(row["indicator"])
        if definition is None:
            return None, "本版本没有这个指标"
        if year > self.asked.moment.last_year:
            return None, "还没有到"
        if own_hub() and not row["hub_id"]:
            return None, "地区的数不在您的范围内"
        try:
            found = self._row(row, definition, year)
        except ChoiceError as error:
            return None, error.message.rstrip("。")
        if found is None or not found["reported"]:
            return None, "未报送"
        if found["value"] is None:
            return None, "没有分母"
        return float(found["value"]), ""

    def _row(self, row: dict, definition: Definition, year: int) -> dict | None:
        choices = self._choices(row, definition, year)
        place = self.asked.place
        if row["hub_id"]:
            return evaluate(definition.id, {**choices, "hub": row["hub_id"]}).rows[0]
        if row["area_code"] is None:
            return evaluate(definition.id, {**choices, **({"area": place.code} if place.code else {})}).rows[0]
        if row["area_code"] in {code for code, _ in place.lineage}:
            return evaluate(definition.id, {**choices, "area": row["area_code"]}).rows[0]
        within = {"area": place.code} if place.code else {}
        rows = evaluate(definition.id, {**choices, **within, "level": str(row["area_level"]), "by": "area"}).rows
        return next((one for one in rows if one["area_code"] == row["area_code"]), None)

    def _choices(self, row: dict, definition: Definition, year: int) -> dict[str, str]:
        moment = self.asked.moment
        is_of_page = definition.kind == "stock" and year == moment.year
        choices = moment.choices if is_of_page else {"year": str(year)}
        if "universe" in definition.filters and (universe := row["universe"] or self.asked.state["universe"]):
            choices = {**choices, "universe": universe}
        if basis := row["basis"] or self._basis(definition):
            choices = {**choices, "basis": basis}
        return choices

    def _basis(self, definition: Definition) -> str | None:
        """The population chosen on the page, where the indicator knows it."""
        known = {denominators()[key].name for key in definition.denominators}
        return self.asked.state["basis"] if self.asked.state["basis"] in known else None


def subject_words(row: dict, place: Place) -> str:
    """Who a target is for; one of the whole country is held against the place of the page."""
    if row["hub_id"]:
        return row["hub_name"] or row["hub_id"]
    if row["area_code"] is None:
        return f"全国（对照{place.name}）"
    return row["area_name"] or row["area_code"]
