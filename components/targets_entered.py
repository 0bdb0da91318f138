"""目标: what was entered and withdrawn here, how far it is, and what came of it."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.data_table import Column, data_table
from components.imports_check import problems_table, totals
from components.imports_list import watched
from components.imports_words import action, buttons, moment_words, said, state_mark
from components.state import State
from components.states import notice
from components.words import box, subtitle
from jobs import owners, store
from jobs.store import Job
from jobs.targets import PAGE, entered_jobs

SHOWN = 20
WITHDRAW = "withdraw"
COLUMNS = (
    Column("file", "填了什么", text=True),
    Column("state", "状态", text=True),
    Column("outcome", "结果", text=True),
    Column("when", "时间", text=True),
)


def came_of(state: State) -> list[Component]:
    """How the entry named in the address stands."""
    job = next((one for one in entered_jobs() if one.id == state["job"]), None)
    if job is None:
        lost = notice("没有这次填写", "可能已被清理；请看下面的目标是否已是想要的样子。", kind="warning")
        return [lost] if state["job"] else []
    return [_standing(job)]


def _standing(job: Job) -> Component:
    name = what(job)
    if job.state in store.BUSY:
        words = job.waiting or "正在检查、生成新数据"
        shown = html.Output(**{"data-import-progress": job.id, "data-words": words})
        stop = [] if job.begun else [action("放弃", "cancel", job)]
        foot = "可以关掉浏览器去做别的事；处理在服务器上继续，回到本页接着看。"
        return box(f"正在处理：{name}", "页面会自己更新", shown, buttons(*stop), foot=foot, span=12)
    if job.state == store.FAILED:
        row = [action("重试", "retry", job, strong=True)] if job.can_retry else []
        return notice(f"没有办成：{name}", f"{job.error}{job.hint}", buttons(*row), kind="error")
    if job.state == store.HELD:
        link = html.P(html.A("去待办批准或退回", href="/todo", className="button button-strong"))
        return notice(f"等待批准：{name}", "变动较大，先没有公布，等有人在待办里决定。", link, kind="warning")
    if job.state == store.CANCELLED:
        return notice(f"已放弃：{name}", "数据没有任何变化。")
    document = job.document("result") or {"deliveries": [], "problems": []}
    sums = totals(document)
    if job.step != WITHDRAW and not sums["accepted"]:
        words = "检查没有通过，没有计入；原来的目标照旧。"
        return notice(f"已退回：{name}", words, *problems_table(document), said(), kind="warning")
    return html.P(f"{name}：{outcome(job)}", className="banner span-12", role="status")


def what(job: Job) -> str:
    """What was entered, as the name of its file says."""
    return job.file.removesuffix(".csv").replace("_", " ")


def outcome(job: Job) -> str:
    """What came of it, in a few words."""
    if job.state in store.BUSY:
        return job.waiting or "正在处理"
    if job.state not in (store.DONE, store.HELD):
        return job.error
    if job.step == WITHDRAW:
        return "已撤回；以前填过、报过的同一个目标又有效，没有的就不再列出。"
    sums = totals(job.document("result") or {"deliveries": []})
    if not sums["accepted"]:
        return "退回：检查没有通过。"
    return "已收下，等对应的区域或枢纽报来后生效。" if sums["pending"] else "已生效，各页的卡片和图上都用它。"


def entered_box() -> list[Component]:
    """What was entered and withdrawn, the latest first; nothing as long as nothing was."""
    jobs = entered_jobs()
    if not jobs:
        return []
    rows = [
        {
            "file": what(job),
            "href": State(PAGE, {}).link(job=job.id),
            "state": state_mark(job.state),
            "outcome": outcome(job),
            "when": moment_words(job.uploaded_at),
        }
        for job in jobs[:SHOWN]
    ]
    words = subtitle("新的在前", f"共 {len(jobs)} 次", f"列出 {SHOWN} 次" if len(jobs) > SHOWN else "")
    foot = "每次填写都是一份报送，留有记录，在“数据质量”里也能看到；列表按导入任务的期限清理，目标不受影响。"
    return [box("填写记录", words, data_table(COLUMNS, rows, "填写记录", name="entered"), foot=foot, span=12)]


def watch_mark(state: State) -> html.Span:
    """Tells assets/imports.js what is drawn, so that it asks the server only while something still changes."""
    every = owners.listed()
    return watched(every, next((job for job in every if job.id == state["job"]), None))
