"""What holds for one delivery beyond its record type: stricter severities, and the period its sender declared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from etl.errors import REFUSED, WARNING
from etl.record import Check, Column, RecordType


@dataclass(frozen=True)
class Terms:
    """`stricter` are warnings that refuse here; `first` and `last` the days the delivery says it covers."""

    stricter: frozenset[str] = frozenset()
    first: date | None = None
    last: date | None = None

    def severity(self, rule: str, severity: str) -> str:
        """The severity of a finding on these terms; never laxer."""
        return REFUSED if rule in self.stricter else severity


ORDINARY = Terms()


def checks_on(record_type: RecordType, terms: Terms) -> list[Check]:
    """The checks of the record type with the severities of these terms, and those of the declared period."""
    checks = [*record_type.checks, *_period_checks(record_type, terms)]
    return [check.model_copy(update={"severity": terms.severity(check.code, check.severity)}) for check in checks]


def _period_checks(record_type: RecordType, terms: Terms) -> list[Check]:
    if terms.first is None and terms.last is None:
        return []
    return [_period_check(column, terms) for column in record_type.columns if column.in_period]


def _period_check(column: Column, terms: Terms) -> Check:
    is_year = column.kind == "year"
    shown = {day: str(day.year if is_year else day) for day in (terms.first, terms.last) if day}
    literal = {day: text if is_year else f"DATE '{text}'" for day, text in shown.items()}
    bounds = [f"{column.id} < {literal[terms.first]}"] if terms.first else []
    bounds += [f"{column.id} > {literal[terms.last]}"] if terms.last else []
    period = f"{shown.get(terms.first, '')}至{shown.get(terms.last, '今')}"
    counted = "{" + column.id + ("}" if is_year else ".year}")
    said = f"不在本次报送的报告期（{period}）内，已计入{counted}年。请核对日期，或核对报送的期间"
    return Check(code="B066", column=column.id, bad=" OR ".join(bounds), severity=WARNING, message=said)
