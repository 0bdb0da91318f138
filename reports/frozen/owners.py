"""Who may freeze a report and who may read a frozen one.

A frozen report also holds what was then said of others beside its subject. So it is for whoever sees everything, and
for whoever has a scope only where its subject lies inside and it was frozen by somebody who saw no more than that. One
that tells of few volunteers, because whoever froze it may see them, is for those alone who may see them too.
"""

from __future__ import annotations

from pathlib import Path

from access.errors import AccessError
from access.present import require_right
from access.roles import May
from indicators import scope
from indicators.few_people import smallest
from indicators.inside import area_is_inside, hub_is_inside, only_within, scope_is_inside
from reports.files import ReportError
from reports.frozen import store
from reports.frozen.store import GONE, Frozen, Whose
from reports.orders import HUB, Order

FOREIGN = ReportError("要定稿的枢纽或地区不在您的范围内。", "请在自己范围内的“枢纽年度”或“总览”上点“定稿”。", 404)


def may_read(one: Frozen | Whose) -> bool:
    """Whether the asking person may see a frozen report and have its files."""
    if one.smallest < smallest():
        return False
    if scope.current().is_everything:
        return True
    return _is_inside(one.kind, one.key) and scope_is_inside(one.within)


def listed(folder: Path) -> list[Frozen]:
    """The frozen reports the asking person may see, the newest first. What others froze is not opened, so that the time
    it takes does not tell how much it is."""
    return [one for one in store.listed(folder, may_read, only_within()) if may_read(one)]


def versions(folder: Path, kind: str, key: str, year: int) -> list[Frozen]:
    """Those on a subject and year, the newest first, whatever their further choices."""
    about = store.listed(folder, lambda one: (one.kind, one.key) == (kind, key) and may_read(one), only_within())
    return [one for one in about if one.year == year and may_read(one)]


def signature(folder: Path) -> tuple:
    """What changes whenever a frozen report the asking person may see comes, goes or is damaged, and by no other: how
    long a page takes that is drawn anew would tell whoever has a scope how often others froze."""
    return store.signature(folder, None if scope.current().is_everything else may_read, only_within())


def damaged(folder: Path) -> list[str]:
    """The numbers of those whose record cannot be read; whose they are nobody knows, so only for whoever sees all."""
    return store.damaged(folder) if scope.current().is_everything else []


def found(folder: Path, number: str) -> Frozen:
    """The frozen report of a number; ReportError, and for one that is not for the asking person in the same words."""
    if scope.current().is_everything:
        one = store.found(folder, number)
    elif store.folder_name(number) in store.names(folder, may_read, only_within()):
        one = _found_or_gone(folder, number)
    else:
        raise GONE  # nothing of it is opened: it takes as long as for one that never was
    if not may_read(one):
        raise GONE
    return one


def refuse_foreign(order: Order) -> None:
    """ReportError unless the asking person may freeze this report."""
    try:
        require_right(May.FREEZE)
    except AccessError as refused:
        raise ReportError(refused.message, refused.hint, refused.status) from refused
    if not _is_inside(order.kind, order.key):
        raise FOREIGN


def _found_or_gone(folder: Path, number: str) -> Frozen:
    try:
        return store.found(folder, number)
    except ReportError as damaged:
        raise GONE from damaged


def _is_inside(kind: str, key: str) -> bool:
    return hub_is_inside(key) if kind == HUB else area_is_inside(key or None)
