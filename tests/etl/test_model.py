"""From lake to warehouse: which rows hold, which wait, which are superseded; and what the tables say of them."""

import json

import duckdb
import pytest
from stdnum.cn import uscc

from etl.model import models, table_hashes
from etl.pseudonyms import Pseudonyms
from etl.record import record_types
from etl.run import build, load_paths, set_withdrawn
from tests.etl.little_tables import (
    ACTIVITIES,
    COMMUNITY,
    ORGANIZATIONS,
    OTHER_STREET,
    STREET,
    ask,
    pointer,
    write_csv,
)

pytestmark = pytest.mark.usefixtures("small_reference")

FILES = {
    "hours.csv": f"""
        record_id | volunteer_id | volunteers | org_id   | activity_id | area_code   | served_on  | hours
        H1        | V-1          |            | T1       | A1          | {COMMUNITY} | 2015-05-01 | 2.5
        H2        | V-2          |            | 二队     |             | {COMMUNITY} | 2015-05-01 | 1.125
        H3        |              | 10         | T1       | A1          | {COMMUNITY} | 2015-05-01 | 20
        H4        | V-1          |            | T1       | A77         | {COMMUNITY} | 2015-05-02 | 1
        H5        | V-1          |            | T1       | A3          | {COMMUNITY} | 2015-05-03 | 1
        H6        | V-1          |            | T3       |             | {STREET}    | 2016-05-03 | 9
    """,
    "activities.csv": ACTIVITIES,
    "ratings.csv": """
        org_id | ladder   | year | grade | awarded_on | valid_until
        T1     | 年度梯队 | 2013 | 基础  |            |
        T1     | 年度梯队 | 2014 | 良好  | 2015-01-20 |
        T1     | 年度梯队 | 2016 | 优秀  |            |
        T2     | 评估等级 | 2013 | 3A    | 2013-11-01 |
        T2     | 评估等级 | 2017 | 4A    |            | 2020-06-30
        T3     | 评估等级 | 2014 | 2A    |            |
        T3     | 党组织星级 | 2014 | 三星 | 2014-07-01 |
        T3     | 党组织星级 | 2015 | 二星 | 2015-07-01 |
    """,
    "funding.csv": """
        funding_id | paid_on    | amount  | status | source   | instrument | org_id | hub_id | parent_id
        F1         | 2015-01-01 | 1000.10 | 到账   | 企业     | 捐赠       |        | 凯益荟 |
        F2         | 2015-02-01 | 400.05  | 拨付   | 企业     | 公益创投   | T1     |        | F1
        F3         | 2015-02-01 | 1.00    | 拨付   | 企业     | 公益创投   | T1     |        | F99
        F4         | 2015-03-01 | 9.00    | 到账   | 社会捐赠 | 代管       | T1     |        |
    """,
    "organizations.csv": ORGANIZATIONS,
    "hubs.csv": f"""
        hub_id | name   | level | area_code
        K1     | 凯益荟 | 街道  | {STREET}
    """,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory, small_reference):
    """The references arrive before what they refer to; one build at the end."""
    folder = tmp_path_factory.mktemp("model")
    paths = [write_csv(folder / name, table) for name, table in FILES.items()]
    document = load_paths(paths, folder / "data", area=STREET, from_="2012-01-01", to="2016-12-31")
    (folder / "document.json").write_text(json.dumps(document, default=str), "utf-8")
    return folder


@pytest.fixture(scope="module")
def data_dir(folder):
    return folder / "data"


def test_models_come_after_what_they_read_from():
    names = [model.name for model in models()]
    assert names.index("organizations") < names.index("ratings") < names.index("org_years") < names.index("builds")
    assert names[-2:] == ["builds", "build_history"]


def test_rows_that_wait_are_listed_with_reasons_and_do_not_count(data_dir, folder):
    assert ask(data_dir, "SELECT type, row, key, reason FROM pending_rows ORDER BY ALL") == [
        ("activities", 4, "A3", "找不到组织“T9”"),
        ("funding", 4, "F3", "找不到上一级资金“F99”"),
        ("volunteer_hours", 5, "H4", "找不到活动“A77”"),
        ("volunteer_hours", 6, "H5", "找不到活动“A3”"),
    ]
    document = json.loads((folder / "document.json").read_text("utf-8"))
    waiting = {entry["type"]: entry["pending"] for entry in document["deliveries"]}
    assert waiting == {"volunteer_hours": 2, "activities": 1, "ratings": 0, "funding": 1, "organizations": 0, "hubs": 0}
    said = [m for entry in document["deliveries"] for m in entry["messages"] if m["severity"] == "待核"]
    assert len(said) == 4 and said[0]["row"] == 5 and "找不到活动“A77”" in said[0]["message"]


