"""The one read-only door to DuckDB: a snapshot per request, reopened when a new build is published.

A snapshot sees the scope of whoever asks (`indicators.scope.current()`): its cursor holds no other rows.
"""

import json
import logging
import os
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import duckdb

from indicators import scope as scopes
from indicators.cache import Cache
from indicators.cursors import Cursors
from indicators.errors import NoWarehouse, OutdatedWarehouse
from indicators.few_people import hides_rows, smallest, veiled
from indicators.rests_on import listed_without_others
from indicators.scope import Scope
from indicators.scope_views import past
from settings import settings

__all__ = ["NoWarehouse", "OutdatedWarehouse", "Snapshot", "ask", "opened_apart", "others_read", "snapshot", "use"]

LOCKED_DOWN = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_persistent_secrets": "false",
    "python_enable_replacements": "false",
    "memory_limit": "1GB",
    "threads": "2",
    "max_execution_time": "10000",
    "lock_configuration": "true",
}
"""What every connection is opened with; its three limits are those of a machine of two cores (`chosen_limits`)."""
ROW_NUMBER = "rowid"  # a column of the views of a scope, so that `SELECT *` finds it there and not in the tables
QUESTIONS = Path(__file__).parent / "questions"


def chosen_limits() -> dict[str, str]:
    """What one process that serves may take for its questions, as the installation chose (WUSHE_QUERY_…)."""
    chosen = settings()
    return {
        "memory_limit": chosen.query_memory,
        "threads": str(chosen.query_threads),
        "max_execution_time": str(1000 * chosen.query_seconds),
    }


