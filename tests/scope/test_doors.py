"""Who may look past a scope: a short list, so that one more is a decision and not an oversight."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "access", "api", "boundaries", "components", "entrance", "exports", "figures", "indicators", "jobs", "pages",
    "records", "reports", "sheets", "views",
)  # fmt: skip
SOURCES = sorted(path for room in ROOMS for ending in ("py", "sql") for path in (ROOT / room).rglob(f"*.{ending}"))


def files_with(pattern: str) -> set[str]:
    return {
        str(path.relative_to(ROOT)) for path in SOURCES if re.search(pattern, path.read_text("utf-8"), re.MULTILINE)
    }


def test_only_these_see_everything_whoever_asks():
    assert files_with(r"within\(\s*EVERYTHING|within\(\s*Scope\(\)") == {
        "indicators/published.py",  # peers, as published numbers
        "records/personal.py",  # whether a volunteer's number repeats anywhere in the build: shown to nobody
    }


def test_only_these_questions_look_past_the_views():
    assert files_with(r"(FROM|JOIN|f)\s*[\"']?\{?\{whole\}|[\"']\{whole\}[\"']") == {
        "indicators/explain.py",  # taken out: the published file has no views
        "indicators/people.py",  # of how many people groups consist: the same groups for everybody
        "indicators/small_cells.py",  # the same
        "indicators/rows/budgets.sql",  # whether the payment behind one's own was a payment too
        "indicators/questions/funding_flow.sql",  # whether one's own payment was passed on
        "indicators/questions/points_at_partners.sql",  # whether a partner of one's own points is listed
        "indicators/questions/hub_silent.sql",  # whether an activity anywhere names one's own organisations
        "indicators/questions/silent_organizations.sql",  # the same of other records; never of hours
        "indicators/questions/years_of_types.sql",  # first and last year of the data
        "indicators/questions/years_with_data.sql",  # years of the data
        "indicators/warehouse.py",
        "indicators/scope_views.py",
    }
    assert files_with(r"(FROM|JOIN) \{others\}|[^f]\"\{others\}\"") == {
        "indicators/explain.py",
        "indicators/reporting.py",  # for a hub: whether anybody reported in the year, of its own area and above
        "indicators/questions/due_for_upgrade.sql",  # the latest year of a ladder
        "indicators/questions/years_of_types.sql",
        "indicators/questions/years_with_data.sql",
        "indicators/scope_views.py",
        "indicators/warehouse.py",
    }


@pytest.mark.parametrize(
    "pattern",
    [
        r"\.cursor\.cursor\(",  # a cursor without views; `Snapshot.another_cursor()` has them
        r"\bFROM keep\.",  # what the ETL keeps for itself
        r"duckdb\.connect\(",
    ],
)
def test_nobody_else_opens_the_file_or_another_cursor(pattern):
    allowed = {"indicators/warehouse.py"} if "connect" in pattern else set()
    assert files_with(pattern) == allowed


def test_every_answer_that_is_kept_is_kept_for_a_scope():
    """A key that names the build without the scope would give one person's answer to another."""
    assert files_with(r"str\(\w+\.path\), \w+\.build\b") == {
        "indicators/small_cells.py",  # groups of the whole build
        "indicators/warehouse.py",  # `Snapshot.key`, which adds the scope
        "records/personal.py",  # facts of the whole build
    }
