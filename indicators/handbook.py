"""docs/handbook.md: every indicator for readers, generated from the definition files.

`python -m indicators.handbook` writes it, `--check` only says whether it is fresh (exit 1 when not).
"""

import argparse
import csv
import sys
from pathlib import Path

from indicators.catalog import catalog, denominators, dimensions
from indicators.definition import Definition
from indicators.little_tables import read

ROOT = Path(__file__).parents[1]
HANDBOOK = ROOT / "docs" / "handbook.md"
TARGETS = ROOT / "data" / "reference" / "targets.csv"
KINDS = {"stock": "时点数：用 as_of 或 year（年末）", "flow": "时期数：用 year，或 from、to"}
HEAD = """# 指标手册

本手册由 `python -m indicators.handbook` 从 `indicators/definitions/` 生成，请勿手工修改。
每个指标的例子同时是测试：左边几张小表放进数据库，右边的结果必须算出来。例子用的行政区划是真实代码的一小部分
（浙江省杭州市上城区的凯旋街道、紫阳街道，湖南省长沙市长沙县的黄花镇及其下几个社区、村）。

数字总是带着分子、分母和理由：没有人报送的是“未报送”，不是 0；没有分母的区域在旁边点名。
"""


def handbook() -> str:
    """The whole handbook as Markdown."""
    found = catalog().values()
    lines = [HEAD, "| 指标 | 名称 | 单位 | 公式 |", "|---|---|---|---|"]
    lines += [f"| [{one.id}](#{one.id}) | {one.name} | {one.unit} | {one.formula} |" for one in found]
    return "\n".join([*lines, "", _denominators(), *(_entry(one) for one in found)])


def _denominators() -> str:
    lines = ["## 分母", "", "| 名称 | 定义 |", "|---|---|"]
    return "\n".join([*lines, *(f"| {one.name} | {one.definition} |" for one in denominators().values()), ""])


def _entry(one: Definition) -> str:
    facts = [
        ("公式", one.formula),
        ("单位", f"{one.unit}，保留 {one.decimals} 位小数"),
        ("时间", KINDS[one.kind]),
        ("分母", "、".join(denominators()[key].name for key in one.denominators)),
        ("统计口径", f"默认 {one.default_universe}" if one.default_universe else ""),
        ("筛选与分列", "、".join(f"`{key}` {dimensions()[key].name}" for key in one.filters)),
        ("默认只计", "、".join(f"{dimensions()[key].name}：{word}" for key, word in one.defaults.items())),
        ("参数", "、".join(_parameter(key, one) for key in one.parameters)),
        ("目标与参考", "；".join(_targets(one.id))),
        ("出处", one.source),
    ]
    lines = [f'<a id="{one.id}"></a>', f"## {one.name}", "", f"`{one.id}`　{one.definition}", ""]
    lines += [f"- **{name}**　{words}" for name, words in facts if words]
    return "\n".join([*lines, "", *_example(one), ""])


def _parameter(key: str, one: Definition) -> str:
    number = one.parameters[key]
    return f"`{key}` {number.name}（默认 {number.default:g}，{number.least:g}—{number.most:g}）"


def _targets(indicator_id: str) -> list[str]:
    with TARGETS.open(encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file) if row["indicator"] == indicator_id]
    return [
        f"{row['kind']} {row['comparison']} {row['value']}"
        + (f"（{row['universe']}口径）" if row["universe"] else "")
        + (f" {row['year']} 年" if row["year"] else "")
        + f"，{row['source']}"
        for row in rows
    ]


def _example(one: Definition) -> list[str]:
    lines = [f"例：`{one.id}?{one.example.ask}`", ""]
    for name, text in one.example.tables.items():
        lines += [f"{name}：", "", *_table(text), ""]
    return [*lines, "结果：", "", *_table(one.example.expect)]


def _table(text: str) -> list[str]:
    rows = read(text)
    header = list(rows[0])
    return [
        f"| {' | '.join(header)} |",
        f"|{'---|' * len(header)}",
        *(f"| {' | '.join(row[name] or '' for name in header)} |" for row in rows),
    ]


def main() -> int:
    """Writes the handbook, or with --check says whether it is fresh."""
    parser = argparse.ArgumentParser(description="生成指标手册 docs/handbook.md")
    parser.add_argument("--check", action="store_true", help="只检查是否最新")
    is_check = parser.parse_args().check
    text = handbook()
    if is_check:
        is_fresh = HANDBOOK.exists() and HANDBOOK.read_text(encoding="utf-8") == text
        words = "指标手册是最新的。" if is_fresh else "指标手册过期，请运行 python -m indicators.handbook。"
        sys.stdout.write(words + "\n")
        return 0 if is_fresh else 1
    HANDBOOK.parent.mkdir(exist_ok=True)
    HANDBOOK.write_text(text, encoding="utf-8")
    sys.stdout.write(f"已写出 {HANDBOOK.relative_to(ROOT)}，共 {len(catalog())} 个指标。\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
