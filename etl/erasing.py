"""A volunteer who has to be forgotten: every row of the person leaves lake, kept files and versions, and is counted.

The lake loses the rows (its manifests say how many), originals give way to copies without them, the warehouse is built
anew, and in versions that are kept (those to roll back to, those of frozen reports) a random word stands instead.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import secrets
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.ahead import forget
from etl.disk import file_hash, sync
from etl.errors import DeliveryError
from etl.extract import read_tables
from etl.files.salvage import UNREADABLE
from etl.former import kept_formers
from etl.lake import Lake, Manifest
from etl.lock import locked
from etl.normalise.personal import mask_personal
from etl.progress import Progress, silent
from etl.pseudonyms import HIDDEN, LEAST_TELLING, Pseudonyms, hide_lake, personal_columns
from etl.publish import Warehouse
from etl.record import record_types
from etl.run import WrongCallError, publish
from etl.unbuilt import cleared
from etl.volunteer_key import find_key

IN_PLACE = {".json", ".jsonl", ".txt", ".log"}
"""Files in which the number alone is starred; others that hold it are taken away whole: copies of what the lake has."""
OWN = ("lake", "warehouse", "keys", "frozen", "demo")
COPIES = ("jobs", "inbox", "exports")
"""Folders whose files are copies of what the lake has; at files elsewhere, and at new ones, a person has to look."""
_WHOLE = r"(?<![0-9A-Za-z]){}(?![0-9A-Za-z])"


@dataclass
class Erased:
    """What was done: rows per delivery, files that were written anew, taken away, or that a person must look at."""

    rows: dict[str, int] = field(default_factory=dict)
    rewritten: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    is_lake_changed: bool = False

    def as_dict(self) -> dict:
        return {
            "rows": sum(self.rows.values()), "deliveries_changed": len(self.rows), "rewritten": self.rewritten,
            "removed": self.removed, "left": self.left,
        }  # fmt: skip


class Words:
    """What stands for the person: the number and its pseudonym."""

    def __init__(self, number: str, pseudonym: str) -> None:
        self.number, self.pseudonym = number, pseudonym
        sought = [number, pseudonym]
        self._bytes = [word.encode(code) for word in sought for code in ("utf-8", "utf-16-le", "gb18030")]
        self._pattern = re.compile("|".join(_WHOLE.format(re.escape(word)) for word in sought))

    def stand_in(self, text: str) -> bool:
        """Whether the person is named: a short number only as a word of its own."""
        if self.pseudonym in text or (len(self.number) >= LEAST_TELLING and self.number in text):
            return True
        return bool(self._pattern.search(text))

    def starred(self, text: str) -> str:
        """The text without the person."""
        text = text.replace(self.pseudonym, HIDDEN)
        if len(self.number) >= LEAST_TELLING:
            return text.replace(self.number, HIDDEN)
        return self._pattern.sub(HIDDEN, text)

    def may_stand_in(self, path: Path) -> bool:
        """Whether the bytes of the file, or of what is packed in it, could name the person."""
        return any(self._in_bytes(piece) for piece in _contents(path))

    def _in_bytes(self, content: bytes) -> bool:
        if not any(word in content for word in self._bytes):
            return False
        texts = (content.decode(code, "ignore") for code in ("utf-8", "utf-16-le", "gb18030"))
        return any(self.stand_in(text) for text in texts)


def _contents(path: Path) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield archive.read(name)
    except UNREADABLE:
        yield path.read_bytes()


def erase(data_dir: Path | str, number: str, progress: Progress = silent) -> dict:
    """Forgets the volunteer of that number and publishes; what was done, without number or pseudonym.

    WrongCallError when the folder has no key, so that no pseudonym can be worked out.
    """
    data_dir, number = Path(data_dir), number.strip()
    if not number:
        raise WrongCallError("没有写志愿者编号。", "写法：python -m access erase 志愿者编号。")
    if find_key(data_dir) is None:
        raise WrongCallError("这个数据目录还没有志愿者编号的密钥，也就没有志愿者的记录。", "请核对 WUSHE_DATA_DIR。")
    with locked(data_dir):
        lake, warehouse = cleared(data_dir)
        hide_lake(lake)
        words = Words(number, Pseudonyms.of(data_dir).of_number(number))
        done = Erased()
        progress("数据湖", 0, 4)
        for manifest in [*kept_formers(lake), *lake.manifests()]:
            _leave_lake(lake, manifest, words, done)
        _leave_originals(lake, words, done)
        _star(lake.ledger.path, words, done, data_dir)
        progress("生成新库", 1, 4)
        document: dict = {"deliveries": [], "build": (warehouse.current() or {}).get("build")}
        if done.is_lake_changed:
            document = publish(lake, warehouse, data_dir, document, progress, anew=True)
        progress("留存的版本", 2, 4)
        if "error" not in document:
            _leave_versions(data_dir, warehouse, words, done)
        forget(warehouse.folder)
        progress("上传、收件箱和导出", 3, 4)
        _leave_the_rest(data_dir, words, done)
        if done.rows or done.rewritten or done.removed:
            lake.ledger.write("erased", rows=sum(done.rows.values()), files=len(done.rewritten) + len(done.removed))
        return {key: value for key, value in document.items() if key in ("build", "error")} | done.as_dict()


def _leave_lake(lake: Lake, manifest: Manifest, words: Words, done: Erased) -> None:
    """The delivery without the person's rows; what was said of its other rows without the person's words."""
    folder, record_type = lake.folder_of(manifest), record_types()[manifest.type]
    rows, rejected = pq.read_table(folder / "rows.parquet"), pq.read_table(folder / "rejected.parquet")
    kept = rows
    for column in personal_columns(record_type):
        if column in kept.column_names:
            kept = kept.filter(pc.fill_null(pc.not_equal(kept.column(column), words.pseudonym), True))
    gone, said = len(rows) - len(kept), json.dumps(manifest.messages, ensure_ascii=False)
    texts = [rejected.column(name).to_pylist() for name in ("raw", "problems")]
    if not gone and not words.stand_in(said) and not any(words.stand_in(text) for column in texts for text in column):
        return
    for name, column in zip(("raw", "problems"), texts, strict=True):
        starred = pa.array([words.starred(text) for text in column], pa.string())
        rejected = rejected.set_column(rejected.schema.get_field_index(name), rejected.schema.field(name), starred)
    manifest.messages = json.loads(words.starred(said))
    manifest.erased += gone
    done.is_lake_changed = True
    if gone:
        done.rows[manifest.delivery] = gone
    lake.store(manifest, kept, rejected)


def _leave_originals(lake: Lake, words: Words, done: Erased) -> None:
    for path in sorted(lake.files.glob("*")):
        if path.name.startswith(".") or not words.may_stand_in(path):
            continue
        target = path.with_name(f"{path.name.partition('.')[0]}.masked.csv")
        _write(target, _without(path, words))
        if path != target:
            path.unlink()
        done.rewritten.append(f"原件 {path.name[:12]}…")


def _without(path: Path, words: Words) -> bytes:
    """Every sheet as CSV text without the person's rows; what cannot be read as tables is not kept at all."""
    out = io.StringIO()
    writer = csv.writer(out)
    try:
        for table in read_tables(path):
            heads = [[table.sheet], *([title] for title in table.title_rows), table.header]
            for row in [*heads, *table.rows]:
                cells = [mask_personal("" if cell is None else str(cell)) for cell in row]
                if not any(words.stand_in(cell) for cell in cells):
                    writer.writerow(cells)
    except DeliveryError as fault:
        return f"文件里有要求删除的人，又读不成表格，没有保留：{words.starred(fault.message)}\n".encode()
    text = out.getvalue()
    return text.encode("utf-8-sig")


