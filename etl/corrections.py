"""Known errors in delivered data: what is corrected at every build, and whether the error is still there."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb
from pydantic import BaseModel, ConfigDict, ValidationError

from etl.apart import CLOSES, MARKS, NUMBERED, REFERRED
from etl.errors import DeliveryError
from etl.record import RecordType

SHIPPED = Path(__file__).parent / "corrections.toml"


class Correction(BaseModel):
    """One value that is wrong in the delivered data and what it should be; `expect` guards against correcting twice."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    type: str
    key: dict[str, str]
    column: str
    expect: str
    value: str
    why: str
    reported_to: str = ""
    reported_on: date | None = None


class CorrectionFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    corrections: list[Correction] = []


def read_corrections(data_dir: Path | None = None) -> list[Correction]:
    """The corrections that ship with the product and those of the data folder; DeliveryError names a faulty file."""
    paths = [SHIPPED, data_dir / "corrections.toml"] if data_dir else [SHIPPED]
    found: list[Correction] = []
    for path in paths:
        if not path.exists():
            continue
        try:
            found += CorrectionFile.model_validate(tomllib.loads(path.read_text("utf-8"))).corrections
        except (tomllib.TOMLDecodeError, ValidationError) as fault:
            raise DeliveryError(f"更正清单 {path.name} 写法有误：{fault}。", "请对照文件开头的样例修改。") from fault
    return found


def check_corrections(corrections: Sequence[Correction], types: dict[str, RecordType]) -> None:
    """DeliveryError if a correction names a record type or a column that does not exist."""
    for correction in corrections:
        if correction.type not in types:
            raise DeliveryError(f"更正清单里的记录类型“{correction.type}”不存在。", f"可用：{'、'.join(types)}。")
        if correction.expect == correction.value:
            raise DeliveryError(
                f"更正清单里“{correction.type}”{correction.key} 的 {correction.column} 更正前后相同，没有作用。",
                "请改 value，或删去这一条。",
            )
        known = set(types[correction.type].column_ids())
        strange = {*correction.key, correction.column} - known
        if strange or not correction.key:
            raise DeliveryError(
                f"更正清单里“{correction.type}”的列“{'、'.join(sorted(strange)) or 'key'}”不存在或没有写。",
                f"可用：{'、'.join(sorted(known))}。",
            )


def apply_corrections(
    connection: duckdb.DuckDBPyConnection, table: str, corrections: Sequence[Correction], record_type: RecordType
) -> list[tuple[Correction, str, str]]:
    """Corrects the rows of `table`; tells of each correction whether it applied, no longer matches, or found no row."""
    outcome = []
    for correction in corrections:
        if correction.type == record_type.id:
            outcome.append((correction, *_apply(connection, table, correction, record_type)))
    return outcome


def _apply(
    connection: duckdb.DuckDBPyConnection, table: str, correction: Correction, record_type: RecordType
) -> tuple[str, str]:
    sql_type = record_type.column(correction.column).sql_type
    where, keys = meant_by(correction)
    numbers = ", ".join([f'"{name}"' for name in _numbers(correction)] or ["NULL"])
    holds = f"\"{correction.column}\" IS NOT DISTINCT FROM TRY_CAST(nullif($%s, '') AS {sql_type})"
    found = connection.execute(
        f'SELECT {numbers}, CAST("{correction.column}" AS VARCHAR), {holds % "expect"}, {holds % "value"} '
        f"FROM {table} WHERE {where}",
        {**keys, "expect": correction.expect, "value": correction.value},
    ).fetchall()
    if not found:
        return "找不到这一行", ""
    one = _meant(connection, correction, [tuple(row[:-3]) for row in found if row[-2]] or [row[:-3] for row in found])
    found = [row for row in found if tuple(row[:-3]) == one]
    if not any(matches for *_, matches, _ in found):
        is_mended = all(is_right for *_, is_right in found)
        return "报送方已改正，这一条可以删去" if is_mended else "不再相符，没有更正", found[0][-3] or ""
    exact, keys = _is(correction.key | dict(zip(_numbers(correction), one, strict=False)))
    connection.execute(
        f"UPDATE {table} SET \"{correction.column}\" = CAST(nullif($value, '') AS {sql_type}) WHERE {exact} AND "
        f"\"{correction.column}\" IS NOT DISTINCT FROM TRY_CAST(nullif($expect, '') AS {sql_type})",
        {**keys, "expect": correction.expect, "value": correction.value},
    )
    return "已更正", correction.expect


def _numbers(correction: Correction) -> list[str]:
    """The columns of the key in which a number may be kept apart (etl/apart.py)."""
    return [name for name in correction.key if REFERRED.get(name) in NUMBERED or name in NUMBERED.values()]


def _is(key: dict[str, str]) -> tuple[str, dict[str, str]]:
    """The condition of the rows with that very key, and its values."""
    where = " AND ".join(f'CAST("{name}" AS VARCHAR) = $key_{name}' for name in key)
    return where, {f"key_{name}": value for name, value in key.items()}


def meant_by(correction: Correction) -> tuple[str, dict[str, str]]:
    """The condition of the rows that a correction may mean, and its values: also of those whose number is kept apart,
    so that it goes on meaning what it meant before others used that number."""
    where, values = _is({name: told for name, told in correction.key.items() if name not in _numbers(correction)})
    conditions = [where] if where else []
    for name in _numbers(correction):
        bare = f"CASE WHEN right(\"{name}\", 1) = '{CLOSES}' THEN regexp_replace(\"{name}\", '{MARKS}', '') END"
        conditions.append(f'("{name}" = $key_{name} OR {bare} = $key_{name})')
        values[f"key_{name}"] = correction.key[name]
    return " AND ".join(conditions), values


def _meant(connection: duckdb.DuckDBPyConnection, correction: Correction, found: list[tuple]) -> tuple:
    """Which of the records of that number is meant, of those that have the value: the one that had the number first,
    by the deliveries that are not withdrawn."""
    if len(set(found)) == 1:
        return tuple(found[0])
    where, keys = meant_by(correction)
    numbers = ", ".join(f'"{name}"' for name in _numbers(correction))
    sql = (
        f"SELECT {numbers}, min(_sequence) FROM stage.judged_{correction.type} WHERE _state <> 'withdrawn' AND {where}"
    )
    first = {tuple(row[:-1]): row[-1] for row in connection.execute(f"{sql} GROUP BY {numbers}", keys).fetchall()}
    return min(set(map(tuple, found)), key=lambda one: (first[one], one))