def test_sums_hold_for_every_delivery(data_dir):
    sums = "rows_read = accepted + rejected + duplicates AND accepted = current + superseded + pending + withdrawn"
    assert ask(data_dir, f"SELECT count(*), bool_and({sums}) FROM deliveries") == [(6, True)]


def test_money_and_hours_are_exact(data_dir):
    assert ask(data_dir, "SELECT typeof(sum(amount)), CAST(sum(amount) AS VARCHAR) FROM funding")[0][1] == "1409.15"
    found = ask(data_dir, "SELECT CAST(sum(hours) AS VARCHAR), sum(volunteers) FROM volunteer_hours")
    assert found == [("32.625", 13)]


def test_funding_lies_with_its_organisation_else_its_hub(data_dir):
    assert ask(data_dir, "SELECT funding_id, hub_id, area_code, custody, parent_id FROM funding ORDER BY ALL") == [
        ("F1", "K1", STREET, False, None),
        ("F2", None, STREET, False, "F1"),
        ("F4", None, STREET, True, None),
    ]


def test_grades_hold_for_the_time_of_their_ladder(data_dir):
    found = ask(data_dir, "SELECT org_id, grade, grade_rank, CAST(valid_from AS VARCHAR), CAST(valid_until AS VARCHAR) "
                          "FROM ratings ORDER BY org_id, ladder, year")  # fmt: skip
    assert found == [
        ("T1", "基础", 1, "2013-01-01", "2013-12-31"),
        ("T1", "良好", 2, "2014-01-01", "2014-12-31"),
        ("T1", "优秀", 3, "2016-01-01", "2016-12-31"),
        ("T2", "3A", 3, "2013-11-01", "2016-12-31"),
        ("T2", "4A", 4, "2017-01-01", "2020-06-30"),
        ("T3", "三星", 3, "2014-07-01", "2015-06-30"),
        ("T3", "二星", 2, "2015-07-01", "2020-06-30"),
        ("T3", "2A", 2, "2014-01-01", "2018-12-31"),
    ]
    assert ask(data_dir, "SELECT org_id, year, next_year, direction FROM rating_moves ORDER BY ALL") == [
        ("T1", 2013, 2014, "升级"),
        ("T2", 2013, 2017, "升级"),
        ("T3", 2014, 2015, "降级"),
    ]


def test_every_table_that_lies_somewhere_knows_its_ancestors(data_dir):
    for table in ("hubs", "organizations", "org_years", "ratings", "activities", "volunteer_hours", "funding"):
        found = ask(data_dir, f"SELECT DISTINCT l1, l2, l3, l4, l6 FROM {table}")
        assert found == [("330000000000", "330100000000", "330102000000", STREET, None)], table


def test_volunteers_by_month_and_year(data_dir):
    assert ask(data_dir, "SELECT CAST(month AS VARCHAR), org_id, participations, volunteers, CAST(hours AS VARCHAR) "
                         "FROM volunteer_months ORDER BY ALL") == [
        ("2015-05-01", "T1", 11, 1, "22.500"),
        ("2015-05-01", "T2", 1, 1, "1.125"),
        ("2016-05-01", "T3", 1, 1, "9.000"),
    ]  # fmt: skip
    one, other = map(Pseudonyms.of(data_dir).of_number, ("V-1", "V-2"))
    found = ask(data_dir, "SELECT volunteer_id, year, CAST(hours AS VARCHAR), first_year, area_code "
                         "FROM volunteer_years")
    assert sorted(found) == sorted([
        (one, 2015, "2.500", 2015, COMMUNITY),
        (one, 2016, "9.000", 2015, STREET),
        (other, 2015, "1.125", 2015, COMMUNITY),
    ])  # fmt: skip


