"""等级分布: every number of the page, asked once. No words, no pictures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from components.moment import Moment, moment_of
from components.place import Place, place_of, still_there
from components.state import State, narrowing_of
from indicators.errors import ChoiceError
from indicators.evaluate import Result, evaluate
from indicators.warehouse import ask

SHARE = "tier_share"
YEARLY = "年度梯队"
ASSESSED = "评估等级"
FILTERS = ("field", "legal_form")
ARROW = "→"  # a movement in the address: 基础→良好; one side may be left open
EXPIRY_DAYS = 365
# Who could be graded at all: only registered organisations are assessed, only volunteer teams get their own stars.
GRADEABLE = {"评估等级": {"universe": "登记"}, "志愿团队星级": {"universe": "全部", "legal_form": "志愿团队"}}
EVERYBODY = {"universe": "全部"}


@dataclass(frozen=True)
class Asked:
    """What the reader chose, understood once; `ladders` are all grading systems with their grades from low to high.

    `move` is the movement whose organisations are listed: the grade before and the one after, "" for any; `grade` the
    grade whose holders are listed.
    """

    state: State
    place: Place
    moment: Moment
    ladder: str
    ladders: dict[str, list[str]]
    move: tuple[str, str] | None = None
    grade: str | None = None

    @property
    def grades(self) -> list[str]:
        """The grades of the chosen ladder from low to high."""
        return self.ladders[self.ladder]

    @property
    def choices(self) -> dict:
        """Area, ladder and filters, without the time."""
        area = {"area": self.place.code} if self.place.code else {}
        return {**area, "ladder": self.ladder, **self.state.pick(FILTERS)}

    @property
    def listed(self) -> dict:
        """The same as parameters of a question."""
        chosen = narrowing_of(self.state, FILTERS)
        return {"area": self.place.code, "ladder": self.ladder, **chosen}

    @property
    def gradeable(self) -> dict:
        """The choices of those who could be graded on this ladder; a chosen legal form goes before."""
        return {**GRADEABLE.get(self.ladder, EVERYBODY), **self.choices}

    @property
    def last_day(self) -> str:
        """The day the page speaks of."""
        return self.moment.day.isoformat() if self.moment.day else f"{self.moment.year}-12-31"


def asked_of(state: State) -> Asked:
    """The choices of an address with their defaults; an unknown ladder raises ChoiceError."""
    ladders: dict[str, list[str]] = {}
    for row in ask("ladders"):
        ladders.setdefault(row["ladder"], []).append(row["grade"])
    ladder = state["ladder"] or YEARLY
    if ladder not in ladders:
        raise ChoiceError(f"没有叫“{ladder[:40]}”的评定体系。", f"可以选：{'、'.join(ladders)}。")
    move = _move(state["moved"], ladder, ladders[ladder])
    grade = _grade(state["grade"], ladder, ladders[ladder])
    return Asked(state, place_of(state), moment_of(state, "ratings"), ladder, ladders, move, grade)


def _grade(word: str | None, ladder: str, grades: list[str]) -> str | None:
    """The grade of an address, of which there is one."""
    if word and word not in grades:
        raise ChoiceError(f"{ladder}没有“{word[:40]}”这一级。", f"可以选一级：{'、'.join(grades)}。")
    return word


def _move(words: str | None, ladder: str, grades: list[str]) -> tuple[str, str] | None:
    """The movement of an address as grade before and grade after."""
    if words is None:
        return None
    before, arrow, after = words.partition(ARROW)
    if not arrow or not (before or after) or {before, after} - {"", *grades}:
        known = "、".join(grades)
        hint = f"请写成“{grades[0]}{ARROW}{grades[-1]}”的样子；{ladder}的等级：{known}。"
        raise ChoiceError(f"没有这样的等级变动：{words[:40]}。", hint)
    return before, after


@dataclass(frozen=True)
class Facts:
    """The numbers of the page; what a part of the page alone needs is asked when that part is drawn."""

    asked: Asked
    result: Result
    whole: dict
    counts: dict[str, int]
    before: dict[str, int]
    up: dict
    down: dict
    up_before: dict
    down_before: dict
    rated: dict
    rated_before: dict
    gradeable: dict
    gradeable_before: dict

    @property
    def graded(self) -> int:
        """Organisations with a valid grade on the ladder."""
        return sum(self.counts.values())

    @property
    def graded_before(self) -> int:
        """The same a year earlier."""
        return sum(self.before.values())

    @property
    def is_reported(self) -> bool:
        """Whether anybody ever delivered gradings of this area: nobody graded is then a 0."""
        return self.whole["reported"]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw for this time: nobody holds a grade and nobody moved."""
        return not self.graded and not self.up["denominator"]

    @cached_property
    def by_year(self) -> dict[object, dict]:
        """Grades held at the end of every year."""
        return by_side(self.asked, "year")

    @cached_property
    def moves(self) -> list[dict]:
        """Organisations by grade before and grade after, this year."""
        return ask("moves", **self.asked.listed, hub=None, year=self.asked.moment.year)

    @cached_property
    def arrivals(self) -> dict:
        """Newly graded and no longer graded organisations of the year."""
        return ask("newly_graded", **self.asked.listed, year=self.asked.moment.year)[0]


