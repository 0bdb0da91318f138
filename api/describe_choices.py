"""The query parameters of an indicator, from its definition."""

from __future__ import annotations

from api.describe import listed, parameter
from indicators.asked import LONGEST_WORD, NOT
from indicators.catalog import denominators, dimensions
from indicators.definition import Definition

DAY = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
DAY_OF_YEAR = {
    "type": "string",
    "pattern": "^((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)$",
}
YEARS = {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{4})?$"}
CODE = {"type": "string", "pattern": "^[0-9A-Za-z._-]{1,40}$"}
FREE = {"type": "string", "maxLength": LONGEST_WORD, "pattern": "^[^\\x00,\ufffd]+$"}


def indicator_parameters(found: Definition) -> list[dict]:
    """Everything that may stand behind the question mark of /indicators/<id>."""
    return [*_where_and_when(found), *_denominator(found), *_filters(found), *_numbers(found)]


def _where_and_when(found: Definition) -> list[dict]:
    keys = ["area", "year", "month", *found.filters] if found.kind == "flow" else ["area", "year", *found.filters]
    parameters = [
        parameter("area", CODE, "区划代码；不给为全部数据"),
        parameter("level", {"type": "integer", "minimum": 1, "maximum": 6}, "by=area 时列出哪一级"),
        listed("year", YEARS, "年份：2016、2012-2016；缺省为最近有数据的一年"),
        parameter("starts", DAY_OF_YEAR, "年度从哪一天起（07-01），年份按起始的那年叫；只和 year 同用，缺省 01-01"),
        listed("by", {"type": "string", "enum": keys}, "按什么分行"),
    ]
    if found.kind == "stock":
        return [*parameters, parameter("as_of", DAY, "截至哪一天；不与 year 同用")]
    return [
        *parameters,
        parameter("from", DAY, "从这一天起；不与 year 同用"),
        parameter("to", DAY, "到这一天止；不与 year 同用"),
    ]


def _denominator(found: Definition) -> list[dict]:
    names = [denominators()[key].basis for key in found.denominators if denominators()[key].basis]
    return [parameter("basis", {"type": "string", "enum": names}, "人口口径")] if names else []


def _filters(found: Definition) -> list[dict]:
    described = [dimensions()[key] for key in found.filters if key in dimensions()]
    left_out = [_filter(dimension, is_left_out=True) for dimension in described if dimension.id != "universe"]
    return [*[_filter(dimension) for dimension in described], *left_out]


def _filter(dimension, is_left_out: bool = False) -> dict:
    values = [*dimension.values, *dimension.more_values]
    schema = {"type": "string", "enum": values} if dimension.values and not dimension.is_open else FREE
    if dimension.id == "universe":
        return parameter(dimension.id, schema, dimension.name)
    if is_left_out:
        return listed(f"{dimension.id}{NOT}", schema, f"不含这些{dimension.name}；没有填写的仍在内")
    return listed(dimension.id, schema, dimension.name)


def _numbers(found: Definition) -> list[dict]:
    return [
        parameter(
            key,
            {"type": "number", "minimum": number.least, "maximum": number.most, "default": number.default},
            number.name,
        )
        for key, number in found.parameters.items()
    ]
