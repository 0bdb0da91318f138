"""Volunteers' numbers become keyed hashes before anything is stored: neither lake nor warehouse holds the number.

A pseudonym is the beginning of HMAC-SHA-256(key, number): 72 bits as twelve characters, which the database holds within
the value. The same number is the same pseudonym in every delivery, so people are counted and joined as before.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.corrections import Correction
from etl.errors import DeliveryError, Problem
from etl.fast.rows import StageWriter
from etl.judging.headings import match_headings
from etl.lake import Lake
from etl.record import RecordType, record_types
from etl.validate import Validated
from etl.volunteer_key import find_key, find_or_make_key, fingerprint_of

BYTES = 9
LEAST_TELLING = 6
"""A shorter number also stands in texts that speak of something else (as in records/catalog.py)."""
HIDDEN = "***"
PUT_BACK = "请放回原来的密钥（备份里的 keys/volunteers.key，或 WUSHE_VOLUNTEER_KEY_FILE 所指的文件）。"
Rejected = list[tuple[int, dict[str, str], list]]


def personal_columns(record_type: RecordType) -> list[str]:
    """The columns of a type that number people."""
    return [column.id for column in record_type.columns if column.is_personal]


class Hashed:
    """Numbers that were hashed already and their pseudonyms: side by side, so that a column is looked up as a whole."""

    def __init__(self) -> None:
        self._numbers = self._made = pa.array([], pa.string())

    def of(self, numbers: pa.Array, made_of: Callable[[str], str]) -> pa.Array:
        """The pseudonyms of different numbers, in their order; those that are new are made and kept."""
        places = pc.index_in(numbers, value_set=self._numbers)
        if places.null_count:
            new = numbers.filter(places.is_null())
            self._numbers = pa.concat_arrays([self._numbers, new])
            self._made = pa.concat_arrays([self._made, pa.array(map(made_of, new.to_pylist()), pa.string())])
            places = pc.index_in(numbers, value_set=self._numbers)
        return self._made.take(places)


@dataclass(frozen=True)
class Pseudonyms:
    """What makes pseudonyms of numbers under one key."""

    key: bytes

    @classmethod
    def of(cls, data_dir: Path, is_trial: bool = False) -> Pseudonyms:
        """Those of a data folder; a trial makes no key file, and nothing is compared with what a trial makes."""
        if is_trial:
            return cls(find_key(data_dir) or secrets.token_bytes(32))
        return cls(find_or_make_key(data_dir))

    @property
    def fingerprint(self) -> str:
        return fingerprint_of(self.key)

    def of_number(self, number: str) -> str:
        """The pseudonym of one number."""
        digest = hmac.digest(self.key, number.encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest[:BYTES]).decode("ascii")

    def of_cells(self, cells: pa.ChunkedArray, known: Hashed) -> pa.ChunkedArray:
        """The pseudonyms of a column: each different number is hashed once and kept in `known`."""
        text = pa.dictionary(pa.int32(), pa.string())
        is_encoded = pa.types.is_dictionary(cells.type)
        encoded = cells.cast(text) if is_encoded else cells.cast(pa.string()).dictionary_encode()
        pieces = [
            pa.DictionaryArray.from_arrays(piece.indices, known.of(piece.dictionary, self.of_number))
            for piece in encoded.unify_dictionaries().chunks
        ]
        return pa.chunked_array(pieces, text)

    def hide_judged(self, judged: Validated, record_type: RecordType) -> None:
        """The accepted rows of a table with pseudonyms: what they are compared with and get afterwards is as stored."""
        columns = personal_columns(record_type)
        if not columns or judged.file:
            judged.file = judged.file and self.hide(judged.file, record_type)
            return
        names = [*columns, *_texts_of(record_type)]
        cells = {name: pa.array([row.get(name) for row in judged.rows], pa.string()) for name in names}
        hidden = self.hide(pa.table(cells), record_type).to_pylist()
        judged.rows = [row | fresh for row, fresh in zip(judged.rows, hidden, strict=True)]

    def hide(self, rows: pa.Table | Path, record_type: RecordType) -> pa.Table | Path:
        """The rows with pseudonyms; a file of rows is written anew in its place."""
        columns = personal_columns(record_type)
        if not columns:
            return rows
        if isinstance(rows, pa.Table):
            return self._hidden(rows, columns, _repeating(rows, record_type, columns), Hashed())
        with duckdb.connect() as connection:
            given = connection.read_parquet(str(rows))
            repeating = _repeating(given, record_type, columns)
        self._hide_file(rows, columns, repeating)
        return rows

    def _hide_file(self, path: Path, columns: Sequence[str], repeating: Mapping[str, list[str]]) -> None:
        """A group of rows at a time, written while the next is read: 6 million take no more memory than one."""
        fresh, known = path.with_name(f".hidden-{path.name}"), Hashed()
        with (
            pq.ParquetFile(path, read_dictionary=[*columns, *_encoded(path)]) as file,
            closing(StageWriter(fresh, file.schema_arrow.empty_table())) as writer,
        ):
            for group in range(file.num_row_groups):
                writer.write(self._hidden(file.read_row_group(group), columns, repeating, known))
        fresh.replace(path)

    def _hidden(
        self, rows: pa.Table, columns: Sequence[str], repeating: Mapping[str, list[str]], known: Hashed
    ) -> pa.Table:
        for column in columns:
            numbers, field = rows.column(column), rows.schema.field(column)
            for other in repeating.get(column, ()):
                texts = self._without(rows.column(other), numbers)
                rows = rows.set_column(rows.schema.get_field_index(other), rows.schema.field(other), texts)
            made = self.of_cells(numbers, known).cast(field.type)
            rows = rows.set_column(rows.schema.get_field_index(column), field, made)
        return rows

    def _without(self, texts: pa.ChunkedArray, numbers: pa.ChunkedArray) -> pa.ChunkedArray:
        """Texts of a clerk's own, such as serial numbers made of a volunteer's, with the pseudonym in its place."""
        pairs = zip(texts.to_pylist(), numbers.to_pylist(), strict=True)
        return pa.chunked_array([pa.array([self.within(text, number) for text, number in pairs], texts.type)])

    def within(self, text: str | None, number: str | None) -> str | None:
        """The text with the pseudonym where the number stood; signs keep it apart from what stands beside it."""
        if not text or not number or number not in text:
            return text
        if text == number:
            return self.of_number(number)
        if len(number) < LEAST_TELLING and not text.startswith(f"{number}|"):
            return text
        before, *others = text.split(number)
        for after in others:
            before += "-" if before[-1:].isalnum() else ""
            before += self.of_number(number) + ("-" if after[:1].isalnum() else "") + after
        return before

    def hide_rejected(self, rejected: Rejected, record_type: RecordType) -> Rejected:
        """The rows sent back without people's numbers: where these cannot be found, nothing of the row stays."""
        if not personal_columns(record_type):
            return rejected
        return [(row, *_without_number(raw, problems, record_type)) for row, raw, problems in rejected]

    def of_correction(self, correction: Correction, record_type: RecordType) -> Correction:
        """The correction as the lake's rows have it: whoever writes one writes the number that was delivered."""
        columns = set(personal_columns(record_type))
        key = {name: self.of_number(value) if name in columns else value for name, value in correction.key.items()}
        numbers = [value for name, value in correction.key.items() if name in columns]
        for number in numbers:
            key = {name: self.within(value, number) for name, value in key.items()}
        told = {}
        if correction.column in columns:
            told = {"expect": self._of_filled(correction.expect), "value": self._of_filled(correction.value)}
        return correction.model_copy(update={"key": key, **told})

    def _of_filled(self, value: str) -> str:
        return self.of_number(value) if value else ""


