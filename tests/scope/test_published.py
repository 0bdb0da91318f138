"""What is told of peers outside a scope: fixed questions, ended years, rounded, nothing of fewer than five."""

from dataclasses import fields
from statistics import median

import pytest

from access import present
from access.roles import Person, Role
from indicators import few_people, table, warehouse
from indicators import published as published_module
from indicators.errors import ChoiceError
from indicators.evaluate import _results as results
from indicators.evaluate import evaluate
from indicators.few_people import smallest
from indicators.published import FEWEST, FEWEST_PEERS, FIGURES, PeersOfHub, areas_beside, peers_of_hub
from indicators.scope import Scope, current, within
from indicators.warehouse import ask, snapshot
from tests.indicators.toy import publish
from tests.scope.conftest import COUNTY_HUB, HUB, SCOPES, STREET

YEAR = 2024


def street_hubs_beside(file) -> list[str]:
    """Street hubs of 上城区 open at the end of the year, without 凯益荟: picked by hand."""
    rows = file.execute(
        "SELECT hub_id FROM hubs WHERE level = '街道' AND l3 = '330102000000' AND hub_id <> $own "
        "AND (established_on IS NULL OR established_on <= DATE '2024-12-31') "
        "AND (closed_on IS NULL OR closed_on > DATE '2024-12-31')",
        {"own": HUB},
    ).fetchall()
    return [hub for (hub,) in rows]


def nearest(number, steps):
    """A number on a ladder written down by hand: the step of its size, the nearest multiple, the middle up."""
    step = next(step for step, most in steps if number <= most)
    below = number // step * step
    return int(below + step if number - below >= below + step - number else below)


COUNTED = [(5, 50), (10, 100), (20, 200), (50, 500), (100, 1000), (200, 2000)]
SUMMED = [(5, 30), (10, 60), (20, 100), (50, 300), (100, 600), (200, 1000), (500, 3000), (1000, 6000), (2000, 10_000),
          (5000, 30_000), (10_000, 60_000), (20_000, 100_000), (50_000, 300_000), (100_000, 600_000),
          (200_000, 1_000_000), (500_000, 3_000_000), (1_000_000, 6_000_000)]  # fmt: skip


def test_values_are_those_of_the_peers_with_enough_organisations_rounded(published, file):
    beside = street_hubs_beside(file)
    rows = evaluate("orgs", {"by": "hub", "year": str(YEAR), "universe": "登记备案"}).rows
    registers = {
        row["hub"]: row["value"] for row in evaluate("orgs", {"by": "hub", "year": "2024", "universe": "全部"}).rows
    }
    given = [row["value"] for row in rows if row["hub"] in beside and registers[row["hub"]] >= FEWEST]
    with within(SCOPES["hub"]):
        told = peers_of_hub(HUB, "orgs")[YEAR]
    assert len(beside) > len(told.values) >= FEWEST_PEERS
    assert list(told.values) == sorted((nearest(value, COUNTED) for value in given), reverse=True)
    assert told.median == median(told.values) and any(value % 5 for value in given)


def test_money_is_told_rounded_where_five_organisations_share_it_and_no_payment_stands_out(published, file):
    rows = "SELECT hub_id, org_id, amount, paid_on FROM funding WHERE status = '拨付' AND NOT custody"
    parts = file.execute(
        f"WITH one AS (SELECT hub_id, org_id, sum(amount) AS amount, max(abs(amount)) AS most FROM ({rows}) "
        "WHERE year(paid_on) = 2024 AND hub_id IS NOT NULL GROUP BY ALL) "
        "SELECT hub_id, count(org_id), sum(amount), max(most), max(amount) FROM one GROUP BY ALL"
    ).fetchall()
    beside = {hub: sums for hub, *sums in parts if hub in street_hubs_beside(file)}
    given = [
        nearest(total, SUMMED)
        for organizations, total, row, of_one in beside.values()
        if organizations >= FEWEST
        and row * 2 < next(step for step, most in SUMMED if total <= most)
        and of_one * 2 <= total
    ]
    with within(SCOPES["hub"]):
        told = peers_of_hub(HUB, "granted")[YEAR]
    assert list(told.values) == (sorted(given, reverse=True) if len(given) >= FEWEST_PEERS else [])
    assert len(given) < len(beside)


@pytest.mark.parametrize("figure", FIGURES)
def test_no_figure_names_a_peer_or_tells_of_fewer_than_three(published, figure):
    for name, hub in (("hub", HUB), ("county hub", COUNTY_HUB)):
        with within(SCOPES[name]):
            told = peers_of_hub(hub, figure)
        assert told
        for year, peers in told.items():
            assert len(peers.values) >= FEWEST_PEERS or not peers.values, year
            assert list(peers.values) == sorted(peers.values, reverse=True)
            if figure != "excellent":  # a share of rounded parts
                assert all(value % 5 == 0 for value in peers.values), year
    assert {field.name for field in fields(PeersOfHub)} == {"values"}


def test_only_years_that_have_ended_are_told(published):
    with snapshot() as now:
        last = now.data_date.year
    with within(SCOPES["hub"]):
        assert max(peers_of_hub(HUB, "orgs")) <= last
    with within(SCOPES["street"]):
        assert areas_beside(STREET, "orgs", last + 1) == []


