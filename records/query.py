"""From choices to SQL: every column comes from the registry in the warehouse, every value is bound."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from indicators.clamp import refuse_outside
from indicators.errors import ChoiceError
from indicators.warehouse import Snapshot
from records import values
from records.catalog import Column, FilterError, RecordType
from records.joins import Join
from records.personal import asked, shown
from records.standing import narrow_to_day

COMPARISONS = {"contains": "包含", "min": "不小于", "max": "不大于", "not": "不含", "blank": "空白"}
ENDS = ("contains", "min", "max")
ORDERED = {"date", "year", "integer", "decimal", "money"}
ALIASES = {"hub": "hub_id", "org": "org_id", "project": "project_id"}
CUSTODY = {"代管": "是", "自有": "否"}
CONTROL = ("columns", "sort")
GENERAL = ("area", "year", "from", "to", "as_of", "universe", "q")
SEARCHED = ("name", "org_name", "hub_name", "area_name", "brand", "donor")
CASELESS = re.compile(r"[ -@\u3400-\u9fff]*")  # digits, signs, Chinese: no letter becomes one of these
LEAST_AREA = re.compile(r"[0-9A-Za-z._-]{1,40}", re.ASCII)


@dataclass(frozen=True)
class Key:
    """One thing rows are ordered by: the SQL of a column, or the place of a name that stands in another table.

    `by` is what the values are compared by before they are compared themselves, with {} in their place.
    """

    value: str
    direction: str = "ASC"
    by: str = ""
    join: Join | None = None
    name: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether rows are ordered by nothing but the value of the column."""
        return not self.by and self.join is None

    @property
    def parts(self) -> list[tuple[str, str]]:
        """What rows are compared by, one after another, each with its direction."""
        return [(one, self.direction) for one in (self.by.format(self.value), self.value) if one]


@dataclass(frozen=True)
class Pointing:
    """A condition on what rows point to: `condition` as it stands among the conditions, `chosen` selects the keys."""

    condition: str
    column: str
    key: str
    chosen: str


@dataclass
class Query:
    """Rows of one record type that somebody asked for. `conditions` hold our SQL only, `parameters` every value.

    Conditions and `keys` speak of `record` (and `order_joins`) alone; `joins` bring the names of the shown columns.
    """

    type: RecordType
    columns: list[Column] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    parameters: dict[str, object] = field(default_factory=dict)
    keys: list[Key] = field(default_factory=list)
    joins: dict[str, Join] = field(default_factory=dict)
    order_joins: dict[str, str] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    ordered_by: list[str] = field(default_factory=list)
    limits: dict[tuple[str, str], object] = field(default_factory=dict)
    pointing: list[Pointing] = field(default_factory=list)

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
        """The SQL of a shown column, with the join it needs."""
        if column.join:
            self.joins[column.join.alias] = column.join
        return column.expression

    def where(self, column: Column, condition: str, value: str = "") -> str:
        """`condition` with {} in the place of the column, NULL where nothing stands there.

        A name in another table is looked for there.
        """
        asked = condition.format(value or column.expression)
        if column.join:
            asked = self.points(column.join.column, column.join.key, column.join.keys_where(asked))
        return asked

    def points(self, column: str, key: str, chosen: str) -> str:
        """Whether a row points to one of the chosen things; NULL where it points nowhere.

        This is asked of the small table, so that ten million rows only look up whether they are among those.
        """
        condition = f'record."{column}" IN ({chosen})'
        self.pointing.append(Pointing(condition, column, key, chosen))
        return condition


def parse(taken: Snapshot, record_type: RecordType, choices: Mapping[str, str | Sequence[str]]) -> Query:
    """The query for choices as in an address; FilterError names the first one that cannot be met."""
    query = Query(record_type)
    wanted = {key: [given] if isinstance(given, str) else list(given) for key, given in choices.items()}
    if taken.scope.area is not None and record_type.has_area and not any(wanted.get("area", ())):
        wanted = {"area": [taken.scope.area], **{key: given for key, given in wanted.items() if key != "area"}}
    for key in wanted:
        _check_key(query, key)
    _check_period(wanted)
    for key, given in narrow_to_day(taken, query, wanted).items():
        if key not in CONTROL and any(given):
            _filter(taken, query, key, given)
    _choose_columns(query, choices.get("columns", ()))
    _sort(taken, query, choices.get("sort", ()))
    if record_type.restriction:
        query.conditions.append(record_type.restriction)
    return query


