"""Nothing starts with a page, a callback or an endpoint that has no rule, or a rule that names nothing."""

import subprocess
import sys

import pytest
from flask import Flask

from access.roles import May
from entrance import permissions
from entrance.permissions import CALLBACKS, ENDPOINTS, PAGES, CallbackRule, Rule
from entrance.policy import PolicyError, finish_policy
from tests.conftest import ROOT

TAKEN_AWAY = [
    ("PAGES", "/funding", "页面 /funding 没有写明"),
    ("ENDPOINTS", "api.records", "接口 api.records 没有写明"),
    ("ENDPOINTS", "/_reload-hash", "接口 /_reload-hash 没有写明"),
    ("CALLBACKS", "panel.tree", "回调 panel.tree 没有写明"),
]
ADDED = [
    ("PAGES", "/ghost", Rule(), "页面 /ghost 写了权限但并不存在"),
    ("ENDPOINTS", "api.ghost", Rule(), "接口 api.ghost 写了权限但并不存在"),
    ("CALLBACKS", "ghost.data", CallbackRule("path"), "回调 ghost.data 写了权限但并不存在"),
    ("PAGES", "/funding", Rule(May.DELIVER), "页面 /funding 自己写的权限与登记的不同"),
    ("PAGES", "/density", Rule(May.READ), "页面 /density 自己写的权限与登记的不同"),
]


@pytest.fixture
def whole(monkeypatch):
    """A server, pages and callbacks that fit the registry, which the test may change."""
    for name in ("PAGES", "ENDPOINTS", "CALLBACKS"):
        monkeypatch.setattr(permissions, name, dict(getattr(permissions, name)))
        monkeypatch.setattr(f"entrance.policy.{name}", getattr(permissions, name))
    server = Flask(__name__, static_folder=None)
    for number, endpoint in enumerate(ENDPOINTS):
        server.add_url_rule(f"/{number}", endpoint, lambda: "")
    return server, {path: (rule.right, rule.for_hubs) for path, rule in PAGES.items()}, list(CALLBACKS)


def test_a_program_that_fits_its_registry_starts(whole):
    finish_policy(*whole)


@pytest.mark.parametrize(("table", "key", "words"), TAKEN_AWAY)
def test_what_has_no_rule_is_named(whole, table, key, words):
    del getattr(permissions, table)[key]
    with pytest.raises(PolicyError, match=words):
        finish_policy(*whole)


@pytest.mark.parametrize(("table", "key", "rule", "words"), ADDED)
def test_a_rule_that_names_nothing_or_contradicts_is_named(whole, table, key, rule, words):
    getattr(permissions, table)[key] = rule
    with pytest.raises(PolicyError, match=words):
        finish_policy(*whole)


def test_the_application_itself_does_not_start(tmp_path):
    """The check stands in app.py, behind everything that is registered."""
    code = "from entrance import permissions; del permissions.PAGES['/funding']; import app"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode != 0 and "拒绝启动" in run.stderr and "/funding" in run.stderr
