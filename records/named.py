"""The rows of a page with the names of what they point to: a hundred rows are read, then a few names for them."""

from __future__ import annotations

from collections.abc import Sequence

from indicators.warehouse import Snapshot
from records.joins import Join
from records.personal import displayed
from records.query import Query


def named_rows(taken: Snapshot, query: Query, numbers: Sequence[int]) -> list[tuple]:
    """The rows of these numbers in that order, as tuples in the order of `query.columns`.

    Names are asked for by their codes: joined to the rows, every area of the country would be read for a hundred.
    """
    joins = {column.join for column in query.columns if column.join}
    pointing = {join: f'record."{join.column}"' for join in joins}
    own = {column.id: displayed(taken, query.type, column) for column in query.columns if not column.join}
    wanted = list(dict.fromkeys(["record.rowid", *pointing.values(), *own.values()]))
    rows = taken.cursor.execute(
        f'SELECT {", ".join(wanted)} FROM "{query.type.id}" AS record WHERE record.rowid IN (SELECT unnest($numbers))',
        {"numbers": numbers},
    ).fetchall()
    place = {expression: number for number, expression in enumerate(wanted)}
    names = {
        join: _names(taken, query, join, {row[place[code]] for row in rows} - {None}) for join, code in pointing.items()
    }
    read = {row[0]: row for row in rows}
    return [
        tuple(
            names[column.join].get((column.expression, read[number][place[pointing[column.join]]]))
            if column.join
            else read[number][place[own[column.id]]]
            for column in query.columns
        )
        for number in numbers
    ]


def _names(taken: Snapshot, query: Query, join: Join, codes: set) -> dict[tuple[str, object], object]:
    """What each expression over the joined table is for each code."""
    wanted = list(dict.fromkeys(column.expression for column in query.columns if column.join == join))
    rows = (
        taken.cursor.execute(
            f'SELECT {join.alias}."{join.key}", {", ".join(wanted)} FROM "{join.table}" AS {join.alias} '
            f'WHERE {join.only} AND {join.alias}."{join.key}" IN (SELECT unnest($codes))',
            {"codes": sorted(codes)},
        ).fetchall()
        if codes
        else []
    )
    return {(expression, row[0]): value for row in rows for expression, value in zip(wanted, row[1:], strict=True)}
