"""docs/cases-on-pages.md: whoever opens an address of the page finds there what the page says can be seen."""

import re
from functools import cache
from pathlib import Path

import pytest

from components.behind import tables
from components.page import find, state_of
from sheets.values import sheet_of
from tests.components.reading import text_of

PAGE = Path(__file__).resolve().parents[2] / "docs" / "cases-on-pages.md"
LINE = re.compile(r"^\| (?P<words>[^|]+) \| `(?P<address>/[^`|]*)` \| (?P<seen>.+) \|$")
CASES = ("凯益荟", "幸福驿站", "下沙社服", "长沙县", "志愿服务融入五社联动")
FIRST = {"凯益荟": 1, "幸福驿站": 1, "下沙社服": 1, "长沙县": 1, "志愿服务融入五社联动": 1}


def lines() -> dict[str, list[tuple[str, str, list[str]]]]:
    """What is said of every case: the practice, where it is seen, the words found there."""
    found: dict[str, list] = {}
    case = ""
    for line in PAGE.read_text("utf-8").splitlines():
        if line.startswith("## "):
            case = re.split("（", line.removeprefix("## "))[0]
        elif line.startswith("|") and not line.startswith(("|---", "| 做法 ")):
            told = LINE.match(line)
            assert told, f"不是一行“做法、地址、看得到”：{line}"
            seen = re.findall("「([^」]+)」", told["seen"])
            found.setdefault(case, []).append((told["words"], told["address"], seen))
    return found


def bare(text: str) -> str:
    """Without blanks and commas between thousands: files have none, pages have both."""
    return re.sub(r"[\s,]", "", text)


@cache
def shown_at(address: str) -> str:
    """Everything a reader finds on a page: its words, and the tables of its pictures."""
    path, _, search = address.partition("?")
    page = find(path)
    assert page is not None, address
    state = state_of(page, path, search)
    assert set(state.choices) <= page.understands(), address
    parts = page.draw(state)
    cells = [cell for one in tables(parts) for row in sheet_of(one).rows for cell in row if cell is not None]
    return bare(text_of(parts) + "".join(map(str, cells)))


def missing_in(told: list[tuple[str, str, list[str]]]) -> list[tuple[str, str, str]]:
    return [
        (practice, address, words)
        for practice, address, seen in told
        for words in seen
        if bare(words) not in shown_at(address)
    ]


def test_every_case_is_told_and_the_first_things_are_found(demonstration):
    found = lines()
    assert tuple(found) == CASES
    assert all(seen for told in found.values() for _, _, seen in told)
    assert sum(map(len, found.values())) > 50
    assert missing_in([one for case in CASES for one in found[case][: FIRST[case]]]) == []


@pytest.mark.soak
@pytest.mark.parametrize("case", CASES)
def test_everything_is_found_where_it_is_said_to_be(case, demonstration):
    shown_at.cache_clear()
    assert missing_in(lines()[case]) == []
