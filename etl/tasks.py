"""What only a person can decide: rows that wait (待核), pairs that look alike (疑似重复), figures that jump (大幅变动).

A task is {task, kind, about, delivery, type, rows, area_code, options, since, decision}; its id stays the same as long
as the matter does. Decisions are kept by etl/decisions.py.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path

import duckdb

from etl.decisions import ACTIONS, DOUBTFUL, LARGE, MEANS, PENDING, SENT_BACK, SETTLED, WAIT, Decisions
from etl.guard import causes_of, in_words
from etl.held import all_held
from etl.normalise.personal import mask_personal
from etl.publish import Warehouse
from etl.run import WrongCallError
from etl.stage import indicator_names

KNOWN = {"organizations": ("org_id", "组织", "name"), "hubs": ("hub_id", "枢纽", "name"),
         "activities": ("activity_id", "活动", "name"), "areas": ("area_code", "区域", "path"),
         "projects": ("project_id", "项目", "name"), "partners": ("partner_id", "社会资源", "name"),
         "indicators": ("id", "指标", "name")}  # fmt: skip
"""Where a decided value must exist: its column there, what it is called, and what people know it by."""
ROWS_TOLD = 5
CHANGES_TOLD = 3

_WAITING = """
    SELECT
        pending_rows.delivery, pending_rows.type, target, value,
        CASE WHEN target IS NULL THEN reason END AS reason, count(*) AS rows, list(row ORDER BY row)[:$told] AS numbers,
        any_value(candidates) AS candidates, any_value(file) AS file,
        any_value(deliveries.within) AS sender, any_value(deliveries.area) AS area_code,
        CAST(min(received_at) AS VARCHAR) || 'Z' AS since
    FROM pending_rows
    JOIN deliveries ON deliveries.delivery = pending_rows.delivery AND deliveries.type = pending_rows.type
    GROUP BY ALL
    ORDER BY since, file, reason, value
"""
_DOUBTFUL = """
    WITH rows AS (
        SELECT 'organizations' AS kind, org_id AS id, _delivery AS delivery, _row AS row, {places} FROM organizations
        UNION ALL SELECT 'activities', activity_id, _delivery, _row, {places} FROM activities
    ),
    placed AS (
        SELECT kind, id, rows.delivery, row, file, received_at
        FROM rows
        JOIN deliveries ON deliveries.delivery = rows.delivery AND deliveries.type = rows.kind
        WHERE $area IS NULL OR list_contains(places, CAST($area AS VARCHAR))
    ),
    named AS (
        SELECT *, 'd-' || left(sha256(concat_ws(
            CASE WHEN contains(id_a || id_b, '|') THEN chr(31) ELSE '|' END, kind, id_a, id_b)), 12) AS task
        FROM near_duplicates
    ),
    pairs AS (
        SELECT
            task, named.kind, id_a, id_b, name_a, name_b, reason, score, area_code,
            CASE WHEN a.received_at > b.received_at THEN a.delivery ELSE b.delivery END AS delivery,
            a.file AS file_a, a.row AS row_a, b.file AS file_b, b.row AS row_b,
            CAST(greatest(a.received_at, b.received_at) AS VARCHAR) || 'Z' AS since
        FROM named
        JOIN placed AS a ON a.kind = named.kind AND a.id = id_a
        JOIN placed AS b ON b.kind = named.kind AND b.id = id_b
        WHERE NOT list_contains(CAST($settled AS VARCHAR[]), task) AND ($only IS NULL OR task = $only){besides}
    ),
    ranked AS (
        SELECT
            *, count(*) OVER () AS found,
            row_number() OVER (PARTITION BY delivery, kind ORDER BY score DESC, id_a, id_b) AS place
        FROM pairs
    ),
    told AS (
        FROM ranked WHERE place <= $of_one ORDER BY place, score DESC, kind DESC, id_a, id_b LIMIT $most
    )
    FROM told ORDER BY kind DESC, score DESC, id_a, id_b
