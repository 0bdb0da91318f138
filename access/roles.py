"""The five roles, what each may do, and where an account may look: an area with all below it, a hub, or everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is there for: whoever keeps accounts sees no records, whoever sees records keeps no accounts.

    Of a hub one account looks and another one sends, so that nobody sees by its numbers what a row of his did."""

    ADMINISTRATOR = "管理员"
    OFFICIAL = "民政官员"
    ANALYST = "分析员"
    HUB_LEADER = "枢纽负责人"
    CLERK = "填报员"


class May(StrEnum):
    """What can be allowed."""

    READ = "看页面和指标"
    ROWS = "看明细、导出"
    PERSONS = "看逐人的记录和人数少的数"
    DELIVER = "报送文件"
    DECIDE = "处理待办、撤回与恢复"
    TARGETS = "填目标"
    FREEZE = "定稿年度报告"
    ACCOUNTS = "管理账户"
    AUDIT = "看审计记录"


ALLOWED: dict[Role, frozenset[May]] = {
    Role.ADMINISTRATOR: frozenset({May.ACCOUNTS, May.AUDIT}),
    Role.OFFICIAL: frozenset({May.READ, May.ROWS, May.PERSONS, May.DELIVER, May.DECIDE, May.TARGETS, May.FREEZE}),
    Role.ANALYST: frozenset({May.READ, May.ROWS}),
    Role.HUB_LEADER: frozenset({May.READ, May.ROWS, May.FREEZE}),
    Role.CLERK: frozenset({May.DELIVER}),
}


@dataclass(frozen=True)
class Person:
    """Somebody who came in: login name, role, and the area or hub the account is bound to (neither: everything)."""

    name: str
    role: Role
    area: str | None = None
    hub: str | None = None

    def may(self, what: May) -> bool:
        """Whether the role allows it."""
        return what in ALLOWED[self.role]
