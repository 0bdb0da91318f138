"""What is there already: the published build, those that wait for approval, and what lies in the lake alone; and which
of it lies inside the bounds of a sender.

What a row may name, and what is the sender's own, follows from what its next build will hold (etl/let_in.py): what is
published, and what it has waiting itself. What others have waiting only takes numbers and words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path

import duckdb

from etl.elsewhere import Elsewhere
from etl.held import all_held
from etl.lake import Lake, Manifest
from etl.normalise.areas import root_prefix
from etl.publish import Warehouse
from etl.record import record_types
from etl.visible import Reach


class Present:
    """Answers for a sender whose scope is an area or a hub; `key` tells its deliveries apart."""

    def __init__(self, area: str, hub: str, key: str, data_dir: Path) -> None:
        self.area, self.hub, self.key, self.data_dir = area, hub, key, data_dir
        self._words: dict[str, set[str]] = {}
        self.elsewhere = cache(lambda type_id: Elsewhere(self.ask_all, data_dir, type_id, key, self._is_place))

    @property
    def bound(self) -> str:
        """The hub, or the area."""
        return self.hub or self.area

    def inside_sql(self, table: str) -> str:
        """Whether a row of the present data lies inside ($bound)."""
        if self.hub:
            if "hub_id" in self.columns_of(table):
                return "coalesce(hub_id = $bound, FALSE)"
            return "coalesce(org_id IN (SELECT org_id FROM organizations WHERE hub_id = $bound), FALSE)"
        return "coalesce(list_contains([l1, l2, l3, l4, l5, l6], $bound), FALSE)"

    def areas_inside(self, codes: Iterable[str], declared: str = "") -> set[str]:
        """Those of the codes that are the area of the bounds or lie below it, or the area that was `declared` inside;
        of a hub those it reaches."""
        if declared:
            return self._areas_below(codes, declared)
        if self.hub:
            reached = (self._areas_below(codes, area) for area in self.reach.districts)
            return set().union(self.reach.above & set(codes), *reached)
        return self._areas_below(codes, self.area)

    @cached_property
    def deliveries(self) -> list[Manifest]:
        """What the lake held when the run began."""
        return Lake(self.data_dir).manifests()

    @cached_property
    def reach(self) -> Reach:
        """Where the rows of a hub may lie."""
        return Reach(self.ask, self.hub)

    def areas_known(self, codes: Iterable[str]) -> set[str]:
        """Those of the codes by which builds find a place; all while there is no build."""
        asked = set(codes)
        if not any(self._builds.values()):
            return asked
        sql = "SELECT area_code FROM areas WHERE is_canonical AND area_code IN (SELECT unnest($codes))"
        return {code for (code,) in self.ask(sql, codes=sorted(asked))}

    def _areas_below(self, codes: Iterable[str], area: str) -> set[str]:
        if area.isdigit() and len(area) == 12:
            prefix = root_prefix(area)
            return {code for code in codes if code == area or (len(code) == 12 and code.startswith(prefix))}
        asked = sorted(set(codes))
        sql = ("SELECT area_code FROM areas WHERE area_code IN (SELECT unnest($codes))"
               " AND list_contains([l1, l2, l3, l4, l5, l6], $area)")  # fmt: skip
        found = {code for (code,) in self.ask(sql, codes=asked, area=area)}
        return found | ({area} & set(asked))

    def _is_place(self, code: str) -> bool:
        """Whether a delivery declared for the area speaks of the place of the sender alone."""
        homes = [home for (home,) in self.ask("SELECT area_code FROM hubs WHERE hub_id = $bound", bound=self.hub)]
        return any(code in self._areas_below([code], home) for home in (homes if self.hub else [self.area]))

    def split(self, table: str, column: str, values: Iterable[str]) -> tuple[set[str], set[str]]:
        """Those of the numbers that records inside have, and those that records outside have, built or not; both where
        others have moved a record inside that is not published."""
        asked = sorted(set(values))
        inside, outside = self.split_built(table, column, asked)
        hidden = self.rows_elsewhere(table, [column], asked) if asked else []
        return inside, outside | {str(row[column]) for row in hidden}

    def split_built(self, table: str, column: str, values: Iterable[str]) -> tuple[set[str], set[str]]:
        """The same of the records that builds show."""
        inside, outside, asked = set(), set(), sorted(set(values))
        sql = f"SELECT {column}, {self.inside_sql(table)} FROM {table} WHERE {column} IN (SELECT unnest($values))"
        for value, is_inside in self.ask(sql, values=asked, bound=self.bound):
            (inside if is_inside else outside).add(str(value))
        held = self.ask_held_elsewhere(sql, values=asked, bound=self.bound)
        return inside, outside | {str(value) for value, is_inside in held if not is_inside}

    def numbers_shown(self, table: str, name: str) -> set[str]:
        """What stands in that column of all records that were delivered."""
        return {str(value) for (value,) in self.ask(f"SELECT {name} FROM {table} WHERE _delivery IS NOT NULL")}

    def numbers_inside(self, table: str, name: str) -> set[str]:
        """What stands in that column of the records inside."""
        sql = f"SELECT DISTINCT {name} FROM {table} WHERE {self.inside_sql(table)}"
        return {str(value) for (value,) in self.ask(sql, bound=self.bound)}

    def rows_elsewhere(self, type_id: str, columns: Sequence[str], among: Sequence[str] = ()) -> list[dict]:
        """The columns of rows outside that lie in the lake alone; with `among` those with such a first column."""
        return [row for row, is_inside in self.rows_hidden(type_id, columns, among) if not is_inside]

    def rows_hidden(
        self, type_id: str, columns: Sequence[str], among: Sequence[str] = ()
    ) -> Iterator[tuple[dict, bool]]:
        """Such rows of others, wherever they lie; and whether that is inside."""
        there = set(record_types()[type_id].column_ids())
        telling = [one for one in ("hub_id", "org_id", "area_code") if one in there]
        for row in self.elsewhere(type_id).rows([*columns, *(o for o in telling if o not in columns)], among):
            yield row, self.lies_inside(row)

    def lies_inside(self, row: dict) -> bool:
        """Whether a row of the lake alone names the hub, by whatever word, or one of its organisations; or the area."""
        if self.hub:
            hub = row.get("hub_id")
            target, word = ("hubs", hub) if hub else ("organizations", row.get("org_id"))
            return word in self._words_inside(target)
        return bool(row.get("area_code")) and bool(self.areas_inside([row["area_code"]]))

    def _words_inside(self, target: str) -> set[str]:
        """Every word by which builds know the hub, or organisations inside."""
        if target not in self._words:
            number = {"hubs": "hub_id", "organizations": "org_id"}[target]
            records = f"SELECT {number} FROM {target} WHERE {self.inside_sql(target)}"
            sql = f"{records} UNION SELECT value FROM keep.words_{target} WHERE id IN ({records})"
            self._words[target] = {word for (word,) in self.ask(sql, bound=self.bound)}
        return self._words[target]

    def columns_of(self, table: str) -> set[str]:
        """The columns of a table."""
        return {name for name, *_ in self.ask_all(f"DESCRIBE {table}")}

    def ask(self, sql: str, setup: str = "", **params: object) -> Iterator[tuple]:
        """The rows of a query on the published build and on the sender's own that waits for approval."""
        return self._ask([path for path, is_own in self._builds.items() if is_own], sql, setup, params)

    def ask_held_elsewhere(self, sql: str, setup: str = "", **params: object) -> Iterator[tuple]:
        """The rows of a query on what others have waiting for approval."""
        return self._ask([path for path, is_own in self._builds.items() if not is_own], sql, setup, params)

    def ask_all(self, sql: str, setup: str = "", **params: object) -> Iterator[tuple]:
        """The rows of a query on all of them."""
        return self._ask(list(self._builds), sql, setup, params)

    def ask_published(self, sql: str, setup: str = "", **params: object) -> Iterator[tuple]:
        """The rows of a query on what people see."""
        shown = Warehouse(self.data_dir).current()
        return self._ask([one for one in self._builds if shown and one.name == shown["file"]], sql, setup, params)

    @staticmethod
    def _ask(builds: Sequence[Path], sql: str, setup: str, params: dict[str, object]) -> Iterator[tuple]:
        for path in builds:
            with duckdb.connect(str(path), read_only=True) as connection:
                if setup:
                    connection.execute(setup)
                yield from connection.execute(sql, params).fetchall()

    @cached_property
    def _builds(self) -> dict[Path, bool]:
        """The published build and those that wait, and whether the sender's next one will hold what they hold."""
        warehouse = Warehouse(self.data_dir)
        shown = warehouse.current() or {}
        held = (one for one in all_held(warehouse.folder) if one.get("base") in (None, shown.get("build")))
        # one that was made of an earlier build tells what may no longer hold
        named = [(shown, True), *((one, one.get("within", "") == self.key) for one in held)]
        paths = {warehouse.folder / one["file"]: is_own for one, is_own in named if one}
        return {path: is_own for path, is_own in paths.items() if path.exists()}
