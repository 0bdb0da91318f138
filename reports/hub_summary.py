"""年度成效报告 of a hub: its 摘要 — what there is, how much, against last year, target and peers, and why."""

from __future__ import annotations

from collections.abc import Sequence

from components.hubs_facts import Facts
from components.hubs_words import sentence
from reports.content import Block, Chapter, Headline, Headlines, Words
from reports.hub_leads import against_last_year, against_peers, largest_moves
from reports.plain import plain, read_only

MOST_REASONS = 3
LEFT_OUT = ("figures", "why", "organizations", "notes")


def summary(facts: Facts, chapters: Sequence[tuple[str, Chapter]]) -> tuple[str, ...]:
    """Sentences a district reads first; one of each chapter that has something to say."""
    blocks = [block for _, chapter in chapters for block in chapter.blocks]
    said = [read_only(plain(sentence(facts))), against_last_year(facts), against_targets(blocks), against_peers(facts)]
    leads = [f"{chapter.title}：{chapter.lead}" for key, chapter in chapters if chapter.lead and key not in LEFT_OUT]
    return tuple(words for words in (*said, _reasons(facts, chapters), *leads) if words)


def against_targets(blocks: Sequence[Block]) -> str:
    """Which targets were reached and which were not; nothing where there is none."""
    items = [item for block in blocks if isinstance(block, Headlines) for item in block.items]
    told = [_against_target(item) for item in items if item.goal is not None and item.value is not None]
    return f"与目标比：{'；'.join(told)}。" if told else ""


def _against_target(item: Headline) -> str:
    at_most = "≤" in item.goal_words
    reached = item.value <= item.goal if at_most else item.value >= item.goal
    return f"{item.name}{'已达到' if reached else '未达到'}（{item.goal_words}）"


def _reasons(facts: Facts, chapters: Sequence[tuple[str, Chapter]]) -> str:
    """Why the figures that moved most did so, in the words of the chapter that tells it."""
    told = [
        text.rstrip("。")
        for key, chapter in chapters
        if key == "why"
        for block in chapter.blocks
        if isinstance(block, Words)
        for text in block.paragraphs
    ]
    names = [line.measure.name for line in largest_moves(facts)]
    found = [text for name in names for text in told if text.startswith(name)]
    return f"主要的变化：{'；'.join(found[:MOST_REASONS])}。" if found else ""
