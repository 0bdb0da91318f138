"""Every indicator there is: one per file in definitions/, registered by existing."""

import tomllib
from functools import cache
from pathlib import Path

from indicators.definition import Definition, Denominator, Dimension
from indicators.errors import UnknownIndicator
from indicators.warehouse import ask

HERE = Path(__file__).parent


def _read(path: Path) -> dict:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def catalog() -> dict[str, Definition]:
    """All indicators by id, in the order of their ids."""
    files = sorted((HERE / "definitions").glob("*.toml"))
    return {path.stem: Definition(id=path.stem, **_read(path)) for path in files}


@cache
def denominators() -> dict[str, Denominator]:
    """Everything an indicator may be divided by, by id."""
    return {key: Denominator(id=key, **value) for key, value in _read(HERE / "denominators.toml").items()}


@cache
def dimensions() -> dict[str, Dimension]:
    """Every filter there is, by its key in addresses."""
    return {key: Dimension(id=key, **value) for key, value in _read(HERE / "dimensions.toml").items()}


def definition(indicator_id: str) -> Definition:
    """One indicator; raises UnknownIndicator."""
    found = catalog().get(indicator_id)
    if found is None:
        raise UnknownIndicator(indicator_id)
    return found


def targets(indicator_id: str) -> list[dict]:
    """Targets and reference points of one indicator: value, comparison, area, year, universe, source, kind."""
    return [row for row in ask("targets") if row["indicator"] == indicator_id]


def entries() -> list[dict]:
    """The catalogue as /api/v1/indicators gives it."""
    return [entry(found) for found in catalog().values()]


def entry(found: Definition) -> dict:
    """One indicator as /api/v1/indicators gives it."""
    return {
        "id": found.id,
        "name": found.name,
        "definition": found.definition,
        "formula": found.formula,
        "unit": found.unit,
        "decimals": found.decimals,
        "kind": found.kind,
        "filters": found.filters,
        "denominators": [denominators()[key].name for key in found.denominators],
        "default_universe": found.default_universe or None,
        "parameters": {key: number.model_dump() for key, number in found.parameters.items()},
        "record_type": found.record_type,
        "source": found.source,
        "targets": [_target(row) for row in targets(found.id)],
    }


def _target(row: dict) -> dict:
    kept = ("value", "area", "year", "universe", "comparison", "kind", "source")
    return {key: row[key] for key in kept}
