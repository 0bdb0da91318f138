"""What a page draws for somebody: the tree as it travels, its words line by line, and section by section."""

import json
import re
from contextlib import contextmanager

from access import present
from access.roles import Person, Role
from components import router
from components.tree import plant
from indicators.scope import Scope, within

NUMBER = re.compile(r"编号 [0-9a-f]{8}")
FRAMES = ("section", "figure")


@contextmanager
def somebody(role=Role.OFFICIAL, area=None, hub=None):
    """Questions inside are asked by a person with this role and scope."""
    token = present.set_person(Person("liming", role, area, hub))
    present.require()
    try:
        with within(Scope(area=area, hub=hub)):
            yield
    finally:
        present.require(False)
        present.forget(token)


def drawn(path, search=""):
    """Title and the trees of body (with what stands in its slots), bar and menu."""
    body, bar, menu, title = router._answer(path, search)
    tree, slots = plant(body)
    slots = [json.loads(json.dumps(slot.to_plotly_json(), default=_plain)) for slot in slots]
    return title, [tree, slots], plant(bar)[0], plant(menu)[0]


def _plain(part):
    return part.to_plotly_json() if hasattr(part, "to_plotly_json") else str(part)


def body_of(path, search=""):
    return drawn(path, search)[1][0]


def lines(node):
    """The words of a tree in reading order."""
    if isinstance(node, str | int | float):
        text = NUMBER.sub("", str(node)).strip()
        return [text] if text else []
    if isinstance(node, list):
        inner = node[2:] if node and isinstance(node[0], str) else node
        return [line for one in inner for line in lines(one)]
    return []


def sections(tree):
    """The words of every framed part and card under its heading; what stands in none of them under ''."""
    found = {"": []}
    _collect(tree, "", found)
    return found


def _collect(node, name, found):
    if isinstance(node, str | int | float):
        found[name] += lines(node)
    if not isinstance(node, list):
        return
    is_element = bool(node) and isinstance(node[0], str)
    if is_element and node[0] in FRAMES:
        heading = _heading(node)
        if heading:
            name = heading
            found.setdefault(name, [])
    for one in node[2:] if is_element else node:
        _collect(one, name, found)


def _heading(node):
    """The words of the first h2 inside."""
    for one in node[2:]:
        if isinstance(one, list) and one and one[0] == "h2":
            return "".join(lines(one))
        if isinstance(one, list) and (deeper := _heading(one)):
            return deeper
    return ""

