"""The house around every page: skip link, menu, top bar, page, side panel; and the HTML it arrives in."""

from __future__ import annotations

from dash import dcc, html

from components.scripts import grid_address, plotly_address
from components.states import skeleton
from components.tree import Tree, plant

INDEX = f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
{{%metas%}}
<title>{{%title%}}</title>
{{%favicon%}}
<link rel="preload" as="script" href="{{%library%}}">
<meta name="charts" content="{plotly_address()}">
<meta name="grid" content="{grid_address()}">
<script src="/assets/theme.js" data-ahead></script>
{{%css%}}
</head>
<body>
<p class="old-browser" role="alert">您的浏览器版本较旧，请换用 2023 年以后的 Chrome、Edge 或 Firefox。</p>
<noscript><p class="old-browser" style="display:block">本系统需要浏览器启用 JavaScript。</p></noscript>
{{%app_entry%}}
<footer>
{{%config%}}
{{%scripts%}}
{{%renderer%}}
</footer>
</body>
</html>"""


def layout() -> html.Div:
    """What every visit starts with; holds no data."""
    return html.Div(
        [
            dcc.Location(id="url", refresh=False),
            *[dcc.Store(id=name) for name in ("asked", "asked-panel", "title", "drawn", "shown", "drilled")],
            html.A("跳到正文", href="#main", className="skip"),
            Tree(id="menu", tag="nav", attributes={"className": "menu", "aria-label": "主菜单"}),
            html.Div(
                [
                    Tree(id="topbar", tag="header", attributes={"className": "topbar"}),
                    html.Main(Tree(id="page", tree=plant(skeleton(7, 5, 12, cards=5))[0]), id="main", tabIndex=-1),
                ],
                className="column",
            ),
            Tree(
                id="panel",
                tag="aside",
                attributes={"className": "panel", "role": "dialog", "aria-label": "口径与来源"},
            ),
        ],
        className="shell",
    )
