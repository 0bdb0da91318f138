"""查询语句: the SQL behind what is shown, folded, with a button that copies it (assets/views.js)."""

from __future__ import annotations

from dash import html

from components.icon import icon


def statement(sql: str, file: str, name: str) -> html.Details:
    """The folded statement; `name` tells several on one page apart."""
    copy = html.Button(
        [icon("copy"), html.Span("复制")],
        className="button copy",
        type="button",
        **{"data-copy-from": name, "aria-label": "复制查询语句"},
    )
    words = html.P(f"在 DuckDB 里打开 {file} 粘贴运行，得到同样的数。", className="subtitle")
    shown = html.Pre(html.Code(sql), id=name, className="statement", tabIndex=0)
    return html.Details([html.Summary("查询语句"), words, copy, shown], className="fold sql-fold")
