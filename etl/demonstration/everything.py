"""The whole demonstration as records, before anybody writes it down."""

from dataclasses import dataclass

from etl.demonstration.demands import draw_demands
from etl.demonstration.facilities import draw_facilities
from etl.demonstration.goals import draw_goals
from etl.demonstration.hours import draw_hours
from etl.demonstration.hubs import draw_hubs
from etl.demonstration.merits import draw_honours, draw_improvements
from etl.demonstration.money import draw_money
from etl.demonstration.organizations import draw_organizations
from etl.demonstration.partners import draw_partners
from etl.demonstration.places import FUSHAN, KAIXUAN, XIASHA
from etl.demonstration.points import draw_points
from etl.demonstration.programme import draw_activities
from etl.demonstration.ratings import draw_ratings
from etl.demonstration.register import Row
from etl.demonstration.register_kaixuan import FIRST_ROWS
from etl.demonstration.residents import draw_population, draw_workforce
from etl.demonstration.rounds import draw_projects
from etl.demonstration.rubrics import draw_assessments
from etl.demonstration.tracks import draw_milestones
from etl.demonstration.trainings import draw_trainings
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
    later: dict[str, Tables]
    """The later record types: type → place → rows."""

    def organizations_of(self, *streets: str) -> list[Row]:
        """Return the organisations of these streets in the order of the register."""
        rows = (row for table in self.organizations.values() for row in table)
        return [row for row in rows if street_of(row["area_code"]) in streets]


def draw_everything() -> Everything:
    """Draw all records; hours come before activities are written, because activities learn who came."""
    population, organizations = draw_population(), draw_organizations()
    ratings, activities = draw_ratings(organizations), draw_activities(organizations)
    hours, funding = draw_hours(activities), draw_money(organizations, ratings)
    return Everything(
        population=population,
        hubs=draw_hubs(),
        organizations=organizations,
        ratings=ratings,
        activities=activities,
        hours=hours,
        funding=funding,
        workforce=draw_workforce(population),
        later=_draw_later(organizations, hours, funding),
    )


def _draw_later(organizations: Tables, hours: Tables, funding: Tables) -> dict[str, Tables]:
    by_street: Tables = {}
    for row in (row for rows in organizations.values() for row in rows):
        by_street.setdefault(street_of(row["area_code"]), []).append(row)
    projects, scores = draw_projects(by_street.__getitem__, funding)
    partners = draw_partners()
    party = {KAIXUAN: (by_street[KAIXUAN][FIRST_ROWS:], 0.25), FUSHAN: (by_street[FUSHAN], 1.0)}
    party[XIASHA] = (by_street[XIASHA], 0.4)
    return {
        "projects": projects,
        "project_scores": scores,
        "trainings": draw_trainings(by_street.__getitem__),
        "demands": draw_demands(by_street.__getitem__, projects),
        "points": draw_points(hours, partners),
        "partners": partners,
        "assessments": draw_assessments(by_street.__getitem__),
        "targets": {"": draw_goals()},
        "milestones": {street: draw_milestones(street, *known) for street, known in party.items()},
        "facilities": draw_facilities(),
        "honours": draw_honours(),
        "improvements": draw_improvements(),
    }