def test_coverage_counts_what_lies_in_a_community(data_dir):
    columns = "community_code, year, field, beneficiary, activities, visits, organizations"
    found = ask(data_dir, f"SELECT {columns} FROM coverage")
    assert found == [(COMMUNITY, 2015, "未分类", "未说明", 2, 32, 2)]


def test_the_tree_has_kinds_paths_and_says_where_data_are(data_dir):
    codes = f"('{STREET}', '{COMMUNITY}', '{OTHER_STREET}')"
    columns = "level, name, path, kind, has_data"
    found = ask(data_dir, f"SELECT {columns} FROM areas WHERE area_code IN {codes} ORDER BY area_code")
    assert found[0][-1] is False and found[0][0] == 4
    assert found[1] == (4, "凯旋街道", "浙江省/杭州市/上城区/凯旋街道", "街道", True)
    assert found[2][0] == 5 and found[2][3:] == ("居委会", True)
    covered = ask(data_dir, f"SELECT count(*), count(*) FILTER (has_data) FROM areas WHERE parent_code = '{STREET}'")
    assert covered == [(15, 15)]
    assert ask(data_dir, "SELECT level, is_canonical FROM areas WHERE area_code = '350527000000' ORDER BY level") == [
        (3, True), (4, False), (5, False),
    ]  # fmt: skip
    levels = ask(data_dir, "SELECT list(DISTINCT level ORDER BY level) FROM areas WHERE has_data")
    assert levels == [([1, 2, 3, 4, 5],)]


def test_descriptions_travel_with_the_data(data_dir):
    assert ask(data_dir, "SELECT count(*) FROM record_types") == [(len(record_types()),)]
    personal = ask(data_dir, 'SELECT type, "column" FROM record_columns WHERE is_personal')
    assert personal == [("points", "volunteer_id"), ("volunteer_hours", "volunteer_id")]
    assert ask(data_dir, "SELECT count(*) FROM fields") == [(6,)]
    assert ask(data_dir, "SELECT count(*) FROM targets WHERE area_code IS NULL AND value = 6.5") == [(1,)]
    assert ask(data_dir, "SELECT CAST(data_date AS VARCHAR), is_demonstration FROM builds") == [("2016-12-31", False)]


def test_a_rebuild_from_nothing_gives_every_table_the_same_rows(data_dir, tmp_path):
    def hashes():
        path = data_dir / "warehouse" / pointer(data_dir)["file"]
        with duckdb.connect(str(path), read_only=True) as connection:
            return table_hashes(connection)

    before = hashes()
    (data_dir / "warehouse").rename(tmp_path / "away")
    build(data_dir)
    assert hashes() == before


def test_later_rows_win_and_withdrawing_them_brings_the_older_back(tmp_path):
    data_dir = tmp_path / "data"
    moved = f"""
        org_id | name     | legal_form | registration | area_code      | filed_on
        T1     | 一队     | 志愿团队   | 备案         | {OTHER_STREET} | 2012-03-01
        T2     | 二队     | 志愿团队   | 备案         | {STREET}       | 2013-03-01
        T4     | 四队     | 志愿团队   | 备案         | 999999999999   | 2013-03-01
    """
    load_paths([write_csv(tmp_path / "a.csv", ORGANIZATIONS)], data_dir)
    later = load_paths([write_csv(tmp_path / "b.csv", moved)], data_dir)["deliveries"][0]
    where = "SELECT org_id, area_code FROM organizations ORDER BY org_id"
    counts = "SELECT file, current, superseded, pending, withdrawn, status FROM deliveries ORDER BY file"
    assert ask(data_dir, where) == [("T1", OTHER_STREET), ("T2", STREET), ("T3", STREET)]
    assert ask(data_dir, counts) == [("a.csv", 1, 2, 0, 0, "loaded"), ("b.csv", 2, 0, 1, 0, "loaded")]
    before_bracket = "SELECT split_part(reason, chr(65288), 1) FROM pending_rows"
    assert ask(data_dir, before_bracket) == [("找不到区划“999999999999”",)]
    set_withdrawn(data_dir, later["delivery"], True)
    assert ask(data_dir, where) == [("T1", STREET), ("T2", STREET), ("T3", STREET)]
    assert ask(data_dir, counts) == [("a.csv", 3, 0, 0, 0, "loaded"), ("b.csv", 0, 0, 0, 3, "withdrawn")]
    assert load_paths([tmp_path / "b.csv"], data_dir)["deliveries"][0]["status"] == "duplicate"
    set_withdrawn(data_dir, later["delivery"][:8], False)
    assert ask(data_dir, where)[0] == ("T1", OTHER_STREET)


