"""The one read-only door to DuckDB: a snapshot per request, reopened when a new build is published."""

import json
import logging
import os
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from indicators.cache import Cache
from indicators.errors import NoWarehouse, OutdatedWarehouse

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
QUESTIONS = Path(__file__).parent / "questions"


@dataclass(frozen=True)
class Snapshot:
    """One published build as one request sees it; `cursor` belongs to this request alone."""

    build: str
    cursor: duckdb.DuckDBPyConnection
    is_demonstration: bool
    data_date: date
    path: Path

    def rows(self, sql: str, params: dict | None = None) -> list[dict]:
        """All rows of one query as dictionaries; values of `params` are bound, never spliced."""
        answer = self.cursor.execute(sql, params or {})
        columns = [column[0] for column in answer.description]
        return [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]


@dataclass
class _Opened:
    """One open warehouse file and how many requests still read it."""

    key: tuple
    path: Path
    connection: duckdb.DuckDBPyConnection
    build: str
    is_demonstration: bool
    data_date: date
    readers: int = 0
    is_replaced: bool = False


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

    Raises NoWarehouse when nothing has been published, OutdatedWarehouse when a question meets a table or column that
    the published build does not have.
    """
    outer = _current.get()
    if outer is not None:
        with _told_if_outdated():
            yield outer
        return
    opened = _enter()
    cursor = opened.connection.cursor()
    token = _current.set(Snapshot(opened.build, cursor, opened.is_demonstration, opened.data_date, opened.path))
    try:
        with _told_if_outdated():
            yield _current.get()
    finally:
        _current.reset(token)
        cursor.close()
        _leave(opened)


def others_read() -> bool:
    """Whether somebody else is being answered from the build at this moment; for work that can wait."""
    opened = _door.opened
    return opened is not None and opened.readers > 1


@contextmanager
def opened_apart(path: Path, limits: Mapping[str, str]) -> Iterator[Snapshot]:
    """One published file opened by this process for itself (never the web server): its own limits, no time limit.

    `snapshot()` and `ask()` inside see this file. NoWarehouse when it is gone, as after many newer builds.
    """
    config = {key: value for key, value in LOCKED_DOWN.items() if key != "max_execution_time"} | dict(limits)
    try:
        connection = duckdb.connect(str(path), read_only=True, config=config)
    except duckdb.Error as reason:
        raise NoWarehouse("这个版本的数据已经不在了。", "数据刚刚更新过，请重新导出。") from reason
    with connection:
        build, is_demonstration, data_date = connection.execute(
            "SELECT build, is_demonstration, data_date FROM builds"
        ).fetchone()
        taken = Snapshot(build, connection.cursor(), bool(is_demonstration), data_date or date.today(), path)
        token = _current.set(taken)
        try:
            yield taken
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

    `{within_area}` in the file stands for “at or below $area” and is true everywhere when no area is given.
    The list is shared with the cache: do not change it.
    """
    sql = _question(name)
    with snapshot() as now:
        key = (str(now.path), now.build, name, repr(sorted(params.items())))
        answer = _answers.get(key)
        if answer is None:
            answer = now.rows(*_bind(now, name, sql, params))
            _answers.put(key, answer, weight=len(answer) + 1)
        return answer


def _question(name: str) -> str:
    if not name.isidentifier():
        raise ValueError(f"no question is called {name!r}")
    return (QUESTIONS / f"{name}.sql").read_text(encoding="utf-8")


def _bind(now: Snapshot, name: str, sql: str, params: dict) -> tuple[str, dict]:
    """The question with its area column filled in and its parameters complete."""
    if "{within_area}" in sql:
        sql = sql.replace("{within_area}", _within(now, params.get("area")))
    wanted = parameters_of(sql)
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
    found = now.cursor.execute(
        "SELECT level FROM areas WHERE area_code = $area AND is_canonical", {"area": area}
    ).fetchone()
    return f"l{found[0]} = $area" if found else "FALSE"


def _enter() -> _Opened:
    with _door.lock:
        opened = _opened_now()
        opened.readers += 1
        return opened


def _leave(opened: _Opened) -> None:
    with _door.lock:
        opened.readers -= 1
        if opened.is_replaced and opened.readers == 0:
            opened.connection.close()


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
            old.connection.close()


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
    connection = duckdb.connect(str(path), read_only=True, config=LOCKED_DOWN)
    build, is_demonstration, data_date = connection.execute(
        "SELECT build, is_demonstration, data_date FROM builds"
    ).fetchone()
    if build != named["build"]:
        connection.close()
        raise ValueError(f"{path} holds build {build}, the pointer names {named['build']}")
    return _Opened(key, path, connection, build, bool(is_demonstration), data_date or date.today())
