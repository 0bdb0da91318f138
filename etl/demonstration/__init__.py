"""The demonstration: made-up deliveries of five real places, as the files that people send. Nobody is in them."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from etl.demonstration.corrections import SUPERSEDED, plan_corrections
from etl.demonstration.deliveries import Plan, plan_files
from etl.demonstration.deliveries_later import plan_later_files
from etl.demonstration.everything import draw_everything
from etl.demonstration.files import write_csv, write_workbook
from etl.demonstration.mistakes import expected, insert_mistakes

EXPECTED: dict[str, dict[str, int]] = {**expected(), "superseded": SUPERSEDED}
"""Outcome (rejected, pending, duplicates, superseded) → record type → rows that loading the files must lead to."""


@dataclass(frozen=True)
class DemoDelivery:
    """One written file and what its titles declare (nothing where its sheets declare nothing)."""

    path: Path
    area: str | None
    from_: date | None
    to: date | None


def write_files(folder: Path) -> list[DemoDelivery]:
    """Write all files into the folder, the same bytes in every run; return them in the order of arrival."""
    world = draw_everything()
    plans = sorted([*plan_files(world), *plan_later_files(world)], key=lambda plan: plan.name)
    plans.append(plan_corrections(world))
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(folder, plan) for plan in plans]


def _write(folder: Path, plan: Plan) -> DemoDelivery:
    path = folder / plan.name
    for sheet in plan.sheets:
        insert_mistakes(sheet, plan.number)
    if plan.encoding:
        write_csv(path, plan.sheets[0], plan.encoding)
    else:
        write_workbook(path, plan.sheets)
    return DemoDelivery(path, *_declared(plan))


def _declared(plan: Plan) -> tuple[str | None, date | None, date | None]:
    """Return what all sheets of a file declare alike; where they differ each one's title speaks for itself."""
    declared = {(sheet.area, sheet.from_, sheet.to) for sheet in plan.sheets}
    return declared.pop() if len(declared) == 1 else (None, None, None)
