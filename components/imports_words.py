"""How the import page says numbers, times and states."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from dash import html
from dash.development.base_component import Component

from components.state import State
from jobs import offers, store
from jobs.store import Job

CHINA = timezone(timedelta(hours=8))
SIGNS = {
    store.UPLOADING: "upload",
    store.CHECKING: "hourglass-split",
    store.WAITING: "question-circle",
    store.LOADING: "hourglass-split",
    store.DONE: "check-circle",
    store.HELD: "flag",
    store.FAILED: "exclamation-circle",
    store.CANCELLED: "slash-circle",
}
TONES = {store.WAITING: "ask", store.DONE: "good", store.HELD: "ask", store.FAILED: "bad"}


def moment_words(text: str) -> str:
    """A moment as a clerk reads it: 2024-06-30 09:15, Chinese time."""
    return datetime.fromisoformat(text).astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def size_words(size: int) -> str:
    """How big a file is: 12 KB, 3.4 MB."""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, round(size / 1000))} KB" if size else "—"


def type_name(type_id: str) -> str:
    """What a kind of record is called; a dash for none."""
    return offers.record_names().get(type_id, "没有认出")


def state_mark(state: str) -> html.Span:
    """A state in words, with a sign and a colour that say the same."""
    sign = html.Span(className=f"icon icon-{SIGNS[state]}", **{"aria-hidden": "true"})
    return html.Span([sign, state], className=f"import-state is-{TONES.get(state, 'plain')}")


def job_href(job: Job) -> str:
    """The address of a job: the page it was started on, else 数据导入 with what was last declared about it."""
    if job.page:
        return State(job.page, {}).link(job=job.id)
    declared = {"covered": job.area, "from": job.from_on, "to": job.to_on, "source": job.source}
    mode = None if job.mode == store.Declaration.mode else job.mode
    return State("/imports", {}).link(job=job.id, mode=mode, **{key: value or None for key, value in declared.items()})


def action(words: str, name: str, job: Job, strong: bool = False, **more: str) -> html.Button:
    """A button that asks the server to do something with a job (assets/imports.js)."""
    return html.Button(
        words,
        type="button",
        className="button button-strong" if strong else "button",
        **{"data-import-action": name, "data-job": job.id, **{f"data-{key}": value for key, value in more.items()}},
    )


def said() -> html.P:
    """Where the answer to a refused wish appears."""
    return html.Output(className="import-said", role="alert", **{"data-import-said": "yes"})


def buttons(*parts: Component) -> html.Div:
    """A row of buttons and, below it, room for what the server says."""
    return html.Div([html.Div(list(parts), className="import-buttons"), said()])
