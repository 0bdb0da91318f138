"""A frozen report as programs read it, without where it lies; and its addresses in OpenAPI."""

from __future__ import annotations

from api.describe import answer, errors, parameter, text
from indicators import scope
from reports.files import FORMATS
from reports.frozen.store import Frozen

TEXT, COUNT = text(), {"type": "integer"}
RECORD = {
    **dict.fromkeys(("id", "kind", "key", "subject", "period", "at", "by", "why", "build", "data_date"), TEXT),
    **dict.fromkeys(("content_sha256", "database_sha256"), TEXT),
    **dict.fromkeys(("year", "version"), COUNT),
    "choices": {"type": "object"},
    "is_demonstration": {"type": "boolean"},
    "files": {"type": "array", "items": {"type": "object"}},
}
DESCRIPTION = "以后数据更新过，内容和文件也不变；differences 是现在的报告与它不同的地方，现在做不出时为 null。"
WORDS = {"type": "string", "pattern": "^[^\\x00\ufffd\ud7ff]*$"}


def described(one: Frozen, is_new: bool | None = None) -> dict:
    """A frozen report as a program reads it. The checksum of the whole database is for whoever sees all of it: it would
    say of a guess at the rows of others whether it is right."""
    of_all = one.database_sha256 if scope.current().is_everything else ""
    files = [{"format": file.ending, "name": file.name, "sha256": file.sha256, "bytes": file.size}
             for file in one.files]  # fmt: skip
    told = {} if is_new is None else {"is_new": is_new}
    return {
        "id": one.id, "kind": one.kind, "key": one.key, "year": one.year, "choices": dict(one.choices),
        "version": one.version, "subject": one.subject, "period": one.period, "at": one.at, "by": one.by,
        "why": one.why, "build": one.build, "data_date": one.data_date, "is_demonstration": one.is_demonstration,
        "content_sha256": one.fingerprint, "database_sha256": of_all, "files": files, **told,
    }  # fmt: skip


def paths() -> dict:
    """The operations of frozen reports, as OpenAPI writes them."""
    record = {"type": "object", "required": list(RECORD), "properties": RECORD, "additionalProperties": False}
    many = {"frozen": {"type": "array", "items": record}, "damaged": {"type": "array", "items": TEXT}}
    shape = {"type": "object", "required": list(many), "properties": many, "additionalProperties": False}
    narrowing = {"hub": "枢纽编号", "area": "区划代码", "year": "年份"}
    about = "新的在前；不给条件为全部。定稿在页面上或用 python -m reports freeze。"
    return {
        "/api/v1/reports/frozen": _operation("frozen_reports", "已定稿的报告", about, answer("定稿的记录", shape), [
            parameter(key, WORDS, words) for key, words in narrowing.items()
        ]),
        "/api/v1/reports/frozen/{number}": _one(record),
    }  # fmt: skip


def _one(record: dict) -> dict:
    further = {"report": {"type": "object"}, "differences": {"type": ["array", "null"], "items": {"type": "object"}}}
    whole = {**record, "properties": {**RECORD, **further}, "required": [*RECORD, *further]}
    good = answer("记录与内容，或定稿时的文件，逐字节相同", whole)
    binary = {"schema": {"type": "string", "contentMediaType": "application/octet-stream"}}
    good["200"]["content"].update({kind.media_type: binary for kind in FORMATS.values()})
    good["200"]["headers"] = {"X-Checksum-SHA256": {"description": "文件的校验和（仅文件）", "schema": TEXT}}
    kinds = {"type": "string", "enum": ["json", *FORMATS], "default": "json"}
    number = {"type": "string", "pattern": "^[0-9]{1,9}$"}
    inside = {"name": "number", "in": "path", "required": True, "description": "定稿的编号", "schema": number}
    asked = [inside, parameter("format", kinds, "格式")]
    return _operation("frozen_report", "一份定稿", DESCRIPTION, good, asked)


def _operation(name: str, summary: str, description: str, good: dict, parameters: list[dict]) -> dict:
    told = {"tags": ["报告"], "operationId": name, "summary": summary, "description": description}
    return {"get": {**told, "parameters": parameters, "responses": {**good, **errors(True)}}}
