"""A whole tree of HTML as one Dash component.

Dash wraps every html.* component of an answer in its own subscription and, on replacing it, tells every other one:
with the 800 elements of a page that alone took 600 ms in the browser, and every element was made anew. So a page is
written with html.* as usual, and the router plants it: plain HTML travels as nested lists in one property, drawn by
assets/tree.js with React in place; what is no plain HTML (dcc.Graph, a grid) stays a Dash child in a numbered slot.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from dash import html
from dash.development.base_component import Component

from components.svg import Svg

Node = str | int | float | list | dict | None
LIVE = "data-live"


class Tree(Component):
    """Draws `tree` (nested lists: [tag, properties, child…], {"slot": n}) inside one element of the kind `tag`."""

    _children_props: ClassVar[list[str]] = []
    _base_nodes: ClassVar[list[str]] = ["children"]
    _namespace = "wushe"
    _type = "Tree"

    def __init__(
        self,
        children: Any = None,
        id: str | None = None,
        tree: list | None = None,
        tag: str = "div",
        attributes: dict | None = None,
    ):
        self._prop_names = ["children", "id", "tree", "tag", "attributes"]
        self._valid_wildcard_attributes: list[str] = []
        self.available_properties = self._prop_names
        self.available_wildcard_properties: list[str] = []
        given = {"id": id, "tree": tree, "tag": tag, "attributes": attributes}
        super().__init__(children=children, **{key: value for key, value in given.items() if value is not None})


def plant(parts: Sequence[Component] | Component | None) -> tuple[list[Node], list[Component]]:
    """The tree of some components and the Dash children that stand in its slots."""
    slots: list[Component] = []
    listed = [] if parts is None else [parts] if isinstance(parts, (Component, str)) else list(parts)
    return [_node(part, slots) for part in listed], slots


def live(component: Component) -> Component:
    """Keep an html component a Dash component, because a callback reads or writes it."""
    setattr(component, LIVE, "yes")
    return component


def _node(part: Any, slots: list[Component]) -> Node:
    if part is None or isinstance(part, (str, int, float)):
        return part
    if isinstance(part, (list, tuple)):
        return ["", 0, *[_node(one, slots) for one in part]]
    if not _is_plain(part):
        slots.append(part)
        return {"slot": len(slots) - 1}
    children = getattr(part, "children", None)
    nodes = children if isinstance(children, (list, tuple)) else [children]
    inner = [_node(one, slots) for one in nodes if one is not None]
    return [part._type if isinstance(part, Svg) else part._type.lower(), _properties(part) or 0, *inner]


def _properties(part: Component) -> dict[str, Any]:
    """What was given to an element: looking through what it has is ten times as quick as through all it may have."""
    wild = tuple(part._valid_wildcard_attributes)
    return {
        key: value
        for key, value in vars(part).items()
        if value is not None and key != "children" and (key in part._prop_names or key.startswith(wild))
    }


def _is_plain(part: Any) -> bool:
    if isinstance(part, Svg):
        return True
    if not type(part).__module__.startswith(html.__name__):
        return False
    return not hasattr(part, LIVE) and not isinstance(getattr(part, "id", ""), dict)
