"""资金: the cards."""

from __future__ import annotations

from collections.abc import Mapping

from components.funding_facts import (
    BREACHES,
    BUDGET,
    CONCENTRATION,
    DEPENDENCE,
    DONORS,
    GRANTED,
    RECEIVED,
    Facts,
    Line,
)
from components.indicator_card import Card
from components.targets import target_of
from figures.numbers import NOT_REPORTED, compact, exact
from indicators.catalog import definition

NOTHING_IN, NO_BUDGET, NO_RULE = "没有到账", "没有预算", "没有规则可对"


def headline(facts: Facts) -> list[Card]:
    """What came in, what went out; of own money also where it came from, the budget, the rules, and what is held."""
    if facts.asked.is_held:
        return [_card(facts, RECEIVED, "代管到账"), _card(facts, GRANTED, "代管拨出"), _card(facts, DONORS, "出资单位")]
    return [
        _card(facts, RECEIVED, "到账资金", _one_year_more(facts)),
        _card(facts, GRANTED, "拨付资金", _passed_on(facts)),
        _card(facts, DEPENDENCE, "财政资金依赖度", _fraction(facts.line(DEPENDENCE)), NOTHING_IN, "bad"),
        _card(facts, CONCENTRATION, "资金来源集中度", _sources(facts), NOTHING_IN, "bad"),
        _card(facts, DONORS, "出资单位", _donors(facts), rising_is="good"),
        _card(facts, BUDGET, "预算执行率", _fraction(facts.line(BUDGET)), NO_BUDGET),
        _breaches(facts),
        _held(facts),
    ]


def _card(
    facts: Facts,
    indicator: str,
    name: str,
    detail: str = "",
    nothing: str = NOT_REPORTED,
    rising_is: str = "neutral",
    more: Mapping | None = None,
) -> Card:
    line, one = facts.line(indicator), definition(indicator)
    target = target_of(indicator, facts.asked.place, "", facts.asked.year)
    history = line.history(facts.asked.year)
    first = next((place for place, value in enumerate(history) if value is not None), len(history))
    return Card(
        **{
            "name": name,
            "value": line.value,
            "unit": one.unit,
            "indicator": indicator,
            "decimals": 0 if one.unit == "元" else one.decimals,
            "detail": _with_ignored(facts, indicator, detail) if line.row["reported"] else "",
            "before": line.value_before,
            "goal": target.goal if target else None,
            "history": history[first:],
            "history_words": f"{name}，到{facts.asked.year}年",
            "missing": nothing if line.row["reported"] else NOT_REPORTED,
            "rising_is": rising_is,
            **(more or {}),
        }
    )


def _with_ignored(facts: Facts, indicator: str, detail: str) -> str:
    """The fraction, and which of the chosen filters it knows nothing of."""
    ignored = facts.asked.ignored(indicator)
    return "；".join(part for part in (detail, f"不按{'、'.join(ignored)}筛选" if ignored else "") if part)


def _fraction(line: Line) -> str:
    row = line.row
    return f"{compact(row['numerator'] or 0)} 元 ÷ {compact(row['denominator'])} 元" if row["denominator"] else ""


def _one_year_more(facts: Facts) -> str:
    named = sum(bool(row["value"]) for row in facts.by_source)
    return f"来自 {exact(named)} 类来源，不含代管与转拨" if named else "不含代管与转拨"


def _passed_on(facts: Facts) -> str:
    amount = facts.passed_on.value
    return f"另有转拨 {compact(amount)} 元，不重复计" if amount else "不含代管与转拨"


def _sources(facts: Facts) -> str:
    rows = [row for row in facts.by_source if row["value"]]
    return f"{exact(len(rows))} 类来源；相当于 {exact(_even(facts), 1)} 个均等的来源" if rows else ""


def _even(facts: Facts) -> float | None:
    value = facts.line(CONCENTRATION).value
    return 1 / float(value) if value else None


def _donors(facts: Facts) -> str:
    stayed = sum("value" in row and "before" in row for row in facts.donors)
    before = sum("before" in row for row in facts.donors)
    return f"上年 {exact(before)} 家中 {exact(stayed)} 家今年仍出资" if before else "上年没有写明单位的出资"


def _breaches(facts: Facts) -> Card:
    row = facts.line(BREACHES).row
    if row.get("hidden"):
        empty = {"value": None, "before": None, "history": ()}
        return _card(facts, BREACHES, "与规则不符", "", row["hidden"], "bad", empty)
    ruled = row.get("ruled") or 0
    detail = f"有规则可对的 {exact(ruled)} 笔中" if ruled else ""
    missing = {} if ruled else {"value": None, "before": None, "history": ()}
    return _card(facts, BREACHES, "与规则不符", detail, NO_RULE, "bad", missing)


def _held(facts: Facts) -> Card:
    received, granted = facts.held["到账"], facts.held["拨付"]
    return Card(
        name="代管资金到账",
        value=received.value,
        unit="元",
        indicator=f"{RECEIVED};custody=代管",
        detail=f"拨出 {compact(granted.value or 0)} 元；不进自有资金" if received.row["reported"] else "",
        before=received.value_before,
        href=facts.asked.state.link(custody="代管"),
    )
