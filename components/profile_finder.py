"""档案: finding somebody by name or number, when the address names nobody or somebody unknown."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.chips import field_form
from components.data_table import Column, data_table
from components.profile_links import hub_href, org_href, project_href
from components.profile_lists import waiting
from components.state import State
from components.states import notice
from components.words import answer, box
from figures.numbers import exact
from indicators.warehouse import ask

MOST = 50
WORDS = {"org": "组织", "hub": "枢纽", "project": "项目"}
HREFS = {"org": org_href, "hub": hub_href, "project": project_href}


def finder(kind: str, state: State) -> list[Component]:
    """A field for a name or number, and what fits it; an unknown number in the address is said first."""
    word, key, wanted = WORDS[kind], state[kind], state["q"]
    said = answer(f"按名称或编号查找{word}，看它的全部经历：等级、活动、资金、时长、项目。")
    search = field_form(f"/{kind}", "q", f"{word}的名称或编号", "search", wanted or key, "查找")
    parts: list[Component] = [nobody(kind, key)] if key else [said]
    parts.append(html.Div(search, className="hub-search"))
    return [*parts, found(kind, wanted)] if wanted else parts


def nobody(kind: str, key: str) -> Component:
    """Nothing has this number: why that may be, and whether rows that wait name it."""
    word = WORDS[kind]
    register = {"org": "社会组织名录里", "hub": "枢纽名单里", "project": "项目台账和活动、资金、志愿服务记录里"}[kind]
    why = f"{register}没有编号为“{key[:60]}”的{word}。可能是编号写错了、还没有报送，或报送已经撤回。"
    return notice(f"没有这个{word}", why, *waiting(kind, key), kind="warning")


def found(kind: str, wanted: str) -> Component:
    """Whose name or number holds the words, those that begin with them first."""
    rows = ask("profile_found", kind=kind, q=wanted, limit=MOST)
    word = WORDS[kind]
    if not rows:
        return notice(f"没有找到{word}", f"没有名称或编号里有“{wanted[:60]}”的{word}，请换一个字试试。")
    every = rows[0]["matches"]
    columns = [
        Column("name", word, text=True),
        Column("id", "编号", text=True),
        *([] if kind == "project" else [Column("place", "地区", text=True)]),
    ]
    lines = [{**row, "place": (row["path"] or "").replace("/", " "), "href": HREFS[kind](row["id"])} for row in rows]
    words = f"列出前 {len(rows)} 个，请把名称写得更全" if every > len(rows) else "点名称看档案"
    return box(
        f"找到 {exact(every)} 个{word}",
        words,
        data_table(columns, lines, f"名称或编号里有“{wanted}”的{word}"),
        foot="来源：社会组织名录、枢纽名单与各种记录。",
        span=12,
    )
