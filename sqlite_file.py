"""A small SQLite file in the data folder: opened per request, safe with several server processes, for its owner's eyes.

Accounts and saved views each keep one. What cannot be read or written is said in the words and the error of its room.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from settings import settings

WAITING = 5  # seconds a writer waits for another process
OWN_EYES = 0o600
SIDES = ("", "-wal", "-shm")
"""What SQLite keeps beside the file belongs to it."""
FULL = ("磁盘空间不足，没有保存。", "请系统管理员清理磁盘后再试。")
BUSY = ("正有别人在保存，没有轮到。", "请过几秒再试一次。")


@dataclass
class SqliteFile:
    """One such file. `error` is the room's own error, called with message, hint and the status for HTTP.

    `opened_to_others` is what to say of a file that others may read: it is not used; None closes it to them and goes
    on. `reads_unwritable` is for a file whose last changes may be missed where nothing can be written.
    """

    name: str
    schema: str
    error: Callable[[str, str, int], Exception]
    damaged: tuple[str, str]
    unwritable: tuple[str, str]
    opened_to_others: tuple[str, str] | None = None
    reads_unwritable: bool = False
    _chosen: list[Path] = field(default_factory=list)

    def use(self, data_dir: Path | str | None) -> None:
        """Keep the file in another data folder from now on (tests); None returns to WUSHE_DATA_DIR."""
        self._chosen[:] = [] if data_dir is None else [Path(data_dir)]

    @contextmanager
    def in_folder(self, data_dir: Path) -> Iterator[None]:
        """Inside, the file is that of this data folder."""
        former = list(self._chosen)
        self.use(data_dir)
        try:
            yield
        finally:
            self._chosen[:] = former

    def path(self) -> Path:
        """Where it is kept."""
        folder = self._chosen[0] if self._chosen else settings().data_dir.expanduser().absolute()
        return folder / self.name

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that changes something, alone among all processes; the error when it cannot be written."""
        try:
            self._make_private()
            with closing(sqlite3.connect(self.path(), timeout=WAITING, isolation_level=None)) as connection:
                connection.row_factory = sqlite3.Row
                connection.execute("PRAGMA journal_mode=WAL")
                connection.executescript(self.schema)
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield connection
                except BaseException:
                    connection.execute("ROLLBACK")
                    raise
                connection.execute("COMMIT")
        except (sqlite3.Error, OSError) as reason:
            raise self._in_words(reason) from reason

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """What a query finds; nothing as long as nothing was ever kept."""
        if not self.path().is_file():
            return []
        self._refuse_open_file()
        try:
            return self._read("mode=ro", sql, values)
        except sqlite3.Error as reason:
            if not self.reads_unwritable:
                raise self._in_words(reason) from reason
        try:
            return self._read("mode=ro&immutable=1", sql, values)  # without the right to make the files WAL needs
        except sqlite3.Error as reason:
            raise self._in_words(reason) from reason

    def _read(self, how: str, sql: str, values: tuple) -> list[sqlite3.Row]:
        address = f"{self.path().absolute().as_uri()}?{how}"
        with closing(sqlite3.connect(address, uri=True, timeout=WAITING)) as connection:
            connection.row_factory = sqlite3.Row
            return connection.execute(sql, values).fetchall()

    def _make_private(self) -> None:
        """Make the file before anything is in it, readable by its owner alone; deal with one that others may read."""
        self.path().parent.mkdir(parents=True, exist_ok=True)
        if not self.path().exists():
            os.close(os.open(self.path(), os.O_CREAT | os.O_WRONLY, OWN_EYES))
        self._refuse_open_file()
        if self._is_open_to_others():
            for side in SIDES:
                beside = self.path().with_name(self.name + side)
                if beside.exists():
                    beside.chmod(OWN_EYES)

    def _is_open_to_others(self) -> bool:
        return os.name == "posix" and bool(stat.S_IMODE(self.path().stat().st_mode) & 0o077)

    def _refuse_open_file(self) -> None:
        if self.opened_to_others and self._is_open_to_others():
            raise self.error(*self.opened_to_others, 500)

    def _in_words(self, reason: Exception) -> Exception:
        words = str(reason)
        if "full" in words or getattr(reason, "errno", None) == 28:
            return self.error(*FULL, 507)
        if "locked" in words or "busy" in words:
            return self.error(*BUSY, 503)
        if "malformed" in words or "not a database" in words:
            return self.error(*self.damaged, 500)
        return self.error(*self.unwritable, 507)
