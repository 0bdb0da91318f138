"""The catalogue's last word: each defect at a known place of a clean set, then all of them at random together."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.errors import DeliveryError
from etl.extract import read_tables
from etl.pseudonyms import Pseudonyms
from etl.run import load_paths
from etl.validate import Validated, recognise, validate
from tests.badinput.defects import CHECKED, DEFECTS, IDENTITY, KEYS, MOBILE, ROWS, Defect, clean, total
from tests.badinput.kept import kept, written
from tests.badinput.loading import Desk, Sheet

CHINESE = re.compile("[\u4e00-\u9fff]")
SEPARATE = 5
"""Every fifth row is spoilt: few enough that no rule about whole files speaks."""


def spoilt(record_type: str) -> tuple[Sheet, dict[int, Defect]]:
    """A clean table with every defect of its type in a row of its own, and which defect stands in which row."""
    defects = [defect for defect in DEFECTS if defect.record_type == record_type]
    sheet = clean(record_type, SEPARATE * len(defects) + ROWS)
    places = {SEPARATE * n + 2: defect for n, defect in enumerate(defects)}
    for row, defect in places.items():
        sheet = sheet.put(row, defect.column, defect.written)
    return sheet, places


@pytest.mark.parametrize("record_type", KEYS)
def test_each_defect_at_a_known_place(tmp_path, small_reference, record_type):
    desk = Desk(tmp_path)
    sheet, places = spoilt(record_type)
    answer = desk.load(desk.csv("明细.csv", sheet))
    answer.sums_hold()
    lost = {row for row, defect in places.items() if defect.treatment == "Q"}
    assert answer.entry["rejected"] == len(lost) and answer.entry["accepted"] == len(sheet.rows) - len(lost)
    for row, defect in places.items():
        said = [m for m in answer.messages if m["row"] == row and m["severity"] in ("拒收", "警告")]
        wanted = {"Q": ["拒收"], "W": ["警告"], "N": []}[defect.treatment]
        assert [message["severity"] for message in said] == wanted, (defect, said)
        for message in said:
            assert (message["rule"], message["column"]) == (defect.rule, defect.column), (defect, message)
            assert message["found"] == defect.written[:80] or IDENTITY in defect.written or MOBILE in defect.written
            assert CHINESE.search(message["message"]), message
    changed = {row for row, defect in places.items() if defect.column == CHECKED[record_type]}
    keys = [row[sheet.header.index(KEYS[record_type])] for row in sheet.rows]
    if record_type == "volunteer_hours":  # numbers of volunteers are kept as keyed hashes
        keys = [Pseudonyms.of(desk.data_dir).of_number(key) for key in keys]
    wanted = {keys[n - 2] for n in range(2, len(keys) + 2) if n not in lost | changed}
    column = {"activities": "visits", "funding": "amount", "volunteer_hours": "hours"}[record_type]
    found = dict(zip(kept(answer, KEY_IDS[record_type]), kept(answer, column), strict=True))
    assert sum((Decimal(found[key]) for key in wanted), Decimal(0)) == total(sheet, record_type, lost | changed)
    everything = written(answer)
    assert IDENTITY[4:] not in everything and MOBILE[3:] not in everything


KEY_IDS = {"activities": "activity_id", "funding": "funding_id", "volunteer_hours": "volunteer_id"}


@pytest.mark.parametrize("record_type", KEYS)
def test_published_totals_are_the_clean_totals_without_the_rows_sent_back(tmp_path, small_reference, record_type):
    desk = Desk(tmp_path)
    desk.load_earlier("organizations")
    sheet, places = clean(record_type), {}
    for n, defect in enumerate(d for d in DEFECTS if d.record_type == record_type and d.treatment == "Q"):
        if n < 5:
            places[3 * n + 2] = defect
    for row, defect in places.items():
        sheet = sheet.put(row, defect.column, defect.written)
    answer = desk.load(desk.csv("明细.csv", sheet))
    answer.sums_hold()
    column = {"activities": "visits", "funding": "amount", "volunteer_hours": "hours"}[record_type]
    ((count, found),) = answer.ask(f"SELECT count(*), sum({column}) FROM {record_type}")
    assert (count, found) == (ROWS - len(places), total(clean(record_type), record_type, set(places)))


FORMS = ["utf-8-sig", "utf-8", "gb18030", "utf-16", "xlsx", "titled"]


@st.composite
def ugly_tables(draw):
    """A table with defects of its type anywhere, any row twice, rows out of order; and the form of its file."""
    record_type = draw(st.sampled_from(sorted(KEYS)))
    defects = [defect for defect in DEFECTS if defect.record_type == record_type]
    rows = draw(st.integers(1, 12))
    places = draw(st.dictionaries(st.integers(0, rows - 1), st.lists(st.sampled_from(defects), max_size=3), max_size=8))
    twice = draw(st.lists(st.integers(0, rows - 1), max_size=2, unique=True))
    junk = draw(st.lists(st.sampled_from(["", "合计", "注：以上属实", "填表人：某某", "  "]), max_size=3))
    return record_type, rows, places, twice, junk, draw(st.sampled_from(FORMS)), draw(st.booleans())


def build(desk: Desk, table, number: int = 0):
    """The file, and the positions of rows that stand as they were in it."""
    record_type, rows, places, twice, junk, form, is_cut = table
    sheet = clean(record_type, rows)
    for position, defects in places.items():
        for defect in defects:
            sheet = sheet.put(position + 2, defect.column, defect.written)
    below = [list(sheet.rows[position]) for position in twice]
    below += [[text, *[""] * (len(sheet.header) - 1)] for text in junk]
    sheet = sheet.append(*below)
    if form == "titled":
        sheet = sheet.title(["某街道台账"], ["填表单位：某某科", "", "制表日期：2016年12月"])
    if form in ("xlsx", "titled"):
        path = desk.xlsx(f"{number}.xlsx", sheet)
    else:
        path = desk.csv(f"{number}.csv", sheet, encoding=form)
    if is_cut and form in ("utf-8", "gb18030"):
        path.write_bytes(path.read_bytes()[:-7])
    return path, {n for n in range(rows) if not any(places.get(n, ()))}


def judged(path) -> tuple[Validated, int] | DeliveryError:
    try:
        (table,) = read_tables(path)
        record_type = recognise(table)
        return validate(table, record_type), len(table.rows)
    except DeliveryError as fault:
        return fault


def check_ugly(desk: Desk, table, number: int = 0) -> None:
    """No exception; what is refused is refused in Chinese; the sums hold; rows nobody touched stand as they were."""
    path, untouched = build(desk, table, number)
    outcome = judged(path)
    document = load_paths([path], desk.data_dir, dry_run=True)
    for entry in document["deliveries"]:
        assert entry["rows_read"] == entry["accepted"] + entry["rejected"] + entry["duplicates"], entry
        assert all(CHINESE.search(message["message"]) for message in entry["messages"]), entry
        assert entry["status"] != "rejected" or entry["messages"]
    assert IDENTITY[4:] not in str(document) and MOBILE[3:] not in str(document)
    if isinstance(outcome, DeliveryError):
        assert CHINESE.search(outcome.message) and outcome.rule
        return
    validated, rows_read = outcome
    assert validated.rows_read == rows_read
    record_type, rows, _, twice, *_, is_cut = table
    untouched = untouched - set(twice) if is_cut else untouched
    key = KEY_IDS[record_type]
    as_it_was, _ = build(desk, (record_type, rows, {}, [], [], "utf-8", False), -1)
    expected = {row[key]: row for row in judged(as_it_was)[0].rows}
    found = {row[key]: row for row in validated.rows}
    wanted = [row[key] for n, row in enumerate(expected.values()) if n in untouched and not (is_cut and n >= rows - 2)]
    assert all(found.get(one) == expected[one] for one in wanted), (wanted, found.keys())


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(table=ugly_tables())
def test_all_defects_at_random_together(tmp_path_factory, small_reference, table):
    check_ugly(Desk(tmp_path_factory.mktemp("ugly")), table)


@pytest.mark.soak
@settings(max_examples=500, suppress_health_check=list(HealthCheck))
@given(table=ugly_tables())
def test_five_hundred_ugly_files(tmp_path_factory, small_reference, table):
    check_ugly(Desk(tmp_path_factory.mktemp("ugly")), table)
