"""Which area a feature is: the code among its properties, brought to twelve digits."""

from __future__ import annotations

from collections.abc import Mapping

KEYS = (
    "area_code", "code", "adcode", "区划代码", "行政区划代码", "统计用区划代码", "地区代码", "代码", "gb", "id"
)  # fmt: skip
LENGTHS = (2, 4, 6, 9, 12)
FULL = 12
COUNTRY = "156"  # 天地图 writes 156 before the six digits of a code


def code_of(feature: Mapping) -> str | None:
    """The code of a feature in twelve digits; None when no property holds one."""
    properties = feature.get("properties")
    given = (
        {str(key).strip().lower(): value for key, value in properties.items()}
        if isinstance(properties, Mapping)
        else {}
    )
    candidates = [(key, given.get(key)) for key in KEYS] + [("id", feature.get("id"))]
    return next((code for key, value in candidates if (code := _full(key, value)) is not None), None)


def _full(key: str, value: object) -> str | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip()
    if key == "gb":
        text = text.removeprefix(COUNTRY)
    if not (text.isascii() and text.isdigit()) or len(text) not in LENGTHS or text.startswith("0"):
        return None
    return text.ljust(FULL, "0")
