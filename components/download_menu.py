"""下载: what a picture or a box can be taken home as. The menu says how many rows before anything is written.

Only its words travel with the page; assets/pictures.js fills the menu when it is opened, out of these attributes and
the address of the page's own export in the top bar.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from components.behind import Framed
from components.icon import icon


def download_menu(
    title: str, tables: Sequence[Framed], records: str | None = None, has_picture: bool = False
) -> list[Component]:
    """The menu of some tables, of a picture, and the way to the records behind; nothing when there is none of them."""
    if not tables and not has_picture:
        return []
    listed = [[one.name, one.title, one.table.length] for one in tables]
    given = {
        "data-sheets": json.dumps(listed, ensure_ascii=False, separators=(",", ":")),
        "data-title": title,
        **({"data-records": records} if records else {}),
        **({"data-picture": "yes"} if has_picture else {}),
    }
    label = f"{title}：下载"
    head = html.Summary(icon("download"), className="tool", title=label, **{"aria-label": label})
    return [html.Details([head, html.Div(className="chip-menu")], className="chip download", **given)]
