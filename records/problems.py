"""What was found in the delivered files, as a list: rows sent back, remarks, rows that wait."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from indicators.warehouse import QUESTIONS, Snapshot

KINDS = ("退回", "提示", "待核")
CHOICES = ("delivery", "type", "rule", "kind")
SOME = 5_000


def problems(taken: Snapshot, chosen: Mapping[str, str | None], limit: int | None = None) -> Iterator[dict]:
    """The findings under the choices in the order of the files; every one unless a limit is given."""
    sql = (QUESTIONS / "problems.sql").read_text(encoding="utf-8")
    params = {key: chosen.get(key) for key in CHOICES}
    answer = taken.cursor.execute(sql, {**params, "limit": limit if limit is not None else 2**62})
    names = [column[0] for column in answer.description]
    while some := answer.fetchmany(SOME):
        for row in some:
            yield dict(zip(names, row, strict=True))
