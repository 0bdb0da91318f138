"""One uploaded file: how far it is, what the check found, what may be done now, what came of it."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from access.present import may
from access.roles import May
from components.icon import icon
from components.imports_check import counts_table, findings_table, nothing_found, problems_table, totals
from components.imports_declaration import declaration_form, declared_words
from components.imports_words import action, buttons, moment_words, said, size_words, state_mark, type_name
from components.page import find
from components.state import State
from components.states import notice
from components.words import answer, box, figure
from indicators.warehouse import NoWarehouse, ask, snapshot
from jobs import store
from jobs.store import Job

STEPS = ("上传", "检查", "确认", "装入")
AT = {store.UPLOADING: 0, store.CHECKING: 1, store.WAITING: 2, store.LOADING: 3, store.DONE: 4, store.HELD: 4}
SHOWN_CHANGES = 10
COPY = "您自己的表格：有问题的格子涂了色，批注写明怎么改；改好后可以直接上传这份副本。"
COVERED = "您自己的表格，号码已打码，可以看出在哪些格子里；请在自己手上的原表里删去它们。"


def job_view(state: State, job: Job) -> list[Component]:
    """Everything about one job, for the state it is in."""
    views = {
        store.UPLOADING: _under_way,
        store.CHECKING: _under_way,
        store.LOADING: _under_way,
        store.WAITING: _checked,
        store.DONE: _loaded,
        store.HELD: _loaded,
        store.FAILED: _failed,
        store.CANCELLED: _cancelled,
    }
    return [_heading(job), *views[job.state](state, job)]


def _heading(job: Job) -> html.Div:
    at = AT.get(job.state, 3 if job.step == "load" else 1)
    steps = [
        html.Li(words, className="is-past" if place < at else None, **({"aria-current": "step"} if place == at else {}))
        for place, words in enumerate(STEPS)
    ]
    about = [size_words(job.size), f"{moment_words(job.uploaded_at)} 上传", declared_words(job)]
    back = html.A([icon("arrow-left"), "导入其他文件"], href="/imports", className="button")
    name = html.Div([html.H2(f"《{job.file}》"), state_mark(job.state)], className="import-name")
    line = html.P(" · ".join(part for part in about if part), className="subtitle")
    return html.Div(
        [html.Div([html.Div([name, line]), back], className="import-top"), html.Ol(steps, className="import-steps")],
        className="import-heading span-12",
    )


def _under_way(_state: State, job: Job) -> list[Component]:
    """Progress, filled in by assets/imports.js; a check may be called off, a load not once it has begun."""
    is_loading = job.state == store.LOADING
    words = job.waiting or ("正在装入并生成新数据" if is_loading else "正在检查")
    shown = html.Output(**{"data-import-progress": job.id, "data-words": words})
    may_stop = not (is_loading and job.begun)
    row = buttons(action("放弃", "cancel", job)) if may_stop else buttons()
    title = "正在装入" if is_loading else "正在检查"
    foot = "可以关掉浏览器去做别的事；处理在服务器上继续，回到本页接着看。"
    return [box(title, "页面会自己更新", shown, row, foot=foot, span=12)]


def _checked(state: State, job: Job) -> list[Component]:
    document = job.document("check") or {"deliveries": [], "problems": [], "findings": [], "findings_total": 0}
    sums, entries = totals(document), document["deliveries"]
    can_load = not nothing_found(entries)
    head = _checked_sentence(sums, entries, can_load)
    tables = [counts_table(document), *problems_table(document), *findings_table(document, job)] if entries else []
    form = declaration_form(state, job, can_load, _demonstration_warning() if can_load else None)
    return [head, *_copy(job), form, *tables]


def _checked_sentence(sums: dict[str, int], entries: list[dict], can_load: bool) -> html.P:
    if not entries:
        return answer("检查完毕：文件里没有找到可以读的表。请核对是不是传错了文件。")
    kinds = "、".join(dict.fromkeys(type_name(one["type"]) for one in entries if one["type"])) or "没有认出是哪种记录"
    parts: list[str | Component] = [f"检查完毕（{kinds}）：读入 ", figure(sums["rows_read"], "行")]
    if not can_load and sums["duplicates"] and sums["duplicates"] == sums["rows_read"]:
        return answer(*parts, "，全部与以前装过的相同，不必再装。")
    parts += ["，可以装入 ", figure(sums["accepted"], "行")]
    if sums["rejected"]:
        parts += ["，要退回 ", figure(sums["rejected"], "行")]
    if sums["duplicates"]:
        parts += ["，重复 ", figure(sums["duplicates"], "行")]
    parts.append("。" if can_load else "。没有可以装入的行：请按下面的说明改好再传，或换个区域、来源重新检查。")
    return answer(*parts)


def _copy(job: Job, words: str = COPY) -> list[Component]:
    """The marked-up copy to download."""
    if job.marked() is None:
        return []
    link = html.A(
        [icon("download"), "下载校验后的副本"],
        href=f"/imports/jobs/{job.id}/marked",
        download="",
        className="button",
        title="您的表格，有问题的格子已涂色并写明怎么改",
    )
    return [html.Div([link, html.Span(words, className="subtitle")], className="import-copy span-12")]


def _demonstration_warning() -> Component | None:
    """Before the first real records are loaded: the pages will change over."""
    try:
        with snapshot() as now:
            if not now.is_demonstration:
                return None
    except NoWarehouse:
        return None
    words = "现在各页显示的是演示数据。装入后，各页改看真实数据（先只有这份文件里的），演示数据不再显示。"
    return html.P(words, className="banner")


def _loaded(_state: State, job: Job) -> list[Component]:
    document = job.document("result") or {"deliveries": []}
    sums = totals(document)
    parts: list[str | Component] = ["收下了 " if document.get("held") else "装入了 ", figure(sums["accepted"], "行")]
    parts += ["，退回 ", figure(sums["rejected"], "行")] if sums["rejected"] else []
    parts += ["，其中 ", figure(sums["pending"], "行"), "要等伙伴记录报来才生效"] if sums["pending"] else []
    if job.state == store.DONE and document.get("held"):
        parts.append(decided_words(document))
    if not sums["accepted"] and sums["duplicates"]:
        parts = ["这份文件的 ", figure(sums["duplicates"], "行"), "以前都装过，数据没有变化"]
    shown = [answer(*parts, "。"), *_copy(job)]
    shown += [_held(document["held"])] if job.state == store.HELD else [_next(document)]
    shown += [html.P(note, className="banner span-12") for note in document.get("notes", [])]
    tables = [counts_table(document, is_loaded=True)] if document["deliveries"] else []
    return [*shown, *tables, *problems_table(document), *findings_table(document, job)]


def decided_words(document: dict) -> str:
    """What a person decided about a load that was held back, as the deliveries now stand."""
    brought = {one["delivery"] for one in document["deliveries"]}
    try:
        states = {row["status"] for row in ask("deliveries_in", area=None) if row["delivery"] in brought}
    except NoWarehouse:
        states = set()
    if not states:  # who sees no deliveries is told no more than that
        return "；变动较大，已有人在待办里决定"
    return "；变动较大，已在待办里撤回，没有计入" if "withdrawn" in states else "；变动较大，已在待办里批准公布"


def _next(document: dict) -> html.Div:
    """Where the loaded records are seen; nothing for somebody who only delivers."""
    if not may(May.READ):
        return html.Div(className="import-buttons span-12")
    links = []
    for entry in document["deliveries"]:
        if entry["status"] != "rejected" and entry["type"]:
            href = State("/records", {}).link(type=entry["type"], delivery=entry["delivery"])
            links.append(html.A(f"看装入的{type_name(entry['type'])}", href=href, className="button"))
    shown = dict.fromkeys(type_name(entry["type"]) for entry in document["deliveries"] if entry["type"])
    if "社会组织名录" in shown:
        links.append(html.A("看组织密度", href="/density", className="button"))
    links += [html.A("看数据质量", href="/quality", className="button")] if find("/quality") else []
    return html.Div([*links, html.A("看总览", href="/", className="button")], className="import-buttons span-12")


def _held(held: dict) -> html.Div:
    """The large changes that wait for a person."""
    changes = held.get("changes", [])
    lines = [html.Li(_change_words(one)) for one in changes[:SHOWN_CHANGES]]
    more = [html.P(f"……另有 {len(changes) - SHOWN_CHANGES} 处。")] if len(changes) > SHOWN_CHANGES else []
    may_decide = find("/todo") and may(May.DECIDE)
    link = [html.P(html.A("去待办批准或退回", href="/todo", className="button button-strong"))] if may_decide else []
    words = "文件已收下，但会使已公布的数字变动 20% 以上。新数据先不公布，各页照旧；等有人在待办里决定。"
    return notice("变动较大，等待批准", words, html.Ul(lines, className="import-changes"), *more, *link, kind="warning")


def _change_words(one: dict) -> str:
    """One large change: what, where, when, from what to what."""
    place = one.get("area_name") or one.get("area_code") or "全部区域"
    parts = [place, str(one.get("period") or ""), type_name(one.get("type") or ""), str(one.get("measure") or "")]
    said = "，".join(part for part in parts if part)
    return f"{said}：由 {_number(one.get('before'))} 变为 {_number(one.get('after'))}"


def _number(value: object) -> str:
    return f"{value:,.10g}" if isinstance(value, int | float) else str(value if value is not None else "无")


def _failed(state: State, job: Job) -> list[Component]:
    """What went wrong and the ways on; a load that was refused can be declared anew."""
    if job.step == "check" and (document := job.document("check")) and job.size and not job.path.is_file():
        return _not_kept(job, document)
    what = "装入没有成功" if job.step == "load" else "检查没有成功" if job.size else "上传没有成功"
    row = [action("重试", "retry", job, strong=True)] if job.can_retry else []
    has_form = job.step == "load" and job.path.is_file()
    more = buttons(*row, *([] if has_form else [action("放弃", "cancel", job)]))
    form = [declaration_form(state, job, can_load=False)] if has_form else []
    return [notice(what, f"{job.error}{job.hint}", more, kind="error"), *form]


def _not_kept(job: Job, document: dict) -> list[Component]:
    """Why a file that was checked is gone, what stood in it, and where to upload it again."""
    is_personal = job.marked() is not None  # masked; of a file that only waited too long nothing is kept
    again = "删好了，重新上传" if is_personal else "重新上传"
    link = html.A(again, href="/imports", className="button button-strong")
    row = html.Div([link, action("清除这次检查", "cancel", job)], className="import-buttons")
    title = f"原件没有保留，请{'删去个人信息后' if is_personal else ''}重新上传"
    head = notice(title, f"{job.error}{job.hint}", row, said(), kind="warning")
    tables = [counts_table(document), *problems_table(document), *findings_table(document, job)]
    return [head, *_copy(job, COVERED), *(tables if document["deliveries"] else [])]


def _cancelled(_state: State, _job: Job) -> list[Component]:
    return [notice("已放弃这份文件", "文件已从服务器删除，数据没有任何变化。需要时请重新上传。")]
