"""What a page or a part of it shows when there is nothing to show: why, and what to do; never a blank."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from inspect import signature

from dash import html
from dash.development.base_component import Component

from components.behind import Failure, keep
from components.icon import icon
from indicators.errors import ChoiceError, NoWarehouse, OutdatedWarehouse, UnknownIndicator


def notice(title: str, words: str, *more: Component, kind: str = "empty", span: int = 12) -> html.Div:
    """A quiet box: what is the case, why, and what to do. `kind` is empty, warning or error."""
    sign = {"empty": "inbox", "warning": "exclamation-triangle", "error": "exclamation-circle"}[kind]
    role = {"role": "alert"} if kind == "error" else {}
    return html.Div(
        [icon(sign), html.Div([html.P(title, className="notice-title"), html.P(words), *more])],
        className=f"notice notice-{kind} span-{span}",
        **role,
    )


def unpublished(error: NoWarehouse) -> html.Div:
    """Nothing has been published yet, or nothing that this program can read."""
    title = "数据版本与程序版本不符" if isinstance(error, OutdatedWarehouse) else "数据尚未发布"
    return notice(title, error.hint, kind="warning")


def refused(error: ChoiceError | UnknownIndicator, home: str) -> html.Div:
    """A choice in the address that cannot be answered, with a way back."""
    back = html.P(html.A("回到本页的默认条件", href=home))
    return notice(error.message, error.hint or "请检查地址里的条件。", back, kind="warning")


def failed(number: str, rest: str = "本页其余部分仍可使用。", span: int = 12) -> html.Div:
    """Something broke; the number finds it in the log."""
    shown = notice(
        f"这里出错了（编号 {number}）",
        f"{rest}请把编号告诉系统管理员，日志里有同一编号的记录。",
        kind="error",
        span=span,
    )
    return keep(shown, Failure(number))


def log_failure(what: str, error: Exception) -> str:
    """Write the failure to the log under a number and return the number."""
    number = secrets.token_hex(4)
    logging.getLogger("wushe").error("错误编号 %s：%s", number, what, exc_info=error)
    return number


def guarded(draw: Callable[..., Component], *args: object, span: int = 12, **kwargs: object) -> Component:
    """One part of a page drawn so that its failure stays its own: the others are still shown.

    A function that takes a `span` is told how many columns wide it is; a failure takes as many.
    """
    try:
        width = {"span": span} if "span" in signature(draw).parameters else {}
        return draw(*args, **width, **kwargs)
    except (ChoiceError, UnknownIndicator) as error:
        return notice(error.message, error.hint or "请换一个条件。", span=span)
    except Exception as error:  # noqa: BLE001 - the one place where a part may fail without taking the page along
        return failed(log_failure(draw.__name__, error), span=span)


def skeleton(*spans: int, cards: int = 0) -> html.Div:
    """The grey shape of a page while it is drawn: a sentence, cards, frames of the given widths."""
    parts = [html.Div(className="bone bone-head"), html.Div(className="bone bone-answer")]
    if cards:
        parts.append(html.Div([html.Div(className="bone bone-card") for _ in range(cards)], className="cards"))
    frames = [html.Div(className=f"bone bone-frame span-{span}") for span in spans]
    return html.Div([*parts, html.Div(frames, className="grid")], className="skeleton", **{"aria-hidden": "true"})
