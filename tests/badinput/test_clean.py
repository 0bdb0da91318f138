"""The clean tables of these tests are clean: in every form of file they load without a word."""

import pytest

from tests.badinput.clean_tables import TABLES
from tests.badinput.loading import good

ORDER = [
    "hubs", "organizations", "activities", "volunteer_hours", "funding", "ratings", "population", "workforce",
    "projects", "project_scores", "trainings", "partners", "demands", "points", "assessments", "targets", "milestones",
    "facilities", "honours", "improvements",
]  # fmt: skip


def test_every_type_has_a_clean_table():
    assert sorted(ORDER) == sorted(TABLES)


def test_clean_tables_load_without_a_word(desk):
    desk.load_earlier(*ORDER)


@pytest.mark.parametrize("form", ["csv", "xlsx", "xls", "ods"])
def test_a_clean_table_loads_from_every_form_of_file(desk, form):
    desk.load_earlier("organizations")
    answer = desk.load(getattr(desk, form)(f"活动.{form}", good("activities"))).normalised()
    assert answer.column("activities", "visits", "activity_id") == [30, 45, 12]
