"""Registers nobody here has seen, driven by a TOML alone: grants, foundations, charities; CSV and Excel."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from etl.errors import DeliveryError
from etl.source import KnownRows, in_order, load_source
from etl.source_delivery import constant_deliveries, file_deliveries
from etl.source_trial import try_source

REGISTERS = Path(__file__).parent / "registers"

GRANTS = """\
Identifier,Title,Currency,Amount Awarded,Award Date,Recipient Org:Identifier,Recipient Org:Name,Funding Org:Identifier,\
Funding Org:Name,Status,Beneficiary Location:0:Geographic Code,Beneficiary Location:0:Name
360G-1,Allotment,GBP,"£1,200.50",2019-03-01T00:00:00+00:00,GB-CHC-1,Allotment Club,GB-CHC-9,Example Trust,paid,\
E08000035,Leeds
360G-2,Choir,GBP,3000,01/03/2019,GB-CHC-2,Choir,GB-CHC-9,Example Trust,committed,E08000035,Leeds
360G-3,Youth,EUR,100,1 March 2019,GB-CHC-1,Allotment Club Ltd,GB-CHC-9,Example Trust,,NA,NA
360G-4,Food,GBP,50,Mar-19,UNKNOWN,Food Bank,GB-CHC-9,Example Trust,paid,E08000035;E08000036,-
360G-5,Tool library,USD,70,2019-04-01,GB-CHC-2,Choir,GB-CHC-9,Example Trust,paid,E08000036,Wakefield
360G-6,Library,GBP,70,Spring 2019,GB-CHC-2,Choir,GB-CHC-9,Example Trust,paid,E08000036,Wakefield
,Total,,4490.50,,,,,,,,
"""


def mapped(path, name, known=None):
    """Every delivery of the file by record type, constants apart."""
    source = load_source(str(REGISTERS / f"{name}.toml"))
    known = known or KnownRows()
    constant_deliveries(source, known)
    return {delivery.record_type.id: delivery for delivery in file_deliveries(source, path, known)}


def written(tmp_path, name, text, encoding="utf-8"):
    path = tmp_path / name
    path.write_text(text, encoding)
    return path


def column(delivery, *names):
    return [tuple(row[name] for name in names) for row in delivery.validated.rows]


def test_a_grant_register_gives_organisations_areas_and_funding(tmp_path):
    made = mapped(written(tmp_path, "grants_2019.csv", GRANTS), "grants")

    assert column(made["funding"], "funding_id", "paid_on", "amount", "status", "area_code") == [
        ("360G-1", date(2019, 3, 1), Decimal("10924.55"), "拨付", "E08000035"),
        ("360G-2", date(2019, 3, 1), Decimal("27300.00"), "承诺", "E08000035"),
        ("360G-3", date(2019, 3, 1), Decimal("780.00"), "承诺", "K02000001"),
        ("360G-4", date(2019, 3, 1), Decimal("455.00"), "拨付", "K02000001"),
    ]
    refused = {row: problems[0] for row, _, problems in made["funding"].validated.rejected}
    assert refused[6].found == "USD"
    assert "不在系数表" in refused[6].message
    assert refused[7].column == "Award Date"
    assert "不是声明的日期写法" in refused[7].message

    names = column(made["organizations"], "name", "legal_form")
    assert names == [("Allotment Club", "其他"), ("Choir", "其他"), ("Food Bank", "其他"), ("Example Trust", "基金会")]
    assert made["organizations"].validated.rows[2]["org_id"].startswith("NAME-")
    assert column(made["areas"], "area_code", "name", "parent_code") == [
        ("E08000035", "Leeds", "K02000001"),
        ("E08000036", "E08000035;E08000036", "K02000001"),
    ]


def test_the_sums_hold_for_every_delivery_of_a_file(tmp_path):
    made = mapped(written(tmp_path, "grants_2019.csv", GRANTS), "grants")

    figures = {name: (d.validated.rows_read, len(d.validated.rows), len(d.validated.rejected), d.validated.duplicates,
                      d.skipped) for name, d in made.items()}
    assert figures == {"funding": (6, 4, 2, 0, 1), "organizations": (12, 4, 0, 8, 2), "areas": (6, 2, 0, 4, 2)}
    assert all(read == taken + refused + again for read, taken, refused, again, _ in figures.values())


def test_what_the_rules_did_is_reported(tmp_path):
    made = mapped(written(tmp_path, "grants_2019.csv", GRANTS), "grants")

    warnings = {(problem.row, problem.rule): problem for problem in made["funding"].validated.warnings}
    assert "只写到月" in warnings[5, "S08"].message
    assert "E08000035、E08000036" in warnings[5, "S05"].message
    assert "GBP × 9.1、EUR × 7.8" in warnings[None, "S10"].message
    assert "Title" in warnings[None, "B019"].message
    renamed = [problem for problem in made["organizations"].validated.warnings if problem.rule == "S09"]
    assert [(problem.row, problem.found) for problem in renamed] == [(4, "GB-CHC-1")]


def test_the_same_register_as_a_workbook_with_other_sheets(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    book.active.append(["This workbook follows the 360Giving standard"])
    book.active.append(["Published by Example Trust"])
    sheet = book.create_sheet("grants")
    sheet.append(["Identifier", "Currency", "Amount Awarded", "Award Date", "Recipient Org:Identifier",
                  "Recipient Org:Name", "Funding Org:Identifier", "Funding Org:Name",
                  "Beneficiary Location:0:Geographic Code"])
    sheet.append(["360G-1", "GBP", 1200.5, datetime(2019, 3, 1), "GB-CHC-1", "Allotment Club", "GB-CHC-9",
                  "Example Trust", "E08000035"])
    sheet.append(["360G-2", "GBP", 70, "2019-04-01", 12345, "Choir", "GB-CHC-9", "Example Trust", None])
    book.save(tmp_path / "grants.xlsx")

    made = mapped(tmp_path / "grants.xlsx", "grants")

    assert column(made["funding"], "amount", "paid_on", "org_id", "area_code", "status") == [
        (Decimal("10924.55"), date(2019, 3, 1), "GB-CHC-1", "E08000035", "承诺"),
        (Decimal("637.00"), date(2019, 4, 1), "12345", "K02000001", "承诺"),
    ]
    assert made["funding"].sheet == "grants"


FOUNDATIONS = """\
Verzeichnis der Stiftungen;;;;;;
Stand: 01.02.2024;;;;;;
Nr.;Name der Stiftung;Land;Anerkannt am;Aufgehoben am;Zweck;Stiftungskapital
1;Müller-Stiftung;Bayern;05.03.1998;;Kultur;1.200.000,50 €
2;Haus für Bildung;Berlin;2001;31.12.2019;Bildung;0
3;Grüne Stiftung;Hessen;07.08.2010;;Umwelt;500,00
4;Alte Stiftung;Bayern;07.08.2010;unbekannt;Umwelt;
"""


def test_a_foundation_list_with_decimal_commas_and_day_first_dates(tmp_path):
    made = mapped(written(tmp_path, "Stiftungen_2024.csv", FOUNDATIONS, "cp1252"), "foundations")

    assert column(made["organizations"], "org_id", "name", "registered_on", "closed_on", "area_code", "field") == [
        ("DE-Bayern-1", "Müller-Stiftung", date(1998, 3, 5), None, "DE-BY", "文化体育"),
        ("DE-Berlin-2", "Haus für Bildung", date(2001, 1, 1), date(2019, 12, 31), "DE-BE", "市民教育"),
        ("DE-Bayern-4", "Alte Stiftung", date(2010, 8, 7), None, "DE-BY", None),
    ]
    assert column(made["funding"], "funding_id", "amount") == [
        ("Bayern-1-KAPITAL", Decimal("9360003.90")), ("Hessen-3-KAPITAL", Decimal("3900.00"))]
    [(row, raw, problems)] = made["organizations"].validated.rejected
    assert (row, raw["Land"]) == (6, "Hessen")
    assert "查不到" in problems[0].message
    assert [(p.row, p.rule) for p in made["organizations"].validated.warnings if p.row] == [
        (5, "S08"), (7, "S04"), (7, "F01")]


CHARITIES = """\
registered_charity_number\tlinked_charity_number\tcharity_name\tcharity_type\tcharity_registration_status\t\
date_of_registration\tdate_of_removal\tlatest_acc_fin_period_end_date\tlatest_income
200001\t0\tOLD MISSION\tTrust\tRegistered\t1911-12-22T00:00:00\t\t2022-03-31T00:00:00\t1000
200002\t0\tSHORT LIVED\tCharitable company\tRemoved\t22/12/1990\t01/02/1995\tNA\tNA
200003\t0\tMIXED UP\tOther\tRemoved\t33000\t1980-01-01\t\t0
200003\t1\tMIXED UP BRANCH\tOther\tRegistered\t33000\t\t\t
200004\t0\tTWICE\tTrust\tDuplicate\t33000\t\t\t
200005\t0\tFOREVER\t\tRegistered\t1999-09-09\t2001-01-01\t\t
200006\t0\tODD\tTrust\tSuspended\t1999-09-09\t\t\t
"""


def test_a_charity_register_with_removals_and_old_dates(tmp_path):
    made = mapped(written(tmp_path, "publicextract.tsv", CHARITIES), "charities")

    assert column(made["organizations"], "org_id", "legal_form", "registered_on", "closed_on") == [
        ("GB-CHC-200001", "基金会", date(1911, 12, 22), None),
        ("GB-CHC-200002", "社会服务机构", date(1990, 12, 22), date(1995, 2, 1)),
        ("GB-CHC-200003", "其他", date(1990, 5, 7), None),
        ("GB-CHC-200005", "其他", date(1999, 9, 9), None),
    ]
    assert column(made["funding"], "funding_id", "paid_on", "amount") == [
        ("INCOME-200001-2022-03-31T00:00:00", date(2022, 3, 31), Decimal("9100.00"))]
    assert [row for row, _, _ in made["organizations"].validated.rejected] == [8]
    assert [p.message for p in made["organizations"].validated.warnings if p.rule == "C01"] == [
        "注销日期早于登记日期，按映射规则不采用注销日期。"]
    assert made["organizations"].skipped == 2


def test_trying_a_source_shows_rows_unused_columns_and_what_was_not_understood(tmp_path):
    shown = try_source(written(tmp_path, "publicextract.tsv", CHARITIES), str(REGISTERS / "charities.toml"))

    by_type = {record["type"]: record for record in shown["records"]}
    assert by_type["organizations"]["first_rows"][0]["name"] == "OLD MISSION"
    assert by_type["organizations"]["columns"]["registered_on"] == "date_of_registration"
    assert {(entry["column"], entry["value"], entry["times"]) for entry in shown["not_understood"]} == {
        ("charity_type", "Other", 1), ("charity_registration_status", "Suspended", 1)}
    assert shown["licence"] == "OGL v3"


def test_files_come_in_the_order_of_the_tables():
    source = load_source("leeds2023")
    paths = [Path("community_events.csv"), Path("LEEDS_WARDS.csv"), Path("volunteers_shifts.csv")]
    assert [path.name for path in in_order(source, paths)] == [
        "LEEDS_WARDS.csv", "volunteers_shifts.csv", "community_events.csv"]


@pytest.mark.parametrize(("name", "text", "said"), [
    ("other.csv", "a,b\n1,2\n", "不认识文件《other.csv》"),
    ("grants.csv", "Identifier,Award Date\n1,2019-01-01\n", "缺少列 Amount Awarded"),
    ("grants.csv", GRANTS.replace("Title", "Identifier", 1), "两列都叫“Identifier”"),
])
def test_a_file_the_source_does_not_know_is_sent_back_in_words(tmp_path, name, text, said):
    with pytest.raises(DeliveryError, match=said):
        mapped(written(tmp_path, name, text), "grants")
