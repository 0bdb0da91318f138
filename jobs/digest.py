"""What a page needs of an answer of the ETL: the counts, the commonest problems, the first findings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

MOST_FINDINGS = 200
MOST_PROBLEMS = 10
SEVERITIES = ("拒收", "待核", "警告", "提示")  # in the order in which a clerk wants to see them
HINT = SEVERITIES[-1]
COUNTS = ("rows_read", "skipped", "accepted", "rejected", "duplicates", "pending", "superseded", "warnings")
REPLACED = "superseded"
"""How many rows later ones of anybody have replaced: within a scope it is not told, and not there."""
KEPT = ("build", "dry_run", "error", "failures", "held", "hint", "notes", "rows", "pending_by_type")
KEPT_WITHIN = ("build", "dry_run", "error", "hint")
"""What is kept for a sender with a scope: the rest counts and names what others delivered."""
TELLS_OF_OTHERS = ("B116", "B079", "V040", "V101", "V130")
"""Rules that hold a row against those of others: near duplicates, what others pay, what a volunteer has earned
anywhere, what is usual of an organisation anywhere, a day told elsewhere too. Within a scope they are neither told nor
counted."""
WARNING = "警告"
_MARKS = re.compile("⟪[^⟫]*⟫")
"""What the ETL puts behind a number that somebody outside the sender's scope uses too (etl/apart.py)."""
_OTHER_ROW = re.compile(r"《[^》]*》第\d+行")
NOT_PUBLISHED = "新数据没有通过检查，没有公布；原来的数据照常可用。"


def digest(document: dict, is_within: bool = False) -> dict:
    """The JSON document of check or load without its many messages: {deliveries, problems, findings, …}.

    `is_within` says that its sender has a scope: what it tells of the data of others is left out.
    """
    document = _within(document) if is_within else document
    deliveries = document.get("deliveries", [])
    found = [_finding(entry, message) for entry in deliveries for message in entry.get("messages", [])]
    first = sorted(found, key=lambda one: _weight(one["severity"]))[:MOST_FINDINGS]
    problems = [one for one in found if one["severity"] != HINT]
    return {
        "deliveries": [_delivery(entry, is_within) for entry in deliveries],
        "problems": _problems(problems),
        "kinds_of_problems": len({_kind(one) for one in problems}),
        "findings": first,
        "findings_total": len(found),
        **{key: document[key] for key in KEPT if key in document},
    }


def _within(document: dict) -> dict:
    """The document as a sender with a scope may read it."""
    entries = [entry | _told_of_own(entry) for entry in document.get("deliveries", [])]
    kept = {key: _unmarked(document[key]) for key in KEPT_WITHIN if key in document}
    kept |= {"error": NOT_PUBLISHED} if document.get("failures") else {}
    held = {"held": {"build": document["held"].get("build")}} if document.get("held") else {}
    return {"deliveries": entries, **kept, **held}


def _told_of_own(entry: dict) -> dict:
    """The messages that hold against nobody's rows but the sender's, and how many warnings are left."""
    untold = [one for one in entry.get("messages", []) if one.get("rule") in TELLS_OF_OTHERS]
    warnings = sum(one.get("severity") == WARNING for one in untold)
    return {"messages": list(_of_own(entry)), "warnings": max(0, (entry.get("warnings") or 0) - warnings)}


def _of_own(entry: dict) -> Iterator[dict]:
    for message in entry.get("messages", []):
        if message.get("rule") not in TELLS_OF_OTHERS:
            told = {key: _unmarked(value) for key, value in message.items()}
            yield told | {"message": without_others(told.get("message") or "")}


def _unmarked(value: object) -> object:
    """Words with numbers as their sender wrote them."""
    return _MARKS.sub("", value) if isinstance(value, str) else value


def without_others(words: str) -> str:
    """Words of the ETL without the name of the file in which another row stands."""
    return _OTHER_ROW.sub("另一份报送的一行", words)


def _delivery(entry: dict, is_within: bool) -> dict:
    words = {key: entry.get(key) or "" for key in ("delivery", "file", "sheet", "type", "status")}
    about_all = [m["message"] for m in entry.get("messages", []) if not m.get("row") and m.get("severity") != HINT]
    said = about_all[0] if about_all and entry.get("status") != "loaded" else ""
    counts = {key: entry.get(key) or 0 for key in COUNTS if not (is_within and key == REPLACED)}
    return {**words, **counts, "said": said}


def _weight(severity: str | None) -> int:
    return SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)


def _finding(entry: dict, message: dict) -> dict:
    where = {"file": entry.get("file", ""), "sheet": entry.get("sheet", ""), "type": entry.get("type") or ""}
    told = {key: message.get(key) for key in ("row", "column", "found", "rule", "severity", "message")}
    return {**where, **told}


def _kind(finding: dict) -> tuple:
    return (finding["type"], finding["sheet"], finding["rule"], finding["column"], finding["severity"])


def _problems(found: list[dict]) -> list[dict]:
    """The ten kinds of problems met most often, each with its first example."""
    times = Counter(map(_kind, found))
    examples: dict[tuple, dict] = {}
    for one in found:
        examples.setdefault(_kind(one), one)
    order = sorted(times, key=lambda kind: (-times[kind], _weight(kind[4])))
    return [{**examples[kind], "times": times[kind]} for kind in order[:MOST_PROBLEMS]]
