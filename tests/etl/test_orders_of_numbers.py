"""No choice or order in the SQL of builds and questions follows from a number as it is stored.

A number that somebody outside uses, too, is kept with a mark behind it (etl/apart.py): `KYF2⟪…⟫` comes after `KYF20`,
where `KYF2` comes before. So whatever picks one of several rows, or adds them up one after the other, goes first by the
number without its mark: `split_part(funding_id, '⟪', 1)`.
"""

import re
from pathlib import Path

import pytest

from indicators.scope_numbers import NUMBERS

ROOT = Path(__file__).resolve().parents[2]
BUILDS = sorted(path for room in ("models", "findings", "staging") for path in (ROOT / "etl" / room).rglob("*.sql"))
ASKED = sorted([*(ROOT / "indicators" / "questions").glob("*.sql"), *(ROOT / "indicators").glob("rows/*.sql")])
WORDS = "|".join((*NUMBERS, "id"))
NUMBER = re.compile(rf"\b({WORDS})\b")
SENT = re.compile(r"split_part\([\w.]+, '⟪', 1\)|regexp_replace\([\w.]+, '⟪[^']*', ''\)")
PICKS = re.compile(r"\b(?:arg_min|arg_max|min|max|first|last|any_value|least|greatest|list|string_agg)\s*\(")
ORDERS = re.compile(r"\bORDER BY\b")
COMPARED = re.compile(rf"\b(?:{WORDS})\s*[<>](?!>)|[^<-][<>]=?\s*[\w.]*\b(?:{WORDS})\b")
OF_ROWS = re.compile(r"^ORDER BY((?!\bLIMIT\b).)*\Z", re.MULTILINE | re.DOTALL)
"""How the rows of a table lie: nothing is picked by it, and a list is put in the order of what is shown."""
EXCEPTIONS = {
    "etl/models/pending_rows.sql": "what a waiting row may mean: told to nobody with a scope (scope_tables.toml)",
    "etl/findings/points_overdrawn.sql": "V040 is told to those alone who see everything, and they see the marks",
    "etl/staging/names_projects.sql": "the only project of a name: there is nothing to choose from",
    "etl/staging/names_partners.sql": "the only partner of a name: there is nothing to choose from",
}


def inside(sql: str, start: int) -> str:
    """What stands from there to the bracket that closes it, or to the end."""
    depth = 1
    for place in range(start, len(sql)):
        depth += {"(": 1, ")": -1}.get(sql[place], 0)
        if depth == 0:
            return sql[start:place]
    return sql[start:]


def chosen_by_number(sql: str) -> list[str]:
    """The orders, choices and comparisons in which a number as it is stored comes first."""
    sql = OF_ROWS.sub("", re.sub(r"--.*", "", sql).strip())
    found = [inside(sql, match.end()) for pattern in (ORDERS, PICKS) for match in pattern.finditer(sql)]
    found = [words for words in found if NUMBER.search(SENT.split(words)[0])]
    return found + [match.group() for match in COMPARED.finditer(sql) if "<>" not in match.group()]


@pytest.mark.parametrize("path", BUILDS, ids=lambda path: str(path.relative_to(ROOT)))
def test_builds_choose_by_numbers_as_they_were_sent(path):
    found = chosen_by_number(path.read_text("utf-8"))
    assert bool(found) == (str(path.relative_to(ROOT)) in EXCEPTIONS), found


def test_questions_choose_by_numbers_as_they_are_shown():
    """Their tables are views that hold no marks; only those that look past the views could meet one."""
    past = [path for path in ASKED if re.search(r"\{(whole|others)\}", path.read_text("utf-8"))]
    assert past
    assert {path.name: found for path in past if (found := chosen_by_number(path.read_text("utf-8")))} == {}


def test_the_pattern_finds_what_it_must():
    first, least = "SELECT 1\nORDER BY funding_id LIMIT 1", "a.project_id < b.project_id"
    added = "sum(net) OVER (PARTITION BY a ORDER BY paid_on, funding_id)"
    assert all(map(chosen_by_number, (first, least, added, "min(activity_id)", "arg_max(name, (day, entry_id))")))
    sent = "sum(net) OVER (ORDER BY paid_on, split_part(funding_id, '⟪', 1), funding_id)"
    good = (sent, "WHERE a.project_id <> b.project_id", "count(DISTINCT activity_id)", "SELECT 1\nORDER BY funding_id")
    assert not any(map(chosen_by_number, good))
