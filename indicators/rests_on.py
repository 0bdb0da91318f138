"""What rests on rows that anybody may have sent: told only to who sees all of them.

An activity names its project in words, and whoever has a scope may call a project of their own by the same words.
Counted wherever they lie, activities of others would be told by their visits; counted inside the scope alone, the same
project would show two costs per visit. So within a scope the figure is absent, with the reason.

Whether a payment keeps its rule rests on what its receiver got before, from whomever. Within a scope that is told where
all payments that count lie inside (indicators/scope_tables.toml); an answer in which one does not is absent as a whole.
"""

from __future__ import annotations

from indicators.definition import Definition
from indicators.scope import Scope

WORDS = "要算上范围以外举办的活动，只给看得到全部的账户"
OF_RULES = "要算上范围以外发给同一对象的资金，只给看得到全部的账户"
LISTED, OF_PROJECTS = "projects_listed", dict.fromkeys(("visits", "activities"))
"""The list of projects, and what it says of their activities."""


def is_told(scope: Scope, definition: Definition, rows: list[dict]) -> bool:
    """Whether whoever asks sees all the rows the indicator rests on; `untold` counts those of which they do not."""
    if not definition.rests_on or scope.is_everything:
        return True
    return "untold" in definition.beside and not any(row["untold"] for row in rows)


def without_others(scope: Scope, definition: Definition, rows: list[dict]) -> list[dict]:
    """The rows of the indicator; within a scope with nothing in them where they rest on more, and `hidden` says why."""
    if is_told(scope, definition, rows):
        return rows
    empty = dict.fromkeys(("numerator", "denominator", "value", *definition.beside))
    words = OF_RULES if "untold" in definition.beside else WORDS
    return [row | empty | {"hidden": words} if row["reported"] else row for row in rows]


def listed_without_others(scope: Scope, question: str, rows: list[dict]) -> list[dict]:
    """The answer of a question of indicators/questions; within a scope projects say nothing of their activities."""
    if question != LISTED or scope.is_everything:
        return rows
    return [row | OF_PROJECTS for row in rows]
