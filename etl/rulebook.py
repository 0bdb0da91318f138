"""Every rule a delivery is judged by, read from the record types and from the code that judges; docs/rules.md.

`python -m etl.rulebook` writes the document, `--check` only says whether it is fresh (exit 1 when not).
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from etl.errors import REFUSED, WARNING
from etl.record import record_types

ETL = Path(__file__).parent
DOCUMENT = ETL.parent / "docs" / "rules.md"
CELL, ROW, FILE = "单元格", "行", "整份文件"
_SEVERITIES = {"REFUSED": REFUSED, "WARNING": WARNING}
_ELSEWHERE = ("demonstration", "answer", "templates")
_Place = int | str
_Signature = tuple[str, _Place, _Place, str]
_Known = dict[str, list[ast.Assign]]
_CALLS: dict[str, _Signature] = {
    "refuse": (CELL, 0, 1, REFUSED),
    "accept": (CELL, 1, 2, WARNING),
    "refuse_row": (ROW, 1, 2, REFUSED),
    "_note": (ROW, 3, 5, ""),
    "Problem": (FILE, 3, 5, ""),
    "DeliveryError": (FILE, 2, 0, REFUSED),
    "Check": (ROW, "code", "message", WARNING),
}
"""What a call says: about what, where its rule and its message stand among the arguments, which severity."""


@dataclass(frozen=True, order=True)
class Rule:
    """One thing a rule may say; a code that has several to say has several of these."""

    code: str
    severity: str
    about: str
    record_type: str
    message: str

    @property
    def may_be_stricter(self) -> bool:
        """Whether configuration may turn it into a refusal: warnings about a single row."""
        return self.severity == WARNING and self.about != FILE and self.code != "B092"


@cache
def rules() -> tuple[Rule, ...]:
    """All of them, by code."""
    return tuple(sorted({*_of_records(), *_of_code()}))


def _of_records() -> Iterator[Rule]:
    for record_type in record_types().values():
        for check in record_type.checks:
            yield Rule(check.code, check.severity, ROW, record_type.name, check.message)
        for clash in record_type.clashes:
            yield Rule(clash.code, REFUSED, ROW, record_type.name, clash.message)
        if record_type.one_of_message:
            yield Rule(record_type.one_of_code, REFUSED, ROW, record_type.name, record_type.one_of_message)


def _of_code() -> Iterator[Rule]:
    for path in sorted(ETL.rglob("*.py")):
        if path.relative_to(ETL).parts[0] not in _ELSEWHERE:
            yield from _of_file(ast.parse(path.read_text("utf-8")))


def _of_file(tree: ast.Module) -> Iterator[Rule]:
    constants = _assigned(tree.body)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for function in functions:
        known = constants | _assigned(ast.walk(function))
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if name in _CALLS:
                yield from _of_call(call, _CALLS[name], {n: _before(call, given) for n, given in known.items()})


def _assigned(nodes: Iterable[ast.AST]) -> _Known:
    """The names that are given a value, each with every place where it is."""
    found: _Known = defaultdict(list)
    for node in nodes:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id].append(node)
    return dict(found)


def _before(call: ast.Call, given: list[ast.Assign]) -> ast.expr:
    """The value a name has where the call stands: the last one given before it."""
    earlier = [node for node in given if node.lineno <= call.lineno] or given
    return max(earlier, key=lambda node: node.lineno).value


def _of_call(call: ast.Call, signature: _Signature, known: dict[str, ast.expr]) -> Iterator[Rule]:
    about, code_at, message_at, severity = signature
    given = dict(enumerate(call.args)) | {keyword.arg: keyword.value for keyword in call.keywords}
    if code_at not in given and about == FILE and "rule" in given:
        code_at = "rule"
    if code_at not in given or message_at not in given:
        return
    severity = severity or _severity(given.get(4))
    message = "".join(_texts(given[message_at], known))
    if signature is _CALLS["DeliveryError"] and 1 in given:
        message += "".join(_texts(given[1], known))
    if not severity or not message.strip("…"):
        return
    for code in _codes(given[code_at], known):
        yield Rule(code, severity, about, "", message)


def _severity(node: ast.expr | None) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    return _SEVERITIES.get(getattr(node, "id", ""), "")


def _codes(node: ast.expr, known: dict[str, ast.expr]) -> list[str]:
    """The codes an expression may be; none if only the running program knows."""
    if isinstance(node, ast.Constant):
        return [node.value] if node.value else []
    if isinstance(node, ast.IfExp):
        return _codes(node.body, known) + _codes(node.orelse, known)
    if isinstance(node, ast.Name) and node.id in known:
        return _codes(known[node.id], {})
    return []


def _texts(node: ast.expr, known: dict[str, ast.expr]) -> Iterator[str]:
    """The pieces of a message, “…” for what is filled in."""
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.JoinedStr):
        for part in node.values:
            yield from _texts(part, known)
    elif isinstance(node, ast.BinOp):
        yield from (*_texts(node.left, known), *_texts(node.right, known))
    elif isinstance(node, ast.IfExp):
        yield from (*_texts(node.body, known), "／", *_texts(node.orelse, known))
    elif isinstance(node, ast.Name) and node.id in known:
        yield from _texts(known[node.id], {})
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr.startswith("format"):
        yield from _texts(node.func.value, known)
    else:
        yield "…"


HEAD = """# 规则

本表由 `python -m etl.rulebook` 从 `etl/records/*.toml` 与检查程序生成，请勿手工修改。
B 号是坏数据目录里的情形，V 号是其他检查，S 号只用于外来系统的映射（`docs/sources.md`）。“…”与 `{…}` 处填当时的值。

- **拒收**：单元格、行的拒收只退回那一行，其余照常入库；整份文件的拒收什么都不入库。
- **警告**：照常入库，请填报人看一眼。
- 同一条规则同一列的警告只列前 100 行，另有一句共多少行。

## 让规则更严

在数据文件夹里放一个 `rules.toml`（`$WUSHE_DATA_DIR/rules.toml`），把下表“可改严”一栏为“是”的警告改成拒收：

```toml
[severity]
B088 = "拒收"     # 单日服务时长超过 12 小时的行退回
B116 = "拒收"     # 疑似报了两次的活动退回
```

只能改严，不能放宽：写“警告”、写本来就拒收的规则、写不存在的规则号，都会停下来说明哪里不对，什么都不装入。改过之后装入的报送按新的
级别检查；已经入库的不变，再装一次同一个文件就按新的级别重新检查。

## 全部规则

| 规则 | 级别 | 针对 | 数据类型 | 说什么 | 可改严 |
|---|---|---|---|---|---|
"""


def document() -> str:
    """docs/rules.md as it should be."""
    return HEAD + "".join(
        f"| {r.code} | {r.severity} | {r.about} | {r.record_type or '—'} | {_in_table(r.message)} "
        f"| {'是' if r.may_be_stricter else ''} |\n"
        for r in rules()
    )


def _in_table(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def main() -> int:
    """Write the document, or with --check say whether it is fresh."""
    fresh = document()
    if "--check" in sys.argv[1:]:
        return 0 if DOCUMENT.read_text("utf-8") == fresh else 1
    DOCUMENT.write_text(fresh, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
