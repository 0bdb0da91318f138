"""What the warehouse makes of the later record types: scores of reviewers, stages, defaults, and what rows wait for."""

import json

import pytest

from etl.run import load_paths
from etl.tasks import exists, tasks
from tests.etl.little_tables import COMMUNITY, ORGANIZATIONS, STREET, ask, write_csv

TABLES = {
    "组织": ORGANIZATIONS,
    "枢纽": f"""
        hub_id | name       | level | area_code
        H1     | 凯旋枢纽   | 街道  | {STREET}
    """,
    "项目": f"""
        project_id | name     | org_id | area_code | applied_on | approved_on | rejected_at | previous_id | score_public
        X1         | 银龄课堂 | T1     | {COMMUNITY} | 2015-03-01 | 2015-04-01  |             |             | 10
        X2         | 邻里议事 | 二队   | {COMMUNITY} | 2016-03-01 | 2016-04-01  |             | X1          | 70.5
        X3         | 楼道微光 | T3     | {STREET}    | 2016-03-01 |             | 专家评审    |             |
        X4         | 绿色家园 | T3     | {STREET}    | 2016-03-01 |             |             |             |
        X5         | 小小讲堂 | T3     | {STREET}    | 2016-03-01 |             |             | X9          |
    """,
    "打分": """
        project_id | reviewer | score_public | score_professional
        X1         | 评委1    | 90           | 80
        银龄课堂   | 评委2    | 85           |
        银铃课堂   | 评委1    | 60           |
    """,
    "培训": f"""
        training_id | kind     | mode | held_on    | area_code | org_id | attendances
        P1          | 个别督导 | 线下 | 2016-05-06 | {STREET}  | 一队   | 3
    """,
    "社会资源": f"""
        partner_id | name   | kind | area_code | signed_on
        S1         | 理发店 | 商家 | {STREET}  | 2015-01-01
    """,
    "活动": f"""
        activity_id | org_id | hub_id | area_code   | held_on    | kind
        A1          | T1     | H1     | {COMMUNITY} | 2016-05-01 | 讲座
    """,
    "积分": f"""
        entry_id | volunteer_id | volunteers | kind | happened_on | area_code   | activity_id | partner_id | points
        J1       | V-1          |            | 获得 | 2016-05-01  | {COMMUNITY} | A1          |            | 5
        J2       |              | 12         | 兑换 | 2016-05-02  | {COMMUNITY} |             | 理发店     | 30
        J3       | V-1          |            | 兑换 | 2016-05-03  | {COMMUNITY} |             | 米店       | 30
    """,
    "需求": f"""
        demand_id | kind     | area_code   | channel | opened_on  | project_id
        D1        | 设施环境 | {COMMUNITY} | 网格    | 2016-06-01 | 楼道 微光
        D2        | 设施环境 | {COMMUNITY} | 网格    | 2016-06-01 | 楼道微光
    """,
    "评估": """
        hub_id   | org_id | rubric       | year | dimension | item | score | full_score
        凯旋枢纽 |        | 枢纽         | 2015 | 基础条件  | 场地 | 4.5   | 5
                 | 二队   | 社区社会组织 | 2015 | 基础条件  | 章程 | 8     | 10
    """,
    "目标": f"""
        indicator        | area_code | hub_id | year | universe | value | kind | source
        每万人社会组织数 | {STREET}  |        | 2020 |          | 12    |      | 工作要点
        orgs             |           | H1     | 2020 | 登记     | 30.5  | 参考 | 工作要点
        每万人社会组织   | {STREET}  |        | 2020 |          | 12    |      | 工作要点
    """,
    "五同步": """
        org_id | pair | org_on     | party_on
        一队   | 组建 | 2015-03-01 | 2015-05-01
    """,
    "荣誉": f"""
        honour_id | name | kind     | area_code | happened_on | items
        R1        | 报道 | 媒体报道 | {STREET}  | 2016-05-01  |
    """,
}  # fmt: skip


