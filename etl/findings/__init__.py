"""What only the whole of the data can tell of a delivered row: one SQL file is one rule, all of them warnings.

A file selects `delivery, type, row, "column" (its identifier), found, rule, message`; its first lines say the rule and
the tables it reads. Together with the warnings that were found when the files were read they are the table `findings`.
Nothing here refuses or changes a row: rows that must not count yet are pending (etl/staging).
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import duckdb

FOLDER = Path(__file__).parent
MOST_TOLD = 100
"""So many findings of one rule and column are told of one delivery when it is loaded; the table has all."""

_TABLE = """
WITH cross_checked AS (
{rules}
),
told AS (
    SELECT delivery, type, unnest(from_json(messages, '["JSON"]')) AS message FROM stage.manifests
),
gathered AS (
    SELECT
        delivery, type, CAST(message ->> 'row' AS BIGINT) AS row, message ->> 'column' AS "column",
        message ->> 'found' AS found, message ->> 'rule' AS rule, message ->> 'severity' AS severity,
        message ->> 'message' AS message
    FROM told
    WHERE message ->> 'severity' <> '拒收'
    UNION ALL
    SELECT
        delivery, cross_checked.type, row, coalesce(described.name, ''), found, rule, '警告', message
    FROM cross_checked
    LEFT JOIN stage.record_columns AS described
        ON described.type = cross_checked.type AND described."column" = cross_checked."column"
)
SELECT
    gathered.delivery, gathered.type, manifests.file, manifests.sheet, row, gathered."column", found, rule, severity,
    message
FROM gathered
JOIN stage.manifests ON manifests.delivery = gathered.delivery AND manifests.type = gathered.type
ORDER BY manifests.sequence, gathered.delivery, row NULLS FIRST, rule, "column", found, message
"""


def rules() -> dict[str, str]:
    """The SELECT of every rule of this folder by the name of its table, stage.found_<file>."""
    columns = 'delivery, type, CAST(row AS BIGINT) AS row, "column", CAST(found AS VARCHAR) AS found, rule, message'
    return {
        f"stage.found_{path.stem}": f"SELECT {columns} FROM (\n{path.read_text('utf-8')}\n)"
        for path in sorted(FOLDER.glob("*.sql"))
    }


def findings_sql() -> str:
    """The SELECT of the table `findings`: what every rule found, and the warnings of the manifests."""
    return _TABLE.format(rules="\nUNION ALL\n".join(f"    FROM {name}" for name in rules()))


def findings_of(connection: duckdb.DuckDBPyConnection, deliveries: list[str]) -> dict[str, list[dict]]:
    """The findings in rows of these deliveries, in the form of their messages, by delivery."""
    cursor = connection.execute(
        'SELECT delivery, row, "column", found, rule, severity, message FROM findings '
        "WHERE list_contains($deliveries, delivery)",
        {"deliveries": deliveries},
    )
    names = [column[0] for column in cursor.description][1:]
    found: dict[str, list[dict]] = {}
    for delivery, *values in cursor.fetchall():
        found.setdefault(delivery, []).append(dict(zip(names, values, strict=True)))
    return found


def pending_rows(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple]]:
    """(row, key, reason) of every row that waits, by delivery."""
    waiting: dict[str, list[tuple]] = {}
    for delivery, *rest in connection.execute("SELECT delivery, row, key, reason FROM pending_rows").fetchall():
        waiting.setdefault(delivery, []).append(tuple(rest))
    return waiting


def unsaid(found: list[dict], said: list[dict]) -> list[dict]:
    """The findings that no message says yet; of each rule and column at most a hundred."""
    known = {(message["row"], message["rule"], message["message"]) for message in said}
    times: Counter[tuple[str, str]] = Counter()
    new = []
    for message in found:
        times[message["rule"], message["column"]] += 1
        is_known = (message["row"], message["rule"], message["message"]) in known
        if not is_known and times[message["rule"], message["column"]] <= MOST_TOLD:
            new.append(message)
    return new
