"""Events on lines in time: numbered marks on the picture, their words below it and in its summary, and the switch."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dash import html

from components.place import Place
from components.state import State
from figures.trend import Event, number_of
from indicators.spans import NEW_YEAR, YearStart, year_of, year_span
from indicators.warehouse import ask
from views.errors import ViewError
from views.events import Event as Happened
from views.events import events_for, own_events

KEY, OFF = "events", "不显示"
MOST = 12
EDGE = 0.4  # how far the axis of a trend reaches beyond its first and last year


@dataclass(frozen=True)
class Events:
    """What goes on one line in time: `marks` for the figure, `words` for foot and summary, `tools` for the frame."""

    marks: tuple[Event, ...] = ()
    words: str = ""
    tools: tuple[html.A, ...] = ()

    def after(self, foot: str) -> str:
        """A foot with the events behind it."""
        return f"{foot}{self.words}"


def events_on(
    state: State,
    area: Place | str | None,
    places: Sequence[int | str],
    kind: str,
    starts: YearStart = NEW_YEAR,
) -> Events:
    """The events within the years (2024) or months ("2024-05") of a line that concern an area (or code of one).

    `kind` is that of the indicator: a stock stands at the end of its year, a flow in the middle of it, so that an
    event lies where it happened between the points. Years begin on `starts`.
    """
    if not places:
        return Events()
    found = _happened(area, places, starts)
    if not found:
        return Events()
    if state[KEY] == OFF:
        return Events(tools=(_switch(state, is_on=False),))
    placed = [(x, one) for one in found if (x := _x(one.day, places, kind, starts)) is not None]
    shown = placed[-MOST:]
    marks = tuple({"x": x, "words": one.words} for x, one in shown)
    lines = [f"{number_of(place)} {one.day.isoformat()} {one.words}" for place, (_, one) in enumerate(shown)]
    left_out = f"（更早的 {len(placed) - len(shown)} 个没有标）" if len(placed) > len(shown) else ""
    return Events(marks, f"事件：{'；'.join(lines)}{left_out}。" if lines else "", (_switch(state, is_on=True),))


def told_events(_state: State) -> tuple[Happened, ...]:
    """Every event the asking person might be shown, for pages whose lines are kept (`Page.rests_on`)."""
    return tuple(own_events())


def _happened(area: Place | str | None, places: Sequence[int | str], starts: YearStart) -> list[Happened]:
    """What is kept about the place and time; without what cannot be read: a line is worth more than its marks."""
    first, last = str(min(places)), str(max(places))
    try:
        return events_for(_codes(area), year_span(int(first[:4]), starts)[0], year_span(int(last[:4]), starts)[1])
    except ViewError as reason:
        logging.getLogger("wushe").warning("事件读不出：%s", reason.message)
        return []


def _codes(area: Place | str | None) -> list[str]:
    """The codes of an area and of everything above it."""
    if isinstance(area, Place):
        return [code for code, _ in area.lineage]
    found = ask("area", area=area) if area else []
    return [code for code in found[0]["lineage"] if code] if found else []


def _x(day: date, places: Sequence[int | str], kind: str, starts: YearStart) -> float | str | None:
    """Where a day lies on the axis; None when it lies outside."""
    if isinstance(places[0], str):
        month = day.isoformat()[:7]
        return month if month in places else None
    year = year_of(day, starts)
    first, last = year_span(year, starts)
    share = (day - first).days / ((last - first).days + 1)
    x = round(year + share - (1 if kind == "stock" else 0.5), 3)
    return x if min(places) - EDGE <= x <= max(places) + EDGE else None


def _switch(state: State, is_on: bool) -> html.A:
    label = "不显示事件" if is_on else "显示事件"
    return html.A(
        "事件",
        href=state.link(**{KEY: OFF if is_on else None}),
        className="tool",
        title=label,
        **{"aria-label": label, **({"aria-current": "true"} if is_on else {})},
    )
