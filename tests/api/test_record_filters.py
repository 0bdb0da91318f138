"""不含, 空白, 拼音 order, far pages and sums, each against a plain look at all rows in Python."""

from dataclasses import replace
from decimal import Decimal
from statistics import median
from typing import ClassVar

import pytest

from indicators.cache import Cache
from indicators.warehouse import snapshot
from records import groups, personal, pointing
from records.catalog import record_type, types_of
from records.query import parse, select
from records.reading import count, page
from tests.api.test_records import every_row

KAIXUAN = "330102011000"


@pytest.fixture
def funding(ask) -> list[dict]:
    return every_row(ask, "funding")


def ids(rows: list[dict]) -> list[str]:
    return [row["funding_id"] for row in rows]


def test_leaving_out_keeps_the_rows_with_nothing_there(ask, funding):
    status = {"到账", "拨付"}
    found = every_row(ask, "funding", status__not="到账,拨付")
    assert ids(found) == [row["funding_id"] for row in funding if row["status"] not in status]
    hub = next(row for row in funding if row["hub_name"])
    for query in ({"hub_name__not": hub["hub_name"]}, {"hub__not": hub["hub_name"]}, {"hub_id__not": hub["hub_id"]}):
        found = ids(every_row(ask, "funding", **query))
        assert found == [row["funding_id"] for row in funding if row["hub_id"] != hub["hub_id"]]
    project = next(row["project_id"] for row in funding if row["project_id"])
    found = ids(every_row(ask, "funding", project__not=project))
    assert found == [row["funding_id"] for row in funding if row["project_id"] != project]
    assert any(row["project_id"] is None for row in funding)
    words = ask("records/funding", status__not="到账", limit=1)["filters_in_words"]
    assert words == "资金状态不含到账"


def test_blank_and_not_blank(ask, funding):
    for column in ("donor", "org_name", "hub_id", "in_kind"):
        empty = ids(every_row(ask, "funding", **{f"{column}__blank": "是"}))
        assert empty == [row["funding_id"] for row in funding if row[column] in (None, "")]
        full = ids(every_row(ask, "funding", **{f"{column}__blank": "否"}))
        assert sorted(empty + full) == sorted(ids(funding))
    assert ask("records/funding", donor__blank="是", limit=1)["filters_in_words"].endswith("空白")


@pytest.mark.parametrize(
    "query", [{"status__not": "没有"}, {"donor__blank": "也许"}, {"donor__blank": ["是", "否"]}, {"amount__not": "多"}]
)
def test_what_cannot_be_left_out_is_named(refused, query):
    assert refused("records/funding", **query)["hint"]


def test_leaving_out_a_state_on_a_day_means_the_state_of_that_day(ask):
    day = {"area": KAIXUAN, "as_of": "2016-06-30", "universe": "登记备案"}
    every = ask("records/organizations", limit=1, **day)["total"]
    registered = ask("records/organizations", limit=1, registration="登记", **day)["total"]
    assert ask("records/organizations", limit=1, registration__not="登记", **day)["total"] == every - registered


def test_names_are_in_the_order_of_pinyin(ask):
    names = [row["org_name"] for row in ask("records/funding", sort="org_name", limit=1000)["rows"]]
    known = [name for name in names if name]
    assert names == [*known, *[None] * (len(names) - len(known))] or None not in names
    with snapshot() as taken:
        asked = "SELECT name FROM (SELECT unnest($names) AS name) ORDER BY name COLLATE zh, name"
        assert known == [name for (name,) in taken.cursor.execute(asked, {"names": known}).fetchall()]
        first = [name for (name,) in taken.cursor.execute(asked, {"names": ["张", "阿", "李", "采"]}).fetchall()]
    assert first == ["阿", "采", "李", "张"]


def test_choices_are_in_the_order_in_which_they_are_declared(ask):
    rows = every_row(ask, "ratings", ladder="志愿团队星级,党组织星级", sort="grade", columns="grade")
    order = ["一星", "二星", "三星", "四星", "五星"]
    places = [order.index(row["grade"]) for row in rows]
    assert places == sorted(places) and len(set(places)) > 2


