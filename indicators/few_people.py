"""Who is told of few people: the smallest group, the tables whose rows are people, and what is noticed to be hidden."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from access import present
from access.roles import May

SETTING, USUAL = "WUSHE_SMALLEST_GROUP", 5
TABLES = {"volunteer_hours": "served_on", "points": "happened_on"}
"""The record types of which every row is one person's (or a counted group's), and their day."""
CLOSED = frozenset({*TABLES, "volunteer_months", "volunteer_days", "volunteer_counts", "volunteer_star_counts"})
"""The tables that are not opened to whoever is told of groups only."""
CLOSED_WORDS = "这张表一行就是一个人的一次服务，按规定只给有权看逐人记录的人看"
CLOSED_HINT = "合计请看“志愿服务”页，或用指标 volunteer_hours、volunteer_participations。"
FIXED = "志愿者的人数只按地区或整个枢纽、整年给出，按规定不再细分"
BY_MONTH = "志愿者的合计只按整月给出，按规定不再细分"
COHORTS = ("volunteer_cohorts", "volunteer_cohorts_everywhere", "hub_cohorts")
AT_PARTNERS = "points_at_partners"
"""What is redeemed at one partner in a year is often one person's."""
OF_PROJECT = "profile_project"
"""The question of what names a project: how many rows of hours do, and on which days, is often one person's."""
OF_TYPES = {"profile_rows": "rows", "reported_matrix": "rows"}
"""Questions that count the rows of every record type: where the count of a type stands."""
_noticed: ContextVar[set[str] | None] = ContextVar("noticed", default=None)


def smallest() -> int:
    """How many people a figure must rest on for whoever is asking; 0 where everything may be told.

    Everything is told to the one person of an installation without accounts, unless a smallest group is set, and to
    those who may see people one by one.
    """
    told = os.environ.get(SETTING, "")
    number = int(told) if told.isdecimal() and int(told) > 1 else USUAL
    if present.is_required():
        return 0 if present.may(May.PERSONS) else number
    return number if told else 0


def hides_rows() -> bool:
    """Whether the tables in which every row is a person are closed to whoever is asking."""
    return smallest() > 0


def few(k: int) -> str:
    """Why a figure about fewer than k people is not shown."""
    return f"人数少于{k}，按规定不显示"


def partly_few(k: int) -> str:
    """Why a figure is not shown from which one about fewer than k people could be worked out."""
    return f"其中有人数少于{k}的部分，按规定不显示"


def veiled(question: str, rows: list[dict]) -> list[dict]:
    """The answer of a question of indicators/questions without what it counts of single people's rows."""
    if question not in (*OF_TYPES, *COHORTS, AT_PARTNERS, OF_PROJECT) or not hides_rows():
        return rows
    if question == OF_PROJECT:
        return [_without_hours(row) for row in rows if row["activities"] or row["payments"]]
    if question in (*COHORTS, AT_PARTNERS):
        notice(few(smallest()))
        return []
    return [row for row in rows if row["type"] not in TABLES]


def _without_hours(row: dict) -> dict:
    """What names a project, without the rows in which each is a person."""
    days = {"first_on": row["other_first_on"], "last_on": row["other_last_on"]}
    return row | days | {"hour_rows": None}


@contextmanager
def noticing() -> Iterator[set[str]]:
    """What was hidden of the answers given inside, in words."""
    found: set[str] = set()
    token = _noticed.set(found)
    try:
        yield found
    finally:
        _noticed.reset(token)


def notice(words: str) -> None:
    """Something is hidden, for this reason."""
    found = _noticed.get()
    if found is not None:
        found.add(words)
