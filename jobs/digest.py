"""What a page needs of an answer of the ETL: the counts, the commonest problems, the first findings."""

from __future__ import annotations

from collections import Counter

MOST_FINDINGS = 200
MOST_PROBLEMS = 10
SEVERITIES = ("拒收", "待核", "警告", "提示")  # in the order in which a clerk wants to see them
HINT = SEVERITIES[-1]
COUNTS = ("rows_read", "skipped", "accepted", "rejected", "duplicates", "pending", "superseded", "warnings")
KEPT = ("build", "dry_run", "error", "failures", "held", "hint", "notes", "rows", "pending_by_type")


def digest(document: dict) -> dict:
    """The JSON document of check or load without its many messages: {deliveries, problems, findings, …}."""
    deliveries = document.get("deliveries", [])
    found = [_finding(entry, message) for entry in deliveries for message in entry.get("messages", [])]
    first = sorted(found, key=lambda one: _weight(one["severity"]))[:MOST_FINDINGS]
    problems = [one for one in found if one["severity"] != HINT]
    return {
        "deliveries": [_delivery(entry) for entry in deliveries],
        "problems": _problems(problems),
        "kinds_of_problems": len({_kind(one) for one in problems}),
        "findings": first,
        "findings_total": len(found),
        **{key: document[key] for key in KEPT if key in document},
    }


def _delivery(entry: dict) -> dict:
    words = {key: entry.get(key) or "" for key in ("delivery", "file", "sheet", "type", "status")}
    about_all = [m["message"] for m in entry.get("messages", []) if not m.get("row") and m.get("severity") != HINT]
    said = about_all[0] if about_all and entry.get("status") != "loaded" else ""
    return {**words, **{key: entry.get(key) or 0 for key in COUNTS}, "said": said}


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
