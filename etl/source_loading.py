"""From a source's name to its checked rules; what is wrong with a source file is said in Chinese, with file and key."""

import difflib
import hashlib
import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pydantic import ValidationError

from etl import source_rules
from etl.errors import WARNING, DeliveryError
from etl.normalise.text import word_key
from etl.record import Column, RecordType, record_types
from etl.source_rules import ColumnRule, LookupRule, RecordRule, SourceRules, placeholders

SOURCES_FOLDER = Path(__file__).parent / "sources"
PLAIN_NAME = re.compile(r"[\w-]+")
LIFTABLE = {"B064", "B078"}
"""Limits of ours that the data of another country or kind may rightly pass."""
NOT_A_PLACE = {"@row", "@file", "@sheet"}


@dataclass(frozen=True)
class Source:
    """One foreign system: `id` is the TOML's stem; `fingerprint` changes whenever its text does."""

    id: str
    path: Path
    fingerprint: str
    rules: SourceRules

    @property
    def identity(self) -> str:
        """The mapping under which a file was delivered: another text of the TOML is another mapping."""
        return f"{self.id}@{self.fingerprint}"

    def lookup_types(self) -> set[str]:
        """Record types in whose delivered rows this source looks values up."""
        rules = (rule for table in self.rules.tables for record in table.records
                 for alternatives in record.columns.values() for rule in alternatives)
        return {rule.lookup.type for rule in rules if rule.lookup}


def source_names(data_dir: Path | None = None) -> list[str]:
    """The names `--source` takes without a path."""
    return sorted({path.stem for folder in _folders(data_dir) for path in folder.glob("*.toml")})


def _folders(data_dir: Path | None) -> list[Path]:
    data_dir = Path(data_dir or os.environ.get("WUSHE_DATA_DIR", "data"))
    return [data_dir / "sources", SOURCES_FOLDER]


def load_source(name: str, data_dir: Path | None = None) -> Source:
    """The source of that name (the data folder's own sources first) or path; DeliveryError names file and key."""
    path = _source_path(name, data_dir)
    try:
        text = path.read_text("utf-8-sig")
        content = tomllib.loads(text, parse_float=Decimal)
    except (OSError, UnicodeDecodeError) as error:
        hint = "请确认文件存在，并另存为 UTF-8 编码的文本。"
        raise DeliveryError(f"映射文件《{path.name}》读不出来。", hint, "S00") from error
    except tomllib.TOMLDecodeError as error:
        said = f"映射文件《{path.name}》不是正确的 TOML：{_toml_place(error)}"
        raise DeliveryError(said, "花括号里不能换行，文字要加引号；写法见 docs/sources.md。", "S00") from error
    try:
        rules = SourceRules.model_validate(content)
    except ValidationError as error:
        raise _refusal(path, list(_faults(error))) from error
    if faults := list(_contradictions(rules)):
        raise _refusal(path, faults)
    return Source(path.stem, path, hashlib.sha256(text.encode()).hexdigest()[:8], rules)


def _source_path(name: str, data_dir: Path | None) -> Path:
    if name.endswith(".toml"):
        if not Path(name).is_file():
            raise DeliveryError(f"找不到映射文件“{name}”。", "请检查路径。", "S00")
        return Path(name)
    if PLAIN_NAME.fullmatch(name):
        for folder in _folders(data_dir):
            if (folder / f"{name}.toml").is_file():
                return folder / f"{name}.toml"
    known = "、".join(source_names(data_dir)) or "（还没有）"
    raise DeliveryError(f"没有叫“{name}”的来源。", f"现有的来源：{known}；也可以写 .toml 文件的路径。", "S00")


def _toml_place(error: tomllib.TOMLDecodeError) -> str:
    place = re.search(r"line (\d+), column (\d+)", str(error))
    return f"第 {place[1]} 行第 {place[2]} 个字符附近写法有误。" if place else "文件结尾处没有写完整。"


def _refusal(path: Path, faults: list[str]) -> DeliveryError:
    shown = "；".join(faults[:10]) + (f"；另有 {len(faults) - 10} 处" if len(faults) > 10 else "")
    said = f"映射文件《{path.name}》有 {len(faults)} 处要改：{shown}。"
    return DeliveryError(said, "每个键的含义见 docs/sources.md。", "S00")


# --- what pydantic found, in Chinese -----------------------------------------------------------------------------

WORDS = {
    "missing": "缺少这个键",
    "string_type": "应当是文字，请加引号",
    "bool_type": "应当写 true 或 false",
    "bool_parsing": "应当写 true 或 false",
    "int_type": "应当是整数",
    "int_parsing": "应当是整数",
    "int_from_float": "应当是整数",
    "list_type": "应当是列表，用方括号",
    "dict_type": "应当是一组键和值",
    "model_type": "应当是一组键和值，用花括号或单独一节",
    "model_attributes_type": "应当是一组键和值，用花括号或单独一节",
    "too_short": "不能是空的",
    "string_too_short": "不能是空的",
    "string_too_long": "只能是一个字符",
    "decimal_parsing": "应当是数",
    "decimal_type": "应当是数",
    "greater_than_equal": "数太小",
    "less_than_equal": "数太大",
}


def _faults(error: ValidationError) -> Iterator[str]:
    for fault in error.errors():
        place = _place(fault["loc"])
        kind = fault["type"]
        if kind == "value_error":
            yield f"{place}：{fault['ctx']['error']}"
        elif kind == "extra_forbidden":
            yield f"{place}：没有这个键{_nearest(str(fault['loc'][-1]))}"
        elif kind == "literal_error":
            allowed = re.sub(r", | or ", "、", fault["ctx"]["expected"]).replace("'", "")
            yield f"{place}：只能是 {allowed}"
        else:
            yield f"{place}：{WORDS.get(kind, '写法不对')}"


