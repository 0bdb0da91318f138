"""年度成效报告: the links under which a page's year is sent as Word, PowerPoint and Excel, and the way to print it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from dash import html

from components.chips import chip
from components.icon import icon
from components.page import find
from components.state import State, address

KINDS = (
    ("docx", "Word", "可编辑的文稿"),
    ("pptx", "PowerPoint", "可编辑的演示文稿"),
    ("xlsx", "Excel", "每章一表，数与图"),
)
WHOLE = "all"
AREA_CHOICES = ("year", "basis", "universe")
NOT_OF_A_YEAR = ("area", "q", "level", "hub", "as_of")


def hub_choices() -> tuple[str, ...]:
    """The keys of the address of a hub's year that its report follows."""
    page = find("/hubs")
    keys = (*page.controls, *page.filters) if page else ("year", "universe", "figure")
    return tuple(key for key in dict.fromkeys(keys) if key not in NOT_OF_A_YEAR)


def hub_report_menu(state: State, hub_id: str) -> html.Details:
    """The report of the hub's year that this address shows."""
    return _menu(f"/api/v1/reports/hubs/{quote(hub_id, safe='')}", state, hub_choices())


def area_report_menu(state: State) -> html.Details:
    """The report of the area and year that this address shows."""
    return _menu(f"/api/v1/reports/areas/{quote(state['area'] or WHOLE, safe='')}", state, AREA_CHOICES)


def _menu(path: str, state: State, keys: Sequence[str]) -> html.Details:
    chosen = {key: state.choices[key] for key in keys if key in state.choices}
    links = [
        html.A(
            [words, html.Small(remark)],
            href=address(path, {**chosen, "format": (kind,)}),
            **{"data-get": "", "download": ""},
        )
        for kind, words, remark in KINDS
    ]
    printed = html.Button(
        [icon("printer"), html.Span("打印或存为 PDF")],
        type="button",
        className="menu-button",
        **{"data-action": "print"},
    )
    note = html.P("内容是本页这一年的全部，图在文件里可以改。", className="menu-note")
    return chip("年度成效报告", "下载", [*links, printed, html.Hr(), note], name="report-menu")
