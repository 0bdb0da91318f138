"""项目档案: what was applied for — the register's words, the stages with their days, scores, votes and money."""

from __future__ import annotations

from dash.development.base_component import Component

from components.chart import chart
from components.data_table import Column, data_table
from components.profile_links import area_link, hub_link, org_link, project_link
from components.profile_lists import facts_box
from components.profile_subject import Subject, day_words, foot, joined, source_of
from components.projects_facts import CRITERIA, SCORES, STAGES
from components.states import notice
from components.words import box, figure, subtitle
from figures.numbers import exact
from figures.pairs import pairs
from indicators.evaluate import evaluate
from indicators.warehouse import ask

NAMES = "项目台账上的它"


def outcome_words(record: dict) -> str:
    """What became of it, in words."""
    if record["terminated_on"]:
        return f"{record['terminated_on'].year}年终止"
    if record["approved_on"]:
        return f"{record['approved_on'].year}年立项" + ("，已结项" if record["closed_on"] else "，还没有结项")
    if record["rejected_at"] == "撤回":
        return "自己撤回了申报"
    return f"没有通过{record['rejected_at']}" if record["rejected_at"] else "还在评审"


def applied_words(record: dict) -> list[str | Component]:
    """The beginning of the answer: when it was applied for, what became of it, money and votes."""
    said: list[str | Component] = [
        f"{record['applied_on'].year}年申报",
        f"（{record['round']}）" if record["round"] else "",
    ]
    said.append(f"，{outcome_words(record)}")
    if record["granted"] is not None:
        said += ["，立项金额 ", figure(record["granted"], "元")]
    if record["votes"] is not None:
        said += ["，居民投票 ", figure(record["votes"], "票")]
    return said


def applied_box(record: dict, span: int = 5) -> Component:
    """The application item by item."""
    later = [project_link(one["project_id"], one["name"]) for one in record["later"] or []]
    lines = [
        ("项目编号", record["project_id"]),
        ("批次", record["round"]),
        ("申报组织", org_link(record["org_id"], record["org_name"])),
        ("枢纽", hub_link(record["hub_id"], record["hub_name"])),
        ("服务区域", area_link(record["area_code"], _area_name(record["area_code"]))),
        ("服务领域", record["field"]),
        ("项目类别", record["category"]),
        ("服务对象", record["beneficiary"]),
        ("运作模式", record["mode"]),
        ("服务品牌", record["brand"]),
        ("申请金额", _money(record["requested"])),
        ("立项金额", _money(record["granted"])),
        ("居民投票", f"{exact(record['votes'])} 票" if record["votes"] is not None else None),
        ("续投自", project_link(record["previous_id"], record["previous_name"])),
        ("后来续投", joined(later, "、")),
        ("来源文件", source_of(record, "projects")),
    ]
    return facts_box(NAMES, lines, "公益创投项目台账", span, "applied")


def _area_name(code: str | None) -> str | None:
    found = ask("area", area=code) if code else []
    return found[0]["name"] if found else code


def _money(amount) -> str | None:
    return f"{exact(amount, 2)} 元" if amount is not None else None


def stages_box(record: dict, span: int = 7) -> Component:
    """Every stage with its day and the days since the one before that has a day."""
    days = {"征集": record["called_on"], **{stage: record[column] for stage, column in STAGES.items()}}
    days["终止"] = record["terminated_on"]
    columns = [
        Column("stage", "环节", text=True),
        Column("day", "日期", text=True),
        Column("since", "距上一个日期", "天"),
        Column("said", "说明", text=True),
    ]
    rows, before = [], None
    for stage, day in days.items():
        failed = stage == record["rejected_at"]
        if day is None and not failed:
            continue
        since = (day - before).days if day and before else None
        rows.append({"stage": stage, "day": day_words(day), "since": since, "said": "没有通过" if failed else ""})
        before = day or before
    if record["rejected_at"] == "撤回":
        rows.append({"stage": "撤回", "day": "", "since": None, "said": "自己撤回了申报"})
    unwritten = [stage for stage in STAGES if record[STAGES[stage]] is None]
    return box(
        "走过的环节",
        subtitle(outcome_words(record), record["round"]),
        data_table(columns, rows, f"{record['project_id']}：走过的环节", name="stages"),
        foot=foot("公益创投项目台账", f"没有日期的环节：{'、'.join(unwritten)}" if unwritten else ""),
        span=span,
    )


def scores_chart(subject: Subject, record: dict, span: int = 6) -> Component:
    """Its five scores beside the mean of the same round (without a round: of the same year)."""
    mean = _usual(record)
    rows = [{"label": name, "first": record[column], "second": mean.get(name)} for name, column in CRITERIA.items()]
    known = [row for row in rows if row["first"] is not None]
    others = "同批平均" if record["round"] else "同年平均"
    reviewed = f"{record['reviewers']} 位评委的平均" if record["reviewers"] else "按台账填写的得分"
    columns = [
        Column("label", "评审标准", text=True),
        Column("first", "本项目", "分", 1),
        Column("second", others, "分", 1),
    ]
    return chart(
        subject.state,
        "scores",
        "五性得分",
        pairs(known, ("本项目", others), "分") if known else notice("没有评审得分", "台账和打分表里都没有它的得分。"),
        data_table(columns, rows, f"{subject.name}：五性得分"),
        subtitle=subtitle("分，满分 100", reviewed if known else ""),
        foot=foot("公益创投项目台账、评审打分表", "横轴不从 0 起"),
        summary=f"点图：{len(known)} 项标准的得分与{others}",
        span=span,
        indicator=SCORES,
    )


def _usual(record: dict) -> dict[str, float]:
    """The mean score on every criterion of everything applied for in the same round, or the same year."""
    whose = (
        {"round": (record["round"],), "from": "1900-01-01"}
        if record["round"]
        else {"year": str(record["applied_on"].year)}
    )
    rows = evaluate(SCORES, {**whose, "by": "criterion"}).rows
    return {row["criterion"]: float(row["value"]) for row in rows if row["value"] is not None}


def reviewers_box(subject: Subject, span: int = 6) -> Component | None:
    """What every reviewer gave, by the reviewer's number; nothing where only means were delivered."""
    rows = ask("project_reviewers", **subject.params)
    if not rows:
        return None
    columns = [
        Column("reviewer", "评委编号", text=True),
        *[Column(column, name, "分", 1) for name, column in CRITERIA.items()],
    ]
    return box(
        f"评委打分 {exact(len(rows))} 位",
        subtitle("分，满分 100", "只有编号，不写姓名"),
        data_table(columns, rows, f"{subject.name}：评委打分", name="reviewers"),
        foot=foot("评审打分表"),
        span=span,
    )
