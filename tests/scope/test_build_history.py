"""Of versions somebody with a scope is told when one was published, and nothing of what waited or was taken back."""

import duckdb
import pytest

from indicators import warehouse
from indicators.scope import Scope, within
from indicators.warehouse import ask, snapshot
from records.catalog import rows_of, types_of
from tests.indicators.toy import publish

STREET = "330102011000"
SCOPES = (Scope(area=STREET), Scope(hub="h1"))
HISTORY = [
    ("a", "2026-01-01 08:00:00", "发布", "装入"),
    ("b", "2026-01-02 08:00:00", "暂缓发布", "装入"),
    ("c", "2026-01-03 08:00:00", "发布", "撤回"),
    ("d", "2026-01-04 08:00:00", "发布", "恢复"),
    ("c", "2026-01-05 08:00:00", "回退", "装入"),
    ("e", "2026-01-06 08:00:00", "发布", "装入"),
]


@pytest.fixture
def history(tmp_path):
    """A file whose history holds every kind of event."""
    hubs = [{"hub_id": "h1", "name": "凯益荟", "level": "街道", "area_code": STREET}]
    folder = publish(tmp_path / "data", {"hubs": hubs})
    with duckdb.connect(str(folder / "warehouse" / "toy.duckdb")) as connection:
        connection.execute(
            "CREATE OR REPLACE TABLE build_history(build VARCHAR, published_at TIMESTAMP, event VARCHAR, "
            "rules_version VARCHAR, deliveries JSON, rows JSON)"
        )
        for build, at, event, what in HISTORY:
            row = [build, at, event, f'[{{"delivery": "d", "file": "f", "what": "{what}"}}]', '{"activities": 1}']
            connection.execute("INSERT INTO build_history VALUES (?, ?, ?, '1', ?, ?)", row)
    warehouse.use(folder)
    yield
    warehouse.use(None)


@pytest.mark.parametrize("scope", SCOPES, ids=["area", "hub"])
def test_what_was_held_back_or_gone_back_from_is_told_to_nobody_with_a_scope(history, scope):
    with within(scope), snapshot() as taken:
        rows = taken.rows("SELECT build, event FROM build_history ORDER BY published_at")
        assert [(row["build"], row["event"]) for row in rows] == [(build, "发布") for build in "acde"]
        assert [row["build"] for row in ask("build_history")] == ["e", "d", "c", "a"]
        assert rows_of(taken, types_of(taken)["build_history"]) == 4
    with snapshot() as taken:
        assert rows_of(taken, types_of(taken)["build_history"]) == len(HISTORY)


@pytest.mark.parametrize("scope", SCOPES, ids=["area", "hub"])
def test_a_version_of_a_withdrawal_or_restoration_reads_like_any_other(history, scope):
    with within(scope), snapshot() as taken:
        told = taken.rows("SELECT DISTINCT event, rules_version, deliveries, rows FROM build_history")
    assert told == [{"event": "发布", "rules_version": "1", "deliveries": None, "rows": None}]
