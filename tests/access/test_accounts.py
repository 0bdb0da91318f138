"""Accounts are made, changed and ended; passwords follow the rules and are nowhere to be read."""

import json
import os

import pytest

from access import accounts, audit, entering, passwords, store
from access.cli import main
from access.errors import AccessError
from access.roles import ALLOWED, May, Role

GOOD = "Luohan-Song-2031"


def test_a_new_account_comes_in_with_its_first_password_which_is_kept_nowhere(data_dir):
    password = accounts.add("li.w", Role.OFFICIAL, area="330114000000")
    account = accounts.find("li.w")
    assert account.needs_new_password and account.person.area == "330114000000"
    assert entering.whose(entering.enter("li.w", password)).role is Role.OFFICIAL
    accounts.change_password("li.w", GOOD)
    assert not accounts.find("li.w").needs_new_password
    kept = b"".join(path.read_bytes() for path in data_dir.iterdir())
    assert password.encode() not in kept and GOOD.encode() not in kept
    assert os.name != "posix" or all(path.stat().st_mode & 0o077 == 0 for path in data_dir.iterdir())


def test_every_rule_a_password_breaks_is_told_and_former_ones_are_refused():
    accounts.add("li.w", Role.ANALYST)
    with pytest.raises(AccessError) as refusal:
        accounts.change_password("li.w", "li.w")
    assert all(words in refusal.value.message for words in ("10 到 128", "三种", "账户名", "6 个不同"))
    with pytest.raises(AccessError, match="常见"):
        accounts.change_password("li.w", "Admin-123456-Xy")
    used = [f"Luohan-Song-20{n}" for n in range(31, 31 + passwords.NOT_AGAIN)]
    for password in used:
        accounts.change_password("li.w", password)
    for password in used:
        with pytest.raises(AccessError, match="用过"):
            accounts.change_password("li.w", password)
    accounts.change_password("li.w", "Luohan-Song-2099")
    accounts.change_password("li.w", used[0])


def test_a_disabled_account_is_out_at_once_and_a_reset_one_starts_anew():
    password = accounts.add("li.w", Role.CLERK, area="330114001000")
    session = entering.enter("li.w", password)
    accounts.disable("li.w")
    assert entering.whose(session) is None
    with pytest.raises(AccessError, match=entering.WRONG):
        entering.enter("li.w", password)
    accounts.enable("li.w")
    fresh = accounts.reset("li.w")
    assert fresh != password and entering.whose(session) is None
    with pytest.raises(AccessError):
        entering.enter("li.w", password)
    assert entering.whose(entering.enter("li.w", fresh))


@pytest.mark.parametrize(
    ("name", "role", "scope", "words"),
    [
        ("Li", Role.ANALYST, {}, "不能用"),
        ("张三", Role.ANALYST, {}, "不能用"),
        ("hub1", Role.HUB_LEADER, {}, "哪个枢纽"),
        ("hub1", Role.HUB_LEADER, {"area": "330114000000", "hub": "H1"}, "一个地区或一个枢纽"),
        ("off", Role.OFFICIAL, {"hub": "H1"}, "归地区"),
    ],
)
def test_what_makes_no_sense_is_refused(name, role, scope, words):
    with pytest.raises(AccessError, match=words):
        accounts.add(name, role, **scope)
    assert accounts.listed() == []


def test_whoever_keeps_accounts_sees_no_records():
    assert set(ALLOWED) == set(Role)
    others = frozenset().union(*(ALLOWED[role] for role in Role if role is not Role.ADMINISTRATOR))
    assert {May.ACCOUNTS, May.AUDIT}.isdisjoint(others)
    assert ALLOWED[Role.ADMINISTRATOR] == {May.ACCOUNTS, May.AUDIT}


def test_passwords_are_kept_slow_to_guess(monkeypatch):
    monkeypatch.undo()
    kept = passwords.kept(GOOD)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,") and passwords.is_right(GOOD, kept)
    assert not passwords.is_right(GOOD + "x", kept) and not passwords.is_right(GOOD, None)
    assert not passwords.is_right(GOOD, "no hash")


