"""From choices to SQL: every column comes from the registry in the warehouse, every value is bound."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from indicators.warehouse import Snapshot
from records import values
from records.catalog import JOINS, Column, FilterError, RecordType
from records.standing import narrow_to_day

COMPARISONS = {"contains": "包含", "min": "不小于", "max": "不大于"}
ORDERED = {"date", "year", "integer", "decimal", "money"}
ALIASES = {"hub": "hub_id", "org": "org_id", "project": "project_id"}
CUSTODY = {"代管": "是", "自有": "否"}
CONTROL = ("columns", "sort")
GENERAL = ("area", "year", "from", "to", "as_of", "universe", "q")
SEARCHED = ("name", "org_name", "hub_name", "area_name", "brand", "donor")
LEAST_AREA = re.compile(r"[0-9A-Za-z._-]{1,40}", re.ASCII)


@dataclass
class Query:
    """Rows of one record type that somebody asked for. `conditions` hold our SQL only, `parameters` every value."""

    type: RecordType
    columns: list[Column] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    parameters: dict[str, object] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    joins: set[str] = field(default_factory=set)
    words: list[str] = field(default_factory=list)
    limits: dict[tuple[str, str], object] = field(default_factory=dict)

    @property
    def filters_in_words(self) -> str:
        """The filters as a person would say them."""
        return " · ".join(self.words) or "全部记录"

    def bind(self, value: object) -> str:
        """The placeholder of a value."""
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return f"${name}"

    def limit(self, column: Column, side: str, value: object) -> str:
        """The placeholder of a lower (min) or upper (max) limit; FilterError when the two have changed places."""
        self.limits[column.id, side] = value
        low, high = self.limits.get((column.id, "min")), self.limits.get((column.id, "max"))
        if low is not None and high is not None and low > high:
            raise FilterError(f"“{column.name}”的起点 {low} 大于终点 {high}", "请把两个值对调，或去掉一个。")
        return self.bind(value)

    def use(self, column: Column) -> str:
        """The SQL of a column, with the join it needs."""
        if column.join:
            self.joins.add(column.join)
        return column.expression


def parse(taken: Snapshot, record_type: RecordType, choices: Mapping[str, str | Sequence[str]]) -> Query:
    """The query for choices as in an address; FilterError names the first one that cannot be met."""
    query = Query(record_type)
    wanted = {key: [given] if isinstance(given, str) else list(given) for key, given in choices.items()}
    for key in wanted:
        _check_key(query, key)
    _check_period(wanted)
    for key, given in narrow_to_day(taken, query, wanted).items():
        if key not in CONTROL and any(given):
            _filter(taken, query, key, given)
    _choose_columns(query, choices.get("columns", ()))
    _sort(query, choices.get("sort", ()))
    if record_type.restriction:
        query.conditions.append(record_type.restriction)
    return query


def select(query: Query) -> str:
    """The whole SELECT with its order, which is the same at every call."""
    shown = ", ".join(f'{query.use(column)} AS "{column.id}"' for column in query.columns)
    return f"SELECT {shown} {source(query)} ORDER BY {', '.join(query.order)}"


def source(query: Query) -> str:
    """The FROM and WHERE of a query."""
    joins = " ".join(JOINS[name] for name in sorted(query.joins))
    where = f"WHERE {' AND '.join(query.conditions)}" if query.conditions else ""
    return f'FROM "{query.type.id}" AS record {joins} {where}'


def _filter(taken: Snapshot, query: Query, key: str, given: list[str]) -> None:
    if key == "area":
        _within_area(taken, query, values.single(key, given))
    elif key == "year":
        _in_years(query, values.years(key, given))
    elif key in ("from", "to"):
        _from_to(query, key, values.day(key, values.single(key, given)))
    elif key == "q":
        _search(query, values.single(key, given))
    elif "__" in key:
        _compare(query, key, values.single(key, given))
    else:
        _equals(query, key, values.several(key, given))


def _check_key(query: Query, key: str) -> None:
    """An unknown key is an error even when nothing stands behind it."""
    values.text("参数名", key)
    if key not in GENERAL + CONTROL:
        column_of(query, key, key.rpartition("__")[0] if "__" in key else key)


def _check_period(wanted: Mapping[str, list[str]]) -> None:
    """As for indicators, a period is years or days, never both."""
    if any(wanted.get("year", ())) and (any(wanted.get("from", ())) or any(wanted.get("to", ()))):
        raise FilterError("year 不能和 from、to 一起用", "请只留一种。")


def column_of(query: Query, key: str, name: str) -> Column:
    """The column a key speaks of; FilterError says which there are."""
    column = query.type.columns.get(ALIASES.get(name, name))
    if column is None:
        raise FilterError(f"“{query.type.name}”不能按“{key}”筛选", f"可用的列：{'、'.join(query.type.columns)}。")
    return column


def _within_area(taken: Snapshot, query: Query, code: str) -> None:
    if not query.type.has_area:
        raise FilterError(f"“{query.type.name}”没有区划，不能按 area 筛选", "请去掉 area。")
    if not LEAST_AREA.fullmatch(code):
        raise FilterError(f"区划代码不对：{code}", "请用 12 位统计用区划代码，例如 330102011000。")
    found = taken.cursor.execute(
        "SELECT level, path FROM areas WHERE area_code = $code AND is_canonical", {"code": code}
    ).fetchone()
    if found is None:
        raise FilterError(f"没有这个区划代码：{code}", "请用 /api/v1/areas?q= 按名称查找代码。")
    query.conditions.append(f"record.l{int(found[0])} = {query.bind(code)}")
    query.words.append(f"{found[1]}（含下级）")


def _in_years(query: Query, years: list[int]) -> None:
    column = _main_date(query, "year")
    expression = column.expression if column.kind == "year" else f"year({column.expression})"
    query.conditions.append(f"list_contains({query.bind(years)}, {expression})")
    query.words.append("、".join(str(year) for year in years) + "年" if len(years) < 6 else f"{years[0]}–{years[-1]}年")


def _from_to(query: Query, key: str, limit: object) -> None:
    column = _main_date(query, key)
    if column.kind == "year":
        raise FilterError(f"“{query.type.name}”按年报送，不能按日期筛选", "请改用 year。")
    sign, word, side = (">=", "起", "min") if key == "from" else ("<=", "止", "max")
    query.conditions.append(f"{column.expression} {sign} {query.limit(column, side, limit)}")
    query.words.append(f"{column.name} {limit} {word}")


def _main_date(query: Query, key: str) -> Column:
    if query.type.main_date is None:
        dates = "、".join(f"{column.id}__min" for column in query.type.columns.values() if column.kind == "date")
        hint = f"请指明是哪一个，例如 {dates}。" if dates else f"请去掉 {key}。"
        raise FilterError(f"“{query.type.name}”不能按 {key} 筛选", hint)
    return query.type.columns[query.type.main_date]


def _search(query: Query, wanted: str) -> None:
    columns = [query.type.columns[name] for name in SEARCHED if name in query.type.columns]
    if not columns:
        raise FilterError(f"“{query.type.name}”没有可以按文字搜索的列", "请去掉 q。")
    value = query.bind(wanted.lower())
    found = " OR ".join(f"contains(lower({query.use(column)}), {value})" for column in columns)
    query.conditions.append(f"({found})")
    query.words.append(f"搜索“{wanted}”")


def _compare(query: Query, key: str, value: str) -> None:
    name, _, operator = key.rpartition("__")
    column = column_of(query, key, name)
    if operator not in COMPARISONS or (column.kind in ORDERED) == (operator == "contains") or column.kind == "boolean":
        allowed = "__min、__max" if column.kind in ORDERED else "__contains"
        raise FilterError(f"“{column.name}”不能这样筛选：{key}", f"可以直接写 {column.id}=，或用 {allowed}。")
    if operator == "contains":
        query.conditions.append(f"contains(lower({query.use(column)}), {query.bind(value.lower())})")
        query.words.append(f"{column.name}包含“{value}”")
        return
    sign = ">=" if operator == "min" else "<="
    limit = query.limit(column, operator, values.typed(column, key, value))
    query.conditions.append(f"{query.use(column)} {sign} {limit}")
    query.words.append(f"{column.name}{COMPARISONS[operator]} {value}")


def _equals(query: Query, key: str, given: list[str]) -> None:
    column = column_of(query, key, key)
    wanted = [CUSTODY.get(value, value) if column.id == "custody" else value for value in given]
    bound = query.bind([values.typed(column, key, value) for value in wanted])
    condition = f"list_contains({bound}, {query.use(column)})"
    if key in ("hub", "org"):
        named = {"hub": "hubs", "org": "organizations"}[key]
        same_name = f'SELECT "{column.id}" FROM {named} WHERE list_contains({bound}, name)'
        condition = f'({condition} OR record."{column.id}" IN ({same_name}))'
    query.conditions.append(condition)
    query.words.append(f"{column.name}：{'、'.join(given)}")


def _choose_columns(query: Query, given: str | Sequence[str]) -> None:
    asked = values.several("columns", [given] if isinstance(given, str) else list(given))
    for name in asked or query.type.default_columns:
        column = query.type.columns.get(name)
        if column is None:
            raise FilterError(f"“{query.type.name}”没有这一列：{name}", f"可用的列：{'、'.join(query.type.columns)}。")
        query.columns.append(column)
        query.use(column)


def _sort(query: Query, given: str | Sequence[str]) -> None:
    """Order by the asked columns, else newest first; file and row last, so that pages never overlap."""
    asked = values.several("sort", [given] if isinstance(given, str) else list(given))
    newest = query.type.main_date
    for name in asked or ([f"-{newest}"] if newest else []):
        column = query.type.columns.get(name.removeprefix("-"))
        if column is None:
            raise FilterError(f"不能按“{name}”排序", f"可用的列：{'、'.join(query.type.columns)}；前面加 - 为倒序。")
        direction = "DESC" if name.startswith("-") else "ASC"
        query.order.append(f"{query.use(column)} {direction} NULLS LAST")
    query.order.extend(query.type.last_order)
