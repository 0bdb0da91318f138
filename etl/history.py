"""What became of the warehouse, build by build: when it was published, held back or gone back to, and what came in."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import duckdb

from etl.lake import Lake

WORDS = {"published": "发布", "rolled_back": "回退", "held": "暂缓发布"}
COMINGS = {"loaded": "装入", "withdrawn": "撤回", "restored": "恢复"}


def record(lake: Lake, event: str, build: str, **facts: object) -> None:
    """Adds one line to the lake's diary; `event` is one of WORDS."""
    lake.ledger.write(event, build=build, deliveries=comings(lake) if event != "rolled_back" else [], **facts)


def record_missing(lake: Lake, pointer: dict | None) -> None:
    """Notes a publication that the process did not live to note."""
    if pointer is None:
        return
    noted = [entry for entry in lake.ledger.events() if entry["event"] in ("published", "rolled_back")]
    if not noted or noted[-1].get("build") != pointer["build"]:
        record(lake, "published", pointer["build"], published_at=pointer.get("published_at"))


def comings(lake: Lake) -> list[dict]:
    """The deliveries that came, went or came back since the last build was published or held, in that order."""
    found: list[dict] = []
    for entry in lake.ledger.events():
        if entry["event"] in ("published", "held"):
            found = []
        elif entry["event"] in COMINGS and entry.get("delivery"):
            found.append({"delivery": entry["delivery"], "file": entry.get("file"), "what": COMINGS[entry["event"]]})
    return found


def history(lake: Lake) -> list[dict]:
    """One entry per publication, hold or step back, the newest first."""
    return [
        {
            "build": entry.get("build"),
            "at": entry.get("published_at") or entry["at"],
            "event": WORDS[entry["event"]],
            "made": entry.get("made"),
            "rules_version": entry.get("rules_version"),
            "deliveries": entry.get("deliveries", []),
            "corrections": entry.get("corrections", {}),
            "rows": entry.get("rows", {}),
        }
        for entry in reversed(lake.ledger.events())
        if entry["event"] in WORDS
    ]


def stage_history(
    connection: duckdb.DuckDBPyConnection, lake: Lake, build: str, rules_version: str, rows: dict[str, int]
) -> None:
    """stage.build_history: what was before, and this build as it will be published, last."""
    connection.execute(
        "CREATE TABLE stage.build_history(position INTEGER, build VARCHAR, published_at TIMESTAMP, event VARCHAR, "
        "rules_version VARCHAR, deliveries JSON, rows JSON)"
    )
    present = {"build": build, "at": datetime.now(UTC).isoformat(), "event": WORDS["published"],
               "rules_version": rules_version, "deliveries": comings(lake), "rows": rows}  # fmt: skip
    for position, entry in enumerate([*reversed(history(lake)), present], start=1):
        connection.execute(
            "INSERT INTO stage.build_history VALUES "
            "(?, ?, CAST(timezone('UTC', CAST(? AS TIMESTAMPTZ)) AS TIMESTAMP), ?, ?, ?, ?)",
            [
                position, entry["build"], entry["at"], entry["event"], entry["rules_version"],
                json.dumps(entry["deliveries"], ensure_ascii=False), json.dumps(entry["rows"]),
            ],
        )  # fmt: skip
