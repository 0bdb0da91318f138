"""The looks of a native chart: letters, lines and fills as DrawingML."""

from __future__ import annotations

from reports.colours import colour

LATIN, CHINESE = "Arial", "微软雅黑"
UPWARDS = ' rot="-5400000" vert="horz"'
INK = "text"


def fill(token: str) -> str:
    """A plain fill in the colour of a token."""
    return f'<a:solidFill><a:srgbClr val="{colour(token)}"/></a:solidFill>'


def letters(tag: str, size: float, token: str = INK, more: str = "") -> str:
    """Size, colour and fonts of a text as the element `tag`."""
    return (
        f'<a:{tag}{more} sz="{round(size * 100)}" b="0">{fill(token)}'
        f'<a:latin typeface="{LATIN}"/><a:ea typeface="{CHINESE}"/></a:{tag}>'
    )


def text_style(size: float, token: str = INK) -> str:
    """The look of the texts of a part of the chart."""
    return (
        f"<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>{letters('defRPr', size, token)}</a:pPr>"
        '<a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
    )


def line(token: str) -> str:
    """A hairline in the colour of a token."""
    return f'<c:spPr><a:ln w="9525">{fill(token)}</a:ln></c:spPr>'


NO_LINE = "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>"
EMPTY = "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