def select(query: Query) -> str:
    """The whole SELECT with its order, which is the same at every call."""
    columns = ", ".join(f'{query.use(column)} AS "{column.id}"' for column in query.columns)
    return f"SELECT {columns} {source(query)} ORDER BY {order(query)}"


def source(query: Query) -> str:
    """The FROM and WHERE of a query, with everything its columns and its order need."""
    joins = " ".join([*(query.joins[name].clause for name in sorted(query.joins)), *query.order_joins.values()])
    return f'FROM "{query.type.id}" AS record {joins} {where(query)}'


def narrowed(query: Query) -> str:
    """The FROM and WHERE of the rows alone, for counting: no names are looked up."""
    return f'FROM "{query.type.id}" AS record {where(query)}'


def where(query: Query, more: Sequence[str] = ()) -> str:
    """The WHERE of a query."""
    conditions = [*query.conditions, *more]
    return f"WHERE {' AND '.join(conditions)}" if conditions else ""


def negated(condition: str) -> str:
    """Every row of which the condition is not true, also where nothing stands there."""
    return f"NOT coalesce({condition}, FALSE)"


def order(query: Query) -> str:
    """What stands behind ORDER BY."""
    return ordered([part for key in query.keys for part in key.parts])


def ordered(parts: Sequence[tuple[str, str]]) -> str:
    """The words of ORDER BY; nothing comes last in both directions."""
    return ", ".join(f"{value} {direction} NULLS LAST" for value, direction in parts)


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
        _compare(taken, query, key, given)
    else:
        _equals(taken, query, key, values.several(key, given))


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
    try:
        refuse_outside(code)
    except ChoiceError as refused:
        raise FilterError(refused.message, refused.hint) from refused
    found = taken.cursor.execute(
        "SELECT level, path FROM areas WHERE area_code = $code AND is_canonical", {"code": code}
    ).fetchone()
    if found is None:
        raise FilterError(f"没有这个区划代码：{code}", "请用 /api/v1/areas?q= 按名称查找代码。")
    lies, value = f"l{int(found[0])}", query.bind(code)
    inside = f'record."{query.type.area}" IN (SELECT area_code FROM areas WHERE {lies} = {value})'
    query.conditions.append(f"record.{lies} = {value}" if query.type.has_lineage else inside)
    query.words.append(f"{found[1]}（含下级）")


def _in_years(query: Query, years: list[int]) -> None:
    column = _main_date(query, "year")
    query.conditions.append(f"list_contains({query.bind(years)}, {year_of(column)})")
    query.words.append("、".join(str(year) for year in years) + "年" if len(years) < 6 else f"{years[0]}–{years[-1]}年")


def year_of(column: Column) -> str:
    """The year of a column with the time of rows, as SQL."""
    return column.expression if column.kind == "year" else f"year({column.expression})"


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


def searched(record_type: RecordType) -> list[Column]:
    """The columns of names that `q` looks in; a table without any cannot be searched."""
    return [record_type.columns[name] for name in SEARCHED if name in record_type.columns]


def _search(query: Query, wanted: str) -> None:
    columns = searched(query.type)
    if not columns:
        raise FilterError(f"“{query.type.name}”没有可以按文字搜索的列", "请去掉 q。")
    contains = _contains(query, wanted)
    found = " OR ".join(query.where(column, contains) for column in columns)
    query.conditions.append(f"({found})")
    query.words.append(f"搜索“{wanted}”")


def _contains(query: Query, value: str) -> str:
    """The condition that {} holds a text, in capitals or not; where that makes no difference nothing is rewritten."""
    return f"contains({'{}' if CASELESS.fullmatch(value) else 'lower({})'}, {query.bind(value.lower())})"


def _compare(taken: Snapshot, query: Query, key: str, given: list[str]) -> None:
    name, _, operator = key.rpartition("__")
    column = column_of(query, key, name)
    if operator == "not":
        _equals(taken, query, name, values.several(key, given), is_not=True)
    elif operator == "blank":
        _blank(taken, query, column, values.is_blank(key, values.single(key, given)))
    else:
        _within(taken, query, key, values.single(key, given))


