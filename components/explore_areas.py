"""自由分析: the areas one indicator is spread over — who reported, who is silent, what is written to no area of that
level, and how heavy each area is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from components.behind import Table, keep
from components.data_table import Column, data_table
from components.explore_asked import ALL, LOWEST, PEERS, Asked
from components.notes import names_in_words
from components.place import LEVELS
from components.state import State
from components.states import notice
from components.words import subtitle
from figures.numbers import NOT_REPORTED, Number, exact
from indicators.catalog import definition as definition_of
from indicators.catalog import denominators
from indicators.definition import Definition
from indicators.errors import ChoiceError
from indicators.evaluate import Result

FEWEST = 3  # below three areas nothing is spread
PEOPLE, COMMUNITIES = "人口", "社区"
COUNTED = "communities_served"  # its denominator is the number of communities of an area
DENSITY = "orgs_per_10k_people"  # its denominator is the population of an area
MOST_LISTED = 10
MOST_ROWS = 400  # of a table on the page; files have every row
SPOT = "0-area-0"


@dataclass(frozen=True)
class Areas:
    """The areas of a question with the rows of one indicator. `rows` are those with a number, from high to low.

    `silent` did not report, `unknown` reported but have no denominator; `whole` is the row of all of them together.
    """

    asked: Asked
    definition: Definition
    result: Result
    rows: tuple[dict, ...]
    silent: tuple[str, ...]
    unknown: tuple[str, ...]
    whole: dict
    located: Number

    @property
    def decimals(self) -> int:
        """Places after the point the numbers are written with."""
        return 0 if self.definition.unit == "元" else self.definition.decimals

    @property
    def values(self) -> list[Number]:
        """The numbers in the order of the rows."""
        return [row["value"] for row in self.rows]

    @property
    def unplaced(self) -> Number:
        """How much of the whole is written to no area of this level; 0 where the same is counted in several."""
        return max(0, (self.whole["numerator"] or 0) - self.located)

    @property
    def is_unplaced(self) -> bool:
        """Whether nothing at all is written to areas of this level although there is something."""
        return bool(self.whole["numerator"]) and not self.located

    @property
    def level_words(self) -> str:
        """What the areas are called: 街道乡镇."""
        return LEVELS[min(self.rows[0]["level"], 6)] if self.rows else self.asked.level_words

    def said(self) -> str:
        """The subtitle: unit and every choice in words."""
        return subtitle(self.definition.unit, self.result.filters_in_words.replace("·", " · "))

    @cached_property
    def _ways(self) -> tuple[str, str]:
        """The addresses of an area and of a community with SPOT in place of the code: thousands of rows need one."""
        named = self.asked.named
        return named(area=SPOT, level=None, compare=None), named(area=SPOT, level=None, compare=PEERS)

    def href(self, row: dict) -> str:
        """Where a click on an area leads: into it; a community is then seen among its peers."""
        return self._ways[row["level"] >= LOWEST].replace(SPOT, quote(row["area_code"], safe=","))

    def is_own(self, row: dict) -> bool:
        """Whether a row is the asked area."""
        return row["area_code"] == self.asked.place.code


def by_area(asked: Asked) -> Asked:
    """The question told apart by area alone; a community has nothing below, so it is seen among its peers."""
    state = asked.state
    if asked.place.level >= LOWEST and asked.place.code:
        state = State(state.path, {**state.choices, "compare": (PEERS,)})
    return replace(asked, state=state, by=("area",))


def is_by_year(asked: Asked) -> bool:
    """Whether years of one place were asked for, not only fallen back to."""
    return asked.state.values("by") == ("year",)


def areas_of(asked: Asked, definition: Definition | None = None) -> Areas:
    """The rows of the areas of a question (see by_area), for its indicator or another one."""
    wanted = definition or asked.definition
    found = asked.rows(wanted, by="area")
    known = [row for row in found if row["reported"] and row["value"] is not None]
    return Areas(
        asked=asked,
        definition=wanted,
        result=asked.result(wanted, by="area"),
        rows=tuple(sorted(known, key=lambda row: (-row["value"], row["area_code"]))),
        silent=tuple(row["area_name"] for row in found if not row["reported"]),
        unknown=tuple(row["area_name"] for row in found if row["reported"] and row["value"] is None),
        whole=asked.result(wanted).rows[0],
        located=sum(row["numerator"] or 0 for row in found),
    )


def too_few(areas: Areas) -> Component | None:
    """Why nothing can be shown, in words with a way on; None when there are enough areas."""
    asked, name = areas.asked, areas.definition.name
    levels = [level for level in range(max(asked.place.level + 1, 3), LOWEST + 1) if level != asked.level]
    ways = [html.A(LEVELS[level], href=asked.named(level=level, compare=None), className="button") for level in levels]
    if areas.is_unplaced:
        whole, level = exact(areas.whole["numerator"]), areas.level_words
        words = f"{name}没有写到{level}：合计 {whole}，各{level}都是 0。可以换一级地区。"
        return notice(f"没有分到{level}", words, html.P(ways))
    if len(areas.rows) >= FEWEST:
        return None
    why = f"{len(areas.silent)} 个未报送" if areas.silent else "没有未报送的"
    why += f"，{len(areas.unknown)} 个没有分母" if areas.unknown else ""
    words = f"有{name}的{areas.level_words}只有 {len(areas.rows)} 个（{why}），至少要 {FEWEST} 个才看得出分布。"
    return notice("可比的地区太少", f"{words}可以换一级、换一年或换到上一级地区。", html.P(ways))


def missing_words(areas: Areas) -> str:
    """Who is not in the picture, by name: for the foot."""
    parts = []
    if areas.silent:
        parts.append(f"{len(areas.silent)} 个{NOT_REPORTED}（{names_in_words(areas.silent)}）")
    if areas.unknown:
        parts.append(f"{len(areas.unknown)} 个没有分母（{names_in_words(areas.unknown)}）")
    if areas.unplaced:
        unit = f" {areas.definition.unit}" if not areas.definition.has_denominator else ""
        parts.append(f"另有 {exact(areas.unplaced)}{unit} 没有写到{areas.level_words}，不在图里")
    return "；".join(parts)


def long_table(
    asked: Asked,
    columns: Sequence[Column],
    rows: Sequence[dict],
    caption: str,
    href: Callable[[dict], str],
    total: dict | None = None,
) -> Component:
    """The table of all rows, each leading on; of a very long one the first rows, and all of them in its files."""
    shown = rows if asked.state["top"] == ALL else rows[:MOST_ROWS]
    found = data_table(columns, [{**row, "href": href(row)} for row in shown], caption, total)
    if len(shown) == len(rows):
        return found
    keep(found, Table("", caption, columns, rows, total))
    every = html.A(f"显示全部 {len(rows):,} 行", href=asked.named(top=ALL))
    words = f"共 {len(rows):,} 行，这里先列 {len(shown):,} 行；下载的文件里是全部。"
    return html.Div([found, html.P([words, every], className="table-more")])


def row_words(row: dict, definition: Definition) -> str:
    """What stands over a point: name, number, fraction."""
    decimals = 0 if definition.unit == "元" else definition.decimals
    words = f"{row['area_name']}<br><b>{exact(row['value'], decimals)}</b> {definition.unit}"
    if row["denominator"] is not None:
        words += f"<br>{exact(row['numerator'])} ÷ {exact(row['denominator'])}"
    return words


def listed(areas: Areas, rows: Sequence[dict], decimals: int | None = None) -> list[str | Component]:
    """Areas by name as links, with their number when `decimals` is given; the rest as a count."""
    found: list[str | Component] = []
    for place, row in enumerate(rows[:MOST_LISTED]):
        number = f" {exact(row['value'], decimals)}" if decimals is not None else ""
        found += ["、" if place else "", html.A(row["area_name"], href=areas.href(row)), number]
    return [*found, f"等 {len(rows)} 个"] if len(rows) > MOST_LISTED else found


@dataclass(frozen=True)
class Weights:
    """How heavy areas are: people where they were delivered, else communities; `why` says what decided."""

    kind: str
    name: str
    unit: str
    of: dict[str, int]
    why: str


def weights_of(areas: Areas) -> Weights:
    """The weight of every area by code: what the indicator divides by, else people if they were delivered for most
    of the reporting areas, else communities; `weight=` in the address decides between the last two."""
    asked = areas.asked
    if asked.state["weight"] not in (None, PEOPLE, COMMUNITIES):
        raise ChoiceError(f"分量“{asked.state['weight'][:20]}”看不懂。", f"可选：{PEOPLE}、{COMMUNITIES}。")
    if areas.definition.denominators:
        return _own(areas)
    people = _people(asked, areas)
    with_people = sum(row["area_code"] in people.of for row in areas.rows)
    enough = with_people >= FEWEST and with_people * 5 >= len(areas.rows) * 4
    chosen = asked.state["weight"]
    if chosen == COMMUNITIES or not (enough or (chosen == PEOPLE and with_people >= FEWEST)):
        why = "" if enough else f"报送了{people.name}的只有 {with_people} 个{areas.level_words}，所以不按人口"
        return replace(_communities(areas), why=why)
    return people


def _own(areas: Areas) -> Weights:
    """A ratio carries its weight: what it divides by."""
    of = {row["area_code"]: row["denominator"] for row in areas.rows if row["denominator"]}
    population = areas.result.basis
    if population:
        return Weights(PEOPLE, population, "户" if population == "户数" else "人", of, "")
    name = denominators()[areas.definition.denominators[0]].name.removesuffix("数")
    return Weights(COMMUNITIES, name, "个", of, "")


def _people(asked: Asked, areas: Areas) -> Weights:
    """The population of every area under the population rule; areas of which a part is missing have none."""

    result = asked.result(definition_of(DENSITY), by="area")
    whole = {row["area_code"]: row["denominator"] for row in result.rows if is_whole(row)}
    of = {row["area_code"]: whole[row["area_code"]] for row in areas.rows if whole.get(row["area_code"])}
    return Weights(PEOPLE, result.basis or PEOPLE, "人", of, "")


def is_whole(row: dict) -> bool:
    """Whether the population of a row is that of the whole area."""
    return bool(row["denominator"]) and not row["areas_without_denominator"]


def _communities(areas: Areas) -> Weights:
    """Every community weighs the same; a higher area weighs as many communities as it has."""

    if all(row["level"] >= LOWEST for row in areas.rows):
        return Weights(COMMUNITIES, COMMUNITIES, "个", {row["area_code"]: 1 for row in areas.rows}, "")
    rows = areas.asked.rows(definition_of(COUNTED), by="area")
    of = {row["area_code"]: row["denominator"] for row in rows if row["denominator"]}
    return Weights(COMMUNITIES, "社区（村）", "个", of, "")
