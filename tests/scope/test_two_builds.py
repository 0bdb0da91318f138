"""What a leader of a hub learns from two builds, the second with one row more of a hub outside: nothing of it."""

import random
import shutil
from decimal import Decimal

import duckdb
import pytest

from indicators import warehouse
from indicators.catalog import definition
from indicators.definition import Definition
from indicators.published import FIGURES, peers_of_hub
from indicators.rounded import AMOUNTS, COUNTED, LEAST_STEP, SUMMED, Behind, about, can_be_rounded, step_of
from indicators.scope import Scope, within
from tests.indicators.toy import MODELS, lineage, publish

OWN, PEERS, YEAR = "H-0", [f"H-{n}" for n in range(1, 6)], 2024
STREET = "330102011000"
TOLD = ("orgs", "activities", "visits", "granted", "hours")


def told_of(definition_: Definition, total: int, row: int) -> int | None:
    return about(
        {"numerator": total, "denominator": None, "value": total}, "value", definition_, Behind(9, Decimal(row))
    )


def first_unlike(found: Definition, total: int, above: int, told: int) -> int:
    """The least number above a total that is told otherwise than the total, by halves."""
    while above - total > 1:
        middle = (total + above) // 2
        total, above = (middle, above) if told_of(found, middle, 1) == told else (total, middle)
    return above