@pytest.fixture(scope="module")
def data_dir(small_reference, tmp_path_factory):
    folder = tmp_path_factory.mktemp("later")
    paths = [write_csv(folder / f"{name}.csv", table) for name, table in TABLES.items()]
    document = load_paths(paths, folder / "data")
    assert [entry["status"] for entry in document["deliveries"]] == ["loaded"] * len(paths)
    return folder / "data"


def test_a_project_has_the_mean_of_its_reviewers_and_the_furthest_stage(data_dir):
    columns = "score_public, score_professional, reviewers, stage, field, area_code, org_id"
    assert [tuple(map(str, row)) for row in ask(data_dir, f"SELECT project_id, {columns} FROM projects")] == [
        ("X1", "87.500", "80.000", "2", "立项", "未分类", COMMUNITY, "T1"),
        ("X3", "None", "None", "0", "专家评审", "未分类", STREET, "T3"),
        ("X4", "None", "None", "0", "申报", "未分类", STREET, "T3"),
        ("X2", "70.500", "None", "0", "立项", "未分类", COMMUNITY, "T2"),
    ]
    assert ask(data_dir, "SELECT project_id, reviewer, l5 FROM project_scores") == [
        ("X1", "评委1", COMMUNITY), ("X1", "评委2", COMMUNITY)]  # fmt: skip


def test_rows_wait_for_what_is_not_there_and_a_person_may_say_what_was_meant(data_dir):
    waiting = "SELECT type, key, target, value, candidates FROM pending_rows"
    assert [(*row[:4], json.loads(row[4])) for row in ask(data_dir, waiting)] == [
        ("demands", "D1", "projects", "楼道 微光", ["X3"]),
        ("points", "J3", "partners", "米店", []),
        ("project_scores", "银铃课堂|评委1", "projects", "银铃课堂", []),
        ("projects", "X5", None, None, []),
        ("targets", f"每万人社会组织|{STREET}||2020|||目标", "indicators", "每万人社会组织", []),
    ]
    (reason,) = ask(data_dir, "SELECT reason FROM pending_rows WHERE type = 'projects'")
    assert reason == ("找不到续投自的项目“X9”",)
    found = {task["type"]: task for task in tasks(data_dir)}
    (meant, *_) = found["demands"]["options"]
    assert meant["label"] == "对应到已有的项目" and meant["values"] == [{"value": "X3", "label": "楼道微光"}]
    assert found["targets"]["options"][0]["label"] == "对应到已有的指标"
    assert exists(data_dir, "indicators", "orgs") and not exists(data_dir, "indicators", "nothing")
    assert exists(data_dir, "partners", "S1") and exists(data_dir, "projects", "X1")


def test_empty_cells_mean_what_the_record_type_says(data_dir):
    delivered = "SELECT indicator, area_code, hub_id, universe, CAST(value AS VARCHAR), comparison, kind FROM targets"
    assert ask(data_dir, f"{delivered} WHERE _delivery IS NOT NULL ORDER BY indicator") == [
        ("orgs", None, "H1", "登记", "30.500", "≥", "参考"),
        ("orgs_per_10k_people", STREET, None, None, "12.000", "≥", "目标"),
    ]
    assert ask(data_dir, "SELECT items FROM honours") == [(1,)]


def test_records_lie_with_what_they_are_about(data_dir):
    assert ask(data_dir, "SELECT subject_id, hub_id, org_id, area_code FROM assessments") == [
        ("H1", "H1", None, STREET), ("T2", None, "T2", STREET)]  # fmt: skip
    assert ask(data_dir, "SELECT org_id, pair, l4, hub_id FROM milestones") == [("T1", "同步组建", STREET, None)]
    assert ask(data_dir, "SELECT entry_id, hub_id, org_id, partner_id, volunteers, is_aggregate FROM points") == [
        ("J1", "H1", "T1", None, 1, False), ("J2", None, None, "S1", 12, True)]  # fmt: skip
    assert ask(data_dir, "SELECT org_id, field FROM trainings") == [("T1", "未分类")]
    assert ask(data_dir, "SELECT demand_id, project_id FROM demands") == [("D2", "X3")]
    assert ask(data_dir, "SELECT has_data FROM areas WHERE area_code = '" + COMMUNITY + "'") == [(True,)]
