"""A program that is newer than the warehouse: `make run` finds it out before serving."""

import json

from etl.model import models_version
from serve import outdated_folders


def pointer(folder, **told):
    (folder / "warehouse").mkdir(parents=True)
    (folder / "warehouse" / "CURRENT.json").write_text(json.dumps({"build": "b", "file": "b.duckdb", **told}), "utf-8")


def test_a_warehouse_of_other_models_is_outdated_and_one_of_these_is_not(tmp_path):
    assert outdated_folders(tmp_path) == []
    pointer(tmp_path, models=models_version())
    pointer(tmp_path / "demo")
    assert outdated_folders(tmp_path) == [tmp_path / "demo"]