def test_an_organization_or_hub_is_found_by_the_name_it_bore_in_an_earlier_delivery(tmp_path):
    data_dir = tmp_path / "data"
    hubs = f"""
        hub_id | name   | level | area_code
        K1     | 旧枢纽 | 街道  | {STREET}
    """
    activities = f"""
        activity_id | org_id | hub_id | area_code   | held_on    | kind
        A1          | 一队   | 旧枢纽 | {COMMUNITY} | 2015-05-01 | 讲座
        A2          | 新一队 | 新枢纽 | {COMMUNITY} | 2015-05-02 | 讲座
        A3          | 二队   |        | {COMMUNITY} | 2015-05-03 | 讲座
    """
    renamed = f"""
        org_id | name   | legal_form | registration | area_code | filed_on
        T1     | 新一队 | 志愿团队   | 备案         | {STREET}  | 2012-03-01
        T2     | 三队   | 志愿团队   | 备案         | {STREET}  | 2013-03-01
        T4     | 二队   | 志愿团队   | 备案         | {STREET}  | 2014-03-01
    """
    load_paths([write_csv(tmp_path / "a.csv", ORGANIZATIONS), write_csv(tmp_path / "h.csv", hubs)], data_dir)
    later = [write_csv(tmp_path / "h2.csv", hubs.replace("旧", "新")), write_csv(tmp_path / "b.csv", renamed)]
    load_paths([write_csv(tmp_path / "act.csv", activities), *later], data_dir)
    assert ask(data_dir, "SELECT activity_id, org_id, hub_id FROM activities ORDER BY ALL") == [
        ("A1", "T1", "K1"), ("A2", "T1", "K1"), ("A3", "T4", None),
    ]  # fmt: skip


def test_one_credit_code_under_two_numbers_is_the_firsts_and_a_code_finds_its_organisation(tmp_path):
    data_dir = tmp_path / "data"
    shared, own = (body + uscc.calc_check_digit(body) for body in ("51330102500000011", "51330102500000038"))
    tables = {
        "ratings.csv": f"""
            org_id | ladder   | year | grade
            {own}  | 评估等级 | 2015 | 3A
        """,
        "county.csv": f"""
            org_id | name | uscc     | legal_form | registration | area_code | registered_on
            M1     | 一会 | {shared} | 社会团体   | 登记         | {STREET}  | 2012-03-01
            M3     | 三会 | {own}    | 社会团体   | 登记         | {STREET}  | 2012-03-01
        """,
        "street.csv": f"""
            org_id   | name | legal_form | registration | area_code | registered_on
            {shared} | 一会 | 社会团体   | 登记         | {STREET}  | 2012-03-01
        """,
    }
    load_paths([write_csv(tmp_path / name, table) for name, table in tables.items()], data_dir)
    assert ask(data_dir, "SELECT org_id FROM organizations ORDER BY 1") == [("M1",), ("M3",)]
    waiting = ask(data_dir, "SELECT key, reason LIKE '%对应两个以上的组织编号' FROM pending_rows ORDER BY key")
    assert waiting == [(shared, True)]
    assert ask(data_dir, "SELECT org_id, grade FROM ratings") == [("M3", "3A")]


