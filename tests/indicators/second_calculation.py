"""Every indicator a second time, in plain Python on the lake's rows: slow, naive, and independent of all SQL.

`calculate` answers one question without `by`; a row of a table is the question with that row's key as a choice.
"""

from collections.abc import Callable

from tests.indicators import (
    second_answers,
    second_merits,
    second_money,
    second_projects,
    second_registers,
    second_services,
)
from tests.indicators.second_lake import Lake
from tests.indicators.second_question import Question
from tests.indicators.second_registers import per_community
from tests.indicators.second_services import workforce


def calculate(lake: Lake, indicator: str, question: Question) -> tuple:
    """(numerator, denominator) ignoring whether anybody reported."""
    return CALCULATIONS[indicator](lake, question)


CALCULATIONS: dict[str, Callable] = {
    name: found
    for room in (second_answers, second_merits, second_money, second_projects, second_registers, second_services)
    for name, found in vars(room).items()
    if getattr(found, "__module__", "") == room.__name__ and not name.startswith("_")
} | {
    "orgs_per_urban_community": lambda lake, question: per_community(lake, question, True),
    "orgs_per_rural_community": lambda lake, question: per_community(lake, question, False),
    "community_workers_per_10k": workforce("community_workers", "城镇常住人口"),
    "social_workers_per_10k": workforce("social_workers", "常住人口"),
    "facility_per_100_households": workforce("facility_m2", "", "households"),
}
