"""What is told instead of a figure about too few people: the same question about the next coarser group.

One step at a time, because the coarser question takes its own step where it is not told either: first everything that
narrows or tells apart besides place and time goes, then a month becomes its year, then an area the one above it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from indicators import scope
from indicators.asked import Asked
from indicators.places import names
from indicators.warehouse import ask

Answered = Callable[[dict], list[dict]]
"""The rows of the same indicator under other choices."""
Key = tuple[str, str]
SEE = "；可看"


def coarser(asked: Asked, rows: list[dict], hidden: Iterable[int], answered: Answered) -> dict[int, str]:
    """By the place of a hidden row: the words of what is told instead; nothing where no coarser group is told."""
    found: dict[int, str] = {}
    for choices, members in _steps(asked, {number: rows[number] for number in hidden}).items():
        by_key = {_key(row): row for row in answered(dict(choices))}
        for number, key in members.items():
            row = by_key.get(key, {})
            if row.get("hidden"):
                found[number] = "".join(row["hidden"].partition(SEE)[1:])
            elif row.get("value") is not None:
                found[number] = f"{SEE}{_said(dict(choices), row)}：{_number(asked, row['value'])}"
    return found


def without_coarser(words: str) -> str:
    """The reason alone."""
    return words.partition(SEE)[0]


def _number(asked: Asked, value: float) -> str:
    unit = asked.definition.unit
    return f"{value:,.{asked.definition.decimals}f}{'' if unit == '%' else ' '}{unit}"


def _key(row: dict) -> Key:
    return str(row.get("area_code", "")), str(row.get("month") or row.get("year") or "")


def _steps(asked: Asked, rows: dict[int, dict]) -> dict[tuple, dict[int, Key]]:
    """The coarser questions, as choices, and under which key each row finds its answer there."""
    if not rows:
        return {}
    kept = _kept_filters(asked)
    if asked.dimensions or asked.without or _narrowing(asked) - set(kept):
        by = [name for name in asked.by if name in ("area", "year", "month")]
        when = _time(asked)
        choices = _choices(asked, kept, when, by, asked.area.code if asked.area else "", asked.level)
        return {choices: {number: _key(row) for number, row in rows.items()}}
    if years := _years(asked):
        return _of_years(asked, kept, rows, years)
    return _above(asked, kept, rows)


def _narrowing(asked: Asked) -> set[str]:
    """The filters that were chosen; those that hold where nothing is chosen do not narrow."""
    usual = asked.definition.defaults
    return {key for key, words in asked.filters.items() if words != tuple(usual.get(key, "").split(","))}


def _kept_filters(asked: Asked) -> dict[str, str]:
    """The hub of somebody who sees one hub stays; so does a hub asked for alone while its time can be widened."""
    own = scope.current().hub
    alone = asked.filters.get("hub", ()) if set(asked.filters) == {"hub"} and not asked.without else ()
    if own is not None:
        return {"hub": own}
    return {"hub": alone[0]} if len(alone) == 1 and not asked.dimensions and _years(asked) else {}


def _time(asked: Asked) -> dict[str, str]:
    if asked.years is not None:
        begins = {} if asked.starts == (1, 1) else {"starts": "{:02}-{:02}".format(*asked.starts)}
        return {"year": ",".join(map(str, asked.years)), **begins}
    if asked.as_of is not None:
        return {"as_of": asked.as_of.isoformat()}
    return {"from": asked.from_on.isoformat(), "to": asked.to_on.isoformat()}


def _years(asked: Asked) -> set[int]:
    """The calendar years that hold the periods, where these are less than such years; else none."""
    found = set()
    for period in asked.periods:
        first, last = period.spans[0][0], period.ends_on
        if asked.definition.kind == "stock":
            first = last
        if first.year != last.year or len(period.spans) != 1:
            return set()
        found.add(first.year)
    wholes = [period.spans[0] for period in asked.periods]
    if asked.definition.kind == "stock":
        is_whole = all((last.month, last.day) == (12, 31) for _, last in wholes)
    else:
        is_whole = all(span == (date(span[1].year, 1, 1), date(span[1].year, 12, 31)) for span in wholes)
    return set() if is_whole else found


def _of_years(asked: Asked, kept: dict, rows: dict[int, dict], years: set[int]) -> dict[tuple, dict[int, Key]]:
    by = [*(["area"] if "area" in asked.by else []), "year"]
    when = {"year": ",".join(map(str, sorted(years)))}
    choices = _choices(asked, kept, when, by, asked.area.code if asked.area else "", asked.level)
    only = str(min(years))
    found = {}
    for number, row in rows.items():
        year = str(row.get("month") or row.get("year") or only)[:4]
        found[number] = (str(row.get("area_code", "")), year)
    return {choices: found}


def _above(asked: Asked, kept: dict, rows: dict[int, dict]) -> dict[tuple, dict[int, Key]]:
    """One question for each area right above those of the rows."""
    when, by = _time(asked), [name for name in asked.by if name != "area"]
    own = asked.area.code if asked.area else ""
    codes = {str(row.get("area_code", own)) for row in rows.values()}
    above = _above_each(codes)
    found: dict[tuple, dict[int, Key]] = {}
    for number, row in rows.items():
        parent = above.get(str(row.get("area_code", own)))
        if parent is not None:
            choices = _choices(asked, kept, when, by, parent, 0)
            found.setdefault(choices, {})[number] = ("", _key(row)[1])
    return found


def _above_each(codes: set[str]) -> dict[str, str]:
    """The area above each; '' is all of the data. None above the area of the scope."""
    limit, found = scope.current().area, {}
    for row in ask("area_lineages", codes=sorted(codes - {""})):
        ancestors = [code for code in row["lineage"] if code and code != row["area_code"]]
        if row["area_code"] != limit:
            found[row["area_code"]] = ancestors[-1] if ancestors else ""
    return found


def _choices(asked: Asked, kept: dict, when: dict, by: list[str], area: str, level: int) -> tuple:
    """The choices of a question, in an order and a form that can be compared."""
    chosen = {**kept, **when}
    if area:
        chosen["area"] = area
    if by:
        chosen["by"] = ",".join(by)
    if "area" in by:
        chosen["level"] = str(level)
    if asked.definition.denominators and asked.basis is not None:
        chosen["basis"] = asked.basis.name
    chosen |= {key: f"{number:g}" for key, number in asked.parameters.items()}
    return tuple(sorted(chosen.items()))


def _said(choices: dict, row: dict) -> str:
    """Of what the coarser figure is."""
    code = row.get("area_code") or choices.get("area", "")
    where = row.get("area_name") or (names([code]).get(code, code) if code else "")
    if "hub" in choices:
        return f"整个枢纽{f'在{where}' if where else ''}{_when(choices, row)}"
    return f"{where or '全部地区'}{_when(choices, row)}全部"


def _when(choices: dict, row: dict) -> str:
    if row.get("month"):
        year, month = str(row["month"]).split("-")
        return f"{year}年{int(month)}月"
    if row.get("year"):
        return f"{row['year']}年"
    if "year" in choices:
        return f"{choices['year'].replace(',', '、')}年"
    return f"到{choices['as_of']}" if "as_of" in choices else f"{choices['from']}至{choices['to']}"
