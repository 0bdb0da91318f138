"""The record types as declared: complete, unambiguous and readable by the clerk."""

from __future__ import annotations

import re
from datetime import date
from string import Formatter

import duckdb
import pytest

from etl.errors import RecordFileError
from etl.judging.headings import match_headings, meaning_of
from etl.judging.rules import Questions
from etl.judging.services import DECISIONS
from etl.normalise.choices import choice_table, read_choice
from etl.record import SQL_TYPES, read_record_type, record_types

COLUMNS = {
    "areas": "area_code* name* level* parent_code valid_from valid_to",
    "population": "area_code* year* basis* persons* households",
    "hubs": "hub_id* name* level* area_code* established_on closed_on",
    "organizations": "org_id* name* uscc legal_form* registration* area_code* hub_id origin field established_on"
    " registered_on filed_on joined_on hatched_on closed_on stage party_coverage party_passed_on staff",
    "ratings": "org_id* ladder* year* grade* score awarded_by awarded_on valid_until",
    "activities": "activity_id* name org_id* hub_id project_id brand area_code* held_on* ended_on kind* field"
    " beneficiary visits persons volunteers mode with_community with_organization with_social_worker with_volunteer"
    " with_charity spend",
    "funding": "funding_id* paid_on* amount* status* source* instrument* donor hub_id org_id project_id area_code"
    " in_kind custody parent_id",
    "volunteer_hours": "record_id volunteer_id volunteers org_id* activity_id area_code* served_on* hours* started_at"
    " ended_at points",
    "workforce": "area_code* year* community_workers social_workers stations facility_m2",
    "projects": "project_id* name* round org_id* hub_id area_code* field category beneficiary mode brand"
    " called_on applied_on* qualified_on reviewed_on published_on approved_on midterm_on closed_on"
    " terminated_on rejected_at requested granted votes score_public score_professional score_economy"
    " score_cohesion score_growth previous_id",
    "project_scores": "project_id* reviewer* score_public score_professional score_economy score_cohesion score_growth"
    " reviewed_on",
    "trainings": "training_id* name kind* mode* held_on* ended_on hub_id org_id area_code* field attendances"
    " persons hours provider programme",
    "demands": "demand_id* name kind* area_code* beneficiary field channel* opened_on* routed routed_on org_id"
    " project_id closed_on satisfaction",
    "points": "entry_id* volunteer_id volunteers kind* happened_on* area_code* hub_id org_id activity_id"
    " partner_id points hours item",
    "partners": "partner_id* name* kind* area_code* hub_id signed_on* ended_on agreement gives value brand",
    "assessments": "hub_id org_id rubric* year* dimension* item* score* full_score* assessed_on awarded_by",
    "targets": "indicator* area_code hub_id year* universe basis value* comparison kind source*",
    "milestones": "org_id* pair* org_on party_on",
    "facilities": "facility_id* name* kind* area_code* hub_id org_id brand m2 hours_per_day opened_on* closed_on",
    "honours": "honour_id* name* kind* level hub_id org_id area_code* happened_on* items",
    "improvements": "improvement_id* name* area_code* hub_id done_on* steps_before steps_after days_before days_after",
}
ALL_COLUMNS = [(record_type, column) for record_type in record_types().values() for column in record_type.columns]


def test_the_record_types_are_those_of_the_data_model():
    assert list(record_types()) == list(COLUMNS)


@pytest.mark.parametrize("record_id", COLUMNS)
def test_columns_are_those_of_the_data_model(record_id):
    columns = record_types()[record_id].columns
    assert " ".join(c.id + "*" * c.required for c in columns) == COLUMNS[record_id]


@pytest.mark.parametrize(("record_type", "column"), ALL_COLUMNS, ids=lambda v: v.id)
def test_every_column_is_explained_and_has_synonyms(record_type, column):
    assert column.help and column.name and column.kind in SQL_TYPES
    assert len(column.synonyms) >= 3
    for heading in column.headings():
        assert meaning_of(record_type, heading)[0] == column.id
        assert meaning_of(record_type, f" {heading}（必填）")[0] == column.id


@pytest.mark.parametrize(
    ("record_type", "column"), [(r, c) for r, c in ALL_COLUMNS if c.kind == "choice"], ids=lambda v: v.id
)
def test_every_word_for_a_choice_means_one_choice(record_type, column):
    table = choice_table(column.choices, column.choice_synonyms)
    for choice in column.choices:
        assert read_choice(choice, table, column.choices).value == choice
    words = [word for found in column.choice_synonyms.values() for word in found]
    assert len({*words}) == len(words), [w for w in words if words.count(w) > 1]


@pytest.mark.parametrize("record_type", record_types().values(), ids=lambda r: r.id)
def test_a_header_of_proper_names_matches_every_column(record_type):
    matching = match_headings(record_type, [column.name for column in record_type.columns])
    assert list(matching.matches) == record_type.column_ids()
    assert not matching.missing() and not matching.doubled


@pytest.mark.parametrize("record_type", record_types().values(), ids=lambda r: r.id)
def test_checks_are_valid_sql_and_say_what_to_do(record_type):
    empty = dict.fromkeys(record_type.column_ids())
    assert isinstance(Questions(record_type, [empty], [2], date(2026, 1, 1)).broken(record_type.checks), list)
    words = {*record_type.column_ids(), "new", "other", "shared", "total", "both"}
    for check in record_type.checks:
        assert re.search(r"请|已", check.message) and re.fullmatch(r"[BV]\d{3}", check.code)
        assert {name for _, name, _, _ in Formatter().parse(check.message) if name} <= words | set(check.values)
        assert check.decide in {"", *DECISIONS}


def test_references_name_record_types():
    assert {column.references for _, column in ALL_COLUMNS} - {"", "indicators"} <= set(record_types())


def test_sql_types_are_known_to_duckdb():
    with duckdb.connect() as connection:
        for sql_type in SQL_TYPES.values():
            connection.execute(f"SELECT CAST(NULL AS {sql_type})")


def test_keys_take_the_first_alternative_that_is_filled():
    hours = record_types()["volunteer_hours"]
    row = {"record_id": None, "volunteer_id": "V1", "activity_id": None, "served_on": date(2016, 6, 1)}
    assert hours.key_of(row) == (1, "V1", None, date(2016, 6, 1))
    assert hours.key_of({**row, "record_id": "R1"}) == (0, "R1")
    assert hours.key_of({}) is None


@pytest.mark.parametrize(
    ("change", "said"),
    [("names = 1\n", "names"), ('key = [["nothing"]]\n', "nothing"), ("broken\n", "Expected")],
)
def test_a_faulty_record_file_is_named(tmp_path, change, said):
    path = tmp_path / "odd.toml"
    column = '[[columns]]\nid = "a"\nname = "甲"\nkind = "text"\nhelp = "h"\n'
    key = "" if "key" in change else 'key = [["a"]]\n'
    path.write_text(f'name = "n"\ngrain = "g"\nposition = 1\n{key}{change}{column}')
    with pytest.raises(RecordFileError, match=r"odd\.toml") as caught:
        read_record_type(path)
    assert said in str(caught.value)


def test_one_heading_cannot_mean_two_columns(tmp_path):
    path = tmp_path / "odd.toml"
    columns = "".join(
        f'[[columns]]\nid = "{i}"\nname = "{i}列"\nkind = "text"\nhelp = "h"\nsynonyms = ["同"]\n' for i in "ab"
    )
    path.write_text('name = "n"\ngrain = "g"\nposition = 1\nkey = [["a"]]\n' + columns)
    with pytest.raises(RecordFileError, match="means both"):
        read_record_type(path)
