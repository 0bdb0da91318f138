"""What the disk refuses while a file is made, told in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from api.answers import ApiError
from exports import spool
from exports.child import FULL, is_full_disk

NOWHERE = "导出的文件没有地方写"
HINT = (
    "请系统管理员检查数据目录和系统的临时文件夹是否可以写入；大文件可以用 WUSHE_SPOOL_DIR 另指定一个文件夹。"
)


@contextmanager
def room_in_words() -> Iterator[None]:
    """507 in words when there is no room for a file, or no folder that takes it."""
    try:
        yield
    except Exception as reason:
        if is_full_disk(reason):
            raise ApiError(507, *FULL) from reason
        if isinstance(reason, OSError):
            raise ApiError(507, NOWHERE, HINT) from reason
        raise


def refuse_full_disk() -> None:
    """507 in words when the disk has no room for another file that is kept."""
    if not spool.has_room():
        raise ApiError(507, *FULL)
