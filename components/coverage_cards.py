"""服务覆盖: the cards."""

from __future__ import annotations

from components.coverage_facts import SERVED, Facts
from components.indicator_card import Card
from components.targets import target_of
from figures.numbers import NOT_REPORTED, compact, exact

NO_COMMUNITY = "没有社区"


def headline(facts: Facts) -> list[Card]:
    """The cards: communities served, fields present, visits, visits per resident, hubs; of one community its own."""
    if facts.asked.is_community:
        return [_activities_card(facts), _breadth_card(facts), _visits_card(facts), _resident_card(facts)]
    return [_served_card(facts), _breadth_card(facts), _visits_card(facts), _resident_card(facts), _hub_card(facts)]


def _fraction(row: dict, above: str, below: str, unit: str) -> str:
    """Numerator and denominator in words; where nobody delivered only the denominator is known."""
    if row["denominator"] is None:
        return ""
    whole = f"{below} {exact(row['denominator'])} {unit}"
    return f"{above} {exact(row['numerator'])} {unit} ÷ {whole}".strip() if row["reported"] else whole


def _activities_card(facts: Facts) -> Card:
    row = facts.activities
    return Card(
        name="活动场次",
        value=row["value"] if row["reported"] else None,
        unit="场",
        indicator="activities",
        detail=f"{facts.asked.moment.period}在本社区举办",
        before=facts.activities_before["value"],
        history=[one["value"] for one in facts.activities_by_year if one["year"] <= facts.asked.moment.year],
        history_words="历年活动场次",
        missing=NOT_REPORTED,
        rising_is="good",
    )


def _served_card(facts: Facts) -> Card:
    row = facts.row
    target = target_of(SERVED, facts.asked.place, "", facts.asked.moment.year)
    return Card(
        name="社区服务覆盖率",
        value=row["value"],
        unit="%",
        decimals=1,
        indicator=SERVED,
        detail=_fraction(row, "", "社区（村）", "个"),
        before=facts.before["value"],
        goal=target.goal if target else None,
        history=[one["value"] for one in facts.by_year if one["year"] <= facts.asked.moment.year],
        history_words="历年社区服务覆盖率",
        missing=NOT_REPORTED if row["denominator"] else NO_COMMUNITY,
        rising_is="good",
    )


def _breadth_card(facts: Facts) -> Card:
    row = facts.breadth
    return Card(
        name="服务领域完整度",
        value=row["value"],
        unit="%",
        decimals=1,
        indicator="field_breadth",
        detail=_fraction(row, "有活动", "社区×六领域", "格"),
        before=facts.breadth_before["value"],
        missing=NOT_REPORTED if row["denominator"] else NO_COMMUNITY,
        rising_is="good",
    )


def _visits_card(facts: Facts) -> Card:
    persons = facts.persons["value"]
    known = f"服务人数 {compact(persons)} 人（另计，不相加）" if persons is not None else "服务人数未填写"
    return Card(
        name="服务人次",
        value=facts.visits["value"],
        unit="人次",
        indicator="visits",
        detail=known if facts.visits["reported"] else "",
        before=facts.visits_before["value"],
        missing="人次未填写" if facts.visits["reported"] else NOT_REPORTED,
        rising_is="good",
    )


def _resident_card(facts: Facts) -> Card:
    row = facts.per_resident
    people = row["denominator"]
    known = f"{compact(row['numerator'] or 0)} 人次 ÷ 常住人口 {compact(people)}" if people else "没有报送常住人口"
    return Card(
        name="人均受益次数",
        value=row["value"],
        unit="次/人",
        decimals=2 if row["value"] is None or row["value"] >= 0.1 else 4,
        indicator="visits_per_resident",
        detail=known if row["reported"] else "",
        before=facts.per_resident_before["value"],
        missing="无人口数据" if row["reported"] else NOT_REPORTED,
        rising_is="good",
    )


def _hub_card(facts: Facts) -> Card:
    row = facts.hubs
    target = target_of("hub_coverage", facts.asked.place, "", facts.asked.moment.year)
    return Card(
        name="枢纽覆盖率",
        value=row["value"],
        unit="%",
        decimals=1,
        indicator="hub_coverage",
        detail=_fraction(row, "", "街道乡镇", "个"),
        before=facts.hubs_before["value"],
        goal=target.goal if target else None,
        missing=NOT_REPORTED if row["denominator"] else "没有街道乡镇",
        rising_is="good",
    )