def _encoded(path: Path) -> list[str]:
    """The columns of text of a file of rows that it keeps encoded: they are written on as they are read."""
    metadata = pq.read_metadata(path)
    if not metadata.num_row_groups:
        return []
    columns = [metadata.row_group(0).column(place) for place in range(metadata.num_columns)]
    return [c.path_in_schema for c in columns if c.physical_type == "BYTE_ARRAY" and "RLE_DICTIONARY" in c.encodings]


def _texts_of(record_type: RecordType) -> list[str]:
    return [
        c.id for c in record_type.columns
        if c.kind in ("text", "code") and not c.references and not c.is_personal and c.form != "clock"
    ]  # fmt: skip


def _repeating(rows: pa.Table | duckdb.DuckDBPyRelation, record_type: RecordType, columns: Sequence[str]) -> dict:
    """By personal column: which texts of the type repeat its number somewhere; what points to other records cannot."""
    wanted = [(column, text) for column in columns for text in _texts_of(record_type)]
    if not wanted or not len(rows):
        return {}
    found = ", ".join(f'coalesce(bool_or(contains("{text}", "{column}")), FALSE)' for column, text in wanted)
    with duckdb.connect() as connection:
        if isinstance(rows, pa.Table):
            connection.register("given", rows)
            (answers,) = connection.execute(f"SELECT {found} FROM given").fetchall()
        else:
            (answers,) = rows.aggregate(found).fetchall()
    repeating: dict[str, list[str]] = {}
    for (column, text), is_repeated in zip(wanted, answers, strict=True):
        if is_repeated:
            repeating.setdefault(column, []).append(text)
    return repeating


