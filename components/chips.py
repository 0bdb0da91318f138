"""Chips: a choice that says its value, opening a menu of links. Works with keyboard, right click and paste."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dash import html
from dash.development.base_component import Component

from components.icon import icon
from components.state import NOT, State


class Option(NamedTuple):
    """One line of a menu: value in the address (None: no narrowing), its words, a remark."""

    value: str | None
    words: str
    remark: str = ""


def chip(
    label: str,
    value: str,
    body: Sequence[Component],
    chosen: bool = False,
    name: str | None = None,
    unseen: bool = False,
) -> html.Details:
    """A chip reading “label value” with a menu; `chosen` marks a choice that differs from the default."""
    more = {"data-chosen": "yes"} if chosen else {}
    caption = html.Span(label, className="unseen") if unseen else html.Small(label)
    words = [caption, html.Span(value), icon("chevron-down")]
    summary = html.Summary(words, **({"id": f"{name}-summary"} if name else {}))
    return html.Details(
        [summary, html.Div(list(body), className="chip-menu")],
        className="chip",
        **({"id": name} if name else {}),
        **more,
    )


def choice_chip(
    state: State,
    key: str,
    label: str,
    options: Sequence[Option],
    default: str | None = None,
    clear: Sequence[str] = (),
    grid: bool = False,
) -> html.Details:
    """A chip of one choice, `default` when none is made; `clear` are other keys a new choice takes away."""
    current = state[key] or default
    shown = next((option.words for option in options if option.value == current), current or "全部")
    cleared = dict.fromkeys(clear)
    links = [
        html.A(
            [option.words, *([html.Small(option.remark)] if option.remark else [])],
            href=state.link(**{**cleared, key: None if option.value == default else option.value}),
            **({"aria-current": "true"} if option.value == current else {}),
        )
        for option in options
    ]
    body = [html.Div(links, className="chip-grid")] if grid else links
    return chip(label, shown, body, chosen=state[key] not in (None, default))


def several_chip(
    state: State, key: str, label: str, options: Sequence[Option], excluding: bool = True
) -> html.Details:
    """A chip in which several values may be chosen; each link adds or takes one away, 排除 beside it leaves it out."""
    chosen, without = state.values(key), state.values(f"{key}{NOT}")
    nothing = not chosen and not without
    every = state.link(**{key: None, f"{key}{NOT}": None})
    links = [html.A("全部", href=every, **({"aria-current": "true"} if nothing else {})), html.Hr()]
    for option in options:
        link = html.A(
            [option.words, html.Small("已选" if option.value in chosen else option.remark)],
            href=state.toggled(key, option.value),
            **({"aria-current": "true"} if option.value in chosen else {}),
        )
        links.append(html.Div([link, _leave_out(state, key, option)], className="either") if excluding else link)
    body = html.Div(links, **{"data-stay": "yes"})
    return chip(label, _several_words(state, key, options), [body], chosen=not nothing)


def _leave_out(state: State, key: str, option: Option) -> html.A:
    """The small link beside a word that leaves it out, or takes it in again."""
    is_out = option.value in state.values(f"{key}{NOT}")
    words = f"已排除{option.words}，点按取消" if is_out else f"排除{option.words}"
    return html.A(
        "已排除" if is_out else "排除",
        href=state.toggled(f"{key}{NOT}", option.value),
        className="leave-out",
        title=words,
        **{"aria-label": words, **({"aria-current": "true"} if is_out else {})},
    )


def _several_words(state: State, key: str, options: Sequence[Option]) -> str:
    """What is chosen and what is left out: 社会团体、行业协会, 不含志愿团队."""
    known = {option.value: option.words for option in options}
    parts = []
    for mark, words in (("", state.values(key)), ("不含", state.values(f"{key}{NOT}"))):
        if words:
            named = [known.get(word, word) for word in words]
            parts.append(mark + ("、".join(named) if len(named) <= 2 else f"{named[0]}等 {len(named)} 项"))
    return "，".join(parts) or "全部"


def field_form(
    target: str, key: str, label: str, kind: str, value: str | None = None, words: str = "确定", **limits: str
) -> html.Form:
    """A small form of one field; submitting puts the value under `key` into the address `target`."""
    holder = html.Span(
        **{
            "data-field": key,
            "data-type": kind,
            "data-label": label,
            "data-value": value or "",
            **{f"data-{name}": limit for name, limit in limits.items()},
        }
    )
    return html.Form(
        [html.Label(label, **{"aria-hidden": "true"}), holder, html.Button(words, className="button", type="submit")],
        action=target,
    )


def filter_bar(chips: Sequence[Component], words: str = "") -> html.Div:
    """The filters of a page in one row under its title; on paper `words`, beside what components/pills.py says."""
    on_paper = [html.P(words, className="filters-words")] if words else []
    return html.Div([html.Div(list(chips), className="chips"), *on_paper], className="filters")
