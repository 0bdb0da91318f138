"""A small delivered lake with volunteers, loaded as anybody would."""

import pytest

from etl.run import load_paths
from tests.etl.conftest import small_reference  # noqa: F401 - builds take a fraction of the time
from tests.etl.little_tables import ACTIVITIES, COMMUNITY, ORGANIZATIONS, STREET, write_csv

HOURS = f"""
    记录编号        | 志愿者编号 | 组织编号 | 区域代码    | 服务日期   | 服务时长
    R-ZYZ-000123-1 | ZYZ-000123 | T1       | {COMMUNITY} | 2015-05-01 | 2
    R2             | ZYZ-000123 | T2       | {COMMUNITY} | 2015-06-01 | 3
    R3             | ZYZ-000456 | T1       | {COMMUNITY} | 2015-05-01 | 1.5
    R4             | ZYZ-000123 | T1       | {COMMUNITY} | 2015-05-09 | 99
    R5             | ZYZ-000789 | T9       | {COMMUNITY} | 2015-05-10 | 1
    R6             | ZYZ-000123 | T9       | {COMMUNITY} | 2015-05-11 | 1
"""
POINTS = f"""
    流水编号 | 志愿者编号 | 区域代码    | 发生日期   | 收支类型 | 积分
    P1       | ZYZ-000123 | {COMMUNITY} | 2015-05-01 | 获得     | 20
    P2       | ZYZ-000456 | {COMMUNITY} | 2015-05-01 | 获得     | 15
"""
NUMBER = "ZYZ-000123"


def write_all(folder):
    return [
        write_csv(folder / "organizations.csv", ORGANIZATIONS), write_csv(folder / "activities.csv", ACTIVITIES),
        write_csv(folder / "志愿时长.csv", HOURS), write_csv(folder / "积分.csv", POINTS),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def loaded(tmp_path_factory, small_reference):  # noqa: F811
    """A data folder with a key of its own, and what loading said."""
    folder = tmp_path_factory.mktemp("people")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("WUSHE_VOLUNTEER_KEY", raising=False)
        yield folder / "data", load_paths(write_all(folder), folder / "data", area=STREET, to="2015-12-31")
