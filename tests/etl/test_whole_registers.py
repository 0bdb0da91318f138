"""全量: what a whole register no longer lists is closed as of its day, whatever the order of arrival."""

import pytest

from etl.run import build, load_paths, set_withdrawn
from tests.etl.little_tables import COMMUNITY, OTHER_STREET, STREET, ask, write_csv

pytestmark = pytest.mark.usefixtures("small_reference")

HEAD = "org_id|name|legal_form|registration|area_code|filed_on"
CLOSED = "SELECT org_id, CAST(closed_on AS VARCHAR) FROM organizations ORDER BY org_id"


class Folder:
    def __init__(self, path):
        self.path, self.data_dir, self.number = path, path / "data", 0

    def deliver(self, organizations: str, until: str = "", area: str = STREET, place: str = STREET) -> str:
        """Loads the organisations named by single letters, as a whole register if it says until when; its number."""
        self.number += 1
        lines = [HEAD, *(f"{o}|队{o}|志愿团队|备案|{place}|2012-03-0{1 + ord(o) % 9}" for o in organizations)]
        file = write_csv(self.path / f"{self.number}.csv", "\n".join(lines))
        told = {"area": area, "to": until, "mode": "全量"} if until else {}
        document = load_paths([file], self.data_dir, **told)
        assert document["deliveries"][0]["status"] in ("loaded", "duplicate"), document
        return document["deliveries"][0]["delivery"]

    def closed(self) -> dict[str, str | None]:
        return dict(ask(self.data_dir, CLOSED))


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)


def test_a_withdrawn_register_closes_nothing_and_a_restored_one_does_again(folder):
    folder.deliver("ABC")
    register = folder.deliver("AB", "2016-06-30")
    assert folder.closed() == {"A": None, "B": None, "C": "2016-06-30"}
    set_withdrawn(folder.data_dir, register, True)
    assert folder.closed() == {"A": None, "B": None, "C": None}
    set_withdrawn(folder.data_dir, register, False)
    assert folder.closed()["C"] == "2016-06-30"


def test_a_later_register_that_lists_it_again_opens_it(folder):
    folder.deliver("ABC", "2015-06-30")
    folder.deliver("AB", "2016-06-30")
    folder.deliver("ABC", "2017-06-30")
    assert folder.closed() == {"A": None, "B": None, "C": None}
    folder.deliver("C", "2018-06-30")
    assert folder.closed() == {"A": "2018-06-30", "B": "2018-06-30", "C": None}


def test_a_former_register_that_comes_late_closes_nothing_a_later_one_lists(folder):
    folder.deliver("ABC", "2017-06-30")
    folder.deliver("A", "2016-06-30")
    assert folder.closed() == {"A": None, "B": None, "C": None}
    folder.deliver("B")
    folder.deliver("C", "2015-06-30")
    assert folder.closed() == {"A": None, "B": None, "C": None}


def test_a_former_register_that_comes_late_does_not_open_what_a_later_one_left_out(folder):
    folder.deliver("A", "2017-06-30")
    folder.deliver("AB", "2016-06-30")
    assert folder.closed() == {"A": None, "B": "2017-06-30"}


def test_the_same_register_again_changes_nothing(folder):
    folder.deliver("ABC")
    folder.deliver("AB", "2016-06-30")
    before = folder.closed()
    folder.number -= 1
    folder.deliver("AB", "2016-06-30")
    assert folder.closed() == before


def test_a_register_speaks_for_its_own_area_alone_and_a_larger_one_for_all_below(folder):
    folder.deliver("AB")
    folder.deliver("CD", place=OTHER_STREET)
    folder.deliver("E", place=COMMUNITY)
    folder.deliver("A", "2016-06-30")
    assert folder.closed() == {"A": None, "B": "2016-06-30", "C": None, "D": None, "E": "2016-06-30"}
    folder.deliver("C", "2017-06-30", area="330102000000", place=OTHER_STREET)
    assert folder.closed() == {
        "A": "2017-06-30", "B": "2016-06-30", "C": None, "D": "2017-06-30", "E": "2016-06-30",
    }  # fmt: skip
    assert build(folder.data_dir, check_only=True)["same"]
