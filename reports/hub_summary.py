"""年度成效报告 of a hub: its 摘要 — what there is, how much, against last year, the peers and the targets, and why."""

from __future__ import annotations

from components.hubs_facts import Facts
from components.hubs_why import why_box
from components.hubs_words import sentence
from reports.content import Words
from reports.plain import plain
from reports.reading import blocks_of

MOST_REASONS = 5


def summary(facts: Facts) -> tuple[str, ...]:
    """Sentences a district reads first."""
    reasons = [text for block in blocks_of(why_box(facts)) if isinstance(block, Words) for text in block.paragraphs]
    return (plain(sentence(facts)), *reasons[:MOST_REASONS])
