"""Records as an answer: a page of JSON, or a file of all filtered rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from threading import BoundedSemaphore
from typing import IO

from flask import Response, send_file

from api.answers import ApiError, json_answer, number, one
from exports.records import Heading, csv_file, parquet_file, xlsx_file
from indicators.warehouse import Snapshot, snapshot
from records.catalog import record_type
from records.query import Query, parse
from records.reading import count, page

MOST_ROWS = 1000
MOST_OFFSET = 100_000_000
OWN_KEYS = ("limit", "offset", "format", "header")
FILES: dict[str, tuple[Callable[[Snapshot, Query, Heading], IO[bytes]], str]] = {
    "csv": (csv_file, "text/csv; charset=utf-8"),
    "xlsx": (xlsx_file, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "parquet": (parquet_file, "application/vnd.apache.parquet"),
}
AT_ONCE = BoundedSemaphore(2)  # files written at the same time in one process; the other threads stay free for pages


def records_answer(type_id: str, given: Mapping[str, list[str]]) -> Response:
    """The rows of a record type under the given filters; raises what records and answers raise."""
    with snapshot() as taken:
        query = parse(taken, record_type(taken, type_id), {key: given[key] for key in given if key not in OWN_KEYS})
        wanted = one(given, "format", "json") or "json"
        if wanted == "json":
            return _page(taken, query, given)
        if wanted not in FILES:
            raise ApiError(400, f"没有这种格式：{wanted[:80]}", f"可用的格式：json、{'、'.join(FILES)}。")
        return _file(taken, query, given, wanted)


def _page(taken: Snapshot, query: Query, given: Mapping[str, list[str]]) -> Response:
    if "header" in given:
        raise ApiError(400, "header 只用于文件", "请去掉 header，或加上 format=csv。")
    limit = number(given, "limit", 100, 1, MOST_ROWS)
    offset = number(given, "offset", 0, 0, MOST_OFFSET)
    names = [column.id for column in query.columns]
    body = {
        "type": query.type.id,
        "filters_in_words": query.filters_in_words,
        "build": taken.build,
        "total": count(taken, query),
        "rows": [dict(zip(names, row, strict=True)) for row in page(taken, query, limit, offset)],
    }
    return json_answer(body)


def _file(taken: Snapshot, query: Query, given: Mapping[str, list[str]], wanted: str) -> Response:
    if "limit" in given or "offset" in given:
        raise ApiError(400, "文件总是包含全部筛选结果，不能用 limit 或 offset", "请去掉它们，用筛选条件缩小范围。")
    header = one(given, "header", "name") or "name"
    if header not in ("name", "id"):
        raise ApiError(400, f"header 不对：{header[:80]}", "请写 name（中文列名）或 id（英文列名）。")
    write, mimetype = FILES[wanted]
    heading = Heading(count(taken, query), by_id=header == "id" or (wanted == "parquet" and "header" not in given))
    if not AT_ONCE.acquire(timeout=60):
        raise ApiError(503, "正在生成的文件太多", "请过一两分钟再试。")
    try:
        spool = write(taken, query, heading)
    finally:
        AT_ONCE.release()
    answer = send_file(spool, mimetype=mimetype, as_attachment=True, download_name=_file_name(taken, query, wanted))
    answer.headers["X-Row-Count"] = str(heading.rows)
    answer.headers["X-Build"] = taken.build
    return answer


def _file_name(taken: Snapshot, query: Query, wanted: str) -> str:
    """A Chinese name that says what is inside, of which data date, and whether it is a demonstration."""
    marks = [query.type.name, f"截至{taken.data_date or date.today()}"]
    if taken.is_demonstration:
        marks.insert(0, "演示数据")
    return f"{'_'.join(marks)}.{wanted}"
