"""The address of what was found in the delivered files, described: its choices and its answers."""

from __future__ import annotations

from api.describe import answer, parameter, text
from exports.problems import HEADINGS
from records.problems import KINDS

ANYTHING = {"type": "string", "maxLength": 200, "pattern": "^[^\\x00\ufffd\ud7ff]*$"}
PROBLEM_CHOICES = [
    parameter("delivery", ANYTHING, "报送编号，见 /api/v1/deliveries"),
    parameter("type", ANYTHING, "记录类型的标识，如 organizations"),
    parameter("rule", ANYTHING, "规则编号，如 B065"),
    parameter("kind", {"type": "string", "enum": list(KINDS)}, "退回的行、提示、待核的行"),
    parameter("limit", {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}, "最多几处（仅 json）"),
    parameter("format", {"type": "string", "enum": ["json", "csv", "xlsx"], "default": "json"}, "格式；文件总是全部"),
]


def problems_answer() -> dict:
    """The first findings as JSON, or the file of all of them."""
    cells = {key: {"type": ["integer" if key == "row" else "string", "null"], "title": words}
             for key, words in HEADINGS.items()}  # fmt: skip
    rows = {"type": "array", "items": {"type": "object", "properties": cells, "additionalProperties": False}}
    body = {
        "type": "object",
        "required": ["build", "rows"],
        "properties": {"build": text(), "rows": rows},
        "additionalProperties": False,
    }
    good = answer("查出的问题，或全部问题的文件", body)
    binary = {"schema": {"type": "string", "contentMediaType": "application/octet-stream"}}
    spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    good["200"]["content"].update({"text/csv": {"schema": text()}, spreadsheet: binary})
    return good
