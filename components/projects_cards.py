"""公益创投: the cards."""

from __future__ import annotations

from components.indicator_card import Card
from components.projects_facts import (
    APPLICATIONS,
    COST,
    DAYS,
    FUNDED,
    GRANTED,
    PENDING,
    RATE,
    REJECTED,
    WITHDRAWN,
    Facts,
)
from components.projects_words import days_words
from figures.numbers import NOT_REPORTED, exact


def headline(facts: Facts) -> list[Card]:
    """Applications, approval rate, money, days, cost per visit."""
    return [
        _applied_card(facts),
        _rate_card(facts),
        _granted_card(facts),
        _days_card(facts),
        _cost_card(facts),
    ]


def _applied_card(facts: Facts) -> Card:
    parts = [f"{word} {exact(facts.outcomes[word])}" for word in (FUNDED, REJECTED, WITHDRAWN, PENDING)]
    kept = [
        part for part, word in zip(parts, (FUNDED, REJECTED, WITHDRAWN, PENDING), strict=True) if facts.outcomes[word]
    ]
    return Card(
        name="申报项目",
        value=facts.applied["value"],
        unit="个",
        indicator=APPLICATIONS,
        detail="、".join(kept),
        before=facts.applied_before["value"],
        history=_history(facts, "denominator"),
        history_words="历年申报项目数",
        missing=NOT_REPORTED,
    )


def _history(facts: Facts, key: str) -> list:
    return [row[key] for row in facts.by_year if row["year"] <= facts.asked.moment.year]


def _rate_card(facts: Facts) -> Card:
    row = facts.rate
    return Card(
        name="通过率",
        value=row["value"],
        unit="%",
        decimals=1,
        indicator=RATE,
        detail=_fraction(row, "立项", "申报", "个"),
        before=facts.rate_before["value"],
        history=_history(facts, "value"),
        history_words="历年通过率",
        missing=_why(facts, "没有申报"),
    )


def _fraction(row: dict, above: str, below: str, unit: str) -> str:
    if not row["denominator"]:
        return ""
    return f"{above} {exact(row['numerator'] or 0)} {unit} ÷ {below} {exact(row['denominator'])} {unit}"


def _why(facts: Facts, words: str) -> str:
    return words if facts.is_reported else NOT_REPORTED


def _granted_card(facts: Facts) -> Card:
    asked_for = [project["requested"] for project in facts.projects if project["requested"] is not None]
    return Card(
        name="立项金额",
        value=facts.granted["value"],
        unit="元",
        indicator=GRANTED,
        detail=f"{exact(len(asked_for))} 个项目申请 {exact(sum(asked_for))} 元" if asked_for else "",
        before=facts.granted_before["value"],
        missing=_why(facts, "没有写立项金额"),
    )


def _days_card(facts: Facts) -> Card:
    row = facts.days
    median = row["median"]
    whole = median is None or float(median).is_integer()
    detail = f"中位数；平均 {exact(row['value'], 1)} 天（{exact(row['denominator'])} 个）" if row["denominator"] else ""
    return Card(
        name="申报到立项",
        value=median,
        unit="天",
        decimals=0 if whole else 1,
        indicator=DAYS,
        detail=detail,
        before=facts.days_before["median"],
        missing=_why(facts, "没有立项日期"),
        rising_is="bad",
    )


def _cost_card(facts: Facts) -> Card:
    row = facts.cost
    return Card(
        name="每人次立项金额",
        value=row["value"],
        unit="元/人次",
        decimals=2,
        indicator=COST,
        detail=f"{exact(row['numerator'], 2)} 元 ÷ {exact(row['denominator'])} 人次" if row["denominator"] else "",
        before=facts.cost_before["value"],
        missing=row.get("hidden") or _why(facts, "没有人次可除"),
    )


def stage_words(days: float | None) -> str:
    """How long a stage took, in words; nothing where nobody wrote both days."""
    return f"中位 {days_words(days)} 天" if days is not None else ""
