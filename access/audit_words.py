"""What a line of the record is about, in words; keys that have none stand as they are."""

from __future__ import annotations

from collections.abc import Mapping

NAMES = {
    "account": "账户", "role": "角色", "area": "地区", "hub": "枢纽", "before": "原来", "origin": "来自",
    "tries_left": "还可试", "locked": "已锁定", "type": "内容", "filters": "条件", "rows": "行数", "bytes": "字节",
    "format": "格式", "file": "文件", "build": "数据版本", "address": "地址", "why": "原因", "times": "次数",
    "minute": "时间", "more": "说明", "lines": "条数", "last": "末条校验值", "sessions": "登录数", "device": "登录",
    "from": "从", "purpose": "用途", "days": "天数", "token": "令牌", "job": "任务", "task": "待办", "choice": "决定",
    "value": "填的值", "note": "说明", "delivery": "报送", "indicator": "指标", "year": "年份", "report": "报告",
    "offset": "从第几行", "method": "方法", "status": "代码", "right": "需要的权限", "declared": "申报", "by": "署名",
    "state": "状态", "page": "页面", "error": "原因", "accepted": "收下的行", "from_on": "从", "to_on": "到",
    "from_time": "从几点", "to": "到", "to_time": "到几点", "text": "内容里有", "name": "账户", "action": "动作",
    "result": "结果",
    "browser": "浏览器", "ended_tokens": "令牌已作废（个）", "mode": "方式", "source": "来源", "refused": "退回的行",
}  # fmt: skip
"""Keys of lines as people call them."""


def what_words(what: Mapping[str, object]) -> str:
    """The line as a reader wants it: 内容 志愿服务，条件 2024年，行数 120."""
    parts = [f"{NAMES.get(key, key)} {_value(value)}" for key, value in what.items() if value not in (None, "", {}, [])]
    return "，".join(parts)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Mapping):
        return f"（{what_words(value)}）"
    if isinstance(value, (list, tuple)):
        return "、".join(str(one) for one in value)
    return str(value)
