"""Where names and homes of volunteers, reviewers and residents stand: nobody asked for them, no copy is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from etl.judging.headings import Matching
from etl.normalise.codes import read_reviewer, read_volunteer
from etl.normalise.text import fold
from etl.record import RecordType

_NAMES = re.compile(
    r"姓名|名字|志愿者$|服务者$|队员$|签到人|签名|评委$|专家$|评审人|反映人|求助人|求助者|提出人|联系人|获奖人|居民$"
    r"|许愿人|心愿人|申请人|诉求人|登记人|户主|住户|当事人|受助人|服务对象姓|住址|家庭地址|居住地址|详细地址|门牌|联系方式|微信|邮箱"
)
_READERS = {"volunteer": read_volunteer, "reviewer": read_reviewer}


def name_columns(record_type: RecordType, headings: Mapping[int, str]) -> set[int]:
    """Which of these extra columns hold names or homes, by their headings, if the records are about single people."""
    if not (record_type.tells_of_people or any(column.holds_people for column in record_type.columns)):
        return set()
    return {index for index, heading in headings.items() if _NAMES.search(fold(heading))}


def covered(rows: Sequence[Sequence[object]], header: Sequence[str], matching: Matching) -> list[list[object]]:
    """The rows with the names of people starred, also where one stands in place of a person's number."""
    names = name_columns(matching.record_type, {index: header[index] for index in matching.ignored})
    numbers = {m.index: _READERS[m.column.form] for m in matching.matches.values() if m.column.holds_people}

    def cover(index: int, cell: object) -> object:
        is_name = index in names or (index in numbers and cell is not None and numbers[index](cell).is_refused)
        return "***" if cell is not None and is_name else cell

    return [[cover(index, cell) for index, cell in enumerate(row)] for row in rows]
