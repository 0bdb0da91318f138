"""The same five questions answered the naive way: the whole fact read into pandas once, a groupby for each question.

Memory is that of the process after reading; every answer is compared with the product's.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd

from etl.publish import Warehouse
from indicators.evaluate import evaluate
from indicators.warehouse import use

YEARS = "2016-2025"
COLUMNS = {
    "volunteer_hours": "served_on, volunteer_id, hours",
    "activities": "held_on, l1, visits",
    "funding": "paid_on, l1, amount, status",
}
Tables = dict[str, pd.DataFrame]


def _hours(tables: Tables) -> dict:
    hours = tables["volunteer_hours"]
    by_year = hours.groupby(hours["served_on"].dt.year)
    return (by_year["hours"].sum() / by_year["volunteer_id"].nunique()).to_dict()


def _people(tables: Tables) -> dict:
    hours = tables["volunteer_hours"]
    return hours.groupby(hours["served_on"].dt.year)["volunteer_id"].count().to_dict()


def _activities(tables: Tables) -> dict:
    held = tables["activities"]
    return held[held["held_on"].dt.year == 2024].groupby("l1").size().to_dict()


def _visits(tables: Tables) -> dict:
    held = tables["activities"]
    return held.groupby(held["held_on"].dt.year)["visits"].sum().to_dict()


def _funds(tables: Tables) -> dict:
    paid = tables["funding"]
    return paid[paid["status"] == "到账"].groupby(paid["paid_on"].dt.year)["amount"].sum().to_dict()


QUESTIONS: dict[str, tuple[str, dict, str, str, Callable[[Tables], dict]]] = {
    "人均服务时长，逐年": ("hours_per_volunteer", {"by": "year", "year": YEARS}, "year", "value", _hours),
    "服务人次，逐年": ("volunteer_participations", {"by": "year", "year": YEARS}, "year", "value", _people),
    "2024 年活动数，各省": (
        "activities",
        {"by": "area", "level": "1", "year": "2024"},
        "area_code",
        "value",
        _activities,
    ),
    "活动人次，逐年": ("visits", {"by": "year", "year": YEARS}, "year", "value", _visits),
    "到账资金，逐年": ("funds_received", {"by": "year", "year": YEARS}, "year", "value", _funds),
}


def compared(folder: str) -> dict:
    """Seconds of reading, memory, and for each question the milliseconds of pandas and whether the answers agree."""
    path = Path(folder) / "warehouse" / Warehouse(Path(folder)).current()["file"]
    began = time.perf_counter()
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = {name: connection.execute(f"SELECT {columns} FROM {name}").df() for name, columns in COLUMNS.items()}
    reading = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    use(folder)
    found = {}
    for name, (indicator, choices, key, figure, answer) in QUESTIONS.items():
        began = time.perf_counter()
        naive = answer(tables)
        took = (time.perf_counter() - began) * 1000
        began = time.perf_counter()
        rows = evaluate(indicator, choices).rows
        ours = (time.perf_counter() - began) * 1000
        began = time.perf_counter()
        evaluate(indicator, choices)
        again = (time.perf_counter() - began) * 1000
        told = {row[key]: float(row[figure]) for row in rows if row[figure] is not None}
        same = {key for key in told if told[key]} <= set(naive) and all(
            abs(told[one] - float(naive.get(one, 0))) <= 1e-6 * max(abs(told[one]), 1) for one in told
        )
        found[name] = {"pandas": took, "cold": ours, "warm": again, "same": same}
    return {"reading": reading, "megabytes": memory, "questions": found}
