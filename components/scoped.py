"""The scope of the asking person as addresses see it: what a page means when none is named, and what it may not name.

The rows themselves are limited in `indicators.warehouse`; here an address outside the scope is refused in the words an
unknown code or name gets, so that nobody learns from the answer whether it exists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.state import NOT, State
from indicators import scope
from indicators.errors import ChoiceError
from indicators.vocabulary import UNWRITTEN
from indicators.warehouse import ask

if TYPE_CHECKING:
    from components.page import Page

NOT_BY_HUB = "这里的数不能按枢纽分开，您的账户只看{}，所以不给数。"


def home_area() -> str | None:
    """The area with all below it that may be seen; None where there is no such limit."""
    return scope.current().area


def own_hub() -> str | None:
    """The one hub that may be seen; None where there is no such limit."""
    return scope.current().hub


def is_limited() -> bool:
    """Whether anything is left out."""
    return not scope.current().is_everything


def hub_name() -> str:
    """The name of the one hub that may be seen; its number where the list of hubs does not have it."""
    hub = own_hub() or ""
    return next((row["name"] for row in ask("hubs", area=None, level=None) if row["hub_id"] == hub), hub)


def not_by_hub() -> str:
    """Why a part has no numbers for somebody who sees one hub only."""
    return NOT_BY_HUB.format(hub_name())


def in_scope(page: Page, state: State) -> State:
    """The state with the area or hub of the scope where the page understands one and the address names none."""
    area, hub = home_area(), own_hub()
    about_one = page.inner not in (None, "area") and state[page.inner]
    if area and "area" in page.controls and not state["area"] and not about_one:
        return State(state.path, {**state.choices, "area": (area,)}, state.inside)
    if hub and (page.inner == "hub" or "hub" in page.filters) and not state["hub"]:
        return State(state.path, {**state.choices, "hub": (hub,)}, state.inside)
    return state


def refuse_foreign_hubs(state: State) -> None:
    """ChoiceError for a hub in the address that is not in the scope, as for one that nobody knows."""
    named = [word for key in ("hub", f"hub{NOT}") for word in state.values(key) if word not in (own_hub(), UNWRITTEN)]
    if not is_limited() or not named:
        return
    known = {word for row in ask("hubs", area=None, level=None) for word in (row["hub_id"], row["name"])}
    for word in named:
        if word not in known:
            raise unknown_hub(word)


class LostScopeError(ChoiceError):
    """The area or hub of the account is in no data, so there is nothing this person could choose instead."""

    def __init__(self, where: str) -> None:
        self.in_short = f"您账户的{where}不在数据里。"
        super().__init__(
            f"您账户的{where}不在数据里，没有可以看的记录。",
            "请联系系统管理员在“账户管理”里核对并改正；您的密码和登录在“我的账户”里。",
        )


def lost_scope() -> LostScopeError | None:
    """What to tell somebody whose hub or area is in no data (any more); None for everybody else.

    Raises NoWarehouse where nothing was published: then nobody's is known.
    """
    hub, area = own_hub(), home_area()
    if hub and all(row["hub_id"] != hub for row in ask("hubs", area=None, level=None)):
        return _lost_hub(hub)
    if area and not ask("area", area=area):
        return _lost_area(area)
    return None


def _lost_hub(hub: str) -> LostScopeError:
    return LostScopeError(f"枢纽（{hub[:40]}）")


def _lost_area(code: str) -> LostScopeError:
    return LostScopeError(f"地区（{code}）")


def unknown_hub(word: str) -> ChoiceError:
    """The refusal of a hub that is not there, or not for this person; their own may be in no data."""
    if word == own_hub():
        return _lost_hub(word)
    told = "，或者它不在您的范围内" if is_limited() else ""
    return ChoiceError(f"没有叫“{word[:40]}”的枢纽{told}。", "请回到枢纽列表，按名称、地区或层级查找。")


def unknown_area(code: str) -> ChoiceError:
    """The refusal of an area that is not there, or not for this person; their own may be in no data."""
    if code == home_area():
        return _lost_area(code)
    told = "，或者它不在您的范围内" if is_limited() else ""
    return ChoiceError(f"没有代码为“{code}”的地区{told}。", "请在顶栏按名称或代码查找地区。")