def test_only_fixed_questions_about_ones_own_hub_are_answered(published):
    with within(SCOPES["hub"]):
        for question in (
            lambda: peers_of_hub(COUNTY_HUB, "orgs"),
            lambda: peers_of_hub("H-NIEMAND", "orgs"),
            lambda: peers_of_hub(HUB, "donors"),
            lambda: peers_of_hub(HUB, "orgs", "企业"),
            lambda: peers_of_hub(HUB, "orgs", starts=(7, 1)),
            lambda: areas_beside(STREET, "orgs", YEAR),
        ):
            with pytest.raises(ChoiceError):
                question()


def test_siblings_of_an_area_have_names_and_no_value_below_five_organisations(published):
    rows = evaluate("activities", {"area": "330102000000", "by": "area", "level": "4", "year": str(YEAR)}).rows
    exact = {row["area_code"]: row["value"] for row in rows}
    with within(SCOPES["street"]):
        told = {one.code: one.value for one in areas_beside(STREET, "activities", YEAR)}
    assert STREET not in told and set(told) < set(exact)
    assert all(value is None or value == nearest(exact[code], COUNTED) for code, value in told.items())
    assert None in told.values() and any(told.values())


def test_siblings_are_told_of_areas_inside_and_of_organisations_alone(published):
    with within(SCOPES["street"]):
        others = [("330114001000", "orgs"), ("330102000000", "orgs")]
        for code, indicator in [*others, (STREET, "hub_coverage"), (STREET, "payment_size")]:
            with pytest.raises(ChoiceError):
                areas_beside(code, indicator, YEAR)


def test_looking_beyond_ends_with_the_answer(published):
    with within(SCOPES["hub"]):
        peers_of_hub(HUB, "orgs")
        assert current() == SCOPES["hub"]
        assert [row["hub_id"] for row in ask("hubs")] == [HUB]


def test_what_an_official_is_told_of_few_volunteers_is_not_told_to_the_next_who_asks(published, monkeypatch):
    """Those who may see people one by one and those who may not are never given each other's answer."""
    monkeypatch.setattr(published_module, "_peers", lambda *asked: {2024: smallest()})
    published_module._kept.clear()
    present.require(True)
    try:
        for role, most in ((Role.OFFICIAL, 0), (Role.HUB_LEADER, 5), (Role.OFFICIAL, 0)):
            token = present.set_person(Person("somebody", role, hub=HUB))
            with within(SCOPES["hub"]):
                assert peers_of_hub(HUB, "hours") == {2024: most}
            present.forget(token)
    finally:
        present.require(False)
        published_module._kept.clear()


def test_what_is_hidden_of_others_is_noticed_on_no_page(published, monkeypatch):
    """A page says at its foot why some of its figures are not shown: a reason that is none of it is somebody else's."""
    monkeypatch.setenv(few_people.SETTING, "20")
    assert evaluate("volunteer_hours", {"by": "hub,year"}).hidden
    published_module._kept.clear()
    with within(SCOPES["hub"]), few_people.noticing() as of_hub:
        assert peers_of_hub(HUB, "hours")
    with within(SCOPES["street"]), few_people.noticing() as of_area:
        assert areas_beside(STREET, "volunteer_hours", YEAR)
        assert of_area == set()
        few_people.notice("一处")
    published_module._kept.clear()
    assert of_hub == set() and of_area == {"一处"}


def test_more_hubs_than_one_answer_holds_are_asked_some_years_at_a_time(published, monkeypatch):
    """Otherwise every hub's page would be refused as soon as others are many."""
    hubs = len(ask("hubs"))
    with within(SCOPES["hub"]):
        told = peers_of_hub(HUB, "orgs")
        for answers in (published_module._kept, results):
            answers.clear()
        monkeypatch.setattr(table, "MOST_ROWS", 4 * (hubs + 1))
        assert peers_of_hub(HUB, "orgs") == told and told[YEAR].values
    published_module._kept.clear()


@pytest.mark.parametrize("beside", [{"custody": "true"}, {"parent_id": "1"}, {"amount": "0"}])
def test_organisations_whose_rows_add_nothing_stand_behind_no_sum(tmp_path, beside):
    """Six hubs grant 24 payments of a thousand each; those of the last went to three organisations."""
    hubs = [f"h{n}" for n in range(7)]
    tables = {
        "hubs": [{"hub_id": hub, "name": hub, "level": "街道", "area_code": STREET, "established_on": "2011-06-01"}
                 for hub in hubs],
        "organizations": [{"org_id": f"{hub}-{n}", "area_code": STREET, "legal_form": "社会团体", "hub_id": hub,
                           "registered_on": "2012-01-01", "registration": "登记"} for hub in hubs for n in range(6)],
        "funding": [{"funding_id": f"{hub}-{n}", "area_code": STREET, "paid_on": "2024-03-01", "amount": "1000.00",
                     "status": "拨付", "custody": "false", "hub_id": hub,
                     "org_id": f"{hub}-{n % (3 if hub == 'h6' else 6)}"} for hub in hubs for n in range(24)]
        + [{"funding_id": f"more-{n}", "area_code": STREET, "paid_on": "2024-03-01", "amount": "1.00",
            "status": "拨付", "custody": "false", "hub_id": "h6", "org_id": f"h6-{n}"} | beside for n in (3, 4, 5)],
    }  # fmt: skip
    warehouse.use(publish(tmp_path, tables))
    try:
        with within(Scope(hub="h0")):
            assert peers_of_hub("h0", "granted")[YEAR].values == (25_000,) * 5
    finally:
        warehouse.use(None)
