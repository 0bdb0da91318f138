"""For whom a file was made, when, and within which scope: words for its cover; nothing where nobody has come in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from access import present
from access.inquiry import HERE
from access.store import now
from components.topbar_person import person_words, scope_words
from reports.content import Report


def made_words(moment: datetime | None = None) -> str:
    """制作：li.w（分析员），2026-06-30 14:05，范围：杭州市 钱塘区; empty for one person on one machine."""
    person = present.person()
    if person is None:
        return ""
    at = (moment or now()).astimezone(HERE)
    return f"制作：{person_words(person)}，{at:%Y-%m-%d %H:%M}，范围：{scope_words()}"


def signed(report: Report) -> Report:
    """The report, with the words about whoever asks for the file."""
    return replace(report, made=made_words())
