"""How long organisations last: the Kaplan–Meier estimate over ages in whole months."""

from collections.abc import Iterable, Mapping

FEWEST = 30
"""Organisations below which a curve says more about chance than about organisations."""
FEWEST_AT_RISK = 10
"""A curve ends where fewer organisations are as old as that: one closing would make it fall off."""


def survival(rows: Iterable[Mapping]) -> list[tuple[int, float]]:
    """(age in whole years, share of organisations still open at it) from rows of months, closed, still_open.

    Organisations still open count as long as they were seen and then leave those at risk (they are censored); the
    share starts at 1 and never rises. Empty below FEWEST organisations.
    """
    ordered = sorted(rows, key=lambda row: row["months"])
    at_risk = sum(row["closed"] + row["still_open"] for row in ordered)
    if at_risk < FEWEST:
        return []
    share, found, year = 1.0, [(0, 1.0)], 1
    for row in ordered:
        while row["months"] >= 12 * year and at_risk >= FEWEST_AT_RISK:
            found.append((year, share))
            year += 1
        if at_risk < FEWEST_AT_RISK:
            break
        share *= 1 - row["closed"] / at_risk
        at_risk -= row["closed"] + row["still_open"]
    return found
