"""Every table of the warehouse can be browsed, or is left out for a reason that is written here."""

import pytest

from indicators.warehouse import snapshot
from records.catalog import types_of
from records.declared import declared_tables
from records.query import CONTROL, GENERAL, parse, select
from records.reading import page

LEFT_OUT = {
    "volunteer_counts": "只供计算：各地区各年的志愿者人数，同样的数由指标给出；人数少的要按规定隐去，逐行看就绕过了",
    "volunteer_star_counts": "只供计算：全国各星级志愿者每年多了几个，同样的数由指标给出；人数少的要按规定隐去",
    "org_counts": "只供计算：各区县各年在册组织数，同样的数由指标给出，逐家看组织各年状态",
    "volunteer_days": "只供计算：志愿服务时长按日合计，逐行就在志愿服务时长里；一行常常就是一个人的一次服务",
    "volunteer_years": "一行就是一名志愿者的一年；去掉编号仍是一个人的全年时长、区域和首次服务年份",
}
"""Tables of the schema main that nobody may browse. The schema keep (copies for the next build) is never read here."""
RESERVED = {*CONTROL, *GENERAL, "type", "limit", "offset", "format", "header", "basis", "universe", "panel", "tables"}


def test_every_table_is_a_record_type_or_described_or_left_out_for_a_reason(client):
    with snapshot() as taken:
        asked = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main'"
        tables = {name for (name,) in taken.cursor.execute(asked).fetchall()}
        known = set(types_of(taken))
    assert tables - known == set(LEFT_OUT)
    assert known <= tables and all(LEFT_OUT.values())


def test_every_described_column_exists_and_has_words(client):
    with snapshot() as taken:
        for table in declared_tables():
            found = types_of(taken)[table.id]
            assert {column.id for column in table.columns} <= set(found.columns)
            assert table.name and table.grain.startswith(("一行", "只有一行"))
            assert all(column.help for column in table.columns)
            assert not {column.id for column in table.columns} & RESERVED - {"year"}
            raw = {name for name, *_ in taken.cursor.execute(f'DESCRIBE "{table.id}"').fetchall()}
            assert set(table.order) <= raw
            wanted = raw - {"l1", "l2", "l3", "l4", "l5", "l6", "messages", "deliveries", "rows"}
            read = {name for column in table.columns for name in column.reads}
            assert wanted <= read | {"received_at", "built_at", "published_at"}


@pytest.mark.parametrize("table", [table.id for table in declared_tables()])
def test_every_table_answers_whole_in_every_order(ask, table):
    found = ask(f"records/{table}", limit=1000)
    assert found["type"] == table and len(found["rows"]) == min(found["total"], 1000)
    with snapshot() as taken:
        record_type = types_of(taken)[table]
        for column in record_type.columns:
            query = parse(taken, record_type, {"sort": f"-{column}", "columns": ",".join(record_type.columns)})
            whole = taken.cursor.execute(f"{select(query)} LIMIT 300", query.parameters).fetchall()
            assert page(taken, query, 300, 0) == whole


def test_kinds_of_records_are_called_by_their_names(ask):
    names = {row["name"] for row in ask("records/record_types", limit=1000)["rows"]}
    for table in declared_tables():
        rows = ask(f"records/{table.id}", limit=1000)["rows"]
        assert not any("record_type" in row for row in rows) or table.id == "record_types"
        assert {row["type_name"] for row in rows if "type_name" in row} <= names
    assert ask("records/findings", type_name="活动", limit=1)["filters_in_words"] == "记录种类：活动"


def test_no_table_tells_who_a_volunteer_is(ask, client):
    with snapshot() as taken:
        numbers = taken.cursor.execute("SELECT DISTINCT volunteer_id FROM volunteer_hours").fetchall()
    known = {number for (number,) in numbers if number}
    assert known
    for table in declared_tables():
        rows = ask(f"records/{table.id}", limit=1000)["rows"]
        told = {value for row in rows for value in row.values() if isinstance(value, str)}
        assert not {value for value in told if value in known or value.partition("|")[0] in known}


@pytest.mark.parametrize(
    ("written", "person", "is_hidden"),
    [
        ("V330102-000478", "V330102-000478", True),
        ("V330102-000478-3", "V330102-000478", True),
        ("2024|V330102-000478", "V330102-000478", True),
        ("7|2024", "7", True),
        ("7", "7", True),
        ("SH-7-2024", "7", False),
        ("XV330102-0004780", "V330102-000478", False),
        ("SH-2024-1", "", False),
        ("SH-2024-1", None, False),
    ],
)
def test_a_key_that_repeats_a_volunteer_is_hidden(client, written, person, is_hidden):
    with snapshot() as taken:
        column = types_of(taken)["volunteer_hours"].columns["record_id"]
        row = "(SELECT $written AS record_id, $person AS volunteer_id) AS record"
        values = {"written": written, "person": person}
        ((shown,),) = taken.cursor.execute(f"SELECT {column.expression} FROM {row}", values).fetchall()
    assert shown == (None if is_hidden else written)
