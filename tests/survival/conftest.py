"""Fixtures of the survival tests: a data folder with something in it, files to add, and what both make undisturbed."""

import shutil

import pytest

from etl.run import load_paths
from tests.etl.conftest import small_reference
from tests.etl.little_tables import write_csv
from tests.survival.dying import MORE_ORGANIZATIONS, Case, content, write_workbook

__all__ = ["case", "small_reference"]


@pytest.fixture(scope="module")
def case(tmp_path_factory, small_reference) -> Case:
    """One file loaded, two more waiting (one of them a workbook of two sheets)."""
    from tests.etl.little_tables import ORGANIZATIONS

    folder = tmp_path_factory.mktemp("survival")
    first = write_csv(folder / "files" / "组织.csv", ORGANIZATIONS)
    second = [write_workbook(folder / "files" / "活动和志愿.xlsx"),
              write_csv(folder / "files" / "新组织.csv", MORE_ORGANIZATIONS)]  # fmt: skip
    load_paths([first], folder / "before")
    shutil.copytree(folder / "before", folder / "after")
    load_paths(second, folder / "after")
    return Case(folder, first, second, content(folder / "before"), content(folder / "after"))
