"""Parts of a chapter that have nothing to show: gathered into one honest sentence, not pages of 没有."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reports.content import Block, Figure, Words

FEW = 1  # a single one says it in its own place
NOTHING = re.compile(r"^(没有|未报送|这两年都没有|[^，；。]{0,20}(没有|未报送)[^，；。]{0,24}[。；])")
BARE = ("没有", "未报送", "全部未报送", "没有写明它的记录")
NONE_OF_IT = re.compile(r" 0 \S(?=，|$)")


def gathered(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with something to show in their order; behind them one sentence about the others."""
    empty = [block for block in blocks if _reason(block)]
    if len(empty) <= FEW:
        return list(blocks)
    kept = [block for block in blocks if not _reason(block)]
    names = "".join(
        f"“{NONE_OF_IT.sub('', title)}”" for title in dict.fromkeys(block.title for block in empty) if title
    )
    return [*kept, Words("", (f"{names}没有可列的数：{_together(empty)}。",))]


def _together(empty: Sequence[Block]) -> str:
    """The reasons, each once; a bare 没有 or 未报送 only where nothing says more."""
    pieces = dict.fromkeys(piece.rpartition("：")[2] for block in empty for piece in _reason(block).split("；"))
    telling = [piece for piece in pieces if piece not in BARE]
    return "；".join(telling or pieces)


def _reason(block: Block) -> str:
    """Why the block shows nothing; empty when it shows something."""
    if isinstance(block, Figure):
        return "" if block.picture or block.table else block.missing.rstrip("。")
    if not isinstance(block, Words) or block.is_list or not block.title:
        return ""
    said = [text for text in block.paragraphs if text]
    if said and all(NOTHING.match(text) or NOTHING.match(text.partition("：")[2]) for text in said):
        return "；".join(text.rstrip("。") for text in said)
    return ""
