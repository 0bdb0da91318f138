"""What each record type looks like: the TOML files of etl/records, read, checked and kept."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator

from etl.errors import RecordFileError
from etl.normalise.text import header_key
from etl.tree import reference_folder

_TERM = re.compile(r"@(\w+)", re.ASCII)
RECORDS_FOLDER = Path(__file__).parent / "records"

Kind = Literal["text", "code", "date", "year", "integer", "decimal", "money", "boolean", "choice"]
Form = Literal["", "area", "hours", "uscc", "organization", "volunteer", "reviewer", "clock"]

Factor = Annotated[Fraction, BeforeValidator(Fraction)]
"""An exact factor between units, written "10000" or "1/60"."""

SQL_TYPES = {
    "text": "VARCHAR",
    "code": "VARCHAR",
    "choice": "VARCHAR",
    "date": "DATE",
    "year": "INTEGER",
    "integer": "BIGINT",
    "decimal": "DECIMAL(18,3)",
    "money": "DECIMAL(18,2)",
    "boolean": "BOOLEAN",
}


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Column(Strict):
    """One column: how people head it, what it may hold, in which unit it is kept."""

    id: str
    name: str
    kind: Kind
    help: str
    required: bool = False
    form: Form = ""
    synonyms: list[str] = []
    weak_synonyms: list[str] = []
    """Headings that mean this column only when no stronger heading stands beside them."""
    parts: list[list[str]] = []
    """Headings of the pieces of an area's path, from province to community."""
    choices: list[str] = []
    choices_from: str = ""
    """The reference table whose first column are the choices; the office may edit it."""
    choice_synonyms: dict[str, list[str]] = {}
    unit: str = ""
    units: dict[str, Factor] = {}
    """Units a heading, a title or a cell may name; without any only our own may stand behind a number."""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    earliest: date | None = None
    not_future: bool = False
    accepts_month: bool = False
    accepts_short_year: bool = False
    open_end: bool = False
    ends_period: bool = False
    """A whole period written here means its last day."""
    fillable: bool = False
    """A vertically merged cell means the same value in every row it spans."""
    falls_back_to: str = ""
    in_heading_of: str = ""
    """Without a column of its own, its choice may stand in the heading of that column: 常住人口（万人）."""
    references: str = ""
    default: str = ""
    """What an empty cell means; builds put it in, deliveries keep what was sent."""
    is_personal: bool = False
    in_period: bool = False
    """The day or year the row is counted by: one outside the period its sender declared is worth a question."""

    @property
    def sql_type(self) -> str:
        return SQL_TYPES[self.kind]

    @property
    def holds_people(self) -> bool:
        """Whether it numbers people, so that a person's name in its place is refused and no copy of it kept."""
        return self.is_personal or self.form in ("volunteer", "reviewer")

    @property
    def is_free_text(self) -> bool:
        return self.kind == "text" and not self.form

    def headings(self) -> list[str]:
        """Every heading that names this column outright, the proper one first."""
        return [self.name, self.id, *self.synonyms]


class Check(Strict):
    """A rule that looks at more than one cell: `bad` is SQL that is true for a row to report.

    `bad` is asked of a table `delivered`: every column of the record type, `_order` (0, 1, … as they came) and
    `_number` (the row number the clerk sees). Checks of scope "file" look at other rows too; they are asked one after
    the other, each of the rows the one before left.
    """

    code: str
    column: str
    bad: str
    severity: Literal["拒收", "警告"]
    message: str
    """Chinese; {names} are columns of the row, `values`, and {new} for what `sets` makes of the cell."""
    scope: Literal["row", "file"] = "row"
    needs: list[str] = []
    """Columns without which `bad` is never true: where one is wholly empty the check need not be asked."""
    values: dict[str, str] = {}
    """SQL of what the message says beyond the row's own columns."""
    sets: str = ""
    """SQL of the value the column gets where `bad` is true; such checks go before all others."""
    partition: list[str] = []
    """SQL lists of what rows have to share to break the check: a row alike to no other in any of them keeps it."""
    decide: str = ""
    """The function of etl/judging/services.py that decides among the rows `bad` picks; the rule is Python only."""


class Clash(Strict):
    """What to say of rows with the same key (the alternative that begins with `key`) that differ in `column`."""

    key: str
    column: str
    code: str
    message: str


