"""Which report is asked for: a hub or an area, a year and what else narrows it; and the report made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from urllib.parse import parse_qsl, unquote, urlsplit

from components.hubs_facts import open_in
from components.report_menu import AREA_CHOICES, hub_choices
from indicators.places import Place, place
from indicators.warehouse import ask
from reports.content import Report
from reports.files import ReportError

HUB, AREA = "hub", "area"
MOST_FIELDS = 50
LONGEST_ADDRESS = 2000


@dataclass(frozen=True)
class Order:
    """One report: of a hub (its id) or an area (its code, "" for all there is), a year, and further choices of the
    page's address."""

    kind: str
    key: str
    year: int
    choices: Mapping[str, str] = field(default_factory=dict)

    def make(self) -> Report:
        """The report, of the build that `snapshot()` sees. Raises ChoiceError for what does not exist."""
        given = {name: tuple(words.split(",")) for name, words in self.choices.items()}
        module, function = ("reports.hub", "hub_report") if self.kind == HUB else ("reports.area", "area_report")
        return getattr(import_module(module), function)(self.key or None, self.year, given)


def order_of(address: str) -> Order:
    """The order of the address of a page: /hubs/<hub>?year=… or /?area=…&year=…; the year must be written."""
    parts = urlsplit(address)
    if len(address) > LONGEST_ADDRESS:
        said = f"地址太长（超过 {LONGEST_ADDRESS:,} 个字符），这样的报告不能定稿。"
        raise ReportError(said, "请去掉几个筛选条件，或重新从“枢纽年度”“总览”进入。", 414)
    if parts.scheme or parts.netloc:
        raise ReportError("要定稿的不是本系统的地址。", "请在“枢纽年度”或“总览”上点“定稿”。")
    if parts.query.count("&") >= MOST_FIELDS:
        raise ReportError(f"地址里的条件超过 {MOST_FIELDS} 个，这样的报告不能定稿。", "请去掉几个筛选条件。")
    given: dict[str, str] = {}
    for name, words in parse_qsl(parts.query):
        given[name] = f"{given[name]},{words}" if name in given else words
    hub = unquote(parts.path.removeprefix("/hubs/")) if parts.path.startswith("/hubs/") else ""
    area, year = given.pop("area", ""), given.pop("year", "")
    if not (hub or parts.path == "/") or not (year.isascii() and year.isdigit() and len(year) == 4):
        raise ReportError("没有写明哪个枢纽（或地区）、哪一年。", "请在“枢纽年度”或“总览”上选好再点“定稿”。")
    followed = hub_choices() if hub else AREA_CHOICES
    choices = {name: words for name, words in sorted(given.items()) if name in followed and words}
    return Order(HUB if hub else AREA, hub or area, int(year), choices)


def hub_named(words: str) -> dict:
    """The hub of an id or a name, or of a part of a name that only one has; ReportError names what is near."""
    hubs = ask("hubs", area=None, level=None)
    exact = [one for one in hubs if words in (one["hub_id"], one["name"])]
    near = exact or [one for one in hubs if words and words in one["name"]]
    near = near or [one for one in hubs if words and words in (one["path"] or "")]
    if len(near) == 1:
        return near[0]
    if not near:
        raise ReportError(f"没有叫“{words[:40]}”的枢纽。", "请写枢纽的编号或名称；“枢纽年度”页列出全部。", 404)
    shown = "、".join(f"{one['name']}（{one['hub_id']}）" for one in near[:8])
    rest = f"等 {len(near)} 个" if len(near) > 8 else ""
    raise ReportError(f"“{words[:40]}”不止一个枢纽。", f"请写编号：{shown}{rest}。")


def area_named(words: str) -> Place:
    """The area of a code or a name (省市在前：浙江 上城区); ReportError names those that come into question."""
    known = place(words) if words else None
    if known is not None:
        return known
    parts = words.split() or [""]
    asked = {"q": parts[-1], "before": parts[:-1] or None, "parent": None, "above": None, "level": None}
    near = ask("areas_found", **asked, limit=9) if words else []
    exact = [one for one in near if one["name"] == parts[-1]] or near
    if len(exact) == 1:
        return place(exact[0]["code"])
    if not exact:
        raise ReportError(f"没有叫“{words[:40]}”的地区。", "请写区划代码，例如 330102000000。", 404)
    shown = "、".join(f"{one['path']}（{one['code']}）" for one in exact[:8])
    raise ReportError(f"“{words[:40]}”不止一个地区。", f"请写区划代码：{shown}。")


def orders_below(area: Place, year: int) -> tuple[list[tuple[Order, str]], list[str]]:
    """The area itself and every hub in it that was open at the end of the year, each with its name; and the names of
    the hubs that were not."""
    hubs = ask("hubs", area=area.code, level=None)
    open_now = [one for one in hubs if open_in(one, year)]
    orders = [(Order(AREA, area.code, year), area.name)]
    orders += [(Order(HUB, one["hub_id"], year), one["name"]) for one in open_now]
    return orders, [one["name"] for one in hubs if one not in open_now]
