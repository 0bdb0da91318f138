"""What the web's own connection to DuckDB, and that of the process that writes exports, will not do for anybody."""

import duckdb
import pytest

from indicators import warehouse
from indicators.warehouse import opened_apart, snapshot
from settings import SettingError, settings
from tests.hardening.test_backup import case, small_reference
from tests.survival.dying import pointer

__all__ = ["case", "small_reference"]

REFUSED = {
    "read a file as text": "SELECT * FROM read_text('/etc/hostname')",
    "read a file as bytes": "SELECT * FROM read_blob('/etc/hostname')",
    "read a table of text": "SELECT * FROM read_csv('/etc/passwd')",
    "read a file by its name": "SELECT * FROM '/etc/passwd'",
    "list files": "SELECT * FROM glob('/etc/*')",
    "read over the network": "SELECT * FROM read_csv('https://outside.example/x.csv')",
    "write a file": "COPY (SELECT 1) TO '{folder}/leak.csv'",
    "write a Parquet file": "COPY (SELECT 1) TO '{folder}/leak.parquet' (FORMAT parquet)",
    "write the database": "EXPORT DATABASE '{folder}/leak'",
    "open another database": "ATTACH '{folder}/leak.duckdb' AS other",
    "install an extension": "INSTALL httpfs",
    "load an extension": "LOAD httpfs",
    "keep a secret": "CREATE PERSISTENT SECRET s (TYPE s3)",
    "make a table": "CREATE TABLE main.leak(x INTEGER)",
    "change a row": "UPDATE builds SET build = 'x'",
    "delete rows": "DELETE FROM activities",
    "drop a table": "DROP TABLE activities",
    "read a variable of Python": "SELECT * FROM words_in_memory",
    "open the door again": "SET enable_external_access = true",
    "unlock the settings": "SET lock_configuration = false",
    "write a profile somewhere": "SET profiling_output = '{folder}/leak.json'",
    "take more memory": "SET memory_limit = '100GB'",
    "spill somewhere else": "SET temp_directory = '{folder}/leak'",
    "take more time": "SET max_execution_time = 0",
    "log somewhere": "SET log_query_path = '{folder}/leak.log'",
}


@pytest.fixture(params=["web", "export"])
def cursor(request, case):
    """A cursor as the web has it, and as the process that writes exports has it."""
    data_dir = case.folder / "after"
    if request.param == "web":
        warehouse.use(data_dir)
        with snapshot() as now:
            yield now.cursor
        warehouse.use(None)
        warehouse._door.opened.connection.close()
        warehouse._door.opened = None
    else:
        path = data_dir / "warehouse" / pointer(data_dir)["file"]
        with opened_apart(path, {"memory_limit": "1GB"}) as now:
            yield now.cursor


@pytest.mark.parametrize("probe", REFUSED.values(), ids=[name.replace(" ", "-") for name in REFUSED])
def test_a_statement_that_reaches_beyond_the_published_build_is_refused(cursor, tmp_path, probe):
    words_in_memory = [{"word": "秘密"}]
    with pytest.raises(duckdb.Error) as refusal:
        cursor.execute(probe.format(folder=tmp_path)).fetchall()
    assert not isinstance(refusal.value, duckdb.ParserException), refusal.value
    assert list(tmp_path.iterdir()) == [] and words_in_memory
    assert cursor.execute("SELECT count(*) FROM activities").fetchone()[0] == 3


def test_the_settings_are_the_reviewed_ones(cursor):
    asked = "SELECT name, value FROM duckdb_settings() WHERE name IN ({})"
    names = [name for name in warehouse.LOCKED_DOWN if name not in ("max_execution_time", "memory_limit", "threads")]
    found = dict(cursor.execute(asked.format(", ".join(f"'{name}'" for name in names))).fetchall())
    assert found == {name: warehouse.LOCKED_DOWN[name] for name in names} and len(names) == 7


def test_an_installation_chooses_what_a_question_may_take(case, monkeypatch):
    chosen = {"WUSHE_QUERY_MEMORY": "2GB", "WUSHE_QUERY_THREADS": "1", "WUSHE_QUERY_SECONDS": "20"}
    for name, value in chosen.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    warehouse.use(case.folder / "after")
    asked = "SELECT current_setting('memory_limit'), current_setting('threads'), current_setting('max_execution_time')"
    with snapshot() as now:
        memory, threads, time = now.cursor.execute(asked).fetchone()
    assert (memory, threads, str(time)) == ("1.8 GiB", 1, "20000")
    monkeypatch.setenv("WUSHE_QUERY_MEMORY", "plenty")
    settings.cache_clear()
    with pytest.raises(SettingError, match="WUSHE_QUERY_MEMORY='plenty'"):
        settings()
    for name in chosen:
        monkeypatch.delenv(name)
    settings.cache_clear()
    warehouse.use(None)
