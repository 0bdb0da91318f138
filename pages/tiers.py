"""等级分布：每一种评定体系各自看：多少组织在哪一级，谁升谁降，谁快到期。"""

from dash import html

from components.chips import Option, choice_chip, filter_bar
from components.columns import two_columns
from components.events import told_events
from components.explore_open import explorable
from components.indicator_card import cards
from components.options import filter_chip
from components.page import Page, register_page
from components.states import guarded, skeleton
from components.tiers_facts import YEARLY, asked_of, facts_of
from components.tiers_pictures import composition, flow_chart, headline, matrix_chart
from components.tiers_words import chosen_box, grade_box, list_boxes, nothing_box, remarks, sentence
from components.words import head


def layout(**_choices):
    """The grey shape of the page; holds no data."""
    return skeleton(6, 6, 6, 6, 12, cards=5)


def draw(state):
    """The page for one address: answer, cards, composition, movement, names, notes."""
    asked = asked_of(state)
    facts = facts_of(asked)
    ladders = [Option(name, name, "、".join(grades)) for name, grades in asked.ladders.items()]
    chips = [
        choice_chip(state, "ladder", "评定体系", ladders, default=YEARLY, clear=("moved", "grade")),
        filter_chip(state, "field"),
        filter_chip(state, "legal_form", without=("企业",)),
    ]
    return [
        head("等级分布", asked.place),
        filter_bar(chips),
        sentence(facts),
        cards(state, headline(facts)),
        html.Div([*pictures(facts), guarded(remarks, facts)], className="grid"),
    ]


def pictures(facts):
    """Composition and movement in two columns, then the lists by name; a place without grades says where to look."""
    if facts.is_empty:
        return two_columns([nothing_box(facts), *([guarded(composition, facts, "year")] if facts.is_reported else [])])
    sides = ("area", "year", "field") if facts.asked.place.level < 5 else ("year", "field")
    bars = {side: guarded(composition, facts, side) for side in sides}
    parts = [bars.pop("area"), bars.pop("year")] if "area" in bars else [bars.pop("year")]
    parts += [guarded(flow_chart, facts), bars.pop("field"), guarded(matrix_chart, facts)]
    if facts.asked.grade:
        parts.append(guarded(grade_box, facts, facts.asked.grade))
    if facts.asked.move:
        parts.append(guarded(chosen_box, facts, *facts.asked.move))
    return [*two_columns(parts), *two_columns(list_boxes(facts))]


register_page(
    __name__,
    Page(
        path="/tiers",
        name="等级分布",
        group="看",
        icon="award",
        order=30,
        draw=explorable(draw),
        layout=layout,
        controls=("area", "year", "as_of"),
        filters=("ladder", "field", "legal_form", "grade", "moved", "top", "all"),
        record_type="ratings",
        defaults={"ladder": YEARLY},
        explores="tier_share",
        rests_on=told_events,
    ),
)
