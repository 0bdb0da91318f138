"""待办: the open tasks with what can be done about each, what came of the last decision, and the decisions made."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from access import present
from components.behind import tables
from components.data_table import Column, data_table
from components.download_menu import download_menu
from components.icon import icon
from components.imports_words import moment_words
from components.profile_links import area_link, hub_link, org_link, project_link
from components.state import State, address
from components.states import notice
from components.words import answer, box, figure, subtitle, tabs
from figures.numbers import exact
from indicators.warehouse import ask
from jobs.todo import DOUBTFUL, Outcome, outcome

KINDS = {
    "大幅变动": "新的报送使已公布的数字变动超过 20%，先没有公布，各页仍是原来的数。",
    "待核": "这些行指向查不到的组织、活动、枢纽或区域。对应的记录报来后会自动计入，多数不必处理。",
    "疑似重复": "名称和地区很像，可能是同一个。系统从不自己合并。",
}
SIGNS = {"大幅变动": "flag", "待核": "hourglass-split", "疑似重复": "copy"}
MOST_SHOWN = 50
DECIDED = (
    Column("about", "事项", text=True),
    Column("kind", "类别", text=True),
    Column("said", "决定", text=True),
    Column("note", "说明", text=True),
    Column("by", "谁", text=True),
    Column("when", "时间", text=True),
)
CHANGES = (
    Column("area_name", "地区", text=True),
    Column("what", "数字", text=True),
    Column("period", "时间", text=True),
    Column("before", "原来", decimals=0),
    Column("after", "新的", decimals=0),
    Column("share", "变动", text=True),
)


def _counts(tasks: list[dict], more: int) -> dict[str, int]:
    """How many tasks there are of each kind: those told, and of the pairs that look alike `more` that are not."""
    return {kind: sum(task["kind"] == kind for task in tasks) + more * (kind == DOUBTFUL) for kind in KINDS}


def sentence(tasks: list[dict], more: int = 0) -> html.P:
    """How much there is to decide."""
    if not tasks:
        return answer("没有需要人来决定的事。")
    said: list[str | Component] = ["有 ", figure(len(tasks) + more, "件事"), "等人决定："]
    counts = _counts(tasks, more).items()
    said.append("，".join(f"{kind} {exact(count)} 件" for kind, count in counts if count) + "。")
    return answer(*said)


def kind_tabs(state: State, tasks: list[dict], more: int = 0) -> html.Nav:
    """The kinds of task as views."""
    counts = _counts(tasks, more)
    items = [(f"全部 {len(tasks) + more}", state.link(show=None, done=None), state["show"] is None)]
    items += [
        (f"{kind} {count}", state.link(show=kind, done=None), state["show"] == kind) for kind, count in counts.items()
    ]
    return tabs("哪一类", items)


def came_of(state: State) -> list[Component]:
    """What came of the decision just made."""
    task = state["done"]
    return [_outcome(outcome(task), state)] if task else []


def _outcome(found: Outcome, state: State) -> Component:
    if found.is_running:
        again = html.P(html.A("看看好了没有", href=state.link(done=state["done"], seen="again"), className="button"))
        return notice("正在处理", "决定已经记下，正在重新生成数据，可能要一两分钟；关掉页面也会做完。", again)
    document = found.document
    if document.get("error"):
        return notice("没有办成", f"{document['error']}{document.get('hint') or ''}", kind="error")
    if not document:
        return notice("没有这项决定", "可能已被清理，请看下面的记录。")
    words = document.get("advice") or "已经记下。"
    if document.get("build"):
        words += f"现在公布的版本是 {document['build']}。"
    return notice(f"已决定：{document.get('action', '')}", words)


def task_list(state: State, tasks: list[dict], is_open: bool, more: int = 0) -> list[Component]:
    """The tasks of the chosen kind, each with its form; without forms where nothing can be decided."""
    chosen = [task for task in tasks if state["show"] in (None, task["kind"])]
    if not chosen:
        return [notice("没有待办", "这一类没有需要决定的事。")]
    names = {row["area_code"]: row["name"] for row in ask("area_names", codes=_areas(chosen))}
    parts: list[Component] = [_task(task, names, is_open) for task in chosen[:MOST_SHOWN]]
    total = len(chosen) + (more if state["show"] in (None, DOUBTFUL) else 0)
    if total > len(parts):
        parts.append(notice("还有更多", f"先列 {len(parts)} 件，共 {total} 件；办完前面的，后面的就会出现。"))
    return parts


def _areas(tasks: list[dict]) -> list[str]:
    return sorted({task["area_code"] for task in tasks if task["area_code"]})


def _task(task: dict, names: dict[str, str], is_open: bool) -> html.Section:
    head = html.H2([icon(SIGNS[task["kind"]]), task["kind"]])
    facts = [names.get(task["area_code"] or "", ""), f"{moment_words(task['since'])} 起", f"编号 {task['task']}"]
    file = [html.A("看这份报送", href=f"/quality?delivery={task['delivery']}")] if task.get("delivery") else []
    changes = _changes(task)
    words = html.Div([head, html.P(subtitle(*facts), className="subtitle")])
    menu = html.Div(download_menu(task["about"], tables(changes)), className="chart-tools")
    body = [
        html.Div([words, menu], className="box-head"),
        html.P(task["about"]),
        *ways(task),
        *changes,
        html.P([KINDS[task["kind"]], *file], className="foot-words"),
        *_former(task),
    ]
    if is_open:
        body.append(_form(task))
    return html.Section(body, className="box span-12 todo-task", id=f"task-{task['task']}")


def ways(task: dict) -> list[Component]:
    """The way to what the task is about: the profiles of what is named, the rows of a pair."""
    kind = task.get("target") or task["type"]
    link = {"organizations": org_link, "hubs": hub_link, "areas": area_link, "projects": project_link}.get(kind)
    named = [(one["id"], one["name"]) for one in task.get("pair", ())]
    named += [(one["value"], one["label"]) for option in task["options"] for one in option["values"]]
    parts: list[Component] = [link(key, f"{name}（{key}）") for key, name in named] if link else []
    if task.get("pair"):
        column = {"organizations": "org_id", "activities": "activity_id"}[kind]
        choices = {"type": (kind,), column: tuple(key for key, _ in named)}
        parts.append(html.A("并排看这两行记录", href=address("/records", choices)))
    return [html.P(parts, className="todo-ways")] if parts else []


def _changes(task: dict) -> list[Component]:
    rows = [
        {
            **change,
            "what": change["measure"],
            "share": f"{change['share'] * 100:+.0f}%" if change.get("share") is not None else "",
        }
        for change in task.get("changes", [])[:20]
    ]
    return [data_table(CHANGES, rows, "变动的数字", name=f"changes-{task['task']}")] if rows else []


def _former(task: dict) -> list[Component]:
    decision = task.get("decision")
    if not decision:
        return []
    said = f"{moment_words(decision['at'])} {decision.get('by', '')} 决定“{decision['action']}”"
    note = decision.get("note")
    return [html.P(f"{said}{f'：{note}' if note else ''}。", className="foot-words")]


def _form(task: dict) -> html.Form:
    """An ordinary form: every option a button; works without a script."""
    buttons: list[Component] = []
    for option in task["options"]:
        if option["needs"] == "value":
            buttons += [_value_button(option, one) for one in option["values"]]
            if not option["values"]:
                buttons.append(_typed_value(option))
        else:
            buttons.append(_button(option["action"], option["label"]))
    kept = _hidden("task", task["task"])
    fields = [_field("note", "说明（可不填）", 500)]
    fields += [_field("by", "谁决定（可不填）", 40)] if present.person() is None else []
    is_typed = any(option["needs"] == "value" and not option["values"] for option in task["options"])
    no_default = [] if is_typed else [html.Button(type="submit", disabled=True, hidden=True)]  # Enter decides nothing
    return html.Form(
        [*no_default, kept, html.Div(buttons, className="todo-buttons"), html.Div(fields, className="todo-fields")],
        action="/todo/decide",
        method="post",
    )


def _button(action: str, words: str, value: str | None = None) -> html.Button:
    given = action if value is None else f"{action}={value}"
    return html.Button(words, className="button", type="submit", name="choice", value=given)


def _value_button(option: dict, one: dict) -> html.Button:
    return _button(option["action"], f"{option['action']} {one['label']}（{one['value']}）", one["value"])


def _typed_value(option: dict) -> html.Span:
    return html.Span([_field("value", "编号", 60), _button(option["action"], option["label"])], className="todo-value")


def _field(key: str, words: str, most: int) -> html.Span:
    return html.Span(
        **{"data-field": key, "data-type": "text", "data-label": words, "data-placeholder": words,
           "data-value": "", "data-pattern": f".{{0,{most}}}"},
    )  # fmt: skip


def _hidden(key: str, value: str) -> html.Span:
    return html.Span(**{"data-field": key, "data-type": "hidden", "data-label": key, "data-value": value})


def decided_box(entries: list[dict]) -> Component:
    """The decisions made, newest first; all of them stay on record."""
    lines = [
        {
            **entry,
            "said": f"{entry['action']} {entry['value']}" if entry.get("value") else entry["action"],
            "when": moment_words(entry["at"]),
        }
        for entry in entries
    ]
    content = (
        data_table(DECIDED, lines, "作过的决定", name="decided")
        if lines
        else notice("还没有决定", "作过的决定会留在这里。")
    )
    return box(
        "作过的决定",
        subtitle("新的在前", f"{len(entries)} 条"),
        content,
        foot="每个决定都记下谁、何时、为什么；同一件事再决定一次，以后一次为准，前一次也留着。",
        span=12,
    )
