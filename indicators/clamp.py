"""What a question becomes within a scope: its area or hub filled in where none is asked, everything else refused.

An area that lies outside and one that does not exist are refused in the same words: nobody learns which codes exist.
"""

from __future__ import annotations

from collections.abc import Mapping

from indicators.definition import Definition
from indicators.errors import ChoiceError
from indicators.scope import Scope, current
from indicators.warehouse import ask

LONGEST = 40
NOT = "__not"


def clamped(definition: Definition, given: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The choices with what the scope adds; ChoiceError for what lies outside it or cannot be told apart by it."""
    scope = current()
    if scope.hub is not None:
        return dict(given) | {"hub": _own_hub(definition, given, scope)}
    if scope.area is not None:
        return dict(given) | {"area": _own_area(given, scope)}
    return dict(given)


def refuse_outside(code: str) -> None:
    """ChoiceError for an area that is not that of the scope and does not lie below it; everywhere for a hub's scope."""
    scope = current()
    if scope.area is not None and not _is_inside(code, scope.area):
        raise ChoiceError(*outside(code))


def outside(code: str) -> tuple[str, str]:
    """What is said of an area outside the scope, and what to do."""
    return f"区域“{code[:LONGEST]}”不在您的范围内。", "请选您负责的区域或它的下级；要看别的区域，请联系系统管理员。"


def _own_area(given: Mapping[str, tuple[str, ...]], scope: Scope) -> tuple[str, ...]:
    asked = given.get("area", ())
    for code in asked:
        refuse_outside(code)
    return asked or (scope.area,)


def _is_inside(code: str, own: str) -> bool:
    if code == own:
        return True
    found = ask("area", area=code)
    return bool(found) and own in found[0]["lineage"]


def _own_hub(definition: Definition, given: Mapping[str, tuple[str, ...]], scope: Scope) -> tuple[str, ...]:
    """The hub of the scope; its name means it too."""
    if "hub" not in definition.filters:
        raise ChoiceError(
            f"指标“{definition.name}”不能按枢纽分开，您的账户看不到。", "您的账户只看本枢纽；可用的指标见指标手册。"
        )
    known = {scope.hub, *(row["name"] for row in ask("hub_names"))}
    for word in (*given.get("hub", ()), *given.get(f"hub{NOT}", ())):
        if word not in known:
            raise ChoiceError(f"枢纽“{word[:LONGEST]}”不在您的范围内。", "您的账户只看本枢纽。")
    if given.get(f"hub{NOT}"):
        raise ChoiceError("您的账户只看本枢纽，不能把它排除。", "请去掉 hub__not。")
    return (scope.hub,)
