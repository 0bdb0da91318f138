"""Fixtures shared with the tests of the ETL."""

from tests.etl.conftest import small_reference

__all__ = ["small_reference"]
