"""Whose folders are is remembered, and nobody is asked about those made in another scope."""

from typing import NamedTuple

from jobs.whose import WhoseFolders


class Told(NamedTuple):
    by: str
    within: str


def told(path):
    return Told(f"p{int(path.name) % 10}", "hub:A" if path.name < "02" else "")


def test_of_one_scope_nobody_is_asked_about_the_others(tmp_path):
    for number in range(20):
        (tmp_path / f"{number:02}").mkdir()
    whose, asked = WhoseFolders(str.isdigit, told), []

    def is_wanted(one):
        asked.append(one)
        return one.by == "p1"

    assert whose.names(tmp_path, is_wanted, "hub:A") == ["01"]
    assert [one.within for one in asked] == ["hub:A", "hub:A"]
    assert whose.names(tmp_path, is_wanted, "hub:B") == [] and len(asked) == 2
    assert whose.names(tmp_path, is_wanted) == ["01", "11"] and len(asked) > 10
