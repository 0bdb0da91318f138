"""Everything a person could read in an answer, as one text: files are opened, escapes undone."""

from __future__ import annotations

import io
import json
import zipfile
from html import unescape
from urllib.parse import unquote

import duckdb


def plain(body: bytes, content_type: str, headers: list[tuple[str, str]]) -> str:
    """The text of headers and body; parts of archives and columns of Parquet files too."""
    head = "\n".join(f"{name}: {unquote(value)}" for name, value in headers)
    return f"{head}\n{_body(body, content_type)}"


def _body(body: bytes, content_type: str) -> str:
    if body[:4] == b"PK\x03\x04":
        return _archive(body)
    if body[:4] == b"PAR1":
        return _parquet(body)
    text = body.decode("utf-8", "replace")
    if "json" in content_type and body:
        text = json.dumps(json.loads(body), ensure_ascii=False)
    return f"{unescape(unquote(text))}" if "%" in text or "&" in text else text


def _archive(body: bytes) -> str:
    """The members of a workbook, a document, a presentation or a zip in it."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = [_body(archive.read(name), "") for name in archive.namelist()]
        return "\n".join([*archive.namelist(), *parts])


def _parquet(body: bytes) -> str:
    import tempfile

    with tempfile.NamedTemporaryFile(suffix=".parquet") as file, duckdb.connect() as connection:
        file.write(body)
        file.flush()
        asked = connection.execute("SELECT * FROM read_parquet(?)", [file.name])
        heading = [column[0] for column in asked.description]
        return json.dumps([heading, *asked.fetchall()], ensure_ascii=False, default=str)
