"""The words of a part of a page as one plain Chinese text: links and numbers as they read, buttons and icons gone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dash import dcc, html
from dash.development.base_component import Component

ENDS = "。；：，、！？"
BLOCKS = (html.P, html.Div, html.Li, html.Section, html.H2, html.H3, html.H4, html.Ul, html.Ol, html.Details)
LEFT_OUT = (html.Button, html.Form, html.Nav, html.Summary, html.Script, html.Iframe, dcc.Graph)
HIDDEN = frozenset({"unseen", "tool", "button", "chip", "chart-tools", "icon", "screen-only", "pills", "filters"})
HEADINGS = (html.H2, html.H3, html.H4)
NUMBER_END = re.compile(r"[0-9万亿%—]$")
CHINESE = r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
GAP_IN_CHINESE = re.compile(rf"(?<={CHINESE}) +(?={CHINESE})|(?<=[0-9]) (?=%)")
FOR_HANDS = re.compile(r"^(点|再点|可以?换|可再按|可以在|请|灰线为|虚线为)|可在数据明细中查到$")


def classes_of(part: object) -> set[str]:
    """The class names of a component."""
    return set((getattr(part, "className", None) or "").split())


def is_hidden(part: object) -> bool:
    """Whether a part is there for hands only: buttons, menus, icons, what screen readers alone read."""
    return isinstance(part, LEFT_OUT) or bool(classes_of(part) & HIDDEN)


def children_of(part: object) -> list[object]:
    """What is inside a component or a list, as a list without empty places."""
    inside = part if isinstance(part, (list, tuple)) else getattr(part, "children", None)
    listed = inside if isinstance(inside, (list, tuple)) else [inside]
    return [one for one in listed if one is not None and one != ""]


def plain(part: object) -> str:
    """All words of a part. What stands small behind a number is its unit, behind a name a remark in brackets."""
    return tidy(_text(part))


def _text(part: object) -> str:
    if part is None or is_hidden(part):
        return ""
    if isinstance(part, html.Br):
        return "\n"
    if not isinstance(part, (list, tuple, Component)):
        return str(part)
    found = ""
    for one in _told(part):
        found = _joined(found, one)
    return found


def _told(part: object) -> Iterator[object]:
    """The children; a list that is repeated for print is read once, from what is printed."""
    inside = children_of(part)
    printed = any("in-print" in classes_of(one) for one in inside)
    for one in inside:
        if not (printed and isinstance(one, html.Details)):
            yield one


def _joined(before: str, part: object) -> str:
    words = _text(part)
    if not words or not before:
        return before + words
    if isinstance(part, html.Small):
        return f"{before} {words}" if NUMBER_END.search(before) else f"{before}（{words.strip()}）"
    if isinstance(part, BLOCKS):
        return f"{before}\n{words}"
    if "value" in classes_of(part):
        return f"{before} {words}"
    return before + words


def tidy(text: str) -> str:
    """Lines become parts of one sentence, gaps between Chinese letters close."""
    lines = [line for raw in text.split("\n") if (line := " ".join(raw.replace("\u3000", " ").split()))]
    found = ""
    for line in lines:
        found += line if not found or found[-1] in ENDS else f"；{line}"
    return GAP_IN_CHINESE.sub("", found)


def sentence_of(text: str) -> str:
    """The text with its full stop."""
    text = text.rstrip("；，、 ")
    return text if not text or text[-1] in "。！？：" else f"{text}。"


def read_only(words: str, signs: str = "；。") -> str:
    """A subtitle or foot without the clauses that say where to click: nothing can be clicked on paper."""
    kept = "".join(clause for clause in _clauses(words, signs) if not FOR_HANDS.search(clause.strip(f" {signs}")))
    if kept and words.endswith("。") and not kept.endswith("。"):
        kept = f"{kept.rstrip(signs + ' ')}。"
    return kept.rstrip(" ·")


def _clauses(words: str, signs: str) -> list[str]:
    """The parts of a text, each with the sign that ends it."""
    return re.findall(rf"[^{signs}]+[{signs}]*\s*", words)
