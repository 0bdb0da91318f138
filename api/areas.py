"""Search of the area tree by name, alias or code."""

from __future__ import annotations

import re
from collections.abc import Mapping

from api.answers import ApiError, number, one
from indicators.inside import area_is_inside
from indicators.scope import current
from indicators.warehouse import ask

CODE = re.compile(r"[0-9A-Za-z._-]{1,40}", re.ASCII)
LONGEST = 100
MOST = 1000


def found_areas(given: Mapping[str, list[str]]) -> list[dict]:
    """Areas as code, name, level and path.

    `parent` alone gives its children; together with `q` or `level` everything below it is searched.
    Several words in `q`: the last is looked for in the name, the others anywhere in the path. Whoever sees one area
    with all below it finds what lies below it.
    """
    words = _words(one(given, "q"))
    parent = _parent(one(given, "parent"))
    top = current().area
    if top and parent and not area_is_inside(parent):
        return []
    parent = parent or top
    level = number(given, "level", 0, 1, 6) or None
    searched_below = bool(words or level)
    return ask(
        "areas_found",
        q=words[-1] if words else None,
        before=words[:-1] or None,
        parent=None if searched_below else parent,
        above=parent if searched_below else None,
        level=level if words or level or parent else 1,
        limit=number(given, "limit", 50, 1, MOST),
    )


def _words(text: str) -> list[str]:
    if len(text) > LONGEST:
        raise ApiError(400, f"搜索词太长：{len(text)} 个字", f"最多 {LONGEST} 个字。")
    return text.split()


def _parent(code: str) -> str | None:
    if code and not CODE.fullmatch(code):
        raise ApiError(400, f"区划代码不对：{code[:80]}", "请用 12 位统计用区划代码，例如 330102000000。")
    return code or None
