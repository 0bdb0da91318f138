"""At the start: nothing is served as long as one page, callback or endpoint has no rule, or a rule names nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import Flask

from access.roles import May
from entrance.permissions import CALLBACKS, ENDPOINTS, PAGES, SIGN_ON


class PolicyError(RuntimeError):
    """A rule is missing or left over: the program is not as it was reviewed, so it does not start."""


def finish_policy(server: Flask, pages: Mapping[str, tuple[May | None, bool]], callbacks: Iterable[str]) -> None:
    """PolicyError naming everything that has no rule in entrance/permissions.py, and every rule that names nothing.

    A page says itself which right it needs and whether it is there for accounts of one hub: its rule says the same.
    """
    named = {*ENDPOINTS, *(SIGN_ON if "sign_on" in server.blueprints else ())}
    faults = [
        *_differences("接口", {rule.endpoint for rule in server.url_map.iter_rules()}, named),
        *_differences("页面", set(pages), set(PAGES)),
        *_differences("回调", set(callbacks), set(CALLBACKS)),
        *_contradictions(pages),
    ]
    if faults:
        raise PolicyError(f"拒绝启动：权限登记（entrance/permissions.py）与程序不符。{'；'.join(faults)}。")


def _differences(kind: str, there: set[str], named: set[str]) -> list[str]:
    missing = [f"{kind} {one} 没有写明谁可以用" for one in sorted(there - named)]
    return missing + [f"{kind} {one} 写了权限但并不存在" for one in sorted(named - there)]


def _contradictions(pages: Mapping[str, tuple[May | None, bool]]) -> list[str]:
    named = {path: (rule.right, rule.for_hubs) for path, rule in PAGES.items()}
    found = [path for path, said in sorted(pages.items()) if path in named and named[path] != said]
    return [f"页面 {path} 自己写的权限与登记的不同" for path in found]