def _without_number(
    raw: Mapping[str, str], problems: Sequence[Problem], record_type: RecordType
) -> tuple[dict[str, str], list[Problem]]:
    """The row, and why it was sent back: that names other cells, such as serial numbers made of the number."""
    headings = list(raw)
    matching = match_headings(record_type, headings)
    places = [matching.matches[column] for column in personal_columns(record_type) if column in matching.matches]
    if not places:
        return {}, list(problems)
    numbers = {raw[headings[match.index]] for match in places if match.index is not None}
    told = [
        replace(one, found=_hidden_text(one.found, numbers), message=_hidden_text(one.message, numbers))
        for one in problems
    ]
    return {heading: _hidden_text(text, numbers) for heading, text in raw.items()}, told


def _hidden_text(text: str, numbers: Iterable[str]) -> str:
    for number in numbers:
        if number and (text == number or len(number) >= LEAST_TELLING):
            text = text.replace(number, HIDDEN)
    return text


def hide_lake(lake: Lake) -> list[str]:
    """Deliveries that were stored with numbers in them, by a program from before: read, hashed, put back in place.

    Their ids; DeliveryError when deliveries were hashed under another key, whose people nobody could tell are the same.
    The caller holds the lock.
    """
    types = {type_id: one for type_id, one in record_types().items() if personal_columns(one)}
    manifests = [manifest for manifest in lake.manifests() if manifest.type in types]
    if not manifests:
        return []
    if any(manifest.pseudonyms for manifest in manifests) and find_key(lake.folder.parent) is None:
        raise DeliveryError("志愿者编号的密钥不见了，新报来的人认不出是不是以前的人。", PUT_BACK)
    pseudonyms = Pseudonyms.of(lake.folder.parent)
    if strange := [m for m in manifests if m.pseudonyms and m.pseudonyms != pseudonyms.fingerprint]:
        raise DeliveryError(
            f"志愿者编号的密钥换过了：《{strange[0].file}》等 {len(strange)} 份报送用的是另一把，同一人会数成两人。",
            PUT_BACK,
        )
    unhidden = [manifest for manifest in manifests if not manifest.pseudonyms]
    for manifest in unhidden:
        folder, record_type = lake.folder_of(manifest), types[manifest.type]
        copy = lake.folder / manifest.type / f".new-rows-{manifest.delivery}"
        shutil.copyfile(folder / "rows.parquet", copy)
        rejected = pq.read_table(folder / "rejected.parquet")
        manifest.pseudonyms = pseudonyms.fingerprint
        lake.store(manifest, pseudonyms.hide(copy, record_type), _rejected_without(rejected))
    return [manifest.delivery for manifest in unhidden]


def _rejected_without(rejected: pa.Table) -> pa.Table:
    """Rows that were sent back, of which only why is kept: their numbers can no longer be told from the rest."""
    place = rejected.schema.get_field_index("raw")
    return rejected.set_column(place, rejected.schema.field("raw"), pa.array(["{}"] * len(rejected), pa.string()))
