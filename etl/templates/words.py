"""What a clerk is told about each column, in words made from the record type: rules, an example, a short hint."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from etl.record import Column, RecordType, record_types

KIND_WORDS = {
    "text": "文字", "code": "编号", "date": "日期，如 2024-06-30", "year": "四位年份，如 2024", "integer": "整数",
    "decimal": "数字，可带小数", "money": "金额，最多两位小数", "boolean": "是 或 否", "choice": "从下拉中选一项",
}  # fmt: skip
EXAMPLES_FILE = Path(__file__).parent / "examples.toml"


@cache
def _examples() -> dict[str, dict[str, object]]:
    return tomllib.loads(EXAMPLES_FILE.read_text("utf-8"))


def example(record_type: RecordType, column: Column) -> object:
    """The value of the example row; None where the example leaves the cell empty."""
    return _examples().get(record_type.id, {}).get(column.id)


def need(record_type: RecordType, column: Column) -> str:
    """Whether a column must be filled: 必填, 至少填一项 or 可空."""
    if column.required:
        fallback = column.falls_back_to
        return f"必填（没有时可只填“{record_type.column(fallback).name}”）" if fallback else "必填"
    for group in record_type.one_of:
        if column.id in group:
            return f"{'、'.join(record_type.column(other).name for other in group)}至少填一项"
    return "可空"


def is_needed(record_type: RecordType, column: Column) -> bool:
    """Whether the heading is marked as one to fill in."""
    return column.required or any(column.id in group for group in record_type.one_of)


def limits(column: Column) -> str:
    """What the column accepts beside its kind, in words."""
    said = [f"单位{column.unit}"] if column.unit else []
    if column.minimum is not None and column.kind != "year":
        said.append(f"不小于{column.minimum:,f}")
    if column.maximum is not None:
        said.append(f"不大于{column.maximum:,f}")
    if column.earliest:
        said.append(f"不早于{column.earliest}")
    if column.not_future:
        said.append("不晚于今天")
    if column.accepts_month:
        said.append("只知道年月的可填 2024-06")
    if column.default:
        said.append(f"空着按“{column.default}”")
    return "；".join([*said, *_lookup(column), *_privacy(column)])


def _lookup(column: Column) -> list[str]:
    """Where the value has to be known."""
    if column.form == "area":
        return ["写12位区划代码，或从省写起的全称"]
    if column.references == "indicators":
        return ["应是《指标口径》里有的指标"]
    return [f"应是《{record_types()[column.references].name}》里有的"] if column.references else []


def _privacy(column: Column) -> list[str]:
    """What must not stand where people are numbered."""
    if column.form == "reviewer":
        return ["不得填写姓名、身份证号、手机号"]
    return ["不得填写身份证号、手机号"] if column.holds_people else []


def rules(record_type: RecordType) -> list[tuple[str, str, str]]:
    """(column, severity, what is wrong when the rule is broken) of every rule over several cells."""
    names = _Names({column.id: f"〔{column.name}〕" for column in record_type.columns})
    return [(record_type.column(check.column).name, check.severity, check.message.format_map(names))
            for check in record_type.checks]  # fmt: skip


class _Names(dict[str, str]):
    """Values for the places a message leaves open; one that is no column stands for something."""

    def __init__(self, names: Mapping[str, str]) -> None:
        super().__init__(names)

    def __missing__(self, key: str) -> str:
        return "……"


def prompt(record_type: RecordType, column: Column) -> str:
    """The hint shown when a cell of the column is chosen."""
    parts = [need(record_type, column), KIND_WORDS[column.kind], column.help, limits(column)]
    return "\n".join(part for part in parts if part)[:250]
