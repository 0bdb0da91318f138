"""What the rules of etl/findings find, where the change can have reached it."""

from __future__ import annotations

import duckdb

from etl.increment.kept import EVENTS
from etl.increment.tables import Changed, is_same, meaning, warehouse_of
from etl.model import Model

ROW_BY_ROW = "Row by row"
"""A rule whose file says so finds of a row what depends on no other row, or on those alone that are always judged anew
together with it; it is asked of the rows judged anew, and of registers that changed, alone."""
JUDGED = (
    *EVENTS, "population", "workforce", "projects", "trainings", "demands", "partners", "assessments", "facilities",
    "honours", "improvements", "targets",
)  # fmt: skip
"""The tables whose rows such rules judge; the others they only look things up in."""


def update_rule(connection: duckdb.DuckDBPyConnection, model: Model, changed: Changed, has_altered: bool) -> None:
    """Makes stage.found_<rule> of what the last build found and what must be asked anew."""
    kept = f"keep.late_{model.name.removeprefix('stage.')}"
    moved = model.reads & (changed.names if has_altered else changed.names - {"stage.manifests"})
    if moved and ROW_BY_ROW in model.sql and moved <= {*JUDGED, "stage.manifests"}:
        _ask_rows(connection, model, changed, kept)
    elif moved:
        connection.execute(f"CREATE TABLE {model.name} AS {model.sql}")
    else:
        connection.execute(f"CREATE TABLE {model.name} AS FROM {kept}")
        return
    if not is_same(connection, model.name, kept):
        changed.names.add(model.name)


def _ask_rows(connection: duckdb.DuckDBPyConnection, model: Model, changed: Changed, kept: str) -> None:
    judged = [name for name in EVENTS if f"stage.events_{name}" in changed.names]
    whole = [name for name in JUDGED if name not in EVENTS and f"stage.{name}" in changed.names]
    warehouse = warehouse_of(connection)
    rows = {name: f"{warehouse}.main.{name} LIMIT 0" for name in JUDGED if name in model.reads}
    rows |= {name: f"{warehouse}.main.{name}" for name in whole if name in model.reads}
    rows |= {name: f"stage.fresh_{name}" for name in judged if name in model.reads}
    with meaning(connection, rows):
        connection.execute(f"CREATE TABLE stage.main.asked AS {model.sql}")
    gone = " ".join(
        f"ANTI JOIN stage.rejudged_{name} AS {name} ON kept.type = '{name}' "
        f"AND kept.delivery = {name}.delivery AND kept.row = {name}.row"
        for name in judged
    )
    others = f"WHERE kept.type NOT IN ({', '.join(repr(name) for name in whole)})" if whole else ""
    connection.execute(
        f"CREATE TABLE {model.name} AS SELECT kept.* FROM {kept} AS kept {gone} {others} UNION ALL FROM stage.asked"
    )
    connection.execute("DROP TABLE stage.asked")
