"""UpSet and radar: every combination stands over its dots, every value on its ray, and no colour but tokens."""

import json
import re
from math import hypot
from pathlib import Path

import pytest

from figures import theme
from figures.radar import radar
from figures.upset import upset

TOKENS = (Path(__file__).parents[2] / "assets" / "tokens.css").read_text(encoding="utf-8")
TOGETHER = [
    {"sets": ["社区", "社会组织"], "value": 9, "href": "/linkage?together=a", "own": True},
    {"sets": ["社会慈善资源"], "value": 2},
]
SPOKES = [
    {"label": "基础建设", "value": 100, "before": 80},
    {"label": "培育孵化", "value": 50},
    {"label": "服务成效", "value": None, "before": 25},
]


def test_every_combination_stands_over_its_dots():
    figure = upset(theme.FIVE_PARTS, TOGETHER)
    bars, empty, stems, dots = figure["data"]
    assert bars["y"] == [9, 2] and bars["customdata"] == ["/linkage?together=a", None]
    assert len(empty["x"]) == 2 * len(theme.FIVE_PARTS)
    assert list(zip(dots["x"], dots["y"], strict=True)) == [(0, 0), (0, 1), (1, 4)]
    assert (stems["x"], stems["y"]) == ([0, 0, None], [0, 1, None])


def test_many_combinations_scroll_instead_of_shrinking():
    assert "meta" not in upset(theme.FIVE_PARTS, TOGETHER)["layout"]
    assert upset(theme.FIVE_PARTS, TOGETHER * 6)["layout"]["meta"]["least"] > 390


def test_values_lie_as_far_out_as_they_are():
    figure = radar(SPOKES, "2024年", "2023年")
    before, now = figure["data"][-2:]
    far = [round(hypot(x, y)) for x, y in zip(now["x"], now["y"], strict=True)]
    assert far == [100, 50, 0, 100]
    assert [round(hypot(x, y)) for x, y in zip(before["x"], before["y"], strict=True)] == [80, 0, 25, 80]
    assert (now["x"][0], now["y"][0]) == (0, 100)
    assert len(radar(SPOKES, "2024年")["data"]) == len(figure["data"]) - 1
    with pytest.raises(ValueError, match="at least 3"):
        radar(SPOKES[:2], "2024年")


@pytest.mark.parametrize(
    "figure", [upset(theme.FIVE_PARTS, TOGETHER), radar(SPOKES, "今年", "上年")], ids=["upset", "radar"]
)
def test_colours_are_names_of_tokens(figure):
    text = json.dumps(figure, ensure_ascii=False)
    assert not re.search(r"#[0-9a-fA-F]{3,6}\b", text)
    for token in set(re.findall(r'"@([a-z0-9-]+)"', text)):
        assert f"--{token}:" in TOKENS