@dataclass(frozen=True)
class Snapshot:
    """One published build as one request sees it; `cursor` belongs to this request alone and sees the scope alone."""

    build: str
    cursor: duckdb.DuckDBPyConnection
    is_demonstration: bool
    data_date: date
    path: Path
    scope: Scope
    cursors: Cursors

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What every key of a cache of answers begins with: other builds and other scopes have other answers, and so
        has whoever is told of few people."""
        return str(self.path), self.build, self.scope.key, smallest()

    def rows(self, sql: str, params: dict | None = None) -> list[dict]:
        """All rows of one query as dictionaries; values of `params` are bound, never spliced.

        `{whole}` before a table is the table itself, past the scope: for conditions on rows of the scope only;
        `{others}` is it without what was sent within the scope.
        """
        if "{whole}" in sql or "{others}" in sql:
            sql = past(sql, self.cursors.catalog, self.scope)
        answer = self.cursor.execute(sql, params or {})
        columns = [column[0] for column in answer.description]
        rows = [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]
        if ROW_NUMBER in columns and not self.scope.is_everything:
            return [{name: value for name, value in row.items() if name != ROW_NUMBER} for row in rows]
        return rows

    def another_cursor(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """A second cursor on the same build in the same scope, for reading beside the first one."""
        return self.cursors.taken(self.scope)


@dataclass
class _Opened:
    """One open warehouse file and how many requests still read it."""

    key: tuple
    path: Path
    connection: duckdb.DuckDBPyConnection
    cursors: Cursors
    build: str
    is_demonstration: bool
    data_date: date
    readers: int = 0
    is_replaced: bool = False

    def close(self) -> None:
        """The file and every cursor kept on it."""
        self.cursors.close()
        self.connection.close()


@dataclass
class _Door:
    """Which folder is served and what is open at the moment."""

    data_dir: Path | None = None
    opened: _Opened | None = None
    process: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


_door = _Door()
_current: ContextVar[Snapshot | None] = ContextVar("snapshot", default=None)
_answers = Cache(limit=100_000)


def use(data_dir: str | os.PathLike | None) -> None:
    """Serve another data folder from now on (tests); None returns to WUSHE_DATA_DIR."""
    with _door.lock:
        _door.data_dir = Path(data_dir) if data_dir is not None else None


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """The published build, one cursor; nested calls share the outer snapshot so that a page never mixes builds.

    It sees the scope of whoever asks; a nested call within another scope has its own cursor on the same build.
    Raises NoWarehouse when nothing has been published, OutdatedWarehouse when a question meets a table or column that
    the published build does not have.
    """
    outer, scope = _current.get(), scopes.current()
    if outer is not None and outer.scope == scope:
        with _told_if_outdated():
            yield outer
    elif outer is not None:
        with (
            _told_if_outdated(),
            outer.cursors.taken(scope) as cursor,
            _seen(replace(outer, cursor=cursor, scope=scope)) as inner,
        ):
            yield inner
    else:
        opened = _enter()
        try:
            with _told_if_outdated(), opened.cursors.taken(scope) as cursor:
                taken = Snapshot(
                    opened.build, cursor, opened.is_demonstration, opened.data_date, opened.path, scope, opened.cursors
                )
                with _seen(taken):
                    yield taken
        finally:
            _leave(opened)


@contextmanager
def _seen(taken: Snapshot) -> Iterator[Snapshot]:
    """Questions inside are put to this snapshot."""
    token = _current.set(taken)
    try:
        with _told_if_outdated():
            yield taken
    finally:
        _current.reset(token)


def others_read() -> bool:
    """Whether somebody else is being answered from the build at this moment; for work that can wait."""
    opened = _door.opened
    return opened is not None and opened.readers > 1


@contextmanager
def opened_apart(path: Path, limits: Mapping[str, str], scope: Scope | None = None) -> Iterator[Snapshot]:
    """One published file opened by this process for itself (never the web server): its own limits, no time limit.

    `snapshot()` and `ask()` inside see this file, within `scope` (the present one when none is given). NoWarehouse when
    it is gone, as after many newer builds.
    """
    scope = scopes.current() if scope is None else scope
    config = {key: value for key, value in LOCKED_DOWN.items() if key != "max_execution_time"} | dict(limits)
    try:
        connection = duckdb.connect(str(path), read_only=True, config=config)
    except duckdb.Error as reason:
        raise NoWarehouse("这个版本的数据已经不在了。", "数据刚刚更新过，请重新导出。") from reason
    with connection:
        build, is_demonstration, data_date = connection.execute(
            "SELECT build, is_demonstration, data_date FROM builds"
        ).fetchone()
        cursors = Cursors(connection)
        try:
            with scopes.within(scope), cursors.taken(scope) as cursor:
                day = data_date or date.today()
                taken = Snapshot(build, cursor, bool(is_demonstration), day, path, scope, cursors)
                with _apart(taken):
                    yield taken
        finally:
            cursors.close()


@contextmanager
def _apart(taken: Snapshot) -> Iterator[None]:
    token = _current.set(taken)
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def _told_if_outdated() -> Iterator[None]:
    try:
        yield
    except (duckdb.CatalogException, duckdb.BinderException) as missing:
        logging.getLogger("wushe").warning("数据版本与程序版本不符：%s", missing)
        raise OutdatedWarehouse() from missing


def ask(name: str, **params) -> list[dict]:
    """The rows of indicators/questions/<name>.sql; parameters not given are NULL, unknown ones are an error.

    `{within_area}` in the file stands for “at or below $area” and is true everywhere when no area is given;
    `$of_groups` for whether the asker may not see on which day a single person served, nor how many rows say so.
    The list is shared with the cache: do not change it.
    """
    sql = _question(name)
    with snapshot() as now:
        key = (*now.key, name, repr(sorted(params.items())))
        answer = _answers.get(key)
        if answer is None:
            answer = now.rows(*_bind(now, name, sql, params))
            _answers.put(key, answer, weight=len(answer) + 1)
        return veiled(name, listed_without_others(now.scope, name, answer))


def _question(name: str) -> str:
    if not name.isidentifier():
        raise ValueError(f"no question is called {name!r}")
    return (QUESTIONS / f"{name}.sql").read_text(encoding="utf-8")


def _bind(now: Snapshot, name: str, sql: str, params: dict) -> tuple[str, dict]:
    """The question with its area column filled in and its parameters complete; the area is that of the scope."""
    if "{within_area}" in sql and now.scope.area is not None and not params.get("area"):
        params = {**params, "area": now.scope.area}
    if "{within_area}" in sql:
        sql = sql.replace("{within_area}", _within(now, params.get("area")))
    wanted = parameters_of(sql)
    if "of_groups" in wanted:
        params = {**params, "of_groups": hides_rows()}
    unknown = set(params) - wanted - {"area"}
    if unknown:
        raise TypeError(f"question {name} has no parameter {sorted(unknown)}")
    return sql, {word: params.get(word) for word in wanted}


def parameters_of(sql: str) -> set[str]:
    """The names of the $parameters of one of our own queries."""
    return set(re.findall(r"\$([a-z_][a-z0-9_]*)", sql))


def _within(now: Snapshot, area: str | None) -> str:
    if not area:
        return "TRUE"
    key = (*now.key, "its level", area)
    level = _answers.get(key)
    if level is None:
        level = now.rows("SELECT level FROM areas WHERE area_code = $area AND is_canonical", {"area": area})
        _answers.put(key, level)
    return f"l{level[0]['level']} = $area" if level else "FALSE"


def _enter() -> _Opened:
    with _door.lock:
        opened = _opened_now()
        opened.readers += 1
        return opened


def _leave(opened: _Opened) -> None:
    with _door.lock:
        opened.readers -= 1
        if opened.is_replaced and opened.readers == 0:
            opened.close()


def _opened_now() -> _Opened:
    """What the pointer says, opened; the last good build of the same folder serves on when the new one is broken."""
    current = _door.opened if _door.process == os.getpid() else None
    pointer = _pointer()
    try:
        status = pointer.stat()
        key = (str(pointer), status.st_ino, status.st_mtime_ns, status.st_size)
        if current is not None and current.key == key:
            return current
        fresh = _open(pointer, key)
    except (OSError, ValueError, KeyError, TypeError, duckdb.Error) as reason:
        if current is not None and current.path.parent == pointer.parent:
            return current
        raise NoWarehouse("已发布的数据打不开。", "请运行 python -m etl build 重新发布。") from reason
    _replace(current)
    _door.opened, _door.process = fresh, os.getpid()
    return fresh


def _replace(old: _Opened | None) -> None:
    if old is not None:
        old.is_replaced = True
        if old.readers == 0:
            old.close()


def _pointer() -> Path:
    """CURRENT.json of the real records if there is one, else of the demonstration."""
    data_dir = _door.data_dir or Path(os.environ.get("WUSHE_DATA_DIR") or "data")
    for folder in (data_dir, data_dir / "demo"):
        pointer = folder / "warehouse" / "CURRENT.json"
        if pointer.is_file():
            return pointer
    raise NoWarehouse()


def _open(pointer: Path, key: tuple) -> _Opened:
    named = json.loads(pointer.read_text(encoding="utf-8"))
    path = pointer.parent / named["file"]
    connection = duckdb.connect(str(path), read_only=True, config=LOCKED_DOWN | chosen_limits())
    build, is_demonstration, data_date = connection.execute(
        "SELECT build, is_demonstration, data_date FROM builds"
    ).fetchone()
    if build != named["build"]:
        connection.close()
        raise ValueError(f"{path} holds build {build}, the pointer names {named['build']}")
    return _Opened(key, path, connection, Cursors(connection), build, bool(is_demonstration), data_date or date.today())
