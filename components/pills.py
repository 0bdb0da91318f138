"""Every narrowing of a page as a chip that takes it away, under the row of filters; on paper a sentence in its head."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from components.filter_words import Said, in_words, said
from components.icon import icon
from components.page import Page
from components.state import State

ABOVE = ("explore-controls", "filters", "page-head")


def with_pills(parts: Sequence[Component], state: State, page: Page) -> list[Component]:
    """The parts of a page with its pills behind its row of filters, or behind its head where it has none; and right
    behind the head, for paper, everything that was chosen as one sentence."""
    if page.words is not None:
        return list(parts)
    head, behind = _behind(parts, ("page-head",)), _behind(parts, ABOVE)
    sentence = html.P(in_words(state, page), className="filters-words paper-words")
    return [*parts[:head], sentence, *parts[head:behind], pills(state, page), *parts[behind:]]


def pills(state: State, page: Page) -> html.Div:
    """One pill per choice and a way to clear them all."""
    found = said(state, page)
    keys = [key for one in found for key in one.keys]
    clear = [html.A("清除全部", href=state.link(**dict.fromkeys(keys)), className="tool")] if len(found) > 1 else []
    row = [html.Div([*[_pill(state, one) for one in found], *clear], className="pills", role="group", **_LABEL)]
    return html.Div(row if found else [], className="said", **{"data-said": in_words(state, page)})


_LABEL = {"aria-label": "现在的条件"}


def _pill(state: State, one: Said) -> html.A:
    words = f"{one.words}（不起作用）" if one.idle else one.words
    return html.A(
        [words, icon("x-lg")],
        href=state.link(**dict.fromkeys(one.keys)),
        className="pill pill-idle" if one.idle else "pill",
        title="这个指标没有这一项；去掉这个条件" if one.idle else "去掉这个条件",
        **{"aria-label": f"去掉条件：{words}"},
    )


def _behind(parts: Sequence[Component], above: Sequence[str]) -> int:
    """The place behind the first of these rows that stands near the top, else the beginning."""
    names = [getattr(part, "className", None) for part in parts[:6]]
    return next((names.index(name) + 1 for name in above if name in names), 0)