def _within(taken: Snapshot, query: Query, key: str, value: str) -> None:
    name, _, operator = key.rpartition("__")
    column = column_of(query, key, name)
    if operator not in ENDS or (column.kind in ORDERED) == (operator == "contains") or column.kind == "boolean":
        ends = [] if column.kind == "boolean" else ["__min、__max"] if column.kind in ORDERED else ["__contains"]
        allowed = "、".join([*ends, "__not", "__blank"])
        raise FilterError(f"“{column.name}”不能这样筛选：{key}", f"可以直接写 {column.id}=，或用 {allowed}。")
    expression, besides = asked(taken, query.type, column)
    if operator == "contains":
        query.conditions.append(f"({query.where(column, _contains(query, value), expression)}{besides})")
        query.words.append(f"{column.name}包含“{value}”")
        return
    sign = ">=" if operator == "min" else "<="
    limit = query.limit(column, operator, values.typed(column, key, value))
    query.conditions.append(f"({expression} {sign} {limit}{besides})")
    query.words.append(f"{column.name}{COMPARISONS[operator]} {value}")


def _blank(taken: Snapshot, query: Query, column: Column, is_blank: bool) -> None:
    """Nothing there, or something: an empty text is nothing."""
    something = "{} IS NOT NULL" if column.kind in ORDERED or column.kind == "boolean" else "{} <> ''"
    found = query.where(column, something, shown(taken, query.type, column))
    query.conditions.append(negated(found) if is_blank else found)
    query.words.append(f"{column.name}{'空白' if is_blank else '不空'}")


def _equals(taken: Snapshot, query: Query, key: str, given: list[str], is_not: bool = False) -> None:
    """One of the values, or none of them; rows with nothing there are not one of them."""
    column = column_of(query, key, key)
    if not given:
        return
    wanted = [CUSTODY.get(value, value) if column.id == "custody" else value for value in given]
    bound = query.bind([values.typed(column, key, value) for value in wanted])
    expression, besides = asked(taken, query.type, column)
    condition = f"({query.where(column, f'list_contains({bound}, {{}})', expression)}{besides})"
    if key in ("hub", "org"):
        named = {"hub": "hubs", "org": "organizations"}[key]
        same_name = f'SELECT "{column.id}" FROM {named} WHERE list_contains({bound}, name)'
        condition = f"({condition} OR {query.points(column.id, column.id, same_name)})"
    query.conditions.append(negated(condition) if is_not else condition)
    query.words.append(f"{column.name}{'不含' if is_not else '：'}{'、'.join(given)}")


def _choose_columns(query: Query, given: str | Sequence[str]) -> None:
    asked = values.several("columns", [given] if isinstance(given, str) else list(given))
    for name in asked or query.type.default_columns:
        column = query.type.columns.get(name)
        if column is None:
            raise FilterError(f"“{query.type.name}”没有这一列：{name}", f"可用的列：{'、'.join(query.type.columns)}。")
        query.columns.append(column)
        query.use(column)


def _sort(taken: Snapshot, query: Query, given: str | Sequence[str]) -> None:
    """Order by the asked columns, else newest first; what tells rows apart last, so that pages never overlap."""
    asked = values.several("sort", [given] if isinstance(given, str) else list(given))
    newest = query.type.main_date
    for name in asked or ([f"-{newest}"] if newest else []):
        column = query.type.columns.get(name.removeprefix("-"))
        if column is None:
            raise FilterError(f"不能按“{name}”排序", f"可用的列：{'、'.join(query.type.columns)}；前面加 - 为倒序。")
        query.keys.append(_key(taken, query, column, "DESC" if name.startswith("-") else "ASC"))
        query.ordered_by.append(f"{column.name}{'降序' if name.startswith('-') else '升序'}")
    query.keys.extend(Key(one) for one in query.type.last_order)


def _key(taken: Snapshot, query: Query, column: Column, direction: str) -> Key:
    """How a column orders rows: choices as they are declared, Chinese by 拼音, everything else by its value."""
    if column.join:
        place = column.join.order_alias(column.expression)
        query.order_joins[f"{place}.place"] = column.join.ranked(column.expression, query.type.id)
        return Key(f"{place}.place", direction, join=column.join, name=column.expression)
    value = shown(taken, query.type, column)
    if column.choices:
        declared = ", ".join("'" + choice.replace("'", "''") + "'" for choice in column.choices)
        place = f"coalesce(list_position([{declared}], {{0}}), 999)"
        return Key(value, direction, f"CASE WHEN {{0}} IS NOT NULL THEN {place} END")
    return Key(value, direction, "{} COLLATE zh" if column.kind in ("text", "choice") else "")
