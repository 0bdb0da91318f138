"""Fixtures of the ETL tests."""

import shutil
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock

SHIPPED = Path(__file__).resolve().parents[2] / "data" / "reference"
ZHEJIANG_AND_JINMEN = "code LIKE '33%' OR code LIKE '350527%' OR code IN ('350000000000', '350500000000')"


@pytest.fixture(scope="module")
def small_reference(shared_folder):
    """The reference data with a small tree (浙江, and the odd codes of 金门): builds take a fraction of the time.

    One folder for the whole run, so that what a build derives of it is derived once; nothing in it is changed.
    """
    folder = shared_folder / "small" / "reference"
    with FileLock(str(shared_folder / "small.lock")):
        if not folder.exists():
            _write_small(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WUSHE_REFERENCE_DIR", str(folder))
        yield folder


def _write_small(folder: Path) -> None:
    begun = folder.with_name("begun")
    shutil.copytree(SHIPPED, begun)
    with duckdb.connect() as connection:
        small = f"SELECT * FROM read_parquet('{SHIPPED / 'areas.parquet'}') WHERE {ZHEJIANG_AND_JINMEN}"
        connection.execute(f"COPY ({small}) TO '{begun / 'areas.parquet'}' (FORMAT parquet)")
    begun.rename(folder)
