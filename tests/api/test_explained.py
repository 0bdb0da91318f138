"""The SQL of a number or of rows over HTTP: strict choices, parameters apart from the text, a statement to paste."""

import os

import duckdb
import pytest

from indicators import warehouse


def test_the_sql_of_a_number(ask):
    found = ask("indicators/orgs_per_10k_people/sql", area="330102000000", year="2018", legal_form__not="志愿团队")
    assert [one["name"] for one in found["statements"]] == ["分子", "分母"]
    assert found["statements"][0]["params"]["n_legal_form"] == ["志愿团队"]
    assert found["filters_in_words"].endswith("不含志愿团队") and found["file"].endswith(".duckdb")
    assert found["runnable"].startswith("-- 每万人社会组织数") and "$" not in found["runnable"]


def test_what_the_indicator_refuses_is_refused(client, refused):
    assert "不能按活动类型筛选" in refused("indicators/orgs/sql", kind="讲座")["error"]
    assert "no_such" in refused("indicators/orgs/sql", no_such="1")["error"]
    assert client.get("/api/v1/indicators/nothing/sql").status_code == 404


@pytest.mark.parametrize(
    "choices",
    [
        {"year": "2018", "area": "330102000000", "kind": "讲座", "sort": "-held_on,activity_id"},
        {"q": "社区", "kind__not": "讲座,便民服务", "columns": "activity_id,held_on,visits"},
        {"from": "2016-01-01", "to": "2016-06-30", "visits__min": "20"},
    ],
)
def test_the_sql_of_rows_gives_the_rows(ask, demo_dir, tmp_path, choices):
    found = ask("records/activities/sql", **choices)
    page = ask("records/activities", **choices, limit="1000")
    warehouse.use(demo_dir)
    with warehouse.snapshot() as now:
        os.link(now.path, tmp_path / found["file"])
    with duckdb.connect(str(tmp_path / found["file"]), read_only=True) as connection:
        answer = connection.sql(found["runnable"])
        rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.fetchall()]
    assert len(rows) == page["total"] > 0
    assert [row["activity_id"] for row in rows][:1000] == [row["activity_id"] for row in page["rows"]]
    assert found["filters_in_words"] == page["filters_in_words"] and "DROP" not in found["runnable"]


def test_the_sql_of_rows_refuses_what_the_rows_refuse(client, refused):
    assert refused("records/activities/sql", volunteer="V1")["error"]
    assert client.get("/api/v1/records/nothing/sql").status_code == 404
