"""The check Excel itself makes of each cell of a template, with its hint and its Chinese message."""

from __future__ import annotations

from datetime import date

from xlsxwriter.utility import xl_col_to_name

from etl.own_sheets import CHOICES_SHEET
from etl.record import Column, RecordType
from etl.templates.words import prompt

_LONGEST_LIST = 255
_EARLIEST = date(1900, 1, 1)
_LATEST = date(2199, 12, 31)


def cell_rule(record_type: RecordType, column: Column, index: int) -> dict[str, object]:
    """The xlsxwriter options of the data validation of the column at `index`.

    Words outside a list and numbers out of range are stopped; dates are only asked about, since the reader also
    understands 2024年6月 and 至今.
    """
    rule = {"validate": "any"} | _what(column, index)
    title = column.name[:32]
    hint = {"input_title": title, "input_message": prompt(record_type, column), "ignore_blank": True}
    return rule | hint | ({"error_title": title} if rule["validate"] != "any" else {})


def _what(column: Column, index: int) -> dict[str, object]:
    if column.choices or column.kind == "boolean":
        return _list(column.choices or ["是", "否"], index)
    if column.kind == "date":
        return _dates(column)
    if column.kind == "year":
        said = "请填四位年份，如 2024。"
        return {"validate": "integer", "criteria": "between", "minimum": 1949, "maximum": date.today().year + 1,
                "error_message": said}  # fmt: skip
    if column.kind in ("integer", "decimal", "money") and not column.choice_synonyms:
        return _numbers(column)
    if column.kind == "code":
        longest = 18 if column.form == "uscc" else 100
        return {"validate": "length", "criteria": "<=", "value": longest, "error_type": "warning",
                "error_message": f"一般不超过{longest}个字，请核对。"}  # fmt: skip
    if column.is_free_text:
        return {"validate": "length", "criteria": "<=", "value": 2000, "error_message": "最多2000字，请精简。"}
    return {}


def _list(choices: list[str], index: int) -> dict[str, object]:
    """A drop-down; a long list stands on the hidden sheet, since Excel allows 255 characters here."""
    source: object = choices
    if len(",".join(choices)) > _LONGEST_LIST or any("," in choice for choice in choices):
        letter = xl_col_to_name(index)
        source = f"='{CHOICES_SHEET}'!${letter}$1:${letter}${len(choices)}"
    return {"validate": "list", "source": source, "error_message": "请从下拉列表中选一项。"}


def _dates(column: Column) -> dict[str, object]:
    earliest = column.earliest or _EARLIEST
    latest: object = "=TODAY()+1" if column.not_future else _LATEST
    until = "今天" if column.not_future else "2199-12-31"
    said = f"应是{earliest}到{until}之间的日期，如 2024-06-30。"
    return {"validate": "date", "criteria": "between", "minimum": max(earliest, _EARLIEST), "maximum": latest,
            "error_type": "warning", "error_message": said}  # fmt: skip


def _numbers(column: Column) -> dict[str, object]:
    lowest = column.minimum if column.minimum is not None else -(10**12)
    highest = column.maximum if column.maximum is not None else 10**12
    kind = "integer" if column.kind == "integer" else "decimal"
    unit = f"，单位{column.unit}" if column.unit else ""
    said = f"请填{'整数' if kind == 'integer' else '数字'}{unit}，不要带单位和文字。"
    return {"validate": kind, "criteria": "between", "minimum": float(lowest) if kind == "decimal" else int(lowest),
            "maximum": float(highest) if kind == "decimal" else int(highest), "error_message": said}  # fmt: skip
