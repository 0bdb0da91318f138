"""Records as an answer: a page of JSON, or a file of all filtered rows."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from flask import Response, send_file

from api import audited_files
from api.answers import ApiError, json_answer, number, one
from api.asked_files import MIMETYPES, AskedFile, asked_file, query_of
from api.disk import refuse_full_disk, room_in_words
from api.places import LATER, place
from exports import spool, starting
from exports.child import FULL
from exports.records import Task, write
from indicators.warehouse import Snapshot, snapshot
from records.catalog import record_type
from records.query import Query, parse
from records.reading import count, page
from records.summary import summary

MOST_ROWS = 1000
MOST_OFFSET = 100_000_000
SMALL = {"csv": 20_000, "parquet": 20_000, "xlsx": 2_000}  # rows up to which no process of its own is worth its start
PATIENCE = 60  # seconds a large file waits for its turn


def records_answer(type_id: str, given: Mapping[str, list[str]]) -> Response:
    """The rows of a record type under the given filters; raises what records and answers raise."""
    with snapshot() as taken:
        query = query_of(taken, type_id, given)
        if (one(given, "format", "json") or "json") == "json":
            return _page(taken, query, given)
        asked = asked_file(taken, query, given)
        if is_small(asked):
            return sent(asked, small_file(asked, _spool()))
    return sent(asked, _large_file(asked))


def _spool() -> IO[bytes]:
    with room_in_words():
        return tempfile.TemporaryFile(prefix="wushe-export-")


def summary_answer(type_id: str, given: Mapping[str, list[str]]) -> Response:
    """Counts, sums and medians of the rows under the given filters, for each chosen column."""
    with snapshot() as taken:
        query = parse(taken, record_type(taken, type_id), dict(given))
        words = {"type": query.type.id, "filters_in_words": query.filters_in_words, "build": taken.build}
        return json_answer({**words, **summary(taken, query)})


def _page(taken: Snapshot, query: Query, given: Mapping[str, list[str]]) -> Response:
    if "header" in given:
        raise ApiError(400, "header 只用于文件", "请去掉 header，或加上 format=csv。")
    limit = number(given, "limit", 100, 1, MOST_ROWS)
    offset = number(given, "offset", 0, 0, MOST_OFFSET)
    names = [column.id for column in query.columns]
    rows = [dict(zip(names, row, strict=True)) for row in page(taken, query, limit, offset)]
    audited_files.seen(query.type.id, query.type.name, filters=query.filters_in_words, rows=len(rows), offset=offset)
    body = {
        "type": query.type.id,
        "filters_in_words": query.filters_in_words,
        "build": taken.build,
        "total": count(taken, query),
        "rows": rows,
    }
    return json_answer(body)


def is_small(asked: AskedFile) -> bool:
    """Whether the file is written in a moment."""
    return asked.heading.rows <= SMALL[asked.kind]


def small_file(asked: AskedFile, out: IO[bytes]) -> IO[bytes]:
    """The file written into `out` at once, ready to be read."""
    with room_in_words(), place():
        write(asked.kind, Task(asked.taken, asked.query, asked.heading), out)
        out.seek(0)
    return out


def _large_file(asked: AskedFile) -> IO[bytes]:
    """The file made by a process of its own, open and already without a name."""
    with place() as held:
        made = begun(asked, PATIENCE)
        try:
            status = starting.awaited(made).status
            if status.state != spool.DONE:
                raise ApiError(_code(status), status.error, status.hint, wait=LATER if status.is_busy else 0)
            return CountedFile(made.path, held.pop_all())
        finally:
            if sys.platform != "win32":  # there an open file keeps its name, and the spool is swept later
                spool.remove(made)


def _code(status: spool.Status) -> int:
    if status.is_busy:
        return 503
    return 507 if status.error == FULL[0] else 500


class CountedFile(io.FileIO):
    """A large file on its way to somebody, who has `held` a place until it is closed."""

    def __init__(self, path: Path, held: ExitStack) -> None:
        self.held = held
        try:
            super().__init__(path, "rb")
        except BaseException:
            held.close()
            raise

    def close(self) -> None:
        """Close it; another file may go."""
        super().close()
        self.held.close()


def begun(asked: AskedFile, patience: float) -> spool.Export:
    """The export of a file, begun; 507 in words when there is no room for it."""
    with room_in_words():
        refuse_full_disk()
        return starting.start(asked.order(patience))


def sent(asked: AskedFile, content: IO[bytes]) -> Response:
    """A file on its way, with its length and with what it says about itself in the headers."""
    answer = send_file(content, mimetype=MIMETYPES[asked.kind], as_attachment=True, download_name=asked.name)
    answer.content_length = os.fstat(content.fileno()).st_size
    answer.headers.update(asked.headers)
    audited_files.told(type=asked.query.type.name, filters=asked.query.filters_in_words)
    return answer
