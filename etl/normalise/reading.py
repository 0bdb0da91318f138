"""What reading one cell gives: a value and what there is to say about it."""

from __future__ import annotations

from typing import NamedTuple

from etl.errors import REFUSED, WARNING


class Finding(NamedTuple):
    """One remark about a value; `message` is Chinese and says what to do."""

    rule: str
    severity: str
    message: str


class Reading(NamedTuple):
    """A cell read: `value` is None when the cell is empty or refused."""

    value: object
    findings: tuple[Finding, ...] = ()

    @property
    def is_refused(self) -> bool:
        return any(finding.severity == REFUSED for finding in self.findings)


EMPTY = Reading(None)


def refuse(rule: str, message: str) -> Reading:
    """A cell nobody can use as it stands."""
    return Reading(None, (Finding(rule, REFUSED, message),))


def accept(value: object, rule: str, message: str) -> Reading:
    """A value that is taken, with a warning."""
    return Reading(value, (Finding(rule, WARNING, message),))
