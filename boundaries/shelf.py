"""The folders with boundary files, read once and again only when a file has changed."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from boundaries.reading import read
from boundaries.shapes import EMPTY, Library, Problem, Shape
from settings import settings

SHIPPED = Path(__file__).resolve().parents[1] / "data" / "reference" / "boundaries"
READ = (".geojson", ".json")
SILENT = (".md", ".txt")
MOST_FILES = 200
_chosen: dict[str, Path] = {}
_kept: dict[str, tuple] = {}
_lock = threading.Lock()


def use(folder: Path | str | None) -> None:
    """Read boundaries from one folder from now on (tests); None returns to those of the installation."""
    _chosen.clear()
    if folder is not None:
        _chosen["folder"] = Path(folder)


def folders() -> list[Path]:
    """Where boundary files may lie; those of the data folder win over those beside the program."""
    if "folder" in _chosen:
        return [_chosen["folder"]]
    own = settings().data_dir.expanduser().absolute() / "reference" / "boundaries"
    return [own] if own == SHIPPED else [own, SHIPPED]


def library() -> Library:
    """Every usable shape; the same object until a file changes."""
    found = _found()
    if not found:
        return EMPTY
    now = _signed(found)
    with _lock:
        if _kept.get("signature") != now:
            _kept.update(signature=now, library=_read(found))
        return _kept["library"]


def signature() -> tuple:
    """What changes whenever a boundary file comes, goes or changes."""
    return _signed(_found())


def _found() -> list[Path]:
    return [path for folder in folders() for path in _files(folder)]


def _signed(paths: Sequence[Path]) -> tuple:
    return tuple(_signature(path) for path in paths)


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_file() and _counts(path.name))
    except OSError:
        return []


def _counts(name: str) -> bool:
    return not name.startswith((".", "~")) and not name.lower().endswith(SILENT)


def _signature(path: Path) -> tuple:
    try:
        status = path.stat()
    except OSError:
        return (str(path),)
    return str(path), status.st_mtime_ns, status.st_size


def _read(paths: Sequence[Path]) -> Library:
    shapes: dict[str, Shape] = {}
    origin: dict[str, Path] = {}
    problems: list[Problem] = []
    files: dict[str, int] = {}
    if len(paths) > MOST_FILES:
        words = f"有 {len(paths)} 个文件，只读按文件名排在前面的 {MOST_FILES} 个。"
        problems.append(Problem(str(paths[0].parent.name), words, "请合并成较少的文件。"))
    for path in paths[:MOST_FILES]:
        if not path.name.lower().endswith(READ):
            problems.append(Problem(path.name, "不认识这种文件，没有读。", "只读 .geojson 和 .json。", is_whole=True))
            continue
        found, wrong = read(path)
        problems += wrong
        twice = [shape.code for shape in found if shape.code in shapes and origin[shape.code].parent == path.parent]
        if twice:
            words = (
                f"{len(twice)} 个代码在 {origin[twice[0]].name} 里已经有了（{'、'.join(twice[:3])}），用先读的那个。"
            )
            problems.append(Problem(path.name, words, "同一个地区只留一份边界。"))
        for shape in found:
            if shape.code not in shapes:
                shapes[shape.code], origin[shape.code] = shape, path
        files[path.name] = len(found)
    return Library(shapes, tuple(problems), files)
