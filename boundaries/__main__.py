"""python -m boundaries: what the boundary files hold and what is wrong with them, in words."""

from __future__ import annotations

import sys

from boundaries.checking import report
from boundaries.shelf import folders
from indicators.errors import NoWarehouse, OutdatedWarehouse


def main() -> int:
    """Prints the check; 1 when something is wrong, 2 when there is nothing to hold the codes against."""
    out = sys.stdout.write
    out("边界文件夹：\n" + "".join(f"  {folder}\n" for folder in folders()))
    try:
        found = report()
    except (NoWarehouse, OutdatedWarehouse) as reason:
        out(f"{reason.message}{reason.hint}没有已发布的数据，对不了区划代码。\n")
        return 2
    if found.is_empty:
        out("没有边界文件：总览用方块图，什么都不缺。\n")
        return 0
    out("".join(f"  {name}：{count} 块\n" for name, count in found.files.items()))
    out("能画的：" + ("、".join(f"{level} {count} 个" for level, count in found.by_level.items()) or "没有") + "。\n")
    for problem in found.problems:
        out(f"问题：{problem.file}：{problem.words}{problem.hint}\n")
    out("没有问题。\n" if not found.problems else f"共 {len(found.problems)} 处问题。\n")
    return 1 if found.problems else 0


if __name__ == "__main__":
    sys.exit(main())
