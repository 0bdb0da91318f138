"""What the reader of 数据明细 asks for, understood: which records, which of them, how many, and their address."""

from __future__ import annotations

from dataclasses import dataclass

from components.page import Page
from components.place import place_of
from components.state import VIEW_ONLY, State, address
from indicators.cache import Cache
from indicators.errors import ChoiceError
from indicators.warehouse import Snapshot, snapshot
from records.catalog import FilterError, RecordType, record_types, types_of
from records.query import ALIASES, COMPARISONS, Query, parse
from records.reading import count
from records.standing import ON_A_DAY

FIRST_TYPE = "organizations"
SHARED_WORDS = {"area": "地区", "year": "年份", "as_of": "截至日期", "basis": "人口口径", "universe": "统计口径"}


class RecordsPage(Page):
    """The page whose choices are those of every record type: its columns, alone or with __contains, __min, __max."""

    def understands(self) -> set[str]:
        """Every key that may stand in the address; what does not fit the record type is refused with words later."""
        columns = {column for found in record_types().values() for column in found.columns} | set(ALIASES)
        compared = {f"{column}__{operator}" for column in columns for operator in COMPARISONS}
        return super().understands() | columns | compared


@dataclass(frozen=True)
class Sheet:
    """One record type as asked for. `choices` are exactly those of /api/v1/records/<type>; `ignored` do not apply."""

    state: State
    type: RecordType
    types: dict[str, RecordType]
    totals: dict[str, int]
    choices: dict[str, tuple[str, ...]]
    ignored: tuple[str, ...]
    query: Query
    total: int
    build: str
    place: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The ids of the chosen columns in their order."""
        return tuple(column.id for column in self.query.columns)

    @property
    def filters(self) -> dict[str, tuple[str, ...]]:
        """The choices that narrow, without sort and columns."""
        return {key: values for key, values in self.choices.items() if key not in ("sort", "columns")}

    def file(self, kind: str | None = None) -> str:
        """The address of the same rows in the API, or of a file of all of them."""
        form = {"format": (kind,)} if kind else {}
        return address(f"/api/v1/records/{self.type.id}", {**self.choices, **form})

    @property
    def summary(self) -> str:
        """The address of the sums and medians of the same rows."""
        return address(f"/api/v1/records/{self.type.id}/summary", {**self.filters, "columns": self.columns})

    @property
    def fetched(self) -> tuple[str, ...]:
        """The columns the grid asks for: those it shows, and the ids to which its names lead."""
        ids = [way[1] for name, way in self.type.profiles.items() if name in self.columns]
        return tuple(dict.fromkeys([*self.columns, *ids]))


def type_of(state: State, types: dict[str, RecordType]) -> RecordType:
    """The asked record type; FilterError names those there are."""
    asked = state["type"] or (FIRST_TYPE if FIRST_TYPE in types else next(iter(types)))
    wanted = next((found.id for found in types.values() if found.name == asked), asked)
    if wanted not in types:
        known = "、".join(found.name for found in types.values())
        raise FilterError(f"没有叫“{wanted[:40]}”的记录", f"可以看的记录：{known}。")
    return types[wanted]


def sheet_of(state: State, taken: Snapshot) -> Sheet:
    """Everything the page shows about the asked records; FilterError says which condition cannot be met."""
    types = types_of(taken)
    found = type_of(state, types)
    choices, ignored = _choices_of(state, found)
    query = _parsed(taken, found, choices)
    totals = totals_of(taken)
    return Sheet(
        state, found, types, totals, choices, ignored, query, count(taken, query), taken.build, place_of(state).name
    )


def without_refused(state: State, taken: Snapshot) -> State:
    """The address with only those of its choices that can be met, one after another in their order."""
    types = types_of(taken)
    kept = State(state.path, {key: values for key, values in state.choices.items() if key in (*VIEW_ONLY, "type")})
    try:
        found = type_of(state, types)
    except FilterError:
        return State(state.path)
    for key, values in state.choices.items():
        tried = State(state.path, {**kept.choices, key: values})
        try:
            place_of(tried)
            _parsed(taken, found, _choices_of(tried, found)[0])
        except (FilterError, ChoiceError):
            continue
        kept = tried
    return kept


def _choices_of(state: State, found: RecordType) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """The choices that speak of these records, and the shared ones of other pages that do not apply."""
    made = {key: values for key, values in state.choices.items() if key not in (*VIEW_ONLY, "type")}
    ignored = tuple(key for key in made if key in SHARED_WORDS and not _applies(found, key))
    return {key: values for key, values in made.items() if key not in ignored}, ignored


def _parsed(taken: Snapshot, found: RecordType, choices: dict[str, tuple[str, ...]]) -> Query:
    return parse(taken, found, {key: ",".join(values) for key, values in choices.items()})


def words_of(state: State) -> str:
    """What is looked at and under which conditions, as one sentence; empty while a condition cannot be met."""
    try:
        with snapshot() as taken:
            sheet = sheet_of(state, taken)
    except (FilterError, ChoiceError):
        return ""
    return f"{sheet.type.name} · {sheet.query.filters_in_words}"


def totals_of(taken: Snapshot) -> dict[str, int]:
    """How many rows there are of each record type that is open to whoever asks, counted once per build and scope."""
    types = types_of(taken)
    key = (*taken.key, *types)
    kept = _TOTALS.get(key)
    if kept is None:
        kept = {one.id: count(taken, parse(taken, one, {})) for one in types.values()}
        _TOTALS.put(key, kept)
    return kept


_TOTALS = Cache(limit=100)


def _applies(found: RecordType, key: str) -> bool:
    """Whether a choice that pages share means something for this record type."""
    if key == "area":
        return found.has_area
    if key == "year":
        return found.main_date is not None or found.id in ON_A_DAY
    if key == "as_of":
        return found.id in ON_A_DAY
    if key == "universe":
        return found.id == "organizations"
    return key in found.columns
