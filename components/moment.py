"""The time a page speaks of: a year, or one day of a register; with its words and the same time one year before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from components.state import State
from indicators.errors import ChoiceError
from indicators.warehouse import ask


@dataclass(frozen=True)
class Moment:
    """`choices` go to evaluate; `before` are those of a year earlier; `words` read in a sentence."""

    year: int
    day: date | None
    first_year: int
    last_year: int

    @property
    def choices(self) -> dict[str, str]:
        """The keys of evaluate for this time."""
        return {"as_of": self.day.isoformat()} if self.day else {"year": str(self.year)}

    @property
    def before(self) -> dict[str, str]:
        """The keys of evaluate for the same time a year earlier."""
        if self.day:
            return {"as_of": _year_before(self.day).isoformat()}
        return {"year": str(self.year - 1)}

    @property
    def words(self) -> str:
        """As in a sentence about a stock: 2024年末, 2016年6月30日."""
        return f"{self.day.year}年{self.day.month}月{self.day.day}日" if self.day else f"{self.year}年末"

    @property
    def period(self) -> str:
        """As in a sentence about a flow: 2024年."""
        return f"{self.year}年"

    @property
    def years(self) -> list[int]:
        """All years there is something about, oldest first."""
        return list(range(self.first_year, self.last_year + 1))


def moment_of(state: State, record_type: str) -> Moment:
    """The asked year or day, of which there is one; else the latest year with rows of this record type."""
    first, last = _years(record_type)
    for key, what in (("as_of", "日期"), ("year", "年份")):
        if len(values := state.values(key)) > 1:
            words = "、".join(value[:10] for value in values[:4])
            hint = f"本页一次只看一个{what}；几年并排请用“自由分析”按年分列。"
            raise ChoiceError(f"地址里有 {len(values)} 个{what}：{words}。", hint)
    if state["as_of"]:
        day = _day(state["as_of"])
        return Moment(day.year, day, first, last)
    return Moment(_year(state["year"]) if state["year"] else last, None, first, last)


def _years(record_type: str) -> tuple[int, int]:
    """First and last year there is something about: of this record type, else of any, else this year."""
    dated = ask("years_of_types")
    known = [row for row in dated if row["type"] == record_type] or dated
    if not known:
        return date.today().year, date.today().year
    return min(row["first_year"] for row in known), max(row["last_year"] for row in known)


def _year_before(day: date) -> date:
    return (
        day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)
    )


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year <= 2200:
        raise ChoiceError(f"“{text[:40]}”不是日期。", "日期请写成 2024-12-31 的样子。")
    return day


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 4 and 1900 <= int(text) <= 2200):
        raise ChoiceError(f"“{text[:40]}”不是一个年份。", "年份请写成 2024 的样子，本页一次只看一年。")
    return int(text)
