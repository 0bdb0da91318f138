"""Which file of records an address asks for: everything about it is checked before a row is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from api.answers import ApiError, one
from exports.records import Heading, refuse_too_long
from exports.spool import Order
from indicators.warehouse import Snapshot
from records.catalog import record_type
from records.query import Query, parse
from records.reading import count

OWN_KEYS = ("limit", "offset", "format", "header")
MIMETYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
LONGEST_HEADER = 1500  # letters of the filters in words that a header of the answer carries


@dataclass(frozen=True)
class AskedFile:
    """A file of records that somebody may have: its kind, its rows, its name, and the choices of the address."""

    taken: Snapshot
    query: Query
    kind: str
    heading: Heading
    choices: dict[str, list[str]]

    @property
    def name(self) -> str:
        """A Chinese name that says what is inside, of which data date, and whether it is a demonstration."""
        marks = [self.query.type.name, f"截至{self.taken.data_date or date.today()}"]
        if self.taken.is_demonstration:
            marks.insert(0, "演示数据")
        return f"{'_'.join(marks)}.{self.kind}"

    @property
    def headers(self) -> dict[str, str]:
        """What the answer says beside the file: rows, build, filters in words (percent-encoded)."""
        words = self.query.filters_in_words
        short = words if len(words) <= LONGEST_HEADER else f"{words[:LONGEST_HEADER]}…"
        return {"X-Row-Count": str(self.heading.rows), "X-Build": self.taken.build, "X-Filters": quote(short)}

    def order(self, patience: float) -> Order:
        """The same for the process that makes it."""
        return Order(
            str(self.taken.path), self.query.type.id, self.kind, self.choices, self.heading.rows,
            self.heading.by_id, self.name, patience, words=self.query.filters_in_words,
        )  # fmt: skip


def query_of(taken: Snapshot, type_id: str, given: Mapping[str, list[str]]) -> Query:
    """The rows an address asks for, whatever form they are to have."""
    return parse(taken, record_type(taken, type_id), _choices(given))


def asked_file(taken: Snapshot, query: Query, given: Mapping[str, list[str]]) -> AskedFile:
    """The file an address asks for; 400 for a form that does not exist or cannot hold the rows."""
    kind = one(given, "format")
    if kind not in MIMETYPES:
        raise ApiError(400, f"没有这种格式：{kind[:80]}", f"可用的格式：json、{'、'.join(MIMETYPES)}。")
    if "limit" in given or "offset" in given:
        raise ApiError(400, "文件总是包含全部筛选结果，不能用 limit 或 offset", "请去掉它们，用筛选条件缩小范围。")
    header = one(given, "header", "name") or "name"
    if header not in ("name", "id"):
        raise ApiError(400, f"header 不对：{header[:80]}", "请写 name（中文列名）或 id（英文列名）。")
    by_id = header == "id" or (kind == "parquet" and "header" not in given)
    heading = Heading(count(taken, query), by_id)
    refuse_too_long(kind, heading.rows)
    return AskedFile(taken, query, kind, heading, _choices(given))


def _choices(given: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {key: given[key] for key in given if key not in OWN_KEYS}
