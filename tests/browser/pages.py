"""The addresses that every check of all pages opens: each registered page as it starts, and further states of it."""

from __future__ import annotations

from urllib.parse import quote

import pytest

import app  # noqa: F401 - importing it registers the pages
from components.page import all_pages

PLACE, PLACE_NAME = "330102011000", "凯旋街道"  # a street of the demonstration with deliveries of every kind
STARTS = [page.path for page in all_pages()]
STATES = [f"{page.path}?area={PLACE}" for page in all_pages() if "area" in page.controls]
MISSING = "/" + quote("没有这一页")
WITH_STATE = [start for start in STARTS if f"{start}?area={PLACE}" in STATES]
WITHOUT_STATE = [start for start in STARTS if start not in WITH_STATE]


def long_run(addresses: list[str]) -> list:
    """Addresses that are opened in the long run only: another test opens the same page in the short one."""
    return [pytest.param(address, marks=pytest.mark.soak) for address in addresses]


def case_name(address: str) -> str:
    """An address as a readable name of a test case."""
    return address.strip("/") or "home"