def _leave_versions(data_dir: Path, warehouse: Warehouse, words: Words, done: Erased) -> None:
    """Versions beside the published one: to roll back to, held back, and those of frozen reports."""
    present = (warehouse.current() or {}).get("file")
    frozen = data_dir / "frozen"
    for path in [*warehouse.folder.glob("[0-9]*.duckdb"), *(frozen / "databases").glob("*.duckdb")]:
        if (path.parent == warehouse.folder and path.name == present) or not _forget(path, words):
            continue
        done.rewritten.append(f"版本 {path.stem}")
        if path.parent != warehouse.folder:
            _note_sum(frozen, path)


def _forget(path: Path, words: Words) -> bool:
    """Writes a version anew with a random word instead of the person; whether the person was in it."""
    nobody = secrets.token_urlsafe(9)
    with duckdb.connect(str(path), read_only=True) as connection:
        places = [place for place in _texts(connection) if _holds(connection, place, words)]
    if not places:
        return False
    loose, fresh = path.with_name(f".build-loose-{os.getpid()}.duckdb"), path.with_name(f".build-{os.getpid()}.duckdb")
    try:
        shutil.copyfile(path, loose)
        with duckdb.connect(str(loose)) as connection:
            for schema, table, column, kind in places:
                replaced = f'replace(CAST("{column}" AS VARCHAR), $pseudonym, $nobody)'
                if len(words.number) >= LEAST_TELLING:
                    replaced = f"replace({replaced}, $number, $nobody)"
                told = f'CASE WHEN CAST("{column}" AS VARCHAR) = $number THEN $nobody ELSE {replaced} END'
                connection.execute(
                    f'UPDATE "{schema}"."{table}" SET "{column}" = CAST({told} AS {kind}) '
                    f"WHERE {_condition(column, words)}",
                    {"number": words.number, "pseudonym": words.pseudonym, "nobody": nobody},
                )
            connection.execute("DROP SCHEMA IF EXISTS keep CASCADE")
        with duckdb.connect() as connection:
            connection.execute(f"ATTACH '{_quoted(loose)}' AS loose (READ_ONLY); ATTACH '{_quoted(fresh)}' AS fresh")
            connection.execute("COPY FROM DATABASE loose TO fresh; DETACH fresh; DETACH loose")
        sync(fresh)
        os.replace(fresh, path)
        sync(path.parent)
    finally:
        for leftover in (loose, fresh):
            leftover.unlink(missing_ok=True)
            leftover.with_name(leftover.name + ".wal").unlink(missing_ok=True)
    return True