ORDERS = ["", "-hub_name", "org_name,-amount", "status,-area_name", "-amount", "source_row", "paid_on", "-donor,source"]


@pytest.mark.parametrize("order", ORDERS)
def test_pages_far_down_are_those_of_the_whole_order(client, monkeypatch, order):
    monkeypatch.setattr(groups, "FEW", 40)
    monkeypatch.setattr(groups, "NEAR", 10)
    monkeypatch.setattr(groups, "MOST_VALUES", 700)
    with snapshot() as taken:
        kind = record_type(taken, "funding")
        query = parse(taken, kind, {"sort": order, "amount__min": "2000", "columns": "funding_id,org_name,hub_name"})
        whole = taken.cursor.execute(select(query), query.parameters).fetchall()
        for size in (7, 100):
            for offset in (0, 11, len(whole) // 3, len(whole) // 2, len(whole) - size - 3, len(whole) - 1, len(whole)):
                assert page(taken, query, size, offset) == whole[offset : offset + size]


def test_every_word_that_stands_in_a_column_of_choices_can_be_asked_for(ask):
    with snapshot() as taken:
        columns = [(kind, one) for kind in types_of(taken).values() for one in kind.columns.values() if one.choices]
        for kind, column in columns:
            join = column.join.clause if column.join else ""
            statement = f'SELECT DISTINCT {column.expression} FROM "{kind.id}" AS record {join}'
            words = {word for (word,) in taken.cursor.execute(statement).fetchall()} - {None, ""}
            assert words <= set(column.choices), (kind.id, column.id)
    every, sorted_ones = (
        ask("records/organizations", limit=1),
        ask("records/organizations", limit=1, field__not="未分类"),
    )
    assert ask("records/organizations", limit=1, field="未分类")["total"] == every["total"] - sorted_ones["total"] > 0


def test_sums_are_those_of_the_rows(ask, funding):
    narrowed = {"status__not": "预算", "area": KAIXUAN}
    rows = every_row(ask, "funding", **narrowed)
    found = ask("records/funding/summary", columns="amount,org_name,paid_on,source_row,donor", **narrowed)
    facts = {column["id"]: column for column in found["columns"]}
    amounts = [Decimal(str(row["amount"])) for row in rows]
    assert found["total"] == len(rows) == facts["amount"]["count"]
    assert Decimal(str(facts["amount"]["sum"])) == sum(amounts)
    assert Decimal(str(facts["amount"]["median"])) == median(amounts)
    assert (facts["amount"]["min"], facts["amount"]["max"]) == (min(amounts), max(amounts))
    assert facts["paid_on"]["max"] == max(row["paid_on"] for row in rows)
    for column in ("org_name", "donor"):
        there = [row[column] for row in rows if row[column]]
        assert (facts[column]["count"], facts[column]["distinct"]) == (len(there), len(set(there)))
        assert facts[column]["blank"] == len(rows) - len(there)
    assert facts["source_row"]["sum"] is None and facts["source_row"]["median"] is None


def test_only_what_can_be_added_has_a_sum(ask):
    def summed(table: str) -> set[str]:
        return {one["id"] for one in ask(f"records/{table}/summary")["columns"] if one["sum"] is not None}

    assert summed("activities") == {"visits", "spend"}
    assert summed("volunteer_hours") - {"points"} == {"hours"}
    assert summed("population") == summed("org_years") == summed("volunteer_stars") == set()
    assert summed("coverage") == {"activities", "visits"}
    assert summed("volunteer_months") == {"participations", "hours"}


def test_a_summary_takes_no_pages(refused):
    assert "limit" in refused("records/funding/summary", limit="3")["error"]


POINTING = [
    {"q": "协会"},
    {"q": "凯"},
    {"q": "ABC公益"},
    {"org_name__contains": "社"},
    {"hub_name__blank": "否", "org_name__not": "没有这个组织"},
    {"org_name__blank": "是"},
    {"area_path__contains": "钱塘", "hub": "凯益荟"},
    {"hub__not": "凯益荟", "donor__contains": "2"},
    {"source_file__contains": "没有这个文件"},
]


@pytest.mark.parametrize("narrowed", POINTING)
@pytest.mark.parametrize("longest", [2, 500])
def test_names_found_first_leave_the_rows_that_joins_leave(client, monkeypatch, narrowed, longest):
    for module in (groups, pointing):
        monkeypatch.setattr(module, "FEW", 40)
    monkeypatch.setattr(pointing, "LONGEST", longest)
    with snapshot() as taken:
        kind = record_type(taken, "funding")
        for order in ("", "-org_name", "amount,hub_name", "source_row"):
            query = parse(taken, kind, {"sort": order, "columns": "org_name,funding_id,area_path,hub_name", **narrowed})
            whole = taken.cursor.execute(select(query), query.parameters).fetchall()
            assert count(taken, query) == len(whole)
            for offset in (0, len(whole) // 2):
                assert page(taken, query, 30, offset) == whole[offset : offset + 30]


def test_a_very_large_table_is_looked_through_while_its_first_rows_are_shown(client, monkeypatch):
    monkeypatch.setattr(personal, "AT_ONCE", 0)
    monkeypatch.setattr(personal, "_known", Cache(limit=500))
    monkeypatch.setattr(personal, "_begun", set())
    monkeypatch.setattr(personal, "Thread", StartedByHand)
    with snapshot() as taken:
        kind = record_type(taken, "volunteer_hours")
        query = parse(taken, kind, {"columns": "record_id,org_id", "year": "2024"})
        careful = page(taken, query, 100, 0)
        (thread,) = StartedByHand.made
        assert page(taken, query, 100, 0) == careful and len(StartedByHand.made) == 1
        thread.target(*thread.args)
        assert personal.displayed(taken, kind, kind.columns["org_id"]) == kind.columns["org_id"].plain
        assert page(taken, query, 100, 0) == careful


def test_until_a_very_large_table_is_looked_through_every_condition_looks_at_its_rows(client, monkeypatch):
    """What repeats a number is not found by searching for it, neither before nor after; pieces see every row."""
    for name, value in (("AT_ONCE", 0), ("PIECE", 7), ("PATIENCE", 0), ("Thread", StartedByHand)):
        monkeypatch.setattr(personal, name, value)
    monkeypatch.setattr(personal, "_begun", set())
    with snapshot() as taken:
        kind = record_type(taken, "volunteer_hours")
        column = kind.columns["record_id"]
        some = count(taken, parse(taken, kind, {"record_id__contains": "7", "year": "2015"}))
        one_in_three = f"regexp_matches({column.plain}, '[147]$')"  # these stand for rows that repeat a number
        few = replace(
            column, repeats=one_in_three, expression=f"CASE WHEN {one_in_three} THEN NULL ELSE {column.plain} END"
        )
        kind = replace(kind, columns={"record_id": few, "served_on": kind.columns["served_on"]})
        found = {}
        for is_known in (False, True):
            if is_known:
                personal._learn(taken, kind, [few], is_beside=True)
            else:
                monkeypatch.setattr(personal, "_known", Cache(limit=500))
            given = ({"record_id__contains": "7"}, {"record_id__not": "V1"}, {"record_id__blank": "否"})
            found[is_known] = [count(taken, parse(taken, kind, {**one, "year": "2015"})) for one in given]
        assert found[False] == found[True] and 0 < found[True][0] < some
        assert personal._known.get(personal._key(taken, kind, few)) is True


class StartedByHand:
    """A thread that waits until a test runs it."""

    made: ClassVar[list] = []

    def __init__(self, target, args, **_named) -> None:
        self.target, self.args = target, args

    def start(self) -> None:
        self.made.append(self)
