"""A foreign file tried against a source: the first rows mapped and what was not understood. Stores nothing."""

from collections import Counter
from pathlib import Path

from etl.errors import Problem
from etl.normalise.personal import mask_personal
from etl.record import RecordType
from etl.source import KnownRows, load_source
from etl.source_delivery import MappedDelivery, constant_deliveries, file_deliveries
from etl.source_values import as_text

FIRST_ROWS = 5
MESSAGES_PER_RULE = 3
FIRST_VALUES = 30


def try_source(path: Path | str, name: str, data_dir: Path | None = None, known: KnownRows | None = None,
               root: str | None = None) -> dict:
    """What loading the file with that source would make, as the JSON document of `sources try`.

    `known` are rows delivered before, for lookups; the source's constant rows are added to it.
    """
    source = load_source(name, data_dir)
    known = known or KnownRows()
    constants = constant_deliveries(source, known)
    deliveries = list(file_deliveries(source, path, known, root))
    rules = source.rules
    return {
        "source": source.id,
        "name": rules.name,
        "licence": rules.licence,
        "attribution": rules.attribution,
        "file": Path(path).name,
        "constants": [_record(delivery) for delivery in constants],
        "records": [_record(delivery) for delivery in deliveries],
        "columns_unused": _columns_unused(deliveries),
        "not_understood": _not_understood(deliveries),
    }


def _record(delivery: MappedDelivery) -> dict:
    judged, record_type = delivery.validated, delivery.record_type
    refused = [problem for _, _, problems in judged.rejected for problem in problems]
    messages = [*refused, *judged.warnings]
    return {
        "type": record_type.id,
        "name": record_type.name,
        "table": delivery.mapped.table,
        "sheet": delivery.sheet,
        "rows_read": judged.rows_read,
        "skipped": delivery.skipped,
        "accepted": len(judged.rows),
        "rejected": len(judged.rejected),
        "duplicates": judged.duplicates,
        "columns": delivery.mapped.column_names,
        "first_rows": [
            {"row": number, **_filled(record_type, row)}
            for number, row in zip(judged.row_numbers[:FIRST_ROWS], judged.rows[:FIRST_ROWS], strict=True)
        ],
        "messages": [problem.as_dict() for problem in _some_of_each(messages)],
        "messages_in_all": len(messages),
    }


def _some_of_each(messages: list[Problem]) -> list[Problem]:
    """The first messages of every rule and column."""
    times: Counter = Counter()
    shown = []
    for problem in messages:
        times[problem.rule, problem.column] += 1
        if times[problem.rule, problem.column] <= MESSAGES_PER_RULE:
            shown.append(problem)
    return shown


def _filled(record_type: RecordType, row: dict[str, object]) -> dict[str, str]:
    """The row's filled columns in the record type's order, as text."""
    return {name: as_text(row[name]) for name in record_type.column_ids() if row.get(name) is not None}


def _columns_unused(deliveries: list[MappedDelivery]) -> list[str]:
    return list(dict.fromkeys(name for delivery in deliveries for name in delivery.mapped.unused_columns))


def _not_understood(deliveries: list[MappedDelivery]) -> list[dict]:
    """The values no map, lookup, date or number form understood, most frequent first, each with what becomes of it."""
    found: dict[tuple[str, str], dict] = {}
    for delivery in deliveries:
        for column, counts in delivery.mapped.unknown.items():
            for value, times in counts.items():
                shown = {"column": column, "value": mask_personal(value), "times": 0, "types": []}
                entry = found.setdefault((column, value), shown)
                entry["times"] = max(entry["times"], times)
                entry["types"].append(delivery.record_type.id)
    return sorted(found.values(), key=lambda entry: -entry["times"])[:FIRST_VALUES]
