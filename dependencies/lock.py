"""The lists of fixed versions: read, and found wanting where one package could be swapped for another unseen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LISTS = {
    "requirements.txt": "requirements.in", "requirements-dev.txt": "requirements-dev.in",
    "requirements-spark.txt": "requirements-spark.in", "requirements-oidc.txt": "requirements-oidc.in",
}  # fmt: skip
"""Each list of fixed versions and the wishes it was resolved from."""
FIXED = re.compile(
    r"([A-Za-z0-9][A-Za-z0-9._-]*)==([A-Za-z0-9.!+]+)\s*(?:;[^\\#]+?)?((?:\s+--hash=sha256:[0-9a-f]{64})+)"
)
WISH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def fixed(text: str) -> dict[str, str]:
    """Version of each package that a list fixes by version and hash."""
    return {_plain(found[1]): found[2] for line in _lines(text) if (found := FIXED.fullmatch(line))}


def faults(root: Path = ROOT) -> list[str]:
    """In words, each place of the lists that lets something else in than what was resolved."""
    found, versions = [], {}
    for name, wishes in LISTS.items():
        text = (root / name).read_text("utf-8")
        found += [f"{name}：“{line[:60]}”没有固定版本和哈希" for line in _lines(text) if not FIXED.fullmatch(line)]
        for package, version in fixed(text).items():
            if versions.setdefault(package, version) != version:
                found.append(f"{name}：{package} 是 {version}，另一份清单里是 {versions[package]}")
        wished = {_plain(WISH.match(line)[0]) for line in _lines((root / wishes).read_text("utf-8"))}
        found += [f"{name}：没有 {package}，{wishes} 里要它" for package in sorted(wished - fixed(text).keys())]
    return found


def _lines(text: str) -> Iterator[str]:
    """Each requirement or option on one line, without remarks."""
    for line in re.sub(r"\\\n", " ", text).split("\n"):
        said = re.sub(r"(^|\s)#.*", "", line).strip()
        if said:
            yield re.sub(r"\s+", " ", said)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
