"""The text of a key, the same in every process: what is drawn under it by one is found by all others."""

from __future__ import annotations

import json
from collections.abc import Hashable
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any


def text_of(key: Hashable) -> str:
    """Tells keys apart as Python does; TypeError for a part whose text may differ between processes."""
    return json.dumps(_told(key), ensure_ascii=False)


def _told(part: Any) -> Any:
    if part is None or type(part) in (bool, int, str):
        return part
    if isinstance(part, Enum):
        return [type(part).__name__, part.name]
    if isinstance(part, date):
        return [type(part).__name__, part.isoformat()]
    if isinstance(part, tuple):
        return ["tuple", *map(_told, part)]
    if is_dataclass(part) and not isinstance(part, type):
        return [type(part).__name__, *(_told(getattr(part, one.name)) for one in fields(part))]
    raise TypeError(f"the text of {type(part).__name__} may differ between processes")
