"""HTTP API v1: the same numbers and records as the pages, for programs (docs/api.md)."""

from api import explained  # noqa: F401 - importing it adds its address to the blueprint
from api.routes import blueprint

__all__ = ["blueprint"]
