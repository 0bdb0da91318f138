"""The last delivery: a few rows sent again because they had changed or were wrong. The latest wins."""

from collections.abc import Iterator
from datetime import date

from etl.demonstration.chance import dice
from etl.demonstration.credit_code import credit_code
from etl.demonstration.deliveries import BAIYANG, CAIHE, Plan
from etl.demonstration.everything import Everything
from etl.demonstration.places import KAIXUAN
from etl.demonstration.register import Row
from etl.demonstration.sheets import Sheet, Style
from etl.demonstration.tree import communities

SIJIQING = "330102014000"
SUPERSEDED = {"organizations": 5, "ratings": 3, "activities": 6}
"""How many rows of earlier files these replace."""


def plan_corrections(world: Everything) -> Plan:
    """Return the workbook of corrections: organisations that moved or registered, two kinds of misprints."""
    style = Style(dates="chinese")
    return Plan(
        "90_更正_2026年1月.xlsx",
        (
            Sheet("organizations", list(_organizations(world)), style=style, name="名录更正"),
            Sheet("ratings", list(_ratings(world)), style=style, name="等级更正"),
            Sheet("activities", list(_activities(world)), style=style, name="活动更正"),
        ),
    )


def _organizations(world: Everything) -> Iterator[Row]:
    """Three moved from 采荷 to 四季青, one within 凯旋; one team has registered."""
    rng = dice("更正")
    filed = [row for row in world.organizations_of(CAIHE) if row["registration"] == "备案" and _is_free(row)]
    for row, community in zip(filed[:3], communities(SIJIQING), strict=False):
        yield {**row, "area_code": community.code}
    within = next(row for row in world.organizations_of(KAIXUAN)[40:] if row["area_code"] == "330102011002")
    yield {**within, "area_code": "330102011003"}
    row = filed[3]
    code = credit_code("社会服务机构", row["area_code"][:6], rng)
    yield {
        **row,
        "legal_form": "社会服务机构",
        "registration": "登记",
        "registered_on": date(2025, 9, 10),
        "uscc": code,
    }


def _is_free(row: Row) -> bool:
    return not row["hub_id"] and not row["closed_on"] and row["filed_on"] and row["filed_on"] < date(2025, 1, 1)


def _ratings(world: Everything) -> Iterator[Row]:
    tiers = [row for row in world.ratings[BAIYANG] if row["ladder"] == "年度梯队" and row["grade"] == "基础"]
    for row in tiers[: SUPERSEDED["ratings"]]:
        yield {**row, "grade": "良好", "score": 76.5}


def _activities(world: Everything) -> Iterator[Row]:
    for row in world.activities[BAIYANG][10 : 10 + SUPERSEDED["activities"]]:
        yield {**row, "visits": row["visits"] + 12, "persons": None}
