"""An address too long to be frozen is refused in words, where it is shown and where it is sent; nothing is logged."""

import pytest

from components.state import State
from components.states import guarded
from reports.files import ReportError
from reports.frozen.box import frozen_box
from reports.orders import LONGEST_ADDRESS, order_of

LONG = State.parse("/", f"?field={'x' * LONGEST_ADDRESS}&year=2024")


def test_the_box_of_a_page_says_it_and_logs_no_fault(demonstration, caplog):
    words = str(guarded(frozen_box, LONG, 2024))
    assert "地址太长" in words and "不能定稿" in words and "编号" not in words
    assert not caplog.records


def test_it_is_refused_where_it_is_sent():
    with pytest.raises(ReportError, match="地址太长") as refused:
        order_of(LONG.link())
    assert refused.value.status == 414
    assert order_of("/?year=2024").year == 2024


def test_one_with_too_many_choices_is_refused_where_it_is_sent():
    with pytest.raises(ReportError, match="超过 50 个"):
        order_of("/?year=2024&" + "&".join(f"a{number}=1" for number in range(60)))
