"""What the sender declares about a file, as chips whose choices stand in the address; and the buttons below them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date

from dash import html
from dash.development.base_component import Component

from components.chips import Option, chip, choice_chip, field_form
from components.imports_words import action, buttons
from components.place import place_of
from components.state import State
from components.words import box
from indicators.errors import ChoiceError, NoWarehouse
from jobs import offers, owners
from jobs.store import Declaration, Job
from settings import settings

MODES = (
    Option("增量", "增量", "新增和更正：表里没有的不动"),
    Option("全量", "全量", "这是该区域的完整名录：表里没有的组织按截至日终止"),
)
KEYS = ("job", "covered", "from", "to", "mode", "source")


@dataclass(frozen=True)
class Declared:
    """The declaration in an address, what the area is called, and why it cannot be used."""

    declaration: Declaration
    area_words: str
    faults: tuple[str, ...]


def declared_in(state: State) -> Declared:
    """Reads the address; faults in Chinese instead of exceptions."""
    faults: list[str] = []
    area, mode = state["covered"] or "", state["mode"] or MODES[0].value
    words = _area_words(area, faults)
    if not owners.may_declare(area):
        faults.append("填报区域不在您的范围内：请选您范围内的区域，或者不填。")
    from_on, to_on = (_day(state[key] or "", faults) for key in ("from", "to"))
    if from_on and to_on and to_on < from_on:
        faults.append("期间的终止日早于起始日。")
    if mode not in [option.value for option in MODES]:
        faults.append(f"没有“{mode}”这种报送方式。")
    if mode == "全量" and not (area and to_on):
        faults.append("全量报送要选好填报区域，并填期间的终止日（名录截至哪一天）。")
    source = state["source"] or ""
    if source and source not in offers.sources():
        faults.append(f"没有叫“{source}”的映射。")
    return Declared(Declaration(area, from_on, to_on, mode, source), words, tuple(faults))


def _area_words(code: str, faults: list[str]) -> str:
    if not code:
        return "按表格里写的"
    try:
        return place_of(State("/imports", {"area": (code,)})).name
    except NoWarehouse:
        return code
    except ChoiceError as error:
        faults.append(error.message)
        return code


def _day(text: str, faults: list[str]) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        faults.append(f"“{text[:20]}”不是日期，请写成 2024-06-30 的样子。")
        return ""


def declaration_form(state: State, job: Job, can_load: bool, warning: Component | None = None) -> html.Section:
    """The chips, and 确认装入, 重新检查, 放弃."""
    declared = declared_in(state)
    told = declared.declaration
    chips: list[Component] = [_area_chip(state, declared), _period_chip(state, told)]
    chips.append(choice_chip(state, "mode", "方式", MODES, default=MODES[0].value))
    if sources := offers.sources():
        ways = [Option(None, "本系统的表格"), *(Option(one, name, one) for one, name in sources.items())]
        chips.append(choice_chip(state, "source", "来自", ways))
    is_other = (told.area, told.source) != (job.area, job.source)
    parts: list[Component] = [html.Div(chips, className="chips import-chips")]
    parts += [html.P(fault, className="banner banner-alert", role="alert") for fault in declared.faults]
    if is_other and not declared.faults:
        parts.append(html.P("区域或来源改过了：先重新检查，能看到按新说明读出来的结果。", className="banner"))
    parts += [warning] if warning else []
    words = (
        "都可以不填：不填时按表格的标题和内容。填了区域，同名社区按这个区域认；"
        "区域和期间都填了，区域内没有行的社区算 0，不算未报送。"
    )
    row = buttons(*_wishes(job, declared, can_load, is_other))
    days = settings().upload_days
    foot = f"装入在服务器上进行，不必开着浏览器等。{days} 天没有确认，原件和校验副本从服务器删去，检查的结果仍可看。"
    return box("这份文件说的是哪里、什么时候", words, *parts, row, foot=foot, span=12)


def _wishes(job: Job, declared: Declared, can_load: bool, is_other: bool) -> list[Component]:
    """The buttons that make sense now, the likeliest one strong."""
    told = declared.declaration
    body = {"area": told.area, "from": told.from_on, "to": told.to_on, "mode": told.mode, "source": told.source}
    sent = json.dumps(body, ensure_ascii=False)
    row: list[Component] = []
    if can_load and not declared.faults:
        row.append(action("确认装入", "confirm", job, strong=not is_other, body=sent))
    if not declared.faults:
        row.append(action("按上面的说明重新检查", "check", job, strong=is_other or not can_load, body=sent))
    return [*row, action("放弃", "cancel", job)]


def _area_chip(state: State, declared: Declared) -> html.Details:
    """Search of an area like in the top bar; before anything was published a code can be typed."""
    target = state.link(covered=None)
    holder = html.Span(
        **{
            "data-field": "q",
            "data-type": "search",
            "data-search": "yes",
            "data-key": "covered",
            "data-label": "按名称或代码查找填报区域",
            "data-placeholder": "名称或代码，如 凯旋、330114",
            "data-target": target,
            "data-value": "",
        }
    )
    body = [
        html.Form(holder, action=state.link(), role="search"),
        html.Div(id="area-results", **{"aria-live": "polite"}),
        html.Hr(),
        field_form(state.link(), "covered", "区划代码", "text", declared.declaration.area),
        html.A("不填，按表格里写的", href=target, **({} if declared.declaration.area else {"aria-current": "true"})),
    ]
    return chip("填报区域", declared.area_words, body, chosen=bool(declared.declaration.area), name="area-chip")


def _period_chip(state: State, told: Declaration) -> html.Details:
    """The time the file covers: a year, or two dates."""
    this = date.today().year
    links = [
        html.A(
            f"{year}年",
            href=state.link(**{"from": f"{year}-01-01", "to": f"{year}-12-31"}),
            **({"aria-current": "true"} if (told.from_on, told.to_on) == (f"{year}-01-01", f"{year}-12-31") else {}),
        )
        for year in range(this, this - 8, -1)
    ]
    body = [
        html.A("不填，按表格里写的", href=state.link(**{"from": None, "to": None})),
        html.Hr(),
        html.Div(links, className="chip-grid"),
        html.Hr(),
        field_form(state.link(), "from", "起", "date", told.from_on),
        field_form(state.link(), "to", "止", "date", told.to_on),
    ]
    words = f"{told.from_on or '…'} 至 {told.to_on or '…'}" if told.from_on or told.to_on else "按表格里写的"
    return chip("覆盖期间", words, body, chosen=bool(told.from_on or told.to_on), name="import-period")


def declared_words(job: Job) -> str:
    """What was declared about a job, in words; empty when nothing was."""
    told = asdict(job.declaration)
    faults: list[str] = []
    parts = [f"区域 {_area_words(told['area'], faults)}"] if told["area"] else []
    if told["from_on"] or told["to_on"]:
        parts.append(f"期间 {told['from_on'] or '…'} 至 {told['to_on'] or '…'}")
    parts += ["全量"] if told["mode"] == "全量" else []
    parts += [f"来自 {offers.sources().get(told['source'], told['source'])}"] if told["source"] else []
    return "，".join(parts)