@pytest.mark.parametrize("name", ["orgs", "funds_granted"])
def test_one_row_more_moves_a_number_to_the_next_step_at_most_and_tells_nothing_of_its_size(name):
    """Whatever the total was: the largest one told alike, with next to nothing added, is told like the new one."""
    chance, found, ladder = random.Random(20), definition(name), SUMMED if name in AMOUNTS else COUNTED
    moved = 0
    for _ in range(2_000):
        total = chance.randint(0, 10 ** chance.randint(1, 7 if name in AMOUNTS else 3))
        row = chance.randint(1, max(1, total // 4)) if name in AMOUNTS else 1
        before, after = told_of(found, total, 1), told_of(found, total + row, row)
        if before is None or after is None or before == after:
            assert after is not None or row * 2 >= step_of(total + row, ladder)
            continue
        moved += 1
        assert after - before <= step_of(total + row, ladder)
        assert told_of(found, first_unlike(found, total, total + row, before), 1) == after, (total, row)
    assert moved > 50


def test_what_a_row_adds_is_known_of_everything_that_is_published():
    assert all(can_be_rounded(definition(one.indicator)) for one in FIGURES.values())
    assert not can_be_rounded(definition("payment_size")) and not can_be_rounded(definition("government_dependence"))
    assert not can_be_rounded(definition("teams_needed"))  # a shortfall: a number taken from another one


def test_a_sum_of_which_one_organisation_has_more_than_half_is_not_told():
    row = {"numerator": Decimal(1000), "denominator": None, "value": Decimal(1000)}
    found = definition("funds_granted")
    assert about(row, "value", found, Behind(9, Decimal(99), Decimal(500))) == 1000
    assert about(row, "value", found, Behind(9, Decimal(99), Decimal(501))) is None


FILED = "'备案' AS registration, '社区社会组织' AS legal_form, DATE '2015-03-01' AS filed_on"
PLACE = ", ".join(f"'{STREET[:end].ljust(12, '0')}' AS l{level}" for level, end in enumerate((2, 4, 6, 9), 1))
EVERY = f"""
    SELECT hub_id, hub_id || '-' || n AS org_id, n, '{STREET}' AS area_code, 4 AS area_level, {PLACE}
    FROM hubs, unnest(range(8 + CAST(right(hub_id, 1) AS INTEGER))) AS numbered(n)
"""
FILLED = (
    f"INSERT INTO organizations BY NAME SELECT * EXCLUDE n, org_id AS name, {FILED} FROM ({EVERY})",
    f"INSERT INTO activities BY NAME SELECT * EXCLUDE (n, m), org_id || m AS activity_id, "
    f"DATE '2024-05-01' AS held_on, 20 + n AS visits FROM ({EVERY}), range(3) AS times(m)",
    f"INSERT INTO funding BY NAME SELECT * EXCLUDE (n, m), org_id || m AS funding_id, DATE '2024-05-01' AS paid_on, "
    f"'拨付' AS status, 3000 + 100 * n AS amount, FALSE AS custody FROM ({EVERY}), range(3) AS times(m)",
    f"INSERT INTO volunteer_hours BY NAME SELECT * EXCLUDE (n, m), org_id || m AS record_id, "
    f"org_id || m AS volunteer_id, 4 AS hours, "
    f"CAST('2024-05-0' || m + 1 AS DATE) AS served_on FROM ({EVERY}), range(3) AS times(m)",
)
"""Eight organisations and more of each hub, and what these did."""


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """Six hubs of a district, five of them outside the scope."""
    place = {"area_code": STREET, "area_level": "4", **lineage(STREET, 4)}
    hubs = [{**place, "hub_id": hub, "name": hub, "level": "街道"} for hub in (OWN, *PEERS)]
    folder = publish(tmp_path_factory.mktemp("before") / "data", {"hubs": hubs})
    changed(folder, *FILLED)
    return folder


def changed(folder, *statements: str) -> None:
    """Change the published file, and add the days of volunteers up again."""
    with duckdb.connect(str(folder / "warehouse" / "toy.duckdb")) as connection:
        for statement in (*statements, "DELETE FROM volunteer_days"):
            connection.execute(statement)
        connection.execute(f"INSERT INTO volunteer_days BY NAME {(MODELS / 'volunteer_days.sql').read_text('utf-8')}")


def told(folder) -> dict[str, tuple]:
    """What the leader of the first hub is told of its peers."""
    warehouse.use(folder)
    try:
        with within(Scope(hub=OWN)):
            return {figure: peers_of_hub(OWN, figure)[YEAR].values for figure in TOLD}
    finally:
        warehouse.use(None)


ROWS = {
    "organizations": f"'N' AS org_id, '新社' AS name, {FILED}",
    "activities": "'N' AS activity_id, 'H-3-1' AS org_id, DATE '2024-06-01' AS held_on, 37 AS visits",
    "funding": "'N' AS funding_id, 'H-3-1' AS org_id, DATE '2024-06-01' AS paid_on, '拨付' AS status, "
               "{amount} AS amount, FALSE AS custody",
    "volunteer_hours": "'N' AS record_id, 'N' AS volunteer_id, 'H-3-1' AS org_id, "
                       "DATE '2024-06-01' AS served_on, 3 AS hours",
    "hubs": "'新枢纽' AS name, '街道' AS level",
}  # fmt: skip


def with_row(before, folder, table: str, amount: int = 4321):
    """The build after the one before: one row of another hub came in."""
    shutil.copytree(before, folder)
    hub = "H-9" if table == "hubs" else "H-3"
    row = ROWS[table].format(amount=amount)
    changed(folder, f"INSERT INTO {table} BY NAME SELECT '{hub}' AS hub_id, '{STREET}' AS area_code, {PLACE}, {row}")
    return folder


def test_a_build_with_one_row_more_is_told_as_the_one_before(before, tmp_path):
    first = told(before)
    assert all(len(values) == len(PEERS) for values in first.values())
    assert all(value % LEAST_STEP == 0 for values in first.values() for value in values)
    for table in ROWS:
        assert told(with_row(before, tmp_path / table, table)) == first, table


def test_a_payment_that_stands_out_takes_the_number_away_instead_of_telling_it(before, tmp_path):
    first, after = told(before), told(with_row(before, tmp_path / "large", "funding", 700_000))
    assert len(after["granted"]) == len(first["granted"]) - 1 and set(after["granted"]) <= set(first["granted"])
