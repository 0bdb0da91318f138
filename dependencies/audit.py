"""`make audit`: the lists are whole, and no package in them has a known vulnerability, as far as a database answers.

pip-audit itself says “no known vulnerabilities” when no database knew a single package; here that is told apart.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dependencies.lock import LISTS, ROOT, faults, fixed

DATABASES = ("pypi", "osv")
LONGEST = 120  # seconds one database may take
ACCEPTED = Path(__file__).with_name("accepted.toml")
FINE, FAULTY = 0, 1


@dataclass(frozen=True)
class Verdict:
    """What one database said: how many packages it knew, which not, and each vulnerability in words by its id."""

    known: int
    unknown: tuple[str, ...]
    vulnerable: Mapping[str, str]


def main() -> int:
    """Say what was found; 1 for a list that is not whole and for a vulnerability nobody accepted."""
    wanting = faults()
    if wanting:
        _say("依赖清单不完整：", *wanting, "请执行 make lock 重新解出。")
        return FAULTY
    packages = {name for part in LISTS for name in fixed((ROOT / part).read_text("utf-8"))}
    _say(f"依赖清单完整：{len(packages)} 个包，每个都固定了版本和哈希。")
    for database in DATABASES:
        document = _ask(database)
        verdict = read(document) if document else None
        if verdict and verdict.known:
            return _tell(database, verdict)
    tried = "、".join(DATABASES)
    _say(f"没有连上任何漏洞数据库（试过 {tried}）：这一次没有比对已知漏洞。请在连得上的机器上再执行 make audit。")
    return FINE


def _ask(database: str) -> str | None:
    """The answer of pip-audit as JSON; None when the database cannot be reached in time."""
    lists = [word for part in LISTS for word in ("--requirement", str(ROOT / part))]
    command = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--format", "json"]
    command += ["--progress-spinner", "off", "--timeout", "10", "--vulnerability-service", database, *lists]
    try:
        told = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST, check=False)
    except subprocess.TimeoutExpired:
        return None
    return told.stdout if told.stdout.startswith("{") else None


def read(document: str) -> Verdict:
    """What pip-audit's JSON says."""
    entries = json.loads(document)["dependencies"]
    known = [entry for entry in entries if "vulns" in entry]
    vulnerable = {
        fault["id"]: f"{entry['name']} {entry['version']}：{fault['id']}，改正于 {_or_none(fault['fix_versions'])}"
        for entry in known
        for fault in entry["vulns"]
    }
    return Verdict(len(known), tuple(entry["name"] for entry in entries if "vulns" not in entry), vulnerable)


def accepted(text: str, today: date) -> dict[str, str]:
    """Vulnerabilities that somebody accepted for a while, with the reason; those whose time is over no longer count."""
    entries = tomllib.loads(text).get("accepted", [])
    return {entry["id"]: entry["reason"] for entry in entries if entry["until"] >= today}


def _tell(database: str, verdict: Verdict) -> int:
    excused = accepted(ACCEPTED.read_text("utf-8"), date.today())
    _say(f"漏洞数据库 {database}：比对了 {verdict.known} 个包。")
    if verdict.unknown:
        _say(f"其中没有 {len(verdict.unknown)} 个包的资料：{'、'.join(verdict.unknown)}")
    for name, words in verdict.vulnerable.items():
        _say(f"{'已知悉，' + excused[name] if name in excused else '漏洞'}：{words}")
    return FAULTY if verdict.vulnerable.keys() - excused.keys() else FINE


def _or_none(versions: list[str]) -> str:
    return "、".join(versions) or "（还没有改正的版本）"


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()
