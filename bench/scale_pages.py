"""How long pages and indicators take on a large warehouse, in a process that has not been asked anything before; and
how long the SQL takes that they ran, on a bare connection in another such process (both started by bench/fresh.py).

Cold is the first asking in that process (files may lie in the system's memory), warm every later one: a second round,
when everything has been asked once, so that what a first answer leaves running is not in it.
"""

from __future__ import annotations

import json
import pickle
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb

from app import server
from bench.recorded import Statement, recording
from bench.replay import CALLBACK
from bench.scale_asked import addresses, body, questions
from etl.publish import Warehouse
from indicators.errors import ChoiceError
from indicators.evaluate import evaluate
from indicators.warehouse import LOCKED_DOWN, chosen_limits, use

WARM, WARM_BARE = 15, 1
FAULT = "这里出错了".encode()
FAULT_ESCAPED = json.dumps(FAULT.decode())[1:-1].encode()
"""What a page says that could not be drawn (components/states.py)."""
Times = dict[str, list[list[float]]]
"""By page or indicator: for each address, milliseconds of the first asking and of the WARM that follow."""


def pages(folder: str, target: str) -> dict:
    """Milliseconds of every callback, cold and warm, and its statements for `bare`; what gave no page is told apart."""
    use(folder)
    client = server.test_client()
    calls = [(name, path + search, body(path, search)) for name, path, search in addresses(Path(folder))]
    asked = [(name, address, lambda call=call: _draw(client, call)) for name, address, call in calls]
    return _asked(asked, Path(target))


def indicators(folder: str, target: str) -> dict:
    """The same for every indicator; ways of asking that an indicator does not know are left out."""
    use(folder)
    asked = [
        (name, f"{name} {choices}", lambda name=name, choices=choices: evaluate(name, choices))
        for name, choices in questions(Path(folder))
    ]
    return _asked(asked, Path(target))


def _asked(asked: Iterable[tuple[str, str, Callable[[], object]]], target: Path) -> dict:
    """Each asked once while its statements are written down (a line in a list each), then all of them again."""
    firsts, failed, found = [], {}, []
    for name, address, ask in asked:
        began = time.perf_counter()
        try:
            with recording() as said:
                firsts.append((name, ask, _milliseconds(ask)))
        except ChoiceError:
            continue
        except (_NotDrawnError, duckdb.Error) as fault:
            failed[address] = f"{time.perf_counter() - began:.0f} 秒后：{str(fault).partition(chr(10))[0]}"
            continue
        found.append((name, list(said)))
    times = {}
    for name, ask, first in firsts:
        times.setdefault(name, []).append([first, *(_milliseconds(ask) for _ in range(WARM))])
    target.write_bytes(pickle.dumps(found))
    return {"times": times, "failed": failed, "statements": sum(len(said) for _, said in found)}


class _NotDrawnError(Exception):
    """The server answered something else than a page."""


def _draw(client, call: str) -> None:
    answer = client.post(CALLBACK, data=call, content_type="application/json")
    if answer.status_code != 200:
        raise _NotDrawnError(f"{answer.status_code} {answer.get_data(as_text=True)[:200]}")
    if FAULT in answer.data or FAULT_ESCAPED in answer.data:
        raise _NotDrawnError("页面报错")


def bare(folder: str, source: str) -> dict:
    """Milliseconds of the recorded statements, fetched to the last row, on a connection with the product's settings."""
    data_dir, times = Path(folder), {}
    path = data_dir / "warehouse" / Warehouse(data_dir).current()["file"]
    with duckdb.connect(str(path), read_only=True, config=LOCKED_DOWN | chosen_limits()) as connection:
        cursor = connection.cursor()
        for name, said in pickle.loads(Path(source).read_bytes()):  # our own file, of the process before
            taken = [_milliseconds(lambda said=said: _run(cursor, said)) for _ in range(1 + WARM_BARE)]
            times.setdefault(name, []).append(taken)
    return {"times": times}


def _run(cursor: duckdb.DuckDBPyConnection, said: list[Statement]) -> None:
    for sql, parameters in said:
        cursor.execute(sql, parameters or {}).fetchall()


def _milliseconds(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return (time.perf_counter() - began) * 1000
