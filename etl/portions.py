"""A full build of a lake that is larger than memory: the registers and a portion of the events first, then portion
after portion on top of it, by the same steps as the builds that go on from the last one. What is made of facts is made
once, by the last portion. The tables are the same."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import duckdb

from etl.check import check_build, check_increment, check_portion
from etl.given import SCHEMA
from etl.increment import NotPlainError, build_full, build_on
from etl.increment.kept import EVENTS
from etl.increment.portion import Portion, made_last
from etl.lake import Lake, Manifest
from etl.model import Built, models
from etl.progress import Progress, silent

LOG = logging.getLogger("wushe")
ROWS = 4_000_000
"""Events of one portion; a portion takes about three gigabytes of memory."""


class PartOfLake(Lake):
    """The lake as if only some of its deliveries had come yet."""

    def __init__(self, lake: Lake, shown: Sequence[Manifest]) -> None:
        super().__init__(lake.folder.parent)
        self.ledger, self.given = lake.ledger, lake.given
        self.shown = sorted(shown, key=lambda manifest: (manifest.sequence, manifest.delivery))

    def manifests(self) -> list[Manifest]:
        """The deliveries that have come, in the order in which they arrived."""
        return list(self.shown)


def build_all(
    connection: duckdb.DuckDBPyConnection, lake: Lake, is_demonstration: bool = False, progress: Progress = silent
) -> Built:
    """Fills the empty database of `connection` from the lake and checks it; raises what its checks raise."""
    manifests = lake.manifests()
    portions = in_portions([manifest for manifest in manifests if manifest.type in EVENTS])
    if len(portions) > 1:
        try:
            return _build_portions(connection, lake, manifests, portions, is_demonstration, progress)
        except NotPlainError as reason:  # no lake is known that leads here; memory is what it costs
            LOG.warning("不能分批生成，改为一次生成：%s", reason)
            _empty(connection)
    built = build_full(connection, lake, is_demonstration, progress)
    check_build(connection)
    return built


def _build_portions(
    connection: duckdb.DuckDBPyConnection,
    lake: Lake,
    manifests: Sequence[Manifest],
    portions: Sequence[list[Manifest]],
    is_demonstration: bool,
    progress: Progress,
) -> Built:
    shown = [manifest for manifest in manifests if manifest.type not in EVENTS] + portions[0]
    progress("生成第一批", 1, len(portions) + 1)
    built = build_full(connection, PartOfLake(lake, shown), is_demonstration, later=made_last(models()))
    check_build(connection)
    disordered: set[str] = set()
    for number, more in enumerate([*portions[1:], []], start=2):  # the last has memory for the sums of all rows alone
        portion = Portion(number > len(portions), disordered)
        progress("生成汇总表" if portion.is_last else f"加上第 {number} 批", number, len(portions) + 1)
        connection.execute("DETACH stage; DETACH reference; CHECKPOINT")
        shown = [*shown, *more]
        built = build_on(connection, PartOfLake(lake, shown), is_demonstration, portion=portion)
        (check_increment if portion.is_last else check_portion)(connection, built)
    built.proofs, built.tails = [], {}  # the whole file is read once more before it is published
    return built


def _empty(connection: duckdb.DuckDBPyConnection) -> None:
    """Takes everything out of a build that was begun."""
    connection.execute("DETACH DATABASE IF EXISTS stage; DETACH DATABASE IF EXISTS reference")
    connection.execute(f"DROP SCHEMA IF EXISTS keep CASCADE; DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
    own = "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = 'main'"
    for (name,) in connection.execute(own).fetchall():
        connection.execute(f'DROP TABLE main."{name}"')


def in_portions(events: Sequence[Manifest]) -> list[list[Manifest]]:
    """The deliveries of events in the order in which they arrived, as many at a time as memory holds; at least one."""
    portions: list[list[Manifest]] = [[]]
    rows = 0
    for manifest in events:
        if portions[-1] and rows + manifest.accepted > ROWS:
            portions.append([])
            rows = 0
        portions[-1].append(manifest)
        rows += manifest.accepted
    return portions
