"""OpenAPI 3.1 of this API, made from the registries: every indicator and every record type describes itself."""

from __future__ import annotations

from collections.abc import Mapping

from api.describe import answer, errors, parameter, record_answer, text
from api.describe_choices import indicator_parameters
from api.describe_problems import PROBLEM_CHOICES, problems_answer
from api.describe_records import record_parameters, summary_path
from api.describe_sql import PATH, RECORDS_PATH, record_choices, sql_answer, sql_choices
from indicators.catalog import catalog
from indicators.definition import Definition
from indicators.warehouse import NoWarehouse
from records.catalog import RecordType, record_types

DESCRIPTION = """五社联动分析台的开放接口：与页面相同的指标和记录，供其他程序读取。

取值都是数据里的中文词（UTF-8，百分号编码），键是英文。每个数都带分子、分母、是否报送和缺分母的区划数；
`value` 为 null 表示未报送或没有分母，不是 0。错误统一为 {"error", "hint"}，都是中文。"""


def document(further: Mapping[str, dict] | None = None) -> dict:
    """The whole description. Without published data the record types are missing, everything else is there.

    `further` are paths that this package does not know: what the pages show.
    """
    try:
        types = record_types()
    except NoWarehouse:
        types = {}
    return {
        "openapi": "3.1.0",
        "info": {"title": "五社联动分析台 API", "version": "1", "description": DESCRIPTION},
        "servers": [{"url": "/"}],
        "tags": [{"name": "指标"}, {"name": "记录"}, {"name": "页面"}, {"name": "区划与报送"}, {"name": "系统"}],
        "paths": {
            **_plain_paths(),
            **{f"/api/v1/indicators/{found.id}": _indicator_path(found) for found in catalog().values()},
            **{f"/api/v1/records/{found.id}": _record_path(found) for found in types.values()},
            **(_of_any_type(types) if types else {}),
            **(further or {}),
        },
        "components": {"schemas": SCHEMAS},
    }


def _get(tag: str, name: str, summary: str, parameters: list[dict], responses: dict) -> dict:
    return {
        "get": {
            "tags": [tag],
            "operationId": name,
            "summary": summary,
            "parameters": parameters,
            "responses": {**responses, **errors(bool(parameters))},
        }
    }


SEARCHING = [
    parameter("q", text(100), "名称、别名或代码开头；用空格隔开的多个词中，最后一个按名称找，其余按上级找"),
    parameter(
        "parent",
        {"type": "string", "pattern": "^[0-9A-Za-z._-]{0,40}$"},
        "上级区划代码：单独使用时列出其下一级；与 q 或 level 同用时在其全部下级中找",
    ),
    parameter(
        "level",
        {"type": "integer", "minimum": 1, "maximum": 6},
        "1 省 · 2 市 · 3 区县 · 4 街道乡镇 · 5 社区村 · 6 社区以下",
    ),
    parameter("limit", {"type": "integer", "minimum": 1, "maximum": 1000, "default": 50}, "最多几条"),
]


def _of_any_type(types: Mapping[str, RecordType]) -> dict:
    """The addresses that are the same for every record type."""
    choices, good = record_choices(types.values()), sql_answer("type")
    return {
        "/api/v1/records/{type}/summary": summary_path(types.values()),
        RECORDS_PATH: _get("记录", "records_sql", "一组记录背后的查询语句", choices, good),
    }


def _plain_paths() -> dict:
    """The addresses that do not depend on the data."""
    health = answer("运行中", {"$ref": "#/components/schemas/Health"})
    return {
        "/healthz": _get("系统", "healthz", "服务是否在运行", [], health),
        "/api/v1/openapi.json": _get("系统", "openapi", "本说明", [], answer("OpenAPI 3.1", {"type": "object"})),
        "/api/v1/indicators": _get("指标", "indicators", "全部指标的口径", [], _listed("indicators", "Indicator")),
        PATH: _get("指标", "indicator_sql", "一个数背后的查询语句", sql_choices(), sql_answer("indicator")),
        "/api/v1/cases": _get("指标", "cases", "公开发表过的数字，用记录重新计算", [], _listed("cases", "Case")),
        "/api/v1/deliveries": _get("区划与报送", "deliveries", "全部报送", [], _listed("deliveries", "Delivery")),
        "/api/v1/problems": _get("区划与报送", "problems", "报送里查出的问题", PROBLEM_CHOICES, problems_answer()),
        "/api/v1/areas": _get("区划与报送", "areas", "查找区划", SEARCHING, _listed("areas", "Area")),
    }


