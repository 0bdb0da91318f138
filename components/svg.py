"""Drawings that are part of the page itself: lines and surfaces as links, coloured by style sheets in every theme.

Only components/tree.py draws them; a picture with axes is a dcc.Graph instead (components/chart.py).
"""

from __future__ import annotations

from typing import Any, ClassVar

from dash.development.base_component import Component

KINDS = ("svg", "g", "a", "path", "text", "title", "defs", "pattern")
GIVEN = (
    "id", "className", "href", "role", "viewBox", "d", "x", "y", "width", "height", "patternUnits", "patternTransform"
)  # fmt: skip


class Svg(Component):
    """One element of a drawing; `kind` is its tag."""

    _children_props: ClassVar[list[str]] = []
    _base_nodes: ClassVar[list[str]] = ["children"]
    _namespace = "wushe"

    def __init__(self, kind: str, children: Any = None, **given: Any):
        if kind not in KINDS:
            raise ValueError(f"no element of a drawing is called {kind!r}")
        self._type = kind
        self._prop_names = ["children", *GIVEN]
        self._valid_wildcard_attributes = ["data-", "aria-"]
        self.available_properties = self._prop_names
        self.available_wildcard_properties = self._valid_wildcard_attributes
        super().__init__(children=children, **given)
