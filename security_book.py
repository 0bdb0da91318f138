"""`python security_book.py` (part of `make handbook`): writes what docs/security.md takes from the program itself.

Who may what comes from access/roles.py and entrance/permissions.py, what is kept of people from etl/records/.
"""

from __future__ import annotations

from pathlib import Path

from access.roles import ALLOWED, May, Role
from components.page import all_pages
from entrance.permissions import PAGES
from etl.record import RecordType, record_types

PAGE = Path(__file__).parent / "docs" / "security.md"
PUBLIC_TYPES = {"areas", "population", "organizations", "hubs", "facilities"}
"""Records of what the state publishes anyway: registers, places, censuses."""
PUBLIC, INNER, PERSONAL = "公开", "内部", "个人信息"


def roles_table() -> str:
    """A row for each thing that can be allowed, a column for each role."""
    lines = [f"| 可以做的事 | {' | '.join(Role)} |", f"|---|{':-:|' * len(Role)}"]
    lines += [f"| {right} | {' | '.join('✓' if right in ALLOWED[role] else '' for role in Role)} |" for right in May]
    return "\n".join(lines)


def pages_table() -> str:
    """A row for each page: which right it asks for, and whether accounts of one hub may open it."""
    titles = {page.path: page.name for page in all_pages()}
    lines = ["| 页面 | 地址 | 要有的权限 | 只看一个枢纽的账户 |", "|---|---|---|:-:|"]
    for path, rule in PAGES.items():
        right = rule.right.value if rule.right else "登录即可"
        lines.append(f"| {titles.get(path, '档案')} | `{path}` | {right} | {'✓' if rule.for_hubs else ''} |")
    return "\n".join(lines)


def class_of(record_type: RecordType, column_id: str) -> str:
    """The class of one column of the records."""
    (column,) = [one for one in record_type.columns if one.id == column_id]
    if column.is_personal:
        return PERSONAL
    return PUBLIC if record_type.id in PUBLIC_TYPES else INNER


def classes_table() -> str:
    """Every column of every record type under its class."""
    types = record_types()
    lines = [f"| 记录 | {PUBLIC} | {INNER} | {PERSONAL}（只存键控散列） |", "|---|---|---|---|"]
    for one in types.values() if isinstance(types, dict) else types:
        cells = [
            "、".join(column.name for column in one.columns if class_of(one, column.id) == kind)
            for kind in (PUBLIC, INNER, PERSONAL)
        ]
        lines.append(f"| {one.name} | {' | '.join(cells)} |")
    return "\n".join(lines)


PARTS = {"roles": roles_table, "pages": pages_table, "classes": classes_table}


def filled(text: str) -> str:
    """The page with its generated parts as the program has them now."""
    for name, table in PARTS.items():
        first, last = f"<!-- {name} -->", f"<!-- /{name} -->"
        before, _, rest = text.partition(first)
        text = f"{before}{first}\n{table()}\n{last}{rest.partition(last)[2]}"
    return text


if __name__ == "__main__":
    import app  # noqa: F401 - importing it registers the pages

    PAGE.write_text(filled(PAGE.read_text("utf-8")), "utf-8")