def test_a_whole_register_closes_what_it_no_longer_lists(tmp_path):
    data_dir = tmp_path / "data"
    elsewhere = f"""
        org_id | name   | legal_form | registration | area_code      | filed_on
        E1     | 外队   | 志愿团队   | 备案         | {OTHER_STREET} | 2012-03-01
    """
    whole = f"""
        org_id | name   | legal_form | registration | area_code | filed_on
        T1     | 一队   | 志愿团队   | 备案         | {STREET}  | 2012-03-01
        T5     | 五队   | 志愿团队   | 备案         | {STREET}  | 2015-03-01
    """
    again = whole.replace("T1     | 一队", "T2     | 二队")
    load_paths([write_csv(tmp_path / n, t) for n, t in {"a.csv": ORGANIZATIONS, "e.csv": elsewhere}.items()], data_dir)
    full = load_paths([write_csv(tmp_path / "w.csv", whole)], data_dir, area=STREET, to="2016-06-30", mode="全量")
    closed = "SELECT org_id, CAST(closed_on AS VARCHAR) FROM organizations ORDER BY org_id"
    assert ask(data_dir, closed) == [
        ("E1", None), ("T1", None), ("T2", "2016-06-30"), ("T3", "2016-06-30"), ("T5", None),
    ]  # fmt: skip
    assert ask(data_dir, "SELECT year FROM org_years WHERE org_id = 'T2' ORDER BY year") == [(2013,), (2014,), (2015,)]
    assert any("2 个组织" in note for note in full["notes"])
    load_paths([write_csv(tmp_path / "v.csv", again)], data_dir, area=STREET, to="2017-06-30", mode="全量")
    assert ask(data_dir, closed) == [
        ("E1", None), ("T1", "2017-06-30"), ("T2", None), ("T3", "2016-06-30"), ("T5", None),
    ]  # fmt: skip
    bad = load_paths([write_csv(tmp_path / "x.csv", whole.replace("2015-03-01", "2015-02-30"))], data_dir,
                     area=STREET, to="2018-06-30", mode="全量")  # fmt: skip
    assert bad["deliveries"][0]["status"] == "rejected"
    assert "整份没有入库" in bad["deliveries"][0]["messages"][0]["message"]


def test_known_errors_are_corrected_while_they_last(tmp_path):
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    entries = [("T1", "filed_on", "2012-03-01", "2011-03-01"), ("T2", "name", "别的名字", "二队改"),
               ("T8", "name", "a", "b")]  # fmt: skip
    (data_dir / "corrections.toml").write_text("\n".join(
        f'[[corrections]]\ntype = "organizations"\nkey = {{ org_id = "{org}" }}\ncolumn = "{column}"\n'
        f'expect = "{expect}"\nvalue = "{value}"\nwhy = "登记证书"' for org, column, expect, value in entries
    ), "utf-8")  # fmt: skip
    document = load_paths([write_csv(tmp_path / "a.csv", ORGANIZATIONS)], data_dir)
    assert ask(data_dir, "SELECT CAST(filed_on AS VARCHAR), name FROM organizations ORDER BY org_id LIMIT 2") == [
        ("2011-03-01", "一队"), ("2013-03-01", "二队"),
    ]  # fmt: skip
    assert [c["outcome"] for c in document["corrections"]] == ["已更正", "不再相符，没有更正", "找不到这一行"]
    assert len(document["notes"]) == 2


def test_areas_beyond_the_tree_hang_below_it_or_wait(tmp_path):
    data_dir = tmp_path / "data"
    areas = f"""
        area_code    | name     | level | parent_code
        330104000000 | 江干区   | 3     | 330100000000
        G-2          | 二网格   | 6     | G-1
        G-1          | 一小区   | 5     | 330104000000
        X-1          | 无主网格 | 6     | Q-9
        X-2          | 倒挂     | 3     | {STREET}
        {STREET}     | 凯旋街道 | 4     | 330102000000
    """
    population = """
        area_code    | year | basis    | persons
        330104000000 | 2010 | 常住人口 | 998783
        G-2          | 2010 | 常住人口 | 1200
    """
    load_paths([write_csv(tmp_path / "p.csv", population), write_csv(tmp_path / "a.csv", areas)], data_dir)
    assert ask(data_dir, "SELECT area_code, level, path, l2, l3, l5, l6 FROM areas WHERE is_extra") == [
        ("330104000000", 3, "浙江省/杭州市/江干区", "330100000000", "330104000000", None, None),
        ("G-1", 5, "浙江省/杭州市/江干区/一小区", "330100000000", "330104000000", "G-1", None),
        ("G-2", 6, "浙江省/杭州市/江干区/一小区/二网格", "330100000000", "330104000000", "G-1", "G-2"),
    ]
    assert ask(data_dir, "SELECT area_code, l3, l6 FROM population ORDER BY ALL") == [
        ("330104000000", "330104000000", None), ("G-2", "330104000000", "G-2"),
    ]  # fmt: skip
    assert ask(data_dir, "SELECT key FROM pending_rows ORDER BY key") == [(STREET,), ("X-1",), ("X-2",)]
