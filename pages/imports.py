"""数据导入：上传表格，看检查结果，确认后装入；一切都在服务器上进行，关掉浏览器也不丢。"""

from dash import html

from access.roles import May
from components.imports_declaration import KEYS
from components.imports_job import job_view
from components.imports_list import jobs_sentence, jobs_table, watched
from components.imports_upload import advice, drop_zone, templates
from components.page import Page, register_page
from components.states import notice, skeleton
from jobs import owners, store

DEMONSTRATION = "请系统管理员用 WUSHE_DATA_DIR 指定一个真实数据的目录，再启动本系统。模板仍可下载。"


def layout(**_choices):
    """The grey shape of the page; holds no data."""
    return skeleton(12, 12)


def draw(state):
    """One job if the address names one, else the place to upload; always the list of all jobs."""
    head = html.Div(html.H1("数据导入"), className="page-head")
    if store.is_demonstration():
        closed = notice("这是演示数据的目录，不能往里装真实数据", DEMONSTRATION, kind="warning")
        return [head, html.Div([closed, templates(), advice()], className="grid")]
    jobs = owners.listed()
    asked = state["job"]
    job = next((one for one in jobs if one.id == asked), None)
    mark = watched(jobs, job)
    if job is not None:
        return [head, html.Div([*job_view(state, job), jobs_table(jobs, job.id), mark], className="grid")]
    lost = [notice("没有这个导入任务", "可能已被清理，或链接不完整。请从下面的列表里选，或重新上传。", kind="warning")]
    parts = [*(lost if asked else []), drop_zone(), jobs_table(jobs), templates(), advice(), mark]
    return [head, jobs_sentence(jobs), html.Div(parts, className="grid")]


register_page(
    __name__,
    Page(
        path="/imports",
        name="数据导入",
        group="数",
        icon="upload",
        order=115,
        draw=draw,
        layout=layout,
        controls=(),
        filters=KEYS,
        needs_data=False,
        is_exported=False,
        needs=May.DELIVER,
        for_hubs=True,
    ),
)
