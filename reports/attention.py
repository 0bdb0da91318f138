"""需要留意 as a table: what, how many, whom it is about, and why it is a matter of attention."""

from __future__ import annotations

import re

from dash import html
from dash.development.base_component import Component

from reports.content import Column, Figure, Table
from reports.plain import HEADINGS, children_of, classes_of, plain

MOST_NAMES = 6
COLUMNS = (Column("事项"), Column("数量"), Column("情况"), Column("为什么提醒"))
AMOUNT = re.compile(r"^(?P<name>.*?) (?P<amount>[0-9,.万亿]+ ?\S*)$")
BETWEEN_NAMES = re.compile(r"、(?![^（）]*）)")
WHY = "为什么提醒："
WHOLE = re.compile(r"\s*全部名单（[0-9,]+）$")


def alarms_figure(part: Component, title: str, subtitle: str, foot: str) -> Figure:
    """The list of alarms of a page."""
    rows = tuple(_row(item) for item in children_of(part) if isinstance(item, html.Li))
    kept = [place for place in range(len(COLUMNS)) if any(row[place] for row in rows)]
    columns = tuple(COLUMNS[place] for place in kept)
    return Figure(
        title, subtitle, foot, table=Table(title, columns, tuple(tuple(row[place] for place in kept) for row in rows))
    )


def _row(item: Component) -> tuple[str, str, str, str]:
    inside = children_of(item)
    head = plain(next(one for one in inside if "alarm-head" in classes_of(one) or isinstance(one, HEADINGS)))
    said = [plain(one) for one in inside if isinstance(one, html.P) and "alarm-head" not in classes_of(one)]
    more = [one for fold in inside if isinstance(fold, html.Details) for one in children_of(fold)]
    why = [plain(one) for one in more if "why" in classes_of(one)]
    names = [WHOLE.sub("", plain(one)) for one in more if isinstance(one, html.P) and "why" not in classes_of(one)]
    found = AMOUNT.match(head)
    name, amount = (found["name"], found["amount"]) if found else (head, "")
    return name, amount, _told(said, names), "".join(why).removeprefix(WHY)


def _told(said: list[str], names: list[str]) -> str:
    """The words with as many names as a row has room for; the others are counted."""
    words = "；".join(said)
    if not names or not names[0]:
        return words
    start = words.partition("：")[0]
    listed, _, whole = names[0].partition("等 ")
    shown = BETWEEN_NAMES.split(listed)
    count = whole or f"{len(shown)} 个"
    more = f"等 {count}" if len(shown) > MOST_NAMES or whole else ""
    return f"{start}：{'、'.join(shown[:MOST_NAMES])}{more}"
