"""No number of a volunteer leaves the file it was delivered in: lake and warehouse hold keyed hashes."""

import json
import stat

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from etl.corrections import Correction
from etl.errors import DeliveryError, Problem
from etl.lake import Lake
from etl.pseudonyms import Pseudonyms
from etl.record import record_types
from etl.run import build, load_paths
from etl.volunteer_key import find_key, find_or_make_key
from tests.etl.little_tables import COMMUNITY, ask, write_csv
from tests.personal.conftest import NUMBER, write_all

NUMBERS = ("ZYZ-000123", "ZYZ-000456", "ZYZ-000789")


def texts(table: pa.Table) -> str:
    return json.dumps(table.to_pylist(), ensure_ascii=False, default=str)


def test_lake_and_warehouse_hold_no_number(loaded):
    data_dir, document = loaded
    assert [entry["status"] for entry in document["deliveries"]] == ["loaded"] * 4
    for path in data_dir.rglob("*"):
        if path.is_file() and "_files" not in path.parts:
            content = path.read_bytes()
            assert not any(number.encode() in content for number in NUMBERS), path
        if path.suffix == ".parquet":
            assert not any(number in texts(pq.read_table(path)) for number in NUMBERS), path


def test_people_are_counted_and_joined_as_before(loaded):
    data_dir, _ = loaded
    found = ask(data_dir, "SELECT count(*), count(DISTINCT volunteer_id), sum(hours) FROM volunteer_hours")
    assert [(rows, people, float(hours)) for rows, people, hours in found] == [(3, 2, 6.5)]
    assert ask(data_dir, "SELECT count(*) FROM points JOIN volunteer_hours USING (volunteer_id)") == [(3,)]
    pseudonym = Pseudonyms.of(data_dir).of_number(NUMBER)
    assert len(pseudonym) == 12 and ask(
        data_dir, f"FROM volunteer_years SELECT hours WHERE volunteer_id = '{pseudonym}'"
    )
    assert ask(data_dir, "SELECT record_id FROM volunteer_hours WHERE record_id LIKE 'R-%'") == [(f"R-{pseudonym}-1",)]


def test_a_row_sent_back_keeps_everything_but_the_number(loaded):
    data_dir, _ = loaded
    (manifest,) = (one for one in Lake(data_dir).manifests() if one.type == "volunteer_hours")
    (raw,) = pq.read_table(Lake(data_dir).folder_of(manifest) / "rejected.parquet").column("raw").to_pylist()
    assert json.loads(raw) == {"记录编号": "R4", "志愿者编号": "***", "组织编号": "T1", "区域代码": COMMUNITY,
                               "服务日期": "2015-05-09", "服务时长": "99"}  # fmt: skip


def test_why_a_row_was_sent_back_does_not_name_the_number_either():
    said = Problem(4, "记录编号", f"R-{NUMBER}", "B115", "拒收", f"与第3行是同一条记录（记录编号R-{NUMBER}）但内容不同")
    raw = {"记录编号": f"R-{NUMBER}", "志愿者编号": NUMBER, "服务时长": "2"}
    ((row, kept, (why,)),) = Pseudonyms(b"k" * 32).hide_rejected([(4, raw, [said])], record_types()["volunteer_hours"])
    assert (row, kept) == (4, {"记录编号": "R-***", "志愿者编号": "***", "服务时长": "2"})
    assert (why.found, why.message) == ("R-***", "与第3行是同一条记录（记录编号R-***）但内容不同")


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path, monkeypatch):
    monkeypatch.delenv("WUSHE_VOLUNTEER_KEY", raising=False)
    key = find_or_make_key(tmp_path)
    path = tmp_path / "keys" / "volunteers.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert find_or_make_key(tmp_path) == find_key(tmp_path) == key and len(key) == 64
    path.chmod(0o640)
    with pytest.raises(DeliveryError, match=r"别人也能读.*chmod 600"):
        find_key(tmp_path)


def test_a_key_may_come_from_elsewhere_but_not_be_short(tmp_path, monkeypatch):
    monkeypatch.setenv("WUSHE_VOLUNTEER_KEY", "short")
    with pytest.raises(DeliveryError, match="太短"):
        find_key(tmp_path)
    monkeypatch.delenv("WUSHE_VOLUNTEER_KEY", raising=False)
    monkeypatch.setenv("WUSHE_VOLUNTEER_KEY_FILE", str(tmp_path / "away.key"))
    with pytest.raises(DeliveryError, match="找不到"):
        find_or_make_key(tmp_path)


def test_another_key_is_refused_before_a_person_becomes_two(loaded, monkeypatch):
    data_dir, _ = loaded
    monkeypatch.setenv("WUSHE_VOLUNTEER_KEY", "another key that nobody should have put here")
    with pytest.raises(DeliveryError, match="密钥换过了"):
        build(data_dir)


