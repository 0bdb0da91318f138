"""What was found in the delivered files: a page of JSON, or a file of all of it."""

from __future__ import annotations

import os
from collections.abc import Mapping

from flask import Response, send_file

from api import audited_files
from api.answers import ApiError, json_answer, number, one, only
from api.disk import room_in_words
from api.places import place
from exports.problems import csv_file, xlsx_file
from exports.workbook import MOST_ROWS as MOST_SHEET_ROWS
from exports.workbook import TooManyRowsError
from indicators.warehouse import ask, snapshot
from records.problems import CHOICES, KINDS, problems
from records.values import text

FILES = {
    "csv": (csv_file, "text/csv"),
    "xlsx": (xlsx_file, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
MOST_ROWS = 1000


def problems_answer(given: Mapping[str, list[str]]) -> Response:
    """The findings under the given choices; 400 for choices that cannot be met."""
    only(given, (*CHOICES, "limit", "format"))
    chosen = {key: text(key, one(given, key)) or None for key in CHOICES}
    if chosen["kind"] not in (None, *KINDS):
        raise ApiError(400, f"没有“{chosen['kind'][:40]}”这一类", f"可用：{'、'.join(KINDS)}。")
    wanted = one(given, "format", "json") or "json"
    if wanted != "json" and wanted not in FILES:
        raise ApiError(400, f"没有这种格式：{wanted[:80]}", f"可用的格式：json、{'、'.join(FILES)}。")
    with snapshot() as taken:
        if wanted == "json":
            rows = list(problems(taken, chosen, number(given, "limit", 100, 1, MOST_ROWS)))
            return json_answer({"build": taken.build, "rows": rows})
        if "limit" in given:
            raise ApiError(400, "文件总是包含全部问题，不能用 limit", "请去掉 limit。")
        write, mimetype = FILES[wanted]
        try:
            with room_in_words(), place():
                spool = write(taken, chosen)
        except TooManyRowsError:
            words = f"问题超过 Excel 一张工作表的上限 {MOST_SHEET_ROWS} 行"
            raise ApiError(400, words, "请按报送、记录或规则缩小范围，或改用 format=csv。") from None
        name = f"{'演示数据_' if taken.is_demonstration else ''}问题清单_{_about(chosen)}.{wanted}"
    audited_files.told(type="问题清单", filters="，".join(value for value in chosen.values() if value))
    answer = send_file(spool, mimetype=mimetype, as_attachment=True, download_name=name)
    answer.content_length = os.fstat(spool.fileno()).st_size
    return answer


def _about(chosen: Mapping[str, str | None]) -> str:
    """What the file is about, for its name: the delivered file, the rule, or everything."""
    if chosen["delivery"]:
        files = [row["file"] for row in ask("deliveries_in", area=None) if row["delivery"] == chosen["delivery"]]
        return files[0].rpartition(".")[0] or files[0] if files else "没有这份报送"
    return "_".join(value for key in ("type", "rule", "kind") if (value := chosen[key])) or "全部报送"
