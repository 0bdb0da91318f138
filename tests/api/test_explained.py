"""The SQL of a number over HTTP: strict choices, parameters apart from the text, a statement to paste."""


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