def _place(location: tuple[str | int, ...]) -> str:
    """("tables", 0, "records") → tables[1].records: people count from one."""
    words = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in location
             if part not in ("bool", "int", "decimal", "date", "str")]
    return "".join(words).lstrip(".") or "文件"


def _nearest(key: str) -> str:
    blocks = [block for block in vars(source_rules).values()
              if isinstance(block, type) and issubclass(block, source_rules.Block)]
    keys = {field.alias or name for block in blocks for name, field in block.model_fields.items()}
    near = difflib.get_close_matches(key, keys, 1)
    return f"（是不是 {near[0]}）" if near and near[0] != key else "（这个位置不能写）" if near else ""


# --- what contradicts the record types ---------------------------------------------------------------------------

def _contradictions(rules: SourceRules) -> Iterator[str]:
    for number, constant in enumerate(rules.constants, start=1):
        place = f"constants[{number}]"
        record_type = record_types().get(constant.type)
        if record_type is None:
            yield _unknown_type(place, constant.type)
            continue
        for row in constant.rows:
            yield from _wrong_columns(f"{place}.rows", record_type, set(row))
            for name, value in row.items():
                yield from _wrong_choice(f"{place}.rows.{name}", record_type, name, value)
    for table_number, table in enumerate(rules.tables, start=1):
        for number, record in enumerate(table.records, start=1):
            yield from _record_contradictions(f"tables[{table_number}].records[{number}]", record)


def _unknown_type(place: str, name: str) -> str:
    return f"{place}.type：没有叫“{name}”的数据类型，可以写 {'、'.join(record_types())}"


def _record_contradictions(place: str, record: RecordRule) -> Iterator[str]:
    record_type = record_types().get(record.type)
    if record_type is None:
        yield _unknown_type(place, record.type)
        return
    yield from _wrong_columns(f"{place}.columns", record_type, set(record.columns))
    allowed = LIFTABLE | {check.code for check in record_type.checks if check.severity == WARNING}
    for code in sorted(set(record.accepts) - allowed):
        yield f"{place}.accepts：“{code}”不能放宽，只可以写 {'、'.join(sorted(allowed))}"
    for name, rules in record.columns.items():
        for rule in rules:
            yield from _column_contradictions(f"{place}.columns.{name}", record_type, name, rule)
    exploding = [name for name, rules in record.columns.items()
                 if any(rule.list_of and rule.list_of.several == "explode" for rule in rules)]
    if len(exploding) > 1:
        yield f"{place}.columns：只能有一列把一行拆成几行（现在：{'、'.join(exploding)}）"
    yield from _wrong_order(place, record_type, record)
    for repair in record.repair:
        for name in (repair.column, repair.before, repair.after):
            if name and name not in record.columns:
                yield f"{place}.repair：“{name}”不是这里映射的列"


def _wrong_order(place: str, record_type: RecordType, record: RecordRule) -> Iterator[str]:
    dates = {column.id for column in record_type.columns if column.kind == "date"} & set(record.columns)
    if record.dedupe_by and (record.dedupe == "none" or record.dedupe_by not in dates):
        yield f"{place}.dedupe_by：要与 dedupe 同用，而且是这里映射的日期列"


def _column_contradictions(place: str, record_type: RecordType, name: str, rule: ColumnRule) -> Iterator[str]:
    for value in [rule.value, rule.otherwise, rule.default, *(rule.map or {}).values()]:
        yield from _wrong_choice(place, record_type, name, value)
    if rule.template is not None and not placeholders(rule.template):
        yield f"{place}.template：“{rule.template}”里没有花括号括起的列名"
    places = {part for part in placeholders(rule.template or "") + (rule.hash or []) if part.startswith("@")}
    for part in sorted(places - NOT_A_PLACE):
        yield f"{place}：没有“{part}”，以 @ 开头的只有 @row、@file、@sheet"
    if rule.lookup:
        yield from _wrong_lookup(f"{place}.lookup", rule.lookup)


def _wrong_lookup(place: str, lookup: LookupRule) -> Iterator[str]:
    record_type = record_types().get(lookup.type)
    if record_type is None:
        yield _unknown_type(place, lookup.type)
        return
    for name in (lookup.match, lookup.give):
        if name not in record_type.column_ids():
            yield f"{place}：{record_type.name}没有“{name}”这一列"


def _wrong_columns(place: str, record_type: RecordType, given: set[str]) -> Iterator[str]:
    known = record_type.column_ids()
    for name in sorted(given - set(known)):
        near = difflib.get_close_matches(name, known, 1)
        yield f"{place}：{record_type.name}没有“{name}”这一列" + (f"，是不是 {near[0]}" if near else "")
    for column in record_type.columns:
        if column.required and column.id not in given and not (column.falls_back_to and column.falls_back_to in given):
            yield f"{place}：缺少必填的 {column.id}（{column.name}）"
    for group in record_type.one_of:
        if not given & set(group):
            yield f"{place}：{'、'.join(group)} 至少要有一个"


def _wrong_choice(place: str, record_type: RecordType, name: str, value: object) -> Iterator[str]:
    column = record_type.column(name) if name in record_type.column_ids() else None
    if value in (None, "") or column is None or not column.choices:
        return
    if word_key(str(value)) not in _choice_keys(column):
        yield f"{place}：“{value}”不是{column.name}的可选值（{'、'.join(column.choices)}）"


def _choice_keys(column: Column) -> set[str]:
    words = [*column.choices, *(word for words in column.choice_synonyms.values() for word in words)]
    return {word_key(word) for word in words}
