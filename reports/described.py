"""The addresses of yearly reports, in OpenAPI."""

from __future__ import annotations

from api.describe import answer, errors, parameter, text
from components.report_menu import AREA_CHOICES, hub_choices
from reports.files import FORMATS

WORDS = {"type": "string", "pattern": "^[^\\x00\ufffd\ud7ff]*$"}
KNOWN = {
    "year": "年份；缺省为最近有数据的一年",
    "basis": "人口口径",
    "universe": "统计口径：登记、登记备案、全部",
    "figure": "对比哪一项主要数",
}
TEXT = text()
LIST = {"type": "array", "items": {"type": "object"}}
LINES = {"type": "array", "items": TEXT}
REPORT = {
    "title": TEXT,
    "subject": TEXT,
    "period": TEXT,
    "summary": LINES,
    "chapters": LIST,
    "bases": LIST,
    "choices_in_words": TEXT,
    "data_date": {"type": "string", "format": "date"},
    "build": TEXT,
    "is_demonstration": {"type": "boolean"},
    "address": TEXT,
}


def paths() -> dict:
    """The operations of the reports, as OpenAPI writes them."""
    hub, area = "枢纽编号或全名", "区划代码；all 为全部数据"
    return {
        "/api/v1/reports/hubs/{hub}": _report("hub", hub, "枢纽的年度成效报告", hub_choices()),
        "/api/v1/reports/areas/{code}": _report("code", area, "地区的年度成效报告", AREA_CHOICES),
    }


def _report(key: str, words: str, summary: str, choices: tuple[str, ...]) -> dict:
    inside = {"type": "string", "pattern": "^[^\\x00-\\x1f\ufffd\ud7ff/]{1,80}$"}
    kinds = {"type": "string", "enum": ["json", *FORMATS], "default": "json"}
    return {
        "get": {
            "tags": ["报告"],
            "operationId": f"report_of_{'hub' if key == 'hub' else 'area'}",
            "summary": summary,
            "description": "内容与页面这一年的相同：摘要、各章的图表与文字、口径与来源。图在文件里可以编辑。",
            "parameters": [
                {"name": key, "in": "path", "required": True, "description": words, "schema": inside},
                *[parameter(one, WORDS, KNOWN.get(one, "本页地址里的同名条件")) for one in choices],
                parameter("format", kinds, "格式"),
            ],
            "responses": {**_good(), **errors(True)},
        }
    }


def _good() -> dict:
    shape = {"type": "object", "required": list(REPORT), "properties": REPORT, "additionalProperties": False}
    good = answer("一份报告，JSON 或文件", shape)
    binary = {"schema": {"type": "string", "contentMediaType": "application/octet-stream"}}
    good["200"]["content"].update({kind.media_type: binary for kind in FORMATS.values()})
    good["200"]["headers"] = {"X-Build": {"description": "数据版本（仅文件）", "schema": text()}}
    return good