def _listed(key: str, schema: str) -> dict:
    items = {"type": "array", "items": {"$ref": f"#/components/schemas/{schema}"}}
    return answer("成功", _shape({key: items}))


def _indicator_path(found: Definition) -> dict:
    body = {"allOf": [{"$ref": "#/components/schemas/Result"}, {"properties": {"indicator": {"const": found.id}}}]}
    path = _get("指标", f"indicator_{found.id}", found.name, indicator_parameters(found), answer("成功", body))
    path["get"]["description"] = f"{found.definition}\n\n公式：{found.formula}（{found.unit}）"
    return path


def _record_path(found: RecordType) -> dict:
    path = _get("记录", f"records_{found.id}", found.name, record_parameters(found), record_answer(found))
    path["get"]["description"] = f"一行是：{found.grain}"
    return path


NULLABLE_NUMBER = {"type": ["number", "null"]}
NULLABLE_TEXT = {"type": ["string", "null"]}
COUNT = {"type": "integer", "minimum": 0}


def _shape(required: dict[str, dict], optional: dict[str, dict] | None = None, is_open: bool = False) -> dict:
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **(optional or {})},
        "additionalProperties": is_open,
    }


COUNTED = ("rows_read", "accepted", "rejected", "duplicates", "pending", "superseded", "withdrawn")
SCHEMAS = {
    "Health": _shape({"status": {"const": "ok"}}),
    "Error": _shape({"error": {"type": "string", "minLength": 1}, "hint": {"type": "string"}}),
    "Area": _shape({"code": text(), "name": text(), "level": {"type": "integer"}, "path": text()}),
    "Delivery": _shape(
        {
            "delivery": text(),
            "file": text(),
            "sheet": NULLABLE_TEXT,
            "type": text(),
            "received_at": NULLABLE_TEXT,
            **{key: COUNT for key in COUNTED},
            "area": NULLABLE_TEXT,
            "from": NULLABLE_TEXT,
            "to": NULLABLE_TEXT,
            "status": text(),
        },
        {"source": NULLABLE_TEXT, "skipped": COUNT, "current": COUNT, "erased": COUNT, "merged": COUNT},
    ),
    "Case": _shape(
        {
            "id": text(),
            "figure": text(),
            "published": {"type": ["string", "number"]},
            "qualifier": text(),
            "unit": text(),
            "as_of": NULLABLE_TEXT,
            "computed": {"type": ["number", "string", "null"]},
            "agrees": {"type": "boolean"},
            "query": text(),
            "note": NULLABLE_TEXT,
        },
        is_open=True,
    ),
    "Indicator": _shape(
        {
            "id": text(),
            "name": text(),
            "definition": text(),
            "formula": text(),
            "unit": text(),
            "decimals": COUNT,
            "kind": {"enum": ["stock", "flow"]},
            "filters": {"type": "array", "items": text()},
            "denominators": {"type": "array", "items": text()},
            "targets": {"type": "array", "items": {"type": "object"}},
        },
        is_open=True,
    ),
    "Result": _shape(
        {
            "indicator": text(),
            "name": text(),
            "unit": text(),
            "basis": NULLABLE_TEXT,
            "universe": NULLABLE_TEXT,
            "filters_in_words": text(),
            "build": text(),
            "data_date": NULLABLE_TEXT,
            "rows": {"type": "array", "items": {"$ref": "#/components/schemas/ResultRow"}},
        },
        {"as_of": NULLABLE_TEXT, "years": {"type": ["array", "null"], "items": {"type": "integer"}}},
        is_open=True,
    ),
    "ResultRow": _shape(
        {
            "numerator": NULLABLE_NUMBER,
            "denominator": NULLABLE_NUMBER,
            "value": NULLABLE_NUMBER,
            "reported": {"type": "boolean"},
            "areas_without_denominator": {"type": ["integer", "null"]},
        },
        {"hidden": {"type": "string", "description": "人数少、按规定不给这一行的数：原因，和可看的上一级的数"}},
        is_open=True,
    ),
}