class RecordType(Strict):
    """One record type; `key` lists alternative keys, the first whose first column is filled holds for a row."""

    id: str
    name: str
    grain: str
    position: int
    key: list[list[str]]
    title_words: list[str] = []
    tells_of_people: bool = False
    """Whether rows tell of single people although no column numbers them: names that come along are not kept."""
    one_of: list[list[str]] = []
    """Groups of columns of which every row fills at least one."""
    one_of_code: str = "V001"
    one_of_message: str = ""
    """What a row that fills none of a group breaks, and what to say of it; empty: 至少填一项."""
    columns: list[Column]
    terms: dict[str, str] = {}
    """SQL that several checks share: `@name` in a check stands for it."""
    checks: list[Check] = []
    clashes: list[Clash] = []

    @model_validator(mode="before")
    @classmethod
    def _spell_out(cls, given: object) -> object:
        """Checks with their terms put in, so that whoever reads a check reads plain SQL."""
        if not isinstance(given, dict) or not given.get("terms"):
            return given
        return {**given, "checks": [_with_terms(check, given["terms"]) for check in given.get("checks", [])]}

    @model_validator(mode="after")
    def _consistent(self) -> RecordType:
        ids = {column.id for column in self.columns}
        named = [name for group in [*self.key, *self.one_of] for name in group] + [c.column for c in self.checks]
        named += [name for check in self.checks for name in check.needs] + [c.column for c in self.clashes]
        unknown = [name for name in named if name not in ids]
        if unknown:
            raise ValueError(f"unknown columns {unknown}")
        seen: dict[str, str] = {}
        for column in self.columns:
            for heading in {header_key(h) for h in [*column.headings(), *column.weak_synonyms]}:
                if seen.setdefault(heading, column.id) != column.id:
                    raise ValueError(f"heading {heading} means both {seen[heading]} and {column.id}")
            strange = set(column.choice_synonyms) - set(column.choices) if column.choices else set()
            if strange:
                raise ValueError(f"{column.id}: synonyms of unknown choices {strange}")
        return self

    def column(self, column_id: str) -> Column:
        """The column of that id; KeyError if there is none."""
        for column in self.columns:
            if column.id == column_id:
                return column
        raise KeyError(column_id)

    def column_ids(self) -> list[str]:
        return [column.id for column in self.columns]

    def key_columns(self, row: Mapping[str, object]) -> list[str] | None:
        """The columns that identify this row, or None when no alternative key is filled."""
        for columns in self.key:
            if row.get(columns[0]) is not None:
                return columns
        return None

    def key_of(self, row: Mapping[str, object]) -> tuple[object, ...] | None:
        """The row's key values behind the number of the alternative they belong to."""
        for number, columns in enumerate(self.key):
            if row.get(columns[0]) is not None:
                return (number, *(row.get(column) for column in columns))
        return None


def _with_terms(value: object, terms: Mapping[str, str]) -> object:
    if isinstance(value, dict):
        return {key: _with_terms(part, terms) for key, part in value.items()}
    if isinstance(value, list):
        return [_with_terms(part, terms) for part in value]
    if isinstance(value, str):
        return _TERM.sub(lambda match: f"({_with_terms(terms[match.group(1)], terms)})", value)
    return value


def read_record_type(path: Path) -> RecordType:
    """The record type of one TOML file; RecordFileError names file and fault."""
    try:
        given = tomllib.loads(path.read_text("utf-8"))
        for column in given.get("columns", []):
            if name := column.get("choices_from"):
                column["choices"] = _listed(name)
                words = column.get("choice_synonyms", {})
                column["choice_synonyms"] = {one: words[one] for one in column["choices"] if one in words}
        return RecordType.model_validate({"id": path.stem, **given})
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as fault:
        raise RecordFileError(f"{path.name}: {fault}") from fault


def _listed(name: str) -> list[str]:
    """The words in the first column of a reference table."""
    with (reference_folder() / f"{name}.csv").open(encoding="utf-8-sig", newline="") as handle:
        return [line[0].strip() for line in list(csv.reader(handle))[1:] if line and line[0].strip()]


@cache
def record_types() -> dict[str, RecordType]:
    """All record types by id, in the order they are shown."""
    types = [read_record_type(path) for path in sorted(RECORDS_FOLDER.glob("*.toml"))]
    return {record_type.id: record_type for record_type in sorted(types, key=lambda t: t.position)}


def delivered_rows(type_id: str) -> str:
    """The rows of a type's table that were delivered, as SQL; beside them, areas and targets hold what is shipped."""
    only = {"areas": " WHERE is_extra", "targets": " WHERE _delivery IS NOT NULL"}
    return f"(SELECT * FROM {type_id}{only[type_id]})" if type_id in only else type_id


@cache
def known_headings() -> frozenset[str]:
    """The keys of every heading any record type understands."""
    columns = [column for record_type in record_types().values() for column in record_type.columns]
    texts = (
        text for c in columns for text in [*c.headings(), *c.weak_synonyms, *(p for part in c.parts for p in part)]
    )
    return frozenset(header_key(text) for text in texts)
