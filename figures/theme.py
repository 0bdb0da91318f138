"""The one theme of all pictures.

Colours are names of tokens, never values: "@accent" stands for the CSS variable --accent of assets/tokens.css, and
assets/plotly-theme.js puts the value of the current theme in its place at the moment of drawing. So a figure made
once is right in light, in dark and on paper, and every colour lives in one file.
"""

from __future__ import annotations

FONT = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif"
TEXT, MUTED, FAINT = "@text", "@muted", "@faint"
LINE, GRID, SURFACE = "@line", "@grid", "@surface"
ACCENT, ACCENT_SOFT, BAR = "@accent", "@accent-soft", "@bar"
TARGET, WARNING, MISSING, CLEAR = "@target", "@warning", "@missing", "rgba(0,0,0,0)"
SEQUENCE = [f"@seq-{step}" for step in range(7)]
CATEGORIES = [f"@cat-{step}" for step in range(1, 8)]
OTHER = "@cat-other"
FIVE_PARTS = {
    "社区": "@cat-1",
    "社会组织": "@cat-2",
    "社会工作者": "@cat-3",
    "社区志愿者": "@cat-4",
    "社会慈善资源": "@cat-5",
}
GRADES = {
    "年度梯队": {"基础": "@grade-2", "良好": "@grade-3", "优秀": "@grade-5"},
    "评估等级": {f"{grade}A": f"@grade-{grade}" for grade in range(1, 6)},
    "党组织星级": {f"{word}星": f"@grade-{place}" for place, word in enumerate("一二三四五", 1)},
    "志愿团队星级": {f"{word}星": f"@grade-{place}" for place, word in enumerate("一二三四五", 1)},
}
SOURCES = {
    "财政资金": "@cat-1",
    "福彩公益金": "@cat-2",
    "企业": "@cat-3",
    "基金会": "@cat-4",
    "社会捐赠": "@cat-5",
    "服务收入": "@cat-6",
    "其他": OTHER,
}
OUTCOMES = {"立项": "@cat-2", "在评": "@cat-5", "撤回": "@cat-7", "未通过": OTHER}
LABEL_SIZE = 12.5
HATCH = {"shape": "/", "fgcolor": MISSING, "bgcolor": CLEAR, "size": 6, "solidity": 0.18}


def layout(height: int, left: int = 8, right: int = 8, top: int = 8, bottom: int = 28, **more: object) -> dict:
    """The layout every figure starts from: no title (the frame has it), no grid noise, nothing to drag."""
    return {
        "height": height,
        "margin": {"l": left, "r": right, "t": top, "b": bottom, "pad": 0},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "font": {"family": FONT, "size": LABEL_SIZE, "color": TEXT},
        "hoverlabel": {
            "bgcolor": SURFACE,
            "bordercolor": LINE,
            "font": {"family": FONT, "size": 13, "color": TEXT},
            "align": "left",
        },
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "separators": ".,",
        **more,
    }


def value_axis(**more: object) -> dict:
    """An axis of magnitudes: starts at zero, hairline grid, quiet labels."""
    return {
        "rangemode": "tozero",
        "fixedrange": True,
        "showgrid": True,
        "gridcolor": GRID,
        "gridwidth": 1,
        "zeroline": True,
        "zerolinecolor": LINE,
        "zerolinewidth": 1,
        "tickfont": {"color": MUTED, "size": 12},
        "nticks": 5,
        "exponentformat": "none",
        "separatethousands": True,
        **more,
    }


def name_axis(**more: object) -> dict:
    """An axis of names: no grid, no line, full-strength labels."""
    return {
        "type": "category",
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "tickfont": {"color": TEXT, "size": LABEL_SIZE},
        **more,
    }


def width_of(texts: list[str], size: float = LABEL_SIZE) -> int:
    """Pixels the longest text needs: Chinese signs are as wide as the type is high, others a good half."""
    return round(max((sum(size if ord(sign) > 0x2E7F else size * 0.6 for sign in text) for text in texts), default=0))


def shorten(text: str, signs: int = 12) -> str:
    """The text, cut to a number of signs with an ellipsis; the full text belongs into the hover."""
    return text if len(text) <= signs else f"{text[: signs - 1]}…"
