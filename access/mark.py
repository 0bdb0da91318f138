"""A mark beside the data that accounts were set up: without it a lost file of accounts looks like none ever made."""

from __future__ import annotations

import logging
import os

from access.store import FILE, path

NAME = "access.required"
OWN_EYES = 0o600
WORDS = (
    f"这里设过账户：人人都要登录。账户在 {FILE} 里；它不见了而这个文件还在，系统不会启动。\n"
    "确实要改回一个人在本机用、不再登录，才删去这个文件。\n"
)


def is_set() -> bool:
    """Whether accounts were ever set up on these data."""
    return path().with_name(NAME).exists()


def put() -> None:
    """Set the mark. Where nothing can be written it is left to the next start, and a log line says so."""
    mark = path().with_name(NAME)
    if mark.exists():
        return
    try:
        with os.fdopen(os.open(mark, os.O_CREAT | os.O_WRONLY, OWN_EYES), "w", encoding="utf-8") as out:
            out.write(WORDS)
    except OSError as reason:
        logging.getLogger("wushe").warning("没有写下“设过账户”的标记 %s：%s", mark, reason)
