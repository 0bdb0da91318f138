"""The form of one indicator: a file in definitions/, checked when it is read."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class _Strict(BaseModel):
    """Words nobody declared are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Parameter(_Strict):
    """A number the reader may choose, such as how many activities make a community served."""

    name: str
    default: float
    least: float
    most: float


class Example(_Strict):
    """Little tables in, expected table out: documentation and test at once. `ask` is a query string."""

    ask: str
    tables: dict[str, str]
    expect: str


class Ahead(_Strict):
    """The same number of whole calendar years, without filters, from a table of the build (indicators/ahead.py).

    `deepest` is the lowest level of areas it can be told of; of a ratio, `places` are the rows that tell where the
    cover must reach for the number to be the whole one. `filters` are those the table's rows can be narrowed and told
    apart by, too. Rows of places, which lie in one area each, are divided as single rows are (a ratio without
    `places`). With `is_up_to_data` the table knows the years up to that of the date of the data.
    """

    rows: str
    deepest: int = 6
    places: str = ""
    filters: list[str] = []
    is_up_to_data: bool = False
    where: str = "TRUE"
    numerator: str
    numerator_where: str = "TRUE"
    denominator: str = ""


class Definition(_Strict):
    """One indicator.

    `ratio`: the denominator comes from another table, filters narrow the numerator only.
    `share`: the denominator is counted from the same rows, filters narrow both (a plain count has none).
    `rests_on`: another record type whose rows count wherever they lie (indicators/rests_on.py).
    """

    id: str
    name: str
    definition: str
    formula: str
    unit: str
    decimals: int = Field(ge=0, le=6)
    kind: Literal["stock", "flow"]
    shape: Literal["ratio", "share"]
    record_type: str
    rows: str
    where: str = "TRUE"
    grain: list[str] = []
    measures: str = ""
    having: str = "TRUE"
    numerator: str
    numerator_where: str = "TRUE"
    numerator_filters: list[str] = []
    denominator: str = ""
    denominators: list[str] = []
    beside: dict[str, str] = {}
    per: int = 1
    value: Literal["ratio", "shortfall"] = "ratio"
    is_nested: bool = False
    looks_ahead: bool = False
    filters: list[str] = []
    defaults: dict[str, str] = {}
    default_universe: str = ""
    parameters: dict[str, Parameter] = {}
    ahead: Ahead | None = None
    rests_on: str = ""
    source: str
    example: Example

    @model_validator(mode="after")
    def _denominator_fits_the_shape(self) -> "Definition":
        if (self.shape == "ratio") != bool(self.denominators):
            raise ValueError("a ratio names its denominators, a share has none in another table")
        if self.shape == "ratio" and self.denominator:
            raise ValueError("a ratio has no denominator of its own rows")
        missing = set(self.numerator_filters) - set(self.filters)
        if missing:
            raise ValueError(f"numerator_filters not among the filters: {sorted(missing)}")
        return self

    @property
    def has_denominator(self) -> bool:
        """Whether the number is a ratio or a plain count."""
        return bool(self.denominators or self.denominator)


class Denominator(_Strict):
    """Something to divide by, defined once for every indicator."""

    id: str
    name: str
    definition: str
    kind: Literal["population", "tree"]
    basis: str = ""
    column: str = ""
    condition: str = ""
    factor: int = 1


class Dimension(_Strict):
    """Something rows can be narrowed or told apart by; `column` is its name in the rows.

    Allowed words come from `values`, else from the question `words_from`, else from the column help of the record type.
    """

    id: str
    name: str
    column: str
    values: list[str] = []
    record_type: str = ""
    record_column: str = ""
    more_values: list[str] = []
    is_open: bool = False
    names_from: str = ""
    words_from: str = ""
