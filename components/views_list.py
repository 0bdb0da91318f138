"""我的视图: the saved views as a list with their links, and what became of the last change."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from dash import html
from dash.development.base_component import Component

from components.icon import icon
from components.page import find
from components.state import State
from components.states import notice
from components.views_chip import copy_button, hidden
from components.words import answer, box, figure, subtitle
from views import store
from views.store import LONGEST_NAME, View

HERE = ZoneInfo("Asia/Shanghai")
NO_VIEWS = "在任何一页选好地区、年份和筛选，点顶栏的“视图”，就能起名保存，并得到一个可以发给同事的短链接。"


def sentence(views: list[View]) -> html.P:
    """How many views there are."""
    return answer("保存了 ", figure(len(views), "个视图"), "；把短链接发给能打开本系统的同事，看到的是同样的条件。")


def came_of(state: State) -> list[Component]:
    """What became of the last change: saved under a link, or taken away with a way back."""
    if removed := _view(state["removed"]):
        form = post_form("/views/restore", "撤销", hidden("code", removed.code))
        words = html.P(
            [f"已删除“{removed.name}”，它的短链接不能再打开。", form], className="banner undo", role="status"
        )
        return [words] if removed.is_deleted else []
    if saved := _view(state["saved"]):
        return [html.P([f"已保存“{saved.name}”，短链接 ", html.Code(saved.link), copy_button(saved)],
                       className="banner undo", role="status")]  # fmt: skip
    return []


def _view(code: str | None) -> View | None:
    return store.find_own(code) if code else None


def views_box(views: list[View]) -> Component:
    """Every view: its name leads to it; link, page, day; rename and delete."""
    content = [_line(view) for view in views]
    return box(
        "保存的视图",
        subtitle("新的在前", f"{len(views)} 个"),
        html.Ul(content, className="views-list") if content else notice("还没有保存的视图", NO_VIEWS),
        foot="视图只记住条件，不记住数：数据更新后，打开看到的是新数。删除的最近 100 个，三十天内可以撤销。",
        span=12,
    )


def _line(view: View) -> html.Li:
    page = find(view.address.partition("?")[0])
    facts = subtitle(page.name if page else "", day_words(view.created_at), view.link)
    return html.Li(
        [
            html.Div([html.A(view.name, href=view.address), html.Small(facts)], className="view-words"),
            html.Div([copy_button(view), _rename(view), _delete(view)], className="view-tools"),
        ]
    )


def _rename(view: View) -> html.Details:
    label = f"“{view.name}”的新名字"
    field = html.Span(
        **{"data-field": "name", "data-type": "text", "data-label": label, "data-value": view.name,
           "data-pattern": f".{{1,{LONGEST_NAME}}}"},
    )  # fmt: skip
    summary = html.Summary("改名", **{"aria-label": f"改名：{view.name}"})
    return html.Details(
        [summary, post_form("/views/rename", "保存", field, hidden("code", view.code))], className="fold"
    )


def _delete(view: View) -> html.Form:
    return post_form("/views/delete", "删除", hidden("code", view.code), label=f"删除“{view.name}”")


def post_form(action: str, words: str, *fields: Component, label: str = "") -> html.Form:
    """A small form with one button; works without a script."""
    named = {"aria-label": label, "title": label} if label else {}
    button = html.Button(
        [icon("x-lg"), words] if words == "删除" else words, className="button", type="submit", **named
    )
    return html.Form([*fields, button], action=action, method="post", className="post-form")


def day_words(moment: datetime) -> str:
    """The day and the minute here, as people write them."""
    return f"{moment.astimezone(HERE):%Y-%m-%d %H:%M}"
