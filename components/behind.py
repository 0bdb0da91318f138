"""What stands behind a part of a page: the columns and rows of its tables, the words around them, its cards.

A part keeps them on itself, so that a file made of a page holds what the page shows, by construction; nothing of it
travels to the browser.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from dash.development.base_component import Component

if TYPE_CHECKING:
    from components.data_table import Column

BEHIND = "behind"


@dataclass(frozen=True)
class Table:
    """One table as it was asked for: `rows` and `total` are those of data_table."""

    name: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Mapping]
    total: Mapping | None = None

    @property
    def length(self) -> int:
        """How many rows a file of it has: those shown, the total among them."""
        return len(self.rows) + (self.total is not None)


@dataclass(frozen=True)
class Frame:
    """The words around a picture or a box. A chart has a `name` of its own and its `table` is perhaps not shown.

    `figure` is what the chart draws (a dict for plotly, or a component that stands in its place), shown as a table or
    not; `summary` says it in words.
    """

    title: str
    subtitle: str
    foot: str
    name: str = ""
    indicator: str | None = None
    table: Component | None = None
    figure: dict | Component | None = None
    summary: str = ""


@dataclass(frozen=True)
class Framed:
    """A table under the name it has on its page, with the frame it stands in."""

    name: str
    title: str
    table: Table
    frame: Frame | None = None


@dataclass(frozen=True)
class Failure:
    """A part that could not be drawn; the number finds it in the log."""

    number: str


def keep(part: Component, behind: object) -> Component:
    """The part itself, with what stands behind it."""
    setattr(part, BEHIND, behind)
    return part


def behind(part: object) -> Any:
    """What stands behind a part, or None."""
    return getattr(part, BEHIND, None)


def kept(parts: object) -> Iterator[object]:
    """Everything that stands behind the parts, in reading order; the rows of a table are not searched."""
    if isinstance(parts, (list, tuple)):
        for part in parts:
            yield from kept(part)
    elif isinstance(parts, Component):
        own = behind(parts)
        if own is not None:
            yield own
        if not isinstance(own, Table):
            yield from kept(getattr(parts, "children", None))


def tables(parts: object, frame: Frame | None = None) -> list[Framed]:
    """The tables among the parts, those of pictures included, each with the frame it stands in."""
    if isinstance(parts, (list, tuple)):
        return [one for part in parts for one in tables(part, frame)]
    if not isinstance(parts, Component):
        return []
    own = behind(parts)
    if isinstance(own, Table):
        return [Framed(own.name or own.caption, own.caption, own, frame)]
    children = getattr(parts, "children", None)
    return tables_in(own, children) if isinstance(own, Frame) else tables(children, frame)


def tables_in(frame: Frame, content: object) -> list[Framed]:
    """The tables of one frame: those of a chart are called like the chart, a single one bears the frame's title."""
    found = tables(frame.table if frame.name else content, frame)
    own = [one for one in found if one.frame is frame]
    if frame.name:
        named = [replace(one, name=f"{frame.name}-{place}" if place else frame.name) for place, one in enumerate(own)]
        own_names = dict(zip(map(id, own), named, strict=True))
        found = [own_names.get(id(one), one) for one in found]
    if len(own) == 1:
        found = [replace(one, title=frame.title) if one.frame is frame else one for one in found]
    return found


def unique(found: Sequence[Framed]) -> list[Framed]:
    """The tables of a whole page under names that occur once."""
    times: dict[str, int] = {}
    listed = []
    for one in found:
        times[one.name] = times.get(one.name, 0) + 1
        listed.append(replace(one, name=f"{one.name}-{times[one.name]}") if times[one.name] > 1 else one)
    return listed
