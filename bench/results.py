"""bench/results.md: one section for each thing measured, written by the command that measured it."""

from __future__ import annotations

import re
from pathlib import Path

RESULTS = Path(__file__).parent / "results.md"
TITLE = (
    "# 速度与大小\n\n写着“用……测得”的各节由那个命令写出，不手工修改；“目标一览”从各节抄来；"
    "其余各节是改动前后的比较，怎样测的写在节里。\n"
)
ORDER = ("bars", "small", "peers", "pages", "throughput", "memory", "start", "ingest", "workbook", "increment", "load")


def write_section(name: str, text: str, path: Path = RESULTS) -> None:
    """Puts `text` (Markdown beginning with a `## ` heading) in the place of the section's former words."""
    sections = read_sections(path) | {name: text.strip()}
    names = sorted(sections, key=lambda n: (ORDER.index(n) if n in ORDER else len(ORDER), n))
    parts = [f"<!-- {n} -->\n{sections[n]}\n<!-- /{n} -->\n" for n in names]
    path.write_text("\n".join([TITLE, *parts]), encoding="utf-8")


def read_sections(path: Path = RESULTS) -> dict[str, str]:
    """The words of every section by its name; empty when nothing was measured yet."""
    text = path.read_text("utf-8") if path.exists() else ""
    found = re.findall(r"<!-- (\w+) -->\n(.*?)\n<!-- /\1 -->", text, re.DOTALL)
    return {name: words.strip() for name, words in found}
