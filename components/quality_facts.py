"""What 数据质量 needs: deliveries with their sums, who delivered what, and what was found in the files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from components.moment import Moment, moment_of
from components.place import Place, place_of
from components.state import State
from indicators.errors import ChoiceError
from indicators.warehouse import ask

READ = ("accepted", "rejected", "duplicates")
TAKEN = ("current", "superseded", "withdrawn", "pending", "erased", "merged")
COUNTS = ("rows_read", *READ, *TAKEN, "skipped")
STATUSES = {"loaded": "已入库", "rejected": "全部退回", "withdrawn": "已撤回"}
KINDS = ("退回", "待核", "提示")
MOST_FOUND = 100


@dataclass(frozen=True)
class Facts:
    """The numbers of the page for one address."""

    state: State
    place: Place
    moment: Moment
    deliveries: list[dict]

    @property
    def sums(self) -> dict:
        """All deliveries together."""
        return added(self.deliveries)

    @cached_property
    def by_type(self) -> list[dict]:
        """One row per record type: how many deliveries, every count, the last day something came."""
        rows: dict[str, list[dict]] = {}
        for row in self.deliveries:
            rows.setdefault(row["type"], []).append(row)
        return [
            {
                "type": type_id,
                "name": some[0]["name"],
                "deliveries": len(some),
                **added(some),
                "received": max(row["received_at"] for row in some),
            }
            for type_id, some in sorted(rows.items(), key=lambda found: found[1][0]["position"])
        ]

    @cached_property
    def shown_level(self) -> int:
        """The level at which the matrix says who delivered; a community has nothing below itself."""
        return min(self.place.next_level, 5)

    @cached_property
    def matrix(self) -> list[dict]:
        """One row per area and record type: rows, and whether nothing means zero."""
        return ask("reported_matrix", area=self.place.code, level=self.shown_level, year=self.moment.year)

    @cached_property
    def rules(self) -> list[dict]:
        """How often each rule was broken, over all deliveries."""
        return ask("problems_by_rule")

    @cached_property
    def shown(self) -> dict | None:
        """The delivery the address asks for; ChoiceError if there is none of that number."""
        wanted = self.state["delivery"]
        if not wanted:
            return None
        found = [row for row in ask("deliveries_in", area=None) if row["delivery"] == wanted]
        if not found:
            raise ChoiceError(f"没有编号为“{wanted[:40]}”的报送。", "请从报送清单里选一份。")
        return found[0]

    @cached_property
    def found(self) -> list[dict]:
        """The first findings of the asked delivery, rule or kind."""
        return ask(
            "problems",
            delivery=self.state["delivery"],
            type=None,
            rule=self.state["rule"],
            kind=self.state["finding"],
            limit=MOST_FOUND,
        )


def facts_of(state: State) -> Facts:
    """The facts of an address."""
    kind = state["finding"]
    if kind and kind not in KINDS:
        raise ChoiceError(f"没有“{kind[:20]}”这一类。", f"可以选：{'、'.join(KINDS)}。")
    place = place_of(state)
    return Facts(state, place, moment_of(state, "activities"), ask("deliveries_in", area=place.code))


def beijing(moment: datetime, with_time: bool = False) -> str:
    """A moment kept in universal time as people here read it."""
    local = moment + timedelta(hours=8)
    return f"{local:%Y-%m-%d %H:%M}" if with_time else f"{local:%Y-%m-%d}"


def added(rows: Iterable[dict]) -> dict:
    """The sums of all counts, and whether the two sums every delivery must keep hold for each of the rows."""
    rows = list(rows)
    sums = {key: sum(row[key] for row in rows) for key in COUNTS}
    return {**sums, "adds_up": all(adds_up(row) for row in rows)}


def adds_up(row: dict) -> bool:
    """读入 = 接收 + 退回 + 重复, and 接收 = 现行 + 被更新 + 撤回 + 待核."""
    return row["rows_read"] == sum(row[key] for key in READ) and row["accepted"] == sum(row[key] for key in TAKEN)
