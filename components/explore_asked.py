"""自由分析: what the reader asked for, understood once: which indicator, told apart by what, where, when, shown how."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from components.moment import Moment, moment_of
from components.panel import choices_of
from components.place import LEVELS, Place, place_of, still_there
from components.state import AGAINST, EQUALITY, NOT, State
from indicators.asked import LEVELS as LEVEL_DIGITS
from indicators.catalog import catalog, dimensions
from indicators.definition import Definition
from indicators.errors import ChoiceError
from indicators.evaluate import Result, evaluate

BARS, TREND, MULTIPLES = "条形", "走势", "小图"
SPREAD = "分布"
VIEWS = (BARS, TREND, MULTIPLES, SPREAD, EQUALITY, AGAINST)
AREA_VIEWS = (SPREAD, EQUALITY, AGAINST)
CHANGE, SUM, PEERS, ALL = "同比", "累计", "同级", "全部"
TIMES = {"year": "年份", "month": "月份"}
MOST_BY = 2
LOWEST = 5  # a community has no parts with records of their own
DEFAULT = "orgs_per_10k_people"


@dataclass(frozen=True)
class Asked:
    """One question of 自由分析. `by` tells the rows apart, in this order; `level` is the level of areas told apart.

    `against` is the second indicator of 对比. Everything else that narrows stands in `choices()`.
    """

    state: State
    definition: Definition
    place: Place
    moment: Moment
    by: tuple[str, ...]
    view: str
    level: int
    change: bool = False
    running: bool = False
    against: Definition | None = None

    @property
    def unit(self) -> str:
        """The unit of the indicator."""
        return self.definition.unit

    @property
    def decimals(self) -> int:
        """Places after the point the indicator is shown with."""
        return self.definition.decimals

    @property
    def level_words(self) -> str:
        """What the areas told apart are called: 街道乡镇."""
        return LEVELS[min(self.level, 6)]

    @property
    def time(self) -> str | None:
        """`year` or `month` when rows are told apart by it; the finer one of both."""
        return next((key for key in ("month", "year") if key in self.by), None)

    @property
    def beside(self) -> bool:
        """Whether areas told apart are the asked one and those beside it, not those below it."""
        return self.state["compare"] == PEERS and bool(self.place.code) and "area" in self.by

    @property
    def area(self) -> dict[str, str]:
        """The area asked about as a choice: the place, or what lies above it when its peers are compared."""
        code = self.place.parent if self.beside else self.place.code
        return {"area": code} if code else {}

    def choices(self, definition: Definition | None = None, **more: str) -> dict[str, str]:
        """The choices of this question for evaluate: place, time, basis, universe and every filter the indicator
        (or another one) understands, then `more`. With `by` naming area the level is added, with year the one year
        is left out unless `more` gives years."""
        asked = definition or self.definition
        left_out = ("area", "year", "as_of", "from", "to")
        chosen = {key: value for key, value in choices_of(self.state, asked).items() if key not in left_out}
        chosen |= self._level_choice(chosen, more.get("by", ""))
        when = {} if "year" in more.get("by", "").split(",") else self.when(asked)
        if {"year", "as_of", "from", "to"} & set(more):
            when = {}
        return {**self.area, **chosen, **when, **more}

    def when(self, definition: Definition | None = None) -> dict[str, str]:
        """The time as choices: the year, the day for a stock, for a flow the year up to the day."""
        day = self.moment.day
        if day and (definition or self.definition).kind == "flow":
            return {"from": f"{day.year}-01-01", "to": day.isoformat()}
        return self.moment.choices

    def when_before(self, definition: Definition | None = None) -> dict[str, str]:
        """The same time a year earlier as choices."""
        earlier = self.moment.before
        if self.moment.day and (definition or self.definition).kind == "flow":
            return {"from": f"{earlier['as_of'][:4]}-01-01", "to": earlier["as_of"]}
        return earlier

    def result(self, definition: Definition | None = None, **more: str) -> Result:
        """The indicator (or another one) under the choices of this question, with some of them changed."""
        return evaluate((definition or self.definition).id, self.choices(definition, **more))

    def rows(self, definition: Definition | None = None, **more: str) -> list[dict]:
        """The rows of `result`; areas that no longer exist and reported nothing are left out."""
        found = self.result(definition, **more).rows
        return still_there(found, self.moment.year) if "area" in more.get("by", "").split(",") else found

    def named(self, **changes: str | int | tuple[str, ...] | None) -> str:
        """The address of this question with some choices changed; an open panel is closed."""
        return self.state.link(**{"panel": None, **changes})

    def whole_choices(self) -> dict[str, str] | None:
        """The choices under which all rows together are one number; None where there is no such number: a stock or a
        ratio over several years or months has none."""
        counts = self.definition.kind == "flow" and not self.definition.has_denominator
        if "year" in self.by:
            years = f"{self.moment.first_year}-{self.moment.last_year}"
            return {"year": years} if counts else None
        return None if "month" in self.by and self.definition.kind == "stock" else {}

    def _level_choice(self, chosen: dict[str, str], by: str) -> dict[str, str]:
        """Levels of hubs stand under the same key as levels of areas: words are hubs', the digit is areas'."""
        words = [word for word in chosen.get("level", "").split(",") if word and word not in LEVEL_DIGITS]
        level = self.place.level if self.beside else self.level
        digits = [str(level)] if "area" in by.split(",") else []
        chosen.pop("level", None)
        return {"level": ",".join([*digits, *words])} if digits or words else {}


def asked_of(state: State, indicator: str = DEFAULT, record_type: str | None = None) -> Asked:
    """The question of an address; ChoiceError says in words what is not allowed and what is.

    `indicator` is the one asked about when the address names none; `record_type` gives the latest year (that of the
    page the section stands on), else the records behind the indicator do.
    """
    definition = _indicator(state["indicator"] or indicator)
    place = place_of(state)
    moment = _moment(state, definition, record_type)
    view = state["view"]
    if view is not None and view not in VIEWS:
        raise ChoiceError(f"没有叫“{view[:20]}”的看法。", f"可选：{'、'.join(VIEWS)}。")
    by = _by(state, definition, place, view)
    against = _indicator(state["against"]) if state["against"] else None
    return Asked(
        state=state,
        definition=definition,
        place=place,
        moment=moment,
        by=by,
        view=view or view_for(by),
        level=_level(state, place),
        change=_is_on(state, "change", CHANGE),
        running=_is_on(state, "sum", SUM),
        against=against,
    )


def view_for(by: tuple[str, ...]) -> str:
    """The picture that suits what rows are told apart by."""
    if len(by) > 1:
        return MULTIPLES
    return TREND if by and by[0] in TIMES else BARS


def allowed_by(definition: Definition, place: Place, beside: bool = False) -> dict[str, str]:
    """Everything this indicator can be told apart by here, with its name; a community has no areas but those beside."""
    area = {"area": "地区"} if place.level < LOWEST or beside else {}
    return {**area, **TIMES, **{key: dimensions()[key].name for key in definition.filters}}


def _indicator(indicator_id: str) -> Definition:
    found = catalog().get(indicator_id)
    if found is None:
        raise ChoiceError(f"没有指标“{indicator_id[:60]}”。", "请在“指标”里选一个，或查看“指标口径”。")
    return found


def _moment(state: State, definition: Definition, record_type: str | None) -> Moment:
    moment = moment_of(state, definition.record_type if record_type is None else record_type)
    if definition.looks_ahead and not state["year"] and not state["as_of"]:
        return replace(moment, year=max(moment.first_year, min(moment.year, date.today().year) - 1))
    return moment


def _by(state: State, definition: Definition, place: Place, view: str | None) -> tuple[str, ...]:
    allowed = allowed_by(definition, place, state["compare"] == PEERS)
    given = state.values("by")
    if not given:
        first = "area" if "area" in allowed else "year"
        parts = definition.numerator_filters
        if parts and view is None and not is_narrowed(state, parts):
            return (parts[0],)  # shares of a whole: by its parts, unless one part was chosen
        return {TREND: ("year",), MULTIPLES: (first, "year") if first != "year" else ("year", "month")}.get(
            view, (first,)
        )
    if len(given) > MOST_BY:
        raise ChoiceError(f"一次最多按 {MOST_BY} 项分列，现在是 {len(given)} 项。", "请去掉一项。")
    for key in given:
        if key not in allowed:
            word = dimensions()[key].name if key in dimensions() else key[:40]
            word = "地区" if key == "area" else word
            raise ChoiceError(f"“{definition.name}”在这里不能按{word}分列。", f"可选：{'、'.join(allowed.values())}。")
    return given


def is_narrowed(state: State, keys: list[str]) -> bool:
    """Whether any of these filters is chosen or left out."""
    return any(state.values(key) or state.values(f"{key}{NOT}") for key in keys)


def _level(state: State, place: Place) -> int:
    digits = [word for word in state.values("level") if word in LEVEL_DIGITS]
    if not digits:
        return place.next_level
    return max(int(digits[0]), place.level + 1)  # going down in the tree keeps the level where it still makes sense


def _is_on(state: State, key: str, word: str) -> bool:
    given = state[key]
    if given not in (None, word, "1"):
        raise ChoiceError(f"“{key}={given[:20]}”看不懂。", f"要打开{word}，请写 {key}={word}。")
    return given is not None


def kind_of(state: State) -> str:
    """The record type behind the indicator of an address; that of the usual one for an unknown id."""
    return catalog().get(state["indicator"] or DEFAULT, catalog()[DEFAULT]).record_type


def is_over_years(state: State) -> bool:
    """Whether years are told apart: all of them are shown; never for an address that is refused."""
    try:
        return "year" in asked_of(state).by
    except ChoiceError:
        return False
