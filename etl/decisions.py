"""What people decided: $DATA/decisions.jsonl, append-only. The latest decision on a task holds; all stay in the file.

A line is {at, by, task, kind, action, value, note, about} and, for a waiting row, what was written: {type, target,
written}. `对应到` is read by every build: from then on the written value means that id in records of that type.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from etl.ledger import Ledger
from etl.normalise.personal import mask_personal
from etl.record import RecordType

FILE = "decisions.jsonl"
PENDING, DOUBTFUL, LARGE = "待核", "疑似重复", "大幅变动"
MEANS, SENT_BACK, WAIT = "对应到", "退回", "继续等待"
DIFFERENT, SAME = "不是同一个", "是同一个"
PUBLISH, DO_NOT_PUBLISH = "发布", "不发布"
ACTIONS = {PENDING: (MEANS, SENT_BACK, WAIT), DOUBTFUL: (DIFFERENT, SAME), LARGE: (PUBLISH, DO_NOT_PUBLISH)}
SETTLED = (SENT_BACK, DIFFERENT, PUBLISH, DO_NOT_PUBLISH)
"""Decisions after which a task is off the list."""


class Decisions:
    """The decisions of one data folder; only a run that holds the lock writes to it."""

    def __init__(self, data_dir: Path) -> None:
        self.file = Ledger(data_dir / FILE)

    def write(self, task: dict, action: str, value: str | None, note: str, by: str) -> None:
        """Records a decision on a task of etl/tasks.py; personal numbers in what was typed are starred."""
        facts = {key: task[key] for key in ("type", "target", "written", "delivery") if task.get(key)}
        self.file.write(
            "decided", by=mask_personal(by), task=task["task"], kind=task["kind"], action=action, value=value,
            note=mask_personal(note), about=task["about"], **facts,
        )  # fmt: skip

    def history(self) -> list[dict]:
        """Every decision, oldest first."""
        return [entry for entry in self.file.events() if entry.get("event") == "decided"]

    def latest(self) -> dict[str, dict]:
        """The decision that holds, by task."""
        return {entry["task"]: entry for entry in self.history()}

    def meanings(self) -> list[tuple[str, str, str, str]]:
        """(type, target, written value, id) of every 对应到 that holds, in a fixed order."""
        return sorted(
            (entry["type"], entry["target"], entry["written"], entry["value"])
            for entry in self.latest().values()
            if entry["kind"] == PENDING and entry["action"] == MEANS
        )


def meanings(data_dir: Path) -> list[tuple[str, str, str, str]]:
    """What the builds of a data folder take from its decisions."""
    return Decisions(data_dir).meanings()


def apply_meanings(
    connection: duckdb.DuckDBPyConnection, table: str, found: list[tuple[str, str, str, str]], record_type: RecordType
) -> None:
    """Puts the decided id for the written value into every column of `table` that points to that target.

    Rows of senders with a scope name what they mean by its number already (etl/named_inside.py): of those the decided
    word may be the number.
    """
    found = [one for one in found if one[0] == record_type.id]
    sql = "SELECT delivery FROM stage.manifests WHERE within <> '' AND type = $type ORDER BY delivery"
    scoped = connection.execute(sql, {"type": record_type.id}).fetchall() if found else []
    names = ", ".join(f"'{delivery}'" for (delivery,) in scoped)
    narrowed = f" AND _delivery NOT IN ({names})" if names else ""
    for _, target, written, value in found:
        for column in record_type.columns:
            if column.references == target:
                connection.execute(
                    f'UPDATE {table} SET "{column.id}" = $value WHERE "{column.id}" = $written{narrowed}',
                    {"value": value, "written": written},
                )
