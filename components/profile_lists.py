"""档案: what is listed of somebody — facts, activities, projects, what checks said, rows of records."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from components.behind import Table, keep
from components.data_table import Cell, Column, data_table
from components.profile_links import area_href, org_link, project_href
from components.profile_subject import Subject, day_words, foot, source_of
from components.states import notice
from components.withheld import told
from components.words import box, subtitle
from figures.numbers import NOT_REPORTED, exact
from indicators.evaluate import evaluate
from indicators.vocabulary import UNWRITTEN
from indicators.warehouse import ask

MOST = 10
MOST_ROWS = 60
EVERY_DAY = {"from": "1900-01-01"}
IN_A_PROJECT = (
    ("activities", "activities", {}),
    ("visits", "visits", {}),
    ("received", "funds_received", {}),
    ("granted", "funds_granted", {}),
    ("regranted", "funds_granted", {"regrant": "转拨"}),
    ("hours", "volunteer_hours", {}),
)
TYPE_OF = {"activities": "activities", "visits": "activities", "hours": "volunteer_hours"}
TYPES = {
    "organizations": "社会组织名录",
    "ratings": "等级评定",
    "hubs": "枢纽",
    "activities": "活动",
    "funding": "资金",
    "volunteer_hours": "志愿服务时长",
    "projects": "公益创投项目",
    "project_scores": "评审打分",
}


def activities_box(subject: Subject, every: int, span: int = 12) -> Component:
    """The latest activities with where and by whom, and the file and row of each; `every` is how many there are."""
    rows = ask("profile_activities", **subject.params, limit=MOST)
    columns = [
        Column("day", "日期", text=True),
        Column("title", "活动", text=True),
        Column("kind", "类型", text=True),
        *([] if subject.kind == "org" else [Column("org", "组织", text=True)]),
        Column("place", "地点", text=True),
        *([] if subject.kind == "project" else [Column("project", "项目", text=True)]),
        Column("visits", "服务", "人次"),
        Column("source", "来源", text=True),
    ]
    lines = [
        {
            "day": day_words(row["held_on"]),
            "title": row["name"] or row["activity_id"],
            "kind": row["kind"],
            "org": org_link(row["org_id"], row["org_name"]),
            "place": Cell(row["area_name"] or row["area_code"], area_href(row["area_code"])),
            "project": Cell(row["project_id"], project_href(row["project_id"])) if row["project_id"] else "",
            "visits": row["visits"],
            "source": source_of(row, "activities"),
        }
        for row in rows
    ]
    table = data_table(columns, lines, f"{subject.name}：最近的活动", name="activities")
    words = f"最近 {len(rows)} 场，共 {exact(every)} 场" if every > len(rows) else f"共 {exact(every)} 场"
    none = notice("没有活动记录", "没有一场活动写明它；没有报送不等于没有办过。")
    return box(
        "最近的活动",
        subtitle(words, "最近的在前"),
        *([table, all_rows(subject, "activities", every, len(rows))] if rows else [none]),
        foot=foot("活动台账", "没有填人次的活动以“—”列出"),
        span=span,
    )


def all_rows(subject: Subject, record_type: str, every: int, shown: int) -> html.P | None:
    if every <= shown:
        return None
    words = f"在数据明细里看全部 {exact(every)} 行"
    return html.P(html.A(words, href=subject.records(record_type), className="tool profile-more"))


def projects_box(subject: Subject, span: int = 12) -> Component | None:
    """Every project applied for or named by its records, with what each did and cost; nothing where there is none."""
    found, register = (
        _by_project(subject),
        {row["project_id"]: row for row in ask("profile_projects", **subject.params)},
    )
    names = sorted(found.keys() | register.keys(), reverse=True)
    if not names:
        return None
    columns = [
        Column("project", "项目", text=True),
        Column("id", "编号", text=True),
        Column("outcome", "申报结果", text=True),
        Column("activities", "活动", "场"),
        Column("visits", "服务", "人次"),
        Column("hours", "志愿服务", "小时", 1),
        Column("received", "到账", "元", 2),
        Column("granted", "拨付", "元", 2),
        Column("regranted", "转拨", "元", 2),
    ]
    lines = [_project_line(key, register.get(key), found.get(key, {})) for key in names]
    return box(
        f"项目 {exact(len(names))} 个",
        subtitle("全部年份", "编号大的在前", "点名称看项目"),
        long_table(subject, "projects", f"{subject.name}：项目", columns, lines, "个"),
        foot=foot("公益创投项目台账，活动、资金、志愿服务记录里写明的项目编号", "“—”是没有这类记录写明项目"),
        span=span,
    )


def _project_line(key: str, applied: dict | None, did: dict) -> dict:
    """A project by name, what became of the application (nothing where only other records name it), what it did."""
    said = f"{applied['applied_on'].year}年申报，{applied['outcome']}" if applied else ""
    return {
        "project": (applied and applied["name"]) or key,
        "id": key,
        "outcome": said,
        "href": project_href(key),
        **did,
    }


def _by_project(subject: Subject) -> dict[str, dict]:
    """Every number of every project its records name; kinds of records it has none of are not asked."""
    found: dict[str, dict] = {}
    for key, indicator, extra in IN_A_PROJECT:
        if not count_of(subject, TYPE_OF.get(key, "funding")):
            continue
        for row in evaluate(indicator, {**subject.choices, **EVERY_DAY, **extra, "by": "project"}).rows:
            if row["project"] != UNWRITTEN and told(row):
                found.setdefault(row["project"], {})[key] = told(row)
    return found


def long_table(
    subject: Subject, name: str, caption: str, columns: Sequence[Column], rows: Sequence[dict], unit: str
) -> Component:
    """A table that begins with its first rows; `all=<name>` in the address lists all, and a file always has all."""
    shown = rows if name in subject.state.values("all") else rows[:MOST_ROWS]
    table = data_table(columns, shown, caption, name=name)
    if len(shown) == len(rows):
        return table
    keep(table, Table(name, caption, columns, rows))
    every = f"列出全部 {exact(len(rows))} {unit}"
    link = html.A(every, href=subject.state.toggled("all", name), className="tool profile-more")
    return html.Div([table, html.P([f"这里先列 {exact(len(shown))} {unit}；下载的文件里是全部。", link])])


def findings_box(subject: Subject, span: int = 12) -> Component | None:
    """What was found about it when files were read: remarks, rows that wait, corrections, possible doubles."""
    rows = ask("profile_findings", **subject.params)
    if not rows:
        return None
    columns = [
        Column("kind", "种类", text=True),
        Column("where", "记录", text=True),
        Column("column", "列", text=True),
        Column("message", "说明", text=True),
        Column("place", "文件与行", text=True),
    ]
    lines = [
        {
            "kind": row["kind"],
            "where": row["type_name"] or row["type"],
            "column": row["column_name"],
            "message": row["message"],
            "place": f"{row['file']} 第 {row['row']} 行" if row["file"] and row["row"] else row["file"],
        }
        for row in rows
    ]
    return box(
        f"检查时说到它的 {exact(len(rows))} 处",
        subtitle("待核、疑似重复、更正、提示"),
        long_table(subject, "findings", f"{subject.name}：检查结果", columns, lines, "处"),
        foot=foot("入库时的检查", "提示不改变数字，请报送的人核对"),
        span=span,
    )


def records_box(subject: Subject, span: int = 6) -> Component:
    """How many rows of each kind name it, each leading to them in 数据明细."""
    lines = [
        {
            "type": TYPES[row["type"]],
            "rows": row["rows"],
            **({"href": subject.records(row["type"])} if row["rows"] else {}),
        }
        for row in rows_of(subject)
        if row["rows"] or row["type"] in ("activities", "funding", "volunteer_hours")
    ]
    columns = [Column("type", "记录", text=True), Column("rows", "行数", "行")]
    return box(
        "背后的记录",
        subtitle("数据明细里写明它的全部行"),
        data_table(columns, lines, f"{subject.name}：记录行数", name="records"),
        foot=foot("全部报送", f"0 行可能是{NOT_REPORTED}"),
        span=span,
    )


def rows_of(subject: Subject) -> list[dict]:
    """How many rows of each record type name it."""
    return ask("profile_rows", **subject.params)


def count_of(subject: Subject, record_type: str) -> int:
    """How many rows of one record type name it; 0 also where nobody may know (indicators/few_people.py)."""
    return next((row["rows"] for row in rows_of(subject) if row["type"] == record_type), 0)


def facts_box(
    title: str, lines: Sequence[tuple[str, object]], source: str, span: int = 6, name: str = "facts"
) -> Component:
    """What the register says, item by item; items nobody filled in are left out and named. `name` is the table's."""
    told = [{"item": item, "value": value} for item, value in lines if value not in (None, "", [])]
    missing = "、".join(item for item, value in lines if value in (None, "", []))
    rows = [{**row, "value": _shown(row["value"])} for row in told]
    return box(
        title,
        subtitle("现在的登记"),
        data_table([Column("item", "项目", text=True), Column("value", "内容", text=True)], rows, title, name=name),
        foot=foot(source, f"没有填写：{missing}" if missing else ""),
        span=span,
    )


def _shown(value: object) -> Component | str:
    if isinstance(value, Component):
        return value
    return html.Span(value) if isinstance(value, list) else str(value)


def waiting(kind: str, key: str) -> list[Component]:
    """How many rows that wait for a partner name this number."""
    rows = [row for row in ask("profile_findings", **{kind: key}) if row["kind"] == "待核"]
    if not rows:
        return []
    words = f"有 {exact(len(rows))} 行记录写了这个编号，正在待核：{rows[0]['message']}。"
    return [html.P([words, html.A("到数据质量里看", href="/quality?finding=待核")])]
