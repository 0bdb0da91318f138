"""公益创投: the five criteria of funded against rejected applications, and votes against scores."""

from __future__ import annotations

from statistics import median

from dash.development.base_component import Component

from components.chart import chart
from components.data_table import Column, data_table
from components.profile_links import project_href
from components.projects_facts import CRITERIA, FUNDED, REJECTED, SCORES, VOTES, Facts
from components.projects_words import FILE
from components.states import notice
from components.words import source, subtitle
from figures.numbers import exact
from figures.pairs import pairs
from figures.scatter import quadrants

CORNERS = ("得分高、票数多", "得分低、票数多", "得分低、票数少", "得分高、票数少")
FEWEST = 3
NAMED = 12


def criteria_chart(facts: Facts) -> Component:
    """The mean score on every criterion, funded beside rejected; the median is in the table."""
    scores = facts.scores
    rows = [
        {"label": name, "first": _mean(scores.get((FUNDED, name))), "second": _mean(scores.get((REJECTED, name)))}
        for name in CRITERIA
    ]
    known = [row for row in rows if row["first"] is not None or row["second"] is not None]
    nothing = notice("没有评审得分", "这些申报都没有写公益性、专业性、经济性、凝聚性、发展性的得分。")
    title = "五性得分：立项与未通过"
    return chart(
        facts.asked.state,
        "criteria",
        title,
        pairs(known, (FUNDED, REJECTED), "分") if known else nothing,
        _criteria_table(facts, title),
        subtitle=subtitle("平均分，满分 100", facts.asked.moment.period, "每个项目一样重"),
        foot=source(facts.result, f"{FILE}、评审打分表", "横轴不从 0 起，看的是两点的距离"),
        summary=_criteria_words(rows),
        span=6,
        indicator=SCORES,
    )


def _mean(row: dict | None) -> float | None:
    return float(row["value"]) if row and row["value"] is not None else None


def _criteria_table(facts: Facts, title: str) -> Component:
    columns = [Column("name", "评审标准", text=True)]
    for key, outcome in (("funded", FUNDED), ("rejected", REJECTED)):
        columns += [
            Column(f"{key}_mean", f"{outcome}：平均", "分", 1),
            Column(f"{key}_median", f"{outcome}：中位数", "分", 1),
            Column(f"{key}_count", f"{outcome}：打了分的", "个"),
        ]
    columns.append(Column("gap", "平均相差", "分", 1))
    rows = []
    for name in CRITERIA:
        row: dict = {"name": name}
        for key, outcome in (("funded", FUNDED), ("rejected", REJECTED)):
            one = facts.scores.get((outcome, name))
            row |= {f"{key}_mean": _mean(one), f"{key}_median": one and one["median"]}
            row[f"{key}_count"] = one["denominator"] if one else 0
        both = row["funded_mean"] is not None and row["rejected_mean"] is not None
        rows.append(row | {"gap": row["funded_mean"] - row["rejected_mean"] if both else None})
    return data_table(columns, rows, title)


def _criteria_words(rows: list[dict]) -> str:
    both = [row for row in rows if row["first"] is not None and row["second"] is not None]
    if not both:
        return "点图：没有可以比较的得分"
    widest = max(both, key=lambda row: row["first"] - row["second"])
    return f"点图：{len(both)} 项标准，相差最大的是{widest['label']}，{exact(widest['first'] - widest['second'], 1)} 分"


def votes_chart(facts: Facts) -> Component:
    """Every application with both a score and votes: funded ones in the accent; a click opens the project."""
    dots = [
        _dot(project) for project in facts.projects if project["score"] is not None and project["votes"] is not None
    ]
    title = "居民投票与专家打分"
    words = "至少要有 3 个项目既写了得分又写了票数，才看得出关系。"
    return chart(
        facts.asked.state,
        "votes",
        title,
        _plane(dots) if len(dots) >= FEWEST else notice("看不出关系", words),
        _votes_table(facts, title),
        subtitle=subtitle("每点一个项目", "深色是立项的", facts.asked.moment.period),
        foot=source(facts.result, FILE, _left_out(facts, len(dots))),
        summary=f"散点图：{len(dots)} 个项目，{sum(dot['strong'] for dot in dots)} 个立项",
        span=6,
        indicator=VOTES,
    )


def _plane(dots: list[dict]) -> dict:
    across = {"name": "五性平均分（分）", "middle": median(dot["x"] for dot in dots), "decimals": 1}
    up = {"name": "居民投票（票）", "middle": median(dot["y"] for dot in dots), "decimals": 0}
    return quadrants(dots, across, up, CORNERS)


def _dot(project: dict) -> dict:
    name = project["name"] or project["project_id"]
    return {
        "label": name,
        "x": float(project["score"]),
        "y": project["votes"],
        "strong": project["outcome"] == FUNDED,
        "href": project_href(project["project_id"]),
        "hover": f"{name}（{project['outcome']}）<br><b>{exact(project['score'], 1)}</b> 分　"
        f"<b>{exact(project['votes'])}</b> 票",
    }


def _left_out(facts: Facts, shown: int) -> str:
    missing = facts.count - shown
    return f"另有 {exact(missing)} 个没有写得分或票数" if missing else ""


def _votes_table(facts: Facts, title: str) -> Component:
    columns = [
        Column("name", "项目", text=True),
        Column("outcome", "结果", text=True),
        *[Column(column, name, "分", 1) for name, column in CRITERIA.items()],
        Column("score", "平均", "分", 1),
        Column("votes", "居民投票", "票"),
        Column("reviewers", "评委", "位"),
    ]
    rows = [
        {**project, "name": project["name"] or project["project_id"], "href": project_href(project["project_id"])}
        for project in sorted(facts.projects, key=lambda one: (one["score"] is None, -(one["score"] or 0)))
    ]
    return data_table(columns, rows, title)
