"""Headline figures as cards in Word: a table of boxes, each with its name, its number and what it is held against."""

from __future__ import annotations

import re

from docx.oxml.xmlchemy import BaseOxmlElement

from figures.numbers import compact, rounding, signed
from reports.colours import colour
from reports.content import Headline
from reports.word.styles import CARD_STYLES
from reports.word.xml import paragraph, run, w

TWIPS = 567
NAME, NUMBER, CHANGE, DETAIL = CARD_STYLES
DIGITS = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
BETTER = {("good", True): "good", ("good", False): "bad", ("bad", True): "bad", ("bad", False): "good"}


def cards(items: tuple[Headline, ...], styles: dict[str, str], width: float) -> BaseOxmlElement:
    """The cards, at most five beside each other, `width` centimetres wide together."""
    beside = 5 if len(items) > 8 or len(items) == 5 else min(len(items), 4)
    one = width / beside
    edge = {"val": "single", "sz": 4, "space": 0, "color": colour("line")}
    borders = w("tblBorders", *(w(side, **edge) for side in ("top", "left", "bottom", "right", "insideH", "insideV")))
    margins = w("tblCellMar", *(w(side, w=80, type="dxa") for side in ("top", "left", "bottom", "right")))
    shape = w(
        "tblPr",
        w("tblW", w=round(width * TWIPS), type="dxa"),
        w("jc", val="center"),
        borders,
        w("tblLayout", type="fixed"),
        margins,
    )
    grid = w("tblGrid", *(w("gridCol", w=round(one * TWIPS)) for _ in range(beside)))
    rows = []
    for start in range(0, len(items), beside):
        row = [*items[start : start + beside], *([None] * beside)][:beside]
        rows.append(w("tr", w("trPr", w("cantSplit")), *(_card(item, one, styles) for item in row)))
    return w("tbl", shape, grid, *rows)


def _card(item: Headline | None, wide: float, styles: dict[str, str]) -> BaseOxmlElement:
    box = w("tc", w("tcPr", w("tcW", w=round(wide * TWIPS), type="dxa")))
    if item is None:
        box.append(paragraph(styles[DETAIL]))
        return box
    box.append(paragraph(styles[NAME], item.name))
    if item.value is None:
        box.append(paragraph(styles[NUMBER], "—"))
        box.append(paragraph(styles[DETAIL], item.missing or "没有数值"))
    else:
        number = run(compact(item.value, item.decimals), bold=True)
        box.append(paragraph(styles[NUMBER], number, _small(f" {item.unit}")))
    for words, paint in card_lines(item):
        box.append(paragraph(styles[CHANGE] if paint else styles[DETAIL], _painted(words, paint)))
    return box


def card_lines(item: Headline) -> list[tuple[str, str]]:
    """What stands under the number, each line with the token of its colour or none: change, target, detail."""
    lines = []
    if item.value is not None and item.before is not None:
        difference = rounding(item.value - item.before, item.decimals)
        unit = " 个百分点" if item.unit == "%" else ""
        mark = "▲ " if difference > 0 else "▼ " if difference < 0 else ""
        places = 0 if difference == int(difference) and item.unit == "元" else item.decimals
        words = f"{mark}{signed(difference, places)}{unit}" if difference else "持平"
        paint = BETTER.get((item.rising_is, difference > 0), "muted") if difference else "muted"
        lines.append((f"{item.before_words or '较上年'} {words}", paint))
    if item.goal is not None:
        lines.append((_goal(item), ""))
    if item.detail:
        lines.append((item.detail, ""))
    return lines


def _goal(item: Headline) -> str:
    """The target with its words, its number said once."""
    number = compact(item.goal, item.decimals)
    said = [float(one.replace(",", "")) for one in DIGITS.findall(item.goal_words)]
    if number in item.goal_words or item.goal in said:
        return item.goal_words
    unit = item.unit if item.unit == "%" else f" {item.unit}"
    return f"目标 {number}{unit}{f'（{item.goal_words}）' if item.goal_words else ''}"


def _small(words: str) -> BaseOxmlElement:
    made = run(words)
    made.insert(0, w("rPr", w("color", val=colour("muted")), w("sz", val=18), w("szCs", val=18)))
    return made


def _painted(words: str, paint: str) -> BaseOxmlElement:
    made = run(words)
    if paint:
        made.insert(0, w("rPr", w("color", val=colour(paint))))
    return made
