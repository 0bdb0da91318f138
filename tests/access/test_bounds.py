"""An account is bound to an area of the tree and to a hub of the data, or the command line says what comes nearest."""

import json

import pytest

from access import accounts
from access.cli import main


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--role", "分析员", "--area", "330114000009"), "330114000000"),
        (("--role", "枢纽负责人", "--hub", "HUB-07"), "--hub-not-delivered"),
    ],
)
def test_what_nobody_knows_is_refused_with_what_comes_nearest(capsys, options, words):
    assert main(["user", "add", "li.w", *options]) == 1
    assert words in capsys.readouterr().err
    assert accounts.find("li.w") is None


def test_a_hub_that_is_still_to_be_delivered_is_taken_with_a_warning(capsys):
    options = ["--role", "枢纽负责人", "--hub", "HUB-07", "--hub-not-delivered", "--json"]
    assert main(["user", "add", "hub07", *options]) == 0
    said = capsys.readouterr()
    assert "看不到任何记录" in said.err and json.loads(said.out)["account"] == "hub07"
    assert accounts.find("hub07").person.hub == "HUB-07"


def test_a_change_is_asked_too_and_one_of_the_role_alone_is_not(capsys, monkeypatch):
    accounts.add("li.w", accounts.Role.ANALYST)
    assert main(["user", "change", "li.w", "--area", "330114000009"]) == 1
    assert "没有代码 330114000009" in capsys.readouterr().err and accounts.find("li.w").person.area is None
    monkeypatch.setattr("access.bounds._told", lambda area, hub: pytest.fail("nothing was to be asked"))
    assert main(["user", "change", "li.w", "--role", "填报员"]) == 0