@pytest.mark.skipif(os.name != "posix", reason="Windows 的文件权限不用这种写法")
def test_a_file_that_others_may_read_is_not_used(data_dir):
    accounts.add("li.w", Role.ANALYST)
    (data_dir / store.FILE).chmod(0o644)
    with pytest.raises(AccessError, match="别人也能读"):
        accounts.listed()
    with pytest.raises(AccessError, match="chmod 600"):
        accounts.add("wang", Role.ANALYST)


def test_the_command_line_speaks_chinese_and_answers_programs(capsys):
    assert main(["user", "add", "li.w", "--role", "民政官员", "--area", "330114000000", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert entering.whose(entering.enter("li.w", made["password"])).name == "li.w"
    assert main(["user", "add", "li.w", "--role", "分析员"]) == 1
    assert "已经有账户" in capsys.readouterr().err
    assert main(["user", "add", "wang", "--role", "局长"]) == 1 and "枢纽负责人" in capsys.readouterr().err
    assert main(["user", "nonsense"]) == 2 and "没有这个命令" in capsys.readouterr().err
    assert main(["user", "reset", "li.w"]) == 0 and "只显示这一次" in capsys.readouterr().out
    assert main(["user", "disable", "li.w"]) == 0 and main(["user", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out.splitlines()[-1])["accounts"]
    assert [(one["account"], one["state"]) for one in listed] == [("li.w", "停用")]
    assert main(["audit", "verify", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["broken"] is None


def test_the_list_says_what_an_administrator_sees(capsys):
    for name, role in (("root.a", "管理员"), ("li.w", "分析员")):
        assert main(["user", "add", name, "--role", role]) == 0
    assert main(["user", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out.splitlines()[-1])["accounts"]
    assert [(one["account"], one["scope"]) for one in listed] == [("li.w", "全部"), ("root.a", "不看记录")]


@pytest.mark.parametrize("name", ["", " ", "nobody", "a"])
def test_an_account_that_is_not_there_has_no_password_to_reset(name):
    with pytest.raises(AccessError, match="没有账户"):
        accounts.reset(name)


def test_an_account_may_have_no_password_and_gets_one_by_a_reset(capsys):
    first = accounts.add("li.w", Role.ANALYST)
    secret = entering.enter("li.w", first)
    assert main(["user", "sso", "li.w"]) == 0 and "统一身份认证" in capsys.readouterr().out
    account = accounts.find("li.w")
    assert not account.has_password and not account.needs_new_password and entering.whose(secret) is None
    for typed in (first, passwords.NONE, ""):
        with pytest.raises(AccessError, match=entering.WRONG):
            entering.enter("li.w", typed)
    line = audit.latest(1, action="更改账户")[0]
    assert line.what == {"account": "li.w", "mode": "只用统一身份认证登录"}
    assert main(["user", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["accounts"][0]["password"] == "没有，用统一身份认证"
    assert entering.whose(entering.enter("li.w", accounts.reset("li.w"))).name == "li.w"
    assert main(["user", "sso", "nobody"]) == 1


def test_whoever_came_by_the_sign_on_needs_no_password_and_each_way_in_is_good_once():
    accounts.add("li.w", Role.ANALYST)
    secret = entering.begin("li.w", attempt="one")
    assert not entering.session(secret).needs_new_password
    assert entering.session(entering.begin("li.w")).needs_new_password
    with pytest.raises(AccessError, match="用过"):
        entering.begin("li.w", attempt="one")
    assert entering.session(secret.removeprefix(entering.SIGNED_ON)) is None
    assert entering.session(entering.SIGNED_ON + entering.begin("li.w")) is None


def test_one_administrator_keeps_a_password():
    for name in ("root1", "root2"):
        accounts.add(name, Role.ADMINISTRATOR)
    accounts.take_password("root1")
    with pytest.raises(AccessError, match="最后一个能用密码"):
        accounts.take_password("root2")
    accounts.reset("root1")
    accounts.take_password("root2")
    assert accounts.find("root1").has_password and not accounts.find("root2").has_password
