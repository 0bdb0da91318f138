"""The bar on top: where (with search), when, on which basis, in which universe; how old the data are; print; theme."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from access import present
from access.roles import May
from components.chips import Option, chip, choice_chip, field_form
from components.icon import icon
from components.moment import Moment
from components.page import Page
from components.page_export import export_link
from components.place import WHOLE, Place
from components.scoped import home_area, own_hub
from components.state import State
from components.topbar_person import on_paper, person_chip
from components.views_chip import views_chip
from indicators.warehouse import Snapshot, ask

UNIVERSES = (
    Option("登记备案", "登记+备案", "依法登记的与街道备案的"),
    Option("登记", "登记", "只数依法登记的"),
    Option("全部", "全部", "另加未登记的志愿团队"),
)
UNIVERSE_WORDS = {option.value: option.words for option in UNIVERSES}
BASES = (
    Option("常住人口", "常住人口"),
    Option("户籍人口", "户籍人口"),
    Option("辖区总人口", "辖区总人口", "常住与户籍以外的在内"),
)


def topbar(
    state: State, page: Page, place: Place | None, moment: Moment | None, now: Snapshot | None
) -> list[Component]:
    """The content of the bar; without data only the title, print and theme remain."""
    chips = _chips(state, page, moment) if moment else []
    return [
        html.Button(
            icon("list"),
            className="button button-plain menu-open",
            type="button",
            **{"data-action": "drawer", "aria-label": "打开菜单", "aria-controls": "menu"},
        ),
        html.Span("五社联动分析台", className="topbar-title", **{"data-page": page.name}),
        html.Div(_place(state, place) if place and "area" in page.controls else [], className="topbar-place"),
        html.Div(chips, className="chips"),
        html.Div(
            [*_age(now), *(_taken_home(state, page) if now else []), *_buttons(), *person_chip()],
            className="topbar-side",
        ),
        *on_paper(),
    ]


def _taken_home(state: State, page: Page) -> list[Component]:
    """What keeps the page: a view with a link, a workbook; an unknown page has nothing to keep.

    Both are for those who may read; a workbook is for those who may take rows home.
    """
    kept = page.name and page.path != "/views" and present.may(May.READ)
    return [*([views_chip(state, page)] if kept else []), *(export_link(page, state) if present.may(May.ROWS) else [])]


def _place(state: State, place: Place) -> list[Component]:
    if own_hub():
        return [html.Nav(html.Ol([_crumb(state, "", place.name, True)], className="crumbs"), **_WHERE)]
    steps = [*([] if home_area() else [("", WHOLE)]), *place.within]
    hidden = steps[1:-2] if len(steps) > LONGEST else []
    shown = [step for step in steps if step not in hidden]
    items = [_crumb(state, code, name, code == (place.code or "")) for code, name in shown]
    if hidden:
        code, _ = hidden[-1]
        path = " / ".join(name for _, name in hidden)
        items.insert(1, html.Li(html.A("…", href=state.link(area=code), title=path, **{"aria-label": path})))
    crumbs = html.Nav(html.Ol(items, className="crumbs"), **_WHERE)
    return [crumbs, _search(state, place)]


def _crumb(state: State, code: str, name: str, here: bool) -> html.Li:
    return html.Li(html.Span(name, **_HERE) if here else html.A(name, href=state.link(area=code or None)))


LONGEST = 4
_WHERE = {"aria-label": "所在地区"}
_HERE = {"aria-current": "location"}


def _search(state: State, place: Place) -> html.Details:
    target = state.link(area=None)
    holder = html.Span(
        **{
            "data-field": "q",
            "data-type": "search",
            "data-search": "yes",
            "data-label": "按名称或代码查找地区",
            "data-placeholder": "名称或代码，如 凯旋、330114",
            "data-target": target,
            "data-value": "",
        }
    )
    children = ask("areas_with_data_below", area=place.code, level=place.next_level) if place.level < 5 else []
    links = [html.A(row["name"], href=state.link(area=row["area_code"])) for row in children[:60]]
    listed = [html.Hr(), html.P(f"有数据的{place.below}", className="menu-note"), *links] if links else []
    above = [html.A(name, href=state.link(area=code)) for code, name in place.within[:-1]]
    if above:
        listed = [*listed, html.Hr(), html.P("上级", className="menu-note"), *above]
    body = [
        html.Form(holder, action=target, role="search"),
        html.Div(id="area-results", **{"aria-live": "polite"}),
        *listed,
    ]
    return chip("查找地区", "查找或换地区", body, name="area-chip", unseen=True)


def _chips(state: State, page: Page, moment: Moment) -> list[Component]:
    found: list[Component] = []
    if "year" in page.controls:
        found.append(_time(state, page, moment))
    if "basis" in page.controls:
        found.append(choice_chip(state, "basis", "人口", BASES, default=BASES[0].value))
    if "universe" in page.controls:
        found.append(choice_chip(state, "universe", "口径", UNIVERSES, default=UNIVERSES[0].value))
    return found


def _time(state: State, page: Page, moment: Moment) -> html.Details:
    links = [
        html.A(
            str(year),
            href=state.link(year=None if year == moment.last_year else year, as_of=None),
            **({"aria-current": "true"} if not moment.day and year == moment.year else {}),
        )
        for year in reversed(moment.years)
    ]
    body: list[Component] = [html.Div(links, className="chip-grid")]
    if "as_of" in page.controls:
        day = moment.day.isoformat() if moment.day else ""
        body += [
            html.Hr(),
            field_form(state.link(year=None, as_of=None), "as_of", "截至日期", "date", day),
            html.P("填日期则按名录上的日期数到那一天，不看年末快照。", className="menu-note"),
        ]
    value = moment.words if moment.day else f"{moment.year}年"
    return chip("时间", value, body, chosen=bool(state["year"] or state["as_of"]), name="year-chip")


def _age(now: Snapshot | None) -> list[Component]:
    if now is None:
        return []
    demonstration = [html.Span("演示数据", className="badge", title="这些记录是为演示生成的，不是真实数据")]
    day = html.Span(f"数据截至 {now.data_date:%Y-%m-%d}", className="data-date", title=f"数据版本 {now.build}")
    return [day, *(demonstration if now.is_demonstration else [])]


def _buttons() -> list[Component]:
    return [
        html.Button(
            [icon("printer"), html.Span("打印", className="wide-only")],
            className="button button-plain",
            type="button",
            title="打印本页（A4）",
            **{"data-action": "print", "aria-label": "打印本页"},
        ),
        html.Button(
            icon("circle-half"),
            className="button button-plain",
            type="button",
            title="切换浅色与深色",
            **{"data-action": "theme", "aria-label": "切换浅色与深色"},
        ),
    ]
