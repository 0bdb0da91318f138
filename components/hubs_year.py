"""枢纽年度: which days a year is made of, its names, and the chip in which a reader chooses where years begin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dash import html

from components.chips import chip, field_form
from components.state import State
from indicators.spans import NEW_YEAR, YearStart, year_of, year_span, year_start

KINDS = {
    None: ("自然年", "1月1日—12月31日"),
    "07-01": ("7月1日起", "7月1日—次年6月30日"),
    "09-01": ("学年", "9月1日—次年8月31日"),
}


@dataclass(frozen=True)
class Years:
    """Years that begin on `starts`; a year is called by the calendar year it begins in."""

    starts: YearStart = NEW_YEAR

    @property
    def is_calendar(self) -> bool:
        """Whether they are calendar years."""
        return self.starts == NEW_YEAR

    @property
    def choices(self) -> dict[str, str]:
        """The key of evaluate that makes years begin here; nothing for calendar years."""
        return {} if self.is_calendar else {"starts": self.word}

    @property
    def word(self) -> str:
        """As in addresses: 07-01."""
        return "{:02}-{:02}".format(*self.starts)

    def span(self, year: int) -> tuple[date, date]:
        """The first and the last day of a year."""
        return year_span(year, self.starts)

    def days(self, year: int) -> dict[str, str]:
        """The first and the last day as parameters of a question."""
        first, last = self.span(year)
        return {"from_on": first.isoformat(), "to_on": last.isoformat()}

    def last_day(self, year: int) -> date:
        """Where stocks of a year are counted."""
        return self.span(year)[1]

    def of(self, day: date) -> int:
        """The year a day lies in."""
        return year_of(day, self.starts)

    def short(self, year: int) -> str:
        """As in headings of columns: 2024年, 2024年度."""
        return f"{year}年" if self.is_calendar else f"{year}年度"

    def full(self, year: int) -> str:
        """As in subtitles: 2024年, 2024-07-01至2025-06-30."""
        first, last = self.span(year)
        return f"{year}年" if self.is_calendar else f"{first.isoformat()}至{last.isoformat()}"

    def title(self, year: int) -> str:
        """As behind the name of a hub: 2024年度, 2024年度（2024-07-01至2025-06-30）."""
        return f"{year}年度" if self.is_calendar else f"{year}年度（{self.full(year)}）"

    def against(self, year: int) -> str:
        """As in subtitles of changes: 2024年比2023年."""
        return f"{self.short(year)}比{self.short(year - 1)}"

    def end(self, year: int) -> str:
        """As in a sentence about a stock: 2024年末, 2025年6月30日."""
        day = self.last_day(year)
        return f"{year}年末" if self.is_calendar else f"{day.year}年{day.month}月{day.day}日"


def years_of(state: State) -> Years:
    """The years of an address (starts=07-01). Raises ChoiceError for a day that is not in every year."""
    return Years(year_start({"starts": state.values("starts")}))


def years_chip(state: State, years: Years) -> html.Details:
    """The chip 年度起止: calendar years, two usual ones, or any other first day."""
    known = {value for value in KINDS if value}
    links = [
        html.A(
            [name, html.Small(remark)],
            href=state.link(starts=value),
            **({"aria-current": "true"} if _is_this(value, years) else {}),
        )
        for value, (name, remark) in KINDS.items()
    ]
    own = "" if years.is_calendar or years.word in known else years.word
    form = field_form(state.link(starts=None), "starts", "别的月-日", "text", own, maxlength="5")
    words = "自然年" if years.is_calendar else KINDS.get(years.word, (f"{years.word} 起",))[0]
    note = html.P("年度按起始的那一年叫；期末数是最后一天的数。", className="menu-note")
    return chip("年度起止", words, [*links, html.Hr(), form, note], chosen=not years.is_calendar, name="starts-chip")


def _is_this(value: str | None, years: Years) -> bool:
    return years.is_calendar if value is None else years.word == value
