"""The house around every page: skip link, menu, top bar, page, side panel; and the HTML it arrives in."""

from __future__ import annotations

from dash import dcc, html

from components.states import skeleton

INDEX = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
{%metas%}
<title>{%title%}</title>
{%favicon%}
<script src="/assets/theme.js"></script>
{%css%}
</head>
<body>
<p class="old-browser" role="alert">您的浏览器版本较旧，页面可能显示不全。请换用 2023 年以后的 Chrome、Edge 或 Firefox。</p>
<noscript><p class="old-browser" style="display:block">本系统需要浏览器启用 JavaScript。</p></noscript>
{%app_entry%}
<footer>
{%config%}
{%scripts%}
{%renderer%}
</footer>
</body>
</html>"""

WAITING = "<div class='_dash-loading'>正在打开……</div>"


def layout() -> html.Div:
    """What every visit starts with; holds no data."""
    return html.Div(
        [
            dcc.Location(id="url", refresh=False),
            *[dcc.Store(id=name) for name in ("asked", "asked-panel", "title", "drawn", "shown", "drilled")],
            html.A("跳到正文", href="#main", className="skip"),
            html.Nav(id="menu", className="menu", **{"aria-label": "主菜单"}),
            html.Div(
                [
                    html.Header(id="topbar", className="topbar"),
                    html.Main(
                        [html.Div(skeleton(7, 5, 12, cards=5), id="page"), html.Div(id="page-bones", hidden=True)],
                        id="main",
                        tabIndex=-1,
                    ),
                ],
                className="column",
            ),
            html.Aside(id="panel", className="panel", role="dialog", **{"aria-label": "口径与来源"}),
        ],
        className="shell",
    )
