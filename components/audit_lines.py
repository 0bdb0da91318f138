"""审计记录: since when, which lines, page by page; the file of them and whether nobody changed anything."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from access import archive, audit, inquiry
from access.audit import Line
from access.audit_words import what_words
from access.audited import FAILED
from access.errors import AccessError
from access.inquiry import HERE, Wanted
from access.trimming import KEPT
from components.accounts_parts import moment_words, plain_table, sent_form
from components.chips import Option, chip, choice_chip, field_form, filter_bar
from components.data_table import Column
from components.icon import icon
from components.state import State
from components.states import notice
from components.words import answer, box, figure, subtitle
from indicators.errors import ChoiceError

KEYS = ("name", "action", "result", "from", "from_time", "to", "to_time", "text", "page")
PER_PAGE = 100
TONES = {audit.DONE: ("check-circle", "good"), audit.REFUSED: ("slash-circle", "bad")}
UNFINISHED = ("exclamation-circle", "ask")
"""Of what was begun and came to nothing."""
COLUMNS = (
    Column("number", "序号", text=True),
    Column("at", "时间", text=True),
    Column("name", "账户", text=True),
    Column("role", "角色", text=True),
    Column("action", "动作", text=True),
    Column("result", "结果", text=True),
    Column("what", "内容", text=True),
)


@dataclass(frozen=True)
class Asked:
    """Which lines of the record an address asks for, and which page of them."""

    state: State
    wanted: Wanted
    page: int


def asked_of(state: State) -> Asked:
    """The choices of an address; ChoiceError for a day or a page that is none."""
    try:
        wanted = inquiry.wanted_of({key: state[key] or "" for key in KEYS})
    except AccessError as error:
        raise ChoiceError(error.message, error.hint) from error
    page = state["page"] or "1"
    if not (page.isascii() and page.isdigit() and 0 < int(page) < 10**7):
        raise ChoiceError(f"没有第“{page[:12]}”页。", "请用页下的“上一页”“下一页”。")
    return Asked(state, wanted, int(page))


def sentence(asked: Asked) -> html.P:
    """How long the record is, and since when it is kept."""
    first, count = inquiry.first_at(), inquiry.count(Wanted())
    if first is None:
        return answer("还没有审计记录。")
    put_away = len(archive.files())
    more = [f"；更早的已归档成 {put_away} 个文件"] if put_away else []
    return answer("审计记录有 ", figure(count, "条"), f"，从 {moment_words(first)} 起", *more, "。")


def choices(asked: Asked) -> html.Div:
    """Whose lines, which, what came of it, from when to when."""
    state = asked.state
    names = [Option(None, "全部"), *(Option(one, one or "—") for one in inquiry.names())]
    actions = [Option(None, "全部"), *(Option(one, one) for one in inquiry.actions())]
    results = [Option(None, "全部"), *(Option(one, one) for one in (audit.DONE, audit.REFUSED, FAILED))]
    return filter_bar(
        [
            choice_chip(state, "name", "账户", names, clear=("page",)),
            choice_chip(state, "action", "动作", actions, clear=("page",)),
            choice_chip(state, "result", "结果", results, clear=("page",)),
            _days_chip(state),
            _text_chip(state),
        ]
    )


def _days_chip(state: State) -> html.Details:
    """From a day and perhaps a time to another, Chinese time; a moment in one piece (2026-06-30T14:00) is read too."""
    cleared = {"from": None, "from_time": None, "to": None, "to_time": None, "page": None}
    first, last = _day_and_time(state, "from"), _day_and_time(state, "to")
    body = [
        html.Form(
            [*_moment_fields("from", "从", first), *_moment_fields("to", "到", last),
             html.Button("确定", className="button", type="submit")],
            action=state.link(**cleared),
            className="moment-form",
        ),
        html.P("不写时刻是整天；“到”某一时刻，不含那一刻。", className="menu-note"),
        html.A("不限", href=state.link(**cleared)),
    ]  # fmt: skip
    given = any(first) or any(last)
    words = f"{' '.join(first).strip() or '最早'} 至 {' '.join(last).strip() or '现在'}" if given else "不限"
    return chip("时间", words, body, chosen=given)


def _day_and_time(state: State, key: str) -> tuple[str, str]:
    day, _, clock = (state[key] or "").partition("T")
    return day, state[f"{key}_time"] or clock[:5]


def _moment_fields(key: str, label: str, given: tuple[str, str]) -> list[Component]:
    named = ((key, "date", f"{label}哪天", given[0]), (f"{key}_time", "time", f"{label}几点", given[1]))
    return [
        html.Span(label, className="muted"),
        *(html.Span(**{"data-field": name, "data-type": kind, "data-label": words, "data-value": value})
          for name, kind, words, value in named),
    ]  # fmt: skip


def _text_chip(state: State) -> html.Details:
    body = [
        field_form(state.link(text=None, page=None), "text", "内容里有", "search", state["text"]),
        html.A("不限", href=state.link(text=None, page=None)),
    ]
    return chip("内容", state["text"] or "不限", body, chosen=bool(state["text"]))


def check_box(span: int = 12) -> html.Section:
    """Whether the record is whole: asked for, because every line is gone through."""
    form = sent_form("/audit/verify", "校验", strong=True, sign="check-circle")
    every = html.A([icon("download"), "下载全部记录（CSV，连同归档）"], href="/audit/lines.csv?archived=yes",
                   className="button", download="")  # fmt: skip
    words = "每一条都和前一条的校验值连着：改过、删过、插过都看得出来"
    foot = (
        f"至少保留 {KEPT.days} 天（网络安全法）。更早的在服务器上用 python -m access audit trim --before 日期 归档。"
        "把末条校验值抄在别处，以后用 python -m access audit verify --last 校验值 核对末尾有没有被删。"
    )
    return box("有没有被改动", words, html.Div([form, every], className="account-ways"), foot=foot, span=span)


def lines_box(asked: Asked, span: int = 12) -> html.Section:
    """The lines asked for, the newest first."""
    total = inquiry.count(asked.wanted)
    pages = max(1, -(-total // PER_PAGE))
    found = inquiry.lines(asked.wanted, PER_PAGE, (asked.page - 1) * PER_PAGE)
    first = (asked.page - 1) * PER_PAGE + 1
    where = f"第 {first:,}–{first + len(found) - 1:,} 条" if found else ""
    words = subtitle("新的在前", f"共 {total:,} 条", where)
    shown: Component = notice("没有这样的记录", "换一个账户、动作或时间；更早的可能已归档，在下面“下载全部记录”里。")
    if found:
        table = plain_table(COLUMNS, [_row(line) for line in found], "审计记录")
        shown = html.Div(table, className="audit-table")
    tools = html.Div([*_pages(asked, pages), *_file(asked, total)], className="account-ways audit-pages")
    return box("记录", words, shown, tools, foot="时间是北京时间。内容里没有密码，也没有个人信息。", span=span)


def _row(line: Line) -> dict:
    sign, tone = TONES.get(line.result, UNFINISHED)
    return {
        "number": str(line.number),
        "at": f"{line.at.astimezone(HERE):%Y-%m-%d %H:%M:%S}",
        "name": line.name,
        "role": line.role,
        "action": line.action,
        "result": html.Span([icon(sign), line.result], className=f"import-state is-{tone}"),
        "what": html.Span(what_words(line.what), className="import-long"),
    }


def _pages(asked: Asked, pages: int) -> list[Component]:
    """The way to newer and older lines."""
    state, page = asked.state, asked.page
    if pages == 1 and page == 1:
        return []
    newer = [html.A([icon("chevron-left"), "较新"], href=state.link(page=page - 1 if page > 2 else None),
                    className="button", rel="prev")] if page > 1 else []  # fmt: skip
    older = [html.A(["较早", icon("chevron-right")], href=state.link(page=page + 1), className="button", rel="next")]
    said = html.Span(f"第 {page:,} / {pages:,} 页", className="muted")
    jump = field_form(state.link(page=None), "page", "到第几页", "number", "", min="1", max=str(pages))
    return [*newer, said, *(older if page < pages else []), html.Div(jump, className="account-find")]


def _file(asked: Asked, total: int) -> list[Component]:
    if not total:
        return []
    given = {key: asked.state[key] for key in KEYS if key != "page" and asked.state[key]}
    href = f"/audit/lines.csv{f'?{urlencode(given)}' if given else ''}"
    return [html.A([icon("download"), "下载这些（CSV）"], href=href, className="button", download="")]
