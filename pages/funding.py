"""资金：从哪里来、怎么用、到了谁手里；依赖谁，合不合规则，预算用了多少。"""

from dash import html

from components.chips import Option, choice_chip, filter_bar
from components.columns import two_columns
from components.events import told_events
from components.explore_open import explorable
from components.funding_boxes import areas_chart, budgets_box, donors_box, held_box, receivers_box, rules_box
from components.funding_cards import headline
from components.funding_facts import FILTERS, HELD, OWN, asked_of, facts_of
from components.funding_flow import flow_chart
from components.funding_pictures import dependence_chart, matrix_chart, sources_chart, trend_chart, uses_chart
from components.funding_words import remarks, sentence, silent_notice
from components.indicator_card import cards
from components.options import filter_chip
from components.page import Page, register_page
from components.states import guarded, skeleton
from components.words import head


def layout(**_choices):
    """The grey shape of the page; holds no data."""
    return skeleton(8, 4, 6, 6, 6, 6, cards=8)


def draw(state):
    """The page for one address: answer, cards, flow, pictures, rules, names, notes."""
    asked = asked_of(state)
    facts = facts_of(asked)
    owned = [Option(OWN, OWN, "不含代管"), Option(HELD, HELD, "替别人保管，单列")]
    chips = [
        filter_chip(state, "source"),
        filter_chip(state, "instrument"),
        choice_chip(state, "custody", "资金归属", owned, default=OWN),
    ]
    return [
        head("资金", asked.place),
        filter_bar(chips),
        sentence(facts),
        cards(state, headline(facts)),
        html.Div([*parts(facts), guarded(remarks, facts)], className="grid"),
    ]


def parts(facts):
    """Flow, pictures and lists; without deliveries why there are none."""
    if not facts.is_reported:
        return [silent_notice(facts), guarded(trend_chart, facts, span=12)]
    pictures = [guarded(matrix_chart, facts), guarded(sources_chart, facts), guarded(uses_chart, facts)]
    top = [guarded(flow_chart, facts, span=8), guarded(donors_box, facts, span=4)]
    if facts.asked.is_held:
        return [*top, *two_columns([*pictures, guarded(trend_chart, facts), guarded(receivers_box, facts)])]
    pictures += [guarded(areas_chart, facts), guarded(trend_chart, facts), guarded(dependence_chart, facts)]
    pictures += [guarded(budgets_box, facts), guarded(receivers_box, facts), guarded(held_box, facts)]
    return [*top, *two_columns(pictures), guarded(rules_box, facts, span=12)]


register_page(
    __name__,
    Page(
        path="/funding",
        name="资金",
        group="管",
        icon="cash-coin",
        order=50,
        draw=explorable(draw),
        layout=layout,
        controls=("area", "year"),
        filters=(*FILTERS, "custody", "side", "rank", "all"),
        record_type="funding",
        defaults={"custody": OWN},
        explores="funds_received",
        for_hubs=True,
        rests_on=told_events,
    ),
)
