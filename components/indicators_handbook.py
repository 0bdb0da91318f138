"""What the handbook knows: the indicators asked for, in groups, each with its number for the chosen place and time."""

from __future__ import annotations

from dataclasses import dataclass

from components.page import find
from components.panel import choices_of
from components.state import State, address
from indicators.catalog import catalog
from indicators.definition import Definition
from indicators.errors import ChoiceError
from indicators.evaluate import evaluate

GROUPS = ("组织", "等级", "覆盖", "志愿", "资金", "项目", "联动", "培育", "队伍", "数据")
BY_RECORD_TYPE = {
    "organizations": "组织",
    "ratings": "等级",
    "activities": "覆盖",
    "hubs": "覆盖",
    "volunteer_hours": "志愿",
    "funding": "资金",
    "projects": "项目",
    "points": "志愿",
    "demands": "联动",
    "partners": "联动",
    "milestones": "联动",
    "improvements": "联动",
    "facilities": "覆盖",
    "trainings": "培育",
    "assessments": "培育",
    "honours": "培育",
    "workforce": "队伍",
}
MOVED = {"cost_per_visit": "资金", "teams_needed": "队伍"}
PAGES = {
    "组织": "/density",
    "等级": "/tiers",
    "覆盖": "/coverage",
    "志愿": "/volunteers",
    "资金": "/funding",
    "项目": "/projects",
    "联动": "/linkage",
}
FEW = 6  # so few entries open their worked examples by themselves


@dataclass(frozen=True)
class Entry:
    """One indicator; `row` is its number with numerator, denominator and reason, or None with `problem`."""

    definition: Definition
    group: str
    choices: dict[str, str]
    row: dict | None
    words: str
    basis: str
    problem: str

    @property
    def api(self) -> str:
        """The same question to the HTTP API."""
        return address(
            f"/api/v1/indicators/{self.definition.id}", {key: (value,) for key, value in self.choices.items()}
        )

    @property
    def page(self) -> str | None:
        """The page that shows this indicator at large, where there is one."""
        path = PAGES.get(self.group)
        return path if path and find(path) else None


@dataclass(frozen=True)
class Handbook:
    """The entries asked for in the order of the groups; `every` counts all indicators by group."""

    state: State
    entries: tuple[Entry, ...]
    every: dict[str, int]

    @property
    def opens_examples(self) -> bool:
        """Whether the worked examples stand open."""
        return len(self.entries) <= FEW


def group_of(definition: Definition) -> str:
    """The group an indicator belongs to: by what it counts."""
    return MOVED.get(definition.id) or BY_RECORD_TYPE.get(definition.record_type, "数据")


def handbook_of(state: State) -> Handbook:
    """The handbook under the group and the search of the address; ChoiceError for a group that is none."""
    wanted, text = state["group"], (state["q"] or "").lower()
    if wanted and wanted not in GROUPS:
        raise ChoiceError(f"没有叫“{wanted[:20]}”的组。", f"可选：{'、'.join(GROUPS)}。")
    every = dict.fromkeys(GROUPS, 0)
    found = []
    for definition in catalog().values():
        group = group_of(definition)
        every[group] += 1
        if (not wanted or group == wanted) and text in searched(definition):
            found.append((GROUPS.index(group), definition))
    found.sort(key=lambda pair: pair[0])
    return Handbook(state, tuple(entry_of(state, definition) for _, definition in found), every)


def searched(definition: Definition) -> str:
    """Where the search box looks."""
    parts = (definition.name, definition.id, definition.definition, definition.formula, definition.unit)
    return "\n".join(parts).lower()


def entry_of(state: State, definition: Definition) -> Entry:
    """One indicator with its number now; a refused choice is said, not hidden."""
    choices = choices_of(state, definition)
    try:
        result = evaluate(definition.id, choices)
    except ChoiceError as error:
        return Entry(definition, group_of(definition), choices, None, "", "", f"{error.message}{error.hint}")
    return Entry(
        definition, group_of(definition), choices, result.rows[0], result.filters_in_words, result.basis or "", ""
    )
