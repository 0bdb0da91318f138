"""Fixtures of the indicator tests: which data the questions go to."""

import pytest

from indicators import warehouse
from tests.indicators.toy import publish


@pytest.fixture
def asking():
    """Points the door at a data folder for one test."""
    yield warehouse.use
    warehouse.use(None)


@pytest.fixture(scope="session")
def toy_dir(tmp_path_factory):
    """A little warehouse with a few rows of every kind."""
    return publish(tmp_path_factory.mktemp("toy") / "data", TABLES)


@pytest.fixture
def toy(asking, toy_dir):
    """The little warehouse is the one asked."""
    asking(toy_dir)
    return toy_dir


TABLES = {
    "organizations": """
org_id | area_code    | legal_form   | registration | filed_on   | registered_on | joined_on  | origin   | hub_id
甲     | 330102011000 | 社会团体     | 登记         |            | 2012-03-01    |            | 自发     | h1
乙     | 330102011001 | 社区社会组织 | 备案         | 2013-05-01 |               | 2013-01-01 | 本土孵化 | h1
丙     | 330102009051 | 社区社会组织 | 备案         | 2014-05-01 | 2016-01-01    |            | 自发     |
丁     | 330102009051 | 志愿团队     | 未登记       |            |               | 2014-01-01 | 自发     |
戊     | 330102009051 | 企业         | 登记         |            | 2010-01-01    |            | 自发     |
己     | 330102009051 | 社会团体     | 登记         |            |               |            | 自发     |
""",
    "hubs": """
hub_id | name   | level | area_code    | established_on
h1     | 凯益荟 | 街道  | 330102011000 | 2011-06-01
""",
    "population": """
area_code    | year | basis    | persons
330102011000 | 2016 | 常住人口 | 20000
""",
    "activities": """
activity_id | area_code    | held_on    | kind     | field    | visits | hub_id
1           | 330102011001 | 2016-03-01 | 便民服务 | 社区服务 | 100    | h1
2           | 330102011000 | 2016-12-31 | 讲座     | 市民教育 |        | h1
""",
    "delivery_areas": """
delivery | type       | area_code    | from_on    | to_on
d1       | activities | 330102000000 | 2015-01-01 | 2015-12-31
""",
    "ladders": """
ladder   | grade | rank | valid_years
年度梯队 | 基础  | 1    | 1
年度梯队 | 良好  | 2    | 1
""",
    "builds": """
build | data_date
toy   | 2016-12-31
""",
}
