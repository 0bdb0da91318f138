"""Files of somebody who has come in say who made them, when and within which scope; what is kept and compared not."""

import io
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from pptx import Presentation

from access import present
from access.roles import Person, Role
from components.topbar_person import on_paper
from indicators.scope import Scope, within
from reports.as_json import as_json
from reports.excel.document import write_xlsx
from reports.kept_json import fingerprint
from reports.made import made_words, signed
from reports.powerpoint.document import write_pptx
from reports.word.document import write_docx
from tests.reports.made_up import report

AREA = "330102011000"
WORDS = "制作：li.w（分析员），2026-06-30 14:05，范围：杭州市 上城区"


@contextmanager
def somebody():
    """Questions inside are asked by an analyst of a street."""
    token = present.set_person(Person("li.w", Role.ANALYST, AREA))
    try:
        with within(Scope(area=AREA)):
            yield
    finally:
        present.forget(token)


def test_the_words_name_person_time_here_and_scope(demonstration):
    with somebody():
        told = made_words(datetime(2026, 6, 30, 6, 5, tzinfo=UTC))
        (paper,) = on_paper()
    assert told.startswith("制作：li.w（分析员），2026-06-30 14:05，范围：") and "凯旋街道" in told
    assert paper.children == told.replace("，2026-06-30 14:05", "") == getattr(paper, "data-printed-by")
    assert made_words() == "" and signed(report()) == report() and on_paper() == []


def word(made) -> str:
    target = io.BytesIO()
    write_docx(made, target)
    return "\n".join(one.text or "" for one in docx.Document(target).element.body.iter(qn("w:t")))


def slides(made) -> str:
    target = io.BytesIO()
    write_pptx(made, target)
    return "\n".join(one.text_frame.text for one in Presentation(target).slides[0].shapes if one.has_text_frame)


def sheets(made) -> str:
    target = io.BytesIO()
    write_xlsx(made, target)
    book = openpyxl.load_workbook(target)
    cells = [*book.worksheets[0].iter_rows(values_only=True), *book["说明"].iter_rows(values_only=True)]
    return "\n".join("：".join(str(one) for one in row if one) for row in cells)


@pytest.mark.parametrize(("told", "times"), [(word, 2), (slides, 1), (sheets, 2)])
def test_the_cover_says_it_and_without_a_person_nothing_is_said(told, times):
    assert told(replace(report(), made=WORDS)).count(WORDS) == times
    assert "制作" not in told(report())


def test_it_is_no_part_of_what_a_report_says():
    with_words = replace(report(), made=WORDS)
    assert fingerprint(with_words) == fingerprint(report())
    assert as_json(with_words) == as_json(report()) and "made" not in as_json(report())