def facts_of(asked: Asked) -> Facts:
    """Ask what the answer and the cards need."""
    moment, choices = asked.moment, asked.choices
    year = {"year": str(moment.year)}
    last_year = {"year": str(moment.year - 1)}
    result = evaluate(SHARE, {**choices, **moment.choices, "by": "grade"})
    without_ladder = {key: value for key, value in choices.items() if key != "ladder"}
    return Facts(
        asked=asked,
        result=result,
        whole=evaluate(SHARE, {**choices, **moment.choices}).rows[0],
        counts=_counts(result.rows),
        before=_counts(evaluate(SHARE, {**choices, **moment.before, "by": "grade"}).rows),
        up=evaluate("tier_upgrades", {**choices, **year}).rows[0],
        down=evaluate("tier_downgrades", {**choices, **year}).rows[0],
        up_before=evaluate("tier_upgrades", {**choices, **last_year}).rows[0],
        down_before=evaluate("tier_downgrades", {**choices, **last_year}).rows[0],
        rated=evaluate("rated_3a_or_above", {**without_ladder, **moment.choices}).rows[0],
        rated_before=evaluate("rated_3a_or_above", {**without_ladder, **moment.before}).rows[0],
        gradeable=_gradeable(asked, moment.choices),
        gradeable_before=_gradeable(asked, moment.before),
    )


def _gradeable(asked: Asked, time: dict) -> dict:
    """Those who could be graded and those of them who are, both counted by evaluate."""
    choices = {**asked.gradeable, **time}
    graded = evaluate(SHARE, choices).rows[0]
    orgs = evaluate("orgs", {key: value for key, value in choices.items() if key != "ladder"}).rows[0]
    known = orgs["reported"] and graded["reported"]
    return {
        "orgs": orgs["value"] or 0,
        "graded": graded["denominator"] or 0,
        "ungraded": (orgs["value"] or 0) - (graded["denominator"] or 0) if known else None,
    }


def _counts(rows: list[dict]) -> dict[str, int]:
    return {row["grade"]: row["numerator"] or 0 for row in rows}


def by_side(asked: Asked, side: str) -> dict[object, dict]:
    """Grades per area below, field or year: value of the side → {name, href key, reported, counts}."""
    choices = {**asked.choices, "by": f"{side},grade"}
    if side != "year":
        choices |= asked.moment.choices
    if side == "area":
        choices["level"] = str(min(asked.place.next_level, 5))
    found: dict[object, dict] = {}
    rows = evaluate(SHARE, choices).rows
    for row in still_there(rows, asked.moment.year) if side == "area" else rows:
        key = row["area_code"] if side == "area" else row[side]
        one = found.setdefault(key, {"name": row.get("area_name", key), "reported": row["reported"], "counts": {}})
        one["counts"][row["grade"]] = row["numerator"] or 0
    return found


def due_for_expiry(asked: Asked) -> list[dict]:
    """Organisations whose grade ends within a year of the day, soonest first."""
    return ask("due_for_expiry", **asked.listed, day=asked.last_day, within_days=EXPIRY_DAYS)


def due_for_upgrade(asked: Asked) -> list[dict]:
    """Organisations that held the same grade below the top at least twice running."""
    return ask("due_for_upgrade", **asked.listed, year=asked.moment.year)


def holding(asked: Asked, grade: str) -> list[dict]:
    """Organisations that hold a grade on the day of the page: those the bars count, by name."""
    return ask("graded_organizations", **asked.listed, day=asked.last_day, grade=grade)


def moved(asked: Asked, direction: str) -> list[dict]:
    """Organisations that went up (升级) or down (降级) in the year, by name."""
    return ask("moved_organizations", **asked.listed, year=asked.moment.year, direction=direction)


def moved_between(asked: Asked, before: str, after: str) -> list[dict]:
    """Organisations that went from one grade to the other in the year, or stayed; "" is any grade."""
    sides = {"grade": before or None, "next_grade": after or None}
    return ask("moved_organizations", **asked.listed, year=asked.moment.year, **sides)
