"""A change against last year is the same number on the page, on the slides, in Word and in the workbook."""

import pytest
from dash import html

from components.indicator_card import Card, cards
from components.state import State
from reports.content import Headline, Picture, Series
from reports.excel.sheet import headline_table
from reports.findings import _against
from reports.powerpoint.cards import _change
from reports.word.cards import card_lines


def said_by_the_page(item: Headline) -> str:
    card = Card(item.name, item.value, item.unit, decimals=item.decimals, before=item.before)
    drawn = cards(State.parse("/", ""), [card])
    (change,) = [
        part for part in drawn._traverse() if isinstance(part, html.P) and "card-change" in (part.className or "")
    ]
    return "".join(str(child) for child in change.children if isinstance(child, str))


@pytest.mark.parametrize(
    ("now", "before", "decimals", "amount"),
    [(701.0, 548.5, 0, "153"), (15.09, 4.55, 1, "10.5"), (2.5, 1.0, 0, "2"), (1000.0, 999.5, 0, "1")],
)
def test_the_change_is_the_rounded_difference_everywhere(now, before, decimals, amount):
    item = Headline("时长", now, "小时", decimals, before=before, before_words="较上年", rising_is="good")
    picture = Picture("line", ("2023年", "2024年"), (Series("时长", (before, now)),), "小时", decimals)
    assert said_by_the_page(item).split("多")[1].strip() == amount
    assert f"多 {amount} 小时" in _change(item, 10)[0].words
    assert f"+{amount}" in card_lines(item)[0][0]
    assert f"比2023年多 {amount}" in _against(picture, now, before, "2023年")
    row = headline_table([item]).rows[0]
    assert row[1] - row[3] == now - before, "the workbook keeps the digits and shows the difference rounded"
