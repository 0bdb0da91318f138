"""The whole demonstration as records, before anybody writes it down."""

from dataclasses import dataclass

from etl.demonstration.hours import draw_hours
from etl.demonstration.hubs import draw_hubs
from etl.demonstration.money import draw_money
from etl.demonstration.organizations import draw_organizations
from etl.demonstration.programme import draw_activities
from etl.demonstration.ratings import draw_ratings
from etl.demonstration.register import Row
from etl.demonstration.residents import draw_population, draw_workforce
from etl.demonstration.tree import street_of

Tables = dict[str, list[Row]]


@dataclass(frozen=True)
class Everything:
    """Every record: organisations, hubs and workforce by district, the others by street; populations by table."""

    population: Tables
    hubs: Tables
    organizations: Tables
    ratings: Tables
    activities: Tables
    hours: Tables
    funding: Tables
    workforce: Tables

    def organizations_of(self, *streets: str) -> list[Row]:
        """Return the organisations of these streets in the order of the register."""
        rows = (row for table in self.organizations.values() for row in table)
        return [row for row in rows if street_of(row["area_code"]) in streets]


def draw_everything() -> Everything:
    """Draw all records; hours come before activities are written, because activities learn who came."""
    population, organizations = draw_population(), draw_organizations()
    ratings, activities = draw_ratings(organizations), draw_activities(organizations)
    return Everything(
        population=population,
        hubs=draw_hubs(),
        organizations=organizations,
        ratings=ratings,
        activities=activities,
        hours=draw_hours(activities),
        funding=draw_money(organizations, ratings),
        workforce=draw_workforce(population),
    )
