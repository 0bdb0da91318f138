"""Who was on the register on a day: the rows an as-of indicator counts, found by the same SQL."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from indicators.shapes import IN_UNIVERSE, rows_sql
from indicators.warehouse import Snapshot
from records import values
from records.catalog import FilterError

if TYPE_CHECKING:
    from records.query import Query

# record type: its rows on a day (a file of indicators/rows), and the key they share
ON_A_DAY = {"organizations": ("register", "org_id"), "hubs": ("hubs", "hub_id")}
UNIVERSES = ("登记", "登记备案", "全部")


def narrow_to_day(taken: Snapshot, query: Query, given: dict[str, list[str]]) -> dict[str, list[str]]:
    """Apply `as_of` (or `year`: its last day), `universe`, and `registration` on that day; the choices left over.

    Without any day or universe nothing is narrowed: rows of closed organisations are records too.
    """
    if query.type.id not in ON_A_DAY:
        for key in ("as_of", "universe"):
            if key in given:
                raise FilterError(
                    f"“{query.type.name}”不能按 {key} 筛选", "as_of 只用于名录和枢纽，universe 只用于名录。"
                )
        return given
    asked = {key: listed for key, listed in given.items() if any(listed)}
    day = _day(taken, asked)
    universe = _universe(query, asked)
    if day is None:
        return given
    table, key = ON_A_DAY[query.type.id]
    conditions = ["TRUE"]
    query.words.append(f"截至 {day} 在册" if table == "register" else f"截至 {day} 运行")
    used = {"as_of", "year", "universe"}
    if table == "register":
        conditions.append("records.registration IS NOT NULL")
        conditions += _on_the_register(query, asked, universe)
        used |= {"registration", "registration__not"}
    bound = query.bind(day)
    query.conditions.append(
        f"record.{key} IN (WITH periods AS (SELECT 1 AS period, {bound} AS starts_on, {bound} AS ends_on) "
        f"SELECT {key} FROM ({rows_sql(table)}) AS records, (SELECT {query.bind(universe)} AS universe) AS universes "
        f"WHERE {' AND '.join(conditions)})"
    )
    return {key: listed for key, listed in given.items() if key not in used}


def _day(taken: Snapshot, asked: dict[str, list[str]]) -> date | None:
    if "as_of" in asked and "year" in asked:
        raise FilterError("as_of 和 year 不能同时使用", "请只保留一个。")
    if "as_of" in asked:
        return values.day("as_of", values.single("as_of", asked["as_of"]))
    if "year" in asked:
        years = values.years("year", asked["year"])
        if len(years) != 1 or years[0] < 1:
            raise FilterError("名录一次只能看一个年末", "请只写一年，例如 year=2016。")
        return date(years[0], 12, 31)
    return taken.data_date if "universe" in asked else None


def _universe(query: Query, asked: dict[str, list[str]]) -> str:
    if "universe" not in asked:
        return ""
    word = values.single("universe", asked["universe"])
    if word not in UNIVERSES or query.type.id != "organizations":
        raise FilterError(
            f"“{query.type.name}”不能按 universe={word} 筛选", f"universe 只用于名录：{'、'.join(UNIVERSES)}。"
        )
    query.words.append(f"口径：{word}")
    return word


def _on_the_register(query: Query, asked: dict[str, list[str]], universe: str) -> list[str]:
    conditions = [f"({IN_UNIVERSE})"] if universe else []
    column = query.type.columns["registration"]
    for key, sign, words in (("registration", "", "："), ("registration__not", "NOT ", "不含")):
        if key in asked:
            states = values.several(key, asked[key])
            bound = query.bind([values.typed(column, key, state) for state in states])
            conditions.append(f"{sign}list_contains({bound}, records.registration)")
            query.words.append(f"当日状态{words}{'、'.join(states)}")
    return conditions