def test_a_lake_from_before_is_hashed_where_it_lies(tmp_path, small_reference):
    data_dir = tmp_path / "data"
    load_paths(write_all(tmp_path), data_dir)
    before = ask(data_dir, "FROM volunteer_hours SELECT * ORDER BY record_id")
    lake = Lake(data_dir)
    for manifest in [one for one in lake.manifests() if one.pseudonyms]:
        folder, pseudonyms = lake.folder_of(manifest), Pseudonyms.of(data_dir)
        rows = pq.read_table(folder / "rows.parquet")
        known = {pseudonyms.of_number(number): number for number in NUMBERS}
        for column in ("volunteer_id", "record_id"):
            if column in rows.column_names:
                plain = [_plain(text, known) for text in rows.column(column).to_pylist()]
                rows = rows.set_column(rows.schema.get_field_index(column), column, pa.array(plain, pa.string()))
        manifest.pseudonyms = ""
        lake.store(manifest, rows, pq.read_table(folder / "rejected.parquet"))
    build(data_dir)
    assert ask(data_dir, "FROM volunteer_hours SELECT * ORDER BY record_id") == before
    assert all(NUMBER not in texts(pq.read_table(path)) for path in lake.folder.rglob("rows.parquet"))
    assert {one.pseudonyms for one in lake.manifests() if one.type == "points"} == {Pseudonyms.of(data_dir).fingerprint}


def _plain(text: str | None, known: dict[str, str]) -> str | None:
    for pseudonym, number in known.items():
        text = text and text.replace(pseudonym, number)
    return text


@pytest.mark.parametrize(
    ("text", "number", "hidden"),
    [
        ("ZYZ-000123", "ZYZ-000123", "{}"), ("A-ZYZ-000123-7", "ZYZ-000123", "A-{}-7"),
        ("2015ZYZ-0001237", "ZYZ-000123", "2015-{}-7"), ("2015-12", "12", "2015-12"), ("12", "12", "{}"),
        (None, "12", None), ("R1", None, "R1"),
    ],
)  # fmt: skip
def test_a_number_within_another_text_is_hidden_too(text, number, hidden):
    pseudonyms = Pseudonyms(b"k" * 32)
    expected = hidden and hidden.format(pseudonyms.of_number(number or ""))
    assert pseudonyms.within(text, number) == expected


def test_a_correction_names_the_delivered_number(tmp_path):
    pseudonyms = Pseudonyms(b"k" * 32)
    key = {"volunteer_id": "V000001", "served_on": "2015-05-01"}
    given = Correction(type="volunteer_hours", key=key, column="hours", expect="2", value="3", why="")
    made = pseudonyms.of_correction(given, record_types()["volunteer_hours"])
    assert made.key == {"volunteer_id": pseudonyms.of_number("V000001"), "served_on": "2015-05-01"}


def test_a_large_file_is_hashed_like_a_small_one(tmp_path):
    record_type, pseudonyms = record_types()["points"], Pseudonyms(b"k" * 32)
    entries = [f"E{n}" for n in range(500)] + ["V000007|x"]
    numbers = [f"V{n % 9:06}" for n in range(500)] + ["V000007"]
    items = pa.array([None] * 501, pa.string())
    rows = pa.table({"entry_id": entries, "volunteer_id": numbers, "item": items, "_row": list(range(501))})
    pq.write_table(rows, tmp_path / "rows.parquet", row_group_size=100)
    hidden = pseudonyms.hide(tmp_path / "rows.parquet", record_type)
    assert pq.read_table(hidden).equals(pseudonyms.hide(rows, record_type).combine_chunks())
    assert "V000007" not in texts(pq.read_table(hidden))


def test_a_large_file_keeps_repeated_text_encoded(tmp_path):
    record_type, pseudonyms = record_types()["points"], Pseudonyms(b"k" * 32)
    rows = pa.table({
        "entry_id": [f"E{n}" for n in range(500)], "volunteer_id": [f"V{n % 9:06}" for n in range(500)],
        "item": [("理发", "义诊", None)[n % 3] for n in range(500)], "_row": list(range(500)),
    })  # fmt: skip
    path = tmp_path / "rows.parquet"
    pq.write_table(rows, path, row_group_size=100, use_dictionary=["item"], column_encoding={"entry_id": "PLAIN"})
    hidden = pq.read_metadata(pseudonyms.hide(path, record_type)).row_group(0)
    columns = [hidden.column(place) for place in range(hidden.num_columns)]
    encoded = [c.path_in_schema for c in columns if "RLE_DICTIONARY" in c.encodings]
    assert encoded == ["volunteer_id", "item"]
    assert pq.read_table(path).equals(pseudonyms.hide(rows, record_type).combine_chunks())


def test_a_trial_makes_no_key(tmp_path, monkeypatch, small_reference):
    monkeypatch.delenv("WUSHE_VOLUNTEER_KEY", raising=False)
    file = write_csv(
        tmp_path / "h.csv",
        f"志愿者编号 | 组织编号 | 区域代码 | 服务日期 | 服务时长\nV1 | T1 | {COMMUNITY} | 2015-05-01 | 1",
    )
    load_paths([file], tmp_path / "data", dry_run=True)
    assert not (tmp_path / "data" / "keys").exists()
