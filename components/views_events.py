"""我的视图: events on the lines, the national ones with their source and people's own with a form to add one."""

from __future__ import annotations

from datetime import date

from dash import html
from dash.development.base_component import Component

from components.place import Place
from components.state import State
from components.states import notice
from components.views_chip import hidden
from components.views_list import post_form
from components.words import box, subtitle
from indicators.inside import area_is_inside
from indicators.places import names
from views.events import LONGEST, Event, event_named, events_for

EVER = date(1900, 1, 1), date(2200, 12, 31)


def came_of(state: State) -> list[Component]:
    """A deleted event can be brought back."""
    gone = state["gone"]
    event = event_named(int(gone)) if gone and gone.isascii() and gone.isdigit() and len(gone) < 10 else None
    if event is None:
        return []
    kept = [hidden("id", str(event.id)), hidden("area", state["area"] or "")]
    form = post_form("/views/events/restore", "撤销", *kept)
    return [html.P([f"已删除事件“{event.words}”。", form], className="banner undo", role="status")]


def events_box(state: State, place: Place) -> Component:
    """What concerns the place, oldest first, and the form to add to it."""
    found = events_for([code for code, _ in place.lineage], *EVER)
    areas = names([event.area for event in found if event.area])
    lines = [_line(event, areas, place) for event in found]
    return box(
        f"走势图上的事件：{place.name}",
        subtitle("在走势图上打开“事件”就会标出", f"{len(found)} 件"),
        *([_add(place)] if area_is_inside(place.code) else []),
        html.Ul(lines, className="views-list") if lines else notice("没有事件", "可以在上面添一件。"),
        foot="全国与地方的大事有出处，随程序提供；自己加的只标在那个地区和它以下的地方。换地区请用顶栏。",
        span=12,
    )


def _add(place: Place) -> html.Form:
    day = _field("day", "date", "哪一天")
    words = _field("words", "text", "发生了什么", hint=f"发生了什么，不超过 {LONGEST} 字，如 凯益荟开园")
    where = html.Small(f"标在：{place.name}及以下" if place.code else "标在：所有地区", className="muted")
    fields = [day, words, hidden("area", place.code or ""), where]
    button = html.Button("添加事件", className="button", type="submit")
    return html.Form([*fields, button], action="/views/events/add", method="post", className="event-form")


def _field(key: str, kind: str, label: str, value: str = "", hint: str = "") -> html.Span:
    return html.Span(
        className=f"event-{key}",
        **{
            "data-field": key,
            "data-type": kind,
            "data-label": label,
            "data-value": value,
            "data-placeholder": hint,
        },
    )


def _line(event: Event, areas: dict[str, str], place: Place) -> html.Li:
    facts = subtitle(f"{event.day:%Y-%m-%d}", areas.get(event.area, "全国") if event.area else "全国", event.source)
    if event.is_own and not event.area:
        facts = subtitle(f"{event.day:%Y-%m-%d}", "所有地区", event.source)
    words = html.Div([html.Span(event.words), html.Small(facts)], className="view-words")
    if not event.may_change:
        return html.Li([words])
    kept = [hidden("id", str(event.id)), hidden("area", place.code or "")]
    delete = post_form("/views/events/delete", "删除", *kept, label=f"删除事件“{event.words}”")
    return html.Li([words, html.Div([_change(event, kept), delete], className="view-tools")])


def _change(event: Event, kept: list[Component]) -> html.Details:
    """The form that gives an event another day or other words."""
    label = f"事件“{event.words}”"
    fields = [
        _field("day", "date", f"{label}：哪一天", event.day.isoformat()),
        _field("words", "text", f"{label}：发生了什么", event.words),
    ]
    summary = html.Summary("改", **{"aria-label": f"改{label}"})
    return html.Details([summary, post_form("/views/events/change", "保存", *fields, *kept)], className="fold")
