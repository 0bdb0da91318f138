"""Taking a person's decision on a task: it is recorded first, then, where it matters, built and published."""

from __future__ import annotations

import getpass
from pathlib import Path

from etl.decisions import ACTIONS, LARGE, MEANS, PENDING, PUBLISH, SAME, Decisions
from etl.former import forget_former
from etl.guard import causes_of
from etl.held import drop_held, read_held
from etl.history import record, record_missing
from etl.lake import Lake
from etl.let_in import let_in
from etl.lock import locked
from etl.progress import Progress, silent
from etl.pseudonyms import hide_lake
from etl.publish import PublishError, Warehouse
from etl.run import WrongCallError, publish
from etl.tasks import KNOWN, actions_of, exists, held_of, listing
from etl.unbuilt import cleared

WHY_WITHDRAWN = "变动超过20%，经人工决定不发布"


def decide(
    data_dir: Path | str, task_id: str, action: str, value: str | None = None, note: str = "", by: str | None = None,
    progress: Progress = silent,
) -> dict:  # fmt: skip
    """Records the decision and carries it out: {task, kind, action, build, advice, …}; else WrongCallError."""
    data_dir = Path(data_dir)
    with locked(data_dir):
        (lake, warehouse), decisions = cleared(data_dir), Decisions(data_dir)
        hide_lake(lake)
        record_missing(lake, warehouse.current())
        task = _task(data_dir, decisions, task_id)
        _check(data_dir, task, action, value)
        before = decisions.meanings()
        decisions.write(task, action, value if action == MEANS else None, note, by or getpass.getuser())
        document = {"task": task_id, "kind": task["kind"], "action": action, "value": value, "about": task["about"],
                    "deliveries": [], "advice": _advice(task, action),
                    "build": (warehouse.current() or {}).get("build")}  # fmt: skip
        if task["kind"] == LARGE:
            return _settle_large(lake, warehouse, data_dir, document, progress)
        if decisions.meanings() != before:
            guard = read_held(warehouse.folder) is not None  # what waits is not to be published along
            return publish(lake, warehouse, data_dir, document, progress, guard)
        return document


def _task(data_dir: Path, decisions: Decisions, task_id: str) -> dict:
    """The task of that id: an open one, a settled one, or one whose rows found their partner by an earlier decision."""
    found = {task["task"]: task for task in listing(data_dir, with_settled=True, only=task_id)["tasks"]}
    if task_id in found:
        return found[task_id]
    earlier = decisions.latest().get(task_id)
    if earlier and earlier["kind"] == PENDING:
        return earlier
    raise WrongCallError(f"没有编号为“{task_id}”的待办。", "编号见 tasks；可能已经办结，或数据又有了变化。")


def _check(data_dir: Path, task: dict, action: str, value: str | None) -> None:
    if action not in ACTIONS[task["kind"]]:
        raise WrongCallError(f"“{task['kind']}”没有“{action}”这种处理。", f"可用：{actions_of(task['kind'])}。")
    if action != MEANS:
        return
    target = task.get("target")
    if not target:
        raise WrongCallError("这一项不是因为查不到编号而待核，不能对应。", "请选退回或继续等待。")
    if not value or not exists(data_dir, target, value):
        called = KNOWN[target][1]
        what = f"没有编号为“{value}”的{called}。" if value else "没有写对应到哪一个。"
        raise WrongCallError(what, f"请写已有{called}的编号（命令行用 --value）。")


def _advice(task: dict, action: str) -> str:
    """What is left for people to do: we never merge two records ourselves."""
    if action != SAME:
        return ""
    if task["type"] == "organizations":
        return (
            "系统不会自动合并。请报送单位发一份更正：保留一个组织编号，用它重报指向另一个编号的记录；"
            "另一个编号所在的报送去掉这一行后重报，并撤回（withdraw）原来的报送。"
        )
    return (
        "系统不会自动合并。请报送单位把多出的一行从所在的报送中去掉后重报，并撤回（withdraw）原来的报送；"
        "挂在多出的活动编号下的服务时长要改成保留的编号。"
    )


def _settle_large(lake: Lake, warehouse: Warehouse, data_dir: Path, document: dict, progress: Progress) -> dict:
    """发布 publishes the held build (made anew if the lake has changed since); 不发布 withdraws what caused it.

    That of a scope is always made anew: when a version was made would tell its sender whether others use its numbers.
    What only waited behind is weighed by itself and published, or waits for a decision of its own.
    """
    held = held_of(warehouse.folder, document["task"])
    within = held.get("within", "")
    if document["action"] == PUBLISH:
        if within or not let_in(lake, warehouse).is_made_into(held):
            return publish(lake, warehouse, data_dir, document, progress, within=within)
        try:
            build = warehouse.publish_held()
            forget_former(lake, warehouse)
            record(lake, "published", build, decided=document["task"])
            return document | {"build": build}
        except PublishError:  # the file is gone or damaged: the lake has it all
            return publish(lake, warehouse, data_dir, document, progress)
    causes = causes_of(held)
    for entry in causes:
        lake.ledger.write("withdrawn", delivery=entry["delivery"], file=entry["file"], why=WHY_WITHDRAWN)
    drop_held(warehouse.folder, document["build"], within)
    if not causes:
        return document
    return publish(lake, warehouse, data_dir, document | {"withdrawn": causes}, progress, guard=True, within=within)