def _texts(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str, str]]:
    """Every column of text: schema, table, column, type."""
    return connection.execute(
        "SELECT columns.table_schema, columns.table_name, column_name, data_type FROM information_schema.columns "
        "JOIN information_schema.tables USING (table_catalog, table_schema, table_name) "
        "WHERE table_type = 'BASE TABLE' AND data_type IN ('VARCHAR', 'JSON') AND table_catalog = current_database()"
    ).fetchall()


def _condition(column: str, words: Words) -> str:
    text = f'CAST("{column}" AS VARCHAR)'
    parts = [f"{text} = $number", f"contains({text}, $pseudonym)"]
    parts += [f"contains({text}, $number)"] if len(words.number) >= LEAST_TELLING else []
    return " OR ".join(parts)


def _holds(connection: duckdb.DuckDBPyConnection, place: tuple[str, str, str, str], words: Words) -> bool:
    schema, table, column, _ = place
    if table in ("areas", "area_aliases"):
        return False
    sql = f'SELECT EXISTS (FROM "{schema}"."{table}" WHERE {_condition(column, words)})'
    return connection.execute(sql, {"number": words.number, "pseudonym": words.pseudonym}).fetchone()[0]


def _note_sum(frozen: Path, database: Path) -> None:
    """The records of frozen reports of that version name the sum of the file as it is now."""
    for record in frozen.glob("[0-9]*/record.json"):
        told = json.loads(record.read_text("utf-8"))
        if told.get("build") == database.stem:
            told["database_sha256"] = file_hash(database)
            _write(record, json.dumps(told, ensure_ascii=False, indent=1).encode())
            record.chmod(0o444)


def _leave_the_rest(data_dir: Path, words: Words, done: Erased) -> None:
    """Uploads, marked copies, handled files of the inbox, exports that wait to be fetched, diaries."""
    for path in sorted(path for path in data_dir.rglob("*") if path.is_file()):
        inside = path.relative_to(data_dir).parts
        if inside[0] in OWN or path.name.startswith(".areas-") or not words.may_stand_in(path):
            continue
        if path.suffix in IN_PLACE and inside[0] in COPIES:
            _star(path, words, done, data_dir)
        elif inside[0] not in COPIES or (inside[0] == "inbox" and len(inside) == 2):
            done.left.append(words.starred("/".join(inside)))
        else:
            path.unlink()
            done.removed.append(words.starred("/".join(inside)))


def _star(path: Path, words: Words, done: Erased, data_dir: Path) -> None:
    if not path.is_file():
        return
    text = path.read_text("utf-8", "replace")
    if words.stand_in(text):
        _write(path, words.starred(text).encode())
        done.rewritten.append(words.starred(str(path.relative_to(data_dir))))


def _write(path: Path, content: bytes) -> None:
    fresh = path.with_name(f".new-{os.getpid()}-{path.name}"[:200])
    fresh.write_bytes(content)
    sync(fresh)
    os.replace(fresh, path)
    sync(path.parent)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
