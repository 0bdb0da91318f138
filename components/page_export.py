"""导出本页: the address under which the content of a page is sent as a workbook, and the link to it in the top bar."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.icon import icon
from components.page import Page
from components.state import VIEW_ONLY, State, address


def name_of(page: Page) -> str:
    """What addresses of exports call a page."""
    return page.path.strip("/").replace("/", "-") or "overview"


def export_address(page: Page, state: State, kind: str = "xlsx") -> str:
    """The address of what the page shows now, with those choices that it understands."""
    read = page.understands() - set(VIEW_ONLY)
    chosen = {key: values for key, values in state.choices.items() if key in read}
    return address(f"/api/v1/pages/{name_of(page)}", {**chosen, "format": (kind,)})


def export_link(page: Page, state: State) -> list[Component]:
    """The link of a page that can be taken home; assets/downloads.js says how far it is and what went wrong."""
    if not page.is_exported:
        return []
    words = "导出本页：一个 Excel 工作簿，每张图表一个工作表，最后是说明"
    link = html.A(
        [icon("file-earmark-excel"), html.Span("导出本页", className="wide-only")],
        href=export_address(page, state),
        className="button button-plain",
        title=words,
        **{"data-get": "", "data-page-export": "", "aria-label": "导出本页"},
    )
    return [link]
