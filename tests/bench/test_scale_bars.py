"""What is said of the bars is what was measured."""

from bench.fresh import Cost
from bench.scale_bars import bars


def cost(**times: list[list[float]]) -> Cost:
    return Cost(1, 1, 1, {"times": times})


def test_a_page_that_misses_a_bar_is_named_with_its_figure_and_no_other():
    large = cost(quick=[[20, 5, 5]], slow=[[500, 90, 90]])
    found = "\n".join(bars(large, cost(slow=[[9, 40]]), cost(quick=[[19, 5, 5]], slow=[[100, 80, 80]]), "1,000 行时长"))
    assert "与小的（1,000 行时长）同样地址比" in found
    assert "| slow | 100 | 500 | 5.0 | 80 | 90（90） | 1.12 | 40 |" in found
    assert "- 再问 p95 不超过 60 毫秒：1 页达到；**没有达到：** slow（90）。" in found
    assert "容许 75" in found and "- 再问不超过小规模的 1.3 倍：**2 页都达到。**" in found
    assert "- 第一次问不超过小规模的 1.3 倍：1 页达到；**没有达到：** slow（5.00）。" in found


def test_pages_that_were_not_measured_at_both_sizes_are_left_out():
    assert "only" not in "".join(bars(cost(only=[[1, 1]]), cost(), cost(), ""))