"""
_PLACES = "[l1, l2, l3, l4, l5, l6] AS places"
_BESIDES = " AND pair_id NOT IN (SELECT pair_id FROM shown.near_duplicates)"
MOST_OF_ONE, MOST_PAIRS = 100, 1000
"""So many pairs that look alike, and things that rows wait for, are told of one delivery and in all (of what waits: of
each scope), the most alike first: a register of names that
differ by a sign makes hundreds of thousands, and nobody decides those one by one."""


def tasks(data_dir: Path | str, with_settled: bool = False) -> list[dict]:
    """Every open task, large changes first; `with_settled` also those a decision took off the list."""
    return listing(data_dir, with_settled)["tasks"]


def listing(data_dir: Path | str, with_settled: bool = False, area: str = "", only: str | None = None) -> dict:
    """{tasks, more}: the tasks, and how many pairs that look alike are open besides those told.

    Of pairs only those both of whose rows lie in `area`, if one is named; with `only` the pair of that task alone.
    """
    data_dir = Path(data_dir)
    warehouse = Warehouse(data_dir)
    decided = Decisions(data_dir).latest()
    settled = [task for task, decision in decided.items() if decision["action"] in SETTLED and not with_settled]
    asked = {"settled": settled, "area": area or None, "only": only, "of_one": MOST_OF_ONE, "most": MOST_PAIRS}
    every = all_held(warehouse.folder)
    shown = warehouse.folder / pointer["file"] if (pointer := warehouse.current()) else None
    found, more = [_large(held) for held in every], 0
    if shown and shown.exists():
        waiting, pairs, more = _of_build(shown, asked)
        found += [*waiting, *pairs]
    for path in (path for one in every if (path := warehouse.folder / one["file"]).exists()):
        pairs, besides = _pairs_of(path, shown, asked)
        found, more = found + pairs, more + besides
    for task in found:
        task["decision"] = decided.get(task["task"])
    open_ones = [task for task in found if with_settled or (task["decision"] or {}).get("action") not in SETTLED]
    return {"tasks": open_ones, "more": more}


def _of_build(path: Path, asked: dict) -> tuple[list[dict], list[dict], int]:
    with duckdb.connect(str(path), read_only=True) as connection:
        try:
            return _waiting(connection, asked), *_doubtful(connection, asked)
        except (duckdb.CatalogException, duckdb.BinderException) as fault:
            raise WrongCallError("现行版本是旧程序生成的，读不出待办。", "请先执行 build。") from fault


def _pairs_of(path: Path, shown: Path | None, asked: dict) -> tuple[list[dict], int]:
    """The near-duplicates that only a build that is held back has: whoever approves it should know of them."""
    with duckdb.connect(str(path), read_only=True) as connection:
        if shown is None or not shown.exists():
            return _doubtful(connection, asked)
        quoted = str(shown).replace("'", "''")
        connection.execute(f"ATTACH '{quoted}' AS shown (READ_ONLY)")
        return _doubtful(connection, asked, _BESIDES)


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, parameters: dict | None = None) -> list[dict]:
    cursor = connection.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _id(letter: str, *parts: object) -> str:
    """Parts that hold a | themselves stand apart by what no sender can type; the others keep the id they had."""
    written = [str(part) for part in parts]
    between = "\x1f" if any("|" in part for part in written) else "|"
    return f"{letter}-{hashlib.sha256(between.join(written).encode()).hexdigest()[:12]}"


def _option(action: str, label: str, needs: str | None = None, values: list[dict] | None = None) -> dict:
    return {"action": action, "label": label, "needs": needs, "values": values or []}


def _waiting(connection: duckdb.DuckDBPyConnection, asked: dict) -> list[dict]:
    """One task per delivery and thing its rows wait for; of many those for which most rows wait."""
    entries = _rows(connection, _WAITING, {"told": ROWS_TOLD})
    if asked["only"]:
        return [_waiting_task(connection, entry, 0) for entry in entries if _waiting_id(entry) == asked["only"]]
    settled = set(asked["settled"])
    still = [entry for entry in entries if _waiting_id(entry) not in settled]
    told = _most_waited_for(still)
    left = Counter(entry["delivery"] for entry in still) - Counter(entry["delivery"] for entry in told)
    last = {entry["delivery"]: place for place, entry in enumerate(told)}
    return [
        _waiting_task(connection, entry, left[entry["delivery"]] if last[entry["delivery"]] == place else 0)
        for place, entry in enumerate(told)
    ]


def _most_waited_for(entries: list[dict]) -> list[dict]:
    """So many of one delivery, and of one scope, in their order; of every delivery one before a second."""
    of_delivery: Counter[str] = Counter()
    of_sender: Counter[str] = Counter()
    placed = []
    for place, entry in sorted(enumerate(entries), key=lambda pair: (-pair[1]["rows"], pair[0])):
        of_delivery[entry["delivery"]] += 1
        placed.append((of_delivery[entry["delivery"]], place, entry["sender"]))
    told = []
    for rank, place, sender in sorted(placed):
        of_sender[sender] += 1
        if rank <= MOST_OF_ONE and of_sender[sender] <= MOST_PAIRS:
            told.append(place)
    return [entries[place] for place in sorted(told)]


def _waiting_id(entry: dict) -> str:
    return _id("p", entry["delivery"], entry["type"], entry["target"] or "", entry["value"] or entry["reason"])


def _waiting_task(connection: duckdb.DuckDBPyConnection, entry: dict, left: int) -> dict:
    numbers = "、".join(map(str, entry["numbers"])) + ("等" if entry["rows"] > len(entry["numbers"]) else "")
    place = f"《{entry['file']}》第{numbers}行（共{entry['rows']}行）"
    options = [_option(SENT_BACK, "退回：请报送单位改正后重报，这里不再列出"), _option(WAIT, "继续等待对应的记录报来")]
    if entry["target"]:
        _, called, _ = KNOWN[entry["target"]]
        values = _named(connection, entry["target"], json.loads(entry["candidates"]))
        options = [_option(MEANS, f"对应到已有的{called}", "value", values), *options]
        what = f"写的{called}“{entry['value']}”" + ("可能是几个中的一个" if len(values) > 1 else "查不到")
    else:
        what = entry["reason"]
    more = f"这一份另有{left}项待核没有列出，办完前面的就会出现。" if left else ""
    return {
        "task": _waiting_id(entry),
        "kind": PENDING, "about": mask_personal(f"{place}待核：{what}。{more}"), "delivery": entry["delivery"],
        "type": entry["type"], "rows": entry["rows"], "area_code": entry["area_code"], "options": options,
        "since": entry["since"].replace(" ", "T"), "decision": None, "target": entry["target"],
        "written": entry["value"],
    }  # fmt: skip


def _named(connection: duckdb.DuckDBPyConnection, target: str, ids: list[str]) -> list[dict]:
    """The ids with the names people know them by."""
    if target == "indicators":
        return [{"value": one, "label": name} for one, name in indicator_names().items() if one in ids]
    key, _, label = KNOWN[target]
    rows = connection.execute(
        f"SELECT {key}, any_value({label}) FROM {target} WHERE list_contains($ids, {key}) GROUP BY ALL ORDER BY {key}",
        {"ids": ids},
    ).fetchall()
    return [{"value": value, "label": name} for value, name in rows]


def _doubtful(connection: duckdb.DuckDBPyConnection, asked: dict, besides: str = "") -> tuple[list[dict], int]:
    """One task per pair of near-duplicates that is told, and how many are not."""
    found = []
    pairs = _rows(connection, _DOUBTFUL.format(places=_PLACES, besides=besides), asked)
    for pair in pairs:
        called = {"organizations": "组织", "activities": "活动"}[pair["kind"]]
        about = (
            f"{called}“{pair['name_a']}”（{pair['id_a']}，《{pair['file_a']}》第{pair['row_a']}行）与“{pair['name_b']}”"
            f"（{pair['id_b']}，《{pair['file_b']}》第{pair['row_b']}行）疑似同一个：{pair['reason']}。"
        )
        found.append({
            "task": pair["task"], "kind": DOUBTFUL,
            "about": mask_personal(about), "delivery": pair["delivery"], "type": pair["kind"], "rows": 2,
            "area_code": pair["area_code"],
            "options": [_option("不是同一个", f"是两个不同的{called}，以后不再提示"),
                        _option("是同一个", f"是同一个{called}：请报送单位发更正")],
            "since": pair["since"].replace(" ", "T"), "decision": None,
            "pair": [{"id": pair[f"id_{one}"], "name": mask_personal(pair[f"name_{one}"])} for one in "ab"],
        })  # fmt: skip
    return found, pairs[0]["found"] - len(pairs) if pairs else 0


def held_of(folder: Path, task: str) -> dict | None:
    """The build that is held back of which that task is."""
    return next((held for held in all_held(folder) if _id("g", held["build"]) == task), None)


def _large(held: dict) -> dict:
    """The task of a build that is held back."""
    causes = causes_of(held)
    files = "、".join(f"《{entry['file']}》" for entry in causes) or "规则或更正的变化"
    others = len(held["deliveries"]) - len(causes)
    behind = f"另有{others}份报送一起等着，不发布也不撤回它们，以后单独再比一次。" if others else ""
    examples = "；".join(in_words(change) for change in held["changes"][:CHANGES_TOLD])
    count = len(held["changes"])
    first = causes[0] if causes else {}
    areas = {change["area_code"] for change in held["changes"]}
    return {
        "task": _id("g", held["build"]), "kind": LARGE,
        "about": mask_personal(f"{files}使{count}个已发布的数字变动超过20%，没有发布：{examples}。{behind}"),
        "delivery": first.get("delivery"), "type": first.get("type"), "rows": count,
        "area_code": areas.pop() if len(areas) == 1 else None,
        "options": [_option("发布", "数字没有错，发布"), _option("不发布", "撤回这些报送，保持原来的数字")],
        "since": held["held_at"], "decision": None, "changes": held["changes"][:100],
    }  # fmt: skip


def exists(data_dir: Path, target: str, value: str) -> bool:
    """Whether the published build has that organisation, hub, activity …; of indicators, whether one is defined."""
    if target == "indicators":
        return value in indicator_names()
    warehouse = Warehouse(data_dir)
    key, _, _ = KNOWN[target]
    with duckdb.connect(str(warehouse.folder / warehouse.current()["file"]), read_only=True) as connection:
        return bool(connection.execute(f"SELECT 1 FROM {target} WHERE {key} = $value", {"value": value}).fetchall())


def actions_of(kind: str) -> str:
    """The actions of a kind of task, for messages."""
    return "、".join(ACTIONS[kind])
