"""Known errors are corrected once, and every entry says what became of it: nothing is corrected by mistake."""

import pytest

from etl.errors import DeliveryError
from etl.run import build, load_paths
from etl.status import status
from tests.etl.little_tables import ACTIVITIES, ORGANIZATIONS, ask, pointer, write_csv

pytestmark = pytest.mark.usefixtures("small_reference")


def entry(type_id: str, key: str, column: str, expect: str, value: str) -> str:
    return (
        f'[[corrections]]\ntype = "{type_id}"\nkey = {{ {key} }}\ncolumn = "{column}"\n'
        f'expect = "{expect}"\nvalue = "{value}"\nwhy = "登记证书"\n'
    )


@pytest.fixture
def data_dir(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "corrections.toml").write_text(
        entry("organizations", 'org_id = "T1"', "name", "一队", "第一队")
        + entry("activities", 'activity_id = "A1"', "visits", "30", "33")
        + entry("activities", 'activity_id = "A2"', "spend", "", "5.00"),
        "utf-8",
    )
    load_paths([write_csv(tmp_path / "o.csv", ORGANIZATIONS), write_csv(tmp_path / "a.csv", ACTIVITIES)],
               tmp_path / "data")  # fmt: skip
    return tmp_path / "data"


def outcomes(data_dir) -> list[str]:
    return [outcome for (outcome,) in ask(data_dir, "SELECT outcome FROM corrections ORDER BY type DESC, position")]


def test_entries_are_applied_and_an_empty_value_can_be_expected(data_dir):
    assert ask(data_dir, "SELECT visits, CAST(spend AS VARCHAR) FROM activities ORDER BY activity_id") == [
        (33, "100.10"), (2, "5.00"),
    ]  # fmt: skip
    assert ask(data_dir, "SELECT name FROM organizations WHERE org_id = 'T1'") == [("第一队",)]
    assert outcomes(data_dir) == ["已更正"] * 3
    assert status(data_dir)["history"][0]["corrections"] == {"已更正": 3}


def test_an_entry_says_when_the_sender_mended_it_or_wrote_something_else(data_dir, tmp_path):
    mended = ACTIVITIES.replace("| 30 ", "| 33 ").replace("| 2      |", "| 2      | 9")
    document = load_paths([write_csv(tmp_path / "b.csv", mended)], data_dir)
    assert pointer(data_dir)["made"] == "增量"
    assert outcomes(data_dir) == ["已更正", "报送方已改正，这一条可以删去", "不再相符，没有更正"]
    assert [c["found"] for c in document["corrections"] if c["type"] == "activities"] == ["33", "9.00"]
    assert sum("更正" in note for note in document["notes"]) == 2
    assert build(data_dir, check_only=True)["same"]


def test_corrections_are_remembered_by_builds_that_do_not_touch_them(data_dir, tmp_path):
    load_paths([write_csv(tmp_path / "c.csv", ACTIVITIES.replace("A1 ", "B1 ").replace("A2 ", "B2 "))], data_dir)
    assert pointer(data_dir)["made"] == "增量"
    assert outcomes(data_dir) == ["已更正"] * 3
    assert ask(data_dir, "SELECT visits FROM activities WHERE activity_id = 'A1'") == [(33,)]
    assert build(data_dir, check_only=True)["same"]


def test_a_changed_list_is_applied_to_everything_that_lies_in_the_lake(data_dir, tmp_path):
    (data_dir / "corrections.toml").write_text(
        entry("activities", 'activity_id = "A2"', "kind", "调解", "讲座"), "utf-8")
    load_paths([write_csv(tmp_path / "c.csv", ACTIVITIES.replace("A1 ", "B1 "))], data_dir)
    assert pointer(data_dir)["made"].startswith("全量（更正清单")
    assert ask(data_dir, "SELECT visits, kind FROM activities ORDER BY activity_id LIMIT 2") == [
        (30, "讲座"), (2, "讲座"),
    ]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), [
    (entry("activities", 'activity_id = "A1"', "visits", "3", "3"), "没有作用"),
    (entry("events", 'activity_id = "A1"', "visits", "3", "4"), "不存在"),
    (entry("activities", 'nummer = "A1"', "visits", "3", "4"), "nummer"),
    ("[[corrections]]\ntype = 1", "写法有误"),
])  # fmt: skip
def test_an_entry_that_cannot_be_meant_is_refused_and_the_old_build_stays(data_dir, tmp_path, text, said):
    before = pointer(data_dir)["build"]
    (data_dir / "corrections.toml").write_text(text, "utf-8")
    try:
        document = load_paths([write_csv(tmp_path / "c.csv", ACTIVITIES.replace("A1 ", "B1 "))], data_dir)
        assert said in document["error"]
    except DeliveryError as fault:
        assert said in fault.message
    assert pointer(data_dir)["build"] == before
