"""What a report says, before it is a file: chapters of words, figures and tables. Knows no page and no file format."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

PASSING = {"is_kept": False}
"""Of a field that is no part of what a report says."""
Value = str | int | float | date | None
Kind = Literal["bar", "column", "stacked", "line", "radar", "scatter"]


@dataclass(frozen=True)
class Series:
    """One run of numbers of a picture, as long as its categories; None leaves a gap, never a zero.

    `gap` are the words for it: 未报送, or why else there is no number.
    """

    name: str
    values: tuple[float | None, ...]
    gap: str = "未报送"


@dataclass(frozen=True)
class Mark:
    """A value to hold the others against (target, median), with its words."""

    value: float
    words: str


@dataclass(frozen=True)
class Picture:
    """A picture that an office program can draw itself.

    `bar` lies, `column` stands, `stacked` stands and adds up, `line` goes over time. Of a `scatter` the categories name
    the points, the first series is across and the second up.
    """

    kind: Kind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    decimals: int = 0
    mark: Mark | None = None


@dataclass(frozen=True)
class Column:
    """One column of a table; numbers are written with `decimals`."""

    title: str
    unit: str = ""
    is_number: bool = False
    decimals: int = 0


@dataclass(frozen=True)
class Table:
    """Rows under columns. `has_total`: the last row is the sum. `left_out` rows of the page are not repeated here.

    In a number column an int is written without places, a float with the `decimals` of its column, None as — ; words
    (未报送) stay words. `strong` are the rows that stand out: the hub itself among its peers.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    has_total: bool = False
    left_out: int = 0
    strong: tuple[int, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A picture or a table, or both, with what a reader must know: unit and basis above, source and date below.

    Without `picture` the table is the figure. `missing` says why there is neither.
    """

    title: str
    subtitle: str
    foot: str
    picture: Picture | None = None
    table: Table | None = None
    summary: str = ""
    missing: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Headline:
    """One headline figure with what it is held against; `missing` says why there is no value."""

    name: str
    value: float | None
    unit: str
    decimals: int = 0
    missing: str = ""
    detail: str = ""
    before: float | None = None
    before_words: str = ""
    goal: float | None = None
    goal_words: str = ""
    rising_is: Literal["good", "bad", ""] = ""


@dataclass(frozen=True)
class Headlines:
    """The headline figures of a chapter."""

    title: str
    items: tuple[Headline, ...]


@dataclass(frozen=True)
class Words:
    """Paragraphs under a small heading (which may be empty); `is_list` makes them points; `foot` is their source."""

    title: str
    paragraphs: tuple[str, ...]
    is_list: bool = False
    subtitle: str = ""
    foot: str = ""


Block = Figure | Headlines | Words


@dataclass(frozen=True)
class Chapter:
    """One chapter; `lead` is the sentence that answers first."""

    title: str
    lead: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Basis:
    """How one indicator of the report is defined, for the appendix."""

    name: str
    unit: str
    definition: str
    formula: str
    source: str


@dataclass(frozen=True)
class Report:
    """A whole report. The same build and choices give the same report, value for value: no clock is read.

    `made` says for whom a file was made, when and within which scope; it stands in files, never in what is compared,
    kept or answered to programs.
    """

    title: str
    subject: str
    period: str
    summary: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    bases: tuple[Basis, ...]
    choices_in_words: str
    data_date: date
    build: str
    is_demonstration: bool
    address: str
    made: str = field(default="", metadata=PASSING)
