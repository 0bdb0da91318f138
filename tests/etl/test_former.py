"""What is kept of a published delivery while it waits as sent again: people leave it as they leave the lake."""

import pyarrow.parquet as pq
import pytest

from etl import erasing
from etl.former import forget_former, keep_former, kept_formers
from etl.lake import Lake
from etl.pseudonyms import Pseudonyms
from etl.publish import Warehouse
from etl.retention import SETTING, merge_old
from etl.run import build, load_paths
from tests.etl.little_tables import COMMUNITY, ORGANIZATIONS, write_csv
from tests.personal.conftest import NUMBER

pytestmark = pytest.mark.usefixtures("small_reference")

SERVED = f"""
    志愿者编号 | 组织编号 | 区域代码    | 服务日期   | 服务时长
    {NUMBER}   | T1       | {COMMUNITY} | 2015-05-01 | 2
    V000002    | T1       | {COMMUNITY} | 2015-05-02 | 3
"""


@pytest.fixture
def kept(tmp_path):
    """A lake that keeps what is published of hours, as if they had been sent again and waited."""
    data = tmp_path / "data"
    load_paths([write_csv(tmp_path / "名录.csv", ORGANIZATIONS), write_csv(tmp_path / "时长.csv", SERVED)], data)
    lake = Lake(data)
    (hours,) = (one for one in lake.manifests() if one.type == "volunteer_hours")
    keep_former(lake, hours)
    lake.rewrite(hours.model_copy(update={"sequence": 99}))
    forget_former(lake, Warehouse(data))
    assert len(kept_formers(lake)) == 1 and len(lake.manifests()) == 2
    return lake


def stand_in(lake, number):
    """The files of rows in which a person is."""
    pseudonym = Pseudonyms.of(lake.folder.parent).of_number(number)
    return [path for path in lake.folder.rglob("*.parquet") if pseudonym in str(pq.read_table(path).to_pylist())]


def test_a_person_who_is_erased_leaves_what_is_kept_too(kept, monkeypatch):
    assert len(stand_in(kept, NUMBER)) == 2
    monkeypatch.setattr(erasing, "publish", lambda *_, **__: {"error": "磁盘空间不足"})
    erasing.erase(kept.folder.parent, NUMBER)
    assert not stand_in(kept, NUMBER) and len(stand_in(kept, "V000002")) == 2


def test_nothing_too_old_is_kept(kept, monkeypatch):
    monkeypatch.setenv(SETTING, "3")
    merge_old(kept)
    assert not stand_in(kept, NUMBER) and not kept_formers(kept)


def test_what_was_begun_and_not_finished_is_swept_and_what_is_published_goes(kept):
    (former,) = kept_formers(kept)
    folder = kept.folder_of(former)
    (folder.with_name(".new-x")).mkdir()
    folder.rename(folder.with_name(f".old-{folder.name}"))
    kept.sweep()
    assert [path.name for path in folder.parent.iterdir()] == [former.delivery]
    build(kept.folder.parent)
    assert not list(folder.parent.iterdir())
