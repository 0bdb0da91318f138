"""The record is looked through by day or by hour, the same way on the page, in its file and on the command line."""

from datetime import datetime

import pytest

from access import inquiry
from access.errors import AccessError


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=inquiry.HERE)


@pytest.mark.parametrize(
    ("given", "since", "until"),
    [
        ({}, None, None),
        ({"from": "2026-06-30", "to": "2026-06-30"}, "2026-06-30T00:00", "2026-07-01T00:00"),
        ({"from": "2026-06-30", "from_time": "14:00"}, "2026-06-30T14:00", None),
        ({"to": "2026-06-30", "to_time": "15:30"}, None, "2026-06-30T15:30"),
        ({"from": "2026-06-30T09:15", "to": "2026-06-30T10:00"}, "2026-06-30T09:15", "2026-06-30T10:00"),
        ({"from": "2026-06-30T09:15", "from_time": "14:00"}, "2026-06-30T14:00", None),
    ],
)
def test_a_time_may_stand_behind_its_day_or_apart(given, since, until):
    wanted = inquiry.wanted_of(given)
    assert wanted.since == (at(since) if since else None)
    assert wanted.until == (at(until) if until else None)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"from_time": "14:00"}, "没有写日期"),
        ({"to": "2026-06-30", "to_time": "25:00"}, "不是日期"),
        ({"from": "gestern", "from_time": "14:00"}, "不是日期"),
    ],
)
def test_what_is_no_moment_is_refused_in_words(given, words):
    with pytest.raises(AccessError, match=words):
        inquiry.wanted_of(given)
