"""Fixtures of the ETL tests."""

import shutil
from pathlib import Path

import duckdb
import pytest

SHIPPED = Path(__file__).resolve().parents[2] / "data" / "reference"
ZHEJIANG_AND_JINMEN = "code LIKE '33%' OR code LIKE '350527%' OR code IN ('350000000000', '350500000000')"


@pytest.fixture(scope="module")
def small_reference(tmp_path_factory):
    """The reference data with a small tree (浙江, and the odd codes of 金门): builds take a fraction of the time."""
    folder = tmp_path_factory.mktemp("reference") / "reference"
    shutil.copytree(SHIPPED, folder)
    with duckdb.connect() as connection:
        small = f"SELECT * FROM read_parquet('{SHIPPED / 'areas.parquet'}') WHERE {ZHEJIANG_AND_JINMEN}"
        connection.execute(f"COPY ({small}) TO '{folder / 'areas.parquet'}' (FORMAT parquet)")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WUSHE_REFERENCE_DIR", str(folder))
        yield folder
