"""One step from the old warehouse to the new: a versioned file, verified, then a pointer replaced atomically."""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb

from etl.ahead import draw_ahead, put_away
from etl.content import sums_of
from etl.disk import copy_file, file_hash, sync
from etl.given import given_of
from etl.held import OF_HELD, all_held, drop_held, read_held, write_held
from etl.increment.kept import NotPlainError, models_of
from etl.ledger import now
from etl.model import Built, content_hash, models_version
from etl.progress import reached

KEPT_BUILDS = "WUSHE_KEPT_BUILDS"
POINTER = "CURRENT.json"
LOG = logging.getLogger("wushe.etl")
Fill = Callable[[duckdb.DuckDBPyConnection], Built]
Lay = Callable[[Path], object]


class PublishError(Exception):
    """The new warehouse could not be put in place; the old one goes on serving."""


class Warehouse:
    """The warehouse folder of one data folder; only a run that holds the lock writes to it."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / "warehouse"

    def current(self) -> dict | None:
        """What the pointer says, or None when nothing is published or the pointer cannot be read (`fault` tells)."""
        try:
            return self._pointer()
        except (FileNotFoundError, ValueError):
            return None

    def _pointer(self) -> dict:
        """ValueError when the pointer does not say which build it means."""
        pointer = json.loads((self.folder / POINTER).read_text("utf-8"))
        if not isinstance(pointer, dict) or not {"build", "file"} <= set(pointer):
            raise ValueError(POINTER)
        return pointer

    def fault(self) -> str | None:
        """What is damaged of the published build, in Chinese; None when it can be served or nothing is published."""
        try:
            pointer = self._pointer()
            with duckdb.connect(str(self.folder / pointer["file"]), read_only=True) as connection:
                (found,) = connection.execute("SELECT build FROM builds").fetchone()
        except FileNotFoundError:
            return None
        except ValueError:
            return f"指向现行版本的文件 {POINTER} 已损坏，请执行 build 重新发布。"
        except (duckdb.Error, TypeError):
            return f"现行版本的数据库文件 {pointer['file']} 已损坏或不见了，请执行 build 重新生成。"
        if found != pointer["build"]:
            return f"数据库文件 {pointer['file']} 不是 {POINTER} 说的版本，请执行 build 重新生成。"
        return None

    def builds(self) -> list[str]:
        """The builds that can be served in the order they were published, whatever the clock said then."""
        order = {build: place for place, build in enumerate((self.current() or {}).get("order", []))}
        files = self.folder.glob("[0-9]*.duckdb")
        held = self._held()
        placed = sorted(
            (order.get(path.stem, -1), path.stat().st_mtime_ns, path.stem) for path in files if path.stem not in held
        )
        return [build for _, _, build in placed]

    def path(self, build: str) -> Path:
        return self.folder / f"{build}.duckdb"

    def sweep(self) -> None:
        """Clears away half-made files of runs that died."""
        for leftover in [*self.folder.glob(".build-*"), *self.folder.glob(".pointer-*")]:
            if leftover.is_dir():  # where DuckDB put what did not fit into memory
                shutil.rmtree(leftover)
            else:
                leftover.unlink(missing_ok=True)
        self._remove_unpublished()
        put_away(self.folder, (self.current() or {}).get("build"))
        reached("warehouse-swept")

    def _remove_unpublished(self) -> None:
        """Builds that were finished but never pointed to, because the process died in between."""
        pointer = self.current() or {}
        if "order" not in pointer:
            return
        wanted = {*pointer["order"], *pointer.get("kept", []), pointer["build"], *self._held()}
        for build in set(self.builds()) - wanted:
            self._discard(self.path(build))

    def _held(self) -> set[str]:
        """The builds that wait for a person's approval."""
        return {held["build"] for held in all_held(self.folder)}

    def publish(
        self, fill: Fill, lake_state: str, go_on: Fill | None = None, lay: Lay | None = None, within: str = ""
    ) -> Built:  # fmt: skip
        """Makes a new file, verifies it and points readers to it; whatever fails, the old one stays.

        `go_on` makes it of a copy of the present build where it can, `fill` of what `lay` put there (or nothing).
        What was held back of the scope `within` is in it, and waits no more once it is published.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = self.folder / f".build-{os.getpid()}.duckdb"
        fresh.unlink(missing_ok=True)
        try:
            present = self.current()
            built = self._make_somehow(fresh, fill, go_on, lay, present)
            if present and present.get("content") == built.content and self._is_made_alike(present, fresh):
                built.build = present["build"]
                self._point({**present, "lake": lake_state, "rolled_back": False, "models": models_version()})
                drop_held(self.folder, built.build, within)
                return built
            sha256 = file_hash(fresh)
            reached("built")
            fresh.rename(self.path(built.build))
            sync(self.folder)
            reached("renamed")
        finally:
            fresh.unlink(missing_ok=True)
            fresh.with_name(fresh.name + ".wal").unlink(missing_ok=True)
        order = [*(build for build in self.builds() if build != built.build), built.build]
        pointer = {"file": f"{built.build}.duckdb", "build": built.build, "published_at": now(), "sha256": sha256,
                   "content": built.content, "lake": lake_state, "kept": (present or {}).get("kept", []),
                   "rolled_back": False, "order": order, "models": models_version(),
                   "made": built.made}  # fmt: skip
        if built.held:
            base = (present or {}).get("build")
            write_held(self.folder, {**pointer, **built.held, "base": base, "held_at": now()})
            return built
        built.ahead = draw_ahead(self.folder, self.path(built.build)) if present else ""
        reached("drawn-ahead")
        self._show(pointer, within)
        return built

    def _show(self, pointer: dict, within: str) -> None:
        """Points readers to a finished build; it goes again if that cannot be done, else the oldest goes."""
        try:
            self._point(pointer | {"published_at": now()})
        except OSError:
            self._remove_unpublished()
            raise
        drop_held(self.folder, pointer["build"], within)
        self._remove_old()

    def publish_held(self) -> str:
        """Points readers to the build that was held back of whoever sees everything; PublishError if its file is no
        longer what it was."""
        held = read_held(self.folder)
        if held is None or not self._is_whole(held):
            raise PublishError("等待批准的版本已经不在或已损坏，请执行 build。")
        pointer = {key: value for key, value in held.items() if key not in OF_HELD}
        draw_ahead(self.folder, self.path(held["build"]))
        self._point({**pointer, "published_at": now(), "order": [*self.builds(), held["build"]]})
        drop_held(self.folder, held["build"])
        self._remove_old()
        return held["build"]

    def _is_made_alike(self, present: dict, fresh: Path) -> bool:
        """Whether the present build was made with the same decisions and corrections, and its file is whole."""
        return self._is_whole(present) and given_of(self.folder / present["file"]) == given_of(fresh)

    def _is_whole(self, pointer: dict) -> bool:
        """Whether the file is still, byte for byte, the one that was published."""
        path = self.folder / pointer["file"]
        return path.exists() and file_hash(path) == pointer.get("sha256")

    def _make_somehow(
        self, fresh: Path, fill: Fill, go_on: Fill | None, lay: Lay | None, present: dict | None
    ) -> Built:
        """On the present build if that can be, else from nothing; the build says which, and why."""
        built, why = self._make_on(fresh, go_on, present) if go_on and present else (None, "")
        if built is None:
            if lay is not None:
                lay(fresh)
            built = self._make(fresh, fill)
            built.made = f"全量（{why}）" if why else "全量"
        return built

    def _make_on(self, fresh: Path, go_on: Fill, present: dict) -> tuple[Built | None, str]:
        """Changes a copy of the present build; None and the reason if that cannot be done."""
        path = self.folder / present["file"]
        if not path.exists() or present.get("models") != models_version():
            return None, "现行版本不是本程序所建"
        if not self._is_whole(present):
            return None, "现行版本的文件已损坏"
        try:
            copy_file(path, fresh)
            reached("copied")
            return self._make(fresh, go_on), ""
        except NotPlainError as reason:
            why = str(reason)
        except duckdb.Error as fault:  # the copy is damaged, or holds what nobody expected: the lake knows better
            LOG.warning("不能接着现行版本更新，改为全量重建：%s", fault)
            why = "现行版本不能接着更新"
        fresh.unlink(missing_ok=True)
        fresh.with_name(fresh.name + ".wal").unlink(missing_ok=True)
        return None, why

    def _make(self, fresh: Path, fill: Fill) -> Built:
        with duckdb.connect(str(fresh)) as connection:
            built = fill(connection)
            reached("checked")
            connection.execute("DETACH stage; DETACH reference; CHECKPOINT")
        if fresh.with_name(fresh.name + ".wal").exists():
            raise PublishError("新库没有完整写入磁盘，没有发布。")
        with duckdb.connect(str(fresh), read_only=True) as connection:
            if not is_written(connection, built):
                raise PublishError("新库写入后读出的内容与写入前不一致，没有发布。请检查磁盘。")
        sync(fresh)
        return built

    def rollback(self, build: str) -> None:
        """Points readers to an earlier build, which is kept from then on; PublishError if it is not there."""
        path = self.path(build)
        if build not in self.builds():
            raise PublishError(f"没有名为“{build}”的版本。可以回退到：{'、'.join(self.builds()) or '（没有）'}。")
        present = self.current() or {}
        kept = sorted({*present.get("kept", []), build})
        try:
            with duckdb.connect(str(path), read_only=True) as connection:
                content, models = content_hash(connection), models_of(connection)
        except duckdb.Error as fault:
            raise PublishError(f"版本“{build}”的文件已损坏，不能回退到它；现行版本照常可用。") from fault
        draw_ahead(self.folder, path)
        self._point({"file": path.name, "build": build, "published_at": now(), "sha256": file_hash(path),
                     "content": content, "lake": present.get("lake", ""), "kept": kept, "models": models,
                     "rolled_back": True, "order": self.builds()})  # fmt: skip

    def _point(self, pointer: dict) -> None:
        fresh = self.folder / f".pointer-{os.getpid()}.json"
        try:
            fresh.write_text(json.dumps(pointer, ensure_ascii=False, indent=1), "utf-8")
            sync(fresh)
            reached("pointer-written")
            os.replace(fresh, self.folder / POINTER)
            reached("pointer-replaced")
            sync(self.folder)
            put_away(self.folder, pointer["build"])
        finally:
            fresh.unlink(missing_ok=True)
        reached("published")

    def _remove_old(self) -> None:
        present = self.current() or {}
        wanted = {*self.builds()[-kept_builds():], present.get("build"), *present.get("kept", []), *self._held()}
        for build in self.builds():
            if build not in wanted:
                self._discard(self.path(build))
        reached("old-removed")

    def _discard(self, path: Path) -> None:
        try:
            path.unlink()
        except PermissionError:  # Windows: a reader still has it open; the next publish tries again
            return


def kept_builds() -> int:
    """How many builds stay to go back to, the present one among them (WUSHE_KEPT_BUILDS, 3 unless set)."""
    told = os.environ.get(KEPT_BUILDS, "3")
    return int(told) if told.isdecimal() and int(told) >= 1 else 3


def is_written(connection: duckdb.DuckDBPyConnection, built: Built) -> bool:
    """Whether the file gives back what was put into it; of a build on the last one, what it changed."""
    if built.proofs or built.tails:
        return all(sums_of(connection, rows) == expected for rows, expected in built.proofs)
    return content_hash(connection) == built.content
