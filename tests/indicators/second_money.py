"""Budgets and rules on amounts, counted a second time from the ledger and the rules as they are written."""

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from tests.indicators.second_question import is_inside, passes

RULES = Path(__file__).parents[2] / "data" / "reference" / "funding_rules.csv"


def budget_use(lake, question):
    statuses = {row["funding_id"]: row["status"] for row in lake.funding}
    budgets, spent = defaultdict(Decimal), defaultdict(Decimal)
    for row in lake.funding:
        is_asked = is_inside(row, question.area) and question.within(row["paid_on"]) and passes(lake, question, row)
        if row["is_custody"] or not is_asked:
            continue
        keeper = (row["hub_id"] or row["area_code"], row["paid_on"].year, row["source"])
        if row["status"] == "预算":
            budgets[keeper] += row["amount"]
        elif row["status"] == "拨付" and statuses.get(row["parent_id"]) != "拨付":
            spent[keeper] += row["amount"]
        elif row["status"] == "收回":
            spent[keeper] -= abs(row["amount"])
    known = {keeper: amount for keeper, amount in budgets.items() if amount > 0}
    return sum((spent[keeper] for keeper in known), Decimal(0)), sum(known.values(), Decimal(0))


def rule_breaches(lake, question):
    judged = _judged(lake)
    found = set()
    for row, breach in judged:
        asked = row | {"breach": breach}
        if (
            breach
            and is_inside(row, question.area)
            and question.within(row["paid_on"])
            and passes(lake, question, asked)
        ):
            found.add(row["funding_id"])
    return len(found), None


def _judged(lake) -> list[tuple[dict, str | None]]:
    """Every payment under a rule with how it breaks it."""
    groups = defaultdict(list)
    for row in sorted(lake.funding, key=lambda row: (row["paid_on"], row["funding_id"])):
        for rule in _rules_of(row):
            payee = row["hub_id"] if rule["payee"] == "枢纽" else row["org_id"]
            named = row["parent_id"] if row["status"] == "收回" else row["funding_id"]
            part = {"每年": row["paid_on"].year, "每次": named, "一次性": ""}[rule["span"]]
            if payee:
                groups[rule["instrument"], rule["payee"], payee, rule["span"], part].append((row, rule))
    last_year = max((row["paid_on"].year for rows in groups.values() for row, _ in rows), default=0)
    return [one for rows in groups.values() for one in _judged_together(rows, last_year)]


def _rules_of(row: dict) -> list[dict]:
    with RULES.open(encoding="utf-8") as file:
        rules = list(csv.DictReader(file))
    found = [
        rule
        for rule in rules
        if rule["instrument"] == row["instrument"]
        and row["status"] in (rule["status"], "收回")
        and not row["is_custody"]
        and int(rule["from_year"] or 0) <= row["paid_on"].year <= int(rule["to_year"] or 9999)
        and (not rule["area_code"] or rule["area_code"] in row["lineage"])
    ]
    nearest = {
        payee: max(len(row["lineage"]) if rule["area_code"] else 0 for rule in found if rule["payee"] == payee)
        for payee in {rule["payee"] for rule in found}
    }
    return [rule for rule in found if (rule["area_code"] in row["lineage"]) == bool(nearest[rule["payee"]])]


def _judged_together(rows: list[tuple[dict, dict]], last_year: int) -> list[tuple[dict, str | None]]:
    """The payments of one payee under one limit, in the order they were made."""
    net = [-abs(row["amount"]) if row["status"] == "收回" else row["amount"] for row, _ in rows]
    paid = [place for place, amount in enumerate(net) if amount > 0]
    found = []
    for times, place in enumerate(paid, 1):
        row, rule = rows[place]
        so_far, together, breach = sum(net[: place + 1]), sum(net), None
        is_last = row["paid_on"] == rows[paid[-1]][0]["paid_on"]
        is_over = rule["span"] == "每次" or last_year > row["paid_on"].year
        if rule["span"] == "一次性" and times > 1:
            breach = "重复发放"
        elif rule["at_most"] and min(so_far, together) > Decimal(rule["at_most"]):
            breach = "超出上限"
        elif rule["at_least"] and rule["span"] != "一次性" and together < Decimal(rule["at_least"]):
            breach = "低于标准" if is_last and is_over else None
        found.append((row, breach))
    return found
