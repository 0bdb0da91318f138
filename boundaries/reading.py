"""One GeoJSON file into shapes and problems. Whatever is in the file, the answer is words, never an exception."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from boundaries.codes import code_of
from boundaries.shapes import Problem, Ring, Shape

LARGEST = 20 * 1024 * 1024
FEWEST_POINTS = 3
MOST_NAMED = 5
SMALLER = "请先简化（例如 mapshaper 的 -simplify 5% keep-shapes），或按区县分成几个文件。"
EXPORT = "请从地图软件导出为 GeoJSON，坐标用经纬度（CGCS2000 或 WGS84）。"


class _UnusableError(Exception):
    """Why a file or a feature cannot be used, and what to do."""

    def __init__(self, words: str, hint: str):
        super().__init__(words)
        self.words, self.hint = words, hint


def read(path: Path) -> tuple[list[Shape], list[Problem]]:
    """The shapes of a file, one per code, and what is wrong with it."""
    try:
        features = _features(_parsed(path))
    except _UnusableError as reason:
        return [], [Problem(path.name, reason.words, reason.hint, is_whole=True)]
    rings: dict[str, list[Ring]] = {}
    refused: dict[tuple[str, str], list[str]] = {}
    for place, feature in enumerate(features, 1):
        try:
            code, found = _feature(feature)
        except _UnusableError as reason:
            refused.setdefault((reason.words, reason.hint), []).append(_named(feature, place))
            continue
        rings.setdefault(code, []).extend(found)
    problems = [Problem(path.name, f"{words}：{_few(names)}。", hint) for (words, hint), names in refused.items()]
    if not rings:
        nothing = Problem(
            path.name, "文件里没有一块能用的边界。", "每一块要有区划代码（属性 code）和面。", is_whole=True
        )
        return [], [*problems, nothing]
    return [Shape(code, own) for code, own in rings.items()], problems


def _few(names: list[str]) -> str:
    more = f"等 {len(names)} 块" if len(names) > MOST_NAMED else ""
    return "、".join(names[:MOST_NAMED]) + more


def _named(feature: object, place: int) -> str:
    properties = feature.get("properties") if isinstance(feature, Mapping) else None
    name = (
        next((properties[key] for key in ("name", "名称") if properties.get(key)), "")
        if isinstance(properties, Mapping)
        else ""
    )
    return f"第 {place} 块{str(name)[:20]}"


def _parsed(path: Path) -> object:
    try:
        if path.stat().st_size > LARGEST:
            raise _UnusableError(f"文件有 {path.stat().st_size / 1024 / 1024:.0f} MB，超过 20 MB，没有读。", SMALLER)
        raw = path.read_bytes()
    except OSError as reason:
        raise _UnusableError("文件读不了。", "请检查文件的权限，或重新复制一份。") from reason
    try:
        return json.loads(_text(raw), parse_constant=_no_number)
    except (ValueError, RecursionError) as reason:
        raise _UnusableError("不是完整的 JSON，可能没有复制完。", EXPORT) from reason


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


def _no_number(word: str) -> float:
    raise ValueError(word)


def _features(document: object) -> list:
    kind = document.get("type") if isinstance(document, Mapping) else None
    if kind == "Topology":
        raise _UnusableError("这是 TopoJSON，不是 GeoJSON。", EXPORT)
    if kind == "Feature":
        return [document]
    found = document.get("features") if kind == "FeatureCollection" else None
    if not isinstance(found, list):
        raise _UnusableError("不是 GeoJSON：没有 FeatureCollection。", EXPORT)
    return found


def _feature(feature: object) -> tuple[str, list[Ring]]:
    if not isinstance(feature, Mapping):
        raise _UnusableError("有的条目不是一块边界", EXPORT)
    code = code_of(feature)
    if code is None:
        raise _UnusableError("没有区划代码", "请在属性里加 code：2、4、6、9 或 12 位区划代码。")
    rings = [_ring(points) for points in _rings(feature.get("geometry"))]
    if not rings:
        raise _UnusableError("不是面（点、线画不成地图）", EXPORT)
    return code, rings


def _rings(geometry: object) -> Iterator[object]:
    """The rings of a polygon, of several, or of a collection of them."""
    if not isinstance(geometry, Mapping):
        return
    kind, inside = geometry.get("type"), geometry.get("coordinates")
    if kind == "Polygon" and isinstance(inside, list):
        yield from inside
    elif kind == "MultiPolygon" and isinstance(inside, list):
        for polygon in inside:
            yield from polygon if isinstance(polygon, list) else [polygon]
    elif kind == "GeometryCollection":
        parts = geometry.get("geometries")
        for part in parts if isinstance(parts, list) else []:
            if isinstance(part, Mapping) and part.get("type") != "GeometryCollection":
                yield from _rings(part)


def _ring(points: object) -> Ring:
    try:
        ring = np.array([point[:2] for point in points], dtype=float)
    except (TypeError, ValueError, IndexError, KeyError, OverflowError) as reason:
        raise _UnusableError("坐标不是成对的数", EXPORT) from reason
    if ring.ndim != 2 or ring.shape[1] != 2 or len(np.unique(ring, axis=0)) < FEWEST_POINTS:
        raise _UnusableError("不到 3 个点，围不成面", EXPORT)
    if not np.isfinite(ring).all() or (np.abs(ring) > (180, 90)).any():
        raise _UnusableError("坐标不是经纬度（是投影坐标吗？）", EXPORT)
    return ring
