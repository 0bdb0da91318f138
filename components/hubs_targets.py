"""枢纽年度: the target of each headline figure — the hub's own, else that of the area it serves."""

from __future__ import annotations

from components.hubs_facts import Facts, Measure, choices_of
from components.indicator_card import Goal
from components.place import place_of
from components.scoped import own_hub
from components.state import State
from components.targets import target_of
from figures.numbers import Number, exact
from indicators.evaluate import evaluate
from indicators.warehouse import ask


def goal_of(facts: Facts, measure: Measure) -> Goal | None:
    """The target the hub's number may be held against: its own, or its area's where every record there names the hub.

    Targets are set for calendar years, so in years that begin on another day only those without a year hold.
    """
    if measure.column != "value":
        return None
    own = _own(facts, measure)
    if own is not None:
        return Goal(own["value"], own["comparison"], own["source"], "本枢纽目标")
    goal, whole = _of_the_area(facts, measure)
    return goal if goal and whole == facts.lines[measure.key].value(facts.asked.year) else None


def area_words(facts: Facts, measure: Measure) -> str:
    """The target of the area and the area's own number, where the hub is only a part of it; else empty."""
    if measure.column != "value" or goal_of(facts, measure) is not None:
        return ""
    goal, whole = _of_the_area(facts, measure)
    if goal is None or whole is None:
        return ""
    decimals = measure.decimals
    result = "已达到" if _is_reached(goal, whole) else "未达到"
    return f"{goal.words} {goal.comparison}{exact(goal.value, decimals)}，全部 {exact(whole, decimals)}，{result}"


def target_words(facts: Facts, measure: Measure) -> str:
    """The target in a table: ≥ 600, or the area's in words; a dash without one."""
    goal = goal_of(facts, measure)
    if goal is None:
        return area_words(facts, measure) or "—"
    return f"{goal.comparison}{exact(goal.value, measure.decimals)}"


def missed(facts: Facts) -> tuple[int, list[str]]:
    """How many of the figures have a target to be held against, and in words those that did not reach it."""
    judged, names = 0, []
    for line in facts.lines.values():
        measure, value = line.measure, line.value(facts.asked.year)
        goal = goal_of(facts, measure) if measure.column == "value" else None
        if goal is None:
            goal, value = _of_the_area(facts, measure) if measure.column == "value" else (None, None)
        if goal is None or value is None:
            continue
        judged += 1
        if not _is_reached(goal, value):
            wanted, shown = (exact(one, measure.decimals) for one in (goal.value, value))
            names.append(f"{measure.name}（{goal.words} {goal.comparison}{wanted}，{shown} {measure.unit}）")
    return judged, names


def _is_reached(goal: Goal, value: Number) -> bool:
    return value >= goal.value if goal.comparison == "≥" else value <= goal.value


def goal_words(facts: Facts) -> str:
    """Where the shown targets come from, for the foot of the table; empty without any."""
    if not facts.asked.years.is_calendar:
        return "目标按自然年定，换了年度起止就不比"
    found = []
    for line in facts.lines.values():
        found.append(goal_of(facts, line.measure))
        if area_words(facts, line.measure):
            found.append(_of_the_area(facts, line.measure)[0])
    sources = list(dict.fromkeys(goal.source for goal in found if goal))
    return f"目标出处：{'、'.join(sources)}" if sources else ""


def _own(facts: Facts, measure: Measure) -> dict | None:
    """The hub's own target of the year: a flow's of that very year, a stock's latest one so far."""
    year, is_flow = facts.asked.year, measure.definition.kind == "flow"
    rows = [
        row
        for row in ask("hub_targets", hub=facts.hub["hub_id"])
        if row["indicator"] == measure.indicator
        and (row["universe"] or facts.asked.universe) == facts.asked.universe
        and (row["year"] is None or (facts.asked.years.is_calendar and _is_due(row["year"], year, is_flow)))
    ]
    return max(rows, key=lambda row: row["year"] or 0, default=None)


def _is_due(set_for: int, year: int, is_flow: bool) -> bool:
    return set_for == year if is_flow else set_for <= year


def _of_the_area(facts: Facts, measure: Measure) -> tuple[Goal | None, Number | None]:
    """The target set for the hub's area itself, and the area's number it is set for: not for those who see the hub
    alone, whose questions about the area are answered with the hub's part of it.
    """
    asked, code = facts.asked, facts.hub["area_code"]
    if measure.extra or not code or own_hub():
        return None, None
    place = place_of(State("/", {"area": (code,)}))
    found = target_of(measure.indicator, place, asked.universe, asked.year)
    if found is None or found.area != code or (found.year is not None and not asked.years.is_calendar):
        return None, None
    row = evaluate(measure.indicator, {**choices_of(asked, measure), "area": code, **asked.when()}).rows[0]
    goal = Goal(found.value, found.comparison, found.source, f"{place.name}目标")
    return goal, row["value"] if row["reported"] else None
