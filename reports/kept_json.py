"""A report as text that can be read back exactly: what is kept when a report is frozen."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from reports import content
from reports.content import Report
from reports.files import ReportError

KIND = "is"
KINDS = {
    name: found for name, found in vars(content).items() if isinstance(found, type) and is_dataclass(found)
}


def to_text(report: Report) -> str:
    """The report as JSON: the same report gives the same text, and `from_text` gives the same report."""
    return json.dumps(_plain(report), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def from_text(text: str) -> Report:
    """The report of a text; ReportError for one that is damaged or was kept by a newer program."""
    try:
        report = _whole(json.loads(text))
    except (ValueError, KeyError, TypeError) as fault:
        hint = "请从备份恢复这个文件；它也可能是由更新的程序留下的，请先升级程序。"
        raise ReportError("定稿的内容读不出来。", hint, 500) from fault
    if not isinstance(report, Report):
        raise ReportError("定稿的内容不是一份报告。", "请从备份恢复这个文件。", 500)
    return report


def fingerprint(report: Report) -> str:
    """SHA-256 of what the report says."""
    return sha256(to_text(report).encode("utf-8")).hexdigest()


def _plain(value: object) -> Any:
    if is_dataclass(value):
        kept = [one.name for one in fields(value) if one.metadata.get("is_kept", True)]
        return {KIND: type(value).__name__} | {name: _plain(getattr(value, name)) for name in kept}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, datetime):
        raise TypeError("a report knows days, not moments")
    if isinstance(value, date):
        return {KIND: "date", "day": value.isoformat()}
    if isinstance(value, Decimal):
        return {KIND: "decimal", "digits": str(value)}
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(f"{type(value).__name__} has no place in a report")


def _whole(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_whole(one) for one in value)
    if not isinstance(value, dict):
        return value
    kind = value[KIND]
    if kind == "date":
        return date.fromisoformat(value["day"])
    if kind == "decimal":
        return Decimal(value["digits"])
    return KINDS[kind](**{name: _whole(one) for name, one in value.items() if name != KIND})
