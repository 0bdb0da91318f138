"""The SQL behind the rows of 数据明细: as it is asked, and with its values written in, to paste into DuckDB."""

from __future__ import annotations

from indicators.explain import Statement, literal_sql
from indicators.warehouse import Snapshot
from records.query import Query, select


def statement_of(query: Query) -> Statement:
    """All rows of a query in their order, with the parameters."""
    return Statement("记录", select(query), dict(query.parameters))


def runnable(taken: Snapshot, query: Query) -> str:
    """One statement that gives the same rows on the published file."""
    found = statement_of(query)
    head = f"-- {query.type.name}：{query.filters_in_words}\n-- 在 DuckDB 中只读打开 {taken.path.name} 后运行。\n"
    return head + literal_sql(found.sql, found.params) + "\n"
