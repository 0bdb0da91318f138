"""The severities of a data folder: `rules.toml` may make a rule stricter, never laxer."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

from etl.errors import REFUSED, DeliveryError
from etl.rulebook import rules

FILE_NAME = "rules.toml"


def stricter_rules(data_dir: Path) -> frozenset[str]:
    """The warnings that refuse in this data folder; DeliveryError for what cannot be meant."""
    path = data_dir / FILE_NAME
    if not path.exists():
        return frozenset()
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise _fault(f"读不懂：{fault}。", "请照 docs/rules.md 的样子改正") from fault
    severities = content.get("severity", {})
    strange = [name for name in content if name != "severity"]
    if strange or not isinstance(severities, dict):
        raise _fault(f"里有不认识的内容：{'、'.join(strange) or 'severity'}。", "只能有 [severity] 一节")
    for code, severity in severities.items():
        _refuse_what_is_no_stricter(code, severity)
    return frozenset(severities)


def _refuse_what_is_no_stricter(code: str, severity: object) -> None:
    known = [rule for rule in rules() if rule.code == code]
    if not known:
        raise _fault(f"里没有“{code}”这条规则。", "规则号见 docs/rules.md")
    if severity != REFUSED:
        raise _fault(f"把“{code}”写成了“{severity}”：规则只能改严，不能放宽。", "只能写“拒收”")
    if not any(rule.may_be_stricter for rule in known):
        said = "本来就是拒收" if any(rule.severity == REFUSED for rule in known) else "说的是整份文件，不能改成退回行"
        raise _fault(f"里的“{code}”{said}。", "请删去这一行")


def _fault(message: str, hint: str) -> DeliveryError:
    return DeliveryError(f"规则配置 {FILE_NAME} {message}", f"{hint}。", "规则")


def version_of(stricter: frozenset[str]) -> str:
    """What the version of the rules ends in on these severities: nothing when they are the ordinary ones."""
    return f"-{hashlib.sha256(','.join(sorted(stricter)).encode()).hexdigest()[:6]}" if stricter else ""
