"""档案: whom a profile speaks of, and the addresses that lead on from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dash import html
from dash.development.base_component import Component

from components.profile_links import area_href
from components.state import State, address
from indicators.warehouse import ask, snapshot


@dataclass(frozen=True)
class Subject:
    """One organisation, hub, area or project.

    `kind` is org, hub, area or project: also the key of the filter. `area` is the code of the area whose deliveries
    tell 0 from 未报送. `started` and `ended` are the years of its life as far as they are known.
    """

    kind: str
    key: str
    name: str
    state: State
    area: str | None = None
    started: int | None = None
    ended: int | None = None

    @property
    def choices(self) -> dict[str, str | tuple[str, ...]]:
        """The filter of `evaluate` that narrows to it."""
        return {self.kind: self.key if self.kind == "area" else (self.key,)}

    @property
    def params(self) -> dict[str, str]:
        """The parameter of a question that narrows to it."""
        return {self.kind: self.key}

    def records(self, record_type: str, **more: str) -> str:
        """The address of its rows of a record type in 数据明细."""
        return records(record_type, **{self.kind: self.key}, **more)


def records(record_type: str, **choices: str) -> str:
    """The address of rows of a record type in 数据明细."""
    return address("/records", {"type": (record_type,), **{key: (value,) for key, value in choices.items()}})


def year_of(*days: date | None) -> int | None:
    """The year of the earliest of these days, as far as they are known."""
    known = [day.year for day in days if day is not None]
    return min(known, default=None)


def day_words(day: date | None) -> str:
    """A day in figures, nothing where it is not known."""
    return f"{day:%Y-%m-%d}" if day else ""


def place_links(area_code: str | None) -> list[Component | str]:
    """The area and those above it by name, each leading to its profile."""
    found = ask("area", area=area_code) if area_code else []
    if not found:
        return [area_code or ""]
    codes = list(dict.fromkeys(code for code in found[0]["lineage"] if code))
    names = {row["area_code"]: row["name"] for row in ask("area_names", codes=codes)}
    links: list[Component | str] = []
    for code in codes:
        links += [html.A(names.get(code, code), href=area_href(code)), " "]
    return links[:-1]


def source_of(row: Mapping, record_type: str) -> Component | str:
    """The file and row that say so, leading to the rows of that delivery."""
    if not row.get("file"):
        return ""
    words = f"{row['file']} 第 {row['row']} 行" if row.get("row") else row["file"]
    return html.A(words, href=records(record_type, delivery=row["delivery"]))


def foot(what: str, *more: str) -> str:
    """The foot of a part: who says so, how old it is, what else has to be known."""
    with snapshot() as now:
        day = f"{now.data_date:%Y-%m-%d}"
    return "；".join([f"来源：{what}", f"数据截至 {day}", *(words for words in more if words)]) + "。"


def joined(parts: Sequence[Component | str | None], between: str = " · ") -> list[Component | str]:
    """The parts with something between them; empty ones left out."""
    kept = [part for part in parts if part]
    return [piece for part in kept for piece in (part, between)][:-1]
