"""What a file says about itself, line by line, whatever it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from exports.who import who
from indicators.warehouse import Snapshot

DEMONSTRATION = "本文件来自演示数据，不是真实记录，不得作为统计依据。"


@dataclass(frozen=True)
class Note:
    """One line of the 说明 sheet: what is said, and the words."""

    name: str
    value: str


def origin_notes(taken: Snapshot) -> list[Note]:
    """What is said at the end of every 说明: as of which date, which build, when, by whom."""
    return [
        Note("数据截至", str(taken.data_date or "未声明")),
        Note("数据版本", taken.build),
        Note("导出时间", f"{datetime.now(ZoneInfo('Asia/Shanghai')):%Y-%m-%d %H:%M}（北京时间）"),
        Note("导出人", who()),
    ]


def warning_notes(taken: Snapshot) -> list[Note]:
    """What must be said first: that the data are a demonstration; nothing for real records."""
    return [Note("演示数据", DEMONSTRATION)] if taken.is_demonstration else []
