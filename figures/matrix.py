"""Matrices: who has what, as cells with their counts. Zero is an outlined empty cell, 未报送 is hatched grey."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from figures import theme
from figures.numbers import Number, compact

CELL_HEIGHT = 30
NARROWEST_CELL = 64  # room for the five characters of a column's name
FEW_COLUMNS = 5
DARK_FROM = 4


class Cell(TypedDict):
    """One cell; `value` None is 未报送, 0 is a blind spot. `shade` (0–1) overrides the share of the largest value.

    A `chosen` one has a frame.
    """

    value: Number | None
    hover: NotRequired[str]
    href: NotRequired[str | None]
    shade: NotRequired[float]
    chosen: NotRequired[bool]


def matrix(rows: Sequence[str], columns: Sequence[str], cells: Sequence[Sequence[Cell]], decimals: int = 0) -> dict:
    """Rows from top to bottom, columns from left to right, in the order given by the caller (gaps to a corner)."""
    labels = [theme.shorten(row) for row in rows]
    left = theme.width_of(labels) + 14
    flat = [(x, y, cell) for y, line in enumerate(cells) for x, cell in enumerate(line)]
    most = max((float(cell["value"]) for _, _, cell in flat if cell["value"] is not None), default=0) or 1
    reported = [(x, y, cell) for x, y, cell in flat if cell["value"] is not None]
    missing = [(x, y, cell) for x, y, cell in flat if cell["value"] is None]
    return {
        "data": [_filled(reported, most, decimals), _missing(missing)],
        "layout": theme.layout(
            height=len(rows) * CELL_HEIGHT + 40,
            left=left,
            right=2,
            top=34,
            bottom=4,
            bargap=0,
            barmode="overlay",
            **({"meta": {"least": left + NARROWEST_CELL * len(columns)}} if len(columns) > FEW_COLUMNS else {}),
            xaxis=theme.name_axis(
                type="linear",
                side="top",
                tickangle=0,
                tickmode="array",
                tickvals=list(range(len(columns))),
                ticktext=list(columns),
                range=[-0.5, len(columns) - 0.5],
            ),
            yaxis=theme.name_axis(
                type="linear",
                tickmode="array",
                tickvals=list(range(len(rows))),
                ticktext=labels,
                range=[len(rows) - 0.5, -0.5],
                ticklabelstandoff=6,
            ),
        ),
    }


def step_of(cell: Cell, most: float) -> int:
    """Which step of the sequence (1–6) a cell above zero takes."""
    share = cell.get("shade", float(cell["value"]) / most)
    return max(1, min(6, 1 + int(share * 5.999)))


def _bars(cells: list[tuple[int, int, Cell]]) -> dict:
    return {
        "type": "bar",
        "x": [x for x, _, _ in cells],
        "base": [y - 0.44 for _, y, _ in cells],
        "y": [0.88 for _ in cells],
        "width": [0.95 for _ in cells],
        "insidetextanchor": "middle",
        "textposition": "inside",
        "textangle": 0,
        "constraintext": "none",
        "customdata": [cell.get("href") for _, _, cell in cells],
        "hovertext": [cell.get("hover") or "" for _, _, cell in cells],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _filled(cells: list[tuple[int, int, Cell]], most: float, decimals: int) -> dict:
    steps = [step_of(cell, most) if cell["value"] else 0 for _, _, cell in cells]
    return {
        **_bars(cells),
        "marker": {
            "color": [theme.SEQUENCE[step] if step else theme.CLEAR for step in steps],
            "line": {
                "color": [_frame(step, cell) for step, (_, _, cell) in zip(steps, cells, strict=True)],
                "width": [3 if cell.get("chosen") else 1 for _, _, cell in cells],
            },
        },
        "text": [compact(cell["value"], decimals) if cell["value"] else "0" for _, _, cell in cells],
        "textfont": {
            "size": 12,
            "color": [_text_color(step) for step in steps],
        },
    }


def _frame(step: int, cell: Cell) -> str:
    if cell.get("chosen"):
        return theme.TARGET
    return theme.SEQUENCE[step] if step else theme.FAINT


def _text_color(step: int) -> str:
    if not step:
        return theme.MUTED
    return "@seq-text-strong" if step >= DARK_FROM else theme.TEXT


def _missing(cells: list[tuple[int, int, Cell]]) -> dict:
    return {
        **_bars(cells),
        "marker": {
            "color": theme.CLEAR,
            "pattern": theme.HATCH,
            "line": {"color": theme.GRID, "width": 1},
        },
    }
