"""What a source file (`etl/sources/NAME.toml`) may say: one class per block, checked on reading.

Nouns only: nothing here reads a delivered file. docs/sources.md describes every key to the people who write them.
"""

import codecs
import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from etl.source_values import date_pattern

Scalar = bool | int | Decimal | date | str


def _as_list(value: object) -> object:
    return value if isinstance(value, list) or value is None else [value]


def _as_fraction(value: object) -> Fraction:
    """The exact number meant by 0.01, "0.01" or "1/60"; ValueError when it is none or not above zero."""
    try:
        number = Fraction(str(value).replace(" ", ""))
    except (ValueError, ZeroDivisionError) as error:
        raise ValueError(f"系数“{value}”不是数，请写成 9.1 或 \"1/60\"") from error
    if number <= 0:
        raise ValueError(f"系数“{value}”必须大于 0")
    return number


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"正则表达式“{pattern}”写法有误（{error}）") from error
    return pattern


Words = Annotated[list[str], BeforeValidator(_as_list)]
Values = Annotated[list[Scalar], BeforeValidator(_as_list)]
Factor = Annotated[Fraction, BeforeValidator(_as_fraction)]
Pattern = Annotated[str, BeforeValidator(lambda value: _compiles(value) if isinstance(value, str) else value)]


class Block(BaseModel):
    """A TOML table in which a misspelt key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Condition(Block):
    """Yes or no for one row of the foreign table: either a test of one column, or all / any / none of several."""

    column: str | None = None
    equals: Values | None = None
    not_equals: Values | None = None
    empty: bool | None = None
    matches: Pattern | None = None
    at_least: Scalar | None = None
    at_most: Scalar | None = None
    all: list["Condition"] | None = None
    any: list["Condition"] | None = None
    none: list["Condition"] | None = None
    why: str = ""

    @model_validator(mode="after")
    def _one_question(self) -> "Condition":
        groups = [group for group in (self.all, self.any, self.none) if group is not None]
        tests = [test for test in ("equals", "not_equals", "empty", "matches", "at_least", "at_most")
                 if getattr(self, test) is not None]
        if self.column is None and (tests or len(groups) != 1):
            raise ValueError("条件要写 column 和一种比较，或者只写 all、any、none 之一")
        if self.column is not None and (groups or not tests):
            raise ValueError("条件写了 column，还要写一种比较：equals、not_equals、empty、matches、at_least、at_most")
        return self

    def columns(self) -> list[str]:
        """Every foreign column the answer depends on."""
        parts = [part for group in (self.all, self.any, self.none) for part in group or []]
        return ([self.column] if self.column else []) + [name for part in parts for name in part.columns()]


class ListRule(Block):
    """How a cell that holds several values ("['A', 'B']", "A;B") becomes one value or several rows."""

    separator: str | None = None
    several: Literal["first", "explode", "value", "reject", "empty"] = "first"
    value: str | None = None
    code: str = "S05"
    message: str = ""

    @model_validator(mode="after")
    def _value_where_used(self) -> "ListRule":
        if (self.several == "value") != (self.value is not None):
            raise ValueError("several = \"value\" 要同时写 value（几个不同值时改用的值），其他写法不要写 value")
        return self


class NumberRule(Block):
    """How numbers are written and what one of them is worth in our unit."""

    decimal: Literal[".", ","] = "."
    thousands: str | None = None
    currency: str | None = None
    factor: Factor = Fraction(1)
    factor_column: str | None = None
    factors: dict[str, Factor] = Field(default_factory=dict)
    suffixes: dict[str, Factor] = Field(default_factory=dict)
    decimals: int | None = Field(default=None, ge=0, le=6)

    @model_validator(mode="after")
    def _factors_with_column(self) -> "NumberRule":
        if bool(self.factors) != (self.factor_column is not None):
            raise ValueError("factors（按另一列取的系数）与 factor_column（那一列的名称）要同时写")
        if self.thousands == self.decimal:
            raise ValueError("千位符 thousands 与小数点 decimal 不能是同一个符号")
        return self


class LookupRule(Block):
    """Find a value among rows delivered before or together: by default an area's name gives its code."""

    type: str = "areas"
    match: str = "name"
    give: str = "area_code"
    within: str | None = None


