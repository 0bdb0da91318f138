"""Fixtures of the survival tests: a data folder with something in it, files to add, and what both make undisturbed."""

import shutil

import pytest
from filelock import FileLock

from etl.run import load_paths
from tests.etl.conftest import small_reference
from tests.etl.little_tables import write_csv
from tests.survival.dying import MORE_ORGANIZATIONS, Case, content, write_workbook

__all__ = ["case", "small_reference"]


@pytest.fixture(scope="module")
def case(shared_folder, small_reference) -> Case:
    """One file loaded, two more waiting (one of them a workbook of two sheets); made once per run, read only."""
    from tests.etl.little_tables import ORGANIZATIONS

    folder = shared_folder / "survival"
    first = folder / "files" / "组织.csv"
    second = [folder / "files" / "活动和志愿.xlsx", folder / "files" / "新组织.csv"]
    with FileLock(str(shared_folder / "survival.lock")):
        if not (folder / "ready").exists():
            write_csv(first, ORGANIZATIONS)
            write_workbook(second[0])
            write_csv(second[1], MORE_ORGANIZATIONS)
            load_paths([first], folder / "before")
            shutil.copytree(folder / "before", folder / "after")
            load_paths(second, folder / "after")
            (folder / "ready").touch()
    return Case(folder, first, second, content(folder / "before"), content(folder / "after"))