class ColumnRule(Block):
    """Where one of our columns comes from and how its text is understood."""

    column: str | None = None
    first: list[str] | None = None
    value: Scalar | None = None
    template: str | None = None
    hash: list[str] | None = None
    row_number: bool = False

    optional: bool = False
    when: Condition | None = None
    missing: Words | None = None
    partial: bool = False
    numbered: bool = False
    prefix: str = ""
    suffix: str = ""
    case: Literal["upper", "lower"] | None = None
    extract: Pattern | None = None
    list_of: ListRule | None = Field(default=None, alias="list")
    map: dict[str, Scalar] | None = None
    lookup: LookupRule | None = None
    dates: Words | None = None
    day: Literal["first", "last"] = "first"
    number: NumberRule | None = None
    unknown: Literal["reject", "empty", "keep"] = "reject"
    otherwise: Scalar | None = None
    default: Scalar | None = None
    code: str = ""

    @model_validator(mode="after")
    def _one_origin(self) -> "ColumnRule":
        origins = [name for name in ("column", "first", "value", "template", "hash") if getattr(self, name) is not None]
        origins += ["row_number"] if self.row_number else []
        if len(origins) != 1:
            found = "、".join(origins) or "都没有写"
            raise ValueError(f"来源须是 column、first、value、template、hash、row_number 之一（现在：{found}）")
        if self.dates and self.number:
            raise ValueError("dates 与 number 不能同时写")
        return self

    @field_validator("dates")
    @classmethod
    def _known_date_forms(cls, forms: list[str] | None) -> list[str] | None:
        for form in forms or []:
            date_pattern(form)
        return forms

    def columns(self) -> list[str]:
        """Every foreign column the value depends on ("@row", "@file" and "@sheet" are no columns)."""
        names = self.origin_columns()
        names += self.when.columns() if self.when else []
        names += [self.number.factor_column] if self.number and self.number.factor_column else []
        return [name for name in names if not name.startswith("@")]

    def origin_columns(self) -> list[str]:
        """The foreign columns whose text the value is made of."""
        names = [self.column] if self.column else []
        names += (self.first or []) + (self.hash or []) + (placeholders(self.template) if self.template else [])
        return [name for name in names if not name.startswith("@")]


def placeholders(template: str) -> list[str]:
    """The names in braces: "{a}-{b}" → ["a", "b"]."""
    return re.findall(r"\{([^{}]+)\}", template)


class RepairRule(Block):
    """What to do with a row whose values contradict each other; every use is reported."""

    column: str
    before: str | None = None
    after: str | None = None
    below: Decimal | None = None
    above: Decimal | None = None
    do: Literal["empty", "swap", "set", "reject", "skip"]
    value: Scalar | None = None
    code: str = "S06"
    message: str = ""

    @model_validator(mode="after")
    def _one_comparison(self) -> "RepairRule":
        tests = self._tests()
        if len(tests) != 1:
            raise ValueError("repair 要写 before、after（与哪一列比）、below、above（与哪个数比）中的一个")
        if self.do == "swap" and tests[0] not in ("before", "after"):
            raise ValueError("do = \"swap\" 只能与 before 或 after 一起用")
        if (self.do == "set") != (self.value is not None):
            raise ValueError("do = \"set\" 要同时写 value，其他写法不要写 value")
        return self

    def _tests(self) -> list[str]:
        return [name for name in ("before", "after", "below", "above") if getattr(self, name) is not None]

    def test(self) -> str:
        """Which of before, after, below, above the rule asks."""
        return self._tests()[0]


def _as_column_rules(value: object) -> object:
    """Short forms: "a" is {column = "a"}; one rule is a list of one."""
    rules = value if isinstance(value, list) else [value]
    return [{"column": rule} if isinstance(rule, str) else rule for rule in rules]


ColumnRules = Annotated[list[ColumnRule], BeforeValidator(_as_column_rules), Field(min_length=1)]


class RecordRule(Block):
    """One record type made from a table: one row of it per row of the table (or per listed value)."""

    type: str
    columns: dict[str, ColumnRules]
    filter: Condition | None = None
    dedupe: Literal["none", "first", "last"] = "none"
    dedupe_by: str | None = None
    """A column of dates: of rows with one key the one with the first (last) date is kept, wherever in the file."""
    accepts: Words = Field(default_factory=list)
    repair: list[RepairRule] = Field(default_factory=list)


class TableRule(Block):
    """One table of the foreign system: how it is recognised, read, and what is made of it."""

    name: str
    files: Words = Field(default_factory=list)
    sheets: Words = Field(default_factory=list)
    recognise: list[str] = Field(default_factory=list)
    encodings: Words = Field(default_factory=list)
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    header_row: int | None = Field(default=None, ge=1)
    totals: bool = False
    missing: Words | None = None
    filter: Condition | None = None
    records: list[RecordRule] = Field(min_length=1)

    @field_validator("encodings")
    @classmethod
    def _known_encodings(cls, encodings: list[str]) -> list[str]:
        for encoding in encodings:
            try:
                codecs.lookup(encoding)
            except LookupError as error:
                raise ValueError(f"没有叫“{encoding}”的文字编码，常见的有 utf-8、gb18030、cp1252、utf-16") from error
        return encodings


class ConstantRows(Block):
    """Rows that no file delivers: the organisation and the root area the mapped rows belong to."""

    type: str
    rows: list[dict[str, Scalar]] = Field(min_length=1)


class SourceRules(Block):
    """Everything one source file says."""

    name: str
    licence: str
    attribution: str = ""
    url: str = ""
    notes: str = ""
    missing: Words = Field(default_factory=list)
    constants: list[ConstantRows] = Field(default_factory=list)
    tables: list[TableRule] = Field(min_length=1)

    @property
    def credit(self) -> str:
        """How the source wants to be named where its records are shown: who, and under which licence."""
        return "，".join(part for part in (self.attribution, self.licence) if part)
